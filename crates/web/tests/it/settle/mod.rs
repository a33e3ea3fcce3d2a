//! Settlement pages: one month from the last callback to the bank transfer, as each role in turn.

mod month;
mod papers;
mod reading;
mod steps;
