//! The router around everything, and serving it until told to stop.

use crate::page::CONTENT_SECURITY_POLICY;
use crate::{api, assets, pages, session};
use app::App;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY as POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::time::Duration;
use tokio::net::TcpListener;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::{DefaultMakeSpan, DefaultOnResponse, TraceLayer};
use tracing::Level;

/// The largest body a handler reads unless its route says otherwise, in bytes.
const BODY_BYTES_MAX: usize = 2 * 1024 * 1024;
/// The longest a request may take.
const REQUEST_TIME_MAX: Duration = Duration::from_secs(30);

/// What handlers share.
#[derive(Clone)]
pub struct WebState {
    /// The use cases.
    pub app: App,
    /// Whether browsers reach us over https, so that cookies may insist on it.
    pub behind_https: bool,
}

impl WebState {
    /// Served over plain http, as behind `localhost`.
    pub const fn new(app: App) -> Self {
        Self { app, behind_https: false }
    }

    /// Served through a proxy that speaks https.
    #[must_use]
    pub const fn behind_https(mut self, behind_https: bool) -> Self {
        self.behind_https = behind_https;
        self
    }
}

/// Everything that is served.
pub fn router(state: WebState) -> Router {
    let recognised = Router::new()
        .merge(pages::desk::routes())
        .merge(pages::report::routes())
        .merge(pages::settle::routes())
        .merge(pages::exchange::routes())
        .merge(api::routes())
        .fallback(async || StatusCode::NOT_FOUND)
        .layer(from_fn_with_state(state.clone(), session::recognise));
    let request_id = HeaderName::from_static("x-request-id");
    let trace = TraceLayer::new_for_http()
        .make_span_with(DefaultMakeSpan::new().level(Level::INFO))
        .on_response(DefaultOnResponse::new().level(Level::DEBUG));
    let around = ServiceBuilder::new()
        .layer(SetRequestIdLayer::new(request_id.clone(), MakeRequestUuid))
        .layer(trace)
        .layer(PropagateRequestIdLayer::new(request_id))
        .layer(from_fn_with_state(state.clone(), secured))
        .layer(CompressionLayer::new())
        .layer(from_fn(api::write_problems))
        .layer(CatchPanicLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, REQUEST_TIME_MAX))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX));
    Router::new()
        .merge(assets::router())
        .route("/health", get(health))
        .merge(recognised)
        .layer(around)
        .with_state(state)
}

/// The headers every answer carries; what is not said to be kept is not kept.
async fn secured(State(state): State<WebState>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if state.behind_https {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    response
}

/// Whether the store answers.
async fn health(State(state): State<WebState>) -> Response {
    match state.app.read(None, async |_| Ok(())).await {
        Ok(()) => "ok\n".into_response(),
        Err(error) => (StatusCode::SERVICE_UNAVAILABLE, format!("{}\n", error.words().en)).into_response(),
    }
}

/// Serves until `shutdown` ends; requests under way are finished.
pub async fn serve(
    listener: TcpListener,
    state: WebState,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    axum::serve(listener, router(state)).with_graceful_shutdown(shutdown).await
}
