//! Links to private networks.

use crate::aws::behaviour::vpc_link::VpcLinkHooks;
use crate::aws::field::{text, text_set};
use crate::aws::table::{Operations, ResourceTable, TagForm};
use crate::plan::Check;

pub(crate) const VPC_LINK: ResourceTable = ResourceTable {
    type_name: "aws_apigatewayv2_vpc_link",
    noun: "API Gateway v2 VPC Link",
    service: "apigatewayv2",
    operations: Operations {
        create: "CreateVpcLink",
        read: "GetVpcLink",
        update: "UpdateVpcLink",
        delete: "DeleteVpcLink",
    },
    shape: None,
    fields: &[
        text("arn").computed().local(),
        text("name").required().checks(&[Check::Length(1, 128)]),
        text_set("security_group_ids").required().force_new(),
        text_set("subnet_ids").required().force_new(),
    ],
    parents: &[],
    id_member: "VpcLinkId",
    id_attribute: "id",
    import: &["id"],
    import_form: "vpc-link-id",
    label: "name",
    tags: TagForm::MapByArn,
    is_regional: true,
    hooks: &VpcLinkHooks,
};
