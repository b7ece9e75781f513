//! Timestamps as people type them: seconds since 1970, ISO 8601, HTTP dates
//! and the free forms that Python's `dateutil` reads (`May 6 2024 7:08pm`,
//! `2024/05/06`, `20240506T070809Z`). Without a zone they are in UTC.
//!
//! Forms that leave the date open (`7pm`, `May 6`) depend on the day they are
//! read and are refused.

use callboard_model::document::Instant;

use super::python;

/// The last second of the year 9999.
const LATEST: i64 = 253_402_300_799;
/// The first second of the year 1.
const EARLIEST: i64 = -62_135_596_800;

/// The moment that a text names.
pub fn parse(text: &str) -> Option<Instant> {
    // A number too large for seconds may be digits of a date: 20240506070809.
    let instant = python::float(text).and_then(from_epoch).or_else(|| from_words(text))?;
    (EARLIEST..=LATEST).contains(&instant.seconds).then_some(instant)
}

/// The moment `seconds` after 1970, to the microsecond.
pub fn from_epoch(seconds: f64) -> Option<Instant> {
    let in_range = seconds.is_finite() && (EARLIEST as f64..=LATEST as f64 + 1.0).contains(&seconds);
    let instant = in_range.then(|| Instant::from_epoch_f64(seconds))?;
    (EARLIEST..=LATEST).contains(&instant.seconds).then_some(instant)
}

/// A date and a time of day, as far as they are known.
#[derive(Default)]
struct Parts {
    year: Option<u32>,
    month: Option<u32>,
    day: Option<u32>,
    /// Numbers of the date whose meaning is open: `5/6/2024`.
    open: Vec<u32>,
    hour: Option<u32>,
    minute: u32,
    second: u32,
    micros: u32,
    afternoon: Option<bool>,
    offset_seconds: i64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token<'a> {
    Number(&'a str),
    Word(&'a str),
    Sign(char),
}

fn from_words(text: &str) -> Option<Instant> {
    if !text.is_ascii() {
        return None;
    }
    let tokens = tokens(text);
    let mut parts = Parts::default();
    let mut at = 0;
    while at < tokens.len() {
        at += parts.take(&tokens[at..])?;
    }
    parts.instant()
}

/// Digits, letters and signs; blanks only part them.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let run = |belongs: fn(&char) -> bool| rest.chars().take_while(belongs).count();
        let length = match first {
            '0'..='9' => run(|it| it.is_ascii_digit()),
            'a'..='z' | 'A'..='Z' => run(|it| it.is_ascii_alphabetic()),
            _ => 1,
        };
        match first {
            '0'..='9' => tokens.push(Token::Number(&rest[..length])),
            'a'..='z' | 'A'..='Z' => tokens.push(Token::Word(&rest[..length])),
            ' ' | '\t' | '\n' | '\r' => {}
            sign => tokens.push(Token::Sign(sign)),
        }
        rest = &rest[length..];
    }
    tokens
}

