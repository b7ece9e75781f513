//! Limits: what an input must keep to beyond its model.
//!
//! The model demands hardly anything of texts, but names its shapes after what
//! the service demands: `StringWithLengthBetween1And128`. In an update, an empty
//! text unsets a member, whatever its shape is called.

use callboard_model::document::{Document, Map};
use callboard_model::shape::{Shape, ShapeKind};
use callboard_model::validate::{self, Exceptions, Found, Violation};

/// What is wrong with an input, in the words of the service.
pub(super) fn check(shape: &'static Shape, input: &Map, exceptions: Exceptions) -> Result<(), String> {
    validate::validate(shape, input, exceptions).map_err(|violations| match violations.0.first() {
        Some(first) => words(shape.name, first).unwrap_or_else(|| violations.to_string()),
        None => violations.to_string(),
    })?;
    let walk = Walk { takes_nothing: shape.name.starts_with("Update") };
    shape.members().iter().try_for_each(|member| match input.get(member.name) {
        Some(value) => walk.value(member.shape(), value, member.name),
        None => Ok(()),
    })
}

/// What the service says of what the model demands, where that is known.
fn words(shape: &str, violation: &Violation) -> Option<String> {
    let name = violation.path.rsplit('.').next()?;
    let constraint = violation.constraint.as_str();
    if matches!(violation.found, Found::Nothing) {
        return Some(match name {
            "Name" if shape.starts_with("CreateApi") => "Invalid API name specified".to_owned(),
            _ => format!("{} is required", sentence(name)),
        });
    }
    if let Some(values) = constraint.strip_prefix("Member must satisfy enum value set: [") {
        let mut values: Vec<&str> = values.trim_end_matches(']').split(", ").collect();
        values.sort_unstable();
        let name = if name == "ProtocolType" { "protocol".to_owned() } else { sentence(name).to_lowercase() };
        return Some(format!("Invalid {name} specified. Must be one of [{}]", values.join(", ")));
    }
    match name {
        "TimeoutInMillis" => Some("Timeout should be between 50 ms and 30000 ms".to_owned()),
        "AuthorizerResultTtlInSeconds" => {
            Some("Authorizer result TTL outside allowable range. TTL must be between 0 and 3600 seconds.".to_owned())
        }
        _ => None,
    }
}

/// `RouteKey` as `Route key`.
fn sentence(name: &str) -> String {
    let mut out = String::new();
    for (at, letter) in name.char_indices() {
        if at > 0 && letter.is_ascii_uppercase() {
            out.push(' ');
            out.push(letter.to_ascii_lowercase());
        } else {
            out.push(letter);
        }
    }
    out
}

struct Walk {
    /// Whether an empty text is no text at all.
    takes_nothing: bool,
}

impl Walk {
    fn value(&self, shape: &Shape, value: &Document, name: &str) -> Result<(), String> {
        match (&shape.kind, value) {
            (ShapeKind::Structure(members), Document::Map(value)) => members.iter().try_for_each(|member| {
                value.get(member.name).map_or(Ok(()), |it| self.value(member.shape(), it, member.name))
            }),
            (ShapeKind::List(item), Document::List(items)) => {
                items.iter().try_for_each(|it| self.value(item.shape(), it, name))
            }
            // What is empty in a map says that there is nothing for its key.
            (ShapeKind::Map(_, of), Document::Map(entries)) => {
                let walk = Self { takes_nothing: true };
                entries.iter().try_for_each(|(key, it)| walk.value(of.shape(), it, &format!("{name} {key}")))
            }
            (ShapeKind::String, Document::String(text)) => self.text(shape.name, text, name),
            _ => Ok(()),
        }
    }

    fn text(&self, shape: &str, text: &str, name: &str) -> Result<(), String> {
        let Some((least, most)) = lengths(shape) else { return Ok(()) };
        let length = text.chars().count();
        if (length >= least && length <= most) || (length == 0 && self.takes_nothing) {
            return Ok(());
        }
        let name = sentence(name).to_lowercase();
        Err(format!("Invalid {name} specified. It must have between {least} and {most} characters, and has {length}"))
    }
}

/// The lengths in the name of a shape.
fn lengths(shape: &str) -> Option<(usize, usize)> {
    let (_, range) = shape.split_once("WithLengthBetween")?;
    let (least, most) = range.split_once("And")?;
    let most = match most.strip_suffix('K') {
        Some(thousands) => thousands.parse::<usize>().ok()? * 1024,
        None => most.parse().ok()?,
    };
    Some((least.parse().ok()?, most))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_shapes_tell_lengths() {
        assert_eq!(lengths("StringWithLengthBetween1And128"), Some((1, 128)));
        assert_eq!(lengths("UriWithLengthBetween1And2048"), Some((1, 2048)));
        assert_eq!(lengths("StringWithLengthBetween0And32K"), Some((0, 32768)));
        assert_eq!(lengths("SelectionKey"), None);
    }
}
