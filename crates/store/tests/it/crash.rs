//! A writer is killed at many points, and nothing that it acknowledged is lost.
//!
//! A child process writes numbered records through both doors, blocking and
//! group commit, and says so after each write has returned. Its parent kills
//! it, opens the folder again and compares. Each write changes several records
//! together, so that half of a transaction would show.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use callboard_store::{EventRange, ScanRange, Space, Store, StoreError, StoreOptions, Transaction};

use crate::{OTHER, PLAIN, SECRET, cause, child};

const KILLS: u64 = 40;
const TASKS: u64 = 4;
/// Names the seed of a run to be repeated.
const SEED: &str = "CALLBOARD_STORE_TEST_SEED";

#[test]
fn nothing_acknowledged_is_lost_when_a_writer_is_killed() {
    let seed = match std::env::var(SEED) {
        Ok(seed) => seed.parse().expect("the seed is a number"),
        Err(_) => SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |since| since.as_nanos() as u64),
    };
    println!("to repeat this run: {SEED}={seed}");
    let folder = tempfile::tempdir().expect("a folder");
    let mut random = Random(seed | 1);
    let mut checker = Checker::default();
    for round in 0..KILLS {
        let acknowledged = run_and_kill(folder.path(), round, &mut random);
        checker.check(folder.path(), &acknowledged);
    }
    assert!(checker.acknowledged > KILLS, "the children wrote too little to prove anything");
    println!("{KILLS} kills, {} acknowledged writes, {} events", checker.acknowledged, checker.last_sequence);
    let database = rusqlite::Connection::open(folder.path().join("callboard.db")).expect("the database opens");
    let verdict: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("a verdict");
    assert_eq!(verdict, "ok");
}

/// Starts a writer, kills it after a random number of answers and a random moment, and returns its answers.
fn run_and_kill(folder: &Path, round: u64, random: &mut Random) -> Vec<(u64, u64)> {
    let mut writer = child(&format!("crash {round}"), folder).spawn().expect("the child starts");
    let mut lines = BufReader::new(writer.stdout.take().expect("it has an output")).lines();
    // Heavy rounds write enough for checkpoints to run when the end comes.
    let enough = if is_heavy(round * 100) { 60 + random.below(60) } else { random.below(60) };
    let mut acknowledged = Vec::new();
    while acknowledged.len() as u64 <= enough {
        let line = lines.next().expect("it writes until it is killed").expect("its answers can be read");
        acknowledged.extend(parse(&line));
    }
    // Not waiting for anything: the moments between two answers are to be hit too.
    thread::sleep(Duration::from_micros(random.below(3_000)));
    writer.kill().expect("it can be killed");
    writer.wait().expect("it ends");
    acknowledged.extend(lines.map_while(Result::ok).filter_map(|line| parse(&line)));
    acknowledged
}

fn parse(line: &str) -> Option<(u64, u64)> {
    let (writer, number) = line.strip_prefix("ack ")?.split_once(' ')?;
    Some((writer.parse().ok()?, number.parse().ok()?))
}

/// The part of the child: one thread writes through the blocking door, some tasks through the other.
pub fn write_until_killed(folder: &Path, round: &str) {
    let round: u64 = round.parse().expect("a round");
    let store = Store::open(&StoreOptions::folder(folder)).expect("the store opens");
    let blocking = store.clone();
    thread::spawn(move || {
        for number in 0.. {
            let writer = round * 100;
            blocking.write(&cause(), |tx| change(tx, writer, number)).expect("a write");
            acknowledge(writer, number);
        }
    });
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        let mut tasks = tokio::task::JoinSet::new();
        for task in 1..=TASKS {
            let store = store.clone();
            tasks.spawn(async move {
                for number in 0.. {
                    let writer = round * 100 + task;
                    store.write_async(cause(), move |tx| change(tx, writer, number)).await.expect("a write");
                    acknowledge(writer, number);
                }
            });
        }
        tasks.join_all().await;
    });
}

