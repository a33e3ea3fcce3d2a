//! Parties: the customer, the provider with its territory, its technicians, and the people who sign in.

mod customer;
mod person;
mod provider;
mod technician;

pub use customer::{Contact, Customer, CustomerFact};
pub use person::{Person, PersonFact, PersonProfile};
pub use provider::{BankAccount, Provider, ProviderFact, ProviderProfile, Territory};
pub use technician::{Technician, TechnicianFact, TechnicianProfile};
