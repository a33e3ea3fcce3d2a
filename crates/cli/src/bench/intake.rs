//! Durable intake over HTTP with 32 clients, against bare SQLite writing the same rows in batches of 32 with the same
//! durability. The goal is 40 % of that floor, and a 99th percentile under 50 ms.

use super::http::Client;
use super::stock::{self, Stock};
use super::timing::{milliseconds, now, percent, percentile, rate};
use super::{Folder, report, sentence};
use domain::catalogue::{Unit, UnitProfile};
use domain::coverage::SaleDate;
use domain::ids::{CustomerId, UnitId};
use domain::outcome::Outcome;
use domain::party::{Contact, Customer, PersonProfile};
use domain::people::Role;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::path::Path;
use std::time::Duration;

const CLIENTS: usize = 32;
const PASSWORD: &str = "measured-at-speed-1";
/// Identifiers of one intake lie within this distance.
const STEP: i64 = 1 << 16;

pub async fn run(requests: usize) -> Result<(), String> {
    let folder = Folder::new("intake")?;
    let stock = stock::open(&folder.0, 30).await?;
    let total = CLIENTS * requests;
    units(&stock, total).await?;
    let profile = PersonProfile {
        login: "bench".into(),
        name: "bench".into(),
        role: Role::Agent,
        provider_id: None,
        technician_id: None,
        active: true,
    };
    app::people::add_person(&stock.app, None, profile, PASSWORD.to_owned()).await.map_err(sentence)?;
    let copy = folder.0.join("floor.db");
    stock.app.store().backup(&copy).await.map_err(|error| error.words().en.to_string())?;

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.map_err(sentence)?;
    let host = listener.local_addr().map_err(sentence)?.to_string();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let state = web::WebState::new(stock.app.clone());
    let server = tokio::spawn(web::serve(listener, state, async {
        // The sender going away means the same as its word.
        let _ = stopped.await;
    }));
    let token = sign_in(&host).await?;

    let start = now();
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| tokio::spawn(one_client(host.clone(), token.clone(), client * requests, requests)))
        .collect();
    let mut waits = Vec::with_capacity(total);
    for client in clients {
        waits.extend(client.await.map_err(sentence)??);
    }
    let took = start.elapsed();
    // The server has nothing more to do; if it is gone already, it stopped by itself.
    let _ = stop.send(());
    server.await.map_err(sentence)?.map_err(sentence)?;
    stock.app.store().close().await;

    let file = folder.0.join("makegood.db");
    let floor = tokio::task::spawn_blocking(move || floor(&file, &copy, total)).await.map_err(sentence)??;
    let intake = rate(total as u64, took);
    let bare = rate(total as u64, floor.took);
    report(
        &format!("durable intake over HTTP, {CLIENTS} clients"),
        &format!("{intake} a second"),
        &format!(
            "{}% of bare SQLite writing the same {} rows each ({bare} a second); p50 {}, p99 {}",
            percent(intake, bare),
            floor.rows,
            milliseconds(percentile(&mut waits, 50)),
            milliseconds(percentile(&mut waits, 99)),
        ),
    );
    Ok(())
}

/// A unit with its own customer for every request.
async fn units(stock: &Stock, count: usize) -> Result<(), String> {
    let product = stock.product;
    for from in (0..count).step_by(1_000) {
        let until = (from + 1_000).min(count);
        stock
            .app
            .write(None, async move |desk| {
                let stamp = desk.stamp();
                let mut outcome = Outcome::default();
                for index in from..until {
                    let customer = CustomerId(desk.next_id());
                    let contact = Contact {
                        name: format!("用户{index}"),
                        phone: format!("139{index:08}"),
                        division: "330106".into(),
                        address: format!("文三路 {index} 号"),
                    };
                    outcome = outcome.and(Customer::record(customer, contact, desk.random_text(), stamp));
                    let profile = UnitProfile {
                        serial: format!("BN{index:08}"),
                        product_id: product,
                        made_on: None,
                        sale: SaleDate::On(jiff::civil::date(2025, 11, 11)),
                        sold_by: None,
                        customer_id: Some(customer),
                    };
                    outcome = outcome.and(Unit::record(UnitId(desk.next_id()), profile, stamp));
                }
                desk.commit(&outcome).await
            })
            .await
            .map_err(sentence)?;
    }
    Ok(())
}

