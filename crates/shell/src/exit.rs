//! Exit codes: how a run of statements ended.

/// How a run of statements ended; a later one is worse than an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// All statements were carried out.
    Done,
    /// Rows are incomplete, since calls failed and were let pass (`--partial`).
    Incomplete,
    /// A statement failed; those after it were not begun.
    Failed,
    /// The user interrupted a statement.
    Interrupted,
}

impl Exit {
    /// The exit code of the process.
    pub fn code(self) -> i32 {
        match self {
            Self::Done => 0,
            Self::Incomplete => 3,
            Self::Failed => 1,
            Self::Interrupted => 130,
        }
    }
}
