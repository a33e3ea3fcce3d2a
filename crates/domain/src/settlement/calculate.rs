//! What a month's orders and sales are worth under an agreement (A1.17–A1.22, A2.5–A2.8, A2.23, A2.24).
//!
//! The order of the input never changes a total: every line stands on its own order or product line, and the only
//! division, the even share of a sales fee over the month's orders, is split by order number so that the parts sum
//! to the whole.

use super::{LineKind, StatementLine};
use crate::agreement::{Agreement, PartIssue, PartRule, ShareBasis};
use crate::coverage::Category;
use crate::ids::OrderId;
use crate::money::{Fen, Rounding};
use crate::order::{Judgement, JudgementKind, PartUsed};
use crate::reason::{Answer, Citation};
use crate::words;
use std::collections::BTreeMap;

/// A completed order as settlement sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimedOrder {
    /// The order.
    pub order_id: OrderId,
    /// Its number.
    pub number: String,
    /// Its product line.
    pub product_line: String,
    /// The category its coverage decided; the principal pays only for warranty.
    pub category: Option<Category>,
    /// On-site visits.
    pub visits: i64,
    /// Parts used.
    pub parts: Vec<PartUsed>,
}

/// Everything a provider's month is settled from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MonthInput {
    /// The orders completed in the month.
    pub orders: Vec<ClaimedOrder>,
    /// Settled sales of the month by product line.
    pub sales: BTreeMap<String, Fen>,
}

/// Collects lines and numbers them.
struct Lines {
    next: u32,
    lines: Vec<StatementLine>,
}

impl Lines {
    fn push(&mut self, line: StatementLine) {
        self.lines.push(StatementLine { number: self.next, ..line });
        self.next += 1;
    }
}

/// The lines a provider claims for a month, orders by number first, shares of sales after them.
pub fn claim_lines(agreement: &Agreement, input: &MonthInput) -> Vec<StatementLine> {
    let mut lines = Lines { next: 1, lines: Vec::with_capacity(input.orders.len() * 2) };
    let mut orders: Vec<&ClaimedOrder> =
        input.orders.iter().filter(|order| order.category == Some(Category::Warranty)).collect();
    orders.sort_by(|a, b| a.number.cmp(&b.number));
    for order in orders {
        unit_lines(agreement, order, &mut lines);
        for part in &order.parts {
            part_line(agreement, order, part, &mut lines);
        }
    }
    for (product_line, sales) in &input.sales {
        let Some(share) = agreement.terms().repair_fee_share(product_line) else {
            continue;
        };
        let rate = share.value;
        lines.push(StatementLine {
            number: 0,
            kind: LineKind::SalesShare,
            order_id: None,
            item: product_line.clone(),
            quantity: 1,
            basis_fen: *sales,
            amount_fen: sales.share(rate, Rounding::HalfUp),
            citation: agreement.cite(share.clause),
            because: words!("当月结算销售额 {sales} × {rate}", "settled sales {sales} × {rate}"),
        });
    }
    lines.lines
}

/// The flat fees of one order in the unit model (A1.18).
fn unit_lines(agreement: &Agreement, order: &ClaimedOrder, lines: &mut Lines) {
    let Some(fee) = agreement.terms().repair_fee_unit(&order.product_line) else {
        return;
    };
    let citation = agreement.cite(fee.clause);
    let visits = order.visits;
    let fees = [
        (LineKind::Repair, 1, fee.value.repair, words!("保修期内修复一台", "one unit repaired in warranty")),
        (LineKind::Visit, visits, fee.value.visit, words!("上门 {visits} 次", "{visits} on-site visits")),
    ];
    for (kind, quantity, basis_fen, because) in fees {
        let amount_fen = basis_fen.times(quantity);
        if amount_fen == Fen::ZERO {
            continue;
        }
        lines.push(StatementLine {
            number: 0,
            kind,
            order_id: Some(order.order_id),
            item: order.number.clone(),
            quantity,
            basis_fen,
            amount_fen,
            citation: citation.clone(),
            because,
        });
    }
}

