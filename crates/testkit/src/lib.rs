//! What tests and benches share: a canned HTTP server, the program under
//! test, a relay in front of a server that dies, real clients, and `../shared` where it is there.
//!
//! Nothing here is part of the product.

pub mod canned;
pub mod clients;
pub mod program;
pub mod relay;

use std::path::PathBuf;

/// The folder of reference material beside the project, where it is there.
pub fn shared() -> Option<PathBuf> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared"));
    folder.is_dir().then_some(folder)
}

/// Says on stderr that a test did not check what it could.
pub fn skipped(what: &str, why: &str) {
    eprintln!("skipped: {what}: {why}");
}
