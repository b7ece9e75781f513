//! Routes: by which operations a resource is read and changed.

use callboard_model::types::ResourceType;

use crate::calls::Calls;
use crate::{Identifier, Properties, ResourceError, cloud_control};

/// Reads one resource; nothing where it is not there.
pub(crate) async fn read(
    calls: &Calls,
    of: &'static ResourceType,
    region: &str,
    identifier: &Identifier,
) -> Result<Option<Properties>, ResourceError> {
    cloud_control::read(calls, of, region, identifier).await
}
