//! Nearest names: what a mistyped name may have meant.

/// The name nearest to a word, where one is near enough to have been meant; letters count the same in any case.
pub(crate) fn nearest<T: AsRef<str>>(word: &str, names: impl IntoIterator<Item = T>) -> Option<T> {
    let word: Vec<char> = word.to_lowercase().chars().collect();
    let enough = (word.len() / 3).clamp(1, 4);
    let distance = |name: &T| {
        let name: Vec<char> = name.as_ref().to_lowercase().chars().collect();
        let apart = name.len().abs_diff(word.len());
        if apart > enough { apart } else { edits(&word, &name) }
    };
    let scored = names.into_iter().map(|name| (distance(&name), name));
    scored.filter(|(distance, _)| *distance <= enough).min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

/// How many letters must be inserted, removed, replaced or swapped with their neighbour.
fn edits(left: &[char], right: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (row, letter) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, other) in right.iter().enumerate() {
            let replaced = last[column] + usize::from(letter != other);
            let mut least = replaced.min(last[column + 1] + 1).min(current[column] + 1);
            if row > 0 && column > 0 && *letter == right[column - 1] && left[row - 1] == *other {
                least = least.min(before_last[column - 1] + 1);
            }
            current.push(least);
        }
        before_last = std::mem::replace(&mut last, current);
    }
    last[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_near_when_few_letters_differ() {
        let names = ["stages", "channels", "public_keys"];
        assert_eq!(nearest("stagse", names), Some("stages"));
        assert_eq!(nearest("STAGE", names), Some("stages"));
        assert_eq!(nearest("chanels", names), Some("channels"));
        assert_eq!(nearest("publickeys", names), Some("public_keys"));
        assert_eq!(nearest("queues", names), None);
    }
}
