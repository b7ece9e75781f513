//! Scopes: which columns can be named at a place.

use std::sync::Arc;

use datafusion::sql::sqlparser::ast::{Ident, TableAlias};

use super::{given_columns, normalized};
use crate::SqlError;
use crate::catalog::{Table, canonical};

/// The relations of one `FROM`.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    pub(super) relations: Vec<Relation>,
    /// Names that the projection gives.
    pub(super) aliases: Vec<String>,
    /// Expressions of the projection as they were written, and the names that they got.
    pub(super) written: Vec<(String, String)>,
}

/// One relation of a `FROM`.
#[derive(Debug, Clone)]
pub(super) struct Relation {
    /// Its alias, or its name in full.
    name: Vec<String>,
    columns: Columns,
}

/// What columns a relation has.
#[derive(Debug, Clone)]
pub(super) enum Columns {
    /// Those of a resource type.
    Table(Arc<Table>),
    /// Those of a subquery or a CTE.
    Names(Vec<String>),
    /// Nobody knows before DataFusion looks.
    Unknown,
}

/// What a name is in a scope.
pub(super) enum Found {
    /// This column.
    Column(String),
    /// It may be a column that is not known, or a name of the projection.
    Perhaps,
    /// No column.
    Nothing,
}

impl Scope {
    /// What can be named after a set operation: its columns.
    pub(super) fn of_result(columns: Columns) -> Self {
        Self { relations: vec![Relation { name: Vec::new(), columns }], ..Self::default() }
    }

    pub(super) fn find(&self, name: &Ident) -> Found {
        let exact = normalized(name);
        if self.aliases.contains(&exact) {
            return Found::Perhaps;
        }
        let mut found: Option<String> = None;
        for relation in &self.relations {
            match relation.find(name) {
                Some(column) if column == exact => return Found::Column(column),
                Some(column) => found = found.or(Some(column)),
                None => {}
            }
        }
        if found.is_none() && self.relations.iter().any(|it| matches!(it.columns, Columns::Unknown)) {
            return Found::Perhaps;
        }
        found.map_or(Found::Nothing, Found::Column)
    }

    /// Every column, with its relation where there are several; none where nothing is hidden.
    pub(super) fn all_columns(&self) -> Option<Vec<Vec<String>>> {
        if self.hidden_columns().is_empty() {
            return None;
        }
        let alone = self.relations.len() == 1;
        let mut all = Vec::new();
        for relation in &self.relations {
            let columns = match &relation.columns {
                Columns::Unknown => return None,
                _ if relation.name.is_empty() && !alone => return None,
                Columns::Names(names) => names.clone(),
                Columns::Table(table) => visible(table),
            };
            let qualifier = if alone { &[] } else { relation.name.as_slice() };
            all.extend(columns.into_iter().map(|column| qualifier.iter().cloned().chain([column]).collect()));
        }
        Some(all)
    }

    /// The columns that `*` leaves out.
    pub(super) fn hidden_columns(&self) -> Vec<String> {
        let tables = self.relations.iter().filter_map(|it| match &it.columns {
            Columns::Table(table) => Some(table),
            _ => None,
        });
        let mut hidden: Vec<String> =
            tables.flat_map(|it| it.columns.iter().filter(|it| it.hidden).map(|it| it.name.clone())).collect();
        hidden.sort_unstable();
        hidden.dedup();
        hidden
    }

    /// The columns that are known.
    pub(super) fn names(&self) -> Vec<String> {
        let names = self.relations.iter().flat_map(|it| match &it.columns {
            Columns::Table(table) => visible(table),
            Columns::Names(names) => names.clone(),
            Columns::Unknown => Vec::new(),
        });
        names.collect()
    }
}

impl Relation {
    pub(super) fn new(alias: Option<&TableAlias>, name: Vec<String>, columns: Columns) -> Self {
        match alias {
            None => Self { name, columns },
            Some(alias) => {
                let columns = given_columns(alias).unwrap_or(columns);
                Self { name: vec![normalized(&alias.name)], columns }
            }
        }
    }

    /// Whether a qualifier means this relation: its name, or the end of it.
    pub(super) fn is_called(&self, qualifier: &[String]) -> bool {
        !qualifier.is_empty() && self.name.ends_with(qualifier)
    }

    /// The name of a column in any spelling.
    pub(super) fn find(&self, name: &Ident) -> Option<String> {
        match &self.columns {
            Columns::Table(table) => table.column(&name.value).map(|it| it.name.clone()),
            Columns::Names(names) => {
                let exact = normalized(name);
                let alike = || names.iter().find(|it| canonical(it) == canonical(&name.value));
                names.iter().find(|it| **it == exact).or_else(alike).cloned()
            }
            Columns::Unknown => None,
        }
    }

    /// Every column that `*` gives, with the relation's name; none where nothing is hidden.
    pub(super) fn visible_columns(&self) -> Option<Vec<Vec<String>>> {
        let Columns::Table(table) = &self.columns else {
            return None;
        };
        Some(visible(table).into_iter().map(|column| self.name.iter().cloned().chain([column]).collect()).collect())
    }

    /// An error about a column that the relation does not have, where that is certain.
    pub(super) fn complain(&self, name: &Ident) -> Result<(), SqlError> {
        match &self.columns {
            Columns::Table(table) => table.column_or_suggest(&name.value).map(|_| ()),
            _ => Ok(()),
        }
    }
}

fn visible(table: &Table) -> Vec<String> {
    table.columns.iter().filter(|it| !it.hidden).map(|it| it.name.clone()).collect()
}
