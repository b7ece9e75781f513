//! `INSERT`: one create for each row of its source.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use callboard_model::types::{Action, ResourceType};
use callboard_resource::{Identifier, Properties, Resources};
use datafusion::sql::sqlparser::ast::{self, Expr, OnConflictAction, OnInsert, SelectItem, SetExpr, SqliteOnConflict};
use serde_json::Value;

use super::patch::{self, Assigned};
use super::select::{self, aliased};
use super::step::{Plan, Step, StepKind, Verb};
use super::target::{self, Given, Target};
use super::{guard, value};
use crate::catalog;
use crate::context::StatementContext;
use crate::error::sqlstate;
use crate::region;
use crate::statement::Hints;
use crate::{Session, SqlError};

/// What becomes of a row whose resource is there already.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Existing {
    /// It is an error.
    Fails,
    /// It is left as it is.
    IsSkipped,
    /// It is changed: these columns of the row are set, or all of them.
    IsUpdated(Option<Vec<String>>),
}

/// Validates every row and plans its create; an upsert looks whether the resource is there.
pub(super) async fn plan(
    session: &Session,
    context: &Arc<StatementContext>,
    insert: &ast::Insert,
    hints: &Hints,
) -> Result<Plan, SqlError> {
    let mut plan = plan_rows(session, context, insert, hints).await?;
    if let Existing::IsUpdated(columns) = existing(insert, hints)? {
        let target = target_of(&session.options.resources, insert)?;
        let set = columns.map(|it| it.iter().map(|column| target.given(column)).collect::<Result<Vec<_>, _>>());
        let set = set.transpose()?;
        for step in &mut plan.steps {
            upsert(context, plan.table.resource_type, step, set.as_deref()).await?;
        }
    }
    Ok(plan)
}

/// Validates every row and plans its create; makes no call but those of a `SELECT` over live resources.
pub(super) async fn plan_rows(
    session: &Session,
    context: &Arc<StatementContext>,
    insert: &ast::Insert,
    hints: &Hints,
) -> Result<Plan, SqlError> {
    guard::refuse_contradiction(hints, Verb::Insert)?;
    let target = target_of(&session.options.resources, insert)?;
    let existing = existing(insert, hints)?;
    let columns = insert.columns.iter().map(|name| {
        let ident = target::last(name).ok_or_else(|| SqlError::syntax(format!("`{name}` is no column")))?;
        target.given(&ident.value).map(|given| (ident.value, given))
    });
    let columns = columns.collect::<Result<Vec<_>, _>>()?;
    refuse_repeated(&columns)?;

    let mut steps = Vec::new();
    let rows = source_rows(session, context, insert, columns.len()).await?;
    let several = rows.len() > 1;
    for (at, row) in rows.into_iter().enumerate() {
        let region = context.regions.first().cloned();
        let row = Row { columns: &columns, cells: row, region };
        let step = row.step(context, &target, existing == Existing::IsSkipped);
        let step = step.map_err(|mut error| {
            if several {
                error.message = format!("row {}: {}", at + 1, error.message);
            }
            error
        })?;
        steps.push(step);
    }
    Ok(Plan {
        verb: Verb::Insert,
        table: target.table,
        qualifier: target.qualifier,
        steps,
        returning: insert.returning.clone(),
        wait: guard::wait(session, hints),
    })
}

/// The table that an `INSERT` is into.
pub(super) fn target_of(resources: &Resources, insert: &ast::Insert) -> Result<Target, SqlError> {
    let ast::TableObject::TableName(name) = &insert.table else {
        return Err(SqlError::unsupported("INSERT needs the name of a table"));
    };
    let mut target = Target::of_name(resources, name, Action::Create)?;
    if let Some(alias) = &insert.table_alias {
        target.qualifier = Some(alias.alias.clone());
    }
    Ok(target)
}

