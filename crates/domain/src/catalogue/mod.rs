//! The catalogue: products, parts, units, and what was sold each month.

mod part;
mod product;
mod sales;
mod unit;

pub use part::{Part, PartFact, PartProfile};
pub use product::{Product, ProductFact, ProductProfile};
pub use sales::{MonthlySales, MonthlySalesFact, MonthlySalesProfile};
pub use unit::{Unit, UnitFact, UnitProfile};
