//! What a listing finds, for askers who look at all of it or at parts.

use std::sync::Arc;

use callboard_plane::{Extract, Extracted, Wish};

use crate::Listed;

/// What an asker looks at of the resources in a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Top-level properties.
    pub properties: Arc<[&'static str]>,
    /// Whether identifiers are looked at, beside how many resources there are.
    pub identifiers: bool,
}

/// Resources of a page.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// As the listing shows them.
    Whole(Vec<Listed>),
    /// As far as they are looked at.
    Extract(Extract),
}

impl Look {
    /// Whether resources are only counted.
    pub fn is_count(&self) -> bool {
        self.properties.is_empty() && !self.identifiers
    }

    pub(crate) fn wish(&self, most: usize) -> Wish {
        Wish { properties: Arc::clone(&self.properties), identifiers: self.identifiers, most }
    }
}

impl Found {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Whole(resources) => resources.len(),
            Self::Extract(extract) => extract.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Each resource by itself, with the properties that were looked at.
    pub fn into_listed(self) -> Vec<Listed> {
        match self {
            Self::Whole(resources) => resources,
            Self::Extract(extract) => {
                let listed =
                    |it: Extracted<'_>| Listed { identifier: it.identifier().to_owned(), properties: it.to_json() };
                extract.resources().map(listed).collect()
            }
        }
    }

    pub(crate) fn truncate(&mut self, resources: usize) {
        match self {
            Self::Whole(all) => all.truncate(resources),
            Self::Extract(extract) => extract.truncate(resources),
        }
    }
}
