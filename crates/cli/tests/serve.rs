//! `makegood serve`, from outside: it says where it listens, answers, keeps its secret to itself, and ends when told to.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]

mod common;

use common::{makegood, run, text};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A running server, killed when it is dropped before it ended.
struct Serving {
    child: Child,
    address: String,
}

impl Serving {
    fn start(folder: &Path) -> Self {
        let mut child = makegood()
            .args(["serve", "--data", text(folder), "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on http://").unwrap().to_owned();
        Self { child, address }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn end(mut self, signal: &str) -> Option<i32> {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn it_serves_until_it_is_told_to_stop_and_leaves_clean_data() {
    let folder = tempfile::tempdir().unwrap();
    for signal in ["-TERM", "-INT"] {
        let serving = Serving::start(folder.path());
        assert!(serving.get("/health").starts_with("HTTP/1.1 200"), "{signal}");
        run(&["user", "list", "--data", text(folder.path())]).failed_with(
            4,
            "另一个 makegood",
            "Another makegood",
        );
        assert_eq!(serving.end(signal), Some(0), "{signal}");
        let ran = run(&["check", "--data", text(folder.path())]);
        assert!(ran.ok().stdout.contains("found no problem"), "{ran:?}");
    }
}

#[cfg(unix)]
#[test]
fn the_secret_is_drawn_once_and_only_the_owner_reads_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    Serving::start(folder.path()).end("-TERM");
    let first = std::fs::read(&secret).unwrap();
    assert_eq!((first.len(), secret.metadata().unwrap().permissions().mode() & 0o777), (32, 0o600));
    Serving::start(folder.path()).end("-TERM");
    assert_eq!(std::fs::read(&secret).unwrap(), first);
}
