//! Paging by key: a page begins after the last key of the one before, never at a count of rows.
//!
//! A list is one or more *ranges* of an index, each already in the order of the list. Their keys are read first and merged;
//! the rows of a page are fetched by primary key after it is cut. What no index answers is checked row by row, over
//! [`LOOK_AHEAD`] rows a page at most: a page may then come out short and still have a next one.

use super::cursor::{Key, Part};
use crate::args;
use crate::db::{Query, Row, ToValue, Tx, Value};
use crate::error::StoreError;
use domain::ids::TenantId;

/// Rows of a page when nobody says how many.
pub const PAGE_ROWS: u16 = 50;
/// The most rows of a page.
pub const PAGE_ROWS_AT_MOST: u16 = 200;
/// The most rows that are checked one by one for a page.
pub const LOOK_AHEAD: usize = 2_000;

/// The furthest a row count on a page goes.
pub const COUNTED_AT_MOST: i64 = 1_000;

/// How many rows a list has, as far as it is worth counting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Counted.
    pub count: i64,
    /// There are, or may be, more.
    pub is_more: bool,
}

/// Which page of a list is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The `next` of the page before; none, or one that is not ours, is the first page.
    pub after: Option<String>,
    /// How many rows; [`PAGE_ROWS`] when not said, [`PAGE_ROWS_AT_MOST`] at most.
    pub rows: Option<u16>,
}

impl Page {
    /// The first page, as long as usual.
    pub const FIRST: Self = Self { after: None, rows: None };

    /// The page after a cursor, as long as usual.
    pub const fn after(cursor: String) -> Self {
        Self { after: Some(cursor), rows: None }
    }

    /// How many rows it has at most.
    pub(super) fn size(&self) -> usize {
        usize::from(self.rows.unwrap_or(PAGE_ROWS).clamp(1, PAGE_ROWS_AT_MOST))
    }

    /// The key it begins after, when the cursor is one of this order.
    pub(super) fn begin(&self, order: &Order) -> Option<Key> {
        Key::read(self.after.as_deref()?, order.name).filter(|key| key.fits(order))
    }
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<R> {
    /// The rows in order; fewer than asked for when many had to be looked at.
    pub rows: Vec<R>,
    /// Where the next page begins; none on the last.
    pub next: Option<String>,
}

impl<R> Listed<R> {
    /// No rows at all.
    pub(super) const EMPTY: Self = Self { rows: Vec::new(), next: None };
}

pub(super) use super::sort::{Order, order};

/// Conditions of a statement: fixed pieces with their values.
#[derive(Clone, Debug, Default)]
pub(super) struct Conditions(Vec<(&'static str, Vec<Value<'static>>)>);

impl Conditions {
    /// One more condition.
    pub fn and(
        &mut self,
        piece: &'static str,
        values: impl IntoIterator<Item = Value<'static>>,
    ) -> &mut Self {
        self.0.push((piece, values.into_iter().collect()));
        self
    }

    /// One more condition, when its value is there.
    pub fn and_if(&mut self, piece: &'static str, value: Option<impl ToValue<'static>>) -> &mut Self {
        if let Some(value) = value {
            self.and(piece, [value.to_value()]);
        }
        self
    }

    fn push_to(&self, query: &mut Query<'static>) {
        for (piece, values) in &self.0 {
            query.push(piece, values.iter().cloned());
        }
    }
}

/// How a list is found: the ranges of an index to merge, and what must be checked row by row.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// The order of the list, which every range has by itself.
    pub order: Order,
    /// What bounds the index, alike in every range.
    pub bounds: Conditions,
    /// What bounds the index in each range; one without conditions when there is but one range.
    pub ranges: Vec<Conditions>,
    /// What no index answers. It is asked of each row as a column, never as a condition, so that an engine does not leave
    /// the chosen index for another and sort.
    pub checks: Conditions,
}

impl Plan {
    /// A plan of one range without conditions.
    pub fn new(order: Order) -> Self {
        Self {
            order,
            bounds: Conditions::default(),
            ranges: vec![Conditions::default()],
            checks: Conditions::default(),
        }
    }

