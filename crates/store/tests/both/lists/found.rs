//! The search box and the lists of files.

use super::{crowd, read};
use crate::both_engines;
use crate::home::{Home, TENANT, at};
use domain::ids::{CustomerId, OrderId, ProviderId};
use domain::outcome::{Outcome, Stamp};
use domain::party::{Contact, Customer};
use domain::people::Scope;
use store::Store;
use store::list::{
    self, CustomerFilter, OutboxState, Page, PersonFilter, ProviderFilter, SalesFilter, UnitFilter,
};
use store::search::{self, Hits, Sight};

const ALL: Sight = Sight {
    requests: Some(Scope::All),
    orders: Some(Scope::All),
    statements: Some(Scope::All),
    units: Some(Scope::All),
    providers: Some(Scope::All),
};

/// A provider's sight.
fn own(provider: i64) -> Sight {
    let scope = Some(Scope::Provider(ProviderId(provider)));
    Sight { requests: None, orders: scope, statements: scope, units: None, providers: scope }
}

async fn look(store: &Store, sight: Sight, text: &str) -> Hits {
    let text = text.to_owned();
    read(store, async move |tx| search::search(tx, TENANT, sight, &text).await).await
}

fn customers(hits: &Hits) -> Vec<i64> {
    let mut ids: Vec<i64> = hits.customers.iter().map(|row| row.customer_id.0).collect();
    ids.sort_unstable();
    ids
}

