//! What each node of an expression means.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::rc::Rc;

use super::ast::{Comparator, Node, NodeKind};
use super::error::EvaluationError;
use super::functions;
use super::value::{Type, Value, equal, order};

type Evaluated<'a> = Result<Value<'a>, EvaluationError>;

/// The value of `node` where `current` is the current value.
///
/// Each arm is one call, so that a level of recursion costs little stack even
/// where nothing is optimised.
pub(super) fn evaluate<'a>(node: &'a Node, current: &Value<'a>) -> Evaluated<'a> {
    match &node.kind {
        NodeKind::Current => Ok(current.clone()),
        NodeKind::Field(name) => Ok(current.member(name).unwrap_or(Value::NULL)),
        NodeKind::Literal(value) => Ok(Value::Borrowed(value)),
        NodeKind::Index(index) => Ok(item_from_either_end(current, *index).unwrap_or(Value::NULL)),
        NodeKind::Slice { start, stop, step } => slice(current, *start, *stop, *step),
        NodeKind::Then(left, right) => then(left, right, current),
        NodeKind::Projection(left, right) => projection(left, right, current),
        NodeKind::ValueProjection(left, right) => value_projection(left, right, current),
        NodeKind::FilterProjection { left, right, condition } => filter_projection(left, right, condition, current),
        NodeKind::Flatten(inner) => flatten(inner, current),
        NodeKind::Comparison(comparator, left, right) => compare(*comparator, left, right, current),
        NodeKind::Or(left, right) => either(left, right, current, true),
        NodeKind::And(left, right) => either(left, right, current, false),
        NodeKind::Not(inner) => not(inner, current),
        NodeKind::MultiSelectList(_) | NodeKind::MultiSelectHash(_) if current.is_null() => Ok(Value::NULL),
        NodeKind::MultiSelectList(nodes) => Ok(Value::list(evaluate_all(nodes, current)?)),
        NodeKind::MultiSelectHash(pairs) => multi_select_hash(pairs, current),
        NodeKind::Function(name, arguments) => functions::call(name, evaluate_all(arguments, current)?),
        NodeKind::Reference(inner) => Ok(Value::Reference(inner)),
    }
}

fn evaluate_all<'a>(nodes: &'a [Node], current: &Value<'a>) -> Result<Vec<Value<'a>>, EvaluationError> {
    nodes.iter().map(|it| evaluate(it, current)).collect()
}

fn then<'a>(left: &'a Node, right: &'a Node, current: &Value<'a>) -> Evaluated<'a> {
    evaluate(right, &evaluate(left, current)?)
}

fn projection<'a>(left: &'a Node, right: &'a Node, current: &Value<'a>) -> Evaluated<'a> {
    let base = evaluate(left, current)?;
    match base.len() {
        Some(length) if is_list(&base) => project((0..length).filter_map(|at| base.item(at)), right, None),
        _ => Ok(Value::NULL),
    }
}

fn filter_projection<'a>(left: &'a Node, right: &'a Node, condition: &'a Node, current: &Value<'a>) -> Evaluated<'a> {
    let base = evaluate(left, current)?;
    match base.len() {
        Some(length) if is_list(&base) => project((0..length).filter_map(|at| base.item(at)), right, Some(condition)),
        _ => Ok(Value::NULL),
    }
}

fn value_projection<'a>(left: &'a Node, right: &'a Node, current: &Value<'a>) -> Evaluated<'a> {
    match evaluate(left, current)?.members() {
        Some(members) => project(members.into_iter().map(|(_, value)| value), right, None),
        None => Ok(Value::NULL),
    }
}

/// The value of `right` on each item for which the condition holds, without those that are null.
fn project<'a>(items: impl Iterator<Item = Value<'a>>, right: &'a Node, condition: Option<&'a Node>) -> Evaluated<'a> {
    let mut collected = Vec::new();
    for item in items {
        if let Some(condition) = condition
            && !evaluate(condition, &item)?.is_true()
        {
            continue;
        }
        let value = evaluate(right, &item)?;
        if !value.is_null() {
            collected.push(value);
        }
    }
    Ok(Value::list(collected))
}

