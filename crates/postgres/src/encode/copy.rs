//! Lines of `COPY … TO STDOUT`.

use bytes::{BufMut as _, BytesMut};
use callboard_sql::SqlError;
use callboard_sql::datafusion::arrow::array::Array as _;

use super::{Batch, Column};

/// How a line looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CopyFormat {
    /// PostgreSQL's own: separators and line breaks within values are escaped.
    Text { delimiter: u8, null: String },
    /// Comma-separated values.
    Csv { delimiter: u8, null: String, quote: u8, escape: u8, quote_all: bool },
}

impl CopyFormat {
    /// A line of a row.
    pub(crate) fn line(&self, batch: &Batch, row: usize, out: &mut BytesMut) -> Result<(), SqlError> {
        for (at, column) in batch.columns.iter().enumerate() {
            if at > 0 {
                out.put_u8(self.delimiter());
            }
            match column.array.is_null(row) {
                true => out.put_slice(self.null().as_bytes()),
                false => {
                    let mut text = BytesMut::new();
                    column.write_text(row, &mut text)?;
                    self.value(&text, batch.columns.len() == 1, out);
                }
            }
        }
        out.put_u8(b'\n');
        Ok(())
    }

    /// The line of the names.
    pub(crate) fn header(&self, columns: &[Column], out: &mut BytesMut) {
        for (at, column) in columns.iter().enumerate() {
            if at > 0 {
                out.put_u8(self.delimiter());
            }
            self.value(column.name.as_bytes(), false, out);
        }
        out.put_u8(b'\n');
    }

    fn delimiter(&self) -> u8 {
        let (Self::Text { delimiter, .. } | Self::Csv { delimiter, .. }) = self;
        *delimiter
    }

    fn null(&self) -> &str {
        let (Self::Text { null, .. } | Self::Csv { null, .. }) = self;
        null
    }

    fn value(&self, text: &[u8], is_alone: bool, out: &mut BytesMut) {
        match self {
            Self::Text { delimiter, .. } => {
                for byte in text {
                    let letter = match byte {
                        b'\\' => b'\\',
                        b'\n' => b'n',
                        b'\r' => b'r',
                        b'\t' => b't',
                        0x08 => b'b',
                        0x0b => b'v',
                        0x0c => b'f',
                        it if it == delimiter => *it,
                        it => {
                            out.put_u8(*it);
                            continue;
                        }
                    };
                    out.put_u8(b'\\');
                    out.put_u8(letter);
                }
            }
            Self::Csv { delimiter, null, quote, escape, quote_all } => {
                let is_special = |it: &u8| [*delimiter, *quote, b'\n', b'\r'].contains(it);
                // Alone on its line, `\.` would end the rows.
                let would_end = is_alone && text == b"\\.";
                if !quote_all && text != null.as_bytes() && !would_end && !text.iter().any(is_special) {
                    out.put_slice(text);
                    return;
                }
                out.put_u8(*quote);
                for byte in text {
                    if byte == quote || byte == escape {
                        out.put_u8(*escape);
                    }
                    out.put_u8(*byte);
                }
                out.put_u8(*quote);
            }
        }
    }
}
