-- The service itself. A record is one row: columns for what is searched and sorted by, and the whole record as JSON in body,
-- which stands last so that nothing has to read past it.
-- Every row is the fold of its facts in the journal; makegood check compares the two.

CREATE TABLE IF NOT EXISTS product (
    tenant_id {{int}} NOT NULL,
    product_id {{int}} NOT NULL,
    version {{int}} NOT NULL,
    code TEXT NOT NULL,
    product_line TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, product_id),
    UNIQUE (tenant_id, code),
    FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
){{strict}};

CREATE TABLE IF NOT EXISTS part (
    tenant_id {{int}} NOT NULL,
    part_id {{int}} NOT NULL,
    version {{int}} NOT NULL,
    code TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, part_id),
    UNIQUE (tenant_id, code),
    FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
){{strict}};

CREATE TABLE IF NOT EXISTS provider (
    tenant_id {{int}} NOT NULL,
    provider_id {{int}} NOT NULL,
    version {{int}} NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    active {{int}} NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, provider_id),
    UNIQUE (tenant_id, code),
    FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
){{strict}};

-- A provider's territories once more, one a row, for dispatch; rewritten with the provider.
CREATE TABLE IF NOT EXISTS territory (
    tenant_id {{int}} NOT NULL,
    product_line TEXT NOT NULL,
    division TEXT NOT NULL,
    provider_id {{int}} NOT NULL,
    PRIMARY KEY (tenant_id, product_line, division, provider_id),
    FOREIGN KEY (tenant_id, provider_id) REFERENCES provider (tenant_id, provider_id)
){{strict}};

CREATE INDEX IF NOT EXISTS territory_by_provider ON territory (tenant_id, provider_id);

CREATE TABLE IF NOT EXISTS technician (
    tenant_id {{int}} NOT NULL,
    technician_id {{int}} NOT NULL,
    version {{int}} NOT NULL,
    provider_id {{int}} NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, technician_id),
    FOREIGN KEY (tenant_id, provider_id) REFERENCES provider (tenant_id, provider_id)
){{strict}};

CREATE INDEX IF NOT EXISTS technician_by_provider ON technician (tenant_id, provider_id, technician_id);

CREATE TABLE IF NOT EXISTS person (
    tenant_id {{int}} NOT NULL,
    person_id {{int}} NOT NULL,
    version {{int}} NOT NULL,
    login TEXT NOT NULL,
    role TEXT NOT NULL,
    provider_id {{int}},
    active {{int}} NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, person_id),
    UNIQUE (tenant_id, login),
    FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
){{strict}};

-- Passwords and sessions are no business records: they leave no fact in the journal.
CREATE TABLE IF NOT EXISTS credential (
    tenant_id {{int}} NOT NULL,
    person_id {{int}} NOT NULL,
    password_hash TEXT NOT NULL,
    failures {{int}} NOT NULL,
    locked_until {{int}},
    changed_at {{int}} NOT NULL,
    PRIMARY KEY (tenant_id, person_id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, person_id)
){{strict}};

CREATE TABLE IF NOT EXISTS session (
    tenant_id {{int}} NOT NULL,
    token_digest TEXT NOT NULL,
    person_id {{int}} NOT NULL,
    csrf_token TEXT NOT NULL,
    language TEXT NOT NULL,
    created_at {{int}} NOT NULL,
    seen_at {{int}} NOT NULL,
    expires_at {{int}} NOT NULL,
    PRIMARY KEY (tenant_id, token_digest),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, person_id)
){{strict}};

CREATE INDEX IF NOT EXISTS session_by_person ON session (tenant_id, person_id);

CREATE TABLE IF NOT EXISTS customer (
    tenant_id {{int}} NOT NULL,
    customer_id {{int}} NOT NULL,
    version {{int}} NOT NULL,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, customer_id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
){{strict}};

CREATE INDEX IF NOT EXISTS customer_by_phone ON customer (tenant_id, phone, customer_id);

CREATE INDEX IF NOT EXISTS customer_by_name ON customer (tenant_id, name, customer_id);

CREATE TABLE IF NOT EXISTS unit (
    tenant_id {{int}} NOT NULL,
    unit_id {{int}} NOT NULL,
    version {{int}} NOT NULL,
    serial TEXT NOT NULL,
    product_id {{int}} NOT NULL,
    customer_id {{int}},
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, unit_id),
    UNIQUE (tenant_id, serial),
    FOREIGN KEY (tenant_id, product_id) REFERENCES product (tenant_id, product_id)
){{strict}};

CREATE INDEX IF NOT EXISTS unit_by_customer ON unit (tenant_id, customer_id, unit_id);

