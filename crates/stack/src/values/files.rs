//! Files whose content is a value: `file(policy.json)`.

use crate::source::{Mistake, Place};
use crate::stack::Stack;

/// The path of a text that stands for the content of a file: `file(policy.json)`.
pub(crate) fn file_of(text: &str) -> Option<&str> {
    let path = text.trim().strip_prefix("file(")?.strip_suffix(')')?;
    Some(path.trim().trim_matches(['\'', '"']))
}

/// The content of a file that a property names.
pub(crate) fn file_text(stack: &Stack, path: &str, place: Place) -> Result<String, Mistake> {
    let candidates = [stack.folder.join("resources").join(path), stack.folder.join(path)];
    let found = candidates.iter().find(|it| it.is_file()).unwrap_or(&candidates[0]);
    std::fs::read_to_string(found).map_err(|error| stack.mistake(place, format!("{}: {error}", found.display())))
}
