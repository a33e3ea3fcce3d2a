//! Import and export: a file is uploaded, checked, decided on and written; sheets are downloaded.

mod download;
mod jobs;
mod view;

use crate::WebState;
use crate::error::{PageError, form_refusal};
use crate::session::SignedIn;
use app::exchange::{self, ImportFile, ImportReport, Watch};
use app::{App, AppError};
use axum::extract::{DefaultBodyLimit, Multipart, Path, State as FromState};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Form, Router};
use domain::Words;
use domain::people::{Action, Actor};
use domain::refusal::{Refusal, RefusalKind};
use jobs::{Jobs, State};
use maud::Markup;
use papers::sheet::Sheet;
use serde::Deserialize;
use std::sync::Arc;

/// The largest file taken over a page; larger ones go in by the command line.
const UPLOAD_BYTES_MAX: usize = 32 * 1024 * 1024;

/// The routes of these pages.
pub fn routes() -> Router<WebState> {
    Router::new()
        .route("/exchange", get(overview).post(upload).layer(DefaultBodyLimit::max(UPLOAD_BYTES_MAX)))
        .route("/exchange/imports/{id}", get(import))
        .route("/exchange/imports/{id}/state", get(state))
        .route("/exchange/imports/{id}/write", post(write))
        .route("/exchange/imports/{id}/discard", post(discard))
        .route("/exchange/imports/{id}/errors", get(download::errors))
        .route("/exchange/templates/{sheet}", get(download::template))
        .route("/exchange/exports/{file}", get(download::export))
        .layer(Extension(Jobs::default()))
}

/// Whether the person may exchange data at all.
fn permit(who: &SignedIn) -> Result<(), AppError> {
    who.actor.scope(Action::ExchangeData).map(drop).map_err(Into::into)
}

async fn overview(Extension(jobs): Extension<Jobs>, who: SignedIn) -> Result<Markup, PageError> {
    permit(&who)?;
    Ok(view::overview(&who, jobs.of(who.actor.person_id).as_ref(), "", None))
}

/// What the upload form sends.
#[derive(Default)]
struct Upload {
    csrf: String,
    sheet: String,
    name: String,
    bytes: Vec<u8>,
}

