//! The ledger: accounts with their balances, and the postings of one account.

use super::ask::{Caller, Items, Listing, Nothing, Paging};
use super::code::SubjectCode;
use super::problem::Problem;
use super::shared::Text;
use crate::WebState;
use app::view::api::{self as view, AccountRow, PostingRow};
use axum::Json;
use axum::extract::Path;
use domain::Fen;
use domain::Words;
use domain::ids::EntryId;
use domain::ledger::Account;
use domain::outcome::SubjectKind;
use domain::refusal::Refusal;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new().routes(routes!(accounts)).routes(routes!(postings))
}

/// An account with its balance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AccountBalance {
    /// The account: `repair_fee`, or `provider_payable:` and the provider's id.
    pub account: String,
    /// Its name.
    pub name: Text,
    /// The sum of its postings in fen; debits positive.
    #[schema(value_type = i64)]
    pub balance_fen: Fen,
    /// How many postings it has.
    pub postings: i64,
}

impl From<AccountRow> for AccountBalance {
    fn from(row: AccountRow) -> Self {
        Self {
            account: row.account.to_string(),
            name: row.account.words().into(),
            balance_fen: row.balance_fen,
            postings: row.postings,
        }
    }
}

/// A posting on an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ListedPosting {
    /// The entry it belongs to.
    #[schema(value_type = String)]
    pub entry_id: EntryId,
    /// Its place in the entry.
    pub number: i64,
    /// The period of the entry.
    pub month: String,
    /// The amount in fen; debits positive.
    #[schema(value_type = i64)]
    pub amount_fen: Fen,
    /// The kind of record the entry is about.
    #[schema(value_type = SubjectCode)]
    pub subject: SubjectKind,
    /// The id of that record.
    pub subject_id: String,
    /// When it was posted.
    pub posted_at: Timestamp,
    /// What happened.
    pub text: Text,
}

impl From<PostingRow> for ListedPosting {
    fn from(row: PostingRow) -> Self {
        Self {
            entry_id: row.entry_id,
            number: row.posting_number,
            month: row.month,
            amount_fen: row.amount_fen,
            subject: row.subject.kind,
            subject_id: row.subject.id.to_string(),
            posted_at: row.posted_at,
            text: row.text.into(),
        }
    }
}

/// List the accounts of the ledger with their balances
#[utoipa::path(get, path = "/api/ledger/accounts", tag = "ledger", params(Paging),
    responses((status = 200, description = "A page", body = Items<AccountBalance>)))]
async fn accounts(
    Caller { app, actor }: Caller,
    listing: Listing<Nothing>,
) -> Result<Json<Items<AccountBalance>>, Problem> {
    let listed = view::accounts(&app, &actor, listing.page.clone()).await?;
    Ok(listing.items(listed, AccountBalance::from))
}

/// List the postings of an account, newest first
#[utoipa::path(get, path = "/api/ledger/accounts/{account}/postings", tag = "ledger",
    params(("account" = String, Path, description = "The account", example = "repair_fee"), Paging),
    responses((status = 200, description = "A page", body = Items<ListedPosting>)))]
async fn postings(
    Caller { app, actor }: Caller,
    Path(account): Path<String>,
    listing: Listing<Nothing>,
) -> Result<Json<Items<ListedPosting>>, Problem> {
    actor.scope(domain::people::Action::SeeLedger)?;
    let account: Account =
        account.parse().map_err(|_| Refusal::not_found(&Words::fixed("该科目", "account")))?;
    let listed = view::postings(&app, &actor, account, listing.page.clone()).await?;
    Ok(listing.items(listed, ListedPosting::from))
}
