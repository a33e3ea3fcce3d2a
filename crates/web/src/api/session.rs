//! Signing in and out, and who is signed in.

use super::ask::{Caller, Nothing, text_of, visitor_of};
use super::code::RoleCode;
use super::problem::{Problem, language_of};
use super::read;
use crate::{WebState, session};
use app::people;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::{HeaderName, SET_COOKIE};
use domain::ids::{PersonId, ProviderId, TechnicianId};
use domain::people::{Actor, Role};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new().routes(routes!(sign_in)).routes(routes!(sign_out)).routes(routes!(me))
}

/// What a person types to sign in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({"login": "agent", "password": "a long password"})))]
pub struct Credentials {
    /// The sign-in name.
    pub login: String,
    /// The password.
    pub password: String,
}

/// A session that has just begun.
#[derive(Clone, Serialize, ToSchema)]
pub struct SessionBegun {
    /// Sent as `Authorization: Bearer …`; told only once.
    pub token: String,
    /// Sent as `x-csrf-token` with every change, when the session's cookie is used instead of the token.
    pub csrf_token: String,
    /// Whose it is.
    pub person: Me,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Me {
    /// The person's id.
    #[schema(value_type = String)]
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// Their role.
    #[schema(value_type = RoleCode)]
    pub role: Role,
    /// Their provider, for roles of the provider's side.
    #[schema(value_type = Option<String>)]
    pub provider_id: Option<ProviderId>,
    /// The technician they are, for that role.
    #[schema(value_type = Option<String>)]
    pub technician_id: Option<TechnicianId>,
}

impl From<Actor> for Me {
    fn from(actor: Actor) -> Self {
        Self {
            id: actor.person_id,
            name: actor.name,
            role: actor.role,
            provider_id: actor.provider_id,
            technician_id: actor.technician_id,
        }
    }
}

type WithCookie<T> = ([(HeaderName, HeaderValue); 1], Json<T>);

/// Sign in with a password
///
/// The session serves as a bearer token, or by its cookie together with the CSRF token. Five wrong passwords in a row
/// lock the person out for a while (429).
#[utoipa::path(post, path = "/api/sign-in", tag = "session", request_body = Credentials, security(()),
    responses((status = 200, description = "Signed in", body = SessionBegun)))]
async fn sign_in(
    State(state): State<WebState>,
    request: Request,
) -> Result<WithCookie<SessionBegun>, Problem> {
    let language = language_of(request.headers());
    let text = text_of(request).await?;
    let Credentials { login, password } = read::json(&text)?;
    // A program may hold several sessions, so a new one ends no other.
    let command = people::SignIn { login, password, language, previous: None };
    let begun = people::sign_in(&state.app, command).await?;
    let cookie = [(SET_COOKIE, session::begin(&state, &begun.token))];
    let signed_in = begun.signed_in;
    let body =
        SessionBegun { token: begun.token, csrf_token: signed_in.csrf_token, person: signed_in.actor.into() };
    Ok((cookie, Json(body)))
}

/// Sign out: the session ends
#[utoipa::path(post, path = "/api/sign-out", tag = "session",
    responses((status = 200, description = "Signed out", body = Nothing)))]
async fn sign_out(State(state): State<WebState>, request: Request) -> Result<WithCookie<Nothing>, Problem> {
    let (mut parts, _) = request.into_parts();
    let visitor = visitor_of(&mut parts, &state).await?;
    if visitor.signed_in.is_none() {
        return Err(Problem::sign_in_required());
    }
    if let Some(token) = &visitor.token {
        people::sign_out(&state.app, token).await?;
    }
    Ok(([(SET_COOKIE, session::end(&state))], Json(Nothing {})))
}

/// Say who is signed in
#[utoipa::path(get, path = "/api/me", tag = "session",
    responses((status = 200, description = "The person", body = Me)))]
async fn me(Caller { actor, .. }: Caller) -> Json<Me> {
    Json(actor.into())
}
