//! Files of statements that leave anchors out: what stands in for them, and what is refused.

use std::path::Path;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use callboard_model::types;
use callboard_resource::{Properties, Resources, Wait};
use callboard_stack::build::{OnFailure, build};
use callboard_stack::host::{Host, HostError};
use callboard_stack::report::Silent;
use callboard_stack::survey::survey;
use callboard_stack::teardown::teardown;
use expect_test::{Expect, expect};
use serde_json::json;

use crate::{Folder, REGION, client, outcomes, plane, verdicts};

/// A host of whose statements each is the row that it gives; one that makes a log group does that, too.
struct Rows {
    resources: Resources,
    asked: Mutex<Vec<String>>,
}

#[async_trait]
impl Host for Rows {
    async fn query(&self, text: &str, values: Properties) -> Result<Vec<Properties>, HostError> {
        let this = values.get("this").map(|it| format!(" {}", it["arn"])).unwrap_or_default();
        self.asked.lock().expect("no panic").push(format!("{text}{this}"));
        let of = types::resource_type("AWS::Logs::LogGroup").expect("the type");
        if text == "MAKE" {
            let desired = serde_json::from_value(json!({"LogGroupName": "/a"})).expect("an object");
            self.resources.create(of, REGION, &desired, Wait::UntilDone).await.expect("made");
        }
        Ok(serde_json::from_str(text).ok().into_iter().collect())
    }

    async fn script(&self, _: &str, _: &Path) -> Result<String, HostError> {
        Err(HostError { message: "no programs".to_owned(), hint: None })
    }
}

/// Builds a log group twice, changes its retention, builds, and tears it down; what happened, and what was asked.
async fn check(statements: &str, expect: Expect) {
    let resources = client(plane());
    let folder = Folder::new(
        "version: 1\nname: s\nproviders: [aws]\nresources:\n  - name: group\n    resource: aws.logs.log_groups\n    props:\n      - {name: LogGroupName, value: /a}\n      - {name: RetentionInDays, value: 7}\n",
    );
    folder.write("resources/group.iql", statements);
    let host = Arc::new(Rows { resources: resources.clone(), asked: Mutex::default() });
    let mut shown = String::new();
    for round in 0..3 {
        if round == 2 {
            folder.edit("value: 7", "value: 30");
        }
        let work = folder.work_with(&resources, host.clone());
        let found = survey(&work).await.unwrap_or_else(|error| panic!("{error}"));
        shown.push_str(&verdicts(&found));
        match build(&work, &found, OnFailure::Error, &Silent).await {
            Ok(built) => shown.push_str(&format!(" -> {}\n", outcomes(&built))),
            Err(error) => shown.push_str(&format!(" -> {error}\n")),
        }
    }
    let work = folder.work_with(&resources, host.clone());
    let found = survey(&work).await.unwrap_or_else(|error| panic!("{error}"));
    let gone = teardown(&work, &found, false, &Silent).await.unwrap_or_else(|error| panic!("{error}"));
    shown.push_str(&format!("{}\n", outcomes(&gone)));
    let of = types::resource_type("AWS::Logs::LogGroup").expect("the type");
    let left = resources.read(of, REGION, &callboard_resource::Identifier::new("/a")).await.expect("an answer");
    shown.push_str(if left.is_some() { "it is there\n" } else { "it is gone\n" });
    let mut asked = host.asked.lock().expect("no panic").clone();
    asked.dedup();
    shown.push_str(&asked.join("\n"));
    let shown = shown.replace(&format!("{}/", folder.path().display()), "");
    expect.assert_eq(&shown);
}

/// What is refused before anything is called.
fn check_refused(resource: &str, statements: &str, expect: Expect) {
    let folder =
        Folder::new(&format!("version: 1\nname: s\nproviders: [aws]\nresources:\n  - {{name: x, {resource}}}\n"));
    folder.write("resources/x.iql", statements);
    let error = folder.load().expect_err("a mistake");
    let shown = format!("{error}\nhint: {}", error.hint().unwrap_or_default());
    expect.assert_eq(&shown.replace(&format!("{}/", folder.path().display()), ""));
}

