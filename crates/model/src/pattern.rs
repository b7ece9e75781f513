//! Patterns: ECMAScript as models and schemas write it, compiled once, and
//! texts that match them.
//!
//! Models are written for several engines. `dialect.rs` rewrites what other
//! engines read differently; what is no pattern even then accepts any text.
//! [`sample`] goes the other way: from a pattern to a text that matches it.
//!
//! The engine backtracks, and dozens of published patterns take it longer than
//! a life for a text of 60 characters. `growth.rs` tells which; such texts are
//! given to the machine in `machine.rs`, which goes through no state twice.
//!
//! # Invariants
//!
//! - A pattern is compiled when it is first asked about, and never again.
//! - Work is bounded by the length of the text times that of the pattern, or by a constant.
//! - Nothing here bounds a text's length: whoever asks does, before asking.

mod dialect;
mod growth;
mod machine;
mod parse;
mod sample;

use std::collections::HashMap;
use std::sync::{OnceLock, RwLock};

use growth::Growth;
use machine::Machine;
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

/// A pattern that can be asked about.
struct Compiled {
    regex: Regex,
    /// How the engine's work grows with the length of a text.
    growth: Growth,
    /// The pattern for texts that are too much for the engine, made when the first one comes.
    machine: OnceLock<Option<Machine>>,
    text: String,
    flags: Flags,
}

/// Compiled patterns by their text; as many as models have, so they are never freed.
type Cache = OnceLock<RwLock<HashMap<&'static str, Option<&'static Compiled>>>>;

/// Whether the whole text matches; true where the pattern is none that we can read.
pub fn matches_whole(pattern: &'static str, text: &str) -> bool {
    compiled(pattern, Reach::Whole).is_none_or(|it| it.matches(text))
}

/// Whether some part of the text matches; true where the pattern is none that we can read.
pub fn matches_part(pattern: &'static str, text: &str) -> bool {
    compiled(pattern, Reach::Part).is_none_or(|it| it.matches(text))
}

/// Whether the pattern is one that we can read, and so enforce.
pub fn is_readable(pattern: &'static str) -> bool {
    compiled(pattern, Reach::Part).is_some()
}

impl Compiled {
    fn matches(&self, text: &str) -> bool {
        if self.growth.allows(text.len()) {
            return self.regex.find(text).is_some();
        }
        let machine = self.machine.get_or_init(|| Machine::new(&self.text, self.flags));
        match machine {
            // What is too much even for the machine is not enforced.
            Some(machine) => machine.matches(text).unwrap_or(true),
            None => self.regex.find(text).is_some(),
        }
    }
}

