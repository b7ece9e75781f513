//! `SHOW INSERT`: a statement to fill in.

use callboard_model::types::Action;
use datafusion::arrow::record_batch::RecordBatch;

use super::methods;
use super::place::{self, TypePlace};
use super::rows::Columns;
use crate::error::sqlstate;
use crate::{Session, SqlError};

/// An `INSERT` with a template variable for each property that can be given, or must be.
pub(super) fn template(session: &Session, table: &[String], only_required: bool) -> Result<RecordBatch, SqlError> {
    let place = place::table(table)?;
    if !methods::is_there(session, &place, Action::Create) {
        let message = format!("`{}` cannot be created: {} has no way to do it", place.id(), place.of.name);
        return Err(SqlError::new(sqlstate::FEATURE_NOT_SUPPORTED, message));
    }
    Columns::of(&[statement(&place, only_required)]).text("insert_statement", |it| it).finish()
}

/// As StackQL's pages have it: all properties where none is required.
fn statement(place: &TypePlace, only_required: bool) -> String {
    let read_only: Vec<&str> = place.of.read_only().collect();
    let can_be_given = place.of.properties().keys().map(String::as_str).filter(|it| !read_only.contains(it));
    let mut names: Vec<&str> = can_be_given.collect();
    let required: Vec<&str> = place.of.required().filter(|it| names.contains(it)).collect();
    if only_required && !required.is_empty() {
        names.retain(|it| required.contains(it));
    }
    names.push("region");
    let values: Vec<String> = names.iter().map(|it| format!("'{{{{ {it} }}}}'")).collect();
    let id = place.id();
    format!("/*+ create */\nINSERT INTO {id} (\n {}\n)\nSELECT\n {};", names.join(",\n "), values.join(",\n "))
}
