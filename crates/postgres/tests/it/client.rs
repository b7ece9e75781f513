//! A client that says what it is told to, and shows what it hears.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

/// A connection.
pub struct Client {
    stream: TcpStream,
    /// What cancels its statement.
    pub key: (i32, i32),
}

/// A message of the server: its kind and its body.
pub type Answer = (u8, Vec<u8>);

impl Client {
    /// A socket on which nothing was said yet.
    pub fn silent(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("the door is open");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout");
        stream.set_nodelay(true).expect("no delay");
        Self { stream, key: (0, 0) }
    }

    /// A client that was let in.
    pub fn new(address: SocketAddr) -> Self {
        Self::with(address, &[])
    }

    /// A client that was let in with these parameters.
    pub fn with(address: SocketAddr, parameters: &[(&str, &str)]) -> Self {
        let mut client = Self::silent(address);
        client.start(parameters);
        loop {
            match client.read().expect("an answer") {
                (b'K', body) => client.key = (number(&body), number(&body[4..])),
                (b'Z', _) => return client,
                (b'E', body) => panic!("{}", show(&(b'E', body))),
                _ => {}
            }
        }
    }

    /// Sends a startup packet.
    pub fn start(&mut self, parameters: &[(&str, &str)]) {
        let mut body = vec![0, 3, 0, 0];
        for (name, value) in [("user", "callboard")].iter().chain(parameters) {
            body.extend([name.as_bytes(), b"\0", value.as_bytes(), b"\0"].concat());
        }
        body.push(0);
        self.packet(&body);
    }

    /// Sends a packet that has no kind.
    pub fn packet(&mut self, body: &[u8]) {
        let length = u32::try_from(body.len() + 4).expect("short");
        self.raw(&[&length.to_be_bytes(), body].concat());
    }

    /// Sends bytes as they are.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.try_raw(bytes).expect("the server reads");
    }

    /// Sends bytes, if somebody takes them.
    pub fn try_raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)
    }

    /// Sends a message.
    pub fn send(&mut self, kind: u8, body: &[u8]) {
        let length = u32::try_from(body.len() + 4).expect("short");
        self.raw(&[&[kind], &length.to_be_bytes()[..], body].concat());
    }

    pub fn parse(&mut self, name: &str, text: &str, types: &[u32]) {
        let mut body = format!("{name}\0{text}\0").into_bytes();
        body.extend(u16::try_from(types.len()).expect("few").to_be_bytes());
        types.iter().for_each(|it| body.extend(it.to_be_bytes()));
        self.send(b'P', &body);
    }

    /// Binds texts; all results come in one format.
    pub fn bind(&mut self, portal: &str, statement: &str, values: &[Option<&str>], binary: bool) {
        let mut body = format!("{portal}\0{statement}\0").into_bytes();
        body.extend([0, 0]);
        body.extend(u16::try_from(values.len()).expect("few").to_be_bytes());
        for value in values {
            match value {
                None => body.extend((-1_i32).to_be_bytes()),
                Some(text) => {
                    body.extend(i32::try_from(text.len()).expect("short").to_be_bytes());
                    body.extend(text.as_bytes());
                }
            }
        }
        body.extend([0, 1, 0, u8::from(binary)]);
        self.send(b'B', &body);
    }

    /// Describes `S` a statement or `P` a portal.
    pub fn describe(&mut self, kind: u8, name: &str) {
        self.send(b'D', &[&[kind], name.as_bytes(), b"\0"].concat());
    }

    pub fn execute(&mut self, portal: &str, most_rows: u32) {
        self.send(b'E', &[portal.as_bytes(), b"\0", &most_rows.to_be_bytes()].concat());
    }

    pub fn sync(&mut self) {
        self.send(b'S', b"");
    }

    /// The next message.
    pub fn read(&mut self) -> io::Result<Answer> {
        let mut head = [0; 5];
        self.stream.read_exact(&mut head)?;
        let mut body = vec![0; usize::try_from(number(&head[1..]) - 4).expect("a length")];
        self.stream.read_exact(&mut body)?;
        Ok((head[0], body))
    }

    /// So many bytes as they come.
    pub fn bytes(&mut self, count: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; count];
        self.stream.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// Whether the server has closed the connection, whatever it said before.
    pub fn is_closed(&mut self) -> bool {
        let mut rest = Vec::new();
        match self.stream.read_to_end(&mut rest) {
            Ok(_) => true,
            Err(error) => error.kind() == io::ErrorKind::ConnectionReset,
        }
    }

    /// All messages until the server is ready again, one a line.
    pub fn answers(&mut self) -> String {
        let mut shown = String::new();
        loop {
            match self.read() {
                Ok(answer) => {
                    shown += &format!("{}\n", show(&answer));
                    if answer.0 == b'Z' {
                        return shown;
                    }
                }
                Err(_) => return shown + "closed\n",
            }
        }
    }

    /// What a text of statements is answered with.
    pub fn query(&mut self, text: &str) -> String {
        self.send(b'Q', format!("{text}\0").as_bytes());
        self.answers()
    }

    /// Goes away without a word.
    pub fn hang_up(self) {
        let _ = self.stream.shutdown(Shutdown::Both);
    }
}

