//! Values that stand in files: `file://` for text, `fileb://` for bytes.

use std::fs;
use std::io;

use callboard_model::document::Document;

use crate::host::Host;

/// Why a file gave no value.
#[derive(Debug, thiserror::Error)]
pub enum ParamFileError {
    /// It cannot be read.
    #[error("Unable to load paramfile {word}: {}", describe(source, path))]
    Unreadable {
        /// The value as it was typed.
        word: String,
        /// The path after expansion.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// It is not text.
    #[error(
        "Unable to load paramfile ({path}), text contents could not be decoded.  If this is a binary file, please use the fileb:// prefix instead of the file:// prefix."
    )]
    NotText {
        /// The path after expansion.
        path: String,
    },
}

/// The value in the file that `word` names; `None` where it names none.
///
/// Text comes as a string with every line end as `\n`, bytes as a blob.
pub fn read(word: &str, host: &dyn Host) -> Result<Option<Document>, ParamFileError> {
    if let Some(path) = word.strip_prefix("file://") {
        return read_text(word, path, host).map(|it| Some(Document::String(it)));
    }
    if let Some(path) = word.strip_prefix("fileb://") {
        return read_bytes(word, path, host).map(|(_, bytes)| Some(Document::Blob(bytes)));
    }
    Ok(None)
}

/// A path with `$NAME`, `${NAME}` and a leading `~` replaced, as far as they are known.
pub fn expand(path: &str, host: &dyn Host) -> String {
    expand_variables(&expand_home(path, host), host)
}

/// An error of the system as Python shows it: `[Errno 2] No such file or directory: 'x'`.
pub fn describe(error: &io::Error, path: &str) -> String {
    let text = error.to_string();
    match error.raw_os_error() {
        Some(number) => {
            let words = text.split(" (os error").next().unwrap_or(&text);
            format!("[Errno {number}] {words}: {}", super::python::repr_text(path))
        }
        None => text,
    }
}

fn read_bytes(word: &str, path: &str, host: &dyn Host) -> Result<(String, Vec<u8>), ParamFileError> {
    let path = expand(path, host);
    match fs::read(&path) {
        Ok(bytes) => Ok((path, bytes)),
        Err(source) => Err(ParamFileError::Unreadable { word: word.to_owned(), path, source }),
    }
}

fn read_text(word: &str, path: &str, host: &dyn Host) -> Result<String, ParamFileError> {
    let (path, bytes) = read_bytes(word, path, host)?;
    let encoding = host.variable("AWS_CLI_FILE_ENCODING").unwrap_or_default();
    let text = decode(bytes, &encoding).ok_or(ParamFileError::NotText { path })?;
    Ok(if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text })
}

/// The text of bytes in an encoding; UTF-8 where it is not named.
fn decode(bytes: Vec<u8>, encoding: &str) -> Option<String> {
    match encoding.to_ascii_lowercase().replace(['_', ' '], "-").as_str() {
        "ascii" | "us-ascii" => bytes.is_ascii().then(|| String::from_utf8(bytes).ok())?,
        "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" | "l1" => Some(bytes.iter().map(|it| *it as char).collect()),
        "utf-16" | "utf16" | "utf-16-le" | "utf-16le" | "utf-16-be" | "utf-16be" => decode_utf16(&bytes, encoding),
        "utf-8-sig" => String::from_utf8(bytes).ok().map(|it| it.trim_start_matches('\u{feff}').to_owned()),
        _ => String::from_utf8(bytes).ok(),
    }
}

fn decode_utf16(bytes: &[u8], encoding: &str) -> Option<String> {
    let big = match bytes.get(..2) {
        Some([0xfe, 0xff]) => true,
        Some([0xff, 0xfe]) => false,
        _ => encoding.to_ascii_lowercase().contains("be"),
    };
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    let units = bytes.chunks_exact(2).map(|it| {
        let pair = [it[0], it[1]];
        if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
    });
    let text: String = char::decode_utf16(units).collect::<Result<_, _>>().ok()?;
    Some(text.trim_start_matches('\u{feff}').to_owned())
}

fn expand_home(path: &str, host: &dyn Host) -> String {
    match path.strip_prefix('~') {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => match host.variable("HOME") {
            Some(home) => format!("{}{rest}", home.trim_end_matches('/')),
            None => path.to_owned(),
        },
        _ => path.to_owned(),
    }
}

fn expand_variables(path: &str, host: &dyn Host) -> String {
    let mut out = String::with_capacity(path.len());
    let mut rest = path;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        let tail = &rest[at + 1..];
        let (name, taken) = match tail.strip_prefix('{') {
            Some(inner) => match inner.find('}') {
                Some(end) => (&inner[..end], end + 3),
                None => ("", 1),
            },
            None => {
                let end = tail.find(|it: char| !it.is_ascii_alphanumeric() && it != '_').unwrap_or(tail.len());
                (&tail[..end], end + 1)
            }
        };
        match host.variable(name).filter(|_| !name.is_empty()) {
            Some(value) => out.push_str(&value),
            None => out.push_str(&rest[at..at + taken]),
        }
        rest = &rest[at + taken..];
    }
    out.push_str(rest);
    out
}
