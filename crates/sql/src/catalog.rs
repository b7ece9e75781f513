//! The catalog: every resource type as tables, found by name when they are asked for.
//!
//! ```text
//! aws.ivs.stages, awscc.ivs.stages, ivs.stages, "AWS::IVS::Stage"
//!        │ find
//!        ▼
//! Table { AWS::IVS::Stage, Resources } ──▶ columns, typed by the type's schema
//! ```
//!
//! # Invariants
//!
//! - Nothing is registered: a name that is asked for is looked up in the registry, once for the life of the process.
//! - A name that means nothing is an error that names what may have been meant.
//!
//! # Reading order
//!
//! [`find`] is the entry, [`Table`] what it finds; `columns.rs` makes the columns of a type, `suggest.rs` the
//! suggestions, `provider.rs` what DataFusion asks.

mod columns;
mod information;
mod provider;
mod suggest;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use callboard_model::naming::sql::{self, Relation};
use callboard_model::types::{self, ResourceType};
use datafusion::arrow::datatypes::{Schema, SchemaRef};
use datafusion::execution::context::SessionContext;

use crate::SqlError;
use crate::error::sqlstate;
use crate::session::SessionOptions;

pub use columns::{Column, ColumnKind};
pub(crate) use provider::DEFAULT_SCHEMA;

/// Catalogs that hold every resource type.
pub const CATALOGS: [&str; 2] = ["aws", "awscc"];

/// One relation of a resource type.
#[derive(Debug)]
pub struct Table {
    /// What its rows are.
    pub resource_type: &'static ResourceType,
    /// A row a resource, an identifier or a tag.
    pub relation: Relation,
    /// Its schema: `ivs`.
    pub service: String,
    /// Its name by StackQL's rule: `stages`.
    pub name: String,
    /// Its columns, hidden ones last.
    pub columns: Vec<Column>,
    schema: SchemaRef,
    by_spelling: HashMap<String, usize>,
}

/// The table of a name: `aws.ivs.stages`, `awscc.ivs.stages`, `ivs.stages` or `"AWS::IVS::Stage"`.
pub fn find(path: &[String]) -> Result<Arc<Table>, SqlError> {
    if path.iter().any(|it| it.len() > LONGEST_NAME) {
        return Err(SqlError::new(sqlstate::NAME_TOO_LONG, "no table has a name as long as this"));
    }
    let (type_name, relation) = match path {
        [.., name] if name.contains("::") => {
            (suggest::type_of(name).ok_or_else(|| suggest::no_such_type(name))?, Relation::Resources)
        }
        [service, name] => relation_of(service, name)?,
        [catalog, service, name] if CATALOGS.iter().any(|it| catalog.eq_ignore_ascii_case(it)) => {
            relation_of(service, name)?
        }
        _ => return Err(suggest::no_such_path(path)),
    };
    table_of(&type_name, relation).ok_or_else(|| suggest::no_such_path(path))
}

/// Letters of a name that is looked for.
const LONGEST_NAME: usize = 1_000;

/// The schemas of the catalogs: `ivs`, sorted, each once.
pub fn services() -> impl Iterator<Item = &'static str> {
    static SERVICES: OnceLock<Vec<String>> = OnceLock::new();
    let services = SERVICES.get_or_init(|| {
        let mut services: Vec<String> = types::namespaces().map(sql::sql_service).collect();
        services.sort_unstable();
        services.dedup();
        services
    });
    services.iter().map(String::as_str)
}

/// The names of the resource types of a schema, sorted: `AWS::IVS::Stage`.
pub fn types_in(service: &str) -> impl Iterator<Item = String> {
    let service = service.to_ascii_lowercase();
    types::namespaces()
        .filter(move |it| sql::sql_service(it) == service)
        .flat_map(|namespace| types::names_in(namespace).map(move |leaf| format!("{namespace}::{leaf}")))
}

/// One relation of a resource type, where the type has it.
pub fn table_of(type_name: &str, relation: Relation) -> Option<Arc<Table>> {
    type Tables = RwLock<HashMap<(&'static str, Relation), Arc<Table>>>;
    static TABLES: OnceLock<Tables> = OnceLock::new();
    let resource_type = types::resource_type(type_name)?;
    let tables = TABLES.get_or_init(Tables::default);
    let key = (resource_type.name, relation);
    if let Some(known) = tables.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return Some(Arc::clone(known));
    }
    let table = Arc::new(Table::new(resource_type, relation)?);
    tables.write().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&table));
    Some(table)
}

/// A name without what spellings differ in: `AutoParticipantRecordingConfiguration` and
/// `auto_participant_recording_configuration` are one.
pub fn canonical(name: &str) -> String {
    name.chars().filter(|it| !matches!(it, '_' | '-')).map(|it| it.to_ascii_lowercase()).collect()
}

impl Table {
    fn new(resource_type: &'static ResourceType, relation: Relation) -> Option<Self> {
        let columns = columns::columns_of(resource_type, relation)?;
        let fields: Vec<_> = columns.iter().map(Column::field).collect();
        let mut by_spelling = HashMap::new();
        for (number, column) in columns.iter().enumerate() {
            let mut spell = |name: &str| {
                by_spelling.entry(canonical(name)).or_insert(number);
            };
            spell(&column.name);
            if let Some(property) = column.property {
                spell(&property.replace('/', ""));
            }
        }
        Some(Self {
            resource_type,
            relation,
            service: sql::sql_service(resource_type.name),
            name: sql::sql_relation(resource_type.name, relation),
            columns,
            schema: Arc::new(Schema::new(fields)),
            by_spelling,
        })
    }

    /// The column of a name in any spelling: `Name`, `active_session_id`, `ActiveSessionId`, `data__Identifier`.
    pub fn column(&self, spelling: &str) -> Option<&Column> {
        if let Some(exact) = self.columns.iter().find(|it| it.name == spelling) {
            return Some(exact);
        }
        self.by_spelling.get(&canonical(spelling)).map(|number| &self.columns[*number])
    }

    /// The column of a name in any spelling, or an error that names the nearest columns.
    pub fn column_or_suggest(&self, spelling: &str) -> Result<&Column, SqlError> {
        self.column(spelling).ok_or_else(|| suggest::no_such_column(self, spelling))
    }

    /// The columns as DataFusion knows them, in order.
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// `aws.ivs.stages`.
    pub fn qualified_name(&self) -> String {
        format!("{}.{}.{}", CATALOGS[0], self.service, self.name)
    }
}

/// Registers the catalogs `aws` and `awscc`; no table is looked at.
pub(crate) fn register(engine: &SessionContext, options: &SessionOptions) {
    provider::register(engine);
    for (name, catalog) in &options.catalogs {
        engine.register_catalog(name, Arc::clone(catalog));
    }
}

fn relation_of(service: &str, name: &str) -> Result<(String, Relation), SqlError> {
    let found = sql::sql_relation_of(service, name).or_else(|| sql::sql_relation_of(&canonical(service), name));
    found.map(|it| (it.type_name, it.relation)).ok_or_else(|| suggest::no_such_table(service, name))
}

#[cfg(test)]
mod tests;
