//! Sections: the boxes of a table, kept in a few large vectors.
//!
//! A listing has several sections an item, so a section owns nothing: its
//! headers, cells, rows and widths are pieces of vectors that all share.
//! [`Table`] adds to the last section only, whose pieces are at the ends.

use std::ops::Range;

use super::text::{Cell, Texts};

/// Rows of headers looked through before the same headers are kept again.
const REMEMBERED_HEADERS: usize = 16;

/// All sections with their texts.
#[derive(Default)]
pub(super) struct Table {
    pub(super) texts: Texts,
    sections: Vec<Section>,
    /// The sections from top to bottom, as places in `sections`.
    order: Vec<u32>,
    /// The cells of all rows, row by row.
    cells: Vec<Cell>,
    /// Where each row ends in `cells`.
    row_ends: Vec<u32>,
    headers: Vec<Cell>,
    known_headers: Vec<Span>,
    widths: Vec<u32>,
    is_full: bool,
}

/// One box: title, headers, rows.
#[derive(Clone, Copy)]
pub(super) struct Section {
    pub(super) title: Option<Cell>,
    pub(super) indent: u32,
    headers: Span,
    /// Its part of the ends of rows.
    rows: Span,
    /// The widest cell of each column, headers included.
    widths: Span,
}

/// A piece of a vector.
#[derive(Clone, Copy, Default)]
pub(super) struct Span {
    start: u32,
    length: u32,
}

impl Span {
    fn of<T>(self, all: &[T]) -> &[T] {
        &all[self.start as usize..][..self.length as usize]
    }
}

impl Table {
    /// Whether there was more than places can address.
    pub(super) fn is_full(&self) -> bool {
        self.is_full || self.texts.is_full()
    }

    /// A section below the others.
    pub(super) fn new_section(&mut self, title: Option<&str>, indent: usize) {
        let title = title.map(|it| self.texts.name(it));
        self.new_section_of_name(title, indent);
    }

    /// A section whose title is among the texts.
    pub(super) fn new_section_of_name(&mut self, title: Option<Cell>, indent: usize) {
        let section = Section {
            title,
            indent: indent as u32,
            headers: Span::default(),
            rows: Span { start: self.place(self.row_ends.len()), length: 0 },
            widths: Span { start: self.place(self.widths.len()), length: 0 },
        };
        let at = self.place(self.sections.len());
        self.order.push(at);
        self.sections.push(section);
    }

    /// Adds a cell to the row that is being made.
    pub(super) fn push(&mut self, cell: Cell) {
        self.cells.push(cell);
    }

    /// Ends a row of the last section.
    pub(super) fn end_row(&mut self) {
        let end = self.place(self.cells.len());
        let from = self.row_ends.last().map_or(0, |it| *it as usize);
        let Some(section) = self.sections.last_mut() else { return };
        widen(&mut self.widths, &mut section.widths, &self.cells[from..]);
        section.rows.length += 1;
        self.row_ends.push(end);
    }

    /// Keeps headers, for any section.
    pub(super) fn headers(&mut self, names: impl Iterator<Item = impl AsRef<str>>) -> Span {
        let start = self.headers.len();
        for name in names {
            let name = self.texts.name(name.as_ref());
            self.headers.push(name);
        }
        self.headers_from(start)
    }

    /// Keeps headers that are among the texts.
    pub(super) fn headers_of_names(&mut self, names: &[Cell]) -> Span {
        let start = self.headers.len();
        self.headers.extend_from_slice(names);
        self.headers_from(start)
    }

    /// Makes room for `rows` more rows of `cells` cells in all.
    pub(super) fn reserve(&mut self, rows: usize, cells: usize) {
        self.row_ends.reserve_exact(rows);
        self.cells.reserve_exact(cells);
    }

    fn headers_from(&mut self, start: usize) -> Span {
        let (before, new) = self.headers.split_at(start);
        if let Some(known) = self.known_headers.iter().find(|it| it.of(before) == new) {
            let known = *known;
            self.headers.truncate(start);
            return known;
        }
        let span = Span { start: self.place(start), length: (self.headers.len() - start) as u32 };
        if self.known_headers.len() < REMEMBERED_HEADERS {
            self.known_headers.push(span);
        }
        span
    }

    /// Sets the headers of the last section.
    pub(super) fn set_headers(&mut self, headers: Span) {
        let Some(section) = self.sections.last_mut() else { return };
        widen(&mut self.widths, &mut section.widths, headers.of(&self.headers));
        section.headers = headers;
    }

    /// How many sections there are.
    pub(super) fn len(&self) -> usize {
        self.sections.len()
    }

    /// Takes all sections out of the order; they come back with [`Table::place_sections`].
    pub(super) fn hold_sections(&mut self) {
        self.order.clear();
    }

    /// Puts sections that were held below the others.
    pub(super) fn place_sections(&mut self, sections: Range<u32>) {
        self.order.extend(sections);
    }

    /// The sections from top to bottom.
    pub(super) fn sections(&self) -> impl Iterator<Item = &Section> {
        self.order.iter().map(|at| &self.sections[*at as usize])
    }

    pub(super) fn headers_of(&self, section: &Section) -> &[Cell] {
        section.headers.of(&self.headers)
    }

    pub(super) fn widths_of(&self, section: &Section) -> &[u32] {
        section.widths.of(&self.widths)
    }

    pub(super) fn rows_of(&self, section: &Section) -> impl ExactSizeIterator<Item = &[Cell]> {
        let before = section.rows.start.checked_sub(1);
        let mut from = before.map_or(0, |it| self.row_ends[it as usize] as usize);
        section.rows.of(&self.row_ends).iter().map(move |end| {
            let row = &self.cells[from..*end as usize];
            from = *end as usize;
            row
        })
    }

    fn place(&mut self, at: usize) -> u32 {
        u32::try_from(at).unwrap_or_else(|_| {
            self.is_full = true;
            u32::MAX
        })
    }
}

/// Makes the columns of the last section wide enough for `cells`.
fn widen(widths: &mut Vec<u32>, of: &mut Span, cells: &[Cell]) {
    let known = of.length as usize;
    for (width, cell) in widths[of.start as usize..].iter_mut().zip(cells) {
        *width = (*width).max(cell.width);
    }
    widths.extend(cells.iter().skip(known).map(|it| it.width));
    of.length = known.max(cells.len()) as u32;
}
