//! Who may do what with whose record: every route, every role, an own, a foreign and an absent record, in one table.
//!
//! A column of each text is a role, in the order of `Role::ALL`: agent, supervisor, auditor, marketing manager, finance,
//! provider manager, provider clerk, technician, administrator. A letter is a status: `2` done, `F` 403, `N` 404,
//! `C` 409 (may do it, but not now), `U` 422 (may do it, but not with this value). `-` stands for a route without a
//! record.

use crate::client::Ask;
use crate::world::{Served, World, world};
use domain::people::Role;

/// One route with what it is asked with.
struct Row {
    method: &'static str,
    path: &'static str,
    /// What fills the braces of the path: names of the world, `own.` or `foreign.` before them.
    record: &'static str,
    body: &'static str,
    own: &'static str,
    foreign: &'static str,
    absent: &'static str,
}

const fn row(
    call: (&'static str, &'static str),
    record: &'static str,
    body: &'static str,
    [own, foreign, absent]: [&'static str; 3],
) -> Row {
    let (method, path) = call;
    Row { method, path, record, body, own, foreign, absent }
}

const NONE: &str = "---------";
const EMPTY: &str = "{}";
const REASON: &str = r#"{"reason": "因故"}"#;
const COMPLETION: &str = r#"{"symptom": "no-heat", "cause": "product", "remedy": "valve", "labour_minutes": 45, "signed_by": "张三"}"#;
const PERSON: &str = r#"{"login": "new", "name": "新人", "role": "agent", "password": "a long password"}"#;
const VISIT: &str = r#"{"from_at": "2026-03-17T01:00:00Z", "until_at": "2026-03-17T04:00:00Z"}"#;
const ANSWERS: &str = r#"{"satisfaction": 5, "data_complete": true, "data_true": true}"#;
const PAYMENT: &str = r#"{"paid_on": "2026-03-16", "reference": "20260316", "amount_fen": <amount>}"#;

#[rustfmt::skip]
const TABLE: &[Row] = &[
    row(("GET", "/api/me"), "", "", ["222222222", NONE, NONE]),
    row(("POST", "/api/sign-out"), "", EMPTY, ["222222222", NONE, NONE]),
    row(("GET", "/api/requests"), "", "", ["22222FFF2", NONE, NONE]),
    row(("POST", "/api/requests"), "", r#"{"problem": "漏水"}"#, ["22FFFFFFF", NONE, NONE]),
    row(("GET", "/api/requests/{number}"), "request", "", ["22222FFF2", NONE, "NNNNNFFFN"]),
    row(("GET", "/api/requests/{number}/journal"), "request", "", ["22222FFF2", NONE, "NNNNNFFFN"]),
    row(("POST", "/api/requests/{number}/answer"), "request", r#"{"answer": "请重新上电"}"#, ["22FFFFFFF", NONE, "NNFFFFFFF"]),
    row(("POST", "/api/requests/{number}/cancel"), "request", REASON, ["22FFFFFFF", NONE, "NNFFFFFFF"]),
    row(("POST", "/api/requests/{number}/order"), "request", EMPTY, ["22FFFFFFF", NONE, "NNFFFFFFF"]),
    row(("POST", "/api/coverage"), "", r#"{"product_line": "solar-water-heater"}"#, ["2222FFFF2", NONE, NONE]),
    row(("GET", "/api/orders"), "", "", ["222222222", NONE, NONE]),
    row(("GET", "/api/orders/{number}"), "accepted", "", ["222222222", "22222NNN2", "NNNNNNNNN"]),
    row(("GET", "/api/orders/{number}/journal"), "accepted", "", ["222222222", "22222NNN2", "NNNNNNNNN"]),
    row(("POST", "/api/orders/{number}/dispatch"), "open", r#"{"provider_id": "<own.provider>", "reason": "就近"}"#, ["22FFFNNNF", "22FFFNNNF", "NNNNNNNNN"]),
    row(("POST", "/api/orders/{number}/accept"), "dispatched", EMPTY, ["FFFFF22NF", "FFFFFNNNF", "NNNNNNNNN"]),
    row(("POST", "/api/orders/{number}/refuse"), "dispatched", REASON, ["FFFFF22NF", "FFFFFNNNF", "NNNNNNNNN"]),
    row(("POST", "/api/orders/{number}/technician"), "accepted", r#"{"technician_id": "<own.technician>"}"#, ["FFFFF22FF", "FFFFFNNNF", "NNNNNNNNN"]),
    row(("POST", "/api/orders/{number}/visit"), "accepted", VISIT, ["FFFFF222F", "FFFFFNNNF", "NNNNNNNNN"]),
    row(("POST", "/api/orders/{number}/arrive"), "accepted", EMPTY, ["FFFFF222F", "FFFFFNNNF", "NNNNNNNNN"]),
    row(("POST", "/api/orders/{number}/leave"), "on_site", r#"{"result": "nobody_home"}"#, ["FFFFF222F", "FFFFFNNNF", "NNNNNNNNN"]),
    row(("POST", "/api/orders/{number}/pause"), "accepted", r#"{"reason": "customer_postponed"}"#, ["FFFFF222F", "FFFFFNNNF", "NNNNNNNNN"]),
    row(("POST", "/api/orders/{number}/resume"), "paused", EMPTY, ["FFFFF222F", "FFFFFNNNF", "NNNNNNNNN"]),
    row(("POST", "/api/orders/{number}/complete"), "on_site", COMPLETION, ["FFFFF222F", "FFFFFNNNF", "NNNNNNNNN"]),
    row(("POST", "/api/orders/{number}/cancel"), "dispatched", REASON, ["22FFFFFNF", "22FFFNNNF", "NNNNNNNNN"]),
    row(("POST", "/api/orders/{number}/judge"), "completed", r#"{"kind": "void", "reason": "查无此人"}"#, ["FF2FFFFFF", "FF2FFNNNF", "NNNNNNNNN"]),
    row(("POST", "/api/orders/{number}/reveal"), "accepted", EMPTY, ["222FF222F", "222FFNNNF", "NNNNNNNNN"]),
    row(("POST", "/api/orders/{number}/reveal"), "completed", EMPTY, ["FFFFF22FF", "FFFFFNNNF", "NNNNNNNNN"]),
    row(("GET", "/api/callbacks"), "", "", ["FF2FF22FF", NONE, NONE]),
    row(("GET", "/api/callbacks/{id}"), "first_callback", "", ["FFFFF22NF", "FFFFFNNNF", "NNNNNNNNN"]),
    row(("POST", "/api/callbacks/{id}/attempt"), "first_callback", r#"{"unreached": "no_answer"}"#, ["FFFFF22NF", "FFFFFNNNF", "NNNNNNNNN"]),
    row(("POST", "/api/callbacks/{id}/answers"), "first_callback", ANSWERS, ["FFFFF22NF", "FFFFFNNNF", "NNNNNNNNN"]),
    row(("GET", "/api/callbacks/{id}"), "second_callback", "", ["FF2FFNNNF", "FF2FFNNNF", "NNNNNNNNN"]),
    row(("POST", "/api/callbacks/{id}/attempt"), "second_callback", r#"{"unreached": "no_answer"}"#, ["FF2FFNNNF", "FF2FFNNNF", "NNNNNNNNN"]),
    row(("POST", "/api/callbacks/{id}/answers"), "second_callback", ANSWERS, ["FF2FFNNNF", "FF2FFNNNF", "NNNNNNNNN"]),
    row(("GET", "/api/statements"), "", "", ["F222222F2", NONE, NONE]),
    row(("GET", "/api/statements/{number}"), "collecting", "", ["F222222F2", "F2222NNF2", "FNNNNNNFN"]),
    row(("GET", "/api/statements/{number}/lines"), "submitted", "", ["F222222F2", "F2222NNF2", "FNNNNNNFN"]),
    row(("GET", "/api/statements/{number}/journal"), "submitted", "", ["F222222F2", "F2222NNF2", "FNNNNNNFN"]),
    row(("POST", "/api/statements/{number}/submit"), "collecting", r#"{"originals": 1}"#, ["FFFFF22FF", "FFFFFNNFF", "FNNNNNNFN"]),
    row(("POST", "/api/statements/{number}/receive"), "submitted", EMPTY, ["FF2FFFFFF", "FF2FFNNFF", "FNNNNNNFN"]),
    row(("POST", "/api/statements/{number}/verify"), "called_back", EMPTY, ["FF2FFFFFF", "FF2FFNNFF", "FNNNNNNFN"]),
    row(("POST", "/api/statements/{number}/verify"), "received", EMPTY, ["FFCFFFFFF", "FFCFFNNFF", "FNNNNNNFN"]),
    row(("POST", "/api/statements/{number}/confirm"), "verified", EMPTY, ["F2FFFFFFF", "F2FFFNNFF", "FNNNNNNFN"]),
    row(("POST", "/api/statements/{number}/approve"), "confirmed", EMPTY, ["FFF2FFFFF", "FFF2FNNFF", "FNNNNNNFN"]),
    row(("POST", "/api/statements/{number}/pay"), "approved", PAYMENT, ["FFFF2FFFF", "FFFF2NNFF", "FNNNNNNFN"]),
    row(("POST", "/api/statements/{number}/return"), "submitted", REASON, ["FF2FFFFFF", "FF2FFNNFF", "FNNNNNNFN"]),
    row(("POST", "/api/statements/{number}/return"), "verified", REASON, ["F2FFFFFFF", "F2FFFNNFF", "FNNNNNNFN"]),
    row(("POST", "/api/statements/{number}/return"), "confirmed", REASON, ["FFF2FFFFF", "FFF2FNNFF", "FNNNNNNFN"]),
    row(("GET", "/api/agreements"), "", "", ["222222222", NONE, NONE]),
    row(("GET", "/api/agreements/{code}/{version}"), "=solar-provider", "", ["222222222", NONE, "NNNNNNNNN"]),
    row(("GET", "/api/agreements/{code}/{version}/text"), "=solar-provider", "", ["222222222", NONE, "NNNNNNNNN"]),
    row(("POST", "/api/agreements/{code}/{version}/explain"), "=solar-provider", EMPTY, ["222222222", NONE, "NNNNNNNNN"]),
    row(("GET", "/api/units"), "", "", ["2222FFFF2", NONE, NONE]),
    row(("GET", "/api/units/{serial}"), "=SN-0001", "", ["2222FFFF2", NONE, "NNNNFFFFN"]),
    row(("GET", "/api/customers"), "", "", ["2222FFFF2", NONE, NONE]),
    row(("GET", "/api/customers/{id}"), "customer", "", ["2222FFFF2", "2222FFFF2", "NNNNFFFFN"]),
    row(("GET", "/api/providers"), "", "", ["222222222", NONE, NONE]),
    row(("GET", "/api/providers/{code}"), "provider_code", "", ["222222222", "22222NNN2", "NNNNNNNNN"]),
    row(("GET", "/api/technicians"), "", "", ["222222222", NONE, NONE]),
    row(("GET", "/api/obligations"), "", "", ["222222222", NONE, NONE]),
    row(("GET", "/api/products"), "", "", ["222222222", NONE, NONE]),
    row(("GET", "/api/products/{code}"), "=SWH-200", "", ["222222222", NONE, "NNNNNNNNN"]),
    row(("GET", "/api/parts"), "", "", ["222222222", NONE, NONE]),
    row(("GET", "/api/parts/{code}"), "=P-VALVE", "", ["222222222", NONE, "NNNNNNNNN"]),
    row(("GET", "/api/sales"), "", "", ["F222222F2", NONE, NONE]),
    row(("GET", "/api/ledger/accounts"), "", "", ["FF222FFF2", NONE, NONE]),
    row(("GET", "/api/ledger/accounts/{account}/postings"), "=repair_fee", "", ["FF222FFF2", NONE, "FFNNNFFFN"]),
    row(("GET", "/api/people"), "", "", ["FFFFFFFF2", NONE, NONE]),
    row(("POST", "/api/people"), "", PERSON, ["FFFFFFFF2", NONE, NONE]),
    row(("GET", "/api/people/{login}"), "=finance", "", ["FFFFFFFF2", NONE, "FFFFFFFFN"]),
    row(("PUT", "/api/people/{login}"), "=finance", r#"{"name": "王会计", "role": "finance", "active": true}"#, ["FFFFFFFF2", NONE, "FFFFFFFFN"]),
    row(("POST", "/api/people/{login}/password"), "=finance", r#"{"password": "another long one"}"#, ["FFFFFFFF2", NONE, "FFFFFFFFN"]),
];

/// The path with a record of `side` in it; `absent` has a number nobody has.
fn path_of(world: &World, row: &Row, side: &str) -> String {
    let (before, Some((_, after))) =
        (row.path.split('{').next().unwrap_or_default(), row.path.split_once('}'))
    else {
        return row.path.to_owned();
    };
    let record = match (side, row.record.strip_prefix('=')) {
        ("absent", _) => "7",
        (_, Some(literal)) => literal,
        _ if row.record.contains('.') || row.record == "request" => world.name(row.record),
        (side, _) => world.name(&format!("{side}.{}", row.record)),
    };
    let path = format!("{before}{record}{after}");
    path.replace("{version}", if side == "absent" { "9" } else { "1" })
}

const fn letter(status: u16) -> char {
    match status {
        200..=299 => '2',
        403 => 'F',
        404 => 'N',
        409 => 'C',
        422 => 'U',
        _ => '?',
    }
}

/// What each side answers a role. Whoever may change something works on a copy of the world of their own.
async fn asked(world: &World, shared: &Served, row: &Row, role: Role) -> [char; 3] {
    let column = Role::ALL.iter().position(|known| *known == role).unwrap();
    let changes =
        row.method != "GET" && [row.own, row.foreign].iter().any(|text| &text[column..=column] == "2");
    let own_copy = if changes { Some(world.serve().await) } else { None };
    let served = own_copy.as_ref().unwrap_or(shared);
    let mut found = ['-'; 3];
    for (at, side) in [(2, "absent"), (1, "foreign"), (0, "own")] {
        if [row.own, row.foreign, row.absent][at] == NONE {
            continue;
        }
        let mut ask = Ask::new(row.method, path_of(world, row, side)).bearer(world.token(role));
        if row.method != "GET" {
            ask = ask.json(world.fill(row.body));
        }
        let answer = ask.of(&served.router).await;
        found[at] = letter(answer.status.as_u16());
        assert_ne!(found[at], '?', "{} {}: {} {}", row.method, row.path, answer.status, answer.text);
    }
    found
}

#[tokio::test]
async fn every_role_is_answered_as_the_table_says() {
    let world = world().await;
    let shared = world.serve().await;
    let mut wrong = Vec::new();
    for row in TABLE {
        let mut found = [String::new(), String::new(), String::new()];
        for role in Role::ALL {
            for (text, letter) in found.iter_mut().zip(asked(world, &shared, row, role).await) {
                text.push(letter);
            }
        }
        let wanted = [row.own, row.foreign, row.absent];
        if found.iter().zip(wanted).any(|(found, wanted)| found != wanted) {
            wrong.push(format!("{} {}\n  wanted {wanted:?}\n  found  {found:?}", row.method, row.path));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn nobody_is_answered_without_signing_in() {
    let world = world().await;
    let served = world.serve().await;
    for row in TABLE {
        let path = path_of(world, row, "absent");
        let answer = Ask::new(row.method, path).json("{}").of(&served.router).await;
        assert_eq!(answer.status, 401, "{} {}", row.method, row.path);
    }
}

/// The routes that anybody may ask: signing in, and the document itself.
const PUBLIC: [(&str, &str); 1] = [("POST", "/api/sign-in")];

#[test]
fn the_table_covers_every_route_of_the_document() {
    let document = serde_json::to_value(web::api::document()).unwrap();
    let mut uncovered = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys().map(|method| method.to_uppercase()) {
            let covered = TABLE.iter().any(|row| row.method == method && row.path == path)
                || PUBLIC.contains(&(method.as_str(), path));
            if !covered {
                uncovered.push(format!("{method} {path}"));
            }
        }
    }
    assert!(uncovered.is_empty(), "not in the table: {uncovered:#?}");
    for row in TABLE {
        let method = row.method.to_lowercase();
        assert!(!document["paths"][row.path][&method].is_null(), "no such route: {method} {}", row.path);
    }
}
