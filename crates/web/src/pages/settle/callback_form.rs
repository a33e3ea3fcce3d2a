//! What can be recorded of a callback: a try in vain, the customer's answers, and the judgement they speak for.

use super::error_of;
use crate::page::{self, Action, Choice, Confirm, Emphasis, Field, FieldKind, Form, Tone};
use crate::session::SignedIn;
use app::view::settle::callback::CallbackView;
use app::{App, AppError, callback, order};
use domain::callback::{ATTEMPTS_BEFORE_GIVING_UP, Answers, CallbackKind, CallbackStage, Unreached};
use domain::ids::CallbackId;
use domain::order::JudgementKind;
use domain::people::Actor;
use domain::refusal::Refusal;
use domain::{Language, Words, words};
use maud::{Markup, html};
use serde::Deserialize;

/// What was typed into one of the forms.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Entered {
    unreached: String,
    satisfaction: String,
    data_complete: String,
    data_true: String,
    original_found: String,
    comment: String,
    kind: String,
    reason: String,
}

/// Records what was pressed and says what was done.
pub(super) async fn take(
    app: &App,
    who: &Actor,
    id: CallbackId,
    code: &str,
    entered: &Entered,
) -> Result<Words, AppError> {
    match code {
        "attempt" => {
            let after = callback::record_attempt(app, who, id, unreached(&entered.unreached)?).await?;
            Ok(if after.stage == CallbackStage::Due {
                let tries = after.attempts.len();
                words!("已记录，第 {tries} 次未接通。", "Recorded: try {tries} in vain.")
            } else {
                Words::fixed(
                    "已记录，次数用尽，回访结束。",
                    "Recorded: no tries are left, the callback ends.",
                )
            })
        }
        "answers" => {
            callback::record_answers(app, who, id, answers(entered)?).await?;
            Ok(Words::fixed("回访结果已记录。", "The answers are recorded."))
        }
        "judge" => {
            let view = app::view::settle::callback::callback(app, who, id).await?;
            let kind = judgement(&entered.kind)?;
            order::judge(app, who, view.order.opened.number, kind, entered.reason.clone()).await?;
            let (name_zh, name_en) = (kind.words().zh, kind.words().en);
            Ok(words!(
                "已判定“{name_zh}”，复核时成为结算行。",
                "Judged “{name_en}”; it becomes a line when the check is finished."
            ))
        }
        _ => Err(Refusal::not_found(&Words::fixed("该操作", "step")).into()),
    }
}

fn choose(field: &'static str) -> Refusal {
    Refusal::invalid(
        "callback.choose",
        field,
        Words::fixed("请从列表中选择一项。", "Choose one of the list."),
    )
}

fn unreached(code: &str) -> Result<Unreached, Refusal> {
    Unreached::ALL.into_iter().find(|reason| reason.code() == code).ok_or_else(|| choose("unreached"))
}

fn judgement(code: &str) -> Result<JudgementKind, Refusal> {
    let kinds = [JudgementKind::Void, JudgementKind::Tenfold];
    kinds.into_iter().find(|kind| kind.code() == code).ok_or_else(|| choose("kind"))
}

fn yes_or_no(text: &str, field: &'static str) -> Result<bool, Refusal> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(choose(field)),
    }
}

fn answers(entered: &Entered) -> Result<Answers, Refusal> {
    let original_found = match entered.original_found.as_str() {
        "" => None,
        text => Some(yes_or_no(text, "original_found")?),
    };
    Ok(Answers {
        satisfaction: entered.satisfaction.parse().map_err(|_| choose("satisfaction"))?,
        data_complete: yes_or_no(&entered.data_complete, "data_complete")?,
        data_true: yes_or_no(&entered.data_true, "data_true")?,
        original_found,
        comment: entered.comment.trim().to_owned(),
    })
}

