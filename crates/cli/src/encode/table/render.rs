//! Drawing: sections become lines, all of one width.
//!
//! Where a table is wider than the terminal, its sections of one row are
//! turned on their side: each header before its cell.

use std::io::{self, Write};

use super::section::{Section, Table};
use super::text::{Cell, Texts};
use crate::encode::Style;
use crate::encode::buffer::Buffer;

/// What separates a cell from its borders.
const PADDING: usize = 4;

/// Draws the sections; no sections are nothing at all.
pub(super) fn render(table: &Table, style: &Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    if table.is_full() {
        return Err(io::Error::other("the answer is too large for a table (4 GiB of text)"));
    }
    let mut columns = Vec::new();
    let mut widest = |is_narrow| {
        let needed = table.sections().map(|section| {
            set_columns(&mut columns, table, section, is_narrow);
            needed_width(section, &columns)
        });
        needed.max()
    };
    let Some(mut width) = widest(false) else { return Ok(()) };
    let is_narrow = width > style.width;
    if is_narrow {
        width = widest(true).unwrap_or(width);
    }
    let mut pen = Pen { buffer: Buffer::new(out), color: style.color, texts: &table.texts, line_break: Vec::new() };
    pen.rule(width);
    for section in table.sections() {
        let width = width - 2 * section.indent as usize;
        set_columns(&mut columns, table, section, is_narrow);
        scale(&mut columns, width);
        pen.section(table, section, width, &columns, is_narrow)?;
    }
    pen.buffer.finish()
}

/// The width that a section needs, borders and indentation included.
fn needed_width(section: &Section, columns: &[usize]) -> usize {
    let title = section.title.map_or("None".len(), |it| it.width as usize);
    columns.iter().sum::<usize>().max(title) + 2 + 2 * section.indent as usize
}

fn is_turned(table: &Table, section: &Section, is_narrow: bool) -> bool {
    is_narrow && table.rows_of(section).len() == 1 && !table.headers_of(section).is_empty()
}

/// The rows of a section that is turned on its side.
fn turned_rows<'t>(table: &'t Table, section: &Section) -> impl ExactSizeIterator<Item = [Cell; 2]> + use<'t> {
    let cells = table.rows_of(section).next().unwrap_or_default();
    table.headers_of(section).iter().zip(cells).map(|(header, cell)| [*header, *cell])
}

/// Sets `columns` to the widths that the columns of a section need.
fn set_columns(columns: &mut Vec<usize>, table: &Table, section: &Section, is_narrow: bool) {
    columns.clear();
    if !is_turned(table, section, is_narrow) {
        columns.extend(table.widths_of(section).iter().map(|it| *it as usize + PADDING));
        return;
    }
    for row in turned_rows(table, section) {
        columns.resize(row.len(), 0);
        for (column, cell) in columns.iter_mut().zip(row) {
            *column = (*column).max(cell.width as usize + PADDING);
        }
    }
}

/// Scales columns to `total`: rounded, then one more from the right, or one
/// less from the left, until they add up.
fn scale(columns: &mut [usize], total: usize) {
    let count = columns.len();
    if count == 0 {
        return;
    }
    let factor = total as f64 / columns.iter().sum::<usize>() as f64;
    columns.iter_mut().for_each(|it| *it = (factor * *it as f64).round_ties_even() as usize);
    let sum: usize = columns.iter().sum();
    for step in 0..sum.saturating_sub(total) {
        columns[step % count] -= 1;
    }
    for step in 0..total.saturating_sub(sum) {
        columns[count - 1 - step % count] += 1;
    }
}

struct Pen<'a> {
    buffer: Buffer<'a>,
    color: bool,
    texts: &'a Texts,
    /// The line between headers and rows, of which a section has three.
    line_break: Vec<u8>,
}

/// The sequence that ends every piece of a coloured table, even an empty one.
const RESET: &[u8] = b"\x1b[0m";
const CELL: &[u8] = b"\x1b[1m\x1b[34m";
const INDENT: &[u8] = b"\x1b[2m\x1b[33m|\x1b[0m";

