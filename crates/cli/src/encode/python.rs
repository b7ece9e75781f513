//! Scalars as Python spells them, because the AWS CLI's formats print Python values.

use callboard_model::document::{Document, Timestamp};

use super::TimestampStyle;

/// The shortest decimal that reads back as `value`, as Python's `repr` lays it
/// out: `1.0`, `0.0001`, `1e-05`, `1e+16`, `-0.0`, `nan`, `inf`.
pub(super) fn float(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    // Of two equally short decimals Python and ryu take the even one; the standard library does not.
    let mut buffer = ryu::Buffer::new();
    let (sign, text) = match buffer.format_finite(value) {
        text if value.is_sign_negative() => ("-", &text[1..]),
        text => ("", text),
    };
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let leading_zeros = digits.len() - digits.trim_start_matches('0').len();
    let digits = digits.trim_matches('0');
    if digits.is_empty() {
        return format!("{sign}0.0");
    }
    // The value is 0.DIGITS times ten to the power of `point`.
    let point = whole.len() as i32 - leading_zeros as i32 + exponent.parse::<i32>().unwrap_or(0);
    match usize::try_from(point) {
        Ok(point @ 1..=16) if point >= digits.len() => format!("{sign}{digits:0<point$}.0"),
        Ok(point @ 1..=16) => format!("{sign}{}.{}", &digits[..point], &digits[point..]),
        _ if (-3..=0).contains(&point) => format!("{sign}0.{}{digits}", "0".repeat(-point as usize)),
        _ => {
            let (first, rest) = digits.split_at(1);
            let dot = if rest.is_empty() { "" } else { "." };
            let exponent = point - 1;
            let exponent_sign = if exponent < 0 { '-' } else { '+' };
            format!("{sign}{first}{dot}{rest}e{exponent_sign}{:02}", exponent.unsigned_abs())
        }
    }
}

/// What a timestamp is printed as.
pub(super) enum TimestampText {
    /// Text, which formats may have to quote.
    Text(String),
    /// A number, printed bare.
    Number(String),
}

/// A timestamp in the chosen style.
pub(super) fn timestamp(value: &Timestamp, style: TimestampStyle) -> TimestampText {
    match (style, value) {
        (TimestampStyle::Wire, Timestamp::Text(text)) => TimestampText::Text(text.to_string()),
        (TimestampStyle::Wire, Timestamp::Epoch(seconds)) => TimestampText::Number(epoch(*seconds)),
        (TimestampStyle::Wire, Timestamp::Instant(instant)) => TimestampText::Text(instant.to_string()),
        (TimestampStyle::Iso8601, _) => TimestampText::Text(isoformat(value)),
    }
}

/// Whole seconds lose their fraction: the form of the number is not kept on the way here.
fn epoch(seconds: f64) -> String {
    if seconds.fract() == 0.0 && seconds.abs() < 1e15 { format!("{seconds:.0}") } else { float(seconds) }
}

