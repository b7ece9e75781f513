//! `COPY (query) TO 'x.parquet'`: rows into a file, as they come; the file is there whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::arrow::array::{Array, AsArray as _, StringArray};
use datafusion::arrow::csv;
use datafusion::arrow::datatypes::{FieldRef, SchemaRef};
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::json;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::error::DataFusionError;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::{Compression, ZstdLevel};
use datafusion::parquet::file::properties::WriterProperties;
use datafusion::sql::sqlparser::ast;
use futures::TryStreamExt as _;

use super::files::{self, Format};
use super::library::cannot;
use crate::answer::{is_json, is_taken_from_json};
use crate::error::sqlstate;
use crate::{Answer, Session, SqlError, query};

/// How rows are written.
pub(super) struct Target {
    format: Format,
    /// Whether JSON is one array.
    array: bool,
    /// The text of NULL in CSV.
    null: String,
}

impl Target {
    /// A Parquet file.
    pub(super) fn parquet() -> Self {
        Self { format: Format::Parquet, array: false, null: String::new() }
    }

    fn of(path: &str, options: &[ast::CopyOption]) -> Result<Self, SqlError> {
        let word = options.iter().find_map(|it| match it {
            ast::CopyOption::Format(word) => Some(word.value.to_lowercase()),
            _ => None,
        });
        let mut format = match &word {
            Some(word) => Format::of_word(word).ok_or_else(|| {
                SqlError::unsupported(format!("`FORMAT {word}` is not supported"))
                    .with_hint("formats are parquet, csv, tsv, json and jsonl")
            })?,
            None => Format::of_name(path)?,
        };
        let mut null = String::new();
        for option in options {
            match (&mut format, option) {
                (_, ast::CopyOption::Format(_)) => {}
                (Format::Csv { header, .. }, ast::CopyOption::Header(given)) => *header = *given,
                (Format::Csv { delimiter, .. }, ast::CopyOption::Delimiter(given)) if given.is_ascii() => {
                    *delimiter = *given as u8;
                }
                (Format::Csv { .. }, ast::CopyOption::Null(given)) => null.clone_from(given),
                (_, other) => return Err(SqlError::unsupported(format!("COPY has no option `{other}` here"))),
            }
        }
        let name = path.to_lowercase();
        let array = match word.as_deref() {
            Some("json") => !name.ends_with(".jsonl") && !name.ends_with(".ndjson"),
            Some(_) => false,
            None => name.ends_with(".json"),
        };
        Ok(Self { format, array, null })
    }
}

/// `COPY (query | table) TO 'file' [WITH (FORMAT …)]`.
pub(super) async fn run(
    session: &Session,
    source: &ast::CopySource,
    to: bool,
    target: &ast::CopyTarget,
    options: &[ast::CopyOption],
    overwrite: bool,
) -> Result<Answer, SqlError> {
    let ast::CopyTarget::File { filename } = target else {
        return Err(SqlError::unsupported("COPY goes to a file: COPY (SELECT …) TO 'x.parquet'"));
    };
    if !to {
        return Err(SqlError::unsupported("COPY … FROM is into a table: COPY t (columns) FROM 'x.csv'"));
    }
    files::allowed(session)?;
    let target = Target::of(filename, options)?;
    let text = match source {
        ast::CopySource::Query(query) => query.to_string(),
        ast::CopySource::Table { table_name, columns } if columns.is_empty() => format!("SELECT * FROM {table_name}"),
        ast::CopySource::Table { table_name, columns } => {
            let columns: Vec<String> = columns.iter().map(ToString::to_string).collect();
            format!("SELECT {} FROM {table_name}", columns.join(", "))
        }
    };
    let source = super::query_of(&text)?;
    let path = PathBuf::from(filename);
    // Before anything is called: a name that is taken would be found out too late.
    if path.exists() && !overwrite {
        return Err(taken(&path));
    }
    let context = session.context_of_statement();
    let rows = query::rows(session, &context, &source).await?;
    let count = write(&path, &target, rows, overwrite).await?;
    Ok(Answer::Done(format!("COPY {count}")))
}

/// Writes all rows to a file beside, then gives it its name. How many there were.
pub(super) async fn write(
    path: &Path,
    target: &Target,
    mut rows: SendableRecordBatchStream,
    overwrite: bool,
) -> Result<u64, SqlError> {
    let unfinished = Unfinished::beside(path)?;
    let mut writer =
        Writer::new(unfinished.open(path)?, target, &rows.schema()).map_err(|error| of_writer(path, error))?;
    let mut count = 0;
    while let Some(batch) = rows.try_next().await? {
        count += batch.num_rows() as u64;
        writer.write(&batch).map_err(|error| of_writer(path, error))?;
    }
    writer.finish().map_err(|error| of_writer(path, error))?;
    unfinished.finish(path, overwrite)?;
    Ok(count)
}

/// A file that has not got its name yet; removed where it never does.
struct Unfinished(PathBuf);

impl Unfinished {
    fn beside(path: &Path) -> Result<Self, SqlError> {
        let Some(name) = path.file_name() else {
            return Err(SqlError::new(sqlstate::UNDEFINED_FILE, format!("`{}` names no file", path.display())));
        };
        let name = format!(".{}.{}.tmp", name.to_string_lossy(), uuid::Uuid::new_v4().simple());
        Ok(Self(path.with_file_name(name)))
    }

