//! Opening the embedded plane for the commands of the binary.

use std::path::Path;

use callboard_cli::host::HostError;
use callboard_embedded::{EmbeddedOptions, EmbeddedPlane, OpenError, Quotas, Writes};
use callboard_plane::Scope;

use crate::arguments::QuotaSetting;

/// The account of callers whose key names none.
pub const DEFAULT_ACCOUNT: &str = "123456789012";

/// The region of callers who name none: the embedded plane is the same everywhere, so none is needed.
pub const DEFAULT_REGION: &str = "us-east-1";

/// What the plane is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// One call.
    OneShot,
    /// Many callers at once.
    Server,
}

/// Whether an access key id names an account.
pub fn is_account_id(access_key_id: &str) -> bool {
    access_key_id.len() == 12 && access_key_id.bytes().all(|it| it.is_ascii_digit())
}

/// Where calls of a caller are made.
pub fn scope(account: Option<&str>, region: Option<&str>) -> Scope {
    let region = region.filter(|it| !it.is_empty()).unwrap_or(DEFAULT_REGION);
    Scope::new(account.unwrap_or(DEFAULT_ACCOUNT), region)
}

/// Opens the plane in a folder, or in memory where the folder is called `:memory:`.
pub fn open(data_dir: Option<&Path>, quotas: QuotaSetting, used: Use) -> Result<EmbeddedPlane, HostError> {
    let mut options = match data_dir {
        None => {
            return Err(HostError::Configuration(
                "there is no folder for the embedded plane: set HOME, CALLBOARD_DATA_DIR or --data-dir".to_owned(),
            ));
        }
        Some(folder) if folder == Path::new(":memory:") => EmbeddedOptions::memory(),
        Some(folder) => EmbeddedOptions::folder(folder),
    };
    options.quotas = match quotas {
        QuotaSetting::Off => Quotas::Off,
        QuotaSetting::Aws => Quotas::Aws,
    };
    options.writes = match used {
        Use::OneShot => Writes::OneShot,
        Use::Server => Writes::Shared,
    };
    EmbeddedPlane::open(options).map_err(|err| describe(&err))
}

fn describe(error: &OpenError) -> HostError {
    let mut message = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(err) = cause {
        message.push_str(&format!(": {err}"));
        cause = err.source();
    }
    if let Some(hint) = error.hint() {
        message.push_str(&format!("\nhint: {hint}"));
    }
    HostError::General { message }
}
