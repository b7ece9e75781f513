//! `COPY t (columns) FROM 'file'`: the `INSERT` that it stands for.
//!
//! ```text
//! COPY t (a, b) FROM 'x.csv' (HEADER false)  ──▶  INSERT INTO t (a, b) SELECT * FROM read_csv('x.csv', header => false)
//! ```
//!
//! Values go to columns by their place, as PostgreSQL has it. The first line of CSV has names, unless `HEADER false` says
//! that it has not.

use datafusion::sql::sqlparser::ast;

use crate::statement::Statement;
use crate::{SqlError, syntax};

/// The `INSERT`, where a statement is such a `COPY`.
pub(super) fn insert_of(statement: &ast::Statement) -> Result<Option<Statement>, SqlError> {
    let ast::Statement::Copy { source, to: false, target, options, .. } = statement else { return Ok(None) };
    let ast::CopySource::Table { table_name, columns } = source else { return Ok(None) };
    let ast::CopyTarget::File { filename } = target else {
        return Err(SqlError::unsupported("COPY … FROM takes rows of a file alone")
            .with_hint("COPY t (columns) FROM 'x.csv', or INSERT INTO … VALUES with many rows in one statement"));
    };
    let columns: Vec<String> = columns.iter().map(ToString::to_string).collect();
    let columns = if columns.is_empty() { String::new() } else { format!(" ({})", columns.join(", ")) };
    let text = format!("INSERT INTO {table_name}{columns} SELECT * FROM {}", source_of(filename, options)?);
    Ok(syntax::parse(&text)?.into_iter().next().map(|it| it.statement))
}

/// The file as a query names it.
fn source_of(path: &str, options: &[ast::CopyOption]) -> Result<String, SqlError> {
    let path = format!("'{}'", path.replace('\'', "''"));
    if options.is_empty() {
        return Ok(path);
    }
    let (mut function, mut arguments) = (None, vec![path.clone()]);
    for option in options {
        match option {
            ast::CopyOption::Format(word) => {
                function = Some(match word.value.to_lowercase().as_str() {
                    "parquet" => "read_parquet",
                    "csv" | "txt" => "read_csv",
                    "tsv" => {
                        arguments.push(r"delimiter => '\t'".to_owned());
                        "read_csv"
                    }
                    "json" | "jsonl" | "ndjson" => "read_json",
                    other => {
                        return Err(SqlError::unsupported(format!("`FORMAT {other}` is not supported"))
                            .with_hint("formats are parquet, csv, tsv, json and jsonl"));
                    }
                });
            }
            ast::CopyOption::Header(has_header) => arguments.push(format!("header => {has_header}")),
            ast::CopyOption::Delimiter(letter) => {
                arguments.push(format!("delimiter => '{}'", letter.to_string().replace('\'', "''")));
            }
            other => return Err(SqlError::unsupported(format!("COPY has no option `{other}` here"))),
        }
    }
    // Only CSV has options, and the name may not tell that the file is.
    Ok(format!("{}({})", function.unwrap_or("read_csv"), arguments.join(", ")))
}
