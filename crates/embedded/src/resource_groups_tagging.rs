//! Resource Groups Tagging: tags of the resources of every type, by ARN.
//!
//! ```text
//! GetResources, GetTagKeys, GetTagValues ──▶ every type that can be tagged, type by type, page by page
//! TagResources, UntagResources           ──▶ each ARN's resource, changed by its own type's function
//! ```
//!
//! Nothing is kept here. Resources that had tags once and have none now are
//! not told from those that never had any: neither is listed. There are no tag
//! policies, so that every resource complies; reports of compliance are
//! answered as not available.
//!
//! # Invariants
//!
//! - A resource whose tags could not be changed is as it was, whatever became of the others.

mod change;
mod filter;
mod keys;
mod resources;
mod walk;

use callboard_model::validate::Exceptions;

use crate::dispatch::Handler::{Read, Write};
use crate::dispatch::{ServiceTable, by_model};
use crate::failure::Failure;

/// What the plane carries out of this service.
pub(crate) static SERVICE: ServiceTable = ServiceTable {
    name: "resourcegroupstaggingapi",
    operations: &[
        ("GetResources", Read(resources::get)),
        ("GetTagKeys", Read(keys::keys)),
        ("GetTagValues", Read(keys::values)),
        ("TagResources", Write(change::tag)),
        ("UntagResources", Write(change::untag)),
    ],
    exceptions: Exceptions { unenforced_patterns: &[] },
    validation_code: INVALID,
    check: by_model,
};

/// The code of the error for an input that does not fit.
const INVALID: &str = "InvalidParameterException";

fn invalid(message: impl Into<String>) -> Failure {
    Failure::refused(INVALID, message, 400)
}
