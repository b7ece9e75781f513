//! What configurations ask for, file by file.

use super::*;
use expect_test::{Expect, expect};

/// Writes files into a folder and says what is found in it.
#[track_caller]
fn check(files: &[(&str, &str)], expect: Expect) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    let told = match read(folder.path()) {
        Err(error) => format!("error: {error}\n"),
        Ok(found) => {
            let needed = found.needed.iter().map(|it| {
                let asked: Vec<String> = it.constraints.iter().map(ToString::to_string).collect();
                format!("{}: {}\n", it.kind.source(), asked.join("; "))
            });
            let others = found.others.iter().map(|it| format!("other: {it}\n"));
            let types = found.types.iter().map(|it| format!("type: {} in {}\n", it.name, it.file.display()));
            let unread = found.unread.iter().map(|it| format!("unread: {}\n", it.lines().next().unwrap_or("")));
            needed.chain(others).chain(types).chain(unread).collect()
        }
    };
    expect.assert_eq(&told);
}

#[test]
fn both_languages_and_all_ways_to_ask() {
    let hcl = r#"
        terraform {
          required_version = ">= 1.0"
          required_providers {
            aws    = { source = "hashicorp/aws", version = "~> 6.0" }
            cloud  = { source = "registry.opentofu.org/hashicorp/awscc" }
            random = { source = "hashicorp/random" }
            old    = "~> 1.0"
          }
        }
        provider "aws" {
          region = var.region
          endpoints { sts = "http://localhost" }
        }
        resource "aws_apigatewayv2_stage" "one" {
          for_each = { for k, v in var.stages : k => v if v != null }
          name     = "${each.key}-stage"
          format   = <<-EOT
            $context.requestId
          EOT
        }
        "#;
    let json = r#"{"terraform": [{"required_providers": {"aws": {"source": "aws", "version": "6.25.0"}}}],
        "data": {"aws_region": {"here": {}}}}"#;
    let hidden = "resource \"other_thing\" \"x\" {}";
    check(
        &[("main.tf", hcl), ("more.tf.json", json), (".hidden.tf", hidden)],
        expect![[r#"
        hashicorp/aws: main.tf: ~> 6.0; more.tf.json: 6.25.0
        hashicorp/awscc: 
        other: hashicorp/random
        other: old
        type: aws_apigatewayv2_stage in main.tf
        type: aws_region in more.tf.json
    "#]],
    );
}

#[test]
fn a_provider_is_needed_for_its_resources_alone() {
    let resources = "resource \"aws_iam_role\" \"r\" {}\nresource \"terraform_data\" \"d\" {}";
    check(
        &[("main.tf", resources)],
        expect![[r#"
        hashicorp/aws: 
        type: aws_iam_role in main.tf
    "#]],
    );
}

#[test]
fn modules_have_a_say() {
    let requires =
        |version: &str| format!("terraform {{\n  required_providers {{\n    aws = \"{version}\"\n  }}\n}}\n");
    let calls = "module \"a\" { source = \"./parts/a\" }\nmodule \"b\" { source = \"example/b/aws\" }";
    let fetched = r#"{"Modules": [{"Key": "b", "Dir": ".terraform/modules/b"}]}"#;
    check(
        &[
            ("main.tf", calls),
            ("parts/a/a.tf", &(requires(">= 5.0") + "module \"up\" { source = \"../..\" }")),
            (".terraform/modules/modules.json", fetched),
            (".terraform/modules/b/b.tf", &requires("< 6.0")),
        ],
        expect![[r#"
            hashicorp/aws: .terraform/modules/b/b.tf: < 6.0; parts/a/a.tf: >= 5.0
        "#]],
    );
}

#[test]
fn stacks_and_bindings_of_cdktf_have_a_say() {
    let project = r#"{"terraformProviders": ["aws@~> 6.0", {"name": "random", "source": "hashicorp/random"}]}"#;
    let stack = r#"{"provider": {"aws": [{"region": "us-east-1"}]},
        "resource": {"aws_apigatewayv2_api": {"api": {"name": "example", "//": {}}}},
        "terraform": {"required_providers": {"aws": {"source": "aws", "version": "6.25.0"}}}}"#;
    check(
        &[("cdktf.json", project), ("cdktf.out/stacks/seed/cdk.tf.json", stack)],
        expect![[r#"
        hashicorp/aws: cdktf.json: ~> 6.0; cdktf.out/stacks/seed/cdk.tf.json: 6.25.0
        other: hashicorp/random
        type: aws_apigatewayv2_api in cdktf.out/stacks/seed/cdk.tf.json
    "#]],
    );
}

#[test]
fn what_is_wrong_is_told() {
    check(
        &[("main.tf", "resource {"), ("b.tf.json", "[]"), ("c.tf.json", "{")],
        expect![[r#"
        unread: c.tf.json: EOF while parsing an object at line 1 column 1
        unread: main.tf:  --> HCL parse error in line 1, column 11
    "#]],
    );
    let newest = "terraform {\n  required_providers {\n    aws = \"newest\"\n  }\n}";
    check(
        &[("main.tf", newest)],
        expect![[r#"
        error: main.tf: the version of hashicorp/aws: `newest` is no version such as `6.25.0` or `~> 6.0`
    "#]],
    );
    check(&[], expect![[""]]);
}
