//! What the server counts, and how Prometheus reads it.
//!
//! Counting costs a few atomic additions a request: each operation has one
//! [`Series`], found by the address of the operation in the model.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use callboard_model::service::Operation;

/// Upper bounds of the latency buckets in microseconds, with their text in seconds.
const BUCKETS: [(u64, &str); 17] = [
    (50, "0.00005"),
    (100, "0.0001"),
    (250, "0.00025"),
    (500, "0.0005"),
    (1_000, "0.001"),
    (2_500, "0.0025"),
    (5_000, "0.005"),
    (10_000, "0.01"),
    (25_000, "0.025"),
    (50_000, "0.05"),
    (100_000, "0.1"),
    (250_000, "0.25"),
    (500_000, "0.5"),
    (1_000_000, "1"),
    (2_500_000, "2.5"),
    (5_000_000, "5"),
    (10_000_000, "10"),
];

/// Statuses with a counter of their own; all others share the last one, `other`.
const STATUSES: [u16; 20] =
    [200, 201, 202, 204, 400, 401, 402, 403, 404, 405, 408, 409, 412, 413, 421, 429, 500, 501, 503, 504];

/// Counters of one server.
#[derive(Debug, Default)]
pub struct Metrics {
    operations: RwLock<HashMap<usize, Arc<Series>>>,
    /// Requests that reached no operation, and local routes.
    other: Series,
    /// Requests being answered.
    pub in_flight: AtomicI64,
    /// Open connections.
    pub connections: AtomicI64,
    /// Connections since the start.
    pub connections_total: AtomicU64,
    /// Connections that the server closed for being idle, slow or broken.
    pub connections_dropped: AtomicU64,
    /// Requests whose handler panicked.
    pub panics: AtomicU64,
    /// Bytes of bodies received.
    pub received_bytes: AtomicU64,
    /// Bytes of bodies sent.
    pub sent_bytes: AtomicU64,
}

/// Counts of one operation.
#[derive(Debug)]
struct Series {
    service: &'static str,
    operation: &'static str,
    statuses: [AtomicU64; STATUSES.len() + 1],
    buckets: [AtomicU64; BUCKETS.len() + 1],
    sum_micros: AtomicU64,
}

impl Default for Series {
    fn default() -> Self {
        Self::new("", "")
    }
}

impl Series {
    fn new(service: &'static str, operation: &'static str) -> Self {
        Self {
            service,
            operation,
            statuses: Default::default(),
            buckets: Default::default(),
            sum_micros: AtomicU64::new(0),
        }
    }

    fn count(&self, status: u16, micros: u64) {
        let status = STATUSES.iter().position(|it| *it == status).unwrap_or(STATUSES.len());
        let bucket = BUCKETS.iter().position(|(bound, _)| micros <= *bound).unwrap_or(BUCKETS.len());
        self.statuses[status].fetch_add(1, Ordering::Relaxed);
        self.buckets[bucket].fetch_add(1, Ordering::Relaxed);
        self.sum_micros.fetch_add(micros, Ordering::Relaxed);
    }
}

