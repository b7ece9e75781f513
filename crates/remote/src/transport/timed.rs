//! A connection that is given up when nothing goes over it for too long.
//!
//! The limit is for silence, not for a whole request: a large body may take
//! its time as long as it moves. A kept connection that is silent because
//! nothing was asked is closed by it too, which nobody notices.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::{Connected, Connection};
use tokio::time::{Instant, Sleep, sleep};

pub(super) struct Timed<S> {
    stream: S,
    limit: Option<(Duration, Pin<Box<Sleep>>)>,
}

impl<S> Timed<S> {
    pub(super) fn new(stream: S, limit: Option<Duration>) -> Self {
        Self { stream, limit: limit.map(|it| (it, Box::pin(sleep(it)))) }
    }

    /// Restarts the clock where something moved; where nothing did, an error once the time is up.
    fn watch<T>(&mut self, moved: Poll<io::Result<T>>, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        let Some((limit, clock)) = &mut self.limit else { return moved };
        match moved {
            Poll::Ready(outcome) => {
                clock.as_mut().reset(Instant::now() + *limit);
                Poll::Ready(outcome)
            }
            Poll::Pending => match clock.as_mut().poll(context) {
                Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
                Poll::Pending => Poll::Pending,
            },
        }
    }
}

impl<S: Connection> Connection for Timed<S> {
    fn connected(&self) -> Connected {
        self.stream.connected()
    }
}

impl<S: Read + Unpin> Read for Timed<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let moved = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.watch(moved, context)
    }
}

impl<S: Write + Unpin> Write for Timed<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let moved = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.watch(moved, context)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let moved = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.watch(moved, context)
    }
}
