-- What the lists are sorted and narrowed by. Each index is written with its rows, so those that intake would pay for are few:
-- the rest is partial and grows only later in an order's life.

CREATE INDEX IF NOT EXISTS request_by_reported ON request (tenant_id, reported_at, request_id);

CREATE INDEX IF NOT EXISTS service_order_by_reported ON service_order (tenant_id, reported_at, order_id);

CREATE INDEX IF NOT EXISTS service_order_by_provider_due ON service_order (tenant_id, provider_id, due_at, order_id)
    WHERE due_at IS NOT NULL AND provider_id IS NOT NULL;

CREATE INDEX IF NOT EXISTS service_order_completed ON service_order (tenant_id, completed_month, order_id)
    WHERE completed_month IS NOT NULL;

CREATE INDEX IF NOT EXISTS service_order_judged ON service_order (tenant_id, order_id) WHERE judgement IS NOT NULL;

CREATE INDEX IF NOT EXISTS service_order_paused ON service_order (tenant_id, order_id) WHERE paused IS NOT NULL;

CREATE INDEX IF NOT EXISTS obligation_by_debtor ON obligation (tenant_id, provider_id, due_at, obligation_id)
    WHERE due_at IS NOT NULL;

CREATE INDEX IF NOT EXISTS obligation_breaches ON obligation (tenant_id, obligation_id) WHERE state = 'breached';

CREATE INDEX IF NOT EXISTS callback_queue ON callback (tenant_id, provider_id, kind, stage, callback_id);

CREATE INDEX IF NOT EXISTS statement_by_provider ON statement (tenant_id, provider_id, statement_id);

CREATE INDEX IF NOT EXISTS sales_by_month ON sales (tenant_id, month, sales_id);

CREATE INDEX IF NOT EXISTS sales_by_provider ON sales (tenant_id, provider_id, sales_id);

CREATE INDEX IF NOT EXISTS unit_by_product ON unit (tenant_id, product_id, serial, unit_id);

CREATE INDEX IF NOT EXISTS ledger_posting_sums ON ledger_posting (tenant_id, account, amount_fen);

CREATE INDEX IF NOT EXISTS outbox_failed ON outbox (tenant_id, message_id) WHERE next_try_at IS NULL AND sent_at IS NULL;

-- Words to find customers by; see the search module. On SQLite the row is the customer's id.
-- only: sqlite
CREATE VIRTUAL TABLE IF NOT EXISTS customer_search USING fts5 (terms, tenant_id UNINDEXED, content = '',
    contentless_delete = 1, contentless_unindexed = 1, detail = none, tokenize = 'ascii');

-- only: postgres
CREATE TABLE IF NOT EXISTS customer_search (
    tenant_id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    terms TSVECTOR NOT NULL,
    PRIMARY KEY (tenant_id, customer_id),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customer (tenant_id, customer_id)
);

CREATE INDEX IF NOT EXISTS customer_search_terms ON customer_search USING gin (terms);
-- both
