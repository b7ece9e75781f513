//! How fast answers that are lists of structures are read and written, and what one call costs:
//! `cargo run --release -p callboard-wire --example speed`.

use std::hint::black_box;
use std::time::{Duration, Instant};

use callboard_model::document::{Document, Map};
use callboard_model::registry;
use callboard_model::shape::Shape;
use callboard_wire::client::{self, RequestOptions};
use callboard_wire::server::{self, Incoming};
use callboard_wire::sigv4::{Claim, Credentials, Expected, KeyCache, PathEncoding, Payload, Scope, sign};
use callboard_wire::{json, route};
use http::HeaderValue;

fn main() {
    let stage = Map::new().with("arn", "arn:aws:ivs:us-east-1:123456789012:stage/AbCdEfGhIjK0").with("name", "a");
    steps(
        "ivs-realtime",
        "GetStage",
        Map::new().with("arn", "arn:aws:ivs:us-east-1:123456789012:stage/AbCdEfGhIjK0"),
        Map::new().with("stage", stage),
    );
    let stage = Map::new().with("StageName", "a").with("AutoDeploy", true).with("CreatedDate", "2026-05-06T07:08:09Z");
    steps("apigatewayv2", "GetStage", Map::new().with("ApiId", "abc").with("StageName", "a"), stage);
    steps(
        "sts",
        "GetCallerIdentity",
        Map::new(),
        Map::new().with("Account", "123456789012").with("Arn", "arn:aws:iam::123456789012:root"),
    );
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

/// What one small call costs, step by step.
fn steps(service: &str, name: &str, input: Map, output: Map) {
    let operation = registry::service(service).and_then(|it| it.operation(name)).unwrap();
    let candidates = [operation.service];
    let protocol = operation.service.metadata.protocol;
    let request = client::request(operation, &input, RequestOptions::default()).unwrap();
    let mut headers = request.headers.clone();
    headers.insert("host", HeaderValue::from_static("localhost:4566"));
    let keys = KeyCache::default();
    let credentials = Credentials { access_key_id: "AKID", secret_access_key: "secret", session_token: None };
    let scope = Scope {
        region: "us-east-1",
        service: operation.service.metadata.signing_name,
        path_encoding: PathEncoding::Twice,
        content_sha256_header: false,
    };
    let now = callboard_model::document::Instant { seconds: 1_800_000_000, nanos: 0 };
    let place = (request.method, request.path.as_str(), request.query.as_str());
    let unsigned = headers.clone();
    sign(&keys, credentials, scope, now, place, &mut headers, Payload::Bytes(&request.body));
    let incoming = Incoming {
        method: request.method,
        path: &request.path,
        query: &request.query,
        headers: &headers,
        body: &request.body,
    };
    let response = server::write_response(protocol, operation, &output, "req-1");
    let expected = Expected { secret_access_key: "secret", now, path_encoding: PathEncoding::Twice };
    println!(
        "{service} {name}: request {:.2} us, sign {:.2}, route {:.2}, verify {:.2}, read request {:.2}, write answer {:.2}, read answer {:.2}",
        micros(|| drop(black_box(client::request(operation, &input, RequestOptions::default())))),
        micros(|| {
            let mut headers = unsigned.clone();
            sign(&keys, credentials, scope, now, place, &mut headers, Payload::Bytes(&request.body));
            drop(black_box(headers));
        }),
        micros(|| assert!(route::route(&candidates, black_box(&incoming)).is_some())),
        micros(|| {
            let claim = Claim::of(&headers, "").unwrap().unwrap();
            claim.verify(&keys, &expected, place, &headers, &request.body).unwrap();
        }),
        micros(|| drop(black_box(server::read_request(protocol, operation, black_box(&incoming))))),
        micros(|| drop(black_box(server::write_response(protocol, operation, &output, "req-1")))),
        micros(|| drop(black_box(client::response(operation, response.status, &response.headers, &response.body)))),
    );
}

fn micros(mut run: impl FnMut()) -> f64 {
    const RUNS: u32 = 1000;
    let best = (0..50).map(|_| {
        let start = Instant::now();
        (0..RUNS).for_each(|_| run());
        start.elapsed() / RUNS
    });
    best.min().unwrap_or_default().as_secs_f64() * 1e6
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
