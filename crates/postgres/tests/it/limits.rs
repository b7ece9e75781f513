//! What clients may do, and what becomes of those that go too far or go away.

use std::time::Duration;

use expect_test::expect;

use crate::client::Client;
use crate::door::Door;
use crate::pages::{DOCUMENT, Pages};

const LONG: &str = "SELECT count(*) AS n FROM logs.log_groups";

/// Sends a cancel request, which has no answer.
fn cancel(door: &Door, (id, secret): (i32, i32)) {
    let mut client = Client::silent(door.address);
    client.packet(&[80_877_102_i32.to_be_bytes(), id.to_be_bytes(), secret.to_be_bytes()].concat());
    assert!(client.is_closed());
}

#[test]
fn a_cancel_request_stops_the_statement_and_its_calls() {
    let plane = Pages::new(usize::MAX, Duration::from_millis(5));
    let door = Door::over(plane.clone());
    let mut client = door.client();
    client.send(b'Q', format!("{LONG}\0").as_bytes());
    plane.wait(|it| it.asked() > 2);
    cancel(&door, (client.key.0, client.key.1.wrapping_add(1)));
    let before = plane.asked();
    plane.wait(|it| it.asked() > before + 2);
    cancel(&door, client.key);
    expect![[r#"
        columns n:20
        error ERROR 57014 canceling statement due to user request
        ready I
    "#]]
    .assert_eq(&client.answers());
    plane.wait_until_quiet();
    // The connection goes on, and the request is forgotten.
    assert!(client.query("SELECT 1 AS a").contains("row 1"));
}

#[test]
fn a_client_that_goes_away_stops_its_statement() {
    let plane = Pages::new(usize::MAX, Duration::from_millis(5));
    let door = Door::over(plane.clone());
    let mut client = door.client();
    client.send(b'Q', format!("{LONG}\0").as_bytes());
    plane.wait(|it| it.asked() > 2);
    client.hang_up();
    plane.wait_until_quiet();
}

#[test]
fn a_portal_that_is_left_makes_no_more_calls() {
    let plane = Pages::new(usize::MAX, Duration::from_millis(1));
    let door = Door::over(plane.clone());
    let mut client = door.client();
    client.parse("", "SELECT log_group_name FROM logs.log_groups", &[]);
    client.bind("", "", &[], false);
    client.execute("", 3);
    client.sync();
    let answers = client.answers();
    assert!(answers.contains("suspended"), "{answers}");
    plane.wait_until_quiet();
}

#[test]
fn rows_that_nobody_reads_are_not_asked_for() {
    let pages = 1000;
    let plane = Pages::new(pages, Duration::ZERO);
    let door = Door::over(plane.clone());
    let mut client = door.client();
    client.send(b'Q', b"SELECT log_group_name, data_protection_policy FROM logs.log_groups\0");
    plane.wait(|it| it.asked() > 2);
    plane.wait_until_quiet();
    let asked = plane.asked();
    assert!(asked < 300, "{asked} of {pages} pages were read ahead of a client that reads nothing");
    let (mut rows, mut bytes) = (0, 0);
    loop {
        match client.read().expect("a message") {
            (b'D', body) => {
                rows += 1;
                bytes += body.len();
            }
            (b'Z', _) => break,
            _ => {}
        }
    }
    assert_eq!(rows, pages * 100);
    assert!(bytes > rows * DOCUMENT);
}

#[test]
fn messages_have_a_longest_length() {
    let door = Door::new();
    let mut client = door.client();
    let long = format!("SELECT length('{}') AS n", "x".repeat(1 << 20));
    assert!(client.query(&long).contains("row 1048576"));
    client.raw(b"Q\x7f\xff\xff\xff");
    expect![[r#"
        error FATAL 54000 a message of 2147483643 bytes is longer than 16777216
        closed
    "#]]
    .assert_eq(&client.answers());
    let mut client = door.client();
    client.raw(b"Q\0\0\0\x03");
    expect![[r#"
        error FATAL 08P01 invalid message length
        closed
    "#]]
    .assert_eq(&client.answers());
}

#[test]
fn garbage_ends_a_connection_and_no_other() {
    let door = Door::new();
    let mut good = door.client();
    let garbage: [&[u8]; 9] = [
        b"!\0\0\0\x04",
        b"Q\0\0\0\x04",
        b"Q\0\0\0\x06\xff\xff",
        b"B\0\0\0\x08\0\0\0\x01",
        b"B\0\0\0\x10\0\0\0\0\0\x01\x7f\xff\xff\xff\0\0",
        b"P\0\0\0\x08\0\0\xff\xff",
        b"E\0\0\0\x05\0",
        b"D\0\0\0\x06X\0",
        b"p\0\0\0\x05x",
    ];
    for bytes in garbage {
        let mut client = door.client();
        client.raw(bytes);
        let said = client.answers();
        assert!(said.starts_with("error FATAL 08P01") && said.ends_with("closed\n"), "{bytes:?}: {said}");
    }
    // A stream of bytes that look random, from one seed.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    for _ in 0..200 {
        let bytes: Vec<u8> = (0..64)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                state.to_be_bytes()[0]
            })
            .collect();
        let mut client = door.client();
        let _ = client.try_raw(&bytes);
        client.hang_up();
    }
    assert!(good.query("SELECT 1 AS a").contains("row 1"));
}

#[test]
fn messages_that_come_in_pieces_are_read_whole() {
    let door = Door::new();
    let mut client = door.client();
    for byte in b"Q\0\0\0\x12SELECT 1 AS a\0" {
        client.raw(&[*byte]);
    }
    expect![[r#"
        columns a:20
        row 1
        done SELECT 1
        ready I
    "#]]
    .assert_eq(&client.answers());
}
