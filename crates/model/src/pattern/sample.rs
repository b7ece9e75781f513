//! Samples: texts that match a pattern.
//!
//! Each try walks the pattern's tree: classes give hexadecimal digits where
//! they have any, choices their first branch (then others), repetitions as few
//! rounds as they must, and more of them where the text is too short. A text
//! counts only when it has the length asked for and the pattern itself,
//! lookarounds and all, matches it.

use super::parse::{Node, Set, parse};
use super::{is_readable, matches_part};
use crate::choices::Choices;

/// How many texts are tried.
const TRIES: usize = 60;

/// How many rounds tell texts apart.
const VARIED_ROUNDS: usize = 8;

/// How often a text is made anew to become longer.
const MOST_PASSES: usize = 8;

/// No sample is longer, whatever a pattern demands.
const LONGEST: usize = 20_000;

/// How long a sample must be, in characters.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// At least this.
    pub min: usize,
    /// At most this.
    pub max: usize,
    /// Rather at least this, so that samples differ.
    pub wanted: usize,
}

impl Bounds {
    /// Any length; as short as may be.
    pub const ANY: Self = Self { min: 0, max: LONGEST, wanted: 0 };

    /// Whether a text has such a length.
    pub fn allow(&self, text: &str) -> bool {
        (self.min..=self.max).contains(&text.chars().count())
    }
}

/// A text that a schema with this pattern accepts, where one is found.
pub fn sample(pattern: &'static str, bounds: Bounds, choices: &mut Choices) -> Option<String> {
    sample_where(pattern, bounds, choices, &|_| true)
}

/// A text that a schema with this pattern accepts and that something else accepts too, where one is found.
pub fn sample_where(
    pattern: &'static str,
    bounds: Bounds,
    choices: &mut Choices,
    accepts: &dyn Fn(&str) -> bool,
) -> Option<String> {
    let tree = parse(pattern);
    let is_readable = is_readable(pattern);
    let is_fit = |text: &str| bounds.allow(text) && (!is_readable || matches_part(pattern, text)) && accepts(text);
    for attempt in 0..TRIES {
        // The wanted length first, then the length that must be.
        let wanted = match Style::of(attempt) {
            // Lookaheads may want more than the lengths say.
            Style::Wild => bounds.wanted.max(attempt),
            _ => bounds.wanted,
        };
        let least = if attempt % 2 == 0 { wanted.clamp(bounds.min, bounds.max.max(bounds.min)) } else { bounds.min };
        let mut text = match &tree {
            Some(tree) => {
                let is_varied = bounds.wanted > bounds.min && attempt % 2 == 0;
                let style = Style::of(attempt);
                Writer { choices, style, extra: 0, met: 0, open_from: 0, is_varied, text: String::new() }.write(
                    tree,
                    least,
                    attempt % 4 >= 2,
                )
            }
            None => choices.text("0123456789abcdef", least.max(1)),
        };
        if is_fit(&text) {
            return Some(text);
        }
        let missing = least.saturating_sub(text.chars().count());
        if missing > 0 && missing < LONGEST {
            // A pattern without an end does not mind what follows.
            text.push_str(&choices.text("0123456789abcdef", missing));
            if is_fit(&text) {
                return Some(text);
            }
        }
    }
    None
}

/// How free a try is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// First branches, plain characters.
    Plain,
    /// Any branch, plain characters.
    Branching,
    /// Any branch, any character that can be printed, more rounds than must be.
    Wild,
}

impl Style {
    fn of(attempt: usize) -> Self {
        match attempt {
            0..4 => Self::Plain,
            4..24 => Self::Branching,
            _ => Self::Wild,
        }
    }
}

struct Writer<'c> {
    choices: &'c mut Choices,
    style: Style,
    /// Characters that repetitions may still add.
    extra: usize,
    /// Repetitions met so far, and the first of them that may add characters.
    met: usize,
    open_from: usize,
    /// Whether repetitions of what varies are long enough that texts differ.
    is_varied: bool,
    text: String,
}

