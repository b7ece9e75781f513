//! `SHOW TABLES`, `SHOW VIEWS`, `SHOW SCHEMAS`, `SHOW COLUMNS`, `SHOW FUNCTIONS`.
//!
//! Without a schema `SHOW TABLES` lists the views and tables of the user's own: all relations of all resource types
//! are some 5,000 names, which `information_schema.tables` has for those who want them.

use callboard_model::naming::sql::{Relation, sql_relation, sql_service};
use callboard_model::types;
use datafusion::arrow::array::BooleanArray;
use datafusion::arrow::compute::filter_record_batch;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::error::DataFusionError;
use datafusion::sql::sqlparser::ast;

use super::rows::Columns;
use super::{describe, filter, place};
use crate::statement::Listing;
use crate::{Answer, Session, SqlError, define};

struct TableRow {
    catalog: String,
    schema: String,
    name: String,
    kind: String,
}

/// Runs the statement.
pub(super) async fn run(session: &Session, statement: &ast::Statement) -> Result<Answer, SqlError> {
    let (batch, options) = match statement {
        ast::Statement::ShowTables { show_options, .. } => (tables(session, &scope(show_options))?, show_options),
        ast::Statement::ShowViews { show_options, .. } => {
            let batch = tables(session, &scope(show_options))?;
            let kinds = filter::texts(&batch, "table_type");
            let views: BooleanArray = kinds.iter().map(|it| it.map(|it| it.contains("VIEW"))).collect();
            (filter_record_batch(&batch, &views).map_err(DataFusionError::from)?, show_options)
        }
        ast::Statement::ShowSchemas { show_options, .. } | ast::Statement::ShowDatabases { show_options, .. } => {
            (schemas()?, show_options)
        }
        ast::Statement::ShowColumns { show_options, .. } => {
            return describe::run(session, &scope(show_options), true).await;
        }
        ast::Statement::ShowFunctions { filter } => {
            let listing = listing_of(filter.as_ref())?;
            return filter::filter(session, functions(session)?, &listing).map(super::answer);
        }
        ast::Statement::ShowCreate { obj_name, .. } => {
            let name = path_of(obj_name);
            let text = define::statement_of(session, &name)?;
            return Columns::of(&[text]).text("create_statement", |it| it).finish().map(super::answer);
        }
        other => {
            let error = SqlError::unsupported(format!("`{other}` is not supported"));
            return Err(error.with_hint("SHOW SERVICES, RESOURCES, METHODS, PERMISSIONS, TABLES, TARGET, ALL, …"));
        }
    };
    let position = options.filter_position.as_ref().map(|it| match it {
        ast::ShowStatementFilterPosition::Infix(filter) | ast::ShowStatementFilterPosition::Suffix(filter) => filter,
    });
    filter::filter(session, batch, &listing_of(position)?).map(super::answer)
}

fn tables(session: &Session, scope: &[String]) -> Result<RecordBatch, SqlError> {
    let rows = if scope.is_empty() || define::is_local(&[scope, &[String::new()]].concat()) {
        let own = define::definitions(session)?.into_iter();
        own.map(|it| TableRow {
            catalog: place::PROVIDERS[0].to_owned(),
            schema: "public".to_owned(),
            kind: it.kind.word().to_owned(),
            name: it.name.clone(),
        })
        .collect()
    } else {
        let place = place::service(scope)?;
        let mut rows = Vec::new();
        for of in place.type_names().filter_map(|it| types::resource_type(&it)) {
            let tags = of.tag_property().map(|_| Relation::Tags);
            let list = of.handler(types::Action::List).map(|_| Relation::ListOnly);
            for relation in [Some(Relation::Resources), list, tags].into_iter().flatten() {
                rows.push(TableRow {
                    catalog: place.provider.to_owned(),
                    schema: place.name.clone(),
                    name: sql_relation(of.name, relation),
                    kind: if relation == Relation::Resources { "BASE TABLE" } else { "VIEW" }.to_owned(),
                });
            }
        }
        rows
    };
    Columns::of(&rows)
        .text("table_catalog", |it| &it.catalog)
        .text("table_schema", |it| &it.schema)
        .text("table_name", |it| &it.name)
        .text("table_type", |it| &it.kind)
        .finish()
}

fn schemas() -> Result<RecordBatch, SqlError> {
    let mut rows: Vec<String> = types::namespaces().map(sql_service).collect();
    rows.push("public".to_owned());
    rows.sort();
    rows.dedup();
    Columns::of(&rows).text("schema_name", |it| it).finish()
}

fn functions(session: &Session) -> Result<RecordBatch, SqlError> {
    let state = session.engine().state();
    let mut rows: Vec<(&str, &str)> = Vec::new();
    rows.extend(state.scalar_functions().keys().map(|it| (it.as_str(), "scalar")));
    rows.extend(state.aggregate_functions().keys().map(|it| (it.as_str(), "aggregate")));
    rows.extend(state.window_functions().keys().map(|it| (it.as_str(), "window")));
    rows.extend(state.table_functions().keys().map(|it| (it.as_str(), "table")));
    rows.sort_unstable();
    Columns::of(&rows).text("name", |(name, _)| name).text("kind", |(_, kind)| kind).finish()
}

/// What stands behind `IN` or `FROM`.
fn scope(options: &ast::ShowStatementOptions) -> Vec<String> {
    let inside = options.show_in.as_ref().and_then(|it| it.parent_name.as_ref());
    inside.map(path_of).unwrap_or_default()
}

fn path_of(name: &ast::ObjectName) -> Vec<String> {
    name.0.iter().filter_map(|it| it.as_ident()).map(|it| it.value.clone()).collect()
}

fn listing_of(filter: Option<&ast::ShowStatementFilter>) -> Result<Listing, SqlError> {
    let mut listing = Listing::default();
    match filter {
        None => {}
        Some(
            ast::ShowStatementFilter::Like(pattern)
            | ast::ShowStatementFilter::ILike(pattern)
            | ast::ShowStatementFilter::NoKeyword(pattern),
        ) => listing.like = Some(pattern.clone()),
        Some(ast::ShowStatementFilter::Where(predicate)) => listing.predicate = Some(predicate.clone()),
    }
    Ok(listing)
}
