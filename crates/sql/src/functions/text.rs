//! Functions of text: SQLite's, with the few of StackQL that neither SQLite nor PostgreSQL has.

mod printf;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use regress::Regex;

use super::row::{Cell, MANY, Out, Returns, RowFunction, Said};

/// The functions.
pub(super) static FUNCTIONS: &[RowFunction] = &[
    RowFunction::text("string", (1, 1), string),
    RowFunction::text("glob", (2, 2), glob).returning(Returns::Bool),
    RowFunction::text("regexp_substr", (2, 2), regexp_substr),
    RowFunction::text("substr", (2, 3), substr),
    RowFunction::text("printf", (1, MANY), printf::printf).or(&["format"]),
    RowFunction::text("hex", (1, 1), hex),
    RowFunction::text("unhex", (1, 2), unhex),
    RowFunction::text("base64_encode", (1, 1), base64_encode).or(&["to_base64", "base64"]),
    RowFunction::text("base64_decode", (1, 1), base64_decode).or(&["from_base64"]),
    RowFunction::text("encode", (2, 2), encode),
    RowFunction::text("decode", (2, 2), decode),
    RowFunction::text("typeof", (1, 1), type_of),
    RowFunction::text("quote", (1, 1), quote),
    RowFunction::text("char", (0, MANY), char_of),
    RowFunction::text("unicode", (1, 1), unicode).returning(Returns::Int),
];

