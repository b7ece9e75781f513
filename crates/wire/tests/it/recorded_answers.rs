//! Answers that botocore's authors recorded from the services, with what is to be read from them.

use std::path::Path;
use std::process::Command;

use callboard_model::document::{Document, Instant};
use callboard_model::registry;
use callboard_model::service::{Operation, Protocol};
use callboard_wire::cbor;
use callboard_wire::client::{self, AnswerError};
use http::HeaderMap;
use serde_json::Value;

use crate::vectors;

/// The operation that a file's name means: `ec2-describe-tags`.
fn operation(stem: &str) -> Option<&'static Operation> {
    registry::services().iter().find_map(|entry| {
        let rest = stem.strip_prefix(entry.name)?.strip_prefix('-')?.split('#').next()?.replace('-', "");
        let name = entry.operation_names().find(|it| it.to_ascii_lowercase() == rest)?;
        entry.service().operation(name)
    })
}

/// The protocol of services that have changed theirs since.
fn protocol(operation: &Operation, is_xml: bool) -> Option<Protocol> {
    let wanted: &[Protocol] = if is_xml {
        &[Protocol::Query, Protocol::Ec2, Protocol::RestXml]
    } else {
        &[Protocol::Json, Protocol::RestJson]
    };
    operation.service.metadata.protocols.iter().copied().find(|it| wanted.contains(it))
}

fn same(found: &Document, expected: &Value) -> bool {
    match (found, expected) {
        (Document::Timestamp(timestamp), Value::String(text)) => timestamp.instant().ok() == Instant::parse(text).ok(),
        (Document::List(items), Value::Array(expected)) => {
            items.len() == expected.len() && items.iter().zip(expected).all(|(left, right)| same(left, right))
        }
        (Document::Map(map), Value::Object(expected)) => {
            let expected: Vec<_> = expected.iter().filter(|(key, _)| *key != "ResponseMetadata").collect();
            map.len() == expected.len()
                && expected.iter().all(|(key, value)| map.get(key).is_some_and(|it| same(it, value)))
        }
        (found, expected) => vectors::plain(found) == vectors::with_floats(expected),
    }
}

/// Reads one answer; the error says what differs, nothing is said of operations that are gone.
fn check(answer: &Path, expected: &Path, status: u16) -> Option<Result<(), String>> {
    let stem = answer.file_stem()?.to_str()?;
    let is_xml = answer.extension()? == "xml";
    let operation = operation(stem)?;
    let protocol = protocol(operation, is_xml)?;
    let body = std::fs::read(answer).unwrap();
    let expected: Value = serde_json::from_str(&std::fs::read_to_string(expected).unwrap()).unwrap();
    let result = client::response_in(protocol, operation, status, &HeaderMap::new(), &body);
    Some(match result {
        Ok(answer) if same(&Document::Map(answer.members.clone()), &expected) => Ok(()),
        Ok(answer) => Err(format!("{stem}: {}\nexpected {expected}", vectors::plain(&Document::Map(answer.members)))),
        Err(AnswerError::Refused(error))
            if status >= 400
                && expected["Error"]["Code"] == error.code.as_str()
                && expected["Error"]["Message"].as_str().unwrap_or_default() == error.message =>
        {
            Ok(())
        }
        Err(err) => Err(format!("{stem}: {err:?}\nexpected {expected}")),
    })
}

/// What botocore changes after reading, for one operation each: parts of answers that are JSON in text.
const CHANGED_BY_HANDLERS: [&str; 3] = ["iam-get-user-policy", "iam-list-roles", "cloudformation-get-template"];

