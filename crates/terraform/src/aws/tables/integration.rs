//! Integrations and what they make of answers.

use crate::aws::behaviour::integration::IntegrationHooks;
use crate::aws::field::{Default, block, blocks, text, text_map, whole};
use crate::aws::hooks::Plain;
use crate::aws::table::{Operations, ResourceTable, TagForm};
use crate::plan::Check;
use crate::schema::Nesting;

const CONTENT_HANDLING: Check = Check::OneOf(&["CONVERT_TO_BINARY", "CONVERT_TO_TEXT"]);

pub(crate) const INTEGRATION: ResourceTable = ResourceTable {
    type_name: "aws_apigatewayv2_integration",
    noun: "API Gateway v2 Integration",
    service: "apigatewayv2",
    operations: Operations {
        create: "CreateIntegration",
        read: "GetIntegration",
        update: "UpdateIntegration",
        delete: "DeleteIntegration",
    },
    shape: None,
    fields: &[
        text("api_id").required().force_new(),
        text("connection_id").checks(&[Check::Length(1, 1024)]),
        text("connection_type").default(Default::Text("INTERNET")).checks(&[Check::OneOf(&["INTERNET", "VPC_LINK"])]),
        text("content_handling_strategy").checks(&[CONTENT_HANDLING]),
        text("credentials_arn").checks(&[Check::Arn]),
        text("description"),
        text("integration_method")
            .checks(&[Check::OneOf(&["ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"])]),
        text("integration_response_selection_expression").computed(),
        text("integration_subtype").force_new().checks(&[Check::Length(1, 128)]).always_sent(),
        text("integration_type")
            .required()
            .force_new()
            .checks(&[Check::OneOf(&["AWS", "HTTP", "MOCK", "HTTP_PROXY", "AWS_PROXY"])])
            .always_sent(),
        text("integration_uri"),
        text("passthrough_behavior").default(Default::Text("WHEN_NO_MATCH")).checks(&[Check::OneOf(&[
            "WHEN_NO_MATCH",
            "NEVER",
            "WHEN_NO_TEMPLATES",
        ])]),
        text("payload_format_version").default(Default::Text("1.0")).checks(&[Check::OneOf(&["1.0", "2.0"])]),
        text_map("request_parameters").merged(),
        text_map("request_templates").merged(),
        blocks("response_parameters", Nesting::Set, &[text_map("mappings").required(), text("status_code").required()])
            .key("status_code")
            .map_value("mappings")
            .merged(),
        text("template_selection_expression"),
        whole("timeout_milliseconds").optional_computed().member("TimeoutInMillis"),
        block("tls_config", &[text("server_name_to_verify")]),
    ],
    parents: &["api_id"],
    id_member: "IntegrationId",
    id_attribute: "id",
    import: &["api_id", "id"],
    import_form: "api-id/integration-id",
    label: "",
    tags: TagForm::None,
    is_regional: true,
    hooks: &IntegrationHooks,
};

pub(crate) const INTEGRATION_RESPONSE: ResourceTable = ResourceTable {
    type_name: "aws_apigatewayv2_integration_response",
    noun: "API Gateway v2 Integration Response",
    service: "apigatewayv2",
    operations: Operations {
        create: "CreateIntegrationResponse",
        read: "GetIntegrationResponse",
        update: "UpdateIntegrationResponse",
        delete: "DeleteIntegrationResponse",
    },
    shape: None,
    fields: &[
        text("api_id").required().force_new(),
        text("content_handling_strategy").checks(&[CONTENT_HANDLING]),
        text("integration_id").required().force_new(),
        text("integration_response_key").required(),
        text_map("response_templates"),
        text("template_selection_expression"),
    ],
    parents: &["api_id", "integration_id"],
    id_member: "IntegrationResponseId",
    id_attribute: "id",
    import: &["api_id", "integration_id", "id"],
    import_form: "api-id/integration-id/integration-response-id",
    label: "",
    tags: TagForm::None,
    is_regional: true,
    hooks: &Plain,
};
