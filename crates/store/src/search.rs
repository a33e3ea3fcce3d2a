//! The search box: one text, looked up as a number, a phone, a serial and a name; each group has its limit.
//!
//! A name is found by its characters and by its pairs of neighbouring characters, so that two Chinese characters anywhere in
//! it are enough (deps.md 6). Pairs can over-find, so each name found is compared once more. Words are written as code
//! points in hex, which no tokenizer splits, and begin with the tenant.

use crate::args;
use crate::db::Tx;
use crate::error::StoreError;
use crate::list::{
    self, CustomerRow, OrderFilter, OrderRow, Page, ProviderRow, UnitFilter, UnitRow, prefix_end,
};
use domain::identifier::phone;
use domain::ids::{CustomerId, RequestId, StatementId, TenantId, UnitId};
use domain::party::Customer;
use domain::people::{Action, Actor, Scope};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The most hits of each group.
pub const HITS_AT_MOST: usize = 20;
/// The most customers and units whose orders are looked up.
const OWNERS_AT_MOST: usize = 10;
/// The longest text that is looked up, in characters.
const TEXT_AT_MOST: usize = 60;
/// The fewest characters of a phone or a serial that are looked up by their beginning or end.
const PREFIX_AT_LEAST: usize = 4;
/// Names compared once more for each search.
const NAMES_COMPARED: i64 = 100;
/// The most providers that are looked through.
const PROVIDERS_COMPARED: i64 = 2_000;

/// What the person who searches may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sight {
    /// Requests.
    pub requests: Option<Scope>,
    /// Orders.
    pub orders: Option<Scope>,
    /// Statements.
    pub statements: Option<Scope>,
    /// Units and customers.
    pub units: Option<Scope>,
    /// Providers.
    pub providers: Option<Scope>,
}

impl Sight {
    /// By the table of permissions.
    pub fn of(actor: &Actor) -> Self {
        let scope = |action| actor.scope(action).ok();
        Self {
            requests: scope(Action::SeeRequests),
            orders: scope(Action::SeeOrders),
            statements: scope(Action::SeeStatements),
            units: scope(Action::SeeUnits),
            providers: scope(Action::SeeNetwork),
        }
    }
}

/// A record found by its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered<I> {
    /// Its identifier.
    pub id: I,
    /// Its number.
    pub number: String,
    /// Its stage, by code.
    pub stage: String,
}

/// What was found, group by group, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// Requests with that number.
    pub requests: Vec<Numbered<RequestId>>,
    /// Orders with that number, or for a customer or a unit found.
    pub orders: Vec<OrderRow>,
    /// Statements with that number.
    pub statements: Vec<Numbered<StatementId>>,
    /// Customers with that name or phone.
    pub customers: Vec<CustomerRow>,
    /// Units with that serial.
    pub units: Vec<UnitRow>,
    /// Providers with that code or name.
    pub providers: Vec<ProviderRow>,
}

/// Looks a text up in everything the person may see.
pub async fn search(tx: &mut Tx, tenant: TenantId, sight: Sight, text: &str) -> Result<Hits, StoreError> {
    let text: String = text.trim().chars().take(TEXT_AT_MOST).collect();
    let mut hits = Hits::default();
    if text.is_empty() {
        return Ok(hits);
    }
    if let Some((series, number)) = number_in(&text) {
        find_number(tx, tenant, sight, series, &number, &mut hits).await?;
        return Ok(hits);
    }
    let customers = find_customers(tx, tenant, &text).await?;
    let units = find_units(tx, tenant, &text).await?;
    if let Some(scope) = sight.orders {
        hits.orders = orders_of(tx, tenant, scope, &customers, &units).await?;
    }
    if sight.units == Some(Scope::All) {
        hits.customers = customers;
        hits.units = units;
    }
    if let Some(scope) = sight.providers {
        hits.providers = find_providers(tx, tenant, scope, &text).await?;
    }
    Ok(hits)
}

/// Reads a number as people type it, `w26-12` for `W26-0000012`: its series and the number in full.
fn number_in(text: &str) -> Option<(char, String)> {
    let (head, digits) = text.split_once('-')?;
    let mut head = head.chars();
    let series = head.next()?.to_ascii_uppercase();
    let year = head.as_str();
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let fits = matches!(series, 'B' | 'W' | 'S')
        && year.len() == 2
        && all_digits(year)
        && (1..=12).contains(&digits.len())
        && all_digits(digits);
    fits.then(|| (series, format!("{series}{year}-{digits:0>7}")))
}

