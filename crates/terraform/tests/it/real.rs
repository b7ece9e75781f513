//! The real `terraform`, where it is installed, attached to a server in this process.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use callboard_embedded::EmbeddedPlane;
use callboard_terraform::aws::AwsProvider;
use callboard_terraform::awscc::AwsccProvider;
use callboard_terraform::provider::Environment;
use callboard_terraform::schema::ProtocolVersion;
use callboard_terraform::serve::{Mode, Providers, Server};

use crate::replay::{OnePlane, plane};

/// A folder with a configuration, and the providers that Terraform is to attach to.
pub struct Workspace {
    pub folder: tempfile::TempDir,
    pub plane: Arc<EmbeddedPlane>,
    attach: String,
}

/// Nothing where there is no `terraform`, which is said.
pub async fn workspace() -> Option<Workspace> {
    if Command::new("terraform").arg("version").output().is_err() {
        println!("skipped: terraform is not on PATH");
        return None;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let plane = plane();
    let connector = Arc::new(OnePlane(Arc::clone(&plane)));
    let other = Arc::clone(&connector);
    let providers = Providers {
        v5: Some(Arc::new(move || Arc::new(AwsProvider::new(connector.clone(), Environment::default())))),
        v6: Some(Arc::new(move || Arc::new(AwsccProvider::new(other.clone(), Environment::default())))),
    };
    let mode = Mode::Reattach {
        names: vec![(ProtocolVersion::V5, "hashicorp/aws"), (ProtocolVersion::V6, "hashicorp/awscc")],
        socket_folder: folder.path().to_owned(),
    };
    let server = Server::bind(&mode, &providers).expect("a server");
    let attach = server.announcement().to_owned();
    tokio::spawn(server.run());
    Some(Workspace { folder, plane, attach })
}

impl Workspace {
    fn write(&self, configuration: &str) {
        std::fs::write(self.folder.path().join("main.tf"), configuration).expect("a file");
    }

    /// Runs a command; its exit code must be this, and its output is given.
    pub async fn run(&self, words: &[&str], code: i32) -> String {
        self.run_in(self.folder.path(), words, code).await
    }

    /// The same in another folder.
    pub async fn run_in(&self, folder: &Path, words: &[&str], code: i32) -> String {
        let mut command = Command::new("terraform");
        command.args(words).arg("-no-color").current_dir(folder);
        command.env("TF_REATTACH_PROVIDERS", &self.attach).env("CHECKPOINT_DISABLE", "1").env("TF_IN_AUTOMATION", "1");
        command.env("HOME", self.folder.path()).env("TF_CLI_CONFIG_FILE", Path::new("/dev/null"));
        let output =
            tokio::task::spawn_blocking(move || command.output().expect("terraform runs")).await.expect("it ends");
        let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(code), "terraform {words:?}\n{text}");
        text
    }

    /// Applies a configuration, after which nothing is left to do.
    async fn apply(&self, configuration: &str) -> String {
        self.write(configuration);
        let applied = self.run(&["apply", "-auto-approve"], 0).await;
        self.run(&["plan", "-detailed-exitcode"], 0).await;
        applied
    }
}

pub fn last_line<'a>(text: &'a str, beginning: &str) -> &'a str {
    text.lines().rev().find(|it| it.starts_with(beginning)).unwrap_or_default()
}

const GATEWAY: &str = r#"
provider "aws" {
  region = "us-east-1"
  default_tags { tags = { owner = "us" } }
}
data "aws_region" "here" {}
data "aws_caller_identity" "me" {}
resource "aws_cloudwatch_log_group" "logs" {
  name_prefix       = "logs-"
  retention_in_days = 7
}
resource "aws_iam_role" "role" {
  name = "role"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "apigateway.amazonaws.com" } }] })
}
resource "aws_apigatewayv2_api" "api" {
  name          = "api"
  protocol_type = "HTTP"
  cors_configuration {
    allow_methods = ["GET", "put"]
    allow_origins = ["https://www.example.com"]
  }
}
resource "aws_apigatewayv2_integration" "backend" {
  api_id             = aws_apigatewayv2_api.api.id
  integration_type   = "HTTP_PROXY"
  integration_method = "GET"
  integration_uri    = "https://example.com/${data.aws_region.here.name}"
}
resource "aws_apigatewayv2_route" "route" {
  api_id    = aws_apigatewayv2_api.api.id
  route_key = "GET /first"
  target    = "integrations/${aws_apigatewayv2_integration.backend.id}"
}
variable "burst" {
  type    = number
  default = null
}
resource "aws_apigatewayv2_stage" "example" {
  api_id      = aws_apigatewayv2_api.api.id
  name        = "example-stage"
  auto_deploy = true
  description = "by ${data.aws_caller_identity.me.account_id}"
  access_log_settings {
    destination_arn = "${aws_cloudwatch_log_group.logs.arn}:*"
    format          = "$context.requestId"
  }
  dynamic "route_settings" {
    for_each = toset([aws_apigatewayv2_route.route.route_key])
    content {
      route_key              = route_settings.value
      throttling_burst_limit = 5
      throttling_rate_limit  = 0.1
    }
  }
  default_route_settings { throttling_burst_limit = var.burst }
  stage_variables = { a = "1" }
  tags            = { env = "dev" }
}
output "url" { value = aws_apigatewayv2_stage.example.invoke_url }
"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stage_and_all_that_it_needs() {
    let Some(workspace) = workspace().await else { return };
    workspace.run(&["validate"], 0).await;
    let applied = workspace.apply(GATEWAY).await;
    assert_eq!(last_line(&applied, "Apply complete"), "Apply complete! Resources: 6 added, 0 changed, 0 destroyed.");
    assert!(applied.contains(".execute-api.us-east-1.amazonaws.com/example-stage"), "{applied}");
    let limited = GATEWAY.replace("default = null", "default = 0").replace("GET /first", "POST /second");
    let applied = workspace.apply(&limited).await;
    assert_eq!(last_line(&applied, "Apply complete"), "Apply complete! Resources: 0 added, 2 changed, 0 destroyed.");
    let applied = workspace.apply(&GATEWAY.replace("GET /first", "POST /second")).await;
    assert_eq!(last_line(&applied, "Apply complete"), "Apply complete! Resources: 0 added, 1 changed, 0 destroyed.");
    let renamed = GATEWAY.replace("example-stage", "other").replace("GET /first", "POST /second");
    let applied = workspace.apply(&renamed).await;
    assert_eq!(last_line(&applied, "Apply complete"), "Apply complete! Resources: 1 added, 0 changed, 1 destroyed.");
    let state = workspace.run(&["state", "pull"], 0).await;
    let state: serde_json::Value = serde_json::from_str(&state).expect("a state");
    let api = state["resources"].as_array().expect("resources").iter().find(|it| it["type"] == "aws_apigatewayv2_api");
    let api = api.expect("an API")["instances"][0]["attributes"]["id"].as_str().expect("an id").to_owned();
    workspace.run(&["state", "rm", "aws_apigatewayv2_stage.example"], 0).await;
    workspace.run(&["import", "aws_apigatewayv2_stage.example", &format!("{api}/other")], 0).await;
    workspace.run(&["plan", "-detailed-exitcode"], 0).await;
    let destroyed = workspace.run(&["destroy", "-auto-approve"], 0).await;
    assert_eq!(last_line(&destroyed, "Destroy complete"), "Destroy complete! Resources: 6 destroyed.");
}

