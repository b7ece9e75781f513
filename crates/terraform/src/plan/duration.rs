//! Durations, as configurations write them: `10m`, `1h30m`, `250ms`.

use std::time::Duration;

/// How long a text says that something may take.
pub(crate) fn parse(text: &str) -> Option<Duration> {
    let mut total = 0.0;
    let mut number = String::new();
    let mut rest = text.chars().peekable();
    while let Some(letter) = rest.next() {
        if letter.is_ascii_digit() || letter == '.' {
            number.push(letter);
            continue;
        }
        let unit = match letter {
            'h' => 3_600.0,
            'm' if rest.peek() == Some(&'s') => {
                rest.next();
                0.001
            }
            'm' => 60.0,
            's' => 1.0,
            _ => return None,
        };
        total += number.parse::<f64>().ok()? * unit;
        number.clear();
    }
    (number.is_empty() && !text.is_empty()).then_some(())?;
    Duration::try_from_secs_f64(total).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_as_terraform_writes_them() {
        for (text, milliseconds) in [("10m", 600_000), ("1h30m", 5_400_000), ("1.5s", 1_500), ("250ms", 250)] {
            assert_eq!(parse(text), Some(Duration::from_millis(milliseconds)), "{text}");
        }
        assert!(["", "10", "m", "1d", "-1s"].iter().all(|it| parse(it).is_none()));
    }
}
