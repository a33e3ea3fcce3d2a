use super::*;
use crate::ids::{AgreementId, EntryId, ProviderId, StatementId};
use crate::ledger::Account;
use crate::money::Fen;
use crate::outcome::{Aggregate, Changed, Stamp, Subject, SubjectKind};
use crate::reason::Citation;
use crate::refusal::{Refusal, RefusalKind};
use crate::words::Words;
use jiff::Timestamp;
use jiff::civil::date;

const NOW: Stamp = Stamp { at: Timestamp::UNIX_EPOCH, by: None };

fn line(number: u32, kind: LineKind, amount: i64) -> StatementLine {
    StatementLine {
        number,
        kind,
        order_id: None,
        item: "solar-water-heater".into(),
        quantity: 1,
        basis_fen: Fen(amount),
        amount_fen: Fen(amount),
        citation: Citation {
            agreement: "solar-provider".into(),
            version: 1,
            number: "5.1".into(),
            kind: "repair-fee-share".into(),
        },
        because: Words::same("test"),
    }
}

fn collecting() -> Statement {
    let month = "2026-03".parse().unwrap();
    Statement::open(StatementId(1), "S26-0000001".into(), ProviderId(7), month, AgreementId(2), NOW).after
}

/// What can be done to a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    Submit,
    Receive,
    Verify,
    Confirm,
    Approve,
    Pay,
    SendBack,
}

const VERBS: [Verb; 7] =
    [Verb::Submit, Verb::Receive, Verb::Verify, Verb::Confirm, Verb::Approve, Verb::Pay, Verb::SendBack];

fn attempt(statement: &Statement, verb: Verb) -> Result<Changed<Statement>, Refusal> {
    match verb {
        Verb::Submit => statement.submit(3, &[line(1, LineKind::SalesShare, 1_000)], NOW),
        Verb::Receive => statement.receive("seed".into(), NOW),
        Verb::Verify => statement.verify(0, &[line(2, LineKind::Void, -100)], NOW),
        Verb::Confirm => statement.confirm(NOW),
        Verb::Approve => statement.approve(NOW),
        Verb::Pay => statement.pay(transfer(900), NOW),
        Verb::SendBack => statement.send_back("缺原件".into(), NOW),
    }
}

fn transfer(fen: i64) -> Payment {
    Payment { paid_on: date(2026, 4, 20), reference: "ICBC-1".into(), amount_fen: Fen(fen) }
}

/// A statement that went so many steps of the way.
fn after(steps: usize) -> Statement {
    VERBS[..steps].iter().fold(collecting(), |statement, verb| attempt(&statement, *verb).unwrap().after)
}

#[test]
fn every_verb_at_every_stage_moves_or_refuses() {
    for (steps, stage) in StatementStage::WAY.into_iter().enumerate() {
        let statement = after(steps);
        assert_eq!(statement.stage.code(), stage);
        for verb in VERBS {
            let next = VERBS.iter().position(|known| *known == verb) == Some(steps) && verb != Verb::SendBack;
            let back = verb == Verb::SendBack && (1..=4).contains(&steps);
            let expected = match (next, back) {
                (true, _) => Some(StatementStage::WAY[steps + 1]),
                (_, true) => Some("collecting"),
                _ => None,
            };
            match (attempt(&statement, verb), expected) {
                (Ok(changed), Some(to)) => {
                    assert_eq!(changed.after.stage.code(), to, "{verb:?} when {stage}");
                    let replayed = Statement::fold(Some(statement.clone()), 1, &changed.facts[0], NOW);
                    assert_eq!(replayed, Some(changed.after), "the record is the fold of its facts");
                }
                (Err(refusal), None) => {
                    assert_eq!(
                        (refusal.kind, refusal.code),
                        (RefusalKind::Conflict, "statement.wrong_stage")
                    );
                    assert!(refusal.message.en.contains("S26-0000001"), "{refusal}");
                }
                (answer, expected) => panic!("{verb:?} when {stage}: {answer:?}, not {expected:?}"),
            }
        }
    }
}

#[test]
fn each_submission_is_a_round_of_its_own() {
    let back = attempt(&after(4), Verb::SendBack).unwrap().after;
    assert_eq!((back.round, back.returned_because.as_deref()), (1, Some("缺原件")));
    let again = attempt(&back, Verb::Submit).unwrap().after;
    assert_eq!(
        (again.round, again.totals.amount_fen, again.totals.lines),
        (2, Fen(1_000), 1),
        "totals begin anew"
    );
}

#[test]
fn what_is_found_is_added_to_what_was_claimed() {
    let verified = after(3);
    assert_eq!((verified.totals.amount_fen, verified.totals.lines), (Fen(900), 2));
    let claims = [line(1, LineKind::SalesShare, 1_000)];
    let found = [line(2, LineKind::Void, -100)];
    assert_eq!(verified.totals.digest, digest_of(&digest_of("", &claims), &found));
    let other = [line(2, LineKind::Void, -101)];
    assert_ne!(verified.totals.digest, digest_of(&digest_of("", &claims), &other));
}

#[test]
fn callbacks_that_are_due_hold_the_verification_up() {
    let refusal = after(2).verify(2, &[], NOW).unwrap_err();
    assert_eq!((refusal.code, refusal.rule.as_deref()), ("statement.callbacks_due", Some("A2.11")));
    assert!(refusal.message.en.contains('2'), "{refusal}");
}

#[test]
fn the_fee_is_paid_whole_and_never_set_off() {
    let approved = after(5);
    for wrong in [0, 899, 901, -900] {
        let refusal = approved.pay(transfer(wrong), NOW).unwrap_err();
        assert_eq!((refusal.field.as_deref(), refusal.rule.as_deref()), (Some("amount"), Some("A2.17")));
    }
    let unnamed = Payment { reference: " ".into(), ..transfer(900) };
    assert_eq!(approved.pay(unnamed, NOW).unwrap_err().field.as_deref(), Some("reference"));
}

#[test]
fn approval_and_payment_square_the_provider() {
    let subject = Subject { kind: SubjectKind::Statement, id: 1 };
    let (provider, month) = (ProviderId(7), "2026-03".parse().unwrap());
    let lines = [
        line(1, LineKind::SalesShare, 1_000),
        line(2, LineKind::Part, -50),
        line(3, LineKind::Tenfold, -300),
    ];
    let approved = approval_entry(EntryId(1), subject, provider, month, "S26-0000001", &lines).unwrap();
    let paid = payment_entry(EntryId(2), subject, provider, month, "S26-0000001", Fen(650)).unwrap();
    let payable: Fen = [&approved, &paid]
        .iter()
        .flat_map(|entry| &entry.postings)
        .filter(|posting| posting.account == Account::ProviderPayable(provider))
        .map(|posting| posting.amount_fen)
        .sum();
    assert_eq!(payable, Fen::ZERO);
    assert_eq!(
        approval_entry(EntryId(3), subject, provider, month, "S26-0000001", &[]),
        None,
        "nothing to post"
    );
    assert_eq!(payment_entry(EntryId(4), subject, provider, month, "S26-0000001", Fen::ZERO), None);
}
