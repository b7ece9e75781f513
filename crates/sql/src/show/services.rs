//! `SHOW PROVIDERS` and `SHOW SERVICES`.
//!
//! A service is what has tables: `ivs`, the namespace `AWS::IVS`. `EXTENDED` also lists the APIs whose operations
//! `EXEC` runs (`ivs_realtime`), under the catalog `aws`.

use std::collections::{BTreeMap, HashMap};

use callboard_model::naming::sql::sql_service;
use callboard_model::registry::{self, ServiceEntry};
use callboard_model::types;
use datafusion::arrow::record_batch::RecordBatch;

use super::place::{self, PROVIDERS, api_name};
use super::rows::Columns;
use crate::SqlError;
use crate::statement::Listing;

struct ServiceRow {
    provider: &'static str,
    name: String,
    title: String,
    version: Option<&'static str>,
    types: usize,
    operations: usize,
}

/// `SHOW PROVIDERS`: the version is that of the registry's schemas.
pub(super) fn providers() -> Result<RecordBatch, SqlError> {
    let version = registry::sources().lines().find_map(|line| line.strip_prefix("cfn-lint\t")?.split('\t').next());
    Columns::of(&PROVIDERS).text("name", |it| it).some_text("version", |_| version).finish()
}

/// `SHOW SERVICES`, from the index alone but for titles of services whose API has another name.
pub(super) fn services(listing: &Listing) -> Result<RecordBatch, SqlError> {
    let provider = match &listing.of[..] {
        [] => PROVIDERS[0],
        [name] => place::provider(name)?,
        path => return Err(SqlError::syntax(format!("`{}` is not a provider", path.join(".")))),
    };
    let mut rows = of_resources(provider);
    if listing.extended && provider == PROVIDERS[0] {
        for entry in registry::services() {
            rows.entry(api_name(entry)).or_insert_with_key(|name| row_of_api(provider, name, entry));
        }
    }
    let rows: Vec<ServiceRow> = rows.into_values().collect();
    let columns = Columns::of(&rows)
        .text("id", |it| format!("{}.{}", it.provider, it.name))
        .text("name", |it| &it.name)
        .text("title", |it| &it.title);
    if !listing.extended {
        return columns.finish();
    }
    columns
        .text("description", ServiceRow::description)
        .some_text("version", |it| it.version)
        .truth("preferred", |it| it.types > 0)
        .finish()
}

/// Services with tables, by name.
fn of_resources(provider: &'static str) -> BTreeMap<String, ServiceRow> {
    let by_id: HashMap<String, &'static ServiceEntry> =
        registry::services().iter().map(|it| (it.service_id.replace([' ', '-'], "").to_lowercase(), it)).collect();
    let mut rows: BTreeMap<String, ServiceRow> = BTreeMap::new();
    for namespace in types::namespaces() {
        let name = sql_service(namespace);
        let types = types::names_in(namespace).count();
        if let Some(row) = rows.get_mut(&name) {
            row.types += types;
            continue;
        }
        let api = by_id.get(&name).copied().or_else(|| api_of_types(namespace));
        let title = match api {
            Some(api) if !api.full_name.is_empty() => api.full_name,
            _ => namespace,
        };
        let operations = api.filter(|it| api_name(it) == name).map_or(0, |it| it.operation_names().count());
        let version = api.map(|it| it.api_version);
        rows.insert(name.clone(), ServiceRow { provider, name, title: title.to_owned(), version, types, operations });
    }
    rows
}

/// The API behind the first type of a namespace for which one is known.
fn api_of_types(namespace: &str) -> Option<&'static ServiceEntry> {
    let mut types = types::names_in(namespace)
        .filter_map(|leaf| types::tables::native_operations_of(&format!("{namespace}::{leaf}")));
    registry::service_entry(types.next()?.service)
}

fn row_of_api(provider: &'static str, name: &str, entry: &'static ServiceEntry) -> ServiceRow {
    let operations = entry.operation_names().count();
    let title = if entry.full_name.is_empty() { entry.service_id } else { entry.full_name };
    let version = Some(entry.api_version);
    ServiceRow { provider, name: name.to_owned(), title: title.to_owned(), version, types: 0, operations }
}

impl ServiceRow {
    fn description(&self) -> String {
        let counted = |count: usize, what: &str| match count {
            0 => None,
            1 => Some(format!("1 {what}")),
            _ => Some(format!("{count} {what}s")),
        };
        let parts = [counted(self.types, "resource type"), counted(self.operations, "operation")];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}
