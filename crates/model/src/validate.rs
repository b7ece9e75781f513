//! Constraints: whether a value keeps to what its shape demands.
//!
//! [`validate`] walks a value along its shape and reports every required
//! member that is missing and every length, range, pattern and enumeration
//! that is not kept, in the words of AWS's services:
//!
//! ```text
//! 1 validation error detected: Value 'my stage' at 'name' failed to satisfy
//! constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]*
//! ```
//!
//! # Invariants
//!
//! - A member that the shape does not have is passed over, as AWS's services do.
//! - A pattern must match the whole text; one that is no ECMAScript pattern is not enforced.
//! - A text longer than its shape allows, or than [`LONGEST_MATCHED`], is never given to a pattern.
//! - The value of a sensitive shape never appears in a message.

use std::fmt::{self, Write as _};

use crate::document::{Document, Map};
use crate::pattern;
use crate::shape::{Member, Shape, ShapeKind};

/// The longest text, in bytes, that is given to a pattern; a longer one does not satisfy it.
pub const LONGEST_MATCHED: usize = 64 * 1024;

/// The longest value that a message repeats, in characters.
const LONGEST_SHOWN: usize = 512;

/// What a model demands that its service does not.
#[derive(Debug, Clone, Copy, Default)]
pub struct Exceptions {
    /// Names of shapes whose pattern is not enforced.
    pub unenforced_patterns: &'static [&'static str],
}

/// One demand of a shape that is not met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Where: `participantTokenConfigurations.1.member.duration`.
    pub path: String,
    /// What was found there: nothing where a required member is missing.
    pub found: Found,
    /// What is demanded: `Member must not be null`.
    pub constraint: String,
}

/// The value that does not meet a demand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// No value.
    Nothing,
    /// This value.
    Value(String),
    /// A value that must not be shown.
    Hidden,
}

/// Every demand that is not met; never empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Violations(pub Vec<Violation>);

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.0.len() == 1 { "" } else { "s" };
        write!(f, "{} validation error{plural} detected: ", self.0.len())?;
        for (at, violation) in self.0.iter().enumerate() {
            write!(f, "{}{violation}", if at == 0 { "" } else { "; " })?;
        }
        Ok(())
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.found {
            Found::Nothing => f.write_str("Value null")?,
            Found::Value(value) => write!(f, "Value '{value}'")?,
            Found::Hidden => f.write_str("Value")?,
        }
        write!(f, " at '{}' failed to satisfy constraint: {}", self.path, self.constraint)
    }
}

/// Holds an input against the structure that it must fit.
pub fn validate(shape: &Shape, input: &Map, exceptions: Exceptions) -> Result<(), Violations> {
    let mut walk = Walk { exceptions, path: String::new(), violations: Vec::new() };
    walk.structure(shape.members(), input);
    if walk.violations.is_empty() { Ok(()) } else { Err(Violations(walk.violations)) }
}

struct Walk {
    exceptions: Exceptions,
    path: String,
    violations: Vec<Violation>,
}

impl Walk {
    fn structure(&mut self, members: &[Member], value: &Map) {
        for member in members {
            match value.get(member.name) {
                Some(value) if !value.is_null() => self.at(member.name, |walk| walk.value(member.shape(), value)),
                _ if member.required => self.at(member.name, |walk| {
                    walk.report(Found::Nothing, "Member must not be null".to_owned());
                }),
                _ => {}
            }
        }
    }

    fn value(&mut self, shape: &Shape, value: &Document) {
        match (&shape.kind, value) {
            (ShapeKind::Structure(_), _) if shape.traits.document => {}
            (ShapeKind::Structure(members), Document::Map(value)) => self.structure(members, value),
            (ShapeKind::List(member), Document::List(items)) => {
                self.demand(shape, value);
                self.list(member, items, value);
            }
            (ShapeKind::Map(key, of), Document::Map(entries)) => {
                self.demand(shape, value);
                self.map(key, of, entries, value);
            }
            _ if fits(&shape.kind, value) => self.demand(shape, value),
            _ => self.report(shown(shape, value), format!("Member must be a {}", shape.type_name())),
        }
    }

