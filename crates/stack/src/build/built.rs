//! What a build, or a teardown, did.

use crate::report::{Done, Outcome};

/// What a build did.
#[derive(Debug, Clone, Default)]
pub struct Built {
    /// What became of each part, in the order in which they ended.
    pub outcomes: Vec<Outcome>,
}

impl Built {
    /// Whether everything succeeded.
    pub fn has_succeeded(&self) -> bool {
        !self.outcomes.iter().any(|it| it.done.is_failure())
    }

    /// How many parts became what: `2 created, 3 unchanged`.
    pub fn summary(&self) -> String {
        let mut counts: Vec<(&str, usize)> = Vec::new();
        for outcome in self.outcomes.iter().filter(|it| it.done != Done::Nothing) {
            let word = outcome.done.word();
            match counts.iter_mut().find(|(it, _)| *it == word) {
                Some((_, count)) => *count += 1,
                None => counts.push((word, 1)),
            }
        }
        counts.iter().map(|(word, count)| format!("{count} {word}")).collect::<Vec<_>>().join(", ")
    }

    /// Whether anything was changed.
    pub fn has_changed(&self) -> bool {
        let is_change = |it: &Outcome| {
            matches!(it.done, Done::Created | Done::Updated | Done::Replaced | Done::Deleted | Done::Undone)
        };
        self.outcomes.iter().any(is_change)
    }
}
