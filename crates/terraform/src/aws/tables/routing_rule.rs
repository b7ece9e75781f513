//! Routing rules of domain names.

use crate::aws::behaviour::routing_rule::RoutingRuleHooks;
use crate::aws::field::{Field, block, blocks, text, text_set, truth, whole};
use crate::aws::table::{Operations, ResourceTable, TagForm};
use crate::plan::Check;
use crate::schema::Nesting;

pub(crate) const ROUTING_RULE: ResourceTable = ResourceTable {
    type_name: "aws_apigatewayv2_routing_rule",
    noun: "API Gateway v2 Routing Rule",
    service: "apigatewayv2",
    operations: Operations {
        create: "CreateRoutingRule",
        read: "GetRoutingRule",
        update: "PutRoutingRule",
        delete: "DeleteRoutingRule",
    },
    shape: None,
    fields: &[
        blocks("action", Nesting::List, &ACTION).member("Actions").always_sent(),
        blocks("condition", Nesting::List, &CONDITION).member("Conditions").always_sent(),
        text("domain_name").required().force_new(),
        whole("priority").required().checks(&[Check::Between(1, 1_000_000)]).always_sent(),
        text("routing_rule_arn").computed(),
        text("routing_rule_id").computed(),
    ],
    parents: &["domain_name"],
    id_member: "RoutingRuleId",
    id_attribute: "routing_rule_id",
    import: &["domain_name", "routing_rule_id"],
    import_form: "routing-rule-arn",
    label: "",
    tags: TagForm::None,
    is_regional: true,
    hooks: &RoutingRuleHooks,
};

const ACTION: [Field; 1] =
    [block("invoke_api", &[text("api_id").required(), text("stage").required(), truth("strip_base_path")])];

const CONDITION: [Field; 2] = [
    block("match_base_paths", &[text_set("any_of").required()]),
    block(
        "match_headers",
        &[blocks(
            "any_of",
            Nesting::List,
            &[
                text("header").required().checks(&[Check::Length(0, 40)]),
                text("value_glob").required().checks(&[Check::Length(0, 128)]),
            ],
        )],
    ),
];
