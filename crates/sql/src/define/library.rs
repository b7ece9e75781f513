//! The library: views and tables by name, of the session alone or kept in a file of SQL.
//!
//! ```text
//! CREATE VIEW v AS SELECT …;
//! CREATE MATERIALIZED VIEW m WITH (rows = 'm.0f3a….parquet') AS SELECT …;
//! CREATE TABLE t WITH (rows = 't.77b2….parquet');
//! ```
//!
//! Rows are in the folder beside the file: `views.sql` has `views.rows/`. Writers take turns by a lock file; readers
//! need none. Rows that no definition names any more are removed an hour later, when nobody reads them.

use callboard_model::naming::nearest_names;
use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use datafusion::catalog::TableProvider;
use datafusion::sql::sqlparser::ast;

use super::own_name;
use crate::catalog;
use crate::error::sqlstate;
use crate::statement::Statement;
use crate::{Session, SqlError, syntax};

/// A view or table of the user's own.
#[derive(Clone)]
pub(crate) struct Definition {
    /// Its name.
    pub(crate) name: String,
    /// What it is.
    pub(crate) kind: DefinitionKind,
    /// Whether it is gone with the session.
    pub(crate) temporary: bool,
    /// The statement that makes it again, as it is kept.
    pub(crate) statement: String,
    /// The query of a view.
    pub(super) query: Option<Box<ast::Query>>,
    /// Names that a view gives its columns.
    pub(super) columns: Vec<String>,
    /// Where the rows are, but for a plain view's.
    pub(super) rows: Option<Rows>,
}

/// What a definition is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DefinitionKind {
    /// A query, run when it is asked.
    View,
    /// A query and the rows it had when it was last refreshed.
    MaterializedView,
    /// Rows.
    Table,
}

/// Where rows are.
#[derive(Clone)]
pub(super) enum Rows {
    /// In the memory of the process.
    Memory(Arc<dyn TableProvider>),
    /// In a Parquet file.
    File(PathBuf),
}

/// Definitions by name.
pub(super) type Definitions = BTreeMap<String, Arc<Definition>>;

/// How long a writer waits for another one.
const PATIENCE: Duration = Duration::from_secs(10);
/// When rows that no definition names are removed.
const UNREAD_AFTER: Duration = Duration::from_secs(3600);

impl DefinitionKind {
    /// In the words of `information_schema`.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::View => "VIEW",
            Self::MaterializedView => "MATERIALIZED VIEW",
            Self::Table => "BASE TABLE",
        }
    }
}

/// All views and tables of the user's own, by name; the session's own hide those of the file.
pub(crate) fn definitions(session: &Session) -> Result<Vec<Arc<Definition>>, SqlError> {
    Ok(all(session)?.into_values().collect())
}

/// A view or table by its path.
pub(super) fn find(session: &Session, path: &[String]) -> Result<Arc<Definition>, SqlError> {
    let name = path.last().map(String::as_str).unwrap_or_default();
    let all = all(session)?;
    if let Some(found) = all.get(name).or_else(|| all.get(&name.to_lowercase())) {
        return Ok(Arc::clone(found));
    }
    let error = SqlError::new(sqlstate::UNDEFINED_TABLE, format!("there is no view or table `{name}`"));
    if let Some(near) = nearest_names(name, all.into_keys()).first() {
        return Err(error.with_hint(format!("did you mean `{near}`?")));
    }
    // Resource types of that name, which are named in full.
    let hint = catalog::find(&[name.to_owned()]).err().and_then(|it| it.hint);
    Err(SqlError { hint, ..error })
}

/// All definitions, by name.
pub(super) fn all(session: &Session) -> Result<Definitions, SqlError> {
    let mut all = match &session.options().definitions {
        Some(file) => session.local.kept(file, || read(file))?,
        None => Definitions::new(),
    };
    all.extend(session.local.temporary());
    Ok(all)
}

/// Changes the definitions that are kept, or those of the session where none are or the change is of the session's own.
pub(super) async fn change<T>(
    session: &Session,
    temporary: bool,
    edit: impl FnOnce(&mut Definitions) -> Result<T, SqlError>,
) -> Result<T, SqlError> {
    let turn = turn(session, temporary).await?;
    change_in_turn(session, &turn, edit)
}

