//! Stories, each with its dates and the exact facts that come of it.

mod coverage;
mod deadline;
mod dispatch;
mod month;
mod people;
mod returned;
mod twice;
mod whole_way;

use app::AppError;
use domain::refusal::Refusal;

/// The refusal of a use case that must not succeed.
#[track_caller]
fn refused<T: std::fmt::Debug>(answer: Result<T, AppError>) -> Refusal {
    match answer {
        Err(AppError::Refused(refusal)) => refusal,
        other => panic!("refused, not {other:?}"),
    }
}

/// Several facts of one name in a row.
fn times(count: usize, fact: &str) -> Vec<String> {
    vec![fact.to_owned(); count]
}