async fn find_number(
    tx: &mut Tx,
    tenant: TenantId,
    sight: Sight,
    series: char,
    number: &str,
    hits: &mut Hits,
) -> Result<(), StoreError> {
    match (series, sight) {
        ('B', Sight { requests: Some(Scope::All), .. }) => {
            let sql = "SELECT request_id, number, stage FROM request WHERE tenant_id = $1 AND number = $2";
            hits.requests = tx
                .all(sql, args![tenant, number], |row| {
                    Ok(Numbered { id: row.get(0)?, number: row.get(1)?, stage: row.get(2)? })
                })
                .await?;
        }
        ('W', Sight { orders: Some(scope), .. }) => {
            let filter = OrderFilter { text: Some(number.to_owned()), ..OrderFilter::default() };
            hits.orders = list::orders(tx, tenant, scope, &filter, &Page::FIRST).await?.rows;
        }
        ('S', Sight { statements: Some(scope), .. }) => {
            let sql = "SELECT statement_id, number, stage, provider_id FROM statement
                 WHERE tenant_id = $1 AND number = $2";
            let found = tx
                .all(sql, args![tenant, number], |row| {
                    let statement = Numbered { id: row.get(0)?, number: row.get(1)?, stage: row.get(2)? };
                    Ok((statement, row.get(3)?))
                })
                .await?;
            hits.statements = found
                .into_iter()
                .filter(|(_, provider)| scope.covers(Some(*provider), None))
                .map(|(statement, _)| statement)
                .collect();
        }
        _ => {}
    }
    Ok(())
}

/// Customers by phone (whole, beginning or end) and by name.
async fn find_customers(tx: &mut Tx, tenant: TenantId, text: &str) -> Result<Vec<CustomerRow>, StoreError> {
    let mut found = Vec::new();
    let digits = digits_of(text);
    if digits.len() >= PREFIX_AT_LEAST && looks_like_phone(text) {
        let phone = phone::normalise(text);
        let end = prefix_end(&phone);
        let sql = "SELECT customer_id, name, phone FROM customer
             WHERE tenant_id = $1 AND phone >= $2 AND phone < $3 ORDER BY phone, customer_id LIMIT $4";
        let limit = i64::try_from(HITS_AT_MOST).unwrap_or(i64::MAX);
        found = tx.all(sql, args![tenant, phone, end, limit], customer).await?;
        let words = [ending_word(tenant, &digits)];
        let ending = by_words(tx, tenant, &words).await?;
        found.extend(ending.into_iter().filter(|row| digits_of(&row.phone).ends_with(&digits)));
    }
    let name = characters(text);
    if name.iter().any(|it| it.is_alphabetic()) {
        let wanted: String = name.iter().collect();
        let named = by_words(tx, tenant, &asked_words(tenant, &name)).await?;
        found.extend(
            named
                .into_iter()
                .filter(|row| characters(&row.name).iter().collect::<String>().contains(&wanted)),
        );
    }
    let mut seen = BTreeSet::new();
    found.retain(|row| seen.insert(row.customer_id));
    found.truncate(HITS_AT_MOST);
    Ok(found)
}

/// The newest customers that have all words.
async fn by_words(tx: &mut Tx, tenant: TenantId, words: &[String]) -> Result<Vec<CustomerRow>, StoreError> {
    let dialect = tx.dialect();
    let words = dialect.all_words(words);
    let ids: Vec<CustomerId> =
        tx.all(dialect.find_customers(), args![tenant, words, NAMES_COMPARED], |row| row.get(0)).await?;
    list::customers_by_ids(tx, tenant, &ids).await
}

fn customer(row: &crate::db::Row<'_>) -> Result<CustomerRow, StoreError> {
    Ok(CustomerRow { customer_id: row.get(0)?, name: row.get(1)?, phone: row.get(2)? })
}

/// Units whose serial is the text or begins with it, as typed or in capitals.
async fn find_units(tx: &mut Tx, tenant: TenantId, text: &str) -> Result<Vec<UnitRow>, StoreError> {
    if text.len() < PREFIX_AT_LEAST || !text.is_ascii() {
        return Ok(Vec::new());
    }
    let mut found: Vec<UnitRow> = Vec::new();
    let capitals = text.to_ascii_uppercase();
    for serial in BTreeSet::from([text, capitals.as_str()]) {
        let filter = UnitFilter { serial: Some(serial.to_owned()), ..UnitFilter::default() };
        let page = Page { after: None, rows: u16::try_from(HITS_AT_MOST).ok() };
        found.extend(list::units(tx, tenant, Scope::All, &filter, &page).await?.rows);
    }
    found.truncate(HITS_AT_MOST);
    Ok(found)
}

/// The newest orders within a scope for the first of the customers and units found.
async fn orders_of(
    tx: &mut Tx,
    tenant: TenantId,
    scope: Scope,
    customers: &[CustomerRow],
    units: &[UnitRow],
) -> Result<Vec<OrderRow>, StoreError> {
    let of = |unit: Option<UnitId>, customer: Option<CustomerId>| OrderFilter {
        customer,
        unit,
        ..OrderFilter::default()
    };
    let of_units = units.iter().map(|row| of(Some(row.unit_id), None)).take(OWNERS_AT_MOST);
    let of_customers = customers.iter().map(|row| of(None, Some(row.customer_id))).take(OWNERS_AT_MOST);
    let page = Page { after: None, rows: u16::try_from(HITS_AT_MOST).ok() };
    let mut found: Vec<OrderRow> = Vec::new();
    for filter in of_units.chain(of_customers) {
        found.extend(list::orders(tx, tenant, scope, &filter, &page).await?.rows);
    }
    found.sort_by_key(|row| std::cmp::Reverse(row.order_id));
    found.dedup_by_key(|row| row.order_id);
    found.truncate(HITS_AT_MOST);
    Ok(found)
}

