//! Settlement: what a month's service is worth between principal and provider, line by line, each with its clause.
//!
//! ```text
//! collecting → submitted → received → verified → confirmed → approved → paid
//!      ↑___________returned____________|
//! ```
//! Lines are append-only: what is found after the submission is a further line, never an edited one.

mod calculate;
mod line;
mod posting;
mod statement;

pub use calculate::{ClaimedOrder, MonthInput, claim_lines, claimed_amounts, judgement_lines};
pub use line::{LineKind, StatementLine, Totals, digest_of, total_of};
pub use posting::{approval_entry, payment_entry};
pub use statement::{Payment, Statement, StatementFact, StatementStage};

#[cfg(test)]
mod tests;
