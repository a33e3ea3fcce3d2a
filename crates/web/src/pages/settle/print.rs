//! Papers: the service voucher of an order, a statement with its seals, and a statement as a workbook.

use super::agreement_address;
use crate::WebState;
use crate::error::PageError;
use crate::page::{self, Sheet, Signature};
use crate::session::SignedIn;
use app::view::settle::paper::{self, Promise, StatementPaper, Voucher};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::coverage::SaleDate;
use domain::obligation::ObligationState;
use domain::order::{Charge, ChargeKind};
use domain::reason::Citation;
use domain::{Fen, Language, Words, words};
use maud::{Markup, html};

/// The most lines a printed statement names; the workbook has them all.
const PRINTED_LINES_MAX: usize = 3_000;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/orders/{number}/print", get(print_order))
        .route("/statements/{number}/print", get(print_statement))
}

async fn print_order(
    State(state): State<WebState>,
    person: SignedIn,
    Path(number): Path<String>,
) -> Result<Markup, PageError> {
    let voucher = paper::voucher(&state.app, &person.actor, number).await?;
    let number = &voucher.order.opened.number;
    let title = words!("服务凭证 {number}", "Service voucher {number}");
    let sheet = voucher_sheet(person.language, &voucher);
    Ok(person.page(title, "orders", &page::printable(person.language, &sheet)))
}

async fn print_statement(
    State(state): State<WebState>,
    person: SignedIn,
    Path(number): Path<String>,
) -> Result<Markup, PageError> {
    let paper = paper::statement(&state.app, Some(&person.actor), number).await?;
    let number = &paper.sheet.number;
    let title = words!("维修费结算单 {number}", "Statement {number}");
    let sheet = statement_sheet(person.language, &paper);
    Ok(person.page(title, "statements", &page::printable(person.language, &sheet)))
}

/// The statement as an Excel workbook.
pub(super) async fn workbook(
    state: &WebState,
    person: &SignedIn,
    number: String,
) -> Result<Response, PageError> {
    let name = format!("attachment; filename=\"{}.xlsx\"", file_name(&number));
    let bytes = paper::workbook(&state.app, Some(&person.actor), number, person.language).await?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response())
}

/// Only what is safe in a header.
fn file_name(number: &str) -> String {
    number.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-').collect()
}

/// One row of a voucher: a name and what is written beside it; empty room when it is to be filled by hand.
fn row(language: Language, pairs: &[(Words, Markup)]) -> Markup {
    let span = if pairs.len() == 1 { "3" } else { "1" };
    html! {
        tr {
            @for (name, value) in pairs {
                th scope="row" { (name.get(language)) }
                td colspan=(span) { (value) }
            }
        }
    }
}

fn text(text: &str) -> Markup {
    html! { (text) }
}

fn voucher_sheet(language: Language, voucher: &Voucher) -> Sheet {
    let opened = &voucher.order.opened;
    let zone = app::request::zone();
    let content = html! {
        (parties(language, voucher))
        h2 { (Words::fixed("故障与诊断", "Fault and diagnosis").get(language)) }
        (diagnosis(language, voucher))
        h2 { (Words::fixed("配件", "Parts").get(language)) }
        (parts(language, voucher))
        h2 { (Words::fixed("费用", "Charges").get(language)) }
        (charges(language, voucher))
        h2 { (Words::fixed("承诺", "Promised").get(language)) }
        (promises(language, voucher))
    };
    let signature = |label| Signature { label, seal: false };
    Sheet {
        title: Words::fixed("服务凭证", "Service voucher"),
        head: vec![
            html! { strong { (opened.number) } },
            html! { (Words::fixed("报修", "Reported").get(language)) " " (page::instant(&zone, opened.reported_at)) },
            html! { (voucher.order.stage.words().get(language)) },
        ],
        content,
        signatures: vec![
            signature(Words::fixed("师傅签字", "Technician")),
            signature(Words::fixed("用户签字（以上属实）", "Customer (the above is true)")),
            Signature { label: Words::fixed("服务商", "Provider"), seal: true },
        ],
        foot: Some(foot(voucher)),
    }
}

