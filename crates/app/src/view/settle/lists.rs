//! The lists of settlement: statements, monthly sales, the ledger's accounts and their postings.

use crate::{App, AppError, Desk, not_found};
use domain::Month;
use domain::ids::ProviderId;
use domain::ledger::Account;
use domain::money::Fen;
use domain::outcome::SubjectKind;
use domain::party::Provider;
use domain::people::{Action, Actor};
use domain::settlement::{Statement, StatementStage};
use std::collections::HashMap;
use store::list::{self, Page, SalesFilter, StatementFilter, statement_sums};
use store::record::{self, party};

pub use store::list::{AccountRow, Listed, PostingRow, SalesRow, StatementRow, StatementSum};

/// The most accounts a page shows: one a provider and a few more.
const ACCOUNTS_PER_PAGE: u16 = 200;
/// The most pages of accounts a trial balance adds up.
const ACCOUNT_PAGES_MAX: usize = 100;

/// What a person asks of a list of statements or sales; texts as they stand in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// A stage by code; empty for all.
    pub stage: String,
    /// A month; empty for all.
    pub month: String,
    /// A provider by code; empty for all.
    pub provider: String,
    /// Where the page begins.
    pub after: Option<String>,
}

impl Asked {
    fn page(&self) -> Page {
        Page { after: self.after.clone(), rows: None }
    }
}

/// A list of statements.
#[derive(Clone, Debug)]
pub struct StatementList {
    /// The page.
    pub listed: Listed<StatementRow>,
    /// What the statements sum to, stage by stage.
    pub sums: Vec<StatementSum>,
}

/// The statements a person may see that pass a filter.
pub async fn statements(app: &App, who: &Actor, asked: Asked) -> Result<StatementList, AppError> {
    app.read(Some(who), async move |desk| {
        let scope = desk.scope(Action::SeeStatements)?;
        let tenant = desk.tenant();
        let sums = statement_sums(desk.tx(), tenant, scope).await?;
        let Some((provider, month)) = narrowed(desk, &asked).await? else {
            return Ok(StatementList { listed: Listed { rows: Vec::new(), next: None }, sums });
        };
        let stage = StatementStage::WAY.iter().find(|stage| **stage == asked.stage);
        let filter = StatementFilter { stage: stage.map(|stage| (*stage).to_owned()), provider, month };
        let listed = list::statements(desk.tx(), tenant, scope, &filter, &asked.page()).await?;
        Ok(StatementList { listed, sums })
    })
    .await
}

/// The monthly sales a person may see that pass a filter; product lines by their names.
pub async fn sales(app: &App, who: &Actor, asked: Asked) -> Result<Listed<SalesRow>, AppError> {
    app.read(Some(who), async move |desk| {
        let scope = desk.scope(Action::SeeStatements)?;
        let tenant = desk.tenant();
        let Some((provider, month)) = narrowed(desk, &asked).await? else {
            return Ok(Listed { rows: Vec::new(), next: None });
        };
        let filter = SalesFilter { provider, month };
        let mut listed = list::sales(desk.tx(), tenant, scope, &filter, &asked.page()).await?;
        let agreements = desk.agreements();
        for row in &mut listed.rows {
            row.product_line = agreements.line_name(&row.product_line);
        }
        Ok(listed)
    })
    .await
}

/// Provider and month of a filter; none when what was typed names nothing, so that the list is empty, not unfiltered.
async fn narrowed(
    desk: &mut Desk<'_>,
    asked: &Asked,
) -> Result<Option<(Option<ProviderId>, Option<Month>)>, AppError> {
    let tenant = desk.tenant();
    let provider = match asked.provider.trim() {
        "" => None,
        code => match party::provider_by_code(desk.tx(), tenant, code).await? {
            Some(provider) => Some(provider.id),
            None => return Ok(None),
        },
    };
    let month = match asked.month.trim() {
        "" => None,
        month => match month.parse() {
            Ok(month) => Some(month),
            Err(_) => return Ok(None),
        },
    };
    Ok(Some((provider, month)))
}

/// An account with the provider it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// The account and its balance.
    pub row: AccountRow,
    /// The provider's name.
    pub provider: Option<String>,
}

