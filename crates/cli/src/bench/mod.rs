//! `makegood bench`: how fast it is, as ratios against a floor measured in the same run.
//!
//! Absolute times say little on a shared machine, so each figure stands beside what the same machine does without
//! Makegood: the same rows written by bare SQLite, or the same page on a small store.

mod http;
mod intake;
mod lists;
mod month;
mod serve;
mod stock;
mod timing;
mod verdict;

use crate::failure::{Exit, Failure};
use clap::{Args, ValueEnum};
use domain::words;
use std::path::PathBuf;

/// What to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Coverage verdicts with deadlines, on one core.
    Verdict,
    /// Durable intake over HTTP with 32 clients.
    Intake,
    /// First pages of lists with many orders stored.
    Lists,
    /// Closing a month of many orders.
    Month,
    /// Memory and start of `serve`.
    Serve,
}

/// `makegood bench`.
#[derive(Debug, Args)]
pub struct BenchArgs {
    /// What to measure; everything when none is named.
    #[arg(value_enum)]
    pub parts: Vec<Part>,
    /// Verdicts to judge.
    #[arg(long, default_value_t = 4_000_000)]
    pub verdicts: u64,
    /// Requests each of the 32 clients sends.
    #[arg(long, default_value_t = 600)]
    pub requests: usize,
    /// Orders stored for the lists.
    #[arg(long, default_value_t = 1_000_000)]
    pub orders: usize,
    /// Orders of the month that is closed.
    #[arg(long, default_value_t = 100_000)]
    pub month_orders: usize,
    /// A data folder with demo data, for memory and start.
    #[arg(long)]
    pub data: Option<PathBuf>,
}

/// Runs the parts one after another.
pub async fn run(args: BenchArgs) -> Result<(), Failure> {
    measure(args).await.map_err(|error| {
        Failure::new(Exit::Refused, words!("测速中断：{error}", "The measurement stopped: {error}"))
    })
}

async fn measure(args: BenchArgs) -> Result<(), String> {
    let every = [Part::Verdict, Part::Intake, Part::Lists, Part::Month, Part::Serve];
    let parts = if args.parts.is_empty() { every.to_vec() } else { args.parts.clone() };
    for part in parts {
        match part {
            Part::Verdict => verdict::run(args.verdicts)?,
            Part::Intake => intake::run(args.requests).await?,
            Part::Lists => lists::run(args.orders).await?,
            Part::Month => month::run(args.month_orders).await?,
            Part::Serve => serve::run(args.data.as_deref()).await?,
        }
    }
    Ok(())
}

/// One line of the report: a figure, its unit, and the ratio that judges it.
#[expect(clippy::print_stdout, reason = "the report is the command's answer")]
pub(super) fn report(name: &str, figure: &str, ratio: &str) {
    println!("{name:<44} {figure:>26}   {ratio}");
}

/// An error as one sentence.
pub(super) fn sentence(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// An empty folder that goes with the returned guard.
pub(super) struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Result<Self, String> {
        let path = std::env::temp_dir().join(format!("makegood-bench-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).map_err(sentence)?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed now is left to the system's cleaning of its temporary folder.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
