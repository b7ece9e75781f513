//! Schemas: which attributes and blocks a provider, a resource or a data source has.
//!
//! # Reading order
//!
//! [`Schema`] holds a [`Block`], a block its attributes and the blocks nested in it. `encode.rs` writes a schema in
//! protobuf, `implied.rs` says of what type its values are.

mod encode;
mod implied;

use std::borrow::Cow;

use crate::cty::Type;

pub use encode::{ProtocolVersion, write_schema};

/// What a provider, a resource or a data source is made from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Schema {
    /// States of an older version are upgraded before they are used.
    pub version: i64,
    /// The attributes and blocks.
    pub block: Block,
}

/// Attributes and blocks between two braces.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Block {
    /// What is written with `=`.
    pub attributes: Vec<Attribute>,
    /// What is written as a block of its own.
    pub blocks: Vec<NestedBlock>,
    /// Not to be used any more.
    pub deprecated: bool,
}

/// One attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Its name.
    pub name: Cow<'static, str>,
    /// What it holds.
    pub kind: AttributeKind,
    /// What may be done with it.
    pub flags: Flags,
}

/// What an attribute holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttributeKind {
    /// A value of a type.
    Plain(Type),
    /// Objects whose attributes have flags of their own; protocol 6 alone knows them.
    Nested {
        /// How many, and how they are held.
        nesting: Nesting,
        /// What is in each.
        attributes: Vec<Attribute>,
    },
}

/// What may be done with an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flags {
    /// A configuration must have it.
    pub required: bool,
    /// A configuration may have it.
    pub optional: bool,
    /// The provider sets it, where a configuration does not.
    pub computed: bool,
    /// It is not shown.
    pub sensitive: bool,
    /// It is kept in no state.
    pub write_only: bool,
    /// Not to be used any more.
    pub deprecated: bool,
}

/// How nested objects are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Nesting {
    /// One or none.
    Single,
    /// Any number, in order.
    List,
    /// Any number, each once.
    Set,
    /// Any number, under keys of the user's.
    Map,
}

/// A block in a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NestedBlock {
    /// Its name.
    pub name: Cow<'static, str>,
    /// How many, and how they are held.
    pub nesting: Nesting,
    /// What is in each.
    pub block: Block,
    /// How many there must be.
    pub min_items: i64,
    /// How many there may be; 0 for any number.
    pub max_items: i64,
}

impl Schema {
    /// The attribute of a name, at the top.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.block.attributes.iter().find(|it| it.name == name)
    }

    /// The block of a name, at the top.
    pub fn block(&self, name: &str) -> Option<&NestedBlock> {
        self.block.blocks.iter().find(|it| it.name == name)
    }
}

impl Attribute {
    /// An attribute that holds a plain value.
    pub fn plain(name: impl Into<Cow<'static, str>>, of: Type, flags: Flags) -> Self {
        Self { name: name.into(), kind: AttributeKind::Plain(of), flags }
    }
}

impl Flags {
    /// A configuration must have it.
    pub const REQUIRED: Self = Self::with(true, false, false);
    /// A configuration may have it.
    pub const OPTIONAL: Self = Self::with(false, true, false);
    /// Only the provider sets it.
    pub const COMPUTED: Self = Self::with(false, false, true);
    /// A configuration may have it; else the provider sets it.
    pub const OPTIONAL_COMPUTED: Self = Self::with(false, true, true);

    const fn with(required: bool, optional: bool, computed: bool) -> Self {
        Self { required, optional, computed, sensitive: false, write_only: false, deprecated: false }
    }

    /// The same, and it is not shown.
    #[must_use]
    pub const fn sensitive(self) -> Self {
        Self { sensitive: true, ..self }
    }

    /// The same, and it is not to be used any more.
    #[must_use]
    pub const fn deprecated(self) -> Self {
        Self { deprecated: true, ..self }
    }
}
