//! What is shown of a stack: its plan as text and as JSON, its progress line by line.

mod json;
mod progress;
mod text;

pub use json::{exports, plan_json, test_json};
pub use progress::Progress;
pub use text::{plan_text, summary, test_text};
