//! What one call costs on the embedded plane, without a door.
//!
//! `cargo run --release -p callboard-embedded --example calls -- [stages]`

use std::time::{Duration, Instant};

use callboard_embedded::{EmbeddedOptions, EmbeddedPlane, Writes};
use callboard_model::document::{Document, Map};
use callboard_model::registry;
use callboard_plane::{Call, Caller, Plane, Scope};

fn main() {
    let stages: usize = std::env::args().nth(1).and_then(|it| it.parse().ok()).unwrap_or(20_000);
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let options = [
        ("memory", EmbeddedOptions::memory()),
        ("folder", EmbeddedOptions::folder(folder.path()).with_writes(Writes::Shared)),
    ];
    for (name, options) in options {
        let plane = EmbeddedPlane::open(options).expect("a plane");
        runtime.block_on(measure(name, &plane, stages));
    }
}

async fn measure(name: &str, plane: &EmbeddedPlane, stages: usize) {
    let token = vec![Document::from(Map::new().with("userId", "alice"))];
    let with_token = Map::new().with("name", "stage1").with("participantTokenConfigurations", token);
    let made = call(plane, "CreateStage", with_token.clone()).await;
    let arn = made.get("stage").and_then(|it| it.get("arn")).and_then(Document::as_str).expect("an ARN").to_owned();
    let get = Map::new().with("arn", arn.as_str());
    let plain = Map::new().with("name", "stage1");

    report(name, "GetStage, 1 stage", 20_000, || call(plane, "GetStage", get.clone())).await;
    report(name, "ListStages, 1 stage", 5_000, || call(plane, "ListStages", Map::new())).await;
    report(name, "CreateStage, one after the other", 300, || call(plane, "CreateStage", plain.clone())).await;
    report(name, "CreateStage with a token", 300, || call(plane, "CreateStage", with_token.clone())).await;
    report(name, "CreateParticipantToken", 300, || {
        call(plane, "CreateParticipantToken", Map::new().with("stageArn", arn.as_str()))
    })
    .await;

    // Polled together in one task: what 64 clients of a server do.
    let began = Instant::now();
    let mut left = stages;
    while left > 0 {
        let together = left.min(64);
        let mut calls: Vec<_> = (0..together).map(|_| Box::pin(call(plane, "CreateStage", plain.clone()))).collect();
        std::future::poll_fn(|context| {
            calls.retain_mut(|call| call.as_mut().poll(context).is_pending());
            if calls.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
        })
        .await;
        left -= together;
    }
    show(name, "CreateStage, 64 at a time", stages, began.elapsed());

    report(name, &format!("GetStage, {stages} stages"), 20_000, || call(plane, "GetStage", get.clone())).await;
    report(name, &format!("ListStages of 50, {stages} stages"), 2_000, || call(plane, "ListStages", Map::new())).await;
}

async fn report<F: Future<Output = Map>>(name: &str, what: &str, times: usize, mut run: impl FnMut() -> F) {
    run().await;
    let began = Instant::now();
    for _ in 0..times {
        std::hint::black_box(run().await);
    }
    show(name, what, times, began.elapsed());
}

fn show(name: &str, what: &str, times: usize, took: Duration) {
    let micros = took.as_secs_f64() * 1e6 / times as f64;
    println!("{name:<8} {what:<40} {micros:>10.1} us {:>10.0} /s", 1e6 / micros);
}

async fn call(plane: &EmbeddedPlane, operation: &str, input: Map) -> Map {
    let operation = registry::service("ivs-realtime").and_then(|it| it.operation(operation)).expect("an operation");
    let scope = Scope::new("123456789012", "us-east-1");
    let caller = Caller::root(&scope, "bench");
    plane.call(Call { operation, input, scope, caller }).await.expect("an answer").members
}