#[test]
fn recorded_answers_are_read() {
    let Some(archive) = vectors::path("botocore-1.43.11/response_parsing.tar.gz") else { return };
    let folder = tempfile::tempdir().unwrap();
    let status = Command::new("tar").arg("xzf").arg(&archive).arg("-C").arg(folder.path()).status().unwrap();
    assert!(status.success());
    let root = folder.path().join("response_parsing");
    let (mut passed, mut gone, mut failures) = (0, Vec::new(), Vec::new());
    for (answers, status) in [("xml/responses", 200), ("xml/errors", 400), ("json/errors", 400)] {
        for file in std::fs::read_dir(root.join(answers)).unwrap().flatten() {
            let answer = file.path();
            let is_answer = answer.extension().is_some_and(|it| it == "xml") || answers == "json/errors";
            if !is_answer {
                continue;
            }
            let expected = if answers == "json/errors" {
                root.join("json/expected").join(file.file_name())
            } else {
                answer.with_extension("json")
            };
            match check(&answer, &expected, status) {
                Some(Ok(())) => passed += 1,
                Some(Err(problem)) if CHANGED_BY_HANDLERS.iter().any(|it| problem.starts_with(it)) => {}
                Some(Err(problem)) => failures.push(problem),
                None => gone.push(file.file_name().to_string_lossy().into_owned()),
            }
        }
    }
    println!("{passed} passed; services or operations that are gone: {}", gone.join(" "));
    assert!(failures.is_empty(), "{} failed\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn cbor_is_read_as_the_cbor_tests_say() {
    let Some(good) = vectors::json("botocore-1.43.11/cbor/decode-success-tests.json") else { return };
    let bad = vectors::json("botocore-1.43.11/cbor/decode-error-tests.json").unwrap();
    let mut failures = Vec::new();
    for case in good.as_array().unwrap() {
        let result = cbor::read_any(&from_hex(case["input"].as_str().unwrap()));
        let is_right = match &result {
            Ok(value) => means(value, &case["expect"]),
            // No AWS protocol uses other tags than that of timestamps, whose value is a number.
            Err(_) => has_strange_tag(&case["expect"]),
        };
        if !is_right {
            failures.push(format!("{}: {result:?}", case["description"]));
        }
    }
    for case in bad.as_array().unwrap() {
        if let Ok(value) = cbor::read_any(&from_hex(case["input"].as_str().unwrap())) {
            failures.push(format!("{}: {value:?}", case["description"]));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn from_hex(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn has_strange_tag(expect: &Value) -> bool {
    match expect {
        Value::Object(members) => members.iter().any(|(key, it)| key == "tag" || has_strange_tag(it)),
        Value::Array(items) => items.iter().any(has_strange_tag),
        _ => false,
    }
}

fn means(value: &Document, expect: &Value) -> bool {
    let (kind, wanted) = expect.as_object().and_then(|it| it.iter().next()).unwrap();
    match (kind.as_str(), value) {
        ("uint" | "negint", Document::Integer(number)) => {
            // The largest of the vectors are too large for the reader of their JSON.
            wanted.as_i64().map(i128::from) == Some(*number)
                || wanted.as_u64().map(i128::from) == Some(*number)
                || wanted.is_f64() && wanted.as_f64() == Some(*number as f64)
        }
        ("float32", Document::Float(number)) => {
            let bits = wanted.as_u64().unwrap() as u32;
            number.is_nan() && f32::from_bits(bits).is_nan() || f64::from(f32::from_bits(bits)) == *number
        }
        ("float64", Document::Float(number)) => {
            let bits = wanted.as_u64().unwrap();
            number.is_nan() && f64::from_bits(bits).is_nan() || f64::from_bits(bits) == *number
        }
        ("string", Document::String(text)) => wanted == text.as_str(),
        ("bytestring", Document::Blob(bytes)) => {
            let wanted: Vec<u8> = wanted.as_array().unwrap().iter().map(|it| it.as_u64().unwrap() as u8).collect();
            *bytes == wanted
        }
        ("bool", Document::Bool(value)) => wanted == value,
        ("null", Document::Null) => true,
        ("list", Document::List(items)) => {
            let wanted = wanted.as_array().unwrap();
            items.len() == wanted.len() && items.iter().zip(wanted).all(|(left, right)| means(left, right))
        }
        ("map", Document::Map(map)) => {
            let wanted = wanted.as_object().unwrap();
            // Nulls of maps are dropped, as botocore drops them.
            wanted.iter().all(|(key, it)| match map.get(key) {
                Some(value) => means(value, it),
                None => it.as_object().is_some_and(|it| it.contains_key("null") || it.contains_key("undefined")),
            })
        }
        ("tag", Document::Timestamp(_)) => wanted["id"] == 1,
        _ => false,
    }
}
