//! Resource types of CloudFormation whose resources this service keeps.
//!
//! Records hold the ids of what a thing lies inside of, as the types' properties
//! do, so that a record is its own view.

use callboard_model::document::Map;

use crate::cloudcontrol::{DeepType, Definition, Unset};
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

const fn deep(
    name: &'static str,
    kind: &'static Kind,
    [create, update, delete]: [&'static str; 3],
    identifier: &'static [&'static str],
    parents: &'static [&'static str],
) -> DeepType {
    DeepType::new(name, (&SERVICE, kind.table), (create, Some(update), delete), identifier, Unset::Null).inside(parents)
}

/// The ARN of the thing of a kind that an identifier of these parts names.
fn tagged_as(kind: &'static Kind, parts: &[&'static str], request: &Request, identifier: &str) -> String {
    let names: Map =
        parts.iter().zip(identifier.split('|')).map(|(name, part)| ((*name).into(), part.into())).collect();
    arn::of(kind, &request.place, &names).unwrap_or_default()
}
