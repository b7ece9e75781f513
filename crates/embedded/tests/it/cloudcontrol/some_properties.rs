//! Listings for somebody who looks at some properties alone.

use callboard_model::document::{Document, Map};
use callboard_model::registry;
use callboard_plane::{Call, Caller, Extracted, Plane as _, Scope, Wish};
use serde_json::Value;

use crate::script::{Stagehand, block_on, options};

/// Every property of a listing for these properties is one of the whole listing, and all of these are there.
fn check(stagehand: &Stagehand, type_name: &str, properties: &[&'static str]) {
    let list = |properties: Option<&[&'static str]>| -> Vec<(String, Value)> {
        let operation = registry::service("cloudcontrol").and_then(|it| it.operation("ListResources"));
        let scope = Scope::new("123456789012", "us-east-1");
        let call = Call {
            operation: operation.expect("an operation"),
            input: Map::new().with("TypeName", type_name),
            caller: Caller::root(&scope, "test"),
            scope,
        };
        let Some(properties) = properties else {
            let members = block_on(stagehand.plane.call(call)).unwrap_or_else(|error| panic!("{error}")).members;
            let descriptions = members.get("ResourceDescriptions").and_then(Document::as_list).expect("a list");
            let text = |it: &Document, name| it.get(name).and_then(Document::as_str).expect("a text").to_owned();
            let shown = |it| (text(it, "Identifier"), serde_json::from_str(&text(it, "Properties")).expect("JSON"));
            return descriptions.iter().map(shown).collect();
        };
        let mut shown = Vec::new();
        let wish = Wish { properties: properties.into(), identifiers: true, most: 2 };
        let mut token = None;
        loop {
            let mut call = call.clone();
            token.map(|token: Document| call.input.insert("NextToken", token));
            let mut output = block_on(stagehand.plane.extract(call, &wish)).unwrap_or_else(|error| panic!("{error}"));
            let extract = output.extract.take().expect("an extract");
            assert!(extract.len() <= 2);
            let of =
                |it: Extracted<'_>| (it.identifier().to_owned(), serde_json::from_str(&it.to_json()).expect("JSON"));
            shown.extend(extract.resources().map(of));
            token = output.members.remove("NextToken");
            if token.is_none() {
                return shown;
            }
        }
    };
    let whole = list(None);
    let some = list(Some(properties));
    assert!(!whole.is_empty());
    assert_eq!(whole.len(), some.len());
    for ((identifier, whole), (of, some)) in whole.iter().zip(&some) {
        assert_eq!(identifier, of);
        for name in properties {
            assert_eq!(whole.get(name), some.get(name), "{identifier} {name}");
        }
        for (name, value) in some.as_object().expect("an object") {
            assert_eq!(whole.get(name), Some(value), "{identifier} {name}");
        }
    }
    assert_eq!(counted(stagehand, type_name), whole.len());
}

/// How many resources there are for somebody who looks at nothing of them.
fn counted(stagehand: &Stagehand, type_name: &str) -> usize {
    let operation = registry::service("cloudcontrol").and_then(|it| it.operation("ListResources"));
    let scope = Scope::new("123456789012", "us-east-1");
    let input = Map::new().with("TypeName", type_name);
    let call = Call { operation: operation.expect("an operation"), input, caller: Caller::root(&scope, "test"), scope };
    let wish = Wish { properties: [].into(), identifiers: false, most: usize::MAX };
    let output = block_on(stagehand.plane.extract(call, &wish)).unwrap_or_else(|error| panic!("{error}"));
    assert!(output.members.is_empty(), "one answer");
    output.extract.expect("an extract").len()
}

#[test]
fn what_is_looked_at_is_there() {
    let mut stagehand = Stagehand::new(options());
    stagehand.run(
        r#"
        service ivs-realtime
        CreateStage {}
        CreateStage {"name": "plain", "tags": {"team": "a", "\"": "\\ \u0001 é"}}
        CreateStage {"name": "odd", "tags": {"$x": "y", "{": "}"}}
        service cloudcontrol
        CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "a"}}
        CreateResource {"TypeName": "AWS::SQS::Queue", "DesiredState": {"QueueName": "a", "Tags": [{"Key": "k", "Value": "\"}"}]}}
        CreateResource {"TypeName": "AWS::SQS::Queue", "DesiredState": {"QueueName": "b", "DelaySeconds": 5}}
        CreateResource {"TypeName": "AWS::SQS::Queue", "DesiredState": {"QueueName": "c", "RedrivePolicy": {"a": [1.5]}}}
        CreateResource {"TypeName": "AWS::ApiGatewayV2::Api", "DesiredState": {"Name": "a", "ProtocolType": "HTTP"}}
        "#,
    );
    let sets: [&[&'static str]; 7] =
        [&[], &["Arn"], &["Name"], &["Tags", "Name", "Arn"], &["ActiveSessionId"], &["Name", "Missing"], &["Tags"]];
    for properties in sets {
        check(&stagehand, "AWS::IVS::Stage", properties);
    }
    check(&stagehand, "AWS::Logs::LogGroup", &["RetentionInDays"]);
    check(&stagehand, "AWS::SQS::Queue", &["Tags", "DelaySeconds", "RedrivePolicy", "QueueName", "Missing"]);
    check(&stagehand, "AWS::ApiGatewayV2::Api", &["Name", "Tags", "ApiEndpoint"]);
}
