//! Readers who leave early: a command then ends quietly, and a server goes on answering.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::{callboard, json};

#[test]
fn a_command_whose_reader_left_ends_quietly() {
    let (_home, callboard) = callboard();
    for words in [&["status"][..], &["local"], &["completion", "bash"], &["aws", "help"]] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = callboard.command().args(words).stdout(writer).output().expect("the program can be started");
        assert_eq!(
            (output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()),
            (Some(0), ""),
            "{words:?}"
        );
    }
}

#[test]
fn a_server_answers_after_the_reader_of_its_log_left() {
    let (_home, callboard) = callboard();
    let mut command = callboard.command();
    let mut server = command
        .args(["serve", "--listen", "127.0.0.1:0"])
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program can be started");
    let mut lines = BufReader::new(server.stderr.take().expect("stderr is piped")).lines().map_while(Result::ok);
    let url = lines.find_map(|line| line.strip_prefix("export AWS_ENDPOINT_URL=").map(str::to_owned)).expect("a URL");
    drop(lines);
    let keys = callboard
        .variable("AWS_ACCESS_KEY_ID", "test")
        .variable("AWS_SECRET_ACCESS_KEY", "test")
        .variable("AWS_DEFAULT_REGION", "us-east-1");
    for name in ["one", "two"] {
        json(&keys, &["aws", "ivs-realtime", "create-stage", "--name", name, "--endpoint-url", &url]);
    }
    let listed = json(&keys, &["aws", "ivs-realtime", "list-stages", "--endpoint-url", &url]);
    assert_eq!(listed["stages"].as_array().map(Vec::len), Some(2));
    let _ = server.kill();
    let _ = server.wait();
}