fn form_to(
    person: &SignedIn,
    view: &CallbackView,
    step: &str,
    fields: &Markup,
    label: Words,
    main: bool,
) -> Markup {
    let emphasis = if main { Emphasis::Primary } else { Emphasis::Plain };
    let action = format!("/callbacks/{}/{step}", view.callback.id);
    let button = page::button(person.language, &Action::new(label, emphasis));
    page::form(Form { action: &action, csrf: &person.csrf, upload: false }, fields, &button)
}

/// A choice with nothing chosen yet, so that no answer is given by accident.
fn choices(options: &[(&str, Words)]) -> FieldKind {
    let none = Choice { value: String::new(), label: Words::same("—") };
    let rest =
        options.iter().map(|(value, label)| Choice { value: (*value).to_owned(), label: label.clone() });
    FieldKind::Choice(std::iter::once(none).chain(rest).collect())
}

const YES: Words = Words::fixed("是", "yes");
const NO: Words = Words::fixed("否", "no");

/// The form for what the customer said.
pub(super) fn answers_card(
    person: &SignedIn,
    view: &CallbackView,
    entered: &Entered,
    refusal: Option<&Refusal>,
) -> Markup {
    let language = person.language;
    let scores = [
        ("5", Words::fixed("5 很满意", "5 very good")),
        ("4", Words::fixed("4 满意", "4 good")),
        ("3", Words::fixed("3 一般", "3 fair")),
        ("2", Words::fixed("2 不满意", "2 poor")),
        ("1", Words::fixed("1 很不满意", "1 bad")),
    ];
    let field = |name: &'static str, label, options: &[(&str, Words)]| {
        Field::new(name, label, choices(options)).error(error_of(refusal, name))
    };
    let yes_no = [("yes", YES), ("no", NO)];
    let satisfaction = field("satisfaction", Words::fixed("满意度", "Satisfaction"), &scores);
    let complete = field("data_complete", Words::fixed("用户资料齐全", "Customer data complete"), &yes_no);
    let honest = field("data_true", Words::fixed("与事实相符", "Agrees with the facts"), &yes_no);
    let original =
        field("original_found", Words::fixed("原件在且有签名", "Original there and signed"), &yes_no);
    let comment = Field {
        length_max: 1000,
        ..Field::new("comment", Words::fixed("用户的话", "In the customer's words"), FieldKind::Lines(3))
    };
    let fields = html! {
        (page::field(language, &satisfaction.value(&entered.satisfaction)))
        (page::field(language, &complete.value(&entered.data_complete)))
        (page::field(language, &honest.value(&entered.data_true)))
        @if view.callback.kind == CallbackKind::Second {
            (page::field(language, &original.value(&entered.original_found)))
        }
        (page::field(language, &comment.optional().value(&entered.comment)))
    };
    let body =
        form_to(person, view, "answers", &fields, Words::fixed("记录结果", "Record the answers"), true);
    page::card(language, &Words::fixed("接通了", "Reached"), &body)
}

/// The form for a try in vain.
pub(super) fn attempt_card(person: &SignedIn, view: &CallbackView) -> Markup {
    let language = person.language;
    let options: Vec<(&str, Words)> = Unreached::ALL.map(|reason| (reason.code(), reason.words())).into();
    let left = ATTEMPTS_BEFORE_GIVING_UP.saturating_sub(view.callback.attempts.len());
    let field = Field::new("unreached", Words::fixed("原因", "Why"), choices(&options))
        .hint(words!("还可再试 {left} 次，之后回访结束。", "{left} tries are left, then the callback ends."));
    let fields = page::field(language, &field);
    let body = form_to(person, view, "attempt", &fields, Words::fixed("记录未接通", "Record the try"), false);
    page::card(language, &Words::fixed("没有接通", "Not reached"), &body)
}

