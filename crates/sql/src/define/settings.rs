//! `SET`, `RESET`, `DISCARD`, and prepared statements.

use callboard_model::naming::nearest_names;
use callboard_model::types;
use datafusion::common::ScalarValue;
use datafusion::common::config::ConfigField;
use datafusion::sql::sqlparser::ast;
use futures::TryStreamExt as _;

use super::query_of;
use crate::error::sqlstate;
use crate::show::variables::{SETTINGS, value_of};
use crate::statement::Statement;
use crate::{Answer, Parsed, Session, SqlError, query, syntax};

/// `SET name = value`.
pub(super) fn set(session: &Session, set: &ast::Set) -> Result<Answer, SqlError> {
    match set {
        ast::Set::SingleAssignment { variable, values, .. } => {
            let words = values.iter().map(word_of).collect::<Result<Vec<_>, _>>()?;
            assign(session, &variable.to_string().to_lowercase(), words)?;
        }
        ast::Set::MultipleAssignments { assignments } => {
            for it in assignments {
                assign(session, &it.name.to_string().to_lowercase(), vec![word_of(&it.value)?])?;
            }
        }
        ast::Set::SetTimeZone { value, .. } => assign(session, "timezone", vec![word_of(value)?])?,
        ast::Set::SetNames { charset_name, .. } => {
            assign(session, "client_encoding", vec![charset_name.value.clone()])?;
        }
        ast::Set::SetTransaction { .. } | ast::Set::SetNamesDefault {} => {}
        other => return Err(SqlError::unsupported(format!("`{other}` is not supported"))),
    }
    Ok(Answer::Done("SET".to_owned()))
}

/// `RESET name`, `RESET ALL`.
pub(super) fn reset(session: &Session, reset: &ast::ResetStatement) -> Result<Answer, SqlError> {
    match &reset.reset {
        ast::Reset::ALL => {
            session.local.set_regions(None);
            for name in session.local.variables().into_keys() {
                session.local.set_variable(&name, None);
            }
        }
        ast::Reset::ConfigurationParameter(name) => {
            assign(session, &name.to_string().to_lowercase(), vec!["default".to_owned()])?;
        }
    }
    Ok(Answer::Done("RESET".to_owned()))
}

/// `DISCARD ALL`.
pub(super) fn discard(session: &Session, object: &ast::DiscardObject) -> Answer {
    match object {
        ast::DiscardObject::ALL => session.local.discard(),
        ast::DiscardObject::TEMP => session.local.discard_temporary(),
        ast::DiscardObject::PLANS | ast::DiscardObject::SEQUENCES => {}
    }
    Answer::Done(format!("DISCARD {object}"))
}

/// `PREPARE name AS …`.
pub(super) fn prepare(session: &Session, name: &ast::Ident, statement: &ast::Statement) -> Result<Answer, SqlError> {
    let inner = syntax::parse(&statement.to_string())?.into_iter().next();
    let inner = inner.ok_or_else(|| SqlError::syntax("PREPARE takes a statement"))?;
    if matches!(&inner.statement, Statement::Define(it) if matches!(**it, ast::Statement::Execute { .. })) {
        return Err(SqlError::unsupported("an EXECUTE cannot be prepared"));
    }
    let name = name.value.to_lowercase();
    if !session.local.prepare(&name, inner) {
        let message = format!("there is a prepared statement `{name}` already");
        let error = SqlError::new(sqlstate::DUPLICATE_PREPARED_STATEMENT, message);
        return Err(error.with_hint(format!("DEALLOCATE {name}")));
    }
    Ok(Answer::Done("PREPARE".to_owned()))
}

/// The statement that `EXECUTE name (1, 'a')` runs, its values bound; nothing where it is another statement.
pub(super) async fn executed(session: &Session, parsed: &Parsed) -> Result<Option<Parsed>, SqlError> {
    let Statement::Define(statement) = &parsed.statement else { return Ok(None) };
    let ast::Statement::Execute { name, parameters, .. } = &**statement else { return Ok(None) };
    let name = name.as_ref().map(|it| it.to_string().to_lowercase()).unwrap_or_default();
    let prepared = session.local.prepared(&name).ok_or_else(|| unknown(&name))?;
    if parameters.len() != prepared.parameters {
        let message = format!("`{name}` takes {} values, {} are given", prepared.parameters, parameters.len());
        return Err(SqlError::syntax(message));
    }
    let values = values_of(session, parameters).await?;
    syntax::bind(&prepared, &values).map(Some)
}

/// `DEALLOCATE name`, `DEALLOCATE ALL`.
pub(super) fn deallocate(session: &Session, name: &ast::Ident) -> Result<Answer, SqlError> {
    let all = name.quote_style.is_none() && name.value.eq_ignore_ascii_case("all");
    let name = name.value.to_lowercase();
    if !session.local.deallocate((!all).then_some(&name)) {
        return Err(unknown(&name));
    }
    Ok(Answer::Done(if all { "DEALLOCATE ALL" } else { "DEALLOCATE" }.to_owned()))
}

