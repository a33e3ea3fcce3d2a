//! Import and export over the pages: checked first, then decided, then written; nobody else's file is there.

use crate::support::{Answer, Browser, House};
use axum::http::StatusCode;
use domain::Language;
use domain::people::Role;

const PRODUCTS: &str =
    "产品编码,产品名称,产品线,维修价\nSR-180,真空管热水器,solar,85\nSR-200,新品,solar,80\n";
const WRONG: &str = "产品编码,产品名称,产品线,维修价\nSR-200,新品,solar,八十\nSR-300,又一款,solar,90\n";

/// Asks until the pass in the background has ended.
async fn ended(browser: &mut Browser<'_>, address: &str) -> String {
    for _ in 0..100_000 {
        let state = browser.get(&format!("{address}/state")).await;
        assert_eq!(state.status, StatusCode::OK, "{}", state.body);
        if !state.body.contains("hx-trigger") {
            return state.body;
        }
        tokio::task::yield_now().await;
    }
    panic!("the import does not end");
}

async fn upload(browser: &mut Browser<'_>, sheet: &str, name: &str, text: &str) -> Answer {
    browser.upload("/exchange", &[("sheet", sheet)], ("file", name, text.as_bytes())).await
}

#[tokio::test]
async fn a_file_is_checked_then_written() {
    let house = House::open().await;
    let mut browser = house.signed_in(Role::Supervisor, Language::English).await;
    let sent = upload(&mut browser, "products", "products.csv", PRODUCTS).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let address = sent.location().to_owned();
    let checked = ended(&mut browser, &address).await;
    assert!(
        checked.contains("none of the 2 rows is wrong") && checked.contains("Import all rows (2)"),
        "{checked}"
    );
    let before = browser.get("/exchange/exports/products.csv").await.body;
    assert!(before.contains("SR-180") && !before.contains("SR-200"));

    let written = browser.post(&format!("{address}/write"), &[]).await;
    assert_eq!(written.location(), address);
    let done = ended(&mut browser, &address).await;
    assert!(done.contains("All 2 rows are imported."), "{done}");
    assert_eq!(browser.post(&format!("{address}/write"), &[]).await.status, StatusCode::CONFLICT);
    let after = browser.get("/exchange/exports/products.csv").await;
    assert_eq!(after.headers["content-disposition"], "attachment; filename=\"products.csv\"");
    assert!(after.body.contains("SR-180,真空管热水器,solar,85.00") && after.body.contains("SR-200"));
}

#[tokio::test]
async fn wrong_cells_are_named_and_right_rows_can_be_taken_alone() {
    let house = House::open().await;
    let mut browser = house.signed_in(Role::Administrator, Language::Chinese).await;
    let sent = upload(&mut browser, "products", "产品.csv", WRONG).await;
    let address = sent.location().to_owned();
    let checked = ended(&mut browser, &address).await;
    assert!(
        checked.contains("2 行中有 1 行有错误") && checked.contains("D2") && checked.contains("八十"),
        "{checked}"
    );
    let page = browser.get(&address).await.body;
    assert!(page.contains("产品.csv") && page.contains("只导入正确的行（1 行）"));
    let workbook = browser.download(&format!("{address}/errors")).await;
    assert_eq!((workbook.0, &workbook.1[..2]), (StatusCode::OK, b"PK".as_slice()));

    browser.post(&format!("{address}/write"), &[("accept_valid_rows", "on")]).await;
    assert!(ended(&mut browser, &address).await.contains("1 行已导入，1 行有错误未导入。"));
    let products = browser.get("/exchange/exports/products.csv").await.body;
    assert!(products.contains("SR-300") && !products.contains("SR-200"));
}

#[tokio::test]
async fn a_foreign_import_is_not_there_and_a_forged_upload_is_refused() {
    let house = House::open().await;
    let mut supervisor = house.signed_in(Role::Supervisor, Language::English).await;
    let address = upload(&mut supervisor, "products", "a.csv", WRONG).await.location().to_owned();
    ended(&mut supervisor, &address).await;
    let mut administrator = house.signed_in(Role::Administrator, Language::English).await;
    for path in [address.clone(), format!("{address}/state"), format!("{address}/errors")] {
        assert_eq!(administrator.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(administrator.post(&format!("{address}/write"), &[]).await.status, StatusCode::NOT_FOUND);
    supervisor.post(&format!("{address}/discard"), &[]).await;
    assert_eq!(supervisor.get(&address).await.status, StatusCode::NOT_FOUND);

    supervisor.csrf = "forged".into();
    let forged = upload(&mut supervisor, "products", "a.csv", PRODUCTS).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn only_whoever_may_exchange_data_gets_in() {
    let house = House::open().await;
    for role in Role::ALL {
        let allowed = matches!(role, Role::Supervisor | Role::Administrator);
        let mut browser = house.signed_in(role, Language::English).await;
        let expected = if allowed { StatusCode::OK } else { StatusCode::FORBIDDEN };
        for path in ["/exchange", "/exchange/templates/units", "/exchange/exports/units.xlsx"] {
            assert_eq!(browser.download(path).await.0, expected, "{role:?} {path}");
        }
        let sent = upload(&mut browser, "products", "a.csv", PRODUCTS).await;
        assert_eq!(sent.status == StatusCode::SEE_OTHER, allowed, "{role:?}");
        if allowed {
            let address = sent.location().to_owned();
            ended(&mut browser, &address).await;
        }
    }
}

#[tokio::test]
async fn an_upload_without_a_file_or_a_sheet_says_so() {
    let house = House::open().await;
    let mut browser = house.signed_in(Role::Supervisor, Language::English).await;
    let nothing = upload(&mut browser, "products", "a.csv", "").await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.body.contains("Choose a file"), "{}", nothing.body);
    let nowhere = upload(&mut browser, "nowhere", "a.csv", PRODUCTS).await;
    assert!(nowhere.body.contains("Choose a sheet"), "{}", nowhere.body);
    let other = upload(&mut browser, "products", "a.pdf", "%PDF").await;
    let address = other.location().to_owned();
    assert!(ended(&mut browser, &address).await.contains("The format of"));
    assert_eq!(browser.get("/exchange/templates/nowhere").await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get("/exchange/exports/units.pdf").await.status, StatusCode::NOT_FOUND);
}
