//! AWS's protocol tests, as botocore carries them, run by the client's side.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use callboard_model::document::{Document, Map};
use callboard_model::service::{Operation, Protocol, Service};
use callboard_wire::client::{self, AnswerError, RequestOptions};
use callboard_wire::{cbor, json};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};

use crate::vectors;

/// The files, with the name that botocore's list of cases to leave out has for each.
const FILES: [(&str, &str); 10] = [
    ("rest-json", "rest-json"),
    ("json", "json"),
    ("json_1_0", "json_1_0"),
    ("json_1_0-query-compatible", "json_1_0"),
    ("query", "query"),
    ("ec2", "ec2"),
    ("rest-xml", "rest-xml"),
    ("smithy-rpc-v2-cbor", "smithy-rpc-v2-cbor"),
    ("smithy-rpc-v2-cbor-query-compatible", "smithy-rpc-v2-cbor"),
    ("smithy-rpc-v2-cbor-non-query-compatible", "smithy-rpc-v2-cbor"),
];

/// Cases that we and botocore see differently, and why.
const KNOWN_GAPS: &[(&str, &str)] = &[
    ("RestJsonEnumPayloadRequest", "no content type is named for a body that is text or bytes, as botocore does"),
    ("RestJsonHttpPayloadTraitsWithBlob", "as above"),
    ("RestJsonStringPayloadRequest", "as above"),
    ("Scalar members", "the older tests give shapes a location, which no service does"),
    ("Scalar members in headers", "as above"),
    ("Modeled exceptions", "as above"),
    ("Header maps", "as above"),
    ("Blob payload", "the older tests give inputs a payload, which no service does"),
    ("String payload", "as above"),
    ("Structure payload", "as above"),
    ("Content-Type and JSON body", "as above"),
    ("Supports header maps", "names of headers are lower case here"),
    ("RPC JSON Event Stream", "event streams are refused"),
    ("REST XML Event Stream", "event streams are refused"),
];

#[test]
fn requests_are_those_of_the_protocol_tests() {
    run("input", input_case);
}

#[test]
fn answers_are_read_as_the_protocol_tests_say() {
    run("output", output_case);
}

#[test]
fn requests_are_those_of_the_older_tests() {
    run("legacy/input", input_case);
}

#[test]
fn answers_are_read_as_the_older_tests_say() {
    run("legacy/output", output_case);
}

