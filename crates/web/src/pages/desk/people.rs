//! People who sign in, for the administrator.

use crate::WebState;
use crate::error::{PageError, form_refusal};
use crate::page::{
    self, Action as Button, Choice, Column, ColumnKind, Crumb, Emphasis, Empty, Field, FieldKind, Icon,
    PageHeader, Row, Table, Tone,
};
use crate::pages::link::Link;
use crate::session::SignedIn;
use app::people as use_case;
use app::view::Page;
use app::view::desk_network;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use domain::ids::{ProviderId, TechnicianId};
use domain::party::{Person, PersonProfile};
use domain::people::{Action, Role};
use domain::refusal::Refusal;
use domain::{Words, words};
use maud::{Markup, html};
use serde::Deserialize;

/// People a page.
const ROWS: u16 = 50;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/people", get(list))
        .route("/people/new", get(blank).post(add))
        .route("/person/{login}", get(show).post(change))
        .route("/person/{login}/password", post(set_password))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Wanted {
    after: String,
}

/// A person as the form has them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct PersonForm {
    login: String,
    name: String,
    role: String,
    provider: String,
    technician: String,
    active: String,
    password: String,
}

impl PersonForm {
    fn of(person: &Person) -> Self {
        let profile = &person.profile;
        Self {
            login: profile.login.clone(),
            name: profile.name.clone(),
            role: profile.role.code().to_owned(),
            provider: profile.provider_id.map_or_else(String::new, |id| id.to_string()),
            technician: profile.technician_id.map_or_else(String::new, |id| id.to_string()),
            active: if profile.active { "on".into() } else { String::new() },
            password: String::new(),
        }
    }

    fn profile(&self) -> Result<PersonProfile, Refusal> {
        let role = Role::from_code(&self.role).ok_or_else(|| {
            Refusal::invalid("person.role", "role", Words::fixed("请选择角色。", "Choose the role."))
        })?;
        Ok(PersonProfile {
            login: self.login.clone(),
            name: self.name.trim().to_owned(),
            role,
            provider_id: self.provider.parse().ok().map(ProviderId),
            technician_id: self.technician.parse().ok().map(TechnicianId),
            active: self.active == "on",
        })
    }
}

async fn list(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Query(wanted): Query<Wanted>,
) -> Result<Markup, PageError> {
    let who = Some(&signed_in.actor);
    let mut people = use_case::people(&state.app, who, wanted.after.clone(), ROWS + 1).await?;
    let more = people.len() > usize::from(ROWS);
    people.truncate(usize::from(ROWS));
    let language = signed_in.language;
    let next = people.last().filter(|_| more).map(|person| person.profile.login.clone());
    let add = Button {
        label: Words::fixed("添加人员", "Add a person"),
        emphasis: Emphasis::Primary,
        icon: Some(Icon::Plus),
    };
    let header = PageHeader {
        heading: html! { (Words::fixed("人员", "People").get(language)) },
        actions: page::button_link(language, &add, "/people/new"),
        ..PageHeader::default()
    };
    let content = html! {
        div.stack {
            (page::page_header(language, &header))
            (table(&signed_in, &people))
            (super::parts::pager(language, &Link::to("/people"), people.len(), wanted.after.is_empty(), next.as_deref()))
        }
    };
    Ok(signed_in.page(Words::fixed("人员", "People"), "people", &content))
}

