//! What resource types do beside what their tables say.

pub(crate) mod api;
pub(crate) mod authorizer;
pub(crate) mod deployment;
pub(crate) mod domain_name;
pub(crate) mod integration;
pub(crate) mod log_group;
mod names;
pub(crate) mod role;
pub(crate) mod route;
pub(crate) mod routing_rule;
pub(crate) mod stage;
pub(crate) mod vpc_link;
mod wait;
