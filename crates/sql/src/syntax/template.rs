//! Templates: texts with `{{ names }}`, and the values that are put there safely.
//!
//! ```text
//! text ─▶ places: every {{ … }} with where it stands
//!             ▼
//!         minijinja: {% if %}, {% for %}, filters; a value leaves a mark in the text and itself beside it
//!             ▼
//!         insert: every mark becomes the value, written as its surroundings need it
//! ```
//!
//! A value is written by where it stands: inside `'…'` its text, escaped; inside JSON inside `'…'` as JSON needs it;
//! outside quotes as a literal (`'a'`, `5`, `true`, `NULL`, and in `IN ({{ list }})` a literal for each element);
//! inside `"…"` as part of a name. Objects and lists are written as JSON. In comments nothing is written.
//!
//! # Invariants
//!
//! - A value never ends a string, adds a token, or begins a comment. Only `{{ name | raw }}` is written as it is.
//! - A name without a value is an error that says where it stands and which names there are.

mod filters;
mod insert;
mod places;

use std::sync::{Arc, Mutex, PoisonError};

use callboard_template::{complaint, names};
use minijinja::value::{Serde, ValueKind};
use minijinja::{Environment, Error, ErrorKind, Value};
use serde_json::Map;

use crate::SqlError;
use crate::error::sqlstate;
use callboard_model::naming::nearest;

use places::Place;

/// Steps that the expressions and loops of one template may take.
const MAX_STEPS: u64 = 5_000_000;
/// A rendered text is at most this long.
const MAX_RENDERED_BYTES: usize = super::tokens::MAX_TEXT_BYTES;

/// Values for the names of a template.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Data {
    values: Map<String, serde_json::Value>,
}

/// How values are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// As SQL needs it where they stand.
    Sql,
    /// As they are: for texts that are no SQL.
    Plain,
}

/// Texts with `{{ names }}`.
#[derive(Debug)]
pub struct Template;

impl Data {
    /// No values.
    pub fn new() -> Self {
        Self::default()
    }

    /// The members of a JSON object.
    pub fn of_object(values: Map<String, serde_json::Value>) -> Self {
        Self { values }
    }

    /// Gives a name a value; a later one wins.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<serde_json::Value>) {
        self.values.insert(name.into(), value.into());
    }

    /// Takes the values of another over; they win over those that are there.
    pub fn merge(&mut self, other: Self) {
        self.values.extend(other.values);
    }

    /// Whether there are no values.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The names that have values.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }
}

impl Template {
    /// Whether a text has anything to render.
    pub fn is_one(text: &str) -> bool {
        text.contains("{{") || places::has_statement(text)
    }

    /// The text with values in place of names.
    pub fn render(text: &str, data: &Data, mode: Mode) -> Result<String, SqlError> {
        if !Self::is_one(text) {
            return Ok(text.to_owned());
        }
        let mark = insert::Mark::new();
        let (source, places) = places::find(text)?;
        let slots: Slots = Arc::default();
        let environment = environment(&places, data, &slots, &mark);
        let marked = environment.render_str(&source, context(data));
        let taken = std::mem::take(&mut *slots.lock().unwrap_or_else(PoisonError::into_inner));
        let marked = match (marked, taken.failure) {
            (Ok(marked), None) => marked,
            (_, Some(failure)) => return Err(failure),
            (Err(error), None) => return Err(of_engine(&error, &places, data)),
        };
        let rendered = insert::insert(&marked, &mark, &taken.filled, &places, mode)?;
        if rendered.len() > MAX_RENDERED_BYTES {
            let message =
                format!("the rendered text has {} bytes; at most {MAX_RENDERED_BYTES} are read", rendered.len());
            return Err(SqlError::new(sqlstate::LIMIT_EXCEEDED, message));
        }
        Ok(rendered)
    }
}

/// A value that waits to be written, and the place it belongs to.
struct Slot {
    place: usize,
    value: Value,
}

#[derive(Default)]
struct Taken {
    filled: Vec<Slot>,
    failure: Option<SqlError>,
}

type Slots = Arc<Mutex<Taken>>;

