//! Numbers: Terraform counts with 512 bits, so that no number can be kept in a machine word alone.

use std::cmp::Ordering;
use std::fmt;

/// Digits that a number may be written with.
const MOST_DIGITS: usize = 1_000;

/// A number.
#[derive(Debug, Clone)]
pub struct Number(Form);

#[derive(Debug, Clone)]
enum Form {
    Whole(i128),
    /// A number whose shortest decimal text is the number that is meant; or an infinity.
    Fraction(f64),
    /// Neither a word nor a fraction holds it.
    Text(Box<str>),
}

impl Number {
    /// A number from a float; none from what is no number.
    pub fn from_f64(value: f64) -> Option<Self> {
        if value.is_nan() {
            return None;
        }
        let is_whole = value.fract() == 0.0 && value.abs() < 1e30;
        Some(Self(if is_whole { Form::Whole(value as i128) } else { Form::Fraction(value) }))
    }

    /// A number from its decimal text.
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(whole) = text.parse::<i128>() {
            return Some(Self(Form::Whole(whole)));
        }
        let is_decimal = text.bytes().all(|it| it.is_ascii_digit() || matches!(it, b'+' | b'-' | b'.' | b'e' | b'E'));
        if !is_decimal || text.len() > MOST_DIGITS {
            return None;
        }
        let value: f64 = text.parse().ok()?;
        let plain = plain_digits(text);
        if value.is_finite() && plain.is_some() && plain_digits(&value.to_string()) == plain {
            return Self::from_f64(value);
        }
        Some(Self(Form::Text(text.into())))
    }

    /// The number as a 64-bit integer, where it is one.
    pub fn as_i64(&self) -> Option<i64> {
        match &self.0 {
            Form::Whole(value) => i64::try_from(*value).ok(),
            _ => None,
        }
    }

    /// The number as an integer, where it is one.
    pub fn as_i128(&self) -> Option<i128> {
        match &self.0 {
            Form::Whole(value) => Some(*value),
            _ => None,
        }
    }

    /// The nearest float.
    pub fn as_f64(&self) -> f64 {
        match &self.0 {
            Form::Whole(value) => *value as f64,
            Form::Fraction(value) => *value,
            Form::Text(text) => text.parse().unwrap_or(f64::INFINITY),
        }
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        matches!(self.0, Form::Whole(0))
    }

    /// Whether it is one of the infinities.
    pub fn is_infinite(&self) -> bool {
        matches!(self.0, Form::Fraction(value) if value.is_infinite())
    }
}

/// Sign, digits and exponent of a decimal text, so that two spellings of a number can be compared.
fn plain_digits(text: &str) -> Option<(bool, String, i64)> {
    let (is_negative, text) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let trimmed = digits.trim_end_matches('0');
    let exponent = exponent.checked_sub(fraction.len() as i64)?.checked_add((digits.len() - trimmed.len()) as i64)?;
    let trimmed = trimmed.trim_start_matches('0');
    Some((is_negative, trimmed.to_owned(), if trimmed.is_empty() { 0 } else { exponent }))
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(Form::Whole(value.into()))
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Self(Form::Whole(value.into()))
    }
}

impl From<i128> for Number {
    fn from(value: i128) -> Self {
        Self(Form::Whole(value))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Whole(value) => write!(f, "{value}"),
            Form::Fraction(value) => write!(f, "{value}"),
            Form::Text(text) => f.write_str(text),
        }
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Form::Whole(left), Form::Whole(right)) => left.cmp(right),
            (Form::Text(left), Form::Text(right)) if plain_digits(left) == plain_digits(right) => Ordering::Equal,
            _ => self.as_f64().total_cmp(&other.as_f64()).then_with(|| self.to_string().cmp(&other.to_string())),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}
