//! Tables of the service: what is kept, and under which key.
//!
//! Every key begins with account and region.

use crate::record::Table;

/// `log group`, not escaped: a name may hold slashes, and is the rest of the key.
pub(super) const LOG_GROUP: Table = Table::new("logs.log-group");
