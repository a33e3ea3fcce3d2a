//! Every list and every filter runs along an index: SQLite's plans are read, so that a list cannot become a scan unseen.

use super::callbacks::{self, CallbackFilter};
use super::catalogue::{self, SalesFilter, UnitFilter};
use super::obligations::{self, ObligationFilter, Owner, Standing};
use super::orders::{self, OrderFilter, OrderSort, Stages};
use super::outbox::{self, OutboxState};
use super::page::{Explained, Plan};
use super::parties::{self, CustomerFilter, PersonFilter, ProviderFilter};
use super::requests::{self, RequestFilter};
use super::statements::{self, StatementFilter};
use super::{ledger, timeline};
use crate::{Settings, Store, StoreError};
use domain::callback::CallbackKind;
use domain::ids::{CustomerId, ProductId, ProviderId, StatementId, TechnicianId, TenantId, UnitId};
use domain::ledger::Account;
use domain::obligation::ObligationKind;
use domain::order::JudgementKind;
use domain::outcome::{Subject, SubjectKind};
use domain::people::{Role, Scope};
use domain::request::Channel;
use jiff::Timestamp;

const TENANT: TenantId = TenantId(7);

/// Every subset of the given changes, applied to a default.
fn subsets<F: Default>(changes: &[fn(&mut F)]) -> Vec<F> {
    (0..1_u32 << changes.len())
        .map(|chosen| {
            let mut filter = F::default();
            for (at, change) in changes.iter().enumerate() {
                if chosen & (1 << at) != 0 {
                    change(&mut filter);
                }
            }
            filter
        })
        .collect()
}

/// The plan must be a search along an index, in its order, without sorting.
fn check(text: &str, plan: &str) {
    let bad =
        |step: &str| step.starts_with("SCAN ") && step != "SCAN examined" || step.contains("TEMP B-TREE");
    assert!(!plan.lines().any(bad), "{text}\n{plan}");
    assert!(plan.lines().any(|step| step.starts_with("SEARCH ")), "{text}\n{plan}");
}

async fn check_all(plans: Vec<Plan>) {
    let folder = tempfile::tempdir().unwrap();
    let now = Timestamp::from_second(1_772_000_000).unwrap();
    let store = Store::open(Settings::file(folder.path().join("plans.db")), now).await.unwrap();
    let explained = store
        .read(async move |tx| {
            let mut explained = Vec::new();
            for plan in &plans {
                explained.extend(plan.explained(tx, TENANT).await?);
            }
            Ok::<_, StoreError>(explained)
        })
        .await
        .unwrap();
    assert!(!explained.is_empty());
    for Explained { text, plan, narrowed_by } in explained {
        check(&text, &plan);
        for column in narrowed_by {
            let narrows = ["=?", ">?", "<?"].iter().any(|by| plan.contains(&format!("{column}{by}")));
            assert!(narrows, "no index narrows by {column}: {text}\n{plan}");
        }
    }
}

#[tokio::test]
async fn every_filter_of_orders_runs_along_an_index() {
    let filters = subsets::<OrderFilter>(&[
        |it| it.sort = OrderSort::Due,
        |it| it.stages = Stages::Unfinished,
        |it| it.provider = Some(ProviderId(1)),
        |it| it.technician = Some(TechnicianId(2)),
        |it| it.customer = Some(CustomerId(3)),
        |it| it.unit = Some(UnitId(4)),
        |it| {
            it.product_line = Some("solar".into());
            it.category = Some("warranty".into());
            it.division = Some("33".into());
        },
        |it| it.reported_from = Some(Timestamp::UNIX_EPOCH),
        |it| it.month = Some("2026-04".parse().unwrap()),
        |it| it.judgement = Some(JudgementKind::Void),
        |it| it.due_before = Some(Timestamp::UNIX_EPOCH),
        |it| it.paused = true,
    ]);
    let mut plans: Vec<Plan> = filters
        .iter()
        .flat_map(|filter| {
            let number = filter.paused.then(|| "W26-0000001".to_owned());
            [orders::plan(filter.clone(), None), orders::plan(filter.clone(), number)]
        })
        .collect();
    plans.extend(orders::dispatch_plan(Scope::All));
    plans.extend(orders::dispatch_plan(Scope::Provider(ProviderId(1))));
    check_all(plans).await;
}

