//! Facts told as sentences: who did what, in both languages, for timelines and for "who changed it meanwhile".

use super::Names;
use crate::{AppError, Desk};
use domain::order::{DispatchedBy, OrderFact};
use domain::outcome::Subject;
use domain::request::RequestFact;
use domain::{Words, words};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use store::list::{self, Page, TimelineRow};

/// How a fact is meant: for its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// A step.
    Plain,
    /// A step ahead.
    Good,
    /// Needs a look.
    Warn,
    /// Went wrong.
    Bad,
}

/// One fact in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// When it happened.
    pub at: Timestamp,
    /// Who made it so; none for the product itself.
    pub by: Option<String>,
    /// What happened.
    pub what: Words,
    /// More about it.
    pub detail: Option<Words>,
    /// Its colour.
    pub mood: Mood,
}

/// The most facts a timeline tells; no order has nearly as many.
const FACTS_MAX: u16 = 200;

/// What happened to an order, oldest first.
pub(crate) async fn of_order(
    desk: &mut Desk<'_>,
    subject: Subject,
    names: &mut Names,
) -> Result<Vec<Told>, AppError> {
    let mut told = Vec::new();
    for row in facts(desk, subject).await? {
        let fact: OrderFact = content(&row)?;
        learn(desk, &fact, names).await?;
        told.push(tell(&row, order_fact(&fact, names)));
    }
    Ok(told)
}

/// What happened to a request, oldest first.
pub(crate) async fn of_request(desk: &mut Desk<'_>, subject: Subject) -> Result<Vec<Told>, AppError> {
    let rows = facts(desk, subject).await?;
    rows.iter().map(|row| Ok(tell(row, request_fact(&content(row)?)))).collect()
}

async fn facts(desk: &mut Desk<'_>, subject: Subject) -> Result<Vec<TimelineRow>, AppError> {
    let tenant = desk.tenant();
    let page = Page { after: None, rows: Some(FACTS_MAX) };
    Ok(list::timeline(desk.tx(), tenant, subject, &page).await?.rows)
}

fn content<T: DeserializeOwned>(row: &TimelineRow) -> Result<T, AppError> {
    serde_json::from_str(&row.body).map_err(AppError::json)
}

/// What a fact says, before it is known who made it so.
struct Sentence(Words, Option<Words>, Mood);

fn tell(row: &TimelineRow, Sentence(what, detail, mood): Sentence) -> Told {
    Told { at: row.happened_at, by: row.person_name.clone(), what, detail, mood }
}

async fn learn(desk: &mut Desk<'_>, fact: &OrderFact, names: &mut Names) -> Result<(), AppError> {
    match fact {
        OrderFact::Dispatched { provider_id, .. } => names.learn_provider(desk, *provider_id).await,
        OrderFact::Accepted { technician_id: Some(technician) }
        | OrderFact::TechnicianNamed { technician_id: technician } => {
            names.learn_technician(desk, *technician).await
        }
        _ => Ok(()),
    }
}

fn order_fact(fact: &OrderFact, names: &Names) -> Sentence {
    match fact {
        OrderFact::Opened { opened, .. } => Sentence(
            Words::fixed("开立工单", "Opened the order"),
            Some(Words::same(&opened.problem)),
            Mood::Plain,
        ),
        OrderFact::Dispatched { provider_id, by } => dispatched(names.provider(*provider_id), by),
        OrderFact::Accepted { technician_id } => {
            let detail = technician_id.map(|id| {
                let name = names.technician(id);
                words!("师傅：{name}", "Technician: {name}")
            });
            Sentence(Words::fixed("接单", "Accepted the order"), detail, Mood::Good)
        }
        OrderFact::Refused { reason } => {
            Sentence(Words::fixed("拒单", "Refused the order"), Some(Words::same(reason)), Mood::Bad)
        }
        OrderFact::TechnicianNamed { technician_id } => {
            let name = names.technician(*technician_id);
            Sentence(words!("指定师傅 {name}", "Named technician {name}"), None, Mood::Plain)
        }
        OrderFact::VisitPlanned { planned } => {
            let window = window(planned.from_at, planned.until_at);
            Sentence(words!("预约上门 {window}", "Planned a visit for {window}"), None, Mood::Good)
        }
        OrderFact::Arrived { .. } => Sentence(Words::fixed("到达现场", "Arrived on site"), None, Mood::Good),
        OrderFact::Left { result } => Sentence(
            Words::fixed("离开现场，待再次上门", "Left; another visit follows"),
            Some(result.words()),
            Mood::Warn,
        ),
        OrderFact::Paused { reason, .. } => {
            Sentence(Words::fixed("暂停", "Paused the work"), Some(reason.words()), Mood::Warn)
        }
        OrderFact::Resumed { .. } => Sentence(Words::fixed("恢复", "Resumed the work"), None, Mood::Plain),
        OrderFact::Completed { completion, coverage, .. } => {
            let minutes = completion.labour_minutes;
            let verdict = coverage.summary();
            let (zh, en) = (&verdict.zh, &verdict.en);
            Sentence(
                Words::fixed("完工", "Completed the order"),
                Some(words!("工时 {minutes} 分钟；{zh}", "Labour {minutes} min; {en}")),
                Mood::Good,
            )
        }
        OrderFact::Cancelled { reason } => {
            Sentence(Words::fixed("取消工单", "Cancelled the order"), Some(Words::same(reason)), Mood::Bad)
        }
        OrderFact::Judged { judgement } => {
            let kind = judgement.kind.words();
            let (zh, en) = (&kind.zh, &kind.en);
            let cited = judgement.citation.words();
            let (reason, clause_zh, clause_en) = (&judgement.reason, &cited.zh, &cited.en);
            Sentence(
                words!("判定为{zh}", "Judged it: {en}"),
                Some(words!("{reason}（{clause_zh}）", "{reason} ({clause_en})")),
                Mood::Bad,
            )
        }
        OrderFact::Claimed { .. } => {
            Sentence(Words::fixed("列入结算单", "Claimed in a statement"), None, Mood::Plain)
        }
    }
}

