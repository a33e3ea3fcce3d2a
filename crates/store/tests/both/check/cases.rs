//! Each damage as one statement, with what must be found.

/// One damage and the codes it must be found under: all of them, and no others.
pub type Case = (&'static str, &'static [&'static str]);

/// To the journal: an edited byte, an edited hash, a deleted row, a false head.
pub const JOURNAL: &[Case] = &[
    (
        "UPDATE journal SET body = replace(body, '45', '46') WHERE fact = 'order.completed'",
        &["journal.hash", "state.body"],
    ),
    (
        "UPDATE journal SET body = replace(body, '\"fact\"', '\"fakt\"') WHERE seq = 1",
        &["journal.hash", "journal.fact"],
    ),
    (
        "UPDATE journal SET hash = (SELECT other.hash FROM journal other WHERE other.seq = 4) WHERE seq = 5",
        &["journal.hash"],
    ),
    (
        "UPDATE journal SET happened_at = happened_at + 1 WHERE fact = 'order.arrived'",
        &["journal.hash", "state.body"],
    ),
    (
        "UPDATE journal SET happened_at =
             (SELECT sum(two.happened_at) - journal.happened_at FROM journal two
              WHERE two.fact IN ('order.dispatched', 'order.accepted'))
         WHERE fact IN ('order.dispatched', 'order.accepted')",
        &["journal.hash", "state.body"],
    ),
    ("UPDATE journal SET done_by = NULL WHERE fact = 'order.arrived'", &["journal.hash"]),
    ("UPDATE journal SET done_by = 51 WHERE fact = 'order.arrived'", &["journal.hash"]),
    (
        "UPDATE journal SET fact = 'order.left' WHERE fact = 'order.arrived'",
        &["journal.hash", "journal.fact"],
    ),
    (
        "UPDATE journal SET subject_kind = 'orders' WHERE fact = 'order.claimed'",
        &["journal.unreadable", "state.version", "state.body", "state.column"],
    ),
    ("DELETE FROM journal WHERE fact = 'order.accepted'", &["journal.gap", "journal.version"]),
    (
        "DELETE FROM journal WHERE fact = 'order.claimed'",
        &["journal.gap", "state.version", "state.body", "state.column"],
    ),
    ("DELETE FROM journal WHERE seq = 1", &["journal.gap", "state.unexpected"]),
    (
        "DELETE FROM journal WHERE seq = (SELECT seq FROM journal_head WHERE tenant_id = 7)",
        &["journal.head", "ledger.unexpected"],
    ),
    ("UPDATE journal SET strand = 1 WHERE seq = 3", &["journal.gap", "journal.strand"]),
    ("DELETE FROM journal_head", &["journal.head"]),
    ("UPDATE journal_head SET seq = seq + 1", &["journal.head"]),
    ("UPDATE journal_head SET hash = (SELECT hash FROM journal WHERE seq = 1)", &["journal.head"]),
    (
        "INSERT INTO journal (tenant_id, strand, seq, subject_kind, subject_id, subject_version, fact, body,
             happened_at, done_by, hash)
         SELECT tenant_id, strand, seq + 1000, subject_kind, 11, 1, fact, body, happened_at, done_by, hash
         FROM journal WHERE seq = 1",
        &["journal.gap", "journal.head", "state.missing"],
    ),
];

/// To the ledger: deleted, edited and added postings, and facts that no longer state them.
pub const LEDGER: &[Case] = &[
    (
        "DELETE FROM ledger_posting WHERE entry_id = 140 AND posting_number = 2",
        &["ledger.posting_missing", "ledger.unbalanced", "ledger.total"],
    ),
    (
        "DELETE FROM ledger_posting WHERE entry_id = 141",
        &["ledger.posting_missing"],
    ),
    (
        "UPDATE ledger_posting SET amount_fen = amount_fen + 1 WHERE entry_id = 140 AND posting_number = 1",
        &["ledger.posting", "ledger.unbalanced", "ledger.total"],
    ),
    (
        "UPDATE ledger_posting SET amount_fen = 2 * amount_fen WHERE entry_id = 141",
        &["ledger.posting"],
    ),
    (
        "UPDATE ledger_posting SET account = 'fines' WHERE entry_id = 141 AND posting_number = 2",
        &["ledger.posting"],
    ),
    ("UPDATE ledger_posting SET month = '2026-03' WHERE entry_id = 141", &["ledger.posting"]),
    ("UPDATE ledger_posting SET posted_at = posted_at + 1 WHERE entry_id = 141", &["ledger.posting"]),
    ("UPDATE ledger_posting SET subject_id = 131 WHERE entry_id = 141", &["ledger.posting"]),
    (
        "UPDATE ledger_posting SET body = replace(body, '7000', '7001') WHERE entry_id = 141",
        &["ledger.posting"],
    ),
    (
        "INSERT INTO ledger_posting (tenant_id, entry_id, posting_number, account, month, amount_fen, subject_kind,
             subject_id, posted_at, body)
         SELECT tenant_id, entry_id, posting_number + 100, account, month, amount_fen, subject_kind, subject_id,
             posted_at, body
         FROM ledger_posting WHERE entry_id = 141",
        &["ledger.posting_unexpected"],
    ),
    (
        "INSERT INTO ledger_posting (tenant_id, entry_id, posting_number, account, month, amount_fen, subject_kind,
             subject_id, posted_at, body)
         SELECT tenant_id, 142, posting_number, account, month, amount_fen, subject_kind, subject_id, posted_at, body
         FROM ledger_posting WHERE entry_id = 141",
        &["ledger.unexpected"],
    ),
    (
        "UPDATE journal SET body = replace(body, '7000', '7001') WHERE fact = 'entry.posted' AND subject_id = 141",
        &["journal.hash", "ledger.posting"],
    ),
    (
        "UPDATE journal SET body = '{}' WHERE fact = 'entry.posted' AND subject_id = 141",
        &["journal.hash", "journal.fact"],
    ),
];