    fn open(&self, path: &Path) -> Result<BufWriter<File>, SqlError> {
        let file = OpenOptions::new().write(true).create_new(true).open(&self.0);
        file.map(BufWriter::new).map_err(|error| cannot("write", path, &error))
    }

    fn finish(self, path: &Path, overwrite: bool) -> Result<(), SqlError> {
        let synced = File::open(&self.0).and_then(|it| it.sync_all());
        synced.map_err(|error| cannot("write", path, &error))?;
        let named = if overwrite { fs::rename(&self.0, path) } else { self.link(path) };
        named.map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => taken(path),
            _ => cannot("write", path, &error),
        })
    }

    /// Gives the file its name only where that is free, even if another process takes it just now.
    fn link(&self, path: &Path) -> std::io::Result<()> {
        match fs::hard_link(&self.0, path) {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists && !path.exists() => {
                // Some file systems know no links.
                fs::rename(&self.0, path)
            }
            result => result,
        }
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // After a rename nothing is there any more.
        let _ = fs::remove_file(&self.0);
    }
}

enum Writer {
    Parquet(Box<ArrowWriter<BufWriter<File>>>),
    Csv(Box<csv::Writer<BufWriter<File>>>),
    Array(json::ArrayWriter<BufWriter<File>>),
    Lines(json::LineDelimitedWriter<BufWriter<File>>),
}

impl Writer {
    fn new(file: BufWriter<File>, target: &Target, schema: &SchemaRef) -> Result<Self, DataFusionError> {
        Ok(match &target.format {
            Format::Parquet => {
                let level = ZstdLevel::try_new(3).unwrap_or_default();
                let properties = WriterProperties::builder().set_compression(Compression::ZSTD(level)).build();
                Self::Parquet(Box::new(ArrowWriter::try_new(file, schema.clone(), Some(properties))?))
            }
            Format::Csv { delimiter, header } => {
                let builder = csv::WriterBuilder::new().with_delimiter(*delimiter).with_header(*header);
                let mut writer = builder.with_null(target.null.clone()).build(file);
                // Without rows there would be no line of names.
                writer.write(&RecordBatch::new_empty(schema.clone()))?;
                Self::Csv(Box::new(writer))
            }
            Format::Json => {
                let builder = json::WriterBuilder::new().with_explicit_nulls(true);
                let builder = builder.with_encoder_factory(Arc::new(JsonTexts));
                match target.array {
                    true => Self::Array(builder.build::<_, json::writer::JsonArray>(file)),
                    false => Self::Lines(builder.build::<_, json::writer::LineDelimited>(file)),
                }
            }
        })
    }

    fn write(&mut self, batch: &RecordBatch) -> Result<(), DataFusionError> {
        match self {
            Self::Parquet(writer) => writer.write(batch)?,
            Self::Csv(writer) => writer.write(batch)?,
            Self::Array(writer) => writer.write(batch)?,
            Self::Lines(writer) => writer.write(batch)?,
        }
        Ok(())
    }

    fn finish(self) -> Result<(), DataFusionError> {
        let mut file = match self {
            Self::Parquet(writer) => writer.into_inner()?,
            Self::Csv(writer) => writer.into_inner(),
            Self::Array(mut writer) => {
                writer.finish()?;
                writer.into_inner()
            }
            Self::Lines(mut writer) => {
                writer.finish()?;
                writer.into_inner()
            }
        };
        file.flush().map_err(|error| DataFusionError::from(ArrowError::from(error)))
    }
}

/// Writes texts that are JSON as the values they stand for.
#[derive(Debug)]
struct JsonTexts;

impl json::EncoderFactory for JsonTexts {
    fn make_default_encoder<'a>(
        &self,
        field: &'a FieldRef,
        array: &'a dyn Array,
        _options: &'a json::EncoderOptions,
    ) -> Result<Option<json::writer::NullableEncoder<'a>>, ArrowError> {
        let taken = is_taken_from_json(field);
        Ok(match array.as_string_opt::<i32>() {
            Some(texts) if taken || is_json(field) => {
                Some(json::writer::NullableEncoder::new(Box::new(JsonText { texts, taken }), array.nulls().cloned()))
            }
            _ => None,
        })
    }
}

struct JsonText<'a> {
    texts: &'a StringArray,
    /// Whether they were taken out of JSON, so that only objects and lists are JSON for sure.
    taken: bool,
}

impl json::Encoder for JsonText<'_> {
    fn encode(&mut self, row: usize, out: &mut Vec<u8>) {
        let text = self.texts.value(row);
        let may_be_json = !self.taken || text.starts_with(['{', '[']);
        match serde_json::from_str::<serde_json::Value>(text) {
            // As it is, so that no digit of a number is lost, unless it would break a line.
            Ok(_) if may_be_json && !text.contains(['\n', '\r']) => out.extend_from_slice(text.trim().as_bytes()),
            Ok(value) if may_be_json => out.extend_from_slice(value.to_string().as_bytes()),
            _ => out.extend_from_slice(serde_json::Value::from(text).to_string().as_bytes()),
        }
    }
}

fn taken(path: &Path) -> SqlError {
    let message = format!("`{}` is there already", path.display());
    SqlError::new(sqlstate::DUPLICATE_FILE, message).with_hint("write `/*+ OVERWRITE */ COPY …` to replace it")
}

fn of_writer(path: &Path, error: DataFusionError) -> SqlError {
    let message = format!("cannot write {}: {}", path.display(), SqlError::from(error).message);
    SqlError::new(sqlstate::IO_ERROR, message)
}
