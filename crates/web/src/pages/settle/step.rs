//! The one next step of a statement: who does it, until when, the form for whoever's turn it is, and doing it.

use super::{error_of, statement_address};
use crate::page::{self, Action, Confirm, Countdown, Emphasis, Field, FieldKind, Form};
use crate::session::SignedIn;
use app::view::settle::statement::{NextStep, StatementView, Step};
use app::{App, AppError, statement};
use domain::people::{Action as May, Actor};
use domain::refusal::Refusal;
use domain::settlement::Payment;
use domain::{Fen, Language, Words, words};
use maud::{Markup, html};
use serde::Deserialize;

/// What was typed into the form of a step; a step takes its own fields.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Entered {
    originals: String,
    paid_on: String,
    reference: String,
    amount: String,
    reason: String,
}

/// Takes a step and says what was done. Whoever may not take it hears that first, not what they typed wrongly.
pub(super) async fn take(
    app: &App,
    who: &Actor,
    number: &str,
    code: &str,
    entered: &Entered,
) -> Result<Words, AppError> {
    let number = number.to_owned();
    let done = match code {
        "submit" => {
            who.scope(May::SubmitStatements)?;
            let originals = count(&entered.originals)?;
            statement::submit(app, who, number, originals).await?;
            Words::fixed(
                "已报送。服务中心收件后开始计算付款期限。",
                "Submitted. The payment term starts when the centre records the receipt.",
            )
        }
        "receive" => {
            statement::receive(app, who, number).await?;
            Words::fixed(
                "已登记收件，付款期限开始计算，二次回访已抽取。",
                "Received: the payment term runs, the second callbacks are drawn.",
            )
        }
        "verify" => {
            statement::verify(app, who, number).await?;
            Words::fixed("已复核，判定结果已成为结算行。", "Checked: what was found is now in the lines.")
        }
        "confirm" => {
            statement::confirm(app, who, number).await?;
            Words::fixed("已确认，转营销经理审批。", "Confirmed; the marketing manager approves next.")
        }
        "approve" => {
            statement::approve(app, who, number).await?;
            Words::fixed(
                "已审批，应付款已记账，转财务付款。",
                "Approved: what is owed is in the ledger; finance pays next.",
            )
        }
        "pay" => {
            who.scope(May::PayStatements)?;
            let payment = payment(entered)?;
            let amount = payment.amount_fen;
            statement::pay(app, who, number, payment).await?;
            words!("已登记付款 {amount}。", "Payment of {amount} recorded.")
        }
        "send-back" => {
            statement::send_back(app, who, number, entered.reason.clone()).await?;
            Words::fixed("已退回服务商。", "Sent back to the provider.")
        }
        _ => return Err(Refusal::not_found(&Words::fixed("该操作", "step")).into()),
    };
    Ok(done)
}

fn count(text: &str) -> Result<u32, Refusal> {
    let text = text.trim();
    text.parse().map_err(|_| {
        Refusal::invalid(
            "statement.originals",
            "originals",
            words!(
                "原件份数“{text}”不是整数。请填写随表送达的维修单原件份数。",
                "“{text}” is no whole number. Give the number of original vouchers that are sent with the form."
            ),
        )
    })
}

fn payment(entered: &Entered) -> Result<Payment, Refusal> {
    let (day, amount) = (entered.paid_on.trim(), entered.amount.trim());
    let paid_on = day.parse().map_err(|_| {
        Refusal::invalid(
            "statement.paid_on",
            "paid_on",
            words!(
                "付款日“{day}”不是日期，请写成 2026-03-02。",
                "“{day}” is no date; write it as 2026-03-02."
            ),
        )
    })?;
    let amount_fen = Fen::parse(amount).ok_or_else(|| {
        Refusal::invalid(
            "statement.amount",
            "amount",
            words!(
                "金额“{amount}”无法识别，请写成 1234.50。",
                "The amount “{amount}” cannot be read; write it as 1234.50."
            ),
        )
    })?;
    Ok(Payment { paid_on, reference: entered.reference.clone(), amount_fen })
}

