//! The use cases as stories: who does what and when, and exactly which facts, charges and amounts come of it.

#![cfg(test)]

mod settlement;
mod simulation;
mod story;
mod world;
