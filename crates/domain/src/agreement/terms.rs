//! The terms: an agreement's clauses as plain tables, so that a question is a lookup and nothing is parsed again.

use super::clause::{
    ApprovalChain, Clause, ComplaintFine, Consignment, CustomerField, Deadline, Earmarked, PartEntry,
    PartIssue, PartRule, PaymentTerm, RegionSpans, Report, ReturnedGoods, SettlementWindow, Severity, Target,
    TenfoldFine, UnitFee, VoidIncomplete, WarrantyTerm,
};
use super::value::ProductLine;
use crate::coverage::{Coverage, CoverageFacts, decide};
use crate::division::RegionClass;
use crate::money::{BasisPoints, Fen};
use crate::reason::{Answer, ClauseIndex};

/// An answer for each product line of the agreement, by its place.
#[derive(Clone, Debug)]
pub(super) struct PerLine<T>(Vec<Option<Answer<T>>>);

impl<T> PerLine<T> {
    fn none(lines: usize) -> Self {
        Self((0..lines).map(|_| None).collect())
    }

    pub fn set(&mut self, line: usize, answer: Answer<T>) {
        if let Some(place) = self.0.get_mut(line) {
            *place = Some(answer);
        }
    }

    fn get(&self, line: usize) -> Option<&Answer<T>> {
        self.0.get(line)?.as_ref()
    }
}

/// What an agreement says, ready to be asked.
#[derive(Clone, Debug)]
pub struct Terms {
    lines: Vec<ProductLine>,
    pub(super) warranty: PerLine<WarrantyTerm>,
    pub(super) on_site: PerLine<RegionSpans>,
    pub(super) restored: PerLine<RegionSpans>,
    pub(super) fee_unit: PerLine<UnitFee>,
    pub(super) fee_share: PerLine<BasisPoints>,
    pub(super) consignment: PerLine<Consignment>,
    /// For each line, the general rules first and their exceptions after them.
    pub(super) parts: Vec<Vec<PartEntry>>,
    pub(super) callback_quota: Option<Answer<BasisPoints>>,
    pub(super) returned_goods: Option<Answer<ReturnedGoods>>,
    pub(super) complaint_fine: Option<Answer<ComplaintFine>>,
    pub(super) settlement_window: Option<Answer<SettlementWindow>>,
    pub(super) payment_term: Option<Answer<PaymentTerm>>,
    pub(super) approval_chain: Option<Answer<ApprovalChain>>,
    pub(super) silence_waiver: Option<Answer<i64>>,
    pub(super) query_limit: Option<Answer<i64>>,
    pub(super) repair_quality_report: Option<Answer<i64>>,
    pub(super) quality_information_report: Option<Answer<i64>>,
    pub(super) void_incomplete: Option<Answer<VoidIncomplete>>,
    pub(super) tenfold_fine: Option<Answer<TenfoldFine>>,
    pub(super) earmarked: Option<Answer<Earmarked>>,
}

