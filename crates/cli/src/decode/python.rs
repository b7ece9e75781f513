//! Python's reading and writing of plain values, which the AWS CLI lets show:
//! what `int()` and `float()` accept, and how values look in its messages.

use std::fmt::Write;

use callboard_model::document::Document;

/// What `int(text)` gives: blanks around it, a sign and `_` between digits are accepted.
pub fn int(text: &str) -> Option<i128> {
    let text = text.trim_matches(is_blank);
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let digits = ungroup(digits)?;
    if digits.is_empty() {
        return None;
    }
    let mut value: i128 = 0;
    for digit in digits.chars() {
        value = value.checked_mul(10)?.checked_add(i128::from(digit.to_digit(10)?))?;
    }
    Some(if negative { -value } else { value })
}

/// What `float(text)` gives.
pub fn float(text: &str) -> Option<f64> {
    let text = ungroup(text.trim_matches(is_blank))?;
    let unsigned = text.trim_start_matches(['+', '-']);
    if text.len() - unsigned.len() > 1 {
        return None;
    }
    match unsigned.to_ascii_lowercase().as_str() {
        "inf" | "infinity" | "nan" => text.parse().ok(),
        lower if lower.starts_with(|it: char| it.is_ascii_digit() || it == '.') => text.parse().ok(),
        _ => None,
    }
}

/// Blanks as `str.strip()` knows them.
pub fn is_blank(character: char) -> bool {
    character.is_whitespace() || ('\x1c'..='\x1f').contains(&character)
}

/// Takes out every `_` between two digits; `None` where one stands elsewhere.
fn ungroup(text: &str) -> Option<String> {
    if !text.contains('_') {
        return Some(text.to_owned());
    }
    let characters: Vec<char> = text.chars().collect();
    let is_digit = |at: Option<usize>| at.and_then(|at| characters.get(at)).is_some_and(char::is_ascii_digit);
    let mut plain = String::with_capacity(text.len());
    for (at, &character) in characters.iter().enumerate() {
        match character {
            '_' if is_digit(at.checked_sub(1)) && is_digit(Some(at + 1)) => {}
            '_' => return None,
            _ => plain.push(character),
        }
    }
    Some(plain)
}

/// How a value prints: texts bare, everything else as [`repr`].
pub fn display(value: &Document) -> String {
    match value {
        Document::String(text) => text.clone(),
        _ => repr(value),
    }
}

/// How a value prints inside another: `{'a': [1, None]}`.
pub fn repr(value: &Document) -> String {
    match value {
        Document::Blob(bytes) => repr_bytes(bytes),
        _ => callboard_model::jmespath::python::repr(value),
    }
}

/// How a text prints as a value: `'it\'s'`, with the other quotes where they serve.
pub fn repr_text(text: &str) -> String {
    repr(&Document::from(text))
}

/// The name of a value's class: `<class 'dict'>`.
pub fn class(value: &Document) -> &'static str {
    match value {
        Document::Null => "<class 'NoneType'>",
        Document::Bool(_) => "<class 'bool'>",
        Document::Integer(_) => "<class 'int'>",
        Document::Float(_) => "<class 'float'>",
        Document::String(_) => "<class 'str'>",
        Document::Blob(_) => "<class 'bytes'>",
        Document::Timestamp(_) => "<class 'datetime.datetime'>",
        Document::List(_) => "<class 'list'>",
        Document::Map(_) => "<class 'dict'>",
    }
}

fn repr_bytes(bytes: &[u8]) -> String {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    let mut out = format!("b{quote}");
    for &byte in bytes {
        match byte {
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            it if it as char == quote => {
                out.push('\\');
                out.push(quote);
            }
            0x20..0x7f => out.push(byte as char),
            it => _ = write!(out, "\\x{it:02x}"),
        }
    }
    out.push(quote);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use callboard_model::document::Map;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(texts: &[&str], expect: Expect) {
        let lines: Vec<String> =
            texts.iter().map(|it| format!("{it:?}: int {:?}, float {:?}", int(it), float(it))).collect();
        expect.assert_eq(&lines.join("\n"));
    }

    #[test]
    fn numbers_are_read_as_python_reads_them() {
        check(
            &[
                "7",
                " 7 ",
                "+7",
                "-1_000",
                "1__0",
                "_1",
                "1.5",
                "",
                "-",
                "1e3",
                "inf",
                "-Infinity",
                "nan",
                "+-1",
                "0x10",
            ],
            expect![[r#"
                "7": int Some(7), float Some(7.0)
                " 7 ": int Some(7), float Some(7.0)
                "+7": int Some(7), float Some(7.0)
                "-1_000": int Some(-1000), float Some(-1000.0)
                "1__0": int None, float None
                "_1": int None, float None
                "1.5": int None, float Some(1.5)
                "": int None, float None
                "-": int None, float None
                "1e3": int None, float Some(1000.0)
                "inf": int None, float Some(inf)
                "-Infinity": int None, float Some(-inf)
                "nan": int None, float Some(NaN)
                "+-1": int None, float None
                "0x10": int None, float None"#]],
        );
    }

    #[test]
    fn values_print_as_python_prints_them() {
        let value = Document::from(vec![
            Document::Null,
            Document::Bool(true),
            Document::Float(1e16),
            Document::Float(0.00001),
            Document::Float(-0.0),
            Document::Float(123456.75),
            Document::from("it's"),
            Document::from("a\n\\"),
            Document::from(Map::new().with("k", 1_i64)),
        ]);
        expect![[r#"[None, True, 1e+16, 1e-05, -0.0, 123456.75, "it's", 'a\n\\', {'k': 1}]"#]].assert_eq(&repr(&value));
        expect![[r#"b'\x00a\xff'"#]].assert_eq(&display(&Document::Blob(vec![0, b'a', 0xff])));
    }
}
