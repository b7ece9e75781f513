//! A configured provider: resources are planned, read and imported here, and changed as `changes.rs` says, all of it
//! by Cloud Control.

mod changes;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_trait::async_trait;
use callboard_plane::Plane as _;
use callboard_plane::layers::Interrupt;
use callboard_resource::{Identifier, Properties, ResourceError, Resources, ResourcesOptions, Wait};
use futures::TryStreamExt;

use super::catalog::{Catalog, Resource as CatalogResource};
use super::convert::{from_properties, known};
use super::settle::settle;
use super::unknown_type;
use super::wording::without_excluded;
use crate::cty::{Path, Value};
use crate::diagnostics::Diagnostic;
use crate::plan::{self, Dialect, Inputs};
use crate::provider::{
    ApplyRequest, ConfiguredProvider, Connection, Connector, GRACE, Imported, Outcome, Plan, PlanRequest, ReadRequest,
    Resource,
};

/// One configured provider block.
pub(super) struct Configured {
    catalog: Arc<Catalog>,
    resources: Resources,
    region: Arc<str>,
}

impl Configured {
    /// Prepares a plane as a provider block says.
    pub(super) async fn connect(
        connector: &dyn Connector,
        connection: Connection,
        catalog: Arc<Catalog>,
        interrupt: Interrupt,
    ) -> Result<Self, Box<Diagnostic>> {
        let connected = connector.connect(connection).await.map_err(Box::new)?;
        let whole = connected.plane.lists_whole_resources();
        tracing::info!(target = %connected.description, region = %connected.scope.region, whole, "provider configured");
        let options = match connected.is_in_process {
            true => ResourcesOptions::in_process(&connected.scope, connected.caller),
            false => ResourcesOptions::remote(&connected.scope, connected.caller),
        };
        let region = Arc::clone(&connected.scope.region);
        let resources = Resources::new(connected.plane, options).interrupted_by(interrupt, GRACE);
        Ok(Self { catalog, resources, region })
    }

    fn state(&self, resource: &CatalogResource, id: &str, there: &Properties, current: &Value) -> Value {
        let mut state = from_properties(&resource.properties, there, current);
        state.set_member("id", id);
        state
    }

    async fn there(&self, resource: &CatalogResource, identifier: &Identifier) -> Result<Readable, ResourceError> {
        if !resource.is_readable() {
            return Ok(Readable::Never);
        }
        self.resources.read(resource.of, &self.region, identifier).await.map(Readable::Read)
    }

    async fn read_state(
        &self,
        resource: &CatalogResource,
        id: &str,
        current: &Value,
    ) -> Result<Option<Value>, ResourceError> {
        Ok(match self.there(resource, &Identifier::new(id)).await? {
            Readable::Read(there) => there.map(|it| self.state(resource, id, &it, current)),
            Readable::Never => Some(known(current)),
        })
    }

    fn failed(&self, doing: &str, resource: &CatalogResource, error: &ResourceError) -> Diagnostic {
        let summary = format!("{doing} {}: {error}", resource.of.name);
        Diagnostic::error(summary).with_detail(error.hint().unwrap_or_default())
    }
}

#[async_trait]
impl ConfiguredProvider for Configured {
    async fn read(&self, request: ReadRequest) -> Outcome<Resource> {
        let Some(resource) = self.catalog.resource(&request.type_name) else {
            return Outcome::failed(unknown_type(&request.type_name));
        };
        let id = request.current.get("id").as_str().unwrap_or_default();
        match self.read_state(&resource, id, &request.current).await {
            Ok(state) => Outcome::of(Resource { state: state.unwrap_or_default(), private: request.private }),
            Err(error) => Outcome::failed(self.failed("reading", &resource, &error)),
        }
    }

    async fn plan(&self, request: PlanRequest) -> Outcome<Plan> {
        let Some(resource) = self.catalog.resource(&request.type_name) else {
            return Outcome::failed(unknown_type(&request.type_name));
        };
        if request.proposed.is_null() {
            return Outcome::of(Plan {
                planned: Value::Null,
                private: request.prior_private,
                requires_replace: Vec::new(),
            });
        }
        let prior = without_excluded(&resource.properties, &request.prior, &request.config);
        let inputs = Inputs {
            dialect: Dialect::Framework,
            prior: &prior,
            config: &request.config,
            worked_out: &BTreeMap::new(),
            meant_zeros: &BTreeSet::new(),
        };
        let mut planned = plan::plan(&resource.rules, inputs);
        let cannot_change = resource.of.handler(callboard_model::types::Action::Update).is_none();
        let is_update = planned.is_changed && !request.prior.is_null() && planned.requires_replace.is_empty();
        if is_update && cannot_change {
            // A type without an update handler is made anew for any change.
            planned.requires_replace = changed(&request.prior, &planned.value);
        }
        Outcome::of(Plan {
            planned: planned.value,
            private: request.prior_private,
            requires_replace: planned.requires_replace,
        })
    }

