//! A command sent twice under one key is done once.

use crate::client::{Answer, Ask};
use crate::world::{Served, world};
use domain::people::Role;

async fn take(served: &Served, token: &str, key: &str, body: &str) -> Answer {
    let ask = Ask::post("/api/requests", body).bearer(token).header("idempotency-key", key);
    ask.of(&served.router).await
}

#[tokio::test]
async fn the_same_key_gets_the_same_answer() {
    let world = world().await;
    let served = world.serve().await;
    let token = world.token(Role::Agent);
    let body = r#"{"problem": "漏水", "product": "SWH-200", "division": "330106"}"#;
    let first = take(&served, token, "k-1", body).await;
    assert_eq!((first.status.as_u16(), first.header("idempotent-replay")), (201, None), "{}", first.text);
    let number = first.json()["number"].as_str().unwrap().to_owned();
    assert_eq!(first.header("location"), Some(format!("/api/requests/{number}").as_str()));
    let again = take(&served, token, "k-1", body).await;
    assert_eq!((again.status.as_u16(), again.header("idempotent-replay")), (201, Some("true")));
    assert_eq!(again.text, first.text);
    let other = take(&served, token, "k-2", body).await;
    assert_ne!(other.json()["number"], first.json()["number"]);
}

#[tokio::test]
async fn other_content_under_a_key_is_refused() {
    let world = world().await;
    let served = world.serve().await;
    let token = world.token(Role::Agent);
    assert_eq!(take(&served, token, "k-1", r#"{"problem": "漏水"}"#).await.status, 201);
    let other = take(&served, token, "k-1", r#"{"problem": "不热"}"#).await;
    assert_eq!((other.status.as_u16(), other.json()["code"].as_str()), (409, Some("command.other_content")));
    // The same key of another person is another key.
    let supervisor = take(&served, world.token(Role::Supervisor), "k-1", r#"{"problem": "不热"}"#).await;
    assert_eq!(supervisor.status, 201);
    let odd = take(&served, token, "二", r#"{"problem": "不热"}"#).await;
    assert_eq!((odd.status.as_u16(), odd.json()["code"].as_str()), (422, Some("idempotency_key.unfit")));
}

/// Every step of an order is repeated, not refused as a second one would be.
#[tokio::test]
async fn a_step_is_done_once() {
    let world = world().await;
    let served = world.serve().await;
    let path = format!("/api/orders/{}/accept", world.name("own.dispatched"));
    let accept = || Ask::post(&path, "{}").bearer(world.token(Role::ProviderManager));
    let first = accept().header("idempotency-key", "a").of(&served.router).await;
    assert_eq!(first.json()["stage"], "accepted");
    let again = accept().header("idempotency-key", "a").of(&served.router).await;
    assert_eq!(again.header("idempotent-replay"), Some("true"));
    assert_eq!(again.json(), first.json());
    let fresh = accept().of(&served.router).await;
    assert_eq!((fresh.status.as_u16(), fresh.json()["code"].as_str()), (409, Some("order.wrong_stage")));
}

/// A refused command leaves nothing behind: its key is free for the corrected one.
#[tokio::test]
async fn a_refused_command_does_not_use_its_key_up() {
    let world = world().await;
    let served = world.serve().await;
    let token = world.token(Role::Agent);
    assert_eq!(take(&served, token, "k", r#"{"problem": " "}"#).await.status, 422);
    assert_eq!(take(&served, token, "k", r#"{"problem": "漏水"}"#).await.status, 201);
}
