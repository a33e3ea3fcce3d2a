//! What can be downloaded: templates, exports, and the wrong rows of an import.

use super::jobs::{Jobs, State};
use super::permit;
use crate::WebState;
use crate::error::PageError;
use crate::session::SignedIn;
use app::AppError;
use app::exchange::{self, Format};
use axum::Extension;
use axum::extract::{Path, State as FromState};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum_extra::body::AsyncReadBody;
use domain::Words;
use domain::refusal::{Refusal, RefusalKind};
use domain::words;
use papers::sheet::Sheet;
use papers::{error_report, template};
use std::fmt::Display;
use std::io::{Seek, SeekFrom};
use tokio::fs::File;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const CSV: &str = "text/csv; charset=utf-8";

/// A response that the browser saves under a name.
fn file(name: &str, kind: &'static str, body: impl IntoResponse) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(CONTENT_DISPOSITION, disposition);
    }
    response
}

fn no_such_sheet() -> AppError {
    Refusal::not_found(&Words::fixed("这张表", "such sheet")).into()
}

/// The file could not be made: a fault of the disk or of the program.
fn unwritten(fault: &dyn Display) -> AppError {
    let message = words!(
        "文件无法生成（{fault}）。请稍后再试；仍不行请告知系统管理员。",
        "The file cannot be made ({fault}). Try again; if it stays so, tell the administrator."
    );
    Refusal::new(RefusalKind::Conflict, "exchange.unwritten", message).into()
}

pub async fn template(who: SignedIn, Path(sheet): Path<String>) -> Result<Response, PageError> {
    permit(&who)?;
    let sheet = Sheet::named(&sheet).ok_or_else(no_such_sheet)?;
    let bytes = template::template(sheet, who.language).map_err(|fault| unwritten(&fault))?;
    Ok(file(&format!("{}-template.xlsx", sheet.key), XLSX, bytes))
}

/// `units.xlsx` or `units.csv`: spooled to a temporary file first, so that a slow reader holds no transaction open.
pub async fn export(
    FromState(web): FromState<WebState>,
    who: SignedIn,
    Path(name): Path<String>,
) -> Result<Response, PageError> {
    permit(&who)?;
    let format = Format::of(&name).ok_or_else(no_such_sheet)?;
    let key = name.split('.').next().unwrap_or_default();
    let sheet = Sheet::named(key).ok_or_else(no_such_sheet)?;
    let mut spool = tempfile::tempfile().map_err(|error| unwritten(&error))?;
    let writer = spool.try_clone().map_err(|error| unwritten(&error))?;
    exchange::export(&web.app, Some(&who.actor), sheet, format, who.language, writer).await?;
    spool.seek(SeekFrom::Start(0)).map_err(|error| unwritten(&error))?;
    let kind = match format {
        Format::Xlsx => XLSX,
        Format::Csv => CSV,
    };
    let name = format!("{}.{}", sheet.key, format.ending());
    Ok(file(&name, kind, AsyncReadBody::new(File::from_std(spool))))
}

/// The wrong rows of an import, to be corrected and sent again.
pub async fn errors(
    Extension(jobs): Extension<Jobs>,
    who: SignedIn,
    Path(id): Path<u64>,
) -> Result<Response, PageError> {
    permit(&who)?;
    let job = jobs.find(id, who.actor.person_id)?;
    let (State::Checked(report) | State::Done(report)) = &job.state else {
        return Err(no_such_sheet().into());
    };
    let bytes = error_report::error_report(job.sheet, &report.bad_rows, who.language)
        .map_err(|fault| unwritten(&fault))?;
    Ok(file(&format!("{}-errors.xlsx", job.sheet.key), XLSX, bytes))
}
