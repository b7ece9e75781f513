//! Refused by the planner: DataFusion's words about names, as ours with suggestions.

use callboard_model::naming::nearest_names;
use datafusion::common::{Column, SchemaError};
use datafusion::error::DataFusionError;

use crate::SqlError;
use crate::catalog::{DEFAULT_SCHEMA, find};
use crate::error::sqlstate;

/// The error of a statement that could not be planned.
pub(super) fn refused(error: DataFusionError) -> SqlError {
    match error {
        DataFusionError::Context(_, inner) | DataFusionError::Diagnostic(_, inner) => refused(*inner),
        DataFusionError::Collection(mut errors) if !errors.is_empty() => refused(errors.swap_remove(0)),
        DataFusionError::SchemaError(inner, _) => match *inner {
            SchemaError::FieldNotFound { field, valid_fields } => {
                let message = format!("there is no column `{}`", field.flat_name());
                let error = SqlError::new(sqlstate::UNDEFINED_COLUMN, message);
                let names: Vec<String> = valid_fields.iter().map(|it| it.name.clone()).collect();
                let near = nearest_names(&field.name, names);
                error.with_hint(match near.is_empty() {
                    true => columns_or_text(&field, &valid_fields),
                    false => did_you_mean(&near),
                })
            }
            SchemaError::AmbiguousReference { field } => {
                let message = format!("column `{}` is in several of the tables", field.name);
                SqlError::new(AMBIGUOUS_COLUMN, message).with_hint("write which one: `t.column`")
            }
            other => SqlError::new(sqlstate::UNDEFINED_COLUMN, other.to_string()),
        },
        DataFusionError::Plan(message) => match missing_table(&message) {
            Some(error) => error,
            None => missing_function(&message).unwrap_or_else(|| SqlError::from(DataFusionError::Plan(message))),
        },
        other => SqlError::from(other),
    }
}

/// What columns begin with that are there for older statements alone.
const HIDDEN: &str = "data__";
/// Columns that are listed.
const MOST_COLUMNS: usize = 8;

/// What there is instead; and how a text is written, whose quotes may have been forgotten.
fn columns_or_text(field: &Column, columns: &[Column]) -> String {
    let columns: Vec<&Column> = columns.iter().filter(|it| !it.name.starts_with(HIDDEN)).collect();
    let listed: Vec<String> = columns.iter().take(MOST_COLUMNS).map(|it| format!("`{}`", it.name)).collect();
    let more = if columns.len() > MOST_COLUMNS { ", …" } else { "" };
    let columns = (!listed.is_empty()).then(|| format!("there are {}{more}", listed.join(", ")));
    let text = field.name.trim_matches(['‘', '’', '“', '”']);
    let text = field.relation.is_none().then(|| format!("a text is written in single quotes: '{text}'"));
    columns.into_iter().chain(text).collect::<Vec<_>>().join("; ")
}

/// PostgreSQL's `ambiguous_column`.
const AMBIGUOUS_COLUMN: &str = "42702";

/// `table 'aws.ivs.stagez' not found`
fn missing_table(message: &str) -> Option<SqlError> {
    let name = message.strip_prefix("table '")?.strip_suffix("' not found")?;
    let mut path: Vec<String> = name.split('.').map(str::to_owned).collect();
    if let [_, schema, table] = path.as_slice()
        && schema == DEFAULT_SCHEMA
    {
        path = vec![table.clone()];
    }
    let unknown = || SqlError::new(sqlstate::UNDEFINED_TABLE, format!("there is no table `{name}`"));
    Some(find(&path).err().unwrap_or_else(unknown))
}

/// `Invalid function 'nosuch'.\nDid you mean 'cosh'?`
fn missing_function(message: &str) -> Option<SqlError> {
    let (name, rest) = message.strip_prefix("Invalid function '")?.split_once("'.")?;
    let error = SqlError::new(sqlstate::UNDEFINED_FUNCTION, format!("there is no function `{name}`"));
    let near =
        rest.split('\'').nth(1).filter(|near| !nearest_names(name, std::iter::once((*near).to_owned())).is_empty());
    Some(match near {
        Some(near) => error.with_hint(did_you_mean(&[near.to_owned()])),
        None => error,
    })
}

fn did_you_mean(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|it| format!("`{it}`")).collect();
    format!("did you mean {}?", names.join(" or "))
}
