//! What a session keeps for itself from one statement to the next.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use super::library::Definitions;
use crate::{Parsed, SqlError};

/// What a session keeps for itself from one statement to the next.
#[derive(Default)]
pub(crate) struct Local {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    regions: Option<Vec<String>>,
    variables: BTreeMap<String, String>,
    prepared: BTreeMap<String, Parsed>,
    temporary: Definitions,
    kept: Option<(Stamp, Definitions)>,
}

/// What changes when a file is replaced.
#[derive(PartialEq)]
struct Stamp {
    changed: SystemTime,
    length: u64,
    /// The clock of a file system may stand still for some milliseconds; a file that was renamed into place is another.
    number: u64,
}

impl Stamp {
    fn of(file: &Path) -> Option<Self> {
        let metadata = fs::metadata(file).ok()?;
        #[cfg(unix)]
        let number = std::os::unix::fs::MetadataExt::ino(&metadata);
        #[cfg(not(unix))]
        let number = 0;
        Some(Self { changed: metadata.modified().ok()?, length: metadata.len(), number })
    }
}

impl Local {
    /// The regions that `SET region` named.
    pub(crate) fn regions(&self) -> Option<Vec<String>> {
        self.state().regions.clone()
    }

    /// Sets the regions, or goes back to those that the session was opened with.
    pub(crate) fn set_regions(&self, regions: Option<Vec<String>>) {
        self.state().regions = regions;
    }

    /// What `SET name = …` said.
    pub(crate) fn variable(&self, name: &str) -> Option<String> {
        self.state().variables.get(name).cloned()
    }

    /// Every variable that was set.
    pub(crate) fn variables(&self) -> BTreeMap<String, String> {
        self.state().variables.clone()
    }

    /// Sets a variable, or forgets it.
    pub(crate) fn set_variable(&self, name: &str, value: Option<String>) {
        let mut state = self.state();
        match value {
            Some(value) => state.variables.insert(name.to_owned(), value),
            None => state.variables.remove(name),
        };
    }

    /// A prepared statement.
    pub(crate) fn prepared(&self, name: &str) -> Option<Parsed> {
        self.state().prepared.get(name).cloned()
    }

    /// Keeps a statement under a name; whether the name was free.
    pub(crate) fn prepare(&self, name: &str, statement: Parsed) -> bool {
        let mut state = self.state();
        if state.prepared.contains_key(name) {
            return false;
        }
        state.prepared.insert(name.to_owned(), statement);
        true
    }

    /// Forgets a prepared statement, or all of them; whether it was there.
    pub(crate) fn deallocate(&self, name: Option<&str>) -> bool {
        let mut state = self.state();
        match name {
            Some(name) => state.prepared.remove(name).is_some(),
            None => {
                state.prepared.clear();
                true
            }
        }
    }

    /// Definitions of the session alone.
    pub(super) fn temporary(&self) -> Definitions {
        self.state().temporary.clone()
    }

    /// Changes the definitions of the session; not at all where the change fails.
    pub(super) fn change_temporary<T>(
        &self,
        edit: impl FnOnce(&mut Definitions) -> Result<T, SqlError>,
    ) -> Result<T, SqlError> {
        let mut state = self.state();
        let mut changed = state.temporary.clone();
        let result = edit(&mut changed)?;
        state.temporary = changed;
        Ok(result)
    }

    /// The definitions of a file, read again only where it has changed.
    pub(super) fn kept(
        &self,
        file: &Path,
        read: impl FnOnce() -> Result<Definitions, SqlError>,
    ) -> Result<Definitions, SqlError> {
        let stamp = Stamp::of(file);
        if let (Some(stamp), Some((known, definitions))) = (&stamp, &self.state().kept)
            && stamp == known
        {
            return Ok(definitions.clone());
        }
        let definitions = read()?;
        self.state().kept = stamp.map(|it| (it, definitions.clone()));
        Ok(definitions)
    }

    /// Forgets views and tables of the session.
    pub(super) fn discard_temporary(&self) {
        self.state().temporary.clear();
    }

    /// Forgets everything: `DISCARD ALL`.
    pub(crate) fn discard(&self) {
        *self.state() = State::default();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
