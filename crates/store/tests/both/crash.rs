//! A process killed while it writes loses nothing it has answered.

use crate::home::{Home, TENANT, at};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use store::{Place, Settings, Store, StoreError, args, setting};
use tokio::task::JoinSet;

const FILE: &str = "MAKEGOOD_CRASH_FILE";
const WRITERS: u32 = 8;
const ROWS_AT_MOST: u32 = 20_000;

/// The test starts itself as a second process, which writes until it is killed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_answered_survives_a_kill() {
    if let Some(file) = std::env::var_os(FILE) {
        return write_until_killed(PathBuf::from(file)).await;
    }
    let home = Home::sqlite();
    home.open().await.close().await;
    let Place::File(file) = &home.settings.place else { unreachable!() };
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::what_was_answered_survives_a_kill", "--nocapture"])
        .env(FILE, file)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut answered = Vec::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        if let Some((_, name)) = line.unwrap().split_once("answered ") {
            answered.push(name.to_owned());
        }
        if answered.len() == 400 {
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    assert!(answered.len() >= 400, "the child ended by itself after {} rows", answered.len());

    let store = home.open().await;
    assert_eq!(store.integrity().await, Ok(vec![]));
    for name in answered {
        let lost = name.clone();
        let found = store.read(async move |tx| setting::find(tx, TENANT, &name).await).await.unwrap();
        assert!(found.is_some(), "{lost} was answered and is gone");
    }
    let (drawn, used) = store
        .read(async |tx| {
            let drawn = "SELECT next FROM counter WHERE tenant_id = $1 AND series = 'row'";
            let used = "SELECT COUNT(*) FROM setting WHERE tenant_id = $1";
            let drawn = tx.one(drawn, args![TENANT], |row| row.int(0)).await?;
            let used = tx.one(used, args![TENANT], |row| row.int(0)).await?;
            Ok::<_, StoreError>((drawn, used))
        })
        .await
        .unwrap();
    assert_eq!(drawn - 1, used, "a number was drawn without its row");
}

async fn write_until_killed(file: PathBuf) {
    let store = Store::open(Settings::file(file), at(0)).await.unwrap();
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        let store = store.clone();
        writers.spawn(async move {
            for row in 0..ROWS_AT_MOST {
                let name = format!("{writer}-{row}");
                let written = name.clone();
                store
                    .write(async move |tx| {
                        store::counter::draw(tx, TENANT, "row").await?;
                        setting::change(tx, TENANT, &written, "x", 0, at(0)).await
                    })
                    .await
                    .unwrap_or_else(|error: StoreError| panic!("{error}"));
                println!("answered {name}");
            }
        });
    }
    while writers.join_next().await.is_some() {}
}
