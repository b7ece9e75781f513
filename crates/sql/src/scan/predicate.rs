//! Predicates: what a `WHERE` says of columns that calls can use.

use std::collections::{BTreeMap, HashSet};

use datafusion::common::ScalarValue;
use datafusion::logical_expr::{BinaryExpr, Expr, Operator, TableProviderFilterPushDown};

use crate::catalog::{ColumnKind, Table};

/// Values that columns are equal to, by the number of the column.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Constraints {
    values: BTreeMap<usize, Vec<String>>,
}

impl Constraints {
    /// What predicates that hold together say.
    pub(super) fn of(table: &Table, filters: &[Expr]) -> Self {
        let mut constraints = Self::default();
        for filter in filters {
            if let Some((column, values)) = equality_in(table, filter) {
                constraints.restrict(table, column, values);
            }
        }
        constraints
    }

    /// A column has one of these values, and one of those it was restricted to before.
    pub(super) fn restrict(&mut self, table: &Table, column: usize, values: Vec<String>) {
        // Both names of the identifier are one column.
        let is_identifier = |number: &usize| table.columns[*number].kind == ColumnKind::Identifier;
        let known = self.values.keys().copied().find(|it| is_identifier(it) && is_identifier(&column));
        match self.values.entry(known.unwrap_or(column)) {
            std::collections::btree_map::Entry::Vacant(entry) => {
                let mut seen = HashSet::with_capacity(values.len());
                let is_new: Vec<bool> = values.iter().map(|it| seen.insert(it.as_str())).collect();
                let once = values.iter().zip(is_new).filter(|(_, is_new)| *is_new).map(|(it, _)| it.clone());
                entry.insert(once.collect());
            }
            std::collections::btree_map::Entry::Occupied(mut entry) => {
                let values: HashSet<String> = values.into_iter().collect();
                entry.get_mut().retain(|it| values.contains(it));
            }
        }
    }

    /// The values of the first column of a kind.
    pub(super) fn kind(&self, table: &Table, kind: ColumnKind) -> Option<&[String]> {
        let found = self.values.iter().find(|(number, _)| table.columns[**number].kind == kind);
        found.map(|(_, values)| values.as_slice())
    }

    /// The values of a property.
    pub(super) fn property(&self, table: &Table, property: &str) -> Option<&[String]> {
        let found = self.values.iter().find(|(number, _)| table.columns[**number].property == Some(property));
        found.map(|(_, values)| values.as_slice())
    }
}

/// Whether a scan carries out a predicate, wholly, in part or not at all.
pub(super) fn support(table: &Table, filter: &Expr) -> TableProviderFilterPushDown {
    if let Some((column, _)) = equality_in(table, filter) {
        let column = &table.columns[column];
        match column.kind {
            ColumnKind::Region | ColumnKind::Identifier => return TableProviderFilterPushDown::Exact,
            ColumnKind::Property => return TableProviderFilterPushDown::Inexact,
            ColumnKind::TagKey | ColumnKind::TagValue => {}
        }
    }
    if is_early(table, filter) {
        TableProviderFilterPushDown::Inexact
    } else {
        TableProviderFilterPushDown::Unsupported
    }
}

/// Whether a predicate can be told from the region and the identifier alone.
pub(super) fn is_early(table: &Table, filter: &Expr) -> bool {
    let columns = filter.column_refs();
    !columns.is_empty()
        && !filter.is_volatile()
        && !filter.contains_outer()
        && columns.iter().all(|it| table.column(&it.name).is_some_and(|it| is_early_column(table, it)))
}

/// Whether a column is told by the identifier alone.
pub(super) fn is_early_column(table: &Table, column: &crate::catalog::Column) -> bool {
    match column.kind {
        ColumnKind::Region | ColumnKind::Identifier => true,
        ColumnKind::Property => table.resource_type.primary_identifier().any(|it| Some(it) == column.property),
        ColumnKind::TagKey | ColumnKind::TagValue => false,
    }
}

/// The column and the values of `c = 'x'`, `'x' = c`, `c IN (…)`, or an `OR` of those over one column.
pub(crate) fn equality(filter: &Expr) -> Option<(&str, Vec<String>)> {
    match filter {
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::Eq, right }) => {
            let (column, literal) = match (&**left, &**right) {
                (Expr::Column(column), Expr::Literal(literal, _))
                | (Expr::Literal(literal, _), Expr::Column(column)) => (column, literal),
                _ => return None,
            };
            Some((&column.name, text_of(literal)?.into_iter().collect()))
        }
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::Or, right }) => {
            let (column, mut values) = equality(left)?;
            let (other, more) = equality(right)?;
            values.extend(more);
            (column == other).then_some((column, values))
        }
        Expr::InList(list) if !list.negated => {
            let Expr::Column(column) = &*list.expr else { return None };
            let mut values = Vec::with_capacity(list.list.len());
            for item in &list.list {
                let Expr::Literal(literal, _) = item else { return None };
                values.extend(text_of(literal)?);
            }
            Some((&column.name, values))
        }
        _ => None,
    }
}

/// The same with the number of the column in a table.
fn equality_in(table: &Table, filter: &Expr) -> Option<(usize, Vec<String>)> {
    let (column, values) = equality(filter)?;
    Some((table.columns.iter().position(|it| it.name == column)?, values))
}

/// The text of a literal as it goes into identifiers; `Some(None)` for null, which nothing is equal to.
pub(super) fn text_of(literal: &ScalarValue) -> Option<Option<String>> {
    if literal.is_null() {
        return Some(None);
    }
    if let Some(text) = literal.try_as_str() {
        return Some(text.map(str::to_owned));
    }
    match literal {
        ScalarValue::Boolean(Some(value)) => Some(Some(value.to_string())),
        it if it.data_type().is_integer() => Some(Some(it.to_string())),
        _ => None,
    }
}
