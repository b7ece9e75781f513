//! The temporary keys that the plane gave out by `sts get-session-token`.
//!
//! They stand for whoever asked for them, so that account is theirs, too. The
//! plane is asked each time, since another process may have given them out and
//! they end with their time: one point read, and for keys of their form alone.

use callboard_embedded::{EmbeddedPlane, SessionCredentials};
use callboard_plane::PlaneError;

/// What the ids of temporary keys begin with.
const PREFIX: &str = "ASIA";

/// Whether an access key id has the form of a temporary key.
pub fn is_temporary(access_key_id: &str) -> bool {
    access_key_id.starts_with(PREFIX)
}

/// A temporary key while it is valid.
pub fn find(plane: &EmbeddedPlane, access_key_id: &str) -> Result<Option<SessionCredentials>, PlaneError> {
    match is_temporary(access_key_id) {
        true => plane.session_credentials(access_key_id),
        false => Ok(None),
    }
}
