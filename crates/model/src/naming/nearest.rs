//! The name that was meant, where one was given that does not exist.

/// How many names are suggested at most.
const SUGGESTIONS: usize = 3;

/// The longest name that may be a slip of another; what is longer is no name.
const LONGEST: usize = 256;

/// The known name that is nearest to a given one, if any is near enough to have been meant.
///
/// Case and separators do not count. A name that was begun and not ended is near, too.
pub fn nearest<T: AsRef<str>>(given: &str, known: impl IntoIterator<Item = T>) -> Option<T> {
    nearest_names(given, known).into_iter().next()
}

/// The few known names that are near enough to have been meant, nearest first.
pub fn nearest_names<T: AsRef<str>>(given: &str, known: impl IntoIterator<Item = T>) -> Vec<T> {
    let meant = plain(given);
    let most = (meant.len() / 3).clamp(1, 4);
    let begun = |other: &[char]| meant.len() >= 3 && (other.starts_with(&meant) || meant.starts_with(other));
    let near = known.into_iter().filter_map(|name| {
        let other = plain(name.as_ref());
        let is_begun = || !other.is_empty() && meant.len() <= LONGEST && begun(&other);
        let near = distance(&meant, &other, most).or_else(|| is_begun().then_some(most))?;
        Some((near, other.len().abs_diff(meant.len()), name))
    });
    let mut near: Vec<_> = near.collect();
    near.sort_by(|left, right| {
        let place = |it: &(usize, usize, T)| (it.0, it.1);
        place(left).cmp(&place(right)).then_with(|| left.2.as_ref().cmp(right.2.as_ref()))
    });
    near.dedup_by(|left, right| left.2.as_ref() == right.2.as_ref());
    near.into_iter().take(SUGGESTIONS).map(|(_, _, name)| name).collect()
}

/// How many letters must be inserted, removed, replaced or swapped to make one name of the other, by the same rules.
pub fn letters_apart(left: &str, right: &str) -> usize {
    let (left, right) = (plain(left), plain(right));
    distance(&left, &right, LONGEST).unwrap_or(left.len().max(right.len()))
}

fn plain(name: &str) -> Vec<char> {
    name.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).take(LONGEST + 1).collect()
}

/// Letters to insert, remove, replace or swap, where there are no more than `most`.
fn distance(left: &[char], right: &[char], most: usize) -> Option<usize> {
    if left.len().abs_diff(right.len()) > most || left.len().max(right.len()) > LONGEST {
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
    use super::{nearest, nearest_names};

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

    #[test]
    fn names_that_are_as_near_come_in_order() {
        let known = ["tables", "stages", "stage", "stages", "channels"];
        assert_eq!(nearest_names("stags", known), ["stage", "stages"]);
    }

    #[test]
    fn what_is_longer_than_names_are_is_near_to_none() {
        let long = "x".repeat(1_000_000);
        assert_eq!(nearest(&long, [long.as_str(), "x", "xx"]), None);
    }
}