    /// One range for each value.
    pub fn each<V: ToValue<'static>>(&mut self, piece: &'static str, values: impl IntoIterator<Item = V>) {
        let values: Vec<Value<'static>> = values.into_iter().map(ToValue::to_value).collect();
        let before = std::mem::take(&mut self.ranges);
        for range in before {
            for value in &values {
                let mut range = range.clone();
                range.and(piece, [value.clone()]);
                self.ranges.push(range);
            }
        }
    }

    /// The keys of a page, and the key the next one begins after.
    pub async fn keys(
        &self,
        tx: &mut Tx,
        tenant: TenantId,
        page: &Page,
    ) -> Result<(Vec<Key>, Option<String>), StoreError> {
        let begin = page.begin(&self.order);
        let size = page.size();
        let mut merged = Vec::with_capacity(size + 1);
        let mut frontier: Option<Key> = None;
        for range in &self.ranges {
            let read = self.range(tx, tenant, range, begin.as_ref(), size).await?;
            merged.extend(read.keys);
            if let Some(reached) = read.reached {
                frontier = Some(match frontier {
                    Some(other) if !self.is_before(&reached, &other) => other,
                    _ => reached,
                });
            }
        }
        merged.sort_by(|a, b| if self.order.descending { b.cmp(a) } else { a.cmp(b) });
        if let Some(frontier) = &frontier {
            merged.retain(|key| !self.is_before(frontier, key));
        }
        let next = if merged.len() > size {
            merged.truncate(size);
            merged.last().cloned()
        } else {
            frontier
        };
        Ok((merged, next.map(|key| key.write(self.order.name))))
    }

    /// How many rows it finds, counted no further than [`COUNTED_AT_MOST`].
    pub async fn count(&self, tx: &mut Tx, tenant: TenantId) -> Result<Tally, StoreError> {
        let mut tally = Tally::default();
        for range in &self.ranges {
            let limit = self.counted();
            let query = self.count_query(tenant, range, limit);
            let counts = query.all(tx, |row| Ok((row.int(0)?, row.int(1)?))).await?;
            for (examined, passed) in counts {
                tally.count += passed;
                tally.is_more |= examined == limit;
            }
            if tally.count > COUNTED_AT_MOST {
                tally.is_more = true;
            }
        }
        tally.count = tally.count.min(COUNTED_AT_MOST);
        Ok(tally)
    }

    fn is_before(&self, a: &Key, b: &Key) -> bool {
        if self.order.descending { a > b } else { a < b }
    }

    /// The keys of one range after `begin`, at most one more than fits on the page.
    async fn range(
        &self,
        tx: &mut Tx,
        tenant: TenantId,
        range: &Conditions,
        begin: Option<&Key>,
        size: usize,
    ) -> Result<RangeRead, StoreError> {
        let wanted = size + 1;
        let mut read = RangeRead { keys: Vec::with_capacity(wanted), reached: begin.cloned() };
        let mut may_examine = self.look_ahead().max(wanted);
        // Most filters leave one row in a few, so a short look is tried first.
        let mut step = if self.checks.0.is_empty() { wanted } else { wanted * 4 };
        while may_examine > 0 && read.keys.len() < wanted {
            let limit = step.min(may_examine);
            let query = self.keys_query(tenant, range, read.reached.as_ref(), limit);
            let examined = query.all(tx, |row| self.key(row)).await?;
            let ended = examined.len() < limit;
            if let Some((last, _)) = examined.last() {
                read.reached = Some(last.clone());
            }
            read.keys.extend(examined.into_iter().filter_map(|(key, passes)| passes.then_some(key)));
            if ended {
                read.reached = None;
                break;
            }
            may_examine -= limit;
            step *= 4;
        }
        if read.keys.len() >= wanted {
            read.keys.truncate(wanted);
            read.reached = read.keys.last().cloned();
        }
        Ok(read)
    }

    /// How many rows each range may look at.
    fn look_ahead(&self) -> usize {
        (LOOK_AHEAD / self.ranges.len().max(1)).max(200)
    }

    /// How many rows each range looks at to count.
    fn counted(&self) -> i64 {
        let rows = if self.checks.0.is_empty() {
            COUNTED_AT_MOST + 1
        } else {
            i64::try_from(self.look_ahead()).unwrap_or(COUNTED_AT_MOST)
        };
        rows.max(1)
    }

    fn keys_query(
        &self,
        tenant: TenantId,
        range: &Conditions,
        begin: Option<&Key>,
        limit: usize,
    ) -> Query<'static> {
        let mut query = Query::new("SELECT ", args![]);
        query.push(self.order.key, args![]).push(", ", args![]);
        self.push_passes(&mut query);
        query.push(self.order.table, args![tenant]);
        self.bounds.push_to(&mut query);
        range.push_to(&mut query);
        self.push_after(&mut query, begin);
        query.push(self.order.by, args![i64::try_from(limit).unwrap_or(i64::MAX)]);
        query
    }

    fn count_query(&self, tenant: TenantId, range: &Conditions, limit: i64) -> Query<'static> {
        let mut query = Query::new("SELECT count(*), ", args![]);
        query.push("CAST(coalesce(sum(passes), 0) AS BIGINT) FROM (SELECT ", args![]);
        self.push_passes(&mut query);
        query.push(" AS passes", args![]).push(self.order.table, args![tenant]);
        self.bounds.push_to(&mut query);
        range.push_to(&mut query);
        query.push(self.order.by, args![limit]).push(") examined", args![]);
        query
    }

    /// The column that says whether a row passes the checks.
    fn push_passes(&self, query: &mut Query<'static>) {
        if self.checks.0.is_empty() {
            query.push("1", args![]);
            return;
        }
        query.push("CASE WHEN 1 = 1", args![]);
        self.checks.push_to(query);
        query.push(" THEN 1 ELSE 0 END", args![]);
    }

    fn push_after(&self, query: &mut Query<'static>, begin: Option<&Key>) {
        match begin {
            None => {}
            Some(key) if self.order.single => {
                query.push(self.order.after, args![key.id]);
            }
            Some(key) => {
                query.push(self.order.after, args![key.first.clone(), key.id]);
            }
        }
    }

    /// The key of a row, and whether the row passes the checks.
    fn key(&self, row: &Row<'_>) -> Result<(Key, bool), StoreError> {
        let first = if self.order.text { Part::Text(row.text(0)?) } else { Part::Int(row.int(0)?) };
        if self.order.single {
            Ok((Key { first, id: row.int(0)? }, row.flag(1)?))
        } else {
            Ok((Key { first, id: row.int(1)? }, row.flag(2)?))
        }
    }
}

