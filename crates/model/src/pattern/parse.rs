//! Patterns as trees.
//!
//! What a class means is told twice: as a set good enough to make texts from,
//! and as the place in the pattern where it stands, so that the engine can say
//! of any character whether it belongs. Back references are seen, flags are not.

/// How deep groups may be nested.
const DEEPEST: usize = 64;

/// A part of a pattern.
#[derive(Debug, Clone)]
pub(super) enum Node {
    /// Nothing.
    Empty,
    /// One character of a set, which stands in the pattern from one character to another.
    Class(Set, usize, usize),
    /// Where the text begins.
    Start,
    /// Where it ends.
    End,
    /// Where a word begins or ends, or, if so, where none does.
    Boundary(bool),
    /// What must, or must not, stand next.
    Look { is_behind: bool, is_negated: bool, node: Box<Node> },
    /// What a group matched.
    BackReference,
    /// One after the other.
    Sequence(Vec<Node>),
    /// One of several.
    Either(Vec<Node>),
    /// The same again and again; no end where the most is none.
    Repeat(Box<Node>, usize, Option<usize>),
}

/// A set of characters: a bit for each of ASCII, and one example of the others.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Set {
    pub(super) ascii: u128,
    pub(super) other: Option<char>,
}

impl Set {
    fn of(ranges: &[(u8, u8)]) -> Self {
        let mut set = Self::default();
        for &(first, last) in ranges {
            set.add(u32::from(first), u32::from(last));
        }
        set
    }

    fn one(character: char) -> Self {
        let mut set = Self::default();
        set.add(u32::from(character), u32::from(character));
        set
    }

    fn add(&mut self, first: u32, last: u32) {
        for code in first..=last.min(127) {
            self.ascii |= 1 << code;
        }
        if last > 127 {
            self.other = self.other.or_else(|| char::from_u32(first.max(0xA1)).filter(|it| u32::from(*it) <= last));
        }
    }

    fn union(&mut self, set: Self) {
        self.ascii |= set.ascii;
        self.other = self.other.or(set.other);
    }

    fn negated(self) -> Self {
        Self { ascii: !self.ascii, other: Some('\u{4e00}') }
    }
}

/// The tree of a pattern; none where its brackets do not match or it nests too deeply.
pub(super) fn parse(pattern: &str) -> Option<Node> {
    let mut parser = Parser { characters: pattern.chars().collect(), at: 0, depth: 0 };
    let node = parser.either()?;
    (parser.at == parser.characters.len()).then_some(node)
}

