//! `pg_catalog` and `information_schema`: what clients look at to find out what there is.
//!
//! ```text
//! SELECT … FROM pg_catalog.pg_class c …
//!        │ columns.rs: names of columns as PostgreSQL gives them
//!        │ rewrite.rs: PostgreSQL's own spellings, `pg_class` as `pg_system.pg_catalog.pg_class`
//!        │ empty.rs: joins with what is never there are answered without DataFusion
//!        ▼
//! provider.rs ──▶ tables.rs (columns), rows.rs (what is in them), functions.rs
//! ```
//!
//! A database is a catalog (`aws`), a schema a service (`ivs`), a table the resources of a type. Rows are worked out when
//! they are read, from names alone wherever that will do: there are 1,900 types.

mod columns;
mod empty;
mod functions;
mod provider;
mod rewrite;
mod rows;
mod tables;

use callboard_sql::Extension;
use callboard_sql::datafusion::execution::context::SessionContext;
use callboard_sql::datafusion::sql::sqlparser::ast;

pub(crate) use columns::told;

/// The catalog that holds PostgreSQL's schemas; clients never see its name.
pub(crate) const SYSTEM: &str = "pg_system";

/// The owner of everything.
pub(crate) const OWNER: &str = "callboard";

/// What a session needs to be looked at by PostgreSQL clients.
pub struct PostgresCatalog;

impl Extension for PostgresCatalog {
    fn register(&self, engine: &SessionContext) {
        provider::register(engine);
        functions::register(engine);
    }

    fn rewrite(&self, query: &mut ast::Query) {
        rewrite::rewrite(query);
        if let Some(answer) = empty::answer(query) {
            *query = answer;
        }
    }
}
