//! Any bytes give a value or an error.

use callboard_model::document::Map;
use callboard_model::registry;
use callboard_model::service::Operation;
use callboard_wire::client::{self, RequestOptions};
use callboard_wire::route;
use callboard_wire::server::{self, Incoming};
use callboard_wire::sigv4::Claim;
use callboard_wire::{cbor, json, uri};
use http::{HeaderMap, HeaderName, HeaderValue};
use proptest::prelude::*;

use crate::generate::Generator;

/// Operations of every protocol, with inputs and outputs of many kinds.
const OPERATIONS: [(&str, &str); 12] = [
    ("ivs-realtime", "CreateStage"),
    ("apigatewayv2", "GetStages"),
    ("cloudcontrol", "ListResources"),
    ("dynamodb", "PutItem"),
    ("sts", "AssumeRole"),
    ("ec2", "RunInstances"),
    ("s3", "PutBucketLifecycleConfiguration"),
    ("s3", "PutObject"),
    ("s3", "GetObject"),
    ("route53", "ChangeResourceRecordSets"),
    ("cloudwatch", "PutMetricData"),
    ("apigateway", "ImportRestApi"),
];

fn operation(place: usize) -> &'static Operation {
    let (service, name) = OPERATIONS[place % OPERATIONS.len()];
    registry::service(service).and_then(|it| it.operation(name)).unwrap()
}

/// Bytes near what a reader takes: a good body with some bytes changed.
fn damaged(mut body: Vec<u8>, damage: &[(usize, u8)]) -> Vec<u8> {
    for (place, byte) in damage {
        if !body.is_empty() {
            let place = place % body.len();
            match byte % 3 {
                0 => body[place] = *byte,
                1 => drop(body.remove(place)),
                _ => body.insert(place, *byte),
            }
        }
    }
    body
}

fn read_everything(operation: &'static Operation, incoming: &Incoming<'_>) {
    let _ = route::route(&[operation.service], incoming);
    for &protocol in &operation.service.metadata.protocols {
        let _ = server::read_request(protocol, operation, incoming);
        for status in [200, 400, 500] {
            let _ = client::response_in(protocol, operation, status, incoming.headers, incoming.body);
        }
    }
    for shape in operation.input.into_iter().chain(operation.output) {
        let _ = json::read(incoming.body, shape);
        let _ = cbor::read(incoming.body, shape, true);
    }
    let _ = json::read_any(incoming.body);
    let _ = cbor::read_any(incoming.body);
    let _ = uri::percent_decode(incoming.path);
    let _ = Claim::of(incoming.headers, incoming.query);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn on_any_bytes(
        place in 0usize..100,
        body in proptest::collection::vec(any::<u8>(), 0..200),
        path in "/[ -~]{0,40}",
        query in "[ -~é]{0,60}",
        header in "[ -~]{0,60}",
    ) {
        let operation = operation(place);
        let mut headers = HeaderMap::new();
        let names = ["content-type", "x-amz-target", "authorization", "x-amzn-errortype", "x-amzn-query-error", "smithy-protocol", "content-length"];
        for name in names {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_str(&header).unwrap());
        }
        let incoming = Incoming { method: operation.http_method, path: &path, query: &query, headers: &headers, body: &body };
        read_everything(operation, &incoming);
    }

    #[test]
    fn on_damaged_requests(
        place in 0usize..100,
        seed in any::<u64>(),
        damage in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..8),
    ) {
        let operation = operation(place);
        let input = operation.input.map(|it| Generator::new(seed).members(it)).unwrap_or_default();
        let output = operation.output.map(|it| Generator::new(seed).members(it)).unwrap_or_default();
        for &protocol in &operation.service.metadata.protocols {
            let request = client::request_in(protocol, operation, &input, RequestOptions::default()).unwrap();
            let body = damaged(request.body, &damage);
            let path = String::from_utf8_lossy(&damaged(request.path.into_bytes(), &damage)).into_owned();
            let query = String::from_utf8_lossy(&damaged(request.query.into_bytes(), &damage)).into_owned();
            let incoming = Incoming { method: request.method, path: &path, query: &query, headers: &request.headers, body: &body };
            read_everything(operation, &incoming);
            let response = server::write_response(protocol, operation, &output, "req-1");
            let body = damaged(response.body, &damage);
            let _ = client::response_in(protocol, operation, 200, &response.headers, &body);
        }
    }

    #[test]
    fn on_values_that_are_not_of_their_shape(place in 0usize..100, other in 0usize..100, seed in any::<u64>()) {
        let operation = operation(place);
        let strange = self::operation(other).input.map(|it| Generator::new(seed).members(it)).unwrap_or_default();
        let shape = operation.input.unwrap();
        let members = shape.members();
        let mut map = Map::new();
        for (at, (_, value)) in strange.iter().enumerate() {
            map.insert(members[at % members.len()].name, value.clone());
        }
        for &protocol in &operation.service.metadata.protocols {
            let _ = client::request_in(protocol, operation, &map, RequestOptions::default());
            let _ = server::write_response(protocol, operation, &map, "req-1");
        }
    }
}

#[test]
fn on_deep_nesting() {
    let operation = operation(3);
    let headers = HeaderMap::new();
    let deep = [
        "[".repeat(200_000),
        "{\"Item\":".repeat(200_000),
        "<a>".repeat(200_000),
        format!("Tags.{}=1", "member.1.".repeat(100_000)),
    ];
    for body in deep.iter().map(|it| it.as_bytes().to_vec()).chain([
        vec![0x81; 200_000],
        vec![0xD8; 200_000],
        vec![0x5F; 200_000],
    ]) {
        let query = String::from_utf8_lossy(&body).into_owned();
        let incoming = Incoming { method: "POST", path: "/", query: &query, headers: &headers, body: &body };
        read_everything(operation, &incoming);
        for place in 0..OPERATIONS.len() {
            read_everything(self::operation(place), &incoming);
        }
    }
}
