//! First pages of lists over HTTP, with many orders stored against few. The goal is a 99th percentile under 20 ms, and
//! at most twice the time of the small store.

use super::http::Client;
use super::stock;
use super::timing::{milliseconds, now, percent, percentile};
use super::{Folder, report, sentence};
use domain::party::PersonProfile;
use domain::people::Role;
use std::time::Duration;

const SMALL: usize = 10_000;
const ROUNDS: usize = 300;
const PASSWORD: &str = "measured-at-speed-1";

/// The pages that are measured.
const PAGES: [(&str, &str); 7] = [
    ("home", "/"),
    ("orders, newest", "/orders"),
    ("orders, open", "/orders?stage=open"),
    ("orders, due first", "/orders?sort=due"),
    ("orders of a county", "/orders?division=330106"),
    ("dispatch list", "/dispatch"),
    ("search by number", "/search?q=W26-0000077"),
];

pub async fn run(orders: usize) -> Result<(), String> {
    let small = measure("small", SMALL.min(orders)).await?;
    let large = measure("large", orders).await?;
    for (((name, _), mut before), mut after) in PAGES.into_iter().zip(small).zip(large) {
        let few = percentile(&mut before, 50);
        let many = percentile(&mut after, 50);
        let ratio = percent(
            u64::try_from(many.as_micros()).unwrap_or(u64::MAX),
            u64::try_from(few.as_micros()).unwrap_or(1),
        );
        report(
            &format!("page: {name}"),
            &format!("p50 {}", milliseconds(many)),
            &format!(
                "{}.{:02} × the time with {SMALL} orders; p99 {} with {orders}",
                ratio / 100,
                ratio % 100,
                milliseconds(percentile(&mut after, 99)),
            ),
        );
    }
    Ok(())
}

/// The waits for each page, with that many orders stored.
async fn measure(name: &str, orders: usize) -> Result<Vec<Vec<Duration>>, String> {
    let folder = Folder::new(name)?;
    let stock = stock::open(&folder.0, 1_000).await?;
    stock::fill(&stock, orders, 10).await?;
    let profile = PersonProfile {
        login: "bench".into(),
        name: "bench".into(),
        role: Role::Supervisor,
        provider_id: None,
        technician_id: None,
        active: true,
    };
    app::people::add_person(&stock.app, None, profile, PASSWORD.to_owned()).await.map_err(sentence)?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.map_err(sentence)?;
    let host = listener.local_addr().map_err(sentence)?.to_string();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let state = web::WebState::new(stock.app.clone());
    let server = tokio::spawn(web::serve(listener, state, async {
        // The sender going away means the same as its word.
        let _ = stopped.await;
    }));
    let mut client = Client::connect(&host).await?;
    let body = format!(r#"{{"login":"bench","password":"{PASSWORD}"}}"#);
    let answer = client.send("POST", "/api/sign-in", "Content-Type: application/json\r\n", &body).await?;
    let json: serde_json::Value = serde_json::from_slice(&answer.body).map_err(sentence)?;
    let token = json["token"].as_str().ok_or("signing in failed")?;
    let headers = format!("Cookie: makegood_session={token}\r\n");
    let mut waits = Vec::with_capacity(PAGES.len());
    for (page, path) in PAGES {
        let mut times = Vec::with_capacity(ROUNDS);
        for _ in 0..ROUNDS {
            let start = now();
            let answer = client.send("GET", path, &headers, "").await?;
            times.push(start.elapsed());
            // A search that finds one thing leads to it.
            if answer.status >= 400 {
                return Err(format!("page {page} ({path}) answered {}", answer.status));
            }
        }
        waits.push(times);
    }
    drop(client);
    // The server has nothing more to do; if it is gone already, it stopped by itself.
    let _ = stop.send(());
    server.await.map_err(sentence)?.map_err(sentence)?;
    stock.app.store().close().await;
    Ok(waits)
}
