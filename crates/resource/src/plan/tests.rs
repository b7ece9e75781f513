use std::collections::HashMap;

use callboard_model::types;
use expect_test::{Expect, expect};
use proptest::collection::{hash_map, vec};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Action, PlanOptions, WriteOnly, diff, plan_whole, plan_with};
use crate::Properties;

/// Plans one resource; `null` stands for one that is not there.
/// Only this function calls the API, so the API can change under the cases.
#[track_caller]
fn check_with(type_name: &str, prior: Value, desired: Value, options: PlanOptions, expect: Expect) {
    let of = types::resource_type(type_name).expect("the type");
    let result = plan_with(of, properties(&prior).as_ref(), properties(&desired).as_ref(), options);
    let text = match result {
        Ok(Action::Update { patch }) => {
            let operations = patch.as_array().expect("a list").iter();
            operations
                .map(|it| format!("{} {} {}", text(&it["op"]), text(&it["path"]), it["value"]))
                .collect::<Vec<_>>()
                .join("\n")
        }
        Ok(Action::Replace { because }) => format!("replace, because of {}", because.join(", ")),
        Ok(action) => format!("{action:?}"),
        Err(error) => format!("error: {error}{}", error.hint().map(|it| format!("; hint: {it}")).unwrap_or_default()),
    };
    expect.assert_eq(&text);
}

#[track_caller]
fn check(type_name: &str, prior: Value, desired: Value, expect: Expect) {
    check_with(type_name, prior, desired, PlanOptions::default(), expect);
}

#[track_caller]
fn queue(prior: Value, desired: Value, expect: Expect) {
    check("AWS::SQS::Queue", prior, desired, expect);
}

#[track_caller]
fn stage(prior: Value, desired: Value, expect: Expect) {
    check("AWS::IVS::Stage", prior, desired, expect);
}