/// A number at the beginning of bytes.
pub fn number(bytes: &[u8]) -> i32 {
    i32::from_be_bytes(bytes[..4].try_into().expect("four bytes"))
}

/// A message as a line.
fn show((kind, body): &Answer) -> String {
    let texts = || String::from_utf8_lossy(body).trim_end_matches('\0').replace('\0', "|");
    match kind {
        b'T' => format!("columns {}", columns(body)),
        b'D' => format!("row {}", row(body)),
        b'C' => format!("done {}", texts()),
        b'E' => format!("error {}", report(body)),
        b'N' => format!("notice {}", report(body)),
        b'Z' => format!("ready {}", texts()),
        b't' => {
            let types: Vec<String> = body[2..].chunks(4).map(|it| number(it).to_string()).collect();
            format!("parameters {}", types.join(" "))
        }
        b'1' => "parsed".to_owned(),
        b'2' => "bound".to_owned(),
        b'3' => "closed".to_owned(),
        b'n' => "no columns".to_owned(),
        b's' => "suspended".to_owned(),
        b'I' => "empty".to_owned(),
        b'H' => "copy begins".to_owned(),
        b'd' => format!("copy {}", String::from_utf8_lossy(body).trim_end_matches('\n')),
        b'c' => "copy ends".to_owned(),
        b'R' => format!("authentication {}", number(body)),
        b'S' => format!("parameter {}", texts()),
        b'v' => format!("version {}", texts()),
        other => format!("{} {body:?}", char::from(*other)),
    }
}

/// `name:type` of each column.
fn columns(body: &[u8]) -> String {
    let mut rest = &body[2..];
    let mut shown = Vec::new();
    while let Some(end) = rest.iter().position(|it| *it == 0) {
        let name = String::from_utf8_lossy(&rest[..end]).into_owned();
        shown.push(format!("{name}:{}", number(&rest[end + 7..])));
        rest = &rest[end + 19..];
    }
    shown.join(" ")
}

fn row(body: &[u8]) -> String {
    let mut rest = &body[2..];
    let mut shown = Vec::new();
    while !rest.is_empty() {
        let length = number(rest);
        rest = &rest[4..];
        let Ok(length) = usize::try_from(length) else {
            shown.push("NULL".to_owned());
            continue;
        };
        shown.push(rest[..length].escape_ascii().to_string());
        rest = &rest[length..];
    }
    shown.join(" | ")
}

/// Severity, code, message; then detail, hint and position where there are any.
fn report(body: &[u8]) -> String {
    let fields: Vec<(u8, String)> = body
        .split(|it| *it == 0)
        .filter_map(|it| Some((*it.first()?, String::from_utf8_lossy(&it[1..]).into_owned())))
        .collect();
    let field = |kind| fields.iter().find(|(it, _)| *it == kind).map(|(_, text)| text.as_str());
    let mut shown = [b'S', b'C', b'M'].map(|kind| field(kind).unwrap_or_default()).join(" ");
    for (kind, name) in [(b'D', "detail"), (b'H', "hint"), (b'P', "position")] {
        if let Some(text) = field(kind) {
            shown += &format!("\n    {name}: {}", text.replace('\n', "; "));
        }
    }
    shown
}