fn foot(voucher: &Voucher) -> Words {
    let masked = if voucher.revealed {
        Words::fixed("", "")
    } else {
        Words::fixed("用户资料已遮盖。", " The customer's data is masked.")
    };
    let (zh, en) = (&masked.zh, &masked.en);
    match &voucher.version {
        Some(version) => {
            let (title, code, number) = (&version.title, &version.code, version.number);
            let digest: String = version.digest.chars().take(16).collect();
            words!(
                "依据《{title}》第 {number} 版（文本摘要 {digest}…）。一式两联：用户一联，服务商一联。{zh}",
                "Under {code} v{number} (digest {digest}…). Two copies: customer and provider.{en}"
            )
        }
        None => words!("一式两联：用户一联，服务商一联。{zh}", "Two copies: customer and provider.{en}"),
    }
}

fn parties(language: Language, voucher: &Voucher) -> Markup {
    let opened = &voucher.order.opened;
    let customer = &voucher.customer;
    let product = voucher.product.as_ref().map_or_else(
        || opened.product_line.clone(),
        |product| format!("{} {}", product.profile.code, product.profile.name),
    );
    let provider = voucher.provider.as_ref().map_or("", |provider| provider.name.as_str());
    let sold = match voucher.sale {
        SaleDate::On(day) => day.to_string(),
        SaleDate::InYear(year) => year.to_string(),
        SaleDate::Unknown => String::new(),
    };
    let category = voucher
        .order
        .coverage
        .category
        .map_or_else(|| Words::fixed("待定", "undecided"), domain::coverage::Category::words);
    html! {
        table.voucher {
            (row(language, &[
                (Words::fixed("用户", "Customer"), text(&customer.name)),
                (Words::fixed("电话", "Phone"), text(&customer.phone)),
            ]))
            (row(language, &[(Words::fixed("地址", "Address"), text(&customer.address))]))
            (row(language, &[
                (Words::fixed("产品", "Product"), text(&product)),
                (Words::fixed("机号", "Serial"), text(&opened.serial)),
            ]))
            (row(language, &[
                (Words::fixed("购买日期", "Sold on"), text(&sold)),
                (Words::fixed("服务类别", "Category"), html! { (category.get(language)) }),
            ]))
            (row(language, &[
                (Words::fixed("服务商", "Provider"), text(provider)),
                (Words::fixed("师傅", "Technician"), text(voucher.technician.as_deref().unwrap_or_default())),
            ]))
        }
    }
}

fn diagnosis(language: Language, voucher: &Voucher) -> Markup {
    let done = voucher.order.completion();
    let found = done.map(|done| &done.diagnosis);
    let minutes = done.map_or_else(String::new, |done| done.labour_minutes.to_string());
    let minutes = words!("{minutes} 分钟", "{minutes} min");
    let zone = app::request::zone();
    html! {
        table.voucher {
            (row(language, &[(Words::fixed("用户所述", "As reported"), text(&voucher.order.opened.problem))]))
            (row(language, &[
                (Words::fixed("现象", "Symptom"), text(found.map_or("", |found| found.symptom.as_str()))),
                (Words::fixed("原因", "Cause"), html! { @if let Some(found) = found { (found.cause.words().get(language)) } }),
            ]))
            (row(language, &[
                (Words::fixed("措施", "Remedy"), text(found.map_or("", |found| found.remedy.as_str()))),
                (Words::fixed("工时", "Labour"), html! { @if done.is_some() { (minutes.get(language)) } }),
            ]))
            (row(language, &[(Words::fixed("说明", "Note"), text(found.map_or("", |found| found.note.as_str())))]))
            (row(language, &[
                (Words::fixed("完工", "Completed"), html! { @if let Some(done) = done { (page::instant(&zone, done.completed_at)) } }),
                (Words::fixed("签字人", "Signed by"), text(done.map_or("", |done| done.signed_by.as_str()))),
            ]))
        }
    }
}

/// The parts on record, and before completion empty rows for the pen.
fn parts(language: Language, voucher: &Voucher) -> Markup {
    let done = voucher.order.completion();
    let returned = |value: bool| {
        if value { Words::fixed("已交回", "returned") } else { Words::fixed("未交回", "not returned") }
    };
    let none = Words::fixed("未使用配件", "no parts used");
    html! {
        table {
            thead {
                tr {
                    th { (Words::fixed("配件", "Part").get(language)) }
                    th data-kind="number" { (Words::fixed("数量", "Quantity").get(language)) }
                    th { (Words::fixed("旧件", "Old part").get(language)) }
                }
            }
            tbody {
                @if let Some(done) = done {
                    @if done.parts.is_empty() { tr { td colspan="3" { (none.get(language)) } } }
                    @for part in &done.parts {
                        tr {
                            td { (part.code) " " (part.name) }
                            td data-kind="number" { (part.quantity) }
                            td { (returned(part.old_returned).get(language)) }
                        }
                    }
                } @else {
                    @for _ in 0..3 { tr.blank-row { td {} td {} td {} } }
                }
            }
        }
    }
}

