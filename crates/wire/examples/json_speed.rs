//! How fast answers that are lists of structures are read and written:
//! `cargo run --release -p callboard-wire --example json_speed`.

use std::hint::black_box;
use std::time::{Duration, Instant};

use callboard_model::document::Document;
use callboard_model::registry;
use callboard_model::shape::Shape;
use callboard_wire::json;

fn main() {
    for (service, operation, item) in [
        (
            "ivs-realtime",
            "ListStages",
            r#"{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/AbCdEfGhIjK0","name":"stage-000001","activeSessionId":"st-AbCdEfGhIjKlMn","tags":{"team":"video","env":"test"}}"#,
        ),
        (
            "apigatewayv2",
            "GetStages",
            r#"{"stageName":"stage-000001","apiGatewayManaged":false,"autoDeploy":true,"createdDate":"2026-05-06T07:08:09Z","lastUpdatedDate":"2026-05-06T07:08:09Z","defaultRouteSettings":{"detailedMetricsEnabled":false},"description":"a stage for the bench","routeSettings":{},"stageVariables":{"lambdaAlias":"live"},"tags":{"team":"video"}}"#,
        ),
        (
            "cloudcontrol",
            "ListResources",
            r#"{"Identifier":"arn:aws:ivs:us-east-1:123456789012:stage/AbCdEfGhIjK0","Properties":"{\"Arn\":\"arn:aws:ivs:us-east-1:123456789012:stage/AbCdEfGhIjK0\",\"Name\":\"stage-000001\",\"Tags\":[{\"Key\":\"team\",\"Value\":\"video\"}]}"}"#,
        ),
    ] {
        let shape = registry::service(service).and_then(|it| it.operation(operation)).and_then(|it| it.output).unwrap();
        let list = shape.members().iter().find(|it| it.shape().type_name() == "list").unwrap();
        let text = format!("{{\"{}\":[{}]}}", list.wire_name(), vec![item; 1000].join(","));
        measure(&format!("{service} {operation}"), shape, &text);
    }
}

fn measure(name: &str, shape: &'static Shape, text: &str) {
    let value: Document = json::read(text.as_bytes(), shape).unwrap();
    let mut written = Vec::new();
    json::write(&value, shape, &mut written);
    let tree: serde_json::Value = serde_json::from_str(text).unwrap();
    let read = best(text.len(), || drop(black_box(json::read(black_box(text.as_bytes()), shape).unwrap())));
    let any = best(text.len(), || drop(black_box(json::read_any(black_box(text.as_bytes())).unwrap())));
    let serde = best(text.len(), || {
        drop(black_box(serde_json::from_str::<serde_json::Value>(black_box(text)).unwrap()));
    });
    let write = best(written.len(), || {
        written.clear();
        json::write(black_box(&value), shape, &mut written);
    });
    let serde_write = best(text.len(), || drop(black_box(serde_json::to_vec(black_box(&tree)).unwrap())));
    println!(
        "{name}, {} KB: read {read:.0} MB/s (any {any:.0}, serde_json::Value {serde:.0}), write {write:.0} MB/s (serde_json::Value {serde_write:.0})",
        text.len() / 1000
    );
}

/// Megabytes a second, of the best of many runs.
fn best(bytes: usize, mut run: impl FnMut()) -> f64 {
    let mut best = Duration::MAX;
    for _ in 0..200 {
        let start = Instant::now();
        run();
        best = best.min(start.elapsed());
    }
    bytes as f64 / best.as_secs_f64() / 1e6
}
