//! Many keep-alive connections that send prepared requests as fast as they are answered.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How hard to push.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    /// Connections, each with one request at a time.
    pub connections: usize,
    /// How long.
    pub time: Duration,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Answers with status 200.
    pub answers: usize,
    /// Other answers, and the first of them.
    pub refusals: usize,
    /// The first answer that was no success.
    pub first_refusal: Option<String>,
    /// How long it took.
    pub time: Duration,
    latencies_micros: Vec<u32>,
}

impl Outcome {
    /// Answers a second.
    pub fn rate(&self) -> f64 {
        self.answers as f64 / self.time.as_secs_f64()
    }

    /// The latency that this share of answers does not exceed, in microseconds.
    pub fn percentile(&self, share: f64) -> u32 {
        let place = ((self.latencies_micros.len() as f64 * share) as usize).min(self.latencies_micros.len().max(1) - 1);
        self.latencies_micros.get(place).copied().unwrap_or_default()
    }
}

/// Sends `requests` round and round over all connections.
pub async fn push(addr: SocketAddr, load: Load, requests: Arc<Vec<Vec<u8>>>) -> io::Result<Outcome> {
    let started = Instant::now();
    let until = started + load.time;
    let tasks: Vec<_> = (0..load.connections)
        .map(|at| tokio::spawn(one_connection(addr, at, load.connections, until, Arc::clone(&requests))))
        .collect();
    let mut all = Outcome::default();
    for task in tasks {
        let one = task.await.map_err(io::Error::other)??;
        all.answers += one.answers;
        all.refusals += one.refusals;
        all.first_refusal = all.first_refusal.or(one.first_refusal);
        all.latencies_micros.extend(one.latencies_micros);
    }
    all.time = started.elapsed();
    all.latencies_micros.sort_unstable();
    Ok(all)
}

async fn one_connection(
    addr: SocketAddr,
    first: usize,
    step: usize,
    until: Instant,
    requests: Arc<Vec<Vec<u8>>>,
) -> io::Result<Outcome> {
    let mut stream = TcpStream::connect(addr).await?;
    stream.set_nodelay(true)?;
    let mut outcome = Outcome::default();
    let mut buffer = Vec::with_capacity(16 << 10);
    let mut at = first;
    loop {
        let started = Instant::now();
        if started >= until {
            return Ok(outcome);
        }
        stream.write_all(&requests[at % requests.len()]).await?;
        at += step;
        buffer.clear();
        let length = loop {
            if let Some(length) = answer_length(&buffer)
                && buffer.len() >= length
            {
                break length;
            }
            if stream.read_buf(&mut buffer).await? == 0 {
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the server closed a connection"));
            }
        };
        if buffer.starts_with(b"HTTP/1.1 200") {
            outcome.answers += 1;
            outcome.latencies_micros.push(started.elapsed().as_micros() as u32);
        } else {
            outcome.refusals += 1;
            outcome.first_refusal.get_or_insert_with(|| String::from_utf8_lossy(&buffer[..length]).into_owned());
        }
    }
}

/// One request on a connection of its own; its body.
pub async fn ask(addr: SocketAddr, request: &[u8]) -> io::Result<String> {
    let mut stream = TcpStream::connect(addr).await?;
    stream.write_all(request).await?;
    let mut buffer = Vec::new();
    while answer_length(&buffer).is_none_or(|length| buffer.len() < length) {
        if stream.read_buf(&mut buffer).await? == 0 {
            break;
        }
    }
    let text = String::from_utf8_lossy(&buffer);
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    if head.starts_with("HTTP/1.1 200") { Ok(body.to_owned()) } else { Err(io::Error::other(text.into_owned())) }
}

fn answer_length(buffer: &[u8]) -> Option<usize> {
    let head = buffer.windows(4).position(|it| it == b"\r\n\r\n")?;
    let name = b"content-length: ";
    let at = buffer[..head].windows(name.len()).position(|it| it.eq_ignore_ascii_case(name))? + name.len();
    let digits = buffer[at..head].iter().take_while(|it| it.is_ascii_digit());
    Some(head + 4 + digits.fold(0, |sum, digit| sum * 10 + usize::from(digit - b'0')))
}
