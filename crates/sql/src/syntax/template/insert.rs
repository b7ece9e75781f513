//! Insertion: values in place of marks, each written as its surroundings need it.
//!
//! The text is read as SQL is: strings, quoted names, dollar quotes and comments. What stands between two marks was
//! written by the template's author; what stands for a mark was not, so it must not change how the rest is read.

use std::iter::Peekable;
use std::str::CharIndices;

use minijinja::Value;
use minijinja::value::ValueKind;

use super::filters::Raw;
use super::places::Place;
use super::{Mode, Slot};
use crate::SqlError;

/// How marks look: letters that no text has, made anew for each rendering.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    begin: String,
}

/// Ends a mark.
const END: char = '\u{F8FF}';

impl Mark {
    /// A new one.
    pub(super) fn new() -> Self {
        Self { begin: format!("{END}{}:", uuid::Uuid::new_v4().simple()) }
    }

    /// The mark of a slot.
    pub(super) fn of(&self, slot: usize) -> String {
        format!("{}{slot}{END}", self.begin)
    }

    /// The slot of the mark at the beginning of a text, and the mark's bytes.
    fn read(&self, text: &str) -> Option<(usize, usize)> {
        let rest = text.strip_prefix(&self.begin)?;
        let digits = rest.find(END)?;
        Some((rest[..digits].parse().ok()?, self.begin.len() + digits + END.len_utf8()))
    }
}

/// The text with values in place of marks.
pub(super) fn insert(
    marked: &str,
    mark: &Mark,
    slots: &[Slot],
    places: &[Place],
    mode: Mode,
) -> Result<String, SqlError> {
    let mut writer =
        Writer { text: marked, letters: marked.char_indices().peekable(), mark, slots, places, out: String::new() };
    match mode {
        Mode::Plain => writer.plain()?,
        Mode::Sql => writer.sql()?,
    }
    Ok(writer.out)
}

struct Writer<'a> {
    text: &'a str,
    letters: Peekable<CharIndices<'a>>,
    mark: &'a Mark,
    slots: &'a [Slot],
    places: &'a [Place],
    out: String,
}