fn assign(session: &Session, name: &str, words: Vec<String>) -> Result<(), SqlError> {
    let is_default = matches!(&words[..], [word] if word.eq_ignore_ascii_case("default"));
    if matches!(name, "region" | "regions") {
        let regions = if is_default { None } else { Some(regions(words)?) };
        let unknown = regions.iter().flatten().filter(|it| types::tables::regions().all(|known| known != *it));
        let unknown: Vec<String> = unknown.map(|it| format!("`{it}`")).collect();
        if !unknown.is_empty() {
            // Regions newer than the registry are regions too.
            let context = session.context_of_statement();
            context.notice(format!("the registry knows no region {}; it is called as it is", unknown.join(", ")));
        }
        session.local.set_regions(regions);
        return Ok(());
    }
    let value = words.join(", ");
    if name.starts_with("datafusion.") {
        let engine = session.engine().state_ref();
        let mut state = engine.write();
        let options = state.config_mut().options_mut();
        let set = if is_default { ConfigField::reset(options, name) } else { options.set(name, &value) };
        return set.map_err(SqlError::from);
    }
    if value_of(session, name).is_none() && !name.contains('.') {
        let error = SqlError::new(sqlstate::UNDEFINED_PARAMETER, format!("there is no setting `{name}`"));
        return Err(
            match nearest_names(name, SETTINGS.iter().map(|(it, _)| *it).chain(["region"]).map(str::to_owned)).first() {
                Some(near) => error.with_hint(format!("did you mean `{near}`?")),
                None => error.with_hint("SHOW ALL lists what there is"),
            },
        );
    }
    session.local.set_variable(name, (!is_default).then_some(value));
    Ok(())
}

/// The regions of `SET region = 'a', 'b'`; `all` is every region that the registry knows.
fn regions(words: Vec<String>) -> Result<Vec<String>, SqlError> {
    let known = || types::tables::regions();
    let mut regions: Vec<String> = Vec::new();
    for word in words.iter().flat_map(|it| it.split(',')).map(|it| it.trim().to_lowercase()) {
        match word.as_str() {
            "all" => regions.extend(known().map(str::to_owned)),
            it if known().any(|region| region == it) || it.split('-').count() >= 3 => regions.push(word),
            _ => {
                let error = SqlError::new(sqlstate::INVALID_TEXT, format!("`{word}` is not a region"));
                return Err(match nearest_names(&word, known().map(str::to_owned)).first() {
                    Some(near) => error.with_hint(format!("did you mean `{near}`?")),
                    None => error.with_hint("SET region = 'us-east-1', 'eu-west-1'; or all"),
                });
            }
        }
    }
    let mut seen = std::collections::HashSet::new();
    regions.retain(|it| seen.insert(it.clone()));
    Ok(regions)
}

/// A value as it is written behind `SET`: in quotes or not.
fn word_of(value: &ast::Expr) -> Result<String, SqlError> {
    match value {
        ast::Expr::Value(value) => Ok(match &value.value {
            ast::Value::Boolean(true) => "on".to_owned(),
            ast::Value::Boolean(false) => "off".to_owned(),
            ast::Value::Number(number, _) => number.clone(),
            other => other.clone().into_string().unwrap_or_default(),
        }),
        ast::Expr::Identifier(word) => Ok(word.value.clone()),
        ast::Expr::UnaryOp { .. } | ast::Expr::Interval(_) => Ok(value.to_string()),
        other => Err(SqlError::unsupported(format!("SET takes a value, not `{other}`"))),
    }
}

/// What the expressions are, computed once.
async fn values_of(session: &Session, parameters: &[ast::Expr]) -> Result<Vec<ScalarValue>, SqlError> {
    if parameters.is_empty() {
        return Ok(Vec::new());
    }
    let columns: Vec<String> = parameters.iter().enumerate().map(|(at, it)| format!("{it} AS p{at}")).collect();
    let query = query_of(&format!("SELECT {}", columns.join(", ")))?;
    let context = session.context_of_statement();
    let batches: Vec<_> = query::rows(session, &context, &query).await?.try_collect().await?;
    let batch = batches.first().ok_or_else(|| SqlError::syntax("EXECUTE takes values"))?;
    let values = batch.columns().iter().map(|column| ScalarValue::try_from_array(column, 0));
    values.collect::<Result<Vec<_>, _>>().map_err(SqlError::from)
}

fn unknown(name: &str) -> SqlError {
    SqlError::new(sqlstate::UNDEFINED_PREPARED_STATEMENT, format!("there is no prepared statement `{name}`"))
}
