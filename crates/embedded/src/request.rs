//! Requests: what a domain function is given.

use std::sync::Arc;

use callboard_model::document::{Instant, Map};
use callboard_plane::{Call, CallId, Caller};
use callboard_store::Store;

use crate::identifiers::Identifiers;
use crate::ivs_realtime::SigningKey;
use crate::options::Quotas;
use crate::record::Place;

/// One call on its way through a domain function.
pub(crate) struct Request {
    pub(crate) call: CallId,
    pub(crate) input: Map,
    pub(crate) place: Place,
    pub(crate) caller: Caller,
    /// The time of the call, for all that it does.
    pub(crate) now: Instant,
    /// Read what is written, even where time has changed something since.
    pub(crate) as_written: bool,
    pub(crate) shared: Arc<Shared>,
}

/// What all calls on one plane share.
pub(crate) struct Shared {
    pub(crate) store: Store,
    pub(crate) quotas: Quotas,
    pub(crate) identifiers: Identifiers,
    pub(crate) signing_key: SigningKey,
    pub(crate) settle_millis: u64,
}

impl Request {
    pub(crate) fn new(call: Call, now: Instant, shared: &Arc<Shared>) -> Self {
        Self {
            call: CallId::from(call.operation),
            input: call.input,
            place: Place { account: call.scope.account, region: call.scope.region },
            caller: call.caller,
            now,
            as_written: false,
            shared: Arc::clone(shared),
        }
    }

    /// The same call with another input.
    pub(crate) fn with_input(&self, input: Map) -> Self {
        Self {
            call: self.call,
            input,
            place: self.place.clone(),
            caller: self.caller.clone(),
            now: self.now,
            as_written: self.as_written,
            shared: Arc::clone(&self.shared),
        }
    }

    /// A new identifier that sorts by the time of the call.
    pub(crate) fn identifier(&self, length: usize) -> String {
        self.shared.identifiers.ordered(self.now, length)
    }
}
