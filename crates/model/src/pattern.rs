//! Patterns: ECMAScript as models and schemas write it, compiled once, and
//! texts that match them.
//!
//! Models are written for several engines. `dialect.rs` rewrites what other
//! engines read differently; what is no pattern even then accepts any text.
//! [`sample`] goes the other way: from a pattern to a text that matches it.
//!
//! # Invariants
//!
//! - A pattern is compiled when it is first asked about, and never again.
//! - Nothing here bounds a text's length: whoever asks does, before asking.

mod dialect;
mod parse;
mod sample;

use std::collections::HashMap;
use std::sync::{OnceLock, RwLock};

use regress::{Flags, Regex};
pub use sample::{Bounds, sample, sample_where};

/// How a pattern relates to a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// The whole text must match, as API models mean it.
    Whole,
    /// Some part of the text must match, as JSON schemas mean it.
    Part,
}

/// Compiled patterns by their text; as many as models have, so they are never freed.
type Compiled = OnceLock<RwLock<HashMap<&'static str, Option<&'static Regex>>>>;

/// Whether the whole text matches; true where the pattern is none that we can read.
pub fn matches_whole(pattern: &'static str, text: &str) -> bool {
    compiled(pattern, Reach::Whole).is_none_or(|regex| regex.find(text).is_some())
}

/// Whether some part of the text matches; true where the pattern is none that we can read.
pub fn matches_part(pattern: &'static str, text: &str) -> bool {
    compiled(pattern, Reach::Part).is_none_or(|regex| regex.find(text).is_some())
}

/// Whether the pattern is one that we can read, and so enforce.
pub fn is_readable(pattern: &'static str) -> bool {
    compiled(pattern, Reach::Part).is_some()
}

fn compiled(pattern: &'static str, reach: Reach) -> Option<&'static Regex> {
    static COMPILED: [Compiled; 2] = [const { OnceLock::new() }; 2];
    let cache = COMPILED[reach as usize].get_or_init(RwLock::default);
    if let Some(regex) = cache.read().unwrap_or_else(|poisoned| poisoned.into_inner()).get(pattern) {
        return *regex;
    }
    let regex = compile(pattern, reach).map(|regex| &*Box::leak(Box::new(regex)));
    *cache.write().unwrap_or_else(|poisoned| poisoned.into_inner()).entry(pattern).or_insert(regex)
}

/// Flags may stand inside, where they are taken to be meant for the whole, and
/// only some patterns are valid with the `u` flag that others (`\p{L}`) need.
fn compile(pattern: &str, reach: Reach) -> Option<Regex> {
    let mut flags = Flags::default();
    let mut rest = pattern.to_owned();
    for (inline, dot_all, icase) in [("(?s)", true, false), ("(?i)", false, true), ("(?is)", true, true)] {
        if rest.contains(inline) {
            rest = rest.replace(inline, "");
            flags.dot_all |= dot_all;
            flags.icase |= icase;
        }
    }
    let rest = &rest;
    let whole = |pattern: &str| match reach {
        Reach::Whole => format!("^(?:{pattern})$"),
        Reach::Part => pattern.to_owned(),
    };
    let unicode = Flags { unicode: true, ..flags };
    let with = |pattern: &str, flags| Regex::with_flags(&whole(pattern), flags).ok();
    let rewritten = dialect::ecmascript(rest);
    let properties = rest.contains(r"\p{") || rest.contains(r"\P{");
    // As written where that is valid and means what it says, else as another engine reads it.
    with(rest, unicode)
        .or_else(|| with(&rewritten, unicode))
        .or_else(|| if properties { None } else { with(rest, flags).or_else(|| with(&rewritten, flags)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_must_match_the_whole_text() {
        assert!(matches_whole("[a-zA-Z0-9-_]*", "stage_1-a"));
        assert!(!matches_whole("[a-zA-Z0-9-_]*", "my stage"));
        assert!(!matches_whole("a|b", "ab"));
        assert!(matches_whole("^$|^arn:[a-z]+$", ""));
        assert!(matches_whole("^$|^arn:[a-z]+$", "arn:aws"));
    }

    #[test]
    fn a_schema_searches() {
        assert!(matches_part("a|b", "cab"));
        assert!(matches_part("^a", "ab"));
        assert!(!matches_part("^a$", "ab"));
    }

    #[test]
    fn patterns_of_other_engines_are_read_or_not_enforced() {
        assert!(matches_whole(r"[\p{L}\p{Z}]+", "été à la mer"));
        assert!(!matches_whole(r"[\p{L}\p{Z}]+", "42"));
        assert!(matches_whole("(?s).*", "two\nlines"));
        assert!(!matches_whole(".*", "two\nlines"));
        assert!(matches_whole("(?i)yes", "YES"));
        assert!(matches_whole("(?<!a)++[", "no engine reads this"));
        assert!(!is_readable("(?<!a)++["));
        assert!(matches_part(r"\Aab\Z", "ab") && !matches_part(r"\Aab\Z", "abc"));
        assert!(matches_part(r"^[\p{Graph}\x20]*$", "a b") && !matches_part(r"^[\p{Graph}\x20]*$", "a\nb"));
        assert!(matches_part(r"^[\w-.]+$", "a-b.c") && !matches_part(r"^[\w-.]+$", "a b"));
        assert!(matches_part(r"^[a-z]++$", "ab") && !matches_part(r"^[a-z]++$", "a1"));
    }
}
