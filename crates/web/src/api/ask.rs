//! What a handler takes: who asks ([`Caller`]), what they send ([`Command`]) and which page of a list ([`Listing`]).

use super::problem::Problem;
use super::read;
use crate::WebState;
use crate::session::Visitor;
use app::view::api::{Listed, PAGE_ROWS_AT_MOST, Page, cursor};
use app::{App, CommandKey};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::header::{CONTENT_TYPE, HeaderName, IF_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::people::Actor;
use domain::{Words, words};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The longest body of a command, in bytes.
pub const BODY_BYTES_MAX: usize = 256 * 1024;
/// The longest key a program may give a command.
const KEY_LENGTH_MAX: usize = 200;
/// The header with that key.
const KEY_HEADER: &str = "idempotency-key";
/// Says that an answer was given before.
const REPLAY_HEADER: HeaderName = HeaderName::from_static("idempotent-replay");

/// Whoever is signed in, by bearer token or by cookie.
pub struct Caller {
    /// The use cases.
    pub app: App,
    /// The person.
    pub actor: Actor,
}

impl FromRequestParts<WebState> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Problem> {
        let visitor = visitor_of(parts, state).await?;
        let signed_in = visitor.signed_in.ok_or(Problem::sign_in_required())?;
        Ok(Self { app: state.app.clone(), actor: signed_in.actor })
    }
}

/// What the layer before every request found out about it.
pub async fn visitor_of(parts: &mut Parts, state: &WebState) -> Result<Visitor, Problem> {
    Visitor::from_request_parts(parts, state).await.map_err(|_| {
        let words = Words::fixed(
            "系统出错，请告知系统管理员。",
            "The system made a mistake. Tell the administrator.",
        );
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", words)
    })
}

/// A command: who sends it, what it says, and the product to do it with, under the sender's key when there is one.
pub struct Command<T> {
    /// The use cases, keyed when the sender gave a key.
    pub app: App,
    /// The person.
    pub actor: Actor,
    /// What is to be done.
    pub body: T,
}

impl<T: DeserializeOwned> FromRequest<WebState> for Command<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let Caller { app, actor } = Caller::from_request_parts(&mut parts, state).await?;
        let key = key_of(&parts.headers)?;
        let text = text_of(Request::from_parts(parts.clone(), body)).await?;
        let app = match key {
            Some(key) => app.keyed(command_key(&actor, key, &parts, &text)),
            None => app,
        };
        let body = read::json(if text.is_empty() { b"{}" } else { &text })?;
        Ok(Self { app, actor, body })
    }
}

/// The version of a record the sender has seen, from `If-Match: "7"`; none when the sender takes it as it is.
pub struct Seen(pub Option<u32>);

impl FromRequestParts<WebState> for Seen {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &WebState) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(IF_MATCH) else {
            return Ok(Self(None));
        };
        let version = value.to_str().ok().and_then(|text| text.trim().trim_matches('"').parse().ok());
        version.map(|version| Self(Some(version))).ok_or_else(|| {
            let words = Words::fixed(
                "If-Match 应为看到的版本号，例如 \"7\"。请改正，或去掉它。",
                "If-Match must be the version that was seen, such as \"7\". Correct it, or leave it out.",
            );
            Problem::invalid("if_match.unfit", "If-Match", words)
        })
    }
}

/// The body of a request that says it is JSON, or nothing.
pub async fn text_of(request: Request) -> Result<Bytes, Problem> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_json =
        kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
    let kind = kind.to_owned();
    let text = Bytes::from_request(request, &()).await.map_err(|error| {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return read::too_large(BODY_BYTES_MAX);
        }
        let words =
            Words::fixed("请求内容没有收完整，请重发。", "The body did not arrive whole. Send it again.");
        Problem::new(StatusCode::BAD_REQUEST, "body.broken", words)
    })?;
    if text.is_empty() || is_json {
        return Ok(text);
    }
    Err(Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "body.media_type",
        words!(
            "请求内容的类型是“{kind}”，应为 application/json。请改正 Content-Type。",
            "The body is said to be “{kind}”; it must be application/json. Correct Content-Type."
        ),
    ))
}

/// The sender's key: visible ASCII, so that it can be found in a log.
fn key_of(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(value) = headers.get(KEY_HEADER) else {
        return Ok(None);
    };
    let key = value.to_str().ok().map(str::trim);
    key.filter(|key| {
        (1..=KEY_LENGTH_MAX).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
    })
    .map(Some)
    .ok_or_else(|| {
        Problem::invalid(
            "idempotency_key.unfit",
            "Idempotency-Key",
            words!(
                "Idempotency-Key 应为 1 到 {KEY_LENGTH_MAX} 个可见 ASCII 字符，例如一个 UUID。",
                "Idempotency-Key must be 1 to {KEY_LENGTH_MAX} visible ASCII characters, such as a UUID."
            ),
        )
    })
}

