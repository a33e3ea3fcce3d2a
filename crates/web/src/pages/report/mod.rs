//! The customer's own form: report a fault without signing in. It goes the way of every request (T1), by the channel web.

mod throttle;

use crate::WebState;
use crate::error::{PageError, form_refusal};
use crate::page::{self, Action, Emphasis, Field, FieldKind, Form};
use crate::session::Visitor;
use app::request::{TakeRequest, TakenRequest};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Form as FormData, Router};
use domain::refusal::Refusal;
use domain::request::{Channel, required};
use domain::{Words, words};
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;
use throttle::Throttle;

/// The routes anybody may use.
pub fn routes() -> Router<WebState> {
    Router::new().route("/report", get(ask).post(send)).layer(Extension(Arc::new(Throttle::default())))
}

/// What a customer types.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Report {
    name: String,
    phone: String,
    address: String,
    serial: String,
    sold_on: String,
    problem: String,
}

async fn ask(visitor: Visitor) -> Markup {
    form(&visitor, &Report::default(), None)
}

async fn send(
    State(state): State<WebState>,
    Extension(throttle): Extension<Arc<Throttle>>,
    visitor: Visitor,
    FormData(report): FormData<Report>,
) -> Result<Response, PageError> {
    match take(&state, &throttle, &visitor, &report).await {
        Ok(taken) => Ok(thanks(&visitor, &taken).into_response()),
        Err(error) => {
            let refusal = form_refusal(error)?;
            let shown = form(&visitor, &report, Some(&refusal));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
        }
    }
}

/// A customer is called back, so a phone is needed here; everything else may be empty.
async fn take(
    state: &WebState,
    throttle: &Throttle,
    visitor: &Visitor,
    report: &Report,
) -> Result<TakenRequest, app::AppError> {
    let phone = required(report.phone.clone(), "phone", &Words::fixed("联系电话", "the phone number"))?;
    throttle.admit(&phone, visitor.now)?;
    let command = TakeRequest {
        name: report.name.clone(),
        phone,
        address: report.address.clone(),
        serial: report.serial.clone(),
        sold_on: report.sold_on.clone(),
        problem: report.problem.clone(),
        ..TakeRequest::default()
    };
    app::request::take(&state.app, None, Channel::Web, None, command).await
}

fn form(visitor: &Visitor, report: &Report, refusal: Option<&Refusal>) -> Markup {
    let language = visitor.language;
    let wrong = |name: &str| refusal.filter(|r| r.field.as_deref() == Some(name)).map(|r| &r.message);
    let one = |name, label, kind, value| Field::new(name, label, kind).value(value).error(wrong(name));
    let fields = [
        one(
            "problem",
            Words::fixed("出了什么问题", "What is wrong"),
            FieldKind::Lines(3),
            report.problem.as_str(),
        ),
        one("phone", Words::fixed("联系电话", "Phone"), FieldKind::Telephone, report.phone.as_str())
            .autocomplete("tel"),
        one("name", Words::fixed("称呼", "Name"), FieldKind::Text, report.name.as_str())
            .optional()
            .autocomplete("name"),
        one(
            "address",
            Words::fixed("地址（省、市、区县、街道）", "Address, with district or county"),
            FieldKind::Text,
            report.address.as_str(),
        )
        .optional()
        .autocomplete("street-address"),
        one("serial", Words::fixed("机号", "Serial number"), FieldKind::Text, report.serial.as_str())
            .optional()
            .hint(Words::fixed("在机身铭牌上", "It is on the nameplate")),
        one("sold_on", Words::fixed("购买日期", "Bought on"), FieldKind::Text, report.sold_on.as_str())
            .optional()
            .hint(Words::fixed("如 2025-11-11；只记得年份就写 2025", "Like 2025-11-11, or just the year")),
    ];
    let fields = html! { @for field in &fields { (page::field(language, field)) } };
    let button =
        page::button(language, &Action::new(Words::fixed("提交报修", "Send the report"), Emphasis::Primary));
    let content = html! {
        (page::error_summary(language, refusal.map(|refusal| &refusal.message)))
        (page::form(Form { action: "/report", csrf: "", upload: false }, &fields, &button))
    };
    visitor.bare_page(Words::fixed("报修", "Report a fault"), &content)
}

fn thanks(visitor: &Visitor, taken: &TakenRequest) -> Markup {
    let language = visitor.language;
    let number = &taken.number;
    let text = words!(
        "已收到您的报修，受理编号 {number}。我们会按您留下的电话联系您；再次来电请报编号。",
        "We have your report. Its number is {number}. We will call the phone you left; please name the number when you call."
    );
    let content = html! {
        p role="status" { (text.get(language)) }
        p { a href="/report" { (Words::fixed("再报一台", "Report another unit").get(language)) } }
    };
    visitor.bare_page(Words::fixed("已收到报修", "Report received"), &content)
}
