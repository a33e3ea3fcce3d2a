//! Taking a call: the form, and beside it what is known of the caller's unit while they are still talking.

use super::order::sale_words;
use super::parts::{due, stage_badge, verdict, zone};
use crate::WebState;
use crate::error::{PageError, form_refusal};
use crate::page::{
    self, Action as Button, Choice, Countdown, Crumb, Emphasis, Field, FieldKind, PageHeader, Tone,
};
use crate::session::SignedIn;
use app::CommandKey;
use app::request::{self as use_case, TakeRequest, TakenRequest};
use app::view::Page;
use app::view::desk_intake::{self, IntakeView};
use app::view::desk_network;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Form, Router};
use domain::people::Action;
use domain::refusal::Refusal;
use domain::request::Channel;
use domain::{Words, words};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/requests/new", get(blank).post(take)).route("/requests/new/known", get(known))
}

/// The form as it is typed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct CallForm {
    phone: String,
    serial: String,
    name: String,
    address: String,
    product: String,
    sold_on: String,
    problem: String,
    then: String,
    /// Sent back with the form, so that sending it twice takes one request.
    command: String,
}

impl CallForm {
    fn command(&self) -> TakeRequest {
        TakeRequest {
            name: self.name.clone(),
            phone: self.phone.clone(),
            address: self.address.clone(),
            serial: self.serial.clone(),
            product: self.product.clone(),
            sold_on: self.sold_on.clone(),
            problem: self.problem.clone(),
            record_only: self.then == "record",
            dispatch_by_hand: self.then == "by_hand",
            ..TakeRequest::default()
        }
    }

    /// The id of this form's command, and a digest of what it asks for.
    fn key(&self) -> Option<CommandKey> {
        let content = serde_json::to_vec(&self.command()).ok()?;
        let id = format!("form-{}", self.command);
        (!self.command.is_empty() && id.len() <= 80).then(|| CommandKey::new(id, "request.take", &content))
    }
}

async fn blank(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Query(form): Query<CallForm>,
) -> Result<Markup, PageError> {
    signed_in.actor.scope(Action::TakeRequests)?;
    let form = CallForm { command: state.app.command_id(), ..form };
    whole(&state, &signed_in, &form, None).await
}

async fn known(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Query(form): Query<CallForm>,
) -> Result<Markup, PageError> {
    side(&state, &signed_in, &form).await
}

