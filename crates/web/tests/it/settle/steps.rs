//! Each button of the way, for the role whose turn it is and for those whose turn it is not.

use super::month::{self, MONTH, actor, call_back, claimed, ready_to_submit};
use crate::support::{Answer, Browser, House};
use axum::http::StatusCode;
use domain::Language;
use domain::callback::Answers;
use domain::people::Role;
use jiff::SignedDuration;

async fn press(house: &House, role: Role, address: &str, fields: &[(&str, &str)]) -> Answer {
    let mut browser: Browser<'_> = house.signed_in(role, Language::English).await;
    browser.post(address, fields).await
}

/// Whoever sees statements but may not take a step is told so; a technician sees no statements at all.
async fn refused_to_others(house: &House, address: &str, allowed: &[Role]) {
    for role in Role::ALL.into_iter().filter(|role| !allowed.contains(role)) {
        let answer = press(house, role, address, &[("originals", "6"), ("reason", "r")]).await;
        let expected = [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND];
        assert!(expected.contains(&answer.status), "{role:?} {address}: {}", answer.status);
    }
}

async fn step(house: &House, role: Role, address: &str, fields: &[(&str, &str)]) {
    let answer = press(house, role, address, fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{role:?} {address}: {}", answer.body);
    assert_eq!(answer.location(), address.rsplit_once('/').unwrap().0);
}

#[tokio::test]
async fn a_month_goes_from_the_provider_to_the_bank() {
    let (house, _, number) = ready_to_submit().await;
    let at = |step: &str| format!("/statements/{number}/{step}");
    let desk = [Role::ProviderManager, Role::ProviderClerk];

    refused_to_others(&house, &at("submit"), &desk).await;
    let early = press(
        &house,
        Role::Finance,
        &at("pay"),
        &[("paid_on", "2026-04-03"), ("reference", "x"), ("amount", "1")],
    )
    .await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    assert!(early.body.contains("it cannot be paid"), "the refusal stands on the page");
    let wrong = press(&house, Role::ProviderClerk, &at("submit"), &[("originals", "six")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("“six” is no whole number") && wrong.body.contains("value=\"six\""));
    step(&house, Role::ProviderClerk, &at("submit"), &[("originals", "6")]).await;

    refused_to_others(&house, &at("receive"), &[Role::Auditor]).await;
    step(&house, Role::Auditor, &at("receive"), &[]).await;
    let waiting = press(&house, Role::Auditor, &at("verify"), &[]).await;
    assert_eq!(waiting.status, StatusCode::CONFLICT);
    assert!(waiting.body.contains("second callbacks due"));
    call_back(&house.app, Role::Auditor).await;
    refused_to_others(&house, &at("verify"), &[Role::Auditor]).await;
    step(&house, Role::Auditor, &at("verify"), &[]).await;

    refused_to_others(&house, &at("confirm"), &[Role::Supervisor]).await;
    step(&house, Role::Supervisor, &at("confirm"), &[]).await;
    refused_to_others(&house, &at("approve"), &[Role::MarketingManager]).await;
    step(&house, Role::MarketingManager, &at("approve"), &[]).await;

    refused_to_others(&house, &at("pay"), &[Role::Finance]).await;
    let less = [("paid_on", "2026-04-10"), ("reference", "ICBC-1"), ("amount", "1.00")];
    let short = press(&house, Role::Finance, &at("pay"), &less).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(short.body.contains("never set off") && short.body.contains("value=\"ICBC-1\""));
    let whole = claimed().plain();
    step(
        &house,
        Role::Finance,
        &at("pay"),
        &[("paid_on", "2026-04-10"), ("reference", "ICBC-1"), ("amount", &whole)],
    )
    .await;

    let mut finance = house.signed_in(Role::Finance, Language::Chinese).await;
    let page = finance.get(&format!("/statements/{number}")).await.body;
    assert!(page.contains("已付款，本单结清") && page.contains("ICBC-1"));
    let ledger = finance.get("/ledger").await.body;
    assert!(ledger.contains("试算平衡") && ledger.contains("相差 ¥0.00"), "{ledger}");
    let account = finance.get(&format!("/ledger/provider_payable%3A{}", house.provider)).await;
    assert_eq!(account.status, StatusCode::OK);
    assert!(account.body.contains(&format!("结算单 {number} 付款")));
}

#[tokio::test]
async fn a_statement_sent_back_says_why_and_comes_again() {
    let (house, _, number) = ready_to_submit().await;
    let at = |step: &str| format!("/statements/{number}/{step}");
    step(&house, Role::ProviderManager, &at("submit"), &[("originals", "6")]).await;
    let silent = press(&house, Role::Auditor, &at("send-back"), &[("reason", " ")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused_to_others(&house, &at("send-back"), &[Role::Auditor]).await;
    step(&house, Role::Auditor, &at("send-back"), &[("reason", "缺两张原件")]).await;
    let mut clerk = house.signed_in(Role::ProviderClerk, Language::English).await;
    let page = clerk.get(&format!("/statements/{number}")).await.body;
    assert!(page.contains("Sent back: correct it and submit again") && page.contains("缺两张原件"));
    step(&house, Role::ProviderClerk, &at("submit"), &[("originals", "6")]).await;
}

#[tokio::test]
async fn what_the_second_callback_finds_becomes_lines() {
    let (house, _, number) = ready_to_submit().await;
    step(&house, Role::ProviderClerk, &format!("/statements/{number}/submit"), &[("originals", "6")]).await;
    step(&house, Role::Auditor, &format!("/statements/{number}/receive"), &[]).await;
    let auditor = actor(&house.app, Role::Auditor).await;
    let drawn = month::due(&house.app, &auditor).await;
    assert_eq!(drawn.len(), 5, "10 % of 6 orders, at least 5");

    let address = format!("/callbacks/{}", drawn[0].callback_id);
    let judge = format!("{address}/judge");
    let false_data = [
        ("satisfaction", "1"),
        ("data_complete", "yes"),
        ("data_true", "no"),
        ("original_found", "yes"),
        ("comment", "没有人上过门"),
    ];
    let unchosen = press(&house, Role::Auditor, &format!("{address}/answers"), &false_data[..3]).await;
    assert_eq!(unchosen.status, StatusCode::SEE_OTHER, "the original is asked about, not demanded");
    let again = press(&house, Role::Auditor, &format!("{address}/answers"), &false_data).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let mut browser = house.signed_in(Role::Auditor, Language::English).await;
    assert!(browser.get(&address).await.body.contains("Judge the order"));
    refused_to_others(&house, &judge, &[Role::Auditor]).await;
    let bare = press(&house, Role::Auditor, &judge, &[("kind", "tenfold"), ("reason", "")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = press(&house, Role::Auditor, &judge, &[("kind", "tenfold"), ("reason", "没有人上过门")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);

    call_back(&house.app, Role::Auditor).await;
    step(&house, Role::Auditor, &format!("/statements/{number}/verify"), &[]).await;
    let page = browser.get(&format!("/statements/{number}")).await.body;
    assert!(page.contains("order void") && page.contains("tenfold fine"));
    assert!(page.contains(&drawn[0].order_number));
}

#[tokio::test]
async fn a_callback_is_tried_three_times_and_its_data_is_opened_in_writing() {
    let (house, _) = month::worked().await;
    let clerk = actor(&house.app, Role::ProviderClerk).await;
    let row = month::due(&house.app, &clerk).await.remove(0);
    let address = format!("/callbacks/{}", row.callback_id);
    let mut browser = house.signed_in(Role::ProviderClerk, Language::Chinese).await;
    let page = browser.get(&address).await.body;
    assert!(page.contains("138****5678") && !page.contains(month::PHONE));
    assert!(!browser.get("/callbacks").await.body.contains(month::PHONE));

    let open = browser.post(&format!("{address}/reveal"), &[]).await;
    assert_eq!(open.status, StatusCode::OK);
    assert!(open.body.contains(month::PHONE));
    assert_eq!(open.body.matches("已查看：").count(), 1);
    assert!(browser.get(&address).await.body.contains(&format!("已查看：{}", clerk.name)));

    for role in [Role::Auditor, Role::Agent, Role::Finance, Role::Technician] {
        let foreign = press(&house, role, &format!("{address}/reveal"), &[]).await;
        assert!([StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&foreign.status), "{role:?}");
    }
    for attempt in 1..=3 {
        let answer = browser.post(&format!("{address}/attempt"), &[("unreached", "no_answer")]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "try {attempt}");
        house.wait(SignedDuration::from_hours(1));
    }
    let page = browser.get(&address).await.body;
    assert!(page.contains("已放弃") && !page.contains("/reveal"));
    assert_eq!(browser.post(&format!("{address}/reveal"), &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn below_the_share_of_callbacks_nothing_is_submitted() {
    let (house, _) = month::worked().await;
    let app = &house.app;
    app.clock().set("2026-04-02T02:00:00Z".parse().unwrap());
    app::statement::open_month(app, None, MONTH.parse().unwrap()).await.unwrap();
    let answer =
        press(&house, Role::ProviderClerk, "/statements/S26-0000001/submit", &[("originals", "6")]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.body.contains("6 repairs this month need 2 first callbacks; 0 are made"));
    let clerk = actor(app, Role::ProviderClerk).await;
    for row in month::due(app, &clerk).await.into_iter().take(2) {
        let answers = Answers { satisfaction: 4, ..month::content() };
        app::callback::record_answers(app, &clerk, row.callback_id, answers).await.unwrap();
    }
    step(&house, Role::ProviderClerk, "/statements/S26-0000001/submit", &[("originals", "6")]).await;
}
