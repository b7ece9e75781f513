//! A plane, or a provider, that is killed in the middle of an apply: what the state says then, and what the next
//! commands do.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use callboard_testkit::program::Program;
use callboard_testkit::relay::{Death, Relay};
use tempfile::TempDir;

use super::{Project, is_there};
use crate::json;
use crate::serve::serve;

/// Twelve resources; the service keeps the names of stages, route keys, models and authorizers unique.
const TWELVE: &str = r#"
variable "description" { default = null }
resource "aws_apigatewayv2_api" "api" {
  name          = "api"
  protocol_type = "HTTP"
}
resource "aws_apigatewayv2_integration" "backend" {
  count              = 3
  api_id             = aws_apigatewayv2_api.api.id
  integration_type   = "HTTP_PROXY"
  integration_method = "GET"
  integration_uri    = "https://example.com/${count.index}"
}
resource "aws_apigatewayv2_route" "route" {
  count     = 3
  api_id    = aws_apigatewayv2_api.api.id
  route_key = "GET /${count.index}"
  target    = "integrations/${aws_apigatewayv2_integration.backend[count.index].id}"
}
resource "aws_apigatewayv2_authorizer" "authorizer" {
  api_id           = aws_apigatewayv2_api.api.id
  authorizer_type  = "JWT"
  name             = "authorizer"
  identity_sources = ["$request.header.Authorization"]
  jwt_configuration {
    audience = ["us"]
    issuer   = "https://example.com"
  }
}
resource "aws_apigatewayv2_stage" "stage" {
  for_each    = toset(["blue", "green"])
  api_id      = aws_apigatewayv2_api.api.id
  name        = each.key
  description = var.description
}
resource "aws_apigatewayv2_deployment" "deployment" {
  api_id     = aws_apigatewayv2_api.api.id
  depends_on = [aws_apigatewayv2_route.route]
}
resource "aws_apigatewayv2_stage" "deployed" {
  api_id        = aws_apigatewayv2_api.api.id
  name          = "deployed"
  deployment_id = aws_apigatewayv2_deployment.deployment.id
}
"#;

/// A project whose calls go through a relay to a server of its own.
struct Cut {
    project: Project,
    relay: Relay,
    plane: Program,
    _home: TempDir,
}

impl Cut {
    fn new() -> Self {
        let (home, plane) = crate::callboard();
        let relay = Relay::start();
        let url = relay.url();
        let block = format!(
            "provider \"aws\" {{\n  region = \"us-east-1\"\n  access_key = \"test\"\n  secret_key = \"test\"\n  \
             max_retries = 1\n  skip_requesting_account_id = true\n  endpoints {{\n    apigatewayv2 = \"{url}\"\n  }}\n}}\n"
        );
        let project = Project::new(&format!("{block}{TWELVE}"));
        project.must("init -no-color");
        Self { project, relay, plane, _home: home }
    }

    /// Runs a command during which the server dies, and starts the server again; what the command has said.
    fn cut(&self, words: &str, death: Death, at: &str, number: usize) -> String {
        self.relay.to(serve(&self.plane, &[]), Some((death, at, number)));
        let printed = self.project.terraform(&format!("{words} -no-color -auto-approve -parallelism=2"));
        assert_eq!(printed.code, 1, "{}{}", printed.stdout, printed.stderr);
        assert!(!self.relay.has_server(), "the server is dead");
        self.relay.to(serve(&self.plane, &[]), None);
        printed.stderr
    }

    /// How many resources the state has, and what the plan says.
    fn says(&self, options: &str) -> (usize, String) {
        let kept = self.project.must("state list").lines().count();
        let plan = self.project.must(&format!("plan -no-color {options}"));
        let line = plan.lines().find(|it| it.starts_with("Plan:") || it.starts_with("No changes.")).unwrap_or_default();
        (kept, line.to_owned())
    }

    /// Applies, after which everything is there and nothing is left to do.
    fn complete(&self) {
        self.project.must("apply -no-color -auto-approve");
        let plan = self.project.terraform("plan -no-color -detailed-exitcode");
        assert_eq!(plan.code, 0, "{}{}", plan.stdout, plan.stderr);
        assert_eq!(self.project.must("state list").lines().count(), 12);
        let api = self.project.state("aws_apigatewayv2_api.api")["id"].as_str().expect("an id").to_owned();
        let count = |operation: &str| self.items(&[operation, "--api-id", &api]);
        let counts = ["get-integrations", "get-routes", "get-authorizers", "get-stages", "get-deployments"].map(count);
        assert_eq!(counts, [3, 3, 1, 3, 1], "nothing of the API is there twice");
    }

    fn items(&self, words: &[&str]) -> usize {
        let words = [&["aws", "apigatewayv2"], words, &["--region", "us-east-1"]].concat();
        json(&self.plane, &words)["Items"].as_array().map_or(0, Vec::len)
    }
}

#[test]
fn a_request_that_was_lost_is_made_by_the_next_apply() {
    if !is_there("Terraform and a plane that dies") {
        return;
    }
    for (at, number) in [("POST /v2/apis", 1), ("POST */integrations", 2), ("POST */deployments", 1)] {
        let cut = Cut::new();
        cut.cut("apply", Death::BeforeRequest, at, number);
        let (kept, plan) = cut.says("");
        let missing = 12 - kept;
        assert_eq!(plan, format!("Plan: {missing} to add, 0 to change, 0 to destroy."), "{at}");
        cut.complete();
        assert_eq!(cut.items(&["get-apis"]), 1);
    }
}

