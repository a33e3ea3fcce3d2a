-- What the store itself needs: who the tenants are, numbers without gaps, answers already given, settings.

CREATE TABLE IF NOT EXISTS tenant (
    tenant_id {{int}} NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at {{int}} NOT NULL,
    PRIMARY KEY (tenant_id),
    UNIQUE (code)
){{strict}};

CREATE TABLE IF NOT EXISTS counter (
    tenant_id {{int}} NOT NULL,
    series TEXT NOT NULL,
    next {{int}} NOT NULL,
    PRIMARY KEY (tenant_id, series),
    FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
){{strict}};

CREATE TABLE IF NOT EXISTS idempotency (
    tenant_id {{int}} NOT NULL,
    command_id TEXT NOT NULL,
    command TEXT NOT NULL,
    fingerprint {{bytes}} NOT NULL,
    result TEXT NOT NULL,
    done_at {{int}} NOT NULL,
    PRIMARY KEY (tenant_id, command_id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
){{strict}};

CREATE INDEX IF NOT EXISTS idempotency_by_age ON idempotency (tenant_id, done_at);

CREATE TABLE IF NOT EXISTS setting (
    tenant_id {{int}} NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    version {{int}} NOT NULL,
    changed_at {{int}} NOT NULL,
    PRIMARY KEY (tenant_id, name),
    FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
){{strict}};
