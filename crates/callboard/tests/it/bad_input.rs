//! Bad input and bad folders: a plain message, the right exit code, and nothing lost.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;

use callboard_testkit::program::Program;
use expect_test::{Expect, expect};

use crate::serve::serve;
use crate::{callboard, json};

const STAGE: &str = "arn:aws:ivs:us-east-1:123456789012:stage/abcdefghijkl";

#[track_caller]
fn check(program: &Program, words: &[&str], code: i32, expect: Expect) {
    let printed = program.run(&[&["aws"], words].concat());
    assert_eq!((printed.code, printed.stdout.as_str()), (code, ""), "{}", printed.stderr);
    expect.assert_eq(printed.stderr.trim());
}

#[test]
fn refusals_are_in_the_words_of_aws() {
    let (_home, callboard) = callboard();
    check(
        &callboard,
        &["ivs-realtime", "create-stage", "--name", "bad name!"],
        254,
        expect![
            "aws: [ERROR]: An error occurred (ValidationException) when calling the CreateStage operation: 1 validation error detected: Value 'bad name!' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]*"
        ],
    );
    check(
        &callboard,
        &["ivs-realtime", "get-stage", "--arn", &STAGE.replace("us-east-1", "eu-west-1")],
        254,
        expect![
            "aws: [ERROR]: An error occurred (ResourceNotFoundException) when calling the GetStage operation: Request references a resource which does not exist: arn:aws:ivs:eu-west-1:123456789012:stage/abcdefghijkl"
        ],
    );
    check(
        &callboard,
        &["ivs-realtime", "get-stage", "--arn", &STAGE.replace("123456789012", "999999999999")],
        254,
        expect![
            "aws: [ERROR]: An error occurred (AccessDeniedException) when calling the GetStage operation: User: arn:aws:iam::123456789012:root is not authorized to perform: ivs:GetStage on resource: arn:aws:ivs:us-east-1:999999999999:stage/abcdefghijkl"
        ],
    );
    check(
        &callboard,
        &["ivs-realtime", "list-stages", "--region", "no such"],
        255,
        expect!["aws: [ERROR]: Provided region_name 'no such' doesn't match a supported format."],
    );
    check(
        &callboard,
        &["ivs-realtime", "create-stage", "--tags", r#"{"a": 1}"#],
        252,
        expect![[r#"
            aws: [ERROR]: An error occurred (ParamValidation): Parameter validation failed:
            Invalid type for parameter tags.a, value: 1, type: <class 'int'>, valid types: <class 'str'>"#]],
    );
    let listed = json(&callboard, &["aws", "ivs-realtime", "list-stages"]);
    assert_eq!(listed["stages"], serde_json::json!([]), "a refused call changes nothing");
}

#[test]
fn a_folder_that_cannot_be_used_is_named_with_what_to_do() {
    let (home, callboard) = callboard();
    let folder = home.path().join("data");
    fs::create_dir(&folder).expect("a folder");
    fs::write(folder.join("callboard.db"), "this is no database, whatever its name says; ".repeat(100))
        .expect("a file");
    let printed = callboard.run(&["--data-dir", "data", "aws", "ivs-realtime", "list-stages"]);
    assert_eq!(printed.code, 255);
    expect![[r#"
        aws: [ERROR]: cannot open the embedded plane: `HOME/data/callboard.db` is not a database
        hint: choose another data folder, or move the file away to start with an empty one"#]]
    .assert_eq(&printed.stderr.trim().replace(&home.path().display().to_string(), "HOME"));
    let kept = fs::read_to_string(folder.join("callboard.db")).expect("the file is still there");
    assert!(kept.starts_with("this is no database"));
}

/// Sends bytes as they are and returns the answer.
fn raw(url: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(url.trim_start_matches("http://")).expect("the server listens");
    stream.write_all(request.as_bytes()).expect("the server reads");
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    answer
}

fn post(url: &str, path: &str, headers: &str, body: &str) -> String {
    let host = url.trim_start_matches("http://");
    let scope = "Credential=test/20260101/us-east-1/ivs/aws4_request, SignedHeaders=host, Signature=0";
    raw(
        url,
        &format!(
            "POST {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\nauthorization: AWS4-HMAC-SHA256 {scope}\r\n\
             x-amz-date: 20260101T000000Z\r\ncontent-type: application/json\r\n{headers}content-length: {}\r\n\r\n{body}",
            body.len()
        ),
    )
}

#[test]
fn bad_requests_get_the_errors_of_aws_and_change_nothing() {
    let (_home, callboard) = callboard();
    let (_server, url) = serve(&callboard, &[]);
    let status_and_code = |answer: &str| {
        let status = answer.split(' ').nth(1).unwrap_or_default().to_owned();
        let kind = answer.lines().find_map(|line| line.strip_prefix("x-amzn-errortype: "));
        format!("{status} {}", kind.unwrap_or_default().trim())
    };
    let deep = format!("{{\"name\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let large = format!("{{\"name\":\"{}\"}}", "x".repeat(11 << 20));
    let answers = [
        ("malformed", post(&url, "/CreateStage", "", "{\"name\": ")),
        ("a wrong type", post(&url, "/CreateStage", "", "{\"name\": 5}")),
        ("no object", post(&url, "/CreateStage", "", "[]")),
        ("deep nesting", post(&url, "/CreateStage", "", &deep)),
        ("a large body", post(&url, "/CreateStage", "", &large)),
        ("an unknown operation", post(&url, "/MakeStage", "", "{}")),
        ("a missing member", post(&url, "/GetStage", "", "{}")),
        ("a name with a bad character", post(&url, "/CreateStage", "", "{\"name\": \"a b\"}")),
    ];
    let mut summary: Vec<String> =
        answers.iter().map(|(what, it)| format!("{what}: {}", status_and_code(it))).collect();
    let rebound = raw(
        &url,
        "POST /CreateStage HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}",
    );
    summary.push(format!("another host: {}", rebound.split(' ').nth(1).unwrap_or_default()));
    expect![[r#"
        malformed: 400 SerializationException
        a wrong type: 400 SerializationException
        no object: 400 SerializationException
        deep nesting: 400 SerializationException
        a large body: 413 RequestEntityTooLargeException
        an unknown operation: 404 UnknownOperationException
        a missing member: 400 ValidationException
        a name with a bad character: 400 ValidationException
        another host: 403"#]]
    .assert_eq(&summary.join("\n"));
    let stages = post(&url, "/ListStages", "", "{}");
    assert!(stages.ends_with("{\"stages\":[]}"), "{stages}");
}

#[test]
fn settings_that_cannot_be_meant_are_refused() {
    let (home, callboard) = callboard();
    let half = Program::new(env!("CARGO_BIN_EXE_callboard"), home.path()).variable("AWS_ACCESS_KEY_ID", "999999999999");
    check(
        &half,
        &["sts", "get-caller-identity"],
        255,
        expect!["aws: [ERROR]: Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY"],
    );
    fs::create_dir_all(home.path().join(".config/callboard")).expect("a folder");
    fs::write(home.path().join(".config/callboard/config"), "[callboard]\ndatadir = elsewhere\n").expect("a file");
    let printed = callboard.run(&["status"]);
    assert_eq!(printed.code, 1);
    expect!["error: the config file: there is no setting `datadir`; there are target, data_dir, quotas"]
        .assert_eq(printed.stderr.trim());
}

#[test]
fn a_broken_credentials_file_is_not_quoted() {
    let (home, callboard) = callboard();
    fs::create_dir(home.path().join(".aws")).expect("a folder");
    for text in ["aws_secret_access_key = TOPSECRET\n", "[default]\nTOPSECRET\n", "[default]\nx =\n  TOPSECRET\n"] {
        fs::write(home.path().join(".aws/credentials"), text).expect("a file");
        let printed = callboard.run(&["aws", "sts", "get-caller-identity"]);
        assert!(!printed.stderr.contains("TOPSECRET"), "{}", printed.stderr);
    }
}
