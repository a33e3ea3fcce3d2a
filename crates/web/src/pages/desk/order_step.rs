//! The steps of an order as forms: the next one open on the page, the others behind a menu.

use super::order;
use super::order_form::{self, StepForm};
use crate::WebState;
use crate::error::{PageError, form_refusal};
use crate::page::{self, Action as Button, Confirm, Emphasis};
use crate::session::SignedIn;
use app::order::OrderAt;
use app::view::desk_order::{self, OrderView, Step};
use app::{AppError, order as use_case};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Form, Router};
use domain::refusal::Refusal;
use domain::{Words, words};
use maud::{Markup, html};

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/orders/{number}/{step}", post(take))
}

/// Every step with the last part of its address.
const ADDRESSES: [(&str, Step); 13] = [
    ("dispatch", Step::Dispatch),
    ("reassign", Step::Reassign),
    ("accept", Step::Accept),
    ("refuse", Step::Refuse),
    ("technician", Step::NameTechnician),
    ("visit", Step::PlanVisit),
    ("arrive", Step::Arrive),
    ("leave", Step::Leave),
    ("complete", Step::Complete),
    ("pause", Step::Pause),
    ("resume", Step::Resume),
    ("cancel", Step::Cancel),
    ("judge", Step::Judge),
];

/// A step that was refused, with what was filled in.
pub(super) struct Tried {
    step: Step,
    form: StepForm,
    refusal: Refusal,
}

async fn take(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Path((number, step)): Path<(String, String)>,
    Form(form): Form<StepForm>,
) -> Result<Response, PageError> {
    let known = ADDRESSES.into_iter().find(|(address, _)| *address == step);
    let Some((_, step)) = known else {
        return Ok(StatusCode::NOT_FOUND.into_response());
    };
    match carry_out(&state, &signed_in, &number, step, &form).await {
        Ok(()) => Ok(signed_in.done(&format!("/orders/{number}"), done_words(step, &number))),
        Err(error) => {
            let refusal = form_refusal(error)?;
            let view = desk_order::order(&state.app, &signed_in.actor, number).await?;
            let tried = Tried { step, form, refusal };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, order::whole(&signed_in, &view, Some(&tried)))
                .into_response())
        }
    }
}

/// Hands the form to the use case of the step.
async fn carry_out(
    state: &WebState,
    signed_in: &SignedIn,
    number: &str,
    step: Step,
    form: &StepForm,
) -> Result<(), AppError> {
    let (app, who) = (&state.app, &signed_in.actor);
    let at = OrderAt { number: number.to_owned(), seen: form.version.parse().ok() };
    match step {
        Step::Dispatch | Step::Reassign => use_case::dispatch(app, who, at, form.dispatch_to()?).await,
        Step::Accept => use_case::accept(app, who, at, form.technician()).await,
        Step::Refuse => use_case::refuse(app, who, at, form.reason.clone()).await,
        Step::NameTechnician => use_case::name_technician(app, who, at, form.named_technician()?).await,
        Step::PlanVisit => use_case::plan_visit(app, who, at, form.visit()?).await,
        Step::Arrive => use_case::arrive(app, who, at).await,
        Step::Leave => use_case::leave(app, who, at, form.visit_result()?).await,
        Step::Complete => use_case::complete(app, who, at, form.completion()?).await,
        Step::Pause => use_case::pause(app, who, at, form.pause_reason()?).await,
        Step::Resume => use_case::resume(app, who, at).await,
        Step::Cancel => use_case::cancel(app, who, at, form.reason.clone()).await,
        Step::Judge => use_case::judge(app, who, at, form.judgement()?, form.reason.clone()).await,
    }
    .map(drop)
}

fn address(number: &str, step: Step) -> String {
    let last = ADDRESSES.iter().find(|(_, known)| *known == step).map_or("", |(address, _)| address);
    format!("/orders/{number}/{last}")
}

/// The verb on the button.
pub(super) const fn label(step: Step) -> Words {
    match step {
        Step::Dispatch => Words::fixed("派工", "Dispatch"),
        Step::Reassign => Words::fixed("改派", "Reassign"),
        Step::Accept => Words::fixed("接单", "Accept"),
        Step::Refuse => Words::fixed("拒单", "Refuse"),
        Step::NameTechnician => Words::fixed("指定师傅", "Name technician"),
        Step::PlanVisit => Words::fixed("预约上门", "Plan the visit"),
        Step::Arrive => Words::fixed("到达现场", "Arrive on site"),
        Step::Leave => Words::fixed("未解决，离开", "Leave unsolved"),
        Step::Complete => Words::fixed("登记完工", "Record completion"),
        Step::Pause => Words::fixed("暂停", "Pause"),
        Step::Resume => Words::fixed("恢复", "Resume"),
        Step::Cancel => Words::fixed("取消工单", "Cancel the order"),
        Step::Judge => Words::fixed("判定", "Judge"),
    }
}