/// The card of the next step.
pub(super) fn next_card(
    person: &SignedIn,
    view: &StatementView,
    entered: &Entered,
    refused: Option<(&str, &Refusal)>,
) -> Markup {
    let language = person.language;
    let title = Words::fixed("下一步", "Next step");
    let Some(next) = &view.next else {
        let done = Words::fixed("已付款，本单结清。", "Paid: nothing remains to be done.");
        return page::card(language, &title, &html! { p { (done.get(language)) } });
    };
    let body = html! {
        div.stack {
            p { (who(language, next)) (until(person, view, next)) }
            @if next.mine {
                @if let Some((why, label, address)) = first(view, next) {
                    p.quiet { (why.get(language)) }
                    div.form-actions { (page::button_link(language, &Action::new(label, Emphasis::Primary), &address)) }
                } @else if next.not_before.is_none() {
                    (form_of(person, view, next.step, entered, refused.map(|(_, refusal)| refusal)))
                }
            }
        }
    };
    page::card(language, &title, &body)
}

/// What must be done before the step can be taken: why, and where.
fn first(view: &StatementView, next: &NextStep) -> Option<(Words, Words, String)> {
    let number = page::percent_encoded(&view.statement.number);
    match next.step {
        Step::Submit => {
            let quota = view.quota.filter(|quota| quota.made < quota.needed)?;
            let (missing, needed) = (quota.needed - quota.made, quota.needed);
            Some((
                words!(
                    "首次回访须满 {needed} 单，还差 {missing} 单，达到后才能报送。",
                    "{needed} first callbacks are needed; {missing} are missing before it can be submitted."
                ),
                Words::fixed("去做首次回访", "Make the first callbacks"),
                "/callbacks".to_owned(),
            ))
        }
        Step::Verify => {
            let due = view.sample.as_ref().map(|sample| sample.due).filter(|due| *due > 0)?;
            Some((
                words!(
                    "还有 {due} 个二次回访未完成，全部完成后才能复核。",
                    "{due} second callbacks are still to be made before the check can be finished."
                ),
                Words::fixed("去做二次回访", "Make the second callbacks"),
                format!("/callbacks?statement={number}"),
            ))
        }
        _ => None,
    }
}

fn who(language: Language, next: &NextStep) -> Markup {
    let (step, role) = (next.step.words(), next.role.words());
    let (verb_zh, verb_en, who_zh, who_en) = (&step.zh, &step.en, &role.zh, &role.en);
    let text = if next.mine {
        words!("轮到您：{verb_zh}", "Your turn: {verb_en}")
    } else {
        words!("等待{who_zh}：{verb_zh}", "Waiting for {who_en}: {verb_en}")
    };
    html! { strong { (text.get(language)) } }
}

fn until(person: &SignedIn, view: &StatementView, next: &NextStep) -> Markup {
    let language = person.language;
    html! {
        @if let Some(first) = next.not_before {
            " · " (words!("{first} 起可报送", "can be submitted from {first}").get(language))
        }
        @if let Some(due_at) = next.due_at {
            @let said = if next.step == Step::Submit { Words::fixed("报送期限", "due") } else { Words::fixed("付款期限", "payment due") };
            " · " (said.get(language)) " "
            (page::countdown(language, &view.zone, Countdown { due_at, now: person.now, paused: false }))
            span.quiet { " · " (page::instant(&view.zone, due_at)) }
        }
    }
}

fn form_of(
    person: &SignedIn,
    view: &StatementView,
    step: Step,
    entered: &Entered,
    refusal: Option<&Refusal>,
) -> Markup {
    let language = person.language;
    let hint = hint(view, step);
    let action = format!("{}/{}", statement_address(&view.statement.number), step.code());
    let button = page::button(language, &Action::new(label(step), Emphasis::Primary));
    let fields = match step {
        Step::Submit => submit_fields(language, view, entered, refusal),
        Step::Pay => pay_fields(language, view, entered, refusal),
        _ => html! {},
    };
    html! {
        @if let Some(hint) = hint { p.quiet { (hint.get(language)) } }
        (page::form(Form { action: &action, csrf: &person.csrf, upload: false }, &fields, &button))
    }
}

/// The words on the button.
fn label(step: Step) -> Words {
    match step {
        Step::Submit => Words::fixed("报送", "Submit"),
        Step::Receive => Words::fixed("登记收件", "Record the receipt"),
        Step::Verify => Words::fixed("完成复核", "Finish the check"),
        Step::Confirm => Words::fixed("确认", "Confirm"),
        Step::Approve => Words::fixed("审批通过", "Approve"),
        Step::Pay => Words::fixed("登记付款", "Record the payment"),
        Step::SendBack => Words::fixed("退回", "Send back"),
    }
}

