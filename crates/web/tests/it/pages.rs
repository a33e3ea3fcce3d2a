//! Every page of the desk, for every role, in both languages; and what must stay behind the mask.

use crate::story::{complete, step, take_call};
use crate::support::{CUSTOMER, House};
use axum::http::StatusCode;
use domain::Language;
use domain::people::{Action, Reach, Role, reach};

/// The pages with what one must be allowed to do to see them.
const PAGES: [(&str, Action); 16] = [
    ("/orders", Action::SeeOrders),
    ("/orders?stage=unfinished&late=on&sort=due", Action::SeeOrders),
    ("/requests", Action::SeeRequests),
    ("/requests?stage=open&channel=phone", Action::SeeRequests),
    ("/requests/new", Action::TakeRequests),
    ("/requests/new/known?serial=SN-0001", Action::TakeRequests),
    ("/dispatch", Action::DispatchOrders),
    ("/units", Action::SeeUnits),
    ("/units/SN-0001", Action::SeeUnits),
    ("/providers", Action::SeeNetwork),
    ("/providers/P001", Action::SeeNetwork),
    ("/technicians", Action::SeeNetwork),
    ("/products", Action::SeeNetwork),
    ("/parts", Action::SeeNetwork),
    ("/people", Action::ManagePeople),
    ("/person/agent", Action::ManagePeople),
];

#[tokio::test]
async fn every_page_answers_every_role_in_both_languages() {
    let house = House::open().await;
    let mut agent = house.signed_in(Role::Agent, Language::Chinese).await;
    let number = take_call(&mut agent).await;
    let by_hand = [("serial", "SN-0001"), ("problem", "漏水"), ("then", "by_hand")];
    assert_eq!(agent.post("/requests/new", &by_hand).await.status, StatusCode::SEE_OTHER);
    complete(&house, &number).await;
    for role in Role::ALL {
        for language in [Language::Chinese, Language::English] {
            let mut browser = house.signed_in(role, language).await;
            for (address, action) in PAGES {
                let answer = browser.get(address).await;
                let expected = match reach(role, action) {
                    Reach::Nothing => StatusCode::FORBIDDEN,
                    Reach::All | Reach::Own => StatusCode::OK,
                };
                assert_eq!(answer.status, expected, "{role:?} {address}: {}", answer.body);
                let tag = format!("lang=\"{}\"", language.tag());
                assert!(answer.body.contains(&tag) || address.contains("/known"), "{role:?} {address}");
            }
            let own = browser.get(&format!("/orders/{number}")).await;
            assert_eq!(own.status, StatusCode::OK, "{role:?} {}", own.said());
            let home = browser.get("/").await;
            let leads = if role == Role::Technician { StatusCode::SEE_OTHER } else { StatusCode::OK };
            assert_eq!(home.status, leads, "{role:?}");
        }
    }
}

#[tokio::test]
async fn masked_data_is_in_no_page_of_the_desk() {
    let house = House::open().await;
    let mut agent = house.signed_in(Role::Agent, Language::Chinese).await;
    let number = take_call(&mut agent).await;
    complete(&house, &number).await;
    for role in Role::ALL {
        let mut browser = house.signed_in(role, Language::Chinese).await;
        let order = format!("/orders/{number}");
        let search = format!("/search?q={number}");
        let more = ["/", "/visits", order.as_str(), "/search?q=SN-0001", search.as_str()];
        for address in PAGES.iter().map(|(address, _)| *address).chain(more) {
            let body = browser.get(address).await.body;
            for secret in [CUSTOMER.0, CUSTOMER.1, CUSTOMER.2] {
                assert!(!body.contains(secret), "{role:?} finds {secret} on {address}");
            }
        }
    }
}

#[tokio::test]
async fn whoever_has_the_work_in_hand_may_look_and_it_is_written_down() {
    let house = House::open().await;
    let mut agent = house.signed_in(Role::Agent, Language::Chinese).await;
    let number = take_call(&mut agent).await;
    let reveal = format!("/orders/{number}/reveal");
    let mut clerk = house.signed_in(Role::ProviderClerk, Language::Chinese).await;
    let shown = clerk.post(&reveal, &[]).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(
        shown.body.contains(CUSTOMER.0) && shown.body.contains(CUSTOMER.1) && shown.body.contains(CUSTOMER.2)
    );
    let page = agent.get(&format!("/orders/{number}")).await.body;
    assert!(
        page.contains("查看用户完整信息") && page.contains("服务商文员一号"),
        "the look is in the history"
    );

    let mut finance = house.signed_in(Role::Finance, Language::Chinese).await;
    assert_eq!(finance.post(&reveal, &[]).await.status, StatusCode::FORBIDDEN);
    complete(&house, &number).await;
    assert_eq!(agent.post(&reveal, &[]).await.status, StatusCode::FORBIDDEN, "the order has ended");
    let called = clerk.post(&reveal, &[]).await;
    assert_eq!(called.status, StatusCode::OK, "the provider still has to call the customer back");
}

#[tokio::test]
async fn a_provider_finds_nothing_of_another_s() {
    let house = House::open().await;
    let mut agent = house.signed_in(Role::Agent, Language::Chinese).await;
    let number = take_call(&mut agent).await;
    let page = agent.get(&format!("/orders/{number}")).await.body;
    let at = page.find("P002").expect("the other provider is offered");
    let before = &page[..at];
    let value = before.rfind("value=\"").unwrap() + "value=\"".len();
    let other = page[value..].split('"').next().unwrap().to_owned();
    step(&mut agent, &number, "reassign", &[("provider", &other), ("reason", "更近")]).await;

    let mut clerk = house.signed_in(Role::ProviderClerk, Language::Chinese).await;
    let order = format!("/orders/{number}");
    assert_eq!(clerk.get(&order).await.status, StatusCode::NOT_FOUND);
    assert_eq!(clerk.post(&format!("{order}/accept"), &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(clerk.get("/providers/P002").await.status, StatusCode::NOT_FOUND);
    for address in ["/orders".to_owned(), format!("/search?q={number}"), "/search?q=13812345678".to_owned()] {
        assert!(!clerk.get(&address).await.body.contains(&order), "{address}");
    }
}

#[tokio::test]
async fn lists_are_paged_by_key_and_keep_their_filter() {
    let house = House::open().await;
    let mut agent = house.signed_in(Role::Agent, Language::Chinese).await;
    for _ in 0..60 {
        take_call(&mut agent).await;
    }
    let first = agent.get("/orders?stage=dispatched").await.body;
    let marker = "href=\"/orders?stage=dispatched&amp;after=";
    let at = first.find(marker).expect("there is a next page") + "href=\"".len();
    let next = first[at..].split('"').next().unwrap().replace("&amp;", "&");
    let second = agent.get(&next).await.body;
    assert!(second.contains("本页 10 条"), "{second}");
    assert!(second.contains("回到首页"));
}
