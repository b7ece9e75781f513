//! What the user gave: statements from words, files and standard input, and values for their templates.

use std::io::{IsTerminal, Read};
use std::path::Path;

use anyhow::{Context, bail};
use callboard_cli::decode::yaml;
use callboard_cli::encode;
use callboard_sql::syntax::template::Data;
use serde_json::Value;

use crate::arguments::sql::SqlArguments;

/// What the user gave.
pub struct Given {
    /// Texts of statements, in the order in which they are run; none where a shell is wanted.
    pub texts: Vec<String>,
    /// Values for `{{ name }}`.
    pub values: Data,
}

/// Reads everything that was named.
pub fn read(arguments: &SqlArguments) -> anyhow::Result<Given> {
    let mut texts = Vec::new();
    for file in &arguments.files {
        texts.push(if file == Path::new("-") { from_stdin()? } else { from_file(file)? });
    }
    texts.extend(arguments.texts.iter().cloned());
    if texts.is_empty() && !std::io::stdin().is_terminal() {
        texts.push(from_stdin()?);
    }
    let mut values = Data::new();
    for file in &arguments.data {
        values.merge(data(file)?);
    }
    for (name, value) in &arguments.variables {
        values.set(name, value.as_str());
    }
    Ok(Given { texts, values })
}

fn from_stdin() -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).context("standard input")?;
    text(bytes).context("standard input")
}

fn from_file(file: &Path) -> anyhow::Result<String> {
    let read = std::fs::read(file).map_err(anyhow::Error::from).and_then(text);
    read.with_context(|| file.display().to_string())
}

fn text(bytes: Vec<u8>) -> anyhow::Result<String> {
    let text = String::from_utf8(bytes).context("the statements are not UTF-8 text")?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// The values of a data file.
fn data(file: &Path) -> anyhow::Result<Data> {
    let named = || file.display().to_string();
    let text = from_file(file)?;
    let extension = file.extension().and_then(|it| it.to_str()).unwrap_or_default().to_ascii_lowercase();
    let value = match extension.as_str() {
        "jsonnet" | "libsonnet" => {
            bail!("{}: Jsonnet is not read; make JSON of it first: jsonnet {} > data.json", named(), named())
        }
        "json" => serde_json::from_str(&text).with_context(named)?,
        _ => {
            let document = yaml::parse(&text).with_context(named)?;
            let mut json = Vec::new();
            encode::write(encode::Format::Json, &document, &encode::Style::default(), &mut json).with_context(named)?;
            serde_json::from_slice(&json).with_context(named)?
        }
    };
    match value {
        Value::Object(values) => Ok(Data::of_object(values)),
        Value::Null => Ok(Data::new()),
        _ => bail!("{}: the data must be an object: names and their values", named()),
    }
}
