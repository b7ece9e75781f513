//! Layout: how wide columns are, and values within their width.

use std::io::{self, Write};

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::Head;

/// No column is made narrower than this for a terminal: an ARN in slices of three characters helps nobody.
const NARROWEST: usize = 12;

/// Whether the table can be made to fit a terminal at all.
pub(super) fn can_fit(heads: &[Head], page: &[Vec<String>], terminal: usize) -> bool {
    let least = natural(heads, page, None).into_iter().map(|it| it.min(NARROWEST));
    width_of_table(least) <= terminal
}

/// Widths of the columns for a page; none is narrower than on the pages before.
pub(super) fn widths(
    heads: &[Head],
    page: &[Vec<String>],
    terminal: Option<usize>,
    before: Option<&[usize]>,
) -> Vec<usize> {
    let natural = natural(heads, page, before);
    let narrowest = |at: usize| before.map_or(0, |it| it[at]);
    let Some(terminal) = terminal.filter(|it| width_of_table(natural.iter().copied()) > *it) else { return natural };
    // The widest columns give way first, all down to the same width.
    let capped = |cap: usize| natural.iter().enumerate().map(move |(at, it)| (*it).min(cap.max(narrowest(at))));
    let widest = natural.iter().copied().max().unwrap_or_default();
    let cap = (NARROWEST..widest).rev().find(|cap| width_of_table(capped(*cap)) <= terminal);
    let mut widths: Vec<usize> = capped(cap.unwrap_or(NARROWEST)).collect();
    // What the common width leaves over goes to the first columns that can use it.
    let mut left = terminal.saturating_sub(width_of_table(widths.iter().copied()));
    for (width, wanted) in widths.iter_mut().zip(&natural) {
        if left > 0 && *width < *wanted {
            *width += 1;
            left -= 1;
        }
    }
    widths
}

/// Writes `+-----+-----+`.
pub(super) fn write_rule(widths: &[usize], out: &mut dyn Write) -> io::Result<()> {
    let mut line = String::new();
    for width in widths {
        line.push('+');
        line.extend(std::iter::repeat_n('-', width + 2));
    }
    line.push_str("+\n");
    out.write_all(line.as_bytes())
}

/// Writes the names of the columns.
pub(super) fn write_heads(heads: &[Head], widths: &[usize], out: &mut dyn Write) -> io::Result<()> {
    let cells: Vec<Vec<&str>> = heads.iter().zip(widths).map(|(head, width)| lines(&head.name, *width)).collect();
    write_lines(&cells, widths, |_| false, out)
}

/// Writes rows; where one of them takes several lines, rules keep rows apart.
pub(super) fn write_rows(
    heads: &[Head],
    page: &[Vec<String>],
    widths: &[usize],
    out: &mut dyn Write,
) -> io::Result<()> {
    let need_rules = page.iter().any(|row| row.iter().zip(widths).any(|(cell, width)| !is_one_line(cell, *width)));
    for (at, row) in page.iter().enumerate() {
        if need_rules && at > 0 {
            write_rule(widths, out)?;
        }
        let cells: Vec<Vec<&str>> = row.iter().zip(widths).map(|(cell, width)| lines(cell, *width)).collect();
        write_lines(&cells, widths, |column| heads[column].is_number, out)?;
    }
    Ok(())
}

fn write_lines(
    cells: &[Vec<&str>],
    widths: &[usize],
    is_number: impl Fn(usize) -> bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let height = cells.iter().map(Vec::len).max().unwrap_or(1).max(1);
    let mut line = String::new();
    for number in 0..height {
        line.clear();
        for (column, (cell, width)) in cells.iter().zip(widths).enumerate() {
            let text = cell.get(number).copied().unwrap_or_default();
            let blanks = std::iter::repeat_n(' ', width.saturating_sub(text.width()));
            line.push_str("| ");
            if is_number(column) {
                line.extend(blanks);
                line.push_str(text);
            } else {
                line.push_str(text);
                line.extend(blanks);
            }
            line.push(' ');
        }
        line.push_str("|\n");
        out.write_all(line.as_bytes())?;
    }
    Ok(())
}

/// A text in lines no wider than `width`.
fn lines(text: &str, width: usize) -> Vec<&str> {
    if is_one_line(text, width) {
        return vec![text];
    }
    let mut lines = Vec::new();
    for mut line in text.split('\n') {
        while line.width() > width {
            let (first, rest) = line.split_at(cut(line, width));
            lines.push(first);
            line = rest;
        }
        lines.push(line);
    }
    lines
}

/// Where a line that is too wide is cut; a single character that is wider than all of it is let stick out.
fn cut(line: &str, width: usize) -> usize {
    let mut used = 0;
    for (at, character) in line.char_indices() {
        used += character.width().unwrap_or_default();
        if used > width && at > 0 {
            return at;
        }
    }
    line.len()
}

fn is_one_line(text: &str, width: usize) -> bool {
    (text.len() <= width || text.width() <= width) && !text.contains('\n')
}

fn natural(heads: &[Head], page: &[Vec<String>], before: Option<&[usize]>) -> Vec<usize> {
    let widest = |text: &str| text.split('\n').map(|it| it.width()).max().unwrap_or_default();
    let mut widths: Vec<usize> = heads.iter().map(|it| widest(&it.name)).collect();
    for (width, before) in widths.iter_mut().zip(before.unwrap_or_default()) {
        *width = (*width).max(*before);
    }
    for row in page {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(widest(cell));
        }
    }
    widths
}

fn width_of_table(widths: impl Iterator<Item = usize>) -> usize {
    widths.map(|it| it + 3).sum::<usize>() + 1
}
