//! Random months, settled by both, for each shipped agreement.

use domain::Fen;
use domain::agreement::Agreement;
use domain::coverage::Category;
use domain::ids::{EntryId, OrderId, PartId, ProviderId};
use domain::ledger::Account;
use domain::order::{Judgement, JudgementKind, PartUsed};
use domain::outcome::{Subject, SubjectKind};
use domain::reason::Citation;
use domain::settlement::{
    ClaimedOrder, LineKind, MonthInput, StatementLine, Totals, approval_entry, claim_lines, claimed_amounts,
    judgement_lines, total_of,
};
use jiff::Timestamp;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use testkit::naive::{self, Fitted, Found, Paper, Repair};

static SOLAR: LazyLock<Agreement> = LazyLock::new(|| {
    parsed("solar-provider.md", include_str!("../../../../../agreements/solar-provider.md"))
});
static GAS: LazyLock<Agreement> =
    LazyLock::new(|| parsed("gas-provider.md", include_str!("../../../../../agreements/gas-provider.md")));

fn parsed(file: &str, source: &str) -> Agreement {
    Agreement::parse(file, source).unwrap()
}

fn agreement(paper: Paper) -> &'static Agreement {
    match paper {
        Paper::Solar => &SOLAR,
        Paper::Gas => &GAS,
    }
}

/// The product lines an agreement covers, and one it does not, whose sales it must leave alone.
fn lines(paper: Paper) -> Vec<&'static str> {
    match paper {
        Paper::Solar => vec!["solar-water-heater"],
        Paper::Gas => vec!["gas-stove", "gas-water-heater", "range-hood", "electric-heater"],
    }
}

fn part() -> impl Strategy<Value = Fitted> {
    let codes = ["vacuum-tube", "control-board", "water-valve", "seal-ring", "igniter-needle", "burner-head"];
    (select(codes.to_vec()), 1..20_i64, any::<bool>(), prop_oneof![495..505_i64, 1..200_000_i64]).prop_map(
        |(code, quantity, old_returned, cost_fen)| Fitted {
            code: code.to_owned(),
            quantity,
            old_returned,
            cost_fen,
        },
    )
}

fn repair(paper: Paper) -> impl Strategy<Value = Repair> {
    let found = prop_oneof![6 => Just(Found::Sound), 1 => Just(Found::Incomplete), 1 => Just(Found::False)];
    (select(lines(paper)), prop::bool::weighted(0.8), 1..4_i64, vec(part(), 0..4), found).prop_map(
        |(product_line, in_warranty, visits, parts, found)| Repair {
            number: String::new(),
            product_line: product_line.to_owned(),
            in_warranty,
            visits,
            parts,
            found,
        },
    )
}

/// A month of a provider under an agreement: repairs in any order, and sales by product line.
fn month() -> impl Strategy<Value = (Paper, Vec<Repair>, BTreeMap<String, i64>)> {
    select(vec![Paper::Solar, Paper::Gas]).prop_flat_map(|paper| {
        let sales = lines(paper).into_iter().map(|line| (Just(line.to_owned()), 0..30_000_000_i64));
        let sales = sales.collect::<Vec<_>>().prop_map(|sales| sales.into_iter().collect());
        let repairs = vec(repair(paper), 0..30)
            .prop_map(|mut repairs| {
                for (repair, number) in repairs.iter_mut().zip(1..) {
                    repair.number = format!("W26-{number:07}");
                }
                repairs
            })
            .prop_shuffle();
        (Just(paper), repairs, sales)
    })
}

/// The digits of an order's number, as its identifier.
fn id_of(repair: &Repair) -> OrderId {
    OrderId(repair.number[4..].parse().unwrap())
}

fn input(repairs: &[Repair], sales: &BTreeMap<String, i64>) -> MonthInput {
    let orders = repairs.iter().map(|repair| ClaimedOrder {
        order_id: id_of(repair),
        number: repair.number.clone(),
        product_line: repair.product_line.clone(),
        category: if repair.in_warranty { Some(Category::Warranty) } else { None },
        visits: repair.visits,
        parts: repair.parts.iter().map(used).collect(),
    });
    MonthInput {
        orders: orders.collect(),
        sales: sales.iter().map(|(line, fen)| (line.clone(), Fen(*fen))).collect(),
    }
}

fn used(part: &Fitted) -> PartUsed {
    PartUsed {
        part_id: PartId(1),
        code: part.code.clone(),
        name: part.code.clone(),
        quantity: part.quantity,
        old_returned: part.old_returned,
        cost_price_fen: Fen(part.cost_fen),
        retail_price_fen: Fen(part.cost_fen * 2),
    }
}

/// What callbacks and spot checks found, as the product has it.
fn judged(agreement: &Agreement, repairs: &[Repair]) -> Vec<(OrderId, Judgement)> {
    let judgement = |kind, citation: Citation| Judgement {
        kind,
        reason: "回访".into(),
        citation,
        judged_at: Timestamp::UNIX_EPOCH,
    };
    let terms = agreement.terms();
    let void = agreement.cite(terms.void_incomplete().unwrap());
    let fine = agreement.cite(terms.tenfold_fine().unwrap().clause);
    repairs
        .iter()
        .filter_map(|repair| match repair.found {
            Found::Sound => None,
            Found::Incomplete => Some((id_of(repair), judgement(JudgementKind::Void, void.clone()))),
            Found::False => Some((id_of(repair), judgement(JudgementKind::Tenfold, fine.clone()))),
        })
        .collect()
}

