//! Places: where a walk is.

use crate::cty::Path;

/// Where the walk is.
#[derive(Clone)]
pub(super) struct Place {
    /// What a replacement is reported at: a path ends at a set.
    pub(super) path: Path,
    is_in_set: bool,
    /// Names on the way, with keys of sets among them.
    pub(super) names: Vec<String>,
}

impl Place {
    /// The object that everything is in.
    pub(super) fn root() -> Self {
        Self { path: Path::root(), is_in_set: false, names: Vec::new() }
    }

    pub(super) fn attribute(&self, name: &str) -> Self {
        let mut names = self.names.clone();
        names.push(name.to_owned());
        let path = if self.is_in_set { self.path.clone() } else { self.path.attribute(name) };
        Self { path, is_in_set: self.is_in_set, names }
    }

    pub(super) fn index(&self, index: usize) -> Self {
        let path = if self.is_in_set { self.path.clone() } else { self.path.index(index) };
        Self { path, ..self.clone() }
    }

    pub(super) fn key(&self, key: &str) -> Self {
        let path = if self.is_in_set { self.path.clone() } else { self.path.key(key) };
        Self { path, ..self.clone() }
    }

    pub(super) fn in_set(&self, key: Option<&str>) -> Self {
        let mut names = self.names.clone();
        names.extend(key.map(str::to_owned));
        Self { is_in_set: true, names, path: self.path.clone() }
    }
}
