//! The functions of the language, as a table of names, parameters and bodies.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::rc::Rc;

use super::error::EvaluationError;
use super::interpreter::evaluate;
use super::python;
use super::value::{Number, Type, Value, equal, order};
use crate::document::Document;

type Evaluated<'a> = Result<Value<'a>, EvaluationError>;

/// What one parameter takes.
#[derive(Debug, Clone, Copy)]
enum Parameter {
    /// Any value.
    Any,
    /// A value of one of these types.
    Of(&'static [Type]),
    /// A list whose items are all of one of these types.
    ListOf(&'static [Type]),
}

use Parameter::{Any, ListOf, Of};
use Type::{Array, Boolean, Null, Object, Reference, String as Text};

const NUMBER: Parameter = Of(&[Type::Number]);
const TEXT: Parameter = Of(&[Text]);
const ARRAY: Parameter = Of(&[Array]);
const OBJECT: Parameter = Of(&[Object]);
const EXPRESSION: Parameter = Of(&[Reference]);
const NUMBERS: Parameter = ListOf(&[Type::Number]);
const TEXTS: Parameter = ListOf(&[Text]);
const NUMBERS_OR_TEXTS: Parameter = ListOf(&[Type::Number, Text]);
const TEXTS_OR_NUMBERS: Parameter = ListOf(&[Text, Type::Number]);

/// One function. The arguments fit the parameters when the body is called.
struct Function {
    name: &'static str,
    parameters: &'static [Parameter],
    /// Whether the last parameter may be repeated.
    variadic: bool,
    body: for<'a> fn(&Function, Vec<Value<'a>>) -> Evaluated<'a>,
}

const fn fixed(
    name: &'static str,
    parameters: &'static [Parameter],
    body: for<'a> fn(&Function, Vec<Value<'a>>) -> Evaluated<'a>,
) -> Function {
    Function { name, parameters, variadic: false, body }
}

const fn variadic(
    name: &'static str,
    parameters: &'static [Parameter],
    body: for<'a> fn(&Function, Vec<Value<'a>>) -> Evaluated<'a>,
) -> Function {
    Function { name, parameters, variadic: true, body }
}

/// Every function, sorted by name.
static FUNCTIONS: &[Function] = &[
    fixed("abs", &[NUMBER], |_, arguments| Ok(map_number(&arguments[0], absolute))),
    fixed("avg", &[NUMBERS], |_, arguments| Ok(average(&arguments[0]))),
    fixed("ceil", &[NUMBER], |_, arguments| Ok(map_number(&arguments[0], |it| rounded(it, f64::ceil)))),
    fixed("contains", &[Of(&[Array, Text]), Any], |_, arguments| Ok(contains(&arguments[0], &arguments[1]))),
    fixed("ends_with", &[TEXT, TEXT], |_, arguments| Ok(both_texts(&arguments, |text, end| text.ends_with(end)))),
    fixed("floor", &[NUMBER], |_, arguments| Ok(map_number(&arguments[0], |it| rounded(it, f64::floor)))),
    fixed("join", &[TEXT, TEXTS], |_, arguments| Ok(join(&arguments[0], &arguments[1]))),
    fixed("keys", &[OBJECT], |_, arguments| Ok(keys(&arguments[0]))),
    fixed("length", &[Of(&[Text, Array, Object])], |_, arguments| Ok(length(&arguments[0]))),
    fixed("map", &[EXPRESSION, ARRAY], |_, arguments| {
        let mapped: Result<_, _> = items(&arguments[1]).iter().map(|it| apply(&arguments[0], it)).collect();
        Ok(Value::list(mapped?))
    }),
    fixed("max", &[NUMBERS_OR_TEXTS], |_, arguments| Ok(extreme(items(&arguments[0]), Ordering::Greater))),
    fixed("max_by", &[ARRAY, EXPRESSION], |function, arguments| extreme_by(function, &arguments, Ordering::Greater)),
    variadic("merge", &[OBJECT], |_, arguments| Ok(merge(&arguments))),
    fixed("min", &[NUMBERS_OR_TEXTS], |_, arguments| Ok(extreme(items(&arguments[0]), Ordering::Less))),
    fixed("min_by", &[ARRAY, EXPRESSION], |function, arguments| extreme_by(function, &arguments, Ordering::Less)),
    variadic("not_null", &[Any], |_, arguments| {
        Ok(arguments.into_iter().find(|it| !it.is_null()).unwrap_or(Value::NULL))
    }),
    fixed("reverse", &[Of(&[Array, Text])], |_, arguments| Ok(reverse(&arguments[0]))),
    fixed("sort", &[TEXTS_OR_NUMBERS], |_, arguments| {
        let mut items = items(&arguments[0]);
        items.sort_by(|left, right| order(left, right).unwrap_or(Ordering::Equal));
        Ok(Value::list(items))
    }),
    fixed("sort_by", &[ARRAY, EXPRESSION], |function, arguments| {
        check_first_key(function, &arguments)?;
        let mut keyed = keyed_items(function, &arguments)?;
        keyed.sort_by(|(left, _), (right, _)| order(left, right).unwrap_or(Ordering::Equal));
        Ok(Value::list(keyed.into_iter().map(|(_, item)| item).collect()))
    }),
    fixed("starts_with", &[TEXT, TEXT], |_, arguments| {
        Ok(both_texts(&arguments, |text, start| text.starts_with(start)))
    }),
    fixed("sum", &[NUMBERS], |_, arguments| Ok(sum(&arguments[0]).into())),
    fixed("to_array", &[Any], |_, arguments| {
        let mut arguments = arguments;
        let value = arguments.swap_remove(0);
        Ok(if value.type_of() == Array { value } else { Value::list(vec![value]) })
    }),
    fixed("to_number", &[Any], |_, arguments| Ok(to_number(&arguments[0]))),
    fixed("to_string", &[Any], |_, arguments| {
        Ok(match arguments[0].as_text() {
            Some(text) => Value::text(text),
            None => Value::text(python::compact_json(&arguments[0].to_document())),
        })
    }),
    fixed("type", &[Any], |_, arguments| Ok(Value::text(arguments[0].type_of().name()))),
    fixed("values", &[OBJECT], |_, arguments| {
        let members = arguments[0].members().unwrap_or_default();
        Ok(Value::list(members.into_iter().map(|(_, value)| value).collect()))
    }),
];

