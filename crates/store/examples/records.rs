//! Measures a store beside what the disk itself can do, in one run.
//!
//! `cargo run --release -p callboard-store --example records [FOLDER [RECORDS]]`
//!
//! Prints durable writes per second with 1 and 64 writers, the disk's own
//! group-commit rate (append and fdatasync of the same records), point gets,
//! pages, scans, the time to open, and resident memory.

use std::collections::hash_map::RandomState;
use std::fs::{self, OpenOptions};
use std::hash::{BuildHasher, Hasher};
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use callboard_store::{Cause, CommitMode, ScanRange, Space, Store, StoreError, StoreOptions};

const STAGE: Space = Space::new("stage");
const RECORD_BYTES: usize = 420;
const WRITERS: usize = 64;
const ROUNDS: usize = 5;
const PERIOD: Duration = Duration::from_secs(1);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().unwrap_or_else(|| "target/store-bench".to_owned()));
    let records: u64 = arguments.next().map_or(Ok(1_000_000), |it| it.parse())?;
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;

    println!(
        "records of {RECORD_BYTES} bytes under random keys; disk and store in turn, {ROUNDS} rounds of {PERIOD:?}"
    );
    let one_shot = one_shot(&folder.join("one-shot"))?;
    println!("open, one durable write, close:        {:>10.2} ms", one_shot.as_secs_f64() * 1e3);
    let log = folder.join("log");
    let store = Store::open(&StoreOptions::folder(folder.join("store")))?;
    beside_disk("1 writer, small store", &store, &log, 1, Random::key)?;
    beside_disk("64 writers, small store", &store, &log, WRITERS, Random::key)?;
    beside_disk("64 writers, keys in order", &store, &log, WRITERS, Random::key_in_order)?;
    load(&store, records)?;
    beside_disk("64 writers, full store", &store, &log, WRITERS, Random::key)?;
    beside_disk("64 writers, full store, keys in order", &store, &log, WRITERS, Random::key_in_order)?;
    println!("resident memory after the writes:      {:>10}", resident());
    drop(store);

    let begun = Instant::now();
    let store = Store::open(&StoreOptions::folder(folder.join("store")))?;
    let first = store.read(|it| it.list(STAGE, ScanRange::default().limit(1)))?;
    println!("open and read, {records} records:    {:>10.2} ms", begun.elapsed().as_secs_f64() * 1e3);
    assert_eq!(first.len(), 1);
    reads(&store)?;
    println!("resident memory (peak of the run):     {:>10}", resident());
    println!("folder:                                {:>10} MiB", folder_bytes(&folder.join("store"))? >> 20);
    drop(store);
    fs::remove_dir_all(&folder)?;
    Ok(())
}

fn one_shot(folder: &Path) -> Result<Duration, StoreError> {
    let options = StoreOptions::folder(folder).with_commit_mode(CommitMode::Inline);
    drop(Store::open(&options)?);
    let mut random = Random::new();
    let begun = Instant::now();
    const TIMES: u32 = 50;
    for _ in 0..TIMES {
        let store = Store::open(&options)?;
        store.write(&cause(), |tx| tx.put(STAGE, &random.key(), &random.value()))?;
    }
    Ok(begun.elapsed() / TIMES)
}