fn table(signed_in: &SignedIn, people: &[Person]) -> Markup {
    let language = signed_in.language;
    let row = |person: &Person| {
        let profile = &person.profile;
        let standing = if profile.active {
            page::badge(language, Tone::Good, &Words::fixed("可登录", "may sign in"))
        } else {
            page::badge(language, Tone::Quiet, &Words::fixed("已停用", "disabled"))
        };
        Row {
            address: Some(format!("/person/{}", page::percent_encoded(&profile.login))),
            tone: None,
            cells: vec![
                html! { (profile.login) },
                html! { (profile.name) },
                html! { (profile.role.words().get(language)) },
                standing,
            ],
        }
    };
    page::table(
        language,
        &Table {
            caption: Words::fixed("人员", "People"),
            columns: vec![
                Column::new(Words::fixed("登录名", "Sign-in name"), ColumnKind::Code),
                Column::new(Words::fixed("姓名", "Name"), ColumnKind::Text),
                Column::new(Words::fixed("角色", "Role"), ColumnKind::Text),
                Column::new(Words::fixed("状态", "Status"), ColumnKind::Text),
            ],
            rows: people.iter().map(row).collect(),
            totals: None,
            empty: Empty {
                title: Words::fixed("没有人员", "No people"),
                hint: Words::fixed("添加第一个人员。", "Add the first one."),
                action: html! {},
            },
        },
    )
}

async fn blank(State(state): State<WebState>, signed_in: SignedIn) -> Result<Markup, PageError> {
    signed_in.actor.scope(Action::ManagePeople)?;
    let form = PersonForm { active: "on".into(), ..PersonForm::default() };
    form_page(&state, &signed_in, &form, true, None).await
}

