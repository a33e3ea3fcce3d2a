//! Lists and search: every filter gives what a naive filter over the same records gives, page by page, on both engines, and
//! nobody sees another's.

mod crowd;
mod filters;
mod found;
mod naive;

use crate::both_engines;
use crate::home::{Home, TENANT, at};
use domain::ids::{OrderId, ProviderId, TechnicianId};
use domain::outcome::{Outcome, Subject, SubjectKind};
use domain::people::Scope;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use store::db::Tx;
use store::list::{self, COUNTED_AT_MOST, LOOK_AHEAD, OrderFilter, Page, Stages};
use store::{Store, StoreError};

/// How many filters of a kind are tried.
const FILTERS: usize = 120;

/// Made-up values, the same in every run.
fn examples<T>(strategy: &impl Strategy<Value = T>) -> Vec<T> {
    let mut runner = TestRunner::deterministic();
    (0..FILTERS).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

/// Reads one page.
async fn read<R, F>(store: &Store, list: F) -> R
where
    F: AsyncFn(&mut Tx) -> Result<R, StoreError> + Send + 'static,
    R: Send + 'static,
{
    store.read(list).await.unwrap_or_else(|error| panic!("{error}"))
}

/// Walks all pages of a list with a filter and hands out the ids in the order they came.
macro_rules! walk {
    ($store:expr, $rows:literal, $id:ident, $filter:ident, |$tx:ident, $page:ident| $list:expr) => {{
        let mut wanted = Page { after: None, rows: Some($rows) };
        let mut ids = Vec::new();
        for turned in 0.. {
            assert!(turned < 400, "the pages do not end");
            let ($page, $filter) = (wanted.clone(), $filter.clone());
            let listed = read($store, async move |$tx| $list.await).await;
            assert!(listed.rows.len() <= $rows);
            ids.extend(listed.rows.iter().map(|row| row.$id));
            match listed.next {
                Some(next) => wanted.after = Some(next),
                None => break,
            }
        }
        ids
    }};
}

both_engines! {
    async fn orders_are_listed_as_a_naive_filter_lists_them(home: Home) {
        let store = home.open().await;
        let crowd = crowd::fill(&store).await;
        let mut hits = 0;
        for (scope, filter) in examples(&(filters::scope(), filters::order())) {
            let expected = naive::orders(&crowd, scope, &filter);
            let asked = filter.clone();
            let found = walk!(&store, 7, order_id, asked, |tx, page| list::orders(tx, TENANT, scope, &asked, &page));
            assert_eq!(found, expected, "{scope:?} {filter:?}");
            let asked = filter.clone();
            let tally = read(&store, async move |tx| list::count_orders(tx, TENANT, scope, &asked).await).await;
            assert_eq!(tally.count, i64::try_from(expected.len()).unwrap(), "{scope:?} {filter:?}");
            hits += expected.len();
        }
        assert!(hits > 1_000, "the filters let almost nothing pass");
    }

    async fn requests_callbacks_statements_and_obligations_are_listed_as_a_naive_filter_lists_them(home: Home) {
        let store = home.open().await;
        let crowd = crowd::fill(&store).await;
        for filter in examples(&filters::request()) {
            let expected = naive::requests(&crowd, &filter);
            let found = walk!(&store, 9, request_id, filter, |tx, page| {
                list::requests(tx, TENANT, Scope::All, &filter, &page)
            });
            assert_eq!(found, expected);
        }
        for (scope, filter) in examples(&(filters::scope(), filters::callback())) {
            let expected = naive::callbacks(&crowd, scope, &filter);
            let found = walk!(&store, 4, callback_id, filter, |tx, page| list::callbacks(tx, TENANT, scope, &filter, &page));
            assert_eq!(found, expected);
        }
        for (scope, filter) in examples(&(filters::scope(), filters::statement())) {
            let expected = naive::statements(&crowd, scope, &filter);
            let found = walk!(&store, 2, statement_id, filter, |tx, page| list::statements(tx, TENANT, scope, &filter, &page));
            assert_eq!(found, expected);
        }
        for (scope, filter) in examples(&(filters::scope(), filters::obligation())) {
            let expected = naive::obligations(&crowd, scope, &filter);
            let found = walk!(&store, 5, obligation_id, filter, |tx, page| {
                list::obligations(tx, TENANT, scope, &filter, &page)
            });
            let technician = matches!(scope, Scope::Technician(..));
            assert_eq!(found, if technician { Vec::new() } else { expected });
        }
    }

    async fn a_row_shows_what_its_records_say(home: Home) {
        let store = home.open().await;
        let crowd = crowd::fill(&store).await;
        let listed = read(&store, async |tx| {
            list::orders(tx, TENANT, Scope::All, &OrderFilter::default(), &Page::FIRST).await
        }).await;
        assert_eq!(listed.rows.len(), 50);
        for row in listed.rows {
            let order = crowd.orders.iter().find(|order| order.id == row.order_id).unwrap();
            let customer = crowd.customers.iter().find(|it| it.id == order.opened.customer_id).unwrap();
            assert_eq!(row.number, order.opened.number);
            assert_eq!(row.stage, order.stage.code());
            assert_eq!(row.provider_name, order.provider_id().map(|id| format!("第{id}维修站")));
            assert_eq!(row.technician_name, order.technician_id().map(|id| format!("师傅{id}")));
            assert_eq!((row.customer_name, row.customer_phone), (customer.contact.name.clone(), customer.contact.phone.clone()));
            assert_eq!(row.serial, order.opened.unit_id.map(|id| format!("SN-{:04}", id.0)));
            assert_eq!(row.paused.as_deref(), order.paused.map(domain::obligation::PauseReason::code));
        }
    }

    async fn the_dispatch_list_waits_in_line(home: Home) {
        let store = home.open().await;
        let crowd = crowd::fill(&store).await;
        let waiting = |own: Option<ProviderId>| -> Vec<OrderId> {
            let waits = |code: &str| code == "dispatched" || own.is_none() && code == "open";
            let mine = |provider| own.is_none() || provider == own;
            crowd.orders.iter()
                .filter(|order| waits(order.stage.code()) && mine(order.provider_id()))
                .map(|order| order.id)
                .collect()
        };
        for (scope, own) in [(Scope::All, None), (Scope::Provider(ProviderId(3)), Some(ProviderId(3)))] {
            let found = walk!(&store, 6, order_id, scope, |tx, page| list::dispatch(tx, TENANT, scope, &page));
            assert_eq!(found, waiting(own));
            assert!(!found.is_empty());
        }
        let scope = Scope::Technician(ProviderId(3), TechnicianId(30));
        let found = walk!(&store, 6, order_id, scope, |tx, page| list::dispatch(tx, TENANT, scope, &page));
        assert_eq!(found, []);
    }

    async fn a_bad_cursor_is_the_first_page(home: Home) {
        let store = home.open().await;
        crowd::fill(&store).await;
        let orders = async |after: Option<String>| {
            read(&store, async move |tx| {
                let page = Page { after: after.clone(), rows: Some(5) };
                list::orders(tx, TENANT, Scope::All, &OrderFilter::default(), &page).await
            }).await
        };
        let first = orders(None).await;
        let cursor = first.next.clone().unwrap();
        assert_ne!(orders(Some(cursor.clone())).await, first);
        let requests = read(&store, async |tx| {
            list::requests(tx, TENANT, Scope::All, &list::RequestFilter::default(), &Page::FIRST).await
        }).await;
        let bad = [String::new(), "x".repeat(10_000), cursor.replace('.', ","), format!("{cursor}0"), requests.next.unwrap()];
        for bad in bad {
            assert_eq!(orders(Some(bad.clone())).await, first, "{bad}");
        }
    }

    async fn what_no_index_answers_is_looked_for_a_page_at_a_time(home: Home) {
        let store = home.open().await;
        let crowd = crowd::fill(&store).await;
        let many = i64::try_from(LOOK_AHEAD).unwrap() + 300;
        let copies = (1..=many).map(|number| {
            let mut order = domain::outcome::Changed::new(
                1_000 + number,
                domain::order::OrderFact::Opened {
                    opened: Box::new(crowd.orders[1].opened.clone()),
                    coverage: Box::new(crowd::coverage(None)),
                    due_at: None,
                },
                domain::outcome::Stamp { at: at(0), by: None },
            );
            let order_after: &mut domain::order::Order = &mut order.after;
            order_after.opened.number = format!("W27-{number:07}");
            order
        });
        crowd::commit(&store, copies.fold(Outcome::default(), Outcome::and)).await;
        let filter = OrderFilter { product_line: Some("gas".into()), ..OrderFilter::default() };
        let first = {
            let filter = filter.clone();
            read(&store, async move |tx| list::orders(tx, TENANT, Scope::All, &filter, &Page::FIRST).await).await
        };
        let expected = naive::orders(&crowd, Scope::All, &filter);
        let same = crowd.orders[1].opened.product_line == "gas";
        assert!(same || first.rows.is_empty() && first.next.is_some(), "a short page has a next one");
        let asked = filter.clone();
        let found = walk!(&store, 50, order_id, asked, |tx, page| list::orders(tx, TENANT, Scope::All, &asked, &page));
        let found: Vec<OrderId> = found.into_iter().filter(|id| id.0 <= 1_000).collect();
        assert_eq!(found, expected);
        let all = read(&store, async |tx| {
            let filter = OrderFilter { stages: Stages::Unfinished, ..OrderFilter::default() };
            list::count_orders(tx, TENANT, Scope::All, &filter).await
        }).await;
        assert_eq!((all.count, all.is_more), (COUNTED_AT_MOST, true));
    }

    async fn a_timeline_is_told_in_order(home: Home) {
        let store = home.open().await;
        let crowd = crowd::fill(&store).await;
        let order = crowd.orders.iter().max_by_key(|order| order.version).unwrap();
        let subject = Subject { kind: SubjectKind::Order, id: order.id.0 };
        let versions = walk!(&store, 2, subject_version, subject, |tx, page| list::timeline(tx, TENANT, subject, &page));
        let expected: Vec<u32> = (1..=order.version).collect();
        assert_eq!(versions, expected);
    }

    async fn statements_sum_up_by_stage(home: Home) {
        let store = home.open().await;
        let crowd = crowd::fill(&store).await;
        for (scope, own) in [(Scope::All, None), (Scope::Provider(ProviderId(1)), Some(ProviderId(1)))] {
            let sums = read(&store, async move |tx| list::statement_sums(tx, TENANT, scope).await).await;
            for sum in sums {
                let mine: Vec<_> = crowd.statements.iter()
                    .filter(|it| it.stage.code() == sum.stage && own.is_none_or(|own| own == it.provider_id))
                    .collect();
                assert_eq!(sum.tally.count, i64::try_from(mine.len()).unwrap());
                assert_eq!(sum.amount_fen, mine.iter().map(|it| it.totals.amount_fen).sum());
            }
        }
    }
}
