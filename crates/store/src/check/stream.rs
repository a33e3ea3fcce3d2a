//! Rows in the order of their keys, a page at a time, handed over in groups that share an id.

use crate::db::Tx;
use crate::error::StoreError;
use std::collections::VecDeque;

/// How many rows a page has.
pub(super) const PAGE: i64 = 1_000;

/// A statement that reads rows after a key, in the order of keys.
pub(super) trait Paged {
    /// A row.
    type Item;
    /// What rows are sorted by.
    type Key: Copy;
    /// Before every key.
    const START: Self::Key;
    /// The key of a row.
    fn key(item: &Self::Item) -> Self::Key;
    /// The id that rows of one group share; rising with the key.
    fn id(item: &Self::Item) -> i64;
    /// Up to [`PAGE`] rows after a key.
    async fn page(&self, tx: &mut Tx, after: Self::Key) -> Result<Vec<Self::Item>, StoreError>;
}

/// The rows of a [`Paged`] that are still to come.
pub(super) struct Stream<P: Paged> {
    pages: P,
    waiting: VecDeque<P::Item>,
    after: P::Key,
    ended: bool,
}

impl<P: Paged> Stream<P> {
    pub(super) const fn new(pages: P) -> Self {
        Self { pages, waiting: VecDeque::new(), after: P::START, ended: false }
    }

    /// The id of the next row.
    pub(super) async fn next_id(&mut self, tx: &mut Tx) -> Result<Option<i64>, StoreError> {
        if self.waiting.is_empty() && !self.ended {
            let page = self.pages.page(tx, self.after).await?;
            self.ended = (page.len() as u64) < PAGE.unsigned_abs();
            if let Some(last) = page.last() {
                self.after = P::key(last);
            }
            self.waiting.extend(page);
        }
        Ok(self.waiting.front().map(P::id))
    }

    /// Every row with this id, when it is the next one; none otherwise.
    pub(super) async fn take(&mut self, tx: &mut Tx, id: i64) -> Result<Vec<P::Item>, StoreError> {
        let mut taken = Vec::new();
        while self.next_id(tx).await? == Some(id) {
            taken.extend(self.waiting.pop_front());
        }
        Ok(taken)
    }
}

/// The lower of the two next ids; none when both have ended.
pub(super) async fn next_of_both<A: Paged, B: Paged>(
    tx: &mut Tx,
    left: &mut Stream<A>,
    right: &mut Stream<B>,
) -> Result<Option<i64>, StoreError> {
    let ids = [left.next_id(tx).await?, right.next_id(tx).await?];
    Ok(ids.into_iter().flatten().min())
}
