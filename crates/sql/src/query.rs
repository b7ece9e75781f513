//! Queries: DataFusion over the catalog.

use std::sync::Arc;

use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::config::SessionConfig;
use datafusion::execution::context::{SQLOptions, SessionContext, SessionState};
use datafusion::logical_expr::LogicalPlan;
use datafusion::sql::parser::Statement as EngineStatement;
use datafusion::sql::sqlparser::ast;

use crate::context::StatementContext;
use crate::session::{Description, SessionOptions};
use crate::statement::{Parsed, Statement};
use crate::{Answer, Session, SqlError, catalog, define, functions, syntax};

/// DataFusion with our tables and functions.
pub(crate) fn engine(options: &SessionOptions) -> SessionContext {
    let mut config = SessionConfig::new()
        .with_default_catalog_and_schema("aws", "public")
        .with_information_schema(true)
        .with_target_partitions(1);
    config.options_mut().sql_parser.dialect = datafusion::config::Dialect::PostgreSQL;
    let state = SessionStateBuilder::new().with_config(config).with_default_features().build();
    let engine = SessionContext::new_with_state(state);
    functions::register(&engine);
    catalog::register(&engine, options);
    engine
}

/// Runs a query as it was parsed.
pub(crate) async fn run(session: &Session, query: &ast::Query) -> Result<Answer, SqlError> {
    let context = session.context_of_statement();
    Ok(Answer::Rows(rows(session, &context, query).await?))
}

/// The rows of a query, as part of a statement.
pub(crate) async fn rows(
    session: &Session,
    context: &Arc<StatementContext>,
    query: &ast::Query,
) -> Result<SendableRecordBatchStream, SqlError> {
    let (state, plan) = plan(session, context, query).await?;
    let frame = datafusion::dataframe::DataFrame::new(state, plan);
    Ok(frame.execute_stream().await?)
}

/// A query's plan: the views, tables and files that it names are made known, its idioms are rewritten.
pub(crate) async fn plan(
    session: &Session,
    context: &Arc<StatementContext>,
    query: &ast::Query,
) -> Result<(SessionState, LogicalPlan), SqlError> {
    let mut query = query.clone();
    define::prepare(session, context, &mut query).await?;
    if let Some(extension) = &session.extension {
        extension.rewrite(&mut query);
    }
    syntax::rewrite_query(&mut query, session)?;
    let state = state(session, context);
    let statement = EngineStatement::Statement(Box::new(ast::Statement::Query(Box::new(query))));
    let plan = state.statement_to_plan(statement).await?;
    SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false).verify_plan(&plan)?;
    Ok((state, plan))
}

/// DataFusion's state for one statement.
pub(crate) fn state(session: &Session, context: &Arc<StatementContext>) -> SessionState {
    let mut state = session.engine().state();
    state.config_mut().set_extension(Arc::clone(context));
    state
}

/// What is known of a statement before it runs.
pub(crate) async fn describe(session: &Session, parsed: &Parsed) -> Result<Description, SqlError> {
    let _ = session;
    match &parsed.statement {
        Statement::Query(_) => Err(SqlError::unsupported("descriptions are not there yet")),
        _ => Ok(Description { columns: None, parameters: Vec::new() }),
    }
}
