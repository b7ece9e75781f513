//! Growth: how a backtracking engine's work grows with the length of a text.

use super::parse::{Node, parse};

/// Steps that the engine may take for a text.
const MOST_STEPS: f64 = 4e6;

/// Fewer rounds than this are no growth.
const FEW_ROUNDS: usize = 4;

/// The power of a text's length that bounds the engine's work; none where it may be exponential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Growth(Option<u32>);

impl Growth {
    /// The growth of a pattern.
    pub(super) fn of(pattern: &str) -> Self {
        let Some(tree) = parse(pattern) else { return Self(None) };
        // A search begins anew at every character.
        let search = if is_anchored(&tree) { 0 } else { 1 };
        Self(degree(&tree).map(|it| it + search))
    }

    /// Whether a text of so many bytes is little work.
    pub(super) fn allows(self, length: usize) -> bool {
        match self.0 {
            Some(degree) => (length as f64).powi(degree.min(16) as i32) <= MOST_STEPS,
            // A few characters are never much.
            None => length <= 12,
        }
    }
}

fn is_anchored(node: &Node) -> bool {
    match node {
        Node::Start => true,
        Node::Sequence(parts) => parts.first().is_some_and(is_anchored),
        Node::Either(branches) => branches.iter().all(is_anchored),
        _ => false,
    }
}

fn degree(node: &Node) -> Option<u32> {
    match node {
        Node::Empty | Node::Class(..) | Node::Start | Node::End | Node::Boundary(_) => Some(0),
        Node::BackReference => Some(1),
        Node::Look { node, .. } => degree(node),
        Node::Sequence(parts) => parts.iter().map(degree).sum(),
        Node::Either(branches) => branches.iter().map(degree).try_fold(0, |most, it| Some(most.max(it?))),
        Node::Repeat(inner, _, Some(0 | 1)) => degree(inner),
        Node::Repeat(inner, min, max) => {
            let rounds = max.map_or(usize::MAX, |it| it - min.min(&it));
            if is_fixed(inner) {
                return Some(u32::from(rounds >= FEW_ROUNDS));
            }
            // What varies in every round multiplies: by a power where rounds are few.
            let of_inner = degree(inner)?;
            let most = u32::try_from((*max)?).ok().filter(|it| *it as usize <= FEW_ROUNDS)?;
            Some(of_inner.max(1) * most)
        }
    }
}

/// Whether a node matches a text in one way only, and texts of one length.
fn is_fixed(node: &Node) -> bool {
    match node {
        Node::Either(_) | Node::BackReference => false,
        Node::Repeat(inner, min, max) => Some(*min) == *max && is_fixed(inner),
        Node::Sequence(parts) => parts.iter().all(is_fixed),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(pattern: &str, expect: Expect) {
        expect.assert_eq(&Growth::of(pattern).0.map_or_else(|| "exponential".to_owned(), |it| format!("n^{it}")));
    }

    #[test]
    fn growth_is_told_from_the_tree() {
        check("^i-[0-9a-f]{17}$", expect!["n^0"]);
        check("^[a-z][a-z0-9-]*$", expect!["n^1"]);
        check("[a-z]+", expect!["n^2"]);
        check("^arn:.+:.+:.+:.+:.+$", expect!["n^5"]);
        check("^[a-zA-Z](?:-?[a-zA-Z0-9]+)*$", expect!["exponential"]);
        check("^(([0-9]|.|:|/)*)$", expect!["exponential"]);
        check("^(:.*){2}$", expect!["n^2"]);
        check("(", expect!["exponential"]);
    }
}
