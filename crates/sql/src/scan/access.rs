//! Access: by which calls the rows of a table are found.

use std::sync::Arc;

use callboard_model::types::{Action, ResourceType};
use callboard_resource::{Properties, Resources};
use serde_json::Value;

use super::parents::{self, Parent};
use super::predicate::Constraints;
use crate::SqlError;
use crate::catalog::{ColumnKind, Table};
use crate::error::sqlstate;

/// By which calls the rows of a table are found in each region.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Access {
    /// One read each, of resources whose identifiers are given.
    Read(Arc<[String]>),
    /// A listing for each of these models, which is one empty model for most types.
    List(Arc<[Properties]>),
    /// The listing of the parents, then a listing for each of them.
    ListOfParents {
        /// The parents.
        parent: Arc<Parent>,
        /// Properties that are given beside the parents'.
        given: Arc<[Properties]>,
    },
    /// There is no way, with the reason.
    Nowhere(SqlError),
}

/// How many combinations of given values are asked for one by one.
const MOST_COMBINATIONS: usize = 1_000;

impl Access {
    /// The fewest calls that find what these constraints leave.
    pub(super) fn choose(resources: &Resources, table: &Table, constraints: &Constraints) -> Self {
        let of = table.resource_type;
        let can_read = resources.operation_name(of, Action::Read).is_some();
        if can_read && let Some(identifiers) = identifiers(table, constraints) {
            return Self::Read(identifiers.into());
        }
        if resources.operation_name(of, Action::List).is_none() {
            return Self::Nowhere(cannot_list(table, can_read));
        }
        let needed = resources.parents(of);
        let mut used = needed.clone();
        // What a listing may be given beside what it must be given.
        let input = of.handler(Action::List).and_then(|it| it.input_schema());
        let optional = input.and_then(|it| it.get("properties")).and_then(Value::as_object);
        for name in optional.into_iter().flat_map(|it| it.keys()) {
            let is_single = constraints.property(table, name).is_some_and(|it| it.len() == 1);
            if is_single && !used.contains(&name.as_str()) {
                used.push(name);
            }
        }
        let account = [resources.options().account.to_string()];
        let mut values: Vec<(&'static str, &[String])> = Vec::new();
        let mut missing = Vec::new();
        for property in used {
            match constraints.property(table, property) {
                Some(given) => values.push((property, given)),
                None if parents::ACCOUNT_PROPERTIES.contains(&property) => values.push((property, &account)),
                None => missing.push(property),
            }
        }
        let Some(models) = models(of, values.into_iter()) else { return Self::Nowhere(too_many_models(table)) };
        if missing.is_empty() {
            return Self::List(models.into());
        }
        match parents::parent_of(resources, of, &needed) {
            Some(parent) => Self::ListOfParents { parent: Arc::new(parent), given: models.into() },
            None => Self::Nowhere(parent_needed(table, &missing)),
        }
    }
}

/// The identifiers that are left, where all their parts are given.
fn identifiers(table: &Table, constraints: &Constraints) -> Option<Vec<String>> {
    if let Some(identifiers) = constraints.kind(table, ColumnKind::Identifier) {
        return Some(identifiers.to_vec());
    }
    let mut combined = vec![String::new()];
    for (number, part) in table.resource_type.primary_identifier().enumerate() {
        let values = constraints.property(table, part)?;
        if combined.len() * values.len() > MOST_COMBINATIONS {
            return None;
        }
        let separator = if number == 0 { "" } else { "|" };
        let begun = std::mem::take(&mut combined);
        combined =
            begun.iter().flat_map(|it| values.iter().map(move |value| format!("{it}{separator}{value}"))).collect();
    }
    (!combined.iter().any(String::is_empty)).then_some(combined)
}

/// Each combination of the values as a model for a listing.
fn models<'a>(
    of: &'static ResourceType,
    values: impl Iterator<Item = (&'static str, &'a [String])>,
) -> Option<Vec<Properties>> {
    let mut models = vec![Properties::new()];
    for (name, values) in values {
        if models.len() * values.len() > MOST_COMBINATIONS {
            return None;
        }
        let begun = std::mem::take(&mut models);
        for model in &begun {
            for value in values {
                let mut model = model.clone();
                model.insert(name.to_owned(), typed(of, name, value));
                models.push(model);
            }
        }
    }
    Some(models)
}

/// A value as its property has it.
pub(super) fn typed(of: &'static ResourceType, property: &str, text: &str) -> Value {
    let schema = of.properties().get(property);
    let number = || text.parse::<i64>().ok().map(Value::from);
    match schema.and_then(|it| it.get("type")).and_then(Value::as_str) {
        Some("integer" | "number") => number().unwrap_or_else(|| Value::from(text)),
        Some("boolean") => text.parse::<bool>().map_or_else(|_| Value::from(text), Value::from),
        _ => Value::from(text),
    }
}

fn cannot_list(table: &Table, can_read: bool) -> SqlError {
    let of = table.resource_type;
    let parts: Vec<_> = of.primary_identifier().collect();
    let message = format!("`{}` cannot be listed: no operation lists all of {}", table.qualified_name(), of.name);
    let error = SqlError::unsupported(message);
    if !can_read {
        return error.with_hint(format!("{} cannot be read either: no operation is known for it", of.name));
    }
    error.with_hint(format!("give `data__Identifier = '{}'`", parts.join("|")))
}

fn parent_needed(table: &Table, missing: &[&'static str]) -> SqlError {
    let columns: Vec<_> = missing.iter().map(|it| condition(table, it)).collect();
    let message = format!("`{}` is listed by parent, and the parents are not known", table.qualified_name());
    SqlError::unsupported(message).with_hint(format!("give {}", columns.join(" and ")))
}

/// `scope = 'CLOUDFRONT'`, with a value that the schema allows.
pub(super) fn condition(table: &Table, property: &str) -> String {
    let column = table.column(property).map_or(property, |it| it.name.as_str());
    let schema = table.resource_type.properties().get(property);
    let reference = schema.and_then(|it| it.get("$ref")).and_then(Value::as_str).and_then(|it| it.strip_prefix('#'));
    let schema = reference.and_then(|it| table.resource_type.schema().pointer(it)).or(schema);
    let allowed = schema.and_then(|it| it.get("enum")).and_then(Value::as_array);
    let value = allowed.and_then(|it| it.last()).and_then(Value::as_str).unwrap_or("…");
    format!("`{column} = '{value}'`")
}

fn too_many_models(table: &Table) -> SqlError {
    let message = format!("`{}`: more than {MOST_COMBINATIONS} combinations of given values", table.qualified_name());
    SqlError::new(sqlstate::LIMIT_EXCEEDED, message).with_hint("give fewer values at once")
}