    fn list(&mut self, member: &Member, items: &[Document], list: &Document) {
        let shape = member.shape();
        if is_scalar(shape) {
            if items.iter().any(|item| !self.is_kept(shape, item)) {
                let constraint = format!("Member must satisfy constraint: [{}]", self.constraints(shape).join(", "));
                self.report(shown(shape, list), constraint);
            }
            return;
        }
        for (at, item) in items.iter().enumerate() {
            self.at(&(at + 1).to_string(), |walk| walk.at("member", |walk| walk.value(shape, item)));
        }
    }

    fn map(&mut self, key: &Member, of: &Member, entries: &Map, map: &Document) {
        let (key, of) = (key.shape(), of.shape());
        if entries.keys().any(|name| !self.is_kept(key, &Document::from(name.as_ref()))) {
            let constraint = format!("Map keys must satisfy constraint: [{}]", self.constraints(key).join(", "));
            self.report(shown(key, map), constraint);
        }
        if !is_scalar(of) {
            for (name, value) in entries.iter() {
                self.at(name, |walk| walk.at("member", |walk| walk.value(of, value)));
            }
        } else if entries.values().any(|value| !self.is_kept(of, value)) {
            let constraint = format!("Map value must satisfy constraint: [{}]", self.constraints(of).join(", "));
            self.report(shown(of, map), constraint);
        }
    }

    /// Reports each constraint of the shape itself that a value of its kind does not keep.
    fn demand(&mut self, shape: &Shape, value: &Document) {
        for constraint in Constraint::of(shape, self.exceptions) {
            if !constraint.is_kept(value) {
                self.report(shown(shape, value), constraint.to_string());
            }
        }
    }

    fn is_kept(&self, shape: &Shape, value: &Document) -> bool {
        fits(&shape.kind, value) && Constraint::of(shape, self.exceptions).all(|constraint| constraint.is_kept(value))
    }

    fn constraints(&self, shape: &Shape) -> Vec<String> {
        let all: Vec<String> = Constraint::of(shape, self.exceptions).map(|it| it.to_string()).collect();
        if all.is_empty() { vec![format!("Member must be a {}", shape.type_name())] } else { all }
    }

    fn report(&mut self, found: Found, constraint: String) {
        self.violations.push(Violation { path: self.path.clone(), found, constraint });
    }

    /// Walks on one step further down.
    fn at(&mut self, name: &str, walk: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        if length > 0 {
            self.path.push('.');
        }
        self.path.push_str(name);
        walk(self);
        self.path.truncate(length);
    }
}

/// One demand of a shape.
#[derive(Debug, Clone, Copy)]
enum Constraint<'a> {
    MaxLength(f64),
    MinLength(f64),
    MaxValue(f64),
    MinValue(f64),
    Pattern(&'static str, f64),
    Enumeration(&'a [&'static str]),
}

impl<'a> Constraint<'a> {
    fn of(shape: &'a Shape, exceptions: Exceptions) -> impl Iterator<Item = Self> {
        let is_number = matches!(
            shape.kind,
            ShapeKind::Integer | ShapeKind::Long | ShapeKind::Float | ShapeKind::Double | ShapeKind::Timestamp
        );
        let (max, min) = match is_number {
            true => (shape.max.map(Self::MaxValue), shape.min.map(Self::MinValue)),
            false => (shape.max.map(Self::MaxLength), shape.min.map(Self::MinLength)),
        };
        let longest = shape.max.unwrap_or(f64::INFINITY);
        let pattern = shape.pattern.filter(|_| !exceptions.unenforced_patterns.contains(&shape.name));
        let enumeration = (!shape.enum_values.is_empty()).then_some(Self::Enumeration(&shape.enum_values));
        [max, min, pattern.map(|it| Self::Pattern(it, longest)), enumeration].into_iter().flatten()
    }

