//! Every page in both languages, and who may read it.

use super::month::{self, actor, call_back, claimed, ready_to_submit, worked};
use crate::support::House;
use axum::http::StatusCode;
use domain::Language;
use domain::people::{Action, Role};

/// What no page may hold: forgotten values, inline code, the customer's number.
const FORBIDDEN: [&str; 6] = [" style=", "<style", "javascript:", "{}", "{number}", month::PHONE];

/// The page as a role reads it in both languages; both must be whole and different.
async fn read(house: &House, role: Role, address: &str) -> [String; 2] {
    let mut pages = Vec::new();
    for language in [Language::Chinese, Language::English] {
        let answer = house.signed_in(role, language).await.get(address).await;
        assert_eq!(answer.status, StatusCode::OK, "{role:?} {address}: {}", answer.body);
        for forbidden in FORBIDDEN {
            assert!(!answer.body.contains(forbidden), "{forbidden} in {address}");
        }
        assert!(answer.body.contains(&format!("<html lang=\"{}\"", language.tag())), "{address}");
        pages.push(answer.body);
    }
    assert_ne!(pages[0], pages[1], "{address}");
    [pages.remove(0), pages.remove(0)]
}

#[tokio::test]
async fn every_page_is_whole_in_both_languages() {
    let (house, orders, number) = ready_to_submit().await;
    for role in Role::ALL {
        let who = actor(&house.app, role).await;
        let pages = [
            (Action::SeeStatements, "/statements".to_owned()),
            (Action::SeeStatements, "/statements?stage=collecting&month=2026-03".to_owned()),
            (Action::SeeStatements, format!("/statements/{number}")),
            (Action::SeeStatements, format!("/statements/{number}/print")),
            (Action::SeeStatements, "/statements/this-month?provider=P001".to_owned()),
            (Action::SeeStatements, "/sales".to_owned()),
            (Action::SeeAgreements, "/agreements".to_owned()),
            (Action::SeeAgreements, "/agreements/gas-provider/1?month=2026-03".to_owned()),
            (Action::SeeAgreements, "/agreements/solar-provider/1".to_owned()),
            (Action::SeeLedger, "/ledger".to_owned()),
            (Action::SeeLedger, "/ledger/bank".to_owned()),
            (Action::SeeOrders, format!("/orders/{}/print", orders[0])),
        ];
        for (action, address) in pages {
            if who.may(action) {
                read(&house, role, &address).await;
            } else {
                let answer = house.signed_in(role, Language::English).await.get(&address).await;
                let expected = [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND];
                assert!(expected.contains(&answer.status), "{role:?} {address}: {}", answer.status);
            }
        }
    }
}

#[tokio::test]
async fn the_statement_names_each_line_its_clause_and_the_sum_in_capitals() {
    let (house, orders, number) = ready_to_submit().await;
    let [chinese, english] = read(&house, Role::ProviderManager, &format!("/statements/{number}")).await;
    for order in &orders {
        assert!(chinese.contains(&format!("href=\"/orders/{order}\"")), "{order}");
    }
    assert!(
        chinese.contains("href=\"/agreements/gas-provider/1#clause-5.1\"")
            || chinese.contains("#clause-5.2\"")
    );
    assert!(chinese.contains("part motor") || chinese.contains("配件 motor 未交回旧件"));
    assert!(english.contains(&claimed().to_string()));
    assert!(chinese.contains(&format!("人民币{}", claimed().capital())));
    assert!(chinese.contains("即时计算") && english.contains("Your turn: send originals and form"));
    assert!(english.contains("20% of 6 repairs: 2 needed, 6 made"));
}

