//! The texts of a table, one after the other.
//!
//! Listings repeat themselves: names are kept once, and a value that equals
//! the one above it is that one.

use callboard_model::document::Document;

use crate::encode::{TimestampStyle, python, width};

/// Names looked through before a name is kept again; keys that users chose can be without end.
const REMEMBERED_NAMES: usize = 64;

/// All texts of a table.
pub(super) struct Texts {
    text: String,
    names: Vec<Cell>,
    /// Where the name after the last one is: they mostly come in the same order again.
    next_name: usize,
    limit: usize,
    is_full: bool,
}

/// One text of a table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Cell {
    start: u32,
    length: u32,
    /// Columns of the terminal.
    pub(super) width: u32,
}

impl Cell {
    pub(super) fn is_empty(&self) -> bool {
        self.length == 0
    }
}

impl Default for Texts {
    fn default() -> Self {
        Self::with_limit(u32::MAX as usize)
    }
}

impl Texts {
    /// Texts of `limit` bytes in all, which cells can address.
    fn with_limit(limit: usize) -> Self {
        Self { text: String::new(), names: Vec::new(), next_name: 0, limit, is_full: false }
    }

    /// Whether there was a text too many.
    pub(super) fn is_full(&self) -> bool {
        self.is_full
    }

    pub(super) fn get(&self, cell: Cell) -> &str {
        &self.text[cell.start as usize..][..cell.length as usize]
    }

    /// The bytes of a text: cheaper, because where it begins and ends need not be looked at.
    #[inline]
    pub(super) fn bytes(&self, cell: Cell) -> &[u8] {
        &self.text.as_bytes()[cell.start as usize..][..cell.length as usize]
    }

    /// A title or the name of a member.
    pub(super) fn name(&mut self, name: &str) -> Cell {
        let (before, after) = self.names.split_at(self.next_name);
        if let Some(steps) = after.iter().chain(before).position(|it| self.bytes(*it) == name.as_bytes()) {
            let at = (self.next_name + steps) % self.names.len();
            self.next_name = at + 1;
            return self.names[at];
        }
        let start = self.text.len();
        self.text.push_str(name);
        let cell = self.cell_from(start);
        if self.names.len() < REMEMBERED_NAMES {
            self.names.push(cell);
            self.next_name = self.names.len();
        }
        cell
    }

    /// A value as Python's `str()` shows it.
    pub(super) fn value(&mut self, value: &Document, timestamps: TimestampStyle) -> Cell {
        let start = self.text.len();
        python::push_str(&mut self.text, value, timestamps);
        self.cell_from(start)
    }

    /// A value that may be the one `above`.
    pub(super) fn value_below(&mut self, above: Cell, value: &Document, timestamps: TimestampStyle) -> Cell {
        let start = self.text.len();
        python::push_str(&mut self.text, value, timestamps);
        if self.text.as_bytes()[start..] == *self.bytes(above) {
            self.text.truncate(start);
            return above;
        }
        self.cell_from(start)
    }

    fn cell_from(&mut self, start: usize) -> Cell {
        if self.text.len() > self.limit {
            self.text.truncate(start);
            self.is_full = true;
            return Cell::default();
        }
        // No character takes more columns than bytes.
        let text = &self.text[start..];
        Cell { start: start as u32, length: text.len() as u32, width: width::columns(text) as u32 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_repeated_values_are_kept_once() {
        let mut texts = Texts::default();
        let first: Vec<Cell> = ["a", "b", "c"].map(|it| texts.name(it)).to_vec();
        let again: Vec<Cell> = ["b", "c", "a"].map(|it| texts.name(it)).to_vec();
        assert_eq!(again, [first[1], first[2], first[0]]);
        let one = texts.value(&Document::from("same"), TimestampStyle::default());
        assert_eq!(texts.value_below(one, &Document::from("same"), TimestampStyle::default()), one);
        let other = texts.value_below(one, &Document::from("é"), TimestampStyle::default());
        assert_eq!((texts.get(other), other.width), ("é", 2));
        assert_eq!(texts.text, "abcsameé");
    }

    #[test]
    fn names_without_end_are_not_all_remembered() {
        let mut texts = Texts::default();
        let names: Vec<String> = (0..3 * REMEMBERED_NAMES).map(|it| it.to_string()).collect();
        for _ in 0..2 {
            for name in &names {
                let cell = texts.name(name);
                assert_eq!(texts.get(cell), name);
            }
        }
        assert_eq!(texts.names.len(), REMEMBERED_NAMES);
    }

    #[test]
    fn a_text_beyond_the_limit_is_not_kept() {
        let mut texts = Texts::with_limit(4);
        let kept = texts.name("four");
        assert!(!texts.is_full());
        assert_eq!(texts.name("x"), Cell::default());
        assert!(texts.is_full());
        assert_eq!(texts.get(kept), "four");
    }
}
