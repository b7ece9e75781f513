//! Nodes: what a text of YAML says, and where.

use serde_json::{Map, Value};

use crate::plain;

/// Where something stands, both counted from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Where it begins.
    pub place: Place,
    /// Its tag, where it has one: `!!str`, `!mine`.
    pub tag: Option<String>,
    /// What it is.
    pub shape: Shape,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// A text, a number or whatever else a caller takes it for.
    Scalar {
        /// As it is written, without quotes.
        text: String,
        /// Whether it has no quotes, so that it may be something other than a text.
        is_plain: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// A map, in the order in which it was written.
    Map(Vec<Member>),
}

/// One member of a map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its name, which is a scalar.
    pub key: Node,
    /// Its value.
    pub value: Node,
}

/// Why a text cannot be read, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {}, column {}: {message}", place.line, place.column)]
pub struct Mistake {
    /// Where in the text.
    pub place: Place,
    /// What is wrong.
    pub message: String,
}

impl Node {
    /// The value as JSON: scalars as [`plain`] takes them, keys as they are written.
    ///
    /// A tag that says nothing of JSON is a mistake.
    pub fn to_json(&self) -> Result<Value, Mistake> {
        Ok(match &self.shape {
            Shape::Scalar { text, is_plain } => self.scalar(text, *is_plain)?,
            Shape::List(items) => Value::Array(items.iter().map(Self::to_json).collect::<Result<_, _>>()?),
            Shape::Map(members) => {
                let pair = |it: &Member| Ok((it.key.text().to_owned(), it.value.to_json()?));
                Value::Object(members.iter().map(pair).collect::<Result<Map<_, _>, _>>()?)
            }
        })
    }

    /// The text of a scalar as it is written, `""` where it is none.
    pub fn text(&self) -> &str {
        match &self.shape {
            Shape::Scalar { text, .. } => text,
            _ => "",
        }
    }

    fn scalar(&self, text: &str, is_plain: bool) -> Result<Value, Mistake> {
        match self.tag.as_deref() {
            None if is_plain => Ok(plain(text)),
            Some("!!null" | "!!bool" | "!!int" | "!!float") => Ok(plain(text)),
            None | Some("!" | "!!str") => Ok(text.into()),
            Some(tag) => Err(Mistake { place: self.place, message: format!("tag `{tag}` is not known") }),
        }
    }
}
