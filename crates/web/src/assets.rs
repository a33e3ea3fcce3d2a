//! What the browser loads: files built by `cargo xtask assets`, embedded, served for ever under a name that holds
//! the hash of their content.
//!
//! Each file lies in `dist/` twice, plain and compressed; `manifest.json` maps `app.css` to its hashed name.

use axum::Router;
use axum::extract::Path;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::RustEmbed;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

#[derive(RustEmbed)]
#[folder = "assets/dist/"]
struct Dist;

/// `app.css` → `/assets/app-0123456789ab.css`, read once from the manifest.
static URLS: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let manifest = Dist::get("manifest.json").expect("build.rs refuses to build without the manifest");
    let names: HashMap<String, String> =
        serde_json::from_slice(&manifest.data).expect("build.mjs writes the manifest as a JSON object");
    names.into_iter().map(|(name, hashed)| (name, format!("/assets/{hashed}"))).collect()
});

/// The address of a built file by its plain name, such as `app.css`.
///
/// Names are literals in our pages, so an unknown one is a mistake in the code: it panics, and the test that
/// renders every page finds it.
pub fn url(name: &str) -> &'static str {
    URLS.get(name).unwrap_or_else(|| panic!("no built asset {name:?}; build.mjs lists what there is"))
}

/// `GET /assets/{file}`: embedded, compressed when the browser takes it, cached for ever.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{file}", get(serve))
}

/// Answers one file; the hashed name makes the answer the same for ever.
async fn serve(Path(file): Path<String>, headers: HeaderMap) -> Response {
    let Some(content_type) = content_type(&file) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let compressed = accepts_gzip(&headers);
    let stored = if compressed { Cow::Owned(format!("{file}.gz")) } else { Cow::Borrowed(file.as_str()) };
    let Some(embedded) = Dist::get(&stored) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = format!("\"{stored}\"");
    let unchanged = headers
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|known| known.trim().trim_start_matches("W/") == tag);
    let mut response = if unchanged {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        embedded.data.into_owned().into_response()
    };
    let answer = response.headers_mut();
    answer.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    answer.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    answer.insert(VARY, HeaderValue::from_static("accept-encoding"));
    answer.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answer.insert(ETAG, tag);
    }
    if compressed {
        answer.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

/// The types we build; anything else (the manifest, the compressed copies) is not served by name.
fn content_type(file: &str) -> Option<&'static str> {
    match file.rsplit_once('.')?.1 {
        "css" => Some("text/css; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        _ => None,
    }
}

/// Whether `accept-encoding` names gzip without refusing it by `q=0`.
fn accepts_gzip(headers: &HeaderMap) -> bool {
    headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|offer| {
            let (coding, weight) = offer.split_once(';').unwrap_or((offer, ""));
            let refused = matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000");
            coding.trim().eq_ignore_ascii_case("gzip") && !refused
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt;

    async fn fetch(address: &str, headers: &[(&str, &str)]) -> Response {
        let mut request = Request::get(address);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        router().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    }

    fn header<'a>(response: &'a Response, name: &str) -> &'a str {
        response.headers().get(name).map_or("", |value| value.to_str().unwrap())
    }

    #[tokio::test]
    async fn files_are_compressed_when_asked_and_cached_for_ever() {
        for name in ["app.css", "app.js", "theme.js", "mark.svg"] {
            let packed = fetch(url(name), &[("accept-encoding", "br, gzip;q=0.8")]).await;
            assert_eq!(packed.status(), StatusCode::OK, "{name}");
            assert_eq!(header(&packed, "content-encoding"), "gzip");
            assert!(header(&packed, "cache-control").contains("immutable"));
            let plain = fetch(url(name), &[("accept-encoding", "gzip;q=0")]).await;
            assert_eq!(header(&plain, "content-encoding"), "");
            assert_ne!(header(&plain, "etag"), header(&packed, "etag"));
        }
    }

    #[tokio::test]
    async fn a_known_file_is_not_sent_again() {
        let first = fetch(url("app.css"), &[]).await;
        let tag = header(&first, "etag").to_owned();
        let again = fetch(url("app.css"), &[("if-none-match", &format!("\"x\", W/{tag}"))]).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    }

    #[tokio::test]
    async fn only_built_files_are_served() {
        for address in [
            "/assets/manifest.json",
            "/assets/app.css",
            "/assets/..%2Fpackage.json",
            &format!("{}.gz", url("app.css")),
        ] {
            assert_eq!(fetch(address, &[]).await.status(), StatusCode::NOT_FOUND, "{address}");
        }
    }
}
