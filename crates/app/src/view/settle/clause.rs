//! What runs under each clause of an agreement version: promises whose clock runs, sums, judgements, statements.
//!
//! It is read once for all clauses of a page, and each reading is bounded.

use super::{Subtotal, needed_of};
use crate::agreements::InForce;
use crate::statement::{lines, month_input};
use crate::{AppError, Desk};
use domain::agreement::Clause;
use domain::ids::ProviderId;
use domain::obligation::Obligation;
use domain::order::JudgementKind;
use domain::settlement::{LineKind, StatementLine, StatementStage, claim_lines};
use domain::words;
use domain::words::Words;
use domain::{Fen, Month};
use jiff::Timestamp;
use std::collections::BTreeMap;
use store::record::service;
use store::sums::{self, Owed, Under};

/// The most obligations of each standing that are counted.
const OBLIGATIONS_MAX: i64 = 2_000;
/// The most lines that are summed for the clauses of one page.
const LINES_MAX: usize = 20_000;
/// The most statements or provider months that are read for it.
const MONTHS_MAX: usize = 300;

/// Something counted under a clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// What.
    pub label: Words,
    /// How much: a count or an amount, written out.
    pub value: Words,
    /// It needs a look.
    pub alarm: bool,
    /// Where its records are.
    pub leads: Option<Leads>,
}

/// Where the records behind a count are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leads {
    /// Orders by due instant.
    OrdersDue,
    /// Orders judged so.
    OrdersJudged(JudgementKind),
    /// Orders completed in the month.
    OrdersCompleted(Month),
    /// Statements of a month.
    Statements(Month),
    /// Statements of a month that stand in the first stage.
    StatementsCollecting(Month),
}

/// What runs under an agreement version, read once for all its clauses.
pub(super) struct Running {
    month: Month,
    now: Timestamp,
    /// Obligations whose clock runs, and missed ones.
    open: Vec<Obligation>,
    breached: Vec<Obligation>,
    /// Lines of the month by clause and kind, and whether all of them were read.
    lines: BTreeMap<(String, LineKind), Subtotal>,
    complete: bool,
    /// Orders completed in the month, by category.
    completed: Vec<(String, i64)>,
    /// Orders ever judged, by judgement.
    judged: Vec<(String, i64)>,
    /// Statements of the month before, by stage.
    stages: BTreeMap<&'static str, i64>,
    /// First callbacks of the month: made and planned.
    callbacks: (i64, i64),
    /// Of those, what the clause needs.
    needed: Option<i64>,
}

impl Running {
    pub(super) async fn read(
        desk: &mut Desk<'_>,
        version: &InForce,
        provider: Option<ProviderId>,
        month: Month,
    ) -> Result<Self, AppError> {
        let (tenant, now) = (desk.tenant(), desk.now());
        let under = Under { agreement: version.signed.id, provider };
        let max = OBLIGATIONS_MAX;
        let open = sums::obligations_under(desk.tx(), tenant, under, Owed::Running, max).await?;
        let breached = sums::obligations_under(desk.tx(), tenant, under, Owed::Breached, max).await?;
        let (lines, complete) = month_lines(desk, version, under, month).await?;
        let mut stages = BTreeMap::new();
        let before = month.previous();
        let statements = sums::statements_under(
            desk.tx(),
            tenant,
            under,
            before,
            i64::try_from(MONTHS_MAX).unwrap_or(i64::MAX),
        );
        for statement in statements.await? {
            *stages.entry(statement.stage.code()).or_insert(0) += 1;
        }
        let callbacks = callbacks(desk, version, provider, month).await?;
        let quota = version.agreement.terms().callback_quota();
        Ok(Self {
            month,
            now,
            open,
            breached,
            lines: by_clause(&lines),
            complete,
            completed: sums::completed_by_category(desk.tx(), tenant, under, month).await?,
            judged: sums::judged_by_kind(desk.tx(), tenant, under).await?,
            stages,
            callbacks,
            needed: quota.map(|quota| needed_of(quota.value, callbacks.1)),
        })
    }

