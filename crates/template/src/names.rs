//! Names: what a template takes from outside.

use std::collections::BTreeSet;

use minijinja::Environment;

/// The first part of a dotted name.
pub fn root(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

/// Those of a template's undeclared names that are not the engine's own.
pub fn from_outside(environment: &Environment<'_>, undeclared: impl IntoIterator<Item = String>) -> BTreeSet<String> {
    let is_own = |name: &str| environment.globals().any(|(own, _)| own == root(name));
    undeclared.into_iter().filter(|it| !is_own(it)).collect()
}

/// Whether a text says itself what is to be done where a name has no value.
pub fn is_forgiving(text: &str) -> bool {
    ["default", "defined", "|d("].iter().any(|it| text.contains(it))
}
