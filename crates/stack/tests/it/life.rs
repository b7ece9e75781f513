//! The life of a stack: plan, build, drift, build, teardown.

use callboard_model::types;
use callboard_resource::{Identifier, Wait};
use callboard_stack::build::OnFailure;
use callboard_stack::report::Silent;
use callboard_stack::survey::survey;
use callboard_stack::teardown::teardown;
use expect_test::{Expect, expect};
use serde_json::json;

use crate::{Folder, REGION, client, outcomes, plane, verdicts};

#[tokio::test]
async fn three_tiers() {
    let resources = client(plane());
    let folder = Folder::of_testdata("three_tiers");
    expect![[r#"
        logs Create
        api Create
        backend Create
        route Create
        live Create
        storage Create
        room Create"#]]
    .assert_eq(&verdicts(&folder.survey(&resources).await));

    let built = folder.build(&resources).await;
    expect![[r#"
        api Created
        backend Created
        live Created
        logs Created
        room Created
        route Created
        storage Created"#]]
    .assert_eq(&outcomes(&built));
    let again = folder.build(&resources).await;
    assert!(again.has_succeeded() && !again.has_changed(), "{}", outcomes(&again));

    // Somebody changes a thing by hand.
    let of = types::resource_type("AWS::Logs::LogGroup").expect("the type");
    let identifier = Identifier::new("/studio/dev/access");
    let patch = json!([{"op": "replace", "path": "/RetentionInDays", "value": 30}]);
    resources.update(of, REGION, &identifier, &patch, Wait::UntilDone).await.expect("changed");
    let drifted = folder.survey(&resources).await;
    let differences: Vec<_> = drifted.parts.iter().flat_map(|it| &it.differences).collect();
    assert_eq!(differences.len(), 1, "{differences:?}");
    assert_eq!((&differences[0].before, &differences[0].after), (&Some(json!(30)), &Some(json!(7))));
    let rebuilt = folder.build(&resources).await;
    assert!(outcomes(&rebuilt).contains("logs Updated"), "{}", outcomes(&rebuilt));

    // Without its record, the stack is found again.
    std::fs::remove_file(folder.path().join("record.jsonl")).expect("removed");
    let found = folder.survey(&resources).await;
    assert!(!found.has_changes(), "{}", verdicts(&found));

    let work = folder.work(&resources);
    let survey = survey(&work).await.expect("a survey");
    let gone = teardown(&work, &survey, false, &Silent).await.expect("torn down");
    let order: Vec<&str> = gone.outcomes.iter().map(|it| it.name.as_str()).collect();
    assert!(order.iter().position(|it| *it == "route") < order.iter().position(|it| *it == "api"), "{order:?}");
    assert!(gone.has_succeeded(), "{}", outcomes(&gone));
    drop(work);
    let left = folder.survey(&resources).await;
    assert!(left.parts.iter().all(|it| it.live.is_none()), "{}", verdicts(&left));
}

const ROOMS: &str = r#"
version: 1
name: rooms
providers: [aws]
resources:
  - name: logs
    resource: aws.logs.log_groups
    props: [{name: LogGroupName, value: /rooms}]
  - name: api
    resource: aws.apigatewayv2.apis
    props: [{name: Name, value: "of {{ logs.log_group_name }}"}, {name: ProtocolType, value: HTTP}]
  - name: route
    resource: aws.apigatewayv2.routes
    props: [{name: ApiId, value: "{{ api.api_id }}"}, {name: RouteKey, value: GET /}]
exports: [route]
"#;

#[tokio::test]
async fn a_create_only_property_replaces_and_so_does_what_hangs_on_it() {
    let resources = client(plane());
    let folder = Folder::new(ROOMS);
    assert!(folder.build(&resources).await.has_succeeded());
    folder.edit("value: HTTP", "value: WEBSOCKET");
    folder.edit("RouteKey, value: GET /}", "RouteKey, value: $default}");
    expect![[r#"
        logs NoOp
        api Replace { because: ["ProtocolType"] }
        route Replace { because: ["ApiId"] }"#]]
    .assert_eq(&verdicts(&folder.survey(&resources).await));
    folder.edit(
        "ProtocolType, value: WEBSOCKET}",
        "ProtocolType, value: WEBSOCKET}, {name: RouteSelectionExpression, value: $request.body.action}",
    );
    let built = folder.build(&resources).await;
    expect![[r#"
        api Replaced
        logs Unchanged
        route Replaced"#]]
    .assert_eq(&outcomes(&built));
    assert!(!folder.survey(&resources).await.has_changes());
}

#[tokio::test]
async fn what_is_taken_out_of_the_manifest_is_removed() {
    let resources = client(plane());
    let folder = Folder::new(ROOMS);
    assert!(folder.build(&resources).await.has_succeeded());
    folder.edit("  - name: route\n    resource: aws.apigatewayv2.routes\n    props: [{name: ApiId, value: \"{{ api.api_id }}\"}, {name: RouteKey, value: GET /}]\nexports: [route]\n", "");
    expect![[r#"
        logs NoOp
        api NoOp
        route Delete"#]]
    .assert_eq(&verdicts(&folder.survey(&resources).await));
    let built = folder.build(&resources).await;
    assert!(outcomes(&built).contains("route Deleted"), "{}", outcomes(&built));
    assert!(!folder.survey(&resources).await.has_changes());
}

#[tokio::test]
async fn what_cannot_be_is_told_before_anything_changes() {
    let resources = client(plane());
    let folder = Folder::new(ROOMS);
    let check = async |from: &str, to: &str, expect: Expect| {
        folder.edit(from, to);
        let error = survey(&folder.work(&resources)).await.expect_err("a mistake").to_string();
        expect.assert_eq(&error.replace(&format!("{}/", folder.path().display()), ""));
        folder.edit(to, from);
    };
    let (group, days) = ("value: /rooms}]", "value: /rooms}, {name: RetentionInDays, value: 8}]");
    check(group, days, expect![[r#"
        stackql_manifest.yml:8:57: resource `logs`: AWS::Logs::LogGroup: Model validation failed (#/RetentionInDays: #: only 1 subschema matches out of 2
        #/RetentionInDays: failed validation constraint for keyword [enum])"#]]).await;
    assert!(folder.build(&resources).await.has_succeeded());
    check(group, days, expect![[r#"
        stackql_manifest.yml:8:57: resource `logs`: AWS::Logs::LogGroup: Model validation failed (#/RetentionInDays: #: only 1 subschema matches out of 2
        #/RetentionInDays: failed validation constraint for keyword [enum])"#]]).await;
}

#[tokio::test]
async fn what_a_condition_leaves_out_later_stays_until_the_teardown() {
    let resources = client(plane());
    let folder = Folder::new(&ROOMS.replace("  - name: route\n", "  - name: route\n    if: stack_env == 'dev'\n"));
    assert!(folder.build(&resources).await.has_succeeded());
    folder.edit("stack_env == 'dev'", "stack_env == 'prd'");
    let built = folder.build(&resources).await;
    assert!(!built.has_changed(), "{}", outcomes(&built));
    let work = folder.work(&resources);
    let found = survey(&work).await.expect("a survey");
    let gone = teardown(&work, &found, false, &Silent).await.expect("torn down");
    expect![[r#"
        api Deleted
        logs Deleted
        route Deleted"#]]
    .assert_eq(&outcomes(&gone));
}

#[tokio::test]
async fn a_part_that_is_renamed_keeps_what_it_is() {
    let resources = client(plane());
    let folder = Folder::new(ROOMS);
    assert!(folder.build(&resources).await.has_succeeded());
    folder.edit("name: logs", "name: groups");
    folder.edit("logs.log_group_name", "groups.log_group_name");
    folder.edit("name: route", "name: way");
    folder.edit("exports: [route]", "exports: [way]");
    expect![[r#"
        groups Update
        api NoOp
        way NoOp"#]]
    .assert_eq(&verdicts(&folder.survey(&resources).await));
    assert!(folder.build(&resources).await.has_succeeded());
    assert!(!folder.survey(&resources).await.has_changes());
    let of = types::resource_type("AWS::Logs::LogGroup").expect("the type");
    let group = resources.read(of, REGION, &Identifier::new("/rooms")).await.expect("an answer");
    assert!(group.is_some(), "what has another name now was removed");
    let record = std::fs::read_to_string(folder.path().join("record.jsonl")).expect("the record");
    assert!(record.contains("{\"resource\":\"logs\",\"gone\":true}"), "{record}");
}

#[tokio::test]
async fn what_hangs_on_what_is_made_anew_and_is_no_part_any_more_goes_first() {
    let resources = client(plane());
    let folder = Folder::new(ROOMS);
    assert!(folder.build(&resources).await.has_succeeded());
    folder.edit("  - name: route\n    resource: aws.apigatewayv2.routes\n    props: [{name: ApiId, value: \"{{ api.api_id }}\"}, {name: RouteKey, value: GET /}]\nexports: [route]\n", "");
    folder.edit("value: HTTP", "value: WEBSOCKET}, {name: RouteSelectionExpression, value: $request.body.action");
    let built = folder.build(&resources).await;
    let order: Vec<String> = built.outcomes.iter().map(|it| format!("{} {:?}", it.name, it.done)).collect();
    assert_eq!(order, ["route Deleted", "logs Unchanged", "api Replaced"]);
}

#[tokio::test]
async fn a_failure_is_rolled_back() {
    let resources = client(plane());
    let folder = Folder::new(ROOMS);
    assert!(folder.build(&resources).await.has_succeeded());
    // Another route takes the key of the one that is there, after the log group was changed and a room was made.
    folder.edit(
        "props: [{name: LogGroupName, value: /rooms}]",
        "props: [{name: LogGroupName, value: /rooms}, {name: RetentionInDays, value: 7}]\n  - name: room\n    resource: aws.ivs.stages\n    props: [{name: Name, value: x}]",
    );
    folder.edit("exports: [route]", "  - name: bad\n    resource: aws.ivs.storage_configurations\n    depends_on: [room, logs]\n    props: [{name: S3, value: {BucketName: \"{{ room.arn }}\"}}]\n");
    let built = folder.build_or(&resources, OnFailure::Rollback).await;
    let lines = outcomes(&built);
    assert!(!built.has_succeeded());
    assert!(lines.contains("bad Failed"), "{lines}");
    assert!(lines.contains("room Created") && lines.contains("room Undone"), "{lines}");
    assert!(lines.contains("logs Updated") && lines.contains("logs Undone"), "{lines}");
    let left = folder.survey(&resources).await;
    assert!(verdicts(&left).contains("room Create\n"), "{}", verdicts(&left));
    assert!(verdicts(&left).contains("logs Update\n"), "{}", verdicts(&left));
}

#[tokio::test]
async fn a_resource_of_another_stack_is_left_alone() {
    let resources = client(plane());
    let folder = Folder::new(ROOMS);
    assert!(folder.build(&resources).await.has_succeeded());
    let other = Folder::new(&ROOMS.replace("name: rooms", "name: others"));
    let error = survey(&other.work(&resources)).await.err().map(|it| it.to_string());
    assert_eq!(error.as_deref(), Some("resource `logs`: /rooms belongs to `rooms/dev/logs`"));
}

#[tokio::test]
async fn a_protected_resource_is_kept() {
    let resources = client(plane());
    let folder = Folder::new(
        &ROOMS.replace("resource: aws.logs.log_groups", "resource: aws.logs.log_groups\n    protected: true"),
    );
    assert!(folder.build(&resources).await.has_succeeded());
    let work = folder.work(&resources);
    let found = survey(&work).await.expect("a survey");
    let error = teardown(&work, &found, false, &Silent).await.expect_err("it is kept");
    assert_eq!(error.to_string(), "a resource is protected: logs");
    assert!(teardown(&work, &found, true, &Silent).await.expect("torn down").has_succeeded());
}
