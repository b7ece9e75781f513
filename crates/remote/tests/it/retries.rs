//! When a call is repeated, and how it ends when it is not.

use std::sync::atomic::{AtomicUsize, Ordering};

use callboard_plane::Plane;
use callboard_remote::RemoteOptions;
use callboard_remote::retry::RetryPolicy;
use callboard_testkit::canned::{CannedAnswer, CannedServer};
use expect_test::{Expect, expect};

use crate::{call, line, list_stages, options, plane};

fn refusal(status: u16, code: &str) -> CannedAnswer {
    let headers = vec![("x-amzn-errortype".to_owned(), code.to_owned())];
    CannedAnswer { status, headers, body: br#"{"message": "no"}"#.as_slice().into() }
}

/// A server that gives these answers in turn, `{}` after them; `STATUS CODE` each.
fn script(answers: &'static [&'static str]) -> CannedServer {
    let asked = AtomicUsize::new(0);
    CannedServer::start(move |_| match answers.get(asked.fetch_add(1, Ordering::SeqCst)) {
        Some(answer) => {
            let (status, code) = answer.split_once(' ').expect("a status and a code");
            refusal(status.parse().expect("a status is a number"), code)
        }
        None => CannedAnswer::json("{}"),
    })
}

async fn check(max_attempts: u32, answers: &'static [&'static str], expect: Expect) {
    let server = script(answers);
    let base = options(&server.url());
    let retry = RetryPolicy { max_attempts, ..base.retry };
    let outcome = line(list_stages(&plane(RemoteOptions { retry, ..base })).await);
    let attempts: Vec<String> =
        (server.take_requests().iter()).map(|it| it.header("amz-sdk-request").unwrap_or_default().to_owned()).collect();
    expect.assert_eq(&format!("{}\n{outcome}", attempts.join("\n")));
}

#[tokio::test]
async fn what_may_go_away_is_tried_again() {
    check(
        3,
        &["500 InternalServerException", "400 ThrottlingException"],
        expect![[r#"
            attempt=1; max=3
            attempt=2; max=3
            attempt=3; max=3
            200 {}"#]],
    )
    .await;
    check(
        2,
        &["503 Slow", "503 Slow"],
        expect![[r#"
            attempt=1; max=2
            attempt=2; max=2
            503 Slow: no (2 attempts)"#]],
    )
    .await;
}

#[tokio::test]
async fn what_stays_is_not() {
    check(
        3,
        &["400 ValidationException"],
        expect![[r#"
            attempt=1; max=3
            400 ValidationException: no (0 attempts)"#]],
    )
    .await;
    check(
        3,
        &["503 Slow", "403 AccessDeniedException"],
        expect![[r#"
            attempt=1; max=3
            attempt=2; max=3
            403 AccessDeniedException: no (0 attempts)"#]],
    )
    .await;
    check(
        3,
        &["501 NotImplemented"],
        expect![[r#"
            attempt=1; max=3
            501 NotImplemented: no (0 attempts)"#]],
    )
    .await;
}

/// The AWS CLI says "reached max retries" of every refusal of the last attempt, whatever it was refused for.
#[tokio::test]
async fn the_last_attempt_is_told_with_the_refusal() {
    check(
        1,
        &["400 ValidationException"],
        expect![[r#"
            attempt=1; max=1
            400 ValidationException: no (1 attempts)"#]],
    )
    .await;
}

#[tokio::test]
async fn every_attempt_is_the_same_request() {
    let server = script(&["500 InternalServerException", "500 InternalServerException"]);
    let plane = plane(options(&server.url()));
    plane
        .call(call("cloudcontrol CreateResource", r#"{"TypeName": "A::B::C", "DesiredState": "{}"}"#))
        .await
        .expect("the third attempt succeeds");
    let requests = server.take_requests();
    assert_eq!(requests.len(), 3);
    for request in &requests[1..] {
        assert_eq!(request.body, requests[0].body, "the idempotency token is in the body");
        assert_eq!(request.header("amz-sdk-invocation-id"), requests[0].header("amz-sdk-invocation-id"));
    }
}

#[tokio::test]
async fn a_broken_endpoint_is_spared_once_the_quota_is_spent() {
    let server = CannedServer::start(|_| refusal(500, "InternalServerException"));
    let base = options(&server.url());
    let retry = RetryPolicy { max_attempts: 1000, ..base.retry };
    let plane = plane(RemoteOptions { retry, ..base });
    expect!["500 InternalServerException: no (0 attempts)"].assert_eq(&line(list_stages(&plane).await));
    assert_eq!(server.take_requests().len(), 101, "500 of quota, 5 each");
    list_stages(&plane).await.expect_err("the quota is spent for other calls too");
    assert_eq!(server.take_requests().len(), 1);
}

#[tokio::test]
async fn redirects_are_answers() {
    let server = CannedServer::start(|_| {
        let mut moved = refusal(307, "Moved");
        moved.headers.push(("location".to_owned(), "http://127.0.0.1:1/".to_owned()));
        moved
    });
    expect!["307 Moved: no (0 attempts)"].assert_eq(&line(list_stages(&plane(options(&server.url()))).await));
    assert_eq!(server.take_requests().len(), 1);
}
