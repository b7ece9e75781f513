//! A plane that is slow, throttled, lost or closed for changes.

use std::sync::Arc;
use std::time::Duration;

use callboard_embedded::EmbeddedPlane;
use callboard_plane::layers::{Fault, Faults, Latency, Meter, ReadOnly};
use callboard_resource::{Identifier, Resources, Wait};
use futures::{StreamExt, TryStreamExt};
use serde_json::json;

use crate::{REGION, client, of, plane, properties};

const STAGE: &str = "AWS::IVS::Stage";

async fn make(resources: &Resources, count: usize) {
    for number in 0..count {
        let desired = properties(json!({"Name": format!("s{number}")}));
        resources.create(of(STAGE), REGION, &desired, Wait::UntilDone).await.expect("a stage");
    }
}

async fn count(plane: EmbeddedPlane) -> usize {
    let pages: Vec<_> = client(plane).list(of(STAGE), REGION, None, None).try_collect().await.expect("pages");
    pages.concat().len()
}

#[tokio::test]
async fn a_plane_that_throttles_gets_all_done() {
    let plane = plane();
    let resources = client(Faults::new(plane.clone(), [Fault::ThrottledEvery(3)]));
    make(&resources, 20).await;
    assert_eq!(count(plane).await, 20);
}

#[tokio::test]
async fn a_create_whose_answer_is_lost_makes_one_resource() {
    let plane = plane();
    let resources = client(Faults::new(plane.clone(), [Fault::AnswerLost(1)]).only("CreateResource"));
    make(&resources, 1).await;
    assert_eq!(count(plane).await, 1);
}

#[tokio::test]
async fn an_endpoint_that_is_lost_in_mid_scan_is_an_error_after_the_pages_that_came() {
    let plane = plane();
    make(&client(plane.clone()), 250).await;
    let lost = client(Faults::new(plane, [Fault::LostFrom(3)]).only("ListResources"));
    let pages: Vec<_> = lost.list(of(STAGE), REGION, None, None).collect().await;
    let kinds: Vec<_> =
        pages.iter().map(|it| it.as_ref().map_or_else(ToString::to_string, |it| it.len().to_string())).collect();
    assert_eq!(
        kinds,
        ["100", "100", "cloudcontrol ListResources: no answer from https://lost.example/ after 3 attempts"]
    );
}

#[tokio::test]
async fn nothing_is_changed_where_only_reading_is_allowed() {
    let plane = plane();
    make(&client(plane.clone()), 1).await;
    let reader = client(ReadOnly::new(plane.clone()));
    let identifier = {
        let pages: Vec<_> = reader.list(of(STAGE), REGION, None, None).try_collect().await.expect("pages");
        Identifier::new(pages.concat().remove(0).identifier)
    };
    assert!(reader.lists_whole(of(STAGE)));
    let refused = reader.delete(of(STAGE), REGION, &identifier, Wait::UntilDone).await.expect_err("no change");
    assert_eq!(refused.to_string(), "cloudcontrol DeleteResource may change something, and only reading is allowed");
    assert_eq!(refused.hint().as_deref(), Some("leave out --read-only to let changes through"));
    assert_eq!(count(plane).await, 1);
}

#[tokio::test]
async fn the_calls_of_a_part_are_counted_beside_those_of_the_whole() {
    let plane = plane();
    let whole = Meter::new();
    let resources = client(plane).observed_by(whole.clone());
    make(&resources, 3).await;
    let part = Meter::new();
    let pages = resources.observed_by(part.clone()).list(of(STAGE), REGION, None, Some(2));
    let pages: Vec<_> = pages.try_collect().await.expect("pages");
    assert_eq!(pages.concat().len(), 2);
    assert_eq!(part.total().calls, 1);
    assert_eq!(whole.total().failures, 0);
    assert!(whole.total().calls > part.total().calls);
}

#[tokio::test(start_paused = true)]
async fn a_page_ahead_is_fetched_for_whoever_reads_on() {
    let plane = plane();
    make(&client(plane.clone()), 250).await;
    let far = client(Arc::new(Latency::new(plane, Duration::from_millis(50))));
    let start = tokio::time::Instant::now();
    let mut pages = far.list(of(STAGE), REGION, None, None);
    pages.next().await.expect("a page").expect("the first");
    pages.next().await.expect("a page").expect("the second");
    assert_eq!(start.elapsed().as_millis(), 100);
    // The asker works on the second page while the third is on its way.
    tokio::time::sleep(Duration::from_millis(50)).await;
    pages.next().await.expect("a page").expect("the third");
    assert_eq!(start.elapsed().as_millis(), 150);
    assert!(pages.next().await.is_none());
}