#[test]
fn what_was_made_without_an_answer_is_taken_up_by_its_name() {
    if !is_there("Terraform and a plane that dies before it answers") {
        return;
    }
    let cut = Cut::new();
    let told = cut.cut("apply", Death::BeforeAnswer, "POST */stages", 1);
    assert!(told.contains("It may have been made all the same"), "{told}");
    let (kept, plan) = cut.says("");
    assert_eq!(plan, format!("Plan: {} to add, 0 to change, 0 to destroy.", 12 - kept));
    let refused = cut.project.terraform("apply -no-color -auto-approve");
    assert_eq!(refused.code, 1);
    let id = refused.stderr.split("terraform import aws_apigatewayv2_stage.NAME '").nth(1).expect("an import");
    let id = id.split('\'').next().expect("an id");
    let name = id.split('/').nth(1).expect("a name");
    let address = match name {
        "deployed" => "aws_apigatewayv2_stage.deployed".to_owned(),
        name => format!("aws_apigatewayv2_stage.stage[\"{name}\"]"),
    };
    cut.project.must(&format!("import -no-color {address} {id}"));
    cut.complete();
    assert_eq!(cut.items(&["get-apis"]), 1);
}

/// As on AWS: names of APIs are not unique, so the state knows one and the message of the first apply the other.
#[test]
fn an_api_that_was_made_without_an_answer_is_left_over_and_said_to_be() {
    if !is_there("Terraform and an API whose creation was not answered") {
        return;
    }
    let cut = Cut::new();
    let told = cut.cut("apply", Death::BeforeAnswer, "POST /v2/apis", 1);
    assert!(told.contains("terraform import aws_apigatewayv2_api.NAME '<api-id>'"), "{told}");
    assert_eq!(cut.says(""), (0, "Plan: 12 to add, 0 to change, 0 to destroy.".to_owned()));
    let apis = json(&cut.plane, &["aws", "apigatewayv2", "get-apis", "--region", "us-east-1"]);
    let id = apis["Items"][0]["ApiId"].as_str().expect("an API");
    cut.project.must(&format!("import -no-color aws_apigatewayv2_api.api {id}"));
    cut.complete();
    assert_eq!(cut.items(&["get-apis"]), 1);
}

#[test]
fn changes_and_removals_without_an_answer_are_seen_by_the_next_plan() {
    if !is_there("Terraform and changes that are not answered") {
        return;
    }
    let cut = Cut::new();
    cut.relay.to(serve(&cut.plane, &[]), None);
    cut.complete();
    cut.cut("apply -var description=new", Death::BeforeAnswer, "PATCH */stages/blue", 1);
    let (kept, plan) = cut.says("-var description=new");
    assert_eq!(kept, 12);
    let is_true = ["No changes.", "Plan: 0 to add, 1 to change, 0 to destroy."].iter().any(|it| plan.starts_with(it));
    assert!(is_true, "blue is changed, green perhaps not: {plan}");
    cut.project.must("apply -no-color -auto-approve -var description=new");

    cut.cut("destroy", Death::BeforeAnswer, "DELETE */stages/green", 1);
    cut.cut("destroy", Death::BeforeAnswer, "DELETE */routes/*", 1);
    cut.project.must("destroy -no-color -auto-approve");
    assert_eq!(cut.items(&["get-apis"]), 0);
}

#[test]
fn a_provider_that_is_killed_leaves_a_state_that_is_true() {
    if !is_there("Terraform and a provider that is killed") {
        return;
    }
    const GROUPS: &str = "provider \"aws\" {\n  region = \"us-east-1\"\n}\nresource \"aws_cloudwatch_log_group\" \"g\" \
                          {\n  count = 12\n  name  = \"g${count.index}\"\n}\n";
    for after in [1, 6] {
        let project = Project::new(GROUPS);
        project.must("init -no-color");
        let mut serving =
            project.callboard.start(&["terraform", "serve", "--reattach"], "export TF_REATTACH_PROVIDERS=");
        let attach = serving.line.split('\'').nth(1).expect("a value");
        let mut command = Command::new("terraform");
        command.args(["apply", "-auto-approve", "-no-color", "-parallelism=1"]).current_dir(project.folder());
        command.env("TF_REATTACH_PROVIDERS", attach).env("CHECKPOINT_DISABLE", "1");
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("Terraform");
        let stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let mut made = 0;
        for line in stdout.lines().map_while(Result::ok) {
            made += usize::from(line.contains("Creation complete"));
            if made == after {
                serving.kill();
            }
        }
        assert_eq!(child.wait().expect("an end").code(), Some(1));
        let kept = project.must("state list").lines().count();
        assert!((after..12).contains(&kept), "{kept}");
        let plan = project.must("plan -no-color");
        assert!(plan.contains(&format!("Plan: {} to add, 0 to change, 0 to destroy.", 12 - kept)), "{plan}");
        let applied = project.terraform("apply -auto-approve -no-color");
        if applied.code != 0 {
            // It was killed between the change and its answer.
            let name =
                applied.stderr.split("terraform import aws_cloudwatch_log_group.NAME '").nth(1).expect("an import");
            let name = name.split('\'').next().expect("a name");
            let index = name.trim_start_matches('g');
            project.must(&format!("import -no-color aws_cloudwatch_log_group.g[{index}] {name}"));
            project.must("apply -auto-approve -no-color");
        }
        let plan = project.terraform("plan -no-color -detailed-exitcode");
        assert_eq!(plan.code, 0, "{}{}", plan.stdout, plan.stderr);
        let groups = json(&project.callboard, &["aws", "logs", "describe-log-groups", "--region", "us-east-1"]);
        assert_eq!(groups["logGroups"].as_array().map(Vec::len), Some(12), "none is there twice");
    }
}
