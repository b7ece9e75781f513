//! Verified signatures, in headers and URLs, over HTTP/1.1 and HTTP/2.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::SystemTime;

use callboard_model::document::{Instant, Map};
use callboard_plane::Call;
use callboard_server::{
    AccessKey, Auth, KeyRing, LocalAnswer, LocalRequest, LocalRoutes, NoLocalRoutes, ServerOptions,
};
use callboard_wire::sigv4::{Credentials, KeyCache, PathEncoding, Payload, Scope, presign, sign};
use expect_test::{Expect, expect};
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;

use crate::support::{FakePlane, Running, options, start_with, without_request_id};

struct Ring;

impl KeyRing for Ring {
    fn key(&self, access_key_id: &str) -> Option<Arc<AccessKey>> {
        let token = match access_key_id {
            "AKIDANN" => None,
            "ASIAANN" => Some("token of the day".to_owned()),
            _ => return None,
        };
        Some(Arc::new(AccessKey {
            secret_access_key: "secret".to_owned(),
            session_token: token,
            account: "999999999999".to_owned(),
            caller_arn: "arn:aws:iam::999999999999:user/ann".to_owned(),
            user_id: "AIDAANN".to_owned(),
        }))
    }
}

/// What may be wrong with a signed request.
struct Signed {
    access_key_id: &'static str,
    secret_access_key: &'static str,
    session_token: Option<&'static str>,
    seconds_ago: i64,
    presigned: Option<u32>,
    service: &'static str,
    body: &'static str,
    /// What is done to the request after it was signed.
    tamper: fn(&mut Request<Full<Bytes>>),
}

const RIGHT: Signed = Signed {
    access_key_id: "AKIDANN",
    secret_access_key: "secret",
    session_token: None,
    seconds_ago: 0,
    presigned: None,
    service: "ivs",
    body: "{}",
    tamper: |_| {},
};

impl Signed {
    fn request(&self, method: &str, path: &str, query: &str, addr: SocketAddr) -> Request<Full<Bytes>> {
        let keys = KeyCache::default();
        let credentials = Credentials {
            access_key_id: self.access_key_id,
            secret_access_key: self.secret_access_key,
            session_token: self.session_token,
        };
        let scope = Scope {
            region: "eu-west-1",
            service: self.service,
            path_encoding: PathEncoding::Twice,
            content_sha256_header: false,
        };
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs() as i64;
        let at = Instant { seconds: now - self.seconds_ago, nanos: 0 };
        let host = addr.to_string();
        let mut headers = HeaderMap::new();
        headers.insert("host", HeaderValue::from_str(&host).unwrap());
        let body = Payload::Bytes(self.body.as_bytes());
        let query = match self.presigned {
            Some(expires) => presign(&keys, credentials, scope, at, (method, path, query), &host, body, expires),
            None => {
                sign(&keys, credentials, scope, at, (method, path, query), &mut headers, body);
                query.to_owned()
            }
        };
        let uri = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
        let mut request = Request::builder().method(method).uri(uri).body(Full::from(self.body)).unwrap();
        *request.headers_mut() = headers;
        (self.tamper)(&mut request);
        request
    }
}

struct Who;

#[async_trait::async_trait]
impl LocalRoutes for Who {
    async fn answer(&self, request: LocalRequest) -> Option<LocalAnswer> {
        let who = request.caller.map_or_else(|| "nobody".to_owned(), |it| it.arn.to_string());
        Some(LocalAnswer::text(StatusCode::OK, who))
    }

    fn is_public(&self, _method: &Method, path: &str) -> bool {
        path == "public"
    }
}

async fn verifying(local: Arc<dyn LocalRoutes>) -> Running {
    let plane = FakePlane::answering(|call: &Call| {
        let member = if call.operation.service.name == "sts" { "Arn" } else { "nextToken" };
        Ok(Map::new().with(member, format!("{} in {} {}", call.caller.arn, call.scope.account, call.scope.region)))
    });
    let options = ServerOptions { auth: Auth::Verify, services: vec!["ivs-realtime", "sts"], ..options() };
    start_with(options, plane, Arc::new(Ring), local).await
}

async fn send(addr: SocketAddr, request: Request<Full<Bytes>>) -> String {
    let stream = TokioIo::new(TcpStream::connect(addr).await.unwrap());
    let (mut sender, connection) = hyper::client::conn::http1::handshake(stream).await.unwrap();
    tokio::spawn(connection);
    show(sender.send_request(request).await.unwrap()).await
}

