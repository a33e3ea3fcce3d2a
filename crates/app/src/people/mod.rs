//! People who sign in: their record, their password, their sessions.

mod password;
mod sign_in;

pub use sign_in::{NewSession, SignIn, SignedIn, actor, authenticate, set_language, sign_in, sign_out};
pub(crate) use sign_in::{SignIns, random_token};

use crate::{App, AppError, Desk, not_found};
use domain::ids::PersonId;
use domain::outcome::Outcome;
use domain::party::{Person, PersonProfile, Provider, Technician};
use domain::people::{Action, Actor, Role, Scope};
use domain::refusal::Refusal;
use domain::{Words, words};
use store::record::{self, party};
use store::{credential, session};

/// The longest name and sign-in name.
const NAME_LENGTH_MAX: usize = 60;

/// A sign-in name as it is kept: without blanks around it, in small letters.
pub fn login_of(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Records a person with their first password. `None` is the product itself: the command line.
pub async fn add_person(
    app: &App,
    who: Option<&Actor>,
    profile: PersonProfile,
    password: String,
) -> Result<Person, AppError> {
    let profile = PersonProfile { login: login_of(&profile.login), ..profile };
    if let Some(actor) = who {
        actor.scope(Action::ManagePeople)?;
    }
    password::check(&password, &profile.login)?;
    let hash = app.sign_ins().passwords.hash(&password).await?;
    app.write(who, async move |desk| {
        check_profile(desk, &profile).await?;
        let tenant = desk.tenant();
        if party::person_by_login(desk.tx(), tenant, &profile.login).await?.is_some() {
            return Err(login_taken(&profile.login));
        }
        let changed = Person::record(PersonId(desk.next_id()), profile.clone(), desk.stamp());
        let person = changed.after.clone();
        desk.commit(&Outcome::of(changed)).await?;
        let now = desk.now();
        credential::set(desk.tx(), tenant, person.id, &hash, now).await?;
        Ok(person)
    })
    .await
}

/// Sets a person's password; every session of theirs ends.
pub async fn set_password(
    app: &App,
    who: Option<&Actor>,
    login: String,
    password: String,
) -> Result<(), AppError> {
    let login = login_of(&login);
    if let Some(actor) = who {
        actor.scope(Action::ManagePeople)?;
    }
    password::check(&password, &login)?;
    let hash = app.sign_ins().passwords.hash(&password).await?;
    let person = app
        .write(who, async move |desk| {
            let (tenant, now) = (desk.tenant(), desk.now());
            let person = by_login(desk, &login).await?;
            credential::set(desk.tx(), tenant, person.id, &hash, now).await?;
            session::close_all_of(desk.tx(), tenant, person.id).await?;
            Ok(person.id)
        })
        .await?;
    app.sign_ins().forget_person(person);
    Ok(())
}

/// Corrects a person's record; whoever may no longer sign in loses their sessions.
pub async fn change_person(
    app: &App,
    who: Option<&Actor>,
    login: String,
    profile: PersonProfile,
) -> Result<Person, AppError> {
    let profile = PersonProfile { login: login_of(&login), ..profile };
    let person = app
        .write(who, async move |desk| {
            desk.scope(Action::ManagePeople)?;
            check_profile(desk, &profile).await?;
            let person = by_login(desk, &profile.login).await?;
            if desk.by() == Some(person.id) && (!profile.active || profile.role != person.profile.role) {
                return Err(Refusal::conflict(
                    "person.self",
                    Words::fixed(
                        "不能停用自己，也不能更改自己的角色。请由另一位系统管理员操作。",
                        "You cannot disable yourself or change your own role. Ask another administrator to do it.",
                    ),
                )
                .into());
            }
            let Some(changed) = person.correct(profile.clone(), desk.stamp()) else { return Ok(person) };
            let person = changed.after.clone();
            desk.commit(&Outcome::of(changed)).await?;
            if !person.profile.active {
                let tenant = desk.tenant();
                session::close_all_of(desk.tx(), tenant, person.id).await?;
            }
            Ok(person)
        })
        .await?;
    app.sign_ins().forget_person(person.id);
    Ok(person)
}

/// People by sign-in name, after one, up to a limit.
pub async fn people(
    app: &App,
    who: Option<&Actor>,
    after: String,
    limit: u16,
) -> Result<Vec<Person>, AppError> {
    app.read(who, async move |desk| {
        desk.scope(Action::ManagePeople)?;
        let tenant = desk.tenant();
        Ok(party::people_after(desk.tx(), tenant, &after, i64::from(limit.min(500))).await?)
    })
    .await
}

/// The person with this sign-in name, for whoever manages people.
pub async fn person(app: &App, who: Option<&Actor>, login: String) -> Result<Person, AppError> {
    app.read(who, async move |desk| {
        desk.scope(Action::ManagePeople)?;
        by_login(desk, &login).await
    })
    .await
}

async fn by_login(desk: &mut Desk<'_>, login: &str) -> Result<Person, AppError> {
    let tenant = desk.tenant();
    party::person_by_login(desk.tx(), tenant, login).await?.ok_or_else(|| not_found("该人员", "person"))
}

/// A profile must be complete, and what it names must exist.
async fn check_profile(desk: &mut Desk<'_>, profile: &PersonProfile) -> Result<(), AppError> {
    let scope = desk.scope(Action::ManagePeople)?;
    debug_assert_eq!(scope, Scope::All, "whoever manages people manages all of them");
    let named = |text: &str| !text.trim().is_empty() && text.chars().count() <= NAME_LENGTH_MAX;
    let simple = |text: &str| {
        !text.chars().any(|letter| letter.is_whitespace() || letter.is_control() || letter == '/')
    };
    let refuse =
        |field: &'static str, message: Words| Err(Refusal::invalid("person.profile", field, message).into());
    if !named(&profile.login) || !simple(&profile.login) {
        let login = &profile.login;
        return refuse(
            "login",
            words!(
                "登录名“{login}”不可用：应为 1 至 {NAME_LENGTH_MAX} 个字符，不含空格和斜杠。请重填。",
                "The sign-in name “{login}” cannot be used: 1 to {NAME_LENGTH_MAX} characters without blanks or slashes. Enter another."
            ),
        );
    }
    if !named(&profile.name) {
        return refuse(
            "name",
            words!(
                "请填写姓名（最多 {NAME_LENGTH_MAX} 个字符）。",
                "Enter the name (at most {NAME_LENGTH_MAX} characters)."
            ),
        );
    }
    let tenant = desk.tenant();
    if profile.role.is_provider() != profile.provider_id.is_some() {
        return refuse(
            "provider",
            Words::fixed(
                "服务商一方的角色必须选择服务商，其他角色不选。请更正后提交。",
                "A role of the provider's side needs a provider, other roles have none. Correct it and submit again.",
            ),
        );
    }
    if let Some(provider) = profile.provider_id
        && record::find::<Provider>(desk.tx(), tenant, provider.0).await?.is_none()
    {
        return refuse(
            "provider",
            Words::fixed(
                "没有这个服务商，请从列表中选择。",
                "There is no such provider. Choose one from the list.",
            ),
        );
    }
    let technician = match profile.technician_id {
        Some(id) => record::find::<Technician>(desk.tx(), tenant, id.0).await?,
        None => None,
    };
    let own =
        technician.is_some_and(|technician| Some(technician.profile.provider_id) == profile.provider_id);
    if (profile.role == Role::Technician) != own || (profile.technician_id.is_some() && !own) {
        return refuse(
            "technician",
            Words::fixed(
                "师傅角色必须对应该服务商的一位师傅，其他角色不选。请更正后提交。",
                "The technician role needs a technician of that provider, other roles have none. Correct it and submit again.",
            ),
        );
    }
    Ok(())
}

fn login_taken(login: &str) -> AppError {
    Refusal::invalid(
        "person.login_taken",
        "login",
        words!("登录名 {login} 已被使用，请换一个。", "The sign-in name {login} is taken. Choose another."),
    )
    .into()
}
