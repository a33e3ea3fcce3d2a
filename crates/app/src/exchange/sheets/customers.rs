//! Customers, by phone and name.

use super::{Effect, RowError, Staging, cell, keep, text};
use crate::Desk;
use domain::identifier::phone;
use domain::ids::CustomerId;
use domain::outcome::{Changed, Stamp};
use domain::party::{Contact, Customer};
use papers::sheet::{CUSTOMERS, Values};
use store::record::party;

/// Customers of one phone that are looked through.
const SAME_PHONE_MAX: i64 = 100;

pub async fn customer(staging: &mut Staging, desk: &mut Desk<'_>, row: &Values) -> Result<Effect, RowError> {
    let (tenant, stamp) = (desk.tenant(), desk.stamp());
    let (name, phone) = (text(row, "name"), phone::normalise(text(row, "phone")));
    staging.once("phone", format!("{phone}\u{1f}{name}"))?;
    let known = party::customers_by_phone(desk.tx(), tenant, &phone, SAME_PHONE_MAX).await?;
    let found = known.into_iter().find(|customer| customer.contact.name == name);
    let mut contact = found.as_ref().map_or_else(
        || Contact { name: name.to_owned(), phone, ..Contact::default() },
        |customer| customer.contact.clone(),
    );
    keep(row, "division", &mut contact.division);
    keep(row, "address", &mut contact.address);
    let changed = match &found {
        Some(customer) => customer.correct(contact, stamp),
        None => Some(Customer::record(CustomerId(desk.next_id()), contact, desk.random_text(), stamp)),
    };
    Ok(staging.take(changed))
}

/// A customer as a row; none without a phone, by which alone one is found again.
pub fn customer_row(customer: &Customer) -> Option<Values> {
    let contact = &customer.contact;
    let mut row = Values::new(&CUSTOMERS);
    row.set("phone", Some(cell(&contact.phone)?));
    row.set("name", cell(&contact.name));
    row.set("division", cell(&contact.division));
    row.set("address", cell(&contact.address));
    Some(row)
}

/// The owner or caller a row of another sheet names.
#[derive(Clone, Debug, Default)]
pub struct Named {
    name: String,
    phone: String,
    division: String,
    address: String,
}

impl Named {
    pub fn of(row: &Values) -> Self {
        let given = |column| text(row, column).to_owned();
        Self {
            name: given("customer_name"),
            phone: phone::normalise(text(row, "customer_phone")),
            division: given("division"),
            address: given("address"),
        }
    }

    /// Whether the row says who it is.
    pub const fn is_someone(&self) -> bool {
        !self.name.is_empty() || !self.phone.is_empty()
    }

    /// Whether this customer is meant: what the row leaves blank, it does not deny.
    fn is(&self, contact: &Contact) -> bool {
        let agrees = |given: &str, known: &str| given.is_empty() || given == known;
        agrees(&self.name, &contact.name) && agrees(&self.phone, &contact.phone)
    }

    /// Finds the customer: the one on the record, else one of that phone, else a new one. Place and address are filled
    /// in where they are not known; a customer with several machines may have several.
    pub async fn find_or_record(
        &self,
        staging: &mut Staging,
        desk: &mut Desk<'_>,
        on_record: Option<Customer>,
        stamp: Stamp,
    ) -> Result<(CustomerId, Option<Changed<Customer>>), RowError> {
        let key = (self.phone.clone(), self.name.clone());
        if let Some(id) = staging.met.get(&key) {
            return Ok((*id, None));
        }
        let tenant = desk.tenant();
        let mut found = on_record.filter(|customer| self.is(&customer.contact));
        if found.is_none() && !self.phone.is_empty() {
            let known = party::customers_by_phone(desk.tx(), tenant, &self.phone, SAME_PHONE_MAX).await?;
            found = known.into_iter().find(|customer| self.is(&customer.contact));
        }
        let found = found.map(|customer| staging.customers.get(&customer.id).cloned().unwrap_or(customer));
        let (id, changed) = if let Some(customer) = found {
            (customer.id, customer.correct(self.filled_in(&customer.contact), stamp))
        } else {
            let id = CustomerId(desk.next_id());
            let contact = self.filled_in(&Contact::default());
            (id, Some(Customer::record(id, contact, desk.random_text(), stamp)))
        };
        if let Some(changed) = &changed {
            staging.customers.insert(id, changed.after.clone());
        }
        // Two rows without a phone are two people, whatever their names.
        if !self.phone.is_empty() {
            staging.met.insert(key, id);
        }
        Ok((id, changed))
    }

    /// The contact with its gaps filled from the row.
    fn filled_in(&self, known: &Contact) -> Contact {
        let fill = |known: &str, given: &str| if known.is_empty() { given } else { known }.to_owned();
        Contact {
            name: fill(&known.name, &self.name),
            phone: fill(&known.phone, &self.phone),
            division: fill(&known.division, &self.division),
            address: fill(&known.address, &self.address),
        }
    }
}
