//! Ctrl-C while Terraform waits for a slow endpoint.

use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use callboard_testkit::canned::{CannedAnswer, CannedServer};
use callboard_testkit::program::Printed;

use super::{Project, is_there};

/// Ctrl-C is to be over after this; the provider gives calls one second of it.
const SOON: Duration = Duration::from_secs(10);

/// A link that stays in progress, and an API whose creation is never answered while the server is slow.
fn slow() -> (CannedServer, Arc<AtomicBool>) {
    let is_slow = Arc::new(AtomicBool::new(true));
    let slow = Arc::clone(&is_slow);
    let server = CannedServer::start(move |request| {
        let is_slow = slow.load(Ordering::Relaxed);
        if request.target.starts_with("/v2/apis") && is_slow {
            std::thread::sleep(Duration::from_secs(20));
        }
        let status = if is_slow { "PENDING" } else { "AVAILABLE" };
        CannedAnswer::json(format!(
            r#"{{"vpcLinkId": "l1", "name": "link", "vpcLinkStatus": "{status}", "securityGroupIds": [], "subnetIds": ["subnet-1"]}}"#
        ))
    });
    (server, is_slow)
}

fn project(server: &CannedServer, resource: &str) -> Project {
    let url = server.url();
    let project = Project::new(&format!(
        "provider \"aws\" {{\n  region = \"us-east-1\"\n  access_key = \"test\"\n  secret_key = \"test\"\n  \
         skip_requesting_account_id = true\n  endpoints {{\n    apigatewayv2 = \"{url}\"\n  }}\n}}\n{resource}"
    ));
    project.must("init -no-color");
    project
}

const LINK: &str = "resource \"aws_apigatewayv2_vpc_link\" \"link\" {\n  name = \"link\"\n  security_group_ids = []\n  \
                    subnet_ids = [\"subnet-1\"]\n}\n";
const API: &str = "resource \"aws_apigatewayv2_api\" \"api\" {\n  name = \"api\"\n  protocol_type = \"HTTP\"\n}\n";

/// Applies, presses Ctrl-C so often once the server has seen a request that holds `seen`, and waits for the end.
fn interrupted(project: &Project, server: &CannedServer, seen: &str, times: usize) -> Printed {
    let mut command = project.callboard.command();
    command.args(["terraform", "--", "apply", "-auto-approve", "-no-color"]).current_dir(project.folder());
    // As at a terminal, where all processes of a command are told.
    let child = command.process_group(0).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("Terraform");
    let since = Instant::now();
    while !server.requests().iter().any(|it| format!("{} {}", it.method, it.target).contains(seen)) {
        assert!(since.elapsed() < Duration::from_secs(60), "the server never saw {seen}");
        std::thread::sleep(Duration::from_millis(10));
    }
    let since = Instant::now();
    for _ in 0..times {
        let group = format!("-{}", child.id());
        assert!(Command::new("kill").args(["-INT", "--", &group]).status().expect("kill").success());
        std::thread::sleep(Duration::from_millis(100));
    }
    let output = child.wait_with_output().expect("an end");
    let took = since.elapsed();
    let printed = Printed {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    };
    assert_eq!(printed.code, 1, "{}{}", printed.stdout, printed.stderr);
    assert!(took < SOON, "it took {took:?}: {}{}", printed.stdout, printed.stderr);
    printed
}

#[test]
fn a_wait_ends_with_the_interrupt_and_what_was_made_is_in_the_state() {
    if !is_there("Ctrl-C while a link is made") {
        return;
    }
    let (server, is_slow) = slow();
    let project = project(&server, LINK);
    let printed = interrupted(&project, &server, "GET /v2/vpclinks/l1", 1);
    assert!(printed.stderr.contains("(l1): waiting for it was interrupted"), "{}", printed.stderr);
    assert_eq!(project.state("aws_apigatewayv2_vpc_link.link")["id"], "l1");
    is_slow.store(false, Ordering::Relaxed);
    let plan = project.must("plan -no-color");
    assert!(plan.contains("aws_apigatewayv2_vpc_link.link is tainted, so must be replaced"), "{plan}");
    project.must("untaint -no-color aws_apigatewayv2_vpc_link.link");
    let plan = project.terraform("plan -no-color -detailed-exitcode");
    assert_eq!(plan.code, 0, "{}{}", plan.stdout, plan.stderr);
}

#[test]
fn a_call_that_is_not_answered_is_given_up_and_said_to_be_uncertain() {
    if !is_there("Ctrl-C while an API is made") {
        return;
    }
    let (server, _is_slow) = slow();
    let project = project(&server, API);
    let printed = interrupted(&project, &server, "POST /v2/apis", 1);
    assert!(printed.stderr.contains("CreateApi: interrupted before an answer came"), "{}", printed.stderr);
    assert!(project.must("state list").is_empty());

    // Pressed twice, Terraform goes at once, and its provider with it.
    server.take_requests();
    interrupted(&project, &server, "POST /v2/apis", 2);
    let since = Instant::now();
    let mirror = project.folder().parent().expect("a home").display().to_string();
    let is_left = || {
        let listed = Command::new("ps").args(["-eo", "args"]).output().expect("ps");
        String::from_utf8_lossy(&listed.stdout).lines().any(|it| it.contains(&mirror) && it.contains("serve"))
    };
    while is_left() {
        assert!(since.elapsed() < SOON, "a provider is left over");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(project.must("state list").is_empty());
}
