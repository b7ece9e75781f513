//! Scalars: what a text without quotes means.

use serde_json::Value;

/// Digits of a number that is read as it is written; more of them may be lost.
const EXACT: usize = 17;

/// The value that an unquoted scalar means.
pub fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_number = digits.strip_prefix('.').unwrap_or(digits).starts_with(|it: char| it.is_ascii_digit())
        && digits.bytes().all(|it| it.is_ascii_digit() || matches!(it, b'.' | b'e' | b'E' | b'-' | b'+'));
    let keeps_zero = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    if !is_number || keeps_zero {
        return Value::from(text);
    }
    let number = text.strip_prefix('+').unwrap_or(text);
    if let Ok(integer) = number.parse::<i64>() {
        return Value::from(integer);
    }
    match number.parse::<f64>() {
        Ok(float) if float.is_finite() && number.len() < EXACT => Value::from(float),
        _ => Value::from(text),
    }
}
