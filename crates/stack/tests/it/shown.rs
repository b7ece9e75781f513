//! What is shown of plans, tests and builds.

use std::io::Write;
use std::sync::{Arc, Mutex};

use callboard_stack::build::{OnFailure, build};
use callboard_stack::encode::{Progress, exports, plan_json, plan_text, test_text};
use callboard_stack::report::Silent;
use callboard_stack::survey::survey;
use expect_test::expect;

use crate::{Folder, client, plane};

/// A manifest whose texts show everything there is to show.
const MANIFEST: &str = r#"
version: 1
name: shown
providers: [aws]
resources:
  - name: logs
    resource: aws.logs.log_groups
    props: [{name: LogGroupName, value: /shown}, {name: RetentionInDays, value: 7}, {name: KmsKeyId, value: null}]
  - name: api
    resource: aws.apigatewayv2.apis
    props: [{name: Name, value: a}, {name: ProtocolType, value: HTTP}]
  - name: live
    resource: aws.apigatewayv2.stages
    props:
      - {name: ApiId, value: "{{ api.api_id }}"}
      - {name: StageName, value: live}
      - {name: AccessLogSettings, value: {DestinationArn: "{{ logs.arn }}", Format: "$context.requestId"}}
  - name: user
    resource: aws.iam.users
    props: [{name: UserName, value: ada}, {name: LoginProfile, value: {Password: "hunter2hunter2"}}]
"#;

