//! Words: what texts are, before their pattern is asked.

use serde_json::Value;

use super::Facets;
use crate::choices::Choices;

/// Proposes texts for a property; what fits the schema is taken, else a text is made from the pattern.
pub trait Words {
    /// Texts for the property at a path, the best first.
    fn texts(&mut self, path: &[&'static str], facets: &Facets, choices: &mut Choices) -> Vec<String>;

    /// The word of an enumeration.
    fn word<'v>(&mut self, allowed: &[&'v Value]) -> Option<&'v Value> {
        allowed.first().copied()
    }

    /// How long a text from a pattern should be at least.
    fn wanted_length(&self, _path: &[&'static str]) -> usize {
        0
    }

    /// A number for the property at a path, where there is one to prefer.
    fn number(&mut self, _path: &[&'static str], _choices: &mut Choices) -> Option<i64> {
        None
    }

    /// Members that an object has besides those that it must have.
    fn members(&mut self, _path: &[&'static str]) -> Vec<&'static str> {
        Vec::new()
    }

    /// How many items a list should have at least.
    fn least_items(&self, _path: &[&'static str]) -> usize {
        0
    }

    /// Says which draw of a list's items the next texts are for.
    fn draw(&mut self, _number: usize) {}
}

/// Words for desired states: readable names, ARNs, addresses and dates by the property's name.
#[derive(Debug, Clone, Copy, Default)]
pub struct Plain;

impl Words for Plain {
    fn texts(&mut self, path: &[&'static str], facets: &Facets, choices: &mut Choices) -> Vec<String> {
        let name = path.iter().rev().find(|it| **it != "*").copied().unwrap_or("sample");
        let lower = name.to_ascii_lowercase();
        let unique = choices.text("0123456789abcdef", 8);
        let ends = |suffix: &str| lower.trim_end_matches('s').ends_with(suffix);
        let mut texts = Vec::new();
        match facets.first("format").and_then(Value::as_str) {
            Some("date-time") => texts.push("2026-01-02T03:04:05Z".to_owned()),
            Some("ipv4-network") => texts.push("10.0.0.0/16".to_owned()),
            Some("ipv6-network") => texts.push("2001:db8::/56".to_owned()),
            Some("json") => texts.push("{}".to_owned()),
            Some("uri") => texts.push("https://example.com/".to_owned()),
            Some("AWS::IAM::Role.Arn") => texts.push(format!("arn:aws:iam::123456789012:role/sample-{unique}")),
            _ => {}
        }
        if lower.contains("cidr") {
            texts.extend(["10.0.0.0/16".to_owned(), "2001:db8::/56".to_owned()]);
        } else if ends("arn") {
            texts.push(format!("arn:aws:service:us-east-1:123456789012:sample/{unique}"));
        } else if ends("accountid") || lower == "awsaccount" || lower == "account" || ends("owner") {
            texts.push("123456789012".to_owned());
        } else if ends("email") || ends("emailaddres") {
            texts.push(format!("sample-{unique}@example.com"));
        } else if ends("url") || ends("uri") {
            texts.push(format!("https://example.com/{unique}"));
        } else if ends("region") {
            texts.push("us-east-1".to_owned());
        } else if ends("availabilityzone") {
            texts.push("us-east-1a".to_owned());
        } else if lower.ends_with("policydocument") || lower.ends_with("json") {
            texts.push("{}".to_owned());
        }
        texts.push(format!("sample-{unique}"));
        texts.push(format!("sample{unique}"));
        texts.push(format!("Sample{}", &unique[..4]));
        texts
    }
}
