use super::*;
use crate::outcome::SubjectKind;
use jiff::civil::DateTime;
use proptest::collection::vec;
use proptest::prelude::*;

/// A time of day in the calendar's zone.
fn at(civil: &str) -> Timestamp {
    let civil: DateTime = civil.parse().unwrap();
    let zone = Calendar::china().zone().clone();
    civil.to_zoned(zone).unwrap().timestamp()
}

fn stamp(at: Timestamp) -> Stamp {
    Stamp { at, by: None }
}

fn began(started_at: Timestamp, span: Span) -> Obligation {
    let due = Calendar::china().add(started_at, span);
    let fact = ObligationFact::Began {
        kind: ObligationKind::Restore,
        debtor: Debtor::Principal,
        subject: Subject { kind: SubjectKind::Order, id: 1 },
        citation: Citation {
            agreement: "solar-provider".into(),
            version: 1,
            number: "4.1".into(),
            kind: "restore-within".into(),
        },
        span: Some(span),
        started_at,
        due_at: due.at,
        provisional: due.provisional,
    };
    Changed::new(1, fact, stamp(started_at)).after
}

/// A day from Monday nine o'clock.
fn day() -> Obligation {
    began(at("2026-03-02 09:00"), Span::Clock(24 * 3_600))
}

fn pause(obligation: &Obligation, when: &str) -> Obligation {
    obligation.pause(PauseReason::CustomerPostponed, stamp(at(when))).unwrap().after
}

fn resume(obligation: &Obligation, when: &str) -> Obligation {
    obligation.resume(Calendar::china(), stamp(at(when))).unwrap().after
}

#[test]
fn what_was_left_is_counted_from_the_resumption() {
    let paused = pause(&day(), "2026-03-02 12:00");
    assert_eq!(paused.open_due_at(), None);
    let resumed = resume(&paused, "2026-03-05 08:00");
    assert_eq!(resumed.open_due_at(), Some(at("2026-03-06 05:00")), "21 of 24 hours");
    let again = resume(&pause(&resumed, "2026-03-06 04:59"), "2026-03-07 00:00");
    assert_eq!(again.open_due_at(), Some(at("2026-03-07 00:01")), "a minute");
    assert_eq!(again.segments.len(), 3);
}

#[test]
fn working_time_stands_still_at_night_anyway() {
    // 2026-03-02 is a Monday; the calendar is open from nine to six with a break at noon.
    let calendar = Calendar::china();
    let obligation = began(at("2026-03-02 09:00"), Span::Working(4 * 3_600));
    let due = obligation.open_due_at().unwrap();
    let evening = resume(
        &pause(&began(at("2026-03-02 17:00"), Span::Working(4 * 3_600)), "2026-03-02 20:00"),
        "2026-03-03 06:00",
    );
    let direct = calendar.add(at("2026-03-02 17:00"), Span::Working(4 * 3_600)).at;
    assert_eq!(evening.open_due_at(), Some(direct), "a pause outside opening hours moves nothing");
    assert!(due < at("2026-03-03 00:00"));
}

#[test]
fn a_missing_part_stops_no_clock() {
    assert_eq!(day().pause(PauseReason::AwaitingPart, stamp(at("2026-03-02 10:00"))), None);
}

#[test]
fn a_clock_that_has_run_out_cannot_be_stopped() {
    for late in ["2026-03-03 09:00", "2026-03-03 09:01"] {
        assert_eq!(day().pause(PauseReason::CustomerPostponed, stamp(at(late))), None, "{late}");
    }
}

#[test]
fn the_due_instant_itself_is_in_time() {
    let due = at("2026-03-03 09:00");
    assert_eq!(day().look(stamp(due)), None);
    let met = day().meet(due, stamp(due)).unwrap();
    assert_eq!(met.after.state, ObligationState::Met { met_at: due });
    let late = due + SignedDuration::from_millis(1);
    assert_eq!(day().look(stamp(late)).unwrap().facts, [ObligationFact::Breached]);
}

#[test]
fn a_breach_is_never_wiped_out() {
    let (due_at, late) = (at("2026-03-03 09:00"), at("2026-03-04 09:00"));
    let unseen = day().meet(late, stamp(late)).unwrap();
    assert_eq!(unseen.facts, [ObligationFact::Breached, ObligationFact::Met { met_at: late }]);
    let seen = day().look(stamp(late)).unwrap().after.meet(late, stamp(late)).unwrap();
    for met in [unseen.after, seen.after] {
        assert_eq!(met.state, ObligationState::Breached { due_at, met_late_at: Some(late) });
        assert!(!met.is_owed());
        assert_eq!(
            (met.meet(late, stamp(late)), met.lapse(stamp(late)), met.look(stamp(late))),
            (None, None, None)
        );
    }
    let lapsed = day().look(stamp(late)).unwrap().after.lapse(stamp(late)).unwrap().after;
    assert_eq!(lapsed.state, ObligationState::Breached { due_at, met_late_at: None });
    assert!(!lapsed.is_owed(), "cancelled after it was missed: missed, and owed no longer");
    assert_eq!((lapsed.meet(late, stamp(late)), lapsed.lapse(stamp(late))), (None, None));
}

