//! The pager: what does not fit on the screen is shown by the user's own program.

use std::io::{self, ErrorKind, Write};
use std::process::{Child, Command, Stdio};

/// The program that shows long output.
#[derive(Debug, Clone)]
pub struct PagerOptions {
    /// Its command line: `less`.
    pub command: String,
    /// Variables to set for it.
    pub variables: Vec<(String, String)>,
}

/// Output that goes to the terminal where it fits on the screen, else to a pager.
pub(crate) struct Paged {
    options: PagerOptions,
    terminal: Box<dyn Write>,
    held: Vec<u8>,
    lines: usize,
    pager: Option<Child>,
    /// The program could not be started: everything goes to the terminal.
    is_broken: bool,
}

impl Paged {
    /// Output on a terminal.
    pub(crate) fn new(options: PagerOptions, terminal: Box<dyn Write>) -> Self {
        Self { options, terminal, held: Vec::new(), lines: 0, pager: None, is_broken: false }
    }

    /// Whether the pager has the screen.
    pub(crate) fn is_paging(&self) -> bool {
        self.pager.is_some()
    }

    /// Shows what is left and waits until the reader is done.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        self.lines = 0;
        if let Some(mut pager) = self.pager.take() {
            drop(pager.stdin.take());
            return pager.wait().map(drop);
        }
        self.terminal.write_all(&std::mem::take(&mut self.held))?;
        self.terminal.flush()
    }

    fn start(&mut self) -> io::Result<()> {
        let mut words = self.options.command.split_whitespace();
        let Some(program) = words.next() else { return Err(ErrorKind::NotFound.into()) };
        let variables = self.options.variables.iter().map(|(name, value)| (name, value));
        let mut pager = Command::new(program).args(words).envs(variables).stdin(Stdio::piped()).spawn()?;
        let held = std::mem::take(&mut self.held);
        let written = pager.stdin.as_mut().map_or(Ok(()), |it| it.write_all(&held));
        self.pager = Some(pager);
        written
    }

    /// Lines that may be held back: what the screen has room for beside the prompt.
    fn room(&self) -> usize {
        crossterm::terminal::size().map_or(24, |(_, rows)| usize::from(rows)).saturating_sub(3).max(5)
    }
}

impl Write for Paged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(stdin) = self.pager.as_mut().and_then(|it| it.stdin.as_mut()) {
            return stdin.write(bytes);
        }
        if self.is_broken {
            return self.terminal.write(bytes);
        }
        self.held.extend_from_slice(bytes);
        self.lines += bytes.iter().filter(|it| **it == b'\n').count();
        if self.lines > self.room() {
            match self.start() {
                Err(err) if self.pager.is_none() => {
                    self.is_broken = true;
                    let command = &self.options.command;
                    writeln!(self.terminal, "the pager `{command}` cannot be started: {err}")?;
                    self.terminal.write_all(&std::mem::take(&mut self.held))?;
                }
                started => started?,
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.pager.as_mut().and_then(|it| it.stdin.as_mut()) {
            Some(stdin) => stdin.flush(),
            None if self.is_broken => self.terminal.flush(),
            // Held back until it is known whether it fits on the screen.
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Screen(Arc<Mutex<Vec<u8>>>);

    impl Write for Screen {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("one thread").write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn shown(command: &str, text: &str) -> String {
        let screen = Screen::default();
        let options = PagerOptions { command: command.to_owned(), variables: Vec::new() };
        let mut paged = Paged::new(options, Box::new(screen.clone()));
        let written = text.lines().try_for_each(|line| writeln!(paged, "{line}"));
        let left = written.is_err_and(|it| it.kind() == ErrorKind::BrokenPipe);
        let _ = paged.finish();
        let shown = String::from_utf8(screen.0.lock().expect("one thread").clone()).expect("text");
        if left { shown + "the reader left" } else { shown }
    }

    #[test]
    fn what_fits_on_the_screen_needs_no_pager() {
        assert_eq!(shown("no-such-pager", "a\nb"), "a\nb\n");
    }

    #[test]
    fn a_long_text_goes_to_the_pager_and_to_the_screen_without_one() {
        let long = "line\n".repeat(500);
        assert_eq!(shown("sh -c cat>/dev/null", &long), "");
        assert!(shown("no-such-pager", &long).ends_with(&format!("\n{long}")));
    }

    #[test]
    fn a_reader_may_leave_early() {
        let long = "a line of some length\n".repeat(200_000);
        assert_eq!(shown("true", &long), "the reader left");
    }
}
