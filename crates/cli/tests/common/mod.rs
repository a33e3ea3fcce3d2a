//! Running the executable as a person does: arguments in, exit code and text out.

#![expect(dead_code, reason = "each test file uses its own part of this")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a run of the executable left behind.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    fn of(mut command: Command, stdin: &str) -> Self {
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// It ended with this code, and said one sentence in Chinese and one in English.
    pub fn failed_with(&self, code: i32, zh: &str, en: &str) {
        assert_eq!(self.code, code, "{self:?}");
        let told: Vec<&str> = self.stderr.lines().filter(|line| line.starts_with("makegood: ")).collect();
        assert_eq!(told.len(), 2, "{self:?}");
        assert!(told[0].contains(zh) && told[1].contains(en), "{self:?}");
    }

    /// It ended well.
    pub fn ok(&self) -> &Self {
        assert_eq!(self.code, 0, "{self:?}");
        self
    }
}

/// The executable, without the caller's own settings.
pub fn makegood() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_makegood"));
    for name in ["MAKEGOOD_DATA_DIR", "MAKEGOOD_DEMO_DIR", "MAKEGOOD_LISTEN", "RUST_LOG"] {
        command.env_remove(name);
    }
    command
}

/// Runs the executable.
pub fn run(arguments: &[&str]) -> Ran {
    run_with(arguments, "")
}

/// Runs the executable with a text on its standard input.
pub fn run_with(arguments: &[&str], stdin: &str) -> Ran {
    let mut command = makegood();
    command.args(arguments);
    Ran::of(command, stdin)
}

/// Runs a shell script that finds the executable in `$MAKEGOOD`, in a mount namespace of its own.
pub fn run_with_mounts(script: &str, folder: &Path) -> Ran {
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-c", script]);
    command.env("MAKEGOOD", env!("CARGO_BIN_EXE_makegood")).env("FOLDER", folder);
    Ran::of(command, "")
}

/// A file of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// The text of a path.
pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// An empty store in a data folder.
pub fn empty_store(folder: &Path) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let settings = store::Settings::file(folder.join("makegood.db"));
        let now = "2026-04-01T00:00:00Z".parse().unwrap();
        store::Store::open(settings, now).await.unwrap().close().await;
    });
}
