//! Instants, dates and countdowns as text; the server writes them, `countdown.js` keeps them true.

use domain::{Language, Words, words};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use maud::{Markup, html};

/// Below this much time left, a countdown warns; `countdown.js` holds the same number.
const SOON_SECONDS: i64 = 4 * 3600;

/// Something due at an instant.
#[derive(Clone, Copy, Debug)]
pub struct Countdown {
    /// When it is due.
    pub due_at: Timestamp,
    /// The instant the page is made for.
    pub now: Timestamp,
    /// The clock stands still, because an agreed reason stopped it: the time left does not run.
    pub paused: bool,
}

/// `还剩 3 小时 20 分`, or `超时 2 天 5 小时` in red; hovering tells the instant.
pub fn countdown(language: Language, zone: &TimeZone, countdown: Countdown) -> Markup {
    let Countdown { due_at, now, paused } = countdown;
    let seconds = due_at.as_second() - now.as_second();
    let text = remaining(seconds);
    let title = local(zone, due_at);
    if paused {
        let (zh, en) = (&text.zh, &text.en);
        let text = words!("已暂停 · {zh}", "paused · {en}");
        return html! { span.quiet.nowrap title=(title) { (text.get(language)) } };
    }
    let tone = match seconds {
        ..0 => "late",
        0..=SOON_SECONDS => "soon",
        _ => "calm",
    };
    html! { time datetime=(due_at) data-due=(tone) title=(title) { (text.get(language)) } }
}

/// The text of a countdown with `seconds` left; negative is late.
fn remaining(seconds: i64) -> Words {
    let span = duration(seconds.abs());
    let (zh, en) = (&span.zh, &span.en);
    if seconds >= 0 { words!("还剩 {zh}", "{en} left") } else { words!("超时 {zh}", "{en} late") }
}

/// A length of time as people say it, in its two largest units: `2 天 5 小时`, `3 小时 20 分`, `45 分`.
pub fn duration(seconds: i64) -> Words {
    let minutes = seconds.max(0) / 60;
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    match (days, hours, rest) {
        (0, 0, 0) => Words::fixed("不到 1 分", "under 1 min"),
        (0, 0, m) => words!("{m} 分", "{m} min"),
        (0, h, 0) => words!("{h} 小时", "{h} h"),
        (0, h, m) => words!("{h} 小时 {m} 分", "{h} h {m} min"),
        (d, 0, _) => words!("{d} 天", "{d} d"),
        (d, h, _) => words!("{d} 天 {h} 小时", "{d} d {h} h"),
    }
}

/// An instant as the wall clock of `zone` shows it: `2026-03-02 09:00`.
pub fn instant(zone: &TimeZone, at: Timestamp) -> Markup {
    html! { time.nowrap datetime=(at) { (local(zone, at)) } }
}

/// A civil date: `2026-03-02`.
pub fn date(on: Date) -> Markup {
    html! { time.nowrap datetime=(on) { (on) } }
}

fn local(zone: &TimeZone, at: Timestamp) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_left_is_said_in_two_units() {
        for (seconds, zh, en) in [
            (12_000, "还剩 3 小时 20 分", "3 h 20 min left"),
            (59, "还剩 不到 1 分", "under 1 min left"),
            (0, "还剩 不到 1 分", "under 1 min left"),
            (-3600, "超时 1 小时", "1 h late"),
            (-190_800, "超时 2 天 5 小时", "2 d 5 h late"),
            (86_400, "还剩 1 天", "1 d left"),
        ] {
            let words = remaining(seconds);
            assert_eq!((words.zh.as_ref(), words.en.as_ref()), (zh, en));
        }
    }

    #[test]
    fn the_tone_follows_the_time_left() {
        let now: Timestamp = "2026-03-02T01:00:00Z".parse().unwrap();
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let shown = |due: &str, paused| {
            let due_at = due.parse().unwrap();
            countdown(Language::Chinese, &zone, Countdown { due_at, now, paused }).into_string()
        };
        assert!(shown("2026-03-02T05:00:01Z", false).contains("data-due=\"calm\""));
        assert!(shown("2026-03-02T05:00:00Z", false).contains("data-due=\"soon\""));
        assert!(shown("2026-03-02T00:59:59Z", false).contains("data-due=\"late\""));
        let paused = shown("2026-03-02T05:00:00Z", true);
        assert!(!paused.contains("data-due") && paused.contains("已暂停 · 还剩 4 小时"));
        assert!(paused.contains("2026-03-02 13:00"));
    }
}
