//! Words against options, as Python's `argparse` (3.11) reads them.
//!
//! Scripts rely on its particulars: options anywhere in the line, prefixes of
//! their names, `--option=value`, negative numbers as values, the last of a
//! repeated option, words that nobody wants handed back in order. So this is
//! that algorithm: words become a pattern of `O` (option), `A` (argument) and
//! `-` (the `--`), and every option takes what its own pattern matches.
//!
//! # Invariants
//!
//! - A grammar is only data; nothing is called while words are read.
//! - [`parse`] never looks at a word twice for different options, and words it
//!   cannot place come back in [`Parsed::extras`].

use super::python;
use super::suggestions;

/// How many words an option takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// None; it sets its slot to this truth value.
    Flag(bool),
    /// None; reading ends, since it asks for the version.
    Version,
    /// One.
    One,
    /// None or one.
    OneOrNone,
    /// Any number.
    Any,
    /// One or more.
    OneOrMore,
}

/// What a word of an option must be.
#[derive(Clone, Copy)]
pub enum Accepts<'a> {
    /// Anything.
    Text,
    /// What Python's `int` reads.
    Integer,
    /// What Python's `float` reads.
    Float,
    /// One of some names.
    OneOf(&'a dyn Choices),
}

/// Names from which a word must come.
pub trait Choices {
    /// Whether `word` is one of them.
    fn has(&self, word: &str) -> bool;
    /// All of them, to suggest some.
    fn all(&self) -> Vec<String>;
}

impl Choices for &[&str] {
    fn has(&self, word: &str) -> bool {
        self.contains(&word)
    }

    fn all(&self) -> Vec<String> {
        self.iter().map(|it| (*it).to_owned()).collect()
    }
}

/// An option (`--name`) or a positional argument (`name`).
#[derive(Clone)]
pub struct Spec<'a> {
    /// `--table-name`, or `outfile`.
    pub name: String,
    /// How many words it takes.
    pub takes: Takes,
    /// What they must be.
    pub accepts: Accepts<'a>,
    /// Whether the line must have it.
    pub required: bool,
    /// Where its value goes; options may share a slot.
    pub slot: usize,
}

/// The options and positional arguments of one pass, in the order in which messages list them.
#[derive(Clone, Default)]
pub struct Grammar<'a> {
    specs: Vec<Spec<'a>>,
    slots: usize,
}

/// What a slot got.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// A flag.
    Flag(bool),
    /// An option that may take a word, without one.
    Bare,
    /// One word.
    Word(String),
    /// The words of an option that takes several.
    Words(Vec<String>),
}

/// What a line gave.
#[derive(Debug, Default, PartialEq)]
pub struct Parsed {
    /// By slot.
    pub values: Vec<Option<Given>>,
    /// Words that no option wanted.
    pub extras: Vec<String>,
    /// Whether the version was asked for.
    pub version: bool,
}

/// Why a line cannot be read. The message is the AWS CLI's.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ParseError {
    /// A prefix fits several options.
    #[error("ambiguous option: {word} could match {}", matches.join(", "))]
    Ambiguous {
        /// The word.
        word: String,
        /// The options it could mean.
        matches: Vec<String>,
    },
    /// An option got too few words.
    #[error("argument {name}: expected {expected}")]
    TooFew {
        /// The option.
        name: String,
        /// How many it takes.
        expected: &'static str,
    },
    /// A flag got a value.
    #[error("argument {name}: ignored explicit argument {}", python::repr_text(value))]
    ExplicitValue {
        /// The option.
        name: String,
        /// The value.
        value: String,
    },
    /// A word is not a number.
    #[error("argument {name}: invalid {kind} value: {}", python::repr_text(value))]
    NotANumber {
        /// The option.
        name: String,
        /// `int` or `float`.
        kind: &'static str,
        /// The word.
        value: String,
    },
    /// A word is none of the choices.
    #[error("argument {name}: {}", invalid_choice(value, suggestions))]
    InvalidChoice {
        /// The option.
        name: String,
        /// The word.
        value: String,
        /// Choices close to it.
        suggestions: Vec<String>,
    },
    /// Required options are missing.
    #[error("the following arguments are required: {}", names.join(", "))]
    Missing {
        /// Their names.
        names: Vec<String>,
    },
}

impl<'a> Grammar<'a> {
    /// Adds an option or positional argument with a slot of its own; returns the slot.
    pub fn add(&mut self, name: impl Into<String>, takes: Takes, accepts: Accepts<'a>, required: bool) -> usize {
        let slot = self.slots;
        self.slots += 1;
        self.specs.push(Spec { name: name.into(), takes, accepts, required, slot });
        slot
    }

    /// Puts the value of what was added to `slot` into the slot of another; its own stays empty.
    pub fn share_slot(&mut self, slot: usize, other: usize) {
        for spec in &mut self.specs {
            if spec.slot == slot {
                spec.slot = other;
            }
        }
    }

