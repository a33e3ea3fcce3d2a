//! What the steps of an order ask for, and how it is read back.

use super::parts::zone;
use crate::page::{self, Choice, Field, FieldKind};
use app::order::{CompleteOrder, UsedPart};
use app::view::desk_order::{OrderView, Step};
use domain::coverage::Cause;
use domain::ids::{ProviderId, TechnicianId};
use domain::obligation::PauseReason;
use domain::order::{Diagnosis, JudgementKind, PlannedVisit, VisitResult};
use domain::refusal::Refusal;
use domain::{Language, Words, words};
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};
use serde::Deserialize;

/// Rows for parts on the completion form; more go on the next order.
const PART_ROWS: usize = 4;

/// Every field a step may send; each step reads its own.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct StepForm {
    /// The version of the order that was seen.
    pub version: String,
    pub reason: String,
    provider: String,
    technician: String,
    from: String,
    hours: String,
    result: String,
    pause: String,
    kind: String,
    symptom: String,
    cause: String,
    remedy: String,
    note: String,
    labour_minutes: String,
    signed_by: String,
    part_1: String,
    quantity_1: String,
    returned_1: String,
    part_2: String,
    quantity_2: String,
    returned_2: String,
    part_3: String,
    quantity_3: String,
    returned_3: String,
    part_4: String,
    quantity_4: String,
    returned_4: String,
}

const fn choose(field: &'static str) -> (&'static str, Words) {
    (field, Words::fixed("请从列表中选择。", "Choose one from the list."))
}

fn missing((field, message): (&'static str, Words)) -> Refusal {
    Refusal::invalid("form.choice", field, message)
}

impl StepForm {
    /// To whom: a provider with a reason, or whoever's territory it is.
    pub(super) fn dispatch_to(&self) -> Result<Option<(ProviderId, String)>, Refusal> {
        if self.provider.is_empty() {
            return Ok(None);
        }
        let provider = self.provider.parse().map_err(|_| missing(choose("provider")))?;
        Ok(Some((ProviderId(provider), self.reason.clone())))
    }

    pub(super) fn technician(&self) -> Option<TechnicianId> {
        self.technician.parse().ok().map(TechnicianId)
    }

    pub(super) fn named_technician(&self) -> Result<TechnicianId, Refusal> {
        self.technician().ok_or_else(|| missing(choose("technician")))
    }

    pub(super) fn visit(&self) -> Result<PlannedVisit, Refusal> {
        let hours: i64 = self.hours.parse().map_err(|_| missing(choose("hours")))?;
        let from = self.from.parse::<DateTime>().ok().and_then(|from| from.to_zoned(zone().clone()).ok());
        let from_at: Timestamp = from.map(|from| from.timestamp()).ok_or_else(|| {
            let given = &self.from;
            Refusal::invalid(
                "visit.from",
                "from",
                words!(
                    "时间“{given}”无法识别，请写成 2026-03-02T14:00。",
                    "The time “{given}” cannot be read. Write it as 2026-03-02T14:00."
                ),
            )
        })?;
        let until_at = from_at + SignedDuration::from_hours(hours.clamp(0, 24));
        Ok(PlannedVisit { from_at, until_at })
    }

    pub(super) fn visit_result(&self) -> Result<VisitResult, Refusal> {
        let said = self.reason.trim().to_owned();
        let needed = || {
            let message = Words::fixed(
                "请写明缺什么配件或为什么未解决。",
                "Say which part is missing, or why it is not solved.",
            );
            Refusal::invalid("visit.reason", "reason", message)
        };
        match self.result.as_str() {
            "nobody_home" => Ok(VisitResult::NobodyHome),
            "part_missing" if !said.is_empty() => Ok(VisitResult::PartMissing { part: said }),
            "not_solved" if !said.is_empty() => Ok(VisitResult::NotSolved { reason: said }),
            "part_missing" | "not_solved" => Err(needed()),
            _ => Err(missing(choose("result"))),
        }
    }

    pub(super) fn pause_reason(&self) -> Result<PauseReason, Refusal> {
        let known = PauseReason::ALL.into_iter().find(|reason| reason.code() == self.pause);
        known.ok_or_else(|| missing(choose("pause")))
    }

    pub(super) fn judgement(&self) -> Result<JudgementKind, Refusal> {
        let kinds = [JudgementKind::Void, JudgementKind::Tenfold];
        kinds.into_iter().find(|kind| kind.code() == self.kind).ok_or_else(|| missing(choose("kind")))
    }

    pub(super) fn completion(&self) -> Result<CompleteOrder, Refusal> {
        let cause = causes().into_iter().find(|(code, _)| *code == self.cause);
        let (_, cause) = cause.ok_or_else(|| missing(choose("cause")))?;
        let diagnosis = Diagnosis {
            symptom: self.symptom.trim().to_owned(),
            cause,
            remedy: self.remedy.trim().to_owned(),
            note: self.note.trim().to_owned(),
        };
        let parts: Result<Vec<UsedPart>, Refusal> = self
            .part_rows()
            .into_iter()
            .enumerate()
            .filter(|(_, (code, ..))| !code.trim().is_empty())
            .map(|(index, (code, quantity, returned))| {
                let quantity = if quantity.trim().is_empty() { "1" } else { quantity };
                Ok(UsedPart {
                    code: code.trim().to_owned(),
                    quantity: whole_number(quantity, &format!("quantity_{}", index + 1))?,
                    old_returned: returned == "on",
                })
            })
            .collect();
        Ok(CompleteOrder {
            diagnosis,
            labour_minutes: whole_number(&self.labour_minutes, "labour_minutes")?,
            parts: parts?,
            signed_by: self.signed_by.clone(),
        })
    }

    /// Code, quantity and whether the old part came back, row by row.
    fn part_rows(&self) -> [(&str, &str, &str); PART_ROWS] {
        [
            (&self.part_1, &self.quantity_1, &self.returned_1),
            (&self.part_2, &self.quantity_2, &self.returned_2),
            (&self.part_3, &self.quantity_3, &self.returned_3),
            (&self.part_4, &self.quantity_4, &self.returned_4),
        ]
    }
}

fn whole_number(text: &str, field: &str) -> Result<i64, Refusal> {
    text.trim().parse().map_err(|_| {
        Refusal::invalid(
            "form.number",
            field,
            words!("“{text}”不是整数，请重填。", "“{text}” is no whole number. Enter it again."),
        )
    })
}

const fn causes() -> [(&'static str, Cause); 3] {
    [("product", Cause::Product), ("user", Cause::User), ("force_majeure", Cause::ForceMajeure)]
}

/// Fields whose refusal is shown beside them; `place` keeps their identifiers apart on one page.
struct Asked<'a> {
    language: Language,
    refusal: Option<&'a Refusal>,
    place: &'a str,
}

impl Asked<'_> {
    fn field(&self, name: &str, label: Words, kind: FieldKind, value: &str) -> Markup {
        self.show(Field::new(name, label, kind).value(value), name)
    }

    fn optional(&self, name: &str, label: Words, kind: FieldKind, value: &str) -> Markup {
        self.show(Field::new(name, label, kind).value(value).optional(), name)
    }

    fn show(&self, field: Field<'_>, name: &str) -> Markup {
        let own = self.refusal.filter(|refusal| refusal.field.as_deref() == Some(name));
        let id = format!("{}-{name}", self.place);
        page::field(self.language, &field.id(&id).error(own.map(|refusal| &refusal.message)))
    }
}

