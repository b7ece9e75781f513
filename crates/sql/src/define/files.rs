//! Files of this machine as tables: `FROM 'x.parquet'`, `read_csv('x.csv')`.
//!
//! A file that a query names is inspected before the query is planned, and registered under its path. Parquet, CSV,
//! and JSON of both kinds (lines, or one array) are read as streams.

use std::fs::File;
use std::io::Read as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::catalog::{
    CatalogProvider as _, MemoryCatalogProvider, MemorySchemaProvider, SchemaProvider, TableProvider,
};
use datafusion::datasource::file_format::FileFormat;
use datafusion::datasource::file_format::csv::CsvFormat;
use datafusion::datasource::file_format::json::JsonFormat;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl};
use datafusion::sql::sqlparser::ast::{self, VisitMut as _};

use super::library::cannot;
use crate::error::sqlstate;
use crate::{Session, SqlError};

/// How a file's bytes are rows.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Format {
    /// Apache Parquet.
    Parquet,
    /// Values between delimiters.
    Csv {
        /// Between values.
        delimiter: u8,
        /// Whether the first line has the names of columns.
        header: bool,
    },
    /// JSON: an object a line, or one array of objects.
    Json,
}

/// The catalog that files are registered in.
const CATALOG: &str = "files";
/// Its only schema.
const SCHEMA: &str = "local";
/// Lines that are read to find the types of columns.
const INSPECTED: usize = 10_000;

/// A file as a query names it.
#[derive(Debug, Clone, PartialEq)]
struct Named {
    path: String,
    format: Format,
}

impl Format {
    /// The format that a file's name tells.
    pub(super) fn of_name(path: &str) -> Result<Self, SqlError> {
        let extension = Path::new(path).extension().map(|it| it.to_string_lossy().to_lowercase()).unwrap_or_default();
        Self::of_word(&extension).ok_or_else(|| {
            let message = format!("what is in `{path}` cannot be told from its name");
            SqlError::new(sqlstate::FEATURE_NOT_SUPPORTED, message)
                .with_hint("names end in .parquet, .csv, .tsv, .json, .jsonl or .ndjson; read_csv('…') and COPY … (FORMAT csv) say it otherwise")
        })
    }

    /// The format of an extension, or of `FORMAT x`.
    pub(super) fn of_word(word: &str) -> Option<Self> {
        match word.to_ascii_lowercase().as_str() {
            "parquet" => Some(Self::Parquet),
            "csv" | "txt" => Some(Self::Csv { delimiter: b',', header: true }),
            "tsv" => Some(Self::Csv { delimiter: b'\t', header: true }),
            "json" | "jsonl" | "ndjson" => Some(Self::Json),
            _ => None,
        }
    }
}

/// Registers the files that a query names, and puts their registered names into it.
pub(super) async fn prepare(session: &Session, query: &mut ast::Query) -> Result<(), SqlError> {
    let files = take_names(query, &mut |named| table_name(named))?;
    if files.is_empty() {
        return Ok(());
    }
    allowed(session)?;
    let schema = schema(session)?;
    for named in files {
        let name = registered(&named);
        let provider = table(session, Path::new(&named.path), &named.format).await?;
        schema.deregister_table(&name)?;
        schema.register_table(name, provider)?;
    }
    Ok(())
}

/// Puts whole paths in place of relative ones, for a query that is kept.
pub(super) fn make_absolute(query: &mut ast::Query) -> Result<(), SqlError> {
    let mut failure = None;
    take_names(query, &mut |named| {
        let path = std::path::absolute(&named.path).unwrap_or_else(|error| {
            failure = Some(cannot("find", Path::new(&named.path), &error));
            PathBuf::from(&named.path)
        });
        let path = path.to_string_lossy().into_owned();
        Replacement::Path(path)
    })?;
    failure.map_or(Ok(()), Err)
}

/// Refuses where the session may not touch files.
pub(super) fn allowed(session: &Session) -> Result<(), SqlError> {
    if session.options().files {
        return Ok(());
    }
    let message = "files of the machine where callboard runs are not read or written for this client";
    Err(SqlError::new(sqlstate::INSUFFICIENT_PRIVILEGE, message).with_hint("use `callboard sql` on that machine"))
}