#[test]
fn what_does_not_follow_is_refused() {
    let group = "resource: aws.logs.log_groups, props: [{name: group_name, value: x}]";
    check_refused(
        group,
        "\n/*+ exists */\nSELECT 1\n/*+ delete */\nSELECT 2",
        expect![[r#"
        resources/x.iql:2:1: resource `x`: there is no anchor `create`, so it cannot be made, and no type says how: AWS::Logs::LogGroup has no property `group_name`
        hint: add a block `/*+ create */`"#]],
    );
    check_refused(
        group,
        "/*+ create */\nSELECT 1\n/*+ delete */\nSELECT 2",
        expect![[r#"
        resources/x.iql:1:1: resource `x`: there is no anchor `exists`, so each build would make another one, and no type says how: AWS::Logs::LogGroup has no property `group_name`
        hint: add a block `/*+ exists */`"#]],
    );
    check_refused(
        "props: []",
        "/*+ delete */\nSELECT 2",
        expect![[r#"
        resources/x.iql:1:1: resource `x`: there is no anchor `create`, so it cannot be made, and no type says how: its type is not known
        hint: add a block `/*+ create */`"#]],
    );
    check_refused(
        "type: multi",
        "/*+ delete */\nDELETE FROM aws.logs.log_groups",
        expect![[r#"
        resources/x.iql:1:1: resource `x`: there is no anchor `create`, so it cannot be made, and no type says how: a `multi` is several resources
        hint: add a block `/*+ create */`"#]],
    );
    check_refused(
        "resource: aws.ivs.stages",
        "/*+ create */\nSELECT 1",
        expect![[r#"
        resources/x.iql:1:1: resource `x`: there is no anchor `exists`, so each build would make another one, and no type says how: AWS::IVS::Stage has no name of its own
        hint: add a block `/*+ exists */`"#]],
    );
}

#[tokio::test]
async fn a_check_alone_is_run() {
    check(
        "/*+ statecheck */\n{\"count\": 1}",
        expect![[r#"
        group Create -> group Created
        group NoOp -> group Unchanged
        group Update -> group Updated
        group Deleted
        it is gone
        {"count": 1}"#]],
    )
    .await;
    check("/*+ statecheck */\n{\"count\": 0}", expect![[r#"
        group Create -> group Failed("resources/group.iql: resource `group`: `statecheck`: it is not as it should be", None)
        group Update -> group Failed("resources/group.iql: resource `group`: `statecheck`: it is not as it should be", None)
        group Update -> group Failed("resources/group.iql: resource `group`: `statecheck`: it is not as it should be", None)
        group Deleted
        it is gone
        {"count": 0}"#]]).await;
    check(
        "/*+ statecheck */\n{\"count\": 1, \"of\": \"{{ this.arn }}\"}",
        expect![[r#"
        group Create -> group Created
        group NoOp -> group Unchanged
        group Update -> group Updated
        group Deleted
        it is gone
        {"count": 1, "of": "{{ this.arn }}"} "arn:aws:logs:us-east-1:123456789012:log-group:/a""#]],
    )
    .await;
}

#[tokio::test]
async fn what_is_left_out_follows_from_the_type() {
    check("/*+ create */\nMAKE", expect![[r#"
        group Create -> group Failed("resource `group`: it was changed, and still is not as it should be: `RetentionInDays`", Some("the service may write these values in another way: write them so, or set `skip_validation: true`"))
        group Update -> group Updated
        group Update -> group Updated
        group Deleted
        it is gone
        MAKE"#]]).await;
    check(
        "/*+ delete */\n{}",
        expect![[r#"
        group Create -> group Created
        group NoOp -> group Unchanged
        group Update -> group Updated
        group Deleted
        it is there
        {}"#]],
    )
    .await;
    check(
        "/*+ create */\nMAKE\n/*+ statecheck */\n{\"count\": 1}",
        expect![[r#"
            group Create -> group Created
            group NoOp -> group Unchanged
            group NoOp -> group Unchanged
            group Deleted
            it is gone
            MAKE
            {"count": 1}"#]],
    )
    .await;
    check("/*+ exists */\n{\"count\": 1}\n/*+ create */\nMAKE", expect![[r#"
        group Update -> group Failed("resources/group.iql: resource `group` must be changed, and there is no `update`", Some("add a block `/*+ update */` to resources/group.iql"))
        group Update -> group Failed("resources/group.iql: resource `group` must be changed, and there is no `update`", Some("add a block `/*+ update */` to resources/group.iql"))
        group Update -> group Failed("resources/group.iql: resource `group` must be changed, and there is no `update`", Some("add a block `/*+ update */` to resources/group.iql"))
        group Kept("resources/group.iql has no `delete`")
        it is gone
        {"count": 1}"#]]).await;
    check("/*+ update */\nCHANGE\n", expect![[r#"
        group Create -> group Created
        group NoOp -> group Unchanged
        group Update -> group Failed("resource `group`: it was changed, and still is not as it should be: `RetentionInDays`", Some("the service may write these values in another way: write them so, or set `skip_validation: true`"))
        group Deleted
        it is gone
        CHANGE"#]]).await;
}
