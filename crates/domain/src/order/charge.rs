//! Charges: the priced lines of one order, each with its payer and its reason.

use super::PartUsed;
use crate::coverage::{CoverageDecision, CoveredLine, Payer, Price};
use crate::money::Fen;
use crate::words::Words;
use serde::{Deserialize, Serialize};

/// What is priced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChargeKind {
    /// Labour.
    Labour,
    /// A part.
    Part,
}

impl ChargeKind {
    /// Its name.
    pub const fn words(self) -> Words {
        match self {
            Self::Labour => Words::fixed("工时费", "labour"),
            Self::Part => Words::fixed("配件费", "part"),
        }
    }
}

/// One priced line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// What is priced.
    pub kind: ChargeKind,
    /// Which part; empty for labour.
    pub item: String,
    /// How many.
    pub quantity: i64,
    /// The amount for all of them.
    pub amount_fen: Fen,
    /// Who pays; none while undecided.
    pub payer: Option<Payer>,
    /// At which price; none while undecided, when the amount is the published one.
    pub price: Option<Price>,
}

/// The published and the cost price of a repair's labour (A1.11, A1.12).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LabourPrice {
    /// Published.
    pub published_fen: Fen,
    /// At cost 工本费.
    pub cost_fen: Fen,
}

/// Prices labour and parts by what the coverage decided.
pub fn charges(coverage: &CoverageDecision, labour: LabourPrice, parts: &[PartUsed]) -> Vec<Charge> {
    let priced = |line: CoveredLine, published: Fen, cost: Fen| match line.price {
        Some(Price::Free) => Fen::ZERO,
        Some(Price::AtCost) => cost,
        Some(Price::Published) | None => published,
    };
    let labour_line = Charge {
        kind: ChargeKind::Labour,
        item: String::new(),
        quantity: 1,
        amount_fen: priced(coverage.labour, labour.published_fen, labour.cost_fen),
        payer: coverage.labour.payer,
        price: coverage.labour.price,
    };
    let part_lines = parts.iter().map(|part| Charge {
        kind: ChargeKind::Part,
        item: format!("{} {}", part.code, part.name),
        quantity: part.quantity,
        amount_fen: priced(coverage.parts, part.retail_price_fen, part.cost_price_fen).times(part.quantity),
        payer: coverage.parts.payer,
        price: coverage.parts.price,
    });
    std::iter::once(labour_line).chain(part_lines).collect()
}
