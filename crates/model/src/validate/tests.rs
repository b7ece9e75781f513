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
    check(
        "ivs-realtime",
        "CreateStage",
        input,
        expect![
            "4 validation errors detected: Value 'my stage' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]*; Value '0' at 'participantTokenConfigurations.2.member.duration' failed to satisfy constraint: Member must have value greater than or equal to 1; Value '[FLY]' at 'participantTokenConfigurations.2.member.capabilities' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [PUBLISH, SUBSCRIBE]]; Value '{=x}' at 'tags' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1]"
        ],
    );
}

#[test]
fn lengths_and_ranges_are_kept() {
    let long = format!(r#"{{"name": "{}"}}"#, "a".repeat(129));
    check(
        "ivs-realtime",
        "CreateStage",
        &long,
        expect![
            "1 validation error detected: Value 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' at 'name' failed to satisfy constraint: Member must have length less than or equal to 128"
        ],
    );
    check(
        "ivs-realtime",
        "ListStages",
        r#"{"maxResults": 101}"#,
        expect![
            "1 validation error detected: Value '101' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100"
        ],
    );
    check(
        "ivs-realtime",
        "StartComposition",
        r#"{"stageArn": "arn:aws:ivs:us-east-1:123456789012:stage/a", "destinations": []}"#,
        expect![
            "1 validation error detected: Value '[]' at 'destinations' failed to satisfy constraint: Member must have length greater than or equal to 1"
        ],
    );
}

#[test]
fn a_value_of_another_kind_is_no_value_of_its_shape() {
    check(
        "ivs-realtime",
        "CreateStage",
        r#"{"name": 7, "tags": ["a"]}"#,
        expect![
            "2 validation errors detected: Value '7' at 'name' failed to satisfy constraint: Member must be a string; Value '[a]' at 'tags' failed to satisfy constraint: Member must be a map"
        ],
    );
}

#[test]
fn a_pattern_that_its_service_does_not_enforce_is_not_enforced() {
    let input = r#"{"resourceArn": "arn:aws:ivs:us-east-1:123456789012:stage/abcdABCDefgh"}"#;
    check("ivs-realtime", "ListTagsForResource", input, expect!["valid"]);
}
