//! The program that shows long output on a terminal.

use std::io::{self, Write};
use std::process::{Child, Command, Stdio};

use crate::decode::globals::Globals;
use crate::decode::paramfile::describe;
use crate::encode::error::Failure;
use crate::host::Host;

/// A running pager; what is written goes to its screen.
pub struct Pager {
    child: Child,
}

impl Pager {
    /// Starts the pager of answers, where the output is a terminal and one is wanted.
    pub fn start(globals: &Globals, host: &dyn Host) -> Result<Option<Self>, Failure> {
        if !globals.pager || !host.stdout_is_terminal() {
            return Ok(None);
        }
        let line = match host.variable("AWS_PAGER") {
            Some(line) => line,
            None => match host.setting(globals.profile.as_deref(), "cli_pager")? {
                Some(line) => line,
                None => host.variable("PAGER").unwrap_or_else(|| "less".to_owned()),
            },
        };
        Self::spawn(&line, host)
    }

    /// Starts the pager of help pages, which has variables of its own.
    pub fn for_help(globals: &Globals, host: &dyn Host) -> Result<Option<Self>, Failure> {
        if !globals.pager || !host.stdout_is_terminal() {
            return Ok(None);
        }
        let line = host.variable("MANPAGER").or_else(|| host.variable("PAGER"));
        Self::spawn(line.as_deref().unwrap_or("less -R"), host)
    }

    fn spawn(line: &str, host: &dyn Host) -> Result<Option<Self>, Failure> {
        let mut words = line.split_whitespace();
        let Some(program) = words.next() else { return Ok(None) };
        let mut command = Command::new(program);
        command.args(words).stdin(Stdio::piped());
        if host.variable("LESS").is_none() {
            command.env("LESS", "FRX");
        }
        host.pager_starts();
        match command.spawn() {
            Ok(child) => Ok(Some(Self { child })),
            Err(err) => Err(super::failure::pager(format!(
                "Unable to redirect output to pager. Received the following error when opening pager:\n{}\n\nLearn more about configuring the output pager by running \"aws help config-vars\".",
                describe(&err, program)
            ))),
        }
    }

    /// Waits until the reader is done.
    pub fn finish(mut self) -> io::Result<()> {
        drop(self.child.stdin.take());
        self.child.wait().map(drop)
    }
}

impl Write for Pager {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.child.stdin {
            // A reader who leaves early has seen enough.
            Some(stdin) => stdin.write(bytes).or_else(|err| ignore_broken_pipe(err, bytes.len())),
            None => Ok(bytes.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.child.stdin {
            Some(stdin) => stdin.flush().or_else(|err| ignore_broken_pipe(err, ())),
            None => Ok(()),
        }
    }
}

fn ignore_broken_pipe<T>(err: io::Error, value: T) -> io::Result<T> {
    if err.kind() == io::ErrorKind::BrokenPipe { Ok(value) } else { Err(err) }
}
