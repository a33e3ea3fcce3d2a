//! People who sign in, for administrators.

use super::ask::{Caller, Command, Done, Items, Listing, Nothing, Paging, flag};
use super::code::RoleCode;
use super::problem::Problem;
use crate::WebState;
use app::people;
use app::view::api::{self as view, PersonFilter, PersonRow};
use axum::Json;
use axum::extract::Path;
use domain::ids::{PersonId, ProviderId, TechnicianId};
use domain::party::{Person, PersonProfile};
use domain::people::Role;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(get, change)).routes(routes!(set_password))
}

/// What a list of people is narrowed by.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PersonQuery {
    /// In this role.
    #[param(value_type = Option<RoleCode>)]
    role: Option<Role>,
    /// Of this provider.
    #[param(value_type = Option<String>)]
    provider: Option<ProviderId>,
    /// Whether they may sign in.
    #[serde(deserialize_with = "flag")]
    active: Option<bool>,
}

/// A person who signs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PersonDetail {
    /// Their id.
    #[schema(value_type = String)]
    pub id: PersonId,
    /// The name they sign in with.
    pub login: String,
    /// Their name.
    pub name: String,
    /// Their role.
    #[schema(value_type = RoleCode)]
    pub role: Role,
    /// Their provider, for roles of the provider's side.
    #[schema(value_type = Option<String>)]
    pub provider_id: Option<ProviderId>,
    /// Whether they may sign in.
    pub active: bool,
}

impl From<PersonRow> for PersonDetail {
    fn from(row: PersonRow) -> Self {
        Self {
            id: row.person_id,
            login: row.login,
            name: row.name,
            role: row.role,
            provider_id: row.provider_id,
            active: row.active,
        }
    }
}

impl From<Person> for PersonDetail {
    fn from(person: Person) -> Self {
        let profile = person.profile;
        Self {
            id: person.id,
            login: profile.login,
            name: profile.name,
            role: profile.role,
            provider_id: profile.provider_id,
            active: profile.active,
        }
    }
}

/// List people by sign-in name
#[utoipa::path(get, path = "/api/people", tag = "people", params(PersonQuery, Paging),
    responses((status = 200, description = "A page", body = Items<PersonDetail>)))]
async fn list(
    Caller { app, actor }: Caller,
    listing: Listing<PersonQuery>,
) -> Result<Json<Items<PersonDetail>>, Problem> {
    let PersonQuery { role, provider, active } = listing.filter;
    let filter = PersonFilter { role, provider, active };
    let listed = view::people(&app, &actor, filter, listing.page.clone()).await?;
    Ok(listing.items(listed, PersonDetail::from))
}

/// Get a person by sign-in name
#[utoipa::path(get, path = "/api/people/{login}", tag = "people",
    params(("login" = String, Path, description = "The sign-in name", example = "wang")),
    responses((status = 200, description = "The person", body = PersonDetail)))]
async fn get(
    Caller { app, actor }: Caller,
    Path(login): Path<String>,
) -> Result<Json<PersonDetail>, Problem> {
    Ok(Json(people::person(&app, Some(&actor), login).await?.into()))
}

/// A new person with their first password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({
    "login": "wang",
    "name": "王芳",
    "role": "provider_clerk",
    "provider_id": "26173942",
    "technician_id": null,
    "password": "a long first password"
})))]
pub struct NewPerson {
    /// The name they sign in with.
    pub login: String,
    /// Their name.
    pub name: String,
    /// Their role.
    #[schema(value_type = RoleCode)]
    pub role: Role,
    /// Their provider, for roles of the provider's side.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub provider_id: Option<ProviderId>,
    /// The technician they are, for that role.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub technician_id: Option<TechnicianId>,
    /// Their first password, at least eight characters.
    #[schema(min_length = 8)]
    pub password: String,
}

/// Record a person with their first password
#[utoipa::path(post, path = "/api/people", tag = "people", request_body = NewPerson,
    responses((status = 201, description = "Recorded", body = PersonDetail,
        headers(("Location" = String, description = "The person")))))]
async fn add(Command { app, actor, body }: Command<NewPerson>) -> Result<Done<PersonDetail>, Problem> {
    let profile = PersonProfile {
        login: body.login,
        name: body.name,
        role: body.role,
        provider_id: body.provider_id,
        technician_id: body.technician_id,
        active: true,
    };
    let person = people::add_person(&app, Some(&actor), profile, body.password).await?;
    let location = format!("/api/people/{}", crate::page::percent_encoded(&person.profile.login));
    Ok(Done::created(&app, location, person.into()))
}

/// A person's record, as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({
    "name": "王芳",
    "role": "provider_manager",
    "provider_id": "26173942",
    "technician_id": null,
    "active": true
})))]
pub struct ChangedPerson {
    /// Their name.
    pub name: String,
    /// Their role.
    #[schema(value_type = RoleCode)]
    pub role: Role,
    /// Their provider, for roles of the provider's side.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub provider_id: Option<ProviderId>,
    /// The technician they are, for that role.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub technician_id: Option<TechnicianId>,
    /// Whether they may sign in.
    pub active: bool,
}

/// Correct a person's record
#[utoipa::path(put, path = "/api/people/{login}", tag = "people", request_body = ChangedPerson,
    params(("login" = String, Path, description = "The sign-in name", example = "wang")),
    responses((status = 200, description = "Corrected", body = PersonDetail)))]
async fn change(
    Path(login): Path<String>,
    Command { app, actor, body }: Command<ChangedPerson>,
) -> Result<Done<PersonDetail>, Problem> {
    let profile = PersonProfile {
        login: login.clone(),
        name: body.name,
        role: body.role,
        provider_id: body.provider_id,
        technician_id: body.technician_id,
        active: body.active,
    };
    let person = people::change_person(&app, Some(&actor), login, profile).await?;
    Ok(Done::changed(&app, person.into()))
}

/// A new password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({"password": "another long password"})))]
pub struct NewPassword {
    /// The password, at least eight characters.
    #[schema(min_length = 8)]
    pub password: String,
}

/// Set a person's password; their sessions end
#[utoipa::path(post, path = "/api/people/{login}/password", tag = "people", request_body = NewPassword,
    params(("login" = String, Path, description = "The sign-in name", example = "wang")),
    responses((status = 200, description = "Set", body = Nothing)))]
async fn set_password(
    Path(login): Path<String>,
    Command { app, actor, body }: Command<NewPassword>,
) -> Result<Done<Nothing>, Problem> {
    people::set_password(&app, Some(&actor), login, body.password).await?;
    Ok(Done::changed(&app, Nothing {}))
}