    fn option(&self, name: &str) -> Option<&Spec<'a>> {
        // Of two options with one name, the later counts.
        self.specs.iter().rev().find(|it| it.name == name && it.is_option())
    }

    /// What an option-like word means; `Ok(None)` for a plain argument.
    fn meaning(&self, word: &str) -> Result<Option<Meaning<'_, 'a>>, ParseError> {
        if !word.starts_with('-') {
            return Ok(None);
        }
        if let Some(spec) = self.option(word) {
            return Ok(Some(Meaning::Option(spec, None)));
        }
        if word.len() == 1 {
            return Ok(None);
        }
        let (prefix, value) = match word.split_once('=') {
            Some((name, value)) => {
                if let Some(spec) = self.option(name) {
                    return Ok(Some(Meaning::Option(spec, Some(value.to_owned()))));
                }
                (name, Some(value.to_owned()))
            }
            None => (word, None),
        };
        if word.starts_with("--") {
            let matches: Vec<&Spec<'a>> =
                self.specs.iter().filter(|it| it.is_option() && it.name.starts_with(prefix)).collect();
            match matches.as_slice() {
                [] => {}
                [one] => return Ok(Some(Meaning::Option(one, value))),
                several => {
                    let matches = several.iter().map(|it| it.name.clone()).collect();
                    return Err(ParseError::Ambiguous { word: word.to_owned(), matches });
                }
            }
        }
        if is_negative_number(word) || word.contains(' ') {
            return Ok(None);
        }
        Ok(Some(Meaning::Unknown))
    }
}

impl Spec<'_> {
    fn is_option(&self) -> bool {
        self.name.starts_with('-')
    }

    fn checked(&self, word: &str) -> Result<(), ParseError> {
        let not_a_number = |kind| ParseError::NotANumber { name: self.name.clone(), kind, value: word.to_owned() };
        match self.accepts {
            Accepts::Text => Ok(()),
            Accepts::Integer if python::int(word).is_none() => Err(not_a_number("int")),
            Accepts::Float if python::float(word).is_none() => Err(not_a_number("float")),
            Accepts::OneOf(choices) if !choices.has(word) => Err(ParseError::InvalidChoice {
                name: self.name.clone(),
                value: word.to_owned(),
                suggestions: suggestions::close_to(word, &choices.all()),
            }),
            Accepts::Integer | Accepts::Float | Accepts::OneOf(_) => Ok(()),
        }
    }

    fn value(&self, mut words: Vec<String>) -> Result<Given, ParseError> {
        if let Some(at) = words.iter().position(|it| it == "--") {
            words.remove(at);
        }
        for word in &words {
            self.checked(word)?;
        }
        Ok(match self.takes {
            Takes::Flag(value) => Given::Flag(value),
            Takes::Version => Given::Flag(true),
            Takes::One | Takes::OneOrNone => words.pop().map_or(Given::Bare, Given::Word),
            Takes::Any | Takes::OneOrMore => Given::Words(words),
        })
    }

    /// How many of the arguments that follow go to this option.
    fn words_taken(&self, following: &[Mark]) -> Result<usize, ParseError> {
        let available = following.iter().take_while(|it| **it == Mark::Argument).count();
        let too_few = |expected| Err(ParseError::TooFew { name: self.name.clone(), expected });
        match self.takes {
            Takes::Flag(_) | Takes::Version => Ok(0),
            Takes::One if available == 0 => too_few("one argument"),
            Takes::One => Ok(1),
            Takes::OneOrNone => Ok(available.min(1)),
            Takes::Any => Ok(available),
            Takes::OneOrMore if available == 0 => too_few("at least one argument"),
            Takes::OneOrMore => Ok(available),
        }
    }
}

/// Reads words by a grammar.
pub fn parse(grammar: &Grammar<'_>, words: &[String]) -> Result<Parsed, ParseError> {
    let mut marks = Vec::with_capacity(words.len());
    let mut meanings: Vec<Option<Meaning<'_, '_>>> = Vec::with_capacity(words.len());
    let mut only_arguments = false;
    for word in words {
        let meaning = if only_arguments || word == "--" { None } else { grammar.meaning(word)? };
        marks.push(match (&meaning, only_arguments, word.as_str()) {
            (Some(_), ..) => Mark::Option,
            (None, false, "--") => Mark::DoubleDash,
            _ => Mark::Argument,
        });
        only_arguments |= word == "--";
        meanings.push(meaning);
    }
    let positionals = grammar.specs.iter().filter(|it| !it.is_option()).collect();
    let mut reader = Reader {
        words,
        marks,
        positionals,
        seen: vec![false; grammar.specs.len()],
        grammar,
        parsed: Parsed { values: vec![None; grammar.slots], ..Parsed::default() },
    };
    reader.read(&meanings)?;
    Ok(reader.parsed)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Option,
    Argument,
    DoubleDash,
}

enum Meaning<'g, 'a> {
    /// An option, with the value behind its `=`.
    Option(&'g Spec<'a>, Option<String>),
    /// It looks like an option, but there is none.
    Unknown,
}

