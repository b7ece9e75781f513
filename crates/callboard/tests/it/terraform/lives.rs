//! Real configurations from plan to destroy, over the embedded plane, beside the other doors.

use callboard_testkit::program::Printed;
use serde_json::json;

use super::{Project, is_there};
use crate::json;
use crate::serve::serve;

/// What the seed document's program becomes, with the API that it refers to.
const SEED: &str = r#"
provider "aws" {
  region = "us-east-1"
}
resource "aws_apigatewayv2_api" "example" {
  name          = "example"
  protocol_type = "HTTP"
}
resource "aws_apigatewayv2_stage" "example" {
  api_id = aws_apigatewayv2_api.example.id
  name   = "example-stage"
}
"#;

const STAGE: &str = "aws_apigatewayv2_stage.example";

/// A second plan finds nothing to do.
#[track_caller]
fn nothing_to_do(project: &Project) {
    let Printed { code, stdout, stderr } = project.terraform("plan -no-color -detailed-exitcode");
    assert_eq!(code, 0, "{stdout}{stderr}");
}

fn applied(configuration: &str) -> Project {
    let project = Project::new(configuration);
    project.must("init -no-color");
    project.must("apply -no-color -auto-approve");
    project
}

#[test]
fn the_seed_goes_through_its_life() {
    if !is_there("the seed of Terraform") {
        return;
    }
    let project = Project::new(SEED);
    project.must("init -no-color");
    let plan = project.must("plan -no-color");
    assert!(plan.contains("Plan: 2 to add, 0 to change, 0 to destroy."), "{plan}");
    project.must("apply -no-color -auto-approve");
    nothing_to_do(&project);

    let stage = project.state(STAGE);
    let api = stage["api_id"].as_str().expect("an id").to_owned();
    let account = "123456789012";
    assert_eq!(stage["id"], "example-stage");
    assert_eq!(stage["auto_deploy"], false);
    assert_eq!(stage["arn"], format!("arn:aws:apigateway:us-east-1::/apis/{api}/stages/example-stage"));
    assert_eq!(stage["execution_arn"], format!("arn:aws:execute-api:us-east-1:{account}:{api}/example-stage"));
    assert_eq!(stage["invoke_url"], format!("https://{api}.execute-api.us-east-1.amazonaws.com/example-stage"));

    // Forgotten, and taken up again by its id.
    project.must(&format!("state rm {STAGE}"));
    project.must(&format!("import -no-color {STAGE} {api}/example-stage"));
    assert_eq!(project.state(STAGE), stage);
    nothing_to_do(&project);

    let destroyed = project.must("destroy -no-color -auto-approve");
    assert!(destroyed.contains("Destroy complete! Resources: 2 destroyed."), "{destroyed}");
    let listed = json(&project.callboard, &["aws", "apigatewayv2", "get-apis", "--region", "us-east-1"]);
    assert_eq!(listed["Items"], json!([]));
}

#[test]
fn other_doors_see_the_stage_and_terraform_sees_what_they_change() {
    if !is_there("Terraform beside SQL and the AWS CLI") {
        return;
    }
    let project = applied(SEED);
    let api = project.state(STAGE)["api_id"].as_str().expect("an id").to_owned();
    let listed =
        json(&project.callboard, &["aws", "apigatewayv2", "get-stages", "--api-id", &api, "--region", "us-east-1"]);
    assert_eq!(listed["Items"][0]["StageName"], "example-stage");
    let sql = |text: &str| {
        let printed = project.callboard.run(&["sql", "--region", "us-east-1", "--output", "json", text]);
        assert_eq!(printed.code, 0, "{text}: {}", printed.stderr);
        printed.stdout
    };
    let place = format!("WHERE region = 'us-east-1' AND api_id = '{api}'");
    let stages = sql(&format!("SELECT stage_name FROM aws.apigatewayv2.stages {place}"));
    assert!(stages.contains("example-stage"), "{stages}");

    sql(&format!("UPDATE aws.apigatewayv2.stages SET description = 'by SQL' {place} AND stage_name = 'example-stage'"));
    let drift = project.terraform("plan -no-color -detailed-exitcode");
    assert_eq!(drift.code, 2, "{}{}", drift.stdout, drift.stderr);
    assert!(drift.stdout.contains("- description") && drift.stdout.contains("\"by SQL\" -> null"), "{}", drift.stdout);
    project.must("apply -no-color -auto-approve");
    nothing_to_do(&project);

    sql(&format!("DELETE FROM aws.apigatewayv2.stages {place} AND stage_name = 'example-stage'"));
    let plan = project.must("plan -no-color");
    assert!(plan.contains("Plan: 1 to add, 0 to change, 0 to destroy."), "{plan}");
    project.must("apply -no-color -auto-approve");
    nothing_to_do(&project);
}