/// `||` where the first truth decides, `&&` where the first untruth does.
fn either<'a>(left: &'a Node, right: &'a Node, current: &Value<'a>, deciding: bool) -> Evaluated<'a> {
    let value = evaluate(left, current)?;
    if value.is_true() == deciding { Ok(value) } else { evaluate(right, current) }
}

fn not<'a>(inner: &'a Node, current: &Value<'a>) -> Evaluated<'a> {
    Ok(Value::bool(!evaluate(inner, current)?.is_true()))
}

fn multi_select_hash<'a>(pairs: &'a [(String, Node)], current: &Value<'a>) -> Evaluated<'a> {
    let mut members: Vec<(Cow<'a, str>, Value<'a>)> = Vec::with_capacity(pairs.len());
    for (key, node) in pairs {
        let value = evaluate(node, current)?;
        match members.iter_mut().find(|(name, _)| name == key) {
            Some((_, place)) => *place = value,
            None => members.push((Cow::Borrowed(key), value)),
        }
    }
    Ok(Value::Map(Rc::new(members)))
}

fn is_list(value: &Value<'_>) -> bool {
    value.type_of() == Type::Array
}

fn flatten<'a>(inner: &'a Node, current: &Value<'a>) -> Evaluated<'a> {
    let Some(items) = evaluate(inner, current)?.items() else { return Ok(Value::NULL) };
    let mut joined = Vec::with_capacity(items.len());
    for item in items {
        match item.items() {
            Some(inner) => joined.extend(inner),
            None => joined.push(item),
        }
    }
    Ok(Value::list(joined))
}

fn item_from_either_end<'a>(value: &Value<'a>, index: i64) -> Option<Value<'a>> {
    let at = match usize::try_from(index) {
        Ok(at) => at,
        Err(_) => value.len()?.checked_sub(usize::try_from(index.unsigned_abs()).ok()?)?,
    };
    value.item(at)
}

/// Python's slices: positions from either end, a step that may be negative.
fn slice<'a>(value: &Value<'a>, start: Option<i64>, stop: Option<i64>, step: Option<i64>) -> Evaluated<'a> {
    if !is_list(value) {
        return Ok(Value::NULL);
    }
    let step = step.unwrap_or(1);
    if step == 0 {
        return Err(EvaluationError::Value { message: "slice step cannot be zero" });
    }
    let length = value.len().unwrap_or(0) as i64;
    let (lowest, highest) = if step > 0 { (0, length) } else { (-1, length - 1) };
    let place = |position: i64| {
        let from_start = if position < 0 { position.saturating_add(length) } else { position };
        from_start.clamp(lowest, highest)
    };
    let (first, last) = if step > 0 { (lowest, highest) } else { (highest, lowest) };
    let mut at = start.map_or(first, place);
    let end = stop.map_or(last, place);
    let mut items = Vec::new();
    while if step > 0 { at < end } else { at > end } {
        items.extend(value.item(at as usize));
        at = at.saturating_add(step);
    }
    Ok(Value::list(items))
}

/// Only numbers and strings have an order; to ask for that of anything else gives null.
fn compare<'a>(comparator: Comparator, left: &'a Node, right: &'a Node, current: &Value<'a>) -> Evaluated<'a> {
    let (left, right) = (evaluate(left, current)?, evaluate(right, current)?);
    let holds: fn(Ordering) -> bool = match comparator {
        Comparator::Equal => return Ok(Value::bool(equal(&left, &right))),
        Comparator::NotEqual => return Ok(Value::bool(!equal(&left, &right))),
        Comparator::Less => Ordering::is_lt,
        Comparator::LessOrEqual => Ordering::is_le,
        Comparator::Greater => Ordering::is_gt,
        Comparator::GreaterOrEqual => Ordering::is_ge,
    };
    Ok(order(&left, &right).map_or(Value::NULL, |it| Value::bool(holds(it))))
}
