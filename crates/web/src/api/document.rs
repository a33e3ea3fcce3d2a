//! The document that describes the interface (OpenAPI 3.1), finished with what holds for every route.

use super::ask::BODY_BYTES_MAX;
use super::network::StandingCode;
use super::orders::SortCode;
use super::problem::{PROBLEM_TYPE, ProblemBody};
use axum::body::Bytes;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{
    ContentBuilder, InfoBuilder, ObjectBuilder, OpenApi, Ref, RefOr, Required, Response, ResponseBuilder,
    Type,
};
use utoipa::{PartialSchema, ToSchema};

/// The name of the session's cookie scheme in the document.
const COOKIE_SCHEME: &str = "cookie";
/// The name of the bearer scheme in the document.
const BEARER_SCHEME: &str = "bearer";

/// What may be sent twice without a key: it changes no business data, or carries a password, of which not even a digest
/// is kept.
const WITHOUT_KEY: [&str; 5] = ["/api/sign-in", "/api/sign-out", "/api/coverage", "/explain", "/reveal"];

/// The whole document.
pub fn document() -> OpenApi {
    finish(super::described().into_openapi())
}

/// The document as it is served.
pub(super) fn text(described: OpenApi) -> Bytes {
    finish(described).to_json().map_or_else(|_| Bytes::new(), Bytes::from)
}

/// Adds what holds for every route: the problems it may answer, the key of a command, and how to sign in.
fn finish(mut api: OpenApi) -> OpenApi {
    api.info = InfoBuilder::new()
        .title("Makegood 兑现")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "After-sales service by the signed agreement. Amounts end in `_fen` and are whole fen, instants are \
             RFC 3339, ids are texts. Lists answer `items` and `next`; send `next` back as `cursor`. Personal data is \
             masked. Errors are `application/problem+json` in the language of `Accept-Language` (zh-CN or en).",
        ))
        .build();
    for (path, item) in &mut api.paths.paths {
        if let Some(operation) = &mut item.get {
            add_problems(operation, path, false);
        }
        for operation in [&mut item.post, &mut item.put].into_iter().flatten() {
            add_problems(operation, path, true);
            add_headers(operation, path);
        }
    }
    add_components(&mut api);
    let schemes = [BEARER_SCHEME, COOKIE_SCHEME];
    api.security = Some(schemes.map(|name| SecurityRequirement::new(name, [""; 0])).to_vec());
    api
}

/// What operations refer to: the problem, the shapes that only a query names, and the ways to sign in.
fn add_components(api: &mut OpenApi) {
    let components = api.components.get_or_insert_default();
    components.schemas.insert(ProblemBody::name().into_owned(), ProblemBody::schema());
    // The generator collects the shapes of bodies, not those that only a query names.
    components.schemas.insert(SortCode::name().into_owned(), SortCode::schema());
    components.schemas.insert(StandingCode::name().into_owned(), StandingCode::schema());
    components.responses.insert("Problem".to_owned(), problem().into());
    let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    components.security_schemes.insert(BEARER_SCHEME.to_owned(), bearer.into());
    let cookie = ApiKeyValue::with_description(
        crate::session::SESSION_COOKIE,
        "With `x-csrf-token` on every change; the token comes with signing in.",
    );
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(cookie));
    components.security_schemes.insert(COOKIE_SCHEME.to_owned(), cookie.into());
}

/// The problems an operation may answer.
fn add_problems(operation: &mut Operation, path: &str, is_command: bool) {
    let is_public = path == "/api/sign-in";
    let mut statuses = vec![
        ("401", "Not signed in"),
        ("422", "A value is wrong; `field` names it"),
        ("503", "Busy; try again in a moment"),
    ];
    if is_public {
        statuses.push(("429", "Too many wrong passwords"));
    } else {
        statuses.push(("403", "This role may not do it, or the CSRF token is missing"));
    }
    if path.contains('{') {
        statuses.push(("404", "No such record, or not for this person"));
    }
    if is_command {
        statuses.push(("409", "Not possible now, or the key was used with other content"));
        statuses.push(("413", "The body is too large"));
        statuses.push(("415", "The body is not said to be JSON"));
    }
    for (status, description) in statuses {
        let mut reference = Ref::from_response_name("Problem");
        description.clone_into(&mut reference.description);
        operation.responses.responses.insert(status.to_owned(), RefOr::Ref(reference));
    }
}

/// The headers a command may come with: its key, and the version of the order that was seen.
fn add_headers(operation: &mut Operation, path: &str) {
    let parameters = operation.parameters.get_or_insert_default();
    if !path.starts_with("/api/people") && !WITHOUT_KEY.iter().any(|end| path.ends_with(end)) {
        parameters.push(RefOr::T(key_parameter()));
    }
    if path.starts_with("/api/orders/") && !path.ends_with("/reveal") {
        parameters.push(RefOr::T(version_parameter()));
    }
}

/// The answer of whatever goes wrong.
fn problem() -> Response {
    let content =
        ContentBuilder::new().schema(Some(Ref::from_schema_name(ProblemBody::name().into_owned()))).build();
    let language = HeaderBuilder::new().description(Some("zh-CN or en")).build();
    ResponseBuilder::new()
        .description(format!("A problem (RFC 9457). Bodies are at most {} KB.", BODY_BYTES_MAX / 1024))
        .content(PROBLEM_TYPE, content)
        .header("Content-Language", language)
        .build()
}

/// The key a program may give a command.
fn key_parameter() -> Parameter {
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "Any text of 1 to 200 visible ASCII characters. Sending the same command again under it answers what was \
             answered first, with `idempotent-replay: true`; other content is refused (409).",
        ))
        .schema(Some(
            ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(200)).build(),
        ))
        .build()
}

/// The version of an order the sender has seen.
fn version_parameter() -> Parameter {
    ParameterBuilder::new()
        .name("If-Match")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "The version of the order that was seen, such as `\"7\"`. When it has changed since, the step is refused \
             (409, `order.stale`) and says who changed what.",
        ))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String).build()))
        .build()
}
