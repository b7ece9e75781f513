//! `SHOW RESOURCES`.

use callboard_model::naming::sql::{sql_service, sql_table};
use datafusion::arrow::record_batch::RecordBatch;

use super::place;
use super::rows::Columns;
use crate::SqlError;
use crate::error::sqlstate;
use crate::statement::Listing;

/// `SHOW RESOURCES IN p.s`: one row a resource type; no schema is parsed.
pub(super) fn resources(listing: &Listing) -> Result<RecordBatch, SqlError> {
    let place = place::service(&listing.of)?;
    if place.namespaces.is_empty() {
        let path = format!("{}.{}", place.provider, place.name);
        let error = SqlError::new(sqlstate::UNDEFINED_TABLE, format!("`{path}` has operations, not resources"));
        return Err(error.with_hint(format!("SHOW METHODS IN {path} lists its operations")));
    }
    let mut rows: Vec<(String, String)> = place.type_names().map(|it| (sql_table(&it), it)).collect();
    rows.sort();
    let columns = Columns::of(&rows)
        .text("name", |(name, _)| name)
        .text("id", |(name, type_name)| format!("{}.{}.{name}", place.provider, sql_service(type_name)));
    if listing.extended { columns.text("description", |(_, type_name)| type_name).finish() } else { columns.finish() }
}
