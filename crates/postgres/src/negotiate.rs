//! Negotiation: from a socket to a stream, encrypted where both sides want it.
//!
//! A client may ask for TLS or GSSAPI before anything else, each by one packet
//! of eight bytes, and is answered by one byte. What it says next is its
//! startup packet, or a cancel request.

use std::io;
use std::sync::Arc;

use bytes::BytesMut;
use pgwire::api::{ClientInfo as _, DefaultClient, PgWireConnectionState};
use pgwire::tokio::server::PgWireMessageServerCodec;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_util::codec::{Framed, FramedParts};

use crate::options::Tls;

/// Bytes in both directions, encrypted or not.
pub(crate) trait Bytes: AsyncRead + AsyncWrite + Unpin + Send + Sync {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send + Sync> Bytes for T {}

/// Messages in both directions.
pub(crate) type Messages<S> = Framed<Box<dyn Bytes>, PgWireMessageServerCodec<S>>;

const SSL_REQUEST: u32 = 80_877_103;
const GSS_REQUEST: u32 = 80_877_104;
const CANCEL_REQUEST: u32 = 80_877_102;

/// A client asks for TLS once and for GSSAPI once.
const MOST_REQUESTS: usize = 2;

/// What a client may send before it is known: its startup packet, or what comes before it.
pub(crate) async fn negotiate<S>(mut socket: TcpStream, tls: &Tls) -> io::Result<Messages<S>> {
    let peer = socket.peer_addr()?;
    socket.set_nodelay(true)?;
    let mut head = [0; 8];
    for _ in 0..=MOST_REQUESTS {
        socket.read_exact(&mut head).await?;
        let length = u32::from_be_bytes(head[..4].try_into().expect("four bytes"));
        let code = u32::from_be_bytes(head[4..].try_into().expect("four bytes"));
        match (length, code) {
            (8, SSL_REQUEST) => match tls.config() {
                Some(config) => {
                    socket.write_all(b"S").await?;
                    let stream = TlsAcceptor::from(Arc::clone(config)).accept(socket).await?;
                    return Ok(messages(Box::new(stream), DefaultClient::new(peer, true), &[]));
                }
                None => socket.write_all(b"N").await?,
            },
            (8, GSS_REQUEST) => socket.write_all(b"N").await?,
            // A cancel request carries a secret of its own and gives nothing away.
            _ if tls.is_required() && code != CANCEL_REQUEST => {
                socket.write_all(&refusal("connections must be encrypted: connect with sslmode=require")).await?;
                return Err(io::Error::new(io::ErrorKind::PermissionDenied, "not encrypted"));
            }
            _ => return Ok(messages(Box::new(socket), DefaultClient::new(peer, false), &head)),
        }
    }
    Err(io::Error::new(io::ErrorKind::InvalidData, "no startup packet"))
}

fn messages<S>(stream: Box<dyn Bytes>, client: DefaultClient<S>, read_already: &[u8]) -> Messages<S> {
    let mut parts = FramedParts::new(stream, PgWireMessageServerCodec::new(client));
    parts.read_buf = BytesMut::from(read_already);
    let mut framed = Framed::from_parts(parts);
    framed.set_state(PgWireConnectionState::AwaitingStartup);
    framed
}

/// An `ErrorResponse` to a client that has not said what protocol it speaks.
fn refusal(message: &str) -> Vec<u8> {
    let mut body = Vec::new();
    for (field, text) in [(b'S', "FATAL"), (b'V', "FATAL"), (b'C', "28000"), (b'M', message)] {
        body.push(field);
        body.extend_from_slice(text.as_bytes());
        body.push(0);
    }
    body.push(0);
    let length = u32::try_from(body.len() + 4).expect("a short message");
    [&b"E"[..], &length.to_be_bytes(), &body].concat()
}
