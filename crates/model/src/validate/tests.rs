use super::*;
use crate::registry;
use expect_test::{Expect, expect};

/// Holds a JSON input against an operation's input shape.
#[track_caller]
fn check(service: &str, operation: &str, input: &str, expect: Expect) {
    let operation = registry::service(service).and_then(|it| it.operation(operation)).expect("an operation");
    let input = Document::from(&serde_json::from_str::<serde_json::Value>(input).expect("JSON"));
    let exceptions = Exceptions { unenforced_patterns: &["ResourceArn"] };
    let result = validate(operation.input.expect("an input"), input.as_map().expect("a map"), exceptions);
    expect.assert_eq(&result.map_or_else(|violations| violations.to_string(), |()| "valid".to_owned()));
}

#[test]
fn a_valid_input_passes_and_unknown_members_are_passed_over() {
    let input =
        r#"{"name": "stage1", "tags": {"a": ""}, "participantTokenConfigurations": [{"userId": "alice"}], "x": 1}"#;
    check("ivs-realtime", "CreateStage", input, expect!["valid"]);
    check("ivs-realtime", "CreateStage", "{}", expect!["valid"]);
}

#[test]
fn a_required_member_must_be_there() {
    check(
        "ivs-realtime",
        "GetStage",
        "{}",
        expect![
            "1 validation error detected: Value null at 'arn' failed to satisfy constraint: Member must not be null"
        ],
    );
    check(
        "ivs-realtime",
        "GetStage",
        r#"{"arn": null}"#,
        expect![
            "1 validation error detected: Value null at 'arn' failed to satisfy constraint: Member must not be null"
        ],
    );
}

#[test]
fn every_violation_is_reported_with_its_path() {
    let input = r#"{"name": "my stage", "participantTokenConfigurations": [{}, {"duration": 0, "capabilities": ["FLY"]}], "tags": {"": "x"}}"#;
    check("ivs-realtime", "CreateStage", input, expect![""]);
}

#[test]
fn lengths_and_ranges_are_kept() {
    let long = format!(r#"{{"name": "{}"}}"#, "a".repeat(129));
    check("ivs-realtime", "CreateStage", &long, expect![""]);
    check("ivs-realtime", "ListStages", r#"{"maxResults": 101}"#, expect![""]);
    check(
        "ivs-realtime",
        "StartComposition",
        r#"{"stageArn": "arn:aws:ivs:us-east-1:123456789012:stage/a", "destinations": []}"#,
        expect![""],
    );
}

#[test]
fn a_value_of_another_kind_is_no_value_of_its_shape() {
    check("ivs-realtime", "CreateStage", r#"{"name": 7, "tags": ["a"]}"#, expect![""]);
}

#[test]
fn a_pattern_that_its_service_does_not_enforce_is_not_enforced() {
    let input = r#"{"resourceArn": "arn:aws:ivs:us-east-1:123456789012:stage/abcdABCDefgh"}"#;
    check("ivs-realtime", "ListTagsForResource", input, expect!["valid"]);
}
