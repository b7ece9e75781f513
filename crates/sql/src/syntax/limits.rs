//! Limits: what is refused, or made shallow, before it could exhaust the stack.
//!
//! Parentheses and prefixes are counted by sqlparser. Chains (`a OR b OR c …`, `x::text::text …`, `SELECT … UNION SELECT …`)
//! are parsed by loops into trees that are as deep as the chain is long, and every later walk, even dropping them,
//! recurses. So links are counted before parsing ([`check`]); after it, chains whose order does not count are made
//! into balanced trees, and others that are long are refused ([`flatten`]).

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    BinaryOperator, Expr, Query, Select, SetExpr, SetOperator, SetQuantifier, Value, Values, VisitMut, VisitorMut,
};
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan};

use crate::SqlError;
use crate::error::sqlstate;
use crate::statement::Statement;

/// Operators and keywords between two commas or parentheses.
const MAX_LINKS: usize = 4_000;
/// Parentheses that are open at once.
const MAX_OPEN: usize = 100;
/// Links of a chain that stays one.
const MAX_CHAIN: usize = 60;
/// Links of a chain that is left as the parser made it.
const FEW: usize = 8;
/// Letters of a name that is not quoted.
const LONGEST_NAME: usize = 1_000;
/// Columns of one `SELECT`, as PostgreSQL has it.
const MAX_COLUMNS: usize = 1_664;
/// Relations of one `FROM`.
const MAX_RELATIONS: usize = 60;

/// Refuses tokens that would become too deep a tree.
pub(super) fn check(tokens: &[TokenWithSpan]) -> Result<(), SqlError> {
    // The links since the last comma, for each parenthesis that is open.
    let mut open: Vec<usize> = vec![0];
    let mut nested_types = 0;
    for (index, token) in tokens.iter().enumerate() {
        let is_link = match &token.token {
            Token::Comma => {
                open.pop();
                open.push(0);
                false
            }
            Token::Word(word) => {
                if matches!(tokens.get(index + 1), Some(TokenWithSpan { token: Token::Lt, .. })) {
                    nested_types +=
                        usize::from(matches!(word.keyword, Keyword::ARRAY | Keyword::STRUCT | Keyword::MAP));
                }
                word.keyword != Keyword::NoKeyword
            }
            Token::RParen | Token::RBracket | Token::RBrace => {
                if open.len() > 1 {
                    open.pop();
                }
                false
            }
            Token::SingleQuotedString(_) | Token::Number(..) | Token::Placeholder(_) | Token::Period => false,
            _ => true,
        };
        if let Token::Word(word) = &token.token
            && word.quote_style.is_none()
            && word.value.len() > LONGEST_NAME
        {
            let (line, column) = (token.span.start.line, token.span.start.column);
            let message = format!("{line}:{column}: a name of {} letters is too long", word.value.len());
            return Err(SqlError::new(sqlstate::NAME_TOO_LONG, message).with_hint("a text is written in single quotes"));
        }
        if is_link && let Some(links) = open.last_mut() {
            *links += 1;
            if *links > MAX_LINKS {
                return Err(too_deep(Some(token), "this expression has too many parts"));
            }
        }
        if matches!(token.token, Token::LParen | Token::LBracket | Token::LBrace) {
            open.push(0);
        }
        if open.len() > MAX_OPEN || nested_types > MAX_OPEN {
            return Err(too_deep(Some(token), "the statement is nested too deeply"));
        }
    }
    Ok(())
}

/// Makes long chains shallow, or refuses them.
pub(super) fn flatten(statement: &mut Statement) -> Result<(), SqlError> {
    let mut flattener = Flattener;
    let done = match statement {
        Statement::Query(it) => it.visit(&mut flattener),
        Statement::Insert(it) => it.visit(&mut flattener),
        Statement::Update(it) | Statement::Replace(it) => it.visit(&mut flattener),
        Statement::Delete(it) => it.visit(&mut flattener),
        Statement::Define(it) => it.visit(&mut flattener),
        Statement::Exec(it) => {
            let mut values = it.arguments.iter_mut().map(|(_, value)| value).chain(&mut it.json);
            values.try_for_each(|it| it.visit(&mut flattener))
        }
        Statement::Show(crate::statement::Show::Other(it)) => it.visit(&mut flattener),
        Statement::Show(
            crate::statement::Show::Services(it)
            | crate::statement::Show::Resources(it)
            | crate::statement::Show::Methods(it),
        ) => it.predicate.visit(&mut flattener),
        _ => ControlFlow::Continue(()),
    };
    match done {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(error) => Err(error),
    }
}

