//! `CREATE VIEW` and `DROP`.

use std::sync::Arc;

use datafusion::sql::sqlparser::ast;

use super::library::{self, Definition, DefinitionKind, Definitions};
use super::{files, own_name, prepare, refuse_if_read_only};
use crate::error::sqlstate;
use crate::{Answer, Session, SqlError};

/// `CREATE [OR REPLACE] [TEMP] VIEW v AS …`: the query is planned once, so that a wrong one is refused.
pub(super) async fn create(session: &Session, view: &ast::CreateView) -> Result<Answer, SqlError> {
    if !view.temporary {
        refuse_if_read_only(session, "CREATE VIEW")?;
    }
    let mut view = view.clone();
    if !view.temporary {
        files::make_absolute(&mut view.query)?;
    }
    let definition = Definition::of_view(&view, DefinitionKind::View)?;
    let name = definition.name.clone();
    if view.if_not_exists && library::all(session)?.contains_key(&name) {
        return Ok(Answer::Done("CREATE VIEW".to_owned()));
    }
    // A view that names itself means the one that it replaces, which would be gone.
    refuse_itself(session, &definition)?;
    prepare::register(session, &session.context_of_statement(), &definition).await?;
    let temporary = definition.temporary;
    library::change(session, temporary, |all| {
        refuse_other(all, &name, view.or_replace.then_some(DefinitionKind::View))?;
        all.insert(name.clone(), Arc::new(definition));
        Ok(())
    })
    .await?;
    Ok(Answer::Done("CREATE VIEW".to_owned()))
}

/// `DROP VIEW | MATERIALIZED VIEW | TABLE [IF EXISTS] a, b`.
pub(super) async fn drop(
    session: &Session,
    object: &ast::ObjectType,
    if_exists: bool,
    names: &[ast::ObjectName],
) -> Result<Answer, SqlError> {
    let kind = match object {
        ast::ObjectType::View => DefinitionKind::View,
        ast::ObjectType::MaterializedView => DefinitionKind::MaterializedView,
        ast::ObjectType::Table => DefinitionKind::Table,
        other => return Err(SqlError::unsupported(format!("DROP {other} is not supported"))),
    };
    let tag = format!("DROP {}", if kind == DefinitionKind::Table { "TABLE" } else { kind.word() });
    for name in names {
        let name = own_name(name).map_err(|error| {
            error.with_hint("a resource is removed by DELETE FROM; its table is there for as long as its type is")
        })?;
        let found = match library::find(session, std::slice::from_ref(&name)) {
            Ok(found) => found,
            Err(_) if if_exists => continue,
            Err(error) => return Err(error),
        };
        if found.kind != kind {
            let message = format!("`{name}` is a {}", words(found.kind));
            let hint = format!("DROP {} {name}", words(found.kind).to_uppercase());
            return Err(SqlError::new(sqlstate::WRONG_OBJECT_TYPE, message).with_hint(hint));
        }
        let of_session = session.local.temporary().contains_key(&name);
        if !of_session {
            refuse_if_read_only(session, &tag)?;
        }
        library::change(session, of_session, |all| Ok(all.remove(&name))).await?;
    }
    Ok(Answer::Done(tag))
}

/// Refuses to replace what is there by something of another kind, or at all.
pub(super) fn refuse_other(all: &Definitions, name: &str, may_replace: Option<DefinitionKind>) -> Result<(), SqlError> {
    let Some(there) = all.get(name).filter(|it| Some(it.kind) != may_replace) else { return Ok(()) };
    let kind = words(there.kind);
    let error = SqlError::new(sqlstate::DUPLICATE_TABLE, format!("there is a {kind} `{name}` already"));
    Err(error.with_hint(match may_replace {
        Some(_) => format!("DROP {} {name} removes it", kind.to_uppercase()),
        None => format!("CREATE OR REPLACE replaces it, DROP {} removes it", kind.to_uppercase()),
    }))
}

/// What a definition is of, in the words of statements.
pub(super) fn words(kind: DefinitionKind) -> &'static str {
    match kind {
        DefinitionKind::View => "view",
        DefinitionKind::MaterializedView => "materialized view",
        DefinitionKind::Table => "table",
    }
}

/// Refuses a view whose query leads back to it, by the definitions as they would be.
fn refuse_itself(session: &Session, definition: &Definition) -> Result<(), SqlError> {
    let all = library::all(session)?;
    let mut to_visit: Vec<String> = prepare::named_by(definition);
    let mut visited = Vec::new();
    while let Some(name) = to_visit.pop() {
        if name == definition.name {
            let message = format!("the view `{name}` would be part of itself");
            return Err(SqlError::new(sqlstate::INVALID_DEFINITION, message));
        }
        if visited.contains(&name) {
            continue;
        }
        to_visit.extend(all.get(&name).map(|it| prepare::named_by(it)).unwrap_or_default());
        visited.push(name);
    }
    Ok(())
}
