//! What it costs to make and to list resources by Cloud Control, beside reading the same records from the store.
//!
//! `cargo run --release -p callboard-embedded --example resources -- [resources] [listings]`

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use callboard_embedded::{EmbeddedOptions, EmbeddedPlane, Writes};
use callboard_model::document::{Document, Map};
use callboard_model::registry;
use callboard_plane::{Call, Caller, Plane, Scope, Wish};
use callboard_store::{ScanRange, Snapshot, Space, StoreError};

/// A type, the space of its records, and the desired state of the resource of a number.
type Kind = (&'static str, Space, fn(usize) -> String);

const KINDS: [Kind; 3] = [
    ("AWS::Kinesis::Stream", Space::new("cloudcontrol.resource"), |number| {
        format!(r#"{{"Name": "stream-{number:07}", "ShardCount": 1, "Tags": [{{"Key": "team", "Value": "a"}}]}}"#)
    }),
    ("AWS::Logs::LogGroup", Space::new("logs.log-group"), |number| {
        format!(
            r#"{{"LogGroupName": "group/{number:07}", "RetentionInDays": 7, "Tags": [{{"Key": "team", "Value": "a"}}]}}"#
        )
    }),
    ("AWS::IVS::Stage", Space::new("ivs-realtime.stage"), |number| {
        format!(r#"{{"Name": "stage-{number}", "Tags": [{{"Key": "team", "Value": "a"}}]}}"#)
    }),
];

fn main() {
    let resources: usize = std::env::args().nth(1).and_then(|it| it.parse().ok()).unwrap_or(100_000);
    let listings: usize = std::env::args().nth(2).and_then(|it| it.parse().ok()).unwrap_or(3);
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let options = EmbeddedOptions::folder(folder.path()).with_writes(Writes::Shared);
    let plane = EmbeddedPlane::open(options).expect("a plane");
    for kind in KINDS {
        runtime.block_on(measure(&plane, kind, resources, listings));
    }
}

async fn measure(plane: &EmbeddedPlane, (name, space, desired): Kind, resources: usize, listings: usize) {
    let began = Instant::now();
    let mut made = 0;
    while made < resources {
        let together = (resources - made).min(64);
        let mut calls: Vec<_> = (made..made + together)
            .map(|number| {
                let input = Map::new().with("TypeName", name).with("DesiredState", desired(number));
                Box::pin(call(plane, "CreateResource", input))
            })
            .collect();
        std::future::poll_fn(|context| {
            calls.retain_mut(|call| call.as_mut().poll(context).is_pending());
            if calls.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
        })
        .await;
        made += together;
    }
    show(name, "CreateResource, 64 at a time", resources, began.elapsed());

    for _ in 0..listings {
        let began = Instant::now();
        let (mut records, mut bytes) = (0, 0);
        let scan = |snapshot: &Snapshot<'_>| {
            snapshot.scan(space, ScanRange::default(), |key, value| {
                records += 1;
                bytes += key.len() + value.to_vec().len();
                ControlFlow::Continue(())
            })
        };
        plane.store().read::<_, StoreError>(scan).expect("a scan");
        show(name, &format!("scan of the store, {} MB", bytes >> 20), records, began.elapsed());

        let began = Instant::now();
        let (mut listed, mut input) = (0, Map::new().with("TypeName", name).with("MaxResults", 100));
        loop {
            let page = call(plane, "ListResources", input.clone()).await;
            listed += page.get("ResourceDescriptions").and_then(Document::as_list).map_or(0, <[Document]>::len);
            let Some(token) = page.str("NextToken") else { break };
            input.insert("NextToken", token);
        }
        show(name, "ListResources, 100 on a page", listed, began.elapsed());
        assert_eq!((records, listed), (resources, resources));

        for properties in [&[][..], &["Name"], &["Name", "Tags"]] {
            let began = Instant::now();
            let wish = Wish { properties: properties.into(), identifiers: true, most: 1_000 };
            let (mut listed, mut input) = (0, Map::new().with("TypeName", name));
            loop {
                let answer = plane.extract(call_of("ListResources", input.clone()), &wish).await.expect("an answer");
                listed += answer.extract.map_or(0, |it| it.len());
                let Some(token) = answer.members.str("NextToken") else { break };
                input.insert("NextToken", token);
            }
            show(name, &format!("extract of {} properties", properties.len()), listed, began.elapsed());
        }
    }
}

fn show(name: &str, what: &str, times: usize, took: Duration) {
    let micros = took.as_secs_f64() * 1e6 / times.max(1) as f64;
    println!(
        "{name:<20} {what:<32} {:>8.0} ms {micros:>8.2} us each {:>10.0} /s",
        took.as_secs_f64() * 1e3,
        1e6 / micros
    );
}

async fn call(plane: &EmbeddedPlane, operation: &str, input: Map) -> Map {
    plane.call(call_of(operation, input)).await.expect("an answer").members
}

fn call_of(operation: &str, input: Map) -> Call {
    let operation = registry::service("cloudcontrol").and_then(|it| it.operation(operation)).expect("an operation");
    let scope = Scope::new("123456789012", "us-east-1");
    Call { operation, input, caller: Caller::root(&scope, "bench"), scope }
}
