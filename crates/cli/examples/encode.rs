//! Measures the output formats: listings of 10,000 rows with 8 members each, or with nested maps, over 100 pages.
//!
//! ```text
//! cargo run --release -p callboard-cli --example encode
//! ```

use std::io::{self, Write};
use std::time::{Duration, Instant};

use callboard_cli::encode::{self, Format, Style, TimestampStyle, json, table};
use callboard_model::document::{Document, Map, Timestamp};

const PAGES: usize = 100;
const ROWS_A_PAGE: usize = 100;
const ROUNDS: usize = 20;

/// Counts bytes and keeps none.
#[derive(Default)]
struct Sink(usize);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn page(number: usize) -> Vec<Document> {
    (0..ROWS_A_PAGE)
        .map(|at| {
            let row = number * ROWS_A_PAGE + at;
            Map::new()
                .with("Arn", format!("arn:aws:ivs:us-east-1:123456789012:stage/{row:012}"))
                .with("Name", format!("stage-{row}"))
                .with("ActiveSessionId", format!("st-{row:09x}"))
                .with("State", "ACTIVE")
                .with("Viewers", row as i64)
                .with("Health", row as f64 / 8.0)
                .with("Recorded", row.is_multiple_of(2))
                .with("CreatedAt", Timestamp::Text("2024-05-06T07:08:09Z".into()))
                .into()
        })
        .collect()
}

/// Rows that each have nested maps, three of them with something in them.
fn nested_page(number: usize) -> Vec<Document> {
    (0..ROWS_A_PAGE)
        .map(|at| {
            let row = number * ROWS_A_PAGE + at;
            Map::new()
                .with("AutoDeploy", false)
                .with("CreatedDate", Timestamp::Text("2026-04-08T19:05:45Z".into()))
                .with("DefaultRouteSettings", Map::new().with("DetailedMetricsEnabled", false))
                .with("DeploymentId", format!("d{row:05}"))
                .with("Description", format!("the stage of team {}", row % 17))
                .with("LastUpdatedDate", Timestamp::Text("2026-04-08T19:05:45Z".into()))
                .with("RouteSettings", Map::new())
                .with("StageName", format!("stage-{row}"))
                .with("StageVariables", Map::new().with("table", format!("items-{row}")))
                .with("Tags", Map::new().with("team", "video"))
                .into()
        })
        .collect()
}

fn table_page_by_page(
    style: Style<'_>,
    page: impl Fn(usize) -> Vec<Document>,
    sink: &mut Sink,
) -> io::Result<Duration> {
    let mut spent = Duration::ZERO;
    let mut stream = table::Stream::new(style, sink);
    stream.begin(&["Stages"]);
    for number in 0..PAGES {
        let items = page(number);
        let start = Instant::now();
        stream.items(items);
        spent += start.elapsed();
    }
    let start = Instant::now();
    stream.finish(&Map::new())?;
    Ok(spent + start.elapsed())
}

/// Peak and present resident memory in KiB, where the system tells; the peak begins anew.
fn memory() -> Option<(u64, u64)> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let figure =
        |name: &str| status.lines().find_map(|it| it.strip_prefix(name)?.split_whitespace().next()?.parse().ok());
    let figures = (figure("VmHWM:")?, figure("VmRSS:")?);
    std::fs::write("/proc/self/clear_refs", "5").ok()?;
    Some(figures)
}

/// One run, and by how much it raised resident memory at most.
fn measure_memory(what: &str, run: impl FnOnce(&mut Sink) -> io::Result<Duration>) -> io::Result<()> {
    let before = memory();
    run(&mut Sink::default())?;
    if let (Some((_, before)), Some((peak, _))) = (before, memory()) {
        println!("{what:<22} {:>7.2} MiB", peak.saturating_sub(before) as f64 / 1024.0);
    }
    Ok(())
}

fn measure(what: &str, mut run: impl FnMut(&mut Sink) -> io::Result<Duration>) -> io::Result<()> {
    let mut best = Duration::MAX;
    let mut bytes = 0;
    for _ in 0..ROUNDS {
        let mut sink = Sink::default();
        best = best.min(run(&mut sink)?);
        bytes = sink.0;
    }
    let megabytes = bytes as f64 / 1e6;
    println!(
        "{what:<22} {:>7.2} ms  {megabytes:>5.2} MB  {:>6.0} MB/s",
        best.as_secs_f64() * 1e3,
        megabytes / best.as_secs_f64()
    );
    Ok(())
}

fn main() -> io::Result<()> {
    println!("{} rows, best of {ROUNDS}; pages are made outside the clock", PAGES * ROWS_A_PAGE);
    let style = Style { title: "ListStages", ..Style::default() };
    // First of all: memory that was freed can be used again and would not be seen.
    measure_memory("table, nested items", |sink| table_page_by_page(style, nested_page, sink))?;
    let merged: Vec<Document> = (0..PAGES).flat_map(page).collect();
    let merged = Document::from(Map::new().with("Stages", merged));
    for (name, format) in Format::NAMES {
        measure(name, |sink| {
            let start = Instant::now();
            encode::write(format, &merged, &style, sink)?;
            Ok(start.elapsed())
        })?;
    }
    drop(merged);
    measure("json, page by page", |sink| {
        let mut spent = Duration::ZERO;
        let mut stream = json::Stream::new(TimestampStyle::default(), sink);
        stream.begin(&["Stages"]);
        for number in 0..PAGES {
            let items = page(number);
            let start = Instant::now();
            stream.items(&items)?;
            spent += start.elapsed();
        }
        let start = Instant::now();
        stream.finish(&Map::new())?;
        Ok(spent + start.elapsed())
    })?;
    measure("table, page by page", |sink| table_page_by_page(style, page, sink))?;
    measure("table, nested items", |sink| table_page_by_page(style, nested_page, sink))
}
