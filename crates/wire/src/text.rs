//! Scalars as text: in headers, labels, query strings, forms and XML.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use callboard_model::document::{Document, Instant, Timestamp};
use callboard_model::shape::{Member, Shape, ShapeKind};

use crate::json::special_float;
use crate::timestamps::{self, Precision, TimestampFormat};

/// How scalars are written and read in one place of a message.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TextRules {
    /// The format of timestamps where the model names none.
    pub(crate) timestamp: TimestampFormat,
    pub(crate) precision: Precision,
    /// Wrong types are errors rather than passed on.
    pub(crate) strict: bool,
}

/// The text of a scalar; nothing for null, lists and maps.
pub(crate) fn of_scalar<'a>(
    value: &'a Document,
    member: &Member,
    shape: &Shape,
    rules: TextRules,
) -> Option<Cow<'a, str>> {
    if matches!(shape.kind, ShapeKind::Timestamp)
        && let Some(instant) = timestamps::instant_of(value)
    {
        let format = TimestampFormat::of(member, shape, rules.timestamp);
        return Some(Cow::Owned(format.text(instant, rules.precision)));
    }
    match value {
        Document::String(text) if matches!(shape.kind, ShapeKind::Blob) => Some(Cow::Owned(STANDARD.encode(text))),
        Document::String(text) => Some(Cow::Borrowed(text)),
        Document::Timestamp(Timestamp::Text(text)) => Some(Cow::Borrowed(text)),
        Document::Bool(true) => Some(Cow::Borrowed("true")),
        Document::Bool(false) => Some(Cow::Borrowed("false")),
        Document::Integer(number) => Some(Cow::Owned(number.to_string())),
        Document::Float(number) | Document::Timestamp(Timestamp::Epoch(number)) => Some(Cow::Owned(float(*number))),
        Document::Timestamp(Timestamp::Instant(instant)) => {
            Some(Cow::Owned(rules.timestamp.text(*instant, rules.precision)))
        }
        Document::Blob(bytes) => Some(Cow::Owned(STANDARD.encode(bytes))),
        Document::Null | Document::List(_) | Document::Map(_) => None,
    }
}

/// The value that text stands for, or what was expected.
pub(crate) fn to_scalar(
    text: &str,
    member: &Member,
    shape: &Shape,
    rules: TextRules,
) -> Result<Document, &'static str> {
    // What is no such value is passed on as text, unless types must be right.
    let or_text = |expected| if rules.strict { Err(expected) } else { Ok(Document::from(text)) };
    match &shape.kind {
        ShapeKind::Integer => match text.trim().parse::<i128>() {
            Ok(number) if !rules.strict || i32::try_from(number).is_ok() => Ok(Document::Integer(number)),
            _ => or_text("an integer of 32 bits"),
        },
        ShapeKind::Long => match text.trim().parse::<i128>() {
            Ok(number) if !rules.strict || i64::try_from(number).is_ok() => Ok(Document::Integer(number)),
            _ => or_text("an integer of 64 bits"),
        },
        ShapeKind::Float | ShapeKind::Double => match text.trim() {
            "NaN" => Ok(Document::Float(f64::NAN)),
            "Infinity" => Ok(Document::Float(f64::INFINITY)),
            "-Infinity" => Ok(Document::Float(f64::NEG_INFINITY)),
            digits if digits.ends_with(|it: char| it.is_ascii_digit() || it == '.') => {
                digits.parse().map(Document::Float).or_else(|_| or_text("a number"))
            }
            _ => or_text("a number"),
        },
        ShapeKind::Boolean => match text {
            "true" => Ok(Document::Bool(true)),
            "false" => Ok(Document::Bool(false)),
            _ if rules.strict => Err("true or false"),
            _ => Ok(Document::Bool(text.eq_ignore_ascii_case("true"))),
        },
        ShapeKind::Blob => STANDARD.decode(text.trim()).map(Document::Blob).map_err(|_| "base64 text"),
        ShapeKind::Timestamp => {
            if rules.strict && Instant::parse(text).is_err() {
                return Err("a timestamp");
            }
            let format = TimestampFormat::of(member, shape, rules.timestamp);
            Ok(Document::Timestamp(timestamps::from_text(text, format)))
        }
        ShapeKind::String
        | ShapeKind::Character
        | ShapeKind::Structure(_)
        | ShapeKind::List(_)
        | ShapeKind::Map(..) => Ok(Document::from(text)),
    }
}

/// A number as Python prints it, and so as AWS's own tools send it: `1.5`, `1e-07`, `1e+16`.
pub(crate) fn float(number: f64) -> String {
    if !number.is_finite() {
        return special_float(number).to_owned();
    }
    let size = number.abs();
    if size == 0.0 || (1e-4..1e16).contains(&size) {
        return format!("{number:?}");
    }
    let text = format!("{number:e}");
    let Some((digits, exponent)) = text.split_once('e') else { return text };
    let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |it| ('-', it));
    format!("{digits}e{sign}{exponent:0>2}")
}

#[cfg(test)]
mod tests {
    use super::float;

    #[test]
    fn numbers_are_written_as_python_writes_them() {
        let numbers = [1.0, -0.0, 0.1, 1e-4, 1e-5, 1.5e-7, 1e15, 1e16, 1.25e300, f64::NAN, f64::NEG_INFINITY];
        assert_eq!(
            numbers.map(float).join(" "),
            "1.0 -0.0 0.1 0.0001 1e-05 1.5e-07 1000000000000000.0 1e+16 1.25e+300 NaN -Infinity"
        );
    }
}