#[test]
fn done_before_the_call_was_entered_counts_when_it_was_done() {
    let entered = at("2026-03-05 09:00");
    let met = day().meet(at("2026-03-02 18:00"), stamp(entered)).unwrap().after;
    assert_eq!(met.state, ObligationState::Met { met_at: at("2026-03-02 18:00") });
}

#[test]
fn another_debtor_gets_the_clock_as_it_stands() {
    let provider = Debtor::Provider(ProviderId(7));
    let noon = stamp(at("2026-03-02 12:00"));
    let passed = day().pass(provider, noon).unwrap().after;
    assert_eq!((passed.debtor, passed.open_due_at()), (provider, day().open_due_at()));
    assert_eq!(passed.pass(provider, noon), None, "to whom it belongs already");
    let met = passed.meet(noon.at, noon).unwrap().after;
    assert_eq!(met.pass(Debtor::Principal, noon), None, "what is done is not passed on");
}

#[test]
fn a_paused_one_is_met_without_a_breach_whenever_it_is_done() {
    let paused = pause(&day(), "2026-03-02 12:00");
    let late = at("2026-03-09 12:00");
    assert_eq!(paused.look(stamp(late)), None);
    assert_eq!(paused.meet(late, stamp(late)).unwrap().after.state, ObligationState::Met { met_at: late });
}

/// Milliseconds run, then milliseconds stood still, several times; the clock is stopped only while it runs.
fn stops() -> impl Strategy<Value = Vec<(i64, i64)>> {
    vec((0..20_000_000_i64, prop_oneof![Just(0), 0..400_000_000_i64]), 0..8)
}

fn spans() -> impl Strategy<Value = Span> {
    prop_oneof![(1..400_000_i64).prop_map(Span::Clock), (1..200_000_i64).prop_map(Span::Working)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn due_never_moves_earlier_and_a_standstill_of_nothing_moves_nothing(
        start in 0..20_000_000_000_i64,
        span in spans(),
        stops in stops(),
    ) {
        let calendar = Calendar::china();
        let mut now = at("2026-01-05 00:00") + SignedDuration::from_millis(start);
        let mut obligation = began(now, span);
        let mut stood = SignedDuration::ZERO;
        let first_due = obligation.open_due_at().unwrap();
        for (ran, still) in stops {
            let due = obligation.open_due_at().unwrap();
            now += SignedDuration::from_millis(ran);
            let Some(paused) = obligation.pause(PauseReason::CustomerPostponed, stamp(now)) else {
                prop_assert!(now >= due, "only a clock that has run out goes on");
                break;
            };
            now += SignedDuration::from_millis(still);
            stood += SignedDuration::from_millis(still);
            obligation = paused.after.resume(calendar, stamp(now)).unwrap().after;
            let moved = obligation.open_due_at().unwrap();
            prop_assert!(moved >= due);
            if still == 0 {
                prop_assert_eq!(moved, due);
            }
            if let Span::Clock(_) = span {
                prop_assert_eq!(moved, first_due + stood, "a clock is late by exactly what it stood still");
            }
        }
    }

    /// The naive way for clock time: walk the segments and count.
    #[test]
    fn the_segments_say_how_much_was_used(start in 0..2_000_000_000_i64, span in 1..400_000_i64, stops in stops()) {
        let mut now = at("2026-01-05 00:00") + SignedDuration::from_millis(start);
        let mut obligation = began(now, Span::Clock(span));
        for (ran, still) in stops {
            now += SignedDuration::from_millis(ran);
            let Some(paused) = obligation.pause(PauseReason::CustomerUnreachable, stamp(now)) else { break };
            now += SignedDuration::from_millis(still);
            obligation = paused.after.resume(Calendar::china(), stamp(now)).unwrap().after;
        }
        let due = obligation.open_due_at().unwrap();
        let used: i64 = obligation
            .segments
            .iter()
            .map(|segment| segment.until.unwrap_or(due).as_millisecond() - segment.from.as_millisecond())
            .sum();
        prop_assert_eq!(used, span * 1_000);
    }
}
