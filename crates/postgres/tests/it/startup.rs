//! Who may come in, and how.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use callboard_postgres::{Authentication, ServeError, ServeOptions, Server, Tls};
use expect_test::expect;

use crate::client::Client;
use crate::door::Door;

fn heard(client: &mut Client) -> String {
    client.answers()
}

#[test]
fn a_client_is_told_of_the_server() {
    let door = Door::new();
    let mut client = Client::silent(door.address);
    client.start(&[("application_name", "test"), ("client_encoding", "'utf-8'")]);
    let told = heard(&mut client);
    let told: Vec<&str> = told.lines().filter(|it| !it.starts_with('K')).collect();
    expect![[r#"
        authentication 0
        parameter server_version|15.10
        parameter server_encoding|UTF8
        parameter client_encoding|UTF8
        parameter application_name|test
        parameter session_authorization|callboard
        parameter is_superuser|off
        parameter DateStyle|ISO, MDY
        parameter IntervalStyle|postgres
        parameter TimeZone|UTC
        parameter integer_datetimes|on
        parameter standard_conforming_strings|on
        parameter default_transaction_read_only|off
        parameter in_hot_standby|off
        ready I"#]]
    .assert_eq(&told.join("\n"));
}

#[test]
fn newer_protocols_are_negotiated_down() {
    let door = Door::new();
    let mut client = Client::silent(door.address);
    client.packet(b"\0\x03\0\x02user\0a\0_pq_.later\0on\0\0");
    assert!(heard(&mut client).starts_with("version "), "it says which version it speaks");
    let mut old = Client::silent(door.address);
    old.packet(b"\0\x02\0\0user\0a\0\0");
    expect![[r#"
        error FATAL 0A000 unsupported frontend protocol 2.0: server supports 3.0
        closed
    "#]]
    .assert_eq(&heard(&mut old));
}

#[test]
fn startup_packets_that_are_none() {
    let door = Door::new();
    let said = |packet: &[u8]| {
        let mut client = Client::silent(door.address);
        client.raw(packet);
        heard(&mut client)
    };
    expect![[r#"
        error FATAL 08P01 invalid length of startup packet
        closed
    "#]]
    .assert_eq(&said(b"GET / HTTP/1.1\r\n\r\n"));
    expect![[r#"
        error FATAL 28000 no PostgreSQL user name specified in startup packet
        closed
    "#]]
    .assert_eq(&said(b"\0\0\0\x09\0\x03\0\0\0"));
    expect![[r#"
        error FATAL 08P01 invalid message: it ends too early
        closed
    "#]]
    .assert_eq(&said(b"\0\0\0\x0c\0\x03\0\0user"));
    expect![[r#"
        error FATAL 0A000 client_encoding `latin1` is not supported: texts are UTF-8
        closed
    "#]]
    .assert_eq(&said(b"\0\0\0\x27\0\x03\0\0user\0a\0client_encoding\0latin1\0\0"));
    expect![[r#"
        error FATAL 0A000 replication is not supported
        closed
    "#]]
    .assert_eq(&said(b"\0\0\0\x21\0\x03\0\0user\0a\0replication\0true\0\0"));
}

#[test]
fn a_wrong_region_is_told_at_once() {
    let door = Door::new();
    let mut client = Client::silent(door.address);
    client.start(&[("region", "nowhere")]);
    expect![[r#"
        authentication 0
        error FATAL 22P02 `nowhere` is not a region
            hint: SET region = 'us-east-1', 'eu-west-1'; or all
        closed
    "#]]
    .assert_eq(&heard(&mut client));
}

#[test]
fn tls_and_gssapi_are_answered_by_a_letter() {
    let door = Door::new();
    let mut client = Client::silent(door.address);
    client.packet(&80_877_104_u32.to_be_bytes());
    client.packet(&80_877_103_u32.to_be_bytes());
    assert_eq!(client.bytes(2).expect("two letters"), b"NN");
    client.start(&[]);
    assert!(heard(&mut client).ends_with("ready I\n"));
    let mut direct = Client::silent(door.address);
    direct.raw(&[0x16, 3, 1, 0, 1, 1]);
    assert_eq!(direct.bytes(7).expect("an alert"), [0x15, 3, 1, 0, 2, 2, 120]);
    assert!(direct.is_closed());
}

#[test]
fn an_address_of_the_network_needs_a_password_and_tls() {
    let bind = |change: &dyn Fn(&mut ServeOptions)| {
        let mut options = ServeOptions::local(([0, 0, 0, 0], 0).into());
        change(&mut options);
        match Server::bind(options, Arc::new(|| unreachable!("nobody connects"))) {
            Ok(_) => "open".to_owned(),
            Err(error @ ServeError::Unprotected { .. }) => error.to_string(),
            Err(error) => panic!("{error}"),
        }
    };
    expect!["0.0.0.0:0 can be reached from other machines, so a password and TLS are needed"].assert_eq(&bind(&|_| {}));
    let password = |options: &mut ServeOptions| {
        options.authentication = Authentication::Password { user: "a".to_owned(), password: "b".to_owned() };
        options.tls = Tls::Off;
    };
    assert!(bind(&password).contains("TLS"));
}

#[test]
fn a_password_is_asked_for_by_scram_alone() {
    let door = Door::opened(|options| {
        options.authentication = Authentication::Password { user: "alice".to_owned(), password: "secret".to_owned() };
    });
    let said = |first: &[u8]| {
        let mut client = Client::silent(door.address);
        client.start(&[]);
        let (kind, body) = client.read().expect("a question");
        assert_eq!((kind, &body[..]), (b'R', &b"\0\0\0\x0aSCRAM-SHA-256\0\0"[..]));
        client.send(b'p', first);
        heard(&mut client)
    };
    expect![[r#"
        error FATAL 08P01 invalid message: it ends too early
        closed
    "#]]
    .assert_eq(&said(b"secret\0"));
    expect![[r#"
        error FATAL 08P01 client selected an invalid SASL authentication mechanism
        closed
    "#]]
    .assert_eq(&said(b"SCRAM-SHA-256-PLUS\0\0\0\0\x02n,"));
    expect![[r#"
        error FATAL 08P01 malformed SCRAM message: no nonce
        closed
    "#]]
    .assert_eq(&said(b"SCRAM-SHA-256\0\0\0\0\x04n,,x"));
    let mut hasty = Client::silent(door.address);
    hasty.start(&[]);
    hasty.read().expect("a question");
    hasty.send(b'Q', b"SELECT 1\0");
    expect![[r#"
        error FATAL 08P01 expected password response
        closed
    "#]]
    .assert_eq(&heard(&mut hasty));
}

#[test]
fn whoever_says_nothing_is_let_go() {
    let door = Door::opened(|options| options.startup_timeout = Duration::from_millis(200));
    let mut silent = TcpStream::connect(door.address).expect("the door is open");
    silent.write_all(b"\0\0").expect("two bytes");
    let mut rest = Vec::new();
    assert_eq!(silent.read_to_end(&mut rest).expect("the end"), 0);
    let mut client = door.client();
    std::thread::sleep(Duration::from_millis(300));
    assert!(client.query("SELECT 1 AS a").contains("row 1"), "who was let in may be silent");
}

#[test]
fn too_many_connections_are_refused_by_name() {
    let door = Door::opened(|options| options.connections = 2);
    let (one, _two) = (door.client(), door.client());
    let mut third = Client::silent(door.address);
    third.start(&[]);
    expect![[r#"
        authentication 0
        error FATAL 53300 sorry, too many clients already
        closed
    "#]]
    .assert_eq(&heard(&mut third));
    drop(one);
    // The place is free as soon as the server has seen that the first is gone.
    let mut tries = 0;
    loop {
        let mut next = Client::silent(door.address);
        next.start(&[]);
        if heard(&mut next).ends_with("ready I\n") {
            break;
        }
        tries += 1;
        assert!(tries < 1000, "the place of the first stays taken");
    }
}

#[test]
fn clients_are_told_that_the_server_stops() {
    let mut door = Door::new();
    let mut client = door.client();
    door.stop();
    expect![[r#"
        error FATAL 57P01 terminating connection: the server stops
        closed
    "#]]
    .assert_eq(&heard(&mut client));
}
