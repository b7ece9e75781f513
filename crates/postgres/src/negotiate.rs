//! Negotiation: from a socket to a startup packet, over TLS where both sides want it.
//!
//! A client may ask for TLS or GSSAPI before anything else, each by one packet of eight bytes, and is answered by one
//! byte. Clients since PostgreSQL 17 may also begin TLS at once. What they say next is a startup packet, or a request to
//! cancel the statement of another connection.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use bytes::Buf as _;
use callboard_sql::error::sqlstate;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;

use crate::error::Fault;
use crate::frames::{self, LONGEST_OF_STRANGER, Reader};
use crate::options::Tls;
use crate::protocol::{Outgoing, read};

/// What TLS connections that begin at once must name.
pub(crate) const ALPN: &[u8] = b"postgresql";

/// What a client wants.
pub(crate) enum Wish {
    /// To talk.
    Session(Startup),
    /// To stop the statement of another connection.
    Cancel { id: i32, secret: i32 },
}

/// A startup packet.
pub(crate) struct Startup {
    /// The minor version of the protocol that the client would like.
    pub(crate) minor: u16,
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) reader: Reader,
}

/// A client that was not understood: why, and how it can be told.
pub(crate) type Unheard = (Fault, Option<Outgoing>);

const SSL_REQUEST: u32 = 80_877_103;
const GSS_REQUEST: u32 = 80_877_104;
const CANCEL_REQUEST: u32 = 80_877_102;

/// The first byte of TLS.
const HANDSHAKE: u8 = 0x16;

/// A TLS alert: no application protocol that both know.
const NO_APPLICATION_PROTOCOL: [u8; 7] = [0x15, 3, 1, 0, 2, 2, 120];

/// A client asks for TLS once and for GSSAPI once.
const MOST_REQUESTS: usize = 3;

/// Listens to a client until it says what it wants.
pub(crate) async fn negotiate(mut socket: TcpStream, tls: &Tls) -> Result<(Wish, Outgoing), Unheard> {
    socket.set_nodelay(true).map_err(lost)?;
    let mut first = [0];
    socket.peek(&mut first).await.map_err(lost)?;
    if first[0] == HANDSHAKE {
        return begin_at_once(socket, tls).await;
    }
    for _ in 0..MOST_REQUESTS {
        let (length, code) = head(&mut socket).await.map_err(lost)?;
        match (length, code, tls.config()) {
            (8, SSL_REQUEST, Some(config)) => {
                socket.write_all(b"S").await.map_err(lost)?;
                let stream = TlsAcceptor::from(Arc::clone(config)).accept(socket).await.map_err(lost)?;
                let (mut reader, outgoing) = split(stream);
                return match head(&mut reader).await {
                    Ok((length, code)) => wish(length, code, reader, outgoing).await,
                    Err(error) => Err(lost(error)),
                };
            }
            (8, SSL_REQUEST, None) | (8, GSS_REQUEST, _) => socket.write_all(b"N").await.map_err(lost)?,
            _ => {
                let (reader, outgoing) = split(socket);
                // A cancel request carries a secret of its own and gives nothing away.
                if tls.is_required() && code != CANCEL_REQUEST {
                    let message = "connections must be encrypted: connect with sslmode=require";
                    return Err((Fault::fatal("28000", message), Some(outgoing)));
                }
                return wish(length, code, reader, outgoing).await;
            }
        }
    }
    Err((Fault::fatal(sqlstate::PROTOCOL_VIOLATION, "no startup packet"), None))
}

/// TLS without a request for it: only where it is on, and only for clients that name this protocol.
async fn begin_at_once(mut socket: TcpStream, tls: &Tls) -> Result<(Wish, Outgoing), Unheard> {
    let Some(config) = tls.config() else {
        let _ = socket.write_all(&NO_APPLICATION_PROTOCOL).await;
        return Err(lost(io::Error::other("TLS was begun, but it is off")));
    };
    let stream = TlsAcceptor::from(Arc::clone(config)).accept(socket).await.map_err(lost)?;
    if stream.get_ref().1.alpn_protocol() != Some(ALPN) {
        return Err(lost(io::Error::other("TLS was begun at once without the protocol `postgresql` (ALPN)")));
    }
    let (mut reader, outgoing) = split(stream);
    match head(&mut reader).await {
        Ok((length, code)) => wish(length, code, reader, outgoing).await,
        Err(error) => Err(lost(error)),
    }
}

async fn wish(length: usize, code: u32, mut reader: Reader, outgoing: Outgoing) -> Result<(Wish, Outgoing), Unheard> {
    if !(8..=LONGEST_OF_STRANGER).contains(&length) {
        let fault = Fault::fatal(sqlstate::PROTOCOL_VIOLATION, "invalid length of startup packet");
        return Err((fault, Some(outgoing)));
    }
    let mut body = match frames::body(&mut reader, length - 8).await {
        Ok(body) => body,
        Err(error) => return Err(lost(error)),
    };
    if code == CANCEL_REQUEST {
        return match (body.try_get_i32(), body.try_get_i32()) {
            (Ok(id), Ok(secret)) => Ok((Wish::Cancel { id, secret }, outgoing)),
            _ => Err(lost(io::ErrorKind::UnexpectedEof.into())),
        };
    }
    let (major, minor) = (code >> 16, (code & 0xffff) as u16);
    if major != 3 {
        let message = format!("unsupported frontend protocol {major}.{minor}: server supports 3.0");
        return Err((Fault::fatal(sqlstate::FEATURE_NOT_SUPPORTED, message), Some(outgoing)));
    }
    match read::startup_parameters(body) {
        Ok(parameters) => Ok((Wish::Session(Startup { minor, parameters, reader }), outgoing)),
        Err(error) => Err((error.into(), Some(outgoing))),
    }
}

async fn head(reader: &mut (impl AsyncRead + Unpin)) -> io::Result<(usize, u32)> {
    let length = reader.read_u32().await?;
    Ok((usize::try_from(length).unwrap_or(usize::MAX), reader.read_u32().await?))
}

fn split(stream: impl AsyncRead + AsyncWrite + Send + Sync + Unpin + 'static) -> (Reader, Outgoing) {
    let (read, write) = tokio::io::split(stream);
    (BufReader::new(Box::new(read)), Outgoing::new(Box::new(write)))
}

fn lost(error: io::Error) -> Unheard {
    (Fault::Lost(error), None)
}

/// The same configuration for this protocol.
pub(crate) fn with_alpn(config: &ServerConfig) -> Arc<ServerConfig> {
    let mut config = config.clone();
    config.alpn_protocols = vec![ALPN.to_vec()];
    Arc::new(config)
}