/// Python's `datetime.isoformat()`: six digits of fraction where there is one.
///
/// A text keeps the offset it came with, and one without an offset stays
/// without; numbers are moments in UTC. A text that is no timestamp stays as it is.
fn isoformat(value: &Timestamp) -> String {
    if let Timestamp::Text(text) = value
        && let Some(usual) = usual_form(text)
    {
        return usual;
    }
    let offset = match value {
        Timestamp::Text(text) => match offset_of(text) {
            Some(offset) => offset,
            None => return text.to_string(),
        },
        Timestamp::Instant(_) | Timestamp::Epoch(_) => Some(0),
    };
    let Ok(mut instant) = value.instant() else {
        return match value {
            Timestamp::Text(text) => text.to_string(),
            Timestamp::Instant(_) | Timestamp::Epoch(_) => String::new(),
        };
    };
    instant.seconds += i64::from(offset.unwrap_or(0)) * 60;
    let (year, month, day, hour, minute, second) = instant.civil();
    let mut text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
    if instant.nanos >= 1000 {
        text.push_str(&format!(".{:06}", instant.nanos / 1000));
    }
    if let Some(offset) = offset {
        let sign = if offset < 0 { '-' } else { '+' };
        text.push_str(&format!("{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60));
    }
    text
}

/// `2024-05-06T07:08:09Z`, perhaps with a fraction, is by far the most frequent form.
fn usual_form(text: &str) -> Option<String> {
    const FORM: &[u8] = b"0000-00-00T00:00:00";
    let local = text.strip_suffix('Z')?;
    let (second, fraction) = (local.get(..FORM.len())?, &local[FORM.len()..]);
    let fits = second.bytes().zip(FORM).all(|(byte, form)| match form {
        b'0' => byte.is_ascii_digit(),
        sign => byte == *sign,
    });
    let mut usual = String::with_capacity(32);
    usual.push_str(second);
    match fraction.strip_prefix('.') {
        None if fraction.is_empty() => {}
        Some(digits) if (1..=6).contains(&digits.len()) && digits.bytes().all(|it| it.is_ascii_digit()) => {
            if digits.bytes().any(|it| it != b'0') {
                usual.push_str(fraction);
                usual.extend(std::iter::repeat_n('0', 6 - digits.len()));
            }
        }
        _ => return None,
    }
    usual.push_str("+00:00");
    fits.then_some(usual)
}

/// The offset in minutes that a timestamp's text states: `Some(None)` where it states none, `None` where the text is
/// no timestamp.
fn offset_of(text: &str) -> Option<Option<i32>> {
    let text = text.trim();
    if text.contains(',') || text.parse::<f64>().is_ok() {
        return Some(Some(0));
    }
    let Some(clock_at) = text.find(['T', 't', ' ']) else { return Some(None) };
    let clock = &text[clock_at + 1..];
    if clock.ends_with(['Z', 'z']) {
        return Some(Some(0));
    }
    let Some(at) = clock.find(['+', '-']) else { return Some(None) };
    let digits: String = clock[at + 1..].chars().filter(|it| *it != ':').collect();
    let hours: i32 = digits.get(..2)?.parse().ok()?;
    let minutes: i32 = digits.get(2..).filter(|it| !it.is_empty()).map_or(Some(0), |it| it.parse().ok())?;
    let total = hours * 60 + minutes;
    Some(Some(if clock.as_bytes()[at] == b'-' { -total } else { total }))
}

/// Appends what Python's `str()` makes of a value.
pub(super) fn push_str(text: &mut String, value: &Document, style: TimestampStyle) {
    match value {
        Document::Null => text.push_str("None"),
        Document::Bool(true) => text.push_str("True"),
        Document::Bool(false) => text.push_str("False"),
        Document::Integer(number) => text.push_str(itoa::Buffer::new().format(*number)),
        Document::Float(number) => text.push_str(&float(*number)),
        Document::String(string) => text.push_str(string),
        Document::Blob(bytes) => push_base64(text, bytes),
        Document::Timestamp(moment) => match timestamp(moment, style) {
            TimestampText::Text(it) | TimestampText::Number(it) => text.push_str(&it),
        },
        Document::List(_) | Document::Map(_) => push_repr(text, value, style),
    }
}

/// Appends bytes as base64.
pub(super) fn push_base64(text: &mut String, bytes: &[u8]) {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode_string(bytes, text);
}

/// Appends what Python's `repr()` makes of a value: text tables show a nested
/// value so where other elements of the list have a scalar under the same key.
fn push_repr(text: &mut String, value: &Document, style: TimestampStyle) {
    match value {
        Document::List(items) => {
            text.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    text.push_str(", ");
                }
                push_repr(text, item, style);
            }
            text.push(']');
        }
        Document::Map(map) => {
            text.push('{');
            for (at, (key, item)) in map.iter().enumerate() {
                if at > 0 {
                    text.push_str(", ");
                }
                push_repr_text(text, key);
                text.push_str(": ");
                push_repr(text, item, style);
            }
            text.push('}');
        }
        Document::String(string) => push_repr_text(text, string),
        Document::Blob(_) | Document::Timestamp(_) => {
            let mut plain = String::new();
            push_str(&mut plain, value, style);
            push_repr_text(text, &plain);
        }
        Document::Null | Document::Bool(_) | Document::Integer(_) | Document::Float(_) => push_str(text, value, style),
    }
}

fn push_repr_text(text: &mut String, plain: &str) {
    if plain.bytes().all(|it| matches!(it, b' '..=b'~') && !matches!(it, b'\'' | b'\\')) {
        text.push('\'');
        text.push_str(plain);
        text.push('\'');
        return;
    }
    let quote = if plain.contains('\'') && !plain.contains('"') { '"' } else { '\'' };
    text.push(quote);
    for character in plain.chars() {
        match character {
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            it if it == quote => {
                text.push('\\');
                text.push(it);
            }
            it if is_printable(it) => text.push(it),
            it => text.push_str(&match it as u32 {
                code @ ..=0xff => format!("\\x{code:02x}"),
                code @ ..=0xffff => format!("\\u{code:04x}"),
                code => format!("\\U{code:08x}"),
            }),
        }
    }
    text.push(quote);
}