fn too_deep(token: Option<&TokenWithSpan>, what: &str) -> SqlError {
    let place = token.map(|it| format!("{}:{}: ", it.span.start.line, it.span.start.column)).unwrap_or_default();
    SqlError::new(sqlstate::LIMIT_EXCEEDED, format!("{place}{what}"))
        .with_hint("use `IN (…)`, VALUES to join with, or WITH to name parts")
}

struct Flattener;

impl VisitorMut for Flattener {
    type Break = SqlError;

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<SqlError> {
        flatten_sets(&mut query.body)
    }

    fn pre_visit_select(&mut self, select: &mut Select) -> ControlFlow<SqlError> {
        if select.projection.len() > MAX_COLUMNS {
            return ControlFlow::Break(too_deep(None, &format!("one SELECT has more than {MAX_COLUMNS} columns")));
        }
        let relations = select.from.iter().map(|it| 1 + it.joins.len()).sum::<usize>();
        match relations > MAX_RELATIONS {
            true => ControlFlow::Break(too_deep(None, &format!("one FROM has more than {MAX_RELATIONS} relations"))),
            false => ControlFlow::Continue(()),
        }
    }

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<SqlError> {
        if let Expr::BinaryOp { op, .. } = expr
            && is_associative(op)
        {
            let op = op.clone();
            let operands = operands_of(expr, &op);
            *expr = balanced(operands, &op);
            return ControlFlow::Continue(());
        }
        // A chain that will be balanced ends what is counted: it is visited on its own.
        let goes_on = |it: &&Expr| !matches!(it, Expr::BinaryOp { op, .. } if is_associative(op));
        let length = std::iter::successors(Some(&*expr), |it| left_of(it)).take_while(goes_on).count();
        if length > MAX_CHAIN {
            take_apart(expr);
            return ControlFlow::Break(too_deep(
                None,
                &format!("an expression has more than {MAX_CHAIN} parts in one chain"),
            ));
        }
        ControlFlow::Continue(())
    }
}

fn is_associative(op: &BinaryOperator) -> bool {
    matches!(op, BinaryOperator::And | BinaryOperator::Or | BinaryOperator::StringConcat)
}

fn nothing() -> Expr {
    Expr::Value(Value::Null.into())
}

/// What a chain goes on with, shared or not.
macro_rules! left_of {
    ($of:expr) => {
        Some(match $of {
            Expr::BinaryOp { left, .. } | Expr::IsDistinctFrom(left, _) | Expr::IsNotDistinctFrom(left, _) => left,
            Expr::AnyOp { left, .. } | Expr::AllOp { left, .. } => left,
            Expr::IsNull(it)
            | Expr::IsNotNull(it)
            | Expr::IsTrue(it)
            | Expr::IsNotTrue(it)
            | Expr::IsFalse(it)
            | Expr::IsNotFalse(it)
            | Expr::IsUnknown(it)
            | Expr::IsNotUnknown(it)
            | Expr::Nested(it) => it,
            Expr::Cast { expr, .. }
            | Expr::InList { expr, .. }
            | Expr::InSubquery { expr, .. }
            | Expr::InUnnest { expr, .. }
            | Expr::Between { expr, .. }
            | Expr::Like { expr, .. }
            | Expr::ILike { expr, .. }
            | Expr::SimilarTo { expr, .. }
            | Expr::RLike { expr, .. }
            | Expr::Collate { expr, .. }
            | Expr::UnaryOp { expr, .. }
            | Expr::IsNormalized { expr, .. } => expr,
            Expr::AtTimeZone { timestamp, .. } => timestamp,
            Expr::CompoundFieldAccess { root, .. } | Expr::JsonAccess { value: root, .. } => root,
            _ => return None,
        })
    };
}

fn left_of(expr: &Expr) -> Option<&Expr> {
    left_of!(expr)
}

fn left_of_mut(expr: &mut Expr) -> Option<&mut Expr> {
    left_of!(expr)
}

