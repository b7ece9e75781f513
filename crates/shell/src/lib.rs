//! The shell: runs SQL from words, files, standard input or a terminal, and prints what comes back.
//!
//! ```text
//! text ─▶ decode ─▶ statements ─▶ Runner ─▶ Session::run ─▶ batches ─▶ encode ─▶ rows on the output
//!      (template)                   │                                           messages beside it
//!                                   └─ progress, interrupts, exit code
//! ```
//!
//! # Invariants
//!
//! - Rows go to the output and nothing else does; messages, notices and errors go beside it.
//! - An error is never an empty result: it is printed, and the exit code says so ([`Exit`]).
//! - Memory does not grow with the number of rows.
//! - Nothing that a resource holds reaches a terminal as a control sequence (`encode/printable.rs`).
//!
//! # Reading order
//!
//! [`Runner`] runs texts; `decode.rs` makes statements of them, `encode.rs` prints rows. `interactive.rs` is the
//! shell on a terminal: it reads a statement and hands it to the same runner.

mod decode;
pub mod encode;
mod exit;
pub mod interactive;
mod interrupt;
mod output;
mod progress;
mod run;

pub use encode::{Format, Style};
pub use exit::Exit;
pub use interactive::{PagerOptions, TerminalOptions};
pub use interrupt::Interrupt;
pub use output::Output;
pub use run::{RunOptions, Runner};

/// Columns of the terminal, where there is one.
pub fn terminal_width() -> Option<usize> {
    crossterm::terminal::size().ok().map(|(columns, _)| usize::from(columns)).filter(|it| *it > 0)
}
