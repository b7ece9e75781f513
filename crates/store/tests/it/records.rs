//! What records, scans and events do, on a store in memory and one in a folder.

use std::fmt::Write;

use callboard_store::{
    Cause, EventRange, MAX_KEY_BYTES, MAX_VALUE_BYTES, ScanRange, Space, Store, StoreError, StoreOptions, Transaction,
};
use expect_test::{Expect, expect};

use crate::{OTHER, PLAIN, SECRET};

/// Runs a script, a command a line, on both kinds of store; one `write` is one transaction.
#[track_caller]
fn check(script: &str, expect: Expect) {
    let folder = tempfile::tempdir().expect("a folder");
    let in_folder = run(script, &Store::open(&StoreOptions::folder(folder.path())).expect("the store opens"));
    let in_memory = run(script, &Store::open(&StoreOptions::memory()).expect("the store opens"));
    assert_eq!(in_folder, in_memory);
    expect.assert_eq(&in_folder);
}

fn run(script: &str, store: &Store) -> String {
    let mut out = String::new();
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (command, rest) = line.split_once(' ').unwrap_or((line, ""));
        let answer = match command {
            "write" => write(store, rest),
            "list" => list(store, rest),
            "events" => events(store),
            "count" => store.read(|it| it.count(PLAIN, rest.as_bytes())).map(|count| count.to_string()),
            other => panic!("no command `{other}`"),
        };
        let answer = answer.unwrap_or_else(|error| format!("error: {error}"));
        writeln!(out, "{command}: {}", answer.trim_end()).expect("a string takes everything");
    }
    out
}

/// `put SPACE KEY VALUE; delete SPACE KEY; get SPACE KEY; fail; panic`, and `attempt` before changes with commas between.
fn write(store: &Store, changes: &str) -> Result<String, StoreError> {
    store.write(&Cause::new("alice", "Test"), |tx| {
        let mut out = String::new();
        for change in changes.split(';') {
            match change.trim().strip_prefix("attempt ") {
                Some(changes) => {
                    let all = |tx: &mut Transaction<'_>| changes.split(',').try_for_each(|it| apply(tx, it, &mut out));
                    if let Err(error) = tx.attempt(all) {
                        write!(out, "undone: {error} ").expect("a string takes everything");
                    }
                }
                None => apply(tx, change, &mut out)?,
            }
        }
        Ok(out)
    })
}

fn apply(tx: &mut Transaction<'_>, change: &str, out: &mut String) -> Result<(), StoreError> {
    match change.split_whitespace().collect::<Vec<_>>()[..] {
        ["put", at, key, value] => tx.put(space(at), key.as_bytes(), value.as_bytes())?,
        ["delete", at, key] => {
            let deleted = tx.delete(space(at), key.as_bytes())?;
            write!(out, "deleted={deleted} ").expect("a string takes everything");
        }
        ["get", at, key] => {
            let value = tx.get(space(at), key.as_bytes())?;
            write!(out, "{key}={} ", text(value.as_deref())).expect("a string takes everything");
        }
        ["fail"] => return Err(StoreError::Panicked { message: "not really, only an error".to_owned() }),
        ["panic"] => panic!("on purpose"),
        ["long-key"] => tx.put(PLAIN, &[b'k'; MAX_KEY_BYTES + 1], b"")?,
        ["long-value"] => tx.put(PLAIN, b"k", &vec![0; MAX_VALUE_BYTES + 1])?,
        ref other => panic!("no change {other:?}"),
    }
    Ok(())
}

/// `[reverse] [prefix=P] [after=K] [limit=N]`
fn list(store: &Store, options: &str) -> Result<String, StoreError> {
    let mut range = ScanRange::default();
    for option in options.split_whitespace() {
        match option.split_once('=') {
            Some(("prefix", prefix)) => range.prefix = prefix.as_bytes(),
            Some(("after", key)) => range.after = Some(key.as_bytes()),
            Some(("limit", limit)) => range.limit = limit.parse().ok(),
            _ => range.reverse = true,
        }
    }
    let records = store.read(|it| it.list(PLAIN, range))?;
    Ok(records.iter().map(|(key, value)| format!("{}={} ", text(Some(key)), text(Some(value)))).collect())
}

fn events(store: &Store) -> Result<String, StoreError> {
    let events = store.events(EventRange::after(0, 100))?;
    Ok(events
        .iter()
        .map(|it| {
            let (before, after) = (text(it.before.as_deref()), text(it.after.as_deref()));
            let key = text(Some(&it.key));
            format!("\n  {} {} {} {}/{key}: {before} -> {after}", it.sequence, it.who, it.what, it.space)
        })
        .collect())
}

fn space(name: &str) -> Space {
    *[PLAIN, OTHER, SECRET].iter().find(|it| it.name() == name).expect("a space of these tests")
}

fn text(bytes: Option<&[u8]>) -> String {
    bytes.map_or_else(|| "-".to_owned(), |bytes| String::from_utf8_lossy(bytes).into_owned())
}