fn run(direction: &str, check: fn(&Value, &'static Operation, &Value) -> Result<(), String>) {
    let Some(ignored) = vectors::json("botocore-1.43.11/protocols/protocol-tests-ignore-list.json") else { return };
    let mut failures = Vec::new();
    for (file, name_in_list) in FILES {
        let is_older = direction.starts_with("legacy") && (file.contains("json_1_0") || file.contains("cbor"));
        if is_older {
            continue;
        }
        let suites = vectors::json(&format!("botocore-1.43.11/protocols/{direction}/{file}.json")).unwrap();
        let (mut passed, mut left_out) = (0, 0);
        for suite in suites.as_array().unwrap() {
            for case in suite["cases"].as_array().unwrap() {
                let id = case["id"].as_str().or(suite["description"].as_str()).unwrap();
                let general = &ignored["general"][direction]["suites"];
                let own = &ignored["protocols"][name_in_list][direction]["cases"];
                let is_gap = KNOWN_GAPS.iter().any(|(gap, _)| *gap == id);
                if contains(general, suite["description"].as_str().unwrap()) || contains(own, id) || is_gap {
                    left_out += 1;
                    continue;
                }
                let name = case["given"]["name"].as_str().unwrap();
                let mut given = case["given"].clone();
                // The vectors leave the name of the wrapping element to the convention of the query protocol.
                if suite["metadata"]["protocol"] == "query" && given["output"].is_object() {
                    given["output"]["resultWrapper"] = format!("{name}Result").into();
                }
                if !given["http"].is_object() {
                    given["http"] = json!({"method": "POST", "requestUri": "/"});
                }
                let mut shapes = suite["shapes"].clone();
                for shape in shapes.as_object_mut().unwrap().values_mut() {
                    if shape["type"] == "structure" && !shape["members"].is_object() {
                        shape["members"] = json!({});
                    }
                }
                spell_out_namespaces(&mut shapes);
                let model = json!({
                    "metadata": suite["metadata"],
                    "operations": {name: given},
                    "shapes": shapes,
                });
                let service = Service::from_model(file, &model).unwrap();
                match check(suite, service.operation(name).unwrap(), case) {
                    Ok(()) => passed += 1,
                    Err(problem) => failures.push(format!("{file} {id}: {problem}")),
                }
            }
        }
        println!("{direction} {file}: {passed} passed, {left_out} left out");
    }
    assert!(failures.is_empty(), "{} failed\n{}", failures.len(), failures.join("\n"));
}

/// Namespaces are plain text here, but `{"uri": …}` in the models of services.
fn spell_out_namespaces(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                match member {
                    Value::String(uri) if name == "xmlNamespace" => *member = json!({"uri": uri}),
                    _ => spell_out_namespaces(member),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(spell_out_namespaces),
        _ => {}
    }
}

fn contains(list: &Value, name: &str) -> bool {
    list.as_array().is_some_and(|it| it.iter().any(|it| it == name))
}

fn input_case(suite: &Value, operation: &'static Operation, case: &Value) -> Result<(), String> {
    let mut input = match operation.input.map(|shape| vectors::document(&case["params"], shape)) {
        Some(Document::Map(map)) => map,
        _ => Map::new(),
    };
    client::fill_idempotency_tokens(operation, &mut input, || "00000000-0000-4000-8000-000000000000".to_owned());
    let request = client::request(operation, &input, RequestOptions::default()).map_err(|err| err.to_string())?;
    let expected = &case["serialized"];
    same("method", request.method, expected["method"].as_str().unwrap_or(request.method))?;
    let (path, query) =
        expected["uri"].as_str().unwrap().split_once('?').unwrap_or((expected["uri"].as_str().unwrap(), ""));
    same("path", &request.path, path)?;
    same("query", &sorted(&request.query), &sorted(query))?;
    for (name, value) in expected["headers"].as_object().into_iter().flatten() {
        let found = request.headers.get(name.as_str()).map(|it| String::from_utf8_lossy(it.as_bytes()).into_owned());
        let is_content_type = name.eq_ignore_ascii_case("content-type");
        // botocore sends no content type for XML, and says the character set of forms; blanks in lists are optional.
        if is_content_type
            && (operation.service.metadata.protocol == Protocol::RestXml
                || found.as_ref().is_some_and(|it| it.contains("form")))
        {
            continue;
        }
        same(name, &found.unwrap_or_default().replace(", ", ","), &value.as_str().unwrap().replace(", ", ","))?;
    }
    for name in expected["forbidHeaders"].as_array().into_iter().flatten() {
        let name = name.as_str().unwrap();
        if request.headers.contains_key(name) {
            return Err(format!("header {name} must not be there"));
        }
    }
    if let Some(host) = expected["host"].as_str() {
        let endpoint =
            suite["clientEndpoint"].as_str().unwrap().trim_start_matches("https://").split('/').next().unwrap();
        let found = format!("{}{endpoint}", request.host_prefix.as_deref().unwrap_or_default());
        same("host", &found, host.split('/').next().unwrap())?;
    }
    let Some(body) = expected["body"].as_str() else { return Ok(()) };
    let content_type = request.headers.get("content-type").and_then(|it| it.to_str().ok()).unwrap_or_default();
    let found = String::from_utf8_lossy(&request.body);
    if content_type.contains("cbor") {
        let expected = cbor::read_any(&STANDARD.decode(body).unwrap()).unwrap();
        let found = cbor::read_any(&request.body).map_err(|err| err.to_string())?;
        return same("body", &vectors::plain(&found).to_string(), &vectors::plain(&expected).to_string());
    }
    if content_type.contains("form") {
        return same("body", &sorted(&found), &sorted(body));
    }
    match serde_json::from_str::<Value>(body) {
        Ok(expected) if content_type.contains("json") => {
            let found = json::read_any(&request.body).map_err(|err| err.to_string())?;
            let found = vectors::plain(&found);
            if found == vectors::with_floats(&expected) {
                return Ok(());
            }
            Err(format!("body {found}, expected {expected}"))
        }
        _ if body.trim_start().starts_with('<') => same("body", &squeezed(&found), &squeezed(body.trim())),
        _ => same("body", &found, body),
    }
}

fn same(what: &str, found: &str, expected: &str) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("{what} {found}, expected {expected}")) }
}

