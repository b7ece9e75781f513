//! Checks: what a configured value must be, and the words in which it is refused.

use super::{definition, duration};
use crate::cty::Value;

/// What a configured value must be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Check {
    /// Text of so many characters.
    Length(usize, usize),
    /// Text of at least so many characters.
    LongerThan(usize),
    /// One of these texts, in this case.
    OneOf(&'static [&'static str]),
    /// One of these texts, in any case.
    OneOfAnyCase(&'static [&'static str]),
    /// A whole number in a range.
    Between(i64, i64),
    /// A whole number that 32 bits hold.
    Whole,
    /// A whole number of at least so much.
    AtLeast(i64),
    /// `arn:partition:service:region:account:resource`.
    Arn,
    /// Letters, digits and these characters; and what is said otherwise.
    Characters(&'static str, &'static str),
    /// `10m`, `1h30m`.
    Duration,
    /// JSON text.
    Json,
    /// A document that is a map, as JSON or YAML; or nothing at all.
    Definition,
    /// One of these numbers.
    OneOfNumbers(&'static [i64]),
}

impl Check {
    /// What is wrong with a known value of the attribute `name`, in the old SDK's words; nothing where it is right.
    pub fn complaint(self, name: &str, value: &Value) -> Option<String> {
        match (self, value) {
            (Self::Length(least, most), Value::String(text)) => {
                let length = text.chars().count();
                (length < least || length > most)
                    .then(|| format!("expected length of {name} to be in the range ({least} - {most}), got {text}"))
            }
            (Self::LongerThan(least), Value::String(text)) => (text.chars().count() < least)
                .then(|| format!("expected length of {name} to be at least {least} characters, got {text:?}")),
            (Self::OneOf(allowed), Value::String(text)) => {
                (!allowed.contains(&text.as_str())).then(|| not_one_of(name, allowed, text))
            }
            (Self::OneOfAnyCase(allowed), Value::String(text)) => {
                (!allowed.iter().any(|it| it.eq_ignore_ascii_case(text))).then(|| not_one_of(name, allowed, text))
            }
            (Self::Between(least, most), Value::Number(number)) => {
                let is_in = number.as_i64().is_some_and(|it| (least..=most).contains(&it));
                (!is_in).then(|| format!("expected {name} to be in the range ({least} - {most}), got {number}"))
            }
            (Self::Whole, Value::Number(number)) => {
                let is_whole = number.as_i64().is_some_and(|it| i32::try_from(it).is_ok());
                let (least, most) = (i32::MIN, i32::MAX);
                (!is_whole).then(|| format!("{name}: a whole number is required ({least} - {most}), got {number}"))
            }
            (Self::AtLeast(least), Value::Number(number)) => (number.as_f64() < least as f64)
                .then(|| format!("expected {name} to be at least ({least}), got {number}")),
            (Self::OneOfNumbers(allowed), Value::Number(number)) => {
                let is_in = number.as_i64().is_some_and(|it| allowed.contains(&it));
                let words: Vec<String> = allowed.iter().map(i64::to_string).collect();
                (!is_in).then(|| format!("expected {name} to be one of [{}], got {number}", words.join(" ")))
            }
            (Self::Arn, Value::String(text)) => {
                wrong_arn(text).map(|why| format!("{name:?} ({text}) is an invalid ARN: {why}"))
            }
            (Self::Json, Value::String(text)) => serde_json::from_str::<serde_json::Value>(text)
                .err()
                .map(|error| format!("{name:?} contains an invalid JSON: {error}")),
            (Self::Characters(others, what), Value::String(text)) => {
                let is_right = |it: char| it.is_ascii_alphanumeric() || others.contains(it);
                (!text.chars().all(is_right)).then(|| format!("invalid value for {name} ({what}), got {text}"))
            }
            (Self::Duration, Value::String(text)) => duration::parse(text).is_none().then(|| {
                format!("{name}: {text:?} is no duration; write it with units, such as \"90s\", \"10m\" or \"1h30m\"")
            }),
            (Self::Definition, Value::String(text)) => definition::complaint(name, text),
            _ => None,
        }
    }
}

fn not_one_of(name: &str, allowed: &[&str], text: &str) -> String {
    let words: Vec<String> = allowed.iter().map(|it| format!("{it:?}")).collect();
    format!("expected {name} to be one of [{}], got {text}", words.join(" "))
}

fn wrong_arn(text: &str) -> Option<&'static str> {
    // The old SDK lets an empty text through: it is how an attribute is taken out.
    if text.is_empty() {
        return None;
    }
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let [prefix, partition, service, region, account, resource] = parts[..] else {
        return Some(if text.starts_with("arn:") { "arn: not enough sections" } else { "arn: invalid prefix" });
    };
    let is_word = |it: &str| it.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-');
    if prefix != "arn" {
        return Some("arn: invalid prefix");
    }
    if !partition.starts_with("aws") || !is_word(partition) {
        return Some("invalid partition value (expecting to match regular expression: ^aws(-[a-z]+)*$)");
    }
    if service.is_empty() {
        return Some("missing service value");
    }
    if !is_word(region) {
        return Some("invalid region value (expecting to match regular expression: ^[a-z]{2}(-[a-z]+)+-\\d{1,2}$)");
    }
    let is_account = account.is_empty()
        || matches!(account, "aws" | "aws-managed" | "third-party")
        || account.len() == 12 && account.bytes().all(|it| it.is_ascii_digit())
        || account.starts_with("cw") && account.len() == 12;
    if !is_account {
        return Some(
            "invalid account ID value (expecting to match regular expression: ^(aws|aws-managed|third-party|aws-marketplace|\\d{12}|cw.{10})$)",
        );
    }
    if resource.is_empty() { Some("missing resource value") } else { None }
}
