//! `RETURNING`: expressions over the resources that a statement changed, and over the progress of their changes.
//!
//! A row has the columns of the table, and those of Cloud Control's progress event under StackQL's names
//! (`OperationStatus`, `RequestToken`, …), where the type has no property of that name.

use std::ops::ControlFlow;
use std::sync::Arc;

use callboard_model::document::Instant;
use callboard_resource::Properties;
use datafusion::arrow::array::{ArrayRef, BooleanArray, Float64Array, Int64Array, StringArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::dataframe::DataFrame;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::context::SessionContext;
use datafusion::sql::sqlparser::ast::{self, Expr, Ident, SelectItem, SelectItemQualifiedWildcardKind};
use serde_json::Value;

use super::step::{Outcome, Plan, Step, StepKind, Verb};
use crate::catalog::{self, Column, ColumnKind, Table};
use crate::context::StatementContext;
use crate::{Session, SqlError, query};

/// One row.
pub(super) struct Row {
    pub(super) region: String,
    pub(super) identifier: Option<String>,
    pub(super) properties: Properties,
    /// In the order of [`EVENT`].
    event: [Option<String>; EVENT.len()],
}

/// StackQL's names of what a progress event says, beside `Identifier`.
const EVENT: [&str; 9] = [
    "TypeName",
    "RequestToken",
    "Operation",
    "OperationStatus",
    "EventTime",
    "ResourceModel",
    "StatusMessage",
    "ErrorCode",
    "RetryAfter",
];

/// What `EXEC` of a resource's method gives back.
pub(super) fn event_items() -> Vec<SelectItem> {
    let names =
        ["Identifier", "Operation", "OperationStatus", "RequestToken", "ErrorCode", "StatusMessage", "TypeName"];
    names.map(|name| SelectItem::UnnamedExpr(Expr::Identifier(Ident::new(name)))).to_vec()
}

/// The rows of the changed resources, as the statement wants them.
pub(super) async fn rows(
    session: &Session,
    context: &Arc<StatementContext>,
    plan: &Plan,
    items: &[SelectItem],
    qualifier: Option<&Ident>,
    outcomes: &[Option<Outcome>],
) -> Result<SendableRecordBatchStream, SqlError> {
    let items = Items::of(&plan.table, qualifier, items)?;
    let mut rows = Vec::new();
    for (step, outcome) in plan.steps.iter().zip(outcomes) {
        if let Some(outcome) = outcome.as_ref().filter(|it| it.counts) {
            rows.push(row(context, plan.verb, step, outcome, items.needs_resource).await?);
        }
    }
    let frame = select(session, context, &plan.table, &items, &rows)?;
    Ok(frame.execute_stream().await?)
}

/// The columns of the rows, before there are any.
pub(super) fn schema(
    session: &Session,
    table: &Table,
    qualifier: Option<&Ident>,
    items: &[SelectItem],
) -> Result<SchemaRef, SqlError> {
    let items = Items::of(table, qualifier, items)?;
    let frame = select(session, &session.context_of_statement(), table, &items, &[])?;
    Ok(Arc::clone(frame.schema().inner()))
}

fn select(
    session: &Session,
    context: &Arc<StatementContext>,
    table: &Table,
    items: &Items,
    rows: &[Row],
) -> Result<DataFrame, SqlError> {
    let frame = SessionContext::new_with_state(query::state(session, context)).read_batch(batch(table, rows)?)?;
    let expressions = items.expressions.iter().map(|(text, name)| {
        let expression = frame.parse_sql_expr(text)?;
        Ok::<_, SqlError>(match name {
            Some(name) => expression.alias(name),
            None => expression,
        })
    });
    let expressions = expressions.collect::<Result<Vec<_>, _>>()?;
    Ok(frame.select(expressions)?)
}

/// Whether the statement's `RETURNING` needs more than the progress of a change tells; an error where it cannot be
/// understood. Looked at before anything is changed.
pub(super) fn check(table: &Table, qualifier: Option<&Ident>, items: &[SelectItem]) -> Result<bool, SqlError> {
    Items::of(table, qualifier, items).map(|it| it.needs_resource)
}

/// Expressions over the columns of the rows.
struct Items {
    /// Each as text with the columns' own names, and the name of its column.
    expressions: Vec<(String, Option<String>)>,
    /// Whether they say more than the progress of the change tells.
    needs_resource: bool,
}

impl Items {
    fn of(table: &Table, qualifier: Option<&Ident>, items: &[SelectItem]) -> Result<Self, SqlError> {
        let mut all = Self { expressions: Vec::new(), needs_resource: false };
        for item in items {
            match item {
                SelectItem::Wildcard(_) => all.add_all(table),
                SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(_), _) => all.add_all(table),
                SelectItem::UnnamedExpr(expr) => all.add(table, qualifier, expr, None)?,
                SelectItem::ExprWithAlias { expr, alias } => all.add(table, qualifier, expr, Some(alias))?,
                other => return Err(SqlError::unsupported(format!("RETURNING {other} is not available"))),
            }
        }
        Ok(all)
    }

    fn add_all(&mut self, table: &Table) {
        self.needs_resource = true;
        for column in table.columns.iter().filter(|it| !it.hidden) {
            self.expressions.push((quoted(&column.name), None));
        }
    }

    fn add(
        &mut self,
        table: &Table,
        qualifier: Option<&Ident>,
        expr: &Expr,
        alias: Option<&Ident>,
    ) -> Result<(), SqlError> {
        // A column of the event keeps the name that it was asked for by: scripts look for `Identifier`.
        let mut name = alias.map(|it| it.value.clone());
        if let (None, Expr::Identifier(ident)) = (&name, expr)
            && !matches!(column_of(table, &ident.value)?, Known::Column(column) if column.kind != ColumnKind::Identifier)
        {
            name = Some(ident.value.clone());
        }
        let mut rewritten = expr.clone();
        let mut failure = None;
        let _ = ast::visit_expressions_mut(&mut rewritten, |it: &mut Expr| {
            let ident = match it {
                Expr::Identifier(ident) => ident.clone(),
                Expr::CompoundIdentifier(parts) => {
                    let [.., table_part, ident] = parts.as_slice() else { return ControlFlow::Continue(()) };
                    if qualifier.is_none_or(|it| !it.value.eq_ignore_ascii_case(&table_part.value)) {
                        failure = Some(SqlError::unsupported(format!("RETURNING knows no table `{table_part}`")));
                        return ControlFlow::Break(());
                    }
                    ident.clone()
                }
                _ => return ControlFlow::Continue(()),
            };
            match column_of(table, &ident.value) {
                Ok(known) => {
                    let column = match known {
                        Known::Column(column) => {
                            self.needs_resource |= column.kind == ColumnKind::Property;
                            &column.name
                        }
                        Known::Event(name) => {
                            self.needs_resource |= name == "ResourceModel";
                            name
                        }
                    };
                    *it = Expr::Identifier(Ident::with_quote('"', column));
                    ControlFlow::Continue(())
                }
                Err(error) => {
                    failure = Some(error);
                    ControlFlow::Break(())
                }
            }
        });
        match failure {
            Some(error) => Err(error),
            None => {
                self.expressions.push((rewritten.to_string(), name));
                Ok(())
            }
        }
    }
}