/// What a step that cannot be undone leads to.
const fn consequence(step: Step) -> Words {
    match step {
        Step::Refuse => Words::fixed(
            "工单退回服务中心另派，拒单理由会记录在案。",
            "The order goes back to the centre for another provider; the reason is kept.",
        ),
        Step::Reassign => Words::fixed(
            "工单转给另一家服务商，时限不重新起算。",
            "Another provider gets the order; the deadline does not start anew.",
        ),
        Step::NameTechnician => Words::fixed("由谁上门。", "Who goes there."),
        Step::PlanVisit => Words::fixed("时段会通知用户。", "The customer is told the window."),
        Step::Arrive => Words::fixed("以现在的时间登记到达。", "The arrival is recorded as of now."),
        Step::Leave => Words::fixed(
            "工单等待再次上门，时限照计。",
            "The order waits for another visit; the clock keeps running.",
        ),
        Step::Pause => Words::fixed(
            "只有用户要求改期或联系不上用户时才停表。",
            "Only the customer's wish or absence stops the clock.",
        ),
        Step::Cancel => Words::fixed(
            "工单结束，不再服务，也不能恢复。",
            "The order ends unserved and cannot be taken up again.",
        ),
        Step::Judge => Words::fixed(
            "作废的工单不予结算；造假的按协议罚款。判定后不能撤回。",
            "A void order is not paid; a false one is fined by the agreement. A judgement is final.",
        ),
        Step::Resume => Words::fixed(
            "停表到此为止，剩余时限从现在接着计。",
            "The clock runs again; what was left of the deadline counts from now.",
        ),
        Step::Dispatch | Step::Accept | Step::Complete => Words::fixed("", ""),
    }
}

fn done_words(step: Step, number: &str) -> Words {
    let Words { zh, en } = match step {
        Step::Dispatch | Step::Reassign => Words::fixed("已派工", "dispatched"),
        Step::Accept => Words::fixed("已接单", "accepted"),
        Step::Refuse => Words::fixed("已拒单", "refused"),
        Step::NameTechnician => Words::fixed("已指定师傅", "technician named"),
        Step::PlanVisit => Words::fixed("已预约", "visit planned"),
        Step::Arrive => Words::fixed("已登记到达", "arrival recorded"),
        Step::Leave => Words::fixed("等待再次上门", "another visit follows"),
        Step::Complete => Words::fixed("已完工", "completed"),
        Step::Pause => Words::fixed("已暂停", "paused"),
        Step::Resume => Words::fixed("已恢复", "resumed"),
        Step::Cancel => Words::fixed("已取消", "cancelled"),
        Step::Judge => Words::fixed("已判定", "judged"),
    };
    words!("工单 {number} {zh}。", "Order {number}: {en}.")
}

/// The one next step with its form; or the step that was refused, to be corrected.
pub(super) fn next_step(signed_in: &SignedIn, view: &OrderView, tried: Option<&Tried>) -> Markup {
    let language = signed_in.language;
    let blank = StepForm::default();
    let (step, form, refusal) = match tried {
        Some(tried) => (tried.step, &tried.form, Some(&tried.refusal)),
        None => match view.next {
            Some(step) => (step, &blank, None),
            None => return html! {},
        },
    };
    let number = &view.order.opened.number;
    let fields = order_form::fields(language, step, view, form, refusal, "next");
    let fields = html! {
        (page::hidden_field("version", &view.order.version.to_string()))
        @if order_form::asks_nothing(step) { p.quiet { (consequence(step).get(language)) } }
        (fields)
    };
    let button = page::button(language, &Button::new(label(step), Emphasis::Primary));
    let form = page::Form { action: &address(number, step), csrf: &signed_in.csrf, upload: false };
    let Words { zh, en } = label(step);
    let title = words!("下一步：{zh}", "Next: {en}");
    let content = html! {
        (page::error_summary(language, refusal.map(|refusal| &refusal.message)))
        (page::form(form, &fields, &button))
    };
    page::card(language, &title, &content)
}

/// The other steps the reader may take, each behind a question.
pub(super) fn other_steps(signed_in: &SignedIn, view: &OrderView) -> Markup {
    let language = signed_in.language;
    let blank = StepForm::default();
    html! {
        @for step in &view.others {
            (step_dialog(signed_in, view, *step, &order_form::fields(language, *step, view, &blank, None, "more")))
        }
    }
}

fn step_dialog(signed_in: &SignedIn, view: &OrderView, step: Step, fields: &Markup) -> Markup {
    let number = &view.order.opened.number;
    let emphasis = match step {
        Step::Refuse | Step::Cancel | Step::Judge => Emphasis::Danger,
        _ => Emphasis::Plain,
    };
    let Words { zh, en } = label(step);
    let address = address(number, step);
    let id = format!("step-{}", address.rsplit('/').next().unwrap_or_default());
    page::confirm(
        signed_in.language,
        &Confirm {
            id: &id,
            opener: Button::new(label(step), emphasis),
            question: words!("{zh}？", "{en}?"),
            consequence: consequence(step),
            fields: html! { (page::hidden_field("version", &view.order.version.to_string())) div.stack { (fields) } },
            confirm: Button::new(
                label(step),
                if emphasis == Emphasis::Plain { Emphasis::Primary } else { emphasis },
            ),
            action: &address,
            csrf: &signed_in.csrf,
        },
    )
}
