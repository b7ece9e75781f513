//! Idioms: functions and operators of SQLite and MySQL, spelled as DataFusion knows them.

use datafusion::sql::sqlparser::ast::helpers::attached_token::AttachedToken;
use datafusion::sql::sqlparser::ast::{
    BinaryOperator, CaseWhen, CastKind, DataType, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments,
    GroupByExpr, Ident, ObjectName, ObjectNamePart, Query, SelectItem, SetExpr, Value,
};

use super::super::dialect::call;

/// Spells one expression, whose parts are spelled already.
pub(super) fn spell(expr: &mut Expr) {
    match expr {
        Expr::RLike { .. } => {
            if let Expr::RLike { negated, expr: text, pattern, .. } = take(expr) {
                let op = if negated { BinaryOperator::PGRegexNotMatch } else { BinaryOperator::PGRegexMatch };
                *expr = Expr::BinaryOp { left: text, op, right: pattern };
            }
        }
        // DataFusion has one escape character, and it cannot be chosen.
        Expr::Like { pattern, escape_char, .. } | Expr::ILike { pattern, escape_char, .. } => {
            if let Some(Value::SingleQuotedString(escape)) = escape_char.take().map(|it| it.value) {
                with_backslash(pattern, &escape);
            }
        }
        // `x::json` checks that a text is JSON; it stays text.
        Expr::Cast {
            kind: CastKind::Cast | CastKind::DoubleColon,
            data_type: DataType::JSON | DataType::JSONB,
            ..
        } => {
            if let Expr::Cast { expr: inner, .. } = take(expr) {
                *expr = call("json", vec![*inner]);
            }
        }
        // SQLite's counts from the end where the start is below zero.
        Expr::Substring { special: true, substring_from: Some(_), .. } => {
            if let Expr::Substring { expr: text, substring_from: Some(from), substring_for, .. } = take(expr) {
                *expr = call(
                    "substr",
                    [Some(text), Some(from), substring_for].into_iter().flatten().map(|it| *it).collect(),
                );
            }
        }
        Expr::Function(function) => {
            if let Some(name) = plain_name(function)
                && let Some(spelled) = spell_function(&name, function)
            {
                *expr = spelled;
            }
        }
        _ => {}
    }
}

/// A pattern whose escape character is a backslash.
fn with_backslash(pattern: &mut Box<Expr>, escape: &str) {
    if escape == "\\" {
        return;
    }
    let text = |text: &str| Expr::Value(Value::SingleQuotedString(text.to_owned()).into());
    let mut spelled = call("replace", vec![take(pattern), text("\\"), text("\\\\")]);
    if !escape.is_empty() {
        // Twice, it is the character itself.
        let itself = "\u{1}";
        for (from, to) in [(&*escape.repeat(2), itself), (escape, "\\"), (itself, escape)] {
            spelled = call("replace", vec![spelled, text(from), text(to)]);
        }
    }
    **pattern = spelled;
}

/// Whether a query gives one row for sure: it selects from nothing, or aggregates without groups.
pub(super) fn is_one_row(query: &Query) -> bool {
    let SetExpr::Select(select) = &*query.body else { return false };
    let is_ungrouped = matches!(&select.group_by, GroupByExpr::Expressions(it, _) if it.is_empty());
    let is_aggregate = |item: &SelectItem| match item {
        SelectItem::UnnamedExpr(Expr::Function(it)) | SelectItem::ExprWithAlias { expr: Expr::Function(it), .. } => {
            it.over.is_none() && plain_name(it).is_some_and(|it| matches!(it.as_str(), "max" | "min"))
        }
        _ => false,
    };
    let is_plain = select.having.is_none() && query.limit_clause.is_none() && query.fetch.is_none() && is_ungrouped;
    let selects_from_nothing = select.from.is_empty() && select.selection.is_none();
    is_plain && (selects_from_nothing || matches!(select.projection.as_slice(), [item] if is_aggregate(item)))
}

fn take(expr: &mut Expr) -> Expr {
    std::mem::replace(expr, Expr::Value(Value::Null.into()))
}

fn plain_name(function: &Function) -> Option<String> {
    match function.name.0.as_slice() {
        [ObjectNamePart::Identifier(name)] => Some(name.value.to_lowercase()),
        _ => None,
    }
}

