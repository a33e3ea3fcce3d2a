//! Replay equals state: every record is the fold of its facts, in its body and in each column, and no row has no facts.

use super::difference::{first_difference, shown, text_of_cell, text_of_value};
use super::history::{Fact, Facts, History};
use super::stream::{PAGE, Paged, Stream, next_of_both};
use super::{Run, name_of};
use crate::args;
use crate::db::{Row, Tx};
use crate::error::StoreError;
use crate::record::{Stored, from_body};
use domain::callback::Callback;
use domain::catalogue::{MonthlySales, Part, Product, Unit};
use domain::ids::TenantId;
use domain::obligation::Obligation;
use domain::order::Order;
use domain::outcome::{Subject, SubjectKind};
use domain::party::{Customer, Person, Provider, Technician};
use domain::request::Request;
use domain::settlement::Statement;
use domain::signed::SignedAgreement;
use domain::{Words, words};
use std::marker::PhantomData;

/// Adds to a folded record what the journal leaves out, from the stored one.
type Complete<R> = fn(&mut Run<'_>, R, &R) -> R;

pub(super) async fn check(tx: &mut Tx, run: &mut Run<'_>) -> Result<(), StoreError> {
    replay::<Product>(tx, run, as_folded).await?;
    replay::<Part>(tx, run, as_folded).await?;
    replay::<Provider>(tx, run, as_folded).await?;
    replay::<Technician>(tx, run, as_folded).await?;
    replay::<Person>(tx, run, as_folded).await?;
    replay::<Customer>(tx, run, with_contact).await?;
    replay::<Unit>(tx, run, as_folded).await?;
    replay::<MonthlySales>(tx, run, as_folded).await?;
    replay::<SignedAgreement>(tx, run, as_folded).await?;
    replay::<Request>(tx, run, as_folded).await?;
    replay::<Order>(tx, run, as_folded).await?;
    replay::<Obligation>(tx, run, as_folded).await?;
    replay::<Callback>(tx, run, as_folded).await?;
    replay::<Statement>(tx, run, as_folded).await
}

fn as_folded<R>(_: &mut Run<'_>, folded: R, _: &R) -> R {
    folded
}

/// Personal data is not in the journal; its digest is.
fn with_contact(run: &mut Run<'_>, folded: Customer, stored: &Customer) -> Customer {
    let computed = Customer::digest_of(&stored.contact, &stored.salt);
    if computed != folded.digest {
        let (id, recorded) = (folded.id, &folded.digest);
        let subject = Subject { kind: SubjectKind::Customer, id: id.0 };
        run.problem(
            "customer.digest",
            Some(subject),
            &words!(
                "用户 {id} 的联系资料与登记时不同：日志中的摘要是 {recorded}，按资料算得 {computed}",
                "The contact data of customer {id} is not what was recorded: digest {recorded} in the journal, {computed} computed"
            ),
        );
    }
    Customer { contact: stored.contact.clone(), salt: stored.salt.clone(), ..folded }
}

/// A row as it is stored; its body and columns may be unreadable, its id never is.
struct StoredRow {
    id: i64,
    version: i64,
    body: Result<String, StoreError>,
    columns: Vec<Option<String>>,
}

/// All rows of a record's table.
struct Rows<R> {
    tenant: TenantId,
    record: PhantomData<R>,
}

impl<R: Stored> Paged for Rows<R> {
    type Item = StoredRow;
    type Key = i64;
    const START: i64 = i64::MIN;

    fn key(row: &StoredRow) -> i64 {
        row.id
    }

    fn id(row: &StoredRow) -> i64 {
        row.id
    }

    async fn page(&self, tx: &mut Tx, after: i64) -> Result<Vec<StoredRow>, StoreError> {
        tx.all(R::SCAN, args![self.tenant, after, PAGE], read::<R>).await
    }
}

fn read<R: Stored>(row: &Row<'_>) -> Result<StoredRow, StoreError> {
    let column = |at| match row.cell(at) {
        Ok(cell) => text_of_cell(cell),
        Err(error) => Some(error.to_string()),
    };
    Ok(StoredRow {
        id: row.int(0)?,
        version: row.int(1)?,
        body: row.text(2),
        columns: (3..3 + R::COLUMNS).map(column).collect(),
    })
}

/// Merges the facts of a kind with its rows, id by id.
async fn replay<R: Stored>(tx: &mut Tx, run: &mut Run<'_>, complete: Complete<R>) -> Result<(), StoreError> {
    run.begin(R::KIND.words());
    let mut facts = Stream::new(Facts { tenant: run.tenant, kind: R::KIND });
    let mut rows = Stream::new(Rows::<R> { tenant: run.tenant, record: PhantomData });
    while let Some(id) = next_of_both(tx, &mut facts, &mut rows).await? {
        let history = facts.take(tx, id).await?;
        let row = rows.take(tx, id).await?.pop();
        compare(run, id, &history, row.as_ref(), complete);
        run.count(1);
    }
    Ok(())
}

/// Holds a row against the facts of its subject.
fn compare<R: Stored>(
    run: &mut Run<'_>,
    id: i64,
    facts: &[Fact],
    row: Option<&StoredRow>,
    complete: Complete<R>,
) {
    let subject = Subject { kind: R::KIND, id };
    let Words { zh, en } = name_of(subject);
    let table = table_of::<R>();
    if facts.is_empty() {
        run.problem(
            "state.unexpected",
            Some(subject),
            &words!(
                "表 {table} 中有 {zh}，日志中却没有它",
                "Table {table} has {en}, but the journal has no facts of it"
            ),
        );
        return;
    }
    let folded: Option<R> = History { subject, facts }.fold(run);
    let Some(row) = row else {
        run.problem(
            "state.missing",
            Some(subject),
            &words!(
                "日志中有 {zh}，表 {table} 中却没有它",
                "The journal has facts of {en}, but table {table} has no such row"
            ),
        );
        return;
    };
    let Some(folded) = folded else {
        return;
    };
    let (found, due) = (row.version, folded.version());
    if found != i64::from(due) {
        run.problem(
            "state.version",
            Some(subject),
            &words!(
                "表 {table} 中 {zh} 的 version 为 {found}，日志中有 {due} 条",
                "Table {table} says version {found} of {en}, but the journal has {due} facts"
            ),
        );
    }
    let body = row.body.as_ref().map_err(Clone::clone);
    match body.and_then(|body| from_body::<R>(body)) {
        Ok(stored) => {
            let folded = complete(run, folded, &stored);
            compare_body(run, subject, &folded, &stored);
            compare_columns(run, subject, &folded, &row.columns);
        }
        Err(error) => {
            let Words { zh: why_zh, en: why_en } = error.words();
            run.problem(
                "state.body",
                Some(subject),
                &words!(
                    "表 {table} 中 {zh} 的 body 无法读取（{why_zh}）",
                    "The body of {en} in table {table} cannot be read ({why_en})"
                ),
            );
        }
    }
}

fn compare_body<R: Stored>(run: &mut Run<'_>, subject: Subject, folded: &R, stored: &R) {
    if folded == stored {
        return;
    }
    let json = |record: &R| serde_json::to_value(record).unwrap_or_default();
    let difference = first_difference(&json(folded), &json(stored));
    let (path, expected, found) = difference
        .map_or_else(|| (String::new(), String::new(), String::new()), |it| (it.path, it.expected, it.found));
    let place = format!("body.{path}");
    tell_difference::<R>(run, "state.body", subject, &place, &expected, &found);
}

fn compare_columns<R: Stored>(run: &mut Run<'_>, subject: Subject, folded: &R, columns: &[Option<String>]) {
    let expected = folded.columns();
    for ((name, expected), found) in columns_of::<R>().zip(&expected).zip(columns) {
        let expected = text_of_value(expected);
        if expected != *found {
            let (expected, found) = (shown(expected.as_deref()), shown(found.as_deref()));
            tell_difference::<R>(run, "state.column", subject, name, &expected, &found);
        }
    }
}

/// Says what differs; the values of personal data are not repeated.
fn tell_difference<R: Stored>(
    run: &mut Run<'_>,
    code: &'static str,
    subject: Subject,
    place: &str,
    expected: &str,
    found: &str,
) {
    let table = table_of::<R>();
    let Words { zh, en } = name_of(subject);
    let what = if R::KIND == SubjectKind::Customer {
        words!(
            "表 {table} 中 {zh} 的 {place} 与日志不符（个人资料，不显示内容）",
            "{place} of {en} in table {table} differs from the journal (personal data is not shown)"
        )
    } else {
        words!(
            "表 {table} 中 {zh} 的 {place} 为 {found}，按日志应为 {expected}",
            "{place} of {en} in table {table} is {found}; by the journal it is {expected}"
        )
    };
    run.problem(code, Some(subject), &what);
}

/// The names of the columns after id, version and body, as [`Stored::SCAN`] lists them.
fn columns_of<R: Stored>() -> impl Iterator<Item = &'static str> {
    let listed = R::SCAN.split("FROM").next().unwrap_or_default();
    listed.split(',').skip(3).map(str::trim)
}

/// The table [`Stored::SCAN`] reads.
fn table_of<R: Stored>() -> &'static str {
    R::SCAN.split_whitespace().skip_while(|word| *word != "FROM").nth(1).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names<R: Stored>() -> (&'static str, usize) {
        assert_eq!(columns_of::<R>().count(), R::COLUMNS, "{}", table_of::<R>());
        (table_of::<R>(), R::COLUMNS)
    }

    #[test]
    fn tables_and_columns_are_read_from_the_scan() {
        assert_eq!(columns_of::<Part>().collect::<Vec<_>>(), ["code"]);
        assert_eq!(columns_of::<Callback>().last(), Some("statement_id"));
        assert_eq!(names::<Callback>().0, "callback");
        assert_eq!(names::<Order>().0, "service_order");
        for (table, columns) in [
            names::<Product>(),
            names::<Provider>(),
            names::<Technician>(),
            names::<Person>(),
            names::<Customer>(),
            names::<Unit>(),
            names::<MonthlySales>(),
            names::<SignedAgreement>(),
            names::<Request>(),
            names::<Obligation>(),
            names::<Statement>(),
        ] {
            assert!(columns > 0 && !table.is_empty());
        }
    }
}
