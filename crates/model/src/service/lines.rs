//! Where the lines of a model are, and what was made of them so far.

use std::sync::OnceLock;

use super::{Operation, Paginator};
use crate::shape::Shape;

/// One line, and what it was parsed to once it was asked for.
pub(super) struct Slot<T> {
    /// A letter for the kind of line, a space, a name, and the rest.
    line: &'static str,
    parsed: OnceLock<Box<T>>,
}

impl<T> Slot<T> {
    fn new(line: &'static str) -> Self {
        Self { line, parsed: OnceLock::new() }
    }

    pub(super) fn name(&self) -> &'static str {
        Tokens::after_kind(self.line).next().unwrap_or_default()
    }

    pub(super) fn get_or_parse(&self, parse: impl FnOnce(&'static str) -> T) -> &T {
        self.parsed.get_or_init(|| Box::new(parse(self.line)))
    }
}

/// The slot of a name, among slots sorted by name.
pub(super) fn find<'a, T>(slots: &'a [Slot<T>], name: &str) -> Option<&'a Slot<T>> {
    let index = slots.binary_search_by(|slot| slot.name().as_bytes().cmp(name.as_bytes())).ok()?;
    slots.get(index)
}

/// The lines of a model by what they are.
pub(super) struct Lines {
    pub(super) metadata: &'static str,
    pub(super) extras: Box<[&'static str]>,
    pub(super) operations: Box<[Slot<Operation>]>,
    pub(super) paginators: Box<[Slot<Paginator>]>,
    pub(super) waiters: Box<[&'static str]>,
    pub(super) shapes: Box<[Slot<Shape>]>,
}

impl Lines {
    pub(super) fn of(text: &'static str) -> Self {
        let mut metadata = "";
        let (mut extras, mut waiters) = (Vec::new(), Vec::new());
        let (mut operations, mut paginators, mut shapes) = (Vec::new(), Vec::new(), Vec::new());
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', text.as_bytes()) {
            let line = &text[start..end];
            start = end + 1;
            match line.as_bytes().first() {
                Some(b'#') => metadata = &line[2..],
                Some(b'x') => extras.push(&line[2..]),
                Some(b'o') => operations.push(Slot::new(line)),
                Some(b'p') => paginators.push(Slot::new(line)),
                Some(b'w') => waiters.push(line),
                _ => shapes.push(Slot::new(line)),
            }
        }
        Self {
            metadata,
            extras: extras.into(),
            operations: operations.into(),
            paginators: paginators.into(),
            waiters: waiters.into(),
            shapes: shapes.into(),
        }
    }
}

/// The parts of a line between its spaces.
pub(super) struct Tokens {
    rest: &'static str,
}

impl Tokens {
    /// The tokens of a line behind the letter that says what kind of line it is.
    pub(super) fn after_kind(line: &'static str) -> Self {
        Self { rest: line.get(2..).unwrap_or_default() }
    }

    /// The rest of the line.
    pub(super) fn rest(&self) -> &'static str {
        self.rest
    }
}

impl Iterator for Tokens {
    type Item = &'static str;

    fn next(&mut self) -> Option<&'static str> {
        if self.rest.is_empty() {
            return None;
        }
        let end = memchr::memchr(b' ', self.rest.as_bytes()).unwrap_or(self.rest.len());
        let token = &self.rest[..end];
        self.rest = self.rest.get(end + 1..).unwrap_or_default();
        Some(token)
    }
}
