//! AWS requests: which call reaches the plane, and what comes back.

use std::sync::Arc;
use std::time::Duration;

use callboard_model::document::{Document, Map};
use callboard_plane::{Call, PlaneError};
use callboard_server::{Limits, ServerOptions};
use expect_test::{Expect, expect};

use crate::support::{FakePlane, exchange, options, start, without_request_id};

/// The head of a request signed by nobody in particular for `ivs`.
const SIGNED: &str = "Host: localhost\nConnection: close\n\
    Authorization: AWS4-HMAC-SHA256 Credential=test/20261121/eu-west-1/ivs/aws4_request, SignedHeaders=host, Signature=0\n";

fn with_body(request_line: &str, headers: &str, body: &str) -> String {
    format!("{request_line} HTTP/1.1\n{headers}Content-Length: {}\n\n{body}", body.len())
}

/// A plane for the tests: one stage, and a refusal for all else.
fn plane() -> Arc<FakePlane> {
    FakePlane::answering(|call: &Call| match (call.operation.name, call.input.str("arn")) {
        ("GetStage", Some("arn:aws:ivs:eu-west-1:123456789012:stage/abcdefghijkl")) => {
            let stage =
                Map::new().with("arn", "arn:aws:ivs:eu-west-1:123456789012:stage/abcdefghijkl").with("name", "one");
            Ok(Map::new().with("stage", stage))
        }
        ("GetStage", Some("panic")) => panic!("as asked"),
        ("GetStage", Some("unavailable")) => Err(PlaneError::Unavailable {
            call: call.operation.into(),
            message: "the disk is full".to_owned(),
            hint: Some("make room and try again"),
        }),
        ("GetStage", _) => {
            let message = "Request references a resource which does not exist.";
            Err(PlaneError::refused(call.operation, "ResourceNotFoundException", message, 404))
        }
        ("GetCallerIdentity", _) => Ok(Map::new().with("Account", &*call.scope.account).with("Arn", &*call.caller.arn)),
        _ => Ok(Map::new()),
    })
}

/// Sends one request to a fresh server; shows the call that reached the plane, and the answer.
async fn check(request: &str, expect: Expect) {
    let plane = plane();
    let served = ServerOptions { services: vec!["ivs-realtime", "sts"], ..options() };
    let server = start(served, plane.clone()).await;
    let answer = exchange(server.addr, request).await;
    server.stop().await;
    let answer = without_request_id(&answer);
    let calls: Vec<String> = plane.calls.lock().unwrap().iter().map(show).collect();
    let kept =
        answer.lines().filter(|line| !["x-content-type-options:", "connection:"].iter().any(|it| line.starts_with(it)));
    expect.assert_eq(&format!("{}\n{}", calls.join("\n"), kept.collect::<Vec<_>>().join("\n")));
}

fn show(call: &Call) -> String {
    let mut input = Vec::new();
    callboard_wire::json::write_any(&Document::Map(call.input.clone()), &mut input);
    format!(
        "{} {} {} in {} {} by {}",
        call.operation.service.name,
        call.operation.name,
        String::from_utf8_lossy(&input),
        call.scope.account,
        call.scope.region,
        call.caller.access_key_id.as_deref().unwrap_or("nobody")
    )
}

