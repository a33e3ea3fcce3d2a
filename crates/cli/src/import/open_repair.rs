//! The report of `makegood import open-repair`.

use super::{Args, bar, watch};
use crate::failure::{Exit, Failure};
use crate::say;
use app::App;
use app::exchange::open_repair::{self, CategoryCount, OpenRepairReport};
use domain::words;
use domain::words::Words;
use std::time::Instant;

pub(super) async fn run(app: &App, args: &Args) -> Result<(), Failure> {
    if args.dry_run || args.accept_valid_rows || args.errors.is_some() {
        let message = Words::fixed(
            "open-repair 记录总是逐条照原样受理，没有 --dry-run、--accept-valid-rows 和 --errors。",
            "Open Repair records are always taken in as they are: there is no --dry-run, --accept-valid-rows or --errors.",
        );
        return Err(Failure::new(Exit::BadInput, message));
    }
    let started = Instant::now();
    let bar = bar();
    let report = open_repair::import(app, None, args.file.clone(), &watch(&bar)).await;
    bar.finish_and_clear();
    let report = report?;
    let seconds = started.elapsed().as_secs_f64();
    tell(&report);
    let rate = per_second(report.records, seconds);
    say::both(&words!(
        "用时 {seconds:.1} 秒，每秒 {rate} 条。",
        "It took {seconds:.1} seconds: {rate} records per second."
    ));
    Ok(())
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rate to be read by a person; both numbers are small and positive"
)]
fn per_second(records: u64, seconds: f64) -> u64 {
    (records as f64 / seconds.max(0.001)) as u64
}

fn tell(report: &OpenRepairReport) {
    let OpenRepairReport { records, taken, known, differing, with_age, with_year, with_problem, .. } =
        *report;
    let OpenRepairReport { shortened, flagged, in_warranty, paid, .. } = *report;
    say::both(&words!(
        "记录 {records} 条：本次受理 {taken}，以前已受理 {known}（其中内容有变 {differing}，未改动）。",
        "{records} records: {taken} taken in now, {known} taken in before ({differing} of them differ now and were left alone)."
    ));
    say::both(&words!(
        "有机龄 {with_age}，有制造年份 {with_year}，有故障描述 {with_problem}（过长截短 {shortened}），有疑点 {flagged}。",
        "With age {with_age}, with year of manufacture {with_year}, with problem text {with_problem} (shortened {shortened}), odd {flagged}."
    ));
    let undecided = report.undecided_count();
    say::both(&words!(
        "判定：保修期内（待查原因）{in_warranty}，收费 {paid}，不能确定 {undecided}。",
        "Verdicts: in the guarantee, subject to the cause {in_warranty}; paid {paid}; undecided {undecided}."
    ));
    for (why, count) in &report.undecided {
        let words = why.words();
        let (zh, en) = (&words.zh, &words.en);
        say::both(&words!("  {count} 条：{zh}", "  {count}: {en}"));
    }
    say::line("");
    say::line("    总数     修好     可修   不可修   未记录  类别 category");
    say::line("   total    fixed  repair.   end of  unknown");
    say::line("                               life");
    count_line("合计 all", report.outcomes);
    let mut categories: Vec<_> = report.categories.iter().collect();
    categories.sort_by(|a, b| b.1.records.cmp(&a.1.records).then_with(|| a.0.cmp(b.0)));
    for (category, count) in categories {
        count_line(category, *count);
    }
    say::line("");
}

fn count_line(name: &str, count: CategoryCount) {
    let CategoryCount { records, fixed, repairable, end_of_life, unknown } = count;
    say::line(format_args!("{records:>8} {fixed:>8} {repairable:>8} {end_of_life:>8} {unknown:>8}  {name}"));
}
