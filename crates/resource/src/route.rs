//! Routes: by which operations a resource is read and changed.
//!
//! Cloud Control, where the registry has a handler for the action; else the
//! type's own service, by the operations that the registry's table of types
//! names and the tables here correct. Where AWS refuses the action after all
//! (`UnsupportedActionException`: its Cloud Control and its registry do not
//! always agree), the own service is asked as well.

use callboard_model::registry;
use callboard_model::types::{Action, ResourceType};
use callboard_plane::PlaneError;
use serde_json::Value;

use crate::calls::Calls;
use crate::native::{self, Native};
use crate::progress::Request;
use crate::{Change, Identifier, Properties, ResourceError, Wait, cloud_control};

/// Operations where the registry's table of types, which is made from names, has another one or none.
const OPERATIONS: &[(&str, Action, &str)] = &[("AWS::CodeBuild::Project", Action::Read, "BatchGetProjects")];

/// Properties by which the service itself names a resource, of types whose schema has only an `Id` for it that no
/// operation knows. Their identifier is these, joined by `|`, and so is their `Id`.
const KEYS: &[(&str, &[&str])] = &[
    ("AWS::AppMesh::GatewayRoute", &["MeshName", "VirtualGatewayName", "GatewayRouteName"]),
    ("AWS::AppMesh::Mesh", &["MeshName"]),
    ("AWS::AppMesh::Route", &["MeshName", "VirtualRouterName", "RouteName"]),
    ("AWS::AppMesh::VirtualGateway", &["MeshName", "VirtualGatewayName"]),
    ("AWS::AppMesh::VirtualNode", &["MeshName", "VirtualNodeName"]),
    ("AWS::AppMesh::VirtualRouter", &["MeshName", "VirtualRouterName"]),
    ("AWS::AppMesh::VirtualService", &["MeshName", "VirtualServiceName"]),
    ("AWS::CodeBuild::Project", &["Name"]),
    ("AWS::DAX::Cluster", &["ClusterName"]),
    ("AWS::DMS::ReplicationInstance", &["ReplicationInstanceArn"]),
    ("AWS::DocDB::DBCluster", &["DBClusterIdentifier"]),
    ("AWS::DocDB::DBInstance", &["DBInstanceIdentifier"]),
    ("AWS::Glue::DevEndpoint", &["EndpointName"]),
    ("AWS::KinesisAnalytics::Application", &["ApplicationName"]),
    ("AWS::LakeFormation::Resource", &["ResourceArn"]),
    ("AWS::MediaStore::Container", &["ContainerName"]),
    ("AWS::PinpointEmail::ConfigurationSet", &["Name"]),
];

/// Types whose own service lists them whole, in one call a page, where Cloud Control would list identifiers and have
/// each resource read. A test holds them against the schemas. Services that also list what is deleted are not here.
pub(crate) const LISTED_NATIVELY: &[&str] = &[
    "AWS::ApiGatewayV2::Stage",
    "AWS::ApiGatewayV2::VpcLink",
    "AWS::Batch::JobQueue",
    "AWS::EC2::InternetGateway",
    "AWS::EC2::NetworkAcl",
    "AWS::EC2::RouteTable",
    "AWS::EC2::TrafficMirrorTarget",
    "AWS::ECR::PullThroughCacheRule",
    "AWS::Logs::QueryDefinition",
];

