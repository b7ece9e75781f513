//! The type of the values that a schema describes.

use super::{Attribute, AttributeKind, Block, NestedBlock, Nesting, Schema};
use crate::cty::Type;

impl Schema {
    /// The type of its values.
    pub fn implied_type(&self) -> Type {
        self.block.implied_type()
    }
}

impl Block {
    /// The type of its values: an object of all attributes and blocks.
    pub fn implied_type(&self) -> Type {
        let attributes = self.attributes.iter().map(|it| (it.name.clone(), it.implied_type()));
        Type::Object(attributes.chain(self.blocks.iter().map(|it| (it.name.clone(), it.implied_type()))).collect())
    }
}

impl Attribute {
    /// The type of its values.
    pub fn implied_type(&self) -> Type {
        match &self.kind {
            AttributeKind::Plain(of) => of.clone(),
            AttributeKind::Nested { nesting, attributes } => {
                nesting.of(Type::object(attributes.iter().map(|it| (it.name.clone(), it.implied_type()))))
            }
        }
    }
}

impl NestedBlock {
    /// The type of its values.
    pub fn implied_type(&self) -> Type {
        self.nesting.of(self.block.implied_type())
    }
}

impl Nesting {
    /// The type of objects that are held so.
    pub fn of(self, object: Type) -> Type {
        match self {
            Self::Single => object,
            Self::List => Type::list(object),
            Self::Set => Type::set(object),
            Self::Map => Type::map(object),
        }
    }
}
