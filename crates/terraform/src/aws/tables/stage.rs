//! Stages.

use crate::aws::behaviour::stage::StageHooks;
use crate::aws::field::{Default, Field, block, blocks, fraction, text, text_map, truth, whole};
use crate::aws::table::{Operations, ResourceTable, TagForm};
use crate::plan::{Canonical, Check};
use crate::schema::Nesting;

const LOGGING_LEVELS: Check = Check::OneOf(&["ERROR", "INFO", "OFF"]);

pub(crate) const STAGE: ResourceTable = ResourceTable {
    type_name: "aws_apigatewayv2_stage",
    noun: "API Gateway v2 Stage",
    service: "apigatewayv2",
    operations: Operations { create: "CreateStage", read: "GetStage", update: "UpdateStage", delete: "DeleteStage" },
    shape: None,
    fields: &[
        text("api_id").required().force_new(),
        text("arn").computed().local(),
        text("execution_arn").computed().local(),
        text("invoke_url").computed().local(),
        text("name").required().force_new().checks(&[Check::Length(1, 128)]).member("StageName"),
        truth("auto_deploy").default(Default::Truth(false)),
        text("client_certificate_id"),
        text("deployment_id").optional_computed(),
        text("description").checks(&[Check::Length(0, 1024)]),
        text_map("stage_variables").merged(),
        block(
            "access_log_settings",
            &[
                text("destination_arn").required().canonical(Canonical::LogGroupArn).checks(&[Check::Arn]),
                text("format").required(),
            ],
        ),
        block("default_route_settings", &SETTINGS).always_there(),
        blocks("route_settings", Nesting::Set, &ROUTE_SETTINGS).key("route_key"),
    ],
    parents: &["api_id"],
    id_member: "StageName",
    id_attribute: "id",
    import: &["api_id", "id"],
    import_form: "api-id/stage-name",
    label: "name",
    tags: TagForm::MapByArn,
    is_regional: true,
    hooks: &StageHooks,
};

pub(crate) const SETTINGS: [Field; 5] = [
    truth("data_trace_enabled").default(Default::Truth(false)),
    truth("detailed_metrics_enabled").default(Default::Truth(false)),
    text("logging_level").optional_computed().checks(&[LOGGING_LEVELS]),
    whole("throttling_burst_limit").zero_is_a_value(),
    fraction("throttling_rate_limit").zero_is_a_value(),
];

const ROUTE_SETTINGS: [Field; 6] =
    [text("route_key").required(), SETTINGS[0], SETTINGS[1], SETTINGS[2], SETTINGS[3], SETTINGS[4]];
