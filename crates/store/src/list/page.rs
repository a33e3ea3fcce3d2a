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
pub const LOOK_AHEAD: i64 = 2_000;

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
    pub const FIRST: Self = Self {
        after: None,
        rows: None,
    };

    /// The page after a cursor, as long as usual.
    pub const fn after(cursor: String) -> Self {
        Self {
            after: Some(cursor),
            rows: None,
        }
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
    pub(super) const EMPTY: Self = Self {
        rows: Vec::new(),
        next: None,
    };
}

/// An order of a list and its SQL; made by [`order!`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Order {
    /// Stands in cursors, so that one order's cursor is not taken for another's.
    pub name: &'static str,
    /// Whether the first column is a text.
    pub text: bool,
    /// Whether the first column is the id, and so the only one.
    pub single: bool,
    /// From the highest key down.
    pub descending: bool,
    /// The start of a statement that reads keys.
    pub keys: &'static str,
    /// The start and end of a statement that says how far [`LOOK_AHEAD`] reaches.
    pub reach: (&'static str, &'static str),
    /// Only keys after one.
    pub after: &'static str,
    /// Only keys up to where [`LOOK_AHEAD`] reaches.
    pub within: &'static str,
    /// The order itself, with the limit.
    pub by: &'static str,
}

/// Spells an order out for a table: `order!("orders" service_order order_id down)` by id alone, or
/// `order!("orders-due" service_order int due_at, order_id up)` by a column and then the id.
macro_rules! order {
    ($name:literal $table:ident $id:ident up) => { $crate::list::page::order!(@one $name $table $id false ">" "<=" "max" "") };
    ($name:literal $table:ident $id:ident down) => { $crate::list::page::order!(@one $name $table $id true "<" ">=" "min" " DESC") };
    ($name:literal $table:ident int $first:ident, $id:ident up) => {
        $crate::list::page::order!(@two $name $table $first $id false false ">" "<=" "max" "")
    };
    ($name:literal $table:ident int $first:ident, $id:ident down) => {
        $crate::list::page::order!(@two $name $table $first $id false true "<" ">=" "min" " DESC")
    };
    ($name:literal $table:ident text $first:ident, $id:ident up) => {
        $crate::list::page::order!(@two $name $table $first $id true false ">" "<=" "max" "")
    };
    (@one $name:literal $table:ident $id:ident $down:literal $after:literal $within:literal $far:literal $desc:literal) => {
        $crate::list::page::Order {
            name: $name,
            text: false,
            single: true,
            descending: $down,
            keys: concat!("SELECT ", stringify!($id), " FROM ", stringify!($table), " WHERE tenant_id = ?"),
            reach: (
                concat!(
                    "SELECT count(*), ", $far, "(", stringify!($id), ") FROM (SELECT ", stringify!($id),
                    " FROM ", stringify!($table), " WHERE tenant_id = ?"
                ),
                ") examined",
            ),
            after: concat!(" AND ", stringify!($id), " ", $after, " ?"),
            within: concat!(" AND ", stringify!($id), " ", $within, " ?"),
            by: concat!(" ORDER BY ", stringify!($id), $desc, " LIMIT ?"),
        }
    };
    (@two $name:literal $table:ident $first:ident $id:ident $text:literal $down:literal $after:literal $within:literal
     $far:literal $desc:literal) => {
        $crate::list::page::Order {
            name: $name,
            text: $text,
            single: false,
            descending: $down,
            keys: concat!(
                "SELECT ", stringify!($first), ", ", stringify!($id), " FROM ", stringify!($table),
                " WHERE tenant_id = ?"
            ),
            reach: (
                concat!(
                    "SELECT count(*), ", $far, "(", stringify!($first), ") FROM (SELECT ", stringify!($first),
                    " FROM ", stringify!($table), " WHERE tenant_id = ?"
                ),
                ") examined",
            ),
            after: concat!(" AND (", stringify!($first), ", ", stringify!($id), ") ", $after, " (?, ?)"),
            within: concat!(" AND ", stringify!($first), " ", $within, " ?"),
            by: concat!(
                " ORDER BY ", stringify!($first), $desc, ", ", stringify!($id), $desc, " LIMIT ?"
            ),
        }
    };
}
pub(super) use order;

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

    /// These and those of a branch.
    fn with(&self, more: &Self) -> Self {
        Self(self.0.iter().chain(&more.0).cloned().collect())
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
    /// What no index answers. Columns stand in an expression, `(stage || '')` or `(provider_id + 0)`, so that an engine
    /// does not leave the chosen index for theirs and sort.
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
            let bounds = self.bounds.with(range);
            let reach = self.reach_of_checks(tx, tenant, &bounds, None).await?;
            tally.is_more |= reach.is_some();
            let query = self.count_query(tenant, &bounds, reach.as_ref(), COUNTED_AT_MOST - tally.count + 1);
            tally.count += query.all(tx, |row| row.int(0)).await?.into_iter().sum::<i64>();
            if tally.count > COUNTED_AT_MOST {
                return Ok(Tally {
                    count: COUNTED_AT_MOST,
                    is_more: true,
                });
            }
        }
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
        let bounds = self.bounds.with(range);
        let reach = self.reach_of_checks(tx, tenant, &bounds, begin).await?;
        let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
        let query = self.keys_query(tenant, &bounds, begin, reach.as_ref(), limit);
        let keys = query.all(tx, |row| self.key(row)).await?;
        let reached = if keys.len() > size {
            keys.last().cloned()
        } else {
            reach.map(|part| self.last_at(part))
        };
        Ok(RangeRead { keys, reached })
    }

    /// The first column of the last row that may be looked at; none when nothing is checked or the range ends before.
    async fn reach_of_checks(
        &self,
        tx: &mut Tx,
        tenant: TenantId,
        bounds: &Conditions,
        begin: Option<&Key>,
    ) -> Result<Option<Part>, StoreError> {
        if self.checks.0.is_empty() {
            return Ok(None);
        }
        let rows = self.look_ahead();
        let read = |row: &Row<'_>| {
            if row.int(0)? < rows {
                return Ok(None);
            }
            self.part(row, 1).map(Some)
        };
        let found = self.reach_query(tenant, bounds, begin).all(tx, read).await?;
        Ok(found.into_iter().next().flatten())
    }

    /// How many rows each range may look at.
    fn look_ahead(&self) -> i64 {
        let ranges = i64::try_from(self.ranges.len()).unwrap_or(i64::MAX);
        (LOOK_AHEAD / ranges.max(1)).max(200)
    }

    fn reach_query(&self, tenant: TenantId, bounds: &Conditions, begin: Option<&Key>) -> Query<'static> {
        let (start, end) = self.order.reach;
        let mut query = Query::new(start, args![tenant]);
        bounds.push_to(&mut query);
        self.push_after(&mut query, begin);
        query.push(self.order.by, args![self.look_ahead()]);
        query.push(end, args![]);
        query
    }

    fn count_query(
        &self,
        tenant: TenantId,
        bounds: &Conditions,
        reach: Option<&Part>,
        limit: i64,
    ) -> Query<'static> {
        let (start, end) = self.order.reach;
        let mut query = Query::new(start, args![tenant]);
        bounds.push_to(&mut query);
        query.push_if(self.order.within, reach.cloned());
        self.checks.push_to(&mut query);
        query.push(self.order.by, args![limit]);
        query.push(end, args![]);
        query
    }

    fn keys_query(
        &self,
        tenant: TenantId,
        bounds: &Conditions,
        begin: Option<&Key>,
        reach: Option<&Part>,
        limit: i64,
    ) -> Query<'static> {
        let mut query = Query::new(self.order.keys, args![tenant]);
        bounds.push_to(&mut query);
        self.push_after(&mut query, begin);
        query.push_if(self.order.within, reach.cloned());
        self.checks.push_to(&mut query);
        query.push(self.order.by, args![limit]);
        query
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

    fn key(&self, row: &Row<'_>) -> Result<Key, StoreError> {
        let first = self.part(row, 0)?;
        let id = if self.order.single {
            row.int(0)?
        } else {
            row.int(1)?
        };
        Ok(Key { first, id })
    }

    fn part(&self, row: &Row<'_>, at: usize) -> Result<Part, StoreError> {
        if self.order.text {
            Ok(Part::Text(row.text(at)?))
        } else {
            Ok(Part::Int(row.int(at)?))
        }
    }

    /// The last key that can have this first column.
    fn last_at(&self, first: Part) -> Key {
        let id = match (&first, self.order.single, self.order.descending) {
            (Part::Int(id), true, _) => *id,
            (_, _, true) => i64::MIN,
            (_, _, false) => i64::MAX,
        };
        Key { first, id }
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
        let first = if self.order.text {
            Part::Text("m".into())
        } else {
            Part::Int(5)
        };
        let later = Key {
            first: first.clone(),
            id: 5,
        };
        let mut explained = Vec::new();
        for range in &self.ranges {
            let bounds = self.bounds.with(range);
            let mut queries = vec![self.count_query(tenant, &bounds, Some(&first), COUNTED_AT_MOST)];
            for begin in [None, Some(&later)] {
                queries.push(self.keys_query(tenant, &bounds, begin, Some(&first), 51));
                queries.push(self.reach_query(tenant, &bounds, begin));
            }
            for query in queries {
                explained.push(Explained {
                    text: query.text().to_owned(),
                    plan: query.plan(tx).await?,
                    narrowed_by: bounds.columns(),
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