/// What the step brings about.
fn hint(view: &StatementView, step: Step) -> Option<Words> {
    let total = view.total;
    Some(match step {
        Step::Submit => Words::fixed(
            "报送后明细固定；之后的判定只能以新的结算行加入。",
            "Submitting fixes the lines; whatever is found later becomes a further line.",
        ),
        Step::Receive => Words::fixed(
            "确认原件和结算表已送达。付款期限从现在起算，并抽取二次回访的工单。",
            "Originals and form are here. The payment term starts now, and orders are drawn for the second callback.",
        ),
        Step::Verify => Words::fixed(
            "二次回访已全部完成。作废和假一罚十将成为结算行。",
            "All second callbacks are made. Void orders and tenfold fines become lines.",
        ),
        Step::Confirm => words!("服务中心确认应付 {total}。", "The service centre confirms {total}."),
        Step::Approve => {
            words!("批准支付 {total}，并记入账簿。", "Approves {total} and posts it to the ledger.")
        }
        Step::Pay if total < Fen::ZERO => words!(
            "本单合计为 {total}，无须付款：以 0.00 登记结清，差额仍在“应付服务商”科目。",
            "The total is {total}, so nothing is paid: record 0.00 to close it; the difference stays on the provider's account."
        ),
        Step::Pay => Words::fixed(
            "只限银行转账，付到服务商登记的账户，全额支付。",
            "By bank transfer only, to the provider's registered account, in full.",
        ),
        Step::SendBack => return None,
    })
}

fn submit_fields(
    language: Language,
    view: &StatementView,
    entered: &Entered,
    refusal: Option<&Refusal>,
) -> Markup {
    let proposed = view.quota.map_or_else(String::new, |quota| quota.repairs.to_string());
    let value = if entered.originals.is_empty() { &proposed } else { &entered.originals };
    let originals =
        Field::new("originals", Words::fixed("维修单原件份数", "Original vouchers"), FieldKind::Number)
            .value(value)
            .hint(Words::fixed("随结算表送达的张数", "How many are sent with the form"))
            .error(error_of(refusal, "originals"));
    page::field(language, &originals)
}

fn pay_fields(
    language: Language,
    view: &StatementView,
    entered: &Entered,
    refusal: Option<&Refusal>,
) -> Markup {
    let (today, owed) = (view.today.to_string(), view.total.max(Fen::ZERO).plain());
    let day = if entered.paid_on.is_empty() { &today } else { &entered.paid_on };
    let amount = if entered.amount.is_empty() { &owed } else { &entered.amount };
    let paid_on = Field::new("paid_on", Words::fixed("转账日期", "Day of the transfer"), FieldKind::Date)
        .value(day)
        .error(error_of(refusal, "paid_on"));
    let reference = Field::new("reference", Words::fixed("银行流水号", "Bank reference"), FieldKind::Text)
        .value(&entered.reference)
        .error(error_of(refusal, "reference"));
    let paid = Field::new("amount", Words::fixed("金额", "Amount"), FieldKind::Money)
        .value(amount)
        .error(error_of(refusal, "amount"));
    html! {
        (page::field(language, &paid_on))
        (page::field(language, &reference))
        (page::field(language, &paid))
    }
}

/// The button that sends a statement back, for whoever may; it asks for the reason first.
pub(super) fn send_back_button(person: &SignedIn, view: &StatementView, entered: &Entered) -> Markup {
    if !view.may.contains(&Step::SendBack) {
        return html! {};
    }
    let language = person.language;
    let action = format!("{}/{}", statement_address(&view.statement.number), Step::SendBack.code());
    let reason = Field::new("reason", Words::fixed("退回原因", "Reason"), FieldKind::Lines(3))
        .value(&entered.reason)
        .hint(Words::fixed("服务商会看到，并写入经过。", "The provider reads it; it goes into the history."));
    let ask = Confirm {
        id: "send-back",
        opener: Action::new(Words::fixed("退回", "Send back"), Emphasis::Danger),
        question: Words::fixed("退回这份结算单？", "Send this statement back?"),
        consequence: Words::fixed(
            "服务商须改正后重新报送；未完成的二次回访和付款期限终止。",
            "The provider corrects and submits it again; open second callbacks and the payment term end.",
        ),
        fields: page::field(language, &reason),
        confirm: Action::new(Words::fixed("退回服务商", "Send back"), Emphasis::Danger),
        action: &action,
        csrf: &person.csrf,
    };
    page::confirm(language, &ask)
}