/// Waits until nobody else changes the definitions that are kept; those of the session are nobody else's.
pub(super) async fn turn(session: &Session, temporary: bool) -> Result<Turn, SqlError> {
    match &session.options().definitions {
        Some(file) if !temporary => Ok(Turn(Some((file.clone(), lock(file).await?)))),
        _ => Ok(Turn(None)),
    }
}

/// Changes the definitions while nobody else can.
pub(super) fn change_in_turn<T>(
    session: &Session,
    turn: &Turn,
    edit: impl FnOnce(&mut Definitions) -> Result<T, SqlError>,
) -> Result<T, SqlError> {
    let Turn(Some((file, _))) = turn else { return session.local.change_temporary(edit) };
    let mut definitions = read(file)?;
    let result = edit(&mut definitions)?;
    write(file, &definitions)?;
    sweep(file, &definitions);
    Ok(result)
}

/// The folder of rows beside a file of definitions.
pub(super) fn rows_folder(file: &Path) -> PathBuf {
    file.with_extension("rows")
}

/// Held by the one who changes definitions or the rows of a table: the file of definitions, and the lock beside it,
/// which is let go when it is closed.
pub(super) struct Turn(Option<(PathBuf, File)>);

async fn lock(file: &Path) -> Result<File, SqlError> {
    let path = file.with_extension("lock");
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| cannot("make", folder, &error))?;
    }
    let lock = File::create(&path).map_err(|error| cannot("open", &path, &error))?;
    let began = std::time::Instant::now();
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(lock),
            Err(TryLockError::Error(error)) => return Err(cannot("lock", &path, &error)),
            Err(TryLockError::WouldBlock) if began.elapsed() < PATIENCE => {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            Err(TryLockError::WouldBlock) => {
                let message = format!("another process has held {} for {} seconds", path.display(), PATIENCE.as_secs());
                return Err(SqlError::new(sqlstate::LOCK_NOT_AVAILABLE, message).with_hint("try again"));
            }
        }
    }
}

/// An error of a file.
pub(super) fn cannot(verb: &str, path: &Path, error: &std::io::Error) -> SqlError {
    SqlError::new(sqlstate::IO_ERROR, format!("cannot {verb} {}: {error}", path.display()))
}

fn read(file: &Path) -> Result<Definitions, SqlError> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Definitions::new()),
        Err(error) => return Err(cannot("read", file, &error)),
    };
    let malformed = |error: SqlError| {
        SqlError { message: format!("{}: {}", file.display(), error.message), ..error }
            .with_hint("the file holds CREATE statements, one a view or table; correct it or move it away")
    };
    let mut definitions = Definitions::new();
    for parsed in syntax::parse(&text).map_err(malformed)? {
        let definition = match &parsed.statement {
            Statement::Define(statement) => {
                Definition::of_statement(statement, &rows_folder(file)).map_err(malformed)?
            }
            _ => None,
        };
        let definition =
            definition.ok_or_else(|| malformed(SqlError::syntax(format!("`{}` defines nothing", parsed.text))))?;
        definitions.insert(definition.name.clone(), Arc::new(definition));
    }
    Ok(definitions)
}

fn write(file: &Path, definitions: &Definitions) -> Result<(), SqlError> {
    let mut text = String::from("-- Views and tables of callboard's SQL: CREATE and DROP write this file.\n");
    for definition in definitions.values() {
        text.push_str(&definition.statement);
        text.push_str(";\n");
    }
    let temporary = file.with_extension(format!("{}.tmp", uuid::Uuid::new_v4().simple()));
    let written = fs::write(&temporary, text)
        .and_then(|()| File::open(&temporary)?.sync_all())
        .and_then(|()| fs::rename(&temporary, file));
    written.map_err(|error| {
        // The error that led here says more than one of removing.
        let _ = fs::remove_file(&temporary);
        cannot("write", file, &error)
    })
}

/// Removes rows that no definition has named for a while; what cannot be removed is left for the next time.
fn sweep(file: &Path, definitions: &Definitions) {
    let named = |path: &Path| {
        definitions
            .values()
            .any(|it| matches!(&it.rows, Some(Rows::File(rows)) if rows.file_name() == path.file_name()))
    };
    let Ok(entries) = fs::read_dir(rows_folder(file)) else { return };
    for path in entries.flatten().map(|it| it.path()).filter(|it| !named(it)) {
        let changed = fs::metadata(&path).and_then(|it| it.modified());
        let age = changed.ok().and_then(|it| SystemTime::now().duration_since(it).ok());
        if age.is_some_and(|it| it > UNREAD_AFTER) {
            let _ = fs::remove_file(path);
        }
    }
}

