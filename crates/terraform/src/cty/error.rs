//! Why a value could not be read or written.

use super::Path;

/// Why a value could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CtyError {
    /// The bytes end early, or go on after the value.
    #[error("{path}: the message is {problem}")]
    Malformed {
        /// Where in the value.
        path: Path,
        /// `too short`, `too long`, …
        problem: &'static str,
    },
    /// The value is not of the type.
    #[error("{path}: {expected} is required, got {found}")]
    Kind {
        /// Where in the value.
        path: Path,
        /// The type's words.
        expected: String,
        /// What was there.
        found: &'static str,
    },
    /// The type has no such attribute.
    #[error("{path}: unsupported attribute `{name}`")]
    Attribute {
        /// Where in the value.
        path: Path,
        /// The name that was given.
        name: String,
    },
    /// It is nested too deep.
    #[error("{path}: nested more than {} levels deep", super::MOST_LEVELS)]
    Depth {
        /// Where in the value.
        path: Path,
    },
    /// A text is not the JSON of a type.
    #[error("not a type: `{text}`")]
    NoType {
        /// What was given.
        text: String,
    },
}

impl CtyError {
    pub(super) fn kind(path: &Path, expected: impl Into<String>, found: &'static str) -> Self {
        Self::Kind { path: path.clone(), expected: expected.into(), found }
    }

    pub(super) fn malformed(path: &Path, problem: &'static str) -> Self {
        Self::Malformed { path: path.clone(), problem }
    }
}
