//! Judging a completed order by what a callback or spot check found.

use super::{OrderAt, save};
use crate::{App, AppError, Desk};
use domain::order::{JudgementKind, Order};
use domain::people::{Action, Actor};
use domain::refusal::Refusal;
use domain::words;
use store::record;

/// Judges a completed order void (A2.23) or false (A2.24) by the clause of its agreement.
pub async fn judge(
    app: &App,
    who: &Actor,
    order: impl Into<OrderAt>,
    kind: JudgementKind,
    reason: String,
) -> Result<Order, AppError> {
    let OrderAt { number, seen } = order.into();
    app.command(who, async move |desk| {
        let order = desk.order_seen(&number, seen, Action::JudgeOrders).await?;
        let agreements = desk.agreements();
        let agreement = order.opened.agreement_id.and_then(|id| agreements.get(id));
        let clause = agreement.and_then(|version| {
            let terms = version.agreement.terms();
            let clause = match kind {
                JudgementKind::Void => terms.void_incomplete(),
                JudgementKind::Tenfold => terms.tenfold_fine().map(|fine| fine.clause),
            };
            clause.map(|clause| version.agreement.cite(clause))
        });
        let Some(citation) = clause else {
            let found = kind.words();
            let (zh, en) = (&found.zh, &found.en);
            return Err(Refusal::conflict(
                "order.no_clause",
                words!(
                    "工单 {number} 适用的协议没有约定“{zh}”，不能据此判定。",
                    "The agreement of order {number} has no clause for “{en}”, so it cannot be judged so."
                ),
            )
            .into());
        };
        if let Some(statement) = order.statement_id {
            open_for_judgement(desk, statement.0).await?;
        }
        save(desk, order.judge(kind, reason.clone(), citation, desk.stamp())?).await
    })
    .await
}

/// An order in a statement is judged while the statement is with the auditor, so that the finding becomes a line.
async fn open_for_judgement(desk: &mut Desk<'_>, statement: i64) -> Result<(), AppError> {
    use domain::settlement::{Statement, StatementStage};
    let tenant = desk.tenant();
    let statement = record::load::<Statement>(desk.tx(), tenant, statement).await?;
    match statement.stage {
        StatementStage::Collecting | StatementStage::Submitted { .. } | StatementStage::Received { .. } => {
            Ok(())
        }
        _ => {
            let number = &statement.number;
            let stage = statement.stage.words();
            let (zh, en) = (&stage.zh, &stage.en);
            Err(Refusal::conflict(
                "order.statement_closed",
                words!(
                    "结算单 {number} {zh}，其中的工单不能再判定。请先退回结算单。",
                    "Statement {number} is {en}; its orders can no longer be judged. Send the statement back first."
                ),
            )
            .into())
        }
    }
}
