//! What DataFusion asks of the catalogs: schemas and tables by name, made when they are asked for.

use std::sync::Arc;

use async_trait::async_trait;
use callboard_model::naming::sql::{self, Relation};
use callboard_model::types;
use datafusion::catalog::{CatalogProvider, MemorySchemaProvider, SchemaProvider, TableProvider};
use datafusion::error::Result;
use datafusion::execution::context::SessionContext;
use datafusion::logical_expr::TableType;

use super::information::{INFORMATION_SCHEMA, InformationSchema};
use super::{CATALOGS, find, services, types_in};
use crate::scan::LazyTable;

/// The schema where views and tables of the session are, and where unqualified names are looked for.
pub(crate) const DEFAULT_SCHEMA: &str = "public";

/// One of the catalogs of resource types.
#[derive(Debug)]
struct ResourceCatalog {
    defined: Arc<MemorySchemaProvider>,
    information: InformationSchema,
}

/// The tables of one service.
#[derive(Debug)]
struct ServiceSchema {
    service: String,
}

pub(super) fn register(engine: &SessionContext) {
    // Both catalogs have the same schema of definitions, so that a view is found by either name.
    let defined = Arc::new(MemorySchemaProvider::new());
    let state = engine.state();
    let information = InformationSchema {
        catalogs: Arc::downgrade(state.catalog_list()),
        functions: state.table_functions().clone(),
    };
    for name in CATALOGS {
        let catalog = ResourceCatalog { defined: Arc::clone(&defined), information: information.clone() };
        engine.register_catalog(name, Arc::new(catalog));
    }
}

impl CatalogProvider for ResourceCatalog {
    fn schema_names(&self) -> Vec<String> {
        let mut names: Vec<String> = services().map(str::to_owned).collect();
        names.push(DEFAULT_SCHEMA.to_owned());
        names
    }

    fn schema(&self, name: &str) -> Option<Arc<dyn SchemaProvider>> {
        if name == DEFAULT_SCHEMA {
            return Some(Arc::clone(&self.defined) as _);
        }
        if name == INFORMATION_SCHEMA {
            return Some(Arc::new(self.information.clone()));
        }
        let service = services().find(|it| *it == name)?;
        Some(Arc::new(ServiceSchema { service: service.to_owned() }))
    }
}

#[async_trait]
impl SchemaProvider for ServiceSchema {
    fn table_names(&self) -> Vec<String> {
        let mut names = Vec::new();
        for type_name in types_in(&self.service) {
            for relation in relations_by_text(&type_name) {
                names.push(sql::sql_relation(&type_name, relation));
            }
        }
        names
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        // The planner asks for names of functions too; a table that is not there is told of when it is planned.
        let table = find(&[self.service.clone(), name.to_owned()]).ok();
        Ok(table.map(|it| Arc::new(LazyTable::Resources(it)) as _))
    }

    async fn table_type(&self, _name: &str) -> Result<Option<TableType>> {
        Ok(Some(TableType::Base))
    }

    fn table_exist(&self, name: &str) -> bool {
        sql::sql_relation_of(&self.service, name).is_some()
    }
}

/// The relations that a type has, as far as its schema's text tells without being parsed.
fn relations_by_text(type_name: &str) -> Vec<Relation> {
    let mut relations = vec![Relation::Resources, Relation::ListOnly];
    let Some(text) = types::resource_type(type_name).map(|it| it.schema_text()) else { return relations };
    if !text.contains("\"taggable\":false") && (text.contains("\"tagProperty\"") || text.contains("\"Tags\":{")) {
        relations.push(Relation::Tags);
    }
    relations
}
