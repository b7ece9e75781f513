//! Models of messages.

use crate::aws::field::text;
use crate::aws::hooks::Plain;
use crate::aws::table::{Operations, ResourceTable, TagForm};
use crate::plan::{Canonical, Check, Same};

pub(crate) const MODEL: ResourceTable = ResourceTable {
    type_name: "aws_apigatewayv2_model",
    noun: "API Gateway v2 Model",
    service: "apigatewayv2",
    operations: Operations { create: "CreateModel", read: "GetModel", update: "UpdateModel", delete: "DeleteModel" },
    shape: None,
    fields: &[
        text("api_id").required().force_new(),
        text("content_type").required().checks(&[Check::Length(1, 256)]),
        text("description").checks(&[Check::Length(1, 128)]),
        text("name").required().checks(&[Check::Length(1, 128), Check::Characters("", "must be alphanumeric")]),
        text("schema")
            .required()
            .same(Same::Json)
            .canonical(Canonical::CompactJson)
            .checks(&[Check::Length(0, 32_768), Check::Json]),
    ],
    parents: &["api_id"],
    id_member: "ModelId",
    id_attribute: "id",
    import: &["api_id", "id"],
    import_form: "api-id/model-id",
    label: "name",
    tags: TagForm::None,
    is_regional: true,
    hooks: &Plain,
};
