//! `printf`, as SQLite formats.

use super::super::row::{Cell, Out, Said};

/// Wider fields are refused.
const MAX_WIDTH: usize = 10_000;

/// One `%…` of a format.
#[derive(Default)]
struct Field {
    left: bool,
    zeros: bool,
    plus: bool,
    space: bool,
    thousands: bool,
    alternate: bool,
    width: usize,
    precision: Option<usize>,
}

/// `printf('%5.2f of %s', 1.5, 'x')`.
pub(super) fn printf(cells: &[Cell<'_>]) -> Said {
    let Some(format) = cells[0].text() else {
        return Ok(Out::Null);
    };
    let mut values = cells[1..].iter();
    let mut out = String::new();
    let mut letters = format.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            out.push(letter);
            continue;
        }
        let mut field = Field::default();
        while let Some(flag) = letters.next_if(|it| "-0+ ,#!".contains(*it)) {
            match flag {
                '-' => field.left = true,
                '0' => field.zeros = true,
                '+' => field.plus = true,
                ' ' => field.space = true,
                ',' => field.thousands = true,
                _ => field.alternate = true,
            }
        }
        let mut number = || {
            if letters.next_if_eq(&'*').is_some() {
                return values.next().and_then(Cell::int).and_then(|it| usize::try_from(it).ok());
            }
            let mut digits = String::new();
            while let Some(digit) = letters.next_if(char::is_ascii_digit) {
                digits.push(digit);
            }
            digits.parse().ok()
        };
        field.width = number().unwrap_or(0);
        if letters.next_if_eq(&'.').is_some() {
            let mut digits = String::new();
            while let Some(digit) = letters.next_if(char::is_ascii_digit) {
                digits.push(digit);
            }
            field.precision = Some(digits.parse().unwrap_or(0));
        }
        if field.width > MAX_WIDTH || field.precision.is_some_and(|it| it > MAX_WIDTH) {
            return Err(format!("a field is wider than {MAX_WIDTH}"));
        }
        while letters.next_if(|it| matches!(it, 'l' | 'h')).is_some() {}
        let Some(kind) = letters.next() else {
            break;
        };
        if kind == '%' {
            out.push('%');
            continue;
        }
        let value = values.next().copied().unwrap_or(Cell::Null);
        out.push_str(&field.format(kind, &value)?);
    }
    Ok(Out::Text(out))
}

impl Field {
    fn format(&self, kind: char, value: &Cell<'_>) -> Result<String, String> {
        let float = value.float().unwrap_or(0.0);
        let precision = self.precision.unwrap_or(6);
        let (sign, body, numeric) = match kind {
            'd' | 'i' | 'u' => {
                let number = value.int().unwrap_or_else(|| Cell::Float(float).int().unwrap_or(0));
                (number < 0, self.grouped(number.unsigned_abs().to_string()), true)
            }
            'f' => (float < 0.0, self.grouped(format!("{:.precision$}", float.abs())), true),
            'e' | 'E' => {
                let text = exponent(float.abs(), precision);
                (float < 0.0, if kind == 'E' { text.to_uppercase() } else { text }, true)
            }
            'g' | 'G' => (float < 0.0, float.abs().to_string(), true),
            'x' => (false, format!("{:x}", value.int().unwrap_or(0)), true),
            'X' => (false, format!("{:X}", value.int().unwrap_or(0)), true),
            'o' => (false, format!("{:o}", value.int().unwrap_or(0)), true),
            's' | 'z' => (false, self.cut(&value.text().unwrap_or_default()), false),
            'c' => (false, value.text().unwrap_or_default().chars().take(1).collect(), false),
            'q' => (false, self.cut(&value.text().unwrap_or_default()).replace('\'', "''"), false),
            'Q' => match value.text() {
                None => (false, "NULL".to_owned(), false),
                Some(text) => (false, format!("'{}'", text.replace('\'', "''")), false),
            },
            'w' => (false, self.cut(&value.text().unwrap_or_default()).replace('"', "\"\""), false),
            other => return Err(format!("`%{other}` is no format")),
        };
        let sign = match (sign, numeric && matches!(kind, 'd' | 'i' | 'f' | 'e' | 'E' | 'g' | 'G')) {
            (true, _) => "-",
            (false, true) if self.plus => "+",
            (false, true) if self.space => " ",
            _ => "",
        };
        let missing = self.width.saturating_sub(sign.chars().count() + body.chars().count());
        Ok(match (self.left, self.zeros && numeric) {
            (true, _) => format!("{sign}{body}{}", " ".repeat(missing)),
            (false, true) => format!("{sign}{}{body}", "0".repeat(missing)),
            (false, false) => format!("{}{sign}{body}", " ".repeat(missing)),
        })
    }

    fn cut(&self, text: &str) -> String {
        self.precision.map_or_else(|| text.to_owned(), |it| text.chars().take(it).collect())
    }

    fn grouped(&self, digits: String) -> String {
        if !self.thousands {
            return digits;
        }
        let (whole, rest) = digits.find('.').map_or((digits.as_str(), ""), |at| digits.split_at(at));
        let mut grouped = String::new();
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at) % 3 == 0 {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        grouped + rest
    }
}

/// `1.5e+01`
fn exponent(number: f64, precision: usize) -> String {
    let text = format!("{number:.precision$e}");
    match text.split_once('e') {
        Some((digits, exponent)) => {
            let (sign, power) = exponent.strip_prefix('-').map_or(('+', exponent), |it| ('-', it));
            format!("{digits}e{sign}{power:0>2}")
        }
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_formatted_as_sqlite_does() {
        let cases: [(&str, &[Cell<'_>], &str); 9] = [
            ("%d of %s", &[Cell::Int(5), Cell::Text("x")], "5 of x"),
            ("%05d|%-5d|%+d", &[Cell::Int(-42), Cell::Int(7), Cell::Int(7)], "-0042|7    |+7"),
            ("%.2f %8.3f", &[Cell::Float(1.005), Cell::Text("2.5")], "1.00    2.500"),
            ("%,d", &[Cell::Int(1_234_567)], "1,234,567"),
            ("%x %X %o", &[Cell::Int(255), Cell::Int(255), Cell::Int(8)], "ff FF 10"),
            ("%.3s|%5s|%%", &[Cell::Text("abcdef"), Cell::Text("ab")], "abc|   ab|%"),
            ("%q %Q %Q", &[Cell::Text("it's"), Cell::Text("it's"), Cell::Null], "it''s 'it''s' NULL"),
            ("%e", &[Cell::Float(1234.5)], "1.234500e+03"),
            ("%s", &[], ""),
        ];
        for (format, values, expected) in cases {
            let mut cells = vec![Cell::Text(format)];
            cells.extend(values);
            assert_eq!(printf(&cells), Ok(Out::Text(expected.to_owned())), "{format}");
        }
    }
}
