//! IAM: roles and managed policies, as documents that are kept and attached.
//!
//! ```text
//! role ──┬─ trust policy, permissions boundary, tags
//!        ├─ inline policies
//!        └─ attached ──▶ managed policy ── versions (at most five, one the default)
//! ```
//!
//! Nothing is evaluated: no policy on this plane allows or denies anything, and
//! no role can be assumed. Users, groups, instance profiles and all else are
//! answered as not available, and AWS's own managed policies can be attached,
//! though their documents are not here.
//!
//! # Invariants
//!
//! - IAM is one service for a partition: whatever region a call names, the records are the same.
//! - Names that differ in case alone are one name.
//! - A policy that is attached, or bounds a role, is there; so are all roles that it is attached to.
//!
//! # Reading order
//!
//! `entity.rs` names things and says where they are; `role.rs` and
//! `managed_policy.rs` are what is kept; `attachment.rs` joins the two.

mod attachment;
mod boundary;
mod document;
mod entity;
mod inline_policy;
mod managed_policy;
mod pages;
mod policy_version;
mod resource_types;
mod role;
mod tables;
mod tagging;

use callboard_model::validate::Exceptions;

use crate::dispatch::Handler::{Read, Write};
use crate::dispatch::{ServiceTable, by_model};

pub(crate) use resource_types::RESOURCE_TYPES;

/// What the plane carries out of this service.
pub(crate) static SERVICE: ServiceTable = ServiceTable {
    name: "iam",
    operations: &[
        ("AttachRolePolicy", Write(attachment::attach)),
        ("CreatePolicy", Write(managed_policy::create)),
        ("CreatePolicyVersion", Write(policy_version::create)),
        ("CreateRole", Write(role::create)),
        ("DeletePolicy", Write(managed_policy::delete)),
        ("DeletePolicyVersion", Write(policy_version::delete)),
        ("DeleteRole", Write(role::delete)),
        ("DeleteRolePermissionsBoundary", Write(boundary::delete)),
        ("DeleteRolePolicy", Write(inline_policy::delete)),
        ("DetachRolePolicy", Write(attachment::detach)),
        ("GetPolicy", Read(managed_policy::get)),
        ("GetPolicyVersion", Read(policy_version::get)),
        ("GetRole", Read(role::get)),
        ("GetRolePolicy", Read(inline_policy::get)),
        ("ListAttachedRolePolicies", Read(attachment::list)),
        ("ListEntitiesForPolicy", Read(attachment::entities)),
        ("ListInstanceProfilesForRole", Read(role::instance_profiles)),
        ("ListPolicies", Read(managed_policy::list)),
        ("ListPolicyTags", Read(tagging::list_of_policy)),
        ("ListPolicyVersions", Read(policy_version::list)),
        ("ListRolePolicies", Read(inline_policy::list)),
        ("ListRoleTags", Read(tagging::list_of_role)),
        ("ListRoles", Read(role::list)),
        ("PutRolePermissionsBoundary", Write(boundary::put)),
        ("PutRolePolicy", Write(inline_policy::put)),
        ("SetDefaultPolicyVersion", Write(policy_version::set_default)),
        ("TagPolicy", Write(tagging::tag_policy)),
        ("TagRole", Write(tagging::tag_role)),
        ("UntagPolicy", Write(tagging::untag_policy)),
        ("UntagRole", Write(tagging::untag_role)),
        ("UpdateAssumeRolePolicy", Write(role::update_trust)),
        ("UpdateRole", Write(role::update)),
        ("UpdateRoleDescription", Write(role::update_description)),
    ],
    exceptions: Exceptions { unenforced_patterns: &[] },
    validation_code: "ValidationError",
    check: by_model,
};