/// The ledger as a trial balance.
#[derive(Clone, Debug)]
pub struct TrialBalance {
    /// The accounts of the page.
    pub accounts: Vec<Balance>,
    /// The next page.
    pub next: Option<String>,
    /// The debit balances of all accounts.
    pub debits: Fen,
    /// The credit balances of all accounts.
    pub credits: Fen,
    /// How many accounts there are.
    pub count: usize,
}

/// The accounts with their balances, and the proof that all of them sum to zero.
pub async fn ledger(app: &App, who: &Actor, after: Option<String>) -> Result<TrialBalance, AppError> {
    app.read(Some(who), async move |desk| {
        let scope = desk.scope(Action::SeeLedger)?;
        let tenant = desk.tenant();
        let page = Page { after: after.clone(), rows: Some(ACCOUNTS_PER_PAGE) };
        let listed = list::accounts(desk.tx(), tenant, scope, &page).await?;
        let mut accounts = Vec::with_capacity(listed.rows.len());
        for row in listed.rows {
            let provider = provider_name(desk, row.account).await?;
            accounts.push(Balance { row, provider });
        }
        let (mut debits, mut credits, mut count) = (Fen::ZERO, Fen::ZERO, 0);
        let mut page = Page { after: None, rows: Some(ACCOUNTS_PER_PAGE) };
        for _ in 0..ACCOUNT_PAGES_MAX {
            let all = list::accounts(desk.tx(), tenant, scope, &page).await?;
            for row in &all.rows {
                debits += row.balance_fen.max(Fen::ZERO);
                credits += row.balance_fen.min(Fen::ZERO);
            }
            count += all.rows.len();
            if all.next.is_none() {
                break;
            }
            page.after = all.next;
        }
        Ok(TrialBalance { accounts, next: listed.next, debits, credits, count })
    })
    .await
}

async fn provider_name(desk: &mut Desk<'_>, account: Account) -> Result<Option<String>, AppError> {
    let Account::ProviderPayable(id) = account else {
        return Ok(None);
    };
    let tenant = desk.tenant();
    let provider = record::find::<Provider>(desk.tx(), tenant, id.0).await?;
    Ok(provider.map(|provider| provider.profile.name))
}

/// One account with its postings.
#[derive(Clone, Debug)]
pub struct AccountView {
    /// The account.
    pub account: Account,
    /// The provider it belongs to.
    pub provider: Option<String>,
    /// Its balance.
    pub balance_fen: Fen,
    /// A page of postings, newest first, with the number of the statement each is about.
    pub postings: Vec<(PostingRow, Option<String>)>,
    /// The next page.
    pub next: Option<String>,
}

/// The postings of an account by its code: `repair_fee`, `provider_payable:7`.
pub async fn account(
    app: &App,
    who: &Actor,
    code: String,
    after: Option<String>,
) -> Result<AccountView, AppError> {
    app.read(Some(who), async move |desk| {
        let scope = desk.scope(Action::SeeLedger)?;
        let account: Account = code.parse().map_err(|_| not_found("该科目", "account"))?;
        let tenant = desk.tenant();
        let page = Page { after: after.clone(), rows: None };
        let listed = list::postings(desk.tx(), tenant, scope, account, &page).await?;
        let mut numbers: HashMap<i64, Option<String>> = HashMap::new();
        let mut postings = Vec::with_capacity(listed.rows.len());
        for row in listed.rows {
            let number = statement_number(desk, &row, &mut numbers).await?;
            postings.push((row, number));
        }
        let balance_fen = store::sums::balance(desk.tx(), tenant, account).await?;
        let provider = provider_name(desk, account).await?;
        Ok(AccountView { account, provider, balance_fen, postings, next: listed.next })
    })
    .await
}

/// The number of the statement a posting is about; each statement is read once.
async fn statement_number(
    desk: &mut Desk<'_>,
    row: &PostingRow,
    numbers: &mut HashMap<i64, Option<String>>,
) -> Result<Option<String>, AppError> {
    if row.subject.kind != SubjectKind::Statement {
        return Ok(None);
    }
    if let Some(number) = numbers.get(&row.subject.id) {
        return Ok(number.clone());
    }
    let tenant = desk.tenant();
    let found = record::find::<Statement>(desk.tx(), tenant, row.subject.id).await?;
    let number = found.map(|statement| statement.number);
    numbers.insert(row.subject.id, number.clone());
    Ok(number)
}
