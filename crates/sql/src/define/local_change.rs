//! `INSERT`, `UPDATE`, `DELETE`, `TRUNCATE` of local tables: the rows as they will be are computed by a query, then
//! take the place of those that are.

use std::sync::Arc;

use datafusion::arrow::array::new_null_array;
use datafusion::arrow::datatypes::{Schema, SchemaRef};
use datafusion::arrow::record_batch::{RecordBatch, RecordBatchOptions};
use datafusion::error::DataFusionError;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::sql::sqlparser::ast;
use futures::{StreamExt as _, TryStreamExt as _};

use super::library::{self, Definition, DefinitionKind, ident};
use super::{own_name, query_of, refuse_if_read_only, rows, views};
use crate::context::StatementContext;
use crate::error::sqlstate;
use crate::session::TransactionStatus;
use crate::statement::Statement;
use crate::{Answer, Parsed, Session, SqlError, query};

/// Carries out a change of a local table; nothing where the target is no view or table of the user's own.
pub(crate) async fn local_change(session: &Session, parsed: &Parsed) -> Result<Option<Answer>, SqlError> {
    let name = match &parsed.statement {
        Statement::Insert(it) => match &it.table {
            ast::TableObject::TableName(name) => Some(name),
            _ => None,
        },
        Statement::Update(it) | Statement::Replace(it) => relation(&it.table),
        Statement::Delete(it) => from(it).first().and_then(relation),
        _ => None,
    };
    let Some(name) = name.and_then(|it| own_name(it).ok()) else { return Ok(None) };
    let Some(definition) = library::all(session)?.remove(&name) else { return Ok(None) };
    let local = LocalTable { session, context: session.context_of_statement(), definition };
    match session.transaction_status() {
        TransactionStatus::Idle => {}
        // The transaction itself refuses it.
        TransactionStatus::Failed => return Ok(None),
        TransactionStatus::Open => local.context.notice(format!(
            "the change of the local table `{name}` takes effect at once: a transaction is of resources"
        )),
    }
    local.refuse_views()?;
    let answer = match &parsed.statement {
        Statement::Insert(it) => local.insert(it).await?,
        Statement::Update(it) | Statement::Replace(it) => local.update(it).await?,
        Statement::Delete(it) => local.delete(it).await?,
        _ => return Ok(None),
    };
    Ok(Some(Answer::Done(answer)))
}

/// `TRUNCATE t`.
pub(super) async fn truncate(session: &Session, truncate: &ast::Truncate) -> Result<Answer, SqlError> {
    for target in &truncate.table_names {
        let definition = library::find(session, &[own_name(&target.name)?])?;
        let local = LocalTable { session, context: session.context_of_statement(), definition };
        local.refuse_views()?;
        let turn = library::turn(session, local.of_session()).await?;
        let none = local.select(&format!("SELECT * FROM {} LIMIT 0", local.name())).await?;
        local.keep(&turn, none).await?;
    }
    Ok(Answer::Done("TRUNCATE TABLE".to_owned()))
}

struct LocalTable<'a> {
    session: &'a Session,
    context: Arc<StatementContext>,
    definition: Arc<Definition>,
}

