//! The shipped agreements check clean and say what the domain's rules say.

use crate::{GAS, SOLAR, parse};
use domain::agreement::{ApprovalStep, PartIssue, PartRule, Report, Severity, ShareBasis, Target};
use domain::calendar::Calendar;
use domain::coverage::{Category, Cause, CoverageFacts, Fact, Fallback, Payer, Price, SaleDate};
use domain::{BasisPoints, Fen, RegionClass};
use jiff::civil::date;
use std::path::Path;

#[test]
fn every_shipped_agreement_checks_clean_and_its_examples_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../agreements");
    let mut checked = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.extension().is_none_or(|extension| extension != "md") || name == "README.md" {
            continue;
        }
        let agreement = parse(&name, &std::fs::read_to_string(&path).unwrap());
        assert_eq!(format!("{}.md", agreement.code()), name);
        assert!(agreement.example_count() >= agreement.clauses().count(), "{name}");
        for clause in agreement.clauses() {
            assert!(clause.example_count() > 0, "{name} {} has no example", clause.number);
        }
        let problems = agreement.run_examples(Calendar::china());
        assert!(problems.is_empty(), "{}", problems[0]);
        checked += 1;
    }
    assert!(checked >= 2);
}

#[test]
fn the_solar_agreement_says_what_a2_says() {
    let agreement = parse("solar-provider.md", SOLAR);
    let terms = agreement.terms();
    let line = "solar-water-heater";
    let span = |region| terms.deadline(line, Target::Restored, region).unwrap().value.span.code();
    assert_eq!((span(RegionClass::City), span(RegionClass::County)), ("24h".into(), "48h".into()), "A2.3");
    assert_eq!(terms.monthly_report(Report::RepairQuality).unwrap().value, 15, "A2.1");
    assert_eq!(terms.callback_quota().unwrap().value, BasisPoints(2500), "A2.2");
    assert_eq!(terms.repair_fee_share(line).unwrap().value, BasisPoints(100), "A2.5");
    assert_eq!(terms.repair_fee_unit(line), None, "A2.5");
    assert_eq!(terms.returned_goods().unwrap().value.deduction(Fen(8650)), Fen(8650), "A2.6");
    assert_eq!(terms.complaint_fine(Severity::Serious).unwrap().value, Fen::yuan(200), "A2.7");
    assert_eq!(terms.consignment(line).unwrap().value.stock(Fen::yuan(300_000)), Fen::yuan(3_000), "A2.8");
    let window = terms.settlement_window().unwrap().value;
    assert_eq!((window.first_day, window.last_day), (15, 20), "A2.10");
    let chain = terms.approval_chain().unwrap().value;
    let steps: Vec<_> = chain.steps.iter().copied().collect();
    assert_eq!(
        steps,
        [ApprovalStep::ServiceCentre, ApprovalStep::MarketingManager, ApprovalStep::Finance],
        "A2.12"
    );
    assert_eq!(terms.payment_term().unwrap().value, 20, "A2.13");
    assert_eq!(terms.silence_waiver().unwrap().value, 3, "A2.15");
    assert_eq!(terms.query_limit().unwrap().value, 3, "A2.16");
    assert_eq!(terms.monthly_report(Report::QualityInformation).unwrap().value, 15, "A2.18");
    let void = terms.void_incomplete().unwrap();
    assert_eq!(agreement.cite(void).number, "10.1", "A2.23");
    let fine = terms.tenfold_fine().unwrap().value;
    assert_eq!((fine.times, fine.share_basis), (10, ShareBasis::Even), "A2.24");
}

#[test]
fn the_gas_agreement_says_what_a1_says() {
    let agreement = parse("gas-provider.md", GAS);
    let terms = agreement.terms();
    let rule = |line, part| terms.part_rule(line, part).unwrap().value;
    assert_eq!(rule("gas-stove", "seal-ring"), PartRule::ProviderBuys, "A1.19");
    assert_eq!(rule("range-hood", "motor"), PartRule::Exchange, "A1.20");
    assert_eq!(rule("gas-water-heater", "control-board"), PartRule::ExchangeOnly, "A1.21");
    assert_eq!(rule("electric-heater", "seal-ring"), PartRule::FreeUnder(Fen::yuan(5)), "A1.22");
    let issue = |price| terms.part_issue("range-hood", "seal-ring", Fen(price), false).unwrap().value;
    assert_eq!((issue(499), issue(500)), (PartIssue::Free, PartIssue::Bought(Fen(500))), "A1.22");
    let fee = |line| terms.repair_fee_unit(line).unwrap().value.total(1, 1);
    assert_eq!((fee("gas-stove"), fee("electric-heater")), (Fen::yuan(45), Fen::yuan(30)), "A1.18");
    let deadline = terms.restore_deadline("gas-stove", RegionClass::City).unwrap();
    assert_eq!(agreement.cite(deadline.clause).number, "4.2");
    assert_eq!(deadline.value.target, Target::OnSite, "A1.14");
}

