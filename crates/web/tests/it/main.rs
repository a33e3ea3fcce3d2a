//! The pages and the session, through the whole router, on a store of their own and a clock that stands.

mod settle;
mod pages;
mod exchange;
mod sign_in;
mod story;
mod support;