enum Known<'a> {
    Column(&'a Column),
    Event(&'static str),
}

fn column_of<'a>(table: &'a Table, spelling: &str) -> Result<Known<'a>, SqlError> {
    if let Some(column) = table.column(spelling) {
        return Ok(Known::Column(column));
    }
    let plain = catalog::canonical(spelling);
    match EVENT.iter().find(|it| catalog::canonical(it) == plain) {
        Some(name) => Ok(Known::Event(name)),
        None => table.column_or_suggest(spelling).map(Known::Column),
    }
}

async fn row(
    context: &Arc<StatementContext>,
    verb: Verb,
    step: &Step,
    outcome: &Outcome,
    needs_resource: bool,
) -> Result<Row, SqlError> {
    let identifier = outcome.identifier(step);
    let change = outcome.change.as_ref();
    let is_done = change.is_none_or(|it| it.status == "SUCCESS");
    let told = change.and_then(|it| it.properties.clone());
    let properties = match (&step.kind, told, &identifier) {
        (StepKind::Delete { prior, .. }, ..) => prior.clone().unwrap_or_default(),
        (StepKind::Keep { prior, .. }, ..) => prior.clone(),
        (_, Some(told), _) => told,
        (StepKind::Create { .. } | StepKind::Update { .. }, None, Some(identifier)) if needs_resource && is_done => {
            context.progress.expect(1);
            let read = context.resources.read(step.of, &step.region, identifier).await?;
            context.progress.finish();
            read.unwrap_or_default()
        }
        (StepKind::Create { desired, .. }, ..) => desired.clone(),
        (StepKind::Update { after, .. }, ..) => after.clone(),
    };
    let operation = step.action().map(|it| it.name().to_ascii_uppercase());
    let event = EVENT.map(|name| match name {
        "TypeName" => Some(step.of.name.to_owned()),
        "RequestToken" => change.and_then(|it| it.request_token.clone()),
        "Operation" => operation.clone(),
        "OperationStatus" => change.map(|it| it.status.clone()),
        "EventTime" => change.and_then(|it| it.event_time).map(moment),
        "StatusMessage" => change.and_then(|it| it.message.clone()),
        "ErrorCode" => change.and_then(|it| it.error_code.clone()),
        "RetryAfter" => change.and_then(|it| it.retry_after).map(moment),
        "ResourceModel" if verb != Verb::Delete => Some(Value::Object(properties.clone()).to_string()),
        _ => None,
    });
    Ok(Row { region: step.region.clone(), identifier: identifier.map(|it| it.to_string()), properties, event })
}

