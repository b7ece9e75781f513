//! Fields: one row says what an attribute is to Terraform and what it is to the API.

use std::borrow::Cow;

use crate::cty::{Type, Value};
use crate::plan::{Canonical, Check, Rule, Rules, Same};
use crate::schema::{Attribute, Block, Flags, NestedBlock, Nesting};

/// An attribute or a block of a resource.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) flags: Flags,
    pub(crate) forces_replacement: bool,
    pub(crate) default: Option<Default>,
    pub(crate) same: Same,
    pub(crate) canonical: Canonical,
    pub(crate) checks: &'static [Check],
    /// The member of API structures, where it is not the attribute's name in other letters.
    pub(crate) member: Option<&'static str>,
    /// Whether the API has it at all.
    pub(crate) is_in_api: bool,
    /// The attribute that is the key of a map, where the API has a map and Terraform a set of blocks.
    pub(crate) key: Option<&'static str>,
    /// The attribute that is the value of that map, where it is not the rest of the block.
    pub(crate) map_value: Option<&'static str>,
    pub(crate) is_always_there: bool,
    pub(crate) zero_is_a_value: bool,
    /// An update adds to the map: what goes is named with an empty text.
    pub(crate) is_merged: bool,
    pub(crate) max_items: i64,
    pub(crate) min_items: i64,
    /// It is written with `=` although it holds objects: computed lists of objects.
    pub(crate) is_attribute: bool,
    /// An argument that names another one, of which there may be one alone.
    pub(crate) conflicts_with: &'static [&'static str],
    /// An update says it whether or not it changed.
    pub(crate) is_always_sent: bool,
}

/// What an attribute holds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    Text,
    Truth,
    Whole,
    Fraction,
    TextMap,
    TextSet,
    Objects(Nesting, &'static [Field]),
}

/// What an attribute is where a configuration is silent.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Default {
    Text(&'static str),
    Truth(bool),
    Whole(i64),
}

pub(crate) const fn text(name: &'static str) -> Field {
    Field::new(name, Kind::Text)
}

pub(crate) const fn truth(name: &'static str) -> Field {
    Field::new(name, Kind::Truth)
}

pub(crate) const fn whole(name: &'static str) -> Field {
    Field::new(name, Kind::Whole)
}

pub(crate) const fn fraction(name: &'static str) -> Field {
    Field::new(name, Kind::Fraction)
}

pub(crate) const fn text_map(name: &'static str) -> Field {
    Field::new(name, Kind::TextMap)
}

pub(crate) const fn text_set(name: &'static str) -> Field {
    Field::new(name, Kind::TextSet)
}

/// A block of which there is one or none, as the old SDK has it: a list.
pub(crate) const fn block(name: &'static str, fields: &'static [Field]) -> Field {
    let mut field = Field::new(name, Kind::Objects(Nesting::List, fields));
    field.max_items = 1;
    field
}

pub(crate) const fn blocks(name: &'static str, nesting: Nesting, fields: &'static [Field]) -> Field {
    Field::new(name, Kind::Objects(nesting, fields))
}

/// How long changes may take; texts such as `10m`.
pub(crate) const fn timeouts(fields: &'static [Field]) -> Field {
    Field::new("timeouts", Kind::Objects(Nesting::Single, fields)).local()
}

impl Field {
    const fn new(name: &'static str, kind: Kind) -> Self {
        Self {
            name,
            kind,
            flags: Flags::OPTIONAL,
            forces_replacement: false,
            default: None,
            same: Same::Exact,
            canonical: Canonical::AsGiven,
            checks: &[],
            member: None,
            is_in_api: true,
            key: None,
            map_value: None,
            is_always_there: false,
            zero_is_a_value: false,
            is_merged: false,
            max_items: 0,
            min_items: 0,
            is_attribute: false,
            conflicts_with: &[],
            is_always_sent: false,
        }
    }

    pub(crate) const fn required(self) -> Self {
        Self { flags: Flags::REQUIRED, ..self }
    }

    pub(crate) const fn computed(self) -> Self {
        Self { flags: Flags::COMPUTED, ..self }
    }

    pub(crate) const fn optional_computed(self) -> Self {
        Self { flags: Flags::OPTIONAL_COMPUTED, ..self }
    }

    pub(crate) const fn deprecated(self) -> Self {
        Self { flags: self.flags.deprecated(), ..self }
    }

    pub(crate) const fn force_new(self) -> Self {
        Self { forces_replacement: true, ..self }
    }

    pub(crate) const fn default(self, default: Default) -> Self {
        Self { default: Some(default), ..self }
    }

