//! The list of orders: its filters and its place live in the address.

use super::parts::{no_orders, orders_table, pager};
use crate::WebState;
use crate::error::PageError;
use crate::page::{self, Choice, Field, FieldKind, FilterBar, FilterChip, PageHeader};
use crate::pages::link::Link;
use crate::session::SignedIn;
use app::view::Page;
use app::view::desk_list::{self, OrderFilter, OrderSort, Stages};
use app::view::desk_network;
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::get;
use domain::coverage::Category;
use domain::ids::ProviderId;
use domain::order::{JudgementKind, Stage};
use domain::people::Action;
use domain::{Language, Month, Words, words};
use jiff::Timestamp;
use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/orders", get(list))
}

/// What the address says.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Wanted {
    stage: String,
    text: String,
    late: String,
    paused: String,
    provider: String,
    category: String,
    judgement: String,
    from: String,
    month: String,
    sort: String,
    after: String,
}

/// Choices that need a list of their own.
struct Choices {
    providers: Vec<Choice>,
}

async fn list(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Query(wanted): Query<Wanted>,
) -> Result<Markup, PageError> {
    let page = Page { after: (!wanted.after.is_empty()).then(|| wanted.after.clone()), rows: None };
    let listed = desk_list::orders(&state.app, &signed_in.actor, wanted.filter(signed_in.now), page).await?;
    let choices = Choices { providers: providers(&state, &signed_in).await? };
    let language = signed_in.language;
    let link = wanted.link();
    let provider_side = signed_in.actor.role.is_provider();
    let header = PageHeader {
        heading: html! { (Words::fixed("工单", "Orders").get(language)) },
        ..PageHeader::default()
    };
    let content = html! {
        div.stack {
            (page::page_header(language, &header))
            (filters(language, &wanted, &choices))
            (orders_table(language, signed_in.now, &listed.rows, provider_side, no_orders()))
            (pager(language, &link, listed.rows.len(), wanted.after.is_empty(), listed.next.as_deref()))
        }
    };
    Ok(signed_in.page(Words::fixed("工单", "Orders"), "orders", &content))
}

/// The providers to choose from, for whoever sees more than one.
async fn providers(state: &WebState, signed_in: &SignedIn) -> Result<Vec<Choice>, PageError> {
    if signed_in.actor.role.is_provider() || !signed_in.actor.may(Action::SeeNetwork) {
        return Ok(Vec::new());
    }
    let page = Page { after: None, rows: Some(200) };
    let listed = desk_network::providers(&state.app, &signed_in.actor, page).await?;
    let choice = |row: desk_network::ProviderRow| Choice {
        value: row.provider_id.to_string(),
        label: Words::same(row.name),
    };
    Ok(listed.rows.into_iter().map(choice).collect())
}

impl Wanted {
    fn filter(&self, now: Timestamp) -> OrderFilter {
        let text = self.text.trim();
        let midnight = |date: Date| date.to_zoned(super::parts::zone().clone()).ok().map(|at| at.timestamp());
        let judgements = [JudgementKind::Void, JudgementKind::Tenfold];
        OrderFilter {
            sort: if self.sort == "due" { OrderSort::Due } else { OrderSort::Newest },
            stages: Stages::read(&self.stage),
            provider: self.provider.parse().ok().map(ProviderId),
            category: (!self.category.is_empty()).then(|| self.category.clone()),
            text: (!text.is_empty()).then(|| text.to_owned()),
            reported_from: self.from.parse().ok().and_then(midnight),
            month: self.month.parse::<Month>().ok(),
            judgement: judgements.into_iter().find(|kind| kind.code() == self.judgement),
            due_before: (self.late == "on").then_some(now),
            paused: self.paused == "on",
            ..OrderFilter::default()
        }
    }

    fn link(&self) -> Link {
        Link::to("/orders")
            .with("stage", &self.stage)
            .with("text", &self.text)
            .with("late", &self.late)
            .with("paused", &self.paused)
            .with("provider", &self.provider)
            .with("category", &self.category)
            .with("judgement", &self.judgement)
            .with("from", &self.from)
            .with("month", &self.month)
            .with("sort", &self.sort)
    }
}

/// "All", "unfinished" and each stage; also the several stages an address may name.
fn stages(wanted: &str) -> Vec<Choice> {
    let mut choices = vec![
        Choice { value: String::new(), label: Words::fixed("全部阶段", "all stages") },
        Choice { value: "unfinished".into(), label: Words::fixed("未完工", "unfinished") },
    ];
    choices.extend(
        (Stage::WAY.into_iter().chain(["cancelled"]))
            .map(|code| Choice { value: code.into(), label: Stage::words_of(code) }),
    );
    if wanted.contains(',') {
        choices.push(Choice { value: wanted.to_owned(), label: stage_names(wanted) });
    }
    choices
}