async fn show(answer: http::Response<hyper::body::Incoming>) -> String {
    let status = answer.status().as_u16();
    let code = answer.headers().get("x-amzn-errortype").map_or("", |it| it.to_str().unwrap()).to_owned();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    // Times of the day are not for the record.
    let mut text = String::new();
    for (at, word) in String::from_utf8_lossy(&body).split_inclusive([' ', '(']).enumerate() {
        let is_time = word.starts_with(|it: char| it.is_ascii_digit()) && word.contains('T') && word.contains('Z');
        text.push_str(if is_time && at > 0 { "TIME " } else { word });
    }
    format!("{status} {code} {text}")
}

async fn check(signed: Signed, expect: Expect) {
    let server = verifying(Arc::new(NoLocalRoutes)).await;
    let answer = send(server.addr, signed.request("POST", "/ListStages", "", server.addr)).await;
    server.stop().await;
    expect.assert_eq(&answer);
}

#[tokio::test]
async fn right_signatures_are_let_in() {
    check(RIGHT, expect![[r#"200  {"nextToken":"arn:aws:iam::999999999999:user/ann in 999999999999 eu-west-1"}"#]])
        .await;
    check(
        Signed { presigned: Some(60), ..RIGHT },
        expect![[r#"200  {"nextToken":"arn:aws:iam::999999999999:user/ann in 999999999999 eu-west-1"}"#]],
    )
    .await;
    check(
        Signed { access_key_id: "ASIAANN", session_token: Some("token of the day"), ..RIGHT },
        expect![[r#"200  {"nextToken":"arn:aws:iam::999999999999:user/ann in 999999999999 eu-west-1"}"#]],
    )
    .await;
    check(
        Signed { seconds_ago: 14 * 60, ..RIGHT },
        expect![[r#"200  {"nextToken":"arn:aws:iam::999999999999:user/ann in 999999999999 eu-west-1"}"#]],
    )
    .await;
    check(
        Signed { seconds_ago: -14 * 60, ..RIGHT },
        expect![[r#"200  {"nextToken":"arn:aws:iam::999999999999:user/ann in 999999999999 eu-west-1"}"#]],
    )
    .await;
}

#[tokio::test]
async fn wrong_keys_and_tokens_are_not() {
    check(
        Signed { access_key_id: "AKIDBOB", ..RIGHT },
        expect![[
            r#"403 UnrecognizedClientException {"message":"The security token included in the request is invalid."}"#
        ]],
    )
    .await;
    check(
        Signed { secret_access_key: "guess", ..RIGHT },
        expect![[r#"403 InvalidSignatureException {"message":"The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."}"#]],
    )
    .await;
    check(
        Signed { access_key_id: "ASIAANN", ..RIGHT },
        expect![[
            r#"403 UnrecognizedClientException {"message":"The security token included in the request is invalid."}"#
        ]],
    )
    .await;
    check(
        Signed { access_key_id: "ASIAANN", session_token: Some("another"), ..RIGHT },
        expect![[
            r#"403 UnrecognizedClientException {"message":"The security token included in the request is invalid."}"#
        ]],
    )
    .await;
    check(
        Signed { session_token: Some("made up"), ..RIGHT },
        expect![[
            r#"403 UnrecognizedClientException {"message":"The security token included in the request is invalid."}"#
        ]],
    )
    .await;
}

#[tokio::test]
async fn tampered_requests_are_not() {
    check(
        Signed { tamper: |it| *it.body_mut() = Full::from("{\"maxResults\":1}"), ..RIGHT },
        expect![[r#"403 InvalidSignatureException {"message":"The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."}"#]],
    )
    .await;
    check(
        Signed { tamper: |it| *it.uri_mut() = "/ListCompositions".parse().unwrap(), ..RIGHT },
        expect![[r#"403 InvalidSignatureException {"message":"The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."}"#]],
    )
    .await;
    check(
        Signed { tamper: |it| drop(it.headers_mut().insert("x-amz-more", HeaderValue::from_static("1"))), ..RIGHT },
        expect![[r#"403 IncompleteSignatureException {"message":"There were headers present in the request which were not signed: x-amz-more"}"#]],
    )
    .await;
    check(
        Signed { tamper: |it| drop(it.headers_mut().remove("authorization")), ..RIGHT },
        expect![[r#"403 MissingAuthenticationTokenException {"message":"Missing Authentication Token"}"#]],
    )
    .await;
    check(
        Signed { tamper: |it| drop(it.headers_mut().remove("x-amz-date")), ..RIGHT },
        expect![[r#"403 IncompleteSignatureException {"message":"Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."}"#]],
    )
    .await;
}

#[tokio::test]
async fn old_and_early_signatures_are_not() {
    check(
        Signed { seconds_ago: 16 * 60, ..RIGHT },
        expect![[r#"403 InvalidSignatureException {"message":"Signature expired: TIME is now earlier than TIME (TIME - 15 min.)"}"#]],
    )
    .await;
    check(
        Signed { seconds_ago: -16 * 60, ..RIGHT },
        expect![[r#"403 InvalidSignatureException {"message":"Signature not yet current: TIME is still later than TIME (TIME + 15 min.)"}"#]],
    )
    .await;
    check(
        Signed { presigned: Some(60), seconds_ago: 61, ..RIGHT },
        expect![[r#"403 InvalidSignatureException {"message":"The security token included in the request is expired: the signed URL has expired"}"#]],
    )
    .await;
    check(
        Signed { presigned: Some(604_801), ..RIGHT },
        expect![[r#"403 IncompleteSignatureException {"message":"X-Amz-Expires must be a number of seconds from 0 to 604800, got '604801'."}"#]],
    )
    .await;
}

#[tokio::test]
async fn a_query_service_refuses_in_its_own_words() {
    let server = verifying(Arc::new(NoLocalRoutes)).await;
    let body = "Action=GetCallerIdentity&Version=2011-06-15";
    let right = Signed { service: "sts", body, ..RIGHT };
    let mut answers = vec![send(server.addr, right.request("POST", "/", "", server.addr)).await];
    let wrong = Signed { access_key_id: "AKIDBOB", ..right };
    answers.push(send(server.addr, wrong.request("POST", "/", "", server.addr)).await);
    let presigned = Signed { presigned: Some(60), body: "", ..RIGHT };
    let presigned = Signed { service: "sts", ..presigned };
    answers.push(send(server.addr, presigned.request("GET", "/", body, server.addr)).await);
    server.stop().await;
    let shown: Vec<String> = answers.iter().map(|it| without_request_id(it)).collect();
    expect![[r#"
        200  <?xml version="1.0" encoding="UTF-8"?>
        <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::999999999999:user/ann in 999999999999 eu-west-1</Arn></GetCallerIdentityResult><ResponseMetadata><RequestId></RequestId></ResponseMetadata></GetCallerIdentityResponse>
        403  <?xml version="1.0" encoding="UTF-8"?>
        <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>The security token included in the request is invalid.</Message></Error><RequestId></RequestId></ErrorResponse>
        200  <?xml version="1.0" encoding="UTF-8"?>
        <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::999999999999:user/ann in 999999999999 eu-west-1</Arn></GetCallerIdentityResult><ResponseMetadata><RequestId></RequestId></ResponseMetadata></GetCallerIdentityResponse>"#]]
    .assert_eq(&shown.join("\n"));
}

#[tokio::test]
async fn http_2_is_verified_by_its_authority() {
    let server = verifying(Arc::new(NoLocalRoutes)).await;
    let stream = TokioIo::new(TcpStream::connect(server.addr).await.unwrap());
    let (mut sender, connection) = hyper::client::conn::http2::handshake(TokioExecutor::new(), stream).await.unwrap();
    tokio::spawn(connection);
    let mut request = RIGHT.request("POST", "/ListStages", "", server.addr);
    *request.uri_mut() = format!("http://{}/ListStages", server.addr).parse().unwrap();
    request.headers_mut().remove("host");
    let answer = show(sender.send_request(request).await.unwrap()).await;
    drop(sender);
    server.stop().await;
    expect![[r#"200  {"nextToken":"arn:aws:iam::999999999999:user/ann in 999999999999 eu-west-1"}"#]]
        .assert_eq(&answer);
}

#[tokio::test]
async fn routes_of_the_binary_need_a_signature_unless_they_are_public() {
    let server = verifying(Arc::new(Who)).await;
    let unsigned = |path: &str| {
        let uri = path.to_owned();
        Request::get(uri).header("host", "localhost").body(Full::default()).unwrap()
    };
    let mut answers = Vec::new();
    for path in ["/_callboard/health", "/_callboard/public", "/_callboard/private"] {
        answers.push(send(server.addr, unsigned(path)).await);
    }
    let signed = Signed { service: "callboard", body: "", ..RIGHT };
    answers.push(send(server.addr, signed.request("GET", "/_callboard/private", "", server.addr)).await);
    server.stop().await;
    expect![[r#"
        200  {"status":"running","version":"0.1.0"}
        200  nobody
        403 MissingAuthenticationTokenException {"message":"Missing Authentication Token"}
        200  arn:aws:iam::999999999999:user/ann"#]]
    .assert_eq(&answers.join("\n"));
}