/// The function by another name or around another one; none where it stays.
fn spell_function(name: &str, function: &mut Function) -> Option<Expr> {
    let count = arguments(function).map_or(0, |it| it.len());
    match (name, count) {
        ("iif" | "if", 2 | 3) => {
            let mut arguments = plain_arguments(function)?.into_iter();
            let (condition, result) = (arguments.next()?, arguments.next()?);
            Some(Expr::Case {
                case_token: AttachedToken::empty(),
                end_token: AttachedToken::empty(),
                operand: None,
                conditions: vec![CaseWhen { condition, result }],
                else_result: arguments.next().map(Box::new),
            })
        }
        ("max", 2..) => renamed("greatest", function),
        ("min", 2..) => renamed("least", function),
        ("max" | "min", 1) => {
            // Numbers in JSON are compared by size, though they are text here.
            if !is_json_value(first(function)?) {
                return None;
            }
            wrap_first(function, "json_sort_key");
            Some(call("json_sort_value", vec![Expr::Function(function.clone())]))
        }
        ("sum" | "avg", 1) => {
            wrap_first(function, "as_number");
            None
        }
        ("total", 1) => {
            wrap_first(function, "as_number");
            let sum = renamed("sum", function)?;
            Some(call("coalesce", vec![sum, Expr::Value(Value::Number("0.0".to_owned(), false).into())]))
        }
        ("group_concat", 1 | 2) => {
            cast_first(function);
            if count == 1 {
                let comma = Expr::Value(Value::SingleQuotedString(",".to_owned()).into());
                arguments_mut(function)?.push(FunctionArg::Unnamed(FunctionArgExpr::Expr(comma)));
            }
            renamed("string_agg", function)
        }
        ("json_group_array" | "jsonb_group_array" | "json_agg" | "jsonb_agg" | "json_arrayagg", 1) => {
            wrap_first(function, "json_quote");
            Some(collected(function, "[]"))
        }
        ("json_group_object" | "jsonb_group_object" | "json_object_agg" | "jsonb_object_agg" | "json_objectagg", 2) => {
            let member = call("json_member", plain_arguments(function)?);
            *arguments_mut(function)? = vec![FunctionArg::Unnamed(FunctionArgExpr::Expr(member))];
            Some(collected(function, "{}"))
        }
        // Every match is replaced, as StackQL does; PostgreSQL would replace the first.
        ("regexp_replace", 3) => {
            let all = Expr::Value(Value::SingleQuotedString("g".to_owned()).into());
            arguments_mut(function)?.push(FunctionArg::Unnamed(FunctionArgExpr::Expr(all)));
            None
        }
        ("sign", 1) => {
            let expr = Box::new(renamed("signum", function)?);
            Some(Expr::Cast {
                kind: CastKind::Cast,
                expr,
                data_type: DataType::BigInt(None),
                array: false,
                format: None,
            })
        }
        // SQLite's, with the pattern before the text.
        ("like", 2) => {
            let mut arguments = plain_arguments(function)?.into_iter();
            let (pattern, expr) = (Box::new(arguments.next()?), Box::new(arguments.next()?));
            Some(Expr::Like { negated: false, any: false, expr, pattern, escape_char: None })
        }
        ("likely" | "unlikely", 1) => plain_arguments(function)?.pop(),
        _ => None,
    }
}

fn arguments(function: &Function) -> Option<&[FunctionArg]> {
    match &function.args {
        FunctionArguments::List(list) => Some(&list.args),
        _ => None,
    }
}

fn arguments_mut(function: &mut Function) -> Option<&mut Vec<FunctionArg>> {
    match &mut function.args {
        FunctionArguments::List(list) => Some(&mut list.args),
        _ => None,
    }
}

/// The arguments, where none is named or `*`.
fn plain_arguments(function: &Function) -> Option<Vec<Expr>> {
    let plain = |it: &FunctionArg| match it {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr.clone()),
        _ => None,
    };
    arguments(function)?.iter().map(plain).collect()
}

fn first(function: &Function) -> Option<&Expr> {
    match arguments(function)?.first()? {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr),
        _ => None,
    }
}

fn first_mut(function: &mut Function) -> Option<&mut Expr> {
    match arguments_mut(function)?.first_mut()? {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr),
        _ => None,
    }
}

fn wrap_first(function: &mut Function, with: &str) {
    if let Some(first) = first_mut(function) {
        *first = call(with, vec![take(first)]);
    }
}

fn cast_first(function: &mut Function) {
    if let Some(first) = first_mut(function) {
        let expr = Box::new(take(first));
        *first = Expr::Cast { kind: CastKind::Cast, expr, data_type: DataType::Text, array: false, format: None };
    }
}

fn renamed(to: &str, function: &mut Function) -> Option<Expr> {
    function.name = ObjectName::from(vec![Ident::new(to)]);
    Some(Expr::Function(function.clone()))
}

/// JSON of what `array_agg` collects.
fn collected(function: &mut Function, brackets: &str) -> Expr {
    function.name = ObjectName::from(vec![Ident::new("array_agg")]);
    let brackets = Expr::Value(Value::SingleQuotedString(brackets.to_owned()).into());
    call("json_list", vec![Expr::Function(function.clone()), brackets])
}

fn is_json_value(expr: &Expr) -> bool {
    match expr {
        Expr::Nested(inner) => is_json_value(inner),
        Expr::BinaryOp { op: BinaryOperator::LongArrow | BinaryOperator::HashLongArrow, .. } => true,
        Expr::Function(function) => plain_name(function).is_some_and(|it| it == "json_extract"),
        _ => false,
    }
}
