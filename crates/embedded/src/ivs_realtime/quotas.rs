//! Service quotas: how many there may be, where quotas are enforced.

use callboard_store::Transaction;

use crate::failure::{Answer, Failure};
use crate::options::Quotas;
use crate::record::{Place, Table};

/// A limit that AWS sets for a new account.
pub(super) struct Quota {
    pub(super) what: &'static str,
    pub(super) limit: usize,
}

pub(super) static STAGES: Quota = Quota { what: "stages per Region", limit: 100 };
pub(super) static ENCODER_CONFIGURATIONS: Quota = Quota { what: "encoder configurations per Region", limit: 20 };
pub(super) static COMPOSITIONS: Quota = Quota { what: "compositions at the same time", limit: 5 };
pub(super) static PUBLISHERS: Quota = Quota { what: "publishers per stage", limit: 12 };
pub(super) static SUBSCRIBERS: Quota = Quota { what: "subscribers per stage", limit: 10_000 };

/// The longest time that anybody publishes or subscribes, or a composition runs.
pub(super) const LONGEST_STREAM_SECONDS: i64 = 24 * 60 * 60;

impl Quota {
    /// Refuses one more, where there are `count` already.
    pub(super) fn check(&self, quotas: Quotas, count: impl FnOnce(usize) -> Answer<usize>) -> Answer<()> {
        match quotas {
            Quotas::Off => Ok(()),
            Quotas::Aws if count(self.limit)? < self.limit => Ok(()),
            Quotas::Aws => {
                let message =
                    format!("Request would cause a service quota to be exceeded: {} {}", self.limit, self.what);
                Err(Failure::refused("ServiceQuotaExceededException", message, 402))
            }
        }
    }

    /// Refuses one more record in a place.
    pub(super) fn check_records(
        &self,
        quotas: Quotas,
        transaction: &Transaction<'_>,
        table: Table,
        place: &Place,
    ) -> Answer<()> {
        self.check(quotas, |limit| table.count_up_to(transaction, &place.prefix(&[]), limit))
    }
}