/// Whether a step is done by its button alone.
pub(super) const fn asks_nothing(step: Step) -> bool {
    matches!(step, Step::Arrive | Step::Resume)
}

/// The fields of a step.
pub(super) fn fields(
    language: Language,
    step: Step,
    view: &OrderView,
    form: &StepForm,
    refusal: Option<&Refusal>,
    place: &str,
) -> Markup {
    let place = format!("{place}-{step:?}");
    let ask = Asked { language, refusal, place: &place };
    let reason = |label| ask.field("reason", label, FieldKind::Lines(2), &form.reason);
    match step {
        Step::Dispatch => html! {
            (ask.optional("provider", Words::fixed("服务商", "Provider"), providers(view, true), &form.provider))
            (ask.optional("reason", Words::fixed("手工指定的理由", "Reason, when named by hand"), FieldKind::Text, &form.reason))
        },
        Step::Reassign => html! {
            (ask.field("provider", Words::fixed("服务商", "Provider"), providers(view, false), &form.provider))
            (reason(Words::fixed("改派理由", "Reason")))
        },
        Step::Accept => ask.optional(
            "technician",
            Words::fixed("师傅", "Technician"),
            technicians(view),
            &form.technician,
        ),
        Step::NameTechnician => {
            ask.field("technician", Words::fixed("师傅", "Technician"), technicians(view), &form.technician)
        }
        Step::Refuse => reason(Words::fixed("拒单理由", "Reason")),
        Step::Cancel => reason(Words::fixed("取消原因", "Reason")),
        Step::PlanVisit => html! {
            (ask.field("from", Words::fixed("上门时间", "From"), FieldKind::DateTime, &form.from))
            (ask.field("hours", Words::fixed("时段长度", "Window"), windows(), if form.hours.is_empty() { "2" } else { &form.hours }))
        },
        Step::Leave => html! {
            (ask.field("result", Words::fixed("结果", "Result"), results(), &form.result))
            (ask.optional("reason", Words::fixed("缺的配件或原因", "Missing part, or the reason"), FieldKind::Text, &form.reason))
        },
        Step::Pause => ask.field("pause", Words::fixed("原因", "Reason"), pauses(), &form.pause),
        Step::Judge => html! {
            (ask.field("kind", Words::fixed("判定", "Finding"), judgements(), &form.kind))
            (reason(Words::fixed("依据", "Evidence")))
        },
        Step::Complete => completion(&ask, form),
        Step::Arrive | Step::Resume => html! {},
    }
}