/// What stands between two quotes.
enum Part<'a> {
    Written(&'a str),
    Value(&'a Slot),
}

impl<'a> Writer<'a> {
    fn plain(&mut self) -> Result<(), SqlError> {
        while let Some((at, letter)) = self.letters.next() {
            match self.slot(at) {
                Some(slot) => {
                    let text = self.text_of(slot)?;
                    self.out.push_str(&text);
                }
                None => self.out.push(letter),
            }
        }
        Ok(())
    }

    fn sql(&mut self) -> Result<(), SqlError> {
        // For each open parenthesis, whether it is that of an `IN (`.
        let mut open: Vec<bool> = Vec::new();
        while let Some((at, letter)) = self.letters.next() {
            if let Some(slot) = self.slot(at) {
                let after = self.letters.peek().map(|(_, letter)| *letter);
                self.literal(slot, after, open.last().copied().unwrap_or(false))?;
                continue;
            }
            let next = self.letters.peek().map(|(_, letter)| *letter);
            match (letter, next) {
                ('\'', _) => {
                    let backslashes = takes_backslashes(&self.out);
                    self.string(at, backslashes)?;
                }
                ('"' | '`', _) => self.quoted_name(at, letter)?,
                ('$', _) => match dollar_tag(&self.text[at..]) {
                    Some(tag) if !ends_with_name(&self.out) => self.dollar_string(at, tag)?,
                    _ => self.out.push('$'),
                },
                ('-', Some('-')) => self.line_comment(at),
                ('/', Some('*')) => self.block_comment(),
                ('(', _) | ('[', _) => {
                    let lower = last_word(&self.out);
                    open.push(if letter == '(' { lower == "in" } else { lower == "array" });
                    self.out.push(letter);
                }
                (')' | ']', _) => {
                    open.pop();
                    self.out.push(letter);
                }
                _ => self.out.push(letter),
            }
        }
        Ok(())
    }

    /// The slot of a mark that begins here; the mark is passed over.
    fn slot(&mut self, at: usize) -> Option<&'a Slot> {
        let (number, length) = self.mark.read(&self.text[at..])?;
        self.skip_to(at + length);
        self.slots.get(number)
    }

    fn skip_to(&mut self, end: usize) {
        while self.letters.next_if(|(at, _)| *at < end).is_some() {}
    }

    /// A value outside quotes.
    fn literal(&mut self, slot: &Slot, after: Option<char>, in_list: bool) -> Result<(), SqlError> {
        if let Some(raw) = raw(&slot.value) {
            self.out.push_str(&raw.0);
            return Ok(());
        }
        let touches = |it: char| it.is_alphanumeric() || matches!(it, '_' | '$' | '\'' | '"' | '`' | '.');
        let before = self.out.chars().next_back();
        let after = after.filter(|it| *it != END);
        if before.is_some_and(|it| touches(it) || it == '@') || after.is_some_and(touches) {
            let place = self.place(slot);
            let name = &place.expression;
            return Err(place
                .error(format!(
                    "`{{{{ {name} }}}}` is part of a name or number here, where only a whole value can stand"
                ))
                .with_hint(format!("write it raw, if you trust the value: `{{{{ {name} | raw }}}}`")));
        }
        // `IN {{ names }}` lacks parentheses, as stack files write it.
        let lacks_parentheses = last_word(&self.out) == "in";
        let literals = match slot.value.kind() {
            ValueKind::Seq | ValueKind::Iterable if in_list || lacks_parentheses => {
                let elements = self.json_of(slot)?;
                let serde_json::Value::Array(elements) = elements else {
                    return Err(self.place(slot).error("a list is needed here"));
                };
                let elements = match elements.is_empty() {
                    true => "NULL".to_owned(),
                    false => elements.iter().map(literal_of_json).collect::<Vec<_>>().join(", "),
                };
                if lacks_parentheses { format!("({elements})") } else { elements }
            }
            ValueKind::None => "NULL".to_owned(),
            ValueKind::Bool | ValueKind::Number => self.text_of(slot)?,
            _ => quoted(&self.text_of(slot)?),
        };
        // Spaces keep `-` and `-5`, or two values, from becoming one token.
        if before.is_some_and(|it| !it.is_whitespace() && it != '(') {
            self.out.push(' ');
        }
        self.out.push_str(&literals);
        if self.letters.peek().is_some_and(|(_, it)| !it.is_whitespace() && !matches!(it, ')' | ',' | ';')) {
            self.out.push(' ');
        }
        Ok(())
    }

    /// A string that begins at this quote.
    fn string(&mut self, at: usize, backslashes: bool) -> Result<(), SqlError> {
        self.out.push('\'');
        let (parts, closed) = self.parts(at + 1, '\'', backslashes);
        let as_json = looks_like_json(&parts);
        let mut in_json_string = false;
        for part in &parts {
            match part {
                Part::Written(text) => {
                    if as_json {
                        in_json_string = ends_in_json_string(text, in_json_string);
                    }
                    self.out.push_str(text);
                }
                Part::Value(slot) => {
                    let text = match (raw(&slot.value), as_json) {
                        (Some(raw), _) => {
                            self.out.push_str(&raw.0);
                            continue;
                        }
                        (None, false) => self.text_in_quotes(slot)?,
                        (None, true) if in_json_string => {
                            let text = serde_json::Value::from(self.text_in_quotes(slot)?).to_string();
                            text[1..text.len() - 1].to_owned()
                        }
                        (None, true) => self.json_text(slot)?,
                    };
                    let text = text.replace('\'', "''");
                    self.out.push_str(&if backslashes { text.replace('\\', "\\\\") } else { text });
                }
            }
        }
        if closed {
            self.out.push('\'');
        }
        Ok(())
    }

    fn quoted_name(&mut self, at: usize, quote: char) -> Result<(), SqlError> {
        self.out.push(quote);
        let (parts, closed) = self.parts(at + 1, quote, false);
        for part in parts {
            match part {
                Part::Written(text) => self.out.push_str(text),
                Part::Value(slot) => match raw(&slot.value) {
                    Some(raw) => self.out.push_str(&raw.0),
                    None => {
                        let text = self.text_in_quotes(slot)?;
                        self.out.push_str(&text.replace(quote, &format!("{quote}{quote}")));
                    }
                },
            }
        }
        if closed {
            self.out.push(quote);
        }
        Ok(())
    }

    /// Everything up to the closing quote, which is passed over; whether there was one.
    fn parts(&mut self, mut from: usize, quote: char, backslashes: bool) -> (Vec<Part<'a>>, bool) {
        let mut parts = Vec::new();
        while let Some((at, letter)) = self.letters.next() {
            if let Some(slot) = self.slot(at) {
                parts.push(Part::Written(&self.text[from..at]));
                parts.push(Part::Value(slot));
                from = self.letters.peek().map_or(self.text.len(), |(at, _)| *at);
            } else if letter == '\\' && backslashes {
                // A mark is no escaped letter.
                if let Some((next, _)) = self.letters.peek().copied()
                    && self.mark.read(&self.text[next..]).is_none()
                {
                    self.letters.next();
                }
            } else if letter == quote && self.letters.next_if(|(_, next)| *next == quote).is_none() {
                parts.push(Part::Written(&self.text[from..at]));
                return (parts, true);
            }
        }
        parts.push(Part::Written(&self.text[from..]));
        (parts, false)
    }

    /// A value cannot be escaped between dollars, so it may hold none.
    fn dollar_string(&mut self, at: usize, tag: &'a str) -> Result<(), SqlError> {
        self.out.push_str(tag);
        self.skip_to(at + tag.len());
        let length = self.text[at + tag.len()..].find(tag);
        let end = length.map_or(self.text.len(), |it| at + tag.len() + it);
        while let Some((at, letter)) = self.letters.next_if(|(at, _)| *at < end) {
            let Some(slot) = self.slot(at) else {
                self.out.push(letter);
                continue;
            };
            if let Some(raw) = raw(&slot.value) {
                self.out.push_str(&raw.0);
                continue;
            }
            let text = self.text_in_quotes(slot)?;
            if text.contains('$') {
                let place = self.place(slot);
                return Err(place
                    .error(format!(
                        "the value of `{{{{ {} }}}}` has a `$`, which could end this string",
                        place.expression
                    ))
                    .with_hint("quote the string by '…' instead"));
            }
            self.out.push_str(&text);
        }
        if length.is_some() {
            self.out.push_str(tag);
            self.skip_to(end + tag.len());
        }
        Ok(())
    }

    fn line_comment(&mut self, at: usize) {
        let end = self.text[at..].find(['\n', '\r']).map_or(self.text.len(), |it| at + it);
        self.out.push('-');
        while let Some((at, letter)) = self.letters.next_if(|(at, _)| *at < end) {
            if self.slot(at).is_none() {
                self.out.push(letter);
            }
        }
    }

    fn block_comment(&mut self) {
        self.out.push('/');
        let mut open = 0_usize;
        let mut before = '/';
        while let Some((at, letter)) = self.letters.next() {
            if self.slot(at).is_some() {
                before = ' ';
                continue;
            }
            self.out.push(letter);
            match (before, letter) {
                ('/', '*') => (open, before) = (open + 1, ' '),
                ('*', '/') if open == 1 => return,
                ('*', '/') => (open, before) = (open - 1, ' '),
                _ => before = letter,
            }
        }
    }

    fn place(&self, slot: &Slot) -> &'a Place {
        &self.places[slot.place]
    }

    fn text_in_quotes(&self, slot: &Slot) -> Result<String, SqlError> {
        if slot.value.is_none() {
            let place = self.place(slot);
            return Err(place
                .error(format!("`{{{{ {} }}}}` is null, which cannot stand inside quotes", place.expression))
                .with_hint("write it without the quotes around it to get NULL"));
        }
        self.text_of(slot)
    }

    /// A text as it is, a number in digits, everything else as JSON.
    fn text_of(&self, slot: &Slot) -> Result<String, SqlError> {
        match slot.value.kind() {
            ValueKind::String => Ok(slot.value.as_str().unwrap_or_default().to_owned()),
            ValueKind::Number => match self.json_of(slot)? {
                serde_json::Value::Number(number) => Ok(number.to_string()),
                _ => Err(self.place(slot).error(format!("`{}` is no number that SQL has", slot.value))),
            },
            ValueKind::Bool => Ok(slot.value.is_true().to_string()),
            _ => match raw(&slot.value) {
                Some(raw) => Ok(raw.0.clone()),
                None => Ok(self.json_of(slot)?.to_string()),
            },
        }
    }

    /// A value where JSON expects one; the text of `tojson` is JSON already.
    fn json_text(&self, slot: &Slot) -> Result<String, SqlError> {
        if slot.value.is_safe()
            && let Some(text) = slot.value.as_str()
            && serde_json::from_str::<serde_json::Value>(text).is_ok()
        {
            return Ok(text.to_owned());
        }
        Ok(self.json_of(slot)?.to_string())
    }

    fn json_of(&self, slot: &Slot) -> Result<serde_json::Value, SqlError> {
        serde_json::to_value(&slot.value).map_err(|error| self.place(slot).error(error))
    }
}