fn properties(value: &Value) -> Option<Properties> {
    value.as_object().cloned()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn tags(tags: &[(&str, &str)]) -> Value {
    tags.iter().map(|(key, value)| json!({"Key": key, "Value": value})).collect()
}

#[test]
fn what_is_not_there_is_created_and_what_is_not_wanted_is_deleted() {
    queue(Value::Null, json!({"DelaySeconds": 5}), expect!["Create"]);
    queue(json!({"DelaySeconds": 5}), Value::Null, expect!["Delete"]);
    queue(Value::Null, Value::Null, expect!["NoOp"]);
}

#[test]
fn what_is_not_named_stays() {
    queue(json!({"QueueUrl": "u", "DelaySeconds": 5}), json!({}), expect!["NoOp"]);
    queue(json!({"QueueUrl": "u", "DelaySeconds": 5}), json!({"DelaySeconds": 5}), expect!["NoOp"]);
    queue(json!({"QueueUrl": "u", "DelaySeconds": 5}), json!({"DelaySeconds": 9}), expect!["replace /DelaySeconds 9"]);
    queue(
        json!({"DelaySeconds": 5}),
        json!({"DelaySeconds": 5.0, "VisibilityTimeout": 9}),
        expect!["add /VisibilityTimeout 9"],
    );
}

#[test]
fn null_removes() {
    queue(
        json!({"DelaySeconds": 5}),
        json!({"DelaySeconds": null, "VisibilityTimeout": null}),
        expect!["remove /DelaySeconds null"],
    );
}

#[test]
fn a_create_only_property_forces_replacement() {
    queue(
        json!({"FifoQueue": false}),
        json!({"FifoQueue": true, "DelaySeconds": 9}),
        expect!["replace, because of FifoQueue"],
    );
    queue(
        json!({"FifoQueue": true}),
        json!({"FifoQueue": null, "QueueName": "q"}),
        expect!["replace, because of FifoQueue, QueueName"],
    );
    queue(json!({"FifoQueue": true}), json!({"FifoQueue": true, "DelaySeconds": 9}), expect!["add /DelaySeconds 9"]);
    let replicator = |cluster: &str| json!({"ReplicationInfoList": [{"SourceKafkaClusterArn": cluster}]});
    check(
        "AWS::MSK::Replicator",
        replicator("a"),
        replicator("b"),
        expect!["replace, because of ReplicationInfoList/*/SourceKafkaClusterArn"],
    );
    check("AWS::MSK::Replicator", replicator("a"), replicator("a"), expect!["NoOp"]);
}

#[test]
fn a_property_that_only_aws_sets_cannot_be_desired() {
    queue(
        Value::Null,
        json!({"Arn": "a"}),
        expect!["error: property `Arn` of AWS::SQS::Queue is read-only; hint: AWS sets it; leave it out"],
    );
    queue(
        json!({"Arn": "a"}),
        json!({"Arn": "a"}),
        expect!["error: property `Arn` of AWS::SQS::Queue is read-only; hint: AWS sets it; leave it out"],
    );
    queue(
        Value::Null,
        json!({"QueueUrl": "a"}),
        expect!["error: property `QueueUrl` of AWS::SQS::Queue is read-only; hint: AWS sets it; leave it out"],
    );
    check(
        "AWS::RDS::DBInstance",
        Value::Null,
        json!({"MasterUserSecret": {"SecretArn": "a"}}),
        expect![
            "error: property `MasterUserSecret/SecretArn` of AWS::RDS::DBInstance is read-only; hint: AWS sets it; leave it out"
        ],
    );
    let volumes = json!({"AdditionalStorageVolumes": [{"StorageOperationStatus": "a"}]});
    check(
        "AWS::RDS::DBInstance",
        Value::Null,
        volumes,
        expect![
            "error: property `AdditionalStorageVolumes/StorageOperationStatus` of AWS::RDS::DBInstance is read-only; hint: AWS sets it; leave it out"
        ],
    );
}

#[test]
fn a_property_that_is_not_there_cannot_be_desired() {
    queue(
        Value::Null,
        json!({"DelaySecond": 9}),
        expect!["error: AWS::SQS::Queue has no property `DelaySecond`; hint: did you mean `DelaySeconds`?"],
    );
    queue(
        Value::Null,
        json!({"delay_seconds": 9}),
        expect!["error: AWS::SQS::Queue has no property `delay_seconds`; hint: did you mean `DelaySeconds`?"],
    );
    queue(Value::Null, json!({"Colour": 9}), expect!["error: AWS::SQS::Queue has no property `Colour`"]);
    let configuration = json!({"AutoParticipantRecordingConfiguration": {"HlsConfig": {}}});
    stage(
        Value::Null,
        configuration,
        expect![
            "error: AWS::IVS::Stage has no property `AutoParticipantRecordingConfiguration/HlsConfig`; hint: did you mean `HlsConfiguration`?"
        ],
    );
    stage(
        Value::Null,
        json!({"Tags": [{"Key": "a", "Valeu": "b"}]}),
        expect!["error: AWS::IVS::Stage has no property `Tags/Valeu`; hint: did you mean `Value`?"],
    );
}

#[test]
fn nested_objects_are_merged() {
    let prior = json!({"AutoParticipantRecordingConfiguration": {
        "StorageConfigurationArn": "", "MediaTypes": ["AUDIO_VIDEO"], "RecordingReconnectWindowSeconds": 0,
        "HlsConfiguration": {"ParticipantRecordingHlsConfiguration": {"TargetSegmentDurationSeconds": 6}}}});
    let desired = |it: Value| json!({"AutoParticipantRecordingConfiguration": it});
    stage(prior.clone(), desired(json!({"StorageConfigurationArn": ""})), expect!["NoOp"]);
    stage(
        prior.clone(),
        desired(json!({"MediaTypes": ["AUDIO_ONLY"], "HlsConfiguration": null})),
        expect![[r#"
            remove /AutoParticipantRecordingConfiguration/HlsConfiguration null
            replace /AutoParticipantRecordingConfiguration/MediaTypes ["AUDIO_ONLY"]"#]],
    );
    let deep =
        json!({"HlsConfiguration": {"ParticipantRecordingHlsConfiguration": {"TargetSegmentDurationSeconds": 2}}});
    stage(
        prior,
        desired(deep.clone()),
        expect![
            "replace /AutoParticipantRecordingConfiguration/HlsConfiguration/ParticipantRecordingHlsConfiguration/TargetSegmentDurationSeconds 2"
        ],
    );
    stage(
        json!({}),
        desired(deep),
        expect![[
            r#"add /AutoParticipantRecordingConfiguration {"HlsConfiguration":{"ParticipantRecordingHlsConfiguration":{"TargetSegmentDurationSeconds":2}}}"#
        ]],
    );
}

#[test]
fn tags_are_a_set() {
    let prior = json!({"Tags": tags(&[("a", "1"), ("b", "2")])});
    stage(prior.clone(), json!({"Tags": tags(&[("b", "2"), ("a", "1")])}), expect!["NoOp"]);
    stage(
        prior.clone(),
        json!({"Tags": tags(&[("c", "3"), ("b", "2"), ("a", "1")])}),
        expect![[r#"add /Tags/- {"Key":"c","Value":"3"}"#]],
    );
    stage(prior.clone(), json!({"Tags": tags(&[("b", "2")])}), expect![[r#"replace /Tags [{"Key":"b","Value":"2"}]"#]]);
    stage(
        prior.clone(),
        json!({"Tags": tags(&[("a", "9"), ("b", "2")])}),
        expect![[r#"replace /Tags [{"Key":"b","Value":"2"},{"Key":"a","Value":"9"}]"#]],
    );
    stage(prior.clone(), json!({"Tags": []}), expect!["replace /Tags []"]);
    stage(prior, json!({"Tags": null}), expect!["remove /Tags null"]);
    stage(json!({}), json!({"Tags": tags(&[("a", "1")])}), expect![[r#"add /Tags [{"Key":"a","Value":"1"}]"#]]);
}

#[test]
fn tags_that_aws_keeps_stay() {
    let prior = json!({"Tags": tags(&[("aws:cloudformation:stack-name", "s"), ("a", "1")])});
    stage(prior.clone(), json!({"Tags": tags(&[("a", "1")])}), expect!["NoOp"]);
    stage(
        prior,
        json!({"Tags": tags(&[("b", "1")])}),
        expect![[r#"replace /Tags [{"Key":"aws:cloudformation:stack-name","Value":"s"},{"Key":"b","Value":"1"}]"#]],
    );
    let api = |tags: Value| json!({"ApiId": "i", "StageName": "s", "Tags": tags});
    let prior = api(json!({"aws:x": "1", "a": "1"}));
    check(
        "AWS::ApiGatewayV2::Stage",
        prior,
        api(json!({"b": "1"})),
        expect![[r#"replace /Tags {"aws:x":"1","b":"1"}"#]],
    );
}

#[test]
fn a_map_has_the_keys_that_are_wanted() {
    let api = |variables: Value| json!({"ApiId": "i", "StageName": "s", "StageVariables": variables});
    let prior = api(json!({"a": "1", "b": "2"}));
    check("AWS::ApiGatewayV2::Stage", prior.clone(), api(json!({"b": "2"})), expect!["remove /StageVariables/a null"]);
    check("AWS::ApiGatewayV2::Stage", prior.clone(), api(json!({"b": "2", "a": "1"})), expect!["NoOp"]);
    check(
        "AWS::ApiGatewayV2::Stage",
        prior,
        api(json!({"b": "2", "a": "1", "x/y~z": "3"})),
        expect![[r#"add /StageVariables/x~1y~0z "3""#]],
    );
}

#[test]
fn a_list_in_order_is_what_is_wanted() {
    let function = |layers: Value| json!({"Layers": layers});
    let check = |prior: Value, desired: Value, expect| {
        check("AWS::Lambda::Function", function(prior), function(desired), expect)
    };
    check(json!(["layer-a", "layer-b"]), json!(["layer-a", "layer-b"]), expect!["NoOp"]);
    check(
        json!(["layer-a", "layer-b"]),
        json!(["layer-b", "layer-a"]),
        expect![[r#"replace /Layers ["layer-b","layer-a"]"#]],
    );
    check(
        json!(["layer-a", "layer-b", "layer-c"]),
        json!(["layer-a", "layer-c", "layer-d"]),
        expect![[r#"replace /Layers ["layer-a","layer-c","layer-d"]"#]],
    );
}

#[test]
fn documents_are_the_same_as_their_text() {
    let policy = json!({"deadLetterTargetArn": "a", "maxReceiveCount": 5});
    let text = json!({"RedrivePolicy": r#"{"maxReceiveCount": 5, "deadLetterTargetArn": "a"}"#});
    queue(json!({"RedrivePolicy": policy}), text.clone(), expect!["NoOp"]);
    queue(text.clone(), json!({"RedrivePolicy": policy}), expect!["NoOp"]);
    let other = json!({"RedrivePolicy": r#"{"maxReceiveCount": 6, "deadLetterTargetArn": "a"}"#});
    queue(
        text,
        other,
        expect![[r#"replace /RedrivePolicy "{\"maxReceiveCount\": 6, \"deadLetterTargetArn\": \"a\"}""#]],
    );
}

#[test]
fn what_is_never_read_back_is_written_whenever_it_is_given() {
    let (prior, desired) =
        (json!({"DBInstanceClass": "db.t3"}), json!({"DBInstanceClass": "db.t3", "MasterUserPassword": "p"}));
    let of = "AWS::RDS::DBInstance";
    check(of, prior.clone(), desired.clone(), expect![[r#"add /MasterUserPassword "p""#]]);
    let skip = PlanOptions { write_only: WriteOnly::Skip };
    check_with(of, prior.clone(), desired, skip, expect!["NoOp"]);
    // One that is create-only too: nobody can tell whether it changes.
    check(of, prior.clone(), json!({"SourceRegion": "eu-west-1"}), expect!["NoOp"]);
    // Remembered by the asker.
    let remembered = json!({"MasterUserPassword": "p"});
    check(of, remembered.clone(), remembered.clone(), expect!["NoOp"]);
    check(of, remembered, json!({"MasterUserPassword": "q"}), expect![[r#"add /MasterUserPassword "q""#]]);
    let group = |more: Value| {
        let mut rule = json!({"IpProtocol": "tcp", "FromPort": 1, "ToPort": 2});
        if !more.is_null() {
            rule["SourceSecurityGroupName"] = more;
        }
        json!({"GroupDescription": "d", "SecurityGroupIngress": [rule]})
    };
    check(
        "AWS::EC2::SecurityGroup",
        group(Value::Null),
        group(json!("n")),
        expect![[
            r#"replace /SecurityGroupIngress [{"IpProtocol":"tcp","FromPort":1,"ToPort":2,"SourceSecurityGroupName":"n"}]"#
        ]],
    );
    check_with("AWS::EC2::SecurityGroup", group(Value::Null), group(json!("n")), skip, expect!["NoOp"]);
}

/// Any JSON value that is not too large, with few different names and scalars so that values meet.
fn value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (0..3).prop_map(Value::from),
        "[a-c/~]{0,3}".prop_map(Value::from),
    ];
    scalar.prop_recursive(4, 48, 6, |inner| prop_oneof![vec(inner.clone(), 0..6).prop_map(Value::from), object(inner)])
}

fn object(inner: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    hash_map("[a-d/~]{1,2}", inner, 0..5).prop_map(|it| it.into_iter().collect::<Properties>().into())
}

/// The patch that replaces each top-level member that differs.
fn coarse(prior: &Properties, desired: &Properties) -> usize {
    let removed =
        prior.keys().filter(|it| !desired.contains_key(*it)).map(|it| json!({"op": "remove", "path": pointer(it)}));
    let set = desired.iter().filter(|(name, value)| prior.get(*name) != Some(value)).map(|(name, value)| {
        let op = if prior.contains_key(name) { "replace" } else { "add" };
        json!({"op": op, "path": pointer(name), "value": value})
    });
    Value::from(removed.chain(set).collect::<Vec<_>>()).to_string().len()
}

fn pointer(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn apply(value: &mut Value, patch: Value) {
    let patch: json_patch::Patch = serde_json::from_value(patch).expect("a patch");
    json_patch::patch(value, &patch).expect("it applies");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_patch_gives_what_was_desired(prior in value(), desired in value()) {
        let patch = diff(&prior, &desired);
        let mut patched = prior.clone();
        apply(&mut patched, patch);
        prop_assert_eq!(patched, desired);
    }

    #[test]
    fn a_patch_is_no_longer_than_replacing_top_level_members(prior in object(value()), desired in object(value())) {
        let length = diff(&prior, &desired).to_string().len();
        let coarse = coarse(prior.as_object().expect("an object"), desired.as_object().expect("an object"));
        prop_assert!(length <= coarse, "{} > {}", length, coarse);
    }

    #[test]
    fn what_was_planned_and_applied_needs_no_further_plan(prior in tagged(), desired in tagged()) {
        let of = types::resource_type("AWS::IVS::Stage").expect("the type");
        let plan = |prior: &Value| plan_with(of, prior.as_object(), desired.as_object(), PlanOptions::default());
        let mut now = prior.clone();
        if let Action::Update { patch } = plan(&now).expect("a plan") {
            apply(&mut now, patch);
        }
        prop_assert_eq!(plan(&now).expect("a plan"), Action::NoOp);
    }
}

/// A stage with a name, tags and a configuration that may be there or not.
fn tagged() -> impl Strategy<Value = Value> {
    let tags = proptest::option::of(hash_map("[a-c]", "[12]", 0..3));
    let media = proptest::option::of(vec(prop_oneof![Just("AUDIO_VIDEO"), Just("AUDIO_ONLY")], 0..3));
    let seconds = proptest::option::of(0..3);
    (tags, media, seconds).prop_map(|(tags, media, seconds): (Option<HashMap<String, String>>, _, Option<i32>)| {
        let mut stage = json!({});
        if let Some(tags) = tags {
            stage["Tags"] =
                tags.iter().map(|(key, value)| json!({"Key": key, "Value": value})).collect::<Vec<_>>().into();
        }
        if let Some(media) = media {
            stage["AutoParticipantRecordingConfiguration"] = json!({"MediaTypes": media});
        }
        if let Some(seconds) = seconds {
            stage["AutoParticipantRecordingConfiguration"]["RecordingReconnectWindowSeconds"] = seconds.into();
        }
        stage
    })
}

#[test]
fn what_is_desired_whole_keeps_nothing_else() {
    let of = types::resource_type("AWS::Cases::Layout").expect("the type");
    let prior =
        properties(&json!({"Content": {"Basic": {"MoreInfo": {"Sections": []}, "TopPanel": {"Sections": []}}}}));
    let desired = properties(&json!({"Content": {"Basic": {"TopPanel": {"Sections": []}}}}));
    let patch = |whole: &[String]| match plan_whole(of, prior.as_ref(), desired.as_ref(), PlanOptions::default(), whole)
    {
        Ok(Action::Update { patch }) => patch.to_string(),
        other => format!("{other:?}"),
    };
    expect!["Ok(NoOp)"].assert_eq(&patch(&[]));
    expect![[r#"[{"op":"remove","path":"/Content/Basic/MoreInfo"}]"#]].assert_eq(&patch(&["Content".to_owned()]));
}

#[test]
fn what_is_never_read_is_no_reason_to_replace() {
    check(
        "AWS::AuditManager::Assessment",
        json!({"AwsAccount": {"Id": "1"}, "Status": "ACTIVE"}),
        json!({"AwsAccount": {"Id": "1", "Name": "n"}, "Status": "INACTIVE"}),
        expect![[r#"replace /Status "INACTIVE""#]],
    );
    check(
        "AWS::AuditManager::Assessment",
        json!({"AwsAccount": {"Id": "1"}}),
        json!({"AwsAccount": {"Id": "2", "Name": "n"}}),
        expect!["replace, because of AwsAccount"],
    );
    check(
        "AWS::DevOpsAgent::Service",
        json!({"ServiceType": "a"}),
        json!({"ServiceType": "a", "ServiceDetails": {"MCPServerSplunk": {"Name": "s"}}}),
        expect![[r#"add /ServiceDetails {"MCPServerSplunk":{"Name":"s"}}"#]],
    );
}