struct Parser {
    characters: Vec<char>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += 1;
        Some(character)
    }

    fn take(&mut self, text: &str) -> bool {
        let is_there = text.chars().enumerate().all(|(at, it)| self.characters.get(self.at + at) == Some(&it));
        if is_there {
            self.at += text.chars().count();
        }
        is_there
    }

    fn either(&mut self) -> Option<Node> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let mut branches = vec![self.sequence()?];
        while self.take("|") {
            branches.push(self.sequence()?);
        }
        self.depth -= 1;
        Some(if branches.len() == 1 { branches.swap_remove(0) } else { Node::Either(branches) })
    }

    fn sequence(&mut self) -> Option<Node> {
        let mut parts = Vec::new();
        while let Some(character) = self.peek()
            && character != '|'
            && character != ')'
        {
            let part = self.atom()?;
            let part = self.repeated(part);
            if !matches!(part, Node::Empty) {
                parts.push(part);
            }
        }
        Some(if parts.len() == 1 { parts.swap_remove(0) } else { Node::Sequence(parts) })
    }

    fn repeated(&mut self, mut node: Node) -> Node {
        loop {
            let simple = match self.peek() {
                Some('*') => Some((0, None)),
                Some('+') => Some((1, None)),
                Some('?') => Some((0, Some(1))),
                Some('{') => None,
                _ => return node,
            };
            let Some((min, max)) = simple.inspect(|_| self.at += 1).or_else(|| self.counts()) else { return node };
            // Lazy and possessive quantifiers match the same texts, or fewer.
            if matches!(self.peek(), Some('?' | '+')) {
                self.at += 1;
            }
            node = Node::Repeat(Box::new(node), min, max);
        }
    }

    /// Reads `{2,5}`; nothing where the brace is a character like others.
    fn counts(&mut self) -> Option<(usize, Option<usize>)> {
        let end = self.at + self.characters[self.at..].iter().position(|it| *it == '}')?;
        let inside: String = self.characters[self.at + 1..end].iter().collect();
        let counts = match inside.split_once(',') {
            None => {
                let count = inside.parse().ok()?;
                (count, Some(count))
            }
            Some((min, "")) => (min.parse().ok()?, None),
            Some((min, max)) => (min.parse().ok()?, Some(max.parse().ok()?)),
        };
        self.at = end + 1;
        Some(counts)
    }

    fn atom(&mut self) -> Option<Node> {
        let from = self.at;
        let set = match self.next()? {
            '(' => return self.group(),
            '[' => self.class()?,
            '^' => return Some(Node::Start),
            '$' => return Some(Node::End),
            '.' => Set::one('\n').negated(),
            '\\' => {
                let node = match self.peek()? {
                    'b' => Node::Boundary(false),
                    'B' => Node::Boundary(true),
                    'A' => Node::Start,
                    'z' | 'Z' => Node::End,
                    'G' => Node::Empty,
                    '1'..='9' => Node::BackReference,
                    _ => return Some(Node::Class(self.escape()?, from, self.at)),
                };
                self.at += 1;
                return Some(node);
            }
            character => Set::one(character),
        };
        Some(Node::Class(set, from, self.at))
    }

    fn group(&mut self) -> Option<Node> {
        let mut look = None;
        if self.take("?") {
            match self.next()? {
                ':' | '>' => {}
                it @ ('=' | '!') => look = Some((false, it == '!')),
                '<' if matches!(self.peek(), Some('=' | '!')) => look = Some((true, self.next() == Some('!'))),
                '<' | 'P' => while self.next()? != '>' {},
                // Flags: `(?i)` alone or `(?i:…)`.
                _ => loop {
                    match self.next()? {
                        ')' => return Some(Node::Empty),
                        ':' => break,
                        _ => {}
                    }
                },
            }
        }
        let node = self.either()?;
        let node = match look {
            Some((is_behind, is_negated)) => Node::Look { is_behind, is_negated, node: Box::new(node) },
            None => node,
        };
        self.take(")").then_some(node)
    }

    fn class(&mut self) -> Option<Set> {
        let is_negated = self.take("^");
        let mut set = Set::default();
        let mut is_first = true;
        loop {
            let character = self.next()?;
            if character == ']' && !is_first {
                break;
            }
            is_first = false;
            let (first, is_single) = match character {
                '\\' => {
                    let single = !matches!(self.peek()?, 'w' | 'W' | 'd' | 'D' | 's' | 'S' | 'p' | 'P');
                    (self.escape()?, single)
                }
                _ => (Set::one(character), true),
            };
            let is_range = is_single
                && self.peek() == Some('-')
                && self.characters.get(self.at + 1).is_some_and(|it| *it != ']')
                && !self.is_class_at(self.at + 1);
            if !is_range {
                set.union(first);
                continue;
            }
            self.at += 1;
            let last = match self.next()? {
                '\\' => self.escape()?,
                character => Set::one(character),
            };
            set.add(first.code()?, last.code()?);
        }
        Some(if is_negated { set.negated() } else { set })
    }

    fn is_class_at(&self, at: usize) -> bool {
        self.characters.get(at) == Some(&'\\')
            && matches!(self.characters.get(at + 1), Some('w' | 'W' | 'd' | 'D' | 's' | 'S' | 'p' | 'P'))
    }

    /// What stands after a backslash.
    fn escape(&mut self) -> Option<Set> {
        Some(match self.next()? {
            'd' => Set::of(&[(b'0', b'9')]),
            'D' => Set::of(&[(b'0', b'9')]).negated(),
            'w' => Set::of(&[(b'0', b'9'), (b'a', b'z'), (b'A', b'Z'), (b'_', b'_')]),
            'W' => Set::of(&[(b'0', b'9'), (b'a', b'z'), (b'A', b'Z'), (b'_', b'_')]).negated(),
            's' => Set::of(&[(b'\t', b'\r'), (b' ', b' ')]),
            'S' => Set::of(&[(b'\t', b'\r'), (b' ', b' ')]).negated(),
            kind @ ('p' | 'P') => {
                let set = self.property();
                if kind == 'P' { set.negated() } else { set }
            }
            't' => Set::one('\t'),
            'n' => Set::one('\n'),
            'r' => Set::one('\r'),
            'f' => Set::one('\u{c}'),
            'v' => Set::one('\u{b}'),
            '0' => Set::one('\0'),
            'x' => Set::one(self.code(2)?),
            'u' if self.take("{") => {
                let length = self.characters[self.at..].iter().position(|it| *it == '}')?;
                let character = self.code(length)?;
                self.at += 1;
                Set::one(character)
            }
            'u' => Set::one(self.code(4)?),
            character => Set::one(character),
        })
    }

    /// A character by its number in hexadecimal; half of a surrogate pair as any character beyond ASCII.
    fn code(&mut self, length: usize) -> Option<char> {
        let digits: String = self.characters.get(self.at..self.at + length)?.iter().collect();
        self.at += length;
        Some(char::from_u32(u32::from_str_radix(&digits, 16).ok()?).unwrap_or('\u{fffd}'))
    }

    /// The part of a Unicode property that ASCII has.
    fn property(&mut self) -> Set {
        let mut name = String::new();
        if self.take("{") {
            while let Some(character) = self.next()
                && character != '}'
            {
                name.push(character);
            }
        } else {
            name.extend(self.next());
        }
        match name.as_str() {
            "L" | "Letter" | "Alpha" | "IsAlphabetic" | "Alphabetic" => Set::of(&[(b'a', b'z'), (b'A', b'Z')]),
            "Ll" | "Lower" => Set::of(&[(b'a', b'z')]),
            "Lu" | "Upper" => Set::of(&[(b'A', b'Z')]),
            "N" | "Nd" | "Digit" => Set::of(&[(b'0', b'9')]),
            "Alnum" => Set::of(&[(b'0', b'9'), (b'a', b'z'), (b'A', b'Z')]),
            "Z" | "Zs" | "Blank" | "Space" => Set::of(&[(b' ', b' ')]),
            "P" | "Punct" => {
                Set::of(&[(b'!', b'#'), (b'%', b'*'), (b',', b'/'), (b':', b';'), (b'?', b'@'), (b'_', b'_')])
            }
            "Pd" => Set::of(&[(b'-', b'-')]),
            "S" => Set::of(&[(b'+', b'+'), (b'<', b'>'), (b'=', b'=')]),
            "Sc" => Set::of(&[(b'$', b'$')]),
            "C" | "Cc" | "Cntrl" => Set::of(&[(0, 31), (127, 127)]),
            "Graph" => Set::of(&[(b'!', b'~')]),
            "Print" => Set::of(&[(b' ', b'~')]),
            "ASCII" => Set::of(&[(0, 127)]),
            _ => Set { ascii: 0, other: Some('\u{4e00}') },
        }
    }
}

impl Set {
    /// The number of its only character.
    fn code(self) -> Option<u32> {
        match self.other {
            Some(character) => Some(u32::from(character)),
            None => (self.ascii != 0).then(|| self.ascii.trailing_zeros()),
        }
    }
}
