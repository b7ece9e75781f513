//! Domain names, and which API each of their paths leads to.

use crate::aws::behaviour::domain_name::DomainNameHooks;
use crate::aws::field::{block, text, timeouts};
use crate::aws::hooks::Plain;
use crate::aws::table::{Operations, ResourceTable, TagForm};
use crate::plan::{Canonical, Check};

pub(crate) const DOMAIN_NAME: ResourceTable = ResourceTable {
    type_name: "aws_apigatewayv2_domain_name",
    noun: "API Gateway v2 Domain Name",
    service: "apigatewayv2",
    operations: Operations {
        create: "CreateDomainName",
        read: "GetDomainName",
        update: "UpdateDomainName",
        delete: "DeleteDomainName",
    },
    shape: None,
    fields: &[
        text("api_mapping_selection_expression").computed(),
        text("arn").computed().local(),
        text("domain_name").required().force_new().checks(&[Check::Length(1, 512)]),
        block(
            "domain_name_configuration",
            &[
                text("certificate_arn").required().checks(&[Check::Arn]),
                text("endpoint_type")
                    .required()
                    .canonical(Canonical::UpperCase)
                    .checks(&[Check::OneOfAnyCase(&["REGIONAL"])]),
                text("hosted_zone_id").computed(),
                text("ip_address_type").optional_computed().checks(&[Check::OneOf(&["ipv4", "dualstack"])]),
                text("ownership_verification_certificate_arn").optional_computed().checks(&[Check::Arn]),
                text("security_policy")
                    .required()
                    .canonical(Canonical::UpperCase)
                    .checks(&[Check::OneOfAnyCase(&["TLS_1_2"])]),
                text("target_domain_name").computed().member("ApiGatewayDomainName"),
            ],
        )
        .required()
        .items(1, 1)
        .member("DomainNameConfigurations")
        .always_sent(),
        block("mutual_tls_authentication", &[text("truststore_uri").required(), text("truststore_version")]),
        text("routing_mode").optional_computed().canonical(Canonical::UpperCase).checks(&[Check::OneOfAnyCase(&[
            "API_MAPPING_ONLY",
            "ROUTING_RULE_ONLY",
            "ROUTING_RULE_THEN_API_MAPPING",
        ])]),
        timeouts(&[text("create").checks(&[Check::Duration]), text("update").checks(&[Check::Duration])]),
    ],
    parents: &[],
    id_member: "DomainName",
    id_attribute: "id",
    import: &["id"],
    import_form: "domain-name",
    label: "domain_name",
    tags: TagForm::MapByArn,
    is_regional: true,
    hooks: &DomainNameHooks,
};

pub(crate) const API_MAPPING: ResourceTable = ResourceTable {
    type_name: "aws_apigatewayv2_api_mapping",
    noun: "API Gateway v2 API Mapping",
    service: "apigatewayv2",
    operations: Operations {
        create: "CreateApiMapping",
        read: "GetApiMapping",
        update: "UpdateApiMapping",
        delete: "DeleteApiMapping",
    },
    shape: None,
    fields: &[
        text("api_id").required().force_new().always_sent(),
        text("api_mapping_key"),
        text("domain_name").required().force_new(),
        text("stage").required(),
    ],
    parents: &["domain_name"],
    id_member: "ApiMappingId",
    id_attribute: "id",
    import: &["id", "domain_name"],
    import_form: "api-mapping-id/domain-name",
    label: "",
    tags: TagForm::None,
    is_regional: true,
    hooks: &Plain,
};