impl Writer<'_> {
    /// A text of the tree, of at least so many characters where repetitions can give them: the last ones first.
    fn write(mut self, tree: &Node, least: usize, all_at_once: bool) -> String {
        self.node(tree);
        let mut open_from = if all_at_once { 1 } else { self.met };
        for _ in 0..MOST_PASSES {
            let length = self.text.chars().count();
            if length >= least || open_from == 0 {
                break;
            }
            // One repetition more each time, and all of them at last.
            open_from = if open_from + MOST_PASSES / 2 < self.met { 0 } else { open_from - 1 };
            self.open_from = open_from;
            self.extra = least;
            self.extra -= length.min(least - 1);
            self.met = 0;
            self.text.clear();
            self.node(tree);
        }
        self.text
    }

    fn node(&mut self, node: &Node) {
        if self.text.len() > LONGEST {
            return;
        }
        match node {
            Node::Class(set, ..) => {
                let character = pick(set, self.style, self.choices);
                self.text.extend(character);
            }
            Node::Empty | Node::Start | Node::End | Node::Boundary(_) | Node::Look { .. } | Node::BackReference => {}
            Node::Sequence(parts) => parts.iter().for_each(|it| self.node(it)),
            Node::Either(branches) => {
                let at = match self.style {
                    Style::Plain => most_varied(branches),
                    _ => self.choices.below(branches.len()),
                };
                self.node(&branches[at]);
            }
            Node::Repeat(inner, min, max) => {
                for _ in 0..*min {
                    if self.text.len() > LONGEST {
                        return;
                    }
                    self.node(inner);
                }
                let most = max.unwrap_or(usize::MAX);
                let is_open = self.met >= self.open_from;
                self.met += 1;
                let free = match self.style {
                    Style::Wild => self.choices.below(12),
                    _ if self.is_varied && variety(inner) > 0.0 => VARIED_ROUNDS.saturating_sub(*min),
                    _ => 0,
                };
                let mut rounds = *min;
                let mut freely = 0;
                while rounds < most && ((is_open && self.extra > 0) || freely < free) {
                    let before = self.text.len();
                    self.node(inner);
                    let added = self.text.len() - before;
                    if added == 0 {
                        break;
                    }
                    self.extra = self.extra.saturating_sub(added);
                    rounds += 1;
                    freely += 1;
                }
            }
        }
    }
}

/// The branch of which most texts are, and the first of those that are alike and not empty.
fn most_varied(branches: &[Node]) -> usize {
    let mut best = (0, -1.0);
    for (at, branch) in branches.iter().enumerate() {
        let varies = variety(branch) + if is_empty(branch) { 0.0 } else { 0.5 };
        if varies > best.1 {
            best = (at, varies);
        }
    }
    best.0
}

/// About how many bits it takes to tell the texts of a node apart.
fn variety(node: &Node) -> f64 {
    match node {
        Node::Class(set, ..) => f64::from(set.ascii.count_ones().max(1)).log2(),
        Node::Sequence(parts) => parts.iter().map(variety).sum(),
        Node::Either(branches) => branches.iter().map(variety).fold(0.0, f64::max),
        Node::Repeat(inner, min, max) => {
            let rounds = max.unwrap_or(usize::MAX).min((*min).max(VARIED_ROUNDS));
            variety(inner) * rounds as f64
        }
        _ => 0.0,
    }
}

fn is_empty(node: &Node) -> bool {
    match node {
        Node::Class(..) => false,
        Node::Sequence(parts) => parts.iter().all(is_empty),
        Node::Either(branches) => branches.iter().any(is_empty),
        Node::Repeat(_, min, _) => *min == 0,
        _ => true,
    }
}

/// A character of a set: of `0-9a-f` where it has some, else of letters, else what there is.
fn pick(set: &Set, style: Style, choices: &mut Choices) -> Option<char> {
    const fn bits(first: u8, last: u8) -> u128 {
        (u128::MAX >> (127 - last)) & (u128::MAX << first)
    }
    const PREFERRED: [u128; 5] =
        [bits(b'0', b'9') | bits(b'a', b'f'), bits(b'a', b'z'), bits(b'A', b'Z'), bits(b'!', b'~'), u128::MAX];
    let preferred = if style == Style::Wild { &PREFERRED[3..] } else { &PREFERRED[..] };
    let Some(found) = preferred.iter().map(|it| it & set.ascii).find(|it| *it != 0) else { return set.other };
    let mut skip = choices.below(found.count_ones() as usize);
    (0..128_u8).find_map(|code| {
        if found >> code & 1 == 0 {
            return None;
        }
        if skip == 0 {
            return Some(code as char);
        }
        skip -= 1;
        None
    })
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(pattern: &'static str, min: usize, max: usize, expect: Expect) {
        let bounds = Bounds { min, max, wanted: 0 };
        let text = sample(pattern, bounds, &mut Choices::new(1));
        expect.assert_eq(text.as_deref().unwrap_or("none"));
    }

    #[test]
    fn samples_match() {
        check("^i-[0-9a-f]{17}$", 0, 40, expect!["i-eb9055861e0a8b31e"]);
        check("^[a-zA-Z][a-zA-Z0-9-_]*$", 5, 40, expect!["beb90"]);
        check("^(dev|prod)-[A-Z]+$", 0, 40, expect!["dev-F"]);
        check("^(?!aws:)[a-z:]+$", 4, 40, expect!["bafd"]);
        check(r"^(?=.*\d)(?=.*[A-Z])[\x20-\x7e]{8,}$", 8, 40, expect!["V|mt#(|0%^p<6P"]);
        check(r"\S", 20, 40, expect!["17eb9055861e0a8b31e8"]);
        check(r"^[\p{L}\p{Z}]{3}$", 0, 9, expect!["fba"]);
        check("^a{3}$", 4, 9, expect!["none"]);
    }
}
