//! Lock files: which packages a folder has been using.

use std::io::ErrorKind;
use std::path::Path;

use serde_json::Value;

use super::{MirrorError, Version};
use crate::kind::ProviderKind;

/// The name of the file.
pub(super) const FILE: &str = ".terraform.lock.hcl";

/// A provider in a lock file.
pub(super) struct Locked {
    pub kind: ProviderKind,
    pub version: Version,
    pub hashes: Vec<String>,
}

/// The providers of ours in a folder's lock file; one that cannot be read is Terraform's to complain of.
pub(super) fn read(folder: &Path) -> Result<Vec<Locked>, MirrorError> {
    let path = folder.join(FILE);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(MirrorError::file(&path)(error)),
    };
    let file: Value = hcl::from_str(&text).unwrap_or_default();
    let locked = file["provider"].as_object().into_iter().flatten().filter_map(|(source, lock)| {
        let hashes = lock["hashes"].as_array()?.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        let version = lock["version"].as_str()?.parse().ok()?;
        Some(Locked { kind: ProviderKind::of_source(source)?, version, hashes })
    });
    Ok(locked.collect())
}
