//! Listings for somebody who looks at some properties alone.

use callboard_model::document::{Document, Map};
use callboard_model::registry;
use callboard_plane::{Call, Caller, Plane as _, Scope};
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
        let output = match properties {
            Some(properties) => block_on(stagehand.plane.call_for(call, properties)),
            None => block_on(stagehand.plane.call(call)),
        };
        let members = output.unwrap_or_else(|error| panic!("{error}")).members;
        let descriptions = members.get("ResourceDescriptions").and_then(Document::as_list).expect("a list");
        let text = |it: &Document, name| it.get(name).and_then(Document::as_str).map(str::to_owned);
        let shown = |it| {
            let properties = text(it, "Properties").unwrap_or_else(|| "{}".to_owned());
            (text(it, "Identifier").expect("an identifier"), serde_json::from_str(&properties).expect("JSON"))
        };
        descriptions.iter().map(shown).collect()
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
        "#,
    );
    let sets: [&[&'static str]; 7] =
        [&[], &["Arn"], &["Name"], &["Tags", "Name", "Arn"], &["ActiveSessionId"], &["Name", "Missing"], &["Tags"]];
    for properties in sets {
        check(&stagehand, "AWS::IVS::Stage", properties);
    }
    check(&stagehand, "AWS::Logs::LogGroup", &["RetentionInDays"]);
}
