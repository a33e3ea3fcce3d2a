//! Problems: every answer that is not what was asked for is `application/problem+json` (RFC 9457).
//!
//! A handler returns a [`Problem`]; it travels in the extensions of an empty response. [`write_problems`] stands around
//! everything, knows the language and the request's id, and writes the document. So it also speaks for whoever refused
//! the request without words of ours: an unknown path, a wrong method, a time that ran out, a panic.

use crate::error;
use crate::session::is_interface;
use app::AppError;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{
    ACCEPT_LANGUAGE, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::refusal::Refusal;
use domain::{Language, Words};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The media type of a problem.
pub const PROBLEM_TYPE: &str = "application/problem+json";
/// How soon a program may try again what the store was too busy for.
const RETRY_SECONDS: &str = "2";
/// How long to wait after too many wrong passwords.
const LOCKED_SECONDS: &str = "900";

/// What went wrong, before it is written in a language; boxed, because most answers are none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem(Box<Told>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Told {
    status: StatusCode,
    code: &'static str,
    field: Option<String>,
    rule: Option<String>,
    message: Words,
    cause: Option<String>,
}

/// A problem as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Problem, examples(json!({
    "type": "urn:makegood:problem:order.wrong_stage",
    "title": "Not possible now",
    "status": 409,
    "detail": "Order W26-0000001 is “completed”: it cannot be accepted. Reload the page to see what happened.",
    "code": "order.wrong_stage",
    "trace": "6f1c2a58-7f0e-4f3c-9f51-3f9d6f1a2b3c"
})))]
pub struct ProblemBody {
    /// Names the kind of problem: `urn:makegood:problem:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// What sort of problem it is, for people.
    pub title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// What happened, with which value, and what to do next, in the language of `Accept-Language`.
    pub detail: String,
    /// A stable code for programs.
    pub code: String,
    /// The path of the field at fault: `parts[0].quantity`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The rule or the clause it rests on: `A2.10`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The id of this request in the log.
    pub trace: String,
}

impl Problem {
    /// A problem without a field.
    pub fn new(status: StatusCode, code: &'static str, message: Words) -> Self {
        Self(Box::new(Told { status, code, field: None, rule: None, message, cause: None }))
    }

    /// A value of the request is wrong (422).
    pub fn invalid(code: &'static str, field: impl Into<String>, message: Words) -> Self {
        let mut problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, message);
        problem.0.field = Some(field.into());
        problem
    }

    /// Nobody is signed in (401).
    pub fn sign_in_required() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "sign_in.required",
            Words::fixed(
                "尚未登录或会话已过期。请先用 POST /api/sign-in 登录，再带上令牌重试。",
                "Not signed in, or the session has ended. Sign in by POST /api/sign-in and send its token again.",
            ),
        )
    }

    /// What is said for a status nobody explained.
    fn plain(status: StatusCode) -> Self {
        let (code, message) = match status {
            StatusCode::NOT_FOUND => (
                "route.unknown",
                Words::fixed(
                    "没有这个接口。请对照 /api/openapi.json 核对路径。",
                    "There is no such route. Check the path against /api/openapi.json.",
                ),
            ),
            StatusCode::METHOD_NOT_ALLOWED => (
                "route.method",
                Words::fixed(
                    "该路径不接受这种方法。请对照 /api/openapi.json。",
                    "This path does not take that method. See /api/openapi.json.",
                ),
            ),
            StatusCode::SERVICE_UNAVAILABLE => (
                "timeout",
                Words::fixed(
                    "处理超时，不能确定是否完成。请先查看记录，再用同一 Idempotency-Key 重试。",
                    "This took too long, and it is not known whether it was done. Look first, then retry under the same Idempotency-Key.",
                ),
            ),
            status if status.is_client_error() => (
                "request.unreadable",
                Words::fixed(
                    "请求无法读取，什么也没有保存。请核对路径、参数和编码。",
                    "The request cannot be read and nothing was saved. Check path, parameters and encoding.",
                ),
            ),
            _ => ("internal", internal_words()),
        };
        Self::new(status, code, message)
    }

    /// The document, in a language.
    fn body(&self, language: Language, trace: &str) -> ProblemBody {
        let Told { status, code, field, rule, message, .. } = &*self.0;
        ProblemBody {
            kind: format!("urn:makegood:problem:{code}"),
            title: title(*status).get(language).to_owned(),
            status: status.as_u16(),
            detail: message.get(language).to_owned(),
            code: (*code).to_owned(),
            field: field.clone(),
            rule: rule.clone(),
            trace: trace.to_owned(),
        }
    }
}

/// What a client is told of a surprise; the log knows more.
fn internal_words() -> Words {
    Words::fixed(
        "系统出错，什么也没有保存。请把 trace 的值告诉系统管理员。",
        "The system made a mistake; nothing was saved. Tell the administrator the value of trace.",
    )
}

