//! Statements: what the parser makes of a text.

use callboard_resource::Wait;
use datafusion::sql::sqlparser::ast;

/// One statement with its hints and its own text.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// What to do.
    pub statement: Statement,
    /// `/*+ … */`.
    pub hints: Hints,
    /// The statement as it was written, without the semicolon.
    pub text: String,
    /// How many parameters `$1`, `$2`, … it has.
    pub parameters: usize,
}

/// What `/*+ … */` comments ask for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// `AWAIT` or `NOWAIT`; the session's own choice where neither is given.
    pub wait: Option<Wait>,
    /// `SHOWRESULTS`: rows of an `EXEC`.
    pub show_results: bool,
    /// `REQUIRED`: only required properties in `SHOW INSERT`.
    pub required: bool,
    /// `OVERWRITE`: `COPY … TO` may replace a file.
    pub overwrite: bool,
    /// The verb that the user says this is: `create`, `update`, `delete`, `createorupdate`, `exists`, …
    pub verb: Option<String>,
}

/// What to do.
#[derive(Debug, Clone)]
pub enum Statement {
    /// `SELECT`, `WITH`, `VALUES`, `TABLE`.
    Query(Box<ast::Query>),
    /// `INSERT INTO`.
    Insert(Box<ast::Insert>),
    /// `UPDATE`.
    Update(Box<ast::Update>),
    /// `REPLACE t SET …`: StackQL's update by whole values.
    Replace(Box<ast::Update>),
    /// `DELETE FROM`.
    Delete(Box<ast::Delete>),
    /// `EXEC service.operation @member = value, …`.
    Exec(Exec),
    /// `SHOW …`.
    Show(Show),
    /// `DESCRIBE [EXTENDED] t`.
    Describe {
        /// The table's name.
        table: Vec<String>,
        /// Whether more is asked for.
        extended: bool,
    },
    /// `DESCRIBE METHOD [EXTENDED] t.method`, or of an operation.
    DescribeMethod {
        /// The path of the method.
        method: Vec<String>,
        /// Whether more is asked for.
        extended: bool,
    },
    /// `EXPLAIN [ANALYZE] statement`.
    Explain {
        /// Whether the statement is run, and its calls counted.
        analyze: bool,
        /// Whether DataFusion's own plan is shown too.
        verbose: bool,
        /// What is explained.
        statement: Box<Parsed>,
    },
    /// `BEGIN`.
    Begin,
    /// `COMMIT`.
    Commit,
    /// `ROLLBACK`.
    Rollback,
    /// A place in a transaction, or what becomes of it.
    Savepoint(Savepoint),
    /// `REFRESH MATERIALIZED VIEW v`.
    RefreshView(Vec<String>),
    /// Views, tables, `COPY … TO`, `SET`, `PREPARE`, `DROP`, …
    Define(Box<ast::Statement>),
    /// `USE provider`, `AUTH …`, `REGISTRY …`: StackQL's words that need nothing done here; says why.
    Ignored(String),
}

/// A place in a transaction, or what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Savepoint {
    /// `SAVEPOINT name`
    Set(String),
    /// `RELEASE SAVEPOINT name`
    Release(String),
    /// `ROLLBACK TO SAVEPOINT name`
    RollbackTo(String),
}

/// One `EXEC`.
#[derive(Debug, Clone, PartialEq)]
pub struct Exec {
    /// `aws`, `ivs_realtime`, `create_participant_token`.
    pub path: Vec<String>,
    /// `@stageArn = '…'`, as written.
    pub arguments: Vec<(String, ast::Expr)>,
    /// `@@json = '{…}'`: the whole input.
    pub json: Option<ast::Expr>,
}

/// What `SHOW` shows.
#[derive(Debug, Clone, PartialEq)]
pub enum Show {
    /// `SHOW PROVIDERS`
    Providers,
    /// `SHOW [EXTENDED] SERVICES [IN p]`
    Services(Listing),
    /// `SHOW [EXTENDED] RESOURCES IN p.s`
    Resources(Listing),
    /// `SHOW [EXTENDED] METHODS IN p.s.r`
    Methods(Listing),
    /// `SHOW PERMISSIONS FOR t [METHOD m]`
    Permissions {
        /// The table's name.
        table: Vec<String>,
        /// `create`, `read`, `update`, `delete`, `list`, or StackQL's `create_resource`, …
        method: Option<String>,
    },
    /// `SHOW INSERT [/*+ REQUIRED */] INTO t`
    InsertInto(Vec<String>),
    /// `SHOW TARGET`
    Target,
    /// `SHOW [EXTENDED] VERSION`
    Version {
        /// Whether more is asked for.
        extended: bool,
    },
    /// `SHOW AUTH p`
    Auth,
    /// `SHOW TRANSACTION ISOLATION LEVEL`
    TransactionIsolationLevel,
    /// `SHOW TABLES`, `SHOW x`: DataFusion's own.
    Other(Box<ast::Statement>),
}

/// What a listing is of, and which of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Listing {
    /// `aws`, or `aws.ivs`, or `aws.ivs.stages`.
    pub of: Vec<String>,
    /// Whether more columns are asked for.
    pub extended: bool,
    /// `LIKE 'x%'`.
    pub like: Option<String>,
    /// `WHERE …` over the listing's columns.
    pub predicate: Option<ast::Expr>,
}
