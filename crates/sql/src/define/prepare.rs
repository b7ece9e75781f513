//! Before a query is planned: the views, tables and files that it names are made known to DataFusion.

use callboard_model::naming::nearest_names;
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use datafusion::catalog::SchemaProvider;
use datafusion::catalog::view::ViewTable;
use datafusion::common::TableReference;
use datafusion::logical_expr::{Expr, LogicalPlanBuilder};
use datafusion::sql::sqlparser::ast::{self, Visit as _};

use super::library::{self, Definition, DefinitionKind, Rows};
use super::{files, rows};
use crate::catalog::{CATALOGS, DEFAULT_SCHEMA};
use crate::context::StatementContext;
use crate::error::sqlstate;
use crate::{Session, SqlError, query, syntax};

/// How deep views may be nested.
const DEEPEST: usize = 16;

/// Makes known what a query names: views and tables of the user's own, and files, whose names are rewritten.
pub(crate) async fn prepare(
    session: &Session,
    context: &Arc<StatementContext>,
    query: &mut ast::Query,
) -> Result<(), SqlError> {
    prepare_within(&Scope { session, context }, query, &mut Vec::new()).await
}

/// Makes one definition known.
pub(super) async fn register(
    session: &Session,
    context: &Arc<StatementContext>,
    definition: &Definition,
) -> Result<(), SqlError> {
    register_within(&Scope { session, context }, definition, &mut Vec::new()).await
}

/// Where queries are prepared.
struct Scope<'a> {
    session: &'a Session,
    context: &'a Arc<StatementContext>,
}

/// How DataFusion calls a view or table of the user's own.
pub(super) fn reference(name: &str) -> TableReference {
    TableReference::full(CATALOGS[0], DEFAULT_SCHEMA, name)
}

/// The names of the user's own that a view's query may mean. A name that `WITH` gives is none.
pub(super) fn named_by(definition: &Definition) -> Vec<String> {
    let Some(query) = definition.query.as_deref().filter(|_| definition.kind == DefinitionKind::View) else {
        return Vec::new();
    };
    let mut given = GivenNames::default();
    let _ = query.visit(&mut given);
    names_in(query).0.into_iter().filter(|it| !given.0.contains(it)).collect()
}

/// Names that `WITH` gives, anywhere in a query.
#[derive(Default)]
struct GivenNames(BTreeSet<String>);

impl ast::Visitor for GivenNames {
    type Break = ();

    fn pre_visit_query(&mut self, query: &ast::Query) -> ControlFlow<()> {
        let tables = query.with.iter().flat_map(|it| &it.cte_tables);
        self.0.extend(tables.map(|it| it.alias.name.value.to_lowercase()));
        ControlFlow::Continue(())
    }
}

/// The same error, with the name of the user's own that may have been meant where a table is missing.
pub(crate) fn with_near_names(session: &Session, error: SqlError) -> SqlError {
    let missing = error.message.strip_prefix("there is no table `").and_then(|it| it.strip_suffix('`'));
    let missing = missing.filter(|it| error.sqlstate == sqlstate::UNDEFINED_TABLE && !it.contains('.'));
    let own = missing.and_then(|name| Some((name, library::all(session).ok()?)));
    match own.and_then(|(name, own)| nearest_names(name, own.into_keys()).into_iter().next()) {
        Some(near) => error.with_hint(format!("did you mean `{near}`?")),
        None => error,
    }
}

async fn prepare_within(scope: &Scope<'_>, query: &mut ast::Query, inside: &mut Vec<String>) -> Result<(), SqlError> {
    files::prepare(scope.session, query).await?;
    let (names, everything) = names_in(query);
    if names.is_empty() && !everything {
        return Ok(());
    }
    let definitions = library::all(scope.session)?;
    let schema = own_schema(scope.session)?;
    // What another process has dropped is not found any more.
    let stale: Vec<String> = schema.table_names().into_iter().filter(|it| !definitions.contains_key(it)).collect();
    for name in stale {
        schema.deregister_table(&name)?;
    }
    for definition in definitions.values() {
        if names.contains(&definition.name) {
            register_within(scope, definition, inside).await?;
        } else if everything {
            // A view that has become wrong is missing from a listing; a query of it says what is wrong.
            let _ = register_within(scope, definition, inside).await;
        }
    }
    Ok(())
}