fn existing(insert: &ast::Insert, hints: &Hints) -> Result<Existing, SqlError> {
    let mut existing = if insert.ignore { Existing::IsSkipped } else { Existing::Fails };
    match insert.or {
        None | Some(SqliteOnConflict::Abort | SqliteOnConflict::Fail | SqliteOnConflict::Rollback) => {}
        Some(SqliteOnConflict::Ignore) => existing = Existing::IsSkipped,
        Some(SqliteOnConflict::Replace) => return Err(no_conflict_update("INSERT OR REPLACE")),
    }
    match &insert.on {
        None => {}
        Some(OnInsert::OnConflict(on)) => match &on.action {
            OnConflictAction::DoNothing => existing = Existing::IsSkipped,
            OnConflictAction::DoUpdate(update) => {
                let columns = update.assignments.iter().map(excluded);
                let columns = columns.collect::<Option<Vec<_>>>().filter(|_| update.selection.is_none());
                let columns = columns.ok_or_else(|| {
                    SqlError::unsupported("ON CONFLICT DO UPDATE sets columns to what the row has, and has no WHERE")
                        .with_hint("write ON CONFLICT DO UPDATE SET c = excluded.c")
                })?;
                existing = Existing::IsUpdated(Some(columns));
            }
        },
        Some(_) => return Err(no_conflict_update("ON DUPLICATE KEY UPDATE")),
    }
    if guard::is_upsert(hints) {
        existing = Existing::IsUpdated(None);
    }
    if insert.overwrite || insert.partitioned.is_some() || !insert.assignments.is_empty() || insert.replace_into {
        return Err(SqlError::unsupported("this form of INSERT is not available")
            .with_hint("write INSERT INTO t (columns) SELECT … or VALUES …"));
    }
    Ok(existing)
}

/// The column of `c = excluded.c`.
fn excluded(assignment: &ast::Assignment) -> Option<String> {
    let ast::AssignmentTarget::ColumnName(name) = &assignment.target else { return None };
    let column = target::last(name)?.value;
    match &assignment.value {
        Expr::CompoundIdentifier(path) => match path.as_slice() {
            [excluded, value] if excluded.value.eq_ignore_ascii_case("excluded") => {
                (catalog::canonical(&value.value) == catalog::canonical(&column)).then_some(column)
            }
            _ => None,
        },
        _ => None,
    }
}

fn no_conflict_update(what: &str) -> SqlError {
    SqlError::unsupported(format!("{what} is not available"))
        .with_hint("`/*+ createorupdate */ INSERT …` changes a resource that is there already")
}

fn refuse_repeated(columns: &[(String, Given)]) -> Result<(), SqlError> {
    for (at, (name, given)) in columns.iter().enumerate() {
        if let Some((other, _)) = columns[..at].iter().find(|(_, it)| it == given) {
            return Err(SqlError::new("42701", format!("columns `{other}` and `{name}` are the same")));
        }
        if *given == Given::PatchDocument {
            return Err(SqlError::new(sqlstate::UNDEFINED_COLUMN, format!("`{name}` belongs to UPDATE"))
                .with_hint("give each property in a column of its own"));
        }
    }
    Ok(())
}

/// The values of each row, by column.
async fn source_rows(
    session: &Session,
    context: &Arc<StatementContext>,
    insert: &ast::Insert,
    columns: usize,
) -> Result<Vec<Vec<Option<Value>>>, SqlError> {
    let Some(source) = &insert.source else { return Ok(vec![Vec::new()]) };
    if columns == 0 {
        return Err(SqlError::syntax("INSERT must name its columns")
            .with_hint("write INSERT INTO t (Name, region) VALUES (…); SHOW INSERT INTO t gives a template"));
    }
    if let Some(rows) = literal_rows(source) {
        for row in &rows {
            refuse_other_count(row.len(), columns)?;
        }
        return Ok(rows);
    }
    let mut source = (**source).clone();
    name_columns(&mut source.body);
    let rows = select::rows(session, context, &source).await?;
    if let Some(row) = rows.first() {
        refuse_other_count(row.len(), columns)?;
    }
    Ok(rows)
}

fn refuse_other_count(found: usize, columns: usize) -> Result<(), SqlError> {
    if found == columns {
        return Ok(());
    }
    Err(SqlError::syntax(format!("INSERT names {columns} columns and gives {found} values")))
}

/// The rows of `VALUES` or of a `SELECT` of literals: the most common sources need no engine, and rows whose values
/// differ in their types are no trouble.
fn literal_rows(source: &ast::Query) -> Option<Vec<Vec<Option<Value>>>> {
    if source.with.is_some() || source.limit_clause.is_some() || source.fetch.is_some() {
        return None;
    }
    let is_default = |it: &Expr| matches!(it, Expr::Identifier(name) if name.quote_style.is_none() && name.value.eq_ignore_ascii_case("default"));
    let cell = |it: &Expr| if is_default(it) { Some(None) } else { select::literal(it) };
    match source.body.as_ref() {
        SetExpr::Values(values) => values.rows.iter().map(|row| row.iter().map(cell).collect()).collect(),
        SetExpr::Select(select)
            if select.from.is_empty() && select.selection.is_none() && select.distinct.is_none() =>
        {
            let cells = select.projection.iter().map(|item| match item {
                SelectItem::UnnamedExpr(it) | SelectItem::ExprWithAlias { expr: it, .. } => select::literal(it),
                _ => None,
            });
            Some(vec![cells.collect::<Option<_>>()?])
        }
        _ => None,
    }
}

