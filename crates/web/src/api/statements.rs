//! Statements: listed, shown line by line, and led from submission to payment.

use super::ask::{Caller, Command, Done, Items, Listing, Nothing, Paging};
use super::code::{LineCode, StatementStageCode, written};
use super::problem::Problem;
use super::requests::WithReason;
use super::shared::{Clause, JournalFact, Owed, Text};
use crate::WebState;
use app::statement::{self, Quota};
use app::view::api::{self as view, Listed, PAGE_ROWS, StatementFilter, StatementRow, StatementView};
use axum::Json;
use axum::extract::Path;
use domain::ids::ProviderId;
use domain::settlement::{LineKind, Payment, Statement, StatementLine, StatementStage};
use domain::{Fen, Month};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(get))
        .routes(routes!(lines))
        .routes(routes!(journal))
        .routes(routes!(submit))
        .routes(routes!(receive))
        .routes(routes!(verify))
        .routes(routes!(confirm))
        .routes(routes!(approve))
        .routes(routes!(pay))
        .routes(routes!(send_back))
}

/// What a list of statements is narrowed by.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct StatementQuery {
    /// In this stage.
    stage: Option<StatementStageCode>,
    /// Of this provider.
    #[param(value_type = Option<String>)]
    provider: Option<ProviderId>,
    /// Of this month: `2026-03`.
    #[param(value_type = Option<String>)]
    month: Option<Month>,
}

impl From<StatementQuery> for StatementFilter {
    fn from(query: StatementQuery) -> Self {
        Self { stage: query.stage.as_ref().map(written), provider: query.provider, month: query.month }
    }
}

/// A statement in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ListedStatement {
    /// Its number.
    pub number: String,
    /// Where it stands.
    #[schema(value_type = StatementStageCode)]
    pub stage: String,
    /// The provider.
    #[schema(value_type = String)]
    pub provider_id: ProviderId,
    /// The provider's name.
    pub provider_name: String,
    /// The month.
    pub month: String,
    /// What its lines sum to, in fen; 0 while it is collecting.
    #[schema(value_type = i64)]
    pub amount_fen: Fen,
}

impl From<StatementRow> for ListedStatement {
    fn from(row: StatementRow) -> Self {
        Self {
            number: row.number,
            stage: row.stage,
            provider_id: row.provider_id,
            provider_name: row.provider_name,
            month: row.month,
            amount_fen: row.amount_fen,
        }
    }
}

/// A statement by itself, as every step answers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct StatementState {
    /// Its number.
    pub number: String,
    /// Its version, which every change raises.
    pub version: u32,
    /// Where it stands.
    #[schema(value_type = StatementStageCode)]
    pub stage: &'static str,
    /// Since when; null while it is collecting and when it is paid.
    pub since_at: Option<Timestamp>,
    /// The provider.
    #[schema(value_type = String)]
    pub provider_id: ProviderId,
    /// The month.
    #[schema(value_type = String)]
    pub month: Month,
    /// The round of submission.
    pub round: u32,
    /// How many lines are fixed.
    pub lines: u32,
    /// What the fixed lines sum to, in fen.
    #[schema(value_type = i64)]
    pub amount_fen: Fen,
    /// A digest over the fixed lines.
    pub lines_digest: String,
    /// How many originals were sent.
    pub originals: u32,
    /// The seed of the spot check.
    pub seed: Option<String>,
    /// Why it was sent back the last time.
    pub returned_because: Option<String>,
    /// How it was paid.
    pub payment: Option<BankTransfer>,
}

/// A bank transfer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({"paid_on": "2026-04-20", "reference": "20260420-0001", "amount_fen": 352_000})))]
pub struct BankTransfer {
    /// The day of the transfer.
    pub paid_on: Date,
    /// The bank's reference.
    pub reference: String,
    /// The whole amount owed, in fen.
    #[schema(value_type = i64, minimum = 0)]
    pub amount_fen: Fen,
}

impl From<Payment> for BankTransfer {
    fn from(Payment { paid_on, reference, amount_fen }: Payment) -> Self {
        Self { paid_on, reference, amount_fen }
    }
}

impl From<Statement> for StatementState {
    fn from(statement: Statement) -> Self {
        let stage = statement.stage.code();
        let (since_at, payment) = match statement.stage {
            StatementStage::Collecting => (None, None),
            StatementStage::Submitted { submitted_at: at }
            | StatementStage::Received { received_at: at }
            | StatementStage::Verified { verified_at: at }
            | StatementStage::Confirmed { confirmed_at: at }
            | StatementStage::Approved { approved_at: at } => (Some(at), None),
            StatementStage::Paid { payment } => (None, Some(BankTransfer::from(payment))),
        };
        Self {
            number: statement.number,
            version: statement.version,
            stage,
            since_at,
            provider_id: statement.provider_id,
            month: statement.month,
            round: statement.round,
            lines: statement.totals.lines,
            amount_fen: statement.totals.amount_fen,
            lines_digest: statement.totals.digest,
            originals: statement.originals,
            seed: statement.seed,
            returned_because: statement.returned_because,
            payment,
        }
    }
}

