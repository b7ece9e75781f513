//! STS: who is calling, and temporary credentials for the same caller.
//!
//! There are no roles on this plane, so none can be assumed: those operations
//! are answered as not available.

mod caller_identity;
mod session_token;

use callboard_model::validate::Exceptions;

use crate::dispatch::Handler::{ReadOne, Write};
use crate::dispatch::{ServiceTable, by_model};

pub use session_token::SessionCredentials;
pub(crate) use session_token::find as find_session_credentials;

/// What the plane carries out of this service.
pub(crate) static SERVICE: ServiceTable = ServiceTable {
    name: "sts",
    operations: &[
        ("GetAccessKeyInfo", ReadOne(session_token::access_key_info)),
        ("GetCallerIdentity", ReadOne(caller_identity::get)),
        ("GetSessionToken", Write(session_token::get)),
    ],
    exceptions: Exceptions { unenforced_patterns: &[] },
    validation_code: "ValidationError",
    check: by_model,
};
