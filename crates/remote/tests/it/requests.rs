//! What goes over the wire for one call.

use callboard_model::document::Instant;
use callboard_plane::Plane;
use callboard_remote::credentials::{CredentialError, CredentialSource, Credentials};
use callboard_remote::{BearerToken, RemoteOptions};
use callboard_testkit::canned::{CannedAnswer, CannedRequest, CannedServer};
use callboard_wire::sigv4::{Claim, Expected, KeyCache, PathEncoding};
use expect_test::{Expect, expect};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::{SECRET, call, credentials, line, options, plane};

/// Makes a call with options for a server that answers `{}`, which not every protocol can read; returns its requests.
async fn sent(command: &str, input: &str, change: impl FnOnce(&mut RemoteOptions)) -> Vec<CannedRequest> {
    let server = CannedServer::start(|_| CannedAnswer::json("{}"));
    let mut options = options(&server.url());
    change(&mut options);
    let outcome = plane(options).call(call(command, input)).await;
    let requests = server.take_requests();
    assert_eq!(requests.len(), 1, "{}", line(outcome));
    requests
}

/// A request without what changes with each run.
fn shown(request: &CannedRequest) -> String {
    let mut text = format!("{} {}\n", request.method, request.target);
    for (name, value) in &request.headers {
        let value = match name.as_str() {
            "host" => "HOST",
            "x-amz-date" => "NOW",
            "amz-sdk-invocation-id" => "UUID",
            "authorization" => value.split_once("SignedHeaders=").map_or(&**value, |(_, rest)| rest),
            _ => value,
        };
        let value = value.split(", Signature=").next().unwrap_or_default();
        text.push_str(&format!("{name}: {value}\n"));
    }
    text.push_str(&String::from_utf8_lossy(&request.body));
    text
}

async fn check(command: &str, input: &str, change: impl FnOnce(&mut RemoteOptions), expect: Expect) {
    let requests = sent(command, input, change).await;
    expect.assert_eq(&shown(&requests[0]));
}

/// Checks the signature as a server does; returns its scope.
fn verify(request: &CannedRequest) -> String {
    let mut headers = HeaderMap::new();
    for (name, value) in &request.headers {
        let name = HeaderName::try_from(name.as_str()).expect("a header name");
        headers.append(name, HeaderValue::from_str(value).expect("a header value"));
    }
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    let claim = Claim::of(&headers, query).expect("a claim is well formed").expect("the request is signed");
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a clock after 1970");
    let expected = Expected {
        secret_access_key: SECRET,
        now: Instant { seconds: now.as_secs() as i64, nanos: 0 },
        path_encoding: if claim.service == "s3" { PathEncoding::AsSent } else { PathEncoding::Twice },
    };
    let request_line = (request.method.as_str(), path, query);
    claim.verify(&KeyCache::default(), &expected, request_line, &headers, &request.body).expect("a true signature");
    format!("{} {}/{}", claim.access_key_id, claim.region, claim.service)
}

