//! Records: one line a value, where a row is too wide for the terminal.
//!
//! ```text
//! -[ 1 ]------------------------------------
//! region | us-east-1
//! arn    | arn:aws:ivs:us-east-1:1234567890…
//! ```

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr as _;

use super::Head;

/// Length of the rule where no terminal says how long it may be.
const RULE: usize = 40;

/// Writes one row.
pub(super) fn write(
    heads: &[Head],
    row: &[String],
    number: u64,
    terminal: Option<usize>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let names = heads.iter().map(|it| it.name.width()).max().unwrap_or_default();
    let mut text = format!("-[ {number} ]");
    let rule = terminal.unwrap_or(RULE).saturating_sub(text.len());
    text.extend(std::iter::repeat_n('-', rule));
    text.push('\n');
    for (head, value) in heads.iter().zip(row) {
        for (at, line) in value.split('\n').enumerate() {
            let name = if at == 0 { head.name.as_str() } else { "" };
            text.push_str(name);
            text.extend(std::iter::repeat_n(' ', names - name.width()));
            text.push_str(" | ");
            text.push_str(line);
            text.push('\n');
        }
    }
    out.write_all(text.as_bytes())
}