/// Appends records of many threads to one file, with one fdatasync for all that wait.
fn disk_rate(path: &Path, writers: usize) -> std::io::Result<f64> {
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    let (sender, receiver) = mpsc::channel::<(Vec<u8>, mpsc::SyncSender<()>)>();
    let stop = Arc::new(AtomicBool::new(false));
    let written = Arc::new(AtomicU64::new(0));
    let threads: Vec<_> = (0..writers)
        .map(|_| {
            let (sender, stop, written) = (sender.clone(), Arc::clone(&stop), Arc::clone(&written));
            thread::spawn(move || {
                let mut random = Random::new();
                let (acknowledge, acknowledged) = mpsc::sync_channel(1);
                while !stop.load(Ordering::Relaxed) {
                    if sender.send((random.value(), acknowledge.clone())).is_err() || acknowledged.recv().is_err() {
                        return;
                    }
                    written.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    drop(sender);
    let begun = Instant::now();
    while let Ok(first) = receiver.recv() {
        let batch: Vec<_> = std::iter::once(first).chain(receiver.try_iter()).collect();
        file.write_all(&batch.iter().flat_map(|(record, _)| record.iter().copied()).collect::<Vec<u8>>())?;
        file.sync_data()?;
        for (_, acknowledge) in &batch {
            let _ = acknowledge.send(());
        }
        stop.fetch_or(begun.elapsed() > PERIOD, Ordering::Relaxed);
    }
    let rate = written.load(Ordering::Relaxed) as f64 / begun.elapsed().as_secs_f64();
    threads.into_iter().for_each(|thread| drop(thread.join()));
    Ok(rate)
}

type MakeKey = fn(&mut Random) -> Vec<u8>;

/// Measures the store and the disk in turn, so that both see the same neighbours.
fn beside_disk(
    label: &str,
    store: &Store,
    log: &Path,
    writers: usize,
    key: MakeKey,
) -> Result<(), Box<dyn std::error::Error>> {
    let (mut disk, mut waits) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        disk.push(disk_rate(log, writers)?);
        waits.push(write_waits(store, writers, key)?);
    }
    let disk = disk.iter().sum::<f64>() / ROUNDS as f64;
    let mut waits = waits.concat();
    waits.sort();
    let rate = waits.len() as f64 / PERIOD.as_secs_f64() / ROUNDS as f64;
    let wait = |part: f64| waits[((waits.len() - 1) as f64 * part) as usize].as_secs_f64() * 1e3;
    println!(
        "{:<38} {rate:>10.0} /s = {:.0} % of the disk's {disk:.0}; waits p50 {:.1} ms, p99 {:.1} ms, max {:.1} ms",
        format!("{label}:"),
        rate / disk * 100.0,
        wait(0.5),
        wait(0.99),
        wait(1.0)
    );
    Ok(())
}

/// How long each write of these writers took, over one period.
fn write_waits(store: &Store, writers: usize, key: MakeKey) -> Result<Vec<Duration>, Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let begun = Instant::now();
    let waits = runtime.block_on(async {
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..writers {
            let store = store.clone();
            tasks.spawn(async move {
                let mut random = Random::new();
                let mut waits = Vec::new();
                while begun.elapsed() < PERIOD {
                    let (key, value) = (key(&mut random), random.value());
                    let before = Instant::now();
                    store.write_async(cause(), move |tx| tx.put(STAGE, &key, &value)).await?;
                    waits.push(before.elapsed());
                }
                Ok::<_, StoreError>(waits)
            });
        }
        tasks.join_all().await.into_iter().collect::<Result<Vec<_>, _>>()
    })?;
    Ok(waits.concat())
}

fn load(store: &Store, records: u64) -> Result<(), StoreError> {
    let mut random = Random::new();
    let begun = Instant::now();
    for batch in 0..records.div_ceil(10_000) {
        store.write(&cause(), |tx| {
            (batch * 10_000..records.min((batch + 1) * 10_000))
                .try_for_each(|_| tx.put(STAGE, &random.key(), &random.value()))
        })?;
    }
    let rate = records as f64 / begun.elapsed().as_secs_f64();
    println!("bulk load, commits of 10,000:          {rate:>10.0} /s");
    Ok(())
}

fn reads(store: &Store) -> Result<(), StoreError> {
    let begun = Instant::now();
    let mut keys = Vec::new();
    let (mut rows, mut bytes) = (0, 0);
    store.read(|it| {
        it.scan(STAGE, ScanRange::default(), |key, value| {
            bytes += value.len();
            if rows % 97 == 0 {
                keys.push(key.to_vec());
            }
            rows += 1;
            ControlFlow::Continue(())
        })
    })?;
    assert_eq!(bytes, rows * RECORD_BYTES);
    println!("scan:                                  {:>10.0} rows/s", rows as f64 / begun.elapsed().as_secs_f64());
    let mut random = Random::new();
    let mut pick = || &keys[random.next() as usize % keys.len()];
    const TIMES: u32 = 50_000;
    let begun = Instant::now();
    for _ in 0..TIMES {
        assert!(store.get(STAGE, pick())?.is_some());
    }
    println!(
        "get, random:                           {:>10.2} us",
        begun.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES)
    );
    let hot: Vec<_> = (0..100).map(|_| pick().clone()).collect();
    let begun = Instant::now();
    for time in 0..TIMES as usize {
        assert!(store.get(STAGE, &hot[time % hot.len()])?.is_some());
    }
    println!(
        "get, among 100:                        {:>10.2} us",
        begun.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES)
    );
    let begun = Instant::now();
    for _ in 0..TIMES / 50 {
        store.read(|it| it.list(STAGE, ScanRange::default().after(Some(pick())).limit(100)))?;
    }
    println!(
        "page of 100, random:                   {:>10.1} us",
        begun.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES / 50)
    );
    let begun = Instant::now();
    for _ in 0..TIMES / 50 {
        store.read(|it| it.list(STAGE, ScanRange::default().limit(100)))?;
    }
    println!(
        "page of 100, the first:                {:>10.1} us",
        begun.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES / 50)
    );
    Ok(())
}

fn cause() -> Cause {
    Cause::new("arn:aws:iam::123456789012:user/alice", "ivs-realtime:CreateStage")
}

fn resident() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let of = |name| status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("unknown").trim().to_owned();
    format!("{} ({})", of("VmRSS:"), of("VmHWM:"))
}

fn folder_bytes(folder: &Path) -> std::io::Result<u64> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.metadata()?.len())).sum()
}

/// A small generator (xorshift), because speed is all that matters here.
struct Random(u64);

impl Random {
    fn new() -> Self {
        Self(RandomState::new().build_hasher().finish() | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn key(&mut self) -> Vec<u8> {
        format!("123456789012/us-east-1/{:016x}", self.next()).into_bytes()
    }

    /// A key that sorts by the time it was made, but for its last half.
    fn key_in_order(&mut self) -> Vec<u8> {
        let time = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros() as u64);
        format!("123456789012/us-east-1/{time:016x}{:08x}", self.next() as u32).into_bytes()
    }

    fn value(&mut self) -> Vec<u8> {
        std::iter::repeat_with(|| self.next().to_le_bytes()).flatten().take(RECORD_BYTES).collect()
    }
}
