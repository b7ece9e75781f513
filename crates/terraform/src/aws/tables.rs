//! The resource types that are served, each a table of fields.

mod api;
mod authorizer;
mod deployment;
mod domain_name;
mod integration;
mod log_group;
mod model;
mod role;
mod route;
mod routing_rule;
mod stage;
mod vpc_link;

use super::table::ResourceTable;

/// Every resource type, sorted by name.
pub(crate) const ALL: [&ResourceTable; 15] = [
    &api::API,
    &domain_name::API_MAPPING,
    &authorizer::AUTHORIZER,
    &deployment::DEPLOYMENT,
    &domain_name::DOMAIN_NAME,
    &integration::INTEGRATION,
    &integration::INTEGRATION_RESPONSE,
    &model::MODEL,
    &route::ROUTE,
    &route::ROUTE_RESPONSE,
    &routing_rule::ROUTING_RULE,
    &stage::STAGE,
    &vpc_link::VPC_LINK,
    &log_group::LOG_GROUP,
    &role::ROLE,
];

pub(crate) use api::CORS;

/// The resource type of a name.
pub(crate) fn find(type_name: &str) -> Option<&'static ResourceTable> {
    ALL.into_iter().find(|it| it.type_name == type_name)
}
