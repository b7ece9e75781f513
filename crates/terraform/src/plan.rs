//! Plans: what a resource will be, by rules that are data.
//!
//! ```text
//! prior ────┐
//! config ───┼──▶ walk beside the rules ──▶ planned value, paths that force a replacement
//! rules ────┘
//! ```
//!
//! Both providers plan here. They differ in their [`Dialect`]: the old SDK knows no difference between null and zero,
//! the new framework does.
//!
//! # Invariants
//!
//! - A plan that changes nothing is the prior value as it was, byte for byte.
//! - An unknown value in a configuration is never read, wherever it stands.
//! - What only a service knows is unknown when a resource is made or replaced, and kept when it is changed.
//!
//! # Reading order
//!
//! [`Rule`] says what may be said about an attribute, [`plan`] is the entry, `walk.rs` the rules at work; `same.rs` is
//! when two values are one (`definition.rs` reads documents), `canonical.rs` what is written differently than it was given, `validate.rs` and
//! `checks.rs` what is refused.

mod canonical;
mod checks;
mod definition;
pub(crate) mod duration;
mod same;
#[cfg(test)]
mod tests;
mod validate;
mod walk;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::cty::{Path, Value};
use crate::schema::{Flags, Nesting};

pub use canonical::Canonical;
pub use checks::Check;
pub use same::Same;
pub(crate) use same::is_zero;
pub use validate::validate;

/// How null and zero are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// As the old SDK: null, `""`, 0, false and what is empty are the same where nothing is computed.
    Legacy,
    /// As the framework: null is nothing else.
    Framework,
}

/// The rules of an object's attributes and blocks.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rules(pub Vec<Rule>);

/// What holds for an attribute or a block.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Its name.
    pub name: Cow<'static, str>,
    /// Who may set it.
    pub flags: Flags,
    /// The objects inside, where there are.
    pub nested: Option<(Nesting, Rules)>,
    /// What it is where a configuration is silent.
    pub default: Option<Value>,
    /// Whether a change makes a new resource.
    pub forces_replacement: bool,
    /// When two values of it are one.
    pub same: Same,
    /// How a configured value is written.
    pub canonical: Canonical,
    /// What is refused.
    pub checks: Cow<'static, [Check]>,
    /// How many objects there may be; 0 for any number.
    pub max_items: i64,
    /// How many objects there must be.
    pub min_items: i64,
    /// Objects of a set are one where this attribute is.
    pub key: Option<&'static str>,
    /// Objects of a list that differ in this attribute are not one object that was changed.
    pub tells_apart: bool,
    /// A block that is there whether or not it is configured: taking it out resets what is inside.
    pub is_always_there: bool,
    /// Zero says something else than silence, although a state shows both as 0.
    pub zero_is_a_value: bool,
}

/// What a plan is made from.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// How null and zero are held.
    pub dialect: Dialect,
    /// What there is; null where there is nothing yet.
    pub prior: &'a Value,
    /// What the user wrote.
    pub config: &'a Value,
    /// Attributes at the top whose value was worked out elsewhere.
    pub worked_out: &'a BTreeMap<String, Value>,
    /// Paths of zeros in `prior` that were meant, in the form of [`zero_path`].
    pub meant_zeros: &'a BTreeSet<String>,
}

/// A plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// What will be.
    pub value: Value,
    /// What cannot be changed in place.
    pub requires_replace: Vec<Path>,
    /// Whether anything changes.
    pub is_changed: bool,
}

/// Plans a resource that is wanted.
pub fn plan(rules: &Rules, inputs: Inputs<'_>) -> Planned {
    let mut walk = walk::Walk::new(inputs);
    let prior = (!inputs.prior.is_null()).then_some(inputs.prior);
    let value = walk.top(rules, prior, inputs.config);
    let Some(prior) = prior else { return Planned { value, requires_replace: Vec::new(), is_changed: true } };
    if !walk.is_changed {
        return Planned { value: prior.clone(), requires_replace: Vec::new(), is_changed: false };
    }
    let mut requires_replace = walk.requires_replace;
    requires_replace.sort();
    requires_replace.dedup();
    if requires_replace.is_empty() {
        return Planned { value, requires_replace, is_changed: true };
    }
    let value = walk::Walk::new(inputs).top(rules, None, inputs.config);
    Planned { value, requires_replace, is_changed: true }
}

/// The form in which a meant zero is remembered: names joined by dots, the key of a set's object among them.
pub fn zero_path(names: &[&str]) -> String {
    names.join(".")
}

impl Rules {
    /// The rule of a name.
    pub fn get(&self, name: &str) -> Option<&Rule> {
        self.0.iter().find(|it| it.name == name)
    }
}

impl Rule {
    /// A rule that says nothing but who may set an attribute.
    pub fn new(name: impl Into<Cow<'static, str>>, flags: Flags) -> Self {
        Self {
            name: name.into(),
            flags,
            nested: None,
            default: None,
            forces_replacement: false,
            same: Same::Exact,
            canonical: Canonical::AsGiven,
            checks: Cow::Borrowed(&[]),
            max_items: 0,
            min_items: 0,
            key: None,
            tells_apart: false,
            is_always_there: false,
            zero_is_a_value: false,
        }
    }
}