/// A statement with its provider, what is owed about it and how far its callbacks are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct StatementDetail {
    /// The statement.
    pub statement: StatementState,
    /// The provider's name.
    pub provider_name: String,
    /// The code of the agreement it is settled by.
    pub agreement: String,
    /// The version of that agreement.
    pub agreement_version: u32,
    /// What is owed about it, oldest first.
    pub obligations: Vec<Owed>,
    /// The first callbacks of its month, when the agreement asks for a share of them.
    pub callbacks: Option<CallbackQuota>,
}

/// How far the first callbacks of a month are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CallbackQuota {
    /// Customers reached.
    pub made: i64,
    /// Needed.
    pub needed: i64,
    /// Repairs of the month.
    pub repairs: i64,
    /// The agreed share, in basis points: 10 000 is all.
    pub share_basis_points: i64,
}

impl From<Quota> for CallbackQuota {
    fn from(quota: Quota) -> Self {
        let Quota { made, needed, repairs, share } = quota;
        Self { made, needed, repairs, share_basis_points: share.0 }
    }
}

impl From<StatementView> for StatementDetail {
    fn from(view: StatementView) -> Self {
        Self {
            statement: view.statement.into(),
            provider_name: view.provider.profile.name,
            agreement: view.agreement_code,
            agreement_version: view.agreement_version,
            obligations: view.obligations.into_iter().map(Owed::from).collect(),
            callbacks: view.quota.map(CallbackQuota::from),
        }
    }
}

/// One line of a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Line {
    /// Its number, from 1.
    pub number: u32,
    /// What it is for.
    #[schema(value_type = LineCode)]
    pub kind: LineKind,
    /// The order's number, or the product line of a share.
    pub item: String,
    /// How many: visits, pieces, times.
    pub quantity: i64,
    /// What one is worth, or the amount a share is taken of, in fen.
    #[schema(value_type = i64)]
    pub basis_fen: Fen,
    /// The amount in fen; deductions are negative.
    #[schema(value_type = i64)]
    pub amount_fen: Fen,
    /// The clause.
    pub clause: Clause,
    /// Why, with the values.
    pub because: Text,
}

impl From<StatementLine> for Line {
    fn from(line: StatementLine) -> Self {
        Self {
            number: line.number,
            kind: line.kind,
            item: line.item,
            quantity: line.quantity,
            basis_fen: line.basis_fen,
            amount_fen: line.amount_fen,
            clause: line.citation.into(),
            because: line.because.into(),
        }
    }
}

/// List statements, newest first
#[utoipa::path(get, path = "/api/statements", tag = "statements", params(StatementQuery, Paging),
    responses((status = 200, description = "A page", body = Items<ListedStatement>)))]
async fn list(
    Caller { app, actor }: Caller,
    listing: Listing<StatementQuery>,
) -> Result<Json<Items<ListedStatement>>, Problem> {
    let listed = view::statements(&app, &actor, listing.filter.clone().into(), listing.page.clone()).await?;
    Ok(listing.items(listed, ListedStatement::from))
}

/// Get a statement
#[utoipa::path(get, path = "/api/statements/{number}", tag = "statements",
    params(("number" = String, Path, description = "The statement's number", example = "S26-0000001")),
    responses((status = 200, description = "The statement", body = StatementDetail)))]
async fn get(
    Caller { app, actor }: Caller,
    Path(number): Path<String>,
) -> Result<Json<StatementDetail>, Problem> {
    Ok(Json(view::statement(&app, &actor, number).await?.into()))
}

/// List the lines of a statement in order
///
/// While it is collecting these are the lines it would have now; from the submission on they are fixed.
#[utoipa::path(get, path = "/api/statements/{number}/lines", tag = "statements",
    params(("number" = String, Path, description = "The statement's number", example = "S26-0000001"), Paging),
    responses((status = 200, description = "A page", body = Items<Line>)))]
async fn lines(
    Caller { app, actor }: Caller,
    Path(number): Path<String>,
    listing: Listing<Nothing>,
) -> Result<Json<Items<Line>>, Problem> {
    let after = listing.page.after.as_deref().map_or(0, super::number_of);
    let rows = listing.page.rows.unwrap_or(PAGE_ROWS);
    let found = view::statement_lines(&app, &actor, number, after, rows).await?;
    let listed = Listed { rows: found.lines, next: found.next.map(|number| number.to_string()) };
    Ok(listing.items(listed, Line::from))
}

/// List what happened to a statement, oldest first
#[utoipa::path(get, path = "/api/statements/{number}/journal", tag = "statements",
    params(("number" = String, Path, description = "The statement's number", example = "S26-0000001"), Paging),
    responses((status = 200, description = "A page", body = Items<JournalFact>)))]
