//! Signing in and out, and choosing the language.

use crate::WebState;
use crate::error::{PageError, form_refusal};
use crate::page::{self, Action, Emphasis, Field, FieldKind, Form};
use crate::session::{self, Visitor};
use app::people;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form as FormData, Router};
use domain::refusal::{Refusal, RefusalKind};
use domain::{Language, Words};
use maud::{Markup, html};
use serde::Deserialize;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/sign-in", get(ask).post(sign_in))
        .route("/sign-out", post(sign_out))
        .route("/language/{tag}", get(choose_language))
}

/// Where to go afterwards.
#[derive(Deserialize, Default)]
struct Back {
    #[serde(default)]
    back: String,
}

#[derive(Deserialize)]
struct SignInForm {
    login: String,
    password: String,
    #[serde(default)]
    back: String,
}

async fn ask(visitor: Visitor, Query(back): Query<Back>) -> Response {
    if visitor.signed_in.is_some() {
        return Redirect::to(own_address(&back.back)).into_response();
    }
    sign_in_page(&visitor, "", &back.back, None).into_response()
}

async fn sign_in(
    State(state): State<WebState>,
    visitor: Visitor,
    FormData(form): FormData<SignInForm>,
) -> Result<Response, PageError> {
    let command = people::SignIn {
        login: form.login.clone(),
        password: form.password,
        language: visitor.language,
        previous: visitor.token.clone(),
    };
    match people::sign_in(&state.app, command).await {
        Ok(new) => {
            let kept = session::begin(&state, &new.token);
            Ok(([(SET_COOKIE, kept)], Redirect::to(own_address(&form.back))).into_response())
        }
        Err(app::AppError::Refused(refusal)) if refusal.kind == RefusalKind::Forbidden => {
            let shown = sign_in_page(&visitor, &form.login, &form.back, Some(&refusal));
            Ok((StatusCode::FORBIDDEN, shown).into_response())
        }
        Err(error) => {
            let refusal = form_refusal(error)?;
            let shown = sign_in_page(&visitor, &form.login, &form.back, Some(&refusal));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
        }
    }
}

async fn sign_out(State(state): State<WebState>, visitor: Visitor) -> Result<Response, PageError> {
    if let Some(token) = &visitor.token {
        people::sign_out(&state.app, token).await?;
    }
    Ok(([(SET_COOKIE, session::end(&state))], Redirect::to("/sign-in")).into_response())
}

async fn choose_language(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(tag): Path<String>,
    Query(back): Query<Back>,
) -> Result<Response, PageError> {
    let language = Language::from_tag(&tag)
        .ok_or_else(|| Refusal::not_found(&Words::fixed("这种语言", "language; there are zh-CN and en")))?;
    if let (Some(token), Some(_)) = (&visitor.token, &visitor.signed_in) {
        people::set_language(&state.app, token, language).await?;
    }
    let kept = session::keep_language(&state, language);
    Ok(([(SET_COOKIE, kept)], Redirect::to(own_address(&back.back))).into_response())
}

/// An address of our own; anything else leads to the home page.
fn own_address(address: &str) -> &str {
    let own = address.starts_with('/')
        && !address.starts_with("//")
        && !address.contains('\\')
        && !address.chars().any(char::is_control);
    if own { address } else { "/" }
}

fn sign_in_page(visitor: &Visitor, login: &str, back: &str, refusal: Option<&Refusal>) -> Markup {
    let language = visitor.language;
    let title = Words::fixed("登录", "Sign in");
    let fields = html! {
        (page::hidden_field("back", own_address(back)))
        (page::field(
            language,
            &Field::new("login", Words::fixed("登录名", "Sign-in name"), FieldKind::Text)
                .value(login)
                .autocomplete("username"),
        ))
        (page::field(
            language,
            &Field::new("password", Words::fixed("密码", "Password"), FieldKind::Password)
                .autocomplete("current-password"),
        ))
    };
    let button = page::button(language, &Action::new(title.clone(), Emphasis::Primary));
    let content = html! {
        (page::error_summary(language, refusal.map(|refusal| &refusal.message)))
        (page::form(Form { action: "/sign-in", csrf: "", upload: false }, &fields, &button))
    };
    visitor.bare_page(title, &content)
}

#[cfg(test)]
mod tests {
    use super::own_address;

    #[test]
    fn signing_in_leads_to_our_own_pages_only() {
        assert_eq!(own_address("/orders?stage=open"), "/orders?stage=open");
        for foreign in ["https://evil.example/", "//evil.example", "/\\evil.example", "", "/a\nb"] {
            assert_eq!(own_address(foreign), "/");
        }
    }
}
