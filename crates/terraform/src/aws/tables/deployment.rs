//! Deployments.

use crate::aws::behaviour::deployment::DeploymentHooks;
use crate::aws::field::{text, text_map, truth};
use crate::aws::table::{Operations, ResourceTable, TagForm};
use crate::plan::Check;

pub(crate) const DEPLOYMENT: ResourceTable = ResourceTable {
    type_name: "aws_apigatewayv2_deployment",
    noun: "API Gateway v2 Deployment",
    service: "apigatewayv2",
    operations: Operations {
        create: "CreateDeployment",
        read: "GetDeployment",
        update: "UpdateDeployment",
        delete: "DeleteDeployment",
    },
    shape: None,
    fields: &[
        text("api_id").required().force_new(),
        truth("auto_deployed").computed(),
        text("description").checks(&[Check::Length(0, 1024)]),
        text_map("triggers").force_new().local(),
    ],
    parents: &["api_id"],
    id_member: "DeploymentId",
    id_attribute: "id",
    import: &["api_id", "id"],
    import_form: "api-id/deployment-id",
    label: "",
    tags: TagForm::None,
    is_regional: true,
    hooks: &DeploymentHooks,
};
