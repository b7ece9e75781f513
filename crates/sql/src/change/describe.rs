//! Descriptions: the columns that a change gives, known before it is carried out, since clients of the PostgreSQL
//! protocol are told of them first.

use std::sync::Arc;

use callboard_model::document::Map;
use datafusion::arrow::datatypes::{Schema, SchemaRef};
use datafusion::sql::sqlparser::ast::SelectItem;

use super::exec::{self, Meant};
use super::step::Verb;
use super::target::Target;
use super::{delete, insert, returning, update};
use crate::catalog::Column;
use crate::statement::Statement;
use crate::{Parsed, Session, SqlError};

/// The columns of a change; nothing where it gives no rows. Makes no call.
pub(crate) fn describe(session: &Session, parsed: &Parsed) -> Result<Option<SchemaRef>, SqlError> {
    let resources = &session.options.resources;
    let (target, items): (Target, &Option<Vec<SelectItem>>) = match &parsed.statement {
        Statement::Insert(it) if it.returning.is_some() => (insert::target_of(resources, it)?, &it.returning),
        Statement::Update(it) if it.returning.is_some() => {
            (update::understand(session, it, Verb::Update, &parsed.hints)?.target, &it.returning)
        }
        Statement::Replace(it) if it.returning.is_some() => {
            (update::understand(session, it, Verb::Replace, &parsed.hints)?.target, &it.returning)
        }
        Statement::Delete(it) if it.returning.is_some() => {
            (delete::understand(session, it, &parsed.hints)?.target, &it.returning)
        }
        Statement::Exec(it) => match exec::meant(session, it)? {
            Meant::Operation(operation) => {
                return Ok(exec::output::batch(operation, &Map::new())?.map(|it| it.schema()));
            }
            Meant::Reading(method) => {
                let table = method.relation();
                let visible = table.columns.iter().filter(|it| !it.hidden);
                let fields: Vec<_> = visible.map(Column::field).collect();
                return Ok(Some(Arc::new(Schema::new(fields))));
            }
            Meant::Changing(method) => (method.target().clone(), &Some(returning::event_items())),
        },
        _ => return Ok(None),
    };
    let items = items.as_deref().unwrap_or_default();
    returning::schema(session, &target.table, target.qualifier.as_ref(), items).map(Some)
}
