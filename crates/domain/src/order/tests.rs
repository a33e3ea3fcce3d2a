use super::*;
use crate::coverage::SaleDate;
use crate::coverage::{Cause, CoveredLine, Payer, Price};
use crate::ids::{CustomerId, PartId, RequestId};
use crate::money::Fen;
use crate::outcome::{Aggregate, Changed, Stamp};
use crate::party::{Provider, ProviderProfile, Territory};
use crate::reason::Citation;
use crate::refusal::RefusalKind;
use jiff::SignedDuration;

const HOME: ProviderId = ProviderId(7);
const OTHER: ProviderId = ProviderId(8);

/// Minutes after the order was opened.
fn at(minutes: i64) -> Timestamp {
    Timestamp::from_second(1_772_413_200 + minutes * 60).unwrap()
}

fn stamp(minutes: i64) -> Stamp {
    Stamp { at: at(minutes), by: None }
}

fn coverage(line: CoveredLine) -> CoverageDecision {
    CoverageDecision {
        category: None,
        provisional: false,
        labour: line,
        parts: line,
        travel: line,
        reasons: Vec::new(),
        missing: Vec::new(),
        would_change: Vec::new(),
        fallback: None,
    }
}

fn opened() -> Order {
    let opened = Opened {
        number: "W26-0000001".into(),
        request_id: RequestId(1),
        reported_at: at(0),
        customer_id: CustomerId(1),
        unit_id: None,
        product_id: None,
        product_line: "solar-water-heater".into(),
        serial: String::new(),
        division: "110108".into(),
        region: None,
        agreement_id: None,
        sale: SaleDate::Unknown,
        problem: "漏水".into(),
    };
    Order::open(OrderId(1), opened, coverage(CoveredLine::default()), Some(at(1_440)), stamp(0)).after
}

fn provider(id: ProviderId) -> Provider {
    let profile = ProviderProfile { code: format!("P{id}"), active: true, ..ProviderProfile::default() };
    Provider::record(id, profile, stamp(0)).after
}

/// What can be done to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    Dispatch,
    Accept,
    Refuse,
    NameTechnician,
    PlanVisit,
    Arrive,
    Leave,
    Pause,
    Resume,
    Complete,
    Cancel,
    Judge,
}

const VERBS: [Verb; 12] = [
    Verb::Dispatch,
    Verb::Accept,
    Verb::Refuse,
    Verb::NameTechnician,
    Verb::PlanVisit,
    Verb::Arrive,
    Verb::Leave,
    Verb::Pause,
    Verb::Resume,
    Verb::Complete,
    Verb::Cancel,
    Verb::Judge,
];

fn attempt(order: &Order, verb: Verb, to: ProviderId) -> Result<Changed<Order>, Refusal> {
    let now = stamp(60);
    match verb {
        Verb::Dispatch => order.dispatch(&provider(to), DispatchedBy::Hand { reason: "近".into() }, now),
        Verb::Accept => order.accept(Some(TechnicianId(3)), now),
        Verb::Refuse => order.refuse(Refuse { reason: "忙".into() }, now),
        Verb::NameTechnician => order.name_technician(TechnicianId(4), now),
        Verb::PlanVisit => order.plan_visit(PlannedVisit { from_at: at(90), until_at: at(180) }, now),
        Verb::Arrive => order.arrive(order.due_at, now),
        Verb::Leave => order.leave(VisitResult::NobodyHome, now),
        Verb::Pause => order.pause(PauseReason::CustomerPostponed, None, now),
        Verb::Resume => order.resume(Some(at(2_000)), now),
        Verb::Complete => order.complete(complete(), coverage(CoveredLine::default()), Vec::new(), now),
        Verb::Cancel => order.cancel("误报".into(), now),
        Verb::Judge => order.judge(JudgementKind::Void, "缺签名".into(), citation(), now),
    }
}

fn complete() -> Complete {
    Complete {
        month: "2026-03".parse().unwrap(),
        diagnosis: Diagnosis {
            symptom: "S01".into(),
            cause: Cause::Product,
            remedy: "R01".into(),
            note: String::new(),
        },
        labour_minutes: 60,
        parts: Vec::new(),
        signed_by: "张三".into(),
    }
}

fn citation() -> Citation {
    Citation {
        agreement: "solar-provider".into(),
        version: 1,
        number: "10.1".into(),
        kind: "void-incomplete".into(),
    }
}

/// An order brought to where it is by verbs.
fn after(verbs: &[Verb]) -> Order {
    verbs.iter().fold(opened(), |order, verb| attempt(&order, *verb, HOME).unwrap().after)
}

