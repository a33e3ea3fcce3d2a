//! Behind the mask: a customer's data shown whole, and who asked for it written down.

use crate::{App, AppError, Desk, callback};
use domain::callback::CallbackStage;
use domain::ids::{CallbackId, CustomerId};
use domain::order::Order;
use domain::outcome::{Subject, SubjectKind};
use domain::party::{Contact, Customer, Person};
use domain::people::{Action, Actor};
use jiff::Timestamp;
use store::record;
use store::reveal::{self, Reveal};

/// A customer's data for one record; whether the person may see it is decided by the caller.
pub(super) async fn open(
    desk: &mut Desk<'_>,
    customer_id: CustomerId,
    subject: Subject,
) -> Result<Contact, AppError> {
    let tenant = desk.tenant();
    if let Some(person_id) = desk.by() {
        let look =
            Reveal { reveal_id: desk.next_id(), person_id, customer_id, subject, revealed_at: desk.now() };
        reveal::log(desk.tx(), tenant, &look).await?;
    }
    Ok(record::load::<Customer>(desk.tx(), tenant, customer_id.0).await?.contact)
}

/// The customer of a callback, for whoever makes it, while it is still to be made.
pub async fn of_callback(app: &App, who: &Actor, id: CallbackId) -> Result<Contact, AppError> {
    app.write(Some(who), async move |desk| {
        let callback = callback::load(desk, id).await?;
        let tenant = desk.tenant();
        let order = record::load::<Order>(desk.tx(), tenant, callback.order_id.0).await?;
        let scope = desk.scope(Action::RevealCustomers)?;
        if !scope.covers(order.provider_id(), order.technician_id()) || callback.stage != CallbackStage::Due {
            return Err(crate::not_found("该回访", "callback"));
        }
        let subject = Subject { kind: SubjectKind::Callback, id: id.0 };
        open(desk, order.opened.customer_id, subject).await
    })
    .await
}

/// A look behind the mask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// Who looked.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// The most looks a page names.
const LOOKS_MAX: i64 = 20;

/// Who looked at the customer for a record, newest first. Whether the record may be seen is decided by the caller.
pub(super) async fn looks(desk: &mut Desk<'_>, subject: Subject) -> Result<Vec<Look>, AppError> {
    let tenant = desk.tenant();
    let found = reveal::of_subject(desk.tx(), tenant, subject, LOOKS_MAX).await?;
    let mut looks = Vec::with_capacity(found.len());
    for look in found {
        let person = record::find::<Person>(desk.tx(), tenant, look.person_id.0).await?;
        let by = person.map_or_else(|| look.person_id.to_string(), |person| person.profile.name);
        looks.push(Look { by, at: look.revealed_at });
    }
    Ok(looks)
}