/// The warranty orders with their numbers.
fn numbered(repairs: &[Repair]) -> Vec<(OrderId, String)> {
    repairs
        .iter()
        .filter(|repair| repair.in_warranty)
        .map(|repair| (id_of(repair), repair.number.clone()))
        .collect()
}

/// All lines of a month: what is claimed, then what was found.
fn settled(
    paper: Paper,
    repairs: &[Repair],
    sales: &BTreeMap<String, i64>,
) -> (Vec<StatementLine>, Vec<StatementLine>) {
    let agreement = agreement(paper);
    let claims = claim_lines(agreement, &input(repairs, sales));
    let found = judgement_lines(agreement, &claims, &numbered(repairs), &judged(agreement, repairs));
    (claims, found)
}

fn sum_of(lines: &[&StatementLine], kinds: &[LineKind]) -> i128 {
    lines.iter().filter(|line| kinds.contains(&line.kind)).map(|line| i128::from(line.amount_fen.0)).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_counts_are_equal_to_the_fen((paper, repairs, sales) in month()) {
        let (claims, found) = settled(paper, &repairs, &sales);
        let lines: Vec<&StatementLine> = claims.iter().chain(&found).collect();
        let naive = naive::count(paper, &repairs, &sales);
        prop_assert_eq!(sum_of(&lines, &[LineKind::Repair, LineKind::Visit]), naive.by_unit);
        prop_assert_eq!(sum_of(&lines, &[LineKind::SalesShare]), naive.by_share);
        prop_assert_eq!(sum_of(&lines, &[LineKind::Part]), naive.parts);
        prop_assert_eq!(sum_of(&lines, &[LineKind::Void]), naive.taken_back);
        prop_assert_eq!(sum_of(&lines, &[LineKind::Tenfold]), naive.fined);
        prop_assert_eq!(i128::from((total_of(&claims) + total_of(&found)).0), naive.total());
    }

    #[test]
    fn the_order_of_the_input_changes_nothing(
        (paper, repairs, sales) in month(),
        turn in any::<prop::sample::Index>(),
    ) {
        let mut turned = repairs.clone();
        if !turned.is_empty() {
            turned.rotate_left(turn.index(repairs.len()));
        }
        turned.reverse();
        prop_assert_eq!(settled(paper, &turned, &sales), settled(paper, &repairs, &sales));
    }

    #[test]
    fn the_parts_sum_to_the_whole((paper, repairs, sales) in month()) {
        let (claims, found) = settled(paper, &repairs, &sales);
        let orders = numbered(&repairs);
        let fees = claims.iter().filter(|line| line.kind != LineKind::Part);
        let of_orders = |line: &&StatementLine| paper == Paper::Solar || line.kind != LineKind::SalesShare;
        let whole: Fen = fees.filter(of_orders).map(|line| line.amount_fen).sum();
        let claimed: Fen = claimed_amounts(agreement(paper), &claims, &orders).into_values().sum();
        prop_assert_eq!(claimed, if orders.is_empty() { Fen::ZERO } else { whole });

        let numbers: Vec<u32> = claims.iter().chain(&found).map(|line| line.number).collect();
        let count = u32::try_from(numbers.len()).unwrap();
        prop_assert_eq!(numbers, (1..=count).collect::<Vec<_>>(), "numbered without gaps");
        let totals = Totals::default().and(&claims).and(&found);
        prop_assert_eq!((totals.lines, totals.amount_fen), (count, total_of(&claims) + total_of(&found)));
    }

    #[test]
    fn the_ledger_owes_what_the_statement_says((paper, repairs, sales) in month()) {
        let (mut lines, found) = settled(paper, &repairs, &sales);
        lines.extend(found);
        let subject = Subject { kind: SubjectKind::Statement, id: 1 };
        let month = "2026-03".parse().unwrap();
        let entry = approval_entry(EntryId(1), subject, ProviderId(7), month, "S26-0000001", &lines);
        let Some(entry) = entry else {
            prop_assert!(lines.iter().all(|line| line.amount_fen == Fen::ZERO));
            return Ok(());
        };
        let sum: Fen = entry.postings.iter().map(|posting| posting.amount_fen).sum();
        prop_assert_eq!(sum, Fen::ZERO);
        let owed: Fen = entry
            .postings
            .iter()
            .filter(|posting| posting.account == Account::ProviderPayable(ProviderId(7)))
            .map(|posting| -posting.amount_fen)
            .sum();
        prop_assert_eq!(owed, total_of(&lines));
        let cited = entry.postings.iter().filter(|posting| posting.citation.is_some()).count();
        let payable = usize::from(total_of(&lines) != Fen::ZERO);
        prop_assert_eq!(cited + payable, entry.postings.len(), "every amount of a clause names it");
    }
}
