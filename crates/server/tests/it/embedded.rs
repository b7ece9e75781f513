//! The embedded plane behind the door: the same over HTTP as in-process, and nothing lost at the end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use callboard_embedded::{EmbeddedOptions, EmbeddedPlane, Writes};
use callboard_model::document::{Document, Map};
use callboard_model::registry;
use callboard_model::service::Operation;
use callboard_plane::{Call, Caller, Plane, PlaneError, Scope};
use callboard_server::ServerOptions;
use callboard_wire::client::{self, AnswerError, RequestOptions};
use http::{HeaderValue, Request};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::SendRequest;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::support::{Running, options, start};

fn operation(name: &str) -> &'static Operation {
    registry::service("ivs-realtime").unwrap().operation(name).unwrap()
}

async fn serve() -> (EmbeddedPlane, Running) {
    let plane = EmbeddedPlane::open(EmbeddedOptions::memory().with_writes(Writes::Shared)).unwrap();
    let served = ServerOptions { services: vec!["ivs-realtime"], ..options() };
    let server = start(served, Arc::new(plane.clone())).await;
    (plane, server)
}

/// A client of one keep-alive connection.
struct Client {
    host: HeaderValue,
    sender: SendRequest<Full<Bytes>>,
}

impl Client {
    async fn connect(addr: SocketAddr) -> Option<Self> {
        let stream = TokioIo::new(TcpStream::connect(addr).await.ok()?);
        let (sender, connection) = hyper::client::conn::http1::handshake(stream).await.ok()?;
        tokio::spawn(connection);
        Some(Self { host: HeaderValue::from_str(&addr.to_string()).unwrap(), sender })
    }

    /// `None` where the connection ended before an answer came.
    async fn call(&mut self, name: &str, input: &Map) -> Option<Result<Map, String>> {
        let made = client::request(operation(name), input, RequestOptions::default()).unwrap();
        let uri = if made.query.is_empty() { made.path } else { format!("{}?{}", made.path, made.query) };
        let mut request = Request::builder().method(made.method).uri(uri).body(Full::from(made.body)).unwrap();
        *request.headers_mut() = made.headers;
        request.headers_mut().insert("host", self.host.clone());
        let signed =
            "AWS4-HMAC-SHA256 Credential=test/20261121/eu-west-1/ivs/aws4_request, SignedHeaders=host, Signature=0";
        request.headers_mut().insert("authorization", HeaderValue::from_static(signed));
        self.sender.ready().await.ok()?;
        let answer = self.sender.send_request(request).await.ok()?;
        let (head, body) = answer.into_parts();
        let body = body.collect().await.ok()?.to_bytes();
        Some(match client::response(operation(name), head.status.as_u16(), &head.headers, &body) {
            Ok(answer) => Ok(answer.members),
            Err(AnswerError::Refused(refusal)) => {
                // Clients look for `message`; this service calls it otherwise.
                let message = refusal.members.str("exceptionMessage").unwrap_or(&refusal.message);
                Err(format!("{} {}: {message}", refusal.status, refusal.code))
            }
            Err(unreadable) => Err(format!("unreadable: {unreadable}")),
        })
    }
}

async fn call_directly(plane: &EmbeddedPlane, name: &str, input: &Map) -> Result<Map, String> {
    let scope = Scope::new("123456789012", "eu-west-1");
    let caller = Caller::root(&scope, "test");
    let call = Call { operation: operation(name), input: input.clone(), scope, caller };
    match plane.call(call).await {
        Ok(output) => Ok(output.members),
        Err(PlaneError::Service { refusal, .. }) => {
            Err(format!("{} {}: {}", refusal.http_status, refusal.code, refusal.message))
        }
        Err(other) => Err(other.to_string()),
    }
}

#[tokio::test]
async fn a_stage_is_the_same_over_http_and_in_process() {
    let (plane, server) = serve().await;
    let mut client = Client::connect(server.addr).await.unwrap();
    let tags = Map::new().with("team", "board").with("empty", "");
    let input = Map::new().with("name", "one").with("tags", tags);
    let created = client.call("CreateStage", &input).await.unwrap().unwrap();
    let stage = created.get("stage").unwrap();
    let arn = stage.get("arn").and_then(Document::as_str).unwrap().to_owned();
    let by_arn = |arn: &str| Map::new().with("arn", arn);
    let tagged = |arn: &str| Map::new().with("resourceArn", arn);
    let cases = [
        ("GetStage", by_arn(&arn)),
        ("ListStages", Map::new().with("maxResults", 1)),
        ("ListTagsForResource", tagged(&arn)),
        ("UntagResource", tagged(&arn).with("tagKeys", vec![Document::from("team")])),
        ("ListTagsForResource", tagged(&arn)),
        ("GetStage", by_arn(&arn.replace("eu-west-1", "us-east-1"))),
        ("GetStage", by_arn("nonsense")),
        ("GetStage", Map::new()),
        ("UpdateStage", by_arn(&arn).with("name", "b@d name")),
        ("ListStageSessions", Map::new().with("stageArn", arn.as_str())),
    ];
    for (name, input) in cases {
        let over_http = client.call(name, &input).await.unwrap();
        assert_eq!(over_http, call_directly(&plane, name, &input).await, "{name} {input:?}");
    }
    client.call("DeleteStage", &by_arn(&arn)).await.unwrap().unwrap();
    assert!(call_directly(&plane, "GetStage", &by_arn(&arn)).await.unwrap_err().starts_with("404"));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_acknowledged_stage_and_no_other_is_there_after_the_end() {
    let (plane, server) = serve().await;
    let (addr, stopping) = (server.addr, Arc::new(AtomicBool::new(false)));
    let clients: Vec<_> = (0..16)
        .map(|at| {
            let stopping = Arc::clone(&stopping);
            tokio::spawn(async move {
                let mut acknowledged = 0;
                while !stopping.load(Ordering::SeqCst) {
                    let Some(mut client) = Client::connect(addr).await else { break };
                    let input = Map::new().with("name", format!("stage-{at}"));
                    while let Some(created) = client.call("CreateStage", &input).await {
                        created.unwrap();
                        acknowledged += 1;
                    }
                }
                acknowledged
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let stopped = server.stop().await;
    stopping.store(true, Ordering::SeqCst);
    let mut acknowledged = 0;
    for client in clients {
        acknowledged += client.await.unwrap();
    }
    assert_eq!(stopped.cut_connections, 0);
    assert_eq!(count_stages(&plane).await, acknowledged);
    assert!(acknowledged > 16, "only {acknowledged} stages");
}

async fn count_stages(plane: &EmbeddedPlane) -> usize {
    let mut count = 0;
    let mut input = Map::new().with("maxResults", 100);
    loop {
        let page = call_directly(plane, "ListStages", &input).await.unwrap();
        count += page.get("stages").and_then(Document::as_list).map_or(0, <[Document]>::len);
        match page.str("nextToken") {
            Some(token) => input.insert("nextToken", token),
            None => return count,
        };
    }
}