/// To a column of each record.
pub const COLUMNS: &[Case] = &[
    ("UPDATE product SET code = 'SWH-201'", &["state.column"]),
    ("UPDATE part SET code = 'P-VALVES'", &["state.column"]),
    ("UPDATE provider SET active = 0", &["state.column"]),
    ("UPDATE technician SET provider_id = 31", &["state.column"]),
    ("UPDATE person SET role = 'administrator'", &["state.column"]),
    ("UPDATE person SET provider_id = 30", &["state.column"]),
    ("UPDATE customer SET phone = '13800138001'", &["state.column"]),
    ("UPDATE unit SET customer_id = NULL", &["state.column"]),
    ("UPDATE sales SET amount_fen = amount_fen + 1", &["state.column"]),
    ("UPDATE agreement SET until_on = '2026-12-31'", &["state.column"]),
    ("UPDATE request SET stage = 'open'", &["state.column"]),
    ("UPDATE service_order SET judgement = 'void'", &["state.column"]),
    ("UPDATE service_order SET completed_month = '2026-03'", &["state.column"]),
    ("UPDATE obligation SET state = 'met' WHERE obligation_id = 121", &["state.column"]),
    ("UPDATE callback SET month = '2026-03'", &["state.column"]),
    ("UPDATE statement SET amount_fen = amount_fen + 100", &["state.column"]),
    ("UPDATE product SET version = version + 1", &["state.version"]),
];

