//! The pages and the session, through the whole router, on a store of their own and a clock that stands.

#![cfg(test)]

mod exchange;
mod pages;
mod settle;
mod sign_in;
mod story;
mod support;