/// Calls the function `name`.
pub(super) fn call<'a>(name: &str, arguments: Vec<Value<'a>>) -> Evaluated<'a> {
    let place = FUNCTIONS.binary_search_by(|it| it.name.cmp(name));
    let Ok(place) = place else { return Err(EvaluationError::UnknownFunction { name: name.to_owned() }) };
    let function = &FUNCTIONS[place];
    let (expected, actual) = (function.parameters.len(), arguments.len());
    if actual < expected || (actual > expected && !function.variadic) {
        return Err(EvaluationError::Arity { name: function.name, expected, variadic: function.variadic, actual });
    }
    for (at, argument) in arguments.iter().enumerate() {
        function.parameters[at.min(expected - 1)].check(function.name, argument)?;
    }
    (function.body)(function, arguments)
}

impl Parameter {
    fn check(self, function: &'static str, argument: &Value<'_>) -> Result<(), EvaluationError> {
        let refuse = |value: &Value<'_>, actual: &str| EvaluationError::Type {
            name: function,
            value: python::text(&value.to_document()),
            expected: self.names(),
            actual: actual.to_owned(),
        };
        match self {
            Any => Ok(()),
            Of(types) if types.contains(&argument.type_of()) => Ok(()),
            Of(_) => Err(refuse(argument, argument.type_of().name())),
            ListOf(types) => {
                let Some(items) = argument.items() else { return Err(refuse(argument, argument.type_of().name())) };
                let first = items.first().map(Value::type_of);
                for item in &items {
                    let found = item.type_of();
                    if !types.contains(&found) || Some(found) != first {
                        return Err(refuse(item, python::type_name(&item.to_document())));
                    }
                }
                Ok(())
            }
        }
    }

    /// The types as Python prints a list of them.
    fn names(self) -> String {
        let (prefix, types): (&str, &[Type]) = match self {
            Any => ("", &[Null, Boolean, Type::Number, Text, Array, Object]),
            Of(types) => ("", types),
            ListOf(types) => ("array-", types),
        };
        let names: Vec<String> = types.iter().map(|it| format!("'{prefix}{}'", it.name())).collect();
        format!("[{}]", names.join(", "))
    }
}

fn items<'a>(value: &Value<'a>) -> Vec<Value<'a>> {
    value.items().unwrap_or_default()
}

fn apply<'a>(expression: &Value<'a>, current: &Value<'a>) -> Evaluated<'a> {
    match expression {
        Value::Reference(node) => evaluate(node, current),
        _ => Ok(Value::NULL),
    }
}

fn map_number<'a>(value: &Value<'a>, change: fn(Number) -> Number) -> Value<'a> {
    value.as_number().map_or(Value::NULL, |it| change(it).into())
}

fn absolute(number: Number) -> Number {
    match number {
        Number::Integer(value) => Number::Integer(value.saturating_abs()),
        Number::Float(value) => Number::Float(value.abs()),
    }
}

/// A whole number, where the result is one: infinity stays what it is.
fn rounded(number: Number, round: fn(f64) -> f64) -> Number {
    match number {
        Number::Float(value) if value.is_finite() => Number::Integer(round(value) as i128),
        other => other,
    }
}

fn sum(list: &Value<'_>) -> Number {
    items(list).iter().filter_map(Value::as_number).fold(Number::Integer(0), Number::plus)
}

fn average<'a>(list: &Value<'a>) -> Value<'a> {
    match list.len() {
        None | Some(0) => Value::NULL,
        Some(length) => Number::Float(sum(list).as_f64() / length as f64).into(),
    }
}

