//! One order through the pages, from the call to the completion, as each role in turn.

use crate::support::{Browser, CUSTOMER, House};
use axum::http::StatusCode;
use domain::Language;
use domain::people::Role;

/// Takes a call for the unit on file; answers the order's number.
pub async fn take_call(agent: &mut Browser<'_>) -> String {
    let fields = [("serial", "SN-0001"), ("phone", CUSTOMER.1), ("problem", "不上水")];
    let answer = agent.post("/requests/new", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.said());
    answer.location().strip_prefix("/orders/").unwrap().to_owned()
}

/// Posts a step as the order's page sends it, and expects to be led back to the order.
pub async fn step(browser: &mut Browser<'_>, number: &str, step: &str, fields: &[(&str, &str)]) {
    let answer = browser.post(&format!("/orders/{number}/{step}"), fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{step}: {}", answer.said());
    assert_eq!(answer.location(), format!("/orders/{number}"));
}

/// Works an order until it is completed.
pub async fn complete(house: &House, number: &str) {
    let mut clerk = house.signed_in(Role::ProviderClerk, Language::Chinese).await;
    let mut technician = house.signed_in(Role::Technician, Language::Chinese).await;
    let named = house.technician.to_string();
    step(&mut clerk, number, "accept", &[("technician", &named)]).await;
    step(&mut technician, number, "visit", &[("from", "2026-03-02T14:00"), ("hours", "2")]).await;
    step(&mut technician, number, "arrive", &[]).await;
    let report = [
        ("symptom", "不上水"),
        ("cause", "product"),
        ("remedy", "更换电磁阀"),
        ("labour_minutes", "40"),
        ("signed_by", CUSTOMER.0),
    ];
    step(&mut technician, number, "complete", &report).await;
}

#[tokio::test]
async fn an_order_is_worked_from_the_call_to_the_completion() {
    let house = House::open().await;
    let mut agent = house.signed_in(Role::Agent, Language::Chinese).await;
    let number = take_call(&mut agent).await;
    let page = agent.get(&format!("/orders/{number}")).await.body;
    assert!(page.contains("恒晟热能") && page.contains("不上水") && page.contains("保修"), "{page}");
    assert!(page.contains("已受理"), "the page says what was just done");
    assert!(!agent.get(&format!("/orders/{number}")).await.body.contains("已受理"), "and only once");

    complete(&house, &number).await;
    let page = agent.get(&format!("/orders/{number}")).await.body;
    assert!(page.contains("更换电磁阀") && page.contains("首次回访"), "{page}");
    let mut english = house.signed_in(Role::Supervisor, Language::English).await;
    let page = english.get(&format!("/orders/{number}")).await.body;
    for said in ["Took", "Dispatched to 恒晟热能", "By territory", "Arrived on site", "Completed the order"]
    {
        let expected = said != "Took";
        assert_eq!(page.contains(said), expected, "{said}: {page}");
    }
}

#[tokio::test]
async fn the_later_of_two_people_is_told_who_changed_what() {
    let house = House::open().await;
    let mut agent = house.signed_in(Role::Agent, Language::Chinese).await;
    let number = take_call(&mut agent).await;
    let mut clerk = house.signed_in(Role::ProviderClerk, Language::Chinese).await;
    let page = clerk.get(&format!("/orders/{number}")).await.body;
    let marker = "name=\"version\" value=\"";
    let at = page.find(marker).unwrap() + marker.len();
    let version = page[at..].split('"').next().unwrap().to_owned();

    let mut manager = house.signed_in(Role::ProviderManager, Language::Chinese).await;
    step(&mut manager, &number, "accept", &[("version", &version)]).await;
    let late = clerk
        .post(&format!("/orders/{number}/refuse"), &[("version", &version), ("reason", "忙不过来")])
        .await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("服务商经理一号 于 03-02 09:00 接单"), "{}", late.body);
    assert!(late.body.contains(&format!("href=\"/orders/{number}\"")), "the page leads back to the order");
}

#[tokio::test]
async fn a_refused_step_comes_back_with_what_was_filled_in() {
    let house = House::open().await;
    let mut agent = house.signed_in(Role::Agent, Language::English).await;
    let number = take_call(&mut agent).await;
    let mut clerk = house.signed_in(Role::ProviderClerk, Language::English).await;
    step(&mut clerk, &number, "accept", &[]).await;
    let answer =
        clerk.post(&format!("/orders/{number}/visit"), &[("from", "tomorrow"), ("hours", "4")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("The time “tomorrow” cannot be read"));
    assert!(answer.body.contains("value=\"tomorrow\""));
}

#[tokio::test]
async fn a_form_sent_twice_takes_one_request() {
    let house = House::open().await;
    let mut agent = house.signed_in(Role::Agent, Language::Chinese).await;
    let fields = [("problem", "漏水"), ("command", "abc")];
    let first = agent.post("/requests/new", &fields).await.location().to_owned();
    let second = agent.post("/requests/new", &fields).await.location().to_owned();
    assert_eq!(first, second);
}
