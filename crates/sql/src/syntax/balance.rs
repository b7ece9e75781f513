//! Balance: long chains of `AND`, `OR` and `||` become shallow trees.
//!
//! The parser makes a tree that is as deep as a chain is long, and whoever walks, copies or compares it recurses.
//! These three give the same in whatever order they are computed.

use std::convert::Infallible;
use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{BinaryOperator, Expr, Value, VisitMut, VisitorMut};

/// Shorter chains stay as they are.
const LONG: usize = 16;

/// Makes long chains shallow.
pub(super) fn balance(tree: &mut impl VisitMut) {
    let ControlFlow::Continue(()) = tree.visit(&mut Balance);
}

struct Balance;

impl VisitorMut for Balance {
    type Break = Infallible;

    /// From the top: a chain is shallow before the walk goes down into it.
    fn pre_visit_expr(&mut self, expression: &mut Expr) -> ControlFlow<Infallible> {
        if let Expr::BinaryOp { op: operator, .. } = &*expression
            && is_associative(operator)
        {
            let operator = operator.clone();
            if length(expression, &operator) > LONG {
                let placeholder = Expr::Value(Value::Null.into());
                let parts = parts(std::mem::replace(expression, placeholder), &operator);
                *expression = tree(parts, &operator);
            }
        }
        ControlFlow::Continue(())
    }
}

fn is_associative(operator: &BinaryOperator) -> bool {
    matches!(operator, BinaryOperator::And | BinaryOperator::Or | BinaryOperator::StringConcat)
}

/// Links on the left side, on which the parser hangs them.
fn length(mut expression: &Expr, operator: &BinaryOperator) -> usize {
    let mut links = 0;
    while let Expr::BinaryOp { left, op, .. } = expression
        && op == operator
    {
        links += 1;
        expression = left;
    }
    links
}

/// What a chain joins, in order.
fn parts(mut expression: Expr, operator: &BinaryOperator) -> Vec<Expr> {
    let mut parts = Vec::new();
    loop {
        match expression {
            Expr::BinaryOp { left, op, right } if op == *operator => {
                parts.push(*right);
                expression = *left;
            }
            first => {
                parts.push(first);
                parts.reverse();
                return parts;
            }
        }
    }
}

/// Neighbours joined, and joined again, until one is left.
fn tree(mut parts: Vec<Expr>, operator: &BinaryOperator) -> Expr {
    while parts.len() > 1 {
        let mut joined = Vec::with_capacity(parts.len().div_ceil(2));
        let mut rest = parts.into_iter();
        while let Some(left) = rest.next() {
            joined.push(match rest.next() {
                Some(right) => Expr::BinaryOp { left: Box::new(left), op: operator.clone(), right: Box::new(right) },
                None => left,
            });
        }
        parts = joined;
    }
    parts.pop().unwrap_or_else(|| Expr::Value(Value::Null.into()))
}

#[cfg(test)]
mod tests {
    use datafusion::sql::sqlparser::dialect::PostgreSqlDialect;
    use datafusion::sql::sqlparser::parser::Parser;

    use super::*;

    #[test]
    fn long_chains_become_shallow_and_mean_the_same() {
        fn depth(expression: &Expr) -> usize {
            match expression {
                Expr::BinaryOp { left, right, .. } => 1 + depth(left).max(depth(right)),
                _ => 1,
            }
        }
        let text = (0..100).map(|it| format!("c{it} = {it}")).collect::<Vec<_>>().join(" OR ");
        let mut chain = Parser::new(&PostgreSqlDialect {})
            .try_with_sql(&text)
            .expect("tokens")
            .parse_expr()
            .expect("an expression");
        assert_eq!(depth(&chain), 101);
        balance(&mut chain);
        assert_eq!(depth(&chain), 9);
        assert_eq!(chain.to_string(), text);
    }
}