impl Terms {
    /// Enters the clauses in the order given, so that a later one overrides an earlier one; the caller puts
    /// exceptions after what they are exceptions to.
    pub(super) fn of<'a>(lines: Vec<ProductLine>, clauses: impl Iterator<Item = &'a Clause>) -> Self {
        let count = lines.len();
        let mut terms = Self {
            lines,
            warranty: PerLine::none(count),
            on_site: PerLine::none(count),
            restored: PerLine::none(count),
            fee_unit: PerLine::none(count),
            fee_share: PerLine::none(count),
            consignment: PerLine::none(count),
            parts: vec![Vec::new(); count],
            callback_quota: None,
            returned_goods: None,
            complaint_fine: None,
            settlement_window: None,
            payment_term: None,
            approval_chain: None,
            silence_waiver: None,
            query_limit: None,
            repair_quality_report: None,
            quality_information_report: None,
            void_incomplete: None,
            tenfold_fine: None,
            earmarked: None,
        };
        for clause in clauses {
            (clause.kind.enter)(clause, &mut terms);
        }
        terms
    }

    /// The product lines of the agreement.
    pub fn product_lines(&self) -> &[ProductLine] {
        &self.lines
    }

    fn line(&self, code: &str) -> Option<usize> {
        self.lines.iter().position(|line| line.code == code)
    }

    fn of_line<T: Copy>(&self, table: &PerLine<T>, code: &str) -> Option<Answer<T>> {
        table.get(self.line(code)?).copied()
    }

    /// Who pays labour, parts and travel, and why; never allocates.
    pub fn coverage(&self, facts: &CoverageFacts<'_>) -> Coverage {
        decide(self, facts)
    }

    /// The warranty of a product line (A1.10).
    pub fn warranty(&self, product_line: &str) -> Option<Answer<WarrantyTerm>> {
        self.of_line(&self.warranty, product_line)
    }

    /// The warranty when the product is not known: the clause that answers for every product line, if one does.
    pub fn common_warranty(&self) -> Option<Answer<WarrantyTerm>> {
        let first = *self.warranty.get(0)?;
        (1..self.lines.len())
            .all(|line| self.warranty.get(line).is_some_and(|other| other.clause == first.clause))
            .then_some(first)
    }

    /// By when the fault is removed or, where only that is promised, the technician on site (A2.3, A1.14).
    pub fn restore_deadline(&self, product_line: &str, region: RegionClass) -> Option<Answer<Deadline>> {
        self.deadline(product_line, Target::Restored, region)
            .or_else(|| self.deadline(product_line, Target::OnSite, region))
    }

    /// The promise of that target.
    pub fn deadline(
        &self,
        product_line: &str,
        target: Target,
        region: RegionClass,
    ) -> Option<Answer<Deadline>> {
        let table = match target {
            Target::OnSite => &self.on_site,
            Target::Restored => &self.restored,
        };
        let spans = table.get(self.line(product_line)?)?;
        Some(Answer { value: Deadline { target, span: spans.value.of(region) }, clause: spans.clause })
    }

    /// Which share of the month's repairs is called back (A1.9, A2.2).
    pub fn callback_quota(&self) -> Option<Answer<BasisPoints>> {
        self.callback_quota
    }

    /// The flat fees of a product line (A1.18).
    pub fn repair_fee_unit(&self, product_line: &str) -> Option<Answer<UnitFee>> {
        self.of_line(&self.fee_unit, product_line)
    }

    /// The share of sales that is a product line's repair fee (A1.17, A2.5).
    pub fn repair_fee_share(&self, product_line: &str) -> Option<Answer<BasisPoints>> {
        self.of_line(&self.fee_share, product_line)
    }

    /// On which terms a part is issued (A1.19–A1.22, A2.8). A rule for cheap parts comes first; see [`Self::part_issue`].
    pub fn part_rule(&self, product_line: &str, part: &str) -> Option<Answer<PartRule>> {
        let entry = self.part_entries(product_line, part).next()?;
        Some(Answer { value: entry.rule, clause: entry.clause })
    }

    /// The rule for the parts of a product line that no clause names.
    pub fn general_part_rule(&self, product_line: &str) -> Option<Answer<PartRule>> {
        let entries = self.parts.get(self.line(product_line)?)?;
        let entry = entries.iter().rev().find(|entry| entry.parts.is_none())?;
        Some(Answer { value: entry.rule, clause: entry.clause })
    }

    /// What issuing one part at `price` comes to; a rule for cheaper parts leaves it to the next.
    pub fn part_issue(
        &self,
        product_line: &str,
        part: &str,
        price: Fen,
        old_returned: bool,
    ) -> Option<Answer<PartIssue>> {
        self.part_entries(product_line, part).find_map(|entry| {
            Some(Answer { value: entry.rule.issue(price, old_returned)?, clause: entry.clause })
        })
    }

    /// The rules that reach a part, exceptions first.
    fn part_entries(&self, product_line: &str, part: &str) -> impl Iterator<Item = &PartEntry> {
        self.line(product_line)
            .and_then(|line| self.parts.get(line))
            .into_iter()
            .flat_map(|entries| entries.iter().rev())
            .filter(move |entry| entry.names(part))
    }

    /// The first stock of parts (A1.20, A2.8).
    pub fn consignment(&self, product_line: &str) -> Option<Answer<Consignment>> {
        self.of_line(&self.consignment, product_line)
    }

    /// Between which days of the month a settlement is taken in (A2.10).
    pub fn settlement_window(&self) -> Option<Answer<SettlementWindow>> {
        self.settlement_window
    }

    /// Within how many days after receipt it is paid (A2.13).
    pub fn payment_term(&self) -> Option<Answer<i64>> {
        let term = self.payment_term?;
        Some(Answer { value: term.value.days, clause: term.clause })
    }

    /// Who confirms, approves and pays, and the second callback's sample (A2.11, A2.12).
    pub fn approval_chain(&self) -> Option<Answer<ApprovalChain>> {
        self.approval_chain
    }

    /// The fine for a complaint of that severity (A2.7).
    pub fn complaint_fine(&self, severity: Severity) -> Option<Answer<Fen>> {
        let fine = self.complaint_fine?;
        Some(Answer { value: fine.value.of(severity), clause: fine.clause })
    }

    /// The clause by which an order with incomplete customer data is void (A2.23).
    pub fn void_incomplete(&self) -> Option<ClauseIndex> {
        self.void_incomplete.map(|answer| answer.clause)
    }

    /// The customer data that clause needs.
    pub fn needed_customer_fields(&self) -> impl Iterator<Item = CustomerField> + '_ {
        self.void_incomplete.iter().flat_map(|answer| answer.value.fields.iter().copied())
    }

    /// The fine for false data (A2.24).
    pub fn tenfold_fine(&self) -> Option<Answer<TenfoldFine>> {
        self.tenfold_fine
    }

    /// The deduction for goods the provider returns (A2.6).
    pub fn returned_goods(&self) -> Option<Answer<ReturnedGoods>> {
        self.returned_goods
    }

    /// After how many silent months in a row their fee is waived (A2.15).
    pub fn silence_waiver(&self) -> Option<Answer<i64>> {
        self.silence_waiver
    }

    /// Within how many months a query is accepted (A2.16).
    pub fn query_limit(&self) -> Option<Answer<i64>> {
        self.query_limit
    }

    /// By which day of the month a report is due (A1.7, A2.1, A2.18).
    pub fn monthly_report(&self, report: Report) -> Option<Answer<i64>> {
        match report {
            Report::RepairQuality => self.repair_quality_report,
            Report::QualityInformation => self.quality_information_report,
        }
    }

    /// How the fee may not be settled (A2.17).
    pub fn earmarked(&self) -> Option<Answer<Earmarked>> {
        self.earmarked
    }
}
