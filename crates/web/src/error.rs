//! What goes wrong, as a page: what happened, with which value, and what to do next.
//!
//! A handler returns [`PageError`] and knows nothing of the reader; the layer around it ([`as_page`]) writes the page.

use crate::page::{self, Action, Emphasis, Icon, Tone};
use crate::session::Visitor;
use app::AppError;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::Words;
use domain::refusal::{Refusal, RefusalKind};
use maud::html;

/// An error on the way to a page.
#[derive(Debug)]
pub struct PageError(AppError);

impl PageError {
    /// What went wrong.
    pub const fn error(&self) -> &AppError {
        &self.0
    }
}

impl<E: Into<AppError>> From<E> for PageError {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

/// What travels with the response until the page around it is written.
#[derive(Clone)]
struct Failure(AppError);

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut response = status(&self.0).into_response();
        response.extensions_mut().insert(Failure(self.0));
        response
    }
}

/// The status of an error.
pub fn status(error: &AppError) -> StatusCode {
    match error {
        AppError::Refused(refusal) => status_of(refusal.kind),
        passing if passing.is_passing() => StatusCode::SERVICE_UNAVAILABLE,
        full if full.is_full() => StatusCode::INSUFFICIENT_STORAGE,
        AppError::Store(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The status of a kind of refusal.
pub const fn status_of(kind: RefusalKind) -> StatusCode {
    match kind {
        RefusalKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        RefusalKind::NotFound => StatusCode::NOT_FOUND,
        RefusalKind::Forbidden => StatusCode::FORBIDDEN,
        RefusalKind::Conflict | RefusalKind::Stale => StatusCode::CONFLICT,
    }
}

/// The refusal of a form that is to be shown again with its values; other errors go on.
pub fn form_refusal(error: AppError) -> Result<Refusal, PageError> {
    match error {
        AppError::Refused(refusal)
            if matches!(refusal.kind, RefusalKind::Invalid | RefusalKind::Conflict) =>
        {
            Ok(refusal)
        }
        other => Err(PageError(other)),
    }
}

/// Writes the page of an error; other answers pass unchanged.
pub(crate) fn as_page(visitor: &Visitor, mut response: Response) -> Response {
    let status = response.status();
    let failure = response.extensions_mut().remove::<Failure>();
    let message = match &failure {
        Some(Failure(error)) => {
            if let AppError::Store(store) = error {
                tracing::error!(error = %store, path = visitor.path, "a page could not be made");
            }
            error.words()
        }
        None if status.is_client_error() || status.is_server_error() => {
            match plain_error(&response, status) {
                Some(message) => message,
                None => return response,
            }
        }
        None => return response,
    };
    let page = visitor.page(title(status), "", "", &content(visitor, status, &message));
    *response.body_mut() = page.into_string().into();
    let headers = response.headers_mut();
    headers.remove(CONTENT_LENGTH);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    if status == StatusCode::SERVICE_UNAVAILABLE {
        headers.insert(RETRY_AFTER, HeaderValue::from_static("2"));
    }
    response
}

fn content(visitor: &Visitor, status: StatusCode, message: &Words) -> maud::Markup {
    let language = visitor.language;
    let tone = if status == StatusCode::CONFLICT { Tone::Warn } else { Tone::Bad };
    let home = Action {
        label: Words::fixed("回到首页", "Go to the home page"),
        emphasis: Emphasis::Plain,
        icon: Some(Icon::Home),
    };
    html! {
        div.stack {
            (page::alert(language, tone, Some(&title(status)), message))
            div.cluster {
                @if let Some(address) = page_of_action(visitor, status) {
                    (page::button_link(
                        language,
                        &Action::new(Words::fixed("重新打开该页面", "Open the page again"), Emphasis::Primary),
                        &address,
                    ))
                }
                (page::button_link(language, &home, "/"))
            }
        }
    }
}

/// The page an action belongs to: `/orders/W26-0000001/accept` belongs to `/orders/W26-0000001`.
fn page_of_action(visitor: &Visitor, status: StatusCode) -> Option<String> {
    let worth = matches!(status, StatusCode::CONFLICT | StatusCode::SERVICE_UNAVAILABLE);
    let path = visitor.path.split('?').next().unwrap_or_default();
    let (page, _) = path.rsplit_once('/')?;
    (worth && page.len() > 1).then(|| page.to_owned())
}

/// What the framework refused without words of ours.
fn plain_error(response: &Response, status: StatusCode) -> Option<Words> {
    let content_type = response.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    if content_type.is_some_and(|kind| !kind.starts_with(b"text/plain"))
        || response.headers().contains_key("hx-redirect")
    {
        return None;
    }
    Some(match status {
        StatusCode::NOT_FOUND => Words::fixed(
            "没有这个页面。请核对地址，或从首页和搜索框查找。",
            "There is no such page. Check the address, or look from the home page or the search box.",
        ),
        StatusCode::METHOD_NOT_ALLOWED => Words::fixed(
            "该地址不接受这种请求。请从页面上的按钮操作。",
            "This address does not take that kind of request. Use the buttons of the pages.",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => Words::fixed(
            "提交的内容太大，没有保存。请缩小后再提交。",
            "What was sent is too large and was not saved. Make it smaller and submit again.",
        ),
        status if status.is_client_error() => Words::fixed(
            "提交的内容无法读取，没有保存。请返回上一页，核对各项后再提交。",
            "What was sent cannot be read and was not saved. Go back, check the values and submit again.",
        ),
        _ => Words::fixed(
            "系统出了问题，这一步可能没有完成。请刷新页面查看，仍不行请告知系统管理员。",
            "Something went wrong in the system and this step may not be done. Reload to see; if it stays so, tell the administrator.",
        ),
    })
}

fn title(status: StatusCode) -> Words {
    match status {
        StatusCode::NOT_FOUND => Words::fixed("找不到", "Not found"),
        StatusCode::FORBIDDEN => Words::fixed("没有权限", "Not allowed"),
        StatusCode::CONFLICT => Words::fixed("现在不能这样做", "Not now"),
        StatusCode::SERVICE_UNAVAILABLE => Words::fixed("系统正忙", "Busy"),
        status if status.is_client_error() => Words::fixed("请核对内容", "Please check"),
        _ => Words::fixed("出错了", "Something went wrong"),
    }
}