async fn upload(
    FromState(web): FromState<WebState>,
    Extension(jobs): Extension<Jobs>,
    who: SignedIn,
    form: Multipart,
) -> Result<Response, PageError> {
    permit(&who)?;
    let upload = read(form).await?;
    if !who.holds(&upload.csrf) {
        return Err(expired().into());
    }
    let sheet = upload.sheet.clone();
    match begin(&web.app, &jobs, &who.actor, upload) {
        Ok(id) => Ok(Redirect::to(&format!("/exchange/imports/{id}")).into_response()),
        Err(refusal) => {
            let refusal = form_refusal(refusal.into())?;
            let waiting = jobs.of(who.actor.person_id);
            let page = view::overview(&who, waiting.as_ref(), &sheet, Some(&refusal));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Reads the parts of the form; the file comes last.
async fn read(mut form: Multipart) -> Result<Upload, AppError> {
    let broken = |_| {
        Refusal::invalid(
            "exchange.upload",
            "file",
            Words::fixed(
                "文件没有传完，或超过 32 MB。请重新上传；更大的文件请用命令 makegood import。",
                "The file did not arrive whole, or is larger than 32 MB. Send it again; import larger ones with the command makegood import.",
            ),
        )
    };
    let mut upload = Upload::default();
    while let Some(field) = form.next_field().await.map_err(broken)? {
        match field.name().unwrap_or_default() {
            "csrf" => upload.csrf = field.text().await.map_err(broken)?,
            "sheet" => upload.sheet = field.text().await.map_err(broken)?,
            "file" => {
                upload.name = field.file_name().unwrap_or_default().to_owned();
                upload.bytes = field.bytes().await.map_err(broken)?.into();
            }
            _ => {}
        }
    }
    Ok(upload)
}

fn expired() -> AppError {
    Refusal::new(
        RefusalKind::Forbidden,
        "csrf.token",
        Words::fixed(
            "表单已过期，文件没有收下。请返回上一页刷新后再上传。",
            "The form has expired and the file was not taken. Go back, reload and send it again.",
        ),
    )
    .into()
}

/// Takes the file in and checks it in the background.
fn begin(app: &App, jobs: &Jobs, actor: &Actor, upload: Upload) -> Result<u64, Refusal> {
    let sheet = Sheet::named(&upload.sheet).ok_or_else(|| {
        Refusal::invalid("exchange.sheet", "sheet", Words::fixed("请选择一张表。", "Choose a sheet."))
    })?;
    if upload.bytes.is_empty() {
        let message =
            Words::fixed("请选择一个文件，文件不能是空的。", "Choose a file; it must not be empty.");
        return Err(Refusal::invalid("exchange.file", "file", message));
    }
    let file = ImportFile::Bytes { name: upload.name.clone(), bytes: upload.bytes.into() };
    let id = jobs.begin(actor.person_id, sheet, upload.name, file.clone())?;
    let (app, actor) = (app.clone(), actor.clone());
    let watch = watch(jobs, id);
    run(jobs, id, State::Checked, async move {
        exchange::dry_run(&app, Some(&actor), sheet, &file, &watch).await
    });
    Ok(id)
}

/// Notes how far an import is.
fn watch(jobs: &Jobs, id: u64) -> Watch {
    let jobs = jobs.clone();
    Arc::new(move |progress| jobs.note(id, State::Running(progress)))
}

/// Runs a pass in the background and notes how it goes and how it ends.
fn run(
    jobs: &Jobs,
    id: u64,
    ended: fn(Arc<ImportReport>) -> State,
    pass: impl Future<Output = Result<ImportReport, AppError>> + Send + 'static,
) {
    let pass = tokio::spawn(pass);
    let jobs = jobs.clone();
    tokio::spawn(async move {
        let state = match pass.await {
            Ok(Ok(report)) => ended(Arc::new(report)),
            Ok(Err(error)) => State::Failed(error.words()),
            Err(stopped) => {
                tracing::error!(error = %stopped, "an import stopped");
                State::Failed(Words::fixed(
                    "导入中途停止。已写入的行不会重复，请重新上传同一文件。",
                    "The import stopped on its way. Rows already written are not repeated: send the file again.",
                ))
            }
        };
        jobs.note(id, state);
    });
}

async fn import(
    Extension(jobs): Extension<Jobs>,
    who: SignedIn,
    Path(id): Path<u64>,
) -> Result<Markup, PageError> {
    permit(&who)?;
    Ok(view::import(&who, &jobs.find(id, who.actor.person_id)?))
}

/// What the page asks for while the import runs.
async fn state(
    Extension(jobs): Extension<Jobs>,
    who: SignedIn,
    Path(id): Path<u64>,
) -> Result<Markup, PageError> {
    permit(&who)?;
    Ok(view::state(&who, &jobs.find(id, who.actor.person_id)?))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Decision {
    accept_valid_rows: String,
}

async fn write(
    FromState(web): FromState<WebState>,
    Extension(jobs): Extension<Jobs>,
    who: SignedIn,
    Path(id): Path<u64>,
    Form(decision): Form<Decision>,
) -> Result<Redirect, PageError> {
    permit(&who)?;
    let accept_valid_rows = decision.accept_valid_rows == "on";
    let (sheet, file) = jobs.resume(id, who.actor.person_id)?;
    let (app, actor) = (web.app.clone(), who.actor.clone());
    let watch = watch(&jobs, id);
    run(&jobs, id, State::Done, async move {
        exchange::apply(&app, Some(&actor), sheet, &file, accept_valid_rows, &watch).await
    });
    Ok(Redirect::to(&format!("/exchange/imports/{id}")))
}

async fn discard(
    Extension(jobs): Extension<Jobs>,
    who: SignedIn,
    Path(id): Path<u64>,
) -> Result<Response, PageError> {
    permit(&who)?;
    jobs.discard(id, who.actor.person_id)?;
    let message =
        Words::fixed("文件已放弃，没有写入任何数据。", "The file was dropped; nothing was written.");
    Ok(who.done("/exchange", message))
}
