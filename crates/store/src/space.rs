//! Spaces: named collections of records, and their numbers on disk.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

/// A named collection of records, ordered by key.
///
/// Declare each once, as a constant:
///
/// ```
/// use callboard_store::Space;
///
/// const STAGE: Space = Space::new("stage");
/// const SIGNING_KEY: Space = Space::secret("signing-key");
/// # assert!(SIGNING_KEY.is_secret() && !STAGE.is_secret());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Space {
    name: &'static str,
    secret: bool,
}

impl Space {
    /// A space whose every change is kept as an event.
    pub const fn new(name: &'static str) -> Self {
        Self { name, secret: false }
    }

    /// A space whose changes leave no event, so that its values are nowhere but in the record.
    pub const fn secret(name: &'static str) -> Self {
        Self { name, secret: true }
    }

    /// The name of this space.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Whether changes leave no event.
    pub const fn is_secret(&self) -> bool {
        self.secret
    }
}

/// A space and its number in one database.
pub(crate) type SpaceNumber = (&'static str, i64);

/// The numbers of spaces that are known to be committed; they never change.
#[derive(Debug, Default)]
pub(crate) struct SpaceNumbers {
    committed: RwLock<HashMap<&'static str, i64>>,
}

impl SpaceNumbers {
    /// The number of this space, if a commit or a snapshot has shown it before.
    pub(crate) fn get(&self, space: Space) -> Option<i64> {
        self.committed.read().unwrap_or_else(PoisonError::into_inner).get(space.name).copied()
    }

    /// Keeps numbers that are now known to be committed.
    pub(crate) fn remember(&self, numbers: impl IntoIterator<Item = SpaceNumber>) {
        let mut numbers = numbers.into_iter().peekable();
        if numbers.peek().is_some() {
            self.committed.write().unwrap_or_else(PoisonError::into_inner).extend(numbers);
        }
    }
}