fn contains<'a>(subject: &Value<'a>, search: &Value<'a>) -> Value<'a> {
    Value::bool(match (subject.as_text(), search.as_text()) {
        (Some(text), Some(part)) => text.contains(part.as_ref()),
        (Some(_), None) => false,
        (None, _) => items(subject).iter().any(|it| equal(it, search)),
    })
}

fn both_texts<'a>(arguments: &[Value<'a>], holds: fn(&str, &str) -> bool) -> Value<'a> {
    let texts = arguments[0].as_text().zip(arguments[1].as_text());
    texts.map_or(Value::NULL, |(left, right)| Value::bool(holds(&left, &right)))
}

fn join<'a>(glue: &Value<'a>, list: &Value<'a>) -> Value<'a> {
    let list = items(list);
    let texts: Vec<Cow<'_, str>> = list.iter().filter_map(Value::as_text).collect();
    Value::text(texts.join(glue.as_text().unwrap_or_default().as_ref()))
}

fn keys<'a>(map: &Value<'a>) -> Value<'a> {
    Value::list(map.members().unwrap_or_default().into_iter().map(|(key, _)| Value::text(key)).collect())
}

fn length<'a>(value: &Value<'a>) -> Value<'a> {
    let length = value.as_text().map(|it| it.chars().count()).or(value.len()).unwrap_or(0);
    Number::Integer(length as i128).into()
}

fn reverse<'a>(value: &Value<'a>) -> Value<'a> {
    if let Some(text) = value.as_text() {
        return Value::text(text.chars().rev().collect::<String>());
    }
    let mut items = items(value);
    items.reverse();
    Value::list(items)
}

fn merge<'a>(maps: &[Value<'a>]) -> Value<'a> {
    let mut merged: Vec<(Cow<'a, str>, Value<'a>)> = Vec::new();
    for (key, value) in maps.iter().filter_map(Value::members).flatten() {
        match merged.iter_mut().find(|(name, _)| *name == key) {
            Some((_, place)) => *place = value,
            None => merged.push((key, value)),
        }
    }
    Value::Map(Rc::new(merged))
}

/// Python's `int(text)`, else `float(text)`, else nothing.
fn to_number<'a>(value: &Value<'a>) -> Value<'a> {
    if let Some(number) = value.as_number() {
        return number.into();
    }
    let Some(text) = value.as_text() else { return Value::NULL };
    let text = text.trim();
    match (text.parse::<i128>(), text.parse::<f64>()) {
        (Ok(whole), _) => Value::Scalar(Document::Integer(whole)),
        (Err(_), Ok(number)) => Value::Scalar(Document::Float(number)),
        (Err(_), Err(_)) => Value::NULL,
    }
}

/// The first of the largest or smallest items.
fn extreme<'a>(items: Vec<Value<'a>>, wanted: Ordering) -> Value<'a> {
    let keyed = items.into_iter().map(|it| (it.clone(), it)).collect();
    first_extreme(keyed, wanted)
}

fn extreme_by<'a>(function: &Function, arguments: &[Value<'a>], wanted: Ordering) -> Evaluated<'a> {
    Ok(first_extreme(keyed_items(function, arguments)?, wanted))
}

fn first_extreme<'a>(keyed: Vec<(Value<'a>, Value<'a>)>, wanted: Ordering) -> Value<'a> {
    let best = keyed.into_iter().reduce(|best, next| match order(&next.0, &best.0) {
        Some(found) if found == wanted => next,
        _ => best,
    });
    best.map_or(Value::NULL, |(_, item)| item)
}

/// The items of a list with the value of an expression on each: all numbers, or all strings.
fn keyed_items<'a>(
    function: &Function,
    arguments: &[Value<'a>],
) -> Result<Vec<(Value<'a>, Value<'a>)>, EvaluationError> {
    let mut keyed = Vec::with_capacity(arguments[0].len().unwrap_or(0));
    let mut expected: &[Type] = &[Type::Number, Text];
    for item in items(&arguments[0]) {
        let key = apply(&arguments[1], &item)?;
        Of(expected).check(function.name, &key)?;
        expected = if key.type_of() == Text { &[Text] } else { &[Type::Number] };
        keyed.push((key, item));
    }
    Ok(keyed)
}

/// As jmespath.py words it, the first item itself is what does not fit, not its key.
fn check_first_key(function: &Function, arguments: &[Value<'_>]) -> Result<(), EvaluationError> {
    let Some(first) = arguments[0].item(0) else { return Ok(()) };
    let key = apply(&arguments[1], &first)?;
    if matches!(key.type_of(), Type::Number | Text) {
        return Ok(());
    }
    Err(EvaluationError::Type {
        name: function.name,
        value: python::text(&first.to_document()),
        expected: Of(&[Text, Type::Number]).names(),
        actual: key.type_of().name().to_owned(),
    })
}
