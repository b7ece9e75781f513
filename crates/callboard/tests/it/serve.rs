//! The HTTP door by itself: start, health, stop, and a folder shared with one-shot commands.

use callboard_testkit::program::{Program, Running};

use crate::{callboard, json};

/// Starts `serve` on a free port; returns it and its URL.
pub fn serve(program: &Program, more: &[&str]) -> (Running, String) {
    let words = [&["serve", "--listen", "127.0.0.1:0"], more].concat();
    let running = program.start(&words, "AWS_ENDPOINT_URL=");
    let url = running.line.split_once("AWS_ENDPOINT_URL=").map(|(_, url)| url.trim().to_owned()).expect("a URL");
    (running, url)
}

#[test]
fn a_server_and_one_shot_commands_share_one_folder() {
    let (_home, callboard) = callboard();
    let (mut server, url) = serve(&callboard, &[]);
    let keys =
        |program: Program| program.variable("AWS_ACCESS_KEY_ID", "test").variable("AWS_SECRET_ACCESS_KEY", "test");
    let remote = keys(callboard).variable("AWS_DEFAULT_REGION", "us-east-1");
    let created = json(&remote, &["aws", "ivs-realtime", "create-stage", "--name", "by-http", "--endpoint-url", &url]);
    let arn = created["stage"]["arn"].as_str().expect("an ARN");
    let direct = json(&remote, &["aws", "ivs-realtime", "get-stage", "--arn", arn]);
    assert_eq!(direct["stage"], created["stage"]);
    json(&remote, &["aws", "ivs-realtime", "create-stage", "--name", "direct"]);
    let listed = json(&remote, &["--target", &url, "aws", "ivs-realtime", "list-stages"]);
    assert_eq!(listed["stages"].as_array().map(Vec::len), Some(2));
    let identity = json(&remote, &["aws", "sts", "get-caller-identity", "--endpoint-url", &url]);
    assert_eq!(identity["Account"], "123456789012");
    assert!(server.stop().success(), "SIGTERM is a clean end");
}

#[test]
fn verified_signatures_let_only_the_keys_of_the_folder_in() {
    let (home, callboard) = callboard();
    let callboard = callboard.variable("CALLBOARD_DATA_DIR", &home.path().join("data").display().to_string());
    let (_server, url) = serve(&callboard, &["--auth", "verify"]);
    let file = home.path().join("data/credentials");
    let words = ["aws", "sts", "get-caller-identity", "--region", "us-east-1", "--endpoint-url", &url];
    let right = callboard.variable("AWS_SHARED_CREDENTIALS_FILE", &file.display().to_string());
    assert_eq!(json(&right, &words)["Account"], "123456789012");
    let text = std::fs::read_to_string(&file).expect("the keys of the folder");
    let id = text.lines().find_map(|line| line.strip_prefix("aws_access_key_id = ")).expect("an id");
    let wrong = right.variable("AWS_ACCESS_KEY_ID", id).variable("AWS_SECRET_ACCESS_KEY", "wrong");
    let printed = wrong.run(&words);
    assert_eq!(printed.code, 254);
    assert!(printed.stderr.contains("(SignatureDoesNotMatch)"), "{}", printed.stderr);
}

#[test]
fn temporary_keys_stand_for_whoever_asked_for_them() {
    let (home, program) = callboard();
    let program = program.variable("CALLBOARD_DATA_DIR", "data").variable("AWS_DEFAULT_REGION", "us-east-1");
    let words = ["serve", "--listen", "127.0.0.1:0", "--auth", "verify"];
    let server = program.start(&words, "AWS_SHARED_CREDENTIALS_FILE=");
    let file = server.line.split_once('=').map_or("", |(_, file)| file);
    assert_eq!(std::path::Path::new(file), home.path().join("data/credentials"), "a path that is true everywhere");
    let url = server.lines.iter().find_map(|line| line.strip_prefix("export AWS_ENDPOINT_URL=").map(str::to_owned));
    let url = url.expect("a URL");

    let asked = ["aws", "sts", "get-session-token", "--query", "Credentials"];
    let other_account = Program::new(env!("CARGO_BIN_EXE_callboard"), home.path())
        .variable("CALLBOARD_DATA_DIR", "data")
        .variable("AWS_ACCESS_KEY_ID", "999999999999")
        .variable("AWS_SECRET_ACCESS_KEY", "any");
    let keys = json(&other_account, &asked);
    let text = |name: &str| keys[name].as_str().expect("a text").to_owned();
    let halves = program
        .variable("AWS_ACCESS_KEY_ID", &text("AccessKeyId"))
        .variable("AWS_SECRET_ACCESS_KEY", &text("SecretAccessKey"));
    let identity = ["aws", "sts", "get-caller-identity", "--endpoint-url", &url];
    let refused = halves.run(&identity);
    assert!(refused.stderr.contains("(InvalidClientTokenId)"), "{}", refused.stderr);
    let whole = halves.variable("AWS_SESSION_TOKEN", &text("SessionToken"));
    assert_eq!(json(&whole, &identity)["Account"], "999999999999");
    assert_eq!(json(&whole, &["aws", "sts", "get-caller-identity"])["Account"], "999999999999");
}
