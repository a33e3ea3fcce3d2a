//! Completing an order: coverage is judged again with what was found, lines are priced, deadlines are met.

use super::{OrderAt, meet};
use crate::request::{product_of, zone};
use crate::{App, AppError, Desk};
use domain::Month;
use domain::callback::{Callback, CallbackKind};
use domain::catalogue::Unit;
use domain::coverage::{Cause, CoverageDecision, CoverageFacts, SaleDate};
use domain::ids::CallbackId;
use domain::obligation::ObligationKind;
use domain::order::{Complete, Diagnosis, LabourPrice, Order, PartUsed, charges};
use domain::outcome::Outcome;
use domain::people::{Action, Actor};
use domain::refusal::Refusal;
use domain::words;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::record::{self, catalogue};

/// What the technician reports at completion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompleteOrder {
    /// What was found and done.
    pub diagnosis: Diagnosis,
    /// Labour.
    pub labour_minutes: i64,
    /// Parts by code.
    #[serde(default)]
    pub parts: Vec<UsedPart>,
    /// The name the customer signed with.
    pub signed_by: String,
}

/// A part the technician used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsedPart {
    /// Its code.
    pub code: String,
    /// How many.
    pub quantity: i64,
    /// Whether the old part is returned.
    #[serde(default)]
    pub old_returned: bool,
}

/// Completes the order: coverage is judged again with the cause, lines are priced, deadlines are met, the first
/// callback is planned (A2.9).
pub async fn complete(
    app: &App,
    who: &Actor,
    order: impl Into<OrderAt>,
    report: CompleteOrder,
) -> Result<Order, AppError> {
    let OrderAt { number, seen } = order.into();
    app.command(who, async move |desk| {
        let order = desk.order_seen(&number, seen, Action::WorkOrders).await?;
        let stamp = desk.stamp();
        let parts = used_parts(desk, &report.parts).await?;
        let coverage = judge_again(desk, &order, report.diagnosis.cause).await?;
        let labour =
            product_of(desk, order.opened.product_id).await?.map_or_else(LabourPrice::default, |product| {
                LabourPrice {
                    published_fen: product.profile.repair_price_fen,
                    cost_fen: product.profile.repair_cost_fen,
                }
            });
        let priced = charges(&coverage, labour, &parts);
        let month = Month::at(stamp.at, &zone());
        let command = Complete {
            month,
            diagnosis: report.diagnosis.clone(),
            labour_minutes: report.labour_minutes,
            parts,
            signed_by: report.signed_by.clone(),
        };
        let changed = order.complete(command, coverage, priced, stamp)?;
        let mut outcome = Outcome::of(changed.clone());
        for kind in [ObligationKind::OnSite, ObligationKind::Restore] {
            outcome = meet(desk, &order, kind, outcome).await?;
        }
        if let Some(provider) = order.provider_id() {
            let id = CallbackId(desk.next_id());
            let asked = (order.id, provider, month);
            outcome = outcome.and(Callback::plan(id, CallbackKind::First, asked, None, stamp));
        }
        desk.commit(&outcome).await?;
        Ok(changed.after)
    })
    .await
}

/// Looks the parts up by code.
async fn used_parts(desk: &mut Desk<'_>, used: &[UsedPart]) -> Result<Vec<PartUsed>, AppError> {
    let tenant = desk.tenant();
    let mut parts = Vec::with_capacity(used.len().min(50));
    for (index, used) in used.iter().take(51).enumerate() {
        let code = used.code.trim();
        let Some(part) = catalogue::part_by_code(desk.tx(), tenant, code).await? else {
            return Err(Refusal::invalid(
                "completion.part",
                format!("parts[{index}].code"),
                words!("没有配件 {code}，请核对配件编码。", "There is no part {code}. Check the part code."),
            )
            .into());
        };
        parts.push(PartUsed {
            part_id: part.id,
            code: part.profile.code,
            name: part.profile.name,
            quantity: used.quantity,
            old_returned: used.old_returned,
            cost_price_fen: part.profile.cost_price_fen,
            retail_price_fen: part.profile.retail_price_fen,
        });
    }
    Ok(parts)
}

/// Coverage once more, with the cause that was found; without an agreement it stays as it was.
async fn judge_again(desk: &mut Desk<'_>, order: &Order, cause: Cause) -> Result<CoverageDecision, AppError> {
    let tenant = desk.tenant();
    let agreements = desk.agreements();
    let Some(agreement) = order.opened.agreement_id.and_then(|id| agreements.get(id)) else {
        return Ok(order.coverage.clone());
    };
    let unit = match order.opened.unit_id {
        Some(id) => record::find::<Unit>(desk.tx(), tenant, id.0).await?,
        None => None,
    };
    let sale = match unit.map_or(SaleDate::Unknown, |unit| unit.profile.sale) {
        SaleDate::Unknown => order.opened.sale,
        on_file => on_file,
    };
    let reported: Timestamp = order.opened.reported_at;
    let facts = CoverageFacts {
        product_line: Some(&order.opened.product_line),
        sale,
        reported_on: agreement.zone().to_datetime(reported).date(),
        cause: Some(cause),
        contract: false,
        internal: false,
        extension_months: 0,
    };
    Ok(agreement.agreement.terms().coverage(&facts).cited(&agreement.agreement))
}