/// What was read of one range.
struct RangeRead {
    /// Its keys in order.
    keys: Vec<Key>,
    /// Up to which key it was read; none when to its end.
    reached: Option<Key>,
}

/// Fetches the rows of a page by id, in the order of its keys; `by_id` is ` AND … IN (` of the id column.
/// Other tables are joined with `LEFT JOIN` even where their row is always there: it keeps SQLite from starting with them.
pub(super) async fn fetch<R>(
    tx: &mut Tx,
    select: &'static str,
    by_id: &'static str,
    tenants: impl IntoIterator<Item = Value<'static>>,
    keys: &[Key],
    mut read: impl FnMut(&Row<'_>) -> Result<R, StoreError>,
) -> Result<Vec<R>, StoreError> {
    let Some(last) = keys.last() else {
        return Ok(Vec::new());
    };
    let mut query = Query::new(select, tenants);
    query.push(by_id, args![]);
    // Few different lengths, so that the engine keeps the statements prepared.
    let length = [1, 10, usize::from(PAGE_ROWS), usize::from(PAGE_ROWS_AT_MOST)]
        .into_iter()
        .find(|length| *length >= keys.len())
        .unwrap_or(keys.len());
    for place in 0..length {
        let id = keys.get(place).unwrap_or(last).id;
        query.push(if place == 0 { "?" } else { ", ?" }, args![id]);
    }
    query.push(")", args![]);
    let mut found = query.all(tx, |row| Ok((row.int(0)?, read(row)?))).await?;
    let place = |id: i64| keys.iter().position(|key| key.id == id);
    found.sort_by_cached_key(|(id, _)| place(*id));
    Ok(found.into_iter().map(|(_, row)| row).collect())
}

#[cfg(test)]
impl Plan {
    /// How SQLite would run every statement of this plan, on the first page and on a later one, with the columns that its
    /// index must narrow by.
    pub async fn explained(&self, tx: &mut Tx, tenant: TenantId) -> Result<Vec<Explained>, StoreError> {
        let first = if self.order.text { Part::Text("m".into()) } else { Part::Int(5) };
        let later = Key { first, id: 5 };
        let mut explained = Vec::new();
        for range in &self.ranges {
            let mut narrowed_by = self.bounds.columns();
            narrowed_by.extend(range.columns());
            for query in [
                self.count_query(tenant, range, COUNTED_AT_MOST),
                self.keys_query(tenant, range, None, 51),
                self.keys_query(tenant, range, Some(&later), 51),
            ] {
                explained.push(Explained {
                    text: query.text().to_owned(),
                    plan: query.plan(tx).await?,
                    narrowed_by: narrowed_by.clone(),
                });
            }
        }
        Ok(explained)
    }
}

/// One statement, SQLite's plan of it, and the columns its index must narrow by.
#[cfg(test)]
pub(super) struct Explained {
    pub text: String,
    pub plan: String,
    pub narrowed_by: Vec<&'static str>,
}

#[cfg(test)]
impl Conditions {
    /// The columns that are compared with a value.
    fn columns(&self) -> Vec<&'static str> {
        self.0
            .iter()
            .flat_map(|(piece, _)| piece.split(" AND "))
            .filter(|condition| condition.ends_with('?'))
            .filter_map(|condition| condition.split_whitespace().next())
            .collect()
    }
}
