//! Options: where an embedded plane keeps its records, and how it behaves.

use std::path::Path;

use callboard_store::{CommitMode, Location, StoreError};

use crate::clock::Clock;
use crate::identifiers::Entropy;

/// How to open an embedded plane.
#[derive(Debug, Clone)]
pub struct EmbeddedOptions {
    /// Where the records live.
    pub location: Location,
    /// Which of AWS's service quotas are enforced.
    pub quotas: Quotas,
    /// How changes are committed.
    pub writes: Writes,
    /// What time it is.
    pub clock: Clock,
    /// Where identifiers and secrets come from.
    pub entropy: Entropy,
    /// How long a request to Cloud Control stays in progress after it was accepted.
    pub settle_millis: u64,
}

/// Which of AWS's service quotas are enforced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Quotas {
    /// None, so that a million stages can be made.
    #[default]
    Off,
    /// Those of a new AWS account.
    Aws,
}

/// How changes are committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Writes {
    /// Each in its own commit, in the calling thread: for a process that makes one call.
    #[default]
    OneShot,
    /// Those of many callers in one commit, in a thread of its own: for a server.
    Shared,
}

/// Why an embedded plane could not be opened.
///
/// `Display` says what was wanted; the cause is behind `source`.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The records could not be opened.
    #[error("cannot open the embedded plane")]
    Store(#[from] StoreError),
}

impl OpenError {
    /// What the reader can do next, where we know it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Store(error) => error.hint(),
        }
    }
}

impl EmbeddedOptions {
    /// A plane in this folder, which is made when it is missing.
    pub fn folder(path: impl AsRef<Path>) -> Self {
        Self::at(Location::Folder(path.as_ref().to_path_buf()))
    }

    /// A plane in the memory of this process, gone when it ends.
    pub fn memory() -> Self {
        Self::at(Location::Memory)
    }

    /// A plane at this location, with the usual options.
    pub fn at(location: Location) -> Self {
        Self {
            location,
            quotas: Quotas::default(),
            writes: Writes::default(),
            clock: Clock::system(),
            entropy: Entropy::system(),
            settle_millis: 0,
        }
    }

    /// The same options with these quotas.
    pub fn with_quotas(self, quotas: Quotas) -> Self {
        Self { quotas, ..self }
    }

    /// The same options with changes committed so.
    pub fn with_writes(self, writes: Writes) -> Self {
        Self { writes, ..self }
    }

    /// The same options with this clock.
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// The same options with this entropy.
    pub fn with_entropy(self, entropy: Entropy) -> Self {
        Self { entropy, ..self }
    }

    /// The same options with requests to Cloud Control in progress for so long.
    pub fn with_settle_millis(self, settle_millis: u64) -> Self {
        Self { settle_millis, ..self }
    }
}

impl From<Writes> for CommitMode {
    fn from(writes: Writes) -> Self {
        match writes {
            Writes::OneShot => Self::Inline,
            Writes::Shared => Self::Group,
        }
    }
}
