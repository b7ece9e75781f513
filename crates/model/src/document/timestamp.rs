//! Moments in time, as they cross a wire and as they are counted.

use std::fmt;

/// A moment, as it came.
///
/// Clients that only pass a timestamp on need not understand it, and the AWS
/// CLI can print timestamps as they came (`cli_timestamp_format = wire`), so
/// the form of arrival is kept and read by [`Timestamp::instant`] when needed.
#[derive(Clone, Debug, PartialEq)]
pub enum Timestamp {
    /// Counted here.
    Instant(Instant),
    /// Text as it came: ISO 8601 or an HTTP date.
    Text(Box<str>),
    /// Seconds since 1970 as they came.
    Epoch(f64),
}

/// Seconds and nanoseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant {
    /// Whole seconds, negative before 1970.
    pub seconds: i64,
    /// The rest, 0 to 999,999,999.
    pub nanos: u32,
}

/// Why a text is not a timestamp.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{text}` is not a timestamp; expected ISO 8601, an HTTP date or seconds since 1970")]
pub struct TimestampError {
    text: String,
}

impl Timestamp {
    /// The moment itself.
    pub fn instant(&self) -> Result<Instant, TimestampError> {
        match self {
            Self::Instant(instant) => Ok(*instant),
            Self::Text(text) => Instant::parse(text),
            Self::Epoch(seconds) => Ok(Instant::from_epoch_f64(*seconds)),
        }
    }
}

impl From<Instant> for Timestamp {
    fn from(instant: Instant) -> Self {
        Self::Instant(instant)
    }
}

impl Instant {
    /// A moment `millis` milliseconds after 1970.
    pub fn from_epoch_millis(millis: i64) -> Self {
        Self { seconds: millis.div_euclid(1000), nanos: (millis.rem_euclid(1000) * 1_000_000) as u32 }
    }

    /// A moment `seconds` after 1970, to the microsecond.
    pub fn from_epoch_f64(seconds: f64) -> Self {
        let micros = (seconds * 1e6).round() as i64;
        Self { seconds: micros.div_euclid(1_000_000), nanos: (micros.rem_euclid(1_000_000) * 1000) as u32 }
    }

    /// Milliseconds since 1970, rounded down.
    pub fn epoch_millis(&self) -> i64 {
        self.seconds * 1000 + i64::from(self.nanos / 1_000_000)
    }

    /// Seconds since 1970 with their fraction.
    pub fn epoch_f64(&self) -> f64 {
        self.seconds as f64 + f64::from(self.nanos) / 1e9
    }

    /// Reads ISO 8601 (`2024-05-06T07:08:09.5Z`, also with an offset, a blank
    /// for `T`, or no time), an HTTP date (`Mon, 06 May 2024 07:08:09 GMT`) or
    /// seconds since 1970.
    pub fn parse(text: &str) -> Result<Self, TimestampError> {
        let text = text.trim();
        parse_iso8601(text)
            .or_else(|| parse_http_date(text))
            .or_else(|| text.parse::<f64>().ok().filter(|it| it.is_finite()).map(Self::from_epoch_f64))
            .ok_or_else(|| TimestampError { text: text.to_owned() })
    }

    /// The civil date and time in UTC: year, month, day, hour, minute, second.
    pub fn civil(&self) -> (i64, u32, u32, u32, u32, u32) {
        let (year, month, day) = civil_from_days(self.seconds.div_euclid(86_400));
        let second_of_day = self.seconds.rem_euclid(86_400) as u32;
        (year, month, day, second_of_day / 3600, second_of_day / 60 % 60, second_of_day % 60)
    }

    /// `Mon, 06 May 2024 07:08:09 GMT`.
    pub fn http_date(&self) -> String {
        let (year, month, day, hour, minute, second) = self.civil();
        let weekday = WEEKDAYS[(self.seconds.div_euclid(86_400) + 4).rem_euclid(7) as usize];
        let month = MONTHS[month as usize - 1];
        format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} GMT")
    }
}

/// ISO 8601 in UTC, with a fraction only where there is one: `2024-05-06T07:08:09Z`, `…09.25Z`.
impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day, hour, minute, second) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        if self.nanos != 0 {
            let fraction = format!("{:09}", self.nanos);
            write!(f, ".{}", fraction.trim_end_matches('0'))?;
        }
        f.write_str("Z")
    }
}

const WEEKDAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn parse_iso8601(text: &str) -> Option<Instant> {
    let bytes = text.as_bytes();
    if bytes.len() < 10 || bytes[4] != b'-' || bytes[7] != b'-' || !text.is_ascii() {
        return None;
    }
    let number = |from: usize, to: usize| -> Option<u32> {
        let digits = text.get(from..to)?;
        if digits.bytes().all(|it| it.is_ascii_digit()) { digits.parse().ok() } else { None }
    };
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let mut at = 10;
    let (mut hour, mut minute, mut second, mut nanos) = (0, 0, 0, 0);
    if at < bytes.len() && matches!(bytes[at], b'T' | b't' | b' ') {
        (hour, minute) = (number(11, 13)?, number(14, 16)?);
        at = 16;
        if bytes.get(at) == Some(&b':') {
            second = number(17, 19)?;
            at = 19;
        }
        if matches!(bytes.get(at), Some(b'.' | b',')) {
            let digits = text[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
            if digits == 0 {
                return None;
            }
            let kept = &text[at + 1..at + 1 + digits.min(9)];
            nanos = kept.parse::<u32>().ok()? * 10u32.pow(9 - kept.len() as u32);
            at += 1 + digits;
        }
    }
    let offset_seconds = match &text[at..] {
        "" | "Z" | "z" => 0,
        zone => {
            let sign = match zone.as_bytes()[0] {
                b'+' => 1,
                b'-' => -1,
                _ => return None,
            };
            let digits: String = zone[1..].chars().filter(|it| *it != ':').collect();
            if !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|it| it.is_ascii_digit()) {
                return None;
            }
            let hours: i64 = digits[..2].parse().ok()?;
            let minutes: i64 = if digits.len() == 4 { digits[2..].parse().ok()? } else { 0 };
            sign * (hours * 3600 + minutes * 60)
        }
    };
    instant(i64::from(year), month, day, hour, minute, second, nanos)
        .map(|it| Instant { seconds: it.seconds - offset_seconds, ..it })
}

fn parse_http_date(text: &str) -> Option<Instant> {
    let rest = text.split_once(',').map(|(_, rest)| rest.trim())?;
    let mut words = rest.split_whitespace();
    let day = words.next()?.parse().ok()?;
    let name = words.next()?;
    let month = MONTHS.iter().position(|it| it.eq_ignore_ascii_case(name))? as u32 + 1;
    let year = words.next()?.parse().ok()?;
    let mut clock = words.next()?.split(':');
    let (hour, minute) = (clock.next()?.parse().ok()?, clock.next()?.parse().ok()?);
    let second: f64 = clock.next()?.parse().ok()?;
    let nanos = (second.fract() * 1e9).round() as u32;
    matches!(words.next(), Some("GMT" | "UTC" | "+0000") | None)
        .then(|| instant(year, month, day, hour, minute, second as u32, nanos))?
}

fn instant(year: i64, month: u32, day: u32, hour: u32, minute: u32, second: u32, nanos: u32) -> Option<Instant> {
    let in_range = (1..=12).contains(&month) && (1..=31).contains(&day) && hour <= 24 && minute < 60 && second <= 60;
    if !in_range || civil_from_days(days_from_civil(year, month, day)) != (year, month, day) {
        return None;
    }
    let seconds = days_from_civil(year, month, day) * 86_400
        + i64::from(hour * 3600)
        + i64::from(minute * 60)
        + i64::from(second);
    Some(Instant { seconds, nanos })
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar: years are taken
/// to begin in March, so that the leap day is the last of its year.
fn days_from_civil(year: i64, month: u32, day: u32) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = i64::from((153 * ((month + 9) % 12) + 2) / 5 + day - 1);
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn civil_from_days(days: i64) -> (i64, u32, u32) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * shifted_month + 2) / 5 + 1) as u32;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 } as u32;
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(text: &str, expect: Expect) {
        expect.assert_eq(&Instant::parse(text).map_or_else(|err| format!("error: {err}"), |it| it.to_string()));
    }

    #[test]
    fn every_form_of_a_timestamp_is_read() {
        check("2024-05-06T07:08:09Z", expect!["2024-05-06T07:08:09Z"]);
        check("2024-05-06T07:08:09.250+02:00", expect!["2024-05-06T05:08:09.25Z"]);
        check("2024-02-29", expect!["2024-02-29T00:00:00Z"]);
        check("2024-05-06 07:08", expect!["2024-05-06T07:08:00Z"]);
        check("Mon, 06 May 2024 07:08:09 GMT", expect!["2024-05-06T07:08:09Z"]);
        check("1714979289.5", expect!["2024-05-06T07:08:09.5Z"]);
        check("-1", expect!["1969-12-31T23:59:59Z"]);
    }

    #[test]
    fn what_is_no_timestamp_is_refused() {
        check(
            "2023-02-29",
            expect!["error: `2023-02-29` is not a timestamp; expected ISO 8601, an HTTP date or seconds since 1970"],
        );
        check(
            "soon",
            expect!["error: `soon` is not a timestamp; expected ISO 8601, an HTTP date or seconds since 1970"],
        );
        check(
            "2024-05-06T07:08:09.Z",
            expect![
                "error: `2024-05-06T07:08:09.Z` is not a timestamp; expected ISO 8601, an HTTP date or seconds since 1970"
            ],
        );
    }

    #[test]
    fn days_and_dates_are_inverse() {
        for days in (-800_000..800_000).step_by(37) {
            let (year, month, day) = civil_from_days(days);
            assert_eq!(days_from_civil(year, month, day), days);
        }
        assert_eq!(Instant { seconds: 1_714_979_289, nanos: 0 }.http_date(), "Mon, 06 May 2024 07:08:09 GMT");
    }
}