/// Properties by which the type's own service names a resource.
pub(crate) fn key(of: &'static ResourceType) -> Vec<&'static str> {
    match KEYS.iter().find(|(name, _)| *name == of.name) {
        Some((_, key)) => key.to_vec(),
        None => of.primary_identifier().collect(),
    }
}

/// How an action is carried out.
#[derive(Clone, Copy)]
pub(crate) enum Way {
    CloudControl,
    Native(Native),
}

/// How an action on a type is carried out on this plane.
pub(crate) fn way(calls: &Calls, of: &'static ResourceType, action: Action) -> Result<Way, ResourceError> {
    let is_cheaper =
        action == Action::List && LISTED_NATIVELY.contains(&of.name) && !calls.plane.lists_whole_resources();
    if of.handler(action).is_some() && !is_cheaper {
        return Ok(Way::CloudControl);
    }
    match native(of, action) {
        Ok(native) => Ok(Way::Native(native)),
        Err(_) if of.handler(action).is_some() => Ok(Way::CloudControl),
        Err(needed) => Err(native::unsupported(of, action, needed)),
    }
}

/// The operation of the type's own service for an action; or what is missing.
pub(crate) fn native(of: &'static ResourceType, action: Action) -> Result<Native, String> {
    let table = of.native_operations().ok_or("no service of its own is known")?;
    let corrected = OPERATIONS.iter().find(|(name, it, _)| *name == of.name && *it == action).map(|(_, _, it)| *it);
    let name = corrected.or_else(|| table.operation(action));
    let name = name.ok_or_else(|| format!("no operation of {} is known for it", table.service))?;
    let operation = registry::service(table.service).and_then(|it| it.operation(name));
    let operation = operation.ok_or_else(|| format!("{} has no operation {name}", table.service))?;
    let native = Native { of, action, operation };
    match native.missing() {
        None => Ok(native),
        Some(missing) => Err(missing),
    }
}

/// The other way, where Cloud Control does not do this with the type; else the error again.
pub(crate) fn other_way(
    of: &'static ResourceType,
    action: Action,
    error: ResourceError,
) -> Result<Native, ResourceError> {
    let is_unsupported = matches!(
        &error,
        ResourceError::Plane(PlaneError::Service { refusal, .. }) if refusal.code == "UnsupportedActionException"
    );
    if !is_unsupported {
        return Err(error);
    }
    native(of, action).map_err(|_| error)
}

/// Reads one resource; nothing where it is not there.
pub(crate) async fn read(
    calls: &Calls,
    of: &'static ResourceType,
    region: &str,
    identifier: &Identifier,
) -> Result<Option<Properties>, ResourceError> {
    let native = match way(calls, of, Action::Read)? {
        Way::Native(native) => native,
        Way::CloudControl => match cloud_control::read(calls, of, region, identifier).await {
            Err(error) => other_way(of, Action::Read, error)?,
            found => return found,
        },
    };
    native.read(calls, region, identifier).await
}

/// Makes a resource.
pub(crate) async fn create(request: Request<'_>, desired: Properties, wait: Wait) -> Result<Change, ResourceError> {
    let native = match way(request.calls, request.of, Action::Create)? {
        Way::Native(native) => native,
        Way::CloudControl => {
            let input = request.input().with("DesiredState", Value::Object(desired.clone()).to_string());
            match request.run("CreateResource", input, wait).await {
                Err(error) => other_way(request.of, Action::Create, error)?,
                change => return change,
            }
        }
    };
    native.create(request.calls, request.region, &desired).await
}

/// Changes a resource by a JSON Patch.
pub(crate) async fn update(
    request: Request<'_>,
    identifier: &Identifier,
    patch: &Value,
    wait: Wait,
) -> Result<Change, ResourceError> {
    let (calls, of, region) = (request.calls, request.of, request.region);
    let native = match way(calls, of, Action::Update)? {
        Way::Native(native) => native,
        Way::CloudControl => {
            let input = request.input().with("PatchDocument", patch.to_string());
            match request.run("UpdateResource", input, wait).await {
                Err(error) => other_way(of, Action::Update, error)?,
                change => return change,
            }
        }
    };
    let failed = |code: &str, message: String| ResourceError::Failed {
        type_name: of.name,
        identifier: Some(identifier.as_str().into()),
        operation: "UPDATE",
        code: code.to_owned(),
        message,
        request_token: None,
    };
    let prior = read(calls, of, region, identifier).await?;
    let prior = prior.ok_or_else(|| failed("NotFound", "it is not there".to_owned()))?;
    let mut target = Value::Object(prior.clone());
    let patch: json_patch::Patch = serde_json::from_value(patch.clone())
        .map_err(|error| failed("InvalidRequest", format!("the patch cannot be read: {error}")))?;
    json_patch::patch(&mut target, &patch)
        .map_err(|error| failed("InvalidRequest", format!("the patch does not apply: {error}")))?;
    let Value::Object(target) = target else {
        return Err(failed("InvalidRequest", "the patch leaves no object".to_owned()));
    };
    native.update(calls, region, identifier, &prior, &target).await
}

/// Removes a resource.
pub(crate) async fn delete(request: Request<'_>, identifier: &Identifier, wait: Wait) -> Result<Change, ResourceError> {
    let native = match way(request.calls, request.of, Action::Delete)? {
        Way::Native(native) => native,
        Way::CloudControl => match request.run("DeleteResource", request.input(), wait).await {
            Err(error) => other_way(request.of, Action::Delete, error)?,
            change => return change,
        },
    };
    native.delete(request.calls, request.region, identifier).await
}
