//! Authorizers.

use crate::aws::behaviour::authorizer::AuthorizerHooks;
use crate::aws::field::{block, text, text_set, timeouts, truth, whole};
use crate::aws::table::{Operations, ResourceTable, TagForm};
use crate::plan::Check;

pub(crate) const AUTHORIZER: ResourceTable = ResourceTable {
    type_name: "aws_apigatewayv2_authorizer",
    noun: "API Gateway v2 Authorizer",
    service: "apigatewayv2",
    operations: Operations {
        create: "CreateAuthorizer",
        read: "GetAuthorizer",
        update: "UpdateAuthorizer",
        delete: "DeleteAuthorizer",
    },
    shape: None,
    fields: &[
        text("api_id").required().force_new(),
        text("authorizer_credentials_arn").checks(&[Check::Arn]),
        text("authorizer_payload_format_version").checks(&[Check::OneOf(&["1.0", "2.0"])]),
        whole("authorizer_result_ttl_in_seconds").optional_computed().checks(&[Check::Between(0, 3600)]),
        text("authorizer_type").required().checks(&[Check::OneOf(&["REQUEST", "JWT"])]),
        text("authorizer_uri").checks(&[Check::Length(1, 2048)]),
        truth("enable_simple_responses"),
        text_set("identity_sources").member("IdentitySource"),
        block("jwt_configuration", &[text_set("audience"), text("issuer")]),
        text("name").required().checks(&[Check::Length(1, 128)]),
        timeouts(&[text("delete").checks(&[Check::Duration])]),
    ],
    parents: &["api_id"],
    id_member: "AuthorizerId",
    id_attribute: "id",
    import: &["api_id", "id"],
    import_form: "api-id/authorizer-id",
    label: "name",
    tags: TagForm::None,
    is_regional: true,
    hooks: &AuthorizerHooks,
};
