//! Tables of the service: what is kept, and under which key.
//!
//! Every key begins with account and region; the rest is said at each table.
//! Identifiers and other texts of users are escaped.

use crate::record::Table;

/// `type/identifier`: the readable properties of a resource, as the JSON text that answers carry.
pub(super) const RESOURCE: Table = Table::new("cloudcontrol.resource");

/// `type/identifier`: the properties of a resource that are never read back; they may be secrets.
pub(super) const WRITE_ONLY: Table = Table::without_history("cloudcontrol.write-only");

/// `type/parents/values…/identifier`: index of resources by the properties that a list must be given;
/// `type/number/values…/identifier`: index by one of the additional identifiers.
pub(super) const RESOURCE_BY: Table = Table::without_history("cloudcontrol.resource-by");

/// `request token`: what was asked and how it went, which is history by itself; request tokens sort by time.
pub(super) const REQUEST: Table = Table::without_history("cloudcontrol.request");

/// `client token`: the request that came with it.
pub(super) const CLIENT_TOKEN: Table = Table::without_history("cloudcontrol.client-token");

/// `type/identifier`: the request that is changing a resource, and until when.
pub(super) const IN_FLIGHT: Table = Table::without_history("cloudcontrol.in-flight");
