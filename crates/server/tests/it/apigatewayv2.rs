//! API Gateway V2 over HTTP: names, statuses and dates as its clients read them.

use std::fmt::Write as _;
use std::sync::Arc;

use callboard_embedded::{Clock, EmbeddedOptions, EmbeddedPlane, Entropy};
use callboard_model::document::Instant;
use callboard_server::ServerOptions;
use expect_test::expect;

use crate::support::{exchange, options, start};

#[tokio::test]
async fn a_stage_over_http() {
    let clock = Clock::manual(Instant::parse("2026-11-21T10:00:00.25Z").unwrap());
    let embedded = EmbeddedOptions::memory().with_clock(clock).with_entropy(Entropy::seeded(7));
    let plane = EmbeddedPlane::open(embedded).unwrap();
    let served = ServerOptions { services: vec!["apigatewayv2"], ..options() };
    let server = start(served, Arc::new(plane)).await;
    let mut transcript = String::new();
    let arn = "arn%3Aaws%3Aapigateway%3Aeu-west-1%3A%3A%2Fapis%2F2rvpavayk7%2Fstages%2F%24default";
    for (line, body) in [
        ("POST /v2/apis", r#"{"name": "a", "protocolType": "HTTP"}"#),
        ("POST /v2/apis/2rvpavayk7/stages", r#"{"stageName": "$default", "description": "d", "tags": {"a": "1"}}"#),
        ("PATCH /v2/apis/2rvpavayk7/stages/%24default", r#"{"description": null, "stageVariables": {"v": "1"}}"#),
        (&format!("POST /v2/tags/{arn}"), r#"{"tags": {"b": "2"}}"#),
        (&format!("DELETE /v2/tags/{arn}?tagKeys=a&tagKeys=c"), ""),
        ("GET /v2/apis/2rvpavayk7/stages?maxResults=1", ""),
        ("GET /v2/apis/2rvpavayk7/stages/dev", ""),
        ("DELETE /v2/apis/2rvpavayk7", ""),
        ("GET /v2/portals", ""),
    ] {
        let scope = "Credential=test/20261121/eu-west-1/apigateway/aws4_request, SignedHeaders=host, Signature=0";
        let answer = exchange(
            server.addr,
            &format!(
                "{line} HTTP/1.1\nHost: localhost\nAuthorization: AWS4-HMAC-SHA256 {scope}\nContent-Length: {}\nConnection: close\n\n{body}",
                body.len()
            ),
        )
        .await;
        let (head, body) = answer.split_once("\n\n").unwrap_or((&answer, ""));
        let kept = head.lines().filter(|it| it.starts_with("HTTP/") || it.starts_with("x-amzn-errortype"));
        let _ = writeln!(transcript, "{line}\n    {} {body}", kept.collect::<Vec<_>>().join("; "));
    }
    server.stop().await;
    let transcript = transcript.replace(" \n", "\n");
    expect![[r#"
        POST /v2/apis
            HTTP/1.1 201 Created {"apiEndpoint":"https://2rvpavayk7.execute-api.eu-west-1.amazonaws.com","apiId":"2rvpavayk7","apiKeySelectionExpression":"$request.header.x-api-key","createdDate":"2026-11-21T10:00:00Z","disableExecuteApiEndpoint":false,"ipAddressType":"ipv4","name":"a","protocolType":"HTTP","routeSelectionExpression":"$request.method $request.path","tags":{}}
        POST /v2/apis/2rvpavayk7/stages
            HTTP/1.1 201 Created {"createdDate":"2026-11-21T10:00:00Z","defaultRouteSettings":{"detailedMetricsEnabled":false},"description":"d","lastUpdatedDate":"2026-11-21T10:00:00Z","routeSettings":{},"stageName":"$default","stageVariables":{},"tags":{"a":"1"}}
        PATCH /v2/apis/2rvpavayk7/stages/%24default
            HTTP/1.1 200 OK {"createdDate":"2026-11-21T10:00:00Z","defaultRouteSettings":{"detailedMetricsEnabled":false},"description":"d","lastUpdatedDate":"2026-11-21T10:00:00Z","routeSettings":{},"stageName":"$default","stageVariables":{"v":"1"},"tags":{"a":"1"}}
        POST /v2/tags/arn%3Aaws%3Aapigateway%3Aeu-west-1%3A%3A%2Fapis%2F2rvpavayk7%2Fstages%2F%24default
            HTTP/1.1 201 Created {}
        DELETE /v2/tags/arn%3Aaws%3Aapigateway%3Aeu-west-1%3A%3A%2Fapis%2F2rvpavayk7%2Fstages%2F%24default?tagKeys=a&tagKeys=c
            HTTP/1.1 204 No Content
        GET /v2/apis/2rvpavayk7/stages?maxResults=1
            HTTP/1.1 200 OK {"items":[{"createdDate":"2026-11-21T10:00:00Z","defaultRouteSettings":{"detailedMetricsEnabled":false},"description":"d","lastUpdatedDate":"2026-11-21T10:00:00Z","routeSettings":{},"stageName":"$default","stageVariables":{"v":"1"},"tags":{"b":"2"}}]}
        GET /v2/apis/2rvpavayk7/stages/dev
            HTTP/1.1 404 Not Found; x-amzn-errortype: NotFoundException {"message":"Invalid stage identifier specified"}
        DELETE /v2/apis/2rvpavayk7
            HTTP/1.1 204 No Content
        GET /v2/portals
            HTTP/1.1 501 Not Implemented; x-amzn-errortype: NotImplemented {"message":"apigatewayv2 ListPortals is not available on the embedded plane"}
    "#]].assert_eq(&transcript);
}
