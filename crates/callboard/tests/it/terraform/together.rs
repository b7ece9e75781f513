//! Much at once: two applies on one data folder, hundreds of resources in parallel, and SQL in between.

use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{Project, is_there};
use crate::json;

fn configuration(prefix: &str, groups: usize, routes: usize) -> String {
    format!(
        r#"
provider "aws" {{ region = "us-east-1" }}
resource "aws_cloudwatch_log_group" "g" {{
  count = {groups}
  name  = "{prefix}-${{count.index}}"
}}
resource "aws_apigatewayv2_api" "api" {{
  name          = "{prefix}"
  protocol_type = "HTTP"
}}
resource "aws_apigatewayv2_route" "r" {{
  count     = {routes}
  api_id    = aws_apigatewayv2_api.api.id
  route_key = "GET /${{count.index}}"
}}
"#
    )
}

#[test]
fn two_applies_and_sql_share_one_data_folder() {
    if !is_there("two applies at once") {
        return;
    }
    // 300 resources fifty at a time in one, 60 in the other, which has the same data folder.
    let one = Project::new(&configuration("one", 149, 150));
    one.must("init -no-color");
    let other = one.folder().with_file_name("other");
    std::fs::create_dir(&other).expect("a folder");
    std::fs::write(other.join("main.tf"), configuration("other", 29, 30)).expect("a file");
    let apply = |folder: &std::path::Path, words: &[&str]| {
        let mut command = one.callboard.command();
        command.args(["terraform", "--"]).args(words).current_dir(folder);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("Terraform")
    };
    let init = apply(&other, &["init", "-no-color"]).wait_with_output().expect("an end");
    assert!(init.status.success(), "{}", String::from_utf8_lossy(&init.stderr));

    let is_over = AtomicBool::new(false);
    let written = std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut written = 0;
            while !is_over.load(Ordering::Relaxed) || written < 5 {
                let text =
                    format!("INSERT INTO aws.ivs.stages (region, name) VALUES ('us-east-1', 'by-sql-{written}')");
                let printed = one.callboard.run(&["sql", &text]);
                assert_eq!(printed.code, 0, "{}", printed.stderr);
                written += 1;
            }
            written
        });
        let words = ["apply", "-auto-approve", "-no-color", "-parallelism=50"];
        let children = [apply(one.folder(), &words), apply(&other, &words)];
        for child in children {
            let output = child.wait_with_output().expect("an end");
            let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            assert!(output.status.success() && !err.contains("locked"), "{out}{err}");
        }
        is_over.store(true, Ordering::Relaxed);
        writer.join().expect("SQL succeeds")
    });

    let plan = one.terraform("plan -no-color -detailed-exitcode -parallelism=50");
    assert_eq!(plan.code, 0, "{}{}", plan.stdout, plan.stderr);
    let plan = apply(&other, &["plan", "-no-color", "-detailed-exitcode"]).wait_with_output().expect("an end");
    assert_eq!(plan.status.code(), Some(0), "{}", String::from_utf8_lossy(&plan.stdout));
    let groups = json(&one.callboard, &["aws", "logs", "describe-log-groups", "--region", "us-east-1"]);
    assert_eq!(groups["logGroups"].as_array().map(Vec::len), Some(149 + 29));
    let counted = one.callboard.run(&[
        "sql",
        "--output",
        "csv",
        "SELECT count(*) AS n FROM aws.ivs.stages WHERE region = 'us-east-1'",
    ]);
    assert_eq!(counted.stdout, format!("n\n{written}\n"));
    one.must("destroy -auto-approve -no-color -parallelism=50");
    let groups = json(&one.callboard, &["aws", "logs", "describe-log-groups", "--region", "us-east-1"]);
    assert_eq!(groups["logGroups"].as_array().map(Vec::len), Some(29));
}