/// The names, and all of them again as `values`, for StackQL's `{{ .values.name }}`.
fn context(data: &Data) -> Value {
    let mut values = data.values.clone();
    if !values.contains_key("values") {
        values.insert("values".to_owned(), serde_json::Value::Object(data.values.clone()));
    }
    Value::from(Serde(values))
}

fn environment(places: &[Place], data: &Data, slots: &Slots, mark: &insert::Mark) -> Environment<'static> {
    let mut environment = callboard_template::environment(MAX_STEPS);
    filters::add(&mut environment);
    // What a filter may hide: `{{ missing | tojson }}` is no null.
    let missing: Vec<Option<String>> = places.iter().map(|place| missing_name(&environment, place, data)).collect();
    let (places, data, slots, mark) = (places.to_vec(), data.clone(), Arc::clone(slots), mark.clone());
    environment.add_filter(places::FILTER, move |value: &Value, number: usize| -> Result<String, Error> {
        let mut taken = slots.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(place) = places.get(number) else {
            return Err(Error::new(ErrorKind::InvalidOperation, "no such place"));
        };
        let name = match missing.get(number) {
            Some(Some(name)) => Some(name.clone()),
            _ if value.kind() == ValueKind::Undefined => Some(place.expression.clone()),
            _ => None,
        };
        if let Some(name) = name {
            taken.failure.get_or_insert(no_value(&name, place, &data));
            return Err(Error::new(ErrorKind::UndefinedError, "no value"));
        }
        taken.filled.push(Slot { place: number, value: value.clone() });
        Ok(mark.of(taken.filled.len() - 1))
    });
    environment
}

/// The first name of a place that has no value and no default; loop variables are not seen here.
fn missing_name(environment: &Environment<'_>, place: &Place, data: &Data) -> Option<String> {
    let expression = &place.expression;
    if names::is_forgiving(expression) || expression.contains(" if ") || place.in_block {
        return None;
    }
    let compiled = environment.compile_expression(expression).ok()?;
    let names = names::from_outside(environment, compiled.undeclared_variables(true));
    names.into_iter().find(|name| !resolves(name, data))
}

fn resolves(name: &str, data: &Data) -> bool {
    let name = match name.strip_prefix("values.") {
        Some(rest) if !data.values.contains_key("values") => rest,
        _ if name == "values" => return true,
        _ => name,
    };
    let mut parts = name.split('.');
    let Some(mut value) = parts.next().and_then(|root| data.values.get(root)) else {
        return false;
    };
    for part in parts {
        match value {
            serde_json::Value::Object(members) => match members.get(part) {
                Some(member) => value = member,
                // A method, or a member that is missing: the engine knows.
                None => return members.is_empty(),
            },
            _ => return true,
        }
    }
    true
}

fn no_value(name: &str, place: &Place, data: &Data) -> SqlError {
    let name = match name.strip_prefix("values.") {
        Some(rest) if !data.values.contains_key("values") => rest,
        _ => name,
    };
    let error = place.error(format!("no value was given for `{name}`"));
    let hint = match nearest(name, data.names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if data.is_empty() => format!("give it by `--var {name}=…`, or by `--data file.json`"),
        None => {
            let names: Vec<_> = data.names().take(20).map(|it| format!("`{it}`")).collect();
            format!("values were given for {}; give more by `--var {name}=…`", names.join(", "))
        }
    };
    error.with_hint(hint)
}

/// The engine's complaint, with the place where the line tells it.
fn of_engine(error: &Error, places: &[Place], data: &Data) -> SqlError {
    let line = error.line().unwrap_or(1);
    let on_line = places.iter().find(|it| it.line <= line && line <= it.last_line);
    if error.kind() == ErrorKind::UndefinedError {
        let named = on_line.filter(|it| !it.in_block).map(|it| it.expression.clone());
        if let (Some(name), Some(place)) = (named, on_line) {
            return no_value(&name, place, data);
        }
    }
    let what = complaint(error);
    match on_line {
        Some(place) => place.error(format!("{what} in `{{{{ {} }}}}`", place.expression)),
        None => SqlError::syntax(format!("{line}:1: {what}")),
    }
}

#[cfg(test)]
mod tests;