fn completion(ask: &Asked<'_>, form: &StepForm) -> Markup {
    let language = ask.language;
    let causes = causes().map(|(code, cause)| Choice { value: code.into(), label: cause.words() }).to_vec();
    let heading = Words::fixed("用料（没有则留空）", "Parts (leave empty when none)");
    html! {
        (ask.field("symptom", Words::fixed("故障现象", "Symptom"), FieldKind::Text, &form.symptom))
        (ask.field("cause", Words::fixed("原因", "Cause"), FieldKind::Choice(causes), &form.cause))
        (ask.field("remedy", Words::fixed("处理", "Remedy"), FieldKind::Text, &form.remedy))
        (ask.field("labour_minutes", Words::fixed("工时（分钟）", "Labour (minutes)"), FieldKind::Number, &form.labour_minutes))
        (ask.field("signed_by", Words::fixed("签字用户姓名", "Signed by (customer)"), FieldKind::Text, &form.signed_by))
        (ask.optional("note", Words::fixed("说明", "Note"), FieldKind::Lines(2), &form.note))
        details.field.wide open[form.part_rows().iter().any(|(code, ..)| !code.is_empty())] {
            summary { (heading.get(language)) }
            @for (index, (code, quantity, returned)) in form.part_rows().into_iter().enumerate() {
                @let row = index + 1;
                div.fields {
                    (ask.optional(&format!("part_{row}"), words!("配件编码 {row}", "Part code {row}"), FieldKind::Text, code))
                    (ask.optional(&format!("quantity_{row}"), Words::fixed("数量", "Quantity"), FieldKind::Number, quantity))
                    (ask.optional(&format!("returned_{row}"), Words::fixed("旧件收回", "old part returned"), FieldKind::Check, returned))
                }
            }
        }
    }
}

fn choices(known: impl IntoIterator<Item = (&'static str, Words)>) -> FieldKind {
    FieldKind::Choice(
        known.into_iter().map(|(value, label)| Choice { value: value.to_owned(), label }).collect(),
    )
}

fn providers(view: &OrderView, by_territory: bool) -> FieldKind {
    let first = by_territory
        .then(|| Choice {
            value: String::new(), label: Words::fixed("按服务区域自动选择", "by territory")
        });
    let named =
        view.providers.iter().map(|(id, name)| Choice { value: id.to_string(), label: Words::same(name) });
    FieldKind::Choice(first.into_iter().chain(named).collect())
}

fn technicians(view: &OrderView) -> FieldKind {
    let later = Choice { value: String::new(), label: Words::fixed("请选择", "choose") };
    let named =
        view.technicians.iter().map(|(id, name)| Choice { value: id.to_string(), label: Words::same(name) });
    FieldKind::Choice(std::iter::once(later).chain(named).collect())
}

fn windows() -> FieldKind {
    choices([
        ("1", Words::fixed("1 小时内", "within 1 hour")),
        ("2", Words::fixed("2 小时内", "within 2 hours")),
        ("4", Words::fixed("4 小时内", "within 4 hours")),
    ])
}

fn results() -> FieldKind {
    choices([
        ("nobody_home", Words::fixed("用户不在家", "nobody at home")),
        ("part_missing", Words::fixed("缺配件", "a part is missing")),
        ("not_solved", Words::fixed("其他原因未解决", "not solved for another reason")),
    ])
}

fn pauses() -> FieldKind {
    choices(PauseReason::ALL.map(|reason| (reason.code(), reason.words())))
}

fn judgements() -> FieldKind {
    choices([JudgementKind::Void, JudgementKind::Tenfold].map(|kind| (kind.code(), kind.words())))
}
