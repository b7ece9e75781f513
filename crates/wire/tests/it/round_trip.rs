//! Each direction against the other: what the client's side writes, the server's side reads, and back.

use callboard_model::registry;
use callboard_model::service::{Operation, Protocol, Service};
use callboard_wire::client::{self, AnswerError, RequestOptions, WireError};
use callboard_wire::route;
use callboard_wire::server::{self, Incoming};
use proptest::prelude::*;

use crate::generate::{Generator, canonical};

/// Operations of S3 that share method and URI with another one.
const AMBIGUOUS: [(&str, &str); 5] = [
    ("GetBucketLifecycle", "deprecated form of GetBucketLifecycleConfiguration"),
    ("PutBucketLifecycle", "deprecated form of PutBucketLifecycleConfiguration"),
    ("GetBucketNotification", "deprecated form of GetBucketNotificationConfiguration"),
    ("PutBucketNotification", "deprecated form of PutBucketNotificationConfiguration"),
    ("ListDirectoryBuckets", "told from ListBuckets by its host alone"),
];

/// Sends a generated input and a generated output of one operation through a protocol and back.
fn check(protocol: Protocol, operation: &'static Operation, seed: u64) -> Result<(), String> {
    let mut generator = Generator::new(seed);
    let input = operation.input.map(|shape| generator.members(shape)).unwrap_or_default();
    let request = match client::request_in(protocol, operation, &input, RequestOptions::default()) {
        Ok(request) => request,
        Err(WireError::Unsupported { .. }) => return Ok(()),
        Err(err) => return Err(format!("request: {err}")),
    };
    let incoming = Incoming {
        method: request.method,
        path: &request.path,
        query: &request.query,
        headers: &request.headers,
        body: &request.body,
    };
    let routed = route::route(&[operation.service], &incoming)
        .ok_or_else(|| format!("no route for {} {}?{}", request.method, request.path, request.query))?;
    if (routed.operation.name, routed.protocol) != (operation.name, protocol) {
        return Err(format!("{} {} goes to {}", request.method, request.path, routed.operation.name));
    }
    let read = match server::read_request(protocol, operation, &incoming) {
        Err(error) if error.code == "NotImplemented" => return Ok(()),
        result => result.map_err(|err| format!("read_request: {err:?}"))?,
    };
    same("input", &canonical(&read), &canonical(&input), &request.body)?;

    let output = operation.output.map(|shape| generator.members(shape)).unwrap_or_default();
    let response = server::write_response(protocol, operation, &output, "req-1");
    if response.status == 204 || operation.http_method == "HEAD" {
        return Ok(());
    }
    match client::response_in(protocol, operation, response.status, &response.headers, &response.body) {
        Ok(mut answer) => {
            // A member that takes all headers takes those of the answer itself, too.
            for (_, value) in answer.members.iter_mut() {
                if let Some(map) = value.as_map_mut() {
                    map.retain(|key, _| key != "x-amzn-requestid" && key != "content-type");
                }
            }
            same("output", &canonical(&answer.members), &canonical(&output), &response.body)?;
            same("request id", answer.request_id.as_deref().unwrap_or("none"), "req-1", &response.body)
        }
        Err(AnswerError::Unsupported { .. }) => Ok(()),
        Err(err) => Err(format!("response: {err}\n{}", String::from_utf8_lossy(&response.body))),
    }
}

fn same(what: &str, found: &str, expected: &str, body: &[u8]) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    Err(format!("{what} {found}\nexpected {expected}\nbody {}", String::from_utf8_lossy(body)))
}

fn check_service(service: &'static Service, seed: u64, every: usize, failures: &mut Vec<String>) -> usize {
    let mut count = 0;
    for name in service.operation_names().skip(seed as usize % every).step_by(every) {
        let operation = service.operation(name).unwrap();
        for &protocol in &service.metadata.protocols {
            count += 1;
            if AMBIGUOUS.iter().any(|(ambiguous, _)| *ambiguous == name) {
                continue;
            }
            if let Err(problem) = check(protocol, operation, seed) {
                failures.push(format!("{} {name} in {protocol:?}: {problem}", service.name));
            }
        }
    }
    count
}

#[test]
fn inputs_and_outputs_of_every_service_come_through() {
    let mut failures = Vec::new();
    let mut count = 0;
    for entry in registry::services() {
        count += check_service(entry.service(), 7, 1, &mut failures);
    }
    println!("{count} operations and protocols");
    assert!(failures.is_empty(), "{} of {count} failed\n{}", failures.len(), failures.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn generated_values_come_through(seed in any::<u64>(), place in 0usize..10_000) {
        const SERVICES: [&str; 8] = ["ivs-realtime", "apigatewayv2", "cloudcontrol", "sts", "ec2", "s3", "route53", "cloudwatch"];
        let service = registry::service(SERVICES[place % SERVICES.len()]).unwrap();
        let names: Vec<_> = service.operation_names().collect();
        let operation = service.operation(names[place / SERVICES.len() % names.len()]).unwrap();
        prop_assume!(AMBIGUOUS.iter().all(|(ambiguous, _)| *ambiguous != operation.name));
        for &protocol in &service.metadata.protocols {
            prop_assert_eq!(check(protocol, operation, seed), Ok(()));
        }
    }
}