fn charges(language: Language, voucher: &Voucher) -> Markup {
    let charges = &voucher.order.charges;
    let mine: Fen = charges
        .iter()
        .filter(|charge| charge.payer == Some(domain::coverage::Payer::Customer))
        .map(|charge| charge.amount_fen)
        .sum();
    let heads = [
        (Words::fixed("项目", "Item"), None),
        (Words::fixed("数量", "Quantity"), Some("number")),
        (Words::fixed("付款方", "Payer"), None),
        (Words::fixed("标准", "Price"), None),
        (Words::fixed("金额", "Amount"), Some("money")),
    ];
    html! {
        table {
            thead { tr { @for (head, kind) in &heads { th data-kind=[*kind] { (head.get(language)) } } } }
            tbody {
                @for charge in charges { (charge_row(language, charge)) }
                @if charges.is_empty() { @for _ in 0..2 { tr.blank-row { td {} td {} td {} td {} td {} } } }
            }
            @if !charges.is_empty() {
                tfoot {
                    tr {
                        td colspan="4" {
                            (Words::fixed("用户应付", "The customer pays").get(language)) "：" span lang="zh-CN" { "人民币" (mine.capital()) }
                        }
                        td data-kind="money" { (mine) }
                    }
                }
            }
        }
    }
}

fn charge_row(language: Language, charge: &Charge) -> Markup {
    let open = Words::fixed("待定", "undecided");
    let payer = charge.payer.map_or_else(|| open.clone(), domain::coverage::Payer::words);
    let price = charge.price.map_or(open, domain::coverage::Price::words);
    html! {
        tr {
            td {
                (charge.kind.words().get(language))
                @if charge.kind == ChargeKind::Part { " " (charge.item) }
            }
            td data-kind="number" { (charge.quantity) }
            td { (payer.get(language)) }
            td { (price.get(language)) }
            td data-kind="money" { (charge.amount_fen) }
        }
    }
}

/// How a promise stands, in words for paper.
fn kept(language: Language, state: &ObligationState) -> Markup {
    let zone = app::request::zone();
    let (word, at) = match state {
        ObligationState::Open { due_at, .. } => (Words::fixed("不迟于", "by"), Some(*due_at)),
        ObligationState::Paused { reason } => (reason.words(), None),
        ObligationState::Met { met_at } => (Words::fixed("已按时完成", "met in time"), Some(*met_at)),
        ObligationState::Breached { met_late_at: Some(met_at), .. } => {
            (Words::fixed("逾期完成", "met late"), Some(*met_at))
        }
        ObligationState::Breached { due_at, .. } => {
            (Words::fixed("已逾期，应不迟于", "missed, was due by"), Some(*due_at))
        }
        ObligationState::Lapsed { .. } => (Words::fixed("已解除", "lapsed"), None),
    };
    html! { (word.get(language)) @if let Some(at) = at { " " (page::instant(&zone, at)) } }
}

fn promises(language: Language, voucher: &Voucher) -> Markup {
    let line = |promise: &Promise| {
        html! {
            li {
                (promise.kind.words().get(language))
                " " (kept(language, &promise.state))
                " — " (cited(language, &promise.citation))
            }
        }
    };
    let reasons = &voucher.order.coverage.reasons;
    html! {
        ul.promises {
            @for promise in &voucher.promises { (line(promise)) }
            @for reason in reasons {
                li {
                    (reason.because.get(language))
                    @if let Some(citation) = &reason.citation { " — " (cited(language, citation)) }
                }
            }
        }
    }
}

fn cited(language: Language, citation: &Citation) -> Markup {
    html! { (citation.words().get(language)) }
}

