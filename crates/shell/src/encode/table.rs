//! Tables for people: bordered, one page of rows after the other.
//!
//! ```text
//! +-----------+-------+
//! | region    | count |
//! +-----------+-------+
//! | us-east-1 |     3 |
//! | eu-west-1 |  null |
//! +-----------+-------+
//! ```
//!
//! Widths of columns come from the first page of rows. A later page that needs more gets a rule of its own and wider
//! columns, so that memory is bounded by a page. On a terminal, tables are made to fit: long values go on in further
//! lines, and where even that is not enough, each value has a line ([`records`]).

mod layout;
mod records;

use std::io::Write;

use callboard_sql::datafusion::arrow::datatypes::Schema;
use callboard_sql::datafusion::arrow::record_batch::RecordBatch;

use super::value::{columns_of, is_number};
use super::{EncodeError, Encoder, Style, printable};

/// Rows that are laid out together.
const ROWS_OF_A_PAGE: usize = 1_000;
/// Bytes of values that are laid out together, where rows are long.
const BYTES_OF_A_PAGE: usize = 4 << 20;

/// Writes rows as a table.
pub struct TableEncoder {
    heads: Vec<Head>,
    hide_headers: bool,
    terminal_width: Option<usize>,
    /// Chosen by the user, or since the columns do not fit.
    expanded: bool,
    page: Vec<Vec<String>>,
    bytes_of_page: usize,
    widths: Option<Vec<usize>>,
    records: u64,
}

/// What a table needs to know of a column.
pub(crate) struct Head {
    name: String,
    is_number: bool,
}

impl TableEncoder {
    /// An encoder for rows of these columns.
    pub fn new(schema: &Schema, style: &Style) -> Self {
        let head = |name: &str, is_number| Head { name: printable(name), is_number };
        Self {
            heads: schema.fields().iter().map(|it| head(it.name(), is_number(it.data_type()))).collect(),
            hide_headers: style.hide_headers,
            terminal_width: style.width,
            expanded: style.expanded,
            page: Vec::new(),
            bytes_of_page: 0,
            widths: None,
            records: 0,
        }
    }

    fn write_page(&mut self, out: &mut dyn Write) -> Result<(), EncodeError> {
        let page = std::mem::take(&mut self.page);
        self.bytes_of_page = 0;
        if self.widths.is_none() && !self.expanded {
            self.expanded = self.terminal_width.is_some_and(|it| !layout::can_fit(&self.heads, &page, it));
        }
        if self.expanded {
            for row in &page {
                self.records += 1;
                records::write(&self.heads, row, self.records, self.terminal_width, out)?;
            }
            return Ok(());
        }
        let widths = layout::widths(&self.heads, &page, self.terminal_width, self.widths.as_deref());
        if self.widths.is_none() {
            layout::write_rule(&widths, out)?;
            if !self.hide_headers {
                layout::write_heads(&self.heads, &widths, out)?;
                layout::write_rule(&widths, out)?;
            }
        } else if self.widths.as_ref() != Some(&widths) {
            layout::write_rule(&widths, out)?;
        }
        layout::write_rows(&self.heads, &page, &widths, out)?;
        self.widths = Some(widths);
        Ok(())
    }
}

impl Encoder for TableEncoder {
    fn batch(&mut self, batch: &RecordBatch, out: &mut dyn Write) -> Result<(), EncodeError> {
        let columns = columns_of(batch)?;
        for row in 0..batch.num_rows() {
            let cell = |text: Option<std::borrow::Cow<'_, str>>| match text {
                Some(text) => printable(&text),
                None => "null".to_owned(),
            };
            let cells: Vec<String> = columns.iter().map(|it| cell(it.text(row))).collect();
            self.bytes_of_page += cells.iter().map(String::len).sum::<usize>();
            self.page.push(cells);
            if self.page.len() >= ROWS_OF_A_PAGE || self.bytes_of_page >= BYTES_OF_A_PAGE {
                self.write_page(out)?;
            }
        }
        Ok(())
    }

    fn pause(&mut self, out: &mut dyn Write) -> Result<(), EncodeError> {
        if self.page.is_empty() { Ok(()) } else { self.write_page(out) }
    }

    fn end(&mut self, out: &mut dyn Write) -> Result<(), EncodeError> {
        if !self.page.is_empty() || self.widths.is_none() {
            self.write_page(out)?;
        }
        match &self.widths {
            Some(widths) => Ok(layout::write_rule(widths, out)?),
            None => Ok(()),
        }
    }
}
