//! What the door answers before anything is AWS's: hosts, origins, limits, health and metrics.

use std::net::SocketAddr;
use std::time::Duration;

use callboard_plane::Caller;
use callboard_server::{
    Auth, Limits, LocalAnswer, LocalRequest, LocalRoutes, NoKeys, NoLocalRoutes, Server, ServerOptions,
};
use expect_test::{Expect, expect};
use http::StatusCode;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{FakePlane, exchange, exchange_bytes, options, read_to_end, start, start_with};

/// One request on one connection to a fresh server.
async fn check(request: &str, expect: Expect) {
    let server = start(options(), FakePlane::quiet()).await;
    expect.assert_eq(&exchange(server.addr, request).await);
    server.stop().await;
}

#[tokio::test]
async fn health_tells_that_the_server_runs() {
    check(
        "GET /_callboard/health HTTP/1.1\nHost: localhost\nConnection: close\n\n",
        expect![[r#"
            HTTP/1.1 200 OK
            content-type: application/json
            x-content-type-options: nosniff
            connection: close
            content-length: 38

            {"status":"running","version":"0.1.0"}"#]],
    )
    .await;
}

#[tokio::test]
async fn metrics_count_what_was_answered() {
    let server = start(options(), FakePlane::quiet()).await;
    exchange(server.addr, "GET /_callboard/health HTTP/1.1\nHost: localhost\nConnection: close\n\n").await;
    let answer =
        exchange(server.addr, "GET /_callboard/metrics HTTP/1.1\nHost: localhost\nConnection: close\n\n").await;
    for line in [
        "content-type: text/plain; version=0.0.4; charset=utf-8",
        r#"callboard_requests_total{service="",operation="",status="200"} 1"#,
        r#"callboard_request_seconds_count{service="",operation=""} 1"#,
        "callboard_requests_in_flight 1",
        "callboard_connections 1",
        "callboard_connections_total 2",
    ] {
        assert!(answer.lines().any(|it| it == line), "no `{line}` in:\n{answer}");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_rebound_name_is_not_served() {
    check(
        "GET /_callboard/health HTTP/1.1\nHost: evil.example:4566\nConnection: close\n\n",
        expect![[r#"
            HTTP/1.1 403 Forbidden
            x-amzn-errortype: AccessDeniedException
            content-type: application/json
            x-content-type-options: nosniff
            connection: close
            content-length: 110

            {"message":"This server does not answer to the host name evil.example:4566. Allow the name when starting it."}"#]],
    )
    .await;
}

#[tokio::test]
async fn a_foreign_page_is_not_served() {
    check(
        "POST /CreateStage HTTP/1.1\nHost: localhost\nOrigin: https://evil.example\nContent-Length: 2\nConnection: close\n\n{}",
        expect![[r#"
            HTTP/1.1 403 Forbidden
            x-amzn-errortype: AccessDeniedException
            content-type: application/json
            x-content-type-options: nosniff
            connection: close
            content-length: 111

            {"message":"This server does not answer web pages of https://evil.example. Allow the origin when starting it."}"#]],
    )
    .await;
}

#[tokio::test]
async fn a_page_of_this_machine_gets_leave_for_itself() {
    check(
        "OPTIONS /CreateStage HTTP/1.1\nHost: localhost\nOrigin: http://localhost:3000\n\
         Access-Control-Request-Headers: authorization,x-amz-date\nConnection: close\n\n",
        expect![[r#"
            HTTP/1.1 204 No Content
            access-control-allow-headers: authorization,x-amz-date
            access-control-allow-methods: GET, HEAD, POST, PUT, PATCH, DELETE
            access-control-max-age: 600
            x-content-type-options: nosniff
            access-control-allow-origin: http://localhost:3000
            access-control-expose-headers: *
            vary: origin
            connection: close

        "#]],
    )
    .await;
}

#[tokio::test]
async fn a_request_without_host_is_refused() {
    check(
        "GET / HTTP/1.1\nConnection: close\n\n",
        expect![[r#"
            HTTP/1.1 403 Forbidden
            x-amzn-errortype: AccessDeniedException
            content-type: application/json
            x-content-type-options: nosniff
            connection: close
            content-length: 53

            {"message":"The request must name exactly one host."}"#]],
    )
    .await;
}

#[tokio::test]
async fn what_is_not_http_is_refused() {
    check(
        "hello\n\n",
        expect![[r#"
        HTTP/1.1 400 Bad Request
        connection: close
        content-length: 0

    "#]],
    )
    .await;
}

#[tokio::test]
async fn too_many_headers_are_refused() {
    let headers: String = (0..120).map(|it| format!("x-{it}: y\n")).collect();
    check(
        &format!("GET /_callboard/health HTTP/1.1\nHost: localhost\n{headers}\n"),
        expect![[r#"
        HTTP/1.1 431 Request Header Fields Too Large
        connection: close
        content-length: 0

    "#]],
    )
    .await;
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let long = "y".repeat(100 << 10);
    check(
        &format!("GET /_callboard/health HTTP/1.1\nHost: localhost\nx-long: {long}\n\n"),
        expect![[r#"
        HTTP/1.1 431 Request Header Fields Too Large
        connection: close
        content-length: 0

    "#]],
    )
    .await;
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_and_the_client_hears_so() {
    let limits = Limits { max_body_bytes: 1 << 20, ..Limits::default() };
    let server = start(ServerOptions { limits, ..options() }, FakePlane::quiet()).await;
    let mut answers = Vec::new();
    for framing in ["Content-Length: 5242880", "Expect: 100-continue\r\nContent-Length: 5242880"] {
        let head = format!("POST /CreateStage HTTP/1.1\r\nHost: localhost\r\n{framing}\r\nConnection: close\r\n\r\n");
        let mut request = head.into_bytes();
        if !framing.starts_with("Expect") {
            request.resize(request.len() + 5_242_880, b'x');
        }
        answers.push(exchange_bytes(server.addr, &request).await);
    }
    assert_eq!(answers[0], answers[1]);
    expect![[r#"
        HTTP/1.1 413 Payload Too Large
        x-amzn-errortype: RequestEntityTooLargeException
        content-type: application/json
        x-content-type-options: nosniff
        connection: close
        content-length: 49

        {"message":"Request size exceeded 1048576 bytes"}"#]]
    .assert_eq(&answers[0]);
    server.stop().await;
}

#[tokio::test]
async fn large_bodies_wait_for_their_turn() {
    let limits = Limits { max_bodies_bytes: 1 << 20, body_timeout: Duration::from_millis(200), ..Limits::default() };
    let server = start(ServerOptions { limits, ..options() }, FakePlane::quiet()).await;
    let head = "POST /ListStages HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 1048576\r\n\r\n";
    let mut first = TcpStream::connect(server.addr).await.unwrap();
    let begun = format!("{head}{}", "x".repeat(100_000));
    first.write_all(begun.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    // The first has all the room until its body is overdue, and the second gets it then.
    let mut second = head.as_bytes().to_vec();
    second.resize(second.len() + 1_048_576, b' ');
    let answer = exchange_bytes(server.addr, &second).await;
    assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
    assert!(read_to_end(&mut first).await.starts_with("HTTP/1.1 408"));
    server.stop().await;
}

#[tokio::test]
async fn who_only_announces_a_large_body_keeps_nobody_waiting() {
    let limits = Limits { max_bodies_bytes: 1 << 20, ..Limits::default() };
    let server = start(ServerOptions { limits, ..options() }, FakePlane::quiet()).await;
    let head = "POST /ListStages HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 1048576\r\n\r\n";
    let mut announcing = TcpStream::connect(server.addr).await.unwrap();
    announcing.write_all(format!("{head}x").as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let mut whole = head.as_bytes().to_vec();
    whole.resize(whole.len() + 1_048_576, b' ');
    let answer = tokio::time::timeout(Duration::from_secs(20), exchange_bytes(server.addr, &whole)).await;
    assert!(answer.is_ok_and(|it| it.starts_with("HTTP/1.1 403")));
    drop(announcing);
    server.stop().await;
}

#[tokio::test]
async fn connections_beyond_the_limit_wait_for_a_place() {
    let limits = Limits { max_connections: 1, ..Limits::default() };
    let server = start(ServerOptions { limits, ..options() }, FakePlane::quiet()).await;
    let first = TcpStream::connect(server.addr).await.unwrap();
    let health = "GET /_callboard/health HTTP/1.1\nHost: localhost\nConnection: close\n\n";
    let mut second = Box::pin(exchange(server.addr, health));
    assert!(tokio::time::timeout(Duration::from_millis(100), &mut second).await.is_err());
    drop(first);
    assert!(second.await.starts_with("HTTP/1.1 200"));
    server.stop().await;
}

fn impatient() -> ServerOptions {
    let limits = Limits {
        first_head_timeout: Duration::from_millis(150),
        idle_timeout: Duration::from_millis(150),
        body_timeout: Duration::from_millis(150),
        ..Limits::default()
    };
    ServerOptions { limits, ..options() }
}

#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let server = start(impatient(), FakePlane::quiet()).await;
    let mut stream = TcpStream::connect(server.addr).await.unwrap();
    stream
        .write_all(b"POST /CreateStage HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 10\r\n\r\n{")
        .await
        .unwrap();
    expect![[r#"
        HTTP/1.1 408 Request Timeout
        x-amzn-errortype: RequestTimeoutException
        content-type: application/json
        x-content-type-options: nosniff
        connection: close
        content-length: 77

        {"message":"The body of the request did not arrive within the time allowed."}"#]]
    .assert_eq(&read_to_end(&mut stream).await);
    server.stop().await;
}

#[tokio::test]
async fn a_body_that_breaks_off_is_not_called_late() {
    let server = start(options(), FakePlane::quiet()).await;
    let head = "POST /ListStages HTTP/1.1\nHost: localhost\nTransfer-Encoding: chunked\n\n";
    let answer = exchange(server.addr, &format!("{head}no length\n{{}}\n0\n\n")).await;
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    assert!(answer.ends_with(r#"{"message":"The body of the request did not arrive whole."}"#), "{answer}");
    server.stop().await;
}

#[tokio::test]
async fn slow_heads_silence_and_idle_connections_are_closed() {
    let server = start(impatient(), FakePlane::quiet()).await;
    for sent in [
        &b""[..],
        b"GET /_callboard/health HTTP/1.1\r\nHost: loc",
        b"PRI * HTTP/2.0\r\n",
        b"GET /_callboard/health HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /_callboard/health HTTP/1.1\r\nHost: localhost\r\n\r\nGET /_callboard/he",
    ] {
        let mut stream = TcpStream::connect(server.addr).await.unwrap();
        stream.write_all(sent).await.unwrap();
        let mut answer = Vec::new();
        // The end of the stream, rather than a time-out of the test, is what is checked.
        let _ = stream.read_to_end(&mut answer).await;
    }
    server.stop().await;
}

#[tokio::test]
async fn an_open_address_needs_verified_signatures() {
    let open = ServerOptions { listen: SocketAddr::from(([0, 0, 0, 0], 0)), ..options() };
    let bind = |options| Server::bind(options, FakePlane::quiet(), Arc::new(NoKeys), Arc::new(NoLocalRoutes));
    let refused = bind(open.clone()).await.err().unwrap();
    expect![[r#"
        will not listen on `0.0.0.0:0` without verifying signatures: other machines could reach it
        hint: use `--auth verify`, or listen on 127.0.0.1"#]]
    .assert_eq(&format!("{refused}\nhint: {}", refused.hint().unwrap_or_default()));
    assert!(bind(ServerOptions { auth: Auth::Verify, ..open }).await.is_ok());
}

#[tokio::test]
async fn an_address_in_use_is_named() {
    let first = start(options(), FakePlane::quiet()).await;
    let second = ServerOptions { listen: first.addr, ..options() };
    let refused =
        Server::bind(second, FakePlane::quiet(), Arc::new(NoKeys), Arc::new(NoLocalRoutes)).await.err().unwrap();
    let message = format!("{refused}\nhint: {}", refused.hint().unwrap_or_default());
    expect![[r#"
        cannot listen on `ADDRESS`
        hint: another program listens there; choose another port, or 0 for any free one"#]]
    .assert_eq(&message.replace(&first.addr.to_string(), "ADDRESS"));
    first.stop().await;
}

struct Echo;

#[async_trait::async_trait]
impl LocalRoutes for Echo {
    async fn answer(&self, request: LocalRequest) -> Option<LocalAnswer> {
        let LocalRequest { method, path, query, body, caller, .. } = request;
        if path == "panic" {
            panic!("as asked");
        }
        let who = caller.map_or("nobody".into(), |it: Caller| it.arn);
        (path == "echo").then(|| {
            LocalAnswer::text(StatusCode::OK, format!("{method} {path} {query} {} bytes by {who}", body.len()))
        })
    }
}

#[tokio::test]
async fn routes_of_the_binary_are_served_and_survive_their_panics() {
    let server = start_with(options(), FakePlane::quiet(), Arc::new(NoKeys), Arc::new(Echo)).await;
    let mut stream = TcpStream::connect(server.addr).await.unwrap();
    let requests = [
        "POST /_callboard/panic HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n",
        "POST /_callboard/echo?a=b HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc",
        "GET /_callboard/nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    ];
    stream.write_all(requests.concat().as_bytes()).await.unwrap();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).await.unwrap();
    let kept: Vec<&str> = answers.split("\r\n").filter(|it| !it.is_empty() && !it.contains(": ")).collect();
    expect![[r#"
        HTTP/1.1 500 Internal Server Error
        {"message":"The request processing has failed because of an unknown error, exception or failure."}HTTP/1.1 200 OK
        POST echo a=b 3 bytes by nobodyHTTP/1.1 404 Not Found
        {"message":"there is no such route"}"#]]
    .assert_eq(&kept.join("\n"));
    server.stop().await;
}
