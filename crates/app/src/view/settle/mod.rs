//! Settlement as people read it: a statement is a month, its lines, who owes the next step, and how it was checked.
//!
//! ```text
//! statement   one statement, stage by stage      agreement  a text and what each clause does now
//! lists       statements, sales, ledger          callback   whom to call, what to ask
//! this_month  what a provider has earned so far  paper      voucher and statement as they are signed
//! ```

pub mod agreement;
pub mod callback;
mod clause;
mod history;
pub mod lists;
pub mod paper;
pub mod reveal;
pub mod statement;
pub mod this_month;

use crate::agreements::InForce;
use crate::{AppError, Desk, not_found};
use domain::Fen;
use domain::ids::{AgreementId, ProviderId};
use domain::money::BasisPoints;
use domain::party::Provider;
use domain::settlement::{LineKind, StatementLine};
use store::record;

pub use history::Happened;

/// How many lines a page of a statement shows.
pub const LINES_PER_PAGE: usize = 100;

/// A party on a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// The version of an agreement something is settled by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The agreement's code.
    pub code: String,
    /// Its version number.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// SHA-256 of the signed text, in hex.
    pub digest: String,
    /// Its product lines: codes and names.
    pub product_lines: Vec<(String, String)>,
}

impl Version {
    fn of(version: &InForce) -> Self {
        let text = &version.signed.text;
        Self {
            code: text.code.clone(),
            number: text.number,
            title: text.title.clone(),
            digest: text.digest.clone(),
            product_lines: version
                .agreement
                .terms()
                .product_lines()
                .iter()
                .map(|line| (line.code.clone(), line.name.clone()))
                .collect(),
        }
    }

    /// How a product line is read.
    pub fn line_name<'a>(&'a self, code: &'a str) -> &'a str {
        self.product_lines.iter().find(|(known, _)| known == code).map_or(code, |(_, name)| name)
    }
}

/// The lines of one kind, summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subtotal {
    /// The kind.
    pub kind: LineKind,
    /// How many lines.
    pub lines: i64,
    /// Their sum.
    pub amount_fen: Fen,
}

/// The subtotals of lines that are all at hand, in the order of the kinds; kinds without lines are left out.
pub fn subtotals(lines: &[StatementLine]) -> Vec<Subtotal> {
    LineKind::ALL
        .into_iter()
        .filter_map(|kind| {
            let of_kind: Vec<Fen> =
                lines.iter().filter(|line| line.kind == kind).map(|line| line.amount_fen).collect();
            let lines = i64::try_from(of_kind.len()).unwrap_or(i64::MAX);
            (lines > 0).then(|| Subtotal { kind, lines, amount_fen: of_kind.into_iter().sum() })
        })
        .collect()
}

/// A page of lines, and where the next begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinesPage {
    /// The lines.
    pub lines: Vec<StatementLine>,
    /// The number the next page begins after; none on the last.
    pub next: Option<u32>,
}

impl LinesPage {
    /// The page after a line number, of lines that are all at hand.
    fn of(lines: &[StatementLine], after: u32) -> Self {
        let rest = lines.iter().filter(|line| line.number > after).take(LINES_PER_PAGE + 1);
        Self::cut(rest.cloned().collect())
    }

    /// A page of what was read: one line more than it shows says that there is a next page.
    fn cut(mut lines: Vec<StatementLine>) -> Self {
        let more = lines.len() > LINES_PER_PAGE;
        lines.truncate(LINES_PER_PAGE);
        let next = lines.last().filter(|_| more).map(|line| line.number);
        Self { lines, next }
    }
}

/// The least count that is at least a share of `whole`.
fn needed_of(share: BasisPoints, whole: i64) -> i64 {
    let product = i128::from(whole.max(0)) * i128::from(share.0);
    i64::try_from(product.div_euclid(10_000) + i128::from(product % 10_000 != 0)).unwrap_or(i64::MAX)
}

fn version_of(desk: &Desk<'_>, id: AgreementId) -> Result<InForce, AppError> {
    desk.agreements().get(id).cloned().ok_or_else(|| not_found("该协议版本", "agreement version"))
}

async fn provider_of(desk: &mut Desk<'_>, id: ProviderId) -> Result<Provider, AppError> {
    let tenant = desk.tenant();
    Ok(record::load::<Provider>(desk.tx(), tenant, id.0).await?)
}

fn party(provider: &Provider) -> Party {
    Party { code: provider.profile.code.clone(), name: provider.profile.name.clone() }
}
