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

/// What is said of a value by a schema of its own.
#[track_caller]
fn check_schema(schema: &str, value: &str, expect: Expect) {
    let schema: &'static Value = Box::leak(Box::new(serde_json::from_str(schema).expect("a schema")));
    let value: Value = serde_json::from_str(value).expect("JSON");
    let violations = walk::check_value(schema, schema, &value);
    expect.assert_eq(&if violations.is_empty() { "valid".to_owned() } else { Lines(&violations).to_string() });
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
    check(
        "AWS::SSM::Association",
        r#"{"Name": "n", "Targets": [{"Key": "k", "Values": "i-1"}]}"#,
        expect![[r#"
        Model validation failed (#/Targets/0/Values: expected type: JSONArray, found: String
        #/Name: failed validation constraint for keyword [pattern])"#]],
    );
}

#[test]
fn every_violation_is_a_line() {
    check(
        "AWS::IVS::Stage",
        r#"{"Name": "my stage", "Tags": [{"Key": ""}, 7], "X": 1, "Y/Z": 2}"#,
        expect![[r#"
        Model validation failed (#: extraneous key [X] is not permitted
        #: extraneous key [Y/Z] is not permitted
        #/Name: failed validation constraint for keyword [pattern]
        #/Tags/0: required key [Value] not found
        #/Tags/0/Key: expected minLength: 1, actual: 0
        #/Tags/1: expected type: JSONObject, found: Integer)"#]],
    );
    check(
        "AWS::ApiGatewayV2::Stage",
        "{}",
        expect![[r#"
        Model validation failed (#: required key [StageName] not found
        #: required key [ApiId] not found)"#]],
    );
}

#[test]
fn messages_never_repeat_a_value() {
    check(
        "AWS::Lambda::Function",
        r#"{"Code": {}, "Role": "secret", "MemorySize": 1, "PackageType": "secret"}"#,
        expect![[r#"
        Model validation failed (#/PackageType: #: only 1 subschema matches out of 2
        #/PackageType: failed validation constraint for keyword [enum]
        #/MemorySize: failed validation constraint for keyword [minimum]
        #/Role: failed validation constraint for keyword [pattern])"#]],
    );
    check(
        "AWS::IAM::Role",
        r#"{"AssumeRolePolicyDocument": {}, "RoleName": "a b", "MaxSessionDuration": 90000}"#,
        expect![[r#"
        Model validation failed (#/MaxSessionDuration: failed validation constraint for keyword [maximum]
        #/RoleName: failed validation constraint for keyword [pattern])"#]],
    );
    let long = format!(r#"{{"AssumeRolePolicyDocument": {{}}, "RoleName": "{}"}}"#, "a".repeat(70));
    check("AWS::IAM::Role", &long, expect!["Model validation failed (#/RoleName: expected maxLength: 64, actual: 70)"]);
}

#[test]
fn read_only_properties_cannot_be_given() {
    check("AWS::SQS::Queue", r#"{"Arn": "x"}"#, expect!["Encountered unsupported property Arn"]);
    check(
        "AWS::RDS::DBInstance",
        r#"{"Endpoint": {"Address": "a", "Port": "1"}}"#,
        expect!["Encountered unsupported property Endpoint"],
    );
    let queue = resource_type("AWS::SQS::Queue").expect("a type");
    let whole = serde_json::from_str(r#"{"Arn": "x", "QueueUrl": "y"}"#).expect("JSON");
    assert_eq!(validate_updated(queue, &whole), Ok(()));
}

#[test]
fn several_types() {
    check(
        "AWS::IAM::Role",
        r#"{"AssumeRolePolicyDocument": 7}"#,
        expect![[r#"
        Model validation failed (#/AssumeRolePolicyDocument: #: no subschema matched out of the total 2 subschemas
        #/AssumeRolePolicyDocument: expected type: JSONObject, found: Integer
        #/AssumeRolePolicyDocument: expected type: String, found: Integer)"#]],
    );
    check("AWS::IAM::Role", r#"{"AssumeRolePolicyDocument": "text"}"#, expect!["valid"]);
}

#[test]
fn numbers() {
    let schema = r#"{"type": "integer", "minimum": 2, "exclusiveMaximum": 10, "multipleOf": 2}"#;
    check_schema(schema, "4", expect!["valid"]);
    check_schema(
        schema,
        "1",
        expect![[r#"
        #: failed validation constraint for keyword [minimum]
        #: failed validation constraint for keyword [multipleOf]"#]],
    );
    check_schema(schema, "10", expect!["#: failed validation constraint for keyword [exclusiveMaximum]"]);
    check_schema(schema, "4.0", expect!["#: expected type: Integer, found: Double"]);
    check_schema(schema, r#""4""#, expect!["#: expected type: Integer, found: String"]);
    check_schema(
        schema,
        "99999999999",
        expect![[r#"
        #: failed validation constraint for keyword [exclusiveMaximum]
        #: failed validation constraint for keyword [multipleOf]"#]],
    );
    check_schema(r#"{"type": "number", "multipleOf": 0.1}"#, "0.3", expect!["valid"]);
}

#[test]
fn lists_and_maps() {
    let list = r#"{"type": "array", "minItems": 2, "maxItems": 3, "uniqueItems": true, "items": {"type": "string"}}"#;
    check_schema(list, r#"["a"]"#, expect!["#: expected minimum item count: 2, found: 1"]);
    check_schema(
        list,
        r#"["a", "a", "b", 7]"#,
        expect![[r#"
        #: expected maximum item count: 3, found: 4
        #: array items are not unique
        #/3: expected type: String, found: Integer"#]],
    );
    let map = r#"{"type": "object", "patternProperties": {"^[a-z]+$": {"type": "boolean"}}, "additionalProperties": false,
        "minProperties": 1}"#;
    check_schema(map, r#"{"a": true}"#, expect!["valid"]);
    check_schema(
        map,
        r#"{"a": 1, "B": true}"#,
        expect![[r#"
        #: extraneous key [B] is not permitted
        #/a: expected type: Boolean, found: Integer"#]],
    );
    check_schema(map, "{}", expect!["#: minimum size: [1], found: [0]"]);
}

#[test]
fn combinations_and_conditions() {
    let one = r#"{"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}"#;
    check_schema(one, r#"{"a": 1}"#, expect!["valid"]);
    check_schema(one, r#"{"a": 1, "b": 1}"#, expect!["#: #: 2 subschemas matched instead of one"]);
    check_schema(
        one,
        "{}",
        expect![[r#"
        #: #: 0 subschemas matched instead of one
        #: required key [a] not found
        #: required key [b] not found"#]],
    );
    check_schema(
        r#"{"anyOf": [{"const": 1}, {"type": "string"}]}"#,
        "2",
        expect![[r#"
        #: #: no subschema matched out of the total 2 subschemas
        #: failed validation constraint for keyword [const]
        #: expected type: String, found: Integer"#]],
    );
    check_schema(
        r#"{"type": "string", "enum": ["a"]}"#,
        r#""b""#,
        expect![[r#"
        #: #: only 1 subschema matches out of 2
        #: failed validation constraint for keyword [enum]"#]],
    );
    let condition = r#"{"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"required": ["c"]}}"#;
    check_schema(
        condition,
        r#"{"a": 1}"#,
        expect![[r#"
        #: failed validation constraint for keyword [then]
        #: required key [b] not found"#]],
    );
    check_schema(
        condition,
        "{}",
        expect![[r#"
        #: failed validation constraint for keyword [else]
        #: required key [c] not found"#]],
    );
    check_schema(r#"{"dependentRequired": {"a": ["b"]}}"#, r#"{"a": 1}"#, expect!["#: property [b] is required"]);
    check_schema(
        r#"{"dependencies": {"a": {"required": ["b"]}}}"#,
        r#"{"a": 1}"#,
        expect!["#: required key [b] not found"],
    );
    check_schema(
        r#"{"requiredXor": ["a", "b"]}"#,
        r#"{"a": 1, "b": 2}"#,
        expect!["#: failed validation constraint for keyword [requiredXor]"],
    );
    check_schema(
        r#"{"not": {"enum": ["admin"]}}"#,
        r#""admin""#,
        expect!["#: failed validation constraint for keyword [not]"],
    );
}

#[test]
fn schemas_that_never_end_do() {
    let endless = r##"{"definitions": {"a": {"$ref": "#/definitions/a"}}, "$ref": "#/definitions/a"}"##;
    check_schema(endless, "1", expect!["#: the value is too large or too deep to be validated"]);
    let tree = r##"{"anyOf": [{"$ref": "#"}, {"$ref": "#"}], "items": {"$ref": "#"}, "type": "array"}"##;
    let nested = "[".repeat(100) + &"]".repeat(100);
    let schema: &'static Value = Box::leak(Box::new(serde_json::from_str(tree).expect("a schema")));
    let value: Value = serde_json::from_str(&nested).expect("JSON");
    assert!(!walk::check_value(schema, schema, &value).is_empty());
}

#[test]
fn a_path_leads_to_values() {
    let properties = serde_json::from_str(r#"{"a": [{"b": 1}, {"b": 2}, 3], "m": {"x": {"c": 4}}}"#).expect("JSON");
    let found = ["a/*/b", "a/b", "m/*/c", "m/x", "n", "a/*/b/c"]
        .map(|path| format!("{path}: {}", Value::from_iter(values_at(&properties, path).into_iter().cloned())));
    expect![[r#"
        a/*/b: [1,2]
        a/b: [1,2]
        m/*/c: [4]
        m/x: [{"c":4}]
        n: []
        a/*/b/c: []"#]]
    .assert_eq(&found.join("\n"));
}