impl LocalTable<'_> {
    async fn insert(&self, insert: &ast::Insert) -> Result<String, SqlError> {
        if insert.on.is_some() || insert.or.is_some() || insert.returning.is_some() || insert.replace_into {
            return Err(refused("INSERT takes neither ON CONFLICT nor RETURNING"));
        }
        let Some(source) = &insert.source else { return Err(refused("INSERT takes VALUES or SELECT")) };
        let turn = library::turn(self.session, self.of_session()).await?;
        let old = self.select(&format!("SELECT * FROM {}", self.name())).await?;
        let schema = old.schema();
        let mut given = Vec::new();
        for name in &insert.columns {
            given.push(position(&schema, name)?);
        }
        let new = query::rows(self.session, &self.context, source).await?;
        if given.is_empty() {
            given = (0..schema.fields().len().min(new.schema().fields().len())).collect();
        }
        if new.schema().fields().len() != given.len() {
            let message = format!("{} values for {} columns", new.schema().fields().len(), given.len());
            return Err(SqlError::syntax(message));
        }
        let inserted = Arc::new(std::sync::atomic::AtomicU64::new(0));
        let counter = Arc::clone(&inserted);
        let target = Arc::clone(&schema);
        let new = new.and_then(move |batch| {
            counter.fetch_add(batch.num_rows() as u64, std::sync::atomic::Ordering::Relaxed);
            std::future::ready(spread(&batch, &given, &target))
        });
        let both = RecordBatchStreamAdapter::new(schema, old.chain(new));
        self.keep(&turn, Box::pin(both)).await?;
        Ok(format!("INSERT 0 {}", inserted.load(std::sync::atomic::Ordering::Relaxed)))
    }

    async fn update(&self, update: &ast::Update) -> Result<String, SqlError> {
        if update.from.is_some() || update.returning.is_some() || update.limit.is_some() || !update.order_by.is_empty()
        {
            return Err(refused("UPDATE takes SET and WHERE alone"));
        }
        let condition = update.selection.as_ref().map_or_else(|| "TRUE".to_owned(), |it| format!("({it})"));
        let from = &update.table;
        let turn = library::turn(self.session, self.of_session()).await?;
        let changed = self.count(&format!("SELECT count(*) FROM {from} WHERE {condition}")).await?;
        let schema = self.select(&format!("SELECT * FROM {}", self.name())).await?.schema();
        let mut values: Vec<String> = schema.fields().iter().map(|it| ident(it.name()).to_string()).collect();
        for assignment in &update.assignments {
            let ast::AssignmentTarget::ColumnName(name) = &assignment.target else {
                return Err(refused("UPDATE sets one column at a time"));
            };
            let at = position(&schema, name)?;
            let column = ident(schema.field(at).name());
            values[at] = format!("CASE WHEN {condition} THEN {} ELSE {column} END AS {column}", assignment.value);
        }
        let stream = self.select(&format!("SELECT {} FROM {from}", values.join(", "))).await?;
        self.keep(&turn, cast_stream(stream, schema)).await?;
        Ok(format!("UPDATE {changed}"))
    }

    async fn delete(&self, delete: &ast::Delete) -> Result<String, SqlError> {
        if delete.using.is_some() || delete.returning.is_some() || delete.limit.is_some() || from(delete).len() != 1 {
            return Err(refused("DELETE takes one table and WHERE alone"));
        }
        let condition = delete.selection.as_ref().map_or_else(|| "TRUE".to_owned(), |it| format!("({it})"));
        let from = &from(delete)[0];
        let turn = library::turn(self.session, self.of_session()).await?;
        let removed = self.count(&format!("SELECT count(*) FROM {from} WHERE {condition}")).await?;
        let stream = self.select(&format!("SELECT * FROM {from} WHERE ({condition}) IS NOT TRUE")).await?;
        self.keep(&turn, stream).await?;
        Ok(format!("DELETE {removed}"))
    }

    /// Puts new rows in the place of the old ones.
    async fn keep(&self, turn: &library::Turn, stream: SendableRecordBatchStream) -> Result<(), SqlError> {
        let name = &self.definition.name;
        let (kept, _) = rows::take(self.session, name, self.of_session(), stream).await?;
        let definition = Arc::new(Definition::clone(&self.definition).with_rows(kept));
        library::change_in_turn(self.session, turn, |all| {
            all.insert(name.clone(), definition);
            Ok(())
        })
    }

    async fn select(&self, text: &str) -> Result<SendableRecordBatchStream, SqlError> {
        query::rows(self.session, &self.context, &query_of(text)?).await
    }

    async fn count(&self, text: &str) -> Result<i64, SqlError> {
        let batches: Vec<RecordBatch> = self.select(text).await?.try_collect().await?;
        let counts = batches.first().map(|it| it.column(0));
        let counts = counts.and_then(|it| it.as_any().downcast_ref::<datafusion::arrow::array::Int64Array>());
        Ok(counts.filter(|it| !datafusion::arrow::array::Array::is_empty(it)).map_or(0, |it| it.value(0)))
    }

    fn name(&self) -> ast::Ident {
        ident(&self.definition.name)
    }

    fn of_session(&self) -> bool {
        self.session.options().definitions.is_none()
            || self.session.local.temporary().contains_key(&self.definition.name)
    }

    fn refuse_views(&self) -> Result<(), SqlError> {
        if self.definition.kind != DefinitionKind::Table {
            let message =
                format!("`{}` is a {}: its rows are its query's", self.name(), views::words(self.definition.kind));
            return Err(SqlError::new(sqlstate::WRONG_OBJECT_TYPE, message));
        }
        if !self.of_session() {
            refuse_if_read_only(self.session, "a change of a table that is kept")?;
        }
        Ok(())
    }
}

/// A batch of some columns as one of all columns of a table, NULL where none is given.
fn spread(batch: &RecordBatch, given: &[usize], schema: &SchemaRef) -> Result<RecordBatch, DataFusionError> {
    let columns = schema.fields().iter().enumerate().map(|(at, field)| {
        let from = given.iter().position(|it| *it == at);
        from.map_or_else(|| new_null_array(field.data_type(), batch.num_rows()), |from| Arc::clone(batch.column(from)))
    });
    let columns: Vec<_> = columns.collect();
    let fields: Vec<_> = schema
        .fields()
        .iter()
        .zip(&columns)
        .map(|(field, column)| field.as_ref().clone().with_data_type(column.data_type().clone()).with_nullable(true))
        .collect();
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    let all = RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), columns, &options)?;
    rows::cast_to(&all, schema)
}

fn cast_stream(stream: SendableRecordBatchStream, schema: SchemaRef) -> SendableRecordBatchStream {
    let target = Arc::clone(&schema);
    let batches = stream.and_then(move |batch| std::future::ready(rows::cast_to(&batch, &target)));
    Box::pin(RecordBatchStreamAdapter::new(schema, batches))
}

fn position(schema: &SchemaRef, name: &ast::ObjectName) -> Result<usize, SqlError> {
    let name = own_name(name)?;
    schema.index_of(&name).map_err(|_| {
        let names: Vec<String> = schema.fields().iter().map(|it| format!("`{}`", it.name())).collect();
        SqlError::new(sqlstate::UNDEFINED_COLUMN, format!("there is no column `{name}`"))
            .with_hint(format!("columns are {}", names.join(", ")))
    })
}

fn relation(table: &ast::TableWithJoins) -> Option<&ast::ObjectName> {
    match &table.relation {
        ast::TableFactor::Table { name, .. } => Some(name),
        _ => None,
    }
}

fn from(delete: &ast::Delete) -> &[ast::TableWithJoins] {
    match &delete.from {
        ast::FromTable::WithFromKeyword(tables) | ast::FromTable::WithoutKeyword(tables) => tables,
    }
}

fn refused(message: &str) -> SqlError {
    SqlError::unsupported(format!("of a local table, {message}"))
}
