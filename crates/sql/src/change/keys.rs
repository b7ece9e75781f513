//! Keys: which resources a statement is about.
//!
//! Where `WHERE` gives identifiers and one region, and nothing else, they are taken from it and nothing is called.
//! Else DataFusion finds them, by a `SELECT` of the same tables with the same predicate.

use std::collections::HashSet;
use std::sync::Arc;

use callboard_resource::Identifier;
use datafusion::sql::sqlparser::ast::{self, BinaryOperator, Expr};
use serde_json::Value;

use super::select::{self, SelectParts, aliased};
use super::target::Target;
use crate::catalog::ColumnKind;
use crate::context::StatementContext;
use crate::error::sqlstate;
use crate::region;
use crate::{Session, SqlError};

/// One resource that a statement is about, and the values of the statement's expressions for it.
#[derive(Debug, Clone)]
pub(super) struct Key {
    pub(super) region: String,
    pub(super) identifier: Identifier,
    pub(super) values: Vec<Option<Value>>,
}

/// What is looked for.
pub(super) struct Search<'a> {
    pub(super) target: &'a Target,
    /// The target and the tables beside it.
    pub(super) from: Vec<ast::TableWithJoins>,
    pub(super) selection: Option<&'a Expr>,
    pub(super) order_by: &'a [ast::OrderByExpr],
    pub(super) limit: Option<&'a Expr>,
    /// Expressions whose values are wanted for each resource.
    pub(super) values: &'a [Expr],
}

/// What was found.
pub(super) struct Found {
    pub(super) keys: Vec<Key>,
    /// Whether the statement gave the identifiers itself, so that it is an error where they are not there.
    pub(super) given: bool,
}

/// Identifiers and a region that `WHERE` gives.
pub(super) struct Direct<'a> {
    pub(super) identifiers: Vec<&'a Expr>,
    pub(super) region: Option<&'a Expr>,
}

const IDENTIFIER: &str = "data__identifier";
const REGION: &str = "region";

impl Search<'_> {
    /// Finds them.
    pub(super) async fn run(&self, session: &Session, context: &Arc<StatementContext>) -> Result<Found, SqlError> {
        if let Some(direct) = self.direct(&context.regions) {
            return self.given(session, context, &direct).await;
        }
        let mut keys: Vec<Key> = Vec::new();
        let mut known = HashSet::new();
        for mut row in select::rows(session, context, &self.query()?).await? {
            let values = row.split_off(2);
            let mut texts = row.into_iter().map(|it| match it {
                Some(Value::String(text)) => Ok(text),
                _ => Err(SqlError::new(sqlstate::INTERNAL, "a resource that was found has no identifier")),
            });
            let (Some(identifier), Some(region)) = (texts.next(), texts.next()) else { continue };
            let (identifier, region) = (Identifier::new(identifier?), region?);
            // A join may find a resource more than once: it is changed once, as PostgreSQL does.
            if known.insert((region.clone(), identifier.clone())) {
                keys.push(Key { region, identifier, values });
            }
        }
        Ok(Found { keys, given: false })
    }

    /// The query that finds them.
    pub(super) fn query(&self) -> Result<ast::Query, SqlError> {
        let qualifier = self.target.qualifier.as_ref();
        let mut projection = vec![
            aliased(select::column(qualifier, IDENTIFIER), "callboard identifier"),
            aliased(select::column(qualifier, REGION), "callboard region"),
        ];
        let values = self.values.iter().enumerate();
        projection.extend(values.map(|(at, it)| aliased(it.clone(), format!("callboard value {at}"))));
        SelectParts {
            projection,
            from: self.from.clone(),
            selection: self.selection.cloned(),
            order_by: self.order_by.to_vec(),
            limit: self.limit.cloned(),
        }
        .into_query()
    }

    /// The identifiers and the region that `WHERE` gives, where it gives nothing else.
    pub(super) fn direct(&self, regions: &[String]) -> Option<Direct<'_>> {
        let alone = self.from.len() == 1 && self.from[0].joins.is_empty();
        if !alone || self.limit.is_some() || !self.values.iter().all(select::is_constant) {
            return None;
        }
        let mut direct = Direct { identifiers: Vec::new(), region: None };
        let mut conjuncts = vec![self.selection?];
        while let Some(conjunct) = conjuncts.pop() {
            match conjunct {
                Expr::Nested(inner) => conjuncts.push(inner),
                Expr::BinaryOp { left, op: BinaryOperator::And, right } => conjuncts.extend([&**left, &**right]),
                Expr::BinaryOp { left, op: BinaryOperator::Eq, right } => {
                    let (kind, value) = match (self.kind(left), self.kind(right)) {
                        (Some(kind), None) => (kind, &**right),
                        (None, Some(kind)) => (kind, &**left),
                        _ => return None,
                    };
                    direct.take(kind, vec![value])?;
                }
                Expr::InList { expr, list, negated: false } => direct.take(self.kind(expr)?, list.iter().collect())?,
                _ => return None,
            }
        }
        let region_is_known = direct.region.is_some() || regions.len() == 1;
        (!direct.identifiers.is_empty() && region_is_known).then_some(direct)
    }

    async fn given(
        &self,
        session: &Session,
        context: &Arc<StatementContext>,
        direct: &Direct<'_>,
    ) -> Result<Found, SqlError> {
        let mut expressions = direct.identifiers.clone();
        expressions.extend(direct.region);
        let region_at = direct.region.map(|_| direct.identifiers.len());
        let values_at = expressions.len();
        expressions.extend(self.values);
        let mut constants = select::constants(session, context, &expressions).await?;
        let values = constants.split_off(values_at);
        let region = match region_at {
            Some(_) => constants.pop().flatten(),
            None => context.regions.first().cloned().map(Value::String),
        };
        let mut keys: Vec<Key> = Vec::new();
        // What equals NULL is nothing.
        let Some(region) = region.map(text) else { return Ok(Found { keys, given: true }) };
        region::refuse_unknown(context, &region)?;
        for identifier in constants.into_iter().flatten() {
            let identifier = Identifier::new(text(identifier));
            if keys.iter().all(|it| it.identifier != identifier) {
                keys.push(Key { region: region.clone(), identifier, values: values.clone() });
            }
        }
        Ok(Found { keys, given: true })
    }

    /// What a column of the target stands for, where the expression is one that gives a key.
    fn kind(&self, expr: &Expr) -> Option<ColumnKind> {
        let ident = match expr {
            Expr::Nested(inner) => return self.kind(inner),
            Expr::Identifier(ident) => ident,
            Expr::CompoundIdentifier(parts) => parts.last()?,
            _ => return None,
        };
        let column = self.target.table.column(&ident.value)?;
        matches!(column.kind, ColumnKind::Identifier | ColumnKind::Region).then_some(column.kind)
    }
}

impl<'a> Direct<'a> {
    fn take(&mut self, kind: ColumnKind, values: Vec<&'a Expr>) -> Option<()> {
        if !values.iter().all(|it| select::is_constant(it)) {
            return None;
        }
        match (kind, values.as_slice()) {
            (ColumnKind::Identifier, _) if self.identifiers.is_empty() => self.identifiers = values,
            (ColumnKind::Region, [region]) if self.region.is_none() => self.region = Some(region),
            _ => return None,
        }
        Some(())
    }
}

fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}
