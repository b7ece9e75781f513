//! Places: every `{{ … }}` of a text, and where it stands.

use crate::SqlError;

/// The filter that each place's value goes through.
pub(super) const FILTER: &str = "callboard_place";

/// One `{{ … }}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// What stands between the braces, without StackQL's leading dot.
    pub(super) expression: String,
    /// Its line in the text, from 1.
    pub(super) line: usize,
    /// Its column in the text, from 1.
    pub(super) column: usize,
    /// The line on which it ends.
    pub(super) last_line: usize,
    /// Characters before it.
    pub(super) offset: usize,
    /// Whether it stands after a `{% … %}`, where names may be of loops.
    pub(super) in_block: bool,
}

impl Place {
    /// An error that says where it stands.
    pub(super) fn error(&self, message: impl std::fmt::Display) -> SqlError {
        let mut error = SqlError::syntax(format!("{}:{}: {message}", self.line, self.column));
        error.position = Some(self.offset + 1);
        error
    }
}

/// Whether a text has a `{% … %}` of ours; `LIKE '{%'` is none.
pub(super) fn has_statement(text: &str) -> bool {
    const WORDS: [&str; 8] = ["if", "for", "set", "with", "raw", "filter", "do", "autoescape"];
    text.match_indices("{%").any(|(at, _)| {
        let rest = text[at + 2..].trim_start_matches(['-', '+']).trim_start();
        WORDS.iter().any(|word| {
            rest.strip_prefix(word)
                .is_some_and(|it| it.starts_with(|next: char| !next.is_alphanumeric() && next != '_'))
        })
    })
}

/// The text with each place numbered and led through [`FILTER`], and the places.
pub(super) fn find(text: &str) -> Result<(String, Vec<Place>), SqlError> {
    let mut source = String::with_capacity(text.len() + 64);
    let mut places = Vec::new();
    let mut walk = Walk { rest: text, line: 1, column: 1, offset: 0 };
    let (mut in_block, mut in_raw) = (false, false);
    loop {
        let next = match walk.rest.find('{') {
            None => break,
            Some(at) => at,
        };
        source.push_str(walk.take(next));
        if let Some(tag) = walk.rest.strip_prefix("{%") {
            let word = tag.trim_start_matches(['-', '+']).trim_start();
            in_raw = if in_raw { !word.starts_with("endraw") } else { word.starts_with("raw") };
            in_block = true;
            source.push_str(walk.take(2));
        } else if !in_raw && walk.rest.starts_with("{{") {
            let mut place = Place {
                expression: String::new(),
                line: walk.line,
                column: walk.column,
                last_line: walk.line,
                offset: walk.offset,
                in_block,
            };
            walk.take(2);
            let Some(length) = length_of_expression(walk.rest) else {
                return Err(place.error("`{{` is not closed by `}}`"));
            };
            let inner = walk.take(length);
            walk.take(2);
            place.last_line = walk.line;
            let (before, inner) = split_control(inner);
            let (inner, after) = match inner.strip_suffix('-') {
                Some(inner) => (inner, "-"),
                None => (inner, ""),
            };
            let expression = inner.trim();
            let expression = expression.strip_prefix('.').unwrap_or(expression);
            if expression.is_empty() {
                return Err(place.error("there is no name between `{{` and `}}`"));
            }
            place.expression = expression.to_owned();
            // Lines are kept as they are, so that the engine's line numbers stay true.
            let lines = "\n".repeat(place.last_line - place.line - expression.matches('\n').count());
            source.push_str(&format!("{{{{{before} ({expression}){lines}|{FILTER}({}) {after}}}}}", places.len()));
            places.push(place);
        } else {
            source.push_str(walk.take(1));
        }
    }
    source.push_str(walk.rest);
    Ok((source, places))
}

fn split_control(inner: &str) -> (&'static str, &str) {
    match inner.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", inner),
    }
}

/// Bytes up to the `}}` that closes a place; braces of maps and quotes inside are passed over.
fn length_of_expression(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    let mut quote = None;
    let mut escaped = false;
    for (at, letter) in text.char_indices() {
        match (quote, letter) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(ours), _) if ours == letter => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(letter),
            (None, '{' | '[' | '(') => open += 1,
            (None, '}') if open == 0 => return text[at..].starts_with("}}").then_some(at),
            (None, '}' | ']' | ')') => open = open.saturating_sub(1),
            _ => {}
        }
    }
    None
}

struct Walk<'a> {
    rest: &'a str,
    line: usize,
    column: usize,
    offset: usize,
}

impl<'a> Walk<'a> {
    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(bytes);
        for letter in taken.chars() {
            self.offset += 1;
            self.column += 1;
            if letter == '\n' {
                self.line += 1;
                self.column = 1;
            }
        }
        self.rest = rest;
        taken
    }
}