fn compiled(pattern: &'static str, reach: Reach) -> Option<&'static Compiled> {
    static COMPILED: [Cache; 2] = [const { OnceLock::new() }; 2];
    let cache = COMPILED[reach as usize].get_or_init(RwLock::default);
    if let Some(known) = cache.read().unwrap_or_else(|poisoned| poisoned.into_inner()).get(pattern) {
        return *known;
    }
    let made = compile(pattern, reach).map(|it| &*Box::leak(Box::new(it)));
    *cache.write().unwrap_or_else(|poisoned| poisoned.into_inner()).entry(pattern).or_insert(made)
}

/// Flags may stand inside, where they are taken to be meant for the whole, and
/// only some patterns are valid with the `u` flag that others (`\p{L}`) need.
fn compile(pattern: &str, reach: Reach) -> Option<Compiled> {
    let mut flags = Flags::default();
    let mut rest = pattern.to_owned();
    for (inline, dot_all, icase) in [("(?s)", true, false), ("(?i)", false, true), ("(?is)", true, true)] {
        if rest.contains(inline) {
            rest = rest.replace(inline, "");
            flags.dot_all |= dot_all;
            flags.icase |= icase;
        }
    }
    let with = |pattern: &str, flags| {
        let text = match reach {
            Reach::Whole => format!("^(?:{pattern})$"),
            Reach::Part => pattern.to_owned(),
        };
        let regex = Regex::with_flags(&text, flags).ok()?;
        Some(Compiled { regex, growth: Growth::of(&text), machine: OnceLock::new(), text, flags })
    };
    let unicode = Flags { unicode: true, ..flags };
    let rewritten = dialect::ecmascript(&rest);
    let has_properties = rest.contains(r"\p{") || rest.contains(r"\P{");
    // As written where that is valid and means what it says, else as another engine reads it.
    with(&rest, unicode)
        .or_else(|| with(&rewritten, unicode))
        .or_else(|| if has_properties { None } else { with(&rest, flags).or_else(|| with(&rewritten, flags)) })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;
    use crate::choices::Choices;
    use crate::types;

    fn patterns_of(schema: &'static Value, found: &mut BTreeSet<&'static str>) {
        match schema {
            Value::Object(members) => {
                found.extend(members.get("pattern").and_then(Value::as_str));
                members.values().for_each(|it| patterns_of(it, found));
            }
            Value::Array(items) => items.iter().for_each(|it| patterns_of(it, found)),
            _ => {}
        }
    }

    #[test]
    fn the_machine_says_what_the_engine_says() {
        let mut patterns = BTreeSet::new();
        types::names().for_each(|it| patterns_of(types::resource_type(&it).expect("a type").schema(), &mut patterns));
        let (mut compared, mut without, mut growing) = (0, Vec::new(), 0);
        for pattern in patterns {
            let Some(compiled) = compiled(pattern, Reach::Part) else { continue };
            growing += usize::from(!compiled.growth.allows(2_048));
            let Some(machine) = Machine::new(&compiled.text, compiled.flags) else {
                without.push(pattern);
                continue;
            };
            let bounds = Bounds { min: 0, max: 64, wanted: 9 };
            let known = sample(pattern, bounds, &mut Choices::new(5)).unwrap_or_else(|| "a1-:/".to_owned());
            // Longer texts take the engine too long.
            let most = if compiled.growth.allows(64) { 64 } else { 14 };
            let mut texts: Vec<String> = ["", "a", "A-1", "é", "a\n", "arn:aws:x"].map(str::to_owned).to_vec();
            texts.push(known.chars().take(most).collect());
            for mark in ["!", "é"] {
                texts.push(known.chars().take(most - 1).chain(mark.chars()).collect());
                texts.push(mark.chars().chain(known.chars().skip(1).take(most - 1)).collect());
            }
            for text in texts {
                let expected = compiled.regex.find(&text).is_some();
                assert_eq!(machine.matches(&text), Some(expected), "{pattern} {text:?}");
                compared += 1;
            }
        }
        expect_test::expect![[r#"33077 compared, 1558 for the machine, without: ["^([\\+-]?\\d{4}(?!\\d{2}))((-?)((0[1-9]|1[0-2])(\\3([12]\\d|0[1-9]|3[01]))?|W([0-4]\\d|5[0-2])(-?[1-7])?|(00[1-9]|0[1-9]\\d|[12]\\d{2}|3([0-5]\\d|6[1-6])))([tT]((([01]\\d|2[0-3])((:?)[0-5]\\d)?|24\\:?00)([\\.,]\\d+(?!:))?)?(\\17[0-5]\\d([\\.,]\\d+)?)?([zZ]|([\\+-])([01]\\d|2[0-3]):?([0-5]\\d)?)?)?)?$", "^([a-zA-Z0-9_\\-=/]|\\{satellite_id\\}|\\{config\\-name}|\\{s3\\-config-id}|\\{year\\}|\\{month\\}|\\{day\\}){1,900}$", "^[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u10000-\\u10FFFF]*$", "^[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD𐀀-\u{10ffff}]*$", "^[^\\u0000-\\u001F\\u007F-\\u009F\\u2028\\u2029]*(?![\\s\\S])", "^[^\\u0001-\\u001F\\u007F-\\u009F]*$"]"#]].assert_eq(&format!("{compared} compared, {growing} for the machine, without: {without:?}"));
    }

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
