//! What the binary prints by itself, to readers who may have left.
//!
//! `println!` and `eprintln!` panic when nobody reads any more. A command whose
//! reader has seen enough (`| head`) is no failure, and a server must go on
//! answering after whoever collected its log lines is gone.

use std::io::{self, ErrorKind, Write};

/// Prints to stdout, at once; a reader who left early has seen enough.
pub fn to_stdout(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}

/// Prints a line to stderr; where that fails, there is nobody to tell.
pub fn to_stderr(line: &str) {
    let _ = Stderr.write_all(format!("{line}\n").as_bytes());
}

/// A stderr whose failures are nobody's business.
pub struct Stderr;

impl Write for Stderr {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = io::stderr().write_all(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