impl Parts {
    /// Takes one part of the date or time; returns how many tokens it had, `None` where it is neither.
    fn take(&mut self, tokens: &[Token<'_>]) -> Option<usize> {
        match tokens {
            [Token::Number(hour), Token::Sign(':'), Token::Number(minute), rest @ ..] if self.hour.is_none() => {
                self.hour = number(hour);
                self.minute = number(minute)?;
                Some(3 + self.take_seconds(rest)?)
            }
            [Token::Number(digits), rest @ ..] => self.take_number(digits, rest),
            [Token::Word(word), ..] => {
                self.take_word(word)?;
                Some(1)
            }
            [Token::Sign(sign @ ('+' | '-')), Token::Number(digits), rest @ ..] if self.hour.is_some() => {
                let (minutes, more) = match (digits.len(), rest) {
                    (1 | 2, [Token::Sign(':'), Token::Number(minutes), ..]) => (number(minutes)?, 2),
                    (4, _) => (number(&digits[2..])?, 0),
                    (1 | 2, _) => (0, 0),
                    _ => return None,
                };
                let hours = number(if digits.len() == 4 { &digits[..2] } else { digits })?;
                let seconds = i64::from(hours * 3600 + minutes * 60);
                self.offset_seconds = if *sign == '-' { -seconds } else { seconds };
                Some(2 + more)
            }
            [Token::Sign('-' | '/' | '.' | ','), ..] => Some(1),
            _ => None,
        }
    }

    fn take_seconds(&mut self, tokens: &[Token<'_>]) -> Option<usize> {
        let [Token::Sign(':'), Token::Number(second), rest @ ..] = tokens else { return Some(0) };
        self.second = number(second)?;
        let [Token::Sign('.' | ','), Token::Number(fraction), ..] = rest else { return Some(2) };
        self.micros = micros(fraction)?;
        Some(4)
    }

    fn take_number(&mut self, digits: &str, rest: &[Token<'_>]) -> Option<usize> {
        let date_is_known = self.year.is_some() && self.month.is_some() && self.day.is_some();
        match digits.len() {
            // 20240506, perhaps with 070809 at once.
            8 | 12 | 14 if self.year.is_none() => {
                self.year = number(&digits[..4]);
                self.month = number(&digits[4..6]);
                self.day = number(&digits[6..8]);
                if digits.len() > 8 {
                    self.take_clock(&digits[8..])?;
                }
            }
            2 | 4 | 6 if date_is_known && self.hour.is_none() => {
                self.take_clock(digits)?;
                if let [Token::Sign('.' | ','), Token::Number(fraction), ..] = rest
                    && digits.len() == 6
                {
                    self.micros = micros(fraction)?;
                    return Some(3);
                }
            }
            4 if self.year.is_none() => {
                self.year = number(digits);
                // What stands behind a leading year is month and day.
                if self.open.is_empty()
                    && self.month.is_none()
                    && let [
                        Token::Sign('-' | '/' | '.'),
                        Token::Number(month),
                        Token::Sign('-' | '/' | '.'),
                        Token::Number(day),
                        ..,
                    ] = rest
                {
                    self.month = number(month);
                    self.day = number(day);
                    return Some(5);
                }
            }
            1 | 2 if matches!(rest, [Token::Word(word), ..] if is_half_day(word)) && self.hour.is_none() => {
                self.hour = number(digits);
            }
            1 | 2 if self.open.len() < 2 => self.open.push(number(digits)?),
            _ => return None,
        }
        Some(1)
    }

    fn take_clock(&mut self, digits: &str) -> Option<()> {
        self.hour = number(&digits[..2]);
        self.minute = digits.get(2..4).map_or(Some(0), number)?;
        self.second = digits.get(4..6).map_or(Some(0), number)?;
        Some(())
    }

    fn take_word(&mut self, word: &str) -> Option<()> {
        const MONTHS: [&str; 12] = [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ];
        const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        let word = word.to_ascii_lowercase();
        let names = |name: &&str| name.starts_with(&word) && (word.len() == 3 || word == **name);
        if let Some(month) = MONTHS.iter().position(|it| names(it) || (word == "sept" && *it == "september")) {
            self.month = Some(month as u32 + 1);
        } else if is_half_day(&word) && self.hour.is_some() {
            self.afternoon = Some(word.starts_with('p'));
        } else {
            let known = WEEKDAYS.iter().any(names)
                || matches!(word.as_str(), "t" | "z" | "utc" | "gmt" | "of" | "at" | "st" | "nd" | "rd" | "th");
            known.then_some(())?;
        }
        Some(())
    }

    /// The moment, where the date is complete: open numbers are month and day, unless only the other order fits.
    fn instant(mut self) -> Option<Instant> {
        let open = std::mem::take(&mut self.open);
        match (open.as_slice(), self.month) {
            ([], _) => {}
            ([day], Some(_)) => self.day = self.day.or(Some(*day)),
            ([first, second], None) => {
                let (month, day) = if *first > 12 { (second, first) } else { (first, second) };
                (self.month, self.day) = (Some(*month), Some(*day));
            }
            _ => return None,
        }
        let hour = match (self.hour.unwrap_or(0), self.afternoon) {
            (hour, None) if hour < 24 => hour,
            (12, Some(false)) => 0,
            (hour @ 1..12, Some(true)) => hour + 12,
            (hour @ 1..=12, Some(_)) => hour,
            _ => return None,
        };
        let (year, month, day) = (self.year?, self.month?, self.day?);
        let (minute, second) = (self.minute, self.second);
        let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z");
        let known = Instant::parse(&text).ok().filter(|_| second < 60)?;
        Some(Instant { seconds: known.seconds - self.offset_seconds, nanos: self.micros * 1000 })
    }
}

fn is_half_day(word: &str) -> bool {
    word.eq_ignore_ascii_case("am") || word.eq_ignore_ascii_case("pm")
}

fn number(digits: &str) -> Option<u32> {
    digits.parse().ok().filter(|_| digits.len() <= 4)
}

/// The first six digits of a fraction of a second.
fn micros(fraction: &str) -> Option<u32> {
    let digits: String = fraction.chars().chain(std::iter::repeat('0')).take(6).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(texts: &[&str], expect: Expect) {
        let lines: Vec<String> = (texts.iter())
            .map(|it| format!("{it}: {}", parse(it).map_or_else(|| "none".to_owned(), |it| it.to_string())))
            .collect();
        expect.assert_eq(&lines.join("\n"));
    }

    #[test]
    fn every_form_names_the_moment_it_names_in_python() {
        check(
            &[
                "2024-05-06T07:08:09Z",
                "2024-05-06T07:08:09+02:00",
                "2024-05-06T07:08:09.123456789Z",
                "2024-05-06T07:08:09-0230",
                "2024-05-06 07:08",
                "2024-05-06",
                "2024-5-6",
                "2024-05-06T07",
                "2024-05-06T0708",
                "20240506T070809Z",
                "20240506070809",
                "2024/05/06 7:08pm",
                "05/06/2024",
                "13/06/2024",
                "Mon, 06 May 2024 07:08:09 GMT",
                "May 6 2024",
                "6 May 2024 07:08",
                "Mon May  6 07:08:09 2024",
                "1714979289.5",
                "0",
                "-1",
                "20240506",
            ],
            expect![[r#"
                2024-05-06T07:08:09Z: 2024-05-06T07:08:09Z
                2024-05-06T07:08:09+02:00: 2024-05-06T05:08:09Z
                2024-05-06T07:08:09.123456789Z: 2024-05-06T07:08:09.123456Z
                2024-05-06T07:08:09-0230: 2024-05-06T09:38:09Z
                2024-05-06 07:08: 2024-05-06T07:08:00Z
                2024-05-06: 2024-05-06T00:00:00Z
                2024-5-6: 2024-05-06T00:00:00Z
                2024-05-06T07: 2024-05-06T07:00:00Z
                2024-05-06T0708: 2024-05-06T07:08:00Z
                20240506T070809Z: 2024-05-06T07:08:09Z
                20240506070809: 2024-05-06T07:08:09Z
                2024/05/06 7:08pm: 2024-05-06T19:08:00Z
                05/06/2024: 2024-05-06T00:00:00Z
                13/06/2024: 2024-06-13T00:00:00Z
                Mon, 06 May 2024 07:08:09 GMT: 2024-05-06T07:08:09Z
                May 6 2024: 2024-05-06T00:00:00Z
                6 May 2024 07:08: 2024-05-06T07:08:00Z
                Mon May  6 07:08:09 2024: 2024-05-06T07:08:09Z
                1714979289.5: 2024-05-06T07:08:09.5Z
                0: 1970-01-01T00:00:00Z
                -1: 1969-12-31T23:59:59Z
                20240506: 1970-08-23T06:21:46Z"#]],
        );
    }

    #[test]
    fn what_names_no_moment_is_refused() {
        check(
            &["nonsense", "", "253402300800", "2024-13-01", "2024-02-30", "2024-05-06T24:00:00", "7pm", "nan", "é"],
            expect![[r#"
                nonsense: none
                : none
                253402300800: none
                2024-13-01: none
                2024-02-30: none
                2024-05-06T24:00:00: none
                7pm: none
                nan: none
                é: none"#]],
        );
    }
}