fn acknowledge(writer: u64, number: u64) {
    // One call, so that a line is whole or absent; the first newline ends what the test harness printed.
    let line = format!("\nack {writer} {number}\n");
    std::io::stdout().lock().write_all(line.as_bytes()).expect("the parent reads");
}

/// Several records in three spaces; some values are longer than a page, some records are replaced and removed.
fn change(tx: &mut Transaction<'_>, writer: u64, number: u64) -> Result<(), StoreError> {
    tx.put(PLAIN, &key(writer, number), &value(writer, number))?;
    tx.put(OTHER, &key(writer, number), &value(writer, number))?;
    tx.put(PLAIN, &latest(writer), &number.to_be_bytes())?;
    tx.put(SECRET, &latest(writer), &number.to_be_bytes())?;
    if number > 0 {
        tx.delete(OTHER, &key(writer, number - 1))?;
    }
    Ok(())
}

fn key(writer: u64, number: u64) -> Vec<u8> {
    format!("record/{writer}/{number:06}").into_bytes()
}

fn latest(writer: u64) -> Vec<u8> {
    format!("latest/{writer}").into_bytes()
}

fn value(writer: u64, number: u64) -> Vec<u8> {
    let length = if is_heavy(writer) { 60_000 } else { [20, 420, 1_200, 6_000][(writer + number) as usize % 4] };
    let bytes = (writer * 1_000_003 + number).to_be_bytes();
    bytes.repeat(length / bytes.len())
}

/// One round in twenty is heavy; a writer's number tells its round.
fn is_heavy(writer: u64) -> bool {
    writer / 100 % 20 == 19
}

#[derive(Default)]
struct Checker {
    acknowledged: u64,
    last_sequence: i64,
    /// The records as the events tell them.
    told: BTreeMap<(String, Vec<u8>), Vec<u8>>,
}

impl Checker {
    fn check(&mut self, folder: &Path, acknowledged: &[(u64, u64)]) {
        let store = Store::open(&StoreOptions::folder(folder)).expect("the store opens again");
        self.acknowledged += acknowledged.len() as u64;
        for event in store.events(EventRange::after(self.last_sequence, usize::MAX)).expect("events") {
            self.last_sequence = event.sequence;
            let place = (event.space, event.key);
            assert_eq!(self.told.get(&place), event.before.as_ref(), "an event of {place:?}");
            match event.after {
                Some(after) => self.told.insert(place, after),
                None => self.told.remove(&place),
            };
        }
        let mut found = BTreeMap::new();
        for space in [PLAIN, OTHER] {
            let records = list(&store, space, b"");
            found.extend(records.into_iter().map(|(key, value)| ((space.name().to_owned(), key), value)));
        }
        assert!(found == self.told, "records and events differ");
        for &(writer, number) in acknowledged {
            let stored = store.get(PLAIN, &key(writer, number)).expect("a read");
            assert!(
                stored == Some(value(writer, number)),
                "write {number} of writer {writer} was acknowledged and is lost"
            );
        }
        for (key, number) in list(&store, PLAIN, b"latest/") {
            let writer: u64 = String::from_utf8_lossy(&key[7..]).parse().expect("a writer");
            self.check_writer(&store, writer, u64::from_be_bytes(number.try_into().expect("a number")));
        }
    }

    /// The latest number of a writer agrees with everything else that was written with it.
    fn check_writer(&self, store: &Store, writer: u64, number: u64) {
        let of_writer = format!("record/{writer}/").into_bytes();
        assert_eq!(store.get(SECRET, &latest(writer)).expect("a read"), Some(number.to_be_bytes().to_vec()));
        assert_eq!(store.read(|it| it.count(PLAIN, &of_writer)).expect("a count"), number + 1);
        let expected = vec![(key(writer, number), value(writer, number))];
        assert!(list(store, OTHER, &of_writer) == expected, "writer {writer} did half of {number}");
    }
}

fn list(store: &Store, space: Space, prefix: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    store.read(|it| it.list(space, ScanRange::prefix(prefix))).expect("a scan")
}

/// A small generator (xorshift), so that a run can be repeated from its seed.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}
