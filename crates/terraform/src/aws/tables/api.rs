//! APIs.

use crate::aws::behaviour::api::ApiHooks;
use crate::aws::field::{Default, Field, block, text, text_set, truth, whole};
use crate::aws::table::{Operations, ResourceTable, TagForm};
use crate::plan::{Check, Same};

pub(crate) const API: ResourceTable = ResourceTable {
    type_name: "aws_apigatewayv2_api",
    noun: "API Gateway v2 API",
    service: "apigatewayv2",
    operations: Operations { create: "CreateApi", read: "GetApi", update: "UpdateApi", delete: "DeleteApi" },
    shape: None,
    fields: &[
        text("api_endpoint").computed(),
        text("api_key_selection_expression")
            .default(Default::Text("$request.header.x-api-key"))
            .checks(&[Check::OneOf(&["$context.authorizer.usageIdentifierKey", "$request.header.x-api-key"])]),
        text("arn").computed().local(),
        text("body").same(Same::Definition).checks(&[Check::Definition]).local(),
        block("cors_configuration", &CORS),
        text("credentials_arn").force_new().checks(&[Check::Arn]),
        text("description").checks(&[Check::Length(0, 1024)]),
        truth("disable_execute_api_endpoint"),
        text("execution_arn").computed().local(),
        truth("fail_on_warnings").local(),
        text("ip_address_type").optional_computed().checks(&[Check::OneOf(&["ipv4", "dualstack"])]),
        text("name").required().checks(&[Check::Length(1, 128)]),
        text("protocol_type").required().force_new().checks(&[Check::OneOf(&["WEBSOCKET", "HTTP"])]),
        text("route_key").force_new(),
        text("route_selection_expression").default(Default::Text("$request.method $request.path")),
        text("target").force_new(),
        text("version").checks(&[Check::Length(1, 64)]),
    ],
    parents: &[],
    id_member: "ApiId",
    id_attribute: "id",
    import: &["id"],
    import_form: "api-id",
    label: "name",
    tags: TagForm::MapByArn,
    is_regional: true,
    hooks: &ApiHooks,
};

pub(crate) const CORS: [Field; 6] = [
    truth("allow_credentials"),
    text_set("allow_headers").same(Same::AnyCase),
    text_set("allow_methods").same(Same::AnyCase),
    text_set("allow_origins").same(Same::AnyCase),
    text_set("expose_headers").same(Same::AnyCase),
    whole("max_age"),
];