/// To the body of each record.
pub const BODIES: &[Case] = &[
    ("UPDATE product SET body = replace(body, '12000', '12001')", &["state.body"]),
    ("UPDATE part SET body = replace(body, '\"name\":\"\"', '\"name\":\"x\"')", &["state.body"]),
    ("UPDATE provider SET body = replace(body, '钱', '孙')", &["state.body"]),
    ("UPDATE technician SET body = replace(body, '李', '孙')", &["state.body"]),
    ("UPDATE person SET body = replace(body, '王', '孙')", &["state.body"]),
    ("UPDATE unit SET body = replace(body, '2025-06-01', '2025-07-01')", &["state.body"]),
    ("UPDATE sales SET body = replace(body, '1000000', '1000001')", &["state.body"]),
    ("UPDATE agreement SET body = replace(body, '# ', '## ')", &["state.body"]),
    ("UPDATE request SET body = replace(body, '不出热水', '漏水')", &["state.body"]),
    ("UPDATE service_order SET body = replace(body, '45', '46')", &["state.body"]),
    ("UPDATE obligation SET body = replace(body, '4.1', '4.2')", &["state.body"]),
    ("UPDATE callback SET body = replace(body, '\"satisfaction\":5', '\"satisfaction\":1')", &["state.body"]),
    ("UPDATE statement SET body = replace(body, 'BK-1', 'BK-2')", &["state.body"]),
    ("UPDATE service_order SET body = '{'", &["state.body"]),
    // The row agrees with itself, so only the digest in the journal gives it away.
    (
        "UPDATE customer SET phone = '13800138001', body = replace(body, '13800138000', '13800138001')",
        &["customer.digest"],
    ),
    ("UPDATE customer SET body = replace(body, '某路', '别路')", &["customer.digest"]),
];

/// A row of each record deleted, or added without facts.
pub const ROWS: &[Case] = &[
    ("DELETE FROM product", &["state.missing"]),
    ("DELETE FROM part", &["state.missing"]),
    ("DELETE FROM provider", &["state.missing", "territory.stray"]),
    ("DELETE FROM technician", &["state.missing"]),
    ("DELETE FROM person", &["state.missing"]),
    ("DELETE FROM customer", &["state.missing"]),
    ("DELETE FROM unit", &["state.missing"]),
    ("DELETE FROM sales", &["state.missing"]),
    ("DELETE FROM agreement", &["state.missing"]),
    ("DELETE FROM request", &["state.missing"]),
    ("DELETE FROM service_order", &["state.missing"]),
    ("DELETE FROM obligation WHERE obligation_id = 120", &["state.missing"]),
    ("DELETE FROM callback", &["state.missing"]),
    ("DELETE FROM statement", &["state.missing", "claim.without_statement"]),
    (
        "INSERT INTO product (tenant_id, product_id, version, body, code, product_line)
         SELECT tenant_id, 11, version, body, 'SWH-201', product_line FROM product",
        &["state.unexpected"],
    ),
    (
        "INSERT INTO part (tenant_id, part_id, version, body, code)
         SELECT tenant_id, 21, version, body, 'P-2' FROM part",
        &["state.unexpected"],
    ),
    (
        "INSERT INTO provider (tenant_id, provider_id, version, body, code, name, active)
         SELECT tenant_id, 31, version, body, 'P002', name, active FROM provider",
        &["state.unexpected", "territory.missing"],
    ),
    (
        "INSERT INTO technician (tenant_id, technician_id, version, body, provider_id)
         SELECT tenant_id, 41, version, body, provider_id FROM technician",
        &["state.unexpected"],
    ),
    (
        "INSERT INTO person (tenant_id, person_id, version, body, login, role, provider_id, active)
         SELECT tenant_id, 51, version, body, 'boss', 'administrator', provider_id, active FROM person",
        &["state.unexpected"],
    ),
    (
        "INSERT INTO customer (tenant_id, customer_id, version, body, name, phone)
         SELECT tenant_id, 61, version, body, name, phone FROM customer",
        &["state.unexpected"],
    ),
    (
        "INSERT INTO unit (tenant_id, unit_id, version, body, serial, product_id, customer_id)
         SELECT tenant_id, 71, version, body, 'SN-2', product_id, customer_id FROM unit",
        &["state.unexpected"],
    ),
    (
        "INSERT INTO sales (tenant_id, sales_id, version, body, provider_id, month, product_line, amount_fen)
         SELECT tenant_id, 81, version, body, provider_id, '2026-03', product_line, amount_fen FROM sales",
        &["state.unexpected"],
    ),
    (
        "INSERT INTO agreement (tenant_id, agreement_id, version, body, code, number, from_on, until_on)
         SELECT tenant_id, 91, version, body, code, 2, from_on, until_on FROM agreement",
        &["state.unexpected"],
    ),
    (
        "INSERT INTO request (tenant_id, request_id, version, body, number, stage, channel, category, customer_id,
             unit_id, reported_at)
         SELECT tenant_id, 101, version, body, 'B26-0000002', stage, channel, category, customer_id, unit_id,
             reported_at FROM request",
        &["state.unexpected"],
    ),
    (
        "INSERT INTO service_order (tenant_id, order_id, version, body, number, stage, category, product_line,
             division, provider_id, customer_id, reported_at)
         SELECT tenant_id, 111, version, body, 'W26-0000002', stage, category, product_line, division, provider_id,
             customer_id, reported_at FROM service_order",
        &["state.unexpected"],
    ),
    (
        "INSERT INTO obligation (tenant_id, obligation_id, version, body, kind, state, provider_id, subject_kind,
             subject_id, due_at)
         SELECT tenant_id, 129, version, body, kind, state, provider_id, subject_kind, subject_id, due_at
         FROM obligation WHERE obligation_id = 121",
        &["state.unexpected"],
    ),
    (
        "INSERT INTO callback (tenant_id, callback_id, version, body, kind, stage, order_id, provider_id, month)
         SELECT tenant_id, 126, version, body, kind, stage, order_id, provider_id, month FROM callback",
        &["state.unexpected"],
    ),
    (
        "INSERT INTO statement (tenant_id, statement_id, version, body, number, stage, provider_id, month,
             agreement_id, amount_fen)
         SELECT tenant_id, 131, version, body, 'S26-0000002', stage, provider_id, '2026-03', agreement_id, amount_fen
         FROM statement",
        &["state.unexpected"],
    ),
];

