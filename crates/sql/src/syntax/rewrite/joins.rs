//! Joins: what a `FROM` is made of, so that DataFusion can plan it.

use datafusion::sql::sqlparser::ast::{self, JoinConstraint, JoinOperator, TableFactor, TableWithJoins};

/// `FROM a, json_each(a.x) e JOIN b …` as one chain of joins: a lateral call can only follow what it reads.
pub(super) fn join_lateral_calls(from: &mut Vec<TableWithJoins>) {
    let needs_chain = |it: &TableWithJoins| {
        matches!(it.relation, TableFactor::Function { lateral: true, .. }) && !it.joins.is_empty()
    };
    let Some(last) = from.iter().rposition(needs_chain) else {
        return;
    };
    let mut items = from.drain(..=last);
    let Some(mut chain) = items.next() else {
        return;
    };
    for mut item in items {
        let turns = item.joins.iter().any(|it| turns_around(&it.join_operator));
        let joins = if turns { Vec::new() } else { std::mem::take(&mut item.joins) };
        let relation = match turns {
            true => TableFactor::NestedJoin { table_with_joins: Box::new(item), alias: None },
            false => item.relation,
        };
        let join_operator = JoinOperator::CrossJoin(JoinConstraint::None);
        chain.joins.push(ast::Join { relation, global: false, join_operator });
        chain.joins.extend(joins);
    }
    from.insert(0, chain);
}

/// Whether rows of the right side are kept: such a join cannot be moved along a chain.
fn turns_around(join: &JoinOperator) -> bool {
    use JoinOperator as Op;
    matches!(
        join,
        Op::Right(_)
            | Op::RightOuter(_)
            | Op::FullOuter(_)
            | Op::RightSemi(_)
            | Op::RightAnti(_)
            | Op::Semi(_)
            | Op::Anti(_)
    )
}

/// Whether columns of both sides that have one name are one column.
pub(super) fn merges_columns(join: &JoinOperator) -> bool {
    match join {
        JoinOperator::Join(it)
        | JoinOperator::Inner(it)
        | JoinOperator::Left(it)
        | JoinOperator::LeftOuter(it)
        | JoinOperator::Right(it)
        | JoinOperator::RightOuter(it)
        | JoinOperator::FullOuter(it) => matches!(it, JoinConstraint::Using(_) | JoinConstraint::Natural),
        _ => false,
    }
}