#[test]
fn a_decision_is_cited_by_clause_and_version() {
    let agreement = parse("gas-provider.md", GAS);
    let coverage = agreement.terms().coverage(&CoverageFacts {
        product_line: Some("gas-stove"),
        sale: SaleDate::On(date(2025, 5, 20)),
        reported_on: date(2026, 5, 20),
        cause: None,
        contract: false,
        internal: false,
        extension_months: 0,
    });
    let decision = coverage.cited(&agreement);
    assert_eq!((decision.category, decision.provisional), (Some(Category::Warranty), true));
    assert_eq!(decision.missing, [Fact::Cause]);
    assert_eq!((decision.parts.payer, decision.parts.price), (Some(Payer::Provider), Some(Price::Free)));
    let cited: Vec<_> =
        decision.reasons.iter().map(|reason| reason.citation.as_ref().unwrap().number.as_str()).collect();
    assert_eq!(cited, ["3.1", "6.1", "3.1"]);
    let explained: Vec<_> = decision.explain().into_iter().map(|words| words.zh).collect();
    assert_eq!(
        explained,
        [
            "保修（待查明原因）：人工 免费，配件 免费，路费 免费",
            "因为2025-05-20 购买，保修至 2026-05-20（含），2026-05-20 报修在保修期内（gas-provider 第 1 版 3.1）",
            "因为该产品的配件由乙方购买（gas-provider 第 1 版 6.1）",
            "因为故障原因尚未查明，暂按产品质量处理（gas-provider 第 1 版 3.1）",
            "尚缺：故障原因",
            "若查明由用户原因引起，用户付工本费",
            "若在 2026-05-20 之后报修，则按公布标准收费",
        ]
    );
    let stored = serde_json::to_string(&decision).unwrap();
    assert_eq!(serde_json::from_str::<domain::coverage::CoverageDecision>(&stored).unwrap(), decision);
}

#[test]
fn an_unknown_product_is_decided_where_all_lines_agree() {
    let agreement = parse("gas-provider.md", GAS);
    let facts = CoverageFacts {
        product_line: None,
        sale: SaleDate::Unknown,
        reported_on: date(2026, 5, 20),
        cause: Some(Cause::Product),
        contract: false,
        internal: false,
        extension_months: 0,
    };
    let unsold = agreement.terms().coverage(&facts).cited(&agreement);
    assert_eq!((unsold.category, unsold.missing), (None, vec![Fact::SaleDate]));
    assert_eq!(unsold.fallback, Some(Fallback::ChargeFirst));
    let sold = CoverageFacts { sale: SaleDate::On(date(2026, 1, 1)), ..facts };
    let decided = agreement.terms().coverage(&sold).cited(&agreement);
    assert_eq!((decided.category, decided.parts.payer), (Some(Category::Warranty), None));
}

#[test]
fn contracts_print_complete_in_both_forms() {
    for (file, source) in [("solar-provider.md", SOLAR), ("gas-provider.md", GAS)] {
        let agreement = parse(file, source);
        let (html, text) = (agreement.render_html(), agreement.render_text());
        for page in [&html, &text] {
            assert!(!page.contains("{{") && !page.contains("```") && !page.contains("clause "), "{file}");
            assert!(!page.contains(['\u{e000}', '\u{e001}']));
        }
        for clause in agreement.clauses() {
            assert!(html.contains(&format!("id=\"clause-{}\"", clause.number)));
            assert!(text.contains(&clause.heading));
        }
    }
    let text = parse("solar-provider.md", SOLAR).render_text();
    assert!(text.contains("按乙方实际结算的年销售额的 1% 向乙方支付维修费"), "{text}");
    let leap = text.find("闰年二月二十九日购买的").unwrap();
    let rest = text[leap..].split("\n\n").nth(1).unwrap();
    assert!(rest.starts_with("例：购买日期 2024-02-29"), "an example stands where it is written: {rest}");
    assert!(text.contains("一般 ¥50.00，较重 ¥200.00，严重 ¥500.00"));
}