    fn is_kept(&self, value: &Document) -> bool {
        match self {
            Self::MaxLength(max) => length(value).is_none_or(|it| it <= *max),
            Self::MinLength(min) => length(value).is_none_or(|it| it >= *min),
            Self::MaxValue(max) => value.as_f64().is_none_or(|it| it <= *max),
            Self::MinValue(min) => value.as_f64().is_none_or(|it| it >= *min),
            // A text that is too long is reported as such, and not given to the pattern.
            Self::Pattern(pattern, longest) => value.as_str().is_none_or(|text| {
                length(value).is_some_and(|it| it > *longest)
                    || (text.len() <= LONGEST_MATCHED && pattern::matches_whole(pattern, text))
            }),
            Self::Enumeration(values) => value.as_str().is_none_or(|text| values.contains(&text)),
        }
    }
}

impl fmt::Display for Constraint<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MaxLength(max) => write!(f, "Member must have length less than or equal to {max}"),
            Self::MinLength(min) => write!(f, "Member must have length greater than or equal to {min}"),
            Self::MaxValue(max) => write!(f, "Member must have value less than or equal to {max}"),
            Self::MinValue(min) => write!(f, "Member must have value greater than or equal to {min}"),
            Self::Pattern(pattern, _) => write!(f, "Member must satisfy regular expression pattern: {pattern}"),
            Self::Enumeration(values) => write!(f, "Member must satisfy enum value set: [{}]", values.join(", ")),
        }
    }
}

fn is_scalar(shape: &Shape) -> bool {
    !matches!(shape.kind, ShapeKind::Structure(_) | ShapeKind::List(_) | ShapeKind::Map(..))
}

fn fits(kind: &ShapeKind, value: &Document) -> bool {
    match value {
        Document::Null => true,
        Document::Bool(_) => matches!(kind, ShapeKind::Boolean),
        Document::Integer(_) => matches!(
            kind,
            ShapeKind::Integer | ShapeKind::Long | ShapeKind::Float | ShapeKind::Double | ShapeKind::Timestamp
        ),
        Document::Float(_) => matches!(kind, ShapeKind::Float | ShapeKind::Double | ShapeKind::Timestamp),
        Document::String(_) => {
            matches!(kind, ShapeKind::String | ShapeKind::Character | ShapeKind::Timestamp | ShapeKind::Blob)
        }
        Document::Blob(_) => matches!(kind, ShapeKind::Blob),
        Document::Timestamp(_) => matches!(kind, ShapeKind::Timestamp),
        Document::List(_) => matches!(kind, ShapeKind::List(_)),
        Document::Map(_) => matches!(kind, ShapeKind::Structure(_) | ShapeKind::Map(..)),
    }
}

/// Characters of a text, bytes of a blob, items of a list, entries of a map.
fn length(value: &Document) -> Option<f64> {
    let length = match value {
        Document::String(text) => text.chars().count(),
        Document::Blob(bytes) => bytes.len(),
        Document::List(items) => items.len(),
        Document::Map(entries) => entries.len(),
        _ => return None,
    };
    Some(length as f64)
}

fn shown(shape: &Shape, value: &Document) -> Found {
    if shape.traits.sensitive {
        return Found::Hidden;
    }
    let mut text = String::new();
    show(value, &mut text);
    match text.char_indices().nth(LONGEST_SHOWN) {
        Some((end, _)) => Found::Value(format!("{}...", &text[..end])),
        None => Found::Value(text),
    }
}

/// A value as AWS's services print one: `a`, `[a, b]`, `{key=value}`.
fn show(value: &Document, out: &mut String) {
    let separator = |at: usize| if at == 0 { "" } else { ", " };
    match value {
        Document::Null => out.push_str("null"),
        Document::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Document::Integer(value) => out.push_str(&value.to_string()),
        Document::Float(value) => out.push_str(&value.to_string()),
        Document::String(text) => out.push_str(text),
        Document::Blob(bytes) => {
            let _ = write!(out, "{} bytes", bytes.len());
        }
        Document::Timestamp(moment) => {
            let _ = moment.instant().map(|instant| write!(out, "{instant}"));
        }
        Document::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(separator(at));
                show(item, out);
            }
            out.push(']');
        }
        Document::Map(entries) => {
            out.push('{');
            for (at, (name, value)) in entries.iter().enumerate() {
                out.push_str(separator(at));
                out.push_str(name);
                out.push('=');
                show(value, out);
            }
            out.push('}');
        }
    }
}

#[cfg(test)]
mod tests;