fn raw(value: &Value) -> Option<&Raw> {
    value.downcast_object_ref::<Raw>()
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn literal_of_json(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => "NULL".to_owned(),
        serde_json::Value::Bool(_) | serde_json::Value::Number(_) => value.to_string(),
        serde_json::Value::String(text) => quoted(text),
        other => quoted(&other.to_string()),
    }
}

/// Whether a quote that follows begins `E'…'` or `U&'…'`.
fn takes_backslashes(before: &str) -> bool {
    let lower = last_letters(before, 3).to_ascii_lowercase();
    let starts = |prefix: &str| {
        lower.strip_suffix(prefix).is_some_and(|it| !it.ends_with(|last: char| last.is_alphanumeric() || last == '_'))
    };
    starts("e") || starts("u&")
}

fn last_letters(text: &str, count: usize) -> &str {
    let at = text.char_indices().rev().nth(count - 1).map_or(0, |(at, _)| at);
    &text[at..]
}

/// The last word of a text in lower case, spaces after it passed over.
fn last_word(text: &str) -> String {
    let text = text.trim_end();
    let start = text
        .rfind(|it: char| !it.is_alphanumeric() && it != '_')
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    text[start..].to_ascii_lowercase()
}

fn ends_with_name(text: &str) -> bool {
    text.ends_with(|it: char| it.is_alphanumeric() || it == '_' || it == '$')
}

