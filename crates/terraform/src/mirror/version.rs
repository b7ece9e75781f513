//! Versions and what configurations ask of them.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use crate::kind::ProviderKind;

/// Versions of the real providers, the one whose schemas we follow first: they are taken where they are allowed.
const KNOWN: [(ProviderKind, &[&str]); 2] =
    [(ProviderKind::Aws, &["6.25.0", "5.100.0", "4.67.0", "3.76.1", "2.70.4"]), (ProviderKind::Awscc, &["1.97.0"])];

/// A version: numbers, and perhaps what came before it was released.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    numbers: [u64; 3],
    before: Option<String>,
}

/// What a version must be: `~> 6.0`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constraint {
    operator: Operator,
    version: Version,
    /// How many numbers were written, which `~>` goes by.
    written: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    Pessimistic,
}

/// Longer operators first.
const OPERATORS: [(&str, Operator); 7] = [
    ("~>", Operator::Pessimistic),
    (">=", Operator::GreaterOrEqual),
    ("<=", Operator::LessOrEqual),
    ("!=", Operator::NotEqual),
    ("=", Operator::Equal),
    (">", Operator::Greater),
    ("<", Operator::Less),
];

/// A text that is no version or constraint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no version such as `6.25.0` or `~> 6.0`")]
pub struct VersionError {
    text: String,
}

impl Version {
    fn of(numbers: [u64; 3]) -> Self {
        Self { numbers, before: None }
    }

    /// Reads a version, and says how many numbers it has.
    fn read(text: &str) -> Result<(Self, usize), VersionError> {
        let wrong = || VersionError { text: text.to_owned() };
        let plain = text.trim().trim_start_matches('v');
        // What comes after `+` says nothing about the order of versions.
        let plain = plain.split('+').next().unwrap_or_default();
        let (numbers, before) = match plain.split_once('-') {
            Some((numbers, before)) => (numbers, Some(before.to_owned())),
            None => (plain, None),
        };
        let mut all = [0; 3];
        let mut written = 0;
        for number in numbers.split('.') {
            let place = all.get_mut(written).ok_or_else(wrong)?;
            *place = number.parse::<u32>().map_err(|_| wrong())?.into();
            written += 1;
        }
        let is_name = |it: &String| {
            !it.is_empty() && it.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'.'))
        };
        if before.as_ref().is_some_and(|it| !is_name(it)) {
            return Err(wrong());
        }
        Ok((Self { numbers: all, before }, written))
    }
}

impl FromStr for Version {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, VersionError> {
        Ok(Self::read(text)?.0)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.numbers;
        write!(f, "{major}.{minor}.{patch}")?;
        self.before.as_ref().map_or(Ok(()), |it| write!(f, "-{it}"))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        // A release comes after all that came before it.
        self.numbers.cmp(&other.numbers).then_with(|| match (&self.before, &other.before) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(one), Some(other)) => one.cmp(other),
        })
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Constraint {
    /// Reads constraints that are separated by commas.
    pub fn read_all(text: &str) -> Result<Vec<Self>, VersionError> {
        text.split(',').map(str::trim).filter(|it| !it.is_empty()).map(Self::read).collect()
    }

    fn read(text: &str) -> Result<Self, VersionError> {
        let known = OPERATORS.iter().find_map(|(sign, operator)| Some((*operator, text.strip_prefix(sign)?)));
        let (operator, rest) = known.unwrap_or((Operator::Equal, text));
        let (version, written) = Version::read(rest).map_err(|_| VersionError { text: text.to_owned() })?;
        Ok(Self { operator, version, written })
    }

    /// Whether a version is as it must be.
    pub fn allows(&self, version: &Version) -> bool {
        // What was not released is taken only where it is named.
        if version.before.is_some() && (self.operator != Operator::Equal || *version != self.version) {
            return false;
        }
        match self.operator {
            Operator::Equal => *version == self.version,
            Operator::NotEqual => *version != self.version,
            Operator::Greater => *version > self.version,
            Operator::GreaterOrEqual => *version >= self.version,
            Operator::Less => *version < self.version,
            Operator::LessOrEqual => *version <= self.version,
            Operator::Pessimistic => {
                let fixed = self.written.saturating_sub(1).max(1);
                *version >= self.version && version.numbers[..fixed] == self.version.numbers[..fixed]
            }
        }
    }
}

/// The version that a provider passes for: a known one where one is allowed, else the highest that the constraints name.
pub(super) fn choose(kind: ProviderKind, constraints: &[&Constraint]) -> Option<Version> {
    let is_allowed = |version: &Version| constraints.iter().all(|it| it.allows(version));
    let known = KNOWN.iter().find(|(it, _)| *it == kind).map(|(_, versions)| *versions).unwrap_or_default();
    if let Some(version) = known.iter().filter_map(|it| it.parse().ok()).find(is_allowed) {
        return Some(version);
    }
    let named = constraints.iter().flat_map(|it| {
        let [major, minor, patch] = it.version.numbers;
        let below = match (minor, patch) {
            (0, 0) => Version::of([major.saturating_sub(1), 0, 0]),
            (_, 0) => Version::of([major, minor - 1, 0]),
            _ => Version::of([major, minor, patch - 1]),
        };
        [it.version.clone(), Version::of([major, minor, patch + 1]), Version::of([major, minor + 1, 0]), below]
    });
    named.filter(is_allowed).max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(constraints: &str, expect: Expect) {
        let chosen = Constraint::read_all(constraints).map(|all| {
            let all: Vec<&Constraint> = all.iter().collect();
            choose(ProviderKind::Aws, &all).map_or_else(|| "none".to_owned(), |it| it.to_string())
        });
        expect.assert_eq(&chosen.unwrap_or_else(|err| format!("error: {err}")));
    }

    #[test]
    fn a_known_version_is_taken_where_one_is_allowed() {
        check("", expect!["6.25.0"]);
        check(">= 4.0", expect!["6.25.0"]);
        check("~> 6.0", expect!["6.25.0"]);
        check("~> 5.0", expect!["5.100.0"]);
        check(">= 5.0, < 6.0", expect!["5.100.0"]);
        check("~> 4.67", expect!["4.67.0"]);
        check("~> 3.76.0", expect!["3.76.1"]);
        check("!= 6.25.0", expect!["5.100.0"]);
    }

    #[test]
    fn else_the_highest_that_is_named() {
        check("6.30.1", expect!["6.30.1"]);
        check("= v6.30", expect!["6.30.0"]);
        check("~> 6.30", expect!["6.31.0"]);
        check("~> 6.30.2", expect!["6.30.3"]);
        check("> 6.66.0", expect!["6.67.0"]);
        check("< 5.2.3, > 5.1", expect!["5.2.2"]);
        check("6.26.0-beta1", expect!["6.26.0-beta1"]);
    }

    #[test]
    fn what_cannot_be_is_not_made_up() {
        check("> 6.0, < 6.0", expect!["none"]);
        check("5.0.0, 6.0.0", expect!["none"]);
        check("latest", expect!["error: `latest` is no version such as `6.25.0` or `~> 6.0`"]);
        check("~> 6.0.0.0", expect!["error: `~> 6.0.0.0` is no version such as `6.25.0` or `~> 6.0`"]);
        check(">= ${var.version}", expect!["error: `>= ${var.version}` is no version such as `6.25.0` or `~> 6.0`"]);
    }
}
