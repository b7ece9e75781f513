//! Service quotas: how many there may be, where quotas are enforced.

use callboard_model::document::Map;
use callboard_store::Transaction;

use crate::failure::Answer;
use crate::options::Quotas;
use crate::request::Request;

use super::kind::Kind;
use super::refusals;

/// A limit that AWS sets for a new account.
pub(super) struct Quota {
    what: &'static str,
    inside_of: &'static str,
    limit: usize,
}

pub(super) static APIS: Quota = Quota { what: "APIs", inside_of: "account", limit: 600 };
pub(super) static ROUTES: Quota = of_api("Routes", 300);
pub(super) static INTEGRATIONS: Quota = of_api("Integrations", 300);
pub(super) static STAGES: Quota = of_api("Stages", 10);
pub(super) static AUTHORIZERS: Quota = of_api("Authorizers", 10);

/// How many variables a stage may have, whether quotas are enforced or not.
pub(super) const STAGE_VARIABLES: usize = 100;

pub(super) static API_MAPPINGS: Quota = Quota { what: "API mappings", inside_of: "domain name", limit: 200 };
pub(super) static VPC_LINKS: Quota = Quota { what: "VPC links", inside_of: "account", limit: 10 };

const fn of_api(what: &'static str, limit: usize) -> Quota {
    Quota { what, inside_of: "API", limit }
}

impl Quota {
    /// Refuses one more of a kind inside of the same as these members name.
    pub(super) fn check(
        &self,
        transaction: &Transaction<'_>,
        request: &Request,
        kind: &Kind,
        names: &Map,
    ) -> Answer<()> {
        if request.shared.quotas == Quotas::Off {
            return Ok(());
        }
        let siblings = kind.siblings(&request.place, names);
        if kind.table.count_up_to(transaction, &siblings, self.limit)? < self.limit {
            return Ok(());
        }
        let Self { what, inside_of, .. } = self;
        Err(refusals::too_many(format!(
            "Maximum number of {what} for this {inside_of} has been reached. Please contact AWS if you need additional {what}."
        )))
    }
}
