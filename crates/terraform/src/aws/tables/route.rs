//! Routes and what they answer.

use crate::aws::behaviour::route::RouteHooks;
use crate::aws::field::{Default, blocks, text, text_map, text_set, truth};
use crate::aws::hooks::Plain;
use crate::aws::table::{Operations, ResourceTable, TagForm};
use crate::plan::Check;
use crate::schema::Nesting;

pub(crate) const ROUTE: ResourceTable = ResourceTable {
    type_name: "aws_apigatewayv2_route",
    noun: "API Gateway v2 Route",
    service: "apigatewayv2",
    operations: Operations { create: "CreateRoute", read: "GetRoute", update: "UpdateRoute", delete: "DeleteRoute" },
    shape: None,
    fields: &[
        text("api_id").required().force_new(),
        truth("api_key_required").default(Default::Truth(false)),
        text_set("authorization_scopes"),
        text("authorization_type")
            .default(Default::Text("NONE"))
            .checks(&[Check::OneOf(&["NONE", "AWS_IAM", "CUSTOM", "JWT"])]),
        text("authorizer_id"),
        text("model_selection_expression"),
        text("operation_name").checks(&[Check::Length(1, 64)]),
        text_map("request_models"),
        blocks(
            "request_parameter",
            Nesting::Set,
            &[text("request_parameter_key").required(), truth("required").required()],
        )
        .key("request_parameter_key")
        .member("RequestParameters"),
        text("route_key").required(),
        text("route_response_selection_expression"),
        text("target").checks(&[Check::Length(1, 128)]),
    ],
    parents: &["api_id"],
    id_member: "RouteId",
    id_attribute: "id",
    import: &["api_id", "id"],
    import_form: "api-id/route-id",
    label: "route_key",
    tags: TagForm::None,
    is_regional: true,
    hooks: &RouteHooks,
};

pub(crate) const ROUTE_RESPONSE: ResourceTable = ResourceTable {
    type_name: "aws_apigatewayv2_route_response",
    noun: "API Gateway v2 Route Response",
    service: "apigatewayv2",
    operations: Operations {
        create: "CreateRouteResponse",
        read: "GetRouteResponse",
        update: "UpdateRouteResponse",
        delete: "DeleteRouteResponse",
    },
    shape: None,
    fields: &[
        text("api_id").required().force_new(),
        text("model_selection_expression"),
        text_map("response_models"),
        text("route_id").required().force_new(),
        text("route_response_key").required(),
    ],
    parents: &["api_id", "route_id"],
    id_member: "RouteResponseId",
    id_attribute: "id",
    import: &["api_id", "route_id", "id"],
    import_form: "api-id/route-id/route-response-id",
    label: "",
    tags: TagForm::None,
    is_regional: true,
    hooks: &Plain,
};
