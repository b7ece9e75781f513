//! The provider awscc: resource types from their schemas alone.

use super::{Project, is_there};

const BLOCKS: &str = r#"
terraform {
  required_providers {
    awscc = {
      source  = "hashicorp/awscc"
      version = "1.97.0"
    }
  }
}
provider "awscc" {
  region = "us-east-1"
}
"#;

const RESOURCES: &str = r#"
variable "name" { default = "stage1" }
resource "awscc_ivs_stage" "stage" {
  name = var.name
  tags = [{ key = "b", value = "2" }, { key = "a", value = "1" }]
}
resource "awscc_sqs_queue" "queue" {
  queue_name      = "queue"
  redrive_policy  = jsonencode({ maxReceiveCount = 3, deadLetterTargetArn = awscc_sqs_queue.dead.arn })
}
resource "awscc_sqs_queue" "dead" {
  queue_name = "dead"
}
resource "awscc_s3_bucket" "bucket" {
  bucket_name              = "a-bucket-of-mine"
  versioning_configuration = { status = "Enabled" }
}
resource "awscc_apigatewayv2_api" "api" {
  name          = "api"
  protocol_type = "HTTP"
}
resource "awscc_apigatewayv2_stage" "stage" {
  api_id     = awscc_apigatewayv2_api.api.id
  stage_name = "live"
}
data "awscc_ivs_stages" "all" { depends_on = [awscc_ivs_stage.stage] }
output "stages" { value = length(data.awscc_ivs_stages.all.ids) }
"#;

#[test]
fn types_live_from_creation_to_deletion() {
    if !is_there("Terraform with the provider awscc") {
        return;
    }
    let project = Project::new(&format!("{BLOCKS}{RESOURCES}"));
    project.run(&["terraform", "init"]);
    project.must("init -no-color -input=false");
    let applied = project.must("apply -auto-approve -no-color -input=false");
    assert!(applied.contains("6 added"), "{applied}");
    assert!(applied.contains("stages = 1"), "{applied}");
    let plan = project.terraform("plan -no-color -input=false -detailed-exitcode");
    assert_eq!(plan.code, 0, "{}{}", plan.stdout, plan.stderr);

    let named = project.run(&["sql", "--output", "csv", "SELECT stage_name FROM aws.apigatewayv2.stages"]);
    assert_eq!(named.stdout, "stage_name\nlive\n");

    // A name changes in place; a bucket's name does not.
    let changed = project.must("plan -no-color -input=false -var name=stage2");
    assert!(changed.contains("0 to add, 1 to change, 0 to destroy"), "{changed}");
    project.write("main.tf", &format!("{BLOCKS}{RESOURCES}").replace("a-bucket-of-mine", "another-bucket"));
    let replaced = project.must("plan -no-color -input=false");
    assert!(replaced.contains("# forces replacement"), "{replaced}");
    assert!(replaced.contains("1 to add, 0 to change, 1 to destroy"), "{replaced}");
    project.must("apply -auto-approve -no-color -input=false -var name=stage2");

    // What SQL changes, the next plan shows; what it deletes, the next apply makes again.
    let updated = project.run(&["sql", "UPDATE aws.ivs.stages SET name = 'elsewhere' WHERE name = 'stage2'"]);
    assert_eq!(updated.code, 0, "{}", updated.stderr);
    let drift = project.must("plan -no-color -input=false -var name=stage2");
    assert!(drift.contains(r#""elsewhere" -> "stage2""#), "{drift}");

    let arn = project.state("awscc_ivs_stage.stage")["arn"].as_str().expect("an ARN").to_owned();
    project.must("state rm awscc_ivs_stage.stage");
    project.must(&format!("import -input=false -no-color awscc_ivs_stage.stage {arn}"));
    assert_eq!(project.state("awscc_ivs_stage.stage")["name"], "elsewhere");

    project.must("destroy -auto-approve -no-color -input=false");
    for table in ["aws.ivs.stages", "aws.sqs.queues", "aws.s3.buckets", "aws.apigatewayv2.apis"] {
        let left = project.run(&["sql", "--output", "csv", &format!("SELECT count(*) AS left_over FROM {table}")]);
        assert_eq!(left.stdout, "left_over\n0\n", "{table} {}", left.stderr);
    }
}
