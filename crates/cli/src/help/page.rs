//! Text in columns: the layout of a manual page, without its justified lines.

use std::fmt::Write;

use super::html::{Block, BlockKind};

/// A page as it is written.
pub(super) struct Page {
    text: String,
    title: String,
    /// Text ends before this column.
    edge: usize,
    /// Whether the next paragraph follows without an empty line.
    tight: bool,
}

const BODY_COLUMN: usize = 7;
const NARROWEST_TEXT: usize = 24;

impl Page {
    /// A page with its head and its section `NAME`.
    pub fn new(name: &str, width: usize) -> Self {
        let title = format!("{}()", name.to_uppercase());
        let edge = width.saturating_sub(2).max(40);
        let gap = edge.saturating_sub(2 * title.len()).max(1);
        let text = format!("{title}{}{title}\n\n\n", " ".repeat(gap));
        let mut page = Self { text, title, edge, tight: false };
        page.section("NAME");
        page.line(BODY_COLUMN, &format!("{name} -"));
        page
    }

    /// Begins a section.
    pub fn section(&mut self, name: &str) {
        let _ = write!(self.text, "\n{name}\n");
        self.tight = true;
    }

    /// A wrapped paragraph.
    pub fn paragraph(&mut self, depth: usize, text: &str) {
        self.gap();
        self.wrapped(column(depth), "", text);
    }

    /// A line whose explanation follows at once.
    pub fn term(&mut self, depth: usize, text: &str) {
        self.gap();
        self.wrapped(column(depth), "", text);
        self.tight = true;
    }

    /// A line after which everything is set off by an empty line.
    pub fn heading(&mut self, depth: usize, text: &str) {
        self.term(depth, text);
        self.tight = false;
    }

    /// An item of a list.
    pub fn bullet(&mut self, depth: usize, text: &str) {
        self.gap();
        self.wrapped(column(depth), "o ", text);
    }

    /// A paragraph that belongs to the bullet before it.
    pub fn continue_bullet(&mut self, depth: usize, text: &str) {
        self.wrapped(column(depth) + 2, "", text);
    }

    /// Lines as they are.
    pub fn code(&mut self, depth: usize, lines: &[impl AsRef<str>]) {
        self.gap();
        for line in lines {
            self.line(column(depth), line.as_ref());
        }
    }

    /// Lines at a column of their own.
    pub fn line(&mut self, column: usize, text: &str) {
        if !text.is_empty() {
            let _ = write!(self.text, "{}{text}", " ".repeat(column));
        }
        self.text.push('\n');
        self.tight = false;
    }

    /// Documentation.
    pub fn blocks(&mut self, depth: usize, blocks: &[Block]) {
        for block in blocks {
            let depth = depth + block.depth;
            match block.kind {
                BlockKind::Paragraph => self.paragraph(depth, &block.text),
                BlockKind::Bullet => self.bullet(depth, &block.text),
                BlockKind::Label => self.term(depth, &block.text),
                BlockKind::Code => self.code(depth, &block.text.lines().collect::<Vec<_>>()),
            }
        }
    }

    /// What follows is set off by an empty line, even after a line without an explanation.
    pub fn loosen(&mut self) {
        self.tight = false;
    }

    /// The page with its foot.
    pub fn finish(mut self) -> String {
        let gap = self.edge.saturating_sub(self.title.len());
        let _ = write!(self.text, "\n\n\n{}{}\n", " ".repeat(gap), self.title);
        self.text
    }

    /// An empty line, unless something follows its heading.
    fn gap(&mut self) {
        if !self.tight {
            self.text.push('\n');
        }
        self.tight = false;
    }

    /// Words between a column and the edge; later lines stand under the text after `mark`.
    fn wrapped(&mut self, column: usize, mark: &str, text: &str) {
        let column = column.min(self.edge.saturating_sub(NARROWEST_TEXT));
        let room = self.edge - column - mark.len();
        let mut line = String::new();
        let mut length = 0;
        let mut mark = mark;
        for word in text.split_whitespace() {
            let word_length = word.chars().count();
            if length > 0 && length + 1 + word_length > room {
                self.line(column, &format!("{mark}{line}"));
                mark = if mark.is_empty() { "" } else { "  " };
                line.clear();
                length = 0;
            }
            if length > 0 {
                line.push(' ');
                length += 1;
            }
            line.push_str(word);
            length += word_length;
        }
        self.line(column, &format!("{mark}{line}"));
    }
}

/// Levels stand three and a half columns apart, as in a manual page.
fn column(depth: usize) -> usize {
    BODY_COLUMN + depth * 7 / 2
}