fn string(cells: &[Cell<'_>]) -> Said {
    Ok(cells[0].text().map(std::borrow::Cow::into_owned).into())
}

/// SQLite's `glob(pattern, text)`: `*`, `?`, `[a-z]`, `[^a]`.
fn glob(cells: &[Cell<'_>]) -> Said {
    let (Some(pattern), Some(text)) = (cells[0].text(), cells[1].text()) else {
        return Ok(Out::Null);
    };
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    Ok(Out::Bool(matches(&pattern, &text)))
}

/// Walks both, and goes back to the last `*` where they part.
fn matches(pattern: &[char], text: &[char]) -> bool {
    let (mut in_pattern, mut in_text) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    loop {
        let step = match pattern.get(in_pattern) {
            Some('*') => {
                star = Some((in_pattern, in_text));
                in_pattern += 1;
                continue;
            }
            None if in_text == text.len() => return true,
            None => None,
            Some(letter) => text.get(in_text).and_then(|it| match letter {
                '?' => Some(1),
                '[' => class(&pattern[in_pattern..], *it),
                letter => (letter == it).then_some(1),
            }),
        };
        match (step, star) {
            (Some(length), _) => {
                in_pattern += length;
                in_text += 1;
            }
            (None, Some((at, from))) if from < text.len() => {
                star = Some((at, from + 1));
                in_pattern = at + 1;
                in_text = from + 1;
            }
            (None, _) => return false,
        }
    }
}

/// The length of a `[…]` that has the letter.
fn class(pattern: &[char], letter: char) -> Option<usize> {
    let negated = pattern.get(1) == Some(&'^');
    let first = if negated { 2 } else { 1 };
    // A `]` that comes first is a letter.
    let end = first + 1 + pattern.get(first + 1..)?.iter().position(|it| *it == ']')?;
    let letters = &pattern[first..end];
    let mut found = false;
    let mut at = 0;
    while at < letters.len() {
        if at + 2 < letters.len() && letters[at + 1] == '-' {
            found |= (letters[at]..=letters[at + 2]).contains(&letter);
            at += 3;
        } else {
            found |= letters[at] == letter;
            at += 1;
        }
    }
    (found != negated).then_some(end + 1)
}

/// Patterns that were compiled; a query has few.
const KEPT_PATTERNS: usize = 32;

fn compiled(pattern: &str) -> Result<Rc<Regex>, String> {
    thread_local! {
        static PATTERNS: RefCell<HashMap<String, Rc<Regex>>> = RefCell::default();
    }
    PATTERNS.with_borrow_mut(|patterns| {
        if let Some(known) = patterns.get(pattern) {
            return Ok(Rc::clone(known));
        }
        let regex = Regex::new(pattern).map_err(|error| format!("`{pattern}` is no pattern: {error}"))?;
        if patterns.len() >= KEPT_PATTERNS {
            patterns.clear();
        }
        let regex = Rc::new(regex);
        patterns.insert(pattern.to_owned(), Rc::clone(&regex));
        Ok(regex)
    })
}

fn regexp_substr(cells: &[Cell<'_>]) -> Said {
    let (Some(text), Some(pattern)) = (cells[0].text(), cells[1].text()) else {
        return Ok(Out::Null);
    };
    let found = compiled(&pattern)?.find(&text).map(|it| text[it.range()].to_owned());
    Ok(found.into())
}

/// `substr(text, start, length)`: a start below zero counts from the end.
fn substr(cells: &[Cell<'_>]) -> Said {
    let (Some(text), Some(start)) = (cells[0].text(), cells[1].int()) else {
        return Ok(Out::Null);
    };
    let letters: Vec<char> = text.chars().collect();
    let count = i64::try_from(letters.len()).unwrap_or(i64::MAX);
    let mut from = if start > 0 {
        start - 1
    } else if start < 0 {
        count + start
    } else {
        -1
    };
    let mut until = match cells.get(2) {
        None => count,
        Some(Cell::Null) => return Ok(Out::Null),
        Some(length) => {
            let length = length.int().ok_or("the length is no whole number")?;
            // A length below zero takes what stands before, as SQLite does.
            if length < 0 {
                (from, _) = (from.saturating_add(length), from);
                from.saturating_sub(length)
            } else {
                from.saturating_add(length)
            }
        }
    };
    from = from.clamp(0, count);
    until = until.clamp(from, count);
    let range = usize::try_from(from).unwrap_or(0)..usize::try_from(until).unwrap_or(0);
    Ok(Out::Text(letters[range].iter().collect()))
}

fn hex(cells: &[Cell<'_>]) -> Said {
    Ok(cells[0].text().map(|it| it.bytes().map(|byte| format!("{byte:02X}")).collect::<String>()).into())
}

fn unhex(cells: &[Cell<'_>]) -> Said {
    let Some(text) = cells[0].text() else {
        return Ok(Out::Null);
    };
    let ignored = cells.get(1).and_then(Cell::text).unwrap_or_default();
    let digits: Option<Vec<u8>> = text
        .chars()
        .filter(|it| !ignored.contains(*it))
        .map(|it| it.to_digit(16).and_then(|it| u8::try_from(it).ok()))
        .collect();
    let Some(digits) = digits.filter(|it| it.len() % 2 == 0) else {
        return Ok(Out::Null);
    };
    as_text(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

/// Bytes that are text; others have no place in a column of text.
fn as_text(bytes: Vec<u8>) -> Said {
    String::from_utf8(bytes).map(Out::Text).map_err(|_| "what comes out is no text".to_owned())
}

fn base64_encode(cells: &[Cell<'_>]) -> Said {
    Ok(cells[0].text().map(|it| BASE64_STANDARD.encode(it.as_bytes())).into())
}

fn base64_decode(cells: &[Cell<'_>]) -> Said {
    let Some(text) = cells[0].text() else {
        return Ok(Out::Null);
    };
    let text: String = text.chars().filter(|it| !it.is_whitespace()).collect();
    as_text(BASE64_STANDARD.decode(text).map_err(|error| error.to_string())?)
}

fn encode(cells: &[Cell<'_>]) -> Said {
    match cells[1].text().as_deref() {
        Some("base64") => base64_encode(cells),
        Some("hex") => {
            Ok(cells[0].text().map(|it| it.bytes().map(|byte| format!("{byte:02x}")).collect::<String>()).into())
        }
        _ => Err("knows `base64` and `hex`".to_owned()),
    }
}

fn decode(cells: &[Cell<'_>]) -> Said {
    match cells[1].text().as_deref() {
        Some("base64") => base64_decode(cells),
        Some("hex") => unhex(&cells[..1]),
        _ => Err("knows `base64` and `hex`".to_owned()),
    }
}

fn type_of(cells: &[Cell<'_>]) -> Said {
    let name = match cells[0] {
        Cell::Null => "null",
        Cell::Bool(_) | Cell::Int(_) => "integer",
        Cell::Float(_) => "real",
        Cell::Text(_) | Cell::Json(_) => "text",
    };
    Ok(Out::Text(name.to_owned()))
}

fn quote(cells: &[Cell<'_>]) -> Said {
    Ok(Out::Text(match cells[0] {
        Cell::Null => "NULL".to_owned(),
        Cell::Text(text) | Cell::Json(text) => format!("'{}'", text.replace('\'', "''")),
        ref other => other.text().unwrap_or_default().into_owned(),
    }))
}

fn char_of(cells: &[Cell<'_>]) -> Said {
    let letter = |cell: &Cell<'_>| {
        let code = cell.int().and_then(|it| u32::try_from(it).ok());
        code.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER)
    };
    Ok(Out::Text(cells.iter().map(letter).collect()))
}

fn unicode(cells: &[Cell<'_>]) -> Said {
    let text = cells[0].text();
    Ok(text.and_then(|it| it.chars().next()).map_or(Out::Null, |it| Out::Int(i64::from(u32::from(it)))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_match_as_sqlite_does() {
        for (same, pattern, text) in [
            (true, "a*c", "abbc"),
            (true, "*", ""),
            (false, "a?c", "ac"),
            (true, "[a-c]x[^0-9]", "bxz"),
            (false, "[a-c]x[^0-9]", "bx5"),
            (true, "*.*.c", "a.b.x.c"),
            (true, "[]x]", "]"),
            (false, "[a", "a"),
            (false, "A", "a"),
        ] {
            assert_eq!(glob(&[Cell::Text(pattern), Cell::Text(text)]), Ok(Out::Bool(same)), "{pattern} {text}");
        }
    }
}
