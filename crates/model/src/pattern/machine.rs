//! A machine that matches without backtracking.
//!
//! A state is a place in the program and one in the text; none is visited
//! twice, so the work is bounded by the product of both lengths. Whether a
//! character belongs to a class is asked of the same engine that would have
//! matched the whole, so that both mean the same.

use std::cell::RefCell;
use std::collections::HashMap;

use regress::{Flags, Regex};

use super::parse::{Node, parse};

/// The longest program.
const LONGEST_PROGRAM: usize = 60_000;

/// The most states, a bit each: 16 MB.
const MOST_STATES: usize = 1 << 27;

/// One step of a program.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// A character of a class.
    One(usize),
    /// So many characters of a class, at least and at most.
    Run(usize, usize, usize),
    /// Here or there.
    Split(usize, usize),
    Jump(usize),
    Start,
    End,
    Boundary(bool),
    /// A program that must, or must not, match next to here.
    Look {
        program: usize,
        is_behind: bool,
        is_negated: bool,
    },
    Match,
}

/// A class: a bit for each character of ASCII, and the engine for all others.
struct Class {
    ascii: u128,
    regex: Regex,
}

/// A compiled pattern.
pub(super) struct Machine {
    /// The pattern, then what it looks at.
    programs: Vec<Vec<Step>>,
    classes: Vec<Class>,
}

impl Machine {
    /// The machine of a pattern; none where it refers back, is too long or cannot be read.
    pub(super) fn new(pattern: &str, flags: Flags) -> Option<Self> {
        let tree = parse(pattern)?;
        let characters: Vec<char> = pattern.chars().collect();
        let mut builder =
            Builder { characters, flags, programs: vec![Vec::new()], classes: Vec::new(), known: HashMap::new() };
        builder.node(0, &tree)?;
        builder.programs[0].push(Step::Match);
        Some(Self { programs: builder.programs, classes: builder.classes })
    }

    /// Whether some part of the text matches; none where that is too much work.
    pub(super) fn matches(&self, text: &str) -> Option<bool> {
        let text: Vec<char> = text.chars().collect();
        let looks = RefCell::new(HashMap::new());
        self.reaches(0, &text, 0..=text.len(), None, &looks)
    }

    /// Whether a program gets from one of the places to its end, which is to be `end` where that is given.
    fn reaches(
        &self,
        program: usize,
        text: &[char],
        starts: std::ops::RangeInclusive<usize>,
        end: Option<usize>,
        looks: &RefCell<HashMap<(usize, usize), bool>>,
    ) -> Option<bool> {
        let steps = &self.programs[program];
        let width = text.len() + 1;
        let count = steps.len().checked_mul(width).filter(|it| *it <= MOST_STATES)?;
        let mut visited = vec![0_u64; count / 64 + 1];
        let mut stack: Vec<(usize, usize)> = starts.rev().map(|at| (0, at)).collect();
        let mut first_visit = |step: usize, at: usize| {
            let state = step * width + at;
            let is_new = visited[state / 64] >> (state % 64) & 1 == 0;
            visited[state / 64] |= 1 << (state % 64);
            is_new
        };
        while let Some((step, at)) = stack.pop() {
            if !first_visit(step, at) {
                continue;
            }
            match steps[step] {
                Step::Match if end.is_none_or(|end| end == at) => return Some(true),
                Step::Match => {}
                Step::One(class) => {
                    if text.get(at).is_some_and(|it| self.classes[class].has(*it)) {
                        stack.push((step + 1, at + 1));
                    }
                }
                Step::Run(class, min, max) => {
                    for length in 0..=max.min(text.len() - at) {
                        if length >= min {
                            stack.push((step + 1, at + length));
                        }
                        if text.get(at + length).is_none_or(|it| !self.classes[class].has(*it)) {
                            break;
                        }
                    }
                }
                Step::Split(here, there) => stack.extend([(there, at), (here, at)]),
                Step::Jump(to) => stack.push((to, at)),
                Step::Start if at == 0 => stack.push((step + 1, at)),
                Step::End if at == text.len() => stack.push((step + 1, at)),
                Step::Start | Step::End => {}
                Step::Boundary(is_negated) => {
                    let is_word = |at: Option<&char>| at.is_some_and(|it| it.is_ascii_alphanumeric() || *it == '_');
                    let before = at.checked_sub(1).and_then(|it| text.get(it));
                    if (is_word(before) != is_word(text.get(at))) != is_negated {
                        stack.push((step + 1, at));
                    }
                }
                Step::Look { program, is_behind, is_negated } => {
                    let known = looks.borrow().get(&(program, at)).copied();
                    let found = match known {
                        Some(found) => found,
                        None if is_behind => self.reaches(program, text, 0..=at, Some(at), looks)?,
                        None => self.reaches(program, text, at..=at, None, looks)?,
                    };
                    looks.borrow_mut().insert((program, at), found);
                    if found != is_negated {
                        stack.push((step + 1, at));
                    }
                }
            }
        }
        Some(false)
    }
}

impl Class {
    fn has(&self, character: char) -> bool {
        match u32::from(character) {
            code @ 0..128 => self.ascii >> code & 1 == 1,
            _ => self.regex.find(character.encode_utf8(&mut [0; 4])).is_some(),
        }
    }
}

