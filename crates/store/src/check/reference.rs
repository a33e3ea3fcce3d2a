//! What is kept twice, or hangs on a record: territories, the wakes of open obligations, the statements of claims.

use super::Run;
use super::stream::PAGE;
use crate::args;
use crate::db::Tx;
use crate::error::StoreError;
use crate::record::{Stored, from_body};
use domain::outcome::{Subject, SubjectKind};
use domain::party::Provider;
use domain::{Words, words};
use jiff::Timestamp;
use std::collections::BTreeSet;

const TERRITORIES: Words = Words::fixed("服务区域", "territories");
const WAKES: Words = Words::fixed("未完义务的提醒", "wakes of open obligations");
const CLAIMS: Words = Words::fixed("已结算工单", "claimed orders");

pub(super) async fn check(tx: &mut Tx, run: &mut Run<'_>) -> Result<(), StoreError> {
    check_territories(tx, run).await?;
    check_wakes(tx, run).await?;
    check_claims(tx, run).await
}

/// Dispatch reads the territories, so each provider's rows are exactly those on its record.
async fn check_territories(tx: &mut Tx, run: &mut Run<'_>) -> Result<(), StoreError> {
    run.begin(TERRITORIES);
    let (mut after, mut found) = (i64::MIN, 0);
    loop {
        let providers = tx
            .all(Provider::SCAN, args![run.tenant, after, PAGE], |row| {
                Ok((row.int(0)?, row.str(2).and_then(from_body::<Provider>).ok()))
            })
            .await?;
        for (id, provider) in &providers {
            found += check_territories_of(tx, run, *id, provider.as_ref()).await?;
        }
        match providers.last() {
            Some((last, _)) => after = *last,
            None => break,
        }
    }
    let all = tx
        .one("SELECT count(*) FROM territory WHERE tenant_id = $1", args![run.tenant], |row| row.int(0))
        .await?;
    let stray = all - found;
    if stray != 0 {
        run.problem(
            "territory.stray",
            None,
            &words!(
                "有 {stray} 行服务区域不属于任何服务商",
                "{stray} rows of territories belong to no provider"
            ),
        );
    }
    Ok(())
}

/// Holds a provider's rows against its record; a record that cannot be read was told by the replay.
async fn check_territories_of(
    tx: &mut Tx,
    run: &mut Run<'_>,
    id: i64,
    provider: Option<&Provider>,
) -> Result<i64, StoreError> {
    let rows: Vec<(String, String)> = tx
        .all(
            "SELECT product_line, division FROM territory WHERE tenant_id = $1 AND provider_id = $2",
            args![run.tenant, id],
            |row| Ok((row.text(0)?, row.text(1)?)),
        )
        .await?;
    run.count(rows.len());
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let Some(provider) = provider else {
        return Ok(count);
    };
    let rows: BTreeSet<(&str, &str)> = rows.iter().map(|(line, division)| (&**line, &**division)).collect();
    let recorded: BTreeSet<(&str, &str)> =
        provider.profile.territories.iter().map(|it| (&*it.product_line, &*it.division)).collect();
    let subject = Subject { kind: SubjectKind::Provider, id };
    for (line, division) in recorded.difference(&rows) {
        run.problem(
            "territory.missing",
            Some(subject),
            &words!(
                "服务商 {id} 的服务区域 {division}（{line}）在表 territory 中缺失，派工会漏掉它",
                "Territory {division} ({line}) of provider {id} is missing from table territory: dispatch would pass it over"
            ),
        );
    }
    for (line, division) in rows.difference(&recorded) {
        run.problem(
            "territory.unexpected",
            Some(subject),
            &words!(
                "表 territory 中服务商 {id} 多出服务区域 {division}（{line}）",
                "Table territory has {division} ({line}) for provider {id}, which is not on its record"
            ),
        );
    }
    Ok(count)
}

/// An open obligation without a wake at its instant would never be looked at again, and its deadline silently lost.
async fn check_wakes(tx: &mut Tx, run: &mut Run<'_>) -> Result<(), StoreError> {
    run.begin(WAKES);
    let mut after = (i64::MIN, i64::MIN);
    loop {
        let open = tx
            .all(
                "SELECT due_at, obligation_id,
                     (SELECT count(*) FROM wake
                      WHERE wake.tenant_id = $1 AND wake.due_at = obligation.due_at
                        AND wake.subject_kind = 'obligation' AND wake.subject_id = obligation.obligation_id)
                 FROM obligation
                 WHERE obligation.tenant_id = $1 AND due_at IS NOT NULL AND (due_at, obligation_id) > ($2, $3)
                 ORDER BY due_at, obligation_id LIMIT $4",
                args![run.tenant, after.0, after.1, PAGE],
                |row| Ok((row.int(0)?, row.int(1)?, row.int(2)?)),
            )
            .await?;
        run.count(open.len());
        for (due_at, id, _) in open.iter().filter(|(_, _, wakes)| *wakes == 0) {
            let due_at =
                Timestamp::from_millisecond(*due_at).map_or_else(|_| due_at.to_string(), |at| at.to_string());
            run.problem(
                "wake.missing",
                Some(Subject {
                    kind: SubjectKind::Obligation,
                    id: *id,
                }),
                &words!(
                    "未完义务 {id} 应于 {due_at} 到期，却没有到期提醒，逾期将无人知晓",
                    "Open obligation {id} is due at {due_at} but has no wake: nobody would notice the deadline passing"
                ),
            );
        }
        match open.last() {
            Some((due_at, id, _)) => after = (*due_at, *id),
            None => return Ok(()),
        }
    }
}

/// A claimed order belongs to a statement that exists.
async fn check_claims(tx: &mut Tx, run: &mut Run<'_>) -> Result<(), StoreError> {
    run.begin(CLAIMS);
    let mut after = i64::MIN;
    loop {
        let claimed = tx
            .all(
                "SELECT order_id, statement_id,
                     (SELECT count(*) FROM statement
                      WHERE statement.tenant_id = $1 AND statement.statement_id = service_order.statement_id)
                 FROM service_order
                 WHERE service_order.tenant_id = $1 AND statement_id IS NOT NULL AND order_id > $2
                 ORDER BY order_id LIMIT $3",
                args![run.tenant, after, PAGE],
                |row| Ok((row.int(0)?, row.int(1)?, row.int(2)?)),
            )
            .await?;
        run.count(claimed.len());
        for (id, statement, _) in claimed.iter().filter(|(_, _, statements)| *statements == 0) {
            run.problem(
                "claim.without_statement",
                Some(Subject { kind: SubjectKind::Order, id: *id }),
                &words!(
                    "工单 {id} 计入结算单 {statement}，但没有这张结算单",
                    "Order {id} is claimed in statement {statement}, which does not exist"
                ),
            );
        }
        match claimed.last() {
            Some((id, _, _)) => after = *id,
            None => return Ok(()),
        }
    }
}
