//! Cloud Control: one API for the resources of every type.
//!
//! ```text
//! CreateResource ┐                    ┌ attempt ─────────────────────────────┐
//! UpdateResource ├─▶ checks ─▶ accept ┤ handler of the type changes records  ├─▶ request ─▶ first event
//! DeleteResource ┘  (errors)          └ its failure undoes that alone        ┘   (kept)    (IN_PROGRESS)
//! ```
//!
//! What is wrong with a request itself is an error. What the handler of a type
//! refuses is not: the request was accepted, and its events say that it failed.
//! The handler has run when the first event is answered, though that event says
//! `IN_PROGRESS`, as clients expect; the next look at the request shows how it
//! ended, or after [`EmbeddedOptions::settle_millis`](crate::EmbeddedOptions::settle_millis).
//!
//! # Invariants
//!
//! - A failed handler leaves its request behind, and no other change.
//! - Write-only properties are in no answer, no event and no history.
//! - Events are worked out from the clock when they are read; nothing runs in the background.
//!
//! # Reading order
//!
//! `create.rs`, `update.rs` and `delete.rs` are the changes and `accept.rs` is
//! what they have in common; `read.rs` and `list.rs` look. `by_schema.rs` is the
//! handler of types that their schema alone describes, `deep.rs` and `handled.rs`
//! those of types that a service of this plane keeps itself. `progress.rs` is what is
//! kept of a request, which `status.rs` shows.

mod accept;
mod by_schema;
mod create;
mod deep;
mod delete;
mod extract;
mod handled;
mod identifier;
mod list;
pub(crate) mod native;
mod outcome;
mod patch;
mod progress;
mod properties;
mod provider;
mod read;
mod status;
mod tables;
pub(crate) mod tagged;
mod update;

use callboard_model::validate::Exceptions;

use crate::dispatch::Handler::{Read, Write};
use crate::dispatch::{ServiceTable, by_model};

pub(crate) use deep::{DeepType, Definition, Unset};
pub(crate) use extract::extract;
pub(crate) use handled::{HandledType, tag_changes, tag_list, tags_of, value_of};
pub(crate) use properties::Properties;

/// What the plane carries out of this service.
pub(crate) static SERVICE: ServiceTable = ServiceTable {
    name: "cloudcontrol",
    operations: &[
        ("CancelResourceRequest", Write(status::cancel)),
        ("CreateResource", Write(create::create)),
        ("DeleteResource", Write(delete::delete)),
        ("GetResource", Read(read::get)),
        ("GetResourceRequestStatus", Read(status::get)),
        ("ListResourceRequests", Read(status::list)),
        ("ListResources", Read(list::list)),
        ("UpdateResource", Write(update::update)),
    ],
    // Any text goes, and what is longer than our pattern matching reads is not refused for it.
    exceptions: Exceptions { unenforced_patterns: &["Properties", "PatchDocument"] },
    validation_code: "ValidationException",
    check: by_model,
};