#[tokio::test]
async fn every_filter_of_requests_callbacks_and_statements_runs_along_an_index() {
    let mut plans = Vec::new();
    plans.extend(
        subsets::<RequestFilter>(&[
            |it| it.stage = Some("open".into()),
            |it| it.channel = Some(Channel::Phone),
            |it| it.category = Some("paid".into()),
            |it| it.customer = Some(CustomerId(3)),
            |it| it.reported_from = Some(Timestamp::UNIX_EPOCH),
            |it| it.reported_to = Some(Timestamp::UNIX_EPOCH),
        ])
        .into_iter()
        .map(requests::plan),
    );
    plans.extend(
        subsets::<CallbackFilter>(&[
            |it| it.kind = Some(CallbackKind::First),
            |it| it.stage = Some("due".into()),
            |it| it.provider = Some(ProviderId(1)),
            |it| it.month = Some("2026-04".parse().unwrap()),
            |it| it.statement = Some(StatementId(5)),
        ])
        .into_iter()
        .map(callbacks::plan),
    );
    plans.extend(
        subsets::<StatementFilter>(&[
            |it| it.stage = Some("paid".into()),
            |it| it.provider = Some(ProviderId(1)),
            |it| it.month = Some("2026-04".parse().unwrap()),
        ])
        .into_iter()
        .map(statements::plan),
    );
    check_all(plans).await;
}

#[tokio::test]
async fn what_is_due_and_what_leaves_runs_along_an_index() {
    let mut plans: Vec<Plan> = subsets::<ObligationFilter>(&[
        |it| it.standing = Standing::Breached,
        |it| it.owner = Owner::Principal,
        |it| it.owner = Owner::Provider(ProviderId(1)),
        |it| it.kind = Some(ObligationKind::Pay),
        |it| it.due_before = Some(Timestamp::UNIX_EPOCH),
    ])
    .into_iter()
    .map(obligations::plan)
    .collect();
    plans.extend([OutboxState::Waiting, OutboxState::Failed, OutboxState::Any].map(outbox::plan));
    check_all(plans).await;
}

#[tokio::test]
async fn every_filter_of_the_files_runs_along_an_index() {
    let mut plans = vec![
        catalogue::product_plan(None),
        catalogue::product_plan(Some("solar")),
        parties::technician_plan(None),
        parties::technician_plan(Some(ProviderId(1))),
    ];
    plans.extend(
        subsets::<UnitFilter>(&[
            |it| it.product = Some(ProductId(1)),
            |it| it.customer = Some(CustomerId(3)),
            |it| it.serial = Some("SN".into()),
        ])
        .into_iter()
        .map(catalogue::unit_plan),
    );
    plans.extend(
        subsets::<SalesFilter>(&[
            |it| it.provider = Some(ProviderId(1)),
            |it| it.month = Some("2026-04".parse().unwrap()),
        ])
        .iter()
        .map(catalogue::sales_plan),
    );
    plans.extend(
        subsets::<CustomerFilter>(&[|it| it.name = Some("王".into()), |it| it.phone = Some("138".into())])
            .into_iter()
            .map(parties::customer_plan),
    );
    for filter in subsets::<ProviderFilter>(&[|it| it.active = Some(true), |it| it.code = Some("P".into())]) {
        plans.push(parties::provider_plan(None, filter.clone()));
        plans.push(parties::provider_plan(Some(ProviderId(1)), filter));
    }
    plans.extend(
        subsets::<PersonFilter>(&[
            |it| it.role = Some(Role::Agent),
            |it| it.provider = Some(ProviderId(1)),
            |it| it.active = Some(true),
        ])
        .iter()
        .map(parties::person_plan),
    );
    check_all(plans).await;
}

#[tokio::test]
async fn the_ledger_and_timelines_run_along_an_index() {
    let folder = tempfile::tempdir().unwrap();
    let now = Timestamp::from_second(1_772_000_000).unwrap();
    let store = Store::open(Settings::file(folder.path().join("plans.db")), now).await.unwrap();
    let plans = store
        .read(async |tx| {
            let mut plans = Vec::new();
            let balances = ledger::balances_query(TENANT, "bank", 51);
            let facts = timeline::facts_query(TENANT, Subject { kind: SubjectKind::Order, id: 4 }, 0, 51);
            for query in [balances, facts] {
                plans.push((query.text().to_owned(), query.plan(tx).await?));
            }
            let begin = super::cursor::Key::of(9);
            for begin in [None, Some(&begin)] {
                let query = ledger::postings_query(TENANT, Account::Bank, begin, 50);
                plans.push((query.text().to_owned(), query.plan(tx).await?));
            }
            Ok::<_, StoreError>(plans)
        })
        .await
        .unwrap();
    for (text, plan) in plans {
        check(&text, &plan);
    }
}
