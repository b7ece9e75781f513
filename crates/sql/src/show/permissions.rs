//! `SHOW PERMISSIONS`: the IAM actions that each handler of a resource type needs.

use callboard_model::types::Action;
use datafusion::arrow::record_batch::RecordBatch;

use super::methods::{action_of, method_name};
use super::place;
use super::rows::Columns;
use crate::SqlError;
use crate::error::sqlstate;

/// One row an IAM action of a handler, in the registry's order.
pub(super) fn permissions(table: &[String], method: Option<&str>) -> Result<RecordBatch, SqlError> {
    let place = place::table(table)?;
    let actions = match method {
        None => Action::ALL.to_vec(),
        Some(name) => {
            let action = action_of(name).ok_or_else(|| {
                let error = SqlError::new(sqlstate::UNDEFINED_FUNCTION, format!("there is no method `{name}`"));
                error.with_hint("methods are `create`, `read`, `update`, `delete` and `list`")
            })?;
            if place.of.handler(action).is_none() {
                let message = format!("`{}` has no method `{}`", place.id(), method_name(action));
                return Err(SqlError::new(sqlstate::UNDEFINED_FUNCTION, message)
                    .with_hint(format!("SHOW METHODS IN {} lists what it has", place.id())));
            }
            vec![action]
        }
    };
    let handlers = actions.into_iter().filter_map(|action| Some((action, place.of.handler(action)?)));
    let rows: Vec<(Action, &str)> =
        handlers.flat_map(|(action, handler)| handler.permissions().map(move |it| (action, it))).collect();
    Columns::of(&rows).text("method", |(action, _)| action.name()).text("action", |(_, permission)| permission).finish()
}
