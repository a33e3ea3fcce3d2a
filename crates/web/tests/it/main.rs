//! The pages and the session, through the whole router, on a store of their own and a clock that stands.

mod exchange;
mod settle;
mod sign_in;
mod support;
