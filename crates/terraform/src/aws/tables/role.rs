//! Roles.

use crate::aws::behaviour::role::RoleHooks;
use crate::aws::field::{Default, blocks, text, text_set, truth, whole};
use crate::aws::table::{Operations, ResourceTable, TagForm};
use crate::plan::{Canonical, Check, Same};
use crate::schema::Nesting;

const NAME_CHARACTERS: Check = Check::Characters("_+=,.@-", "must match [\\w+=,.@-]");

pub(crate) const ROLE: ResourceTable = ResourceTable {
    type_name: "aws_iam_role",
    noun: "IAM Role",
    service: "iam",
    operations: Operations { create: "CreateRole", read: "GetRole", update: "", delete: "DeleteRole" },
    shape: Some("Role"),
    fields: &[
        text("arn").computed(),
        text("assume_role_policy")
            .required()
            .member("AssumeRolePolicyDocument")
            .same(Same::Policy)
            .canonical(Canonical::CompactJson)
            .checks(&[Check::Json]),
        text("create_date").computed(),
        text("description").checks(&[Check::Length(0, 1000)]),
        truth("force_detach_policies").default(Default::Truth(false)).local(),
        blocks(
            "inline_policy",
            Nesting::Set,
            &[
                text("name").checks(&[Check::LongerThan(1)]),
                text("policy").same(Same::Policy).canonical(Canonical::CompactJson).checks(&[Check::Json]),
            ],
        )
        .optional_computed()
        .key("name")
        .local(),
        text_set("managed_policy_arns").optional_computed().checks(&[Check::Arn]).local().deprecated(),
        whole("max_session_duration").default(Default::Whole(3600)).checks(&[Check::Between(3600, 43_200)]),
        text("name")
            .optional_computed()
            .force_new()
            .member("RoleName")
            .checks(&[Check::Length(1, 64), NAME_CHARACTERS])
            .conflicts_with(&["name_prefix"]),
        text("name_prefix")
            .optional_computed()
            .force_new()
            .local()
            .checks(&[Check::Length(1, 38), NAME_CHARACTERS])
            .conflicts_with(&["name"]),
        text("path").default(Default::Text("/")).force_new().checks(&[Check::Length(0, 512)]),
        text("permissions_boundary").checks(&[Check::Arn]),
        text("unique_id").computed().member("RoleId"),
    ],
    parents: &[],
    id_member: "RoleName",
    id_attribute: "id",
    import: &["id"],
    import_form: "role-name",
    label: "name",
    tags: TagForm::ByHooks,
    is_regional: false,
    hooks: &RoleHooks,
};
