//! Expressions as trees.

use crate::document::Document;

/// One node, with the height of the tree below it: recursion over the tree is bounded by it.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub kind: NodeKind,
    pub height: usize,
}

/// What a node does to the current value.
#[derive(Debug, Clone)]
pub(super) enum NodeKind {
    /// The current value itself: `@`, and the left side of a leading `[`, `*` or `[?`.
    Current,
    /// `name`.
    Field(String),
    /// `` `1` `` and `'text'`.
    Literal(Box<Document>),
    /// `[-1]`.
    Index(i64),
    /// `[start:stop:step]`.
    Slice { start: Option<i64>, stop: Option<i64>, step: Option<i64> },
    /// The right side on the value of the left: `a.b`, `a[0]`, `a | b`.
    Then(Box<Node>, Box<Node>),
    /// The right side on each item of the left: `a[*].b`.
    Projection(Box<Node>, Box<Node>),
    /// The right side on each value of the map on the left: `a.*.b`.
    ValueProjection(Box<Node>, Box<Node>),
    /// The right side on each item of the left for which the condition holds: `a[?c].b`.
    FilterProjection { left: Box<Node>, right: Box<Node>, condition: Box<Node> },
    /// Lists in the list joined to one: `a[]`.
    Flatten(Box<Node>),
    /// `a == b` and its kind.
    Comparison(Comparator, Box<Node>, Box<Node>),
    /// `a || b`.
    Or(Box<Node>, Box<Node>),
    /// `a && b`.
    And(Box<Node>, Box<Node>),
    /// `!a`.
    Not(Box<Node>),
    /// `[a, b]`.
    MultiSelectList(Vec<Node>),
    /// `{k: a, l: b}`.
    MultiSelectHash(Vec<(String, Node)>),
    /// `name(a, b)`.
    Function(String, Vec<Node>),
    /// `&a`: an expression as an argument.
    Reference(Box<Node>),
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl From<NodeKind> for Node {
    fn from(kind: NodeKind) -> Self {
        let below = match &kind {
            NodeKind::Current
            | NodeKind::Field(_)
            | NodeKind::Literal(_)
            | NodeKind::Index(_)
            | NodeKind::Slice { .. } => 0,
            NodeKind::Flatten(node) | NodeKind::Not(node) | NodeKind::Reference(node) => node.height,
            NodeKind::Then(left, right)
            | NodeKind::Projection(left, right)
            | NodeKind::ValueProjection(left, right)
            | NodeKind::Comparison(_, left, right)
            | NodeKind::Or(left, right)
            | NodeKind::And(left, right) => left.height.max(right.height),
            NodeKind::FilterProjection { left, right, condition } => {
                left.height.max(right.height).max(condition.height)
            }
            NodeKind::MultiSelectList(nodes) | NodeKind::Function(_, nodes) => {
                nodes.iter().map(|it| it.height).max().unwrap_or(0)
            }
            NodeKind::MultiSelectHash(pairs) => pairs.iter().map(|(_, it)| it.height).max().unwrap_or(0),
        };
        Self { kind, height: below + 1 }
    }
}
