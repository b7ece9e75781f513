//! `SHOW x`: settings by PostgreSQL's names, and what DataFusion shows itself.

use callboard_model::naming::nearest_names;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::sql::sqlparser::ast;

use super::rows::Columns;
use crate::error::sqlstate;
use crate::{Answer, Session, SqlError};

/// Settings that clients of PostgreSQL ask for and set, as they are here.
pub const SETTINGS: &[(&str, &str)] = &[
    ("application_name", ""),
    ("bytea_output", "hex"),
    ("client_encoding", "UTF8"),
    ("client_min_messages", "notice"),
    ("datestyle", "ISO, MDY"),
    ("default_transaction_isolation", "read committed"),
    ("default_transaction_read_only", "off"),
    ("extra_float_digits", "1"),
    ("idle_in_transaction_session_timeout", "0"),
    ("integer_datetimes", "on"),
    ("intervalstyle", "postgres"),
    ("is_superuser", "off"),
    ("jit", "off"),
    ("lc_collate", "C.UTF-8"),
    ("lc_ctype", "C.UTF-8"),
    ("lc_messages", "C.UTF-8"),
    ("lock_timeout", "0"),
    ("max_connections", "100"),
    ("max_identifier_length", "63"),
    ("max_index_keys", "32"),
    ("row_security", "on"),
    ("search_path", "public"),
    ("server_encoding", "UTF8"),
    ("server_version", "15.10"),
    ("server_version_num", "150010"),
    ("session_authorization", "callboard"),
    ("standard_conforming_strings", "on"),
    ("statement_timeout", "0"),
    ("synchronous_commit", "on"),
    ("timezone", "UTC"),
    ("transaction_isolation", "read committed"),
];

/// `SHOW name`, `SHOW ALL`, `SHOW TABLES`, `SHOW COLUMNS`, `SHOW FUNCTIONS`.
pub(super) async fn run(session: &Session, statement: &ast::Statement) -> Result<Answer, SqlError> {
    match statement {
        ast::Statement::ShowVariable { variable } => {
            let words: Vec<String> = variable.iter().map(|it| it.value.to_lowercase()).collect();
            variable_named(session, &words.join(".")).await
        }
        _ => super::tables::run(session, statement).await,
    }
}

/// The value of a setting.
pub(crate) fn value_of(session: &Session, name: &str) -> Option<String> {
    match name {
        "region" | "regions" => return Some(session.regions().join(", ")),
        "transaction_read_only" => return Some(if session.options().read_only { "on" } else { "off" }.to_owned()),
        _ => {}
    }
    let fixed = SETTINGS.iter().find(|(setting, _)| *setting == name).map(|(_, value)| (*value).to_owned());
    session.local.variable(name).or(fixed)
}

async fn variable_named(session: &Session, name: &str) -> Result<Answer, SqlError> {
    if name == "all" {
        return all(session).map(super::answer);
    }
    // PostgreSQL writes some settings in two words.
    let name = match name {
        "time.zone" => "timezone",
        "transaction.isolation.level" => "transaction_isolation",
        "session.authorization" => "session_authorization",
        other => other,
    };
    if let Some(value) = value_of(session, name) {
        return Columns::of(&[value]).text(name, |it| it).finish().map(super::answer);
    }
    if name.starts_with("datafusion.") {
        let entries = session.engine().copied_config().options().entries();
        if let Some(entry) = entries.into_iter().find(|it| it.key == name) {
            return Columns::of(&[entry]).some_text(name, |it| it.value.clone()).finish().map(super::answer);
        }
    }
    let error = SqlError::new(sqlstate::UNDEFINED_PARAMETER, format!("there is no setting `{name}`"));
    let names = SETTINGS.iter().map(|(it, _)| *it).chain(["region", "services", "resources", "methods", "tables"]);
    Err(error.with_hint(match nearest_names(name, names.map(str::to_owned)).first() {
        Some(near) => format!("did you mean `SHOW {near}`?"),
        None => "SHOW ALL lists what there is".to_owned(),
    }))
}

fn all(session: &Session) -> Result<RecordBatch, SqlError> {
    let mut names: Vec<String> = SETTINGS.iter().map(|(name, _)| (*name).to_owned()).collect();
    names.extend(session.local.variables().into_keys());
    names.push("region".to_owned());
    names.sort();
    names.dedup();
    let rows: Vec<(String, String)> =
        names.into_iter().filter_map(|name| Some((name.clone(), value_of(session, &name)?))).collect();
    Columns::of(&rows).text("name", |(name, _)| name).text("setting", |(_, value)| value).finish()
}
