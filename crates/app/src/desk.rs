//! A desk: one transaction, one person, one instant. Loading through it is loading as far as the person may see.

use crate::order::subject_of;
use crate::view::told;
use crate::{App, AppError, agreements::Agreements, not_found};
use domain::ids::{PersonId, TenantId};
use domain::order::Order;
use domain::outcome::{Outcome, Stamp};
use domain::people::{Action, Actor, Scope};
use domain::refusal::{Refusal, RefusalKind};
use domain::settlement::Statement;
use domain::words;
use domain::words::Words;
use jiff::Timestamp;
use std::sync::Arc;
use store::db::Tx;
use store::record::service;

/// One transaction, one person, one instant.
pub struct Desk<'a> {
    app: &'a App,
    tx: &'a mut Tx,
    who: Option<&'a Actor>,
    now: Timestamp,
}

impl<'a> Desk<'a> {
    pub(crate) const fn new(app: &'a App, tx: &'a mut Tx, who: Option<&'a Actor>, now: Timestamp) -> Self {
        Self { app, tx, who, now }
    }

    /// The same desk at another instant: what is taken over from the past is recorded as of then.
    pub(crate) const fn at(&mut self, instant: Timestamp) -> Desk<'_> {
        Desk { app: self.app, tx: self.tx, who: self.who, now: instant }
    }

    /// The transaction.
    pub const fn tx(&mut self) -> &mut Tx {
        self.tx
    }

    /// The tenant.
    pub fn tenant(&self) -> TenantId {
        self.app.tenant()
    }

    /// The instant.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// The person.
    pub const fn who(&self) -> Option<&Actor> {
        self.who
    }

    /// The person's id, for the journal.
    pub fn by(&self) -> Option<PersonId> {
        self.who.map(|actor| actor.person_id)
    }

    /// When and by whom.
    pub fn stamp(&self) -> Stamp {
        Stamp { at: self.now, by: self.by() }
    }

    /// The agreements.
    pub fn agreements(&self) -> Arc<Agreements> {
        self.app.agreements()
    }

    /// The next identifier.
    pub fn next_id(&self) -> i64 {
        self.app.next_id(self.now)
    }

    /// A random text.
    pub fn random_text(&self) -> String {
        self.app.random_text()
    }

    /// The next number of a series without gaps: `W26-0000001`.
    pub async fn next_number(&mut self, letter: &str, year: i16) -> Result<String, AppError> {
        let year = year.rem_euclid(100);
        let series = format!("{letter}{year:02}");
        let tenant = self.tenant();
        let number = store::counter::draw(self.tx, tenant, &series).await?;
        Ok(format!("{series}-{number:07}"))
    }

    /// The records over which the person may do `action`. The product itself may do everything.
    pub fn scope(&self, action: Action) -> Result<Scope, AppError> {
        match self.who {
            Some(actor) => Ok(actor.scope(action)?),
            None => Ok(Scope::All),
        }
    }

    /// Writes an outcome.
    pub async fn commit(&mut self, outcome: &Outcome) -> Result<(), AppError> {
        let (tenant, stamp, app, now) = (self.tenant(), self.stamp(), self.app, self.now);
        self.tx.commit_outcome(tenant, outcome, stamp, &mut || app.next_id(now)).await?;
        Ok(())
    }

    /// An order by number, as far as the person may see it; then whether they may do `action` with it.
    pub async fn order(&mut self, number: &str, action: Action) -> Result<Order, AppError> {
        let sees = self.scope(Action::SeeOrders)?;
        let tenant = self.tenant();
        let order = service::order_by_number(self.tx, tenant, number)
            .await?
            .filter(|order| sees.covers(order.provider_id(), order.technician_id()))
            .ok_or_else(|| not_found("该工单", "order"))?;
        let may = self.scope(action)?;
        if !may.covers(order.provider_id(), order.technician_id()) {
            return Err(not_found("该工单", "order"));
        }
        Ok(order)
    }

    /// The same, refused when the order has changed since a version the person has seen: says who changed what.
    pub async fn order_seen(
        &mut self,
        number: &str,
        seen: Option<u32>,
        action: Action,
    ) -> Result<Order, AppError> {
        let order = self.order(number, action).await?;
        let Some(seen) = seen.filter(|seen| *seen != order.version) else {
            return Ok(order);
        };
        let changes = told::since(self, subject_of(&order), seen).await?;
        let Words { zh, en } = changes.unwrap_or(Words::fixed("内容已更改", "it has changed"));
        Err(Refusal::new(
            RefusalKind::Stale,
            "order.stale",
            words!(
                "您打开页面之后，工单 {number} 有了变化：{zh}。您的操作没有执行；请重新打开工单，看过之后再决定。",
                "Order {number} changed after you opened the page: {en}. What you did was not carried out; open the order again, look, then decide."
            ),
        )
        .into())
    }

    /// A statement by number, as far as the person may see it; then whether they may do `action` with it.
    pub async fn statement(&mut self, number: &str, action: Action) -> Result<Statement, AppError> {
        let sees = self.scope(Action::SeeStatements)?;
        let tenant = self.tenant();
        let statement = service::statement_by_number(self.tx, tenant, number)
            .await?
            .filter(|statement| sees.covers(Some(statement.provider_id), None))
            .ok_or_else(|| not_found("该结算单", "statement"))?;
        let may = self.scope(action)?;
        if !may.covers(Some(statement.provider_id), None) {
            return Err(not_found("该结算单", "statement"));
        }
        Ok(statement)
    }
}