const UNSETTLED: &str = r#"
provider "aws" { region = "us-east-1" }
resource "aws_apigatewayv2_api" "first" {
  name          = "first"
  protocol_type = "HTTP"
}
provider "aws" {
  alias  = "second"
  region = "us-east-1"
  default_tags { tags = { first = aws_apigatewayv2_api.first.id } }
}
resource "aws_apigatewayv2_api" "second" {
  provider      = aws.second
  name          = "second"
  protocol_type = "HTTP"
  tags          = { a = "1" }
}
resource "aws_apigatewayv2_stage" "stage" {
  provider        = aws.second
  api_id          = aws_apigatewayv2_api.second.id
  name            = "stage"
  stage_variables = { a = "1", b = null }
  default_route_settings {
    logging_level         = "OFF"
    throttling_rate_limit = 10 / 3
  }
}
"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_settled_late_or_written_otherwise() {
    let Some(workspace) = workspace().await else { return };
    let applied = workspace.apply(UNSETTLED).await;
    assert_eq!(last_line(&applied, "Apply complete"), "Apply complete! Resources: 3 added, 0 changed, 0 destroyed.");
    workspace.write(&UNSETTLED.replace("\"OFF\"", "\"INFO\""));
    let refused = workspace.run(&["plan"], 1).await;
    assert!(refused.contains("Execution logs are not supported on protocolType HTTP"), "{refused}");
    workspace.write(UNSETTLED);
    workspace.run(&["destroy", "-auto-approve"], 0).await;
    workspace.write(
        &UNSETTLED.replace("region = \"us-east-1\"\n  default", "region = aws_apigatewayv2_api.first.id\n  default"),
    );
    let refused = workspace.run(&["plan"], 1).await;
    assert!(refused.contains("region is not known until apply, and decides where calls go"), "{refused}");
}

const CONTROL: &str = r#"
terraform {
  required_providers {
    awscc = { source = "hashicorp/awscc" }
  }
}
provider "awscc" { region = "us-east-1" }
resource "awscc_ivs_stage" "stage" {
  name = "first"
  tags = [{ key = "a", value = "1" }, { key = "b", value = "2" }]
}
resource "awscc_s3_bucket" "bucket" {
  bucket_name              = "bucket"
  versioning_configuration = { status = "Enabled" }
}
resource "awscc_sqs_queue" "queue" {
  queue_name     = "queue"
  redrive_policy = jsonencode({ maxReceiveCount = 3 })
}
data "awscc_ivs_stages" "all" { depends_on = [awscc_ivs_stage.stage] }
output "stages" { value = length(data.awscc_ivs_stages.all.ids) }
"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn types_by_cloud_control() {
    let Some(workspace) = workspace().await else { return };
    let applied = workspace.apply(CONTROL).await;
    assert_eq!(last_line(&applied, "Apply complete"), "Apply complete! Resources: 3 added, 0 changed, 0 destroyed.");
    let changed = CONTROL.replace("first", "second").replace("\"Enabled\"", "\"Suspended\"");
    let changed = changed.replace("\"queue\"\n  redrive", "\"other\"\n  redrive");
    let changed = changed.replace(", { key = \"b\", value = \"2\" }", "");
    let applied = workspace.apply(&changed).await;
    assert_eq!(last_line(&applied, "Apply complete"), "Apply complete! Resources: 1 added, 2 changed, 1 destroyed.");
    let destroyed = workspace.run(&["destroy", "-auto-approve"], 0).await;
    assert_eq!(last_line(&destroyed, "Destroy complete"), "Destroy complete! Resources: 3 destroyed.");
}
