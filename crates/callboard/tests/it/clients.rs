//! Real clients against `callboard serve`: boto3 and the AWS CLI.

use callboard_testkit::{clients, skipped};

use crate::callboard;
use crate::serve::serve;

#[test]
fn boto3_takes_a_stage_through_its_life() {
    run_with_boto3("boto3_stage.py");
}

#[test]
fn boto3_takes_resources_through_their_lives() {
    run_with_boto3("boto3_cloudcontrol.py");
}

fn run_with_boto3(script: &str) {
    let Some(python) = clients::python_with_boto3() else {
        return skipped("boto3 against callboard serve", "no Python with boto3 is installed");
    };
    let (home, callboard) = callboard();
    let (_server, url) = serve(&callboard, &[]);
    let output = std::process::Command::new(python)
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/").to_owned() + script)
        .env_remove("AWS_PROFILE")
        .env("HOME", home.path())
        .envs([("AWS_ENDPOINT_URL", url.as_str()), ("AWS_DEFAULT_REGION", "us-east-1")])
        .envs([("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test")])
        .output()
        .expect("Python can be started");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}{err}");
    assert_eq!(out.trim(), "ok");
}

#[test]
fn the_real_aws_cli_takes_a_stage_through_its_life() {
    let Some(aws) = clients::aws_cli() else {
        return skipped("the AWS CLI against callboard serve", "`aws` is not installed");
    };
    let (home, callboard) = callboard();
    let (_server, url) = serve(&callboard, &[]);
    let run = |words: &[&str]| {
        let mut command = std::process::Command::new(&aws);
        command
            .args(words)
            .env("HOME", home.path())
            .env("AWS_ENDPOINT_URL", &url)
            .env("AWS_DEFAULT_REGION", "us-east-1");
        command.envs([("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test"), ("AWS_PAGER", "")]);
        let output = command.output().expect("the AWS CLI can be started");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let text = ["--output", "text", "--query"];
    let create =
        ["ivs-realtime", "create-stage", "--name", "cli", "--participant-token-configurations", "userId=alice"];
    let (code, arn, err) = run(&[&create[..], &text, &["stage.arn"]].concat());
    assert_eq!(code, Some(0), "{err}");
    let get = ["ivs-realtime", "get-stage", "--arn", &arn];
    assert_eq!(run(&[&get[..], &text, &["stage.name"]].concat()).1, "cli");
    assert_eq!(run(&["ivs-realtime", "delete-stage", "--arn", &arn]).0, Some(0));
    let (code, _, err) = run(&get);
    assert!(matches!(code, Some(254 | 255)), "version 2 ends with 254, version 1 with 255: {code:?}");
    assert!(err.contains("(ResourceNotFoundException) when calling the GetStage operation"), "{err}");
    let account = run(&[&["sts", "get-caller-identity"][..], &text, &["Account"]].concat());
    assert_eq!(account.1, "123456789012", "{}", account.2);
}