fn sorted(query: &str) -> String {
    let mut parts: Vec<&str> = query.split('&').map(|it| it.strip_suffix('=').unwrap_or(it)).collect();
    parts.sort_unstable();
    parts.join("&")
}

/// XML without blanks between elements, with empty elements written in one way.
fn squeezed(xml: &str) -> String {
    let mut out = String::new();
    for (at, part) in xml.split('<').enumerate() {
        if at > 0 {
            out.push('<');
        }
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        let text = if text.trim().is_empty() { "" } else { text };
        match tag.trim_end().strip_suffix('/') {
            Some(tag) => {
                let name = tag.split_whitespace().next().unwrap_or_default();
                out.push_str(&format!("{}></{name}>{text}", tag.trim_end()));
            }
            None if tag.is_empty() => {}
            None => out.push_str(&format!("{tag}>{text}")),
        }
    }
    out
}

fn output_case(_suite: &Value, operation: &'static Operation, case: &Value) -> Result<(), String> {
    let response = &case["response"];
    let mut headers = HeaderMap::new();
    for (name, value) in response["headers"].as_object().into_iter().flatten() {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        headers.append(name, HeaderValue::from_str(value.as_str().unwrap()).unwrap());
    }
    let is_cbor = operation.service.metadata.protocol == Protocol::RpcV2Cbor;
    let body = response["body"].as_str().unwrap_or_default();
    let body = if is_cbor { STANDARD.decode(body).unwrap() } else { body.as_bytes().to_vec() };
    let status = response["status_code"].as_u64().unwrap_or(200) as u16;
    match client::response(operation, status, &headers, &body) {
        Ok(answer) => {
            let found = vectors::plain(&Document::Map(answer.members));
            let expected = vectors::with_floats(&case["result"]);
            if sort(&found) == sort(&expected) { Ok(()) } else { Err(format!("result {found}, expected {expected}")) }
        }
        Err(AnswerError::Refused(error)) => {
            let expected = case["errorCode"].as_str().unwrap_or("none");
            same("code", &error.code, expected)?;
            if let Some(message) = case["errorMessage"].as_str() {
                same("message", &error.message, message)?;
            }
            let found = vectors::plain(&Document::Map(error.members));
            let expected = vectors::with_floats(&case["error"]);
            let missing = expected
                .as_object()
                .into_iter()
                .flatten()
                .find(|(key, value)| sort(&found[key.as_str()]) != sort(value));
            match missing {
                None => Ok(()),
                Some((key, _)) => Err(format!("error member {key} of {found}, expected {expected}")),
            }
        }
        Err(other) => Err(other.to_string()),
    }
}

fn sort(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut pairs: Vec<_> = members.iter().map(|(key, value)| (key.clone(), sort(value))).collect();
            pairs.sort_by(|left, right| left.0.cmp(&right.0));
            pairs.into_iter().collect()
        }
        Value::Array(items) => items.iter().map(sort).collect(),
        other => other.clone(),
    }
}
