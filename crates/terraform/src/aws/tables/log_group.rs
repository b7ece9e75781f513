//! Log groups.

use crate::aws::behaviour::log_group::LogGroupHooks;
use crate::aws::field::{Default, text, truth, whole};
use crate::aws::table::{Operations, ResourceTable, TagForm};
use crate::plan::Check;

const NAME_CHARACTERS: Check =
    Check::Characters("_./#-", "only letters, digits, underscores, hyphens, slashes, hash signs and dots are allowed");

const RETENTIONS: &[i64] =
    &[0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

pub(crate) const LOG_GROUP: ResourceTable = ResourceTable {
    type_name: "aws_cloudwatch_log_group",
    noun: "CloudWatch Logs Log Group",
    service: "logs",
    operations: Operations {
        create: "CreateLogGroup",
        read: "DescribeLogGroups",
        update: "",
        delete: "DeleteLogGroup",
    },
    shape: Some("LogGroup"),
    fields: &[
        text("arn").computed().local(),
        text("kms_key_id"),
        text("log_group_class").optional_computed().force_new().checks(&[Check::OneOf(&[
            "STANDARD",
            "INFREQUENT_ACCESS",
            "DELIVERY",
        ])]),
        text("name")
            .optional_computed()
            .force_new()
            .member("logGroupName")
            .checks(&[Check::Length(1, 512), NAME_CHARACTERS])
            .conflicts_with(&["name_prefix"]),
        text("name_prefix")
            .optional_computed()
            .force_new()
            .local()
            .checks(&[Check::Length(1, 486), NAME_CHARACTERS])
            .conflicts_with(&["name"]),
        whole("retention_in_days").default(Default::Whole(0)).checks(&[Check::OneOfNumbers(RETENTIONS)]),
        truth("skip_destroy").default(Default::Truth(false)).local(),
    ],
    parents: &[],
    id_member: "logGroupName",
    id_attribute: "id",
    import: &["id"],
    import_form: "log-group-name",
    label: "name",
    tags: TagForm::ByHooks,
    is_regional: true,
    hooks: &LogGroupHooks,
};
