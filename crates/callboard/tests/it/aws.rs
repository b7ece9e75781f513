//! The AWS CLI door on the embedded plane: a stage's life, errors, exit codes.

use expect_test::expect;

use crate::{callboard, json};

#[test]
fn a_stage_lives_through_separate_commands() {
    let (_home, callboard) = callboard();
    let created = json(&callboard, &["aws", "ivs-realtime", "create-stage", "--name", "a", "--tags", "team=video"]);
    let arn = created["stage"]["arn"].as_str().expect("an ARN").to_owned();
    let stage = json(&callboard, &["aws", "ivs-realtime", "get-stage", "--arn", &arn]);
    assert_eq!(stage["stage"], created["stage"]);
    json(&callboard, &["aws", "ivs-realtime", "update-stage", "--arn", &arn, "--name", "b"]);
    let query = ["--query", "stages[].[name,tags.team]", "--output", "text"];
    let listed = callboard.run(&[&["aws", "ivs-realtime", "list-stages"][..], &query].concat());
    assert_eq!(listed.stdout, "b\tvideo\n");
    let deleted = callboard.run(&["aws", "ivs-realtime", "delete-stage", "--arn", &arn]);
    assert_eq!((deleted.code, deleted.stdout.as_str()), (0, ""));
    let gone = callboard.run(&["aws", "ivs-realtime", "get-stage", "--arn", &arn]);
    assert_eq!(gone.code, 254);
    expect![[r#"
        aws: [ERROR]: An error occurred (ResourceNotFoundException) when calling the GetStage operation: "#]]
    .assert_eq(gone.stderr.trim_start().split_inclusive("operation: ").next().unwrap_or_default());
}

#[test]
fn accounts_and_regions_are_separate() {
    let (_home, callboard) = callboard();
    json(&callboard, &["aws", "ivs-realtime", "create-stage", "--name", "here"]);
    let count = |program: &callboard_testkit::program::Program, region: &str| {
        let listed = json(program, &["aws", "ivs-realtime", "list-stages", "--region", region]);
        listed["stages"].as_array().map(Vec::len)
    };
    assert_eq!(count(&callboard, "us-east-1"), Some(1));
    assert_eq!(count(&callboard, "eu-west-1"), Some(0));
    let other = callboard.variable("AWS_ACCESS_KEY_ID", "210987654321").variable("AWS_SECRET_ACCESS_KEY", "x");
    assert_eq!(count(&other, "us-east-1"), Some(0));
    let identity = json(&other, &["aws", "sts", "get-caller-identity"]);
    assert_eq!(identity["Account"], "210987654321");
}

#[test]
fn each_class_of_failure_has_its_exit_code() {
    let (_home, callboard) = callboard();
    let code = |words: &[&str]| callboard.run(&[&["aws"], words].concat()).code;
    assert_eq!(code(&["--version"]), 0);
    assert_eq!(code(&["nonsense"]), 252);
    assert_eq!(code(&["ivs-realtime", "get-stage"]), 252);
    assert_eq!(code(&["ivs-realtime", "get-stage", "--arn", "x", "--query", "["]), 252);
    assert_eq!(
        code(&["ivs-realtime", "get-stage", "--arn", "arn:aws:ivs:us-east-1:123456789012:stage/abcdefghijkl"]),
        254
    );
    assert_eq!(code(&["ivs-realtime", "list-stages", "--profile", "nobody"]), 255);
    assert_eq!(code(&["ivs-realtime", "list-stages", "--endpoint-url", "http://127.0.0.1:1"]), 253);
    let signed = callboard.variable("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE").variable("AWS_SECRET_ACCESS_KEY", "secret");
    let signed = signed.variable("AWS_DEFAULT_REGION", "us-east-1").variable("AWS_MAX_ATTEMPTS", "1");
    let refused = signed.run(&["aws", "ivs-realtime", "list-stages", "--endpoint-url", "http://127.0.0.1:1"]);
    assert_eq!(refused.code, 255);
    assert!(
        refused.stderr.contains("Could not connect to the endpoint URL: \"http://127.0.0.1:1/ListStages\""),
        "{}",
        refused.stderr
    );
}

#[test]
fn what_the_embedded_plane_does_not_have_says_so() {
    let (_home, callboard) = callboard();
    let printed = callboard.run(&["aws", "ec2", "describe-instances"]);
    assert_eq!(printed.code, 254);
    assert!(
        printed.stderr.contains("(NotImplemented) when calling the DescribeInstances operation"),
        "{}",
        printed.stderr
    );
    assert!(printed.stderr.contains("is not available on the embedded plane"), "{}", printed.stderr);
}

#[test]
fn a_reader_who_leaves_early_is_no_failure() {
    let (_home, callboard) = callboard();
    let mut command = callboard.command();
    command.args(["aws", "ivs-realtime", "list-stages", "--output", "yaml"]);
    let mut child =
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().expect("it starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn an_interrupt_ends_a_command_that_waits() {
    use std::io::Write;
    let (_home, callboard) = callboard();
    let mut command = callboard.command();
    command.args(["aws", "ivs-realtime", "create-stage", "--cli-input-json", "file:///dev/stdin"]);
    let mut child = command.stdin(std::process::Stdio::piped()).spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    // More than a pipe holds: once all of it is taken, the command is reading.
    let blanks = vec![b' '; 256 << 10];
    stdin.write_all(&blanks).expect("it reads");
    let id = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().expect("kill").success());
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
}