impl Metrics {
    /// Counts one answer.
    pub fn count(&self, operation: Option<&'static Operation>, status: u16, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let Some(operation) = operation else {
            return self.other.count(status, micros);
        };
        let place = std::ptr::from_ref(operation).addr();
        if let Some(series) = self.operations.read().unwrap_or_else(PoisonError::into_inner).get(&place) {
            return series.count(status, micros);
        }
        let mut operations = self.operations.write().unwrap_or_else(PoisonError::into_inner);
        let series =
            operations.entry(place).or_insert_with(|| Arc::new(Series::new(operation.service.name, operation.name)));
        series.count(status, micros);
    }

    /// The text that Prometheus scrapes (exposition format 0.0.4).
    pub fn render(&self) -> String {
        let mut series: Vec<Arc<Series>> =
            self.operations.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect();
        series.sort_by_key(|it| (it.service, it.operation));
        let all: Vec<&Series> = series.iter().map(Arc::as_ref).chain([&self.other]).collect();
        let mut text = String::with_capacity(4096);
        self.render_requests(&mut text, &all);
        render_latencies(&mut text, &all);
        for (name, kind, help, value) in self.plain_values() {
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}");
        }
        text
    }

    fn render_requests(&self, text: &mut String, all: &[&Series]) {
        text.push_str("# HELP callboard_requests_total Requests answered.\n# TYPE callboard_requests_total counter\n");
        for series in all {
            for (at, count) in series.statuses.iter().enumerate() {
                let count = count.load(Ordering::Relaxed);
                if count > 0 {
                    let status = STATUSES.get(at).map_or_else(|| "other".to_owned(), u16::to_string);
                    let (service, operation) = (series.service, series.operation);
                    let _ = writeln!(
                        text,
                        "callboard_requests_total{{service=\"{service}\",operation=\"{operation}\",status=\"{status}\"}} {count}"
                    );
                }
            }
        }
    }

    fn plain_values(&self) -> [(&'static str, &'static str, &'static str, i128); 7] {
        let count = |it: &AtomicU64| i128::from(it.load(Ordering::Relaxed));
        let level = |it: &AtomicI64| i128::from(it.load(Ordering::Relaxed));
        [
            ("callboard_requests_in_flight", "gauge", "Requests being answered.", level(&self.in_flight)),
            ("callboard_connections", "gauge", "Open connections.", level(&self.connections)),
            ("callboard_connections_total", "counter", "Connections accepted.", count(&self.connections_total)),
            (
                "callboard_connections_dropped_total",
                "counter",
                "Connections closed for being idle, slow or broken.",
                count(&self.connections_dropped),
            ),
            ("callboard_panics_total", "counter", "Requests whose handler panicked.", count(&self.panics)),
            ("callboard_received_bytes_total", "counter", "Bytes of request bodies.", count(&self.received_bytes)),
            ("callboard_sent_bytes_total", "counter", "Bytes of answer bodies.", count(&self.sent_bytes)),
        ]
    }
}

fn render_latencies(text: &mut String, all: &[&Series]) {
    const NAME: &str = "callboard_request_seconds";
    let _ = writeln!(text, "# HELP {NAME} Time from the head of a request to its answer.\n# TYPE {NAME} histogram");
    for series in all {
        let counts: Vec<u64> = series.buckets.iter().map(|it| it.load(Ordering::Relaxed)).collect();
        let total: u64 = counts.iter().sum();
        if total == 0 {
            continue;
        }
        let labels = format!("service=\"{}\",operation=\"{}\"", series.service, series.operation);
        let mut below = 0;
        for (count, (_, bound)) in counts.iter().zip(BUCKETS) {
            below += count;
            let _ = writeln!(text, "{NAME}_bucket{{{labels},le=\"{bound}\"}} {below}");
        }
        let seconds = series.sum_micros.load(Ordering::Relaxed) as f64 / 1e6;
        let _ = writeln!(text, "{NAME}_bucket{{{labels},le=\"+Inf\"}} {total}");
        let _ = writeln!(text, "{NAME}_sum{{{labels}}} {seconds}\n{NAME}_count{{{labels}}} {total}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn counts_appear_in_the_exposition_format() {
        let metrics = Metrics::default();
        metrics.count(None, 200, Duration::from_micros(40));
        metrics.count(None, 200, Duration::from_micros(400));
        metrics.count(None, 418, Duration::from_secs(60));
        metrics.connections.store(3, Ordering::Relaxed);
        let text = metrics.render();
        let kept: Vec<&str> = text
            .lines()
            .filter(|it| {
                !it.starts_with('#') && (!it.contains("_bucket") || it.contains("05\"}") || it.contains("Inf"))
            })
            .collect();
        expect![[r#"
            callboard_requests_total{service="",operation="",status="200"} 2
            callboard_requests_total{service="",operation="",status="other"} 1
            callboard_request_seconds_bucket{service="",operation="",le="0.00005"} 1
            callboard_request_seconds_bucket{service="",operation="",le="0.0005"} 2
            callboard_request_seconds_bucket{service="",operation="",le="0.005"} 2
            callboard_request_seconds_bucket{service="",operation="",le="0.05"} 2
            callboard_request_seconds_bucket{service="",operation="",le="+Inf"} 3
            callboard_request_seconds_sum{service="",operation=""} 60.00044
            callboard_request_seconds_count{service="",operation=""} 3
            callboard_requests_in_flight 0
            callboard_connections 3
            callboard_connections_total 0
            callboard_connections_dropped_total 0
            callboard_panics_total 0
            callboard_received_bytes_total 0
            callboard_sent_bytes_total 0"#]]
        .assert_eq(&kept.join("\n"));
    }
}