/// Python's `str.isprintable`, but for unassigned characters.
fn is_printable(character: char) -> bool {
    !matches!(
        character as u32,
        ..0x20 | 0x7f..=0xa0 | 0xad | 0x600..=0x605 | 0x61c | 0x6dd | 0x70f | 0x1680 | 0x180e | 0x2000..=0x200f
            | 0x2028..=0x202f | 0x205f..=0x206f | 0x3000 | 0xe000..=0xf8ff | 0xfeff | 0xfff9..=0xfffb | 0xe0001..=0x10ffff
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check_float(value: f64, expect: Expect) {
        expect.assert_eq(&float(value));
    }

    #[test]
    fn floats_are_laid_out_as_python_does() {
        check_float(1.0, expect!["1.0"]);
        check_float(-0.0, expect!["-0.0"]);
        check_float(0.0001, expect!["0.0001"]);
        check_float(0.00001, expect!["1e-05"]);
        check_float(1e-7, expect!["1e-07"]);
        check_float(1.5e-300, expect!["1.5e-300"]);
        check_float(1e15, expect!["1000000000000000.0"]);
        check_float(1e16, expect!["1e+16"]);
        check_float(1.25e20, expect!["1.25e+20"]);
        check_float(123_456_789.123_456_79, expect!["123456789.12345679"]);
        check_float(-100.0, expect!["-100.0"]);
        check_float(803_850_257_563_089.2, expect!["803850257563089.2"]);
        check_float(0.000_125, expect!["0.000125"]);
        check_float(9_007_199_254_740_993.0, expect!["9007199254740992.0"]);
    }

    #[track_caller]
    fn check_timestamp(value: Timestamp, style: TimestampStyle, expect: Expect) {
        let text = match timestamp(&value, style) {
            TimestampText::Text(text) => format!("{text:?}"),
            TimestampText::Number(text) => text,
        };
        expect.assert_eq(&text);
    }

    fn text(text: &str) -> Timestamp {
        Timestamp::Text(text.into())
    }

    #[test]
    fn timestamps_keep_the_offset_they_came_with() {
        let iso = TimestampStyle::Iso8601;
        check_timestamp(text("2024-05-06T07:08:09Z"), iso, expect![[r#""2024-05-06T07:08:09+00:00""#]]);
        check_timestamp(text("2024-05-06T07:08:09.120Z"), iso, expect![[r#""2024-05-06T07:08:09.120000+00:00""#]]);
        check_timestamp(text("2024-05-06T07:08:09.000Z"), iso, expect![[r#""2024-05-06T07:08:09+00:00""#]]);
        check_timestamp(text("2024-05-06T07:08:09.1234567Z"), iso, expect![[r#""2024-05-06T07:08:09.123456+00:00""#]]);
        check_timestamp(text("2024-05-06T07:08:09.25+02:00"), iso, expect![[r#""2024-05-06T07:08:09.250000+02:00""#]]);
        check_timestamp(text("2024-05-06T07:08:09-0330"), iso, expect![[r#""2024-05-06T07:08:09-03:30""#]]);
        check_timestamp(text("2024-05-06T07:08:09"), iso, expect![[r#""2024-05-06T07:08:09""#]]);
        check_timestamp(text("2024-05-06"), iso, expect![[r#""2024-05-06T00:00:00""#]]);
        check_timestamp(text("Mon, 06 May 2024 07:08:09 GMT"), iso, expect![[r#""2024-05-06T07:08:09+00:00""#]]);
        check_timestamp(text("soon"), iso, expect![[r#""soon""#]]);
        check_timestamp(Timestamp::Epoch(1_714_979_289.123), iso, expect![[r#""2024-05-06T07:08:09.123000+00:00""#]]);
    }

    #[test]
    fn wire_timestamps_are_printed_as_they_came() {
        let wire = TimestampStyle::Wire;
        check_timestamp(text("2024-05-06T07:08:09Z"), wire, expect![[r#""2024-05-06T07:08:09Z""#]]);
        check_timestamp(Timestamp::Epoch(1_714_979_289.0), wire, expect!["1714979289"]);
        check_timestamp(Timestamp::Epoch(1_714_979_289.5), wire, expect!["1714979289.5"]);
    }

    #[test]
    fn nested_values_among_scalars_are_shown_as_python_shows_them() {
        let value: serde_json::Value = serde_json::from_str(r#"{"a": [1, null, true, "it's"], "b": {}}"#).unwrap();
        let mut text = String::new();
        push_str(&mut text, &Document::from(&value), TimestampStyle::default());
        expect![[r#"{'a': [1, None, True, "it's"], 'b': {}}"#]].assert_eq(&text);
    }
}
