//! Reports: what is told while a stack is built or torn down, to whoever shows it.

use callboard_model::types::ResourceType;

/// What became of one part.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Its name in the stack.
    pub name: String,
    /// Its type, where it has a known one.
    pub of: Option<&'static ResourceType>,
    /// Which resource it is.
    pub identifier: Option<String>,
    /// What was done.
    pub done: Done,
}

/// What was done with one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    /// It was made.
    Created,
    /// It was changed.
    Updated,
    /// It was removed and made anew.
    Replaced,
    /// It was removed.
    Deleted,
    /// It was as it should be.
    Unchanged,
    /// It was read.
    Read,
    /// It was run.
    Ran,
    /// Its condition leaves it out, or it was not there to be removed.
    Nothing,
    /// It was not removed, for this reason.
    Kept(String),
    /// It was put back as it was.
    Undone,
    /// It could not be put back, for this reason.
    NotUndone(String),
    /// Something that it needs failed.
    NotBegun,
    /// It failed: why, and what to do.
    Failed(String, Option<String>),
}

/// Whoever shows what happens.
pub trait Reporter: Send + Sync {
    /// How many parts there will be.
    fn total(&self, parts: usize);

    /// Work on a part has begun.
    fn begin(&self, name: &str);

    /// Work on a part has ended.
    fn end(&self, outcome: &Outcome);
}

/// A reporter that shows nothing.
pub struct Silent;

impl Reporter for Silent {
    fn total(&self, _: usize) {}

    fn begin(&self, _: &str) {}

    fn end(&self, _: &Outcome) {}
}

impl Done {
    /// Whether it failed, or was not begun since something else did.
    pub fn is_failure(&self) -> bool {
        matches!(self, Self::Failed(..) | Self::NotBegun | Self::NotUndone(_))
    }

    /// In one word or two.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Replaced => "replaced",
            Self::Deleted => "deleted",
            Self::Unchanged => "unchanged",
            Self::Read => "read",
            Self::Ran => "ran",
            Self::Nothing => "nothing to do",
            Self::Kept(_) => "kept",
            Self::Undone => "undone",
            Self::NotUndone(_) => "not undone",
            Self::NotBegun => "not begun",
            Self::Failed(..) => "failed",
        }
    }
}
