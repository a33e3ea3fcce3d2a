//! `makegood user`: people who sign in, managed from the command line by whoever holds the data folder.

use crate::data::{self, DEFAULT_FOLDER, DataFolder};
use crate::failure::{Exit, Failure};
use crate::say;
use app::{App, people};
use clap::Subcommand;
use domain::ids::{ProviderId, TechnicianId};
use domain::party::{Person, PersonProfile};
use domain::people::Role;
use domain::words;
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Read};
use std::path::PathBuf;
use store::record::party;

/// People are listed this many at a time.
const PAGE: u16 = 500;
/// The longest password that is read.
const PASSWORD_BYTES_MAX: u64 = 1_024;
/// Technicians of one provider that are looked through for a name.
const TECHNICIANS_MAX: i64 = 10_000;

/// What `user` is told.
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    command: UserCommand,
    /// 数据文件夹 The data folder.
    #[arg(long, global = true, value_name = "DIR", env = "MAKEGOOD_DATA_DIR", default_value = DEFAULT_FOLDER)]
    data: PathBuf,
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// 添加人员 Add a person; the password is read from stdin, or drawn and printed.
    Add(AddArgs),
    /// 列出人员 List everybody.
    List,
    /// 设置密码 Set a password, read from stdin, or drawn and printed.
    Password {
        /// 登录名 The sign-in name.
        login: String,
    },
    /// 停用人员 Disable a person; their sessions end.
    Disable {
        /// 登录名 The sign-in name.
        login: String,
    },
}

#[derive(clap::Args, Debug)]
struct AddArgs {
    /// 登录名 The sign-in name.
    login: String,
    /// 姓名 Their name.
    #[arg(long)]
    name: String,
    /// 角色 Their role, such as `agent` or `provider_manager`.
    #[arg(long, value_parser = role)]
    role: Role,
    /// 服务商编码 The code of their provider, for roles of the provider's side.
    #[arg(long, value_name = "CODE")]
    provider: Option<String>,
    /// 师傅姓名 The name of the technician they are, for that role.
    #[arg(long, value_name = "NAME", requires = "provider")]
    technician: Option<String>,
}

fn role(text: &str) -> Result<Role, String> {
    Role::from_code(text).ok_or_else(|| {
        let codes: Vec<&str> = Role::ALL.into_iter().map(Role::code).collect();
        format!("角色应为其一 the role must be one of: {}", codes.join(", "))
    })
}

/// Manages people.
pub async fn run(args: Args) -> Result<(), Failure> {
    let folder = DataFolder::existing(&args.data)?;
    let app = folder.open().await?;
    match args.command {
        UserCommand::Add(add) => add_person(&app, add).await?,
        UserCommand::List => list(&app).await?,
        UserCommand::Password { login } => {
            let password = Password::get()?;
            people::set_password(&app, None, login.clone(), password.text.clone()).await?;
            password.tell(&login);
        }
        UserCommand::Disable { login } => {
            let person = people::person(&app, None, login.clone()).await?;
            let profile = PersonProfile { active: false, ..person.profile };
            people::change_person(&app, None, login.clone(), profile).await?;
            say::both(&words!("{login} 已停用。", "{login} is disabled."));
        }
    }
    app.store().close().await;
    Ok(())
}

async fn add_person(app: &App, add: AddArgs) -> Result<(), Failure> {
    let AddArgs { login, name, role, provider, technician } = add;
    let provider_id = match provider {
        Some(code) => Some(provider_of(app, code).await?),
        None => None,
    };
    let technician_id = match (provider_id, technician) {
        (Some(provider), Some(name)) => Some(technician_of(app, provider, name).await?),
        _ => None,
    };
    let profile =
        PersonProfile { login: login.clone(), name, role, provider_id, technician_id, active: true };
    let password = Password::get()?;
    people::add_person(app, None, profile, password.text.clone()).await?;
    password.tell(&login);
    Ok(())
}

async fn provider_of(app: &App, code: String) -> Result<ProviderId, Failure> {
    let asked = code.clone();
    let found = app
        .read(None, async move |desk| {
            let tenant = desk.tenant();
            Ok(party::provider_by_code(desk.tx(), tenant, &asked).await?)
        })
        .await?;
    found.map(|provider| provider.id).ok_or_else(|| {
        Failure::new(
            Exit::BadInput,
            words!(
                "没有编码为 {code} 的服务商，请核对编码。",
                "There is no provider with the code {code}. Check the code."
            ),
        )
    })
}

async fn technician_of(app: &App, provider: ProviderId, name: String) -> Result<TechnicianId, Failure> {
    let technicians = app
        .read(None, async move |desk| {
            let tenant = desk.tenant();
            Ok(party::technicians_of(desk.tx(), tenant, provider, TECHNICIANS_MAX).await?)
        })
        .await?;
    let mut named = technicians.iter().filter(|technician| technician.profile.name == name);
    match (named.next(), named.next()) {
        (Some(only), None) => Ok(only.id),
        (first, _) => {
            let count = if first.is_some() { "several" } else { "no" };
            Err(Failure::new(
                Exit::BadInput,
                words!(
                    "该服务商没有唯一一位名叫“{name}”的师傅，请核对姓名。",
                    "The provider has {count} technicians called “{name}”; exactly one is needed. Check the name."
                ),
            ))
        }
    }
}

async fn list(app: &App) -> Result<(), Failure> {
    let mut after = String::new();
    loop {
        let page = people::people(app, None, after.clone(), PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after.clone_from(&last.profile.login);
        for Person { profile, .. } in &page {
            let words = profile.role.words();
            let state = if profile.active { "" } else { "  （已停用 disabled）" };
            say::line(format!(
                "{}  {}  {}  {}{state}",
                profile.role.code(),
                profile.login,
                profile.name,
                words.zh
            ));
        }
        if page.len() < usize::from(PAGE) {
            return Ok(());
        }
    }
}

/// A password, and whether it was drawn here and must be told.
struct Password {
    text: String,
    drawn: bool,
}

impl Password {
    /// The first line of stdin; drawn when stdin is a terminal or empty.
    fn get() -> Result<Self, Failure> {
        let mut text = String::new();
        if !io::stdin().is_terminal() {
            io::stdin()
                .lock()
                .take(PASSWORD_BYTES_MAX)
                .read_to_string(&mut text)
                .map_err(|error| Failure::system("读取密码", "read the password", &error))?;
        }
        let typed = text.lines().next().unwrap_or_default();
        if !typed.is_empty() {
            return Ok(Self { text: typed.to_owned(), drawn: false });
        }
        let mut random = [0_u8; 10];
        data::draw(&mut random)?;
        let text = random.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        Ok(Self { text, drawn: true })
    }

    fn tell(&self, login: &str) {
        let text = &self.text;
        if self.drawn {
            say::both(&words!("{login} 的密码：{text}", "password of {login}: {text}"));
        } else {
            say::both(&words!("{login} 的密码已设置。", "The password of {login} is set."));
        }
    }
}