async fn take(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Form(form): Form<CallForm>,
) -> Result<Response, PageError> {
    let (app, who) = (&state.app, Some(&signed_in.actor));
    match use_case::take(app, who, Channel::Phone, form.key(), form.command()).await {
        Ok(taken) => Ok(taken_page(&signed_in, taken)),
        Err(error) => {
            let refusal = form_refusal(error)?;
            let page = whole(&state, &signed_in, &form, Some(&refusal)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// On to the order, or to the request when none was opened.
fn taken_page(signed_in: &SignedIn, taken: TakenRequest) -> Response {
    let number = taken.number;
    match (taken.order_number, taken.provider) {
        (Some(order), Some(provider)) => signed_in.done(
            &format!("/orders/{order}"),
            words!(
                "已受理 {number}，工单 {order} 派给 {provider}。",
                "Request {number} is taken; order {order} is dispatched to {provider}."
            ),
        ),
        (Some(order), None) => signed_in.done(
            &format!("/orders/{order}"),
            words!(
                "已受理 {number}，工单 {order} 待派工。",
                "Request {number} is taken; order {order} waits for dispatch."
            ),
        ),
        (None, _) => signed_in
            .done(&format!("/requests/{number}"), words!("已受理 {number}。", "Request {number} is taken.")),
    }
}

async fn whole(
    state: &WebState,
    signed_in: &SignedIn,
    form: &CallForm,
    refusal: Option<&Refusal>,
) -> Result<Markup, PageError> {
    let language = signed_in.language;
    let title = Words::fixed("新报修", "New request");
    let header = PageHeader {
        crumbs: vec![Crumb { label: Words::fixed("报修", "Requests"), address: "/requests".into() }],
        heading: html! { (title.get(language)) },
        lead: Some(html! {
            (Words::fixed("只有故障描述必填；其余不知道就留空。", "Only the problem is required; leave empty what is unknown.").get(language))
        }),
        actions: html! {},
    };
    let page = Page { after: None, rows: Some(100) };
    let products = desk_network::products(&state.app, &signed_in.actor, page).await?;
    let any = Choice {
        value: String::new(),
        label: Words::fixed("机号已在档案中，或不知道", "serial on file, or unknown"),
    };
    let products = products.rows.into_iter().map(|row| {
        let (code, name) = (&row.profile.code, &row.profile.name);
        Choice { value: code.clone(), label: words!("{code} {name}", "{code} {name}") }
    });
    let products = std::iter::once(any).chain(products).collect();
    let save =
        page::button(language, &Button::new(Words::fixed("受理", "Take the request"), Emphasis::Primary));
    let content = html! {
        div.stack {
            (page::page_header(language, &header))
            (page::error_summary(language, refusal.map(|refusal| &refusal.message)))
            div.split {
                div #call {
                    (page::form(
                        page::Form { action: "/requests/new", csrf: &signed_in.csrf, upload: false },
                        &fields(signed_in, form, products, refusal),
                        &save,
                    ))
                }
                div #known hx-get="/requests/new/known" hx-include="#call input, #call select, #call textarea"
                    hx-trigger="input delay:300ms from:#call" hx-swap="innerHTML" hx-sync="this:replace" {
                    (side(state, signed_in, form).await?)
                }
            }
        }
    };
    Ok(signed_in.page(title, "requests", &content))
}

fn fields(signed_in: &SignedIn, form: &CallForm, products: Vec<Choice>, refusal: Option<&Refusal>) -> Markup {
    let language = signed_in.language;
    let show = |field: Field<'_>| {
        let own = refusal.filter(|refusal| refusal.field.as_deref() == Some(field.name));
        page::field(language, &field.error(own.map(|refusal| &refusal.message)))
    };
    let then = vec![
        Choice {
            value: "dispatch".into(),
            label: Words::fixed("开立工单，按区域派工", "open the order, dispatch by territory"),
        },
        Choice {
            value: "by_hand".into(),
            label: Words::fixed("开立工单，手工派工", "open the order, dispatch by hand"),
        },
        Choice { value: "record".into(), label: Words::fixed("只登记", "only record it") },
    ];
    html! {
        (page::hidden_field("command", &form.command))
        (show(Field::new("phone", Words::fixed("电话", "Phone"), FieldKind::Telephone).value(&form.phone).optional()))
        (show(Field::new("serial", Words::fixed("机号", "Serial"), FieldKind::Text).value(&form.serial).optional()))
        (show(Field::new("name", Words::fixed("姓名", "Name"), FieldKind::Text).value(&form.name).optional()))
        (show(Field::new("product", Words::fixed("产品", "Product"), FieldKind::Choice(products)).value(&form.product).optional()))
        (show(Field::new("address", Words::fixed("地址", "Address"), FieldKind::Lines(2)).value(&form.address).optional()
            .hint(Words::fixed("从省市写起，用来确定区县、时限和服务商。", "Begin with province and city: it decides district, deadline and provider."))))
        (show(Field::new("sold_on", Words::fixed("购买日期", "Date of sale"), FieldKind::Text).value(&form.sold_on).optional()
            .hint(Words::fixed("如 2026-03-02，只知年份写 2026。", "2026-03-02, or the year alone."))))
        (show(Field::new("problem", Words::fixed("故障描述", "Problem"), FieldKind::Lines(3)).value(&form.problem).length_max(2000)))
        (show(Field::new("then", Words::fixed("受理后", "Then"), FieldKind::Choice(then)).value(&form.then)))
    }
}

/// What is known so far; a value that cannot be read yet is said instead.
async fn side(state: &WebState, signed_in: &SignedIn, form: &CallForm) -> Result<Markup, PageError> {
    let language = signed_in.language;
    match desk_intake::preview(&state.app, &signed_in.actor, form.command()).await {
        Ok(view) => Ok(known_cards(signed_in, &view)),
        Err(error) => {
            let refusal = form_refusal(error)?;
            Ok(page::alert(language, Tone::Warn, None, &refusal.message))
        }
    }
}

fn known_cards(signed_in: &SignedIn, view: &IntakeView) -> Markup {
    let language = signed_in.language;
    let known = |text: &str| (!text.is_empty()).then(|| html! { (text) });
    let contact = view.contact.as_ref();
    let unit = view.unit.as_ref();
    let sold = unit.and_then(|unit| sale_words(unit.profile.sale));
    let due = view.due.as_ref().map(|(due_at, clause)| {
        let left = Countdown { due_at: *due_at, now: signed_in.now, paused: false };
        html! { (page::instant(zone(), *due_at)) " · " (page::countdown(language, zone(), left)) " " span.quiet { (clause.get(language)) } }
    });
    let list = [
        (Words::fixed("机器", "Unit"), unit.map(|unit| html! { span.code { (unit.profile.serial) } })),
        (
            Words::fixed("产品", "Product"),
            view.product.as_ref().map(|product| html! { (product.profile.code) " " (product.profile.name) }),
        ),
        (Words::fixed("购买日期", "Sold on"), sold.map(|sold| html! { (sold.get(language)) })),
        (Words::fixed("用户", "Customer"), contact.and_then(|contact| known(&contact.name))),
        (Words::fixed("电话", "Phone"), contact.and_then(|contact| known(&contact.phone))),
        (Words::fixed("区县", "District"), view.place.as_deref().and_then(known)),
        (Words::fixed("承诺时限", "Promised by"), due),
        (Words::fixed("将派给", "Would go to"), view.provider.as_deref().and_then(known)),
        (Words::fixed("人工费", "Labour"), view.labour_fen.map(page::money)),
    ];
    html! {
        div.stack {
            @for flag in &view.flags { (page::alert(language, Tone::Warn, None, &flag.words())) }
            (page::card(language, &Words::fixed("权益", "Rights"), &verdict(language, &view.coverage)))
            (page::card(language, &Words::fixed("已知情况", "What is known"), &page::facts(language, &list)))
            @if !view.history.is_empty() { (history_card(signed_in, view)) }
        }
    }
}

/// The latest orders of the unit, a line each.
fn history_card(signed_in: &SignedIn, view: &IntakeView) -> Markup {
    let language = signed_in.language;
    let lines = html! {
        div.stack {
            @for row in &view.history {
                div {
                    div.cluster {
                        a.code href=(format!("/orders/{}", row.number)) { (row.number) }
                        (stage_badge(language, &row.stage))
                        (due(language, row.due_at, signed_in.now, row.paused.is_some()))
                    }
                    div.quiet.small {
                        (page::instant(zone(), row.reported_at)) " · " (row.provider_name.as_deref().unwrap_or("—"))
                    }
                }
            }
        }
    };
    page::card(language, &Words::fixed("该机器的工单", "Orders of this unit"), &lines)
}
