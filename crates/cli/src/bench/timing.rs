//! Times and percentiles. The benchmark is the one place that measures time.

use std::time::{Duration, Instant};

/// Runs `work` and says how long it took.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = now();
    let answer = work();
    (answer, start.elapsed())
}

/// The instant of the machine's steady clock.
pub fn now() -> Instant {
    Instant::now()
}

/// The value below which `share` percent of the durations lie.
pub fn percentile(durations: &mut [Duration], share: usize) -> Duration {
    durations.sort_unstable();
    let at = (durations.len().saturating_sub(1) * share) / 100;
    durations.get(at).copied().unwrap_or_default()
}

/// How many a second.
pub fn rate(count: u64, took: Duration) -> u64 {
    let nanoseconds = took.as_nanos().max(1);
    u64::try_from(u128::from(count) * 1_000_000_000 / nanoseconds).unwrap_or(u64::MAX)
}

/// `a` in percent of `b`.
pub fn percent(a: u64, b: u64) -> u64 {
    (u128::from(a) * 100 / u128::from(b.max(1))).try_into().unwrap_or(u64::MAX)
}

/// Milliseconds with two decimals.
pub fn milliseconds(duration: Duration) -> String {
    let hundredths = duration.as_micros() / 10;
    format!("{}.{:02} ms", hundredths / 100, hundredths % 100)
}
