//! Start and memory of `serve` on a data folder: the time to the first page, and resident memory after reading pages.
//! The goals are 1 s and 150 MB.

use super::http::Client;
use super::timing::{milliseconds, now};
use super::{Folder, report, sentence};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

/// How long the server may take to say that it listens.
const START_MAX: Duration = Duration::from_secs(30);
const PAGES: usize = 400;

pub async fn run(data: Option<&Path>) -> Result<(), String> {
    let made = Folder::new("serve")?;
    let program = std::env::current_exe().map_err(sentence)?;
    let folder = if let Some(folder) = data {
        folder.to_path_buf()
    } else {
        let folder = made.0.join("data");
        let status = Command::new(&program)
            .args(["demo", "--no-serve", "--data"])
            .arg(&folder)
            .stdout(Stdio::null())
            .status()
            .await
            .map_err(sentence)?;
        if !status.success() {
            return Err(format!("the demo data could not be made: {status}"));
        }
        folder
    };
    let start = now();
    let mut child = Command::new(&program)
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(&folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(sentence)?;
    let output = child.stdout.take().ok_or("the server has no output")?;
    let mut lines = BufReader::new(output).lines();
    let host = tokio::time::timeout(START_MAX, async {
        while let Some(line) = lines.next_line().await.map_err(sentence)? {
            if let Some((_, host)) = line.split_once("http://") {
                return Ok(host.trim().trim_end_matches('/').to_owned());
            }
        }
        Err("the server ended before it listened".to_owned())
    })
    .await
    .map_err(|_| "the server did not start in time".to_owned())??;
    let mut client = Client::connect(&host).await?;
    let answer = client.send("GET", "/sign-in", "", "").await?;
    let first = start.elapsed();
    if answer.status != 200 {
        return Err(format!("the first page answered {}", answer.status));
    }
    for _ in 0..PAGES {
        client.send("GET", "/sign-in", "", "").await?;
    }
    let memory = resident_megabytes(child.id())?;
    child.kill().await.map_err(sentence)?;
    let tenths = first.as_millis() / 100;
    report(
        "start to first page",
        &milliseconds(first),
        &format!("{}.{} of the goal of 1 s", tenths / 10, tenths % 10),
    );
    report(
        "resident memory of serve",
        &format!("{memory} MB"),
        &format!("{}% of the goal of 150 MB", memory * 100 / 150),
    );
    Ok(())
}

/// Resident memory of a process, where the system tells it.
fn resident_megabytes(process: Option<u32>) -> Result<u64, String> {
    let id = process.ok_or("the server has ended")?;
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).map_err(sentence)?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).ok_or("no memory figure")?;
    let kilobytes: u64 =
        line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).ok_or("no memory figure")?;
    Ok(kilobytes / 1024)
}