fn dispatched(provider: &str, by: &DispatchedBy) -> Sentence {
    let detail = match by {
        DispatchedBy::Territory { division } => {
            let place = domain::division::Division::find(&format!("{division:0<6}"))
                .map_or_else(|| division.clone(), domain::division::Division::full_name);
            words!("按服务区域：{place}", "By territory: {place}")
        }
        DispatchedBy::Hand { reason } => words!("手工指定：{reason}", "By hand: {reason}"),
    };
    Sentence(words!("派给 {provider}", "Dispatched to {provider}"), Some(detail), Mood::Plain)
}

fn request_fact(fact: &RequestFact) -> Sentence {
    match fact {
        RequestFact::Taken { taken, order_id } => {
            let channel = taken.channel.words();
            let (zh, en) = (&channel.zh, &channel.en);
            let ordered = order_id.map(|_| Words::fixed("同时开立了工单", "An order was opened with it"));
            Sentence(words!("受理报修（{zh}）", "Took the request ({en})"), ordered, Mood::Plain)
        }
        RequestFact::Ordered { .. } => {
            Sentence(Words::fixed("开立工单", "Opened its order"), None, Mood::Good)
        }
        RequestFact::Answered { answer } => {
            Sentence(Words::fixed("已答复", "Answered it"), Some(Words::same(answer)), Mood::Good)
        }
        RequestFact::Cancelled { reason } => {
            Sentence(Words::fixed("撤销", "Withdrew it"), Some(Words::same(reason)), Mood::Bad)
        }
    }
}

/// `03-02 12:00–14:00`.
pub fn window(from: Timestamp, until: Timestamp) -> String {
    let zone = crate::request::zone();
    let (from, until) = (from.to_zoned(zone.clone()), until.to_zoned(zone));
    let end = if from.date() == until.date() { "%H:%M" } else { "%m-%d %H:%M" };
    format!("{}–{}", from.strftime("%m-%d %H:%M"), until.strftime(end))
}

/// "Zhang accepted the order at 14:03": what happened to an order after a version a person saw.
pub(crate) async fn since(
    desk: &mut Desk<'_>,
    subject: Subject,
    seen_version: u32,
) -> Result<Option<Words>, AppError> {
    let mut names = Names::default();
    let told = of_order(desk, subject, &mut names).await?;
    let zone = crate::request::zone();
    let later = told.into_iter().skip(usize::try_from(seen_version).unwrap_or(usize::MAX)).take(5);
    let sentences: Vec<Words> = later
        .map(|told| {
            let at = told.at.to_zoned(zone.clone()).strftime("%m-%d %H:%M").to_string();
            let (zh, en) = (&told.what.zh, &told.what.en);
            match &told.by {
                Some(by) => words!("{by} 于 {at} {zh}", "{by} at {at}: {en}"),
                None => words!("系统于 {at} {zh}", "the system at {at}: {en}"),
            }
        })
        .collect();
    if sentences.is_empty() {
        return Ok(None);
    }
    let join = |pick: fn(&Words) -> &str, between: &str| -> String {
        sentences.iter().map(pick).collect::<Vec<_>>().join(between)
    };
    let (zh, en) = (join(|it| &it.zh, "；"), join(|it| &it.en, "; "));
    Ok(Some(words!("{zh}", "{en}")))
}
