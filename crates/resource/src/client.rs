//! The client: what faces ask for resources with.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use callboard_model::types::ResourceType;
use callboard_plane::{Caller, Plane};
use futures::Stream;

use crate::{Identifier, Properties, ResourceError};

/// Resources on one plane, on behalf of one caller. Cheap to clone; clones share the limits.
#[derive(Clone)]
pub struct Resources {
    inner: Arc<Inner>,
}

struct Inner {
    plane: Arc<dyn Plane>,
    options: ResourcesOptions,
}

/// How a client behaves.
#[derive(Debug, Clone)]
pub struct ResourcesOptions {
    /// Partition of every call.
    pub partition: Arc<str>,
    /// Account of every call.
    pub account: Arc<str>,
    /// Who asks.
    pub caller: Caller,
    /// How many calls may be under way at once, over all clones.
    pub parallel_calls: usize,
    /// How long a change may take until its progress is given up.
    pub change_timeout: Duration,
}

/// Whether a change is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// Until the change has taken effect or failed.
    UntilDone,
    /// Until the plane has taken it on.
    UntilAccepted,
}

/// What became of a change.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The resource; unknown while a create is in progress whose identifier the service makes.
    pub identifier: Option<Identifier>,
    /// `SUCCESS`, `IN_PROGRESS`, …: Cloud Control's operation status.
    pub status: String,
    /// Cloud Control's token of the change, where there is one.
    pub request_token: Option<String>,
    /// The whole resource after the change, where the plane said so without a further call.
    pub properties: Option<Properties>,
}

/// One resource of a listing.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// Which one.
    pub identifier: String,
    /// What the listing said of it, as the text of a JSON object.
    pub properties: String,
}

/// Listings as they come, page by page.
pub type ListStream = Pin<Box<dyn Stream<Item = Result<Vec<Listed>, ResourceError>> + Send>>;

impl Resources {
    /// A client of a plane.
    pub fn new(plane: Arc<dyn Plane>, options: ResourcesOptions) -> Self {
        Self { inner: Arc::new(Inner { plane, options }) }
    }

    /// The plane beneath, for calls of operations.
    pub fn plane(&self) -> &Arc<dyn Plane> {
        &self.inner.plane
    }

    /// How this client behaves.
    pub fn options(&self) -> &ResourcesOptions {
        &self.inner.options
    }

    /// Whether listings hold whole resources, so that no resource need be read for a property that is missing.
    pub fn lists_whole(&self, of: &'static ResourceType) -> bool {
        let _ = of;
        self.inner.plane.lists_whole_resources()
    }

    /// Reads one resource; nothing where it is not there.
    pub async fn read(
        &self,
        of: &'static ResourceType,
        region: &str,
        identifier: &Identifier,
    ) -> Result<Option<Properties>, ResourceError> {
        let _ = (of, region, identifier);
        todo!()
    }

    /// Lists resources page by page; `model` holds the parents' properties, where the type is listed by parent.
    /// A page is asked for when the last one was taken; `limit` is how many resources the asker can use at all.
    pub fn list(
        &self,
        of: &'static ResourceType,
        region: &str,
        model: Option<&Properties>,
        limit: Option<usize>,
    ) -> ListStream {
        let _ = (of, region, model, limit);
        todo!()
    }

    /// Makes a resource.
    pub async fn create(
        &self,
        of: &'static ResourceType,
        region: &str,
        desired: &Properties,
        wait: Wait,
    ) -> Result<Change, ResourceError> {
        let _ = (of, region, desired, wait);
        todo!()
    }

    /// Changes a resource by a JSON Patch (RFC 6902).
    pub async fn update(
        &self,
        of: &'static ResourceType,
        region: &str,
        identifier: &Identifier,
        patch: &serde_json::Value,
        wait: Wait,
    ) -> Result<Change, ResourceError> {
        let _ = (of, region, identifier, patch, wait);
        todo!()
    }

    /// Removes a resource.
    pub async fn delete(
        &self,
        of: &'static ResourceType,
        region: &str,
        identifier: &Identifier,
        wait: Wait,
    ) -> Result<Change, ResourceError> {
        let _ = (of, region, identifier, wait);
        todo!()
    }
}