async fn register_within(scope: &Scope<'_>, definition: &Definition, inside: &mut Vec<String>) -> Result<(), SqlError> {
    let schema = own_schema(scope.session)?;
    let provider = match (&definition.rows, &definition.query) {
        (Some(Rows::Memory(table)), _) => Arc::clone(table),
        (Some(Rows::File(path)), _) => rows::of_file(scope.session, path).await?,
        (None, Some(query)) => {
            let name = &definition.name;
            if inside.contains(name) {
                let message = format!("the view `{name}` is part of itself: {} → {name}", inside.join(" → "));
                return Err(SqlError::new(sqlstate::INVALID_DEFINITION, message));
            }
            if inside.len() >= DEEPEST {
                let message = format!("views are nested more than {DEEPEST} deep: {} → {name}", inside.join(" → "));
                return Err(SqlError::new(sqlstate::LIMIT_EXCEEDED, message));
            }
            inside.push(name.clone());
            let planned = Box::pin(view(scope, query, definition, inside)).await;
            inside.pop();
            Arc::new(planned.map_err(|error| {
                if inside.is_empty() { error.with_detail(format!("in the view `{name}`")) } else { error }
            })?)
        }
        (None, None) => {
            let message = format!("`{}` has neither rows nor a query", definition.name);
            return Err(SqlError::new(sqlstate::INVALID_DEFINITION, message));
        }
    };
    schema.deregister_table(&definition.name)?;
    schema.register_table(definition.name.clone(), provider)?;
    Ok(())
}

async fn view(
    scope: &Scope<'_>,
    query: &ast::Query,
    definition: &Definition,
    inside: &mut Vec<String>,
) -> Result<ViewTable, SqlError> {
    let mut query = query.clone();
    prepare_within(scope, &mut query, inside).await?;
    syntax::rewrite_query(&mut query, scope.session)?;
    let state = query::state(scope.session, scope.context);
    let mut plan = query::logical_plan(&state, query).await?;
    if !definition.columns.is_empty() {
        let given = plan.schema().columns();
        if given.len() < definition.columns.len() {
            let message = format!(
                "`{}` names {} columns, but its query has {}",
                definition.name,
                definition.columns.len(),
                given.len()
            );
            return Err(SqlError::new(sqlstate::INVALID_DEFINITION, message));
        }
        let named = given.into_iter().enumerate().map(|(at, column)| match definition.columns.get(at) {
            Some(name) => Expr::Column(column).alias(name),
            None => Expr::Column(column),
        });
        plan = LogicalPlanBuilder::from(plan).project(named.collect::<Vec<_>>())?.build()?;
    }
    Ok(ViewTable::new(plan, Some(definition.statement.clone())))
}

/// The names of the user's own that a query may mean, and whether it asks for all there are.
fn names_in(query: &ast::Query) -> (BTreeSet<String>, bool) {
    let mut names = BTreeSet::new();
    let mut everything = false;
    let _ = ast::visit_relations(query, |relation| {
        let path: Vec<String> = relation.0.iter().filter_map(|it| it.as_ident()).map(|it| it.value.clone()).collect();
        if path.iter().any(|it| matches!(it.to_lowercase().as_str(), "information_schema" | "pg_catalog"))
            || matches!(&path[..], [name] if name.to_lowercase().starts_with("pg_"))
        {
            everything = true;
        } else if let Ok(name) = super::own_name(relation) {
            names.insert(name);
        }
        ControlFlow::<()>::Continue(())
    });
    (names, everything)
}

fn own_schema(session: &Session) -> Result<Arc<dyn SchemaProvider>, SqlError> {
    let catalog = session.engine().catalog(CATALOGS[0]);
    catalog
        .and_then(|it| it.schema(DEFAULT_SCHEMA))
        .ok_or_else(|| SqlError::new(sqlstate::INTERNAL, "the catalog has no schema for views and tables"))
}
