//! Names that the provider makes up, ARNs that it knows, and prefixes that it reads out of names.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::aws::hooks::At;
use crate::cty::Value;

/// Letters of a made-up name after its prefix: a moment and a counter.
const SUFFIX_LETTERS: usize = 26;

/// The name of a new resource: as configured, or made up after a prefix.
pub(super) fn name_or_made_up(config: &Value) -> String {
    match (config.get("name").as_str(), config.get("name_prefix").as_str()) {
        (Some(name), _) if !name.is_empty() => name.to_owned(),
        (_, Some(prefix)) if !prefix.is_empty() => format!("{prefix}{}", suffix()),
        _ => format!("terraform-{}", suffix()),
    }
}

/// The prefix of a name that was made up; empty where it was not.
pub(super) fn prefix_of(name: &str) -> &str {
    match name.len().checked_sub(SUFFIX_LETTERS) {
        Some(at) if name.is_char_boundary(at) && is_suffix(&name[at..]) => &name[..at],
        _ => "",
    }
}

fn is_suffix(text: &str) -> bool {
    text.bytes().all(|it| it.is_ascii_hexdigit())
        && text.starts_with("20")
        && text[..18].bytes().all(|it| it.is_ascii_digit())
}

fn suffix() -> String {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let (year, month, day) = civil(now.as_secs() / 86_400);
    let seconds = now.as_secs() % 86_400;
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let fraction = now.subsec_micros() / 100;
    let count = COUNTER.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
    format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}{fraction:04}{count:08x}")
}

/// The date of a day since 1970.
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, years) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year_of_era + years, month, day)
}

/// An ARN of a service that is in a region and in no account.
pub(super) fn regional_arn(at: At<'_>, service: &str, resource: &str) -> String {
    let (partition, _) = at.session.partition(at.region);
    format!("arn:{partition}:{service}:{}::{resource}", at.region)
}

/// The ARN that stands for calls of an API.
pub(super) fn execution_arn(at: At<'_>, resource: &str) -> String {
    let (partition, _) = at.session.partition(at.region);
    format!("arn:{partition}:execute-api:{}:{}:{resource}", at.region, at.session.account())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_up_name_tells_its_prefix() {
        let config = Value::object([("name_prefix", "logs-")]);
        let name = name_or_made_up(&config);
        assert_eq!(prefix_of(&name), "logs-", "{name}");
        assert_eq!(prefix_of(&name_or_made_up(&Value::Null)), "terraform-");
        assert_eq!(prefix_of("a-name-of-the-users-own-choice"), "");
        assert_eq!(prefix_of("ä"), "");
        assert_eq!(civil(20_000), (2024, 10, 4));
    }
}
