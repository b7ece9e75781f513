//! The client: what faces ask for resources with.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use callboard_model::document::Map;
use callboard_model::service::Operation;
use callboard_model::types::{Action, ResourceType};
use callboard_plane::layers::{Interrupt, Observer};
use callboard_plane::{Caller, Output, Plane, PlaneError, Scope};
use futures::{Stream, StreamExt as _, TryStreamExt as _};
use serde_json::Value;

use crate::calls::{Calls, Patience};
use crate::listing::{Listing, check_parents};
use crate::progress::Request;
use crate::read_each::read_each;
use crate::route::Way;
use crate::{Found, Identifier, Look, Order, Properties, ReadStream, ResourceError, cloud_control, route};

/// Resources on one plane, on behalf of one caller. Cheap to clone; clones share the limits.
#[derive(Clone)]
pub struct Resources {
    calls: Arc<Calls>,
    parameters: RequestParameters,
}

/// What a request of a change may say beside the resource.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestParameters {
    /// Makes two requests one; made here where none is given.
    pub client_token: Option<String>,
    /// The role that makes the change.
    pub role_arn: Option<String>,
    /// The version of the type that makes it.
    pub type_version_id: Option<String>,
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

impl ResourcesOptions {
    /// Options for a plane across the network.
    pub fn remote(scope: &Scope, caller: Caller) -> Self {
        Self::new(scope, caller, Self::PARALLEL_CALLS_ON_AWS)
    }

    /// Options for a plane in this process, which is as busy as it has cores.
    pub fn in_process(scope: &Scope, caller: Caller) -> Self {
        Self::new(scope, caller, std::thread::available_parallelism().map_or(1, usize::from))
    }

    /// Calls at once that AWS nearly always allows: some 25 a second an account for Cloud Control, half a second each.
    pub const PARALLEL_CALLS_ON_AWS: usize = 16;

    /// How long a change is waited for, unless its type may take longer.
    pub const CHANGE_TIMEOUT: Duration = Duration::from_secs(30 * 60);

    fn new(scope: &Scope, caller: Caller, parallel_calls: usize) -> Self {
        Self {
            partition: Arc::clone(&scope.partition),
            account: Arc::clone(&scope.account),
            caller,
            parallel_calls,
            change_timeout: Self::CHANGE_TIMEOUT,
        }
    }
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
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Change {
    /// The resource; unknown while a create is in progress whose identifier the service makes.
    pub identifier: Option<Identifier>,
    /// `SUCCESS`, `IN_PROGRESS`, …: Cloud Control's operation status.
    pub status: String,
    /// Cloud Control's token of the change, where there is one.
    pub request_token: Option<String>,
    /// When Cloud Control said so, in seconds since 1970.
    pub event_time: Option<f64>,
    /// What Cloud Control said beside it.
    pub message: Option<String>,
    /// The code of what went wrong, where the change was not waited for.
    pub error_code: Option<String>,
    /// When to look again, in seconds since 1970.
    pub retry_after: Option<f64>,
    /// The whole resource after the change, where the plane said so without a further call.
    pub properties: Option<Properties>,
}

/// One resource of a listing.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// Which one.
    pub identifier: String,
    /// What the listing said of it, as the text of a JSON object; empty where it said nothing.
    pub properties: String,
}

/// Listings for somebody who looks at parts of resources, page by page.
pub type FoundStream = Pin<Box<dyn Stream<Item = Result<Found, ResourceError>> + Send>>;

/// Listings as they come, page by page.
pub type ListStream = Pin<Box<dyn Stream<Item = Result<Vec<Listed>, ResourceError>> + Send>>;

impl Resources {
    /// A client of a plane.
    pub fn new(plane: Arc<dyn Plane>, options: ResourcesOptions) -> Self {
        Self::with_patience(plane, options, Patience::default())
    }

    /// A client of a plane that waits and tries again as it is told to.
    pub fn with_patience(plane: Arc<dyn Plane>, options: ResourcesOptions, patience: Patience) -> Self {
        let calls = Arc::new(Calls::new(plane, options, patience));
        Self { calls, parameters: RequestParameters::default() }
    }

    /// The same client, whose changes are requested with these parameters.
    #[must_use]
    pub fn with_parameters(&self, parameters: RequestParameters) -> Self {
        Self { calls: Arc::clone(&self.calls), parameters }
    }

    /// Makes a call of any operation, within the limits of the client.
    pub async fn call(&self, operation: &'static Operation, region: &str, input: Map) -> Result<Output, PlaneError> {
        self.calls.call(operation, region, input).await
    }

    /// The same client, within the same limits, of whose calls an observer is told: a meter of one statement.
    #[must_use]
    pub fn observed_by(&self, observer: Arc<dyn Observer>) -> Self {
        Self { calls: Arc::new(self.calls.observed_by(observer)), parameters: self.parameters.clone() }
    }

    /// The same client, within the same limits, whose waits end with an interrupt, and whose calls some time after it.
    #[must_use]
    pub fn interrupted_by(&self, interrupt: Interrupt, grace: Duration) -> Self {
        Self { calls: Arc::new(self.calls.interrupted_by(interrupt, grace)), parameters: self.parameters.clone() }
    }

    /// The plane beneath, for calls of operations.
    pub fn plane(&self) -> &Arc<dyn Plane> {
        &self.calls.plane
    }

    /// How this client behaves.
    pub fn options(&self) -> &ResourcesOptions {
        &self.calls.options
    }

    /// How many calls may be under way at once now: fewer than the options say, after a call was refused for its rate.
    pub fn parallel_calls(&self) -> usize {
        self.calls.limiter.allowed()
    }