both_engines! {
    async fn everything_is_found_by_what_people_know(home: Home) {
        let store = home.open().await;
        let crowd = crowd::fill(&store).await;
        let hits = look(&store, ALL, "w26-7").await;
        assert_eq!(hits.orders.iter().map(|row| row.order_id).collect::<Vec<_>>(), [OrderId(7)]);
        assert_eq!(look(&store, ALL, " B26-0000009 ").await.requests[0].id.0, 9);
        assert_eq!(look(&store, ALL, "S26-3").await.statements[0].id.0, 3);
        let named = |part: &str| -> Vec<i64> {
            crowd.customers.iter().filter(|it| it.contact.name.contains(part)).map(|it| it.id.0).collect()
        };
        for part in ["小明", "明", "欧阳小明", "Anna", "阳小"] {
            assert!(!named(part).is_empty());
            assert_eq!(customers(&look(&store, ALL, part).await), named(part), "{part}");
        }
        assert_eq!(customers(&look(&store, ALL, "明小").await), [0; 0]);
        assert_eq!(customers(&look(&store, ALL, "13800138005").await), [5]);
        assert_eq!(customers(&look(&store, ALL, "138 0013 8005").await), [5]);
        assert_eq!(customers(&look(&store, ALL, "8012").await), [12]);
        assert_eq!(customers(&look(&store, ALL, "13800138").await).len(), 20);
        let hits = look(&store, ALL, "sn-0003").await;
        assert_eq!(hits.units.iter().map(|row| row.serial.as_str()).collect::<Vec<_>>(), ["SN-0003"]);
        assert!(!hits.orders.is_empty());
        assert_eq!(look(&store, ALL, "第2维").await.providers[0].code, "P002");
        assert_eq!(look(&store, ALL, "p003").await.providers[0].code, "P003");
        for nothing in ["", "   ", "王大锤", "' OR 1=1 --", "\"*", "W26-9999", "😀", "%"] {
            assert_eq!(look(&store, ALL, nothing).await, Hits::default(), "{nothing}");
        }
    }

    async fn a_provider_finds_only_its_own(home: Home) {
        let store = home.open().await;
        let crowd = crowd::fill(&store).await;
        for text in ["小明", "13800138", "SN-00", "明", "第", "P00"] {
            let hits = look(&store, own(2), text).await;
            assert!(hits.customers.is_empty() && hits.units.is_empty() && hits.requests.is_empty());
            assert!(hits.orders.iter().all(|row| row.provider_id == Some(ProviderId(2))), "{text}");
            assert!(hits.providers.iter().all(|row| row.provider_id == ProviderId(2)), "{text}");
        }
        for order in &crowd.orders {
            let found = !look(&store, own(2), &order.opened.number).await.orders.is_empty();
            assert_eq!(found, order.provider_id() == Some(ProviderId(2)), "{}", order.opened.number);
        }
        for statement in &crowd.statements {
            let found = !look(&store, own(2), &statement.number).await.statements.is_empty();
            assert_eq!(found, statement.provider_id == ProviderId(2));
        }
    }

    async fn a_corrected_name_is_found_and_the_old_one_is_not(home: Home) {
        let store = home.open().await;
        let crowd = crowd::fill(&store).await;
        let contact = Contact { name: "诸葛亮".into(), ..crowd.customers[0].contact.clone() };
        let corrected = crowd.customers[0].correct(contact, Stamp { at: at(9), by: None }).unwrap();
        crowd::commit(&store, Outcome::of(corrected)).await;
        assert_eq!(customers(&look(&store, ALL, "诸葛").await), [1]);
        assert!(!customers(&look(&store, ALL, &crowd.customers[0].contact.name).await).contains(&1));
        let nameless = Customer::record(CustomerId(99), Contact::default(), "s".into(), Stamp { at: at(9), by: None });
        crowd::commit(&store, Outcome::of(nameless)).await;
    }

    async fn files_are_listed_by_code_and_serial(home: Home) {
        let store = home.open().await;
        crowd::fill(&store).await;
        let serials = read(&store, async |tx| {
            let filter = UnitFilter { serial: Some("SN-001".into()), ..UnitFilter::default() };
            list::units(tx, TENANT, Scope::All, &filter, &Page::FIRST).await
        }).await;
        assert_eq!(serials.rows.len(), 10);
        assert!(serials.rows.iter().all(|row| row.product_name.as_deref() == Some("太阳能热水器")));
        let page = Page { after: None, rows: Some(2) };
        let second = page.clone();
        let first = read(&store, async move |tx| {
            list::providers(tx, TENANT, Scope::All, &ProviderFilter::default(), &page).await
        }).await;
        assert_eq!(first.rows.iter().map(|row| row.code.as_str()).collect::<Vec<_>>(), ["P001", "P002"]);
        let second = Page { after: first.next, ..second };
        let last = read(&store, async move |tx| {
            list::providers(tx, TENANT, Scope::All, &ProviderFilter::default(), &second).await
        }).await;
        assert_eq!((last.rows[0].code.as_str(), last.rows.len(), last.next), ("P003", 1, None));
        let own = read(&store, async |tx| {
            let scope = Scope::Provider(ProviderId(2));
            let providers = list::providers(tx, TENANT, scope, &ProviderFilter::default(), &Page::FIRST).await?;
            let technicians = list::technicians(tx, TENANT, scope, None, &Page::FIRST).await?;
            let others = list::technicians(tx, TENANT, scope, Some(ProviderId(1)), &Page::FIRST).await?;
            Ok((providers.rows, technicians.rows, others.rows))
        }).await;
        assert_eq!((own.0.len(), own.1.len(), own.2.len()), (1, 2, 0));
        assert!(own.1.iter().all(|row| row.provider_name == "第2维修站"));
        let named = read(&store, async |tx| {
            let filter = CustomerFilter { name: Some("欧阳".into()), phone: None };
            list::customers(tx, TENANT, Scope::All, &filter, &Page::FIRST).await
        }).await;
        assert_eq!(named.rows.len(), 5);
    }

    async fn what_is_the_principals_is_not_listed_for_a_provider(home: Home) {
        let store = home.open().await;
        crowd::fill(&store).await;
        let empty = read(&store, async |tx| {
            let scope = Scope::Provider(ProviderId(1));
            let page = Page::FIRST;
            Ok([
                list::requests(tx, TENANT, scope, &list::RequestFilter::default(), &page).await?.rows.len(),
                list::customers(tx, TENANT, scope, &CustomerFilter::default(), &page).await?.rows.len(),
                list::units(tx, TENANT, scope, &UnitFilter::default(), &page).await?.rows.len(),
                list::people(tx, TENANT, scope, &PersonFilter::default(), &page).await?.rows.len(),
                list::accounts(tx, TENANT, scope, &page).await?.rows.len(),
                list::outbox(tx, TENANT, scope, OutboxState::Any, &page).await?.rows.len(),
                list::sales(tx, TENANT, scope, &SalesFilter { provider: Some(ProviderId(2)), month: None }, &page)
                    .await?.rows.len(),
            ])
        }).await;
        assert_eq!(empty, [0; 7]);
    }
}
