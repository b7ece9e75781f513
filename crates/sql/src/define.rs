//! Definitions: what a user makes beside resources: views, tables, files, settings, prepared statements.
//!
//! ```text
//! CREATE VIEW, MATERIALIZED VIEW, TABLE ─▶ library ─▶ file of definitions + Parquet files of rows (or memory)
//! a query ─▶ prepare ─▶ the views, tables and files that it names, registered with DataFusion
//! COPY (query) TO 'x.parquet' ─▶ copy ─▶ a file, whole or not at all
//! ```
//!
//! # Invariants
//!
//! - A view is planned when a query names it: a change of another process is seen by the next statement.
//! - A definition or a file is replaced as a whole, by renaming; readers see the old one or the new one.
//! - Files of this machine are touched only where the session was opened with them, but for the folder of definitions.
//!
//! # Reading order
//!
//! `library.rs` keeps definitions, `prepare.rs` gives them to queries; then one file a kind of statement.

mod copy;
mod files;
mod library;
mod local;
mod local_change;
mod prepare;
mod rows;
mod settings;
mod tables;
#[cfg(test)]
mod tests;
mod views;

use datafusion::arrow::datatypes::SchemaRef;
use datafusion::sql::sqlparser::ast;

use crate::error::sqlstate;
use crate::statement::Statement;
use crate::{Answer, Parsed, Session, SqlError};
pub(crate) use library::definitions;
pub(crate) use local::Local;
pub(crate) use local_change::local_change;
pub(crate) use prepare::{prepare, with_near_names};

/// Runs the statement.
pub(crate) async fn run(session: &Session, parsed: &Parsed) -> Result<Answer, SqlError> {
    let statement = match &parsed.statement {
        Statement::RefreshView(path) => return tables::refresh(session, path).await,
        Statement::Define(statement) => &**statement,
        _ => return Err(SqlError::unsupported(format!("`{}` defines nothing", parsed.text))),
    };
    match statement {
        ast::Statement::CreateView(it) if it.materialized => tables::create_materialized_view(session, it).await,
        ast::Statement::CreateView(it) => views::create(session, it).await,
        ast::Statement::CreateTable(it) => tables::create(session, it).await,
        ast::Statement::Drop { object_type, if_exists, names, .. } => {
            views::drop(session, object_type, *if_exists, names).await
        }
        ast::Statement::Copy { source, to, target, options, .. } => {
            copy::run(session, source, *to, target, options, parsed.hints.overwrite).await
        }
        ast::Statement::Truncate(it) => local_change::truncate(session, it).await,
        ast::Statement::Set(it) => settings::set(session, it),
        ast::Statement::Reset(it) => settings::reset(session, it),
        ast::Statement::Discard { object_type } => Ok(settings::discard(session, object_type)),
        ast::Statement::Prepare { name, statement, .. } => settings::prepare(session, name, statement),
        ast::Statement::Deallocate { name, .. } => settings::deallocate(session, name),
        other => Err(SqlError::unsupported(format!("`{}` is not supported", first_words(other))).with_hint(
            "views, tables, COPY, SET and PREPARE are; resources are changed by INSERT, UPDATE, DELETE, EXEC",
        )),
    }
}

/// The statement that an `EXECUTE` runs, its values bound; nothing where it is another statement.
pub(crate) async fn executed(session: &Session, parsed: &Parsed) -> Result<Option<Parsed>, SqlError> {
    settings::executed(session, parsed).await
}

/// Whether a path can only name a view or table of the user's own.
pub(crate) fn is_local(path: &[String]) -> bool {
    match path {
        [_] => true,
        [.., schema, _] => schema.eq_ignore_ascii_case(crate::catalog::DEFAULT_SCHEMA),
        [] => false,
    }
}

/// The columns of a view or table of the user's own.
pub(crate) async fn schema_of(session: &Session, path: &[String]) -> Result<SchemaRef, SqlError> {
    let definition = library::find(session, path)?;
    prepare::register(session, &session.context_of_statement(), &definition).await?;
    let provider = session.engine().table_provider(prepare::reference(&definition.name)).await?;
    Ok(provider.schema())
}

/// The statement that makes a view or table again.
pub(crate) fn statement_of(session: &Session, path: &[String]) -> Result<String, SqlError> {
    Ok(format!("{};", library::find(session, path)?.statement))
}

/// The name of a view or table of the user's own, as it is kept: in small letters where it was not quoted.
fn own_name(name: &ast::ObjectName) -> Result<String, SqlError> {
    let path: Vec<&ast::Ident> = name.0.iter().filter_map(ast::ObjectNamePart::as_ident).collect();
    let words: Vec<String> = path.iter().map(|it| it.value.clone()).collect();
    match path.last() {
        Some(last) if is_local(&words) && last.quote_style.is_some() => Ok(last.value.clone()),
        Some(last) if is_local(&words) => Ok(last.value.to_lowercase()),
        _ => {
            let message = format!("`{}` is not a name for a view or table", words.join("."));
            let hint = "views and tables of your own have a name of one word; all else is a resource type's";
            Err(SqlError::new(sqlstate::INVALID_NAME, message).with_hint(hint))
        }
    }
}

/// Refuses what outlives the session where changes are refused.
fn refuse_if_read_only(session: &Session, what: &str) -> Result<(), SqlError> {
    if session.options().read_only && session.options().definitions.is_some() {
        let message = format!("{what} is refused: the session is read-only");
        return Err(SqlError::new(sqlstate::READ_ONLY, message).with_hint("CREATE TEMP … is possible"));
    }
    Ok(())
}

fn first_words(statement: &ast::Statement) -> String {
    statement.to_string().split_whitespace().take(3).collect::<Vec<_>>().join(" ")
}

/// The query of a text that was made here.
fn query_of(text: &str) -> Result<ast::Query, SqlError> {
    match crate::syntax::parse(text)?.into_iter().next().map(|it| it.statement) {
        Some(Statement::Query(query)) => Ok(*query),
        _ => Err(SqlError::syntax(format!("`{text}` is not a query"))),
    }
}
