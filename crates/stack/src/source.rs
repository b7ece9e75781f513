//! Sources: YAML whose every value knows where it stands.
//!
//! Plain scalars are null, booleans, numbers or texts as in YAML 1.2; digits
//! that begin with a zero stay a text, since account numbers do. Anchors,
//! aliases and `<<` are understood; a tag other than `!!str` is an error.

mod parse;

use std::fmt;

use serde_json::{Map, Value};

pub use callboard_yaml::{Place, plain};
pub use parse::parse;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it begins.
    pub place: Place,
    /// What it is.
    pub shape: Shape,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Null, a boolean, a number or a text.
    Scalar(Value),
    /// A list.
    List(Vec<Node>),
    /// A map, in the order in which it was written.
    Map(Vec<Member>),
}

/// One member of a map.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub place: Place,
    /// Its value.
    pub node: Node,
}

/// Something in a file that cannot be, and what was probably meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The file, as the user named it.
    pub file: String,
    /// Where in the file.
    pub place: Place,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.place.line, self.place.column, self.message)
    }
}

impl std::error::Error for Mistake {}

impl Mistake {
    /// A mistake without advice.
    pub fn new(file: &str, place: Place, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), place, message: message.into(), hint: None }
    }

    /// The same mistake with advice.
    #[must_use]
    pub fn with_hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }
}

impl Node {
    /// The value without places.
    pub fn to_json(&self) -> Value {
        match &self.shape {
            Shape::Scalar(value) => value.clone(),
            Shape::List(items) => Value::Array(items.iter().map(Self::to_json).collect()),
            Shape::Map(members) => {
                Value::Object(members.iter().map(|it| (it.name.clone(), it.node.to_json())).collect::<Map<_, _>>())
            }
        }
    }

    /// Its text, where it is one.
    pub fn as_text(&self) -> Option<&str> {
        match &self.shape {
            Shape::Scalar(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    /// What it is, for messages.
    pub fn kind(&self) -> &'static str {
        match &self.shape {
            Shape::Scalar(Value::Null) => "nothing",
            Shape::Scalar(Value::Bool(_)) => "a boolean",
            Shape::Scalar(Value::Number(_)) => "a number",
            Shape::Scalar(_) => "a text",
            Shape::List(_) => "a list",
            Shape::Map(_) => "a map",
        }
    }

    /// The value with every text in it, and where that stands, replaced by what a function makes of it.
    pub fn map_texts<E>(&self, of_text: &mut impl FnMut(&str, Place) -> Result<Value, E>) -> Result<Value, E> {
        Ok(match &self.shape {
            Shape::Scalar(Value::String(text)) => of_text(text, self.place)?,
            Shape::Scalar(value) => value.clone(),
            Shape::List(items) => Value::Array(items.iter().map(|it| it.map_texts(of_text)).collect::<Result<_, _>>()?),
            Shape::Map(members) => {
                let mut object = Map::new();
                for member in members {
                    let name = match of_text(&member.name, member.place)? {
                        Value::String(name) => name,
                        other => other.to_string(),
                    };
                    object.insert(name, member.node.map_texts(of_text)?);
                }
                Value::Object(object)
            }
        })
    }
}
