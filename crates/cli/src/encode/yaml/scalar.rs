//! Which quotes a text needs in YAML 1.2, as ruamel.yaml and libyaml decide it.

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quotes {
    None,
    Single,
    Double,
}

/// What is in a text that matters for its quotes.
pub(super) struct Analysis {
    pub(super) multiline: bool,
    empty: bool,
    plain_allowed: bool,
    single_allowed: bool,
    /// Read without quotes it would not be a text.
    reads_as_other: bool,
}

impl Analysis {
    pub(super) fn of(text: &str) -> Self {
        let reads_as_other = plain(text) != Plain::Text;
        if text.is_empty() {
            return Self { multiline: false, empty: true, plain_allowed: true, single_allowed: true, reads_as_other };
        }
        let mut indicators = text.starts_with("---") || text.starts_with("...");
        let (mut breaks, mut special) = (false, false);
        let (mut break_then_blank, mut blank_then_break) = (false, false);
        let (mut after_blank, mut after_break) = (false, false);
        let mut preceded_by_space = true;
        let mut rest = text.chars();
        let mut first = true;
        while let Some(character) = rest.next() {
            let followed_by_space = rest.clone().next().is_none_or(is_blank_or_break);
            indicators |= match character {
                ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`' => first,
                '?' | '-' => first && followed_by_space,
                ':' => followed_by_space,
                '#' => first || preceded_by_space,
                _ => false,
            };
            special |= !is_printable(character);
            if character == ' ' {
                break_then_blank |= after_break;
                (after_blank, after_break) = (true, false);
            } else if is_break(character) {
                breaks = true;
                blank_then_break |= after_blank;
                (after_blank, after_break) = (false, true);
            } else {
                (after_blank, after_break) = (false, false);
            }
            preceded_by_space = is_blank_or_break(character);
            first = false;
        }
        let is_edge = |it: char| it == ' ' || is_break(it);
        let spaced = text.starts_with(is_edge) || text.ends_with(is_edge);
        let unquotable = blank_then_break || special;
        Self {
            multiline: breaks,
            empty: false,
            plain_allowed: !(spaced || break_then_blank || unquotable || breaks || indicators),
            single_allowed: !(break_then_blank || unquotable),
            reads_as_other,
        }
    }

    pub(super) fn quotes(&self, is_simple_key: bool) -> Quotes {
        if is_simple_key && self.multiline {
            Quotes::Double
        } else if self.plain_allowed && !(self.empty && is_simple_key) && !self.reads_as_other {
            Quotes::None
        } else if self.single_allowed {
            Quotes::Single
        } else {
            Quotes::Double
        }
    }
}

pub(super) fn is_break(character: char) -> bool {
    matches!(character, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_blank_or_break(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\0') || is_break(character)
}

/// libyaml takes no character beyond the basic plane for printable.
fn is_printable(character: char) -> bool {
    matches!(character, '\n' | ' '..='~' | '\u{a0}'..='\u{fffd}') && character != '\u{feff}'
}

pub(super) fn needs_escape(character: char) -> bool {
    !is_printable(character) || is_break(character) || matches!(character, '"' | '\\')
}

pub(super) fn escape(character: char) -> String {
    let letter = match character {
        '\0' => '0',
        '\x07' => 'a',
        '\x08' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\x0b' => 'v',
        '\x0c' => 'f',
        '\r' => 'r',
        '\x1b' => 'e',
        '"' => '"',
        '\\' => '\\',
        '\u{85}' => 'N',
        '\u{2028}' => 'L',
        '\u{2029}' => 'P',
        other => {
            return match other as u32 {
                code @ ..=0xff => format!("\\x{code:02X}"),
                code @ ..=0xffff => format!("\\u{code:04X}"),
                code => format!("\\U{code:08X}"),
            };
        }
    };
    format!("\\{letter}")
}

/// What a plain text is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plain {
    Text,
    Null,
    Boolean(bool),
    Integer,
    Float,
    Timestamp,
    /// One of YAML's own signs, such as the `<<` of a merge.
    Sign,
}

/// What a plain text is read as, by YAML 1.2 and the habits of ruamel.yaml.
pub(crate) fn plain(text: &str) -> Plain {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Plain::Null,
        "true" | "True" | "TRUE" => return Plain::Boolean(true),
        "false" | "False" | "FALSE" => return Plain::Boolean(false),
        "<<" | "=" | "!" | "&" | "*" => return Plain::Sign,
        ".nan" | ".NaN" | ".NAN" => return Plain::Float,
        _ => {}
    }
    let is_number = matches!(text.as_bytes()[0], b'0'..=b'9' | b'+' | b'-' | b'.');
    if !is_number {
        Plain::Text
    } else if is_int(text) {
        Plain::Integer
    } else if is_float(text) {
        Plain::Float
    } else if is_timestamp(text) {
        Plain::Timestamp
    } else {
        Plain::Text
    }
}

fn without_sign(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}

fn all(text: &str, accepts: impl Fn(u8) -> bool) -> bool {
    !text.is_empty() && text.bytes().all(|it| it == b'_' || accepts(it))
}

fn is_int(text: &str) -> bool {
    let text = without_sign(text);
    if let Some(digits) = text.strip_prefix("0b")
        && all(digits, |it| matches!(it, b'0' | b'1'))
    {
        return true;
    }
    if let Some(digits) = text.strip_prefix("0o")
        && all(digits, |it| matches!(it, b'0'..=b'7'))
    {
        return true;
    }
    if let Some(digits) = text.strip_prefix("0x")
        && all(digits, |it| it.is_ascii_hexdigit())
    {
        return true;
    }
    all(text, |it| it.is_ascii_digit())
}

fn is_float(text: &str) -> bool {
    let unsigned = without_sign(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return true;
    }
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let digits = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    let Some((whole, fraction)) = mantissa.split_once('.') else {
        // Without a point there must be an exponent.
        return starts_with_digit(mantissa)
            && all(mantissa, |it| it.is_ascii_digit())
            && exponent.is_some_and(|it| digits(without_sign(it)));
    };
    let is_fraction = |it: &str| it.bytes().all(|it| it == b'_' || it.is_ascii_digit());
    if whole.is_empty() {
        // `.5e3` has to say the sign of its exponent.
        return !fraction.is_empty()
            && is_fraction(fraction)
            && exponent.is_none_or(|it| it.starts_with(['+', '-']) && digits(&it[1..]));
    }
    starts_with_digit(whole)
        && all(whole, |it| it.is_ascii_digit())
        && is_fraction(fraction)
        && exponent.is_none_or(|it| digits(without_sign(it)))
}

fn starts_with_digit(text: &str) -> bool {
    text.starts_with(|it: char| it.is_ascii_digit())
}

/// `2024-01-01`, or a date and a time with seconds, fraction and zone.
fn is_timestamp(text: &str) -> bool {
    let mut scan = Scan(text);
    let Some([_, month_digits, day_digits]) = scan.date() else { return false };
    if scan.0.is_empty() {
        return month_digits == 2 && day_digits == 2;
    }
    scan.clock() && scan.zone() && scan.0.is_empty()
}

/// The rest of a text that is being matched.
struct Scan<'t>(&'t str);

impl Scan<'_> {
    /// Takes between `least` and `most` digits and says how many.
    fn digits(&mut self, least: usize, most: usize) -> Option<usize> {
        let count = self.0.bytes().take(most).take_while(u8::is_ascii_digit).count();
        self.0 = self.0.get(count..)?;
        (count >= least).then_some(count)
    }

    fn sign(&mut self, sign: char) -> Option<()> {
        self.0 = self.0.strip_prefix(sign)?;
        Some(())
    }

    fn blanks(&mut self) -> bool {
        let rest = self.0.trim_start_matches([' ', '\t']);
        let any = rest.len() < self.0.len();
        self.0 = rest;
        any
    }

    fn date(&mut self) -> Option<[usize; 3]> {
        let year = self.digits(4, 4)?;
        self.sign('-')?;
        let month = self.digits(1, 2)?;
        self.sign('-')?;
        let day = self.digits(1, 2)?;
        Some([year, month, day])
    }

    fn clock(&mut self) -> bool {
        if self.0.starts_with(['T', 't']) {
            self.0 = &self.0[1..];
        } else if !self.blanks() {
            return false;
        }
        let mut clock = || {
            self.digits(1, 2)?;
            self.sign(':')?;
            self.digits(2, 2)?;
            self.sign(':')?;
            self.digits(2, 2)
        };
        if clock().is_none() {
            return false;
        }
        if self.sign('.').is_some() {
            self.0 = self.0.trim_start_matches(|it: char| it.is_ascii_digit());
        }
        true
    }

    fn zone(&mut self) -> bool {
        if self.0.is_empty() {
            return true;
        }
        self.blanks();
        if self.sign('Z').is_some() {
            return true;
        }
        if self.sign('+').is_none() && self.sign('-').is_none() {
            return false;
        }
        if self.digits(1, 2).is_none() {
            return false;
        }
        self.sign(':').is_none() || self.digits(2, 2).is_some()
    }
}
