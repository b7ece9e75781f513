//! Frames: bytes of a client, cut into messages by their lengths.
//!
//! Once a client is let in, a task of its own reads ahead. So a client that goes away is noticed while its statement
//! runs, and the statement is stopped. What is read ahead has a limit, behind which the client must wait.

use std::io;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use callboard_sql::SqlError;
use callboard_sql::error::sqlstate;
use tokio::io::{AsyncRead, AsyncReadExt as _, BufReader};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::JoinHandle;

use crate::cancel::Cancellation;
use crate::error::Fault;
use crate::protocol::read::{self, Message};

/// The bytes of a client.
pub(crate) type Reader = BufReader<Box<dyn AsyncRead + Send + Sync + Unpin>>;

/// The longest message of a client that was let in: a statement of 16 MiB.
pub(crate) const LONGEST: usize = 1 << 24;

/// The longest message of a client that was not let in yet.
pub(crate) const LONGEST_OF_STRANGER: usize = 10_000;

/// How many messages are read ahead.
const AHEAD: usize = 256;

/// Messages of a client that was let in.
pub(crate) struct Incoming {
    messages: mpsc::Receiver<(Result<Message, Fault>, OwnedSemaphorePermit)>,
    reading: JoinHandle<()>,
}

impl Incoming {
    /// Begins to read; `cancellation` is told when the client goes away.
    pub(crate) fn new(mut reader: Reader, cancellation: Arc<Cancellation>) -> Self {
        let (sender, messages) = mpsc::channel(AHEAD);
        let budget = Arc::new(Semaphore::new(LONGEST));
        let reading = tokio::spawn(async move {
            while let Some(read) = message(&mut reader, LONGEST, &budget).await.transpose() {
                let (read, permit) = match read {
                    Ok((message, permit)) => (Ok(message), permit),
                    Err(Fault::Lost(_)) => break,
                    Err(fault) => match Arc::clone(&budget).acquire_owned().await {
                        Ok(permit) => (Err(fault), permit),
                        Err(_) => break,
                    },
                };
                let is_last = !matches!(&read, Ok(message) if *message != Message::Terminate);
                if sender.send((read, permit)).await.is_err() || is_last {
                    // Whoever says good-bye does not wait for answers.
                    break;
                }
            }
            cancellation.hang_up();
        });
        Self { messages, reading }
    }

    /// The next message; none where the client went away.
    pub(crate) async fn next(&mut self) -> Option<Result<Message, Fault>> {
        self.messages.recv().await.map(|(message, _)| message)
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        self.reading.abort();
    }
}

async fn message(
    reader: &mut Reader,
    longest: usize,
    budget: &Arc<Semaphore>,
) -> Result<Option<(Message, OwnedSemaphorePermit)>, Fault> {
    let Some((kind, length)) = head(reader, longest).await? else { return Ok(None) };
    let permits = u32::try_from(length.max(1)).unwrap_or(u32::MAX);
    let permit = Arc::clone(budget).acquire_many_owned(permits).await.map_err(io::Error::other)?;
    let body = body(reader, length).await?;
    Ok(Some((read::message(kind, body)?, permit)))
}

/// One message of a client that was not let in yet.
pub(crate) async fn message_of_stranger(reader: &mut Reader) -> Result<Option<Message>, Fault> {
    let Some((kind, length)) = head(reader, LONGEST_OF_STRANGER).await? else { return Ok(None) };
    Ok(Some(read::message(kind, body(reader, length).await?)?))
}

/// The kind of a message and the length of its body; nothing where there is none.
async fn head(reader: &mut Reader, longest: usize) -> Result<Option<(u8, usize)>, Fault> {
    let kind = match reader.read_u8().await {
        Ok(kind) => kind,
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let length = reader.read_u32().await?;
    let body = usize::try_from(length).ok().and_then(|it| it.checked_sub(4));
    match body {
        Some(body) if body <= longest => Ok(Some((kind, body))),
        Some(body) => {
            let message = format!("a message of {body} bytes is longer than {longest}");
            Err(Fault::Fatal(SqlError::new(sqlstate::LIMIT_EXCEEDED, message)))
        }
        None => Err(Fault::fatal(sqlstate::PROTOCOL_VIOLATION, "invalid message length")),
    }
}

/// A body of this length; room is made as it comes, since a length is quickly claimed.
pub(crate) async fn body(reader: &mut Reader, length: usize) -> io::Result<Bytes> {
    let mut body = BytesMut::with_capacity(length.min(1 << 16));
    let mut rest = reader.take(length as u64);
    while body.len() < length {
        if rest.read_buf(&mut body).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(body.freeze())
}
