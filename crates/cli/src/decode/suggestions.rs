//! Names close to a mistyped one, by the measure of Python's `difflib`, so
//! that the same suggestions come up as in the AWS CLI.

/// The up to three of `names` that are closest to `word`, the closest first.
pub fn close_to(word: &str, names: &[String]) -> Vec<String> {
    const CLOSE_ENOUGH: f64 = 0.8;
    let word: Vec<char> = word.chars().collect();
    let mut scored: Vec<(f64, &String)> = names
        .iter()
        .filter(|name| could_reach(&word, name, CLOSE_ENOUGH))
        .map(|name| (ratio(&name.chars().collect::<Vec<_>>(), &word), name))
        .filter(|(score, _)| *score >= CLOSE_ENOUGH)
        .collect();
    scored.sort_by(|left, right| right.0.total_cmp(&left.0).then_with(|| right.1.cmp(left.1)));
    scored.into_iter().take(3).map(|(_, name)| name.clone()).collect()
}

/// Whether the lengths alone allow a ratio.
fn could_reach(word: &[char], name: &str, ratio: f64) -> bool {
    let (left, right) = (word.len(), name.chars().count());
    2.0 * left.min(right) as f64 / (left + right).max(1) as f64 >= ratio
}

/// Twice the characters in common blocks over all characters.
fn ratio(left: &[char], right: &[char]) -> f64 {
    let total = left.len() + right.len();
    if total == 0 { 1.0 } else { 2.0 * matching(left, right) as f64 / total as f64 }
}

/// Characters in common blocks: the longest block, and those before and behind it.
fn matching(left: &[char], right: &[char]) -> usize {
    let (mut best, mut best_left, mut best_right) = (0, 0, 0);
    let mut lengths = vec![0usize; right.len() + 1];
    for (at_left, character) in left.iter().enumerate() {
        let mut diagonal = 0;
        for (at_right, other) in right.iter().enumerate() {
            let above = lengths[at_right + 1];
            lengths[at_right + 1] = if character == other { diagonal + 1 } else { 0 };
            if lengths[at_right + 1] > best {
                best = lengths[at_right + 1];
                (best_left, best_right) = (at_left + 1 - best, at_right + 1 - best);
            }
            diagonal = above;
        }
    }
    if best == 0 {
        return 0;
    }
    best + matching(&left[..best_left], &right[..best_right])
        + matching(&left[best_left + best..], &right[best_right + best..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(word: &str, names: &[&str], expect: Expect) {
        let names: Vec<String> = names.iter().map(|it| (*it).to_owned()).collect();
        expect.assert_eq(&close_to(word, &names).join(" "));
    }

    #[test]
    fn close_names_come_closest_first() {
        check("dynamodbb", &["dynamodb", "dynamodbstreams", "dax"], expect!["dynamodb"]);
        check("list-stage", &["list-stages", "list-stage-sessions", "get-stage"], expect!["list-stages"]);
        check("nosuch", &["sns", "sqs"], expect![""]);
    }
}
