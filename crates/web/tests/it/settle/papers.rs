//! Papers: the workbook says what the lines say; the voucher shows whole what the work needs, and else is masked.

use super::month::{self, actor, claimed, ready_to_submit};
use crate::support::House;
use app::view::settle::paper;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use calamine::{Reader, Xlsx};
use domain::people::Role;
use domain::request::Channel;
use domain::{Fen, Language};
use std::io::Cursor;

#[tokio::test]
async fn the_workbook_equals_the_lines() {
    let (house, _, number) = ready_to_submit().await;
    let finance = actor(&house.app, Role::Finance).await;
    let paper = paper::statement(&house.app, Some(&finance), number.clone()).await.unwrap();
    assert_eq!(paper.sheet.total, claimed());
    assert_eq!(paper.sheet.lines.iter().map(|line| line.amount).sum::<Fen>(), claimed());

    let mut browser = house.signed_in(Role::Finance, Language::English).await;
    let (headers, bytes) = browser.get_bytes(&format!("/statements/{number}.xlsx")).await;
    assert!(headers.get(CONTENT_TYPE).unwrap().to_str().unwrap().contains("spreadsheetml"));
    let name = headers.get(CONTENT_DISPOSITION).unwrap().to_str().unwrap();
    assert_eq!(name, format!("attachment; filename=\"{number}.xlsx\""));
    let rows = rows_of(bytes);
    for line in &paper.sheet.lines {
        let found = rows.iter().filter(|row| row.first() == Some(&line.number.to_string())).any(|row| {
            row[1] == line.order_number
                && row[7] == line.quantity.to_string()
                && Fen::parse(&row[8]) == Some(line.amount)
                && row[9] == line.reason.en
        });
        assert!(found, "line {} is not in the workbook", line.number);
    }
    let cells: Vec<&String> = rows.iter().flatten().collect();
    assert!(cells.iter().any(|cell| **cell == format!("人民币{}", claimed().capital())));
    let foreign = house
        .signed_in(Role::Technician, Language::English)
        .await
        .get(&format!("/statements/{number}.xlsx"))
        .await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
}

/// Every row of the first sheet, as text.
fn rows_of(bytes: Vec<u8>) -> Vec<Vec<String>> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let name = workbook.sheet_names()[0].clone();
    let page = workbook.worksheet_range(&name).unwrap();
    page.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

#[tokio::test]
async fn an_open_orders_voucher_shows_its_technician_the_customer_and_writes_it_down() {
    let (house, orders, _) = ready_to_submit().await;
    let agent = actor(&house.app, Role::Agent).await;
    let command = app::request::TakeRequest {
        name: "李桂芳".into(),
        phone: month::PHONE.into(),
        division: "330106".into(),
        address: "浙江省杭州市西湖区文三路8号".into(),
        serial: "GN-0002".into(),
        problem: "不启动".into(),
        dispatch_by_hand: true,
        ..app::request::TakeRequest::default()
    };
    let taken = app::request::take(&house.app, Some(&agent), Channel::Phone, None, command).await.unwrap();
    let open = taken.order_number.unwrap();
    let by_hand = Some((house.provider, "就近".to_owned()));
    app::order::dispatch(&house.app, &agent, open.clone(), by_hand).await.unwrap();
    let read = async |role, number: &str| {
        let mut browser = house.signed_in(role, Language::Chinese).await;
        browser.get(&format!("/orders/{number}/print")).await.body
    };
    let mine = read(Role::ProviderClerk, &open).await;
    assert!(mine.contains("李桂芳") && mine.contains(month::PHONE) && mine.contains("服务凭证"));
    let masked = read(Role::Finance, &open).await;
    assert!(masked.contains("李*芳") && !masked.contains(month::PHONE) && masked.contains("用户资料已遮盖"));
    let done = read(Role::ProviderClerk, &orders[0]).await;
    assert!(!done.contains(month::PHONE), "the job is done: masked again");
    assert!(done.contains("风机电机") && done.contains("未交回") && done.contains("用户应付"));
    assert_eq!(looks(&house, &open).await, 1);
    assert_eq!(looks(&house, &orders[0]).await, 0);
}

/// How often somebody looked behind the mask for an order.
async fn looks(house: &House, number: &str) -> usize {
    let finance = actor(&house.app, Role::Finance).await;
    paper::voucher(&house.app, &finance, number.to_owned()).await.unwrap().looks.len()
}

#[tokio::test]
async fn a_printed_statement_has_its_seals_its_digest_and_says_that_it_is_a_draft() {
    let (house, _, number) = ready_to_submit().await;
    let mut manager = house.signed_in(Role::ProviderManager, Language::Chinese).await;
    let draft = manager.get(&format!("/statements/{number}/print")).await.body;
    let digest = app_digest(&house);
    assert!(draft.contains("草稿") && draft.contains(&digest) && draft.contains("乙方（服务商）"));
    assert!(draft.contains(&format!("人民币{}", claimed().capital())));
    let clerk = actor(&house.app, Role::ProviderClerk).await;
    app::statement::submit(&house.app, &clerk, number.clone(), 6).await.unwrap();
    assert!(!manager.get(&format!("/statements/{number}/print")).await.body.contains("草稿"));
}

fn app_digest(house: &House) -> String {
    house.app.agreements().version("gas-provider", 1).unwrap().agreement.digest()
}