impl Pen<'_> {
    fn rule(&mut self, width: usize) {
        push_repeated(&mut self.buffer.bytes, &DASHES, width);
        self.buffer.bytes.push(b'\n');
        self.reset();
    }

    fn section(
        &mut self,
        table: &Table,
        section: &Section,
        width: usize,
        columns: &[usize],
        is_narrow: bool,
    ) -> io::Result<()> {
        let indent = section.indent as usize;
        let is_turned = is_turned(table, section, is_narrow);
        let headers = if is_turned { &[] } else { table.headers_of(section) };
        let has_rows = if is_turned { !columns.is_empty() } else { table.rows_of(section).len() > 0 };
        if let Some(title) = section.title.filter(|it| !it.is_empty()) {
            self.begin_line(indent);
            self.centered(title, width, true);
            self.end_line(indent)?;
            if headers.is_empty() && !has_rows {
                self.set_line_break(&[width]);
                self.line_break(indent)?;
            }
        }
        self.set_line_break(columns);
        if !headers.is_empty() {
            self.line_break(indent)?;
            self.begin_line(indent);
            for (at, (header, width)) in headers.iter().zip(columns).enumerate() {
                self.centered(*header, *width, at == 0);
            }
            self.end_line(indent)?;
        }
        if !has_rows || columns.is_empty() {
            return Ok(());
        }
        self.line_break(indent)?;
        if is_turned {
            turned_rows(table, section).try_for_each(|row| self.row(&row, columns, indent))?;
        } else {
            table.rows_of(section).try_for_each(|row| self.row(row, columns, indent))?;
        }
        self.line_break(indent)
    }

    fn row(&mut self, row: &[Cell], columns: &[usize], indent: usize) -> io::Result<()> {
        self.begin_line(indent);
        for (at, width) in columns.iter().enumerate() {
            self.left_aligned(row.get(at).copied().unwrap_or_default(), *width, at == 0);
        }
        self.end_line(indent)
    }

    /// Text in the middle; only the first cell of a line has a left border.
    fn centered(&mut self, cell: Cell, width: usize, first: bool) {
        let border = usize::from(first);
        if first {
            self.buffer.bytes.push(b'|');
        }
        let text_width = cell.width as usize;
        // Negative where the text does not fit: then the right side is short of it too.
        let before = (width / 2) as isize - (text_width / 2) as isize - 1;
        self.blanks(before);
        self.buffer.bytes.extend_from_slice(self.texts.bytes(cell));
        let so_far = border as isize + before + text_width as isize;
        self.blanks(width as isize - 1 - so_far);
        self.buffer.bytes.push(b'|');
    }

    /// Text after two blanks, or after none where it does not fit with them.
    fn left_aligned(&mut self, cell: Cell, width: usize, first: bool) {
        let border = usize::from(first);
        if first {
            self.buffer.bytes.push(b'|');
        }
        let text_width = cell.width as usize;
        let padding = if width > text_width + 2 + border { 2 } else { 0 };
        self.blanks(padding);
        if self.color {
            self.buffer.bytes.extend_from_slice(CELL);
        }
        self.buffer.bytes.extend_from_slice(self.texts.bytes(cell));
        self.reset();
        self.blanks(width as isize - (border + text_width + 1) as isize - padding);
        self.buffer.bytes.push(b'|');
    }

    fn set_line_break(&mut self, columns: &[usize]) {
        self.line_break.clear();
        self.line_break.push(b'+');
        for (at, width) in columns.iter().enumerate() {
            let dashes = width.saturating_sub(if at == 0 { 2 } else { 1 });
            push_repeated(&mut self.line_break, &DASHES, dashes);
            self.line_break.push(b'+');
        }
    }

    fn line_break(&mut self, indent: usize) -> io::Result<()> {
        self.begin_line(indent);
        self.buffer.bytes.extend_from_slice(&self.line_break);
        self.end_line(indent)
    }

    /// The left borders of the sections around.
    fn begin_line(&mut self, indent: usize) {
        if !self.color {
            return push_repeated(&mut self.buffer.bytes, &BORDERS, indent);
        }
        (0..indent).for_each(|_| self.buffer.bytes.extend_from_slice(INDENT));
        self.reset();
    }

    /// The right borders of the sections around.
    fn end_line(&mut self, indent: usize) -> io::Result<()> {
        self.reset();
        self.begin_line(indent);
        self.buffer.bytes.push(b'\n');
        self.reset();
        self.buffer.spill()
    }

    fn reset(&mut self) {
        if self.color {
            self.buffer.bytes.extend_from_slice(RESET);
        }
    }

    /// Nothing where `count` is negative.
    fn blanks(&mut self, count: isize) {
        push_repeated(&mut self.buffer.bytes, &BLANKS, usize::try_from(count).unwrap_or(0));
    }
}

const RUN: usize = 64;
static BLANKS: [u8; RUN] = [b' '; RUN];
static DASHES: [u8; RUN] = [b'-'; RUN];
static BORDERS: [u8; RUN] = [b'|'; RUN];

/// Appends `count` bytes of a run of equal ones, which mostly holds as many.
fn push_repeated(bytes: &mut Vec<u8>, run: &[u8; RUN], mut count: usize) {
    while count > RUN {
        bytes.extend_from_slice(run);
        count -= RUN;
    }
    bytes.extend_from_slice(&run[..count]);
}
