//! Signing in, by bearer token and by cookie with the CSRF token.

use crate::client::Ask;
use crate::world::{PASSWORD, Served, world};
use serde_json::{Value, json};

async fn sign_in(served: &Served, login: &str, password: &str) -> (u16, Value, Option<String>) {
    let body = json!({"login": login, "password": password}).to_string();
    let answer = Ask::post("/api/sign-in", body).of(&served.router).await;
    let cookie = answer.header("set-cookie").map(|cookie| cookie.split(';').next().unwrap().to_owned());
    (answer.status.as_u16(), answer.json(), cookie)
}

#[tokio::test]
async fn a_token_signs_in_and_ends() {
    let served = world().await.serve().await;
    let (status, session, _) = sign_in(&served, "agent", PASSWORD).await;
    assert_eq!(status, 200);
    let token = session["token"].as_str().unwrap();
    let me = || Ask::get("/api/me").bearer(token);
    assert_eq!(me().of(&served.router).await.json()["role"], "agent");
    assert_eq!(session["person"], me().of(&served.router).await.json());
    let out = Ask::post("/api/sign-out", "").bearer(token).of(&served.router).await;
    assert_eq!(out.status, 200);
    assert_eq!(me().of(&served.router).await.status, 401);
}

#[tokio::test]
async fn a_cookie_needs_the_csrf_token_to_change_something() {
    let served = world().await.serve().await;
    let (_, session, cookie) = sign_in(&served, "agent", PASSWORD).await;
    let (cookie, csrf) = (cookie.unwrap(), session["csrf_token"].as_str().unwrap());
    let take = || Ask::post("/api/requests", r#"{"problem": "漏水"}"#).header("cookie", &cookie);
    let me = Ask::get("/api/me").header("cookie", &cookie).of(&served.router).await;
    assert_eq!(me.status, 200);
    let without = take().of(&served.router).await;
    assert_eq!((without.status.as_u16(), without.json()["code"].as_str()), (403, Some("csrf.token")));
    let wrong = take().header("x-csrf-token", "guess").of(&served.router).await;
    assert_eq!(wrong.status, 403);
    let foreign = take().header("x-csrf-token", csrf).header("origin", "https://elsewhere.example");
    let foreign = foreign.header("host", "here.example").of(&served.router).await;
    assert_eq!((foreign.status.as_u16(), foreign.json()["code"].as_str()), (403, Some("csrf.origin")));
    let with = take().header("x-csrf-token", csrf).of(&served.router).await;
    assert_eq!(with.status, 201, "{}", with.text);
}

#[tokio::test]
async fn wrong_passwords_are_refused_and_then_locked_out() {
    let served = world().await.serve().await;
    for attempt in 1..=5 {
        let (status, problem, _) = sign_in(&served, "finance", "not this one").await;
        let expected = if attempt < 5 { (401, "sign_in.wrong") } else { (429, "sign_in.locked") };
        assert_eq!((status, problem["code"].as_str().unwrap()), expected, "{attempt}");
    }
    let (status, problem, _) = sign_in(&served, "finance", PASSWORD).await;
    assert_eq!((status, problem["code"].as_str()), (429, Some("sign_in.locked")));
    let (status, problem, _) = sign_in(&served, "nobody", PASSWORD).await;
    assert_eq!((status, problem["code"].as_str()), (401, Some("sign_in.wrong")));
}

#[tokio::test]
async fn a_changed_password_ends_the_sessions() {
    let world = world().await;
    let served = world.serve().await;
    let administrator = world.token(domain::people::Role::Administrator);
    let finance = world.token(domain::people::Role::Finance);
    let body = r#"{"password": "another long one"}"#;
    let set = Ask::post("/api/people/finance/password", body).bearer(administrator).of(&served.router).await;
    assert_eq!(set.status, 200);
    assert_eq!(Ask::get("/api/me").bearer(finance).of(&served.router).await.status, 401);
    assert_eq!(sign_in(&served, "finance", "another long one").await.0, 200);
}
