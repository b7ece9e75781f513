//! What cannot work says so, and nothing is lost.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;

use callboard_store::{Access, ScanRange, Store, StoreError, StoreOptions};
use expect_test::{Expect, expect};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::{PLAIN, cause, child, open};

/// Opens a folder after `spoil` has been at it, and shows the error, its hint and its cause.
#[track_caller]
fn check(spoil: impl FnOnce(&Path), expect: Expect) {
    let folder = tempfile::tempdir().expect("a folder");
    spoil(folder.path());
    let result = Store::open(&StoreOptions::folder(folder.path().join("data")))
        .and_then(|store| store.read(|it| it.list(PLAIN, ScanRange::default())));
    expect.assert_eq(&describe(&result.expect_err("it is refused"), folder.path()));
}

fn describe(error: &StoreError, folder: &Path) -> String {
    let source = std::error::Error::source(error).map_or_else(|| "none".to_owned(), |it| it.to_string());
    let hint = error.hint().unwrap_or("none");
    format!("{error}\nhint: {hint}\ncause: {source}\n").replace(&folder.display().to_string(), "FOLDER")
}

fn make_data_folder(folder: &Path) -> Store {
    Store::open(&StoreOptions::folder(folder.join("data"))).expect("the store opens")
}

fn fill(store: &Store, records: u32) {
    let change = |tx: &mut callboard_store::Transaction<'_>| {
        (0..records).try_for_each(|number| tx.put(PLAIN, &number.to_be_bytes(), &[7; 420]))
    };
    store.write(&cause(), change).expect("a write");
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    check(
        |folder| {
            fs::create_dir(folder.join("data")).expect("a folder");
            fs::write(folder.join("data/callboard.db"), "this is my diary, not a database ".repeat(99))
                .expect("a file");
        },
        expect![[r#"
            `FOLDER/data/callboard.db` is not a database
            hint: choose another data folder, or move the file away to start with an empty one
            cause: none
        "#]],
    );
}

#[test]
fn a_database_of_another_program_is_refused() {
    check(
        |folder| {
            fs::create_dir(folder.join("data")).expect("a folder");
            let database = Connection::open(folder.join("data/callboard.db")).expect("a database");
            database.execute_batch("CREATE TABLE diary (entry TEXT)").expect("a table");
        },
        expect![[r#"
            `FOLDER/data/callboard.db` is a database of another program (application id 0x00000000)
            hint: choose another data folder, or move the file away to start with an empty one
            cause: none
        "#]],
    );
}

#[test]
fn a_newer_database_is_refused() {
    check(
        |folder| {
            drop(make_data_folder(folder));
            let database = Connection::open(folder.join("data/callboard.db")).expect("a database");
            database.pragma_update(None, "user_version", 99).expect("a version");
        },
        expect![[r#"
            `FOLDER/data/callboard.db` has schema version 99, but this callboard knows versions up to 2
            hint: use the newer callboard that wrote it, or choose another data folder
            cause: none
        "#]],
    );
}

#[test]
fn a_damaged_database_is_reported() {
    check(
        |folder| {
            let store = make_data_folder(folder);
            fill(&store, 300);
            drop(store);
            let path = folder.join("data/callboard.db");
            let mut bytes = fs::read(&path).expect("the file");
            let end = bytes.len();
            bytes[5 * 4096..end].fill(0xa5);
            fs::write(&path, bytes).expect("the file");
        },
        expect![[r#"
            `FOLDER/data/callboard.db` is damaged
            hint: keep a copy of the data folder, then restore a backup or run `sqlite3 callboard.db .recover`
            cause: database disk image is malformed
        "#]],
    );
}

#[test]
fn a_file_in_the_place_of_the_folder_is_reported() {
    check(
        |folder| fs::write(folder.join("data"), "").expect("a file"),
        expect![[r#"
            cannot open `FOLDER/data`
            hint: check that the data folder exists and belongs to you, or choose another one
            cause: File exists (os error 17)
        "#]],
    );
}

#[test]
fn the_folder_and_its_files_are_for_their_owner_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = make_data_folder(&folder.path().join("deep/er"));
    fill(&store, 1);
    let mode = |path: &str| fs::metadata(folder.path().join(path)).expect("it is there").mode() & 0o777;
    assert_eq!(["deep", "deep/er/data"].map(mode), [0o700; 2]);
    let files = ["callboard.db", "callboard.db-wal", "callboard.db-shm", "callboard.lock"];
    assert_eq!(files.map(|file| mode(&format!("deep/er/data/{file}"))), [0o600; 4]);
}

#[test]
fn a_full_disk_refuses_the_change_and_loses_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    fill(&open(&folder), 500);
    let mut options = StoreOptions::folder(folder.path());
    options.max_database_bytes = Some(600 * 1024);
    let store = Store::open(&options).expect("the store opens");
    let mut kept = 500u32;
    let put = |number: u32| {
        move |tx: &mut callboard_store::Transaction<'_>| {
            // Swallowing the error does not save half of the change.
            let _ = tx.put(PLAIN, &number.to_be_bytes(), &[8; 420]);
            Ok::<(), StoreError>(())
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let error = loop {
        match store.write(&cause(), put(kept)) {
            Ok(()) => kept += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(error, StoreError::Full { .. }), "{error}");
    assert!(kept > 520, "only {kept}");
    let error = runtime.block_on(store.write_async(cause(), put(kept))).expect_err("it is still full");
    assert!(matches!(error, StoreError::Full { .. }), "{error}");
    assert_eq!(store.read(|it| it.count(PLAIN, b"")).expect("a count"), u64::from(kept));
    assert_eq!(store.read(|it| it.last_sequence()).expect("a number"), i64::from(kept));
    // With room again, the same folder goes on.
    drop(store);
    open(&folder).write(&cause(), put(kept)).expect("there is room");
}

#[test]
fn a_store_opened_for_reading_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut options = StoreOptions::folder(folder.path());
    options.access = Access::ReadOnly;
    let missing = Store::open(&options).expect_err("there is nothing to read");
    assert!(matches!(missing, StoreError::CannotOpen { .. }), "{missing}");
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
    let writer = open(&folder);
    fill(&writer, 3);
    let store = Store::open(&options).expect("the store opens");
    assert!(store.is_read_only());
    fill(&writer, 4);
    assert_eq!(store.read(|it| it.count(PLAIN, b"")).expect("a count"), 4);
    let error = store.write(&cause(), |tx| tx.put(PLAIN, b"k", b"v")).expect_err("it is read-only");
    assert!(matches!(error, StoreError::ReadOnly { .. }), "{error}");
}

#[test]
fn a_folder_that_cannot_be_written_can_be_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(&folder);
    fill(&store, 5);
    // While another process has it open, and after that one has closed it.
    for store in [Some(store), None] {
        protect(&folder, true);
        if !play_unprivileged(folder.path()) {
            return;
        }
        protect(&folder, false);
        drop(store);
    }
}

/// Takes the right to write away from everyone but the superuser.
fn protect(folder: &TempDir, protected: bool) {
    for entry in fs::read_dir(folder.path()).expect("a folder") {
        let mode = if protected { 0o444 } else { 0o600 };
        fs::set_permissions(entry.expect("an entry").path(), Permissions::from_mode(mode)).expect("our own file");
    }
    let mode = if protected { 0o555 } else { 0o700 };
    fs::set_permissions(folder.path(), Permissions::from_mode(mode)).expect("our own folder");
}

/// Runs the part below as a user without privileges; false where that is impossible.
fn play_unprivileged(folder: &Path) -> bool {
    const NOBODY: u32 = 65_534;
    let mut command = child("unprivileged", folder);
    if fs::metadata("/proc/self").is_ok_and(|it| it.uid() == 0) {
        command.uid(NOBODY).gid(NOBODY).current_dir("/");
    }
    match command.spawn() {
        Ok(child) => {
            let output = child.wait_with_output().expect("it ends");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
            true
        }
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            println!("skipped: this program cannot be started by another user");
            false
        }
        Err(error) => panic!("{error}"),
    }
}

pub fn use_as_unprivileged(folder: &Path) {
    let store = Store::open(&StoreOptions::folder(folder)).expect("it opens for reading");
    assert!(store.is_read_only());
    assert_eq!(store.read(|it| it.count(PLAIN, b"")).expect("a count"), 5);
    let error = store.write(&cause(), |tx| tx.put(PLAIN, b"k", b"v")).expect_err("it cannot be written");
    assert!(matches!(error, StoreError::ReadOnly { .. }), "{error}");
    let error = Store::open(&StoreOptions::folder(folder.join("new"))).expect_err("no folder can be made");
    assert!(matches!(error, StoreError::CannotOpen { .. } | StoreError::ReadOnly { .. }), "{error}");
}
