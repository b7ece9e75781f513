//! Nearest names: what a misspelt word was meant to be.

/// The candidate that is few letters away, if one is; case does not count.
pub(super) fn nearest<C: AsRef<str>>(word: &str, candidates: impl IntoIterator<Item = C>) -> Option<C> {
    let word = word.to_lowercase();
    let allowed = (word.chars().count() / 3).clamp(1, 3);
    candidates
        .into_iter()
        .map(|it| (distance(&word, &it.as_ref().to_lowercase(), allowed), it))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, it)| it)
}

/// Letters to add, drop, change or swap with their neighbour.
fn distance(left: &str, right: &str, allowed: usize) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    if left.len().abs_diff(right.len()) > allowed {
        return usize::MAX;
    }
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (row, letter) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, other) in right.iter().enumerate() {
            let changed = last[column] + usize::from(letter != other);
            let mut best = changed.min(last[column + 1] + 1).min(current[column] + 1);
            if row > 0 && column > 0 && *letter == right[column - 1] && left[row - 1] == *other {
                best = best.min(before_last[column - 1] + 1);
            }
            current.push(best);
        }
        before_last = std::mem::replace(&mut last, current);
    }
    last[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_letters_away_is_near() {
        assert_eq!(nearest("SELCT", ["select", "delete"]), Some("select"));
        assert_eq!(nearest("taht", ["that", "what"]), Some("that"));
        assert_eq!(nearest("banana", ["select", "delete"]), None);
        assert_eq!(nearest("", ["select"]), None);
    }
}
