//! A form is accepted only from our own pages: the browser must say so, and the session's token must come with it.

use crate::error::PageError;
use app::people;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, HOST, ORIGIN};
use axum::http::{HeaderMap, Method};
use domain::Words;
use domain::refusal::{Refusal, RefusalKind};

/// The longest form that is looked into for its token.
const FORM_BYTES_MAX: usize = 1024 * 1024;

/// Lets a request through that may change something; its body is unread again afterwards.
///
/// Requests with a bearer token carry no cookie a foreign page could abuse. A form of several parts (an upload) is
/// not read here: the browser's word is required for it, and its handler compares the field `csrf`.
pub(crate) async fn check(
    request: Request,
    by_cookie: bool,
    signed_in: Option<&people::SignedIn>,
) -> Result<Request, PageError> {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) || !by_cookie {
        return Ok(request);
    }
    let said_own = origin_is_own(request.headers())?;
    let Some(signed_in) = signed_in else {
        return Ok(request);
    };
    let header = request.headers().get("x-csrf-token").and_then(|value| value.to_str().ok());
    if let Some(token) = header {
        return if same(token, &signed_in.csrf_token) { Ok(request) } else { Err(expired()) };
    }
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    match content_type.unwrap_or_default() {
        kind if kind.starts_with("multipart/form-data") && said_own => Ok(request),
        kind if kind.starts_with("application/x-www-form-urlencoded") => {
            let (parts, body) = request.into_parts();
            let bytes = to_bytes(body, FORM_BYTES_MAX).await.map_err(|_| too_long())?;
            let token = field(&bytes, "csrf").ok_or_else(expired)?;
            if same(&token, &signed_in.csrf_token) {
                Ok(Request::from_parts(parts, Body::from(bytes)))
            } else {
                Err(expired())
            }
        }
        _ => Err(expired()),
    }
}

/// Whether the browser says that the request comes from our own page; an error when it says that it does not.
fn origin_is_own(headers: &HeaderMap) -> Result<bool, PageError> {
    let text = |name| headers.get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok());
    match (text("sec-fetch-site"), text(ORIGIN.as_str())) {
        (Some("same-origin" | "none"), _) => Ok(true),
        (Some(_), _) => Err(foreign()),
        (None, Some(origin)) => {
            let sent_from = origin.split_once("://").map(|(_, host)| host);
            let own = [text(HOST.as_str()), text("x-forwarded-host")];
            if sent_from.is_some() && own.contains(&sent_from) { Ok(true) } else { Err(foreign()) }
        }
        (None, None) => Ok(false),
    }
}

/// The value of a field of a form, decoded.
fn field(form: &[u8], name: &str) -> Option<String> {
    let form = std::str::from_utf8(form).ok()?;
    let pairs = form.split('&').filter_map(|pair| pair.split_once('='));
    let value = pairs.into_iter().find_map(|(key, value)| (key == name).then_some(value))?;
    crate::page::percent_decoded(value)
}

/// Compares two tokens in a time that does not tell where they differ.
pub(crate) fn same(one: &str, other: &str) -> bool {
    let differs = one.bytes().zip(other.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b));
    one.len() == other.len() && differs == 0 && !one.is_empty()
}

fn forbidden(code: &'static str, message: Words) -> PageError {
    PageError::from(Refusal::new(RefusalKind::Forbidden, code, message))
}

fn foreign() -> PageError {
    forbidden(
        "csrf.origin",
        Words::fixed(
            "该请求来自其他网站，没有执行。请从本系统的页面重新操作。",
            "This request came from another site and was not carried out. Start again from a page of this system.",
        ),
    )
}

fn expired() -> PageError {
    forbidden(
        "csrf.token",
        Words::fixed(
            "表单已过期（可能您刚刚重新登录过），没有保存。请返回上一页刷新后再提交。",
            "The form has expired, perhaps because you signed in again; nothing was saved. Go back, reload and submit again.",
        ),
    )
}

fn too_long() -> PageError {
    PageError::from(Refusal::invalid(
        "form.too_long",
        "body",
        Words::fixed(
            "表单内容超过 1 MB，没有保存。请缩短后再提交。",
            "The form is longer than 1 MB; nothing was saved. Shorten it and submit again.",
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_compared_whole() {
        assert!(same("abc", "abc"));
        assert!(!same("abc", "abd") && !same("abc", "ab") && !same("", ""));
    }

    #[test]
    fn the_token_is_found_among_the_fields() {
        assert_eq!(field(b"name=%E7%8E%8B&csrf=t%31+x", "csrf").as_deref(), Some("t1 x"));
        assert_eq!(field(b"xcsrf=1", "csrf"), None);
    }

    #[test]
    fn a_browser_that_names_another_site_is_refused() {
        let headers = |pairs: &[(&'static str, &'static str)]| -> HeaderMap {
            let pair = |(name, value): &(&'static str, &'static str)| {
                (axum::http::HeaderName::from_static(name), axum::http::HeaderValue::from_static(value))
            };
            pairs.iter().map(pair).collect()
        };
        assert!(origin_is_own(&headers(&[("sec-fetch-site", "cross-site")])).is_err());
        assert!(origin_is_own(&headers(&[("sec-fetch-site", "same-site")])).is_err());
        assert!(origin_is_own(&headers(&[("origin", "null"), ("host", "null")])).is_err());
        assert!(origin_is_own(&headers(&[("origin", "https://evil.example"), ("host", "a.cn")])).is_err());
        assert!(origin_is_own(&headers(&[("origin", "https://a.cn"), ("host", "a.cn")])).unwrap());
        assert!(!origin_is_own(&headers(&[("host", "a.cn")])).unwrap());
    }
}
