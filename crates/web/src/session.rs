//! Who asks: the session cookie, the language, and what was just done.
//!
//! One layer looks at every request of a page or of the interface ([`recognise`]); handlers take a [`SignedIn`] or, on
//! public pages, a [`Visitor`]. Whoever is not signed in is sent to `/sign-in`, or told so as a problem document.

use crate::page::{self, Flash, NavItem, PageContext, Tone, Viewer};
use crate::{WebState, csrf, error, navigation};
use app::people;
use axum::Json;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use domain::people::Actor;
use domain::{Language, Words};
use jiff::Timestamp;
use maud::Markup;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Holds the session's token.
pub const SESSION_COOKIE: &str = "makegood_session";
/// Holds the language of whoever is not signed in.
const LANGUAGE_COOKIE: &str = "makegood_language";
/// Holds what was just done, until the next page shows it.
const FLASH_COOKIE: &str = "makegood_flash";
/// How long a message waits for the next page.
const FLASH_SECONDS: u32 = 60;
/// The language is kept for a year.
const LANGUAGE_SECONDS: u32 = 365 * 24 * 3600;
/// A session's cookie lives as long as its session at most does.
const SESSION_SECONDS: u32 = 7 * 24 * 3600;

/// Whoever asks for a page, signed in or not.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The language they read.
    pub language: Language,
    /// The instant the page is made for.
    pub now: Timestamp,
    /// The path with its query.
    pub path: String,
    /// What was just done.
    pub flash: Option<Flash>,
    /// The person, when they are signed in.
    pub signed_in: Option<people::SignedIn>,
    /// The session's token, to end it or change its language.
    pub(crate) token: Option<String>,
}

/// Whoever asks for a page, signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The person.
    pub actor: Actor,
    /// What every form sends back as `csrf`.
    pub csrf: String,
    /// The language they read.
    pub language: Language,
    /// The instant the page is made for.
    pub now: Timestamp,
    /// The path with its query.
    pub path: String,
    visitor: Arc<Visitor>,
}

impl Visitor {
    /// A page without navigation.
    pub fn bare_page(&self, title: Words, content: &Markup) -> Markup {
        page::bare_shell(&self.context(title, "", "", &[]), content)
    }

    /// A page with navigation for whoever is signed in, and without for others.
    pub fn page(&self, title: Words, active: &str, search: &str, content: &Markup) -> Markup {
        let Some(signed_in) = &self.signed_in else {
            return self.bare_page(title, content);
        };
        let navigation = navigation::items(&signed_in.actor);
        page::shell(&self.context(title, active, search, &navigation), content)
    }

    fn context<'a>(
        &'a self,
        title: Words,
        active: &'a str,
        search: &'a str,
        navigation: &'a [NavItem],
    ) -> PageContext<'a> {
        let signed_in = self.signed_in.as_ref();
        PageContext {
            language: self.language,
            title,
            path: &self.path,
            now: self.now,
            viewer: signed_in.map(|signed_in| Viewer {
                name: &signed_in.actor.name,
                role: navigation::role_words(signed_in.actor.role),
            }),
            navigation,
            active,
            search,
            csrf: signed_in.map_or("", |signed_in| &signed_in.csrf_token),
            flash: self.flash.clone(),
        }
    }
}

impl SignedIn {
    /// A whole page; `active` is the key of its entry in the navigation.
    pub fn page(&self, title: Words, active: &str, content: &Markup) -> Markup {
        self.visitor.page(title, active, "", content)
    }

    /// The page of what the search box found.
    pub fn search_page(&self, title: Words, search: &str, content: &Markup) -> Markup {
        self.visitor.page(title, "", search, content)
    }

    /// Back to a page after something was done, which that page says.
    pub fn done(&self, address: &str, message: Words) -> Response {
        redirect_with(address, &Flash { tone: Tone::Good, message })
    }

    /// Whether a token sent with a form of several parts is this session's.
    pub fn holds(&self, csrf: &str) -> bool {
        csrf::same(csrf, &self.csrf)
    }
}

/// Redirects after a `POST`, with a message for the next page.
pub fn redirect_with(address: &str, flash: &Flash) -> Response {
    let stored = StoredFlash { tone: flash.tone.name().to_owned(), message: flash.message.clone() };
    let text = serde_json::to_string(&stored).unwrap_or_default();
    let kept = cookie(FLASH_COOKIE, &page::percent_encoded(&text), FLASH_SECONDS, false);
    ([(SET_COOKIE, kept)], Redirect::to(address)).into_response()
}

#[derive(Serialize, Deserialize)]
struct StoredFlash {
    tone: String,
    message: Words,
}

fn read_flash(jar: &CookieJar) -> Option<Flash> {
    let text = page::percent_decoded(jar.get(FLASH_COOKIE)?.value())?;
    let stored: StoredFlash = serde_json::from_str(&text).ok()?;
    let tones = [Tone::Quiet, Tone::Accent, Tone::Good, Tone::Warn, Tone::Bad];
    let tone = tones.into_iter().find(|tone| tone.name() == stored.tone)?;
    Some(Flash { tone, message: stored.message })
}