/// To statement lines, territories, wakes and claims.
pub const HANGING: &[Case] = &[
    (
        "UPDATE statement_line SET body = replace(body, '3000', '3001') WHERE round = 2 AND line_number = 2",
        &["statement.line", "statement.totals"],
    ),
    (
        "UPDATE statement_line SET body = replace(body, 'warranty repair', 'a favour') WHERE round = 2 AND line_number = 3",
        &["statement.totals"],
    ),
    (
        "UPDATE statement_line SET body = replace(body, 'warranty repair', 'a favour') WHERE round = 1",
        &["statement.totals"],
    ),
    (
        "UPDATE statement_line SET amount_fen = amount_fen + 1 WHERE round = 2 AND line_number = 3",
        &["statement.line"],
    ),
    ("UPDATE statement_line SET order_id = NULL WHERE round = 2", &["statement.line"]),
    ("UPDATE statement_line SET body = '[]' WHERE round = 2 AND line_number = 1", &["statement.line"]),
    ("DELETE FROM statement_line WHERE round = 2 AND line_number = 3", &["statement.lines"]),
    ("DELETE FROM statement_line WHERE round = 1", &["statement.lines"]),
    (
        "INSERT INTO statement_line (tenant_id, statement_id, round, line_number, body, kind, order_id, amount_fen)
         SELECT tenant_id, statement_id, 3, line_number, body, kind, order_id, amount_fen FROM statement_line
         WHERE round = 1",
        &["statement.lines"],
    ),
    ("DELETE FROM territory WHERE division = '3301'", &["territory.missing"]),
    (
        "UPDATE territory SET division = '3302' WHERE division = '3301'",
        &["territory.missing", "territory.unexpected"],
    ),
    ("UPDATE territory SET provider_id = 99 WHERE division = '3301'", &["territory.missing", "territory.stray"]),
    ("DELETE FROM wake WHERE subject_id = 120", &["wake.missing"]),
    ("UPDATE wake SET due_at = due_at + 1 WHERE subject_id = 120", &["wake.missing"]),
    (
        "UPDATE service_order SET statement_id = 131",
        &["state.column", "claim.without_statement"],
    ),
];