/// Drops a chain link by link, where dropping it whole would recurse.
fn take_apart(expr: &mut Expr) {
    let mut rest = std::mem::replace(expr, nothing());
    while let Some(left) = left_of_mut(&mut rest) {
        rest = std::mem::replace(left, nothing());
    }
}

/// The operands of a chain of one operator, in order.
fn operands_of(expr: &mut Expr, chained: &BinaryOperator) -> Vec<Expr> {
    let mut operands = Vec::new();
    let mut rest = std::mem::replace(expr, nothing());
    loop {
        match rest {
            Expr::BinaryOp { left, op, right } if op == *chained => {
                operands.push(*right);
                rest = *left;
            }
            first => {
                operands.push(first);
                break;
            }
        }
    }
    operands.reverse();
    operands
}

fn balanced(mut operands: Vec<Expr>, op: &BinaryOperator) -> Expr {
    match operands.len() {
        0 => nothing(),
        1 => operands.remove(0),
        // Few stay as the parser joins them.
        count => {
            let right = operands.split_off(if count > FEW { count / 2 } else { count - 1 });
            let (left, right) = (balanced(operands, op), balanced(right, op));
            Expr::BinaryOp { left: Box::new(left), op: op.clone(), right: Box::new(right) }
        }
    }
}

fn flatten_sets(body: &mut SetExpr) -> ControlFlow<SqlError> {
    let length = length_of_sets(body);
    if length <= MAX_CHAIN / 8 {
        return ControlFlow::Continue(());
    }
    if let SetExpr::SetOperation { op: op @ (SetOperator::Union | SetOperator::Intersect), set_quantifier, .. } = body {
        let (op, quantifier) = (*op, *set_quantifier);
        if matches!(quantifier, SetQuantifier::All | SetQuantifier::Distinct | SetQuantifier::None) {
            let mut operands = Vec::new();
            let mut rest = std::mem::replace(body, no_rows());
            loop {
                match rest {
                    SetExpr::SetOperation { left, op: its, set_quantifier, right }
                        if its == op && set_quantifier == quantifier =>
                    {
                        operands.push(*right);
                        rest = *left;
                    }
                    first => {
                        operands.push(first);
                        break;
                    }
                }
            }
            operands.reverse();
            *body = balanced_sets(operands, op, quantifier);
        }
    }
    if length_of_sets(body) > MAX_CHAIN / 4 {
        let mut rest = std::mem::replace(body, no_rows());
        while let SetExpr::SetOperation { left, .. } = &mut rest {
            rest = std::mem::replace(&mut **left, no_rows());
        }
        let message = format!("more than {} queries in one chain of set operations", MAX_CHAIN / 4);
        return ControlFlow::Break(too_deep(None, &message));
    }
    ControlFlow::Continue(())
}

fn length_of_sets(body: &SetExpr) -> usize {
    let mut length = 0;
    let mut at = body;
    while let SetExpr::SetOperation { left, .. } = at {
        at = left;
        length += 1;
    }
    length
}

fn no_rows() -> SetExpr {
    SetExpr::Values(Values { explicit_row: false, value_keyword: false, rows: Vec::new() })
}

fn balanced_sets(mut operands: Vec<SetExpr>, op: SetOperator, set_quantifier: SetQuantifier) -> SetExpr {
    match operands.len() {
        0 => no_rows(),
        1 => operands.remove(0),
        count => {
            let right = operands.split_off(count / 2);
            let left = Box::new(balanced_sets(operands, op, set_quantifier));
            let right = Box::new(balanced_sets(right, op, set_quantifier));
            SetExpr::SetOperation { left, op, set_quantifier, right }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_chains_become_shallow_and_mean_the_same() {
        fn depth(expr: &Expr) -> usize {
            match expr {
                Expr::BinaryOp { left, right, .. } => 1 + depth(left).max(depth(right)),
                _ => 1,
            }
        }
        let text = (0..100).map(|it| format!("c{it} = {it}")).collect::<Vec<_>>().join(" OR ");
        let parsed = crate::syntax::parse(&format!("SELECT 1 WHERE {text}")).expect("parses").remove(0);
        let Statement::Query(query) = parsed.statement else {
            panic!("no query");
        };
        let SetExpr::Select(select) = *query.body else {
            panic!("no select");
        };
        let chain = select.selection.expect("has a condition");
        assert!(depth(&chain) <= 14, "{}", depth(&chain));
        assert_eq!(chain.to_string(), text);
    }
}
