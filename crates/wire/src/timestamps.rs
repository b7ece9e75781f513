//! Timestamps as each protocol writes them.

use callboard_model::document::{Document, Instant, Timestamp};
use callboard_model::shape::{Member, Shape};

/// How a timestamp is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimestampFormat {
    /// `2024-05-06T07:08:09Z`, six digits of fraction where there is one.
    Iso8601,
    /// `Mon, 06 May 2024 07:08:09 GMT`.
    HttpDate,
    /// `1714979289`.
    UnixSeconds,
}

/// Whether fractions of a second go over the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// As the AWS SDKs send: whole seconds since 1970, microseconds in ISO 8601.
    Request,
    /// As services answer: milliseconds since 1970, ISO 8601 with the fraction it has.
    Response,
}

impl TimestampFormat {
    /// The format that a member or its shape asks for, else `default`.
    pub fn of(member: &Member, shape: &Shape, default: Self) -> Self {
        member.traits.timestamp_format.or(shape.traits.timestamp_format).map_or(default, Self::named)
    }

    /// The format of a `timestampFormat` trait.
    pub fn named(name: &str) -> Self {
        if name.eq_ignore_ascii_case("rfc822") {
            Self::HttpDate
        } else if name.eq_ignore_ascii_case("unixTimestamp") {
            Self::UnixSeconds
        } else {
            Self::Iso8601
        }
    }

    /// The text of a moment.
    pub fn text(self, instant: Instant, precision: Precision) -> String {
        match (self, precision) {
            (Self::HttpDate, _) => instant.http_date(),
            (Self::UnixSeconds, Precision::Request) => instant.seconds.to_string(),
            (Self::UnixSeconds, Precision::Response) => {
                let millis = instant.nanos / 1_000_000;
                if millis == 0 {
                    instant.seconds.to_string()
                } else {
                    trimmed(&format!("{:.3}", instant.epoch_millis() as f64 / 1000.0))
                }
            }
            (Self::Iso8601, Precision::Response) => instant.to_string(),
            (Self::Iso8601, Precision::Request) => {
                let whole = Instant { nanos: 0, ..instant }.to_string();
                let micros = instant.nanos / 1000;
                if micros == 0 { whole } else { format!("{}.{micros:06}Z", whole.trim_end_matches('Z')) }
            }
        }
    }
}

/// The moment that a value given for a timestamp means, where it means one.
pub(crate) fn instant_of(value: &Document) -> Option<Instant> {
    match value {
        Document::Timestamp(timestamp) => timestamp.instant().ok(),
        Document::String(text) => Instant::parse(text).ok(),
        Document::Integer(seconds) => Some(Instant { seconds: i64::try_from(*seconds).ok()?, nanos: 0 }),
        Document::Float(seconds) => seconds.is_finite().then(|| Instant::from_epoch_f64(*seconds)),
        _ => None,
    }
}

/// A timestamp that came as text: seconds since 1970 are kept as a number.
pub(crate) fn from_text(text: &str, format: TimestampFormat) -> Timestamp {
    match (format, text.parse::<f64>()) {
        (TimestampFormat::UnixSeconds, Ok(seconds)) if seconds.is_finite() => Timestamp::Epoch(seconds),
        _ => Timestamp::Text(text.into()),
    }
}

fn trimmed(decimal: &str) -> String {
    decimal.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(text: &str, precision: Precision, expect: Expect) {
        let instant = Instant::parse(text).unwrap();
        let formats = [TimestampFormat::Iso8601, TimestampFormat::HttpDate, TimestampFormat::UnixSeconds];
        expect.assert_eq(&formats.map(|it| it.text(instant, precision)).join(" | "));
    }

    #[test]
    fn requests_carry_whole_seconds_or_microseconds() {
        check(
            "2024-05-06T07:08:09Z",
            Precision::Request,
            expect!["2024-05-06T07:08:09Z | Mon, 06 May 2024 07:08:09 GMT | 1714979289"],
        );
        check(
            "2024-05-06T07:08:09.25Z",
            Precision::Request,
            expect!["2024-05-06T07:08:09.250000Z | Mon, 06 May 2024 07:08:09 GMT | 1714979289"],
        );
    }

    #[test]
    fn answers_carry_milliseconds() {
        check(
            "2024-05-06T07:08:09.25Z",
            Precision::Response,
            expect!["2024-05-06T07:08:09.25Z | Mon, 06 May 2024 07:08:09 GMT | 1714979289.25"],
        );
        check(
            "1969-12-31T23:59:59.5Z",
            Precision::Response,
            expect!["1969-12-31T23:59:59.5Z | Wed, 31 Dec 1969 23:59:59 GMT | -0.5"],
        );
    }
}