#[test]
fn a_provider_that_runs_on_serves_many_commands_and_aliases() {
    if !is_there("a provider that Terraform attaches to") {
        return;
    }
    let project = Project::new(
        r#"
provider "aws" {
  region = "us-east-1"
}
provider "aws" {
  alias      = "other"
  region     = "eu-west-1"
  access_key = "210987654321"
  secret_key = "x"
}
data "aws_caller_identity" "here" {}
data "aws_caller_identity" "there" {
  provider = aws.other
}
data "aws_region" "there" {
  provider = aws.other
}
output "seen" {
  value = "${data.aws_caller_identity.here.account_id} ${data.aws_caller_identity.there.account_id} ${data.aws_region.there.region}"
}
"#,
    );
    let serving = project.callboard.start(&["terraform", "serve", "--reattach"], "export TF_REATTACH_PROVIDERS=");
    let attach = serving.line.split('\'').nth(1).expect("a value");
    let terraform = |words: &str| {
        let mut command = std::process::Command::new("terraform");
        let home = project.folder().parent().expect("a home");
        command.args(words.split_whitespace()).current_dir(project.folder()).env("TF_REATTACH_PROVIDERS", attach);
        let output = command.env("CHECKPOINT_DISABLE", "1").env("HOME", home).output().expect("Terraform");
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{words}: {out}{err}");
        out.trim().to_owned()
    };
    terraform("init -no-color");
    terraform("apply -no-color -auto-approve");
    assert_eq!(terraform("output -raw seen"), "123456789012 210987654321 eu-west-1");
}

#[test]
fn a_block_that_names_endpoints_is_taken_at_its_word() {
    if !is_there("Terraform against callboard serve") {
        return;
    }
    let (_elsewhere, other) = crate::callboard();
    let (_server, url) = serve(&other, &[]);
    let block = format!(
        "provider \"aws\" {{\n  access_key = \"test\"\n  secret_key = \"test\"\n  endpoints {{\n    apigatewayv2 = \"{url}\"\n    sts = \"{url}\"\n  }}\n"
    );
    let project = applied(&SEED.replace("provider \"aws\" {\n", &block));
    nothing_to_do(&project);
    let apis = ["aws", "apigatewayv2", "get-apis", "--region", "us-east-1"];
    assert_eq!(json(&other, &apis)["Items"].as_array().map(Vec::len), Some(1), "it is where the block says");
    assert_eq!(json(&project.callboard, &apis)["Items"], json!([]), "and nowhere else");
    project.must("destroy -no-color -auto-approve");
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    if !is_there("diagnostics of Terraform") {
        return;
    }
    let project = Project::new(&SEED.replace("\"example-stage\"", "\"\"\n  arn = \"mine\""));
    project.must("init -no-color");
    let printed = project.terraform("validate -no-color");
    assert_eq!(printed.code, 1);
    assert!(printed.stderr.contains("main.tf line"), "{}", printed.stderr);
    assert!(printed.stderr.contains("arn"), "{}", printed.stderr);
    assert!(printed.stderr.contains("name"), "{}", printed.stderr);
}