async fn journal(
    Caller { app, actor }: Caller,
    Path(number): Path<String>,
    listing: Listing<Nothing>,
) -> Result<Json<Items<JournalFact>>, Problem> {
    let listed = view::statement_timeline(&app, &actor, number, listing.page.clone()).await?;
    Ok(listing.items(listed, JournalFact::from))
}

/// What the provider sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({"originals": 12})))]
pub struct Submit {
    /// How many originals.
    pub originals: u32,
}

/// Submit a statement: originals and form are sent, the lines are fixed
#[utoipa::path(post, path = "/api/statements/{number}/submit", tag = "statements", request_body = Submit,
    params(("number" = String, Path, description = "The statement's number", example = "S26-0000001")),
    responses((status = 200, description = "Submitted", body = StatementState)))]
async fn submit(
    Path(number): Path<String>,
    Command { app, actor, body }: Command<Submit>,
) -> Result<Done<StatementState>, Problem> {
    let statement = statement::submit(&app, &actor, number, body.originals).await?;
    Ok(Done::changed(&app, statement.into()))
}

/// Record the receipt of originals and form; the spot check is drawn
#[utoipa::path(post, path = "/api/statements/{number}/receive", tag = "statements", request_body = Nothing,
    params(("number" = String, Path, description = "The statement's number", example = "S26-0000001")),
    responses((status = 200, description = "Received", body = StatementState)))]
async fn receive(
    Path(number): Path<String>,
    Command { app, actor, .. }: Command<Nothing>,
) -> Result<Done<StatementState>, Problem> {
    let statement = statement::receive(&app, &actor, number).await?;
    Ok(Done::changed(&app, statement.into()))
}

/// Verify a statement; what the callbacks found becomes lines
#[utoipa::path(post, path = "/api/statements/{number}/verify", tag = "statements", request_body = Nothing,
    params(("number" = String, Path, description = "The statement's number", example = "S26-0000001")),
    responses((status = 200, description = "Verified", body = StatementState)))]
async fn verify(
    Path(number): Path<String>,
    Command { app, actor, .. }: Command<Nothing>,
) -> Result<Done<StatementState>, Problem> {
    let statement = statement::verify(&app, &actor, number).await?;
    Ok(Done::changed(&app, statement.into()))
}

/// Confirm a statement for the service centre
#[utoipa::path(post, path = "/api/statements/{number}/confirm", tag = "statements", request_body = Nothing,
    params(("number" = String, Path, description = "The statement's number", example = "S26-0000001")),
    responses((status = 200, description = "Confirmed", body = StatementState)))]
async fn confirm(
    Path(number): Path<String>,
    Command { app, actor, .. }: Command<Nothing>,
) -> Result<Done<StatementState>, Problem> {
    let statement = statement::confirm(&app, &actor, number).await?;
    Ok(Done::changed(&app, statement.into()))
}

/// Approve a statement; what is owed enters the ledger
#[utoipa::path(post, path = "/api/statements/{number}/approve", tag = "statements", request_body = Nothing,
    params(("number" = String, Path, description = "The statement's number", example = "S26-0000001")),
    responses((status = 200, description = "Approved", body = StatementState)))]
async fn approve(
    Path(number): Path<String>,
    Command { app, actor, .. }: Command<Nothing>,
) -> Result<Done<StatementState>, Problem> {
    let statement = statement::approve(&app, &actor, number).await?;
    Ok(Done::changed(&app, statement.into()))
}

/// Pay a statement whole, by bank transfer
#[utoipa::path(post, path = "/api/statements/{number}/pay", tag = "statements", request_body = BankTransfer,
    params(("number" = String, Path, description = "The statement's number", example = "S26-0000001")),
    responses((status = 200, description = "Paid", body = StatementState)))]
async fn pay(
    Path(number): Path<String>,
    Command { app, actor, body: BankTransfer { paid_on, reference, amount_fen } }: Command<BankTransfer>,
) -> Result<Done<StatementState>, Problem> {
    let payment = Payment { paid_on, reference, amount_fen };
    let statement = statement::pay(&app, &actor, number, payment).await?;
    Ok(Done::changed(&app, statement.into()))
}

/// Send a statement back to the provider, with the reason
#[utoipa::path(post, path = "/api/statements/{number}/return", tag = "statements", request_body = WithReason,
    params(("number" = String, Path, description = "The statement's number", example = "S26-0000001")),
    responses((status = 200, description = "Sent back", body = StatementState)))]
async fn send_back(
    Path(number): Path<String>,
    Command { app, actor, body }: Command<WithReason>,
) -> Result<Done<StatementState>, Problem> {
    let statement = statement::send_back(&app, &actor, number, body.reason).await?;
    Ok(Done::changed(&app, statement.into()))
}