/// A key counts for one person; path and body are the content it stands for.
fn command_key(actor: &Actor, key: &str, parts: &Parts, text: &[u8]) -> CommandKey {
    let mut content = Vec::with_capacity(text.len() + 64);
    content.extend_from_slice(parts.method.as_str().as_bytes());
    content.push(b' ');
    content.extend_from_slice(parts.uri.path().as_bytes());
    content.push(b'\n');
    content.extend_from_slice(text);
    CommandKey::new(format!("{}:{key}", actor.person_id), "api", &content)
}

/// What a command answers, and whether it was answered before.
pub struct Done<T> {
    status: StatusCode,
    location: Option<String>,
    is_repeated: bool,
    body: T,
}

impl<T> Done<T> {
    /// Something was changed.
    pub fn changed(app: &App, body: T) -> Self {
        Self { status: StatusCode::OK, location: None, is_repeated: app.has_repeated(), body }
    }

    /// Something new is found at `location`.
    pub fn created(app: &App, location: String, body: T) -> Self {
        Self { status: StatusCode::CREATED, location: Some(location), ..Self::changed(app, body) }
    }
}

impl<T: Serialize> IntoResponse for Done<T> {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body)).into_response();
        if let Some(location) = self.location.and_then(|path| HeaderValue::try_from(path).ok()) {
            response.headers_mut().insert(axum::http::header::LOCATION, location);
        }
        if self.is_repeated {
            response.headers_mut().insert(REPLAY_HEADER, HeaderValue::from_static("true"));
        }
        response
    }
}

/// A command that needs no more than its path.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({})))]
pub struct Nothing {}

/// Which page of a list.
#[derive(Clone, Debug, Default, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by Listing; this struct documents the two parameters")]
pub struct Paging {
    /// How many items, 50 when not said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
    /// The `next` of the page before, with the same filter.
    cursor: Option<String>,
}

/// A list narrowed by `F`, and which page of it.
pub struct Listing<F> {
    /// What it is narrowed by.
    pub filter: F,
    /// The page.
    pub page: Page,
    list: String,
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Items<T> {
    /// The items in order; a page may be short and still have a next one.
    pub items: Vec<T>,
    /// The cursor of the next page; null on the last.
    pub next: Option<String>,
}

impl<F> Listing<F> {
    /// The page as it is sent.
    pub fn items<R, T>(&self, listed: Listed<R>, item: impl Fn(R) -> T) -> Json<Items<T>> {
        let next = listed.next.map(|next| cursor::seal(&self.list, &next));
        Json(Items { items: listed.rows.into_iter().map(item).collect(), next })
    }
}

impl<F: DeserializeOwned> FromRequestParts<WebState> for Listing<F> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Problem> {
        let Query(mut pairs) = Query::<Vec<(String, String)>>::from_request_parts(parts, state)
            .await
            .map_err(|_| unreadable_query())?;
        let limit = take(&mut pairs, "limit").map(|text| limit_of(&text)).transpose()?;
        let sealed = take(&mut pairs, "cursor");
        let mut list = parts.uri.path().to_owned();
        pairs.sort();
        for (name, value) in &pairs {
            list.extend(["\n", name, "=", value]);
        }
        let after = sealed.map(|sealed| cursor::open(&list, &sealed).ok_or_else(wrong_cursor)).transpose()?;
        let filter = read::query(pairs, &["limit", "cursor"])?;
        Ok(Self { filter, page: Page { after, rows: limit }, list })
    }
}

/// Takes the first parameter of a name out of the query; a second one is found unknown later.
fn take(pairs: &mut Vec<(String, String)>, name: &str) -> Option<String> {
    let at = pairs.iter().position(|(found, _)| found == name)?;
    Some(pairs.remove(at).1)
}

fn limit_of(text: &str) -> Result<u16, Problem> {
    text.parse().ok().filter(|limit| (1..=PAGE_ROWS_AT_MOST).contains(limit)).ok_or_else(|| {
        Problem::invalid(
            "limit.unfit",
            "limit",
            words!(
                "limit 为“{text}”，应为 1 到 {PAGE_ROWS_AT_MOST} 的整数。",
                "limit is “{text}”; it must be a whole number from 1 to {PAGE_ROWS_AT_MOST}."
            ),
        )
    })
}

fn wrong_cursor() -> Problem {
    Problem::invalid(
        "cursor.unfit",
        "cursor",
        Words::fixed(
            "cursor 不是这个列表在同样条件下给出的。请用上一页的 next 原样重发，或去掉 cursor 从头开始。",
            "cursor was not given by this list under the same filter. Send the next of the page before as it is, or begin anew without cursor.",
        ),
    )
}

fn unreadable_query() -> Problem {
    let words =
        Words::fixed("查询参数无法读取，请核对编码。", "The query cannot be read. Check its encoding.");
    Problem::invalid("query.unreadable", "$", words)
}

/// A flag in a query: `true` or `false`.
pub fn flag<'de, D: serde::Deserializer<'de>>(reader: D) -> Result<Option<bool>, D::Error> {
    let text = String::deserialize(reader)?;
    match text.as_str() {
        "true" => Ok(Some(true)),
        "false" => Ok(Some(false)),
        other => Err(serde::de::Error::unknown_variant(other, &["true", "false"])),
    }
}