/// Gives each expression a name of its own: DataFusion refuses `SELECT 'a', 'a'`.
fn name_columns(body: &mut SetExpr) {
    match body {
        SetExpr::Select(select) => {
            for (at, item) in select.projection.iter_mut().enumerate() {
                if let SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } = item {
                    *item = aliased(expr.clone(), format!("callboard value {at}"));
                }
            }
        }
        SetExpr::Query(query) => name_columns(&mut query.body),
        SetExpr::SetOperation { left, right, .. } => {
            name_columns(left);
            name_columns(right);
        }
        SetExpr::Values(values) => {
            let _ = ast::visit_expressions_mut(values, |expr: &mut Expr| {
                if matches!(expr, Expr::Identifier(name) if name.quote_style.is_none() && name.value.eq_ignore_ascii_case("default"))
                {
                    *expr = Expr::Value(ast::Value::Null.into());
                }
                ControlFlow::<()>::Continue(())
            });
        }
        _ => {}
    }
}

/// What a row gives for each column.
pub(super) struct Row<'a> {
    pub(super) columns: &'a [(String, Given)],
    pub(super) cells: Vec<Option<Value>>,
    /// Where it is made, where no column says so.
    pub(super) region: Option<String>,
}

impl Row<'_> {
    /// The create of the row's resource.
    pub(super) fn step(
        self,
        context: &StatementContext,
        target: &Target,
        skip_existing: bool,
    ) -> Result<Step, SqlError> {
        let of = target.of();
        let mut given: HashMap<&'static str, Value> = HashMap::new();
        let mut region = self.region;
        let mut parameters = Vec::new();
        for ((_, column), cell) in self.columns.iter().zip(self.cells) {
            let Some(cell) = cell else { continue };
            match column {
                Given::Region => region = Some(text(cell)),
                Given::Property(name) => {
                    given.insert(name, value::property_value(of, name, cell)?);
                }
                Given::Parameter(parameter) => parameters.push((*parameter, text(cell))),
                Given::PatchDocument => {}
            }
        }
        let region = region.filter(|it| !it.is_empty()).ok_or_else(|| {
            SqlError::new(sqlstate::NOT_NULL_VIOLATION, "no region is known").with_hint("give column `region` a value")
        })?;
        region::refuse_unknown(context, &region)?;
        // In the order of the schema, whatever the order of the columns.
        let order = of.properties().keys();
        let desired: Properties = order.filter_map(|name| Some((name.clone(), given.remove(name.as_str())?))).collect();
        refuse_missing(target, &desired)?;
        patch::check_new(of, &desired)?;
        Ok(Step { of, region, kind: StepKind::Create { desired, skip_existing }, parameters })
    }
}

fn refuse_missing(target: &Target, desired: &Properties) -> Result<(), SqlError> {
    let of = target.of();
    let missing: Vec<String> = of
        .required()
        .filter(|name| !desired.contains_key(*name) && of.read_only().all(|it| it != *name))
        .map(|name| format!("`{name}`"))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let plural = if missing.len() == 1 { "property" } else { "properties" };
    let message = format!("{} needs the {plural} {}", of.name, missing.join(", "));
    Err(SqlError::new(sqlstate::NOT_NULL_VIOLATION, message)
        .with_hint(format!("SHOW INSERT /*+ REQUIRED */ INTO {} gives a template", target.table.qualified_name())))
}

/// Turns the create of a resource that is there already into an update.
async fn upsert(
    context: &Arc<StatementContext>,
    of: &'static ResourceType,
    step: &mut Step,
    set: Option<&[Given]>,
) -> Result<(), SqlError> {
    let StepKind::Create { desired, .. } = &step.kind else { return Ok(()) };
    let Some(identifier) = Identifier::of(of, desired) else {
        let parts: Vec<String> = of.primary_identifier().map(|it| format!("`{it}`")).collect();
        let message = format!("an upsert of {} must give its identifier {}", of.name, parts.join(", "));
        return Err(SqlError::unsupported(message).with_hint(
            "where the service makes the identifier, look for the resource first, and INSERT or UPDATE it",
        ));
    };
    context.progress.expect(1);
    let prior = context.resources.read(of, &step.region, &identifier).await?;
    context.progress.finish();
    if let Some(prior) = prior {
        let is_set =
            |name: &str| set.is_none_or(|it| it.iter().any(|it| matches!(it, Given::Property(it) if *it == name)));
        let assigned: Vec<Assigned> = desired
            .iter()
            .filter(|(property, _)| is_set(property))
            .map(|(property, value)| Assigned { property: property.clone(), value: Some(value.clone()) })
            .collect();
        step.kind = patch::update(of, identifier, prior, &assigned)?;
    }
    Ok(())
}

pub(super) fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}
