use expect_test::{Expect, expect};

use super::*;
use crate::types::resource_type;

/// What is said of the properties with which a resource is to be created.
#[track_caller]
fn check(name: &str, properties: &str, expect: Expect) {
    let resource_type = resource_type(name).expect("a type");
    let properties: Value = serde_json::from_str(properties).expect("JSON");
    let result = validate_create(resource_type, properties.as_object().expect("an object"));
    expect.assert_eq(&result.map_or_else(|violations| violations.to_string(), |()| "valid".to_owned()));
}

#[test]
fn recorded_answers_are_given_as_recorded() {
    check("AWS::S3::Bucket", r#"{"BucketName": "my-bucket"}"#, expect!["valid"]);
    check(
        "AWS::S3::Bucket",
        r#"{"BucketSomething": "x"}"#,
        expect!["Model validation failed (#: extraneous key [BucketSomething] is not permitted)"],
    );
    check(
        "AWS::S3::Bucket",
        r#"{"BucketName": true}"#,
        expect!["Model validation failed (#/BucketName: expected type: String, found: Boolean)"],
    );
    check(
        "AWS::SQS::Queue",
        r#"{"DelaySeconds": "2"}"#,
        expect!["Model validation failed (#/DelaySeconds: expected type: Integer, found: String)"],
    );
}
