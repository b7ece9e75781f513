//! Tables of the service: what is kept, and under which key.
//!
//! Every key begins with the account and the region that stands for a whole
//! partition. Names are in small letters, ARNs are escaped.

use crate::record::Table;

/// `role`
pub(super) const ROLE: Table = Table::new("iam.role");

/// `role/policy`: the inline policies of roles.
pub(super) const INLINE_POLICY: Table = Table::new("iam.inline-policy");

/// `role/ARN`: the managed policies that are attached to roles.
pub(super) const ATTACHMENT: Table = Table::new("iam.attachment");

/// `ARN/role`: index of the same attachments by policy.
pub(super) const ATTACHED_TO: Table = Table::without_history("iam.attached-to");

/// `ARN/role`: index of roles by the policy that bounds them.
pub(super) const BOUNDARY_OF: Table = Table::without_history("iam.boundary-of");

/// `policy`: managed policies without their documents.
pub(super) const POLICY: Table = Table::new("iam.policy");

/// `policy/number`: the documents of managed policies, by numbers of four digits and more.
pub(super) const POLICY_VERSION: Table = Table::new("iam.policy-version");
