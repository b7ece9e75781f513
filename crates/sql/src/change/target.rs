//! Targets: the table that a statement changes, and the columns that it gives values for.

use std::sync::Arc;

use callboard_model::naming::sql::Relation;
use callboard_model::types::{Action, ResourceType};
use callboard_resource::Resources;
use datafusion::sql::sqlparser::ast::{self, Ident, ObjectName, TableFactor};

use crate::SqlError;
use crate::catalog::{self, Column, ColumnKind, Table};
use crate::error::sqlstate;

/// The table that a statement changes.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) table: Arc<Table>,
    /// What its columns are qualified with.
    pub(super) qualifier: Option<Ident>,
}

/// What a column of a statement stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Given {
    /// Where the resource is.
    Region,
    /// A property.
    Property(&'static str),
    /// `PatchDocument`, `data__PatchDocument`.
    PatchDocument,
    /// A parameter of the request.
    Parameter(Parameter),
}

/// Parameters of a request that are no properties of the resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parameter {
    /// Makes two requests one.
    ClientToken,
    /// The role that makes the change.
    RoleArn,
    /// The version of the type that makes it.
    TypeVersionId,
}

impl Target {
    /// The table of a name, where its type has the handler for the action.
    pub(super) fn of_name(resources: &Resources, name: &ObjectName, action: Action) -> Result<Self, SqlError> {
        let table = catalog::find(&path(name)?)?;
        if table.relation != Relation::Resources {
            let whole = catalog::table_of(table.resource_type.name, Relation::Resources);
            let error = SqlError::unsupported(format!("`{}` can be read alone", table.qualified_name()));
            return Err(match whole {
                Some(whole) => error.with_hint(format!("change `{}`", whole.qualified_name())),
                None => error,
            });
        }
        let target = Self { table, qualifier: last(name) };
        target.needs(resources, action)?;
        Ok(target)
    }

    /// The one table of an `UPDATE` or `DELETE`.
    pub(super) fn of_factor(resources: &Resources, factor: &TableFactor, action: Action) -> Result<Self, SqlError> {
        let TableFactor::Table { name, alias, args: None, .. } = factor else {
            return Err(SqlError::unsupported("only a table can be changed"));
        };
        let mut target = Self::of_name(resources, name, action)?;
        if let Some(alias) = alias {
            target.qualifier = Some(alias.name.clone());
        }
        Ok(target)
    }

    /// The type of its rows.
    pub(super) fn of(&self) -> &'static ResourceType {
        self.table.resource_type
    }

    fn needs(&self, resources: &Resources, action: Action) -> Result<(), SqlError> {
        let Err(error) = resources.operation(self.of(), action) else { return Ok(()) };
        let mut error = SqlError::from(error);
        let other = (action == Action::Update).then(|| resources.operation(self.of(), Action::Delete).is_ok());
        error.hint = Some(match other {
            Some(true) => "delete the resource and insert it anew".to_owned(),
            _ => format!("SHOW METHODS IN {} tells what can be done", self.table.qualified_name()),
        });
        Err(error)
    }

    /// What a column that is given a value stands for, in any spelling.
    pub(super) fn given(&self, spelling: &str) -> Result<Given, SqlError> {
        // A type may have a property `Region` of its own.
        let exact = self.table.columns.iter().find(|it| it.property.is_some_and(|it| it == spelling));
        if let Some(column) = exact.or_else(|| self.table.column(spelling))
            && let Some(given) = self.given_column(column, spelling)?
        {
            return Ok(given);
        }
        let plain = catalog::canonical(spelling);
        match plain.strip_prefix("data").unwrap_or(&plain) {
            "patchdocument" => Ok(Given::PatchDocument),
            "clienttoken" => Ok(Given::Parameter(Parameter::ClientToken)),
            "rolearn" => Ok(Given::Parameter(Parameter::RoleArn)),
            "typeversionid" => Ok(Given::Parameter(Parameter::TypeVersionId)),
            _ => Err(match self.table.column_or_suggest(spelling) {
                Err(error) => error,
                Ok(_) => self.no_value_of_identifier(spelling),
            }),
        }
    }

    fn given_column(&self, column: &Column, spelling: &str) -> Result<Option<Given>, SqlError> {
        match (column.kind, column.property) {
            (ColumnKind::Region, _) => Ok(Some(Given::Region)),
            (ColumnKind::Property, Some(property)) => {
                if self.of().read_only().any(|it| it == property) {
                    return Err(self.read_only(property));
                }
                Ok(Some(Given::Property(property)))
            }
            (ColumnKind::Identifier, _) => Err(self.no_value_of_identifier(spelling)),
            _ => Ok(None),
        }
    }

    /// Only AWS sets this property.
    pub(super) fn read_only(&self, property: &str) -> SqlError {
        let message = format!("property `{property}` of {} is read-only: only AWS sets it", self.of().name);
        let writable: Vec<String> = self.writable().map(|it| format!("`{it}`")).collect();
        let error = SqlError::new(sqlstate::CHECK_VIOLATION, message);
        if writable.is_empty() {
            return error;
        }
        error.with_hint(format!("leave it out; what can be given: {}", writable.join(", ")))
    }

    /// Properties that a user can set.
    pub(super) fn writable(&self) -> impl Iterator<Item = &'static str> {
        let of = self.of();
        of.properties().keys().map(String::as_str).filter(move |name| of.read_only().all(|it| it != *name))
    }

    fn no_value_of_identifier(&self, spelling: &str) -> SqlError {
        let parts: Vec<String> = self.of().primary_identifier().map(|it| format!("`{it}`")).collect();
        SqlError::new(sqlstate::CHECK_VIOLATION, format!("`{spelling}` cannot be given a value")).with_hint(format!(
            "the identifier of {} is made of {}",
            self.of().name,
            parts.join(" and ")
        ))
    }
}

/// The parts of a name, as they were written.
pub(super) fn path(name: &ObjectName) -> Result<Vec<String>, SqlError> {
    let parts = name.0.iter().map(|part| match part {
        ast::ObjectNamePart::Identifier(ident) => Ok(ident.value.clone()),
        ast::ObjectNamePart::Function(_) => Err(SqlError::unsupported(format!("`{name}` is no name of a table"))),
    });
    parts.collect()
}

/// The last part of a name.
pub(super) fn last(name: &ObjectName) -> Option<Ident> {
    match name.0.last() {
        Some(ast::ObjectNamePart::Identifier(ident)) => Some(ident.clone()),
        _ => None,
    }
}