fn categories() -> Vec<Choice> {
    let any = Choice { value: String::new(), label: Words::fixed("全部类别", "all categories") };
    let known = [
        ("paid", Category::Paid.words()),
        ("contract", Category::Contract.words()),
        ("warranty", Category::Warranty.words()),
        ("internal", Category::Internal.words()),
        ("undecided", Words::fixed("不能确定", "undecided")),
    ];
    let known = known.map(|(value, label)| Choice { value: value.into(), label });
    std::iter::once(any).chain(known).collect()
}

fn filters(language: Language, wanted: &Wanted, choices: &Choices) -> Markup {
    let any_provider =
        Choice { value: String::new(), label: Words::fixed("全部服务商", "all providers") };
    let providers: Vec<Choice> =
        std::iter::once(any_provider).chain(choices.providers.iter().cloned()).collect();
    let orders = vec![
        Choice { value: String::new(), label: Words::fixed("最新在前", "newest first") },
        Choice { value: "due".into(), label: Words::fixed("最急在前", "most urgent first") },
    ];
    let field = |name, label, kind, value| {
        page::field(language, &Field::new(name, label, kind).value(value).filter())
    };
    let fields = html! {
        (field("text", Words::fixed("工单号或机号", "Order or serial"), FieldKind::Text, &wanted.text))
        (field("stage", Words::fixed("阶段", "Stage"), FieldKind::Choice(stages(&wanted.stage)), &wanted.stage))
        (field("category", Words::fixed("类别", "Category"), FieldKind::Choice(categories()), &wanted.category))
        @if !choices.providers.is_empty() {
            (field("provider", Words::fixed("服务商", "Provider"), FieldKind::Choice(providers.clone()), &wanted.provider))
        }
        (field("from", Words::fixed("报修不早于", "Reported from"), FieldKind::Date, &wanted.from))
        (field("sort", Words::fixed("排序", "Order"), FieldKind::Choice(orders), &wanted.sort))
        (field("late", Words::fixed("已超时", "late"), FieldKind::Check, &wanted.late))
        (field("paused", Words::fixed("已暂停", "paused"), FieldKind::Check, &wanted.paused))
    };
    page::filter_bar(language, &FilterBar { action: "/orders", fields, chips: chips(wanted, &providers) })
}

/// The filters in force, each with the list without it.
fn chips(wanted: &Wanted, providers: &[Choice]) -> Vec<FilterChip> {
    let named = |choices: &[Choice], value: &str| {
        let known = choices.iter().find(|choice| choice.value == value);
        known.map_or_else(|| Words::same(value), |choice| choice.label.clone())
    };
    let (from, month, judgement) = (&wanted.from, &wanted.month, &wanted.judgement);
    let chips = [
        ("text", &wanted.text, Words::same(&wanted.text)),
        ("stage", &wanted.stage, stage_names(&wanted.stage)),
        ("category", &wanted.category, named(&categories(), &wanted.category)),
        ("provider", &wanted.provider, named(providers, &wanted.provider)),
        ("from", from, words!("报修不早于 {from}", "reported from {from}")),
        ("month", month, words!("{month} 完工", "completed in {month}")),
        ("judgement", judgement, judgement_name(judgement)),
        ("late", &wanted.late, Words::fixed("已超时", "late")),
        ("paused", &wanted.paused, Words::fixed("已暂停", "paused")),
    ];
    let in_force = chips.into_iter().filter(|(_, value, _)| !value.is_empty());
    in_force
        .map(|(name, _, label)| FilterChip { label, remove: wanted.link().without(name).to_string() })
        .collect()
}

fn stage_names(codes: &str) -> Words {
    if codes == "unfinished" {
        return Words::fixed("未完工", "unfinished");
    }
    let names: Vec<Words> = codes.split(',').map(Stage::words_of).collect();
    let join = |pick: fn(&Words) -> &str, between| names.iter().map(pick).collect::<Vec<_>>().join(between);
    let (zh, en) = (join(|it| &it.zh, "、"), join(|it| &it.en, ", "));
    words!("{zh}", "{en}")
}

fn judgement_name(code: &str) -> Words {
    let kinds = [JudgementKind::Void, JudgementKind::Tenfold];
    let known = kinds.into_iter().find(|kind| kind.code() == code);
    known.map_or_else(|| Words::same(code), JudgementKind::words)
}
