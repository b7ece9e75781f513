//! Makes this program known to Terraform and OpenTofu as providers, by a mirror in the file system.
//!
//! ```text
//! *.tf, *.tf.json ─▶ required ─▶ Needed ─▶ version ─▶ files ─▶ <mirror>/HOST/NS/TYPE/VERSION/OS_ARCH/<program>
//! .terraform.lock.hcl ─▶ lock ────────────────┘          └─▶ settings ─▶ the CLI configuration
//! ```
//!
//! What lies in the mirror is a script of a few lines that starts the program: Terraform takes a hash of it before every
//! command and keeps that hash in lock files. The script is the same on every machine and for every version of the
//! program, so that lock files go on fitting.
//!
//! # Reading order
//!
//! [`prepare`] is all of it; `required.rs` reads configurations, `version.rs` chooses versions, `files.rs` writes the
//! mirror, `settings.rs` the configuration of Terraform's command line, and `lock.rs` reads lock files.

mod files;
mod lock;
mod required;
mod settings;
mod version;

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

pub use files::Mirror;
pub use settings::with_mirror;
pub use version::{Constraint, Version, VersionError};

use crate::kind::ProviderKind;
use required::Needed;

/// Why a folder cannot be prepared.
#[derive(Debug, thiserror::Error)]
pub enum MirrorError {
    /// A file or folder cannot be read or made.
    #[error("{}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A constraint cannot be understood.
    #[error("{}: the version of {provider}: {reason}", path.display())]
    Constraint {
        /// The file it stands in.
        path: PathBuf,
        /// `hashicorp/aws`.
        provider: &'static str,
        /// What is wrong with it.
        reason: VersionError,
    },
    /// No version fits.
    #[error("no version of {provider} satisfies all of `{constraints}`")]
    NoVersion {
        /// `hashicorp/aws`.
        provider: &'static str,
        /// All constraints that were found.
        constraints: String,
    },
    /// The CLI configuration that is there cannot be read.
    #[error("{}: {reason}", path.display())]
    Settings {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

impl MirrorError {
    fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }
}

/// A folder whose providers are in the mirror.
#[derive(Debug, Default)]
pub struct Prepared {
    /// The providers that its configuration needs.
    pub providers: Vec<PreparedProvider>,
    /// Resource types and data sources that stand in the configuration, by the file that they stand in first.
    pub types: Vec<FoundType>,
    /// Files that could not be read, and why: Terraform will say more about them.
    pub unread: Vec<String>,
    /// Whether the configuration needs no other provider than these.
    pub needs_no_other: bool,
}

/// A provider in the mirror.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreparedProvider {
    /// Which.
    pub kind: ProviderKind,
    /// The version that it passes for.
    pub version: Version,
    /// What asks for that version: `main.tf: ~> 6.0`, or that nothing does.
    pub because: String,
    /// Whether a lock file names other packages of this version, and not ours.
    pub is_locked_out: bool,
}

/// A resource type or data source that a configuration has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FoundType {
    /// The provider that its name is of.
    pub kind: ProviderKind,
    /// Whether it is a data source.
    pub is_data_source: bool,
    /// `aws_apigatewayv2_stage`.
    pub name: String,
    /// Where it was found.
    pub file: PathBuf,
}

/// Puts the providers that a folder's configuration needs into the mirror.
pub fn prepare(folder: &Path, mirror: &Mirror) -> Result<Prepared, MirrorError> {
    let found = required::read(folder)?;
    let locked = lock::read(folder)?;
    let mut prepared =
        Prepared { unread: found.unread, needs_no_other: found.others.is_empty(), ..Prepared::default() };
    for Needed { kind, constraints } in found.needed {
        let all: Vec<&Constraint> = constraints.iter().flat_map(|it| &it.constraints).collect();
        let lock = locked.iter().find(|it| it.kind == kind && all.iter().all(|wanted| wanted.allows(&it.version)));
        let (version, because) = match lock {
            Some(lock) => (lock.version.clone(), lock::FILE.to_owned()),
            None => {
                let chosen = version::choose(kind, &all).ok_or_else(|| MirrorError::NoVersion {
                    provider: kind.source(),
                    constraints: constraints.iter().map(|it| &*it.text).collect::<Vec<_>>().join(", "),
                })?;
                let because: Vec<String> = constraints.iter().map(ToString::to_string).collect();
                (chosen, if because.is_empty() { "no version is asked for".to_owned() } else { because.join("; ") })
            }
        };
        mirror.add(kind, &version)?;
        let is_locked_out = lock.is_some_and(|it| !it.hashes.iter().any(|hash| *hash == files::package_hash(kind)));
        prepared.providers.push(PreparedProvider { kind, version, because, is_locked_out });
    }
    prepared.types = found.types.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    prepared.types.dedup_by(|one, other| {
        (one.kind, one.is_data_source, &one.name) == (other.kind, other.is_data_source, &other.name)
    });
    Ok(prepared)
}