CREATE TABLE IF NOT EXISTS sales (
    tenant_id {{int}} NOT NULL,
    sales_id {{int}} NOT NULL,
    version {{int}} NOT NULL,
    provider_id {{int}} NOT NULL,
    month TEXT NOT NULL,
    product_line TEXT NOT NULL,
    amount_fen {{int}} NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, sales_id),
    UNIQUE (tenant_id, provider_id, month, product_line),
    FOREIGN KEY (tenant_id, provider_id) REFERENCES provider (tenant_id, provider_id)
){{strict}};

CREATE TABLE IF NOT EXISTS agreement (
    tenant_id {{int}} NOT NULL,
    agreement_id {{int}} NOT NULL,
    version {{int}} NOT NULL,
    code TEXT NOT NULL,
    number {{int}} NOT NULL,
    from_on TEXT NOT NULL,
    until_on TEXT,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, agreement_id),
    UNIQUE (tenant_id, code, number),
    FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
){{strict}};

CREATE TABLE IF NOT EXISTS request (
    tenant_id {{int}} NOT NULL,
    request_id {{int}} NOT NULL,
    version {{int}} NOT NULL,
    number TEXT NOT NULL,
    stage TEXT NOT NULL,
    channel TEXT NOT NULL,
    category TEXT NOT NULL,
    customer_id {{int}} NOT NULL,
    unit_id {{int}},
    reported_at {{int}} NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, request_id),
    UNIQUE (tenant_id, number),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customer (tenant_id, customer_id)
){{strict}};

CREATE INDEX IF NOT EXISTS request_by_stage ON request (tenant_id, stage, request_id);

CREATE INDEX IF NOT EXISTS request_by_customer ON request (tenant_id, customer_id, request_id);

CREATE TABLE IF NOT EXISTS service_order (
    tenant_id {{int}} NOT NULL,
    order_id {{int}} NOT NULL,
    version {{int}} NOT NULL,
    number TEXT NOT NULL,
    stage TEXT NOT NULL,
    category TEXT NOT NULL,
    product_line TEXT NOT NULL,
    division TEXT NOT NULL,
    provider_id {{int}},
    technician_id {{int}},
    customer_id {{int}} NOT NULL,
    unit_id {{int}},
    agreement_id {{int}},
    reported_at {{int}} NOT NULL,
    due_at {{int}},
    completed_month TEXT,
    judgement TEXT,
    statement_id {{int}},
    paused TEXT,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, order_id),
    UNIQUE (tenant_id, number),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customer (tenant_id, customer_id)
){{strict}};

CREATE INDEX IF NOT EXISTS service_order_by_stage ON service_order (tenant_id, stage, order_id);

CREATE INDEX IF NOT EXISTS service_order_by_provider ON service_order (tenant_id, provider_id, stage, order_id);

CREATE INDEX IF NOT EXISTS service_order_by_technician ON service_order (tenant_id, technician_id, stage, order_id)
    WHERE technician_id IS NOT NULL;

CREATE INDEX IF NOT EXISTS service_order_by_due ON service_order (tenant_id, due_at, order_id)
    WHERE due_at IS NOT NULL;

CREATE INDEX IF NOT EXISTS service_order_by_month ON service_order (tenant_id, provider_id, completed_month, order_id)
    WHERE completed_month IS NOT NULL;

CREATE INDEX IF NOT EXISTS service_order_by_unit ON service_order (tenant_id, unit_id, order_id)
    WHERE unit_id IS NOT NULL;

CREATE INDEX IF NOT EXISTS service_order_by_customer ON service_order (tenant_id, customer_id, order_id);

CREATE TABLE IF NOT EXISTS obligation (
    tenant_id {{int}} NOT NULL,
    obligation_id {{int}} NOT NULL,
    version {{int}} NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    provider_id {{int}},
    subject_kind TEXT NOT NULL,
    subject_id {{int}} NOT NULL,
    due_at {{int}},
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, obligation_id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
){{strict}};

CREATE INDEX IF NOT EXISTS obligation_by_subject ON obligation (tenant_id, subject_kind, subject_id, obligation_id);

CREATE INDEX IF NOT EXISTS obligation_by_due ON obligation (tenant_id, due_at, obligation_id)
    WHERE due_at IS NOT NULL;

CREATE INDEX IF NOT EXISTS obligation_breached ON obligation (tenant_id, provider_id, obligation_id)
    WHERE state = 'breached';

CREATE TABLE IF NOT EXISTS callback (
    tenant_id {{int}} NOT NULL,
    callback_id {{int}} NOT NULL,
    version {{int}} NOT NULL,
    kind TEXT NOT NULL,
    stage TEXT NOT NULL,
    order_id {{int}} NOT NULL,
    provider_id {{int}} NOT NULL,
    month TEXT NOT NULL,
    statement_id {{int}},
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, callback_id),
    FOREIGN KEY (tenant_id, order_id) REFERENCES service_order (tenant_id, order_id)
){{strict}};

CREATE INDEX IF NOT EXISTS callback_by_stage ON callback (tenant_id, kind, stage, callback_id);

