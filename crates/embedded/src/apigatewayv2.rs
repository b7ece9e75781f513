//! API Gateway V2, the control plane: HTTP and WebSocket APIs and what they are made of.
//!
//! ```text
//! api ─┬─ route ─── route response            target ──▶ integration
//!      ├─ integration ─── integration response
//!      ├─ authorizer, model
//!      ├─ deployment: what all of these were at some moment
//!      └─ stage: serves a deployment; may deploy every change by itself
//! ```
//!
//! # Invariants
//!
//! - A record holds what is shown of a thing and the ids of what it lies inside of, and nothing else is shown.
//! - A change of an API and the deployments that it makes by itself are one transaction.
//! - Deleting an API deletes all that lies inside of it, in one transaction.
//! - Throttling that nobody set is absent.
//!
//! # To add a resource
//!
//! 1. `tables.rs`: a table, and a place in `OF_AN_API` where it goes with its API.
//! 2. `kind.rs`: a [`Kind`](kind::Kind), which finds, lists, shows, names and refuses by itself.
//! 3. A file of its own with a function an operation, and a row an operation below. `merge.rs` makes records of
//!    inputs; lengths and enumerations have been checked by `limits.rs` before a function is called.
//! 4. What deployments hold calls `snapshot::note`, then `automatic::deploy`, in every change.
//! 5. `arn.rs`: a row, where it can have tags.
//! 6. `resource_types.rs`: a row, where CloudFormation has a type for it.
//!
//! # Reading order
//!
//! `kind.rs` and `merge.rs` are what every resource is made with; `stage.rs` shows how. `deployment.rs` and the two
//! files in its folder are how changes reach stages.

mod api;
mod arn;
mod authorizer;
mod cors;
mod deployment;
mod integration;
mod integration_response;
mod kind;
mod limits;
mod merge;
mod model;
mod quick_create;
mod quotas;
mod refusals;
mod resource_types;
mod route;
mod route_response;
mod stage;
mod tables;
mod tagging;

use callboard_model::validate::Exceptions;

use crate::dispatch::Handler::{Read, ReadOne, Write};
use crate::dispatch::ServiceTable;

pub(crate) use resource_types::RESOURCE_TYPES;

/// What the plane carries out of this service.
pub(crate) static SERVICE: ServiceTable = ServiceTable {
    name: "apigatewayv2",
    operations: &[
        ("CreateApi", Write(api::create)),
        ("CreateAuthorizer", Write(authorizer::create)),
        ("CreateDeployment", Write(deployment::create)),
        ("CreateIntegration", Write(integration::create)),
        ("CreateIntegrationResponse", Write(integration_response::create)),
        ("CreateModel", Write(model::create)),
        ("CreateRoute", Write(route::create)),
        ("CreateRouteResponse", Write(route_response::create)),
        ("CreateStage", Write(stage::create)),
        ("DeleteAccessLogSettings", Write(stage::delete_access_log_settings)),
        ("DeleteApi", Write(api::delete)),
        ("DeleteAuthorizer", Write(authorizer::delete)),
        ("DeleteCorsConfiguration", Write(api::delete_cors)),
        ("DeleteDeployment", Write(deployment::delete)),
        ("DeleteIntegration", Write(integration::delete)),
        ("DeleteIntegrationResponse", Write(integration_response::delete)),
        ("DeleteModel", Write(model::delete)),
        ("DeleteRoute", Write(route::delete)),
        ("DeleteRouteRequestParameter", Write(route::delete_request_parameter)),
        ("DeleteRouteResponse", Write(route_response::delete)),
        ("DeleteRouteSettings", Write(stage::delete_route_settings)),
        ("DeleteStage", Write(stage::delete)),
        ("GetApi", ReadOne(api::get)),
        ("GetApis", Read(api::list)),
        ("GetAuthorizer", ReadOne(authorizer::get)),
        ("GetAuthorizers", Read(authorizer::list)),
        ("GetDeployment", ReadOne(deployment::get)),
        ("GetDeployments", Read(deployment::list)),
        ("GetIntegration", ReadOne(integration::get)),
        ("GetIntegrationResponse", ReadOne(integration_response::get)),
        ("GetIntegrationResponses", Read(integration_response::list)),
        ("GetIntegrations", Read(integration::list)),
        ("GetModel", ReadOne(model::get)),
        ("GetModelTemplate", Read(model::template)),
        ("GetModels", Read(model::list)),
        ("GetRoute", ReadOne(route::get)),
        ("GetRouteResponse", ReadOne(route_response::get)),
        ("GetRouteResponses", Read(route_response::list)),
        ("GetRoutes", Read(route::list)),
        ("GetStage", ReadOne(stage::get)),
        ("GetStages", Read(stage::list)),
        ("GetTags", Read(tagging::get)),
        ("ResetAuthorizersCache", ReadOne(stage::reset_authorizers_cache)),
        ("TagResource", Write(tagging::tag)),
        ("UntagResource", Write(tagging::untag)),
        ("UpdateApi", Write(api::update)),
        ("UpdateAuthorizer", Write(authorizer::update)),
        ("UpdateDeployment", Write(deployment::update)),
        ("UpdateIntegration", Write(integration::update)),
        ("UpdateIntegrationResponse", Write(integration_response::update)),
        ("UpdateModel", Write(model::update)),
        ("UpdateRoute", Write(route::update)),
        ("UpdateRouteResponse", Write(route_response::update)),
        ("UpdateStage", Write(stage::update)),
    ],
    exceptions: Exceptions { unenforced_patterns: &[] },
    validation_code: "BadRequestException",
    check: limits::check,
};
