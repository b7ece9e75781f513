//! A small HTTP/1.1 server on loopback that answers what a closure says.
//!
//! It keeps connections open and keeps what it was asked, so that a test can
//! look at requests and a bench can serve thousands of pages.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// A request as it came.
#[derive(Debug, Clone)]
pub struct CannedRequest {
    /// `POST`.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

impl CannedRequest {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }
}

/// An answer to give.
#[derive(Debug, Clone)]
pub struct CannedAnswer {
    /// HTTP status.
    pub status: u16,
    /// Headers besides length and type.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Arc<[u8]>,
}

impl CannedAnswer {
    /// A JSON body with status 200.
    pub fn json(body: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, headers: Vec::new(), body: body.into().into() }
    }

    /// No answer: the connection is closed.
    pub fn none() -> Self {
        Self { status: 0, headers: Vec::new(), body: Arc::new([]) }
    }
}

type Handler = dyn Fn(&CannedRequest) -> CannedAnswer + Send + Sync;

/// A running server; it stops when dropped.
pub struct CannedServer {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<CannedRequest>>>,
    stopping: Arc<AtomicBool>,
}

impl CannedServer {
    /// Starts on a free port of the loopback.
    pub fn start(handler: impl Fn(&CannedRequest) -> CannedAnswer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port on the loopback");
        let address = listener.local_addr().expect("a bound listener has an address");
        let (requests, stopping) = (Arc::default(), Arc::new(AtomicBool::new(false)));
        let server = Self { address, requests: Arc::clone(&requests), stopping: Arc::clone(&stopping) };
        let handler: Arc<Handler> = Arc::new(handler);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stopping.load(Ordering::Relaxed) {
                    return;
                }
                let (handler, requests) = (Arc::clone(&handler), Arc::clone(&requests));
                thread::spawn(move || serve(stream, &*handler, &requests));
            }
        });
        server
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests that were answered or are being answered, so far.
    pub fn requests(&self) -> Vec<CannedRequest> {
        self.requests.lock().expect("no handler panicked").clone()
    }

    /// The requests so far; forgets them.
    pub fn take_requests(&self) -> Vec<CannedRequest> {
        std::mem::take(&mut *self.requests.lock().expect("no handler panicked"))
    }
}

impl Drop for CannedServer {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(self.address);
    }
}

fn serve(stream: TcpStream, handler: &Handler, requests: &Mutex<Vec<CannedRequest>>) {
    let _ = stream.set_nodelay(true);
    let Ok(mut writer) = stream.try_clone() else { return };
    let mut reader = BufReader::new(stream);
    while let Some(request) = read_request(&mut reader) {
        requests.lock().expect("no handler panicked").push(request.clone());
        let answer = handler(&request);
        if answer.status == 0 {
            return;
        }
        let mut head = format!("HTTP/1.1 {} Canned\r\ncontent-length: {}\r\n", answer.status, answer.body.len());
        if !answer.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            head.push_str("content-type: application/json\r\n");
        }
        for (name, value) in &answer.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(&answer.body);
        if writer.write_all(&bytes).is_err() {
            return;
        }
    }
}

fn read_request(reader: &mut impl BufRead) -> Option<CannedRequest> {
    let mut line = String::new();
    if reader.read_line(&mut line).ok()? == 0 {
        return None;
    }
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':')?;
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, it)| it.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    Some(CannedRequest { method, target, headers, body })
}
