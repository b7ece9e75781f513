//! `EXPLAIN`: the calls that a statement will make, where, how many, and the permissions that they need.
//!
//! ```text
//! SELECT ─▶ DataFusion's plan ─┬─▶ scans: calls by region, what is pushed down
//!                              └─▶ what is computed here
//! INSERT, UPDATE, DELETE, EXEC ─▶ the scan that finds their rows ─▶ the changes
//! ```
//!
//! # Invariants
//!
//! - `EXPLAIN` makes no call: what only a call could tell is said to be unknown.
//! - `EXPLAIN ANALYZE` runs the statement, changes too, and counts its calls.

mod analyze;
mod local;
mod scans;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Int64Array, StringArray};
use datafusion::arrow::datatypes::{Field, Schema, SchemaRef};
use datafusion::arrow::record_batch::RecordBatch;

use crate::context::StatementContext;
use crate::statement::Statement;
use crate::{Answer, Parsed, Session, SqlError, change};
pub(crate) use scans::query_rows;

/// One step of a statement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Row {
    /// `cloudcontrol CreateResource`, or what is done without a call: `compute`.
    pub(crate) call: String,
    /// `AWS::IVS::Stage`
    pub(crate) target: String,
    /// Where: one region or several.
    pub(crate) region: String,
    /// How often: `3`, `1 per row`, or nothing where it is no call.
    pub(crate) calls: String,
    /// More about it.
    pub(crate) detail: String,
    /// IAM actions that it needs; a line each in the answer.
    pub(crate) permissions: Vec<String>,
}

/// Runs the statement.
pub(crate) async fn run(session: &Session, parsed: &Parsed) -> Result<Answer, SqlError> {
    let Statement::Explain { analyze, verbose, statement } = &parsed.statement else {
        return Err(SqlError::unsupported("EXPLAIN explains a statement"));
    };
    if *analyze {
        return analyze::run(session, statement, *verbose).await;
    }
    let context = session.context_of_statement();
    answer(&rows(session, &context, statement, *verbose).await?)
}

/// The columns of `EXPLAIN ANALYZE`.
pub(crate) fn measured_columns() -> Result<SchemaRef, SqlError> {
    analyze::empty()?.schema().ok_or_else(|| SqlError::unsupported("EXPLAIN gives rows"))
}

async fn rows(
    session: &Session,
    context: &Arc<StatementContext>,
    parsed: &Parsed,
    verbose: bool,
) -> Result<Vec<Row>, SqlError> {
    match &parsed.statement {
        Statement::Query(query) => query_rows(session, context, query, verbose).await,
        Statement::Insert(_)
        | Statement::Update(_)
        | Statement::Replace(_)
        | Statement::Delete(_)
        | Statement::Exec(_) => change::outline(session, context, parsed, verbose).await,
        Statement::Commit => Ok(change::outline_queue(session)),
        Statement::Show(_) | Statement::Describe { .. } | Statement::DescribeMethod { .. } => {
            let detail = "the registry in the program is asked; nothing is called".to_owned();
            Ok(vec![Row { call: "none".to_owned(), detail, ..Row::default() }])
        }
        _ => Err(SqlError::unsupported("EXPLAIN explains queries, changes and EXEC")
            .with_hint("leave EXPLAIN out: this statement calls nothing")),
    }
}

fn answer(rows: &[Row]) -> Result<Answer, SqlError> {
    let texts = |of: fn(&Row) -> String| -> ArrayRef {
        let texts = rows.iter().map(|it| Some(of(it)).filter(|text| !text.is_empty()));
        Arc::new(texts.collect::<StringArray>())
    };
    let columns: [(&str, ArrayRef); 7] = [
        ("step", Arc::new((1..=rows.len() as i64).collect::<Int64Array>())),
        ("call", texts(|it| it.call.clone())),
        ("target", texts(|it| it.target.clone())),
        ("region", texts(|it| it.region.clone())),
        ("calls", texts(|it| it.calls.clone())),
        ("detail", texts(|it| it.detail.clone())),
        ("permissions", texts(|it| it.permissions.join("\n"))),
    ];
    table(columns.into())
}

/// Rows of an answer from its columns.
fn table(columns: Vec<(&str, ArrayRef)>) -> Result<Answer, SqlError> {
    let fields: Vec<Field> =
        columns.iter().map(|(name, array)| Field::new(*name, array.data_type().clone(), true)).collect();
    let schema = Arc::new(Schema::new(fields));
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    let batch = RecordBatch::try_new(Arc::clone(&schema), arrays).map_err(datafusion::error::DataFusionError::from)?;
    Ok(Answer::of_batches(schema, vec![batch]))
}
