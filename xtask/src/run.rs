//! Running another program and saying so first.

use std::env;
use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

/// Nothing, or one sentence about what went wrong.
pub type Outcome<T = ()> = Result<T, String>;

/// The repository's root: this crate lies directly in it.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Where Cargo puts what it builds.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |folder| root().join(folder))
}

/// One program to run.
#[derive(Debug)]
pub struct Step {
    program: OsString,
    arguments: Vec<OsString>,
    folder: PathBuf,
    variables: Vec<(&'static str, OsString)>,
}

impl Step {
    /// A program, run in the repository's root.
    pub fn new(program: impl Into<OsString>) -> Self {
        Self { program: program.into(), arguments: Vec::new(), folder: root(), variables: Vec::new() }
    }

    /// The Cargo that runs this chore.
    pub fn cargo<const N: usize>(arguments: [&str; N]) -> Self {
        Self::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into())).arguments(arguments)
    }

    /// With these arguments, after those it has.
    pub fn arguments<A: AsRef<std::ffi::OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.arguments.extend(arguments.into_iter().map(|one| one.as_ref().to_owned()));
        self
    }

    /// In this folder.
    pub fn within(mut self, folder: &Path) -> Self {
        folder.clone_into(&mut self.folder);
        self
    }

    /// With this variable in its environment.
    pub fn variable(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        self.variables.push((name, value.into()));
        self
    }

    /// As a person would type it.
    fn shown(&self) -> String {
        let program = Path::new(&self.program).file_name().unwrap_or(&self.program).to_string_lossy();
        let arguments = self.arguments.iter().map(|one| one.to_string_lossy());
        std::iter::once(program).chain(arguments).collect::<Vec<_>>().join(" ")
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).current_dir(&self.folder).envs(self.variables.iter().cloned());
        command
    }

    fn cannot_start(&self, error: &std::io::Error) -> String {
        format!("cannot start `{}`: {error}", self.shown())
    }

    /// Runs it; a failure names the command.
    pub fn run(self) -> Outcome {
        println!("\n$ {}", self.shown());
        let status = self.command().status().map_err(|error| self.cannot_start(&error))?;
        if status.success() { Ok(()) } else { Err(format!("`{}` failed: {status}", self.shown())) }
    }

    /// Runs it without a word and tells whether it succeeded.
    pub fn succeeds(&self) -> bool {
        let quiet = self.command().stdout(Stdio::null()).stderr(Stdio::null()).status();
        quiet.is_ok_and(|status| status.success())
    }

    /// Its standard output, when it succeeds.
    pub fn output(&self) -> Outcome<String> {
        let output =
            self.command().stderr(Stdio::inherit()).output().map_err(|error| self.cannot_start(&error))?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        } else {
            Err(format!("`{}` failed: {}", self.shown(), output.status))
        }
    }

    /// Runs it, shows every line as it comes, and hands each to `read`; tells whether it succeeded.
    pub fn read_lines(self, mut read: impl FnMut(&str)) -> Outcome<bool> {
        println!("\n$ {}", self.shown());
        let mut child = self
            .command()
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| self.cannot_start(&error))?;
        let (sender, lines) = std::sync::mpsc::channel();
        let readers: Vec<_> = [
            child.stdout.take().map(|pipe| Box::new(pipe) as Box<dyn std::io::Read + Send>),
            child.stderr.take().map(|pipe| Box::new(pipe) as Box<dyn std::io::Read + Send>),
        ]
        .into_iter()
        .flatten()
        .map(|pipe| {
            let sender = sender.clone();
            thread::spawn(move || {
                for line in BufReader::new(pipe).lines().map_while(Result::ok) {
                    if sender.send(line).is_err() {
                        break;
                    }
                }
            })
        })
        .collect();
        drop(sender);
        for line in lines {
            println!("{line}");
            read(&line);
        }
        for reader in readers {
            reader.join().map_err(|_| format!("the output of `{}` was not read to its end", self.shown()))?;
        }
        Ok(child.wait().map_err(|error| self.cannot_start(&error))?.success())
    }
}
