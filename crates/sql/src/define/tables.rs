//! `CREATE TABLE`, `CREATE MATERIALIZED VIEW`, `REFRESH`: rows that are kept.

use std::sync::Arc;

use datafusion::sql::sqlparser::ast;

use super::library::{self, Definition, DefinitionKind, ident};
use super::{files, own_name, query_of, refuse_if_read_only, rows, views};
use crate::error::sqlstate;
use crate::{Answer, Session, SqlError, query};

/// `CREATE [OR REPLACE] MATERIALIZED VIEW v AS …`: runs the query and keeps its rows.
pub(super) async fn create_materialized_view(session: &Session, view: &ast::CreateView) -> Result<Answer, SqlError> {
    let mut view = view.clone();
    if !view.temporary {
        refuse_if_read_only(session, "CREATE MATERIALIZED VIEW")?;
        files::make_absolute(&mut view.query)?;
    }
    let definition = Definition::of_view(&view, DefinitionKind::MaterializedView)?;
    let replaces = view.or_replace.then_some(DefinitionKind::MaterializedView);
    if exists(session, &definition.name, view.if_not_exists, replaces)? {
        return Ok(Answer::Done("CREATE MATERIALIZED VIEW".to_owned()));
    }
    let count = fill(session, definition, replaces).await?;
    Ok(Answer::Done(format!("SELECT {count}")))
}

/// `REFRESH MATERIALIZED VIEW v`: the rows that its query has now take the place of those it had.
pub(super) async fn refresh(session: &Session, path: &[String]) -> Result<Answer, SqlError> {
    let definition = library::find(session, path)?;
    if definition.kind != DefinitionKind::MaterializedView {
        let message = format!("`{}` is a {}", definition.name, views::words(definition.kind));
        let error = SqlError::new(sqlstate::WRONG_OBJECT_TYPE, message);
        return Err(error.with_hint("only a materialized view has rows of an earlier time"));
    }
    if !session.local.temporary().contains_key(&definition.name) {
        refuse_if_read_only(session, "REFRESH MATERIALIZED VIEW")?;
    }
    let definition = Definition::clone(&definition);
    fill(session, definition, Some(DefinitionKind::MaterializedView)).await?;
    Ok(Answer::Done("REFRESH MATERIALIZED VIEW".to_owned()))
}

/// `CREATE [OR REPLACE] [TEMP] TABLE t (…)`, or `AS SELECT …`.
pub(super) async fn create(session: &Session, table: &ast::CreateTable) -> Result<Answer, SqlError> {
    if table.external || table.location.is_some() {
        return Err(SqlError::unsupported("CREATE EXTERNAL TABLE is not supported")
            .with_hint("a file is read by its name: CREATE VIEW t AS SELECT * FROM 'x.parquet'"));
    }
    if table.like.is_some() || table.clone.is_some() || table.inherits.is_some() {
        return Err(SqlError::unsupported("CREATE TABLE takes columns, or AS SELECT"));
    }
    if !table.temporary {
        refuse_if_read_only(session, "CREATE TABLE")?;
    }
    let name = own_name(&table.name)?;
    let replaces = table.or_replace.then_some(DefinitionKind::Table);
    if exists(session, &name, table.if_not_exists, replaces)? {
        return Ok(Answer::Done("CREATE TABLE".to_owned()));
    }
    let source = match &table.query {
        Some(query) => query.clone(),
        None => Box::new(without_rows(&table.columns)?),
    };
    let mut definition = Definition::of_table(name, table.temporary, None);
    definition.query = Some(source);
    if table.query.is_some() {
        definition.columns = table.columns.iter().map(|it| it.name.value.to_lowercase()).collect();
    }
    let unenforced = table.columns.iter().any(|it| !it.options.is_empty()) || !table.constraints.is_empty();
    let count = fill(session, definition, replaces).await?;
    if unenforced {
        session.context_of_statement().notice("constraints and defaults of local tables are not enforced");
    }
    Ok(Answer::Done(if table.query.is_some() { format!("SELECT {count}") } else { "CREATE TABLE".to_owned() }))
}

/// Runs the query of a definition and keeps the definition with the rows.
async fn fill(session: &Session, definition: Definition, replaces: Option<DefinitionKind>) -> Result<u64, SqlError> {
    let Some(source) = definition.query.clone() else {
        return Err(SqlError::new(sqlstate::INVALID_DEFINITION, format!("`{}` has no query", definition.name)));
    };
    let source = if definition.columns.is_empty() { source } else { Box::new(renamed(&definition, &source)?) };
    let context = session.context_of_statement();
    let stream = query::rows(session, &context, &source).await?;
    let (name, temporary) = (definition.name.clone(), definition.temporary);
    let (kept, count) = rows::take(session, &name, temporary, stream).await?;
    let definition =
        Definition { query: definition.query.filter(|_| definition.kind != DefinitionKind::Table), ..definition };
    let definition = Arc::new(definition.with_rows(kept));
    library::change(session, temporary, |all| {
        views::refuse_other(all, &name, replaces)?;
        all.insert(name.clone(), definition);
        Ok(())
    })
    .await?;
    Ok(count)
}

/// Whether nothing is to be done, because it is there and that is right.
fn exists(
    session: &Session,
    name: &str,
    if_not_exists: bool,
    replaces: Option<DefinitionKind>,
) -> Result<bool, SqlError> {
    let all = library::all(session)?;
    if if_not_exists && all.contains_key(name) {
        return Ok(true);
    }
    // Before the query is run, which may take long.
    views::refuse_other(&all, name, replaces)?;
    Ok(false)
}

/// A query with the names that a definition gives its columns.
fn renamed(definition: &Definition, source: &ast::Query) -> Result<ast::Query, SqlError> {
    let columns: Vec<String> = definition.columns.iter().map(|it| ident(it).to_string()).collect();
    query_of(&format!("SELECT * FROM ({source}) AS renamed ({})", columns.join(", ")))
}

/// A query that gives no rows of these columns.
fn without_rows(columns: &[ast::ColumnDef]) -> Result<ast::Query, SqlError> {
    if columns.is_empty() {
        return Err(SqlError::syntax("a table needs columns: CREATE TABLE t (a TEXT, b BIGINT)"));
    }
    let values = columns.iter().map(|it| {
        let data_type = match &it.data_type {
            ast::DataType::JSON | ast::DataType::JSONB | ast::DataType::Uuid => ast::DataType::Text,
            other => other.clone(),
        };
        format!("CAST(NULL AS {data_type}) AS {}", it.name)
    });
    query_of(&format!("SELECT {} LIMIT 0", values.collect::<Vec<_>>().join(", ")))
}
