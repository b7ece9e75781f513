//! Dates and times as SQLite has them: `date('now', '-1 day')`, `strftime('%Y', t)`, `unixepoch(t)`.
//!
//! Times are UTC. A text is read as SQLite and AWS write times: `2026-11-22`, `2026-11-22 10:00`, `2026-11-22T10:00:00.5Z`,
//! a Julian day, or seconds since 1970 with the modifier `unixepoch`.

use std::time::{SystemTime, UNIX_EPOCH};

use super::row::{Cell, MANY, Out, Returns, RowFunction, Said};

/// The functions.
pub(super) static FUNCTIONS: &[RowFunction] = &[
    RowFunction::text("date", (0, MANY), |cells| shown(cells, "%Y-%m-%d")),
    RowFunction::text("time", (0, MANY), |cells| shown(cells, "%H:%M:%S")),
    RowFunction::text("datetime", (0, MANY), |cells| shown(cells, "%Y-%m-%d %H:%M:%S")),
    RowFunction::text("strftime", (1, MANY), strftime),
    RowFunction::text("julianday", (0, MANY), julian_day).returning(Returns::Float),
    RowFunction::text("unixepoch", (0, MANY), unix_epoch).returning(Returns::Int),
];

const MS_PER_DAY: i64 = 86_400_000;
/// The Julian day of 1970-01-01, at midnight.
const JULIAN_DAY_OF_EPOCH: f64 = 2_440_587.5;
/// Years that can be written with four digits.
const YEARS: std::ops::RangeInclusive<i64> = 0..=9999;

/// A moment, in milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Moment(i64);

/// A date of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Date {
    year: i64,
    month: i64,
    day: i64,
}

