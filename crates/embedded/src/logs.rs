//! CloudWatch Logs: log groups, which are what other things on this plane write to by name.
//!
//! There are no streams and no events: nothing here writes logs. What belongs
//! to a group is its retention, its key, its class, its tags and whether it may
//! be deleted; all other operations are answered as not available.
//!
//! # Invariants
//!
//! - A group is shown by two ARNs: `logGroupArn`, and `arn`, which ends with `:*`. An operation whose input
//!   admits both takes either.
//! - What a group has by its resource type alone (its policies) goes with it, whichever door deletes it.

mod encryption;
mod listing;
mod log_group;
mod resource_types;
mod retention;
mod tables;
mod tagging;

use callboard_model::validate::Exceptions;

use crate::dispatch::Handler::{Read, Write};
use crate::dispatch::{ServiceTable, by_model};

pub(crate) use resource_types::RESOURCE_TYPES;

/// What the plane carries out of this service.
pub(crate) static SERVICE: ServiceTable = ServiceTable {
    name: "logs",
    operations: &[
        ("AssociateKmsKey", Write(encryption::associate)),
        ("CreateLogGroup", Write(log_group::create)),
        ("DeleteLogGroup", Write(log_group::delete)),
        ("DeleteRetentionPolicy", Write(retention::delete)),
        ("DescribeLogGroups", Read(listing::describe)),
        ("DisassociateKmsKey", Write(encryption::disassociate)),
        ("ListLogGroups", Read(listing::list)),
        ("ListTagsForResource", Read(tagging::list)),
        ("ListTagsLogGroup", Read(tagging::list)),
        ("PutLogGroupDeletionProtection", Write(log_group::protect)),
        ("PutRetentionPolicy", Write(retention::put)),
        ("TagLogGroup", Write(tagging::tag)),
        ("TagResource", Write(tagging::tag)),
        ("UntagLogGroup", Write(tagging::untag)),
        ("UntagResource", Write(tagging::untag)),
    ],
    exceptions: Exceptions { unenforced_patterns: &[] },
    validation_code: "InvalidParameterException",
    check: by_model,
};
