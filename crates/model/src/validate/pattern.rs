//! Patterns: ECMAScript as models write it, compiled once.

use std::collections::HashMap;
use std::sync::{OnceLock, RwLock};

use regress::{Flags, Regex};

/// Compiled patterns by their text; as many as models have, so they are never freed.
static COMPILED: OnceLock<RwLock<HashMap<&'static str, Option<&'static Regex>>>> = OnceLock::new();

/// Whether the whole text matches; true where the pattern is none that we can read.
pub(super) fn matches(pattern: &'static str, text: &str) -> bool {
    compiled(pattern).is_none_or(|regex| regex.find(text).is_some())
}

fn compiled(pattern: &'static str) -> Option<&'static Regex> {
    let cache = COMPILED.get_or_init(RwLock::default);
    if let Some(regex) = cache.read().unwrap_or_else(|poisoned| poisoned.into_inner()).get(pattern) {
        return *regex;
    }
    let regex = compile(pattern).map(|regex| &*Box::leak(Box::new(regex)));
    *cache.write().unwrap_or_else(|poisoned| poisoned.into_inner()).entry(pattern).or_insert(regex)
}

/// Models are written for several engines: flags may stand in front, and only
/// some patterns are valid with the `u` flag that others (`\p{L}`) need.
fn compile(pattern: &str) -> Option<Regex> {
    let mut flags = Flags::default();
    let mut rest = pattern;
    for (prefix, dot_all, icase) in [("(?s)", true, false), ("(?i)", false, true), ("(?is)", true, true)] {
        if let Some(tail) = rest.strip_prefix(prefix) {
            rest = tail;
            flags.dot_all |= dot_all;
            flags.icase |= icase;
        }
    }
    let whole = format!("^(?:{rest})$");
    let unicode = Flags { unicode: true, ..flags };
    match Regex::with_flags(&whole, unicode) {
        Ok(regex) => Some(regex),
        Err(_) if rest.contains(r"\p{") => None,
        Err(_) => Regex::with_flags(&whole, flags).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_pattern_must_match_the_whole_text() {
        assert!(matches("[a-zA-Z0-9-_]*", "stage_1-a"));
        assert!(!matches("[a-zA-Z0-9-_]*", "my stage"));
        assert!(!matches("a|b", "ab"));
        assert!(matches("^$|^arn:[a-z]+$", ""));
        assert!(matches("^$|^arn:[a-z]+$", "arn:aws"));
    }

    #[test]
    fn patterns_of_other_engines_are_read_or_not_enforced() {
        assert!(matches(r"[\p{L}\p{Z}]+", "été à la mer"));
        assert!(!matches(r"[\p{L}\p{Z}]+", "42"));
        assert!(matches("(?s).*", "two\nlines"));
        assert!(!matches(".*", "two\nlines"));
        assert!(matches("(?i)yes", "YES"));
        assert!(matches("(?<!a)++[", "no engine reads this"));
    }
}