impl Definition {
    /// What a `CREATE` statement defines, its rows in this folder; nothing where it is another statement.
    fn of_statement(statement: &ast::Statement, rows_folder: &Path) -> Result<Option<Self>, SqlError> {
        match statement {
            ast::Statement::CreateView(it) => {
                let rows = rows_option(&it.options).map(|name| Rows::File(rows_folder.join(name)));
                let kind = if it.materialized { DefinitionKind::MaterializedView } else { DefinitionKind::View };
                Ok(Some(Self { rows, ..Self::of_view(it, kind)? }))
            }
            ast::Statement::CreateTable(it) => {
                let rows = rows_option(&it.table_options).map(|name| Rows::File(rows_folder.join(name)));
                let name = own_name(&it.name)?;
                if rows.is_none() {
                    return Err(SqlError::syntax(format!("the table `{name}` does not say where its rows are")));
                }
                Ok(Some(Self::of_table(name, false, rows)))
            }
            _ => Ok(None),
        }
    }

    /// A view as its statement says.
    pub(super) fn of_view(view: &ast::CreateView, kind: DefinitionKind) -> Result<Self, SqlError> {
        let name = own_name(&view.name)?;
        let mut kept = view.clone();
        kept.or_replace = false;
        kept.if_not_exists = false;
        kept.temporary = false;
        kept.name = ast::ObjectName::from(vec![ident(&name)]);
        let column = |it: &ast::ViewColumnDef| match it.name.quote_style {
            Some(_) => it.name.value.clone(),
            None => it.name.value.to_lowercase(),
        };
        Ok(Self {
            kind,
            temporary: view.temporary,
            query: Some(view.query.clone()),
            columns: view.columns.iter().map(column).collect(),
            rows: None,
            statement: ast::Statement::CreateView(kept).to_string(),
            name,
        })
    }

    /// A table with these rows.
    pub(super) fn of_table(name: String, temporary: bool, rows: Option<Rows>) -> Self {
        let statement = format!("CREATE TABLE {}", ident(&name));
        let table = Self {
            name,
            kind: DefinitionKind::Table,
            temporary,
            statement,
            query: None,
            columns: Vec::new(),
            rows: None,
        };
        match rows {
            Some(rows) => table.with_rows(rows),
            None => table,
        }
    }

    /// The same definition with other rows.
    pub(super) fn with_rows(mut self, rows: Rows) -> Self {
        if let Rows::File(path) = &rows {
            let name = path.file_name().map(|it| it.to_string_lossy().replace('\'', "''")).unwrap_or_default();
            let option = format!("WITH (rows = '{name}')");
            self.statement = match (&self.query, self.kind) {
                (Some(query), DefinitionKind::MaterializedView) => {
                    let columns: Vec<String> = self.columns.iter().map(|it| ident(it).to_string()).collect();
                    let columns = if columns.is_empty() { String::new() } else { format!(" ({})", columns.join(", ")) };
                    format!("CREATE MATERIALIZED VIEW {}{columns} {option} AS {query}", ident(&self.name))
                }
                _ => format!("CREATE TABLE {} {option}", ident(&self.name)),
            };
        }
        self.rows = Some(rows);
        self
    }
}

/// A name as an identifier, in quotes where it needs them.
pub(super) fn ident(name: &str) -> ast::Ident {
    let mut letters = name.chars();
    let plain = letters.next().is_some_and(|it| it.is_ascii_lowercase() || it == '_')
        && letters.all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_');
    if plain { ast::Ident::new(name) } else { ast::Ident::with_quote('"', name) }
}

fn rows_option(options: &ast::CreateTableOptions) -> Option<String> {
    let ast::CreateTableOptions::With(options) = options else { return None };
    options.iter().find_map(|it| match it {
        ast::SqlOption::KeyValue { key, value: ast::Expr::Value(value) } if key.value == "rows" => {
            value.value.clone().into_string()
        }
        _ => None,
    })
}
