//! What the surroundings do not allow: each one clear sentence and its own exit code.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]

mod common;

use common::{empty_store, run, run_with, run_with_mounts, text};
use std::fs::File;
use std::net::TcpListener;

#[test]
fn a_taken_port() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = tempfile::tempdir().unwrap();
    let ran = run(&["serve", "--data", text(folder.path()), "--listen", &address]);
    ran.failed_with(4, &format!("{address} 已被占用"), &format!("{address} is taken"));
}

#[test]
fn a_folder_in_use() {
    let folder = tempfile::tempdir().unwrap();
    let lock = File::create(folder.path().join("makegood.lock")).unwrap();
    lock.lock().unwrap();
    let ran = run(&["serve", "--data", text(folder.path()), "--listen", "127.0.0.1:0"]);
    ran.failed_with(4, "另一个 makegood 进程", "Another makegood process");
}

#[test]
fn a_database_of_a_newer_version() {
    let folder = tempfile::tempdir().unwrap();
    empty_store(folder.path());
    let database = rusqlite::Connection::open(folder.path().join("makegood.db")).unwrap();
    let step = "INSERT INTO schema_step (step, name, checksum, applied_at) VALUES (9999, 'later', 'x', 0)";
    database.execute(step, []).unwrap();
    drop(database);
    run(&["user", "list", "--data", text(folder.path())]).failed_with(4, "更新的版本", "newer version");
}

#[test]
fn a_read_only_folder() {
    // The mode of a folder does not hold back root, so the whole file system is read-only here.
    let folder = tempfile::tempdir().unwrap();
    let script = "mount -t tmpfs tmpfs \"$FOLDER\" && mount -o remount,ro \"$FOLDER\" &&
        exec \"$MAKEGOOD\" serve --data \"$FOLDER/data\" --listen 127.0.0.1:0";
    run_with_mounts(script, folder.path()).failed_with(
        4,
        "数据文件夹不可写",
        "data folder cannot be written",
    );
}

#[test]
fn a_full_disk() {
    let folder = tempfile::tempdir().unwrap();
    let script = "mount -t tmpfs -o size=300k tmpfs \"$FOLDER\" &&
        exec \"$MAKEGOOD\" serve --data \"$FOLDER/data\" --listen 127.0.0.1:0";
    run_with_mounts(script, folder.path()).failed_with(4, "磁盘已满", "disk is full");
}

#[test]
fn a_folder_without_data() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(&["check", "--data", text(folder.path())]);
    ran.failed_with(2, "没有 makegood 的数据", "holds no makegood data");
}

#[test]
fn a_backup_never_overwrites_and_is_a_whole_database() {
    let folder = tempfile::tempdir().unwrap();
    empty_store(folder.path());
    let copy = folder.path().join("copy.sqlite");
    let backup = ["backup", text(&copy), "--data", text(folder.path())];
    run(&backup).ok();
    let verdict: String = rusqlite::Connection::open(&copy)
        .unwrap()
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(verdict, "ok");
    run(&backup).failed_with(2, "已存在", "exists already");
}

#[test]
fn people_are_added_listed_and_disabled() {
    let folder = tempfile::tempdir().unwrap();
    empty_store(folder.path());
    let data = ["--data", text(folder.path())];
    let with = |arguments: &[&str], stdin: &str| run_with(&[arguments, data.as_slice()].concat(), stdin);
    with(&["user", "add", "wang", "--name", "王五", "--role", "agent"], "一个相当长的密码\n").ok();
    let drawn = with(&["user", "add", "li", "--name", "李六", "--role", "auditor"], "");
    assert!(drawn.ok().stdout.contains("password of li: "), "{drawn:?}");
    with(&["user", "password", "li"], "另一个相当长的密码\n").ok();
    with(&["user", "password", "li"], "短\n").failed_with(2, "密码只有 1 个字符", "has 1 characters");
    with(&["user", "disable", "wang"], "").ok();
    let list = with(&["user", "list"], "");
    assert!(list.ok().stdout.contains("auditor  li  李六"), "{list:?}");
    assert!(list.stdout.contains("wang  王五  客服专员  （已停用 disabled）"), "{list:?}");
    with(&["user", "disable", "nobody"], "").failed_with(1, "找不到", "No such person");
    let lost = with(&["user", "add", "a", "--name", "b", "--role", "provider_clerk", "--provider", "P9"], "");
    lost.failed_with(2, "没有编码为 P9", "no provider with the code P9");
    assert_eq!(with(&["user", "add", "a", "--name", "b", "--role", "boss"], "").code, 2);
}
