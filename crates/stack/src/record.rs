//! Records: which resource on the plane each part of a stack is.
//!
//! A record is a file of JSON lines, each of which says one thing:
//!
//! ```text
//! {"resource":"api","type":"AWS::…","region":"…","token":"…","digest":…}     it is about to be made
//! {"resource":"api","type":"AWS::…","region":"…","identifier":"a1b2c3"}      it was made, or found
//! {"resource":"api","gone":true}                                             it was removed
//! ```
//!
//! A build that was killed between the first two asks again with the same
//! token, which is then the same request. Losing the file loses little: what
//! can be tagged is found by its tags.
//!
//! # Invariants
//!
//! - One process at a time writes a record.
//! - A token is on the disk before anything is made with it.
//! - A line that was cut off by a crash is as if it had never been written.
//! - No property's value is in it: digests of 32 bits tell whether one changed, and nothing else.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use crate::error::StackError;

/// What is known of one resource.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recorded {
    /// Its type.
    pub type_name: String,
    /// Its region.
    pub region: String,
    /// Which one it is, once it was made.
    pub identifier: Option<String>,
    /// The token with which it was about to be made, and the digest of what it was to be.
    pub pending: Option<(String, u32)>,
    /// The digest of what was written and is never read back.
    pub written: Option<u32>,
}

/// The record of one stack in one environment.
#[derive(Debug)]
pub struct Record {
    stack: String,
    path: Option<PathBuf>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// In the order in which they were first recorded.
    resources: Vec<(String, Recorded)>,
    file: Option<File>,
}

impl Record {
    /// The record in a file; without one it lasts as long as the process.
    pub fn open(path: Option<PathBuf>, stack: &str) -> Result<Self, StackError> {
        let text = match &path {
            None => String::new(),
            Some(path) => match std::fs::read_to_string(path) {
                Ok(text) => text,
                Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
                Err(source) => return Err(failed(path, source)),
            },
        };
        let mut state = State::default();
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        for line in whole.lines() {
            if let Ok(line) = serde_json::from_str::<Value>(line) {
                state.apply(&line);
            }
        }
        Ok(Self { stack: stack.to_owned(), path, state: Mutex::new(state) })
    }

    /// Takes the record for this process alone, before anything is changed.
    pub fn lock(&self) -> Result<(), StackError> {
        let Some(path) = &self.path else { return Ok(()) };
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.file.is_some() {
            return Ok(());
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|source| failed(folder, source))?;
        }
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(|source| failed(path, source))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StackError::Locked { stack: self.stack.clone(), file: path.display().to_string() });
            }
            Err(TryLockError::Error(source)) => return Err(failed(path, source)),
        }
        // A line that was cut off must not grow together with the next one.
        let text = std::fs::read(path).map_err(|source| failed(path, source))?;
        if text.last().is_some_and(|it| *it != b'\n') {
            file.write_all(b"\n").map_err(|source| failed(path, source))?;
        }
        state.file = Some(file);
        Ok(())
    }

    /// What is known of a resource.
    pub fn get(&self, resource: &str) -> Option<Recorded> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.resources.iter().find(|(name, _)| name == resource).map(|(_, it)| it.clone())
    }

    /// All resources, in the order in which they were first recorded.
    pub fn all(&self) -> Vec<(String, Recorded)> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).resources.clone()
    }

    /// A resource is about to be made.
    pub fn begin(
        &self,
        resource: &str,
        type_name: &str,
        region: &str,
        token: &str,
        digest: u32,
    ) -> Result<(), StackError> {
        self.write(
            &json!({"resource": resource, "type": type_name, "region": region, "token": token, "digest": digest}),
            true,
        )
    }

    /// A resource was made, or found to be there.
    pub fn made(
        &self,
        resource: &str,
        type_name: &str,
        region: &str,
        identifier: &str,
        written: Option<u32>,
    ) -> Result<(), StackError> {
        let line = json!({"resource": resource, "type": type_name, "region": region, "identifier": identifier, "written": written});
        self.write(&line, false)
    }

    /// A resource was removed, or was never made.
    pub fn gone(&self, resource: &str) -> Result<(), StackError> {
        if self.get(resource).is_none() {
            return Ok(());
        }
        self.write(&json!({"resource": resource, "gone": true}), false)
    }

    fn write(&self, line: &Value, is_waited_for: bool) -> Result<(), StackError> {
        self.lock()?;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.apply(line);
        let is_empty = state.resources.is_empty();
        let (Some(path), Some(file)) = (&self.path, &mut state.file) else { return Ok(()) };
        if is_empty {
            // Of a stack that is torn down, nothing is left to be said.
            return file.set_len(0).map_err(|source| failed(path, source));
        }
        let mut written = file.write_all(format!("{line}\n").as_bytes());
        // What comes after a token hangs on it; all other lines can be found out again.
        if is_waited_for && written.is_ok() {
            written = file.sync_data();
        }
        written.map_err(|source| failed(path, source))
    }
}

impl State {
    fn apply(&mut self, line: &Value) {
        let text = |name: &str| line[name].as_str().map(str::to_owned);
        let Some(resource) = text("resource") else { return };
        if line["gone"] == true {
            return self.resources.retain(|(name, _)| *name != resource);
        }
        let digest = |name: &str| line[name].as_u64().and_then(|it| u32::try_from(it).ok());
        let recorded = Recorded {
            type_name: text("type").unwrap_or_default(),
            region: text("region").unwrap_or_default(),
            identifier: text("identifier"),
            pending: text("token").zip(digest("digest")),
            written: digest("written"),
        };
        match self.resources.iter_mut().find(|(name, _)| *name == resource) {
            Some((_, known)) => *known = recorded,
            None => self.resources.push((resource, recorded)),
        }
    }
}

fn failed(path: &Path, source: std::io::Error) -> StackError {
    StackError::File { file: path.display().to_string(), source }
}

/// A digest of properties: tells whether they changed.
pub fn digest(properties: &BTreeMap<&str, &Value>) -> u32 {
    // FNV-1a: the same in every release, which the standard library's hash is not.
    let mut hash: u32 = 0x811c_9dc5;
    for (name, value) in properties {
        for byte in name.bytes().chain([0]).chain(value.to_string().into_bytes()).chain([0]) {
            hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_again_and_a_torn_line_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a/b.jsonl");
        let open = || Record::open(Some(path.clone()), "s").expect("a record");
        let record = open();
        record.begin("a", "T", "r", "t-1", 7).expect("written");
        record.made("b", "T", "r", "id", Some(3)).expect("written");
        record.made("c", "T", "r", "id", None).expect("written");
        record.gone("c").expect("written");
        let error = open().lock().expect_err("it is taken");
        assert!(error.to_string().starts_with("stack `s` is being changed by another process"), "{error}");
        drop(record);
        let mut file = OpenOptions::new().append(true).open(&path).expect("the file");
        file.write_all(b"{\"resource\":\"a\",\"gone\":tr").expect("written");
        let record = open();
        assert_eq!(record.get("a").and_then(|it| it.pending), Some(("t-1".to_owned(), 7)));
        assert_eq!(record.get("b").and_then(|it| it.identifier).as_deref(), Some("id"));
        assert_eq!(record.get("c"), None);
        record.made("a", "T", "r", "made", None).expect("written");
        drop(record);
        let names: Vec<String> = open().all().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["a", "b"]);
        assert_eq!(open().get("a").and_then(|it| it.identifier).as_deref(), Some("made"));
    }
}