/// The table in a file, or in all files that a pattern matches.
pub(super) async fn table(session: &Session, path: &Path, format: &Format) -> Result<Arc<dyn TableProvider>, SqlError> {
    let text = path.to_string_lossy();
    if text.contains("://") {
        return Err(SqlError::unsupported(format!("`{text}` is not a file of this machine")));
    }
    let is_pattern = text.contains(['*', '?', '[']) && !path.exists();
    if !is_pattern {
        match path.metadata() {
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(SqlError::new(sqlstate::UNDEFINED_FILE, format!("there is no file `{text}`")));
            }
            Err(error) => return Err(cannot("read", path, &error)),
        }
    }
    let reader: Arc<dyn FileFormat> = match format {
        // Views of texts gain little here, and the rest of callboard has plain ones.
        Format::Parquet => Arc::new(ParquetFormat::default().with_force_view_types(false)),
        Format::Csv { delimiter, header } => Arc::new(
            CsvFormat::default()
                .with_delimiter(*delimiter)
                .with_has_header(*header)
                .with_newlines_in_values(true)
                .with_schema_infer_max_rec(INSPECTED),
        ),
        Format::Json => {
            let lines = is_pattern || !begins_with_bracket(path)?;
            Arc::new(JsonFormat::default().with_newline_delimited(lines).with_schema_infer_max_rec(INSPECTED))
        }
    };
    let extension = if is_pattern {
        String::new()
    } else {
        path.extension().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default()
    };
    let options =
        ListingOptions::new(reader).with_file_extension(if path.is_dir() { String::new() } else { extension });
    let url = ListingTableUrl::parse(&*text)?;
    let state = session.engine().state();
    let unreadable = |error: datafusion::error::DataFusionError| {
        let error = SqlError::from(error);
        if error.message.contains("No files found") {
            return SqlError::new(sqlstate::UNDEFINED_FILE, format!("no file matches `{text}`"));
        }
        let message = format!("{text}: {}", error.message.lines().next().unwrap_or_default());
        SqlError::new(sqlstate::INVALID_TEXT, message)
    };
    let schema = options.infer_schema(&state, &url).await.map_err(unreadable)?;
    if schema.fields().is_empty() {
        return Err(SqlError::new(sqlstate::INVALID_TEXT, format!("`{text}` holds no rows")));
    }
    let config = ListingTableConfig::new(url).with_listing_options(options).with_schema(schema);
    Ok(Arc::new(ListingTable::try_new(config)?))
}

fn begins_with_bracket(path: &Path) -> Result<bool, SqlError> {
    let mut start = [0; 4096];
    let length =
        File::open(path).and_then(|mut it| it.read(&mut start)).map_err(|error| cannot("read", path, &error))?;
    let text = start[..length].strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start[..length]);
    Ok(text.iter().find(|it| !it.is_ascii_whitespace()) == Some(&b'['))
}

fn schema(session: &Session) -> Result<Arc<dyn SchemaProvider>, SqlError> {
    let engine = session.engine();
    let catalog = match engine.catalog(CATALOG) {
        Some(catalog) => catalog,
        None => {
            let catalog = Arc::new(MemoryCatalogProvider::new());
            catalog.register_schema(SCHEMA, Arc::new(MemorySchemaProvider::new()))?;
            engine.register_catalog(CATALOG, Arc::clone(&catalog) as _);
            catalog
        }
    };
    catalog.schema(SCHEMA).ok_or_else(|| SqlError::new(sqlstate::INTERNAL, "there is no schema for files"))
}

/// The name that a file is registered by: its path, and how it is read where its name does not say so.
fn registered(named: &Named) -> String {
    let usual = Format::of_name(&named.path).ok();
    if usual.as_ref() == Some(&named.format) {
        return named.path.clone();
    }
    match &named.format {
        Format::Csv { delimiter, header } => {
            format!("{} (csv, delimiter {:?}, header {header})", named.path, char::from(*delimiter))
        }
        other => format!("{} ({other:?})", named.path),
    }
}

fn table_name(named: &Named) -> Replacement {
    let parts = [CATALOG.to_owned(), SCHEMA.to_owned(), registered(named)];
    Replacement::Name(ast::ObjectName::from(parts.map(|it| ast::Ident::with_quote('"', it)).to_vec()))
}

/// What stands in place of a file in a query.
enum Replacement {
    /// The name of a table.
    Name(ast::ObjectName),
    /// Another path of the same file.
    Path(String),
}

/// The files that a query names, each of which is replaced.
fn take_names(query: &mut ast::Query, replace: &mut dyn FnMut(&Named) -> Replacement) -> Result<Vec<Named>, SqlError> {
    let mut visitor = Files { replace, found: Vec::new() };
    match query.visit(&mut visitor) {
        ControlFlow::Continue(()) => Ok(visitor.found),
        ControlFlow::Break(error) => Err(error),
    }
}

struct Files<'a> {
    replace: &'a mut dyn FnMut(&Named) -> Replacement,
    found: Vec<Named>,
}