fn statement_sheet(language: Language, paper: &StatementPaper) -> Sheet {
    let sheet = &paper.sheet;
    let content = html! {
        @if paper.draft { p.draft { strong { (Words::fixed("草稿：尚未报送，金额仍会变动", "Draft: not submitted, the amounts still move").get(language)) } } }
        (statement_parties(language, paper))
        (statement_lines(language, paper))
        h2 { (Words::fixed("合计", "Total").get(language)) }
        (statement_sums(language, paper))
        h2 { (Words::fixed("收款账户", "Account").get(language)) }
        table.voucher {
            (row(language, &[
                (Words::fixed("开户名", "Account name"), text(&sheet.account.name)),
                (Words::fixed("开户行", "Bank"), text(&sheet.account.bank)),
            ]))
            (row(language, &[
                (Words::fixed("账号", "Account number"), text(&sheet.account.number)),
                (Words::fixed("付款日", "Paid on"), html! { @if let Some(day) = paper.paid_on { (page::date(day)) } }),
            ]))
        }
    };
    let (title, version, digest) = (&paper.version.title, paper.version.number, &paper.version.digest);
    let code = &paper.version.code;
    Sheet {
        title: Words::fixed("维修费结算单", "Statement of repair fees"),
        head: vec![
            html! { strong { (sheet.number) } },
            html! { (sheet.month) },
            html! { (sheet.stage.get(language)) },
        ],
        content,
        signatures: sheet
            .signatures
            .iter()
            .map(|label| Signature { label: label.clone(), seal: true })
            .collect(),
        foot: Some(words!(
            "依据《{title}》第 {version} 版结算；协议文本 SHA-256：{digest}。维修费专款专用。",
            "Settled under {code} v{version}; SHA-256 of the agreement's text: {digest}. The fee is earmarked."
        )),
    }
}

fn statement_parties(language: Language, paper: &StatementPaper) -> Markup {
    let sheet = &paper.sheet;
    let provider = format!("{} {}", sheet.provider_code, sheet.provider);
    html! {
        table.voucher {
            (row(language, &[
                (Words::fixed("甲方", "Principal"), text(&sheet.principal)),
                (Words::fixed("乙方", "Provider"), text(&provider)),
            ]))
            (row(language, &[
                (Words::fixed("协议", "Agreement"), html! {
                    a href=(agreement_address(&paper.version.code, paper.version.number)) { (sheet.agreement) }
                }),
                (Words::fixed("版本", "Version"), html! { (sheet.agreement_version) }),
            ]))
        }
    }
}

fn statement_lines(language: Language, paper: &StatementPaper) -> Markup {
    let lines = &paper.sheet.lines;
    let left = lines.len().saturating_sub(PRINTED_LINES_MAX);
    let heads = [
        (Words::fixed("序", "No."), Some("number")),
        (Words::fixed("工单 / 产品", "Order / product"), None),
        (Words::fixed("日期", "Date"), None),
        (Words::fixed("项目与依据", "Item and clause"), None),
        (Words::fixed("数量", "Qty"), Some("number")),
        (Words::fixed("金额", "Amount"), Some("money")),
    ];
    html! {
        table.lines {
            thead { tr { @for (head, kind) in &heads { th data-kind=[*kind] { (head.get(language)) } } } }
            tbody {
                @for line in lines.iter().take(PRINTED_LINES_MAX) {
                    tr {
                        td data-kind="number" { (line.number) }
                        td { (line.order_number) @if !line.order_number.is_empty() { br; } (line.product) " " span.nowrap { (line.serial) } }
                        td { @if let Some(day) = line.done_on { (page::date(day)) } }
                        td {
                            (line.description.get(language))
                            @if let Some(citation) = &line.citation { " · " (citation.number) }
                            br; (line.reason.get(language))
                        }
                        td data-kind="number" { (line.quantity) }
                        td data-kind="money" { (line.amount) }
                    }
                }
                @if left > 0 {
                    tr { td colspan="6" { (words!("另有 {left} 行，见 Excel 结算单。", "{left} further lines are in the workbook.").get(language)) } }
                }
            }
        }
    }
}

fn statement_sums(language: Language, paper: &StatementPaper) -> Markup {
    let sheet = &paper.sheet;
    html! {
        table {
            tbody {
                @for sum in &sheet.subtotals {
                    tr {
                        td { (sum.kind.get(language)) }
                        td data-kind="number" { (super::lines::count(sum.lines.into()).get(language)) }
                        td data-kind="money" { (sum.amount) }
                    }
                }
            }
            tfoot {
                tr {
                    td colspan="2" {
                        (Words::fixed("合计（大写）", "Total, in capitals").get(language)) "：" span lang="zh-CN" { (sheet.total_in_capitals) }
                    }
                    td data-kind="money" { (sheet.total) }
                }
            }
        }
    }
}
