//! Connections: kept, refused, silent, broken.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Barrier, mpsc};
use std::time::{Duration, Instant};

use callboard_plane::Plane;
use callboard_remote::RemotePlane;
use callboard_remote::transport::{Transport, TransportOptions};
use callboard_testkit::canned::{CannedAnswer, CannedServer};
use expect_test::expect;

use crate::server::{RawServer, answer, read_request};
use crate::{call, line, list_stages, once, options, plane};

fn port_of(url: &str) -> String {
    url.rsplit(':').next().unwrap_or_default().to_owned()
}

/// A URL behind which nobody listens.
fn nowhere() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port on the loopback");
    format!("http://{}", listener.local_addr().expect("a bound listener has an address"))
}

#[tokio::test]
async fn calls_share_a_connection() {
    let server = RawServer::start(|_, mut stream| {
        while !read_request(&mut stream).is_empty() {
            answer(&mut stream, "{}");
        }
    });
    let plane = plane(options(&server.url()));
    for _ in 0..5 {
        list_stages(&plane).await.expect("an answer");
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn nobody_listens() {
    let url = nowhere();
    let outcome = line(list_stages(&plane(options(&url))).await);
    expect!["no answer from http://127.0.0.1:PORT/ListStages (3 attempts): connect"]
        .assert_eq(&outcome.replace(&port_of(&url), "PORT"));
    // No name has a label of 64 letters, so that nobody is asked for its address.
    let url = format!("http://{}.invalid", "x".repeat(64));
    let outcome = line(list_stages(&once(&url, TransportOptions::default())).await);
    expect!["no answer from NAME/ListStages (1 attempts): connect"].assert_eq(&outcome.replace(&url, "NAME"));
}

#[tokio::test]
async fn names_below_localhost_are_the_loopback() {
    let server = CannedServer::start(|_| CannedAnswer::json("{}"));
    let url = format!("http://a.b.localhost:{}", port_of(&server.url()));
    list_stages(&plane(options(&url))).await.expect("an answer");
    assert_eq!(server.take_requests()[0].header("host"), Some(&url[7..]));
}

#[tokio::test]
async fn a_server_that_falls_silent_is_given_up() {
    let server = RawServer::start(|number, mut stream| {
        read_request(&mut stream);
        if number == 1 {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{");
        }
        read_request(&mut stream);
    });
    let short = TransportOptions { read_timeout: Some(Duration::from_millis(50)), ..TransportOptions::default() };
    for _ in ["before the answer", "within it"] {
        let outcome = line(list_stages(&once(&server.url(), short.clone())).await);
        expect!["no answer from http://127.0.0.1:PORT/ListStages (1 attempts): read timeout"]
            .assert_eq(&outcome.replace(&server.port().to_string(), "PORT"));
    }
}

/// The limit is for silence: an answer that comes drop by drop may take longer than it.
#[tokio::test]
async fn a_slow_answer_is_waited_for() {
    let server = RawServer::start(|_, mut stream| {
        read_request(&mut stream);
        for piece in ["HTTP/1.1 200 OK\r\n", "content-length: 4\r\n\r\n", "{", " ", " ", "}"] {
            let _ = stream.write_all(piece.as_bytes());
            std::thread::sleep(Duration::from_millis(100));
        }
    });
    let limits = TransportOptions { read_timeout: Some(Duration::from_millis(400)), ..TransportOptions::default() };
    expect!["200 {}"].assert_eq(&line(list_stages(&once(&server.url(), limits)).await));
}

#[tokio::test]
async fn a_large_request_may_take_its_time() {
    const LENGTH: usize = 16 << 20;
    let server = RawServer::start(|_, mut stream| {
        let mut buffer = vec![0; 1 << 20];
        let mut read = 0;
        while read < LENGTH {
            std::thread::sleep(Duration::from_millis(20));
            match stream.read(&mut buffer) {
                Ok(0) | Err(_) => return,
                Ok(count) => read += count,
            }
        }
        answer(&mut stream, "{}");
    });
    let limits = TransportOptions { read_timeout: Some(Duration::from_millis(200)), ..TransportOptions::default() };
    let input = format!(r#"{{"name": "{}"}}"#, "x".repeat(LENGTH));
    let started = Instant::now();
    let outcome = once(&server.url(), limits).call(call("ivs-realtime CreateStage", &input)).await;
    expect!["200 {}"].assert_eq(&line(outcome));
    assert!(started.elapsed() > Duration::from_millis(200), "the request took longer than the limit");
}

#[tokio::test]
async fn a_handshake_that_does_not_come_counts_as_connecting() {
    let server = RawServer::start(|_, mut stream| {
        read_request(&mut stream);
    });
    let short = TransportOptions { connect_timeout: Some(Duration::from_millis(50)), ..TransportOptions::default() };
    let url = server.url().replace("http:", "https:");
    let outcome = line(list_stages(&once(&url, short)).await);
    expect!["no answer from https://127.0.0.1:PORT/ListStages (1 attempts): connect timeout"]
        .assert_eq(&outcome.replace(&server.port().to_string(), "PORT"));
}

#[tokio::test]
async fn a_connection_that_ends_early_is_tried_again() {
    for piece in ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{"] {
        let server = RawServer::start(move |number, mut stream| {
            read_request(&mut stream);
            match number {
                0 => drop(stream.write_all(piece.as_bytes())),
                _ => answer(&mut stream, "{}"),
            }
        });
        expect!["200 {}"].assert_eq(&line(list_stages(&plane(options(&server.url()))).await));
        assert_eq!(server.connections(), 2, "after `{piece}`");
        let always = RawServer::start(move |_, mut stream| {
            read_request(&mut stream);
            let _ = stream.write_all(piece.as_bytes());
        });
        let outcome = line(list_stages(&plane(options(&always.url()))).await);
        expect!["no answer from http://127.0.0.1:PORT/ListStages (3 attempts): closed"]
            .assert_eq(&outcome.replace(&always.port().to_string(), "PORT"));
    }
}

#[tokio::test]
async fn what_is_no_http_is_a_broken_connection() {
    let server = RawServer::start(|_, mut stream| {
        read_request(&mut stream);
        let _ = stream.write_all(b"SSH-2.0-OpenSSH_9.6\r\n");
    });
    let outcome = line(list_stages(&once(&server.url(), TransportOptions::default())).await);
    expect!["no answer from http://127.0.0.1:PORT/ListStages (1 attempts): closed"]
        .assert_eq(&outcome.replace(&server.port().to_string(), "PORT"));
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_not_asked_for_again() {
    let server = CannedServer::start(|_| CannedAnswer::json(r#"{"stages": 5}"#));
    let outcome = line(list_stages(&plane(options(&server.url()))).await);
    expect!["error: ivs-realtime ListStages: the answer of http://127.0.0.1:PORT/ListStages cannot be read: `stages` must be a list, got a number"]
        .assert_eq(&outcome.replace(&port_of(&server.url()), "PORT"));
    assert_eq!(server.take_requests().len(), 1);
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_not_asked_for_again() {
    let server = CannedServer::start(|_| CannedAnswer::json("{\"stages\": []}".repeat(100)));
    let small = TransportOptions { max_body_bytes: 1000, ..TransportOptions::default() };
    let plane = RemotePlane::new(Transport::new(small), options(&server.url()));
    let outcome = line(list_stages(&plane).await);
    expect![[
        r#"error: ivs-realtime ListStages: the answer of http://127.0.0.1:PORT/ListStages cannot be read: it is larger than 1000 bytes"#
    ]]
    .assert_eq(&outcome.replace(&port_of(&server.url()), "PORT"));
    assert_eq!(server.take_requests().len(), 1);
}

/// A kept connection that the server has closed meanwhile costs nothing, not even an attempt.
#[tokio::test]
async fn a_kept_connection_that_was_closed_is_replaced() {
    let (closed, is_closed) = mpsc::channel();
    let closed = std::sync::Mutex::new(closed);
    let server = RawServer::start(move |_, mut stream| {
        read_request(&mut stream);
        answer(&mut stream, "{}");
        drop(stream);
        let _ = closed.lock().expect("no thread panicked").send(());
    });
    let plane = once(&server.url(), TransportOptions::default());
    for _ in 0..3 {
        expect!["200 {}"].assert_eq(&line(list_stages(&plane).await));
        is_closed.recv().expect("the server closes what it has answered");
    }
    assert_eq!(server.connections(), 3);
}

/// A connection that is kept for longer than a server may be silent is replaced as quietly.
#[tokio::test]
async fn an_idle_connection_may_outlive_the_read_timeout() {
    let server = CannedServer::start(|_| CannedAnswer::json("{}"));
    let limits = TransportOptions { read_timeout: Some(Duration::from_millis(30)), ..TransportOptions::default() };
    let plane = once(&server.url(), limits);
    for _ in 0..3 {
        expect!["200 {}"].assert_eq(&line(list_stages(&plane).await));
        // Blocks the runtime too: nobody looks at the connection meanwhile.
        std::thread::sleep(Duration::from_millis(60));
    }
}

#[tokio::test]
async fn a_call_can_be_dropped_half_way() {
    let server = RawServer::start(|number, mut stream| {
        while !read_request(&mut stream).is_empty() {
            if number > 0 {
                answer(&mut stream, "{}");
            }
        }
    });
    let plane = plane(options(&server.url()));
    let dropped = tokio::time::timeout(Duration::from_millis(50), list_stages(&plane)).await;
    assert!(dropped.is_err(), "the first connection never answers");
    expect!["200 {}"].assert_eq(&line(list_stages(&plane).await));
}

#[tokio::test]
async fn calls_at_once_wait_for_nobody() {
    let together = Arc::new(Barrier::new(20));
    let server = CannedServer::start(move |_| {
        // Answers come when all have asked.
        together.wait();
        CannedAnswer::json("{}")
    });
    let plane = Arc::new(plane(options(&server.url())));
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let plane = Arc::clone(&plane);
            tokio::spawn(async move { line(list_stages(&plane).await) })
        })
        .collect();
    for call in calls {
        expect!["200 {}"].assert_eq(&call.await.expect("no call panics"));
    }
}