    /// What is counted under one clause.
    pub(super) fn of(&self, clause: &Clause) -> Vec<Counted> {
        match clause.kind.name {
            "warranty-term" => self.categories(),
            "restore-within" => self.obligations(clause, Some(Leads::OrdersDue)),
            "callback-quota" => self.quota(clause),
            "settlement-window" => {
                self.obligations(clause, Some(Leads::StatementsCollecting(self.month.previous())))
            }
            "payment-term" => self.obligations(clause, Some(Leads::Statements(self.month.previous()))),
            "repair-fee-unit" | "repair-fee-share" | "core-exchange" => self.sums(clause),
            "void-incomplete" => self.judgements(clause, JudgementKind::Void),
            "tenfold-fine" => self.judgements(clause, JudgementKind::Tenfold),
            "approval-chain" => self.chain(),
            _ => Vec::new(),
        }
    }

    fn categories(&self) -> Vec<Counted> {
        let month = self.month;
        let count =
            |code: &str| self.completed.iter().find(|(known, _)| known == code).map_or(0, |(_, n)| *n);
        [
            ("warranty", Words::fixed("保修", "in warranty")),
            ("paid", Words::fixed("收费", "paid")),
            ("undecided", Words::fixed("未定", "undecided")),
        ]
        .into_iter()
        .map(|(code, name)| {
            let (zh, en) = (&name.zh, &name.en);
            Counted {
                label: words!("{month} 完工 · {zh}", "completed {month} · {en}"),
                value: count_words(count(code), false),
                alarm: code == "undecided" && count(code) > 0,
                leads: Some(Leads::OrdersCompleted(month)),
            }
        })
        .collect()
    }

    fn obligations(&self, clause: &Clause, leads: Option<Leads>) -> Vec<Counted> {
        let here = |obligation: &&Obligation| obligation.citation.number == clause.number;
        let limit = usize::try_from(OBLIGATIONS_MAX).unwrap_or(usize::MAX);
        let running: Vec<&Obligation> = self.open.iter().filter(here).collect();
        let next = running.iter().filter_map(|obligation| obligation.open_due_at()).min();
        let owed = self.breached.iter().filter(here).filter(|obligation| obligation.is_owed()).count();
        let breached = self.breached.iter().filter(here).count();
        let (more_running, more_breached) = (self.open.len() >= limit, self.breached.len() >= limit);
        let mut counted = vec![Counted {
            label: Words::fixed("计时中", "clock running"),
            value: count_words(to_i64(running.len()), more_running),
            alarm: next.is_some_and(|due_at| due_at < self.now),
            leads,
        }];
        counted.push(Counted {
            label: Words::fixed("已违约，仍未完成", "breached, still owed"),
            value: count_words(to_i64(owed), more_breached),
            alarm: owed > 0,
            leads,
        });
        counted.push(Counted {
            label: Words::fixed("累计违约", "breaches in all"),
            value: count_words(to_i64(breached), more_breached),
            alarm: false,
            leads: None,
        });
        counted
    }

    fn quota(&self, clause: &Clause) -> Vec<Counted> {
        let (month, (made, planned)) = (self.month, self.callbacks);
        let mut counted = vec![Counted {
            label: words!("{month} 首次回访", "first callbacks {month}"),
            value: match self.needed {
                Some(needed) => words!(
                    "{made} / 须 {needed}（共 {planned} 单）",
                    "{made} of {needed} needed ({planned} repairs)"
                ),
                None => count_words(made, false),
            },
            alarm: false,
            leads: None,
        }];
        counted.extend(self.obligations(clause, None));
        counted
    }

    fn sums(&self, clause: &Clause) -> Vec<Counted> {
        let month = self.month;
        let sums: Vec<&Subtotal> = self
            .lines
            .iter()
            .filter(|((number, _), _)| *number == clause.number)
            .map(|(_, sum)| sum)
            .collect();
        let lines: i64 = sums.iter().map(|sum| sum.lines).sum();
        let amount: Fen = sums.iter().map(|sum| sum.amount_fen).sum();
        vec![
            Counted {
                label: words!("{month} 行数", "lines {month}"),
                value: count_words(lines, !self.complete),
                alarm: false,
                leads: Some(Leads::Statements(month)),
            },
            Counted {
                label: words!("{month} 合计", "sum {month}"),
                value: Words::same(amount.to_string()),
                alarm: false,
                leads: None,
            },
        ]
    }

