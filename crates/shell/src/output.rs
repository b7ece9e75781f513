//! Where rows go: standard output, a pager, or a file that is made when the first byte comes.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;

use crate::interactive::{Paged, PagerOptions};

/// Where rows go.
pub struct Output {
    place: Place,
    is_terminal: bool,
    is_closed: bool,
}

enum Place {
    Writer(Box<dyn Write>),
    File(PathBuf, Option<File>),
    Paged(Paged),
}

impl Output {
    /// Rows go to a writer.
    pub fn writer(writer: Box<dyn Write>, is_terminal: bool) -> Self {
        Self { place: Place::Writer(writer), is_terminal, is_closed: false }
    }

    /// Rows go to a file, which is there only once there is something to write.
    pub fn file(path: PathBuf) -> Self {
        Self { place: Place::File(path, None), is_terminal: false, is_closed: false }
    }

    /// Rows go to a terminal, through a pager where they do not fit on the screen.
    pub fn paged(terminal: Box<dyn Write>, pager: PagerOptions) -> Self {
        Self { place: Place::Paged(Paged::new(pager, terminal)), is_terminal: true, is_closed: false }
    }

    /// Whether a person sees the rows at once.
    pub fn is_terminal(&self) -> bool {
        self.is_terminal
    }

    /// Whether the reader has left.
    pub fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// Whether a pager has the screen, so that nothing else may be drawn there.
    pub(crate) fn is_paging(&self) -> bool {
        matches!(&self.place, Place::Paged(it) if it.is_paging())
    }

    /// A statement has ended: its reader is waited for, and may have left for it alone.
    pub(crate) fn finish_statement(&mut self) -> io::Result<()> {
        match &mut self.place {
            Place::Paged(paged) => {
                let has_left = std::mem::take(&mut self.is_closed);
                paged.finish().or_else(|err| if has_left { Ok(()) } else { Err(err) })
            }
            _ => self.flush(),
        }
    }

    /// Takes back a file that would not be whole.
    pub(crate) fn discard(&mut self) {
        if let Place::File(path, file @ Some(_)) = &mut self.place {
            *file = None;
            // Where it cannot be removed, the failure that led here has been told already.
            let _ = std::fs::remove_file(path);
        }
    }

    fn writer_of(&mut self) -> io::Result<&mut dyn Write> {
        match &mut self.place {
            Place::Writer(writer) => Ok(writer),
            Place::Paged(paged) => Ok(paged),
            Place::File(path, file) => {
                let named = |err: io::Error| io::Error::new(err.kind(), format!("{}: {err}", path.display()));
                if file.is_none() {
                    *file = Some(File::create(&*path).map_err(named)?);
                }
                match file {
                    Some(file) => Ok(file),
                    None => Err(ErrorKind::NotFound.into()),
                }
            }
        }
    }

    fn note<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        if let Err(err) = &result {
            self.is_closed |= err.kind() == ErrorKind::BrokenPipe;
        }
        result
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = self.writer_of().and_then(|it| it.write(bytes));
        self.note(result)
    }

    fn flush(&mut self) -> io::Result<()> {
        if matches!(self.place, Place::File(_, None)) {
            return Ok(());
        }
        let result = self.writer_of().and_then(Write::flush);
        self.note(result)
    }
}