/// A moment of the clock as AWS writes it: `2024-05-06T07:08:09Z`.
fn moment(seconds: f64) -> String {
    Instant::from_epoch_millis((seconds * 1e3).round() as i64).to_string()
}

/// The rows as DataFusion has them: the table's columns, hidden ones too, then those of the event.
fn batch(table: &Table, rows: &[Row]) -> Result<RecordBatch, SqlError> {
    let mut fields = Vec::new();
    let mut arrays: Vec<ArrayRef> = Vec::new();
    for column in &table.columns {
        fields.push(column.field().with_nullable(true));
        arrays.push(match column.kind {
            ColumnKind::Region => texts(rows.iter().map(|it| Some(it.region.clone()))),
            ColumnKind::Identifier => texts(rows.iter().map(|it| it.identifier.clone())),
            _ => property_array(column, rows),
        });
    }
    for (at, name) in EVENT.iter().enumerate().filter(|(_, name)| table.columns.iter().all(|it| it.name != **name)) {
        fields.push(Field::new(*name, DataType::Utf8, true));
        arrays.push(texts(rows.iter().map(|it| it.event[at].clone())));
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
        .map_err(|error| datafusion::error::DataFusionError::from(error).into())
}

fn property_array(column: &Column, rows: &[Row]) -> ArrayRef {
    let values = rows.iter().map(|row| row.properties.get(column.property?));
    match column.data_type {
        DataType::Int64 => Arc::new(values.map(|it| it?.as_i64()).collect::<Int64Array>()),
        DataType::Float64 => Arc::new(values.map(|it| it?.as_f64()).collect::<Float64Array>()),
        DataType::Boolean => Arc::new(values.map(|it| it?.as_bool()).collect::<BooleanArray>()),
        _ => texts(values.map(|it| match it {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(other) => Some(other.to_string()),
        })),
    }
}

fn texts(values: impl Iterator<Item = Option<String>>) -> ArrayRef {
    Arc::new(values.collect::<StringArray>())
}

fn quoted(name: &str) -> String {
    Ident::with_quote('"', name).to_string()
}
