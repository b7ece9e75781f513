//! What an API of many routes costs on the embedded plane, when every change of it is deployed.
//!
//! `cargo run --release -p callboard-embedded --example routes -- [routes]`

use std::time::Instant;

use callboard_embedded::{EmbeddedOptions, EmbeddedPlane};
use callboard_model::document::{Document, Map};
use callboard_model::registry;
use callboard_plane::{Call, Caller, Plane, Scope};

fn main() {
    let routes: usize = std::env::args().nth(1).and_then(|it| it.parse().ok()).unwrap_or(300);
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    for (name, key) in [
        ("GET /a{n}", (|n| format!("GET /a{n}")) as fn(usize) -> String),
        ("GET /a{n}/{id}", |n| format!("GET /a{n}/{{id}}")),
        ("GET /a/{id}/b{n}", |n| format!("GET /a/{{id}}/b{n}")),
    ] {
        let plane = EmbeddedPlane::open(EmbeddedOptions::memory()).expect("a plane");
        runtime.block_on(measure(name, &plane, routes, key));
    }
}

async fn measure(name: &str, plane: &EmbeddedPlane, routes: usize, key: fn(usize) -> String) {
    let api = call(plane, "CreateApi", Map::new().with("Name", "a").with("ProtocolType", "HTTP")).await;
    let api = || Map::new().with("ApiId", api.str("ApiId").unwrap_or_default());
    call(plane, "CreateStage", api().with("StageName", "s").with("AutoDeploy", true)).await;
    let url = api().with("IntegrationType", "HTTP_PROXY").with("IntegrationMethod", "GET");
    let url = url.with("IntegrationUri", "https://example.com");
    let tenth = (routes / 10).max(1);
    let (mut first, mut last) = (0.0, 0.0);
    for number in 0..routes {
        let began = Instant::now();
        let integration = call(plane, "CreateIntegration", url.clone()).await;
        let target = format!("integrations/{}", integration.str("IntegrationId").unwrap_or_default());
        call(plane, "CreateRoute", api().with("RouteKey", key(number)).with("Target", target)).await;
        let micros = began.elapsed().as_secs_f64() * 1e6 / tenth as f64;
        first += if number < tenth { micros } else { 0.0 };
        last += if number >= routes - tenth { micros } else { 0.0 };
    }
    show(name, "integration and route, the first tenth", first);
    show(name, "integration and route, the last tenth", last);

    let export = api().with("Specification", "OAS30").with("OutputType", "JSON").with("StageName", "s");
    let (exported, micros) = timed(call(plane, "ExportApi", export)).await;
    show(name, "ExportApi of the stage", micros);
    let Some(Document::Blob(body)) = exported.get("body") else { panic!("no body") };
    let body = String::from_utf8_lossy(body).into_owned();
    show(name, "ReimportApi of that", timed(call(plane, "ReimportApi", api().with("Body", body))).await.1);
    show(name, "DeleteApi", timed(call(plane, "DeleteApi", api())).await.1);
}

async fn timed(run: impl Future<Output = Map>) -> (Map, f64) {
    let began = Instant::now();
    (run.await, began.elapsed().as_secs_f64() * 1e6)
}

fn show(name: &str, what: &str, micros: f64) {
    println!("{name:<18} {what:<40} {micros:>10.0} us");
}

async fn call(plane: &EmbeddedPlane, operation: &str, input: Map) -> Map {
    let operation = registry::service("apigatewayv2").and_then(|it| it.operation(operation)).expect("an operation");
    let scope = Scope::new("123456789012", "us-east-1");
    let caller = Caller::root(&scope, "bench");
    plane.call(Call { operation, input, scope, caller }).await.expect("an answer").members
}