fn shown(cells: &[Cell<'_>], format: &str) -> Said {
    Ok(moment(cells)?.map_or(Out::Null, |it| Out::Text(it.format(format))))
}

fn strftime(cells: &[Cell<'_>]) -> Said {
    match cells[0].text() {
        None => Ok(Out::Null),
        Some(format) => shown(&cells[1..], &format),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a Julian day is a float")]
fn julian_day(cells: &[Cell<'_>]) -> Said {
    Ok(moment(cells)?.map_or(Out::Null, |it| Out::Float(it.0 as f64 / MS_PER_DAY as f64 + JULIAN_DAY_OF_EPOCH)))
}

fn unix_epoch(cells: &[Cell<'_>]) -> Said {
    Ok(moment(cells)?.map_or(Out::Null, |it| Out::Int(it.0.div_euclid(1000))))
}

/// The moment that a text and its modifiers say; none where it says none, as in SQLite.
fn moment(cells: &[Cell<'_>]) -> Result<Option<Moment>, String> {
    let modifiers: Vec<String> = match cells.get(1..) {
        None => Vec::new(),
        Some(rest) => match rest.iter().map(|it| it.text().map(|it| it.trim().to_ascii_lowercase())).collect() {
            Some(modifiers) => modifiers,
            None => return Ok(None),
        },
    };
    let is_epoch = matches!(modifiers.first().map(String::as_str), Some("unixepoch" | "auto"));
    let mut at = match cells.first() {
        None => Moment::now(),
        Some(Cell::Null) => return Ok(None),
        Some(cell) => match (cell.float(), cell.text()) {
            (Some(seconds), _) if is_epoch => Moment::of_seconds(seconds),
            (Some(days), _) => Moment::of_seconds((days - JULIAN_DAY_OF_EPOCH) * 86_400.0),
            (None, Some(text)) => match Moment::parse(text.trim()) {
                Some(it) => it,
                None => return Ok(None),
            },
            (None, None) => return Ok(None),
        },
    };
    for modifier in modifiers.iter().skip(usize::from(is_epoch)) {
        match at.modified(modifier) {
            Some(next) => at = next,
            None => {
                return Err(format!("unknown modifier `{modifier}`: write `-1 day`, `+2 hours`, `start of month`, …"));
            }
        }
    }
    Ok(YEARS.contains(&at.date().year).then_some(at))
}

impl Moment {
    fn now() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(i64::try_from(since.as_millis()).unwrap_or(0))
    }

    #[expect(clippy::cast_possible_truncation, reason = "a float that is too large becomes the largest moment")]
    fn of_seconds(seconds: f64) -> Self {
        // Far beyond every year that can be shown, and small enough to calculate with.
        Self(((seconds * 1000.0).round() as i64).clamp(-MS_PER_DAY * 4_000_000, MS_PER_DAY * 4_000_000))
    }

    fn of(date: Date, ms: i64) -> Self {
        Self(days_before(date) * MS_PER_DAY + ms)
    }

    fn parse(text: &str) -> Option<Self> {
        if text.eq_ignore_ascii_case("now") {
            return Some(Self::now());
        }
        let (date, time) = match text.find(['T', ' ', 't']) {
            Some(at) => (&text[..at], text[at + 1..].trim()),
            None if text.contains(':') => ("2000-01-01", text),
            None => (text, "00:00"),
        };
        let mut parts = date.splitn(3, '-').map(|it| it.parse::<i64>().ok());
        let date = Date { year: parts.next()??, month: parts.next()??, day: parts.next()?? };
        if !YEARS.contains(&date.year) || !(1..=12).contains(&date.month) || !(1..=31).contains(&date.day) {
            return None;
        }
        let (time, offset) = split_offset(time)?;
        let mut parts = time.splitn(3, ':');
        let hours: i64 = parts.next()?.parse().ok()?;
        let minutes: i64 = parts.next()?.parse().ok()?;
        let seconds: f64 = parts.next().map_or(Some(0.0), |it| it.parse().ok())?;
        if !(0..24).contains(&hours) || !(0..60).contains(&minutes) || !(0.0..61.0).contains(&seconds) {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "below 61,000")]
        let ms = (hours * 60 + minutes - offset) * 60_000 + (seconds * 1000.0) as i64;
        Some(Self::of(date, ms))
    }

    fn modified(self, modifier: &str) -> Option<Self> {
        let date = self.date();
        let midnight = |date: Date| Some(Self::of(date, 0));
        match modifier {
            "utc" | "localtime" | "subsec" | "subsecond" | "auto" => return Some(self),
            "start of day" => return midnight(date),
            "start of month" => return midnight(Date { day: 1, ..date }),
            "start of year" => return midnight(Date { month: 1, day: 1, ..date }),
            _ => {}
        }
        if let Some(weekday) = modifier.strip_prefix("weekday ") {
            let wanted: i64 = weekday.trim().parse().ok().filter(|it| (0..7).contains(it))?;
            return Some(Self(self.0 + (wanted - self.weekday()).rem_euclid(7) * MS_PER_DAY));
        }
        let (count, unit) = modifier.split_once(' ')?;
        let count: f64 = count.parse().ok().filter(|it: &f64| it.is_finite() && it.abs() < 1e12)?;
        let by = |seconds: f64| {
            let moved = Self::of_seconds(count * seconds);
            Some(Self(self.0.saturating_add(moved.0)))
        };
        #[expect(clippy::cast_possible_truncation, reason = "bounded above")]
        let whole = (count as i64).clamp(-200_000, 200_000);
        match unit.trim().trim_end_matches('s') {
            "second" => by(1.0),
            "minute" => by(60.0),
            "hour" => by(3600.0),
            "day" => by(86_400.0),
            "month" | "year" => {
                let months = date.year * 12 + date.month - 1 + if unit.starts_with('m') { whole } else { whole * 12 };
                let moved = Date { year: months.div_euclid(12), month: months.rem_euclid(12) + 1, day: date.day };
                Some(Self::of(moved, self.0.rem_euclid(MS_PER_DAY)))
            }
            _ => None,
        }
    }

    fn days(self) -> i64 {
        self.0.div_euclid(MS_PER_DAY)
    }

    /// 0 is Sunday.
    fn weekday(self) -> i64 {
        (self.days() + 4).rem_euclid(7)
    }

    fn date(self) -> Date {
        let days = self.days() + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Date { year, month, day: of_year - (153 * shifted + 2) / 5 + 1 }
    }

    fn format(self, format: &str) -> String {
        let Date { year, month, day } = self.date();
        let ms = self.0.rem_euclid(MS_PER_DAY);
        let (hour, minute, second) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
        let of_year = self.days() - days_before(Date { year, month: 1, day: 1 });
        let mut out = String::new();
        let mut letters = format.chars();
        while let Some(letter) = letters.next() {
            if letter != '%' {
                out.push(letter);
                continue;
            }
            out.push_str(&match letters.next() {
                Some('Y') => format!("{year:04}"),
                Some('m') => format!("{month:02}"),
                Some('d') => format!("{day:02}"),
                Some('e') => format!("{day:2}"),
                Some('H') => format!("{hour:02}"),
                Some('I') => format!("{:02}", (hour + 11) % 12 + 1),
                Some('M') => format!("{minute:02}"),
                Some('S') => format!("{second:02}"),
                Some('f') => format!("{second:02}.{:03}", ms % 1000),
                Some('p') => if hour < 12 { "AM" } else { "PM" }.to_owned(),
                Some('j') => format!("{:03}", of_year + 1),
                Some('s') => self.0.div_euclid(1000).to_string(),
                Some('w') => self.weekday().to_string(),
                Some('u') => ((self.weekday() + 6) % 7 + 1).to_string(),
                Some('W') => format!("{:02}", (of_year + 7 - (self.weekday() + 6) % 7) / 7),
                Some('F') => format!("{year:04}-{month:02}-{day:02}"),
                Some('T') => format!("{hour:02}:{minute:02}:{second:02}"),
                Some('R') => format!("{hour:02}:{minute:02}"),
                Some(other) => other.to_string(),
                None => "%".to_owned(),
            });
        }
        out
    }
}

/// Days from 1970-01-01 to a date; a day that its month has not is one of the next.
fn days_before(date: Date) -> i64 {
    let year = if date.month <= 2 { date.year - 1 } else { date.year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let of_year = (153 * ((date.month + 9) % 12) + 2) / 5 + date.day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year - 719_468
}

/// A time without its offset, and the offset in minutes.
fn split_offset(time: &str) -> Option<(&str, i64)> {
    if let Some(time) = time.strip_suffix(['Z', 'z']) {
        return Some((time.trim(), 0));
    }
    let Some(at) = time.rfind(['+', '-']) else {
        return Some((time, 0));
    };
    let (hours, minutes) = time[at + 1..].split_once(':').unwrap_or_else(|| {
        let digits = &time[at + 1..];
        if digits.len() == 4 && digits.is_ascii() { digits.split_at(2) } else { (digits, "0") }
    });
    let minutes =
        hours.parse::<i64>().ok().filter(|it| *it < 15)? * 60 + minutes.parse::<i64>().ok().filter(|it| *it < 60)?;
    Some((time[..at].trim(), if time[at..].starts_with('-') { -minutes } else { minutes }))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(function: &str, arguments: &[&str], expect: Expect) {
        let cells: Vec<_> = arguments.iter().map(|it| Cell::Text(it)).collect();
        let function = FUNCTIONS.iter().find(|it| it.name == function).expect("is there");
        expect.assert_eq(&match (function.run)(&cells) {
            Ok(out) => format!("{out:?}"),
            Err(error) => format!("error: {error}"),
        });
    }

    #[test]
    fn times_are_read_and_moved() {
        check("datetime", &["2026-11-22T10:20:30.5Z"], expect![[r#"Text("2026-11-22 10:20:30")"#]]);
        check("datetime", &["2026-11-22T10:20:30+02:00"], expect![[r#"Text("2026-11-22 08:20:30")"#]]);
        check("date", &["2024-02-29", "+1 year"], expect![[r#"Text("2025-03-01")"#]]);
        check("date", &["2026-01-31", "+1 month"], expect![[r#"Text("2026-03-03")"#]]);
        check("date", &["2026-11-22", "start of month", "-1 day"], expect![[r#"Text("2026-10-31")"#]]);
        check("date", &["2026-11-22", "weekday 1"], expect![[r#"Text("2026-11-23")"#]]);
        check("datetime", &["1700000000", "unixepoch"], expect![[r#"Text("2023-11-14 22:13:20")"#]]);
        check("datetime", &["2460000.5"], expect![[r#"Text("2023-02-25 00:00:00")"#]]);
        check("time", &["12:30", "-90 minutes"], expect![[r#"Text("11:00:00")"#]]);
        check("unixepoch", &["1970-01-02"], expect!["Int(86400)"]);
        check("julianday", &["2000-01-01 12:00"], expect!["Float(2451545.0)"]);
        check(
            "strftime",
            &["%Y/%m/%d %H-%M-%f %j %w %u %W %s %% %p %I", "2026-11-22 23:59:59.123"],
            expect![[r#"Text("2026/11/22 23-59-59.123 326 0 7 46 1795391999 % PM 11")"#]],
        );
    }

    #[test]
    fn what_is_no_time_is_null_and_a_wrong_modifier_an_error() {
        check("date", &["tomorrow"], expect!["Null"]);
        check("date", &["2026-13-01"], expect!["Null"]);
        check(
            "date",
            &["2026-11-22", "+1 fortnight"],
            expect!["error: unknown modifier `+1 fortnight`: write `-1 day`, `+2 hours`, `start of month`, …"],
        );
        check("date", &["2026-11-22", "+99999 years"], expect!["Null"]);
    }
}
