//! The options of `callboard sql`, and how StackQL spells them.

mod serve;

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

pub use serve::SqlServeArguments;

/// What the options alone do not say.
pub const AFTER_HELP: &str = "\
Without statements, they are read from standard input; on a terminal, a shell begins.

Exit codes:
  0    all statements were carried out
  1    a statement failed, and those after it were not begun
  2    the command line cannot be understood
  3    with --partial: rows are incomplete, since calls failed
  130  interrupted

Rows go to standard output, everything else to standard error. A JSON array that is not closed
belongs to a statement that failed half-way.";

/// The options of `callboard sql`.
#[derive(Debug, Clone, Default, Args)]
pub struct SqlArguments {
    /// Statements, separated by `;`
    #[arg(value_name = "STATEMENTS")]
    pub texts: Vec<String>,
    /// Run the statements of a file (`-` is standard input) before those of the command line
    #[arg(short, long = "file", value_name = "FILE", short_alias = 'i', alias = "infile")]
    pub files: Vec<PathBuf>,

    /// How rows look
    #[arg(short, long, value_enum, default_value_t, value_name = "FORMAT", help_heading = "Output")]
    pub output: OutputFormat,
    /// Write rows to a file
    #[arg(short = 'O', long, value_name = "FILE", alias = "outfile", help_heading = "Output")]
    pub output_file: Option<PathBuf>,
    /// No line of column names
    #[arg(short = 'H', long, alias = "hideheaders", help_heading = "Output")]
    pub hide_headers: bool,
    /// Between the values of CSV (`,`) and text (a tab)
    #[arg(short, long, value_name = "CHARACTER", value_parser = delimiter, help_heading = "Output")]
    pub delimiter: Option<char>,
    /// Tell how long each statement took
    #[arg(long, help_heading = "Output")]
    pub timing: bool,

    /// A value for `{{ name }}` in statements
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = variable, help_heading = "Templates")]
    pub variables: Vec<(String, String)>,
    /// Values for `{{ name }}`: an object in a JSON or YAML file
    #[arg(short = 'q', long, value_name = "FILE", alias = "iqldata", help_heading = "Templates")]
    pub data: Vec<PathBuf>,

    /// Show each statement and the calls that it would make
    #[arg(long, alias = "dryrun", help_heading = "Safety")]
    pub dry_run: bool,
    /// Refuse every change
    #[arg(long, global = true, help_heading = "Safety")]
    pub read_only: bool,
    /// Carry out UPDATE and DELETE without WHERE
    #[arg(long, global = true, help_heading = "Safety")]
    pub all: bool,
    /// Give rows even where some calls fail; those are listed, and the exit code is 3
    #[arg(long, global = true, help_heading = "Safety")]
    pub partial: bool,

    /// The region where things are made, and searched where a statement and --regions name none
    #[arg(long, global = true, value_name = "REGION", help_heading = "Calls")]
    pub region: Option<String>,
    /// Regions that are searched where a statement names none: a list, or `all`
    #[arg(long, global = true, value_name = "REGIONS", value_delimiter = ',', help_heading = "Calls")]
    pub regions: Vec<String>,
    /// The profile of the AWS config files
    #[arg(long, global = true, value_name = "PROFILE", help_heading = "Calls")]
    pub profile: Option<String>,
    /// Send calls to this AWS-compatible endpoint
    #[arg(long, global = true, value_name = "URL", help_heading = "Calls")]
    pub endpoint_url: Option<String>,
    /// Calls that may be under way at once
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1000), help_heading = "Calls")]
    pub parallel: Option<u16>,
    /// Do not wait until changes have taken effect
    #[arg(long, global = true, help_heading = "Calls")]
    pub nowait: bool,
    /// Give a change up that takes longer than this
    #[arg(long, global = true, value_name = "SECONDS", help_heading = "Calls")]
    pub timeout: Option<u64>,

    #[command(subcommand)]
    pub command: Option<SqlCommand>,
}

/// What else is done with SQL than to run it.
#[derive(Debug, Clone, Subcommand)]
pub enum SqlCommand {
    /// Answer clients of PostgreSQL: psql, drivers, BI tools
    Serve(SqlServeArguments),
}

/// How rows look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum OutputFormat {
    /// A bordered table
    #[default]
    Table,
    /// One array a statement
    Json,
    /// One object a row
    #[value(alias = "ndjson")]
    Jsonl,
    /// Comma-separated values
    Csv,
    /// Bare values
    Text,
    /// An Apache Parquet file
    Parquet,
}

fn delimiter(text: &str) -> Result<char, String> {
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (Some('"' | '\n' | '\r'), None) => Err("must be neither a quote nor a line break".to_owned()),
        (Some(character), None) => Ok(character),
        _ if matches!(text, "\\t" | "tab") => Ok('\t'),
        _ => Err("must be one character, or `tab`".to_owned()),
    }
}

fn variable(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("must be `name=value`".to_owned()),
    }
}
