//! Stopping loses nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use callboard_server::{Limits, LocalAnswer, LocalRequest, LocalRoutes, NoKeys, ServerOptions, Stopped};
use http::StatusCode;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{FakePlane, options, start_with};

/// A route that takes a while and counts how often it came to its end.
struct Slow {
    delay: Duration,
    done: Arc<AtomicUsize>,
}

#[async_trait::async_trait]
impl LocalRoutes for Slow {
    async fn answer(&self, _request: LocalRequest) -> Option<LocalAnswer> {
        tokio::time::sleep(self.delay).await;
        self.done.fetch_add(1, Ordering::SeqCst);
        Some(LocalAnswer::text(StatusCode::OK, "done"))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_request_that_was_carried_out_is_answered() {
    let done = Arc::new(AtomicUsize::new(0));
    let slow = Slow { delay: Duration::from_millis(3), done: Arc::clone(&done) };
    let server = start_with(options(), FakePlane::quiet(), Arc::new(NoKeys), Arc::new(slow)).await;
    let (addr, stopping) = (server.addr, Arc::new(AtomicBool::new(false)));
    let clients: Vec<_> = (0..16)
        .map(|_| {
            let stopping = Arc::clone(&stopping);
            tokio::spawn(async move {
                let mut answers = 0;
                while !stopping.load(Ordering::SeqCst) {
                    let Ok(mut stream) = TcpStream::connect(addr).await else { break };
                    while let Some(closes) = one_answer(&mut stream).await {
                        answers += 1;
                        if closes {
                            break;
                        }
                    }
                }
                answers
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let stopped = server.stop().await;
    stopping.store(true, Ordering::SeqCst);
    let mut answers = 0;
    for client in clients {
        answers += client.await.unwrap();
    }
    assert_eq!(stopped, Stopped { cut_connections: 0 });
    assert!(answers > 100, "only {answers} answers");
    assert_eq!(answers, done.load(Ordering::SeqCst));
}

/// Whether the server closes after the answer; `None` where none came.
async fn one_answer(stream: &mut TcpStream) -> Option<bool> {
    stream.write_all(b"POST /_callboard/slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n").await.ok()?;
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\ndone") {
        if stream.read_buf(&mut answer).await.ok()? == 0 {
            return None;
        }
    }
    Some(String::from_utf8_lossy(&answer).contains("connection: close"))
}

#[tokio::test]
async fn what_takes_too_long_is_cut() {
    let slow = Slow { delay: Duration::from_secs(60), done: Arc::default() };
    let limits = Limits { shutdown_timeout: Duration::from_millis(200), ..Limits::default() };
    let options = ServerOptions { limits, ..options() };
    let server = start_with(options, FakePlane::quiet(), Arc::new(NoKeys), Arc::new(slow)).await;
    let mut stream = TcpStream::connect(server.addr).await.unwrap();
    stream.write_all(b"GET /_callboard/slow HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(server.stop().await, Stopped { cut_connections: 1 });
}