    pub(crate) const fn checks(self, checks: &'static [Check]) -> Self {
        Self { checks, ..self }
    }

    pub(crate) const fn same(self, same: Same) -> Self {
        Self { same, ..self }
    }

    pub(crate) const fn canonical(self, canonical: Canonical) -> Self {
        Self { canonical, ..self }
    }

    pub(crate) const fn member(self, member: &'static str) -> Self {
        Self { member: Some(member), ..self }
    }

    /// The API does not have it: hooks know what it is for.
    pub(crate) const fn local(self) -> Self {
        Self { is_in_api: false, ..self }
    }

    pub(crate) const fn key(self, key: &'static str) -> Self {
        Self { key: Some(key), ..self }
    }

    pub(crate) const fn map_value(self, value: &'static str) -> Self {
        Self { map_value: Some(value), ..self }
    }

    pub(crate) const fn always_there(self) -> Self {
        Self { is_always_there: true, ..self }
    }

    pub(crate) const fn zero_is_a_value(self) -> Self {
        Self { zero_is_a_value: true, ..self }
    }

    pub(crate) const fn merged(self) -> Self {
        Self { is_merged: true, ..self }
    }

    pub(crate) const fn items(self, min_items: i64, max_items: i64) -> Self {
        Self { min_items, max_items, ..self }
    }

    pub(crate) const fn attribute(self) -> Self {
        Self { is_attribute: true, ..self }
    }

    pub(crate) const fn conflicts_with(self, others: &'static [&'static str]) -> Self {
        Self { conflicts_with: others, ..self }
    }

    pub(crate) const fn always_sent(self) -> Self {
        Self { is_always_sent: true, ..self }
    }

    pub(crate) fn value_type(&self) -> Type {
        match self.kind {
            Kind::Text => Type::String,
            Kind::Truth => Type::Bool,
            Kind::Whole | Kind::Fraction => Type::Number,
            Kind::TextMap => Type::map(Type::String),
            Kind::TextSet => Type::set(Type::String),
            Kind::Objects(nesting, fields) => {
                nesting.of(Type::object(fields.iter().map(|it| (it.name, it.value_type()))))
            }
        }
    }

    fn default_value(&self) -> Option<Value> {
        self.default.map(|it| match it {
            Default::Text(text) => Value::from(text),
            Default::Truth(value) => Value::Bool(value),
            Default::Whole(value) => Value::from(value),
        })
    }
}

/// The block that fields make.
pub(crate) fn block_of<'a>(fields: impl IntoIterator<Item = &'a Field>) -> Block {
    let mut block = Block::default();
    for field in fields {
        match field.kind {
            Kind::Objects(nesting, inner) if !field.is_attribute => {
                // A block cannot be required; how many there must be says the same.
                let is_required = field.flags.required && nesting != Nesting::Single;
                block.blocks.push(NestedBlock {
                    name: Cow::Borrowed(field.name),
                    nesting,
                    block: block_of(inner),
                    min_items: field.min_items.max(i64::from(is_required)),
                    max_items: field.max_items,
                });
            }
            _ => block.attributes.push(Attribute::plain(field.name, field.value_type(), field.flags)),
        }
    }
    block
}

/// The rules that fields make.
pub(crate) fn rules_of<'a>(fields: impl IntoIterator<Item = &'a Field>) -> Rules {
    Rules(fields.into_iter().map(rule_of).collect())
}

fn rule_of(field: &Field) -> Rule {
    Rule {
        nested: match field.kind {
            Kind::Objects(nesting, fields) => Some((nesting, rules_of(fields))),
            _ => None,
        },
        default: field.default_value(),
        forces_replacement: field.forces_replacement,
        same: field.same,
        canonical: if let Kind::Fraction = field.kind { Canonical::Float } else { field.canonical },
        checks: checks_of(field),
        max_items: field.max_items,
        min_items: field.min_items,
        key: field.key,
        is_always_there: field.is_always_there,
        zero_is_a_value: field.zero_is_a_value,
        ..Rule::new(field.name, field.flags)
    }
}

/// Its checks; a number that others do not hold to be whole is held to be so.
fn checks_of(field: &Field) -> Cow<'static, [Check]> {
    let is_held = field.checks.iter().any(|it| matches!(it, Check::Between(..) | Check::OneOfNumbers(_)));
    match field.kind {
        Kind::Whole if !is_held => Cow::Owned([&[Check::Whole], field.checks].concat()),
        _ => Cow::Borrowed(field.checks),
    }
}
