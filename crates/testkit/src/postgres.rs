//! A throw-away PostgreSQL: one server per test process, one database per test.
//!
//! The binaries of an installed PostgreSQL are looked for, nothing is installed. A shell that waits for the end of the test process
//! stops the server and deletes its folder, so even a killed test leaves nothing behind. `MAKEGOOD_TEST_POSTGRES`
//! names a server to use instead; `MAKEGOOD_REQUIRE_POSTGRES=1` turns "no PostgreSQL here" from a skip into a failure.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Read as _, Seek as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;
use tokio_postgres::{Config, NoTls};

/// The account a server runs under when the tests run as root, which PostgreSQL refuses.
const ACCOUNTS: [&str; 2] = ["postgres", "nobody"];

static SERVER: OnceLock<Option<Server>> = OnceLock::new();
static DATABASES: AtomicU32 = AtomicU32::new(1);

/// The server of this test process.
struct Server {
    /// Where to connect, without a database.
    config: Config,
    /// The shell that cleans up; it waits for its standard input to close.
    _janitor: Option<Child>,
}

/// A database for one test; dropped with it.
pub struct Database {
    name: String,
    config: Config,
    url: String,
}

impl Database {
    /// Creates an empty database with C collation, or none when there is no PostgreSQL here.
    ///
    /// # Panics
    /// When PostgreSQL is required but missing, or does not work.
    pub async fn create() -> Option<Self> {
        let server = SERVER.get_or_init(start).as_ref()?;
        let number = DATABASES.fetch_add(1, Ordering::Relaxed);
        let name = format!("makegood_{}_{number}", std::process::id());
        run(
            &server.config,
            &format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"),
        )
        .await
        .unwrap_or_else(|error| panic!("database {name}: {error}"));
        let url = address(&server.config, &name);
        Some(Self { name, config: server.config.clone(), url })
    }

    /// Where to connect.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Database {
    /// A database that cannot be dropped goes with its server.
    fn drop(&mut self) {
        let (config, name) = (self.config.clone(), self.name.clone());
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
            runtime.block_on(run(&config, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))).ok()
        });
        drop(dropping.join());
    }
}

async fn run(config: &Config, sql: &str) -> Result<(), tokio_postgres::Error> {
    let (client, connection) = config.connect(NoTls).await?;
    let driver = tokio::spawn(connection);
    let outcome = client.batch_execute(sql).await;
    drop(client);
    drop(driver.await);
    outcome
}

/// The address of a database on the server, in the `key=value` form.
fn address(config: &Config, database: &str) -> String {
    let mut parts = vec![format!("dbname={database}")];
    for host in config.get_hosts() {
        parts.push(match host {
            tokio_postgres::config::Host::Tcp(name) => format!("host={name}"),
            tokio_postgres::config::Host::Unix(folder) => format!("host={}", folder.display()),
        });
    }
    parts.extend(config.get_ports().iter().map(|port| format!("port={port}")));
    parts.extend(config.get_user().map(|user| format!("user={user}")));
    parts.extend(
        config.get_password().map(|password| format!("password={}", String::from_utf8_lossy(password))),
    );
    parts.join(" ")
}

fn start() -> Option<Server> {
    if let Ok(url) = std::env::var("MAKEGOOD_TEST_POSTGRES") {
        let config =
            url.parse().unwrap_or_else(|error| panic!("MAKEGOOD_TEST_POSTGRES is not an address: {error}"));
        return Some(Server { config, _janitor: None });
    }
    let Some(binaries) = binaries() else {
        let required = std::env::var_os("MAKEGOOD_REQUIRE_POSTGRES").is_some_and(|value| value == "1");
        assert!(!required, "PostgreSQL is required but not installed: apt-get install postgresql");
        // Written past the test runner's capture, because a test that passes is otherwise silent.
        let said = "SKIPPED on PostgreSQL: not installed (apt-get install postgresql)\n";
        drop(io::stderr().write_all(said.as_bytes()));
        return None;
    };
    Some(
        start_from(&binaries)
            .unwrap_or_else(|error| panic!("PostgreSQL from {}: {error}", binaries.display())),
    )
}

