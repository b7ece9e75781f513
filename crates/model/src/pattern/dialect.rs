//! Dialects: what patterns of other engines are in ECMAScript.
//!
//! A rewriting by characters alone, good enough for what models have: anchors
//! `\A` and `\Z`, Java's names of classes, possessive quantifiers, literal
//! braces and brackets, hyphens beside a class, surrogate pairs.

/// Names of character classes that Java has and ECMAScript has not, and what they are inside brackets.
const JAVA_CLASSES: [(&str, &str); 12] = [
    ("Alnum", "a-zA-Z0-9"),
    ("Alpha", "a-zA-Z"),
    ("ASCII", r"\x00-\x7F"),
    ("Blank", r" \t"),
    ("Cntrl", r"\x00-\x1F\x7F"),
    ("Digit", "0-9"),
    ("Graph", r"\x21-\x7E"),
    ("Lower", "a-z"),
    ("Print", r"\x20-\x7E"),
    ("Punct", r"\x21-\x2F\x3A-\x40\x5B-\x60\x7B-\x7E"),
    ("Space", r"\s"),
    ("Upper", "A-Z"),
];

/// The pattern as ECMAScript with the `u` flag writes it, as far as characters alone can tell.
pub(super) fn ecmascript(pattern: &str) -> String {
    let characters: Vec<char> = pattern.chars().collect();
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut at = 0;
    let mut in_class = false;
    // Whether what stands before can be repeated, and is a quantifier already.
    let mut after_quantifier = false;
    while at < characters.len() {
        let rest = &characters[at..];
        let was_quantifier = std::mem::take(&mut after_quantifier);
        at += match rest {
            ['\\', 'A', ..] if !in_class => push(&mut out, "^", 2),
            ['\\', 'Z' | 'z', ..] if !in_class => push(&mut out, "$", 2),
            ['\\', 'p' | 'P', '{', ..] => property(rest, in_class, &mut out),
            ['\\', 'u', ..] => unicode(rest, &mut out),
            ['\\', escaped, ..] => escape(*escaped, in_class, &mut out),
            ['[', ..] if in_class => push(&mut out, r"\[", 1),
            ['[', ..] => {
                in_class = true;
                match rest {
                    ['[', '^', ']', ..] => push(&mut out, r"[^\]", 3),
                    ['[', '^', ..] => push(&mut out, "[^", 2),
                    ['[', ']', ..] => push(&mut out, r"[\]", 2),
                    _ => push(&mut out, "[", 1),
                }
            }
            [']', ..] if in_class => {
                in_class = false;
                push(&mut out, "]", 1)
            }
            ['-', ..] if in_class && is_beside_class(&characters, at) => push(&mut out, r"\-", 1),
            [']', ..] => push(&mut out, r"\]", 1),
            ['{', ..] if !in_class => match quantifier_length(rest) {
                Some(length) => {
                    after_quantifier = true;
                    out.extend(&rest[..length]);
                    length
                }
                None => push(&mut out, r"\{", 1),
            },
            ['}', ..] if !in_class => push(&mut out, r"\}", 1),
            ['+', ..] if !in_class && was_quantifier => 1,
            ['*' | '+' | '?', ..] if !in_class => {
                after_quantifier = rest[0] != '?' || !was_quantifier;
                push(&mut out, rest[0].encode_utf8(&mut [0; 4]), 1)
            }
            _ => push(&mut out, rest[0].encode_utf8(&mut [0; 4]), 1),
        };
    }
    out
}

fn push(out: &mut String, text: &str, length: usize) -> usize {
    out.push_str(text);
    length
}

/// `\p{Graph}`: Java's names as ranges, all others as they are.
fn property(rest: &[char], in_class: bool, out: &mut String) -> usize {
    let Some(end) = rest.iter().position(|it| *it == '}') else { return push(out, "p", 2) };
    let name: String = rest[3..end].iter().collect();
    let is_negated = rest[1] == 'P';
    let ranges = JAVA_CLASSES.iter().find(|(java, _)| *java == name.strip_prefix("Is").unwrap_or(&name));
    match ranges {
        Some((_, ranges)) if in_class && !is_negated => out.push_str(ranges),
        Some((_, ranges)) if !in_class => {
            out.push_str(if is_negated { "[^" } else { "[" });
            out.push_str(ranges);
            out.push(']');
        }
        _ => {
            let name = name.strip_prefix("Is").unwrap_or(&name);
            out.push_str(&format!(r"\{}{{{name}}}", rest[1]));
        }
    }
    end + 1
}

/// `\uD83D\uDE00` as one character, `\u0041` as it is.
fn unicode(rest: &[char], out: &mut String) -> usize {
    let unit = |from: usize| -> Option<u32> {
        let digits: String = rest.get(from..from + 4)?.iter().collect();
        u32::from_str_radix(&digits, 16).ok()
    };
    match (unit(2), rest.get(6..8), unit(8)) {
        (Some(high @ 0xD800..0xDC00), Some(['\\', 'u']), Some(low @ 0xDC00..0xE000)) => {
            out.push_str(&format!(r"\u{{{:X}}}", 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)));
            12
        }
        _ => push(out, r"\u", 2),
    }
}

/// With the `u` flag only punctuation of the syntax may be escaped for nothing.
fn escape(escaped: char, in_class: bool, out: &mut String) -> usize {
    let is_syntax = r"^$\.*+?()[]{}|/".contains(escaped) || (escaped == '-' && in_class);
    let is_meaningful = escaped.is_ascii_alphanumeric();
    if is_syntax || is_meaningful {
        out.push('\\');
    }
    out.push(escaped);
    2
}

/// Whether a hyphen stands next to `\w` or the like, or at an edge, and so is itself.
fn is_beside_class(characters: &[char], at: usize) -> bool {
    let is_class = |escaped: Option<&char>| matches!(escaped, Some('w' | 'W' | 'd' | 'D' | 's' | 'S'));
    let before = at >= 2 && characters[at - 2] == '\\' && is_class(characters.get(at - 1));
    let after = characters.get(at + 1) == Some(&'\\')
        && (is_class(characters.get(at + 2)) || matches!(characters.get(at + 2), Some('p' | 'P')));
    let before_property = at >= 1 && characters[at - 1] == '}';
    before || after || before_property
}

/// The length of `{2}`, `{2,}` or `{2,5}`.
fn quantifier_length(rest: &[char]) -> Option<usize> {
    let end = rest.iter().position(|it| *it == '}')?;
    let inside: String = rest[1..end].iter().collect();
    let (min, max) = inside.split_once(',').unwrap_or((&inside, ""));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    (is_number(min) && (max.is_empty() || is_number(max))).then_some(end + 1)
}
