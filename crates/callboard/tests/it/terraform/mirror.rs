//! `callboard terraform init`, and Terraform with what it has laid out.

use std::process::Command;

use expect_test::expect;

use super::{Project, is_there};

const PINNED: &str = r#"
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.0" }
  }
}
resource "aws_s3_bucket" "b" {}
resource "aws_apigatewayv2_api" "api" {
  name          = "example"
  protocol_type = "HTTP"
}
"#;

#[test]
fn init_says_what_is_ready_and_what_to_do() {
    let project = Project::new(PINNED);
    let printed = project.run(&["terraform", "init"]);
    assert_eq!(printed.code, 0, "{}", printed.stderr);
    let home = project.folder().parent().expect("a home").display().to_string();
    expect![[r#"
        hashicorp/aws 5.100.0 is ready (main.tf: ~> 5.0)
        warning: callboard's hashicorp/aws does not have the resource types aws_s3_bucket (main.tf); it has aws_apigatewayv2_api, aws_apigatewayv2_api_mapping, aws_apigatewayv2_authorizer, aws_apigatewayv2_deployment, aws_apigatewayv2_domain_name, aws_apigatewayv2_integration, aws_apigatewayv2_integration_response, aws_apigatewayv2_model, aws_apigatewayv2_route, aws_apigatewayv2_route_response, aws_apigatewayv2_routing_rule, aws_apigatewayv2_stage, aws_apigatewayv2_vpc_link, aws_cloudwatch_log_group, aws_iam_role
        hint: callboard's hashicorp/awscc has awscc_s3_bucket
        next: `callboard terraform -- init`; or, without callboard before every command, one of these:
        - eval "$(callboard terraform env)", for this shell: terraform, tofu and cdktf find the provider then
        - `callboard terraform init --write`, which puts what follows into ~/.terraformrc
    "#]].assert_eq(&printed.stderr.replace(&home, "HOME"));
    assert!(printed.stdout.starts_with("provider_installation {"), "{}", printed.stdout);
    let script = project.folder().parent().expect("a home").join(
        ".local/share/callboard/terraform/mirror/registry.opentofu.org/hashicorp/aws/5.100.0/linux_amd64/terraform-provider-aws",
    );
    if cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        assert!(script.is_file());
    }
}

#[test]
fn init_writes_where_terraform_looks_and_keeps_what_was_there() {
    let project = Project::new(PINNED);
    let home = project.folder().parent().expect("a home");
    let own = "# mine\nplugin_cache_may_break_dependency_lock_file = true\n";
    std::fs::write(home.join(".terraformrc"), own).expect("a file");
    for _ in 0..2 {
        let printed = project.run(&["terraform", "init", "--write"]);
        assert_eq!(printed.code, 0, "{}", printed.stderr);
        assert_eq!(printed.stdout, "");
    }
    let written = std::fs::read_to_string(home.join(".terraformrc")).expect("a file");
    assert!(written.starts_with(own) && written.matches("filesystem_mirror").count() == 1, "{written}");
    assert_eq!(std::fs::read_to_string(home.join(".terraformrc.before-callboard")).expect("a file"), own);
}

#[test]
fn what_cannot_be_prepared_is_told() {
    let nothing = Project::new("resource \"random_id\" \"r\" {}");
    let printed = nothing.run(&["terraform", "init"]);
    assert_eq!(printed.code, 1);
    expect![[r#"
        error: .: nothing here asks for hashicorp/aws or hashicorp/awscc, as `required_providers`, a `provider` block or a resource would
    "#]]
    .assert_eq(&printed.stderr);
    let wrong = Project::new("terraform {\n  required_providers {\n    aws = \"> 6, < 5\"\n  }\n}");
    expect![[r#"
        error: no version of hashicorp/aws satisfies all of `> 6, < 5`
    "#]]
    .assert_eq(&wrong.run(&["terraform", "init"]).stderr);
    let memory = Project::new(PINNED).run(&["--data-dir", ":memory:", "terraform", "--", "plan"]);
    expect![[r#"
        error: a plane in memory is forgotten between two commands of Terraform: use a folder, or `callboard terraform serve --reattach`
    "#]].assert_eq(&memory.stderr);
}

/// A version that came after the one whose schemas we follow has endpoints of services that came later.
#[test]
fn endpoints_of_later_services_are_taken_by_later_versions() {
    if !is_there("endpoints of later versions") {
        return;
    }
    let block = "provider \"aws\" {\n  region = \"us-east-1\"\n  endpoints {\n    apigatewayv2 = \"http://localhost:1\"\n    \
                 NAME = \"http://localhost:1\"\n  }\n}\ndata \"aws_region\" \"here\" {}\n";
    let validated = |version: &str, name: &str| {
        let required = format!("terraform {{\n  required_providers {{\n    aws = \"{version}\"\n  }}\n}}\n");
        let project = Project::new(&format!("{required}{}", block.replace("NAME", name)));
        project.must("init -no-color");
        let printed = project.terraform("validate -no-color");
        if printed.code == 0 { "valid".to_owned() } else { printed.stderr }
    };
    assert_eq!(validated("6.66.0", "ivsrealtime"), "valid");
    for (version, name) in [("6.25.0", "ivsrealtime"), ("6.66.0", "invented")] {
        let told = validated(version, name);
        assert!(told.contains(&format!("An argument named \"{name}\" is not expected here")), "{told}");
    }
}

#[test]
fn terraform_validates_with_the_mirror_alone() {
    if !is_there("terraform validate") {
        return;
    }
    let project = Project::new(&PINNED.replace("resource \"aws_s3_bucket\" \"b\" {}", ""));
    project.must("init -no-color");
    assert!(project.must("validate -no-color").contains("The configuration is valid"));
    let lock = std::fs::read_to_string(project.folder().join(".terraform.lock.hcl")).expect("a lock file");
    // Any machine and any version of callboard has the same.
    assert!(lock.contains("\"h1:KnMkeU4Q0RKgwvOS3YwvgANMGRxFRmTlTxl9yf82qzk=\""), "{lock}");
}

#[test]
fn a_lock_file_of_the_real_provider_is_made_to_fit() {
    if !is_there("a foreign lock file") {
        return;
    }
    let project = Project::new(&PINNED.replace("resource \"aws_s3_bucket\" \"b\" {}", ""));
    let lock = r#"provider "registry.terraform.io/hashicorp/aws" {
  version     = "5.99.1"
  constraints = "~> 5.0"
  hashes = [
    "h1:ZmhpYXJlYWxwcm92aWRlcmJ5aGFzaGljb3JwMDAwMDA=",
  ]
}
"#;
    project.write(".terraform.lock.hcl", lock);
    let printed = project.terraform("init -no-color");
    assert_ne!(printed.code, 0);
    let (_, advice) =
        printed.stderr.split_once("callboard's to them:\n").unwrap_or_else(|| panic!("{}", printed.stderr));
    let advice = advice.lines().next().expect("a command").trim();
    let mut words = advice.split_whitespace();
    let mut command = Command::new(words.next().expect("a program"));
    let output = command.args(words).current_dir(project.folder()).output().expect("Terraform can be started");
    assert!(output.status.success(), "{advice}: {}", String::from_utf8_lossy(&output.stderr));
    assert!(project.must("init -no-color").contains("v5.99.1"));
    let fitted = std::fs::read_to_string(project.folder().join(".terraform.lock.hcl")).expect("a lock file");
    assert!(fitted.contains("h1:ZmhpYXJl"), "the other hash is kept: {fitted}");
}
