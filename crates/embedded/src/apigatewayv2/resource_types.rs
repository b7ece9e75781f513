//! Resource types of CloudFormation whose resources this service keeps.
//!
//! Records hold the ids of what a thing lies inside of, as the types' properties
//! do, so that a record is its own view.

use std::sync::OnceLock;

use callboard_model::document::Map;
use callboard_store::Snapshot;

use crate::cloudcontrol::{DeepType, Definition, Unset};
use crate::failure::Answer;
use crate::generic;
use crate::members::Members;
use crate::request::Request;

use super::kind::{self, Kind};
use super::{SERVICE, arn, domain_name};

/// What Cloud Control has to know of each.
pub(crate) static RESOURCE_TYPES: [DeepType; 12] = [
    deep("AWS::ApiGatewayV2::Api", &kind::API, ["CreateApi", "UpdateApi", "DeleteApi"], &["ApiId"], &[])
        .refusing(&[("BodyS3Location", "there are no buckets here, give the definition itself as Body")])
        .defined_by(Definition {
            property: "Body",
            options: &["BasePath", "FailOnWarnings"],
            create: "ImportApi",
            replace: "ReimportApi",
        })
        .tagged_as(|request, identifier| tagged_as(&kind::API, &["ApiId"], request, identifier))
        .viewed(|request, _, _, record| {
            let (place, id) = (&request.place, record.text("ApiId"));
            let (partition, _) = generic::partition(&place.region);
            let arn = format!("arn:{partition}:execute-api:{}:{}:{id}", place.region, place.account);
            Ok(record.clone().with("ExecuteApiArn", arn))
        }),
    deep(
        "AWS::ApiGatewayV2::ApiMapping",
        &kind::API_MAPPING,
        ["CreateApiMapping", "UpdateApiMapping", "DeleteApiMapping"],
        &["ApiMappingId", "DomainName"],
        &["DomainName"],
    )
    .located(|_, identifier| Ok(turned(identifier))),
    deep(
        "AWS::ApiGatewayV2::Authorizer",
        &kind::AUTHORIZER,
        ["CreateAuthorizer", "UpdateAuthorizer", "DeleteAuthorizer"],
        &["AuthorizerId", "ApiId"],
        &["ApiId"],
    )
    .located(|_, identifier| Ok(turned(identifier))),
    deep(
        "AWS::ApiGatewayV2::Deployment",
        &kind::DEPLOYMENT,
        ["CreateDeployment", "UpdateDeployment", "DeleteDeployment"],
        &["ApiId", "DeploymentId"],
        &["ApiId"],
    ),
    deep(
        "AWS::ApiGatewayV2::DomainName",
        &kind::DOMAIN_NAME,
        ["CreateDomainName", "UpdateDomainName", "DeleteDomainName"],
        &["DomainName"],
        &[],
    )
    .tagged_as(|request, identifier| tagged_as(&kind::DOMAIN_NAME, &["DomainName"], request, identifier))
    .viewed(|_, _, _, record| Ok(domain_name::view(record))),
    deep(
        "AWS::ApiGatewayV2::Integration",
        &kind::INTEGRATION,
        ["CreateIntegration", "UpdateIntegration", "DeleteIntegration"],
        &["ApiId", "IntegrationId"],
        &["ApiId"],
    ),
    deep(
        "AWS::ApiGatewayV2::IntegrationResponse",
        &kind::INTEGRATION_RESPONSE,
        ["CreateIntegrationResponse", "UpdateIntegrationResponse", "DeleteIntegrationResponse"],
        &["ApiId", "IntegrationId", "IntegrationResponseId"],
        &["ApiId", "IntegrationId"],
    ),
    deep(
        "AWS::ApiGatewayV2::Model",
        &kind::MODEL,
        ["CreateModel", "UpdateModel", "DeleteModel"],
        &["ApiId", "ModelId"],
        &["ApiId"],
    ),
    deep(
        "AWS::ApiGatewayV2::Route",
        &kind::ROUTE,
        ["CreateRoute", "UpdateRoute", "DeleteRoute"],
        &["ApiId", "RouteId"],
        &["ApiId"],
    ),
    deep(
        "AWS::ApiGatewayV2::RouteResponse",
        &kind::ROUTE_RESPONSE,
        ["CreateRouteResponse", "UpdateRouteResponse", "DeleteRouteResponse"],
        &["ApiId", "RouteId", "RouteResponseId"],
        &["ApiId", "RouteId"],
    ),
    deep(
        "AWS::ApiGatewayV2::Stage",
        &kind::STAGE,
        ["CreateStage", "UpdateStage", "DeleteStage"],
        &["ApiId", "StageName"],
        &["ApiId"],
    )
    .tagged_as(|request, identifier| tagged_as(&kind::STAGE, &["ApiId", "StageName"], request, identifier)),
    deep(
        "AWS::ApiGatewayV2::VpcLink",
        &kind::VPC_LINK,
        ["CreateVpcLink", "UpdateVpcLink", "DeleteVpcLink"],
        &["VpcLinkId"],
        &[],
    )
    .tagged_as(|request, identifier| tagged_as(&kind::VPC_LINK, &["VpcLinkId"], request, identifier)),
];

/// The parts of an identifier whose order is not that of the key.
fn turned(identifier: &str) -> Vec<String> {
    identifier.rsplit('|').map(str::to_owned).collect()
}

/// A type whose identifier has the parts of the key in their order.
const fn deep(
    name: &'static str,
    kind: &'static Kind,
    [create, update, delete]: [&'static str; 3],
    identifier: &'static [&'static str],
    parents: &'static [&'static str],
) -> DeepType {
    DeepType {
        name,
        service: &SERVICE,
        table: kind.table,
        create,
        update: Some(update),
        delete,
        wrapper: None,
        identifier,
        parents,
        locate: |_, identifier| Ok(identifier.split('|').map(str::to_owned).collect()),
        identify: None,
        tagged_as: |_, identifier| identifier.to_owned(),
        unset: Unset::Null,
        refused: &[],
        definition: None,
        verbatim: &[],
        defaults: Map::new,
        view: |_, _, _, record| Ok(record.clone()),
        plan: OnceLock::new(),
    }
}

impl DeepType {
    const fn refusing(mut self, properties: &'static [(&'static str, &'static str)]) -> Self {
        self.refused = properties;
        self
    }

    const fn defined_by(mut self, definition: Definition) -> Self {
        self.definition = Some(definition);
        self
    }

    const fn tagged_as(mut self, arn: fn(&Request, &str) -> String) -> Self {
        self.tagged_as = arn;
        self
    }

    const fn viewed(mut self, view: fn(&Request, &Snapshot<'_>, &str, &Map) -> Answer<Map>) -> Self {
        self.view = view;
        self
    }

    const fn located(mut self, locate: fn(&Request, &str) -> Answer<Vec<String>>) -> Self {
        self.locate = locate;
        self
    }
}

/// The ARN of the thing of a kind that an identifier of these parts names.
fn tagged_as(kind: &'static Kind, parts: &[&'static str], request: &Request, identifier: &str) -> String {
    let names: Map =
        parts.iter().zip(identifier.split('|')).map(|(name, part)| ((*name).into(), part.into())).collect();
    arn::of(kind, &request.place, &names).unwrap_or_default()
}
