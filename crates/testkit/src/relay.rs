//! A relay in front of a server: requests are handed on, and at a chosen one the server dies.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};

use crate::canned::{CannedAnswer, CannedRequest, CannedServer};
use crate::program::Running;

/// When the server dies, seen from the one who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Death {
    /// Before the request gets to it.
    BeforeRequest,
    /// Once the request is carried out, before its answer gets back.
    BeforeAnswer,
}

/// Where requests go, and at which the server dies.
struct State {
    server: Option<(Running, String)>,
    death: Option<(Death, String, usize)>,
}

/// A relay that runs; it stops when dropped.
pub struct Relay {
    front: CannedServer,
    state: Arc<Mutex<State>>,
}

impl Relay {
    /// A relay without a server: nobody is answered.
    pub fn start() -> Self {
        let state = Arc::new(Mutex::new(State { server: None, death: None }));
        let other = Arc::clone(&state);
        Self { front: CannedServer::start(move |request| answer(&other, request)), state }
    }

    /// What to call instead of the server.
    pub fn url(&self) -> String {
        self.front.url()
    }

    /// Hands requests on to a server, which dies at the `number`th request whose method and path are so: `PATCH */stages/a`.
    pub fn to(&self, server: (Running, String), death: Option<(Death, &str, usize)>) {
        let mut state = self.state.lock().expect("no handler panicked");
        state.death = death.map(|(death, text, number)| (death, text.to_owned(), number));
        state.server = Some(server);
    }

    /// Whether there is a server that has not died.
    pub fn has_server(&self) -> bool {
        self.state.lock().expect("no handler panicked").server.is_some()
    }
}

fn answer(state: &Mutex<State>, request: &CannedRequest) -> CannedAnswer {
    let mut state = state.lock().expect("no handler panicked");
    let named = format!("{} {}", request.method, request.target.split('?').next().unwrap_or_default());
    let dies = match &mut state.death {
        Some((death, text, number)) if is_so(&named, text) => {
            *number -= 1;
            (*number == 0).then_some(*death)
        }
        _ => None,
    };
    if dies.is_some() {
        state.death = None;
    }
    let Some((mut server, url)) = state.server.take() else { return CannedAnswer::none() };
    if dies == Some(Death::BeforeRequest) {
        server.kill();
        return CannedAnswer::none();
    }
    let answer = hand_on(&url, request).unwrap_or_else(CannedAnswer::none);
    if dies == Some(Death::BeforeAnswer) {
        server.kill();
        return CannedAnswer::none();
    }
    state.server = Some((server, url));
    answer
}

fn is_so(named: &str, pattern: &str) -> bool {
    let pieces: Vec<&str> = pattern.split('*').collect();
    match pieces[..] {
        [beginning, .., end] => {
            named.starts_with(beginning) && named.ends_with(end) && pieces.iter().all(|it| named.contains(it))
        }
        _ => named == pattern,
    }
}

fn hand_on(url: &str, request: &CannedRequest) -> Option<CannedAnswer> {
    let mut server = TcpStream::connect(url.strip_prefix("http://")?).ok()?;
    let mut head = format!("{} {} HTTP/1.1\r\nconnection: close\r\n", request.method, request.target);
    for (name, value) in request.headers.iter().filter(|(name, _)| name != "connection") {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    server.write_all(head.as_bytes()).ok()?;
    server.write_all(&request.body).ok()?;
    let mut bytes = Vec::new();
    server.read_to_end(&mut bytes).ok()?;
    let end = bytes.windows(4).position(|it| it == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split_whitespace().nth(1)?.parse().ok()?;
    let headers = head.lines().skip(1).filter_map(|line| line.split_once(": "));
    let is_kept = |name: &str| !["content-length", "connection", "transfer-encoding"].contains(&name);
    let headers = headers.filter(|(name, _)| is_kept(&name.to_ascii_lowercase()));
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    Some(CannedAnswer { status, headers, body: bytes[end + 4..].into() })
}