struct Builder {
    characters: Vec<char>,
    flags: Flags,
    programs: Vec<Vec<Step>>,
    classes: Vec<Class>,
    known: HashMap<String, usize>,
}

impl Builder {
    fn node(&mut self, program: usize, node: &Node) -> Option<()> {
        if self.programs.iter().map(Vec::len).sum::<usize>() > LONGEST_PROGRAM {
            return None;
        }
        match node {
            Node::Empty => {}
            Node::Class(_, from, to) => {
                let class = self.class(*from, *to)?;
                self.programs[program].push(Step::One(class));
            }
            Node::Start => self.programs[program].push(Step::Start),
            Node::End => self.programs[program].push(Step::End),
            Node::Boundary(is_negated) => self.programs[program].push(Step::Boundary(*is_negated)),
            Node::BackReference => return None,
            Node::Look { is_behind, is_negated, node } => {
                let inner = self.programs.len();
                self.programs.push(Vec::new());
                self.node(inner, node)?;
                self.programs[inner].push(Step::Match);
                let look = Step::Look { program: inner, is_behind: *is_behind, is_negated: *is_negated };
                self.programs[program].push(look);
            }
            Node::Sequence(parts) => parts.iter().try_for_each(|it| self.node(program, it))?,
            Node::Either(branches) => {
                let mut jumps = Vec::new();
                for (at, branch) in branches.iter().enumerate() {
                    let split = self.programs[program].len();
                    if at + 1 < branches.len() {
                        self.programs[program].push(Step::Split(split + 1, 0));
                    }
                    self.node(program, branch)?;
                    if at + 1 < branches.len() {
                        jumps.push(self.programs[program].len());
                        self.programs[program].push(Step::Jump(0));
                        self.programs[program][split] = Step::Split(split + 1, self.programs[program].len());
                    }
                }
                let end = self.programs[program].len();
                for jump in jumps {
                    self.programs[program][jump] = Step::Jump(end);
                }
            }
            Node::Repeat(inner, min, max) => self.repeat(program, inner, *min, *max)?,
        }
        Some(())
    }

    fn repeat(&mut self, program: usize, inner: &Node, min: usize, max: Option<usize>) -> Option<()> {
        if let (Node::Class(_, from, to), Some(max)) = (inner, max) {
            let class = self.class(*from, *to)?;
            self.programs[program].push(Step::Run(class, min, max));
            return Some(());
        }
        for _ in 0..min {
            self.node(program, inner)?;
        }
        match max {
            None => {
                let split = self.programs[program].len();
                self.programs[program].push(Step::Split(0, 0));
                self.node(program, inner)?;
                self.programs[program].push(Step::Jump(split));
                self.programs[program][split] = Step::Split(split + 1, self.programs[program].len());
            }
            Some(max) => {
                let mut splits = Vec::new();
                for _ in min..max {
                    splits.push(self.programs[program].len());
                    self.programs[program].push(Step::Split(0, 0));
                    self.node(program, inner)?;
                }
                let end = self.programs[program].len();
                for split in splits {
                    self.programs[program][split] = Step::Split(split + 1, end);
                }
            }
        }
        Some(())
    }

    fn class(&mut self, from: usize, to: usize) -> Option<usize> {
        let source: String = self.characters[from..to].iter().collect();
        if let Some(known) = self.known.get(&source) {
            return Some(*known);
        }
        let regex = Regex::with_flags(&format!("^{source}$"), self.flags).ok()?;
        let mut ascii = 0;
        for code in 0..128_u8 {
            let is_member = regex.find((code as char).encode_utf8(&mut [0; 4])).is_some();
            ascii |= u128::from(is_member) << code;
        }
        self.classes.push(Class { ascii, regex });
        self.known.insert(source, self.classes.len() - 1);
        Some(self.classes.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, matching: &[&str], others: &[&str]) {
        let machine = Machine::new(pattern, Flags::default()).expect("a machine");
        for text in matching {
            assert_eq!(machine.matches(text), Some(true), "{pattern} {text:?}");
        }
        for text in others {
            assert_eq!(machine.matches(text), Some(false), "{pattern} {text:?}");
        }
    }

    #[test]
    fn a_machine_matches_what_the_pattern_says() {
        check("^(a|bc)*d$", &["d", "abcad"], &["", "bd", "abc", "dd"]);
        check("b{2,3}", &["abba", "bbbb"], &["ab"]);
        check("^(ab){2,3}$", &["abab", "ababab"], &["ab", "abababab"]);
        check("^(?!aws).+$", &["x", "aw"], &["aws", "aws:x"]);
        check("(?<=x)y", &["xy"], &["y", "yx"]);
        check(r"\bcat\b", &["a cat"], &["concat"]);
        check("^(a*)*$", &["", "aaa"], &["b"]);
        check("^.$", &["é"], &["", "\n"]);
        assert!(Machine::new(r"(a)\1", Flags::default()).is_none());
    }

    #[test]
    fn what_takes_an_engine_forever_takes_a_machine_no_time() {
        let name = format!("{}!", "a".repeat(5_000));
        check("^[a-zA-Z](?:-?[a-zA-Z0-9]+)*$", &[&name[..5_000]], &[&name]);
        check("^arn:.+:.+:.+:.+:.+$", &["arn:a:b:c:d:e"], &[&"arn:".repeat(500).replace(':', "")]);
    }
}
