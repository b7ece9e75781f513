//! Commands: statements that mean something to this door alone, or more than they mean to the session.

use callboard_sql::datafusion::sql::sqlparser::ast::{
    self, CloseCursor, CopyLegacyCsvOption, CopyLegacyOption, CopyOption, CopySource, CopyTarget, FetchDirection, Ident,
};
use callboard_sql::{Parsed, Session, SqlError, Statement};

use crate::encode::CopyFormat;

/// What is to be done.
pub(crate) enum Command {
    /// What the session does.
    Run,
    /// `COPY … TO STDOUT`.
    CopyOut(CopyOut),
    /// `DECLARE name CURSOR FOR query`: a portal under a name of SQL.
    Declare { name: String, query: Parsed },
    /// `FETCH n FROM name`.
    Fetch { name: String, most_rows: Option<usize> },
    /// `MOVE` is not known to the parser; `CLOSE name`, `CLOSE ALL`.
    Close(Option<String>),
    /// `DEALLOCATE name`, `DEALLOCATE ALL`, `DISCARD ALL`: statements that were prepared by messages, too.
    Deallocate { name: Option<String>, portals: bool },
    /// Nothing: there is nothing that it could be done to.
    Nothing(&'static str),
}

/// One `COPY … TO STDOUT`.
pub(crate) struct CopyOut {
    pub(crate) query: Parsed,
    pub(crate) format: CopyFormat,
    pub(crate) header: bool,
}

impl Command {
    /// What a statement means.
    pub(crate) fn of(session: &Session, parsed: &Parsed) -> Result<Self, SqlError> {
        let Statement::Define(statement) = &parsed.statement else { return Ok(Self::Run) };
        Ok(match &**statement {
            ast::Statement::Copy { source, to: true, target: CopyTarget::Stdout, options, legacy_options, .. } => {
                let (format, header) = copy_format(options, legacy_options)?;
                Self::CopyOut(CopyOut { query: copied(session, parsed, source)?, format, header })
            }
            ast::Statement::Declare { stmts } => declare(parsed, stmts)?,
            ast::Statement::Fetch { name, direction, into: None, .. } => {
                Self::Fetch { name: folded(name), most_rows: fetched(direction)? }
            }
            ast::Statement::Close { cursor: CloseCursor::All } => Self::Close(None),
            ast::Statement::Close { cursor: CloseCursor::Specific { name } } => Self::Close(Some(folded(name))),
            ast::Statement::Deallocate { name, .. } => match name.quote_style.is_none() && folded(name) == "all" {
                true => Self::Deallocate { name: None, portals: false },
                false => Self::Deallocate { name: Some(folded(name)), portals: false },
            },
            ast::Statement::Discard { object_type: ast::DiscardObject::ALL } => {
                Self::Deallocate { name: None, portals: true }
            }
            ast::Statement::UNLISTEN { .. } => Self::Nothing("UNLISTEN"),
            _ => Self::Run,
        })
    }
}

/// A name as PostgreSQL keeps it.
fn folded(name: &Ident) -> String {
    if name.quote_style.is_some() { name.value.clone() } else { name.value.to_lowercase() }
}

fn as_query(parsed: &Parsed, query: ast::Query) -> Parsed {
    Parsed { statement: Statement::Query(Box::new(query)), parameters: 0, ..parsed.clone() }
}

/// The query whose rows are copied.
fn copied(session: &Session, parsed: &Parsed, source: &CopySource) -> Result<Parsed, SqlError> {
    let (table, columns) = match source {
        CopySource::Query(query) => return Ok(as_query(parsed, (**query).clone())),
        CopySource::Table { table_name, columns } => (table_name, columns),
    };
    let columns: Vec<String> = columns.iter().map(ToString::to_string).collect();
    let columns = if columns.is_empty() { "*".to_owned() } else { columns.join(", ") };
    let query = session.parse(&format!("SELECT {columns} FROM {table}"))?.pop();
    query.ok_or_else(|| SqlError::syntax("COPY needs a table or a query"))
}

fn declare(parsed: &Parsed, declared: &[ast::Declare]) -> Result<Command, SqlError> {
    match declared {
        [ast::Declare { names, binary, scroll, hold, for_query: Some(query), .. }] if names.len() == 1 => {
            let unsupported = [(*binary, "BINARY"), (*scroll, "SCROLL"), (*hold, "WITH HOLD")];
            if let Some((_, what)) = unsupported.into_iter().find(|(asked, _)| *asked == Some(true)) {
                return Err(SqlError::unsupported(format!("{what} cursors are not supported"))
                    .with_hint("cursors go forward only, and end with their transaction"));
            }
            Ok(Command::Declare { name: folded(&names[0]), query: as_query(parsed, (**query).clone()) })
        }
        _ => Err(SqlError::unsupported("DECLARE makes cursors: DECLARE name CURSOR FOR SELECT …")),
    }
}

/// How many rows; all of them where there is no number.
fn fetched(direction: &FetchDirection) -> Result<Option<usize>, SqlError> {
    let number = |limit: &ast::ValueWithSpan| {
        let parsed = match &limit.value {
            ast::Value::Number(number, _) => number.parse().ok(),
            _ => None,
        };
        parsed.map(Some).ok_or_else(|| SqlError::syntax(format!("FETCH takes a number of rows, not `{limit}`")))
    };
    match direction {
        FetchDirection::Next | FetchDirection::Forward { limit: None } => Ok(Some(1)),
        FetchDirection::Count { limit } | FetchDirection::Forward { limit: Some(limit) } => number(limit),
        FetchDirection::All | FetchDirection::ForwardAll => Ok(None),
        other => Err(SqlError::unsupported(format!("FETCH {other} is not supported: cursors go forward only"))),
    }
}

/// How lines look, and whether one with names goes before them.
fn copy_format(options: &[CopyOption], legacy: &[CopyLegacyOption]) -> Result<(CopyFormat, bool), SqlError> {
    let mut wanted = Wanted::default();
    for option in options {
        match option {
            CopyOption::Format(name) => match name.value.to_lowercase().as_str() {
                "csv" => wanted.is_csv = true,
                "text" => wanted.is_csv = false,
                other => {
                    let error = SqlError::unsupported(format!("COPY … TO STDOUT has no format `{other}`"));
                    return Err(error.with_hint("formats are text and csv"));
                }
            },
            CopyOption::Header(header) => wanted.header = *header,
            CopyOption::Delimiter(it) => wanted.delimiter = Some(byte(*it, "DELIMITER")?),
            CopyOption::Null(text) => wanted.null = Some(text.clone()),
            CopyOption::Quote(it) => wanted.quote = byte(*it, "QUOTE")?,
            CopyOption::Escape(it) => wanted.escape = Some(byte(*it, "ESCAPE")?),
            CopyOption::ForceQuote(columns) if columns.iter().all(|it| it.value == "*") => wanted.quote_all = true,
            CopyOption::Encoding(name) if name.to_lowercase().replace('-', "") == "utf8" => {}
            other => return Err(SqlError::unsupported(format!("COPY … TO STDOUT has no option `{other}`"))),
        }
    }
    for option in legacy {
        match option {
            CopyLegacyOption::Csv(options) => {
                wanted.is_csv = true;
                for option in options {
                    match option {
                        CopyLegacyCsvOption::Header => wanted.header = true,
                        CopyLegacyCsvOption::Quote(it) => wanted.quote = byte(*it, "QUOTE")?,
                        CopyLegacyCsvOption::Escape(it) => wanted.escape = Some(byte(*it, "ESCAPE")?),
                        other => return Err(SqlError::unsupported(format!("COPY … TO STDOUT has no `{other}`"))),
                    }
                }
            }
            CopyLegacyOption::Header => wanted.header = true,
            CopyLegacyOption::Delimiter(it) => wanted.delimiter = Some(byte(*it, "DELIMITER")?),
            CopyLegacyOption::Null(text) => wanted.null = Some(text.clone()),
            other => {
                let error = SqlError::unsupported(format!("COPY … TO STDOUT has no `{other}`"));
                return Err(error.with_hint("formats are text and csv"));
            }
        }
    }
    Ok((wanted.format(), wanted.header))
}

/// Options as they were given.
struct Wanted {
    is_csv: bool,
    header: bool,
    delimiter: Option<u8>,
    null: Option<String>,
    quote: u8,
    escape: Option<u8>,
    quote_all: bool,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { is_csv: false, header: false, delimiter: None, null: None, quote: b'"', escape: None, quote_all: false }
    }
}

impl Wanted {
    fn format(&self) -> CopyFormat {
        if !self.is_csv {
            let null = self.null.clone().unwrap_or_else(|| "\\N".to_owned());
            return CopyFormat::Text { delimiter: self.delimiter.unwrap_or(b'\t'), null };
        }
        CopyFormat::Csv {
            delimiter: self.delimiter.unwrap_or(b','),
            null: self.null.clone().unwrap_or_default(),
            quote: self.quote,
            escape: self.escape.unwrap_or(self.quote),
            quote_all: self.quote_all,
        }
    }
}

fn byte(character: char, what: &str) -> Result<u8, SqlError> {
    match u8::try_from(character) {
        Ok(byte) if byte.is_ascii() && !matches!(byte, b'\n' | b'\r') => Ok(byte),
        _ => Err(SqlError::unsupported(format!("COPY {what} must be a single one-byte character"))),
    }
}