/// The deduction for a part whose old part did not come back (A1.20–A1.22, A2.8). What the provider buys anyway
/// (A1.19) is paid with the goods and has no place here (A2.17).
fn part_line(agreement: &Agreement, order: &ClaimedOrder, part: &PartUsed, lines: &mut Lines) {
    let terms = agreement.terms();
    let issue = terms.part_issue(&order.product_line, &part.code, part.cost_price_fen, part.old_returned);
    let Some(Answer { value: PartIssue::Bought(_) | PartIssue::Refused, clause }) = issue else {
        return;
    };
    let bought_anyway = terms
        .part_rule(&order.product_line, &part.code)
        .is_some_and(|rule| rule.value == PartRule::ProviderBuys);
    if bought_anyway {
        return;
    }
    let (code, quantity, price) = (&part.code, part.quantity, part.cost_price_fen);
    lines.push(StatementLine {
        number: 0,
        kind: LineKind::Part,
        order_id: Some(order.order_id),
        item: order.number.clone(),
        quantity,
        basis_fen: price,
        amount_fen: -price.times(quantity),
        citation: agreement.cite(clause),
        because: words!(
            "配件 {code} 未交回旧件，按成本价 {price} × {quantity} 扣款",
            "part {code} came without its old part: cost price {price} × {quantity}"
        ),
    });
}

/// What each order claims: its own fees, and an even share of the sales fees where the agreement says so (A2.24).
pub fn claimed_amounts(
    agreement: &Agreement,
    lines: &[StatementLine],
    orders: &[(OrderId, String)],
) -> BTreeMap<OrderId, Fen> {
    let shares =
        agreement.terms().tenfold_fine().is_some_and(|fine| fine.value.share_basis == ShareBasis::Even);
    let mut claimed: BTreeMap<OrderId, Fen> = orders.iter().map(|(id, _)| (*id, Fen::ZERO)).collect();
    let mut shared = Fen::ZERO;
    for line in lines {
        match (line.kind, line.order_id) {
            (LineKind::Repair | LineKind::Visit, Some(order)) => {
                *claimed.entry(order).or_default() += line.amount_fen;
            }
            (LineKind::SalesShare, _) if shares => shared += line.amount_fen,
            _ => {}
        }
    }
    let mut numbered: Vec<&(OrderId, String)> = orders.iter().collect();
    numbered.sort_by(|a, b| a.1.cmp(&b.1));
    for ((order, _), share) in numbered.iter().zip(shared.split(numbered.len())) {
        *claimed.entry(*order).or_default() += share;
    }
    claimed
}

/// The lines for what callbacks and spot checks found: an order judged void gives back what it claimed (A2.23); one
/// judged false gives it back and is fined a multiple of it (A2.24).
pub fn judgement_lines(
    agreement: &Agreement,
    claims: &[StatementLine],
    orders: &[(OrderId, String)],
    judged: &[(OrderId, Judgement)],
) -> Vec<StatementLine> {
    let claimed = claimed_amounts(agreement, claims, orders);
    let mut lines =
        Lines { next: u32::try_from(claims.len()).unwrap_or(u32::MAX).saturating_add(1), lines: Vec::new() };
    let number_of =
        |id: OrderId| orders.iter().find(|(order, _)| *order == id).map(|(_, number)| number.clone());
    let mut judged: Vec<(String, &OrderId, &Judgement)> = judged
        .iter()
        .filter_map(|(id, judgement)| number_of(*id).map(|number| (number, id, judgement)))
        .collect();
    judged.sort_by(|a, b| a.0.cmp(&b.0));
    for (number, id, judgement) in judged {
        let amount = claimed.get(id).copied().unwrap_or_default();
        let reason = &judgement.reason;
        let mut push = |kind, quantity: i64, citation: Citation, because| {
            let amount_fen = -amount.times(quantity);
            if amount_fen == Fen::ZERO {
                return;
            }
            lines.push(StatementLine {
                number: 0,
                kind,
                order_id: Some(*id),
                item: number.clone(),
                quantity,
                basis_fen: amount,
                amount_fen,
                citation,
                because,
            });
        };
        push(
            LineKind::Void,
            1,
            judgement.citation.clone(),
            words!("冲回该工单申报的 {amount}：{reason}", "takes back the {amount} claimed: {reason}"),
        );
        if let (JudgementKind::Tenfold, Some(fine)) = (judgement.kind, agreement.terms().tenfold_fine()) {
            let times = fine.value.times;
            push(
                LineKind::Tenfold,
                times,
                agreement.cite(fine.clause),
                words!("申报金额 {amount} × {times}：{reason}", "claimed {amount} × {times}: {reason}"),
            );
        }
    }
    lines.lines
}
