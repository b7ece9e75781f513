//! `SHOW` and `DESCRIBE`: what there is, answered from the registry.
//!
//! ```text
//! Show | Describe ─▶ place (what the path names) ─▶ rows of facts ─▶ filter (LIKE, WHERE) ─▶ Answer
//! ```
//!
//! # Invariants
//!
//! - Columns are StackQL's, in StackQL's order; what `EXTENDED` adds stands behind them.
//! - A listing of names parses no schema and decompresses no model.
//! - Only `SHOW AUTH` makes a call.
//!
//! # Reading order
//!
//! `place.rs` reads paths, `rows.rs` makes columns; then one file a statement.

mod describe;
mod facts;
mod filter;
mod insert;
mod methods;
mod operation;
mod permissions;
mod place;
mod resources;
mod rows;
mod services;
mod settings;
mod tables;
#[cfg(test)]
mod tests;
pub(crate) mod variables;

use datafusion::arrow::record_batch::RecordBatch;

use crate::statement::{Listing, Show, Statement};
use crate::{Answer, Parsed, Session, SqlError};

/// Runs the statement.
pub(crate) async fn run(session: &Session, parsed: &Parsed) -> Result<Answer, SqlError> {
    match &parsed.statement {
        Statement::Describe { table, extended } => describe::run(session, table, *extended).await,
        Statement::DescribeMethod { method, extended } => operation::run(session, method, *extended).map(answer),
        Statement::Show(show) => self::show(session, parsed, show).await,
        other => Err(SqlError::unsupported(format!("{other:?} is not a SHOW statement"))),
    }
}

async fn show(session: &Session, parsed: &Parsed, show: &Show) -> Result<Answer, SqlError> {
    let filtered = |batch: RecordBatch, listing: &Listing| Ok(answer(filter::filter(session, batch, listing)?));
    match show {
        Show::Providers => services::providers().map(answer),
        Show::Services(listing) => filtered(services::services(listing)?, listing),
        Show::Resources(listing) => filtered(resources::resources(listing)?, listing),
        Show::Methods(listing) => filtered(methods::methods(session, listing)?, listing),
        Show::Permissions { table, method } => permissions::permissions(table, method.as_deref()).map(answer),
        Show::InsertInto(table) => insert::template(session, table, parsed.hints.required).map(answer),
        Show::Target => settings::target(session).map(answer),
        Show::Version { extended } => settings::version(session, *extended).map(answer),
        Show::Auth => settings::auth(session).await.map(answer),
        Show::TransactionIsolationLevel => settings::isolation_level().map(answer),
        Show::Other(statement) => variables::run(session, statement).await,
    }
}

fn answer(batch: RecordBatch) -> Answer {
    Answer::of_batches(batch.schema(), vec![batch])
}