CREATE INDEX IF NOT EXISTS callback_by_provider ON callback (tenant_id, provider_id, month, kind, stage, callback_id);

CREATE INDEX IF NOT EXISTS callback_by_order ON callback (tenant_id, order_id, callback_id);

CREATE INDEX IF NOT EXISTS callback_by_statement ON callback (tenant_id, statement_id, callback_id)
    WHERE statement_id IS NOT NULL;

CREATE TABLE IF NOT EXISTS statement (
    tenant_id {{int}} NOT NULL,
    statement_id {{int}} NOT NULL,
    version {{int}} NOT NULL,
    number TEXT NOT NULL,
    stage TEXT NOT NULL,
    provider_id {{int}} NOT NULL,
    month TEXT NOT NULL,
    agreement_id {{int}} NOT NULL,
    amount_fen {{int}} NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, statement_id),
    UNIQUE (tenant_id, number),
    UNIQUE (tenant_id, provider_id, month, agreement_id),
    FOREIGN KEY (tenant_id, provider_id) REFERENCES provider (tenant_id, provider_id)
){{strict}};

CREATE INDEX IF NOT EXISTS statement_by_stage ON statement (tenant_id, stage, statement_id);

CREATE INDEX IF NOT EXISTS statement_by_month ON statement (tenant_id, month, statement_id);

-- Lines are append-only: each round of submission writes its own, what is found later is a further line.
CREATE TABLE IF NOT EXISTS statement_line (
    tenant_id {{int}} NOT NULL,
    statement_id {{int}} NOT NULL,
    round {{int}} NOT NULL,
    line_number {{int}} NOT NULL,
    kind TEXT NOT NULL,
    order_id {{int}},
    amount_fen {{int}} NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, statement_id, round, line_number),
    FOREIGN KEY (tenant_id, statement_id) REFERENCES statement (tenant_id, statement_id)
){{strict}};

-- Append-only, hash-chained along each strand.
CREATE TABLE IF NOT EXISTS journal (
    tenant_id {{int}} NOT NULL,
    strand {{int}} NOT NULL,
    seq {{int}} NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id {{int}} NOT NULL,
    subject_version {{int}} NOT NULL,
    fact TEXT NOT NULL,
    happened_at {{int}} NOT NULL,
    done_by {{int}},
    hash {{bytes}} NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, strand, seq),
    UNIQUE (tenant_id, subject_kind, subject_id, subject_version),
    FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
){{strict}};

CREATE TABLE IF NOT EXISTS journal_head (
    tenant_id {{int}} NOT NULL,
    strand {{int}} NOT NULL,
    seq {{int}} NOT NULL,
    hash {{bytes}} NOT NULL,
    PRIMARY KEY (tenant_id, strand),
    FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
){{strict}};

CREATE TABLE IF NOT EXISTS ledger_posting (
    tenant_id {{int}} NOT NULL,
    entry_id {{int}} NOT NULL,
    posting_number {{int}} NOT NULL,
    account TEXT NOT NULL,
    month TEXT NOT NULL,
    amount_fen {{int}} NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id {{int}} NOT NULL,
    posted_at {{int}} NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, entry_id, posting_number),
    FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
){{strict}};

CREATE INDEX IF NOT EXISTS ledger_posting_by_account ON ledger_posting (tenant_id, account, entry_id, posting_number);

CREATE INDEX IF NOT EXISTS ledger_posting_by_subject ON ledger_posting (tenant_id, subject_kind, subject_id, entry_id, posting_number);

-- Instants to look again; a row goes when it was looked at.
CREATE TABLE IF NOT EXISTS wake (
    tenant_id {{int}} NOT NULL,
    due_at {{int}} NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id {{int}} NOT NULL,
    PRIMARY KEY (tenant_id, due_at, subject_kind, subject_id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
){{strict}};

CREATE TABLE IF NOT EXISTS outbox (
    tenant_id {{int}} NOT NULL,
    message_id {{int}} NOT NULL,
    created_at {{int}} NOT NULL,
    attempts {{int}} NOT NULL,
    next_try_at {{int}},
    sent_at {{int}},
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, message_id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
){{strict}};

CREATE INDEX IF NOT EXISTS outbox_unsent ON outbox (tenant_id, next_try_at, message_id) WHERE next_try_at IS NOT NULL;

-- Who looked behind a mask, at what, and why.
CREATE TABLE IF NOT EXISTS reveal (
    tenant_id {{int}} NOT NULL,
    reveal_id {{int}} NOT NULL,
    person_id {{int}} NOT NULL,
    customer_id {{int}} NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id {{int}} NOT NULL,
    revealed_at {{int}} NOT NULL,
    PRIMARY KEY (tenant_id, reveal_id),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customer (tenant_id, customer_id)
){{strict}};

CREATE INDEX IF NOT EXISTS reveal_by_subject ON reveal (tenant_id, subject_kind, subject_id, reveal_id);
