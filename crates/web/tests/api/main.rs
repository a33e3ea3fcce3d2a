//! The JSON interface, asked as other programs ask it.

#![cfg(test)]

mod client;
mod world;

mod access;
mod document;
mod problems;
mod replay;
mod session;