/// The layer before every page: who asks, whether their form is theirs, and a page for whatever goes wrong.
pub async fn recognise(State(state): State<WebState>, mut request: Request, next: Next) -> Response {
    let jar = CookieJar::from_headers(request.headers());
    let bearer = bearer_token(request.headers());
    let by_cookie = bearer.is_none();
    let token = bearer.or_else(|| jar.get(SESSION_COOKIE).map(|cookie| cookie.value().to_owned()));
    let signed_in = match &token {
        Some(token) => people::authenticate(&state.app, token).await,
        None => Ok(None),
    };
    let (signed_in, failure) = match signed_in {
        Ok(signed_in) => (signed_in, None),
        Err(error) => (None, Some(error)),
    };
    let language = match &signed_in {
        Some(signed_in) => signed_in.language,
        None => spoken_language(&jar, request.headers()),
    };
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let flash = read_flash(&jar);
    let visitor =
        Arc::new(Visitor { language, now: state.app.now(), path, flash, signed_in, token: token.clone() });
    let shows_flash = visitor.flash.is_some()
        && request.method() == Method::GET
        && !request.headers().contains_key("hx-request");
    let wants_pages = !is_interface(request.uri().path());

    request.extensions_mut().insert(Arc::clone(&visitor));
    let checked = match failure {
        Some(error) => Err(error::PageError::from(error)),
        None => csrf::check(request, by_cookie, visitor.signed_in.as_ref()).await,
    };
    let mut response = match checked {
        Ok(request) => next.run(request).await,
        Err(refused) if wants_pages => refused.into_response(),
        Err(refused) => crate::api::refused(refused.error()),
    };
    if wants_pages {
        response = error::as_page(&visitor, response);
    }
    if shows_flash && is_html(&response) {
        response.headers_mut().append(SET_COOKIE, cookie(FLASH_COOKIE, "", 0, false));
    }
    response
}

fn is_html(response: &Response) -> bool {
    let content_type = response.headers().get(CONTENT_TYPE);
    content_type.is_some_and(|value| value.as_bytes().starts_with(b"text/html"))
}

/// The JSON interface answers problems, not pages.
pub(crate) fn is_interface(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}

fn bearer_token(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ").map(|token| token.trim().to_owned())
}

/// The language of whoever is not signed in: chosen before, or the browser's first one we have; Chinese otherwise.
fn spoken_language(jar: &CookieJar, headers: &HeaderMap) -> Language {
    if let Some(chosen) = jar.get(LANGUAGE_COOKIE).and_then(|cookie| Language::from_tag(cookie.value())) {
        return chosen;
    }
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').take(20).find_map(|tag| Language::from_tag(tag.trim())).unwrap_or_default()
}

/// The cookie of a session that has just begun.
pub(crate) fn begin(state: &WebState, token: &str) -> HeaderValue {
    cookie(SESSION_COOKIE, token, SESSION_SECONDS, state.behind_https)
}

/// Takes the session's cookie away.
pub(crate) fn end(state: &WebState) -> HeaderValue {
    cookie(SESSION_COOKIE, "", 0, state.behind_https)
}

/// The cookie that keeps the language.
pub(crate) fn keep_language(state: &WebState, language: Language) -> HeaderValue {
    cookie(LANGUAGE_COOKIE, language.tag(), LANGUAGE_SECONDS, state.behind_https)
}

/// A cookie no script reads and no foreign page's form sends; `value` holds unreserved characters only.
fn cookie(name: &str, value: &str, seconds: u32, secure: bool) -> HeaderValue {
    let secure = if secure { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// What [`recognise`] found out about the request.
fn visitor_of(parts: &Parts) -> Result<Arc<Visitor>, StatusCode> {
    let found = parts.extensions.get::<Arc<Visitor>>().cloned();
    found.ok_or(StatusCode::INTERNAL_SERVER_ERROR)
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        visitor_of(parts).map(|visitor| Self::clone(&visitor))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        let visitor = visitor_of(parts).map_err(IntoResponse::into_response)?;
        match &visitor.signed_in {
            Some(signed_in) => Ok(Self {
                actor: signed_in.actor.clone(),
                csrf: signed_in.csrf_token.clone(),
                language: visitor.language,
                now: visitor.now,
                path: visitor.path.clone(),
                visitor: Arc::clone(&visitor),
            }),
            None => Err(ask_to_sign_in(parts, &visitor)),
        }
    }
}

/// Pages lead to the sign-in page and back; the interface answers 401.
fn ask_to_sign_in(parts: &Parts, visitor: &Visitor) -> Response {
    if is_interface(parts.uri.path()) {
        let problem = serde_json::json!({
            "type": "about:blank",
            "title": "Unauthorized",
            "status": 401,
            "code": "not_signed_in",
            "detail": match visitor.language {
                Language::Chinese => "尚未登录或登录已过期。请先登录，再带上会话令牌重试。",
                Language::English => "Not signed in, or the session has ended. Sign in and send the session's token again.",
            },
        });
        let kind = [(CONTENT_TYPE, "application/problem+json")];
        return (StatusCode::UNAUTHORIZED, kind, Json(problem)).into_response();
    }
    let back = if parts.method == Method::GET && visitor.path != "/" {
        format!("?back={}", page::percent_encoded(&visitor.path))
    } else {
        String::new()
    };
    let address = format!("/sign-in{back}");
    if parts.headers.contains_key("hx-request") {
        return (StatusCode::UNAUTHORIZED, [("hx-redirect", address)]).into_response();
    }
    Redirect::to(&address).into_response()
}