/// The folder with `initdb` and `pg_ctl`: on the path, or where Debian puts the newest version.
fn binaries() -> Option<PathBuf> {
    let complete = |folder: &PathBuf| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file();
    let path = std::env::var_os("PATH").unwrap_or_default();
    if let Some(folder) = std::env::split_paths(&path).find(complete) {
        return Some(folder);
    }
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(complete)
        .collect();
    versions.sort_by_key(|folder| {
        let version =
            folder.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        version.and_then(|version| version.parse::<u32>().ok())
    });
    versions.pop()
}

fn start_from(binaries: &Path) -> io::Result<Server> {
    let folder = TempDir::with_prefix("makegood-pg-")?;
    let account = give_away(folder.path())?;
    let data = folder.path().join("data");
    command(account, binaries.join("initdb"), folder.path())
        .arg("--pgdata")
        .arg(&data)
        .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"])
        .complete()?;
    let options = format!(
        "-c listen_addresses= -c unix_socket_directories={} -c fsync=off -c full_page_writes=off \
         -c shared_buffers=32MB -c max_connections=200 -c max_wal_size=256MB",
        folder.path().display()
    );
    command(account, binaries.join("pg_ctl"), folder.path())
        .arg("--pgdata")
        .arg(&data)
        .arg("--log")
        .arg(folder.path().join("log"))
        .args(["--wait", "--timeout=60", "--options", &options, "start"])
        .complete()?;
    let mut config = Config::new();
    config.host_path(folder.path()).user("postgres").dbname("postgres");
    let janitor = janitor(account, binaries, folder)?;
    Ok(Server { config, _janitor: Some(janitor) })
}

/// Waits for the test process to end, in whatever way, then stops the server and deletes its folder.
fn janitor(account: Option<&str>, binaries: &Path, folder: TempDir) -> io::Result<Child> {
    let script =
        r#"trap '' INT TERM HUP; read -r _; "$1" --pgdata "$2/data" --mode immediate stop; rm -rf "$2""#;
    let child = command(account, OsString::from("/bin/sh"), folder.path())
        .args(["-c", script, "janitor"])
        .arg(binaries.join("pg_ctl"))
        .arg(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    // From here the folder is the shell's to delete.
    let _ = folder.keep();
    Ok(child)
}

/// When the tests run as root, gives the folder to an ordinary account and names it.
fn give_away(folder: &Path) -> io::Result<Option<&'static str>> {
    if fs::metadata("/proc/self")?.uid() != 0 {
        return Ok(None);
    }
    let accounts = fs::read_to_string("/etc/passwd")?;
    let (name, user) = ACCOUNTS
        .iter()
        .find_map(|name| Some((*name, user_number(&accounts, name)?)))
        .ok_or_else(|| io::Error::other("no account to run PostgreSQL under: add a user named postgres"))?;
    chown(folder, Some(user), None)?;
    Ok(Some(name))
}

/// The number of an account in the lines of `/etc/passwd`.
fn user_number(accounts: &str, name: &str) -> Option<u32> {
    accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next() == Some(name)).then(|| fields.nth(1)?.parse().ok()).flatten()
    })
}

/// A command, under another account where one is given.
fn command(account: Option<&str>, program: impl Into<OsString>, folder: &Path) -> Command {
    let mut command = match account {
        Some(account) => {
            let mut command = Command::new("setpriv");
            command.arg(format!("--reuid={account}")).args(["--clear-groups", "--"]).arg(program.into());
            command
        }
        None => Command::new(program.into()),
    };
    command.current_dir(folder).env("LC_ALL", "C");
    command
}

trait Complete {
    fn complete(&mut self) -> io::Result<()>;
}

impl Complete for Command {
    /// Runs to the end; a failure says what the command said. The server that `pg_ctl` leaves running keeps the output open,
    /// so output goes to a file rather than a pipe.
    fn complete(&mut self) -> io::Result<()> {
        let mut said = tempfile::tempfile()?;
        let status =
            self.stdin(Stdio::null()).stdout(said.try_clone()?).stderr(said.try_clone()?).status()?;
        if status.success() {
            return Ok(());
        }
        let mut text = String::new();
        said.rewind()?;
        said.read_to_string(&mut text)?;
        Err(io::Error::other(format!("{self:?}: {status}: {text}")))
    }
}