/// `$tag$` at the beginning of a text.
fn dollar_tag(text: &str) -> Option<&str> {
    let length = text[1..].find('$')? + 2;
    let tag = &text[..length];
    let name = &tag[1..length - 1];
    let is_name =
        name.chars().all(|it| it.is_alphanumeric() || it == '_') && !name.starts_with(|it: char| it.is_ascii_digit());
    is_name.then_some(tag)
}

/// Whether a string is JSON once values stand in it: only then are values written as JSON.
fn looks_like_json(parts: &[Part<'_>]) -> bool {
    let Some(Part::Written(first)) = parts.first() else {
        return false;
    };
    if parts.len() < 2 || !first.trim_start().starts_with(['{', '[']) {
        return false;
    }
    let mut whole = String::new();
    let mut in_string = false;
    for part in parts {
        match part {
            Part::Written(text) => {
                in_string = ends_in_json_string(text, in_string);
                whole.push_str(&text.replace("''", "'"));
            }
            Part::Value(_) if in_string => {}
            Part::Value(_) => whole.push_str("null"),
        }
    }
    serde_json::from_str::<serde_json::Value>(&whole).is_ok()
}

/// Whether a JSON string is open at the end of this part.
fn ends_in_json_string(text: &str, mut inside: bool) -> bool {
    let mut escaped = false;
    for letter in text.chars() {
        match letter {
            _ if escaped => escaped = false,
            '\\' if inside => escaped = true,
            '"' => inside = !inside,
            _ => {}
        }
    }
    inside
}
