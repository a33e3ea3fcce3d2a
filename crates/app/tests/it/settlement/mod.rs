//! Settlement counted twice: by the product's rules and by [`testkit::naive`], equal to the fen.

mod demo;
mod property;
mod stored;