    async fn apply(&self, request: ApplyRequest) -> Outcome<Resource> {
        let Some(resource) = self.catalog.resource(&request.type_name) else {
            return Outcome::failed(unknown_type(&request.type_name));
        };
        let private = request.planned_private;
        let kept = |state: Value| Resource { state, private: private.clone() };
        if request.planned.is_null() {
            let id = Identifier::new(request.prior.get("id").as_str().unwrap_or_default());
            return match self.resources.delete(resource.of, &self.region, &id, Wait::UntilDone).await {
                Ok(_) => Outcome::of(kept(Value::Null)),
                Err(error) if is_gone(&error) => Outcome::of(kept(Value::Null)),
                Err(error) => {
                    Outcome::with(kept(request.prior.clone()), self.failed("deleting", &resource, &error).into())
                }
            };
        }
        if request.prior.is_null() {
            return match self.create(&resource, &request.planned).await {
                Ok(state) => Outcome::of(kept(settle(&request.planned, &state))),
                Err((error, left)) => {
                    let failed = self.failed("creating", &resource, &error);
                    let failed = match take_up(&request.type_name, &error) {
                        Some(advice) if left.is_none() => failed.with_detail(advice),
                        _ => failed,
                    };
                    Outcome { value: left.map(kept), diagnostics: failed.into() }
                }
            };
        }
        match self.update(&resource, &request.prior, &request.planned).await {
            Ok(state) => Outcome::of(kept(settle(&request.planned, &state))),
            Err(error) => {
                let id = request.prior.get("id").as_str().unwrap_or_default();
                let now = self.read_state(&resource, id, &request.prior).await.ok().flatten();
                let state = now.unwrap_or_else(|| request.prior.clone());
                Outcome::with(kept(state), error.into())
            }
        }
    }

    async fn import(&self, type_name: &str, id: &str) -> Outcome<Vec<Imported>> {
        let Some(resource) = self.catalog.resource(type_name) else { return Outcome::failed(unknown_type(type_name)) };
        if !resource.is_readable() {
            let summary = format!("No {} can be imported", resource.of.name);
            let detail = "Cloud Control reads no resource of this type, so nobody can tell what is there.";
            return Outcome::failed(Diagnostic::error(summary).with_detail(detail));
        }
        match Identifier::parse(resource.of, id) {
            Ok(identifier) => {
                let nothing = Properties::new();
                let state = self.state(&resource, identifier.as_str(), &nothing, &Value::Null);
                Outcome::of(vec![Imported { type_name: type_name.to_owned(), state, private: Vec::new() }])
            }
            Err(error) => {
                Outcome::failed(Diagnostic::error("Invalid Resource Import ID").with_detail(error.to_string()))
            }
        }
    }

    async fn read_data_source(&self, type_name: &str, config: Value) -> Outcome<Value> {
        if let Some(resource) = self.catalog.resource(type_name) {
            let id = config.get("id").as_str().unwrap_or_default();
            return match self.read_state(&resource, id, &Value::Null).await {
                Ok(Some(state)) => Outcome::of(state),
                Ok(None) => Outcome::failed(
                    Diagnostic::error(format!("{} {id} is not there", resource.of.name)).at(Path::of("id")),
                ),
                Err(error) => Outcome::failed(self.failed("reading", &resource, &error)),
            };
        }
        let Some(resource) = self.catalog.listed(type_name) else { return Outcome::failed(unknown_type(type_name)) };
        let pages: Result<Vec<_>, _> = self.resources.list(resource.of, &self.region, None, None).try_collect().await;
        match pages {
            Ok(pages) => Outcome::of(Value::object([
                ("id", Value::from(&*self.region)),
                ("ids", Value::set(pages.into_iter().flatten().map(|it| Value::from(it.identifier)))),
            ])),
            Err(error) => Outcome::failed(self.failed("listing", &resource, &error)),
        }
    }
}

/// The attributes at the top that differ.
fn changed(prior: &Value, planned: &Value) -> Vec<Path> {
    let names = planned.members().into_iter().flat_map(BTreeMap::keys);
    names.filter(|name| prior.get(name) != planned.get(name)).map(|name| Path::of(name.as_str())).collect()
}

/// What a read tells.
enum Readable {
    /// What there is, if anything.
    Read(Option<Properties>),
    /// Nothing: no resource of the type is ever read.
    Never,
}

/// What to do about a resource that is there, or may be, although no state knows it.
fn take_up(type_name: &str, error: &ResourceError) -> Option<String> {
    let import = format!("    terraform import {type_name}.NAME '{}'", error.identifier().unwrap_or("<identifier>"));
    match error {
        ResourceError::Failed { code, .. } if code == "AlreadyExists" => Some(format!(
            "If an earlier apply was cut off before it heard that it had made this, take it up, with the name of the \
             resource block for NAME:\n\n{import}\n\nIf it is somebody else's, choose another name."
        )),
        ResourceError::Unfinished { request_token, .. } | ResourceError::TimedOut { request_token, .. } => {
            Some(format!(
                "It goes on without Terraform; `aws cloudcontrol get-resource-request-status --request-token \
             {request_token}` says how far it is. Once it is made, it is taken up so, with the name of the resource \
             block for NAME:\n\n{import}"
            ))
        }
        _ => None,
    }
}

fn is_gone(error: &ResourceError) -> bool {
    matches!(error.code(), Some("NotFound" | "ResourceNotFoundException" | "NotFoundException"))
}
