//! Participants who join by hand: `callboard local` and the route of the server.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::serve::serve;
use crate::{callboard, json};

#[test]
fn a_participant_joins_publishes_and_is_disconnected() {
    let (_home, callboard) = callboard();
    let text = |words: &[&str]| {
        let printed = callboard.run(&[&["aws", "ivs-realtime"], words, &["--output", "text"]].concat());
        assert_eq!(printed.code, 0, "{}", printed.stderr);
        printed.stdout.trim().to_owned()
    };
    let arn = text(&["create-stage", "--name", "s", "--query", "stage.arn"]);
    let token = text(&[
        "create-participant-token",
        "--stage-arn",
        &arn,
        "--user-id",
        "alice",
        "--query",
        "participantToken.token",
    ]);
    assert_eq!(text(&["list-stage-sessions", "--stage-arn", &arn]), "");

    let joined = json(&callboard, &["local", "ivs-realtime", "join", "--token", &token]);
    let (session, id) = (&joined["sessionId"], &joined["participant"]["participantId"]);
    let (session, id) = (session.as_str().expect("a session"), id.as_str().expect("an id"));
    assert_eq!(text(&["get-stage", "--arn", &arn, "--query", "stage.activeSessionId"]), session);

    // The same over HTTP, on the same folder.
    let (_server, url) = serve(&callboard, &[]);
    let body = format!("{{\"token\":\"{token}\"}}");
    let host = url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).expect("the server listens");
    write!(
        stream,
        "POST /_callboard/local/ivs-realtime/publish HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .expect("the server reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");

    let at = ["--stage-arn", &arn, "--session-id", session];
    let published =
        text(&[&["list-participants"][..], &at, &["--query", "participants[].[userId,published]"]].concat());
    assert_eq!(published, "alice\tTrue");
    text(&["disconnect-participant", "--stage-arn", &arn, "--participant-id", id]);
    let events =
        text(&[&["list-participant-events"][..], &at, &["--participant-id", id, "--query", "events[].name"]].concat());
    assert_eq!(events.split('\t').next_back(), Some("JOINED"), "{events}");
    assert_eq!(text(&["get-stage", "--arn", &arn, "--query", "stage.activeSessionId"]), "None");
    let again = callboard.run(&["local", "ivs-realtime", "join", "--token", &token]);
    assert_eq!(again.code, 254);
    assert!(again.stderr.contains("AccessDeniedException"), "{}", again.stderr);
}