/// What was said, or that it was given up.
pub(super) fn result_card(language: Language, view: &CallbackView) -> Markup {
    let title = Words::fixed("结果", "Result");
    let CallbackStage::Done { done_at, answers } = &view.callback.stage else {
        let given_up = Words::fixed(
            "多次未接通，回访已结束。",
            "The customer could not be reached; the callback has ended.",
        );
        return page::card(language, &title, &html! { p { (given_up.get(language)) } });
    };
    let yes = |value: bool| {
        let (tone, word) = if value { (Tone::Good, YES) } else { (Tone::Bad, NO) };
        page::badge(language, tone, &word)
    };
    let zone = app::request::zone();
    let facts = [
        (Words::fixed("满意度", "Satisfaction"), Some(html! { (answers.satisfaction) " / 5" })),
        (Words::fixed("用户资料齐全", "Customer data complete"), Some(yes(answers.data_complete))),
        (Words::fixed("与事实相符", "Agrees with the facts"), Some(yes(answers.data_true))),
        (Words::fixed("原件在且有签名", "Original there and signed"), answers.original_found.map(yes)),
        (Words::fixed("回访时间", "Called at"), Some(page::instant(&zone, *done_at))),
    ];
    let body = html! {
        (page::facts(language, &facts))
        @if !answers.comment.is_empty() { p { (answers.comment) } }
    };
    page::card(language, &title, &body)
}

/// The judgement the answers speak for; asked about before it is made, since it cannot be taken back.
pub(super) fn judge_card(
    person: &SignedIn,
    view: &CallbackView,
    entered: &Entered,
    refusal: Option<&Refusal>,
) -> Markup {
    let language = person.language;
    if let Some(judgement) = &view.order.judgement {
        let body = html! {
            p { (page::badge(language, Tone::Bad, &judgement.kind.words())) " " (super::clause_link(language, &judgement.citation)) }
            p { (judgement.reason) }
        };
        return page::card(language, &Words::fixed("已判定", "Judged"), &body);
    }
    if view.judge.is_empty() {
        return html! {};
    }
    let said = match &view.callback.stage {
        CallbackStage::Done { answers, .. } => answers.comment.as_str(),
        _ => "",
    };
    let reason = if entered.reason.is_empty() { said } else { &entered.reason };
    let found = Words::fixed(
        "回访结果表明该工单不能照付。",
        "By the answers this order cannot be paid as it stands.",
    );
    let body = html! {
        p { (found.get(language)) }
        (judge_dialog(person, view, entered, reason, refusal))
    };
    page::card(language, &Words::fixed("判定", "Judge the order"), &body)
}

fn judge_dialog(
    person: &SignedIn,
    view: &CallbackView,
    entered: &Entered,
    reason: &str,
    refusal: Option<&Refusal>,
) -> Markup {
    let language = person.language;
    let number = &view.order.opened.number;
    let kinds = view.judge.iter().map(|kind| Choice {
        value: kind.code().to_owned(),
        label: match kind {
            JudgementKind::Void => Words::fixed(
                "资料不全：作废，冲回所报金额",
                "incomplete data: void, what it claims is taken back",
            ),
            JudgementKind::Tenfold => {
                Words::fixed("资料虚假：冲回，并假一罚十", "false data: taken back, and fined tenfold")
            }
        },
    });
    let kind = Field::new("kind", Words::fixed("判定", "Judgement"), FieldKind::Choice(kinds.collect()))
        .value(&entered.kind)
        .error(error_of(refusal, "kind"));
    let evidence = Field::new("reason", Words::fixed("依据", "Evidence"), FieldKind::Lines(3))
        .value(reason)
        .error(error_of(refusal, "reason"));
    let action = format!("/callbacks/{}/judge", view.callback.id);
    let ask = Confirm {
        id: "judge",
        opener: Action::new(Words::fixed("判定该工单", "Judge the order"), Emphasis::Danger),
        question: words!("判定工单 {number}？", "Judge order {number}?"),
        consequence: Words::fixed(
            "判定后不能撤销；复核结算单时成为结算行。",
            "It cannot be taken back; it becomes lines when the statement's check is finished.",
        ),
        fields: html! { (page::field(language, &kind)) (page::field(language, &evidence)) },
        confirm: Action::new(Words::fixed("判定", "Judge"), Emphasis::Danger),
        action: &action,
        csrf: &person.csrf,
    };
    page::confirm(language, &ask)
}
