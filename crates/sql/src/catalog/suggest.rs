//! Suggestions: what a name that means nothing may have been meant to be.

use callboard_model::naming::sql::{self, Relation};
use callboard_model::naming::{letters_apart, nearest_names};
use callboard_model::types;

use super::{CATALOGS, Table, canonical, services, types_in};
use crate::SqlError;
use crate::error::sqlstate;

/// How many names are suggested.
const SUGGESTIONS: usize = 3;

/// The resource type of a name in any case.
pub(super) fn type_of(name: &str) -> Option<String> {
    if types::resource_type(name).is_some() {
        return Some(name.to_owned());
    }
    types::names().find(|it| it.eq_ignore_ascii_case(name))
}

/// No resource type has this name.
pub(super) fn no_such_type(name: &str) -> SqlError {
    let error = SqlError::new(sqlstate::UNDEFINED_TABLE, format!("there is no resource type `{name}`"));
    did_you_mean(error, nearest_names(name, types::names()))
}

/// No table of this schema has this name.
pub(super) fn no_such_table(service: &str, name: &str) -> SqlError {
    let (lower, plain) = (service.to_ascii_lowercase(), canonical(service));
    let known = services().find(|it| *it == lower || *it == plain);
    let Some(known) = known else {
        let error = SqlError::new(sqlstate::UNDEFINED_TABLE, format!("there is no schema `{service}`"));
        let elsewhere = tables_named(name);
        if !elsewhere.is_empty() {
            return did_you_mean(error, nearest_first(service, elsewhere));
        }
        return did_you_mean(error, nearest_names(service, services().map(str::to_owned)));
    };
    let error = SqlError::new(sqlstate::UNDEFINED_TABLE, format!("there is no table `{known}.{name}`"));
    let tables = types_in(known).map(|it| sql::sql_relation(&it, relation_meant(name)));
    let near = nearest_names(name, tables);
    let near = near.into_iter().map(|it| format!("{}.{known}.{it}", CATALOGS[0])).collect();
    did_you_mean(error, near)
}

/// A name of one part or more than three, or of another catalog.
pub(super) fn no_such_path(path: &[String]) -> SqlError {
    let name = path.join(".");
    let error = SqlError::new(sqlstate::UNDEFINED_TABLE, format!("there is no table `{name}`"));
    match path {
        [table] => {
            let elsewhere = tables_named(table);
            if elsewhere.is_empty() {
                return error.with_hint("tables are named as `aws.ivs.stages`; `SHOW SERVICES IN aws` lists schemas");
            }
            did_you_mean(error, elsewhere)
        }
        [catalog, ..] if !CATALOGS.contains(&catalog.as_str()) => {
            did_you_mean(error, vec![format!("aws.{}", path[1..].join("."))])
        }
        _ => error,
    }
}

/// The table has no such column.
pub(super) fn no_such_column(table: &Table, name: &str) -> SqlError {
    let message = format!("`{}` has no column `{name}`", table.qualified_name());
    let error = SqlError::new(sqlstate::UNDEFINED_COLUMN, message);
    let near = nearest_names(name, table.columns.iter().filter(|it| !it.hidden).map(|it| it.name.clone()));
    if near.is_empty() {
        return error.with_hint(format!("`DESCRIBE {}` lists its columns", table.qualified_name()));
    }
    did_you_mean(error, near)
}

fn did_you_mean(error: SqlError, names: Vec<String>) -> SqlError {
    if names.is_empty() {
        return error.with_hint("`SHOW SERVICES IN aws` lists schemas, `SHOW RESOURCES IN aws.ivs` the tables of one");
    }
    let names: Vec<_> = names.iter().map(|it| format!("`{it}`")).collect();
    error.with_hint(format!("did you mean {}?", names.join(" or ")))
}

/// Tables of this name in all schemas.
fn tables_named(name: &str) -> Vec<String> {
    let schemas = services().filter_map(|service| {
        let found = sql::sql_relation_of(service, name)?;
        Some(format!("{}.{service}.{}", CATALOGS[0], sql::sql_relation(&found.type_name, found.relation)))
    });
    schemas.take(SUGGESTIONS * 4).collect()
}

/// The few names whose schemas are nearest.
fn nearest_first(service: &str, mut names: Vec<String>) -> Vec<String> {
    let meant = canonical(service);
    names.sort_by_key(|name| {
        let schema = canonical(name.split('.').nth(1).unwrap_or_default());
        let begins = meant.starts_with(&schema) || schema.starts_with(&meant);
        (!begins, letters_apart(&meant, &schema))
    });
    names.truncate(SUGGESTIONS);
    names
}

fn relation_meant(name: &str) -> Relation {
    if name.ends_with("_tags") {
        Relation::Tags
    } else if name.ends_with("_list_only") {
        Relation::ListOnly
    } else {
        Relation::Resources
    }
}
