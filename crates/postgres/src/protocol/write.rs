//! What clients are sent.

use std::io;

use bytes::{BufMut as _, BytesMut};
use tokio::io::{AsyncWrite, AsyncWriteExt as _};

use super::Format;
use crate::encode::Column;
use crate::error::Report;

/// What a client is told after each statement about the transaction around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Idle,
    Open,
    Failed,
}

/// Messages on their way to a client: gathered, and sent in large pieces.
pub(crate) struct Outgoing {
    socket: Box<dyn AsyncWrite + Send + Sync + Unpin>,
    buffer: BytesMut,
}

/// As much is gathered before it is sent.
const LARGE: usize = 1 << 16;

impl Outgoing {
    pub(crate) fn new(socket: Box<dyn AsyncWrite + Send + Sync + Unpin>) -> Self {
        Self { socket, buffer: BytesMut::with_capacity(1 << 13) }
    }

    /// Sends what was gathered.
    pub(crate) async fn flush(&mut self) -> io::Result<()> {
        self.socket.write_all(&self.buffer).await?;
        self.buffer.clear();
        self.socket.flush().await
    }

    /// Sends what was gathered, if it is much.
    pub(crate) async fn flush_if_large(&mut self) -> io::Result<()> {
        if self.buffer.len() < LARGE {
            return Ok(());
        }
        self.flush().await
    }

    /// Sends what was gathered, and says that nothing follows.
    pub(crate) async fn close(&mut self) -> io::Result<()> {
        self.flush().await?;
        self.socket.shutdown().await
    }

    /// A message, unless `body` fails: then nothing of it is sent.
    pub(crate) fn message<E>(&mut self, kind: u8, body: impl FnOnce(&mut BytesMut) -> Result<(), E>) -> Result<(), E> {
        let start = self.buffer.len();
        self.buffer.put_u8(kind);
        self.buffer.put_u32(0);
        if let Err(error) = body(&mut self.buffer) {
            self.buffer.truncate(start);
            return Err(error);
        }
        let length = u32::try_from(self.buffer.len() - start - 1).unwrap_or(u32::MAX);
        self.buffer[start + 1..start + 5].copy_from_slice(&length.to_be_bytes());
        Ok(())
    }

    fn put(&mut self, kind: u8, body: impl FnOnce(&mut BytesMut)) {
        let _ = self.message(kind, |buffer| {
            body(buffer);
            Ok::<_, std::convert::Infallible>(())
        });
    }

    pub(crate) fn authentication_ok(&mut self) {
        self.put(b'R', |it| it.put_u32(0));
    }

    pub(crate) fn authentication_sasl(&mut self, mechanism: &str) {
        self.put(b'R', |it| {
            it.put_u32(10);
            put_text(it, mechanism);
            it.put_u8(0);
        });
    }

    pub(crate) fn authentication_sasl_continue(&mut self, data: &str) {
        self.put(b'R', |it| {
            it.put_u32(11);
            it.put_slice(data.as_bytes());
        });
    }

    pub(crate) fn authentication_sasl_final(&mut self, data: &str) {
        self.put(b'R', |it| {
            it.put_u32(12);
            it.put_slice(data.as_bytes());
        });
    }

    /// Version 3.0 is the newest here, and these options of the protocol are not known.
    pub(crate) fn negotiate_version(&mut self, options: &[&str]) {
        self.put(b'v', |it| {
            it.put_u32(0);
            it.put_u32(u32::try_from(options.len()).unwrap_or(0));
            for option in options {
                put_text(it, option);
            }
        });
    }

    pub(crate) fn parameter(&mut self, name: &str, value: &str) {
        self.put(b'S', |it| {
            put_text(it, name);
            put_text(it, value);
        });
    }

    pub(crate) fn key(&mut self, id: i32, secret: i32) {
        self.put(b'K', |it| {
            it.put_i32(id);
            it.put_i32(secret);
        });
    }

    pub(crate) fn ready(&mut self, status: Status) {
        self.put(b'Z', |it| {
            it.put_u8(match status {
                Status::Idle => b'I',
                Status::Open => b'T',
                Status::Failed => b'E',
            });
        });
    }

    pub(crate) fn error(&mut self, report: &Report) {
        self.put(b'E', |it| report.put(it));
    }

    pub(crate) fn notice(&mut self, report: &Report) {
        self.put(b'N', |it| report.put(it));
    }

    pub(crate) fn columns(&mut self, columns: &[Column]) {
        self.put(b'T', |it| {
            it.put_u16(u16::try_from(columns.len()).unwrap_or(u16::MAX));
            for column in columns {
                put_text(it, &column.name);
                // No table, no column of a table.
                it.put_u32(0);
                it.put_u16(0);
                it.put_u32(column.data_type.0);
                it.put_i16(column.data_type.length());
                it.put_i32(-1);
                it.put_u16(u16::from(column.format == Format::Binary));
            }
        });
    }

    pub(crate) fn parameter_types(&mut self, types: impl ExactSizeIterator<Item = u32>) {
        self.put(b't', |it| {
            it.put_u16(u16::try_from(types.len()).unwrap_or(u16::MAX));
            types.for_each(|oid| it.put_u32(oid));
        });
    }

    pub(crate) fn done(&mut self, tag: &str) {
        self.put(b'C', |it| put_text(it, tag));
    }

    /// Rows of a `COPY … TO STDOUT` follow, as text.
    pub(crate) fn copy_begins(&mut self, columns: usize) {
        let columns = u16::try_from(columns).unwrap_or(u16::MAX);
        self.put(b'H', |it| {
            it.put_u8(0);
            it.put_u16(columns);
            (0..columns).for_each(|_| it.put_u16(0));
        });
    }

    pub(crate) fn copy_ends(&mut self) {
        self.put(b'c', |_| {});
    }

    pub(crate) fn empty_query(&mut self) {
        self.put(b'I', |_| {});
    }

    pub(crate) fn parsed(&mut self) {
        self.put(b'1', |_| {});
    }

    pub(crate) fn bound(&mut self) {
        self.put(b'2', |_| {});
    }

    pub(crate) fn closed(&mut self) {
        self.put(b'3', |_| {});
    }

    pub(crate) fn no_columns(&mut self) {
        self.put(b'n', |_| {});
    }

    pub(crate) fn suspended(&mut self) {
        self.put(b's', |_| {});
    }
}

/// A text that ends with a zero byte; none can be inside.
pub(crate) fn put_text(buffer: &mut BytesMut, text: &str) {
    let mut parts = text.split('\0');
    parts.by_ref().for_each(|part| buffer.put_slice(part.as_bytes()));
    buffer.put_u8(0);
}
