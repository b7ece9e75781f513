//! Drawing: sections become lines, all of one width.

use std::io::{self, Write};

use super::{Cell, Cells, Section};
use crate::encode::Style;
use crate::encode::buffer::Buffer;

/// What separates a cell from its borders.
const PADDING: usize = 4;

/// Draws the sections; no sections are nothing at all.
pub(super) fn render(
    cells: Cells,
    mut sections: Vec<Section>,
    style: &Style<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    if sections.is_empty() {
        return Ok(());
    }
    let mut width = widest(&sections);
    if width > style.width {
        sections.iter_mut().for_each(turn_on_its_side);
        width = widest(&sections);
    }
    let mut pen = Pen { buffer: Buffer::new(out), color: style.color, cells: &cells, line: String::new() };
    pen.rule(width);
    for section in &sections {
        pen.section(section, width - 2 * section.indent)?;
    }
    pen.buffer.finish()
}

fn widest(sections: &[Section]) -> usize {
    sections.iter().map(Section::width).max().unwrap_or(0)
}

/// A section of one row becomes a row for each of its headers.
fn turn_on_its_side(section: &mut Section) {
    if section.row_ends.len() != 1 || section.headers.is_empty() {
        return;
    }
    let mut turned = Section { title: section.title, indent: section.indent, ..Section::default() };
    for (header, cell) in section.headers.iter().zip(&section.cells) {
        turned.row([*header, *cell]);
    }
    *section = turned;
}

impl Section {
    /// The width that the section needs, borders and indentation included.
    fn width(&self) -> usize {
        let columns: usize = self.widths.iter().map(|it| *it as usize + PADDING).sum();
        let title = self.title.map_or("None".len(), |it| it.width as usize);
        columns.max(title) + 2 + 2 * self.indent
    }

    /// The widths of the columns, scaled to `total`: rounded, then one more
    /// from the right, or one less from the left, until they add up.
    fn scaled_widths(&self, total: usize) -> Vec<usize> {
        let unscaled: Vec<usize> = self.widths.iter().map(|it| *it as usize + PADDING).collect();
        if unscaled.is_empty() {
            return unscaled;
        }
        let factor = total as f64 / unscaled.iter().sum::<usize>() as f64;
        let mut scaled: Vec<usize> =
            unscaled.iter().map(|it| (factor * *it as f64).round_ties_even() as usize).collect();
        let columns = scaled.len();
        let sum: usize = scaled.iter().sum();
        for step in 0..sum.saturating_sub(total) {
            scaled[step % columns] -= 1;
        }
        for step in 0..total.saturating_sub(sum) {
            scaled[columns - 1 - step % columns] += 1;
        }
        scaled
    }
}

struct Pen<'a> {
    buffer: Buffer<'a>,
    color: bool,
    cells: &'a Cells,
    line: String,
}

/// The sequence that ends every piece of a coloured table.
const RESET: &str = "\x1b[0m";
const CELL: &str = "\x1b[1m\x1b[34m";
const INDENT: &str = "\x1b[2m\x1b[33m|\x1b[0m";

impl Pen<'_> {
    fn rule(&mut self, width: usize) {
        push_repeated(&mut self.line, "-", width);
        self.line.push('\n');
        if self.color {
            self.line.push_str(RESET);
        }
        self.buffer.bytes.extend_from_slice(self.line.as_bytes());
        self.line.clear();
    }

    fn section(&mut self, section: &Section, width: usize) -> io::Result<()> {
        let indent = section.indent;
        if let Some(title) = section.title.filter(|it| it.length > 0) {
            self.centered(title, width, true);
            self.end_line(indent)?;
            if section.headers.is_empty() && section.row_ends.is_empty() {
                self.line.push('+');
                push_repeated(&mut self.line, "-", width.saturating_sub(2));
                self.line.push('+');
                self.end_line(indent)?;
            }
        }
        let widths = section.scaled_widths(width);
        if !section.headers.is_empty() {
            self.line_break(&widths, indent)?;
            for (at, (header, width)) in section.headers.iter().zip(&widths).enumerate() {
                self.centered(*header, *width, at == 0);
            }
            self.end_line(indent)?;
        }
        if section.row_ends.is_empty() || widths.is_empty() {
            return Ok(());
        }
        self.line_break(&widths, indent)?;
        for row in section.rows() {
            for (at, width) in widths.iter().enumerate() {
                self.left_aligned(row.get(at).copied().unwrap_or_default(), *width, at == 0);
            }
            self.end_line(indent)?;
        }
        self.line_break(&widths, indent)
    }

    /// Text in the middle; only the first cell of a line has a left border.
    fn centered(&mut self, cell: Cell, width: usize, first: bool) {
        let border = usize::from(first);
        if first {
            self.line.push('|');
        }
        let text_width = cell.width as usize;
        // Negative where the text does not fit: then the right side is short of it too.
        let before = (width / 2) as isize - (text_width / 2) as isize - 1;
        push_blanks(&mut self.line, before);
        self.line.push_str(self.cells.get(cell));
        let so_far = border as isize + before + text_width as isize;
        push_blanks(&mut self.line, width as isize - 1 - so_far);
        self.line.push('|');
    }

    /// Text after two blanks, or after none where it does not fit with them.
    fn left_aligned(&mut self, cell: Cell, width: usize, first: bool) {
        let border = usize::from(first);
        if first {
            self.line.push('|');
        }
        let text_width = cell.width as usize;
        let padding = if width > text_width + 2 + border { 2 } else { 0 };
        push_blanks(&mut self.line, padding);
        if self.color {
            self.line.push_str(CELL);
        }
        self.line.push_str(self.cells.get(cell));
        if self.color {
            self.line.push_str(RESET);
        }
        push_blanks(&mut self.line, width as isize - (border + text_width + 1) as isize - padding);
        self.line.push('|');
    }

    fn line_break(&mut self, widths: &[usize], indent: usize) -> io::Result<()> {
        self.line.push('+');
        for (at, width) in widths.iter().enumerate() {
            push_repeated(&mut self.line, "-", width.saturating_sub(if at == 0 { 2 } else { 1 }));
            self.line.push('+');
        }
        self.end_line(indent)
    }

    /// Puts the line between the borders of its indentation.
    fn end_line(&mut self, indent: usize) -> io::Result<()> {
        let bytes = &mut self.buffer.bytes;
        if self.color {
            // As the AWS CLI's terminal library writes it: each piece is followed by a reset, even an empty one.
            let border = INDENT.repeat(indent);
            for piece in [&border, &self.line, &border, "\n"] {
                bytes.extend_from_slice(piece.as_bytes());
                bytes.extend_from_slice(RESET.as_bytes());
            }
        } else {
            bytes.extend(std::iter::repeat_n(b'|', indent));
            bytes.extend_from_slice(self.line.as_bytes());
            bytes.extend(std::iter::repeat_n(b'|', indent));
            bytes.push(b'\n');
        }
        self.line.clear();
        self.buffer.spill()
    }
}

fn push_blanks(line: &mut String, count: isize) {
    push_repeated(line, " ", usize::try_from(count).unwrap_or(0));
}

fn push_repeated(line: &mut String, what: &str, count: usize) {
    line.extend(std::iter::repeat_n(what, count));
}