impl ast::VisitorMut for Files<'_> {
    type Break = SqlError;

    fn pre_visit_table_factor(&mut self, factor: &mut ast::TableFactor) -> ControlFlow<SqlError> {
        let ast::TableFactor::Table { name, args, alias, .. } = factor else { return ControlFlow::Continue(()) };
        let named = match (named_directly(name), &*args) {
            (Some(path), None) => Format::of_name(path).map(|format| Some(Named { path: path.to_owned(), format })),
            (_, Some(arguments)) => named_by_function(name, &arguments.args),
            (None, None) => Ok(None),
        };
        let named = match named {
            Ok(Some(named)) => named,
            Ok(None) => return ControlFlow::Continue(()),
            Err(error) => return ControlFlow::Break(error),
        };
        match (self.replace)(&named) {
            Replacement::Name(table) => {
                *name = table;
                *args = None;
                // Columns are named by the file's own name, as `people.id` for `data/people.csv`.
                let stem = Path::new(&named.path).file_stem().map(|it| it.to_string_lossy().into_owned());
                if alias.is_none() {
                    *alias = stem.map(|it| ast::TableAlias {
                        explicit: true,
                        name: ast::Ident::with_quote('"', it.to_lowercase()),
                        columns: Vec::new(),
                        at: None,
                    });
                }
            }
            Replacement::Path(path) => match args {
                None => *name = ast::ObjectName::from(vec![ast::Ident::with_quote('\'', path)]),
                Some(arguments) => {
                    let value = ast::Expr::value(ast::Value::SingleQuotedString(path));
                    arguments.args[0] = ast::FunctionArg::Unnamed(ast::FunctionArgExpr::Expr(value));
                }
            },
        }
        self.found.push(named);
        ControlFlow::Continue(())
    }
}

/// `FROM 'x.parquet'`.
fn named_directly(name: &ast::ObjectName) -> Option<&str> {
    match &name.0[..] {
        [ast::ObjectNamePart::Identifier(it)] if it.quote_style == Some('\'') => Some(&it.value),
        _ => None,
    }
}

/// `FROM read_csv('x.csv', delimiter => ';', header => false)`.
fn named_by_function(name: &ast::ObjectName, arguments: &[ast::FunctionArg]) -> Result<Option<Named>, SqlError> {
    let [ast::ObjectNamePart::Identifier(function)] = &name.0[..] else { return Ok(None) };
    let function = function.value.to_lowercase();
    let mut format = match function.as_str() {
        "read_parquet" | "parquet_scan" => Format::Parquet,
        "read_csv" | "read_csv_auto" => Format::Csv { delimiter: b',', header: true },
        "read_json" | "read_json_auto" | "read_ndjson" => Format::Json,
        _ => return Ok(None),
    };
    let (Some((_, path)), options) =
        (arguments.split_first().and_then(|(it, _)| text_of(it)), &arguments[1.min(arguments.len())..])
    else {
        return Err(SqlError::syntax(format!("{function} takes the path of a file in quotes")));
    };
    if function.starts_with("read_csv") && path.to_lowercase().ends_with(".tsv") {
        format = Format::Csv { delimiter: b'\t', header: true };
    }
    for option in options {
        let given = text_of(option).and_then(|(name, value)| Some((name?, value)));
        match (&mut format, given) {
            (Format::Csv { delimiter, .. }, Some((name, value))) if matches!(&*name, "delimiter" | "delim" | "sep") => {
                *delimiter = match value.as_bytes() {
                    [byte] => *byte,
                    b"\\t" => b'\t',
                    _ => return Err(SqlError::syntax(format!("a delimiter is one character, not `{value}`"))),
                };
            }
            (Format::Csv { header, .. }, Some((name, value))) if name == "header" => {
                *header = matches!(&*value.to_lowercase(), "true" | "1" | "on");
            }
            _ => {
                let message = format!("{function} has no option `{option}`");
                return Err(
                    SqlError::syntax(message).with_hint("read_csv has `delimiter => ';'` and `header => false`")
                );
            }
        }
    }
    Ok(Some(Named { path, format }))
}

/// The name and the text of an argument, where it is a literal.
fn text_of(argument: &ast::FunctionArg) -> Option<(Option<String>, String)> {
    let (name, value) = match argument {
        ast::FunctionArg::Unnamed(ast::FunctionArgExpr::Expr(value)) => (None, value),
        ast::FunctionArg::Named { name, arg: ast::FunctionArgExpr::Expr(value), .. } => {
            (Some(name.value.to_lowercase()), value)
        }
        ast::FunctionArg::ExprNamed { name, arg: ast::FunctionArgExpr::Expr(value), .. } => {
            (Some(name.to_string().to_lowercase()), value)
        }
        _ => return None,
    };
    match value {
        ast::Expr::BinaryOp { left, op: ast::BinaryOperator::Eq, right } if name.is_none() => {
            Some((Some(left.to_string().to_lowercase()), literal(right)?))
        }
        _ => Some((name, literal(value)?)),
    }
}

fn literal(value: &ast::Expr) -> Option<String> {
    match value {
        ast::Expr::Value(value) => match &value.value {
            ast::Value::Boolean(it) => Some(it.to_string()),
            ast::Value::Number(it, _) => Some(it.to_string()),
            other => other.clone().into_string(),
        },
        _ => None,
    }
}
