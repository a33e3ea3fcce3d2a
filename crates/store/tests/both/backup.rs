//! Backups, health, and places that cannot be written.

use crate::both_engines;
use crate::home::{Home, TENANT, at};
use store::{Place, Settings, Store, StoreError, setting};

both_engines! {
    async fn a_healthy_store_has_nothing_to_report(home: Home) {
        let store = home.open().await;
        assert_eq!(store.integrity().await, Ok(vec![]));
    }
}

#[tokio::test]
async fn a_backup_is_a_store() {
    let home = Home::sqlite();
    let store = home.open().await;
    store.write(async |tx| setting::change(tx, TENANT, "kept", "x", 0, at(0)).await).await.unwrap();
    let copy = home.folder().unwrap().join("copy.db");
    let backup = store.backup(&copy).await.unwrap();
    assert_eq!(backup.bytes, std::fs::metadata(&copy).unwrap().len());
    assert_eq!(backup.checksum.len(), 64);
    assert!(!home.folder().unwrap().join("copy.db.part").exists());

    let again = store.backup(&copy).await;
    assert!(matches!(again, Err(StoreError::Unavailable { .. })), "nothing is overwritten: {again:?}");

    let restored = Store::open(Settings::file(&copy), at(0)).await.unwrap();
    let kept = restored.read(async |tx| setting::find(tx, TENANT, "kept").await).await.unwrap();
    assert_eq!(kept.map(|it| it.value).as_deref(), Some("x"));
}

#[tokio::test]
async fn a_backup_into_a_missing_folder_leaves_nothing() {
    let home = Home::sqlite();
    let store = home.open().await;
    let copy = home.folder().unwrap().join("no/such/folder/copy.db");
    assert!(store.backup(&copy).await.is_err());
    assert!(!copy.exists());
}

#[tokio::test]
async fn a_server_is_backed_up_with_its_own_tools() {
    let Some(home) = Home::postgres().await else {
        return;
    };
    let store = home.open().await;
    let copy = std::env::temp_dir().join("makegood-never-written.db");
    assert!(matches!(store.backup(&copy).await, Err(StoreError::Unavailable { .. })));
    assert!(!copy.exists());
}

#[tokio::test]
async fn damage_is_found() {
    let home = Home::sqlite();
    let store = home.open().await;
    store
        .write(async |tx| setting::change(tx, TENANT, "kept", &"x".repeat(9000), 0, at(0)).await)
        .await
        .unwrap();
    store.close().await;
    let Place::File(file) = &home.settings.place else { unreachable!() };
    let mut bytes = std::fs::read(file).unwrap();
    let page = 4096;
    let last = bytes.len() - page;
    // Every page but the first three, so that the schema can still be read and a table cannot.
    for byte in &mut bytes[3 * page..last] {
        *byte = 0xaa;
    }
    std::fs::write(file, bytes).unwrap();
    let found = match home.try_open().await {
        Ok(store) => store.integrity().await,
        Err(error) => Err(error),
    };
    let noticed = match &found {
        Ok(sentences) => !sentences.is_empty(),
        Err(error) => matches!(error, StoreError::Corrupt { .. }),
    };
    assert!(noticed, "{found:?}");
}

/// `/sys` refuses new folders even to root.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_folder_that_cannot_be_written_is_named_so() {
    let opened = Store::open(Settings::file("/sys/makegood/makegood.db"), at(0)).await;
    assert_eq!(opened.err(), Some(StoreError::ReadOnly));
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused() {
    let home = Home::sqlite();
    let Place::File(file) = &home.settings.place else { unreachable!() };
    std::fs::write(file, "This is a letter, not a database. ".repeat(200)).unwrap();
    assert!(matches!(home.try_open().await.err(), Some(StoreError::Corrupt { .. })));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named_so() {
    for address in ["host=/no/such/folder user=nobody dbname=none", "not an address"] {
        let opened = Store::open(Settings::server(address), at(0)).await;
        assert!(matches!(opened.err(), Some(StoreError::Unavailable { .. })), "{address}");
    }
}