#[tokio::test]
async fn the_drawn_sample_can_be_checked_by_anyone() {
    let (house, orders, number) = ready_to_submit().await;
    let (clerk, auditor) =
        (actor(&house.app, Role::ProviderClerk).await, actor(&house.app, Role::Auditor).await);
    app::statement::submit(&house.app, &clerk, number.clone(), 6).await.unwrap();
    let received = app::statement::receive(&house.app, &auditor, number.clone()).await.unwrap();
    let seed = received.seed.unwrap();
    let [_, page] = read(&house, Role::Auditor, &format!("/statements/{number}")).await;
    assert!(page.contains(&seed) && page.contains("sha256sum"));
    // Drawn again by hand: the five lowest lots of the six orders.
    let mut lots: Vec<([u8; 32], &String)> =
        orders.iter().map(|order| (domain::callback::lot(&seed, order), order)).collect();
    lots.sort();
    let card = &page[page.find("Second callbacks and spot check").unwrap()..];
    for (place, (lot, order)) in lots.iter().enumerate() {
        let shown: String =
            lot.iter().take(6).fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
        assert_eq!(card.contains(&shown), place < 5, "{order}");
    }
}

#[tokio::test]
async fn a_provider_sees_its_month_so_far_and_no_other_provider() {
    let (house, _) = worked().await;
    let [_, page] = read(&house, Role::ProviderManager, "/statements/this-month").await;
    assert!(page.contains(&claimed().to_string()) && page.contains("2026-03"));
    let mut clerk = house.signed_in(Role::ProviderClerk, Language::English).await;
    let foreign = clerk.get("/statements/this-month?provider=P002").await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    assert_eq!(clerk.get("/statements/S26-9999999").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_agreement_shows_beside_each_clause_what_runs_under_it() {
    let (house, _, _) = ready_to_submit().await;
    let [chinese, english] = read(&house, Role::Auditor, "/agreements/gas-provider/1?month=2026-03").await;
    assert!(chinese.contains("id=\"clause-5.1\"") && chinese.contains("class=\"blank\""));
    // Four hoods: ¥30 and ¥15 each; two heaters: ¥18 and ¥12 each.
    assert!(english.contains("¥180.00") && english.contains("¥60.00") && english.contains("-¥120.00"));
    assert!(english.contains("¥321.50"), "0.5 % of ¥64,300");
    assert!(english.contains("6 of 2 needed (6 repairs)"));
    assert!(english.contains("clock running"));
}

#[tokio::test]
async fn lists_are_narrowed_by_their_address() {
    let (house, _, number) = ready_to_submit().await;
    let mut finance = house.signed_in(Role::Finance, Language::English).await;
    for (address, found) in [
        ("/statements?stage=collecting", true),
        ("/statements?stage=paid", false),
        ("/statements?month=2026-03&provider=P001", true),
        ("/statements?month=2026-02", false),
        ("/statements?month=march", false),
        ("/statements?provider=P002", false),
        ("/statements?provider=nobody", false),
    ] {
        let answer = finance.get(address).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.body.contains(&format!("/statements/{number}\"")), found, "{address}");
    }
    let sales = finance.get("/sales?month=2026-03").await.body;
    assert!(
        sales.contains("¥64,300.00") && !finance.get("/sales?month=2026-01").await.body.contains("64,300")
    );
}

#[tokio::test]
async fn auditors_see_the_second_queue_and_providers_the_first() {
    let (house, _, number) = ready_to_submit().await;
    let (clerk, auditor) =
        (actor(&house.app, Role::ProviderClerk).await, actor(&house.app, Role::Auditor).await);
    app::statement::submit(&house.app, &clerk, number.clone(), 6).await.unwrap();
    app::statement::receive(&house.app, &auditor, number.clone()).await.unwrap();
    let [_, due] = read(&house, Role::Auditor, &format!("/callbacks?statement={number}")).await;
    assert!(due.contains("138****5678"));
    let drawn = month::due(&house.app, &auditor).await;
    read(&house, Role::Auditor, &format!("/callbacks/{}", drawn[0].callback_id)).await;
    call_back(&house.app, Role::Auditor).await;
    let [_, none] = read(&house, Role::Auditor, "/callbacks").await;
    assert!(none.contains("No call to make"));
    let [_, done] = read(&house, Role::ProviderClerk, "/callbacks?stage=done").await;
    assert_eq!(done.matches("href=\"/callbacks/").count(), month::ORDERS);
    let foreign = house.signed_in(Role::Agent, Language::English).await.get("/callbacks").await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
}