async fn sign_in(host: &str) -> Result<String, String> {
    let mut client = Client::connect(host).await?;
    let body = format!(r#"{{"login":"bench","password":"{PASSWORD}"}}"#);
    let answer = client.send("POST", "/api/sign-in", "Content-Type: application/json\r\n", &body).await?;
    let json: serde_json::Value = serde_json::from_slice(&answer.body).map_err(sentence)?;
    json["token"].as_str().map(str::to_owned).ok_or_else(|| format!("signing in answered {}", answer.status))
}

async fn one_client(
    host: String,
    token: String,
    first: usize,
    requests: usize,
) -> Result<Vec<Duration>, String> {
    let mut client = Client::connect(&host).await?;
    let mut waits = Vec::with_capacity(requests);
    for index in first..first + requests {
        let headers = format!(
            "Content-Type: application/json\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: bench-{index}\r\n"
        );
        let body = format!(
            r#"{{"name":"用户{index}","phone":"139{index:08}","serial":"BN{index:08}","problem":"点不着火，有火花无火焰"}}"#
        );
        let start = now();
        let answer = client.send("POST", "/api/requests", &headers, &body).await?;
        waits.push(start.elapsed());
        if answer.status != 201 {
            let text = String::from_utf8_lossy(&answer.body).into_owned();
            return Err(format!("intake {index} answered {}: {text}", answer.status));
        }
    }
    Ok(waits)
}

struct Floor {
    took: Duration,
    rows: usize,
}

/// A row of one intake and the table it stands in.
struct Template {
    sql: String,
    columns: Vec<String>,
    values: Vec<Value>,
}

/// Writes the rows of the last intake `total` times, as bare SQLite does it: prepared statements, batches of 32.
fn floor(file: &Path, copy: &Path, total: usize) -> Result<Floor, String> {
    let templates = templates(&Connection::open(file).map_err(sentence)?)?;
    let mut bare = Connection::open(copy).map_err(sentence)?;
    bare.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;")
        .map_err(sentence)?;
    bare.set_prepared_statement_cache_capacity(64);
    let start = now();
    for from in (0..total).step_by(CLIENTS) {
        let batch = bare.transaction().map_err(sentence)?;
        for index in from..(from + CLIENTS).min(total) {
            for template in &templates {
                let values = template.values.iter().zip(&template.columns);
                let values = values.map(|(value, column)| moved(value, column, index));
                let mut statement = batch.prepare_cached(&template.sql).map_err(sentence)?;
                statement.execute(params_from_iter(values)).map_err(sentence)?;
            }
            for series in ["B26", "W26"] {
                let sql = "UPDATE counter SET next = next + 1 WHERE tenant_id = 1 AND series = ?1";
                batch.prepare_cached(sql).map_err(sentence)?.execute([series]).map_err(sentence)?;
            }
        }
        batch.commit().map_err(sentence)?;
    }
    Ok(Floor { took: start.elapsed(), rows: templates.len() })
}

/// A value of the `index`-th copy: identifiers and numbers move on, everything else stays.
fn moved(value: &Value, column: &str, index: usize) -> Value {
    let index = i64::try_from(index).unwrap_or(i64::MAX);
    match (column, value) {
        (
            "request_id" | "order_id" | "obligation_id" | "message_id" | "subject_id" | "seq",
            Value::Integer(id),
        ) => Value::Integer(id + (index + 1) * STEP),
        ("number" | "command_id", Value::Text(_)) => Value::Text(format!("X26-{index:07}")),
        _ => value.clone(),
    }
}

/// Every row the last intake wrote.
fn templates(written: &Connection) -> Result<Vec<Template>, String> {
    let last = |sql: &str| written.query_row(sql, [], |row| row.get::<_, i64>(0)).map_err(sentence);
    let order = last("SELECT max(order_id) FROM service_order")?;
    let request = last(&format!("SELECT request_id FROM request WHERE body LIKE '%\"{order}\"%' LIMIT 1"))?;
    let obligation = last(&format!("SELECT obligation_id FROM obligation WHERE subject_id = {order}"))?;
    let message = last("SELECT max(message_id) FROM outbox")?;
    let mut templates = Vec::new();
    for (table, condition) in [
        ("request", format!("request_id = {request}")),
        ("service_order", format!("order_id = {order}")),
        ("obligation", format!("obligation_id = {obligation}")),
        ("journal", format!("subject_id IN ({request}, {order}, {obligation})")),
        ("wake", format!("subject_id = {obligation}")),
        ("outbox", format!("message_id = {message}")),
        ("idempotency", "command_id = (SELECT max(command_id) FROM idempotency)".to_owned()),
    ] {
        let mut statement =
            written.prepare(&format!("SELECT * FROM {table} WHERE {condition}")).map_err(sentence)?;
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let marks: Vec<String> = (1..=columns.len()).map(|n| format!("?{n}")).collect();
        let sql = format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), marks.join(", "));
        let mut rows = statement.query([]).map_err(sentence)?;
        while let Some(row) = rows.next().map_err(sentence)? {
            let values =
                (0..columns.len()).map(|at| row.get(at)).collect::<Result<_, _>>().map_err(sentence)?;
            templates.push(Template { sql: sql.clone(), columns: columns.clone(), values });
        }
    }
    Ok(templates)
}
