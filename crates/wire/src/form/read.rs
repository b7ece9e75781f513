//! Form parameters to documents.

use std::borrow::Cow;
use std::collections::HashMap;

use callboard_model::document::{Document, Key, Map};
use callboard_model::shape::{Member, Shape, ShapeKind};

use super::Dialect;
use crate::text::{self, TextRules};
use crate::uri;

/// Parameters by the parts of their names: `Tags.member.1.Key` is four levels down.
#[derive(Debug, Default)]
pub(crate) struct Form {
    value: Option<String>,
    parts: HashMap<String, Form>,
}

/// Why a form could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FormError {
    #[error("the body is not a form in UTF-8")]
    NotUtf8,
    #[error("a parameter's name has more than {DEPTH_LIMIT} parts")]
    TooDeep,
    #[error("the value of parameter `{name}` must be {expected}")]
    Type { name: String, expected: &'static str },
}

const DEPTH_LIMIT: usize = 128;

impl Form {
    pub(crate) fn parse(form: &str) -> Result<Self, FormError> {
        let mut root = Self::default();
        root.add_all(form)?;
        Ok(root)
    }

    pub(crate) fn add_all(&mut self, form: &str) -> Result<(), FormError> {
        for parameter in uri::parameters(form) {
            let (name, value) = parameter.ok_or(FormError::NotUtf8)?;
            self.add(&name, value)?;
        }
        Ok(())
    }

    fn add(&mut self, name: &str, value: Cow<'_, str>) -> Result<(), FormError> {
        let mut place = self;
        for (depth, part) in name.split('.').enumerate() {
            if depth >= DEPTH_LIMIT {
                return Err(FormError::TooDeep);
            }
            place = place.parts.entry(part.to_owned()).or_default();
        }
        place.value = Some(value.into_owned());
        Ok(())
    }

    /// The members of a structure, in model order.
    pub(crate) fn structure(&self, shape: &Shape, dialect: Dialect, rules: TextRules) -> Result<Map, FormError> {
        let mut map = Map::new();
        for member in shape.members() {
            let target = member.shape();
            let name = dialect.name(member);
            let place = self.parts.get(&name).or_else(|| self.parts.get(flat_item_name(member, target, dialect)?));
            if let Some(place) = place
                && let Some(value) = place.value(&name, member, target, dialect, rules)?
            {
                map.push(member.name, value);
            }
        }
        Ok(map)
    }

    fn value(
        &self,
        name: &str,
        member: &Member,
        shape: &Shape,
        dialect: Dialect,
        rules: TextRules,
    ) -> Result<Option<Document>, FormError> {
        match &shape.kind {
            ShapeKind::Structure(_) => {
                self.structure(shape, dialect, rules).map(|it| Some(Document::Map(it))).map_err(|err| within(err, name))
            }
            ShapeKind::List(item) => {
                let items = if dialect.is_flat(member, shape) {
                    Some(self)
                } else {
                    self.parts.get(item.location_name.unwrap_or("member"))
                };
                let Some(items) = items else { return Ok(Some(Document::List(Vec::new()))) };
                let item_shape = item.shape();
                let mut list = Vec::new();
                for (number, place) in items.numbered() {
                    if let Some(value) = place
                        .value(&number.to_string(), item, item_shape, dialect, rules)
                        .map_err(|err| within(err, name))?
                    {
                        list.push(value);
                    }
                }
                Ok(Some(Document::List(list)))
            }
            ShapeKind::Map(key, item) => {
                let entries = if dialect.is_flat(member, shape) { Some(self) } else { self.parts.get("entry") };
                let (key_name, value_name) =
                    (key.location_name.unwrap_or("key"), item.location_name.unwrap_or("value"));
                let item_shape = item.shape();
                let mut pairs: Vec<(Key, Document)> = Vec::new();
                for (_, entry) in entries.map(Self::numbered).unwrap_or_default() {
                    let key = entry.parts.get(key_name).and_then(|it| it.value.clone()).unwrap_or_default();
                    if let Some(place) = entry.parts.get(value_name)
                        && let Some(value) =
                            place.value(&key, item, item_shape, dialect, rules).map_err(|err| within(err, name))?
                    {
                        pairs.push((Key::Owned(key), value));
                    }
                }
                Ok(Some(Document::Map(Map::from_pairs(pairs))))
            }
            _ => match &self.value {
                None => Ok(None),
                Some(text) => text::to_scalar(text, member, shape, rules)
                    .map(Some)
                    .map_err(|expected| FormError::Type { name: name.to_owned(), expected }),
            },
        }
    }

    /// The parts whose names are numbers, in their order.
    fn numbered(&self) -> Vec<(u64, &Form)> {
        let mut numbered: Vec<(u64, &Form)> =
            self.parts.iter().filter_map(|(name, place)| Some((name.parse().ok()?, place))).collect();
        numbered.sort_by_key(|(number, _)| *number);
        numbered
    }
}

/// A flattened list whose items have a name of their own goes by that name.
fn flat_item_name(member: &Member, shape: &Shape, dialect: Dialect) -> Option<&'static str> {
    match &shape.kind {
        ShapeKind::List(item) if dialect == Dialect::Query && dialect.is_flat(member, shape) => item.location_name,
        _ => None,
    }
}

fn within(err: FormError, prefix: &str) -> FormError {
    match err {
        FormError::Type { name, expected } => FormError::Type { name: format!("{prefix}.{name}"), expected },
        other => other,
    }
}