#[tokio::test]
async fn a_rest_json_call_goes_to_the_plane_and_back() {
    let body = r#"{"arn":"arn:aws:ivs:eu-west-1:123456789012:stage/abcdefghijkl"}"#;
    check(
        &with_body("POST /GetStage", SIGNED, body),
        expect![[r#"
            ivs-realtime GetStage {"arn":"arn:aws:ivs:eu-west-1:123456789012:stage/abcdefghijkl"} in 123456789012 eu-west-1 by test
            HTTP/1.1 200 OK
            content-type: application/json
            content-length: 86

            {"stage":{"arn":"arn:aws:ivs:eu-west-1:123456789012:stage/abcdefghijkl","name":"one"}}"#]],
    )
    .await;
}

#[tokio::test]
async fn a_refusal_of_the_plane_keeps_its_code_and_status() {
    check(
        &with_body("POST /GetStage", SIGNED, r#"{"arn":"arn:aws:ivs:eu-west-1:123456789012:stage/none"}"#),
        expect![[r#"
            ivs-realtime GetStage {"arn":"arn:aws:ivs:eu-west-1:123456789012:stage/none"} in 123456789012 eu-west-1 by test
            HTTP/1.1 404 Not Found
            x-amzn-errortype: ResourceNotFoundException
            content-type: application/json
            content-length: 138

            {"exceptionMessage":"Request references a resource which does not exist.","message":"Request references a resource which does not exist."}"#]],
    )
    .await;
}

#[tokio::test]
async fn tags_are_those_of_the_service_that_the_plane_carries_out() {
    let path = "GET /tags/arn%3Aaws%3Aivs%3Aeu-west-1%3A123456789012%3Astage%2Fabcdefghijkl";
    check(
        &with_body(path, SIGNED, ""),
        expect![[r#"
            ivs-realtime ListTagsForResource {"resourceArn":"arn:aws:ivs:eu-west-1:123456789012:stage/abcdefghijkl"} in 123456789012 eu-west-1 by test
            HTTP/1.1 200 OK
            content-type: application/json
            content-length: 2

            {}"#]],
    )
    .await;
}

#[tokio::test]
async fn a_query_call_is_answered_in_xml() {
    let headers = SIGNED.replace("test/", "000000000042/").replace("/ivs/", "/sts/")
        + "Content-Type: application/x-www-form-urlencoded\n";
    check(
        &with_body("POST /", &headers, "Action=GetCallerIdentity&Version=2011-06-15"),
        expect![[r#"
            sts GetCallerIdentity {} in 000000000042 eu-west-1 by 000000000042
            HTTP/1.1 200 OK
            content-type: text/xml
            content-length: 363

            <?xml version="1.0" encoding="UTF-8"?>
            <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Account>000000000042</Account><Arn>arn:aws:iam::000000000042:root</Arn></GetCallerIdentityResult><ResponseMetadata><RequestId></RequestId></ResponseMetadata></GetCallerIdentityResponse>"#]],
    )
    .await;
}

#[tokio::test]
async fn a_json_call_is_found_by_its_target() {
    let headers = SIGNED.replace("/ivs/", "/cloudcontrolapi/")
        + "Content-Type: application/x-amz-json-1.0\nX-Amz-Target: CloudApiService.GetResource\n";
    check(
        &with_body("POST /", &headers, r#"{"TypeName":"AWS::IVS::Stage","Identifier":"a"}"#),
        expect![[r#"
            cloudcontrol GetResource {"TypeName":"AWS::IVS::Stage","Identifier":"a"} in 123456789012 eu-west-1 by test
            HTTP/1.1 200 OK
            content-type: application/x-amz-json-1.0
            content-length: 2

            {}"#]],
    )
    .await;
    let unknown = headers.replace("GetResource", "GetNothing");
    check(
        &with_body("POST /", &unknown, "{}"),
        expect![[r#"

            HTTP/1.1 400 Bad Request
            content-type: application/x-amz-json-1.0
            content-length: 38

            {"__type":"UnknownOperationException"}"#]],
    )
    .await;
}

#[tokio::test]
async fn unsigned_requests_are_found_by_path_among_the_services_of_the_plane() {
    check(
        &with_body("POST /ListStages", "Host: localhost\nConnection: close\n", "{}"),
        expect![[r#"
            ivs-realtime ListStages {} in 123456789012 us-east-1 by nobody
            HTTP/1.1 200 OK
            content-type: application/json
            content-length: 2

            {}"#]],
    )
    .await;
    let host = "Host: ivs.eu-central-1.localhost:4566\nConnection: close\n";
    check(
        &with_body("POST /ListStages", host, "{}"),
        expect![[r#"
            ivs-realtime ListStages {} in 123456789012 eu-central-1 by nobody
            HTTP/1.1 200 OK
            content-type: application/json
            content-length: 2

            {}"#]],
    )
    .await;
    check(
        &with_body("POST /CreateBroker", "Host: localhost\nConnection: close\n", "{}"),
        expect![[r#"

            HTTP/1.1 403 Forbidden
            x-amzn-errortype: MissingAuthenticationTokenException
            content-type: application/json
            content-length: 42

            {"message":"Missing Authentication Token"}"#]],
    )
    .await;
}

#[tokio::test]
async fn unknown_operations_and_services_are_refused() {
    check(
        &with_body("POST /NoSuchThing", SIGNED, "{}"),
        expect![[r#"

            HTTP/1.1 404 Not Found
            x-amzn-errortype: UnknownOperationException
            content-type: application/json
            content-length: 2

            {}"#]],
    )
    .await;
    check(
        &with_body("GET /GetStage", SIGNED, ""),
        expect![[r#"

            HTTP/1.1 404 Not Found
            x-amzn-errortype: UnknownOperationException
            content-type: application/json
            content-length: 2

            {}"#]],
    )
    .await;
    check(
        &with_body("POST /GetStage", &SIGNED.replace("/ivs/", "/nosuch/"), "{}"),
        expect![[r#"

            HTTP/1.1 403 Forbidden
            x-amzn-errortype: InvalidSignatureException
            content-type: application/json
            content-length: 75

            {"message":"Credential should be scoped to a valid service, not 'nosuch'."}"#]],
    )
    .await;
    check(
        &with_body("POST /GetStage", &SIGNED.replace("/20261121", ""), "{}"),
        expect![[r#"

            HTTP/1.1 403 Forbidden
            x-amzn-errortype: IncompleteSignatureException
            content-type: application/json
            content-length: 145

            {"message":"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'test/eu-west-1/ivs/aws4_request'"}"#]],
    )
    .await;
    let headers = SIGNED.replace("/ivs/", "/sts/") + "Content-Type: application/x-www-form-urlencoded\n";
    check(
        &with_body("POST /", &headers, "Action=GetNothing&Version=2011-06-15"),
        expect![[r#"

            HTTP/1.1 400 Bad Request
            content-type: text/xml
            content-length: 258

            <?xml version="1.0" encoding="UTF-8"?>
            <ErrorResponse><Error><Type>Sender</Type><Code>InvalidAction</Code><Message>The request names no action that this service has.</Message></Error><RequestId></RequestId></ErrorResponse>"#]],
    )
    .await;
}

#[tokio::test]
async fn malformed_bodies_are_refused_before_the_plane() {
    check(
        &with_body("POST /GetStage", SIGNED, r#"{"arn":"#),
        expect![[r#"

            HTTP/1.1 400 Bad Request
            x-amzn-errortype: SerializationException
            content-type: application/json
            content-length: 55

            {"message":"expected a value at byte 7, found the end"}"#]],
    )
    .await;
    check(
        &with_body("POST /GetStage", SIGNED, r#"{"arn":5}"#),
        expect![[r#"

            HTTP/1.1 400 Bad Request
            x-amzn-errortype: SerializationException
            content-type: application/json
            content-length: 50

            {"message":"`arn` must be a string, got a number"}"#]],
    )
    .await;
    check(
        &with_body("POST /GetStage", SIGNED, r#"["arn"]"#),
        expect![[r#"

            HTTP/1.1 400 Bad Request
            x-amzn-errortype: SerializationException
            content-type: application/json
            content-length: 54

            {"message":"the body must be a structure, got a list"}"#]],
    )
    .await;
    check(
        &with_body("POST /GetStage", SIGNED, &"[".repeat(100_000)),
        expect![[r#"

            HTTP/1.1 400 Bad Request
            x-amzn-errortype: SerializationException
            content-type: application/json
            content-length: 58

            {"message":"nested more than 128 levels deep at byte 128"}"#]],
    )
    .await;
    let deep = format!(r#"{{"unknown":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    check(
        &with_body("POST /GetStage", SIGNED, &deep),
        expect![[r#"

            HTTP/1.1 400 Bad Request
            x-amzn-errortype: SerializationException
            content-type: application/json
            content-length: 58

            {"message":"nested more than 128 levels deep at byte 138"}"#]],
    )
    .await;
}

#[tokio::test]
async fn unknown_members_are_passed_over() {
    check(
        &with_body("POST /GetStage", SIGNED, r#"{"arn":"x","more":{"a":[1,2]}}"#),
        expect![[r#"
            ivs-realtime GetStage {"arn":"x"} in 123456789012 eu-west-1 by test
            HTTP/1.1 404 Not Found
            x-amzn-errortype: ResourceNotFoundException
            content-type: application/json
            content-length: 138

            {"exceptionMessage":"Request references a resource which does not exist.","message":"Request references a resource which does not exist."}"#]],
    )
    .await;
}

#[tokio::test]
async fn failures_of_the_plane_are_server_errors() {
    check(
        &with_body("POST /GetStage", SIGNED, r#"{"arn":"panic"}"#),
        expect![[r#"

            HTTP/1.1 500 Internal Server Error
            x-amzn-errortype: InternalFailure
            content-type: application/json
            content-length: 98

            {"message":"The request processing has failed because of an unknown error, exception or failure."}"#]],
    )
    .await;
    check(
        &with_body("POST /GetStage", SIGNED, r#"{"arn":"unavailable"}"#),
        expect![[r#"
            ivs-realtime GetStage {"arn":"unavailable"} in 123456789012 eu-west-1 by test
            HTTP/1.1 503 Service Unavailable
            x-amzn-errortype: ServiceUnavailable
            content-type: application/json
            content-length: 78

            {"message":"ivs-realtime GetStage: the disk is full; make room and try again"}"#]],
    )
    .await;
}

#[tokio::test]
async fn a_plane_that_does_not_answer_is_given_up() {
    let plane = Arc::new(FakePlane {
        calls: Default::default(),
        answerer: Box::new(|_| Ok(Map::new())),
        delay: Duration::from_secs(60),
    });
    let limits = Limits { call_timeout: Duration::from_millis(50), ..Limits::default() };
    let server = start(ServerOptions { limits, ..options() }, plane).await;
    let answer = exchange(server.addr, &with_body("POST /GetStage", SIGNED, r#"{"arn":"a"}"#)).await;
    server.stop().await;
    expect![[r#"
        HTTP/1.1 503 Service Unavailable
        x-amzn-errortype: ServiceUnavailable
        content-type: application/json
        x-content-type-options: nosniff
        connection: close
        content-length: 112

        {"message":"The request took too long; it may or may not have taken effect. Read the resource before retrying."}"#]]
    .assert_eq(&answer);
}

#[tokio::test]
async fn a_page_of_this_machine_hears_the_answer() {
    let headers = SIGNED.to_owned() + "Origin: http://localhost:3000\n";
    check(
        &with_body("POST /ListStages", &headers, "{}"),
        expect![[r#"
            ivs-realtime ListStages {} in 123456789012 eu-west-1 by test
            HTTP/1.1 200 OK
            content-type: application/json
            access-control-allow-origin: http://localhost:3000
            access-control-expose-headers: *
            vary: origin
            content-length: 2

            {}"#]],
    )
    .await;
}
