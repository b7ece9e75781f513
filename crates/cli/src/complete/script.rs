//! The scripts that make a shell ask for completions.

/// A shell that can be taught to complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shell {
    /// bash 3.2 or later.
    Bash,
    /// zsh with `compinit`.
    Zsh,
    /// fish 3 or later.
    Fish,
}

/// The script to be read by a shell at its start.
///
/// It calls `callboard __complete -- WORDS`, where the words are those after
/// the program's name up to the one under the cursor, which may be empty; the
/// answer is that of [`super::lines`]. Where the command `aws` is this very
/// program, it is completed too, with `aws` as the first word.
pub fn script(shell: Shell) -> &'static str {
    match shell {
        Shell::Bash => include_str!("callboard.bash"),
        Shell::Zsh => include_str!("callboard.zsh"),
        Shell::Fish => include_str!("callboard.fish"),
    }
}