#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no panic").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_plan_a_build_and_a_drift() {
    let resources = client(plane());
    let folder = Folder::new(MANIFEST);
    let work = folder.work(&resources);
    let found = survey(&work).await.unwrap_or_else(|error| panic!("{error}"));
    expect![[r#"
        + logs: AWS::Logs::LogGroup in us-east-1
            + LogGroupName: "/shown"
            + RetentionInDays: 7
            + Tags: [{"Key":"stackql:stack-name","Value":"shown"},{"Key":"stackql:stack-env","Value":"dev"},{"Key":"stac…
        + api: AWS::ApiGatewayV2::Api in us-east-1
            + Name: "a"
            + ProtocolType: "HTTP"
            + Tags.stackql:stack-name: "shown"
            + Tags.stackql:stack-env: "dev"
            + Tags.stackql:resource-name: "api"
        + live: AWS::ApiGatewayV2::Stage in us-east-1
            + ApiId: (known after apply: api.api_id)
            + StageName: "live"
            + AccessLogSettings.DestinationArn: (known after apply: logs.arn)
            + AccessLogSettings.Format: "$context.requestId"
            + Tags.stackql:stack-name: "shown"
            + Tags.stackql:stack-env: "dev"
            + Tags.stackql:resource-name: "live"
        + user: AWS::IAM::User in us-east-1
            + UserName: "ada"
            + LoginProfile.Password: (not shown)
            + Tags: [{"Key":"stackql:stack-name","Value":"shown"},{"Key":"stackql:stack-env","Value":"dev"},{"Key":"stac…

        plan: 4 to create
    "#]].assert_eq(&plan_text(&found, false));
    let out = Shared::default();
    let progress = Progress::new(Box::new(out.clone()), false, false);
    build(&work, &found, OnFailure::Error, &progress).await.expect("a build");
    drop(work);
    let mut lines: Vec<String> = String::from_utf8_lossy(&out.0.lock().expect("no panic"))
        .lines()
        .map(|it| it.split(" AWS").next().unwrap_or(it).to_owned())
        .collect();
    lines.sort();
    expect![[r#"
        created    api:
        created    live:
        created    logs:
        created    user:"#]]
    .assert_eq(&lines.join("\n"));

    folder.edit("value: 7", "value: 30");
    folder.edit("StageName, value: live", "StageName, value: next");
    folder.edit("hunter2hunter2", "hunter3hunter3");
    let work = folder.work(&resources);
    let found = survey(&work).await.expect("a survey");
    let api = found.parts[1].live.as_ref().expect("the API").identifier.to_string();
    let shown = format!("{}{}", plan_text(&found, false), test_text(&found, false)).replace(&api, "API");
    expect![[r#"
        ~ logs: AWS::Logs::LogGroup /shown in us-east-1
            ~ RetentionInDays: 7 → 30
        -/+ live: AWS::ApiGatewayV2::Stage API|live in us-east-1, because StageName cannot change in place
            ~ StageName: "live" → "next" (create-only)
        ~ user: AWS::IAM::User ada in us-east-1
            + LoginProfile.Password: (not shown)

        plan: 2 to update, 1 to replace, 1 unchanged
        drift     logs: AWS::Logs::LogGroup /shown in us-east-1
            ~ RetentionInDays: 7 → 30
        ok        api: AWS::ApiGatewayV2::Api API in us-east-1
        drift     live: AWS::ApiGatewayV2::Stage API|live in us-east-1
            ~ StageName: "live" → "next" (create-only)
        drift     user: AWS::IAM::User ada in us-east-1
            + LoginProfile.Password: (not shown)
    "#]]
    .assert_eq(&shown);
    let json = serde_json::to_string_pretty(&plan_json(&work, &found)).expect("JSON").replace(&api, "API");
    expect![[r#"
        {
          "stack": "shown",
          "environment": "dev",
          "has_changes": true,
          "summary": {
            "create": 0,
            "update": 2,
            "replace": 1,
            "delete": 0,
            "run": 0,
            "no-op": 1
          },
          "changes": [
            {
              "resource": "logs",
              "type": "AWS::Logs::LogGroup",
              "region": "us-east-1",
              "identifier": "/shown",
              "action": "update",
              "because": [],
              "differences": [
                {
                  "path": "RetentionInDays",
                  "before": 7,
                  "after": 30
                }
              ]
            },
            {
              "resource": "api",
              "type": "AWS::ApiGatewayV2::Api",
              "region": "us-east-1",
              "identifier": "API",
              "action": "no-op",
              "because": [],
              "differences": []
            },
            {
              "resource": "live",
              "type": "AWS::ApiGatewayV2::Stage",
              "region": "us-east-1",
              "identifier": "API|live",
              "action": "replace",
              "because": [
                "StageName"
              ],
              "differences": [
                {
                  "path": "StageName",
                  "before": "live",
                  "after": "next",
                  "replaces": true
                }
              ]
            },
            {
              "resource": "user",
              "type": "AWS::IAM::User",
              "region": "us-east-1",
              "identifier": "ada",
              "action": "update",
              "because": [],
              "differences": [
                {
                  "path": "LoginProfile.Password",
                  "sensitive": true
                }
              ]
            }
          ]
        }"#]]
    .assert_eq(&json);
    assert!(plan_text(&found, true).contains("\u{1b}["));
}

#[tokio::test]
async fn globals_may_name_the_resource_that_they_are_used_for() {
    let folder = Folder::of_testdata("globals_of_each_resource");
    folder.write("resources/policy.json", "{\"Version\": \"2012-10-17\", \"Statement\": []}");
    let found = folder.survey(&client(plane())).await;
    let desired = found.parts.iter().map(|it| serde_json::json!(it.desired).to_string()).collect::<Vec<_>>();
    expect![[r#"
        {"Name":"x","Tags":[{"Key":"stack","Value":"web-dev"},{"Key":"part","Value":"room"},{"Key":"stackql:stack-name","Value":"web"},{"Key":"stackql:stack-env","Value":"dev"},{"Key":"stackql:resource-name","Value":"room"}]}
        {"AssumeRolePolicyDocument":{"Version":"2012-10-17","Statement":[]},"Tags":[{"Key":"stackql:stack-name","Value":"web"},{"Key":"stackql:stack-env","Value":"dev"},{"Key":"stackql:resource-name","Value":"role"}]}"#]].assert_eq(&desired.join("\n"));
}

#[tokio::test]
async fn what_is_protected_is_not_shown() {
    let folder = Folder::new(
        "
version: 1
name: s
providers: [aws]
globals:
  - {name: password, value: hunter2, protected: true}
resources:
  - name: parameter
    resource: aws.ssm.parameters
    props: [{name: Name, value: /p}, {name: Type, value: String}, {name: Value, values: {dev: {value: swordfish}}}]
    exports: [{value: token}]
    protected: [token]
  - name: room
    resource: aws.ivs.stages
    props: [{name: Name, value: r}, {name: Tags, value: [{Key: a, Value: 'is {{ token }}'}]}]
  - name: group
    resource: aws.logs.log_groups
    props: [{name: LogGroupName, value: '/{{ password }}'}]
exports: [token, parameter]
",
    );
    let resources = client(plane());
    let mut shown = String::new();
    for _ in 0..2 {
        let work = folder.work(&resources);
        let found = survey(&work).await.expect("a survey");
        shown.push_str(&plan_text(&found, false));
        shown.push_str(&plan_json(&work, &found).to_string());
        assert!(build(&work, &found, OnFailure::Error, &Silent).await.expect("a build").has_succeeded());
        shown.push_str(&exports(&work, &work.exports().expect("exports"), true).to_string());
        assert!(work.exports().expect("exports").contains_key("token"));
        folder.edit("value: swordfish", "value: swordfish too");
    }
    shown.push_str(&std::fs::read_to_string(folder.path().join("record.jsonl")).expect("the record"));
    assert!(!shown.contains("swordfish"), "{shown}");
    assert!(shown.contains("+ LogGroupName: (not shown)"), "{shown}");
}
