//! `EXPLAIN ANALYZE`: runs the statement and counts its calls.

use std::sync::Arc;
use std::time::Instant;

use callboard_plane::layers::{Figures, Meter};
use datafusion::arrow::array::{ArrayRef, Float64Array, Int64Array, StringArray};
use futures::TryStreamExt as _;

use super::{Row, rows, table};
use crate::{Answer, Parsed, Session, SqlError};

/// One line of what was measured.
struct Line {
    call: String,
    region: Option<String>,
    figures: Figures,
    detail: Option<String>,
}

/// Runs the statement, changes too, and gives what its calls took.
pub(super) async fn run(session: &Session, parsed: &Parsed, verbose: bool) -> Result<Answer, SqlError> {
    let before: Vec<Row> = if verbose {
        let context = session.context_of_statement();
        rows(session, &context, parsed, true).await?
    } else {
        Vec::new()
    };
    let meter = Meter::new();
    let start = Instant::now();
    let observed = session.observe(Arc::clone(&meter) as _);
    let answer = Box::pin(session.run_statement(parsed)).await;
    let tag = match answer {
        Ok(answer) => summary(answer).await,
        Err(error) => Err(error),
    };
    drop(observed);
    let elapsed = start.elapsed();
    let done = tag?;
    let mut lines: Vec<Line> = Vec::new();
    for (call, region, figures) in meter.by_call() {
        lines.push(Line { call: call.to_string(), region: Some(region.to_string()), figures, detail: None });
    }
    let total = Figures { time: elapsed, ..meter.total() };
    lines.push(Line { call: "total".to_owned(), region: None, figures: total, detail: Some(done) });
    for row in before.into_iter().filter(|it| it.call.ends_with("plan")) {
        lines.push(Line { call: row.call, region: None, figures: Figures::default(), detail: Some(row.detail) });
    }
    measured(&lines)
}

/// The answer without rows.
pub(super) fn empty() -> Result<Answer, SqlError> {
    measured(&[])
}

/// Takes all of an answer, and says what it was.
async fn summary(answer: Answer) -> Result<String, SqlError> {
    let (tag, mut stream) = match answer {
        Answer::Done(tag) => return Ok(tag),
        Answer::DoneWithRows(tag, stream) => (Some(tag), stream),
        Answer::Rows(stream) => (None, stream),
    };
    let mut count = 0;
    while let Some(batch) = stream.try_next().await.map_err(SqlError::from)? {
        count += batch.num_rows();
    }
    let rows = super::scans::counted(count, "row");
    Ok(tag.map_or_else(|| rows.clone(), |tag| format!("{tag}, {rows}")))
}

fn measured(lines: &[Line]) -> Result<Answer, SqlError> {
    let is_call = |it: &Line| !it.call.ends_with("plan");
    let numbers = |of: fn(&Figures) -> u64| -> ArrayRef {
        let numbers = lines.iter().map(|it| is_call(it).then(|| i64::try_from(of(&it.figures)).unwrap_or(i64::MAX)));
        Arc::new(numbers.collect::<Int64Array>())
    };
    let millis = |of: fn(&Figures) -> std::time::Duration, total: bool| -> ArrayRef {
        let millis = lines.iter().map(|it| {
            (is_call(it) && (total || it.region.is_some())).then(|| (of(&it.figures).as_secs_f64() * 1e6).round() / 1e3)
        });
        Arc::new(millis.collect::<Float64Array>())
    };
    let texts =
        |of: fn(&Line) -> Option<String>| -> ArrayRef { Arc::new(lines.iter().map(of).collect::<StringArray>()) };
    table(vec![
        ("call", texts(|it| Some(it.call.clone()))),
        ("region", texts(|it| it.region.clone())),
        ("calls", numbers(|it| it.calls)),
        ("failures", numbers(|it| it.failures)),
        ("retries", numbers(|it| it.retries)),
        ("bytes", numbers(|it| it.bytes)),
        ("time_ms", millis(|it| it.time, true)),
        ("longest_ms", millis(|it| it.longest, false)),
        ("detail", texts(|it| it.detail.clone())),
    ])
}
