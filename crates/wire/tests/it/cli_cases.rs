//! Answers as the AWS CLI read them: what it printed for canned answers of every kind of service.

use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use callboard_model::document::{Document, Instant};
use callboard_model::registry;
use callboard_model::service::{Operation, Protocol};
use callboard_wire::client::{self, AnswerError};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

use crate::vectors;

/// What the AWS CLI or botocore changes after reading, or reads by models that are older than ours.
const KNOWN_GAPS: &[(&str, &str)] =
    &[("output/taxsettings/batch-get-tax-exemptions/json", "members have another order in the newer model")];

fn folder(mode: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/harness/awscli/cache/v2").join(mode);
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: no cases at {}", path.display());
    None
}

fn cases(folder: &Path) -> Vec<Value> {
    let mut cases = Vec::new();
    for file in std::fs::read_dir(folder).unwrap().flatten() {
        let text = Command::new("gzip").arg("-dc").arg(file.path()).output().unwrap().stdout;
        cases.extend(String::from_utf8(text).unwrap().lines().map(|it| serde_json::from_str::<Value>(it).unwrap()));
    }
    cases
}

fn operation(case: &Value) -> Option<&'static Operation> {
    let service = match case["svc"].as_str()? {
        "s3api" => "s3",
        "deploy" => "codedeploy",
        "configservice" => "config",
        name => name,
    };
    registry::service(service)?.operation(case["op"].as_str()?)
}

/// Reads the canned answer in the protocol that the CLI of the time used.
fn read(operation: &'static Operation, answer: &Value) -> Result<client::Answer, AnswerError> {
    const ORDER: [Protocol; 5] =
        [Protocol::Json, Protocol::RestJson, Protocol::RestXml, Protocol::Query, Protocol::Ec2];
    let spoken = &operation.service.metadata.protocols;
    let protocol = ORDER.into_iter().find(|it| spoken.contains(it)).unwrap_or(operation.service.metadata.protocol);
    let mut headers = HeaderMap::new();
    for (name, value) in answer["headers"].as_object().into_iter().flatten() {
        let value = HeaderValue::from_bytes(value.as_str().unwrap().as_bytes()).unwrap();
        headers.append(HeaderName::try_from(name).unwrap(), value);
    }
    let body = STANDARD.decode(answer["body_b64"].as_str().unwrap_or_default()).unwrap();
    client::response_in(protocol, operation, answer["status"].as_u64().unwrap() as u16, &headers, &body)
}

/// Whether a value is what was printed: timestamps in ISO 8601, blobs in base64.
fn same(found: &Document, printed: &Value) -> bool {
    match (found, printed) {
        (Document::Timestamp(found), Value::String(text)) => {
            let (found, printed) = (found.instant(), Instant::parse(text));
            matches!((found, printed), (Ok(found), Ok(printed)) if found.epoch_millis() == printed.epoch_millis())
        }
        (Document::Blob(bytes), Value::String(text)) => STANDARD.encode(bytes) == *text,
        (Document::List(items), Value::Array(printed)) => {
            items.len() == printed.len() && items.iter().zip(printed).all(|(left, right)| same(left, right))
        }
        (Document::Map(map), Value::Object(printed)) => {
            map.len() == printed.len()
                && map.iter().zip(printed).all(|((key, value), (name, it))| key == name && same(value, it))
        }
        (found, printed) => vectors::plain(found) == vectors::with_floats(printed),
    }
}

#[test]
fn answers_are_read_as_the_aws_cli_prints_them() {
    let Some(folder) = folder("output") else { return };
    let (mut passed, mut failures) = (0, Vec::new());
    for case in cases(&folder) {
        let id = case["id"].as_str().unwrap();
        let is_plain = id.ends_with("/json") && case["exp"]["rc"] == 0;
        let Some(operation) = operation(&case).filter(|_| is_plain) else { continue };
        if KNOWN_GAPS.iter().any(|(gap, _)| *gap == id) {
            continue;
        }
        let printed: Value = serde_json::from_str(case["exp"]["out"].as_str().unwrap_or_default())
            .unwrap_or_else(|_| Value::Object(serde_json::Map::new()));
        match read(operation, &case["resp"][0]) {
            Ok(mut answer) => {
                // Paging keeps the results and drops the rest; a body that is streamed goes to a file.
                if operation.service.paginator(operation.name).is_some() {
                    answer.members.retain(|key, _| printed.get(key).is_some());
                    if let Some(printed) = printed.as_object() {
                        answer.members = printed
                            .keys()
                            .filter_map(|key| answer.members.remove(key).map(|it| (key.clone().into(), it)))
                            .collect();
                    }
                }
                if let Some(member) = client::streamed_output(operation) {
                    answer.members.remove(member.name);
                }
                let answer = Document::Map(answer.members);
                if same(&answer, &printed) {
                    passed += 1;
                } else {
                    failures.push(format!("{id}: {}\nprinted {printed}", vectors::plain(&answer)));
                }
            }
            Err(err) => failures.push(format!("{id}: {err}\nprinted {printed}")),
        }
    }
    println!("{passed} passed");
    assert!(failures.is_empty(), "{} failed\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn errors_are_read_as_the_aws_cli_prints_them() {
    let Some(folder) = folder("error") else { return };
    let (mut passed, mut failures) = (0, Vec::new());
    for case in cases(&folder) {
        let id = case["id"].as_str().unwrap();
        let printed = case["exp"]["err"].as_str().unwrap_or_default();
        let Some((code, message)) = printed.split_once("An error occurred (").and_then(|(_, rest)| {
            let (code, rest) = rest.split_once(") when calling the ")?;
            let (_, message) = rest.split_once("reached max retries: 0):")?;
            Some((code, message.split("\n\nAdditional error details").next()?.trim()))
        }) else {
            // The query protocols' errors must have a body.
            assert!(printed.contains("Unable to parse response"), "{id}: {printed}");
            let result = operation(&case).map(|it| read(it, &case["resp"][0]));
            assert!(matches!(result, None | Some(Err(AnswerError::Xml(_)))), "{id}: {result:?}");
            continue;
        };
        let Some(operation) = operation(&case) else { continue };
        match read(operation, &case["resp"][0]) {
            Err(AnswerError::Refused(error)) if error.code == code && error.message.trim() == message => passed += 1,
            other => failures.push(format!("{id}: {other:?}\nprinted {printed}")),
        }
    }
    println!("{passed} passed");
    assert!(failures.is_empty(), "{} failed\n{}", failures.len(), failures.join("\n"));
}
