//! What happened to a statement, from the journal, in words.

use crate::{AppError, Desk};
use domain::outcome::Subject;
use domain::settlement::StatementFact;
use domain::words;
use domain::words::Words;
use jiff::Timestamp;
use store::list::{self, Page};

/// The most facts a page shows of one record.
const FACTS_MAX: u16 = 200;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// When.
    pub at: Timestamp,
    /// Who did it; nobody when the product did it by itself.
    pub by: Option<String>,
    /// What, in the past tense.
    pub what: Words,
    /// The values and the reason.
    pub detail: Option<Words>,
    /// It went the wrong way.
    pub bad: bool,
}

/// What happened to a statement, newest first.
pub(super) async fn of_statement(desk: &mut Desk<'_>, subject: Subject) -> Result<Vec<Happened>, AppError> {
    let tenant = desk.tenant();
    let page = Page { after: None, rows: Some(FACTS_MAX) };
    let listed = list::timeline(desk.tx(), tenant, subject, &page).await?;
    let mut events = Vec::with_capacity(listed.rows.len());
    for row in listed.rows.into_iter().rev() {
        let fact: StatementFact = serde_json::from_str(&row.body).map_err(AppError::json)?;
        let (what, detail) = in_words(&fact);
        let bad = matches!(fact, StatementFact::Returned { .. });
        events.push(Happened { at: row.happened_at, by: row.person_name, what, detail, bad });
    }
    Ok(events)
}

fn in_words(fact: &StatementFact) -> (Words, Option<Words>) {
    match fact {
        StatementFact::Opened { month, .. } => {
            (Words::fixed("已建立", "Opened"), Some(words!("结算 {month}", "for {month}")))
        }
        StatementFact::Submitted { originals, totals } => {
            let (lines, amount) = (totals.lines, totals.amount_fen);
            let detail = words!(
                "原件 {originals} 份，{lines} 行，合计 {amount}",
                "{originals} originals, {lines} lines, {amount} in all"
            );
            (Words::fixed("已报送", "Submitted"), Some(detail))
        }
        StatementFact::Received { seed } => {
            let detail = words!("抽查种子 {seed}", "seed of the spot check {seed}");
            (Words::fixed("已收件，已抽取二次回访", "Received; second callbacks drawn"), Some(detail))
        }
        StatementFact::Verified { totals } => {
            let (lines, amount) = (totals.lines, totals.amount_fen);
            let detail = words!("{lines} 行，合计 {amount}", "{lines} lines, {amount} in all");
            (Words::fixed("已复核", "Verified"), Some(detail))
        }
        StatementFact::Confirmed => (Words::fixed("服务中心已确认", "Confirmed by the service centre"), None),
        StatementFact::Approved => {
            let detail = Words::fixed("应付款已记账", "what is owed was posted to the ledger");
            (Words::fixed("营销经理已审批", "Approved by the marketing manager"), Some(detail))
        }
        StatementFact::Paid { payment } => {
            let (on, reference, amount) = (payment.paid_on, &payment.reference, payment.amount_fen);
            let detail = words!(
                "{on} 转账 {amount}，流水号 {reference}",
                "{amount} by bank transfer on {on}, reference {reference}"
            );
            (Words::fixed("已付款", "Paid"), Some(detail))
        }
        StatementFact::Returned { reason } => {
            (Words::fixed("已退回服务商", "Sent back to the provider"), Some(Words::same(reason.clone())))
        }
    }
}
