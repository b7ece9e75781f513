//! Tables of the service: what is kept, and under which key.
//!
//! Every key begins with account and region, and goes on with what the thing
//! lies inside of: deleting an API deletes what begins with its key.

use crate::record::Table;

/// `api`; API ids sort by time.
pub(super) const API: Table = Table::new("apigatewayv2.api");

/// `api/route`
pub(super) const ROUTE: Table = Table::new("apigatewayv2.route");

/// `api/route key`: index against two routes of one key; the record names the route.
pub(super) const ROUTE_KEY: Table = Table::without_history("apigatewayv2.route-key");

/// `api/route/route response`
pub(super) const ROUTE_RESPONSE: Table = Table::new("apigatewayv2.route-response");

/// `api/integration`
pub(super) const INTEGRATION: Table = Table::new("apigatewayv2.integration");

/// `api/integration/integration response`
pub(super) const INTEGRATION_RESPONSE: Table = Table::new("apigatewayv2.integration-response");

/// `api/stage name`
pub(super) const STAGE: Table = Table::new("apigatewayv2.stage");

/// `api/deployment`
pub(super) const DEPLOYMENT: Table = Table::new("apigatewayv2.deployment");

/// `api/authorizer`
pub(super) const AUTHORIZER: Table = Table::new("apigatewayv2.authorizer");

/// `api/model`
pub(super) const MODEL: Table = Table::new("apigatewayv2.model");

/// `api`: how many deployments of it there have been.
pub(super) const VERSION: Table = Table::without_history("apigatewayv2.version");

/// `api/kind/key of the thing/version`: what each deployment holds, see `deployment/snapshot.rs`.
pub(super) const DEPLOYED: Table = Table::without_history("apigatewayv2.deployed");

/// `domain name`
pub(super) const DOMAIN_NAME: Table = Table::new("apigatewayv2.domain-name");

/// `domain name/API mapping`
pub(super) const API_MAPPING: Table = Table::new("apigatewayv2.api-mapping");

/// `domain name/routing rule`
pub(super) const ROUTING_RULE: Table = Table::new("apigatewayv2.routing-rule");

/// `api/stage name/domain name/API mapping`: index of mappings by what they lead to.
pub(super) const MAPPED_API: Table = Table::without_history("apigatewayv2.mapped-api");

/// `VPC link`; VPC link ids sort by time.
pub(super) const VPC_LINK: Table = Table::new("apigatewayv2.vpc-link");

/// `VPC link/api/integration`: index of integrations by the link that they use.
pub(super) const LINKED: Table = Table::without_history("apigatewayv2.linked");

/// What goes when an API goes.
pub(super) const OF_AN_API: [Table; 11] = [
    ROUTE,
    ROUTE_KEY,
    ROUTE_RESPONSE,
    INTEGRATION,
    INTEGRATION_RESPONSE,
    STAGE,
    DEPLOYMENT,
    AUTHORIZER,
    MODEL,
    VERSION,
    DEPLOYED,
];