/// What sort of problem a status is.
fn title(status: StatusCode) -> Words {
    match status.as_u16() {
        400 | 415 => Words::fixed("请求无法读取", "Unreadable request"),
        401 => Words::fixed("请先登录", "Sign in first"),
        403 => Words::fixed("没有权限", "Not allowed"),
        404 => Words::fixed("找不到", "Not found"),
        405 => Words::fixed("方法不对", "Wrong method"),
        409 => Words::fixed("现在不能这样做", "Not possible now"),
        413 => Words::fixed("内容太大", "Too large"),
        422 => Words::fixed("内容有误", "Wrong content"),
        429 => Words::fixed("尝试过多", "Too many tries"),
        503 => Words::fixed("系统正忙", "Busy"),
        _ => Words::fixed("系统出错", "Something went wrong"),
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let status = error::status(&error);
        match error {
            AppError::Refused(refusal) => Self::from(refusal),
            passing if passing.is_passing() => Self::new(status, "store.busy", passing.words()),
            full if full.is_full() => Self::new(status, "store.disk_full", full.words()),
            AppError::Store(store) => {
                let mut problem = Self::new(status, "internal", internal_words());
                problem.0.cause = Some(store.to_string());
                problem
            }
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let status = match refusal.code {
            "sign_in.wrong" => StatusCode::UNAUTHORIZED,
            "sign_in.locked" => StatusCode::TOO_MANY_REQUESTS,
            _ => error::status_of(refusal.kind),
        };
        let Refusal { code, field, rule, message, .. } = refusal;
        Self(Box::new(Told { status, code, field, rule, message, cause: None }))
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.0.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Writes the problems of the interface, each in the language asked for and with the request's id.
pub(crate) async fn write_problems(request: Request, next: Next) -> Response {
    if !is_interface(request.uri().path()) {
        return next.run(request).await;
    }
    let language = language_of(request.headers());
    let trace = request.headers().get("x-request-id").cloned();
    let mut response = next.run(request).await;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let problem = response.extensions_mut().remove::<Problem>().unwrap_or_else(|| Problem::plain(status));
    let trace = trace.as_ref().and_then(|id| id.to_str().ok()).unwrap_or_default();
    if let Some(cause) = &problem.0.cause {
        tracing::error!(trace, cause, "a request of the interface failed");
    }
    let text = serde_json::to_vec(&problem.body(language, trace)).unwrap_or_default();
    *response.body_mut() = Body::from(text);
    let headers = response.headers_mut();
    headers.remove(CONTENT_LENGTH);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_TYPE));
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    match problem.0.status {
        StatusCode::UNAUTHORIZED => {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        StatusCode::SERVICE_UNAVAILABLE => {
            headers.insert(RETRY_AFTER, HeaderValue::from_static(RETRY_SECONDS));
        }
        StatusCode::TOO_MANY_REQUESTS => {
            headers.insert(RETRY_AFTER, HeaderValue::from_static(LOCKED_SECONDS));
        }
        _ => {}
    }
    response
}

/// The language of `Accept-Language` that we have and that is wanted most; Chinese when none is.
pub fn language_of(headers: &HeaderMap) -> Language {
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut best: Option<(u16, Language)> = None;
    for part in accepted.split(',').take(20) {
        let (tag, parameters) = part.split_once(';').unwrap_or((part, ""));
        let Some(language) = Language::from_tag(tag.trim()) else {
            continue;
        };
        let weight = weight_of(parameters);
        if weight > best.map_or(0, |(weight, _)| weight) {
            best = Some((weight, language));
        }
    }
    best.map_or_else(Language::default, |(_, language)| language)
}

/// `q=0.8` in thousandths; 1000 when not said, 0 when it cannot be read.
fn weight_of(parameters: &str) -> u16 {
    let Some(text) = parameters.trim().strip_prefix("q=") else {
        return 1_000;
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    match (whole, digits.parse::<u16>()) {
        ("1", Ok(0)) => 1_000,
        ("0", Ok(thousandths)) => thousandths,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(header: &str) -> Language {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_str(header).unwrap());
        language_of(&headers)
    }

    #[test]
    fn the_language_wanted_most_is_spoken() {
        assert_eq!(language_of(&HeaderMap::new()), Language::Chinese);
        for (header, expected) in [
            ("en", Language::English),
            ("zh-CN,zh;q=0.9,en;q=0.8", Language::Chinese),
            ("zh;q=0.2, en-GB;q=0.7", Language::English),
            ("fr, de;q=0.9", Language::Chinese),
            ("fr, en;q=0.1", Language::English),
            ("en;q=0", Language::Chinese),
            ("en;q=bad", Language::Chinese),
        ] {
            assert_eq!(language(header), expected, "{header}");
        }
    }

    #[test]
    fn a_surprise_does_not_show_what_the_engine_says() {
        let error = Problem::from(AppError::from(Refusal::not_found(&Words::fixed("该工单", "order"))));
        assert_eq!((error.0.status, error.0.code), (StatusCode::NOT_FOUND, "not_found"));
        let body = Problem::plain(StatusCode::INTERNAL_SERVER_ERROR).body(Language::English, "t-1");
        assert_eq!((body.code.as_str(), body.trace.as_str()), ("internal", "t-1"));
    }
}
