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
//! 4. What deployments hold is a [`Part`](part::Part), which makes, changes, deletes, notes and deploys by itself.
//! 5. `arn.rs`: a row, where it can have tags.
//! 6. `resource_types.rs`: a row, where CloudFormation has a type for it.
//!
//! # Reading order
//!
//! `kind.rs`, `merge.rs` and `part.rs` are what resources are made with; `model.rs` and `stage.rs` show how.
//! `deployment.rs` and the two files in its folder are how changes reach stages.

mod api;
mod api_mapping;
mod arn;
mod authorizer;
mod cors;
mod deployment;
mod domain_name;
mod integration;
mod integration_response;
mod kind;
mod limits;
mod merge;
mod model;
mod openapi;
mod part;
mod quick_create;
mod quotas;
mod refusals;
mod resource_types;
mod route;
mod route_response;
mod routing_rule;
mod routing_rule_type;
mod stage;
mod tables;
mod tagging;
mod vpc_link;

use callboard_model::validate::Exceptions;

use crate::dispatch::Handler::{Read, ReadOne, Write};
use crate::dispatch::ServiceTable;

pub(crate) use resource_types::RESOURCE_TYPES;
pub(crate) use routing_rule_type::HANDLED_TYPES;

/// What the plane carries out of this service.
pub(crate) static SERVICE: ServiceTable = ServiceTable {
    name: "apigatewayv2",
    operations: &[
        ("CreateApi", Write(api::create)),
        ("CreateApiMapping", Write(api_mapping::create)),
        ("CreateAuthorizer", Write(authorizer::create)),
        ("CreateDeployment", Write(deployment::create)),
        ("CreateDomainName", Write(domain_name::create)),
        ("CreateIntegration", Write(integration::create)),
        ("CreateIntegrationResponse", Write(integration_response::create)),
        ("CreateModel", Write(model::create)),
        ("CreateRoute", Write(route::create)),
        ("CreateRouteResponse", Write(route_response::create)),
        ("CreateRoutingRule", Write(routing_rule::create)),
        ("CreateStage", Write(stage::create)),
        ("CreateVpcLink", Write(vpc_link::create)),
        ("DeleteAccessLogSettings", Write(stage::delete_access_log_settings)),
        ("DeleteApi", Write(api::delete)),
        ("DeleteApiMapping", Write(api_mapping::delete)),
        ("DeleteAuthorizer", Write(authorizer::delete)),
        ("DeleteCorsConfiguration", Write(api::delete_cors)),
        ("DeleteDeployment", Write(deployment::delete)),
        ("DeleteDomainName", Write(domain_name::delete)),
        ("DeleteIntegration", Write(integration::delete)),
        ("DeleteIntegrationResponse", Write(integration_response::delete)),
        ("DeleteModel", Write(model::delete)),
        ("DeleteRoute", Write(route::delete)),
        ("DeleteRouteRequestParameter", Write(route::delete_request_parameter)),
        ("DeleteRouteResponse", Write(route_response::delete)),
        ("DeleteRouteSettings", Write(stage::delete_route_settings)),
        ("DeleteRoutingRule", Write(routing_rule::delete)),
        ("DeleteStage", Write(stage::delete)),
        ("DeleteVpcLink", Write(vpc_link::delete)),
        ("ExportApi", Read(openapi::export)),
        ("GetApi", ReadOne(api::get)),
        ("GetApiMapping", ReadOne(api_mapping::get)),
        ("GetApiMappings", Read(api_mapping::list)),
        ("GetApis", Read(api::list)),
        ("GetAuthorizer", ReadOne(authorizer::get)),
        ("GetAuthorizers", Read(authorizer::list)),
        ("GetDeployment", ReadOne(deployment::get)),
        ("GetDeployments", Read(deployment::list)),
        ("GetDomainName", ReadOne(domain_name::get)),
        ("GetDomainNames", Read(domain_name::list)),
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
        ("GetRoutingRule", ReadOne(routing_rule::get)),
        ("GetStage", ReadOne(stage::get)),
        ("GetStages", Read(stage::list)),
        ("GetTags", Read(tagging::get)),
        ("GetVpcLink", ReadOne(vpc_link::get)),
        ("GetVpcLinks", Read(vpc_link::list)),
        ("ImportApi", Write(openapi::import)),
        ("ListRoutingRules", Read(routing_rule::list)),
        ("PutRoutingRule", Write(routing_rule::put)),
        ("ReimportApi", Write(openapi::reimport)),
        ("ResetAuthorizersCache", ReadOne(stage::reset_authorizers_cache)),
        ("TagResource", Write(tagging::tag)),
        ("UntagResource", Write(tagging::untag)),
        ("UpdateApi", Write(api::update)),
        ("UpdateApiMapping", Write(api_mapping::update)),
        ("UpdateAuthorizer", Write(authorizer::update)),
        ("UpdateDeployment", Write(deployment::update)),
        ("UpdateDomainName", Write(domain_name::update)),
        ("UpdateIntegration", Write(integration::update)),
        ("UpdateIntegrationResponse", Write(integration_response::update)),
        ("UpdateModel", Write(model::update)),
        ("UpdateRoute", Write(route::update)),
        ("UpdateRouteResponse", Write(route_response::update)),
        ("UpdateStage", Write(stage::update)),
        ("UpdateVpcLink", Write(vpc_link::update)),
    ],
    exceptions: Exceptions { unenforced_patterns: &[] },
    validation_code: "BadRequestException",
    check: limits::check,
};
