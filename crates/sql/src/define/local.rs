//! What a session keeps for itself from one statement to the next.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::Parsed;

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

    /// Forgets everything: `DISCARD ALL`.
    pub(crate) fn discard(&self) {
        *self.state() = State::default();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
