//! `information_schema`: DataFusion's own, over the part of the catalogs that a query asks for.
//!
//! A table is built to be asked for its columns, and there are some ten thousand.
//! `WHERE table_schema = 'ivs' AND table_name = 'stages'` leaves two of them.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use async_trait::async_trait;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::information_schema::{INFORMATION_SCHEMA_TABLES, InformationSchemaProvider};
use datafusion::catalog::{
    CatalogProvider, CatalogProviderList, SchemaProvider, Session, TableFunction, TableProvider,
};
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;

use crate::scan::equality;

/// Its name in every catalog.
pub(super) const INFORMATION_SCHEMA: &str = "information_schema";

/// The schema of a catalog that tells of all catalogs.
#[derive(Debug, Clone)]
pub(super) struct InformationSchema {
    // Weak, since the list holds the catalog that gives this.
    pub(super) catalogs: Weak<dyn CatalogProviderList>,
    pub(super) functions: HashMap<String, Arc<TableFunction>>,
}

/// One of its tables.
#[derive(Debug)]
struct InformationTable {
    of: InformationSchema,
    name: String,
    schema: SchemaRef,
}

/// Names that a query asks for; any, where it does not say.
#[derive(Debug, Clone, Default)]
struct Only {
    catalogs: Option<Vec<String>>,
    schemas: Option<Vec<String>>,
    tables: Option<Vec<String>>,
}

/// The part of something that is asked for.
#[derive(Debug)]
struct Part<T: ?Sized> {
    only: Arc<Only>,
    whole: Arc<T>,
}

impl InformationSchema {
    async fn provider(&self, name: &str, only: Only) -> Result<Option<Arc<dyn TableProvider>>> {
        let Some(whole) = self.catalogs.upgrade() else { return Ok(None) };
        let provider = InformationSchemaProvider::new(Arc::new(Part { only: Arc::new(only), whole }));
        provider.with_table_functions(self.functions.clone()).table(name).await
    }
}

#[async_trait]
impl SchemaProvider for InformationSchema {
    fn table_names(&self) -> Vec<String> {
        INFORMATION_SCHEMA_TABLES.iter().map(|it| (*it).to_owned()).collect()
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        let Some(whole) = self.provider(name, Only::default()).await? else { return Ok(None) };
        let schema = whole.schema();
        Ok(Some(Arc::new(InformationTable { of: self.clone(), name: name.to_owned(), schema })))
    }

    fn table_exist(&self, name: &str) -> bool {
        INFORMATION_SCHEMA_TABLES.iter().any(|it| it.eq_ignore_ascii_case(name))
    }
}

#[async_trait]
impl TableProvider for InformationTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::View
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        _limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let mut only = Only::default();
        for (column, values) in filters.iter().filter_map(equality) {
            only.restrict(column, values);
        }
        let Some(table) = self.of.provider(&self.name, only).await? else {
            return datafusion::common::exec_err!("the session of `information_schema` is over");
        };
        table.scan(state, projection, &[], None).await
    }
}

impl Only {
    fn restrict(&mut self, column: &str, values: Vec<String>) {
        let names = match column {
            "table_catalog" | "catalog_name" => &mut self.catalogs,
            "table_schema" | "schema_name" => &mut self.schemas,
            "table_name" => &mut self.tables,
            _ => return,
        };
        match names {
            Some(names) => names.retain(|it| values.contains(it)),
            None => *names = Some(values),
        }
    }
}

fn is_wanted(names: &Option<Vec<String>>, name: &String) -> bool {
    names.as_ref().is_none_or(|it| it.contains(name))
}

impl CatalogProviderList for Part<dyn CatalogProviderList> {
    fn register_catalog(&self, name: String, catalog: Arc<dyn CatalogProvider>) -> Option<Arc<dyn CatalogProvider>> {
        self.whole.register_catalog(name, catalog)
    }

    fn catalog_names(&self) -> Vec<String> {
        let names = self.whole.catalog_names().into_iter();
        names.filter(|it| is_wanted(&self.only.catalogs, it)).collect()
    }

    fn catalog(&self, name: &str) -> Option<Arc<dyn CatalogProvider>> {
        let whole = self.whole.catalog(name)?;
        Some(Arc::new(Part { only: Arc::clone(&self.only), whole }))
    }
}

impl CatalogProvider for Part<dyn CatalogProvider> {
    fn schema_names(&self) -> Vec<String> {
        let names = self.whole.schema_names().into_iter();
        names.filter(|it| is_wanted(&self.only.schemas, it)).collect()
    }

    fn schema(&self, name: &str) -> Option<Arc<dyn SchemaProvider>> {
        let whole = self.whole.schema(name)?;
        Some(Arc::new(Part { only: Arc::clone(&self.only), whole }))
    }
}

#[async_trait]
impl SchemaProvider for Part<dyn SchemaProvider> {
    fn owner_name(&self) -> Option<&str> {
        self.whole.owner_name()
    }

    fn table_names(&self) -> Vec<String> {
        let names = self.whole.table_names().into_iter();
        names.filter(|it| is_wanted(&self.only.tables, it)).collect()
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        self.whole.table(name).await
    }

    async fn table_type(&self, name: &str) -> Result<Option<TableType>> {
        self.whole.table_type(name).await
    }

    fn table_exist(&self, name: &str) -> bool {
        self.whole.table_exist(name)
    }
}