#[test]
fn an_attempt_that_fails_is_undone_by_itself() {
    check(
        "
        write put plain a 1; attempt put plain a 2, put plain b 2, fail; get plain a; get plain b; put plain c 3
        list plain
        write attempt put plain d 4, delete plain a; get plain a
        # A space that was first used in it is new again.
        write attempt put other x 1, fail; put other y 2; attempt get other x, get other y
        list other
        write attempt put plain e 5, fail; fail
        list plain
        events
        ",
        expect![[r#"
            write: undone: a write panicked: not really, only an error a=1 b=-
            list: c=3 a=1
            write: deleted=true a=-
            write: undone: a write panicked: not really, only an error x=- y=2
            list: d=4 c=3
            write: error: a write panicked: not really, only an error
            list: d=4 c=3
            events: 
              1 alice Test plain/a: - -> 1
              2 alice Test plain/c: - -> 3
              3 alice Test plain/d: - -> 4
              4 alice Test plain/a: 1 -> -
              5 alice Test other/y: - -> 2
        "#]],
    );
}

#[test]
fn a_transaction_sees_its_own_changes() {
    check(
        "write get plain a; put plain a 1; get plain a; delete plain a; get plain a; put plain a 2
         write get plain a; delete plain b; delete other a",
        expect![[r#"
            write: a=- a=1 deleted=true a=-
            write: a=2 deleted=false deleted=false
        "#]],
    );
}

#[test]
fn scans_are_ordered_and_bounded() {
    check(
        "write put plain b/1 1; put plain a 0; put plain b/2 2; put plain c 4; put plain b 5; put other b/9 9
         list
         list prefix=b
         list prefix=b/ reverse
         list prefix=b/ after=b/1
         list prefix=b/ after=a
         list prefix=b/ after=c
         list after=b/2 reverse limit=2
         list prefix=b/ after=c reverse
         list limit=0
         count b/
         count",
        expect![[r#"
            write: 
            list: a=0 b=5 b/1=1 b/2=2 c=4
            list: b=5 b/1=1 b/2=2
            list: b/2=2 b/1=1
            list: b/2=2
            list: b/1=1 b/2=2
            list: 
            list: b/1=1 b=5
            list: b/2=2 b/1=1
            list: 
            count: 2
            count: 5
        "#]],
    );
}

#[test]
fn each_change_leaves_an_event_but_secrets_leave_none() {
    check(
        "write put plain a 1; put secret s hush
         write put plain a 2; put other a 3
         write delete plain a; delete secret s; get secret s
         write put plain a 4
         events",
        expect![[r#"
            write: 
            write: 
            write: deleted=true deleted=true s=-
            write: 
            events: 
              1 alice Test plain/a: - -> 1
              2 alice Test plain/a: 1 -> 2
              3 alice Test other/a: - -> 3
              4 alice Test plain/a: 2 -> -
              5 alice Test plain/a: - -> 4
        "#]],
    );
}

#[test]
fn a_closure_that_fails_or_panics_changes_nothing() {
    check(
        "write put plain a 1; put other new 1; fail
         write put plain a 2; put other new 2; panic
         events
         write put plain a 3; get other new
         events",
        expect![[r#"
            write: error: a write panicked: not really, only an error
            write: error: a write panicked: on purpose
            events: 
            write: new=-
            events: 
              1 alice Test plain/a: - -> 3
        "#]],
    );
}

#[test]
fn keys_and_values_have_a_longest_length() {
    check(
        "write long-key
         write long-value
         list",
        expect![[r#"
            write: error: space `plain`: a key of 2049 bytes is longer than 2048
            write: error: space `plain`: a value of 1048577 bytes is longer than 1048576
            list: 
        "#]],
    );
}

#[test]
fn the_longest_key_and_value_are_kept() {
    let store = Store::open(&StoreOptions::memory()).expect("the store opens");
    let (key, value) = ([0xff; MAX_KEY_BYTES], vec![7; MAX_VALUE_BYTES]);
    store.write(&crate::cause(), |tx| tx.put(PLAIN, &key, &value)).expect("it fits");
    let found = store.read(|it| it.list(PLAIN, ScanRange::prefix(&[0xff; 9]))).expect("a scan");
    assert!(found == [(key.to_vec(), value)]);
}

#[test]
fn events_are_filtered_and_paged() {
    let store = Store::open(&StoreOptions::memory()).expect("the store opens");
    for key in ["a/1", "a/2", "b/1", "a/3"] {
        store.write(&crate::cause(), |tx| tx.put(OTHER, key.as_bytes(), b"x")).expect("a write");
        store.write(&crate::cause(), |tx| tx.put(PLAIN, key.as_bytes(), b"x")).expect("a write");
    }
    let page = |after_sequence, limit| {
        let range = EventRange { after_sequence, limit, space: Some(PLAIN), key_prefix: b"a/" };
        store.events(range).expect("events").iter().map(|it| it.sequence).collect::<Vec<_>>()
    };
    assert_eq!(page(0, 2), [2, 4]);
    assert_eq!(page(4, 2), [8]);
    assert_eq!(store.read(|it| it.last_sequence()).expect("a number"), 8);
}

#[test]
fn meta_values_are_kept_beside_the_records() {
    let store = Store::open(&StoreOptions::memory()).expect("the store opens");
    assert_eq!(store.read(|it| it.meta_get("answer")).expect("a read"), None);
    let set = store.write(&crate::cause(), |tx| {
        tx.meta_put("answer", b"42")?;
        tx.meta_get("answer")
    });
    assert_eq!(set.expect("a write"), Some(b"42".to_vec()));
    assert_eq!(store.read(|it| it.meta_get("answer")).expect("a read"), Some(b"42".to_vec()));
    assert_eq!(store.read(|it| it.last_sequence()).expect("a number"), 0);
}

#[test]
fn a_snapshot_does_not_change_and_does_not_wait() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = crate::open(&folder);
    let put = |value: &'static [u8]| store.write(&crate::cause(), |tx| tx.put(PLAIN, b"k", value)).expect("a write");
    put(b"1");
    let seen = store.read(|it| {
        let before = it.get(PLAIN, b"k")?;
        put(b"2");
        Ok::<_, StoreError>((before, it.get(PLAIN, b"k")?, store.get(PLAIN, b"k")?))
    });
    let value = |it: &[u8]| Some(it.to_vec());
    assert_eq!(seen.expect("a read"), (value(b"1"), value(b"1"), value(b"2")));
}

#[test]
fn many_tasks_share_commits_and_none_harms_another() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = crate::open(&folder);
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let outcomes = runtime.block_on(async {
        let mut tasks = tokio::task::JoinSet::new();
        for number in 0..60u8 {
            let store = store.clone();
            tasks.spawn(async move {
                let change = move |tx: &mut callboard_store::Transaction<'_>| {
                    tx.put(PLAIN, &[number], b"x")?;
                    match number % 3 {
                        0 => Ok(number),
                        1 => Err(StoreError::KeyTooLong { space: "plain", length: 0, limit: 0 }),
                        _ => panic!("on purpose"),
                    }
                };
                (number, store.write_async(crate::cause(), change).await)
            });
        }
        tasks.join_all().await
    });
    for (number, outcome) in outcomes {
        match number % 3 {
            0 => assert_eq!(outcome.expect("it is kept"), number),
            1 => assert!(matches!(outcome, Err(StoreError::KeyTooLong { .. }))),
            _ => assert!(matches!(outcome, Err(StoreError::Panicked { .. }))),
        }
        assert_eq!(store.get(PLAIN, &[number]).expect("a read").is_some(), number % 3 == 0);
    }
    assert_eq!(store.events(EventRange::after(0, 100)).expect("events").len(), 20);
}

#[test]
fn the_log_stays_short_while_writers_never_pause() {
    const MIB: u64 = 1024 * 1024;
    let folder = tempfile::tempdir().expect("a folder");
    let store = crate::open(&folder);
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    // Each write makes two copies of 100 kB, a record and an event: 100 MB in all.
    runtime.block_on(async {
        let mut tasks = tokio::task::JoinSet::new();
        for task in 0..16u8 {
            let store = store.clone();
            tasks.spawn(async move {
                for number in 0..32u8 {
                    let change = move |tx: &mut callboard_store::Transaction<'_>| {
                        tx.put(PLAIN, &[task, number], &[number; 100_000])
                    };
                    store
                        .write_async(crate::cause(), change)
                        .await
                        .unwrap_or_else(|error: StoreError| panic!("{error}"));
                }
            });
        }
        tasks.join_all().await;
    });
    let log = |folder: &tempfile::TempDir| std::fs::metadata(folder.path().join("callboard.db-wal")).map(|it| it.len());
    let longest = log(&folder).expect("a log");
    assert!(longest < 72 * MIB, "the log grew to {} MiB", longest / MIB);
    assert_eq!(store.read(|it| it.count(PLAIN, b"")).expect("a count"), 512);
    drop(store);
    log(&folder).expect_err("the last connection has moved all of it");
}

#[test]
fn one_shot_processes_leave_a_short_log_and_no_long_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = StoreOptions::folder(folder.path()).with_commit_mode(callboard_store::CommitMode::Inline);
    let mut longest = 0;
    for number in 0..100u32 {
        let store = Store::open(&options).expect("the store opens");
        store.write(&crate::cause(), |tx| tx.put(PLAIN, &number.to_be_bytes(), &[7; 3_000])).expect("a write");
        assert_eq!(store.read(|it| it.count(PLAIN, b"")).expect("a count"), u64::from(number) + 1);
        drop(store);
        longest = longest.max(std::fs::metadata(folder.path().join("callboard.db-wal")).map_or(0, |it| it.len()));
    }
    assert!((1..512 * 1024).contains(&longest), "{longest}");
}
