//! API Gateway V2: what its operations answer, and what they refuse.

mod api;
mod authorizer;
mod defined;
mod deployment;
mod domain_name;
mod integration;
mod model;
mod openapi;
mod openapi_export;
mod openapi_refused;
mod pages;
mod quotas;
mod route;
mod stage;
mod tagging;
mod types;
mod vpc_link;
