//! Measures the output formats: a listing of 10,000 rows with 8 members each, over 100 pages.
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
    measure("table, page by page", |sink| {
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
    })
}
