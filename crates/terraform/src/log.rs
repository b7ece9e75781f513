//! Log lines as hosts of plugins read them: one JSON object a line on stderr, which they sort into their own log.
//!
//! ```text
//! {"@level":"info","@message":"calls go to …","@module":"callboard","@timestamp":"2026-01-02T03:04:05.000006Z"}
//! ```

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use callboard_model::document::Instant;
use serde_json::{Map, Value, json};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// What all our targets begin with.
const OURS: &str = "callboard";

/// Writes one line.
pub type WriteLine = Box<dyn Fn(&str) + Send + Sync>;

/// Turns events into lines. Spans are not told: what an event is about stands in it.
pub struct HostLog {
    most: LevelFilter,
    write: WriteLine,
}

impl HostLog {
    /// A log of events up to a level.
    pub fn new(most: LevelFilter, write: WriteLine) -> Self {
        Self { most, write }
    }
}

/// The level that `TF_LOG_PROVIDER`, else `TF_LOG` asks for; errors and warnings where neither does.
pub fn level(provider: Option<&str>, general: Option<&str>) -> LevelFilter {
    let Some(text) = [provider, general].into_iter().flatten().find(|it| !it.is_empty()) else {
        return LevelFilter::WARN;
    };
    match &*text.to_ascii_uppercase() {
        "DEBUG" => LevelFilter::DEBUG,
        "INFO" => LevelFilter::INFO,
        "WARN" => LevelFilter::WARN,
        "ERROR" => LevelFilter::ERROR,
        "OFF" => LevelFilter::OFF,
        // `JSON` asks for everything, and so does what no host understands.
        _ => LevelFilter::TRACE,
    }
}

/// Sends panics to the log, with their place; what comes of them is told where they happen.
pub fn panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let reason = panic.payload_as_str().unwrap_or("no reason");
        tracing::error!(target: OURS, place, reason, "a panic");
    }));
}

impl Subscriber for HostLog {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        // What the libraries beneath do is of interest to nobody, but for what they complain of.
        *metadata.level() <= self.most && (metadata.target().starts_with(OURS) || *metadata.level() <= Level::WARN)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.most)
    }

    fn new_span(&self, _span: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _span: &Id, _values: &Record<'_>) {}

    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(Map::new());
        line.0.insert("@level".to_owned(), json!(event.metadata().level().as_str().to_ascii_lowercase()));
        line.0.insert("@message".to_owned(), json!(""));
        line.0.insert("@module".to_owned(), json!(event.metadata().target().replace("::", ".")));
        line.0.insert("@timestamp".to_owned(), json!(timestamp(SystemTime::now())));
        event.record(&mut line);
        (self.write)(&Value::Object(line.0).to_string());
    }

    fn enter(&self, _span: &Id) {}

    fn exit(&self, _span: &Id) {}
}

struct Line(Map<String, Value>);

impl Line {
    fn put(&mut self, field: &Field, value: Value) {
        let name = if field.name() == "message" { "@message" } else { field.name() };
        self.0.insert(name.to_owned(), value);
    }
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put(field, json!(format!("{value:?}")));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, json!(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, json!(value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, json!(value));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, json!(value));
    }
}

fn timestamp(now: SystemTime) -> String {
    let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let instant = Instant::from_epoch_millis(i64::try_from(since.as_millis()).unwrap_or_default());
    let (year, month, day, hour, minute, second) = instant.civil();
    let micros = since.subsec_micros();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z")
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    use super::*;
    use expect_test::expect;

    #[test]
    fn events_become_lines_of_json() {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let kept = lines.clone();
        let write: WriteLine = Box::new(move |line| {
            let mut line: Value = serde_json::from_str(line).expect("JSON");
            line["@timestamp"] = json!(line["@timestamp"].as_str().map(str::len));
            kept.lock().expect("a lock").push(line.to_string());
        });
        tracing::subscriber::with_default(HostLog::new(level(None, Some("info")), write), || {
            tracing::info!(target: "callboard::serve", calls = 3_u64, to = %"the plane", "calls go");
            tracing::debug!(target: "callboard", "not asked for");
            tracing::info!(target: "h2", "of no interest");
            tracing::warn!(target: "h2", reason = ?Some(1), "a complaint");
        });
        expect![[r#"
            {"@level":"info","@message":"calls go","@module":"callboard.serve","@timestamp":27,"calls":3,"to":"the plane"}
            {"@level":"warn","@message":"a complaint","@module":"h2","@timestamp":27,"reason":"Some(1)"}"#]].assert_eq(&lines.lock().expect("a lock").join("\n"));
    }

    #[test]
    fn a_level_of_the_provider_goes_before_the_general_one() {
        assert_eq!(level(None, None), LevelFilter::WARN);
        assert_eq!(level(Some("debug"), Some("ERROR")), LevelFilter::DEBUG);
        assert_eq!(level(Some(""), Some("ERROR")), LevelFilter::ERROR);
        assert_eq!(level(None, Some("JSON")), LevelFilter::TRACE);
    }

    #[test]
    fn a_timestamp_has_microseconds() {
        let at = UNIX_EPOCH + Duration::from_micros(1_700_000_000_000_007);
        expect!["2023-11-14T22:13:20.000007Z"].assert_eq(&timestamp(at));
    }
}