    fn judgements(&self, clause: &Clause, kind: JudgementKind) -> Vec<Counted> {
        let count = self.judged.iter().find(|(code, _)| code == kind.code()).map_or(0, |(_, count)| *count);
        let mut counted = vec![Counted {
            label: Words::fixed("累计判定", "orders judged so"),
            value: count_words(count, false),
            alarm: false,
            leads: Some(Leads::OrdersJudged(kind)),
        }];
        counted.extend(self.sums(clause));
        counted
    }

    fn chain(&self) -> Vec<Counted> {
        let before = self.month.previous();
        StatementStage::WAY
            .into_iter()
            .filter_map(|stage| {
                let count = *self.stages.get(stage)?;
                let name = StatementStage::words_of(stage);
                let (zh, en) = (&name.zh, &name.en);
                Some(Counted {
                    label: words!("{before} 结算单 · {zh}", "statements {before} · {en}"),
                    value: count_words(count, false),
                    alarm: false,
                    leads: Some(Leads::Statements(before)),
                })
            })
            .collect()
    }
}

fn to_i64(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn count_words(count: i64, more: bool) -> Words {
    Words::same(if more { format!("{count}+") } else { count.to_string() })
}

/// The month's lines under a version: fixed ones of submitted statements, live ones of the rest; bounded.
async fn month_lines(
    desk: &mut Desk<'_>,
    version: &InForce,
    under: Under,
    month: Month,
) -> Result<(Vec<StatementLine>, bool), AppError> {
    let tenant = desk.tenant();
    let limit = i64::try_from(MONTHS_MAX).unwrap_or(i64::MAX);
    let statements = sums::statements_under(desk.tx(), tenant, under, month, limit).await?;
    let mut all = Vec::new();
    for statement in &statements {
        if all.len() >= LINES_MAX {
            return Ok((all, false));
        }
        all.extend(lines(desk, statement).await?);
    }
    let work = service::months_work(desk.tx(), tenant, month).await?;
    let rest: Vec<ProviderId> = work
        .into_iter()
        .filter(|(provider, agreement)| {
            *agreement == under.agreement
                && under.provider.is_none_or(|own| own == *provider)
                && !statements.iter().any(|statement| statement.provider_id == *provider)
        })
        .map(|(provider, _)| provider)
        .collect();
    for (read, provider) in rest.into_iter().enumerate() {
        if all.len() >= LINES_MAX || read >= MONTHS_MAX {
            return Ok((all, false));
        }
        let (input, _) = month_input(desk, provider, month, version).await?;
        all.extend(claim_lines(&version.agreement, &input));
    }
    Ok((all, statements.len() < MONTHS_MAX))
}

fn by_clause(lines: &[StatementLine]) -> BTreeMap<(String, LineKind), Subtotal> {
    let mut sums = BTreeMap::new();
    for line in lines {
        let key = (line.citation.number.clone(), line.kind);
        let sum = sums.entry(key).or_insert(Subtotal { kind: line.kind, lines: 0, amount_fen: Fen::ZERO });
        sum.lines += 1;
        sum.amount_fen += line.amount_fen;
    }
    sums
}

/// First callbacks of the month under a version: made, and planned in all.
async fn callbacks(
    desk: &mut Desk<'_>,
    version: &InForce,
    provider: Option<ProviderId>,
    month: Month,
) -> Result<(i64, i64), AppError> {
    let tenant = desk.tenant();
    let providers: Vec<ProviderId> = if let Some(own) = provider {
        vec![own]
    } else {
        let work = service::months_work(desk.tx(), tenant, month).await?;
        let under = work.into_iter().filter(|(_, agreement)| *agreement == version.signed.id);
        under.map(|(provider, _)| provider).take(MONTHS_MAX).collect()
    };
    let (mut made, mut planned) = (0, 0);
    for provider in providers {
        for (stage, count) in
            service::first_callback_counts_under(desk.tx(), tenant, provider, month, version.signed.id)
                .await?
        {
            planned += count;
            if stage == "done" {
                made += count;
            }
        }
    }
    Ok((made, planned))
}
