//! Answers that AWS gave, replayed.
//!
//! The recordings lie outside the project; where they are not, that is said.
//! Names in them stand for themselves (`<identifier:1>`), and what the plane
//! shows beyond a recording is allowed in the places that [`MORE`] names.

use std::path::Path;

use callboard_model::document::Document;
use callboard_plane::PlaneError;
use serde_json::{Value, json};

use crate::script::{Stagehand, json_of, options, with_texts, without_texts};

const RECORDINGS: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/ground-truth/cloudcontrol-aws-recorded.json");

/// Objects that may hold more than was recorded: what a resource shows is newer or whole here.
const MORE: [&str; 2] = ["Properties", "ProgressEvent/ResourceModel"];

/// One scenario: its name, how long requests take, and its calls by the name of their recording.
/// A call without a name was not recorded.
type Scenario = (&'static str, u64, &'static [(&'static str, &'static str, &'static str)]);

const BUCKET: &str = r#"{"TypeName": "AWS::S3::Bucket", "DesiredState": {"BucketName": "b1"}}"#;
const UNNAMED: &str = r#"{"TypeName": "AWS::S3::Bucket", "DesiredState": {}}"#;
const THE_BUCKET: &str = r#"{"TypeName": "AWS::S3::Bucket", "Identifier": "b1"}"#;
const NO_TYPE: &str = r#"{"TypeName": "AWS::LocalStack::DoesNotExist", "Identifier": "x"}"#;
const NO_TYPE_PATCHED: &str =
    r#"{"TypeName": "AWS::LocalStack::DoesNotExist", "Identifier": "x", "PatchDocument": []}"#;
const FIRST: &str = r#"{"RequestToken": "<request-token:1>"}"#;
const SECOND: &str = r#"{"RequestToken": "<request-token:2>"}"#;
const THIRD: &str = r#"{"RequestToken": "<request-token:3>"}"#;
const NO_TOKEN: &str = r#"{"RequestToken": "DOESNOTEXIST"}"#;

#[rustfmt::skip]
const SCENARIOS: [Scenario; 13] = [
    ("TestCloudControlResourceRequestApi::test_cancel_edge_cases", 0, &[
        ("create_response", "CreateResource", BUCKET),
        ("cancel_in_success_exc", "CancelResourceRequest", FIRST),
    ]),
    ("TestCloudControlResourceRequestApi::test_cancel_edge_cases[SUCCESS]", 0, &[
        ("create_response", "CreateResource", BUCKET),
        ("cancel_in_success_exc", "CancelResourceRequest", FIRST),
    ]),
    ("TestCloudControlResourceRequestApi::test_cancel_edge_cases[FAIL]", 0, &[
        ("create_response", "CreateResource", UNNAMED),
        ("cancel_in_success_exc", "CancelResourceRequest", FIRST),
    ]),
    ("TestCloudControlResourceRequestApi::test_list_request_status", 10_000, &[
        ("create_bucket_resource", "CreateResource", BUCKET),
        ("list_requests_response_filtered", "ListResourceRequests", r#"{"ResourceRequestStatusFilter": {"Operations": ["CREATE"]}}"#),
        ("list_requests_response_filtered_update", "ListResourceRequests", r#"{"ResourceRequestStatusFilter": {"Operations": ["UPDATE"]}}"#),
    ]),
    ("TestCloudControlResourceRequestApi::test_invalid_request_token_exc", 0, &[
        ("get_token_not_found", "GetResourceRequestStatus", NO_TOKEN),
        ("cancel_token_not_found", "CancelResourceRequest", NO_TOKEN),
    ]),
    ("TestCloudControlResourceRequestApi::test_cancel_request", 10_000, &[
        ("create_response", "CreateResource", BUCKET),
        ("", "CancelResourceRequest", FIRST),
        ("cancel_request_status", "GetResourceRequestStatus", FIRST),
        ("cancel_again_response", "CancelResourceRequest", FIRST),
    ]),
    ("TestCloudControlResourceApi::test_lifecycle", 0, &[
        ("create_response", "CreateResource", BUCKET),
        ("get_status_response", "GetResourceRequestStatus", FIRST),
        ("get_response", "GetResource", THE_BUCKET),
        ("delete_response", "DeleteResource", THE_BUCKET),
        ("get_request_status_response_postdelete", "GetResourceRequestStatus", SECOND),
        ("res_not_found_exc", "GetResource", THE_BUCKET),
    ]),
    ("TestCloudControlResourceApi::test_api_exceptions", 0, &[
        ("create_nonexistingtype", "CreateResource", r#"{"TypeName": "AWS::LocalStack::DoesNotExist", "DesiredState": {}}"#),
        ("delete_nonexistingtype", "DeleteResource", NO_TYPE),
        ("delete_nonexistingresource", "DeleteResource", THE_BUCKET),
        ("get_nonexistingtype", "GetResource", NO_TYPE),
        ("update_nonexistingtype", "UpdateResource", NO_TYPE_PATCHED),
        ("update_invalidpatchdocument", "UpdateResource", NO_TYPE_PATCHED),
        ("list_nonexistingtype", "ListResources", r#"{"TypeName": "AWS::LocalStack::DoesNotExist"}"#),
    ]),
    ("TestCloudControlResourceApi::test_list_resources", 0, &[
        ("", "CreateResource", BUCKET),
        ("", "CreateResource", r#"{"TypeName": "AWS::S3::Bucket", "DesiredState": {"BucketName": "b2"}}"#),
        ("list_paginated_all_filtered", "ListResources", r#"{"TypeName": "AWS::S3::Bucket"}"#),
        ("list_typenotfound_exc", "ListResources", r#"{"TypeName": "AWS::DoesNot::Exist"}"#),
    ]),
    ("TestCloudControlResourceApi::test_double_create_with_client_token", 0, &[
        ("create_response", "CreateResource", r#"{"TypeName": "AWS::S3::Bucket", "DesiredState": {"BucketName": "b1"}, "ClientToken": "token"}"#),
        ("create_response_duplicate_exc", "CreateResource", r#"{"TypeName": "AWS::S3::Bucket", "DesiredState": {"BucketName": "b2"}, "ClientToken": "token"}"#),
    ]),
    ("TestCloudControlResourceApi::test_create_exceptions", 0, &[
        ("create_response", "CreateResource", BUCKET),
        ("create_duplicate_response", "CreateResource", BUCKET),
        ("duplicate_post_wait_response", "GetResourceRequestStatus", SECOND),
        ("create_missingproperty_response", "CreateResource", UNNAMED),
        ("missing_post_wait_response", "GetResourceRequestStatus", THIRD),
        ("create_extra_property_exc", "CreateResource", r#"{"TypeName": "AWS::S3::Bucket", "DesiredState": {"BucketName": "b3", "BucketSomething": "hello"}}"#),
    ]),
    ("TestCloudControlResourceApi::test_create_invalid_desiredstate", 0, &[
        ("create_invalid_state_exc_invalid_field", "CreateResource", r#"{"TypeName": "AWS::S3::Bucket", "DesiredState": {"DOESNOTEXIST": "invalidvalue"}}"#),
        ("create_invalid_state_exc_invalid_type", "CreateResource", r#"{"TypeName": "AWS::S3::Bucket", "DesiredState": {"BucketName": true}}"#),
    ]),
    ("TestCloudControlResourceApi::test_update", 0, &[
        ("", "CreateResource", BUCKET),
        ("", "UpdateResource", r#"{"TypeName": "AWS::S3::Bucket", "Identifier": "b1", "PatchDocument": [{"op": "add", "path": "/Tags", "value": [{"Key": "a", "Value": "123"}]}]}"#),
        ("", "UpdateResource", r#"{"TypeName": "AWS::S3::Bucket", "Identifier": "b1", "PatchDocument": [{"op": "replace", "path": "/Tags/0/Value", "value": "234"}, {"op": "replace", "path": "/Tags/0/Key", "value": "b"}]}"#),
        ("update_createonlyproperty_exc", "UpdateResource", r#"{"TypeName": "AWS::S3::Bucket", "Identifier": "b1", "PatchDocument": [{"op": "replace", "path": "/BucketName", "value": "b1plus"}]}"#),
    ]),
];

#[test]
fn the_plane_answers_as_aws_did() {
    if !Path::new(RECORDINGS).exists() {
        println!("skipped: there are no recordings at {RECORDINGS}");
        return;
    }
    let text = std::fs::read_to_string(RECORDINGS).expect("recordings");
    let recordings: Value = serde_json::from_str(&text).expect("JSON");
    let cases = recordings["cases"].as_object().expect("cases");
    assert_eq!(cases.len(), SCENARIOS.len());
    let mut differences = Vec::new();
    for (name, settle_millis, calls) in SCENARIOS {
        let steps = cases[name]["steps"].as_object().expect("steps");
        assert_eq!(steps.len(), calls.iter().filter(|(step, ..)| !step.is_empty()).count(), "{name}");
        let mut stagehand = Stagehand::new(options().with_settle_millis(settle_millis));
        stagehand.run("service cloudcontrol");
        let mut names = Names::default();
        for (step, operation, input) in calls {
            let actual = answer(&stagehand, operation, &names.filled_in(input));
            if !step.is_empty() {
                names.compare("", &steps[*step], &actual, &mut |what| {
                    differences.push(format!("{name} {step}: {what}"));
                });
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

fn answer(stagehand: &Stagehand, operation: &str, input: &str) -> Value {
    let input = with_texts(serde_json::from_str(input).expect("JSON"));
    let Document::Map(input) = Document::from(&input) else { panic!("the input is no object") };
    match stagehand.call(operation, input) {
        Ok(output) => {
            let mut answer = without_texts(json_of(&Document::Map(output)));
            answer["http"] = json!(200);
            answer
        }
        Err(PlaneError::Service { refusal, .. }) => {
            let error = json!({"Code": refusal.code, "Message": refusal.message});
            json!({"Error": error, "Message": refusal.message, "http": refusal.http_status})
        }
        Err(error) => panic!("{error}"),
    }
}

/// What stands for what: `<identifier:1>` for `b1`.
#[derive(Default)]
struct Names(Vec<(String, String)>);

impl Names {
    fn filled_in(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
    }

    fn compare(&mut self, path: &str, recorded: &Value, actual: &Value, report: &mut impl FnMut(String)) {
        match (recorded, actual) {
            (Value::Object(recorded), Value::Object(actual)) => {
                for (key, value) in recorded {
                    match actual.get(key) {
                        Some(actual) => self.compare(&format!("{path}/{key}"), value, actual, report),
                        None => report(format!("{path}/{key} is missing")),
                    }
                }
                let may_have_more = MORE.iter().any(|it| path.ends_with(it));
                for key in actual.keys().filter(|key| !recorded.contains_key(*key)) {
                    let whole = format!("{path}/{key}");
                    let is_envelope = matches!(key.as_str(), "http" | "Message") && path.is_empty();
                    if !may_have_more && !is_envelope && !MORE.iter().any(|it| whole.ends_with(it)) {
                        report(format!("{whole} is there"));
                    }
                }
            }
            (Value::Array(recorded), Value::Array(actual)) if recorded.len() == actual.len() => {
                for (at, (recorded, actual)) in recorded.iter().zip(actual).enumerate() {
                    self.compare(&format!("{path}/{at}"), recorded, actual, report);
                }
            }
            (Value::String(recorded), Value::String(actual)) => self.compare_texts(path, recorded, actual, report),
            _ if recorded == actual => {}
            _ => report(format!("{path} is {actual}, not {recorded}")),
        }
    }

    fn compare_texts(&mut self, path: &str, recorded: &str, actual: &str, report: &mut impl FnMut(String)) {
        let is_name = recorded.starts_with('<') && recorded.ends_with('>') && recorded.matches('<').count() == 1;
        if is_name && !self.0.iter().any(|(name, _)| name == recorded) {
            self.0.push((recorded.to_owned(), actual.to_owned()));
        }
        let expected = self.filled_in(recorded).replace("<partition>", "aws").replace("<region>", "us-east-1");
        // The recording cuts the name off.
        let expected = expected.replace("<client-token", "token");
        let expected = match (expected.split_once("RequestToken: uuid"), actual.rsplit_once("RequestToken: ")) {
            (Some((before, after)), Some((_, token))) => {
                format!("{before}RequestToken: {}{after}", token.trim_end_matches(')'))
            }
            _ => expected,
        };
        if expected != actual && recorded != "datetime" {
            report(format!("{path} is `{actual}`, not `{expected}`"));
        }
    }
}
