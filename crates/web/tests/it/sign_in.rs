//! Signing in: the right password, wrong ones, forged forms, sessions that end.

use crate::support::{House, PASSWORD};
use app::people;
use axum::http::StatusCode;
use domain::Language;
use domain::party::PersonProfile;
use domain::people::Role;
use jiff::SignedDuration;

#[tokio::test]
async fn the_right_password_opens_a_session_and_signing_out_ends_it() {
    let house = House::open().await;
    let mut browser = house.browser();
    let asked = browser.get("/orders?stage=open").await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER);
    assert_eq!(asked.location(), "/sign-in?back=/orders%3Fstage%3Dopen");

    let answer = browser
        .post("/sign-in", &[("login", " Agent "), ("password", PASSWORD), ("back", "/orders?stage=open")])
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.location(), "/orders?stage=open");
    let cookie = answer.headers.get("set-cookie").unwrap().to_str().unwrap();
    assert!(cookie.contains("; HttpOnly; SameSite=Lax") && !cookie.contains("Secure"));
    assert_eq!(browser.cookies["makegood_session"].len(), 64);
    assert_eq!(browser.get("/").await.status, StatusCode::OK);

    browser.learn_csrf().await;
    let token = browser.cookies["makegood_session"].clone();
    assert_eq!(browser.post("/sign-out", &[]).await.location(), "/sign-in");
    assert!(!browser.cookies.contains_key("makegood_session"));
    browser.cookies.insert("makegood_session".into(), token);
    assert_eq!(browser.get("/").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn five_wrong_passwords_lock_out_for_a_quarter_of_an_hour() {
    let house = House::open().await;
    let mut browser = house.browser();
    for attempt in 1..=4 {
        let answer = browser.sign_in("agent", "wrong password").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.body.contains("再错 1 次将锁定"), attempt == 4);
        assert!(!answer.body.contains("wrong password"), "a password is never sent back");
    }
    let locked = browser.sign_in("agent", "wrong password").await;
    assert_eq!(locked.status, StatusCode::FORBIDDEN);
    assert!(locked.body.contains("请 15 分钟后再试"));
    let right = browser.sign_in("agent", PASSWORD).await;
    assert_eq!(right.status, StatusCode::FORBIDDEN, "the right password does not help while locked out");

    house.wait(SignedDuration::from_mins(14));
    assert!(browser.sign_in("agent", PASSWORD).await.body.contains("请 1 分钟后再试"));
    house.wait(SignedDuration::from_mins(1));
    assert_eq!(browser.sign_in("agent", PASSWORD).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn unknown_names_and_wrong_passwords_are_answered_alike() {
    let house = House::open().await;
    let unknown = house.browser().sign_in("nobody", "wrong password").await;
    let known = house.browser().sign_in("agent", "wrong password").await;
    assert_eq!(unknown.status, known.status);
    assert_eq!(unknown.body.replace("nobody", "agent"), known.body);
}

#[tokio::test]
async fn a_form_without_the_session_s_token_or_from_elsewhere_changes_nothing() {
    let house = House::open().await;
    let mut browser = house.signed_in(Role::Agent, Language::English).await;
    let right = std::mem::replace(&mut browser.csrf, "forged".into());
    let forged = browser.post("/sign-out", &[]).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    assert!(forged.body.contains("The form has expired"));

    browser.csrf = right;
    browser.headers.push(("sec-fetch-site", "cross-site".into()));
    let foreign = browser.post("/sign-out", &[]).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    assert!(foreign.body.contains("came from another site"));
    let sign_in = browser.sign_in("agent", PASSWORD).await;
    assert_eq!(sign_in.status, StatusCode::FORBIDDEN, "nobody is signed in from another site either");

    browser.headers.clear();
    assert_eq!(browser.get("/").await.status, StatusCode::OK, "the session is still there");
}

#[tokio::test]
async fn sessions_end_unused_after_twelve_hours_and_in_any_case_after_seven_days() {
    let house = House::open().await;
    let mut idle = house.signed_in(Role::Agent, Language::Chinese).await;
    house.wait(SignedDuration::from_hours(11));
    assert_eq!(idle.get("/").await.status, StatusCode::OK);
    house.wait(SignedDuration::from_hours(12));
    assert_eq!(idle.get("/").await.status, StatusCode::SEE_OTHER);

    let mut busy = house.signed_in(Role::Agent, Language::Chinese).await;
    for hour in (0..7 * 24).step_by(8) {
        assert_eq!(busy.get("/").await.status, StatusCode::OK, "after {hour} hours");
        house.wait(SignedDuration::from_hours(8));
    }
    assert_eq!(busy.get("/").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_new_sign_in_ends_the_session_the_browser_held() {
    let house = House::open().await;
    let mut browser = house.signed_in(Role::Agent, Language::Chinese).await;
    let first = browser.cookies["makegood_session"].clone();
    browser.csrf.clear();
    let mut again = house.signed_in(Role::Agent, Language::Chinese).await;
    again.cookies.insert("makegood_session".into(), first.clone());
    again.learn_csrf().await;
    assert_eq!(again.sign_in("supervisor", PASSWORD).await.status, StatusCode::SEE_OTHER);
    assert_ne!(again.cookies["makegood_session"], first);
    browser.cookies.insert("makegood_session".into(), first);
    assert_eq!(browser.get("/").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn whoever_is_disabled_loses_their_sessions_at_once() {
    let house = House::open().await;
    let mut browser = house.signed_in(Role::Agent, Language::Chinese).await;
    let profile = PersonProfile {
        login: "agent".into(),
        name: "客服".into(),
        role: Role::Agent,
        provider_id: None,
        technician_id: None,
        active: false,
    };
    people::change_person(&house.app, None, "agent".into(), profile).await.unwrap();
    assert_eq!(browser.get("/").await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.sign_in("agent", PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_language_is_kept_before_and_after_signing_in() {
    let house = House::open().await;
    let mut browser = house.browser();
    assert!(browser.get("/sign-in").await.body.contains("登录名"));
    let chosen = browser.get("/language/en?back=/sign-in").await;
    assert_eq!((chosen.status, chosen.location()), (StatusCode::SEE_OTHER, "/sign-in"));
    assert!(browser.get("/sign-in").await.body.contains("Sign-in name"));
    browser.sign_in("agent", PASSWORD).await;
    assert!(browser.get("/").await.body.contains("lang=\"en\""));
    browser.get("/language/zh-CN?back=//evil.example").await;
    assert!(browser.get("/").await.body.contains("lang=\"zh-CN\""));
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let house = House::open().await;
    for address in ["/sign-in", "/health", "/assets/nothing.css", "/no-such-page"] {
        let headers = house.browser().get(address).await.headers;
        assert!(
            headers["content-security-policy"].to_str().unwrap().contains("default-src 'none'"),
            "{address}"
        );
        assert_eq!(headers["x-content-type-options"], "nosniff", "{address}");
        assert!(headers.contains_key("x-request-id"), "{address}");
    }
}
