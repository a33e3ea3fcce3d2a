//! What the JSON interface reads: one record with what belongs to it, and the lists, each within the person's scope.
//!
//! Personal data comes out whole; the interface masks it.

pub mod cursor;
mod lists;
mod question;
mod records;

pub use lists::{
    accounts, agreements, callbacks, customers, obligations, orders, parts, people, postings, products,
    providers, requests, sales, statements, technicians, units,
};
pub use question::{Answered, Question, ask, explain};
pub use records::{
    Lines, OrderView, RequestView, StatementView, UnitView, callback, customer, order, order_timeline, part,
    product, provider, request, request_timeline, statement, statement_lines, statement_timeline, unit,
};
pub use store::list::{
    AccountRow, AgreementRow, CallbackFilter, CallbackRow, CustomerFilter, CustomerRow, Listed,
    ObligationFilter, ObligationRow, OrderFilter, OrderRow, OrderSort, Owner, PAGE_ROWS, PAGE_ROWS_AT_MOST,
    Page, PartRow, PersonFilter, PersonRow, PostingRow, ProductRow, ProviderFilter, ProviderRow,
    RequestFilter, RequestRow, SalesFilter, SalesRow, Stages, Standing, StatementFilter, StatementRow,
    TechnicianRow, TimelineRow, UnitFilter, UnitRow,
};