/// Providers are few: all are looked through, for the beginning of a code or any part of a name.
async fn find_providers(
    tx: &mut Tx,
    tenant: TenantId,
    scope: Scope,
    text: &str,
) -> Result<Vec<ProviderRow>, StoreError> {
    let sql =
        "SELECT provider_id, code, name, active FROM provider WHERE tenant_id = $1 ORDER BY code LIMIT $2";
    let wanted = text.to_lowercase();
    let mut found = tx
        .all(sql, args![tenant, PROVIDERS_COMPARED], |row| {
            Ok(ProviderRow {
                provider_id: row.get(0)?,
                code: row.get(1)?,
                name: row.get(2)?,
                active: row.get(3)?,
            })
        })
        .await?;
    found.retain(|row| {
        let seen = match scope {
            Scope::All => true,
            Scope::Provider(own) | Scope::Technician(own, _) => row.provider_id == own,
        };
        seen && (row.code.to_lowercase().starts_with(&wanted) || row.name.to_lowercase().contains(&wanted))
    });
    found.truncate(HITS_AT_MOST);
    Ok(found)
}

/// Keeps the words a customer is found by; called with every change of one.
pub(crate) async fn index_customer(
    tx: &mut Tx,
    tenant: TenantId,
    customer: &Customer,
) -> Result<(), StoreError> {
    let words = kept_words(tenant, &customer.contact.name, &customer.contact.phone);
    if words.is_empty() && customer.version == 1 {
        return Ok(());
    }
    let sql = tx.dialect().index_customer();
    tx.exec(sql, args![tenant, customer.id, words.join(" ")]).await.map(drop)
}

/// The words kept of a customer: each character, each pair, and the end of the phone.
fn kept_words(tenant: TenantId, name: &str, phone: &str) -> Vec<String> {
    let name = characters(name);
    let pairs = name.windows(2).map(|pair| word(tenant, pair));
    let singles = name.iter().map(|single| word(tenant, std::slice::from_ref(single)));
    let mut words: BTreeSet<String> = singles.chain(pairs).collect();
    let digits = digits_of(phone);
    if digits.len() >= PREFIX_AT_LEAST {
        words.insert(ending_word(tenant, &digits));
    }
    words.into_iter().collect()
}

/// The words a name is asked for by: its pairs, or its only character.
fn asked_words(tenant: TenantId, name: &[char]) -> Vec<String> {
    let words: BTreeSet<String> = match name {
        [_] => BTreeSet::from([word(tenant, name)]),
        _ => name.windows(2).map(|pair| word(tenant, pair)).collect(),
    };
    words.into_iter().collect()
}

fn word(tenant: TenantId, characters: &[char]) -> String {
    characters.iter().fold(format!("t{}", tenant.0), |mut word, character| {
        write!(word, "x{:x}", u32::from(*character)).expect("a String takes every text");
        word
    })
}

/// The last four digits of a phone, as one word.
fn ending_word(tenant: TenantId, digits: &str) -> String {
    let end = &digits[digits.len() - PREFIX_AT_LEAST..];
    format!("t{}p{end}", tenant.0)
}

/// The letters and digits of a text in small letters; what stands between them does not count.
fn characters(text: &str) -> Vec<char> {
    text.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).take(TEXT_AT_MOST).collect()
}

fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn looks_like_phone(text: &str) -> bool {
    text.chars().all(|it| it.is_ascii_digit() || it.is_whitespace() || "+-()（）－".contains(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for (typed, read) in [
            ("W26-0000012", "W26-0000012"),
            ("w26-12", "W26-0000012"),
            ("b26-1", "B26-0000001"),
            ("S26-12345678", "S26-12345678"),
        ] {
            assert_eq!(number_in(typed).map(|(_, number)| number).as_deref(), Some(read));
        }
        for other in ["W26", "X26-1", "W2-1", "W26-", "W26-1a", "0571-87654321", "张三-1", ""] {
            assert_eq!(number_in(other), None, "{other}");
        }
    }

    #[test]
    fn words_are_plain_letters_and_digits() {
        let words = kept_words(TenantId(7), "欧阳·娜 Ann", "0571-8765 4321");
        assert!(words.iter().all(|word| word.bytes().all(|byte| byte.is_ascii_alphanumeric())));
        for asked in ["欧阳", "阳娜", "娜ann", "ANN"] {
            for word in asked_words(TenantId(7), &characters(asked)) {
                assert!(words.contains(&word), "{asked}");
            }
        }
        assert!(words.contains(&"t7p4321".to_owned()));
        assert!(kept_words(TenantId(7), "", "12").is_empty());
    }
}
