//! Prepared statements and portals: what the messages `Parse` and `Bind` make.

use std::collections::HashMap;

use callboard_sql::datafusion::arrow::datatypes::{DataType, SchemaRef};
use callboard_sql::datafusion::sql::sqlparser::ast;
use callboard_sql::error::sqlstate;
use callboard_sql::session::Description;
use callboard_sql::{Parsed, Session, SqlError, Statement};

use crate::encode;
use crate::protocol::Formats;
use crate::protocol::read::Bind;
use crate::rows::Rows;
use crate::types::{TYPES, Type};
use crate::{commands::Command, parameters};

/// A statement that was parsed once, to run many times.
pub(crate) struct Prepared {
    /// Nothing for a text without a statement.
    pub(crate) parsed: Option<Parsed>,
    pub(crate) columns: Option<SchemaRef>,
    pub(crate) parameters: Vec<Type>,
    /// Whether the types of the columns may depend on the values of parameters.
    pub(crate) may_vary: bool,
}

/// A statement with its values, and what is left of its rows.
pub(crate) struct Portal {
    pub(crate) columns: Option<SchemaRef>,
    pub(crate) formats: Formats,
    pub(crate) state: PortalState,
}

pub(crate) enum PortalState {
    /// It has no statement.
    Empty,
    Ready(Box<Parsed>),
    /// The tag of its end, where it is not counted by the rows that were sent.
    Running(Rows, Option<String>),
    Over,
}

impl Prepared {
    /// Parses and describes a statement; makes no call.
    pub(crate) async fn new(session: &Session, text: &str, given: &[u32]) -> Result<Self, SqlError> {
        let mut statements = session.parse(text)?;
        if statements.len() > 1 {
            let message = "cannot insert multiple commands into a prepared statement";
            return Err(SqlError::syntax(message));
        }
        let Some(parsed) = statements.pop() else {
            return Ok(Self { parsed: None, columns: None, parameters: Vec::new(), may_vary: false });
        };
        let count = parsed.parameters.max(given.len());
        let known = known_types(&parsed);
        let known = |at: usize| match given.get(at).copied().map(Type) {
            Some(given) if given != Type(0) && given != Type::UNKNOWN => Some(given),
            _ => known.get(&at).copied(),
        };
        let types: Vec<Option<Type>> = (0..count).map(known).collect();
        let guessed = match types.iter().all(Option::is_some) && count > 0 {
            true => None,
            false => Some(describe(session, &parsed).await?),
        };
        let guess = |at| Some(encode::wire_type(guessed.as_ref()?.parameters.get(at)?));
        let parameters = types.iter().enumerate().map(|(at, it)| it.or_else(|| guess(at)).unwrap_or(Type::TEXT));
        let parameters: Vec<Type> = parameters.collect();
        let columns = match guessed {
            Some(guessed) if types.iter().all(Option::is_none) => guessed.columns,
            // The types of its values may be what those of the columns depend on: `SELECT $1`.
            _ => {
                let samples = parameters[..parsed.parameters].iter().map(|it| parameters::sample(*it));
                describe(session, &session.bind(&parsed, &samples.collect::<Vec<_>>())?).await?.columns
            }
        };
        Ok(Self { columns, may_vary: !parameters.is_empty(), parameters, parsed: Some(parsed) })
    }

    /// The statement with the values of a message.
    pub(crate) async fn bind(&self, session: &Session, bind: &Bind) -> Result<Portal, SqlError> {
        let formats = bind.result_formats.clone();
        let values = parameters::values(bind, &self.parameters)?;
        let Some(parsed) = &self.parsed else {
            return Ok(Portal { columns: None, formats, state: PortalState::Empty });
        };
        let mut columns = self.columns.clone();
        let bound = match parsed.parameters {
            0 => parsed.clone(),
            // A client may give types of parameters that the statement has not.
            count => session.bind(parsed, &values[..count])?,
        };
        if self.may_vary && columns.is_some() {
            columns = describe(session, &bound).await?.columns;
        }
        if let Some(columns) = &columns
            && !formats.fit(columns.fields().len())
        {
            let message = format!(
                "bind message has {} result formats but query has {} columns",
                formats.0.len(),
                columns.fields().len()
            );
            return Err(SqlError::new(sqlstate::PROTOCOL_VIOLATION, message));
        }
        Ok(Portal { columns, formats, state: PortalState::Ready(Box::new(bound)) })
    }
}

