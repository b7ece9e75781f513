//! Bytes on their way out: collected, and passed on in large pieces.

use std::io::{self, Write};

/// Pieces this large are passed on.
const PIECE: usize = 64 * 1024;

/// Collects what formats produce; [`Buffer::spill`] passes it on when there is much of it.
pub(super) struct Buffer<'a> {
    pub(super) bytes: Vec<u8>,
    out: &'a mut dyn Write,
}

impl<'a> Buffer<'a> {
    pub(super) fn new(out: &'a mut dyn Write) -> Self {
        Self { bytes: Vec::new(), out }
    }

    /// Passes on what was collected, where it is worth a call.
    pub(super) fn spill(&mut self) -> io::Result<()> {
        if self.bytes.len() >= PIECE { self.flush_bytes() } else { Ok(()) }
    }

    /// Passes on everything.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        self.flush_bytes()?;
        self.out.flush()
    }

    fn flush_bytes(&mut self) -> io::Result<()> {
        let result = self.out.write_all(&self.bytes);
        self.bytes.clear();
        result
    }
}
