use callboard_model::types::{self, Action, ResourceType};
use expect_test::{Expect, expect, expect_file};
use futures::StreamExt;
use serde_json::{Value, json};

use crate::scripted::{ScriptedPlane, client, properties};
use crate::{Identifier, ResourceError, Wait, route};

fn of(name: &str) -> &'static ResourceType {
    types::resource_type(name).expect("the type")
}

enum Ask {
    Read(&'static str),
    List(Value),
    Create(Value),
    Update(&'static str, Value),
    Delete(&'static str),
}

/// Asks for one thing; the result, then the calls that were made.
async fn check(name: &str, script: Value, ask: Ask, expect: Expect) {
    let plane = ScriptedPlane::new(script);
    let (resources, of) = (client(plane.clone()), of(name));
    let result: Result<String, ResourceError> = match ask {
        Ask::Read(identifier) => {
            let read = resources.read(of, "eu-west-1", &Identifier::new(identifier)).await;
            read.map(|it| it.map_or_else(|| "not there".to_owned(), |it| Value::Object(it).to_string()))
        }
        Ask::List(model) => {
            let pages = resources.list(of, "eu-west-1", Some(&properties(model)), None);
            let pages: Vec<_> = pages.collect().await;
            let pages: Result<Vec<_>, _> = pages.into_iter().collect();
            pages.map(|it| {
                it.concat()
                    .iter()
                    .map(|it| format!("{} {}", it.identifier, it.properties))
                    .collect::<Vec<_>>()
                    .join("\n")
            })
        }
        Ask::Create(desired) => {
            let change = resources.create(of, "eu-west-1", &properties(desired), Wait::UntilDone).await;
            change.map(|it| format!("{} {:?}", it.status, it.identifier))
        }
        Ask::Update(identifier, patch) => {
            let change = resources.update(of, "eu-west-1", &Identifier::new(identifier), &patch, Wait::UntilDone).await;
            change.map(|it| format!("{} {:?}", it.status, it.identifier))
        }
        Ask::Delete(identifier) => {
            let change = resources.delete(of, "eu-west-1", &Identifier::new(identifier), Wait::UntilDone).await;
            change.map(|it| format!("{} {:?}", it.status, it.identifier))
        }
    };
    let result = result.unwrap_or_else(|error| format!("error: {error}"));
    expect.assert_eq(format!("{result}\n{}", plane.calls()).trim_end());
}

/// A project as CodeBuild shows it.
fn project() -> Value {
    json!({"name": "p", "arn": "arn:p", "timeoutInMinutes": 60, "created": 1,
        "artifacts": {"type": "NO_ARTIFACTS"}, "tags": [{"key": "a", "value": "1"}],
        "environment": {"type": "LINUX_CONTAINER", "environmentVariables": [{"name": "N", "value": "V", "type": "PLAINTEXT"}]}})
}

#[tokio::test(start_paused = true)]
async fn a_project_of_code_build() {
    let name = "AWS::CodeBuild::Project";
    let projects = json!({"projects": [{"name": "q"}, project()]});
    check(name, json!([projects]), Ask::Read("p"), expect![[r#"
        {"Name":"p","Tags":[{"Value":"1","Key":"a"}],"Artifacts":{"Type":"NO_ARTIFACTS"},"Environment":{"Type":"LINUX_CONTAINER","EnvironmentVariables":[{"Value":"V","Type":"PLAINTEXT","Name":"N"}]},"Arn":"arn:p","TimeoutInMinutes":60,"Id":"p"}
        0.0 s eu-west-1 BatchGetProjects {"names": ["p"]}"#]]).await;
    check(
        name,
        json!([{"projectsNotFound": ["p"]}]),
        Ask::Read("p"),
        expect![[r#"
        not there
        0.0 s eu-west-1 BatchGetProjects {"names": ["p"]}"#]],
    )
    .await;
    let lists = json!([{"projects": ["p", "q"], "nextToken": "2"}, {"projects": ["r"]}]);
    check(
        name,
        lists,
        Ask::List(json!({})),
        expect![[r#"
        p {"Name":"p","Id":"p"}
        q {"Name":"q","Id":"q"}
        r {"Name":"r","Id":"r"}
        0.0 s eu-west-1 ListProjects {}
        0.0 s eu-west-1 ListProjects {"nextToken": "2"}"#]],
    )
    .await;
    let desired = json!({"Name": "p", "ServiceRole": "r", "Artifacts": {"Type": "NO_ARTIFACTS"},
        "Environment": {"Type": "LINUX_CONTAINER", "Image": "i", "ComputeType": "c"}, "Source": {"Type": "NO_SOURCE"},
        "Tags": [{"Key": "a", "Value": "1"}]});
    check(name, json!([{"project": project()}]), Ask::Create(desired.clone()), expect![[r#"
        SUCCESS Some(Identifier("p"))
        0.0 s eu-west-1 CreateProject {"name": "p", "serviceRole": "r", "artifacts": {"type": "NO_ARTIFACTS"}, "environment": {"type": "LINUX_CONTAINER", "image": "i", "computeType": "c"}, "source": {"type": "NO_SOURCE"}, "tags": [{"key": "a", "value": "1"}]}"#]]).await;
    let mut incomplete = properties(desired);
    incomplete.shift_remove("Source");
    check(name, json!([{}]), Ask::Create(Value::Object(incomplete)), expect!["error: AWS::CodeBuild::Project cannot be created: Cloud Control has no create handler for it, and codebuild CreateProject needs `source`"]).await;
    let patch = json!([{"op": "replace", "path": "/TimeoutInMinutes", "value": 30}]);
    check(
        name,
        json!([projects, {}]),
        Ask::Update("p", patch),
        expect![[r#"
        SUCCESS Some(Identifier("p"))
        0.0 s eu-west-1 BatchGetProjects {"names": ["p"]}
        0.0 s eu-west-1 UpdateProject {"timeoutInMinutes": 30, "name": "p"}"#]],
    )
    .await;
    let removal = json!([{"op": "remove", "path": "/TimeoutInMinutes"}]);
    check(name, json!([projects]), Ask::Update("p", removal), expect![[r#"
        error: AWS::CodeBuild::Project cannot be updated: Cloud Control has no update handler for it, and codebuild UpdateProject cannot unset `TimeoutInMinutes`
        0.0 s eu-west-1 BatchGetProjects {"names": ["p"]}"#]]).await;
    check(
        name,
        json!([{"projects": []}]),
        Ask::Update("p", json!([])),
        expect![[r#"
        error: AWS::CodeBuild::Project p: UPDATE failed: NotFound: it is not there
        0.0 s eu-west-1 BatchGetProjects {"names": ["p"]}"#]],
    )
    .await;
    check(
        name,
        json!([{}]),
        Ask::Delete("p"),
        expect![[r#"
        SUCCESS Some(Identifier("p"))
        0.0 s eu-west-1 DeleteProject {"name": "p"}"#]],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_node_of_a_mesh() {
    let name = "AWS::AppMesh::VirtualNode";
    let node = json!({"meshName": "m", "virtualNodeName": "n", "metadata": {"arn": "arn:n", "uid": "u", "version": 1},
        "spec": {"listeners": [{"portMapping": {"port": 80, "protocol": "http"}}]}});
    check(name, json!([{"virtualNode": node}]), Ask::Read("m|n"), expect![[r#"
        {"Uid":"u","MeshName":"m","Arn":"arn:n","Spec":{"Listeners":[{"PortMapping":{"Protocol":"http","Port":80}}]},"VirtualNodeName":"n","Id":"m|n"}
        0.0 s eu-west-1 DescribeVirtualNode {"meshName": "m", "virtualNodeName": "n"}"#]]).await;
    check(
        name,
        json!([{"error": "NotFoundException"}]),
        Ask::Read("m|n"),
        expect![[r#"
        not there
        0.0 s eu-west-1 DescribeVirtualNode {"meshName": "m", "virtualNodeName": "n"}"#]],
    )
    .await;
    check(name, json!([{}]), Ask::Read("n"), expect!["error: AWS::AppMesh::VirtualNode cannot be read: Cloud Control has no read handler for it, and `n` is not of the form `MeshName|VirtualNodeName`"]).await;
    let nodes = json!([{"virtualNodes": [{"meshName": "m", "virtualNodeName": "n", "arn": "arn:n"}]}]);
    check(
        name,
        nodes,
        Ask::List(json!({"MeshName": "m"})),
        expect![[r#"
        m|n {"MeshName":"m","Arn":"arn:n","VirtualNodeName":"n","Id":"m|n"}
        0.0 s eu-west-1 ListVirtualNodes {"meshName": "m"}"#]],
    )
    .await;
    check(
        name,
        json!([{}]),
        Ask::List(json!({})),
        expect!["error: AWS::AppMesh::VirtualNode is listed by parent: MeshName must be given"],
    )
    .await;
    let desired = json!({"MeshName": "m", "VirtualNodeName": "n", "Spec": {"Listeners": []},
        "Tags": [{"Key": "a", "Value": "1"}]});
    check(name, json!([{"virtualNode": node}]), Ask::Create(desired), expect![[r#"
        SUCCESS Some(Identifier("m|n"))
        0.0 s eu-west-1 CreateVirtualNode {"meshName": "m", "virtualNodeName": "n", "spec": {"listeners": []}, "tags": [{"key": "a", "value": "1"}], ClientToken 1}"#]]).await;
}

#[tokio::test(start_paused = true)]
async fn what_cloud_control_refuses_after_all() {
    let name = "AWS::ApiGatewayV2::Stage";
    let refused = json!({"error": "UnsupportedActionException", "message": "does not support READ action"});
    let stage = json!({"StageName": "s", "AutoDeploy": true, "StageVariables": {"A": "b"}, "Tags": {"k": "v"},
        "CreatedDate": "2026-01-01T00:00:00Z", "DefaultRouteSettings": {"ThrottlingBurstLimit": 5}});
    check(name, json!([refused, stage]), Ask::Read("a|s"), expect![[r#"
        {"AutoDeploy":true,"StageName":"s","StageVariables":{"A":"b"},"DefaultRouteSettings":{"ThrottlingBurstLimit":5},"Tags":{"k":"v"},"ApiId":"a"}
        0.0 s eu-west-1 GetResource {"Identifier": "a|s"}
        0.0 s eu-west-1 GetStage {"ApiId": "a", "StageName": "s"}"#]]).await;
    let desired = json!({"ApiId": "a", "StageName": "s", "AutoDeploy": true, "Tags": {"k": "v"}});
    check(name, json!([refused, stage]), Ask::Create(desired), expect![[r#"
        SUCCESS Some(Identifier("a|s"))
        0.0 s eu-west-1 CreateResource {"DesiredState": "{\"ApiId\":\"a\",\"StageName\":\"s\",\"AutoDeploy\":true,\"Tags\":{\"k\":\"v\"}}", ClientToken 1}
        0.0 s eu-west-1 CreateStage {"ApiId": "a", "StageName": "s", "AutoDeploy": true, "Tags": {"k": "v"}}"#]]).await;
    check(
        name,
        json!([refused, {}]),
        Ask::Delete("a|s"),
        expect![[r#"
        SUCCESS Some(Identifier("a|s"))
        0.0 s eu-west-1 DeleteResource {"Identifier": "a|s", ClientToken 1}
        0.0 s eu-west-1 DeleteStage {"ApiId": "a", "StageName": "s"}"#]],
    )
    .await;
    let stages = json!([{"Items": [stage], "NextToken": "n"}, {"Items": []}]);
    check(
        name,
        stages,
        Ask::List(json!({"ApiId": "a"})),
        expect![[r#"
            a|s {"AutoDeploy":true,"StageName":"s","StageVariables":{"A":"b"},"DefaultRouteSettings":{"ThrottlingBurstLimit":5},"Tags":{"k":"v"},"ApiId":"a"}
            0.0 s eu-west-1 GetStages {"ApiId": "a"}
            0.0 s eu-west-1 GetStages {"ApiId": "a", "NextToken": "n"}"#]],
    )
    .await;
    // No operation could do it either: the first error stays.
    check(
        "AWS::AccountAccess::Entitlement",
        json!([refused]),
        Ask::Delete("a|b"),
        expect![[r#"
            error: cloudcontrol DeleteResource was refused: UnsupportedActionException: does not support READ action
            0.0 s eu-west-1 DeleteResource {"Identifier": "a|b", ClientToken 1}"#]],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_is_listed_whole_by_its_own_service() {
    let gateways = json!([{"InternetGateways": [
        {"InternetGatewayId": "igw-1", "OwnerId": "1", "Attachments": [], "Tags": [{"Key": "a", "Value": "1"}]},
        {"InternetGatewayId": "igw-2", "Tags": []}]}]);
    check(
        "AWS::EC2::InternetGateway",
        gateways,
        Ask::List(json!({})),
        expect![[r#"
        igw-1 {"InternetGatewayId":"igw-1","Tags":[{"Key":"a","Value":"1"}]}
        igw-2 {"InternetGatewayId":"igw-2","Tags":[]}
        0.0 s eu-west-1 DescribeInternetGateways {}"#]],
    )
    .await;
    let definitions = json!([{"queryDefinitions": [{"queryDefinitionId": "q", "name": "n", "queryString": "fields @x",
        "lastModified": 1, "logGroupNames": ["g"]}]}]);
    check(
        "AWS::Logs::QueryDefinition",
        definitions,
        Ask::List(json!({})),
        expect![[r#"
        q {"Name":"n","QueryString":"fields @x","LogGroupNames":["g"],"QueryDefinitionId":"q"}
        0.0 s eu-west-1 DescribeQueryDefinitions {}"#]],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_done_either_way_says_what_is_missing() {
    check("AWS::WAF::IPSet", json!([{}]), Ask::Create(json!({"Name": "n"})), expect!["error: AWS::WAF::IPSet cannot be created: Cloud Control has no create handler for it, and waf CreateIPSet needs `ChangeToken`, which is no property"]).await;
    check("AWS::Route53::RecordSetGroup", json!([{}]), Ask::List(json!({})), expect!["error: AWS::Route53::RecordSetGroup cannot be listed: Cloud Control has no list handler for it, and no operation of route53 is known for it"]).await;
    check("AWS::Serverless::Function", json!([{}]), Ask::Read("f"), expect!["error: AWS::Serverless::Function cannot be read: Cloud Control has no read handler for it, and no service of its own is known"]).await;
}

#[test]
fn types_that_are_listed_natively_are_listed_whole() {
    for name in route::LISTED_NATIVELY {
        let native = route::native(of(name), Action::List).unwrap_or_else(|missing| panic!("{name}: {missing}"));
        assert!(native.lists_whole(), "{name}");
    }
}

/// What is done with the types that Cloud Control does not serve.
#[test]
fn types_without_handlers() {
    let mut lines = Vec::new();
    for name in types::names().filter(|it| it.starts_with("AWS::")) {
        let of = of(&name);
        if of.is_provisionable() || of.native_operations().is_none() {
            continue;
        }
        lines.push(format!("{name} {}", route::key(of).join("|")));
        for action in Action::ALL {
            lines.push(match route::native(of, action) {
                Ok(native) => format!("    {}: {}", action.name(), native.operation.name),
                Err(missing) => format!("    {}: no, {missing}", action.name()),
            });
        }
    }
    expect_file!["../../testdata/native.txt"].assert_eq(&(lines.join("\n") + "\n"));
}
