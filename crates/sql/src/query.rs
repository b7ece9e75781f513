//! Queries: DataFusion over the catalog.
//!
//! ```text
//! ast::Query ─▶ rewritten ─▶ logical plan ─▶ physical plan ─▶ stream of rows
//!     (extension, syntax)     └──── on a thread with room ────┘
//! ```
//!
//! # Invariants
//!
//! - Planning makes no call.
//! - A query that does not end, or needs more memory than it may have, ends with an error.

mod deep;
mod recursion;
mod refused;

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, SchemaRef};
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::config::SessionConfig;
use datafusion::execution::context::{SQLOptions, SessionContext, SessionState};
use datafusion::execution::memory_pool::{GreedyMemoryPool, TrackConsumersPool};
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::{ExecutionPlan, execute_stream};
use datafusion::sql::parser::Statement as EngineStatement;
use datafusion::sql::sqlparser::ast;

use crate::context::StatementContext;
use crate::operations::OperationPlanner;
use crate::session::{Description, SessionOptions};
use crate::statement::{Parsed, Statement};
use crate::{Answer, Session, SqlError, catalog, change, define, explain, functions, show, syntax};

/// Bytes that the joins, sorts and groups of one session may hold.
const MEMORY: usize = 1024 * 1024 * 1024;

/// DataFusion with our tables and functions.
pub(crate) fn engine(options: &SessionOptions) -> SessionContext {
    let mut config = SessionConfig::new()
        .with_default_catalog_and_schema(catalog::CATALOGS[0], catalog::DEFAULT_SCHEMA)
        // The catalogs have one of their own.
        .with_information_schema(false)
        .with_target_partitions(1);
    config.options_mut().sql_parser.dialect = datafusion::config::Dialect::PostgreSQL;
    let consumers_named = const { std::num::NonZeroUsize::MIN };
    let memory = TrackConsumersPool::new(GreedyMemoryPool::new(MEMORY), consumers_named);
    let runtime = RuntimeEnvBuilder::new().with_memory_pool(Arc::new(memory)).build_arc();
    let mut builder = SessionStateBuilder::new()
        .with_config(config)
        .with_default_features()
        .with_relation_planners(vec![Arc::new(OperationPlanner)])
        .with_physical_optimizer_rule(Arc::new(recursion::EndRecursion::default()));
    if let Ok(runtime) = runtime {
        builder = builder.with_runtime_env(runtime);
    }
    let engine = SessionContext::new_with_state(builder.build());
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
    let (state, plan) = physical_plan(session, context, query).await?;
    Ok(execute_stream(plan, state.task_ctx())?)
}

/// The plan that a query is run by, and the state to run it with; makes no call.
pub(crate) async fn physical_plan(
    session: &Session,
    context: &Arc<StatementContext>,
    query: &ast::Query,
) -> Result<(SessionState, Arc<dyn ExecutionPlan>), SqlError> {
    let query = rewritten(session, context, query).await?;
    let state = state(session, context);
    deep::with_room(async move {
        let logical = logical_plan(&state, query).await?;
        let physical = state.create_physical_plan(&logical).await.map_err(refused::refused)?;
        Ok((state, physical))
    })
    .await
    .map_err(|error| define::with_near_names(session, error))
}

/// A query's plan, as what it means: not optimised.
pub(crate) async fn plan(
    session: &Session,
    context: &Arc<StatementContext>,
    query: &ast::Query,
) -> Result<(SessionState, LogicalPlan), SqlError> {
    let query = rewritten(session, context, query).await?;
    let state = state(session, context);
    deep::with_room(async move {
        let logical = logical_plan(&state, query).await?;
        Ok((state, logical))
    })
    .await
    .map_err(|error| define::with_near_names(session, error))
}

/// A query as DataFusion understands it: the views, tables and files that it names are known, its idioms are rewritten.
async fn rewritten(
    session: &Session,
    context: &Arc<StatementContext>,
    query: &ast::Query,
) -> Result<ast::Query, SqlError> {
    let mut query = query.clone();
    define::prepare(session, context, &mut query).await?;
    if let Some(extension) = &session.extension {
        extension.rewrite(&mut query);
    }
    syntax::rewrite_query(&mut query, session)?;
    Ok(query)
}

/// The plan of a query that is rewritten.
pub(crate) async fn logical_plan(state: &SessionState, query: ast::Query) -> Result<LogicalPlan, SqlError> {
    let statement = EngineStatement::Statement(Box::new(ast::Statement::Query(Box::new(query))));
    let plan = state.statement_to_plan(statement).await.map_err(refused::refused)?;
    let only_queries = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
    only_queries.verify_plan(&plan)?;
    Ok(plan)
}

/// DataFusion's state for one statement.
pub(crate) fn state(session: &Session, context: &Arc<StatementContext>) -> SessionState {
    let mut state = session.engine().state();
    state.config_mut().set_extension(Arc::clone(context));
    state
}

/// What is known of a statement before it runs.
pub(crate) async fn describe(session: &Session, parsed: &Parsed) -> Result<Description, SqlError> {
    let parameters = vec![DataType::Utf8; parsed.parameters];
    let answer = match &parsed.statement {
        Statement::Query(query) => {
            let (columns, types) = describe_query(session, query).await?;
            let of_number = |number: usize| types.get(&format!("${number}")).cloned().flatten();
            let parameters = (1..=parsed.parameters).map(|it| of_number(it).unwrap_or(DataType::Utf8)).collect();
            return Ok(Description { columns: Some(columns), parameters });
        }
        // These make no call, so that their columns are those of their answer.
        Statement::Show(_) | Statement::Describe { .. } | Statement::DescribeMethod { .. } => {
            show::run(session, parsed).await?
        }
        Statement::Explain { analyze: false, .. } => explain::run(session, parsed).await?,
        Statement::Explain { analyze: true, .. } => {
            return Ok(Description { columns: Some(explain::measured_columns()?), parameters });
        }
        _ => {
            let columns = change::describe(session, parsed)?;
            return Ok(Description { columns, parameters: change::parameter_types(session, parsed) });
        }
    };
    Ok(Description { columns: answer.schema(), parameters })
}

async fn describe_query(
    session: &Session,
    query: &ast::Query,
) -> Result<(SchemaRef, HashMap<String, Option<DataType>>), SqlError> {
    let (_, plan) = plan(session, &session.context_of_statement(), query).await?;
    let types = plan.get_parameter_types()?;
    Ok((Arc::clone(plan.schema().inner()), types))
}