/// Every place an order can be in, each with the verbs that move it and the stage they lead to. What is not named is
/// refused.
fn table() -> Vec<(Order, Vec<(Verb, &'static str)>)> {
    use Verb::{
        Accept, Arrive, Cancel, Complete, Dispatch, Judge, Leave, NameTechnician, Pause, PlanVisit, Refuse,
        Resume,
    };
    let taken_away = [(Dispatch, "dispatched"), (Cancel, "cancelled")];
    let working = [(NameTechnician, "accepted"), (PlanVisit, "visit_planned"), (Arrive, "on_site")];
    let planned = [(NameTechnician, "visit_planned"), (PlanVisit, "visit_planned"), (Arrive, "on_site")];
    vec![
        (after(&[]), taken_away.to_vec()),
        (after(&[Dispatch]), [&taken_away[..], &[(Accept, "accepted"), (Refuse, "open")]].concat()),
        (after(&[Dispatch, Accept]), [&taken_away[..], &working, &[(Pause, "accepted")]].concat()),
        (after(&[Dispatch, Accept, Pause]), [&taken_away[..], &working, &[(Resume, "accepted")]].concat()),
        (
            after(&[Dispatch, Accept, PlanVisit]),
            [&taken_away[..], &planned, &[(Pause, "visit_planned")]].concat(),
        ),
        (
            after(&[Dispatch, Accept, PlanVisit, Pause]),
            [&taken_away[..], &planned, &[(Resume, "visit_planned")]].concat(),
        ),
        (after(&[Dispatch, Accept, Arrive]), vec![(Leave, "accepted"), (Complete, "completed")]),
        (after(&[Dispatch, Accept, Arrive, Complete]), vec![(Judge, "completed")]),
        (after(&[Dispatch, Accept, Arrive, Complete, Judge]), vec![]),
        (after(&[Cancel]), vec![]),
    ]
}

#[test]
fn every_verb_at_every_stage_moves_or_refuses() {
    for (order, allowed) in table() {
        for verb in VERBS {
            let expected = allowed.iter().find(|(known, _)| *known == verb).map(|(_, stage)| *stage);
            let place = format!("{verb:?} when {}, paused {:?}", order.stage.code(), order.paused);
            match (attempt(&order, verb, OTHER), expected) {
                (Ok(changed), Some(stage)) => {
                    assert_eq!(changed.after.stage.code(), stage, "{place}");
                    assert_eq!(changed.before_version, order.version);
                    let mut replayed = order.clone();
                    for fact in &changed.facts {
                        replayed = Order::fold(Some(replayed), 1, fact, stamp(60)).unwrap();
                    }
                    assert_eq!(replayed, changed.after, "{place}: the record is the fold of its facts");
                }
                (Err(refusal), None) => {
                    assert_eq!(refusal.kind, RefusalKind::Conflict, "{place}: {refusal}");
                    assert!(refusal.message.zh.contains("W26-0000001"), "{place}: {refusal}");
                }
                (Ok(changed), None) => {
                    panic!("{place} must be refused, not lead to {}", changed.after.stage.code())
                }
                (Err(refusal), Some(stage)) => panic!("{place} must lead to {stage}: {refusal}"),
            }
        }
    }
}

/// A journal that was tampered with is noticed, never a panic.
#[test]
fn a_fact_that_cannot_follow_folds_to_nothing() {
    let order = opened();
    let facts = [
        OrderFact::Accepted { technician_id: None },
        OrderFact::Refused { reason: String::new() },
        OrderFact::TechnicianNamed { technician_id: TechnicianId(1) },
        OrderFact::Arrived { due_at: None },
        OrderFact::Left { result: VisitResult::NobodyHome },
    ];
    for fact in facts {
        assert_eq!(Order::fold(Some(order.clone()), 1, &fact, stamp(1)), None, "{fact:?}");
        assert_eq!(Order::fold(None, 1, &fact, stamp(1)), None, "{fact:?}");
    }
}

#[test]
fn a_refusal_names_the_field_and_the_limit() {
    let on_site = after(&[Verb::Dispatch, Verb::Accept, Verb::Arrive]);
    let part = |quantity| PartUsed {
        part_id: PartId(1),
        code: "tube".into(),
        name: "真空管".into(),
        quantity,
        old_returned: true,
        cost_price_fen: Fen(100),
        retail_price_fen: Fen(200),
    };
    let cases = [
        (Complete { labour_minutes: 0, ..complete() }, "labour_minutes"),
        (Complete { labour_minutes: 1_441, ..complete() }, "labour_minutes"),
        (Complete { signed_by: " ".into(), ..complete() }, "signed_by"),
        (Complete { parts: vec![part(1), part(0)], ..complete() }, "parts[1].quantity"),
        (Complete { parts: vec![part(1_000)], ..complete() }, "parts[0].quantity"),
        (Complete { parts: vec![part(1); 51], ..complete() }, "parts"),
        (
            Complete {
                diagnosis: Diagnosis { symptom: String::new(), ..complete().diagnosis },
                ..complete()
            },
            "symptom",
        ),
    ];
    for (command, field) in cases {
        let refusal =
            on_site.complete(command, coverage(CoveredLine::default()), Vec::new(), stamp(60)).unwrap_err();
        assert_eq!((refusal.kind, refusal.field.as_deref()), (RefusalKind::Invalid, Some(field)));
    }
    let accepted = after(&[Verb::Dispatch, Verb::Accept]);
    for (from, until) in [(90, 90), (90, 80), (90, 90 + 12 * 60 + 1), (10, 60)] {
        let planned = PlannedVisit { from_at: at(from), until_at: at(until) };
        let refusal = accepted.plan_visit(planned, stamp(60)).unwrap_err();
        assert_eq!(refusal.field.as_deref(), Some("until_at"), "{from} to {until}");
    }
    let longest = PlannedVisit { from_at: at(90), until_at: at(90) + SignedDuration::from_hours(12) };
    assert!(accepted.plan_visit(longest, stamp(60)).is_ok());
}

fn candidate(code: &str, division: &str, open_orders: i64) -> Candidate {
    Candidate {
        provider_id: ProviderId(code[1..].parse().unwrap()),
        code: code.into(),
        name: code.into(),
        division: division.into(),
        open_orders,
    }
}

#[test]
fn the_closest_then_the_least_busy_then_the_lower_code_is_chosen() {
    let order = opened();
    let chosen = |candidates: &[Candidate]| {
        choose_provider(&order, candidates).map(|(candidate, by)| {
            let DispatchedBy::Territory { division } = by else { panic!("chosen by territory") };
            (candidate.code.clone(), division)
        })
    };
    let (county, city, province) =
        (candidate("P3", "110108", 90), candidate("P2", "1101", 1), candidate("P1", "11", 0));
    let all = [province.clone(), city.clone(), county];
    assert_eq!(chosen(&all), Some(("P3".into(), "110108".into())), "the longest division, however busy");
    assert_eq!(chosen(&all[..2]), Some(("P2".into(), "1101".into())));
    let equals = [candidate("P5", "1101", 1), city, candidate("P4", "1101", 1)];
    assert_eq!(chosen(&equals), Some(("P2".into(), "1101".into())), "the lower code of three equally busy");
    let busier = [candidate("P5", "1101", 0), candidate("P4", "1101", 1)];
    assert_eq!(chosen(&busier), Some(("P5".into(), "1101".into())), "the less busy");
    assert_eq!(chosen(&[candidate("P6", "1301", 0)]), None, "another place");
    assert_eq!(chosen(&[]), None);
}

#[test]
fn whoever_refused_is_passed_over() {
    let order = attempt(&after(&[Verb::Dispatch]), Verb::Refuse, HOME).unwrap().after;
    let candidates = [candidate("P7", "110108", 0), candidate("P8", "11", 9)];
    let (chosen, _) = choose_provider(&order, &candidates).unwrap();
    assert_eq!(chosen.provider_id, OTHER);
    assert!(order.was_refused_by(HOME) && !order.was_refused_by(OTHER));
}

#[test]
fn a_territory_serves_what_begins_with_it() {
    let territory =
        |division: &str, line: &str| Territory { division: division.into(), product_line: line.into() };
    let profile = ProviderProfile {
        territories: vec![territory("11", "solar"), territory("110108", "solar"), territory("1301", "gas")],
        ..ProviderProfile::default()
    };
    assert_eq!(profile.serves("110108", "solar"), Some(6));
    assert_eq!(profile.serves("110105", "solar"), Some(2));
    assert_eq!(profile.serves("130121", "gas"), Some(4));
    assert_eq!(profile.serves("130121", "solar"), None);
    assert_eq!(profile.serves("", "solar"), None, "an unknown place is nobody's");
}

#[test]
fn charges_follow_the_coverage() {
    let labour = LabourPrice { published_fen: Fen(12_000), cost_fen: Fen(5_000) };
    let part = PartUsed {
        part_id: PartId(1),
        code: "tube".into(),
        name: "真空管".into(),
        quantity: 3,
        old_returned: false,
        cost_price_fen: Fen(3_800),
        retail_price_fen: Fen(6_000),
    };
    let priced = |line: CoveredLine| -> Vec<(i64, Option<Payer>)> {
        let charges = charges(&coverage(line), labour, std::slice::from_ref(&part));
        charges.iter().map(|charge| (charge.amount_fen.0, charge.payer)).collect()
    };
    let by = |payer, price| priced(CoveredLine::by(payer, price));
    assert_eq!(by(Payer::Principal, Price::Free), [(0, Some(Payer::Principal)); 2], "A1.10");
    assert_eq!(
        by(Payer::Customer, Price::AtCost),
        [(5_000, Some(Payer::Customer)), (11_400, Some(Payer::Customer))],
        "A1.11"
    );
    assert_eq!(
        by(Payer::Customer, Price::Published),
        [(12_000, Some(Payer::Customer)), (18_000, Some(Payer::Customer))],
        "A1.12"
    );
    assert_eq!(
        priced(CoveredLine::default()),
        [(12_000, None), (18_000, None)],
        "undecided: a price and no payer"
    );
    assert_eq!(charges(&coverage(CoveredLine::default()), labour, &[]).len(), 1, "labour always stands");
}
