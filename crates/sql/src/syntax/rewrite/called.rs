//! Tables that are operations: `FROM awscc.tagging.tagged_resources WHERE TagFilters = '…'`.
//!
//! What the predicate says of members of the operation's input becomes an argument of its table function, as StackQL
//! has it, and is no condition on rows any more.

use datafusion::sql::sqlparser::ast::{
    BinaryOperator, Expr, FunctionArg, FunctionArgExpr, FunctionArgOperator, Ident, Select, TableAlias, TableFactor,
    TableFunctionArgs,
};

use super::{normalized, parts};
use crate::catalog::canonical;
use crate::operations::inputs_of;

/// What StackQL's older queries write before members.
const PREFIX: &str = "data__";

/// Gives each operation in `FROM` what the predicate says of its input.
pub(super) fn give_arguments(select: &mut Select) {
    let is_alone = matches!(select.from.as_slice(), [one] if one.joins.is_empty());
    let joined = select.from.iter_mut().flat_map(|it| {
        let joins = it.joins.iter_mut().map(|join| &mut join.relation);
        std::iter::once(&mut it.relation).chain(joins)
    });
    for factor in joined {
        let TableFactor::Table { name, alias, args: args @ None, .. } = factor else { continue };
        let path: Vec<String> = parts(name).map(|it| it.value.clone()).collect();
        let (Some(inputs), Some(last)) = (inputs_of(&path), parts(name).last().cloned()) else { continue };
        let called =
            alias.get_or_insert_with(|| TableAlias { explicit: true, name: last, columns: Vec::new(), at: None });
        let qualifier = normalized(&called.name);
        let mut given = Vec::new();
        if let Some(selection) = select.selection.take() {
            let mut left = Vec::new();
            for condition in conjuncts(selection) {
                match member(&condition, &qualifier, is_alone, &inputs) {
                    Some((name, value)) => given.push(argument(&name, value.clone())),
                    None => left.push(condition),
                }
            }
            let and =
                |left, right| Expr::BinaryOp { left: Box::new(left), op: BinaryOperator::And, right: Box::new(right) };
            select.selection = left.into_iter().reduce(and);
        }
        *args = Some(TableFunctionArgs { args: given, settings: None });
    }
}

fn argument(name: &str, value: Expr) -> FunctionArg {
    let (name, arg) = (Ident::new(name), FunctionArgExpr::Expr(value));
    FunctionArg::Named { name, arg, operator: FunctionArgOperator::RightArrow }
}

/// The conditions that all hold.
fn conjuncts(condition: Expr) -> Vec<Expr> {
    match condition {
        Expr::BinaryOp { left, op: BinaryOperator::And, right } => {
            let mut all = conjuncts(*left);
            all.extend(conjuncts(*right));
            all
        }
        Expr::Nested(inner)
            if matches!(*inner, Expr::BinaryOp { op: BinaryOperator::And | BinaryOperator::Eq, .. }) =>
        {
            conjuncts(*inner)
        }
        other => vec![other],
    }
}

/// The member of the input that a condition gives a value.
fn member<'e>(condition: &'e Expr, qualifier: &str, is_alone: bool, inputs: &[String]) -> Option<(String, &'e Expr)> {
    let Expr::BinaryOp { left, op: BinaryOperator::Eq, right } = condition else { return None };
    let (column, value) = match (&**left, &**right) {
        (column, value @ Expr::Value(_)) | (value @ Expr::Value(_), column) => (column, value),
        _ => return None,
    };
    let name = match column {
        Expr::Identifier(name) if is_alone => name,
        Expr::CompoundIdentifier(path) => match path.as_slice() {
            [relation, name] if normalized(relation) == qualifier => name,
            _ => return None,
        },
        _ => return None,
    };
    let plain = canonical(name.value.strip_prefix(PREFIX).unwrap_or(&name.value));
    let input = inputs.iter().find(|it| canonical(it) == plain)?;
    Some((input.clone(), value))
}