    /// The operation by which an action on a type is asked for, or why there is none; makes no call.
    pub fn operation(&self, of: &'static ResourceType, action: Action) -> Result<&'static Operation, ResourceError> {
        match route::way(&self.calls, of, action)? {
            Way::CloudControl => cloud_control::operation_of(of, action),
            Way::Native(native) => Ok(native.operation),
        }
    }

    /// Whether listings hold whole resources, so that no resource need be read for a property that is missing.
    pub fn lists_whole(&self, of: &'static ResourceType) -> bool {
        self.calls.plane.lists_whole_resources()
            || matches!(route::way(&self.calls, of, Action::List), Ok(Way::Native(native)) if native.lists_whole())
    }

    /// The operation by which an action on a type is carried out here; none where there is no way.
    pub fn operation_name(&self, of: &'static ResourceType, action: Action) -> Option<&'static str> {
        match (route::way(&self.calls, of, action).ok()?, action) {
            (Way::Native(native), _) => Some(native.operation.name),
            (Way::CloudControl, Action::Create) => Some("CreateResource"),
            (Way::CloudControl, Action::Read) => Some("GetResource"),
            (Way::CloudControl, Action::Update) => Some("UpdateResource"),
            (Way::CloudControl, Action::Delete) => Some("DeleteResource"),
            (Way::CloudControl, Action::List) => Some("ListResources"),
        }
    }

    /// Properties that a listing must be given: the resource's parents.
    pub fn parents(&self, of: &'static ResourceType) -> Vec<&'static str> {
        match (of.handler(Action::List), route::way(&self.calls, of, Action::List)) {
            (Some(handler), _) => handler.required_input().collect(),
            (None, Ok(Way::Native(native))) => native.parents(),
            _ => Vec::new(),
        }
    }

    /// Reads one resource; nothing where it is not there.
    pub async fn read(
        &self,
        of: &'static ResourceType,
        region: &str,
        identifier: &Identifier,
    ) -> Result<Option<Properties>, ResourceError> {
        route::read(&self.calls, of, region, identifier).await
    }

    /// Reads many resources, as many at once as is allowed; each comes with its own success or failure.
    /// Identifiers are taken from the stream as they can be read.
    pub fn read_each(
        &self,
        of: &'static ResourceType,
        region: &str,
        identifiers: impl Stream<Item = Identifier> + Send + 'static,
        order: Order,
    ) -> ReadStream {
        read_each(Arc::clone(&self.calls), of, region.into(), identifiers, order)
    }

    /// Lists resources page by page; `model` holds the parents' properties, where the type is listed by parent.
    /// The first page is asked for when the stream is polled, later ones no more than one ahead of the asker;
    /// `limit` is how many resources the asker can use at all.
    pub fn list(
        &self,
        of: &'static ResourceType,
        region: &str,
        model: Option<&Properties>,
        limit: Option<usize>,
    ) -> ListStream {
        self.pages(of, region, model, limit, None).map_ok(Found::into_listed).boxed()
    }

    /// The same listing for somebody who looks at parts of the resources: the rest may be left out, and there may be
    /// more of them on a page.
    pub fn list_for(
        &self,
        of: &'static ResourceType,
        region: &str,
        model: Option<&Properties>,
        limit: Option<usize>,
        look: Look,
    ) -> FoundStream {
        self.pages(of, region, model, limit, Some(look))
    }

    fn pages(
        &self,
        of: &'static ResourceType,
        region: &str,
        model: Option<&Properties>,
        limit: Option<usize>,
        look: Option<Look>,
    ) -> FoundStream {
        if let Err(error) = check_parents(of, model) {
            return Box::pin(futures::stream::iter([Err(error)]));
        }
        let way = match route::way(&self.calls, of, Action::List) {
            Ok(way) => way,
            Err(error) => return Box::pin(futures::stream::iter([Err(error)])),
        };
        let model = model.cloned().map(Arc::new);
        Listing { calls: Arc::clone(&self.calls), of, region: region.into(), model, look, way }.pages(limit)
    }

    /// Makes a resource.
    pub async fn create(
        &self,
        of: &'static ResourceType,
        region: &str,
        desired: &Properties,
        wait: Wait,
    ) -> Result<Change, ResourceError> {
        let request = self.request(of, region, Action::Create, None);
        // `null` is what a property that is not wanted looks like; a desired state leaves it out.
        let desired: Properties =
            desired.iter().filter(|(_, it)| !it.is_null()).map(|(name, it)| (name.clone(), it.clone())).collect();
        route::create(request, desired, wait).await
    }

    /// Changes a resource by a JSON Patch (RFC 6902).
    pub async fn update(
        &self,
        of: &'static ResourceType,
        region: &str,
        identifier: &Identifier,
        patch: &Value,
        wait: Wait,
    ) -> Result<Change, ResourceError> {
        let request = self.request(of, region, Action::Update, Some(identifier));
        route::update(request, identifier, patch, wait).await
    }

    /// Removes a resource.
    pub async fn delete(
        &self,
        of: &'static ResourceType,
        region: &str,
        identifier: &Identifier,
        wait: Wait,
    ) -> Result<Change, ResourceError> {
        let request = self.request(of, region, Action::Delete, Some(identifier));
        route::delete(request, identifier, wait).await
    }

    fn request<'a>(
        &'a self,
        of: &'static ResourceType,
        region: &'a str,
        action: Action,
        identifier: Option<&'a Identifier>,
    ) -> Request<'a> {
        Request { calls: &self.calls, of, region, action, identifier, parameters: &self.parameters }
    }
}

#[cfg(test)]
mod tests;