async fn add(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Form(form): Form<PersonForm>,
) -> Result<Response, PageError> {
    let added = match form.profile() {
        Ok(profile) => {
            use_case::add_person(&state.app, Some(&signed_in.actor), profile, form.password.clone()).await
        }
        Err(refusal) => Err(refusal.into()),
    };
    match added {
        Ok(person) => {
            let name = person.profile.name;
            Ok(signed_in.done("/people", words!("已添加 {name}。", "{name} is added.")))
        }
        Err(error) => {
            let refusal = form_refusal(error)?;
            let page = form_page(&state, &signed_in, &form, true, Some(&refusal)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

async fn show(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Path(login): Path<String>,
) -> Result<Markup, PageError> {
    let person = use_case::person(&state.app, Some(&signed_in.actor), login).await?;
    form_page(&state, &signed_in, &PersonForm::of(&person), false, None).await
}

async fn change(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Path(login): Path<String>,
    Form(form): Form<PersonForm>,
) -> Result<Response, PageError> {
    let form = PersonForm { login: login.clone(), ..form };
    let changed = match form.profile() {
        Ok(profile) => use_case::change_person(&state.app, Some(&signed_in.actor), login, profile).await,
        Err(refusal) => Err(refusal.into()),
    };
    match changed {
        Ok(person) => {
            let name = person.profile.name;
            Ok(signed_in.done("/people", words!("{name} 的资料已保存。", "{name} is saved.")))
        }
        Err(error) => {
            let refusal = form_refusal(error)?;
            let page = form_page(&state, &signed_in, &form, false, Some(&refusal)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

#[derive(Deserialize)]
struct NewPassword {
    password: String,
}

async fn set_password(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Path(login): Path<String>,
    Form(new): Form<NewPassword>,
) -> Result<Response, PageError> {
    let who = Some(&signed_in.actor);
    match use_case::set_password(&state.app, who, login.clone(), new.password).await {
        Ok(()) => Ok(signed_in.done(
            "/people",
            words!(
                "{login} 的密码已重设，原有登录均已失效。",
                "The password of {login} is set; their sessions have ended."
            ),
        )),
        Err(error) => {
            let refusal = form_refusal(error)?;
            let person = use_case::person(&state.app, who, login).await?;
            let page = form_page(&state, &signed_in, &PersonForm::of(&person), false, Some(&refusal)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

async fn form_page(
    state: &WebState,
    signed_in: &SignedIn,
    form: &PersonForm,
    is_new: bool,
    refusal: Option<&Refusal>,
) -> Result<Markup, PageError> {
    let language = signed_in.language;
    let title = if is_new { Words::fixed("添加人员", "Add a person") } else { Words::same(&form.login) };
    let header = PageHeader {
        crumbs: vec![Crumb { label: Words::fixed("人员", "People"), address: "/people".into() }],
        heading: html! { (title.get(language)) },
        ..PageHeader::default()
    };
    let address = if is_new {
        "/people/new".to_owned()
    } else {
        format!("/person/{}", page::percent_encoded(&form.login))
    };
    let save = page::button(language, &Button::new(Words::fixed("保存", "Save"), Emphasis::Primary));
    let fields = fields(state, signed_in, form, is_new, refusal).await?;
    let content = html! {
        div.stack {
            (page::page_header(language, &header))
            (page::error_summary(language, refusal.map(|refusal| &refusal.message)))
            (page::form(page::Form { action: &address, csrf: &signed_in.csrf, upload: false }, &fields, &save))
            @if !is_new { (password_card(signed_in, &address)) }
        }
    };
    Ok(signed_in.page(title, "people", &content))
}

fn password_card(signed_in: &SignedIn, address: &str) -> Markup {
    let language = signed_in.language;
    let field = Field::new("password", Words::fixed("新密码", "New password"), FieldKind::Password)
        .id("new-password")
        .autocomplete("new-password");
    let button =
        page::button(language, &Button::new(Words::fixed("重设密码", "Set the password"), Emphasis::Plain));
    let action = format!("{address}/password");
    let form = page::form(
        page::Form { action: &action, csrf: &signed_in.csrf, upload: false },
        &page::field(language, &field),
        &button,
    );
    page::card(language, &Words::fixed("密码", "Password"), &form)
}

async fn fields(
    state: &WebState,
    signed_in: &SignedIn,
    form: &PersonForm,
    is_new: bool,
    refusal: Option<&Refusal>,
) -> Result<Markup, PageError> {
    let language = signed_in.language;
    let none = || Choice { value: String::new(), label: Words::fixed("无", "none") };
    let page_of = || Page { after: None, rows: Some(200) };
    let providers = desk_network::providers(&state.app, &signed_in.actor, page_of()).await?.rows;
    let providers = providers
        .into_iter()
        .map(|row| Choice { value: row.provider_id.to_string(), label: Words::same(row.name) });
    let technicians = desk_network::technicians(&state.app, &signed_in.actor, page_of()).await?.rows;
    let technicians = technicians.into_iter().map(|row| {
        let (provider, name) = (row.provider_name, row.name);
        Choice {
            value: row.technician_id.to_string(),
            label: words!("{provider} · {name}", "{provider} · {name}"),
        }
    });
    let roles = Role::ALL.map(|role| Choice { value: role.code().to_owned(), label: role.words() });
    let show = |field: Field<'_>| {
        let own = refusal.filter(|refusal| refusal.field.as_deref() == Some(field.name));
        page::field(language, &field.error(own.map(|refusal| &refusal.message)))
    };
    let providers = FieldKind::Choice(std::iter::once(none()).chain(providers).collect());
    let technicians = FieldKind::Choice(std::iter::once(none()).chain(technicians).collect());
    Ok(html! {
        @if is_new { (show(Field::new("login", Words::fixed("登录名", "Sign-in name"), FieldKind::Text).value(&form.login))) }
        (show(Field::new("name", Words::fixed("姓名", "Name"), FieldKind::Text).value(&form.name)))
        (show(Field::new("role", Words::fixed("角色", "Role"), FieldKind::Choice(roles.to_vec())).value(&form.role)))
        (show(Field::new("provider", Words::fixed("服务商", "Provider"), providers).value(&form.provider).optional()))
        (show(Field::new("technician", Words::fixed("对应师傅", "Technician"), technicians).value(&form.technician).optional()))
        @if is_new {
            (show(Field::new("password", Words::fixed("初始密码", "First password"), FieldKind::Password).autocomplete("new-password")))
        }
        (show(Field::new("active", Words::fixed("可以登录", "may sign in"), FieldKind::Check).value(&form.active).optional()))
    })
}