#[tokio::test]
async fn a_call_is_one_signed_request() {
    check(
        "ivs-realtime CreateStage",
        r#"{"name": "first"}"#,
        |_| {},
        expect![[r#"
            POST /CreateStage
            content-type: application/json
            amz-sdk-invocation-id: UUID
            host: HOST
            user-agent: callboard/test
            amz-sdk-request: attempt=1; max=3
            x-amz-date: NOW
            authorization: amz-sdk-invocation-id;content-type;host;x-amz-date
            content-length: 16
            {"name":"first"}"#]],
    )
    .await;
}

#[tokio::test]
async fn an_empty_body_says_so_except_where_none_is_usual() {
    check(
        "lambda DeleteFunction",
        r#"{"FunctionName": "f"}"#,
        |_| {},
        expect![[r#"
            DELETE /2015-03-31/functions/f
            amz-sdk-invocation-id: UUID
            host: HOST
            user-agent: callboard/test
            amz-sdk-request: attempt=1; max=3
            x-amz-date: NOW
            authorization: amz-sdk-invocation-id;host;x-amz-date
            content-length: 0
        "#]],
    )
    .await;
    check(
        "lambda GetFunction",
        r#"{"FunctionName": "f"}"#,
        |it| it.credentials = None,
        expect![[r#"
            GET /2015-03-31/functions/f
            amz-sdk-invocation-id: UUID
            host: HOST
            user-agent: callboard/test
            amz-sdk-request: attempt=1; max=3
        "#]],
    )
    .await;
}

#[tokio::test]
async fn signatures_hold_for_paths_queries_and_bodies() {
    let mut scopes = Vec::new();
    for (command, input) in [
        ("ivs-realtime CreateStage", r#"{"name": "ä"}"#),
        ("ivs-realtime ListTagsForResource", r#"{"resourceArn": "arn:aws:ivs:eu-west-1:123456789012:stage/a b"}"#),
        ("lambda ListFunctions", r#"{"Marker": "a&b =/", "MaxItems": 3}"#),
        ("sts GetCallerIdentity", "{}"),
        ("dynamodb ListTables", "{}"),
        ("s3 GetBucketAcl", r#"{"Bucket": "b.c"}"#),
    ] {
        for request in sent(command, input, |_| {}).await {
            scopes.push(format!("{}: {}", request.target, verify(&request)));
        }
    }
    expect![[r#"
        /CreateStage: AKIDEXAMPLE eu-west-1/ivs
        /tags/arn%3Aaws%3Aivs%3Aeu-west-1%3A123456789012%3Astage%2Fa%20b: AKIDEXAMPLE eu-west-1/ivs
        /2015-03-31/functions?Marker=a%26b%20%3D%2F&MaxItems=3: AKIDEXAMPLE eu-west-1/lambda
        /: AKIDEXAMPLE eu-west-1/sts
        /: AKIDEXAMPLE eu-west-1/dynamodb
        /b.c?acl: AKIDEXAMPLE eu-west-1/s3"#]]
    .assert_eq(&scopes.join("\n"));
}

#[tokio::test]
async fn temporary_credentials_bring_their_token() {
    let token = |it: &mut RemoteOptions| {
        let session = Credentials { session_token: Some("tok".to_owned()), ..credentials() };
        it.credentials = Some(std::sync::Arc::new(session));
    };
    let requests = sent("ivs-realtime ListStages", "{}", token).await;
    assert_eq!(requests[0].header("x-amz-security-token"), Some("tok"));
    verify(&requests[0]);
}

#[tokio::test]
async fn nothing_is_signed_where_nobody_signs_or_nobody_has_to() {
    let unsigned = sent("ivs-realtime ListStages", "{}", |it| it.credentials = None).await;
    assert_eq!(unsigned[0].header("authorization"), None);
    let input = r#"{"RoleArn": "arn:aws:iam::1:role/r", "RoleSessionName": "s", "WebIdentityToken": "t"}"#;
    let open = sent("sts AssumeRoleWithWebIdentity", input, |_| {}).await;
    assert_eq!(open[0].header("authorization"), None);
}

#[tokio::test]
async fn a_body_that_is_not_signed_is_announced() {
    let requests = sent("mediastore-data PutObject", r#"{"Path": "p", "Body": "x"}"#, |_| {}).await;
    assert_eq!(requests[0].header("x-amz-content-sha256"), Some("UNSIGNED-PAYLOAD"));
    verify(&requests[0]);
}

#[tokio::test]
async fn tokens_replace_signatures_where_the_service_takes_them() {
    let token = |it: &mut RemoteOptions| it.bearer_token = Some(BearerToken("t0ken".to_owned()));
    let requests = sent("bedrock ListGuardrails", "{}", token).await;
    assert_eq!(requests[0].header("authorization"), Some("Bearer t0ken"));
    assert_eq!(requests[0].header("x-amz-date"), None);
}

#[tokio::test]
async fn a_token_that_makes_a_call_idempotent_is_made() {
    let requests =
        sent("cloudcontrol CreateResource", r#"{"TypeName": "A::B::C", "DesiredState": "{}"}"#, |_| {}).await;
    let body: serde_json::Value = serde_json::from_slice(&requests[0].body).expect("a JSON body");
    assert_eq!(body["ClientToken"].as_str().map(str::len), Some(36), "{body}");
    let given = r#"{"TypeName": "A::B::C", "DesiredState": "{}", "ClientToken": "mine"}"#;
    let requests = sent("cloudcontrol CreateResource", given, |_| {}).await;
    let body: serde_json::Value = serde_json::from_slice(&requests[0].body).expect("a JSON body");
    assert_eq!(body["ClientToken"], "mine");
}

#[tokio::test]
async fn the_path_of_an_endpoint_and_a_host_prefix_are_joined_to_the_request() {
    let server = CannedServer::start(|_| CannedAnswer::json("{}"));
    let port = server.url().rsplit(':').next().map(str::to_owned).expect("a port");
    let plane = plane(options(&format!("http://plane.localhost:{port}/base/")));
    let input = r#"{"ResourceARN": "arn:aws:servicediscovery:eu-west-1:1:x"}"#;
    plane.call(call("servicediscovery ListTagsForResource", input)).await.expect("an answer");
    plane
        .call(call("servicediscovery DiscoverInstances", r#"{"NamespaceName": "n", "ServiceName": "s"}"#))
        .await
        .expect("an answer");
    let places: Vec<String> = server
        .take_requests()
        .iter()
        .map(|it| format!("{} {}", it.header("host").unwrap_or_default().replace(&port, "PORT"), it.target))
        .collect();
    expect![[r#"
        plane.localhost:PORT /base/
        data-plane.localhost:PORT /base/"#]]
    .assert_eq(&places.join("\n"));
}

/// A chain that finds nothing.
struct Nobody;

#[async_trait::async_trait]
impl CredentialSource for Nobody {
    async fn credentials(&self) -> Result<Credentials, CredentialError> {
        Err(CredentialError::NotFound)
    }
}

#[tokio::test]
async fn a_call_that_nobody_can_sign_is_not_sent() {
    let server = CannedServer::start(|_| CannedAnswer::json("{}"));
    let failed = |change: fn(&mut RemoteOptions), command: &'static str| {
        let mut options = options(&server.url());
        change(&mut options);
        async move { line(plane(options).call(call(command, "{}")).await) }
    };
    let nobody: fn(&mut RemoteOptions) = |it| it.credentials = Some(std::sync::Arc::new(Nobody));
    expect!["error: ivs-realtime ListStages: there are no credentials to sign with"]
        .assert_eq(&failed(nobody, "ivs-realtime ListStages").await);
    expect!["error: codecatalyst ListAccessTokens: Unable to locate authorization token"]
        .assert_eq(&failed(|_| {}, "codecatalyst ListAccessTokens").await);
    expect!["error: importexport ListJobs: signatures of version 2 are not supported"]
        .assert_eq(&failed(|_| {}, "importexport ListJobs").await);
    assert!(server.take_requests().is_empty());
}
