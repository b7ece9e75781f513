//! A server in this process, a plane that remembers, and a raw client.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use callboard_model::document::Map;
use callboard_plane::{Call, Output, Plane, PlaneError};
use callboard_server::{KeyRing, LocalRoutes, NoKeys, NoLocalRoutes, Server, ServerOptions, Stopped};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// What a plane answers to a call.
pub type Answerer = Box<dyn Fn(&Call) -> Result<Map, PlaneError> + Send + Sync>;

/// A plane that remembers its calls.
pub struct FakePlane {
    /// What it was asked, in order.
    pub calls: Mutex<Vec<Call>>,
    /// What it answers.
    pub answerer: Answerer,
    /// What it waits for before it answers.
    pub delay: Duration,
}

impl FakePlane {
    /// A plane that answers every call with nothing.
    pub fn quiet() -> Arc<Self> {
        Self::answering(|_| Ok(Map::new()))
    }

    /// A plane that answers so.
    pub fn answering(answerer: impl Fn(&Call) -> Result<Map, PlaneError> + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { calls: Mutex::default(), answerer: Box::new(answerer), delay: Duration::ZERO })
    }
}

#[async_trait::async_trait]
impl Plane for FakePlane {
    async fn call(&self, call: Call) -> Result<Output, PlaneError> {
        let answer = (self.answerer)(&call).map(Output::from);
        self.calls.lock().unwrap().push(call);
        if !self.delay.is_zero() {
            tokio::time::sleep(self.delay).await;
        }
        answer
    }
}

/// A server that runs until it is stopped.
pub struct Running {
    /// Where it listens.
    pub addr: SocketAddr,
    stop: oneshot::Sender<()>,
    stopped: JoinHandle<Stopped>,
}

impl Running {
    /// Stops it and waits for its last answer.
    pub async fn stop(self) -> Stopped {
        self.stop.send(()).unwrap();
        self.stopped.await.unwrap()
    }
}

/// Options of a server on a free port.
pub fn options() -> ServerOptions {
    ServerOptions { listen: SocketAddr::from(([127, 0, 0, 1], 0)), ..ServerOptions::default() }
}

/// Starts a server with nothing but a plane.
pub async fn start(options: ServerOptions, plane: Arc<dyn Plane>) -> Running {
    start_with(options, plane, Arc::new(NoKeys), Arc::new(NoLocalRoutes)).await
}

/// Starts a server.
pub async fn start_with(
    options: ServerOptions,
    plane: Arc<dyn Plane>,
    keys: Arc<dyn KeyRing>,
    local: Arc<dyn LocalRoutes>,
) -> Running {
    let server = Server::bind(options, plane, keys, local).await.unwrap();
    let addr = server.local_addr();
    let (stop, stopping) = oneshot::channel();
    let stopped = tokio::spawn(server.run(async move {
        let _ = stopping.await;
    }));
    Running { addr, stop, stopped }
}

/// Sends a text with `\n` for line ends in its head and returns all that comes
/// back until the server closes, without the headers that change.
pub async fn exchange(addr: SocketAddr, request: &str) -> String {
    exchange_bytes(addr, with_line_ends(request).as_bytes()).await
}

/// As [`exchange`], byte by byte as given.
pub async fn exchange_bytes(addr: SocketAddr, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(addr).await.unwrap();
    // A server that refuses early may close before everything is sent.
    let _ = stream.write_all(request).await;
    read_to_end(&mut stream).await
}

/// All that comes until the other side closes, without the headers that change.
pub async fn read_to_end(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let text = String::from_utf8_lossy(&answer).replace("\r\n", "\n");
    let (head, body) = text.split_once("\n\n").unwrap_or((&text, ""));
    let changing = ["date:", "x-amzn-requestid:"];
    let kept: Vec<&str> = head.lines().filter(|line| !changing.iter().any(|it| line.starts_with(it))).collect();
    format!("{}\n\n{body}", kept.join("\n"))
}

/// `\r\n` for each `\n` of the head.
pub fn with_line_ends(request: &str) -> String {
    let (head, body) = request.split_once("\n\n").unwrap_or((request, ""));
    format!("{}\r\n\r\n{body}", head.replace('\n', "\r\n"))
}

/// The text with nothing between the tags of its request id.
pub fn without_request_id(text: &str) -> String {
    const OPEN: &str = "<RequestId>";
    match (text.find(OPEN), text.find("</RequestId>")) {
        (Some(from), Some(to)) => format!("{}{}", &text[..from + OPEN.len()], &text[to..]),
        _ => text.to_owned(),
    }
}
