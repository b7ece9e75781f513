//! Properties: a CloudFormation schema as a tree of attributes.
//!
//! `reader.rs` reads a schema, `choice.rs` which of its members exclude each other.
//!
//! A schema that refers to itself, and one that has no shape, is JSON text. So is what lies beyond a great many
//! attributes: Terraform's schemas cannot refer to anything, and some types would be larger than all others together.

mod choice;
mod reader;

use crate::cty::{Type, Value};
use crate::plan::{Rule, Rules, Same};
use crate::schema::{Attribute, AttributeKind, Flags, Nesting};

pub(super) use reader::properties;

/// An attribute and the property that it is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Property {
    pub(super) attribute: String,
    pub(super) property: String,
    pub(super) kind: Kind,
    pub(super) flags: Flags,
    /// The schema requires it, whether or not a configuration must have it.
    pub(super) is_required: bool,
    pub(super) forces_replacement: bool,
    /// It is never read back.
    pub(super) is_write_only: bool,
    pub(super) default: Option<Value>,
    /// Attributes beside it of which none can be there when it is.
    pub(super) excludes: Vec<String>,
}

/// What a property holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Text,
    Whole,
    Fraction,
    Truth,
    /// JSON text of a document without a shape; `text_too` where any other text may stand there, too.
    Json {
        text_too: bool,
    },
    List(Box<Kind>, Order),
    Map(Box<Kind>),
    Object(Vec<Property>),
}

/// What the order of a list's items means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Kept,
    /// Nothing, but an item may be there twice.
    Free,
    /// Nothing, and an item is there once.
    Set,
}

impl Kind {
    /// The type of its values.
    pub(super) fn value_type(&self) -> Type {
        match self {
            Self::Text | Self::Json { .. } => Type::String,
            Self::Whole | Self::Fraction => Type::Number,
            Self::Truth => Type::Bool,
            Self::List(of, Order::Set) => Type::set(of.value_type()),
            Self::List(of, _) => Type::list(of.value_type()),
            Self::Map(of) => Type::map(of.value_type()),
            Self::Object(properties) => {
                Type::object(properties.iter().map(|it| (it.attribute.clone(), it.kind.value_type())))
            }
        }
    }

    /// The properties of nested objects, and how those are held.
    fn nested(&self) -> Option<(Nesting, &[Property])> {
        match self {
            Self::Object(properties) => Some((Nesting::Single, properties)),
            Self::List(of, order) => match (&**of, order) {
                (Self::Object(properties), Order::Set) => Some((Nesting::Set, properties)),
                (Self::Object(properties), _) => Some((Nesting::List, properties)),
                _ => None,
            },
            Self::Map(of) => match &**of {
                Self::Object(properties) => Some((Nesting::Map, properties)),
                _ => None,
            },
            _ => None,
        }
    }

    fn same(&self) -> Same {
        match self {
            Self::Json { .. } => Same::Json,
            Self::List(_, Order::Free) => Same::Unordered,
            _ => Same::Exact,
        }
    }
}

/// The attributes that properties are; all of them computed where nothing can be configured.
pub(super) fn attributes(properties: &[Property], is_computed: bool) -> Vec<Attribute> {
    let attribute = |property: &Property| Attribute {
        name: property.attribute.clone().into(),
        kind: match property.kind.nested() {
            Some((nesting, inner)) => AttributeKind::Nested { nesting, attributes: attributes(inner, is_computed) },
            None => AttributeKind::Plain(property.kind.value_type()),
        },
        flags: if is_computed { Flags::COMPUTED } else { property.flags },
    };
    properties.iter().map(attribute).collect()
}

/// The rules that properties are planned by.
pub(super) fn rules(properties: &[Property]) -> Rules {
    let rule = |property: &Property| Rule {
        nested: property.kind.nested().map(|(nesting, inner)| (nesting, rules(inner))),
        default: property.default.clone(),
        forces_replacement: property.forces_replacement,
        tells_apart: property.is_required || matches!(&*property.attribute, "id" | "key" | "name"),
        same: property.kind.same(),
        ..Rule::new(property.attribute.clone(), property.flags)
    };
    Rules(properties.iter().map(rule).collect())
}
