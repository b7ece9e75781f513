//! Several processes use one folder at once.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Child;
use std::time::{Duration, Instant};

use callboard_store::{CommitMode, EventRange, Store, StoreError, StoreOptions, Transaction};

use crate::{PLAIN, cause, child, open};

const COUNTER: &[u8] = b"counter";

#[test]
fn processes_that_write_at_once_lose_no_change() {
    const TIMES: u64 = 40;
    let folder = tempfile::tempdir().expect("a folder");
    // The folder is empty: all of them make the database, too.
    let children = ["group", "inline", "group", "inline"]
        .map(|mode| child(&format!("count {mode} {TIMES}"), folder.path()).spawn().expect("the child starts"));
    for child in children {
        assert!(child.wait_with_output().expect("it ends").status.success());
    }
    let store = open(&folder);
    let total = TIMES * 4;
    assert_eq!(store.get(PLAIN, COUNTER).expect("a read"), Some(total.to_be_bytes().to_vec()));
    let events = store.events(EventRange::after(0, usize::MAX)).expect("events");
    let told: Vec<_> = events.into_iter().map(|it| it.after.expect("nothing is removed")).collect();
    assert_eq!(told, (1..=total).map(|number| number.to_be_bytes().to_vec()).collect::<Vec<_>>());
}

#[test]
fn a_busy_process_does_not_starve_another() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut busy = child(&format!("count group {}", u64::MAX), folder.path()).spawn().expect("the child starts");
    wait_for_line(&mut busy, "counting");
    let store = open(&folder);
    let begun = Instant::now();
    for _ in 0..20 {
        store.write(&cause(), count).expect("a turn comes");
    }
    assert!(begun.elapsed() < Duration::from_secs(8), "20 turns took {:?}", begun.elapsed());
    busy.kill().expect("it can be killed");
    busy.wait().expect("it ends");
}

#[test]
fn a_process_that_holds_the_database_is_waited_for_and_then_reported() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut options = StoreOptions::folder(folder.path());
    options.busy_timeout = Duration::from_millis(60);
    let store = Store::open(&options).expect("the store opens");
    store.write(&cause(), count).expect("a write");
    let mut holder = child("hold", folder.path()).spawn().expect("the child starts");
    wait_for_line(&mut holder, "holding");
    let refused = store.write(&cause(), count).expect_err("it is held");
    assert!(matches!(refused, StoreError::Busy { .. }), "{refused}");
    assert!(refused.is_retryable());
    // Readers do not wait.
    assert_eq!(store.get(PLAIN, COUNTER).expect("a read"), Some(1u64.to_be_bytes().to_vec()));
    holder.kill().expect("it can be killed");
    holder.wait().expect("it ends");
    store.write(&cause(), count).expect("the lock of a dead process is gone");
}

fn count(tx: &mut Transaction<'_>) -> Result<(), StoreError> {
    let number = tx.get(PLAIN, COUNTER)?.map_or(0, |it| u64::from_be_bytes(it.try_into().expect("a number")));
    tx.put(PLAIN, COUNTER, &(number + 1).to_be_bytes())
}

/// The part of a child: `MODE TIMES`.
pub fn count_up(folder: &Path, argument: &str) {
    let (mode, times) = argument.split_once(' ').expect("a mode and a number");
    let times: u64 = times.parse().expect("a number");
    let mode = if mode == "group" { CommitMode::Group } else { CommitMode::Inline };
    let store = Store::open(&StoreOptions::folder(folder).with_commit_mode(mode)).expect("the store opens");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    println!("\ncounting");
    runtime.block_on(async {
        let mut tasks = tokio::task::JoinSet::new();
        for task in 0..4 {
            let store = store.clone();
            tasks.spawn(async move {
                for _ in 0..times / 4 {
                    store.write_async(cause(), count).await.unwrap_or_else(|error| panic!("task {task}: {error}"));
                }
            });
        }
        tasks.join_all().await;
    });
}

/// The part of a child: takes the database and keeps it.
pub fn hold(folder: &Path) {
    let database = rusqlite::Connection::open(folder.join("callboard.db")).expect("the database opens");
    database.execute_batch("BEGIN IMMEDIATE").expect("nobody else writes");
    println!("\nholding");
    loop {
        std::thread::park();
    }
}

fn wait_for_line(child: &mut Child, expected: &str) {
    let output = BufReader::new(child.stdout.take().expect("it has an output"));
    assert!(output.lines().map_while(Result::ok).any(|line| line == expected), "it never said `{expected}`");
}