struct Reader<'g, 'a> {
    words: &'g [String],
    marks: Vec<Mark>,
    positionals: Vec<&'g Spec<'a>>,
    seen: Vec<bool>,
    grammar: &'g Grammar<'a>,
    parsed: Parsed,
}

impl<'g, 'a> Reader<'g, 'a> {
    fn read(&mut self, meanings: &[Option<Meaning<'g, 'a>>]) -> Result<(), ParseError> {
        let mut at = 0;
        while let Some(next_option) = (at..self.words.len()).find(|it| meanings[*it].is_some()) {
            if at != next_option {
                let end = self.consume_positionals(at)?;
                if end > at {
                    at = end;
                    continue;
                }
            }
            self.parsed.extras.extend_from_slice(&self.words[at..next_option]);
            at = self.consume_option(next_option, meanings)?;
            if self.parsed.version {
                return Ok(());
            }
        }
        let end = self.consume_positionals(at)?;
        self.parsed.extras.extend_from_slice(&self.words[end..]);
        let missing: Vec<String> = (self.grammar.specs.iter().zip(&self.seen))
            .filter(|(spec, seen)| spec.required && !**seen)
            .map(|(spec, _)| spec.name.clone())
            .collect();
        if missing.is_empty() { Ok(()) } else { Err(ParseError::Missing { names: missing }) }
    }

    fn consume_option(&mut self, at: usize, meanings: &[Option<Meaning<'g, 'a>>]) -> Result<usize, ParseError> {
        let (spec, explicit) = match &meanings[at] {
            Some(Meaning::Option(spec, explicit)) => (*spec, explicit),
            _ => {
                self.parsed.extras.push(self.words[at].clone());
                return Ok(at + 1);
            }
        };
        match explicit {
            Some(value) if spec.words_taken(&[Mark::Argument])? == 1 => {
                self.set(spec, vec![value.clone()])?;
                Ok(at + 1)
            }
            Some(value) => Err(ParseError::ExplicitValue { name: spec.name.clone(), value: value.clone() }),
            None => {
                let taken = spec.words_taken(&self.marks[at + 1..])?;
                self.set(spec, self.words[at + 1..at + 1 + taken].to_vec())?;
                Ok(at + 1 + taken)
            }
        }
    }

    fn set(&mut self, spec: &'g Spec<'a>, words: Vec<String>) -> Result<(), ParseError> {
        if let Some(place) = self.grammar.specs.iter().position(|it| std::ptr::eq(it, spec)) {
            self.seen[place] = true;
        }
        self.parsed.version |= spec.takes == Takes::Version;
        let value = spec.value(words)?;
        // A positional argument that took nothing leaves its slot empty.
        if value != Given::Bare || spec.is_option() {
            self.parsed.values[spec.slot] = Some(value);
        }
        Ok(())
    }

    /// Gives as many positional arguments their words as fit here; returns the index behind them.
    fn consume_positionals(&mut self, start: usize) -> Result<usize, ParseError> {
        let counts = (1..=self.positionals.len())
            .rev()
            .find_map(|count| match_positionals(&self.positionals[..count], &self.marks[start..]))
            .unwrap_or_default();
        let mut at = start;
        let taken: Vec<&'g Spec<'a>> = self.positionals.drain(..counts.len()).collect();
        for (spec, count) in taken.into_iter().zip(counts) {
            self.set(spec, self.words[at..at + count].to_vec())?;
            at += count;
        }
        Ok(at)
    }
}

/// How many words each positional argument takes, the first as many as possible; `None` where not all fit.
fn match_positionals(specs: &[&Spec<'_>], marks: &[Mark]) -> Option<Vec<usize>> {
    let Some((first, rest)) = specs.split_first() else { return Some(Vec::new()) };
    let (fewest, most) = match first.takes {
        Takes::One => (1, 1),
        Takes::OneOrNone => (0, 1),
        Takes::OneOrMore => (1, usize::MAX),
        Takes::Any | Takes::Flag(_) | Takes::Version => (0, usize::MAX),
    };
    // Every `--` in between may go along without being counted.
    let reach = marks.iter().take_while(|it| **it != Mark::Option).count();
    for length in (0..=reach).rev() {
        let arguments = marks[..length].iter().filter(|it| **it == Mark::Argument).count();
        if (fewest..=most).contains(&arguments)
            && let Some(mut counts) = match_positionals(rest, &marks[length..])
        {
            counts.insert(0, length);
            return Some(counts);
        }
    }
    None
}

fn is_negative_number(word: &str) -> bool {
    let Some(digits) = word.strip_prefix('-') else { return false };
    let all_digits = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    match digits.split_once('.') {
        Some((whole, fraction)) => all_digits(whole) && !fraction.is_empty() && all_digits(fraction),
        None => !digits.is_empty() && all_digits(digits),
    }
}

fn invalid_choice(value: &str, suggestions: &[String]) -> String {
    let mut lines = vec![format!("Found invalid choice {}\n", python::repr_text(value))];
    if !suggestions.is_empty() {
        lines.push("Maybe you meant:\n".to_owned());
        lines.extend(suggestions.iter().map(|it| format!("  * {it}")));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests;
