//! The name that was meant, where one was given that does not exist.

/// The known name that is nearest to a given one, if any is near enough to have been meant.
///
/// Case and separators do not count. A name that was begun and not ended is near, too.
pub fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let meant = plain(given);
    let most = (meant.len() / 3).clamp(1, 4);
    let begun = |other: &[char]| meant.len() >= 3 && (other.starts_with(&meant) || meant.starts_with(other));
    let near = known.into_iter().filter_map(|name| {
        let other = plain(name);
        let near = distance(&meant, &other, most).or_else(|| (!other.is_empty() && begun(&other)).then_some(most))?;
        Some((near, other.len().abs_diff(meant.len()), name))
    });
    near.min_by_key(|(near, longer, _)| (*near, *longer)).map(|(_, _, name)| name)
}

fn plain(name: &str) -> Vec<char> {
    name.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Letters to insert, remove, replace or swap, where there are no more than `most`.
fn distance(left: &[char], right: &[char], most: usize) -> Option<usize> {
    if left.len().abs_diff(right.len()) > most {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    for (row, letter) in left.iter().enumerate() {
        let mut line = vec![row + 1];
        for (at, other) in right.iter().enumerate() {
            let mut least = (above[at] + usize::from(letter != other)).min(above[at + 1] + 1).min(line[at] + 1);
            if row > 0 && at > 0 && *letter == right[at - 1] && left[row - 1] == *other {
                least = least.min(before[at - 1] + 1);
            }
            line.push(least);
        }
        before = std::mem::replace(&mut above, line);
    }
    above.last().copied().filter(|it| *it <= most)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_is_near_and_another_word_is_not() {
        let known = ["DelaySeconds", "FifoQueue", "QueueName", "Tags", "Arn"];
        let cases = [
            ("DelaySecond", Some("DelaySeconds")),
            ("delay_seconds", Some("DelaySeconds")),
            ("Delay", Some("DelaySeconds")),
            ("FifoQeue", Some("FifoQueue")),
            ("Tsga", None),
            ("Tasg", Some("Tags")),
            ("Colour", None),
            ("", None),
        ];
        for (given, expected) in cases {
            assert_eq!(nearest(given, known), expected, "{given}");
        }
    }
}
