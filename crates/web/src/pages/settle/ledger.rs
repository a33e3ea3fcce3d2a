//! The ledger: every account with its balance, proved to sum to zero, and the postings of one account.

use super::{address, clause_link, statement_address};
use crate::WebState;
use crate::error::PageError;
use crate::page::{self, Column, ColumnKind, Crumb, Empty, PageHeader, Pager, Row, Table, Tone};
use crate::session::SignedIn;
use app::view::settle::lists::{self, AccountView, Balance, PostingRow, TrialBalance};
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::routing::get;
use domain::ledger::Account;
use domain::{Fen, Language, Words, words};
use maud::{Markup, html};
use serde::Deserialize;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/ledger", get(accounts)).route("/ledger/{account}", get(postings))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Place {
    after: Option<String>,
}

async fn accounts(
    State(state): State<WebState>,
    person: SignedIn,
    Query(place): Query<Place>,
) -> Result<Markup, PageError> {
    let later = place.after.is_some();
    let balance = lists::ledger(&state.app, &person.actor, place.after).await?;
    let title = Words::fixed("账簿", "Ledger");
    Ok(person.page(title, "ledger", &accounts_page(person.language, &balance, later)))
}

fn accounts_page(language: Language, balance: &TrialBalance, later: bool) -> Markup {
    let header = PageHeader {
        heading: html! { (Words::fixed("账簿", "Ledger").get(language)) },
        lead: Some(html! { (Words::fixed(
            "复式记账：每笔分录借贷相等，只增不改。",
            "Double entry: each entry balances, and none is ever edited.",
        ).get(language)) }),
        ..PageHeader::default()
    };
    let (difference, count) = (balance.debits + balance.credits, balance.count);
    let (debits, credits) = (balance.debits, -balance.credits);
    let (tone, proof) = if difference == Fen::ZERO {
        (
            Tone::Good,
            words!(
                "试算平衡：{count} 个科目，借方 {debits}，贷方 {credits}，相差 ¥0.00。",
                "In balance: {count} accounts, debit {debits}, credit {credits}, difference ¥0.00."
            ),
        )
    } else {
        (
            Tone::Bad,
            words!(
                "试算不平：借方 {debits}，贷方 {credits}，相差 {difference}。请立即运行 makegood check。",
                "Out of balance: debit {debits}, credit {credits}, difference {difference}. Run makegood check at once."
            ),
        )
    };
    let totals = vec![
        html! { (Words::fixed("合计", "Total").get(language)) },
        html! {},
        page::money(balance.debits),
        page::money(-balance.credits),
    ];
    let table = Table {
        caption: Words::fixed("科目", "Accounts"),
        columns: vec![
            Column::new(Words::fixed("科目", "Account"), ColumnKind::Text),
            Column::new(Words::fixed("笔数", "Postings"), ColumnKind::Number).secondary(),
            Column::new(Words::fixed("借方余额", "Debit"), ColumnKind::Money),
            Column::new(Words::fixed("贷方余额", "Credit"), ColumnKind::Money),
        ],
        rows: balance.accounts.iter().map(|account| account_row(language, account)).collect(),
        totals: (balance.next.is_none() && !balance.accounts.is_empty()).then_some(totals),
        empty: Empty {
            title: Words::fixed("账簿还是空的", "The ledger is empty"),
            hint: Words::fixed("结算单审批后自动记账。", "An approved statement is posted by itself."),
            action: html! {},
        },
    };
    let pager = Pager {
        shown: balance.accounts.len(),
        first: later.then(|| "/ledger".to_owned()),
        next: balance.next.as_ref().map(|after| address("/ledger", &[("after", after)])),
    };
    html! {
        (page::page_header(language, &header))
        (page::alert(language, tone, None, &proof))
        (page::table(language, &table))
        (page::pager(language, &pager))
    }
}

fn account_row(language: Language, balance: &Balance) -> Row {
    let amount = balance.row.balance_fen;
    let side = |shown: bool, amount: Fen| {
        html! { @if shown { (page::money(amount)) } }
    };
    Row {
        address: Some(account_address(balance.row.account)),
        tone: None,
        cells: vec![
            html! { (name(language, balance.row.account, balance.provider.as_deref())) },
            html! { (balance.row.postings) },
            side(amount >= Fen::ZERO, amount),
            side(amount < Fen::ZERO, -amount),
        ],
    }
}

fn account_address(account: Account) -> String {
    format!("/ledger/{}", page::percent_encoded(&account.to_string()))
}

/// The account's name, and whose it is.
fn name(language: Language, account: Account, provider: Option<&str>) -> String {
    let words = account.words();
    let name = words.get(language);
    provider.map_or_else(|| name.to_owned(), |provider| format!("{name} · {provider}"))
}

async fn postings(
    State(state): State<WebState>,
    person: SignedIn,
    Path(code): Path<String>,
    Query(place): Query<Place>,
) -> Result<Markup, PageError> {
    let later = place.after.is_some();
    let view = lists::account(&state.app, &person.actor, code, place.after).await?;
    let title = view.account.words();
    Ok(person.page(title, "ledger", &postings_page(person.language, &view, later)))
}

fn postings_page(language: Language, view: &AccountView, later: bool) -> Markup {
    let path = account_address(view.account);
    let header = PageHeader {
        crumbs: vec![Crumb { label: Words::fixed("账簿", "Ledger"), address: "/ledger".into() }],
        heading: html! { (name(language, view.account, view.provider.as_deref())) },
        lead: Some(
            html! { (Words::fixed("余额", "Balance").get(language)) " " (page::money(view.balance_fen)) },
        ),
        actions: html! {},
    };
    let table = Table {
        caption: Words::fixed("分录", "Postings"),
        columns: vec![
            Column::new(Words::fixed("摘要", "What happened"), ColumnKind::Text),
            Column::new(Words::fixed("条款", "Clause"), ColumnKind::Text),
            Column::new(Words::fixed("记账时间", "Posted at"), ColumnKind::Time),
            Column::new(Words::fixed("期间", "Period"), ColumnKind::Time).secondary(),
            Column::new(Words::fixed("借方", "Debit"), ColumnKind::Money),
            Column::new(Words::fixed("贷方", "Credit"), ColumnKind::Money),
        ],
        rows: view.postings.iter().map(|(row, number)| posting_row(language, row, number.as_ref())).collect(),
        totals: None,
        empty: Empty {
            title: Words::fixed("该科目没有分录", "Nothing was posted here"),
            hint: Words::fixed("返回账簿选择其他科目。", "Go back to the ledger and choose another account."),
            action: html! {},
        },
    };
    let pager = Pager {
        shown: view.postings.len(),
        first: later.then(|| path.clone()),
        next: view.next.as_ref().map(|after| address(&path, &[("after", after)])),
    };
    html! {
        (page::page_header(language, &header))
        (page::table(language, &table))
        (page::pager(language, &pager))
    }
}

fn posting_row(language: Language, row: &PostingRow, number: Option<&String>) -> Row {
    let amount = row.amount_fen;
    Row {
        address: number.map(|number| statement_address(number)),
        tone: None,
        cells: vec![
            html! { (row.text.get(language)) },
            html! { @if let Some(citation) = &row.citation { (clause_link(language, citation)) } },
            page::instant(&app::request::zone(), row.posted_at),
            html! { (row.month) },
            html! { @if amount > Fen::ZERO { (page::money(amount)) } },
            html! { @if amount < Fen::ZERO { (page::money(-amount)) } },
        ],
    }
}