impl Portal {
    /// A cursor of SQL.
    pub(crate) async fn of_cursor(session: &Session, query: Parsed) -> Result<Self, SqlError> {
        let columns = session.describe(&query).await?.columns;
        Ok(Self { columns, formats: Formats::default(), state: PortalState::Ready(Box::new(query)) })
    }
}

async fn describe(session: &Session, parsed: &Parsed) -> Result<Description, SqlError> {
    // What this door does itself has no columns of its own; its query is described when it runs.
    if let Statement::Define(_) = &parsed.statement
        && !matches!(Command::of(session, parsed), Ok(Command::Run))
    {
        let parameters = vec![DataType::Utf8; parsed.parameters];
        return Ok(Description { columns: None, parameters });
    }
    session.describe(parsed).await
}

/// Types of parameters that are known by where they stand, whatever else is known of them: numbers behind `LIMIT` and
/// `OFFSET`, the type of a cast, texts in `= ANY ($1)`.
fn known_types(parsed: &Parsed) -> HashMap<usize, Type> {
    let mut known = HashMap::new();
    match &parsed.statement {
        Statement::Query(query) => note_known(&**query, &mut known),
        Statement::Insert(it) => note_known(&**it, &mut known),
        Statement::Update(it) | Statement::Replace(it) => note_known(&**it, &mut known),
        Statement::Delete(it) => note_known(&**it, &mut known),
        _ => {}
    }
    let Statement::Query(query) = &parsed.statement else { return known };
    if let Some(ast::LimitClause::LimitOffset { limit, offset, .. }) = &query.limit_clause {
        let numbers = [limit.as_ref(), offset.as_ref().map(|it| &it.value)];
        known.extend(numbers.into_iter().flatten().filter_map(placeholder).map(|at| (at, Type::INT8)));
    }
    known
}

fn note_known(statement: &impl ast::Visit, known: &mut HashMap<usize, Type>) {
    let _ = ast::visit_expressions(statement, |expr| {
        let found = match expr {
            ast::Expr::Cast { expr, data_type, .. } => placeholder(expr).zip(type_of(data_type)),
            ast::Expr::AnyOp { right, .. } | ast::Expr::AllOp { right, .. } => {
                placeholder(right).map(|at| (at, Type::TEXT.array()))
            }
            _ => None,
        };
        known.extend(found);
        std::ops::ControlFlow::<()>::Continue(())
    });
}

/// The index of a parameter: `$1` has 0.
fn placeholder(expr: &ast::Expr) -> Option<usize> {
    match expr {
        ast::Expr::Nested(inner) => placeholder(inner),
        ast::Expr::Value(value) => match &value.value {
            ast::Value::Placeholder(name) => name.strip_prefix('$')?.parse::<usize>().ok()?.checked_sub(1),
            _ => None,
        },
        _ => None,
    }
}

fn type_of(data_type: &ast::DataType) -> Option<Type> {
    let name = data_type.to_string().to_ascii_lowercase();
    let (name, is_array) = name.strip_suffix("[]").map_or((name.as_str(), false), |it| (it, true));
    let name = match name {
        "int" => "integer",
        "double" | "float" => "double precision",
        other => other,
    };
    let facts = TYPES.iter().find(|it| it.name == name || it.sql_name == name)?;
    Some(Type(if is_array { facts.array } else { facts.oid }))
}

/// Statements and portals that one connection may hold.
pub(crate) const MOST: usize = 10_000;

/// Whether there is room for one more.
pub(crate) fn room_for_one<T>(held: &HashMap<String, T>, what: &str) -> Result<(), SqlError> {
    if held.len() < MOST {
        return Ok(());
    }
    Err(SqlError::new(sqlstate::LIMIT_EXCEEDED, format!("this connection holds {MOST} {what} already")))
}
