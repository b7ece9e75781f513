//! Parts of an API: what deployments hold, and what stages that deploy themselves deploy.
//!
//! ```text
//! create ──▶ complete ──▶ keep ──▶ index ──▶ note ──┐
//! update ──▶ complete ──▶ keep ──▶ index ──▶ note ──┼──▶ deploy
//! delete ──▶ refuse? ───▶ what lies inside, ──▶ note ┘
//! ```
//!
//! Routes, integrations, authorizers, models and responses differ in what is
//! right of them, which each gives as one [`Part`]. All else is here, so that no
//! change of an API can be left out of its deployments.
//!
//! # Invariants
//!
//! - Every function changes nothing but by the transaction that it is given.
//! - An update that changes nothing is neither noted nor deployed.

use callboard_model::document::Map;
use callboard_store::{Snapshot, Transaction};

use crate::dispatch::{Change, change};
use crate::failure::Answer;
use crate::request::Request;

use super::deployment::{automatic, snapshot};
use super::kind::{API, Kind};
use super::merge;
use super::quotas::Quota;

/// What is right of one kind of part.
pub(super) struct Part {
    pub(super) kind: &'static Kind,
    /// What lies inside of one, and goes with it.
    pub(super) inside: Option<&'static Kind>,
    /// How many of it an API may have.
    pub(super) quota: Option<&'static Quota>,
    /// Sets what every one of the API has, and refuses what none can have.
    pub(super) complete: fn(&Snapshot<'_>, &Request, Changed<'_>, &mut Map) -> Answer<()>,
    /// Keeps what finds one by other than its id, where it came, changed or went.
    pub(super) index: fn(&mut Transaction<'_>, &Request, Option<&Map>, Option<&Map>) -> Answer<()>,
    /// Refuses to delete one that something else needs.
    pub(super) refuse: fn(&Snapshot<'_>, &Request, &Map) -> Answer<()>,
}

/// What a record is completed for.
#[derive(Clone, Copy)]
pub(super) struct Changed<'a> {
    pub(super) api: &'a Map,
    /// The record as it was, of what there is already.
    pub(super) before: Option<&'a Map>,
}

impl Part {
    /// A part that nothing finds but its id, and nothing needs.
    pub(super) const fn new(
        kind: &'static Kind,
        complete: fn(&Snapshot<'_>, &Request, Changed<'_>, &mut Map) -> Answer<()>,
    ) -> Self {
        Self { kind, inside: None, quota: None, complete, index: |_, _, _, _| Ok(()), refuse: |_, _, _| Ok(()) }
    }

    /// The operation that makes one.
    pub(super) fn create(&'static self, request: Request) -> Answer<Change> {
        change(move |transaction| {
            let api = API.find(transaction, &request)?;
            self.kind.require_parent(transaction, &request)?;
            let mut record = merge::new_record(self.kind, &request.input);
            record.remove(self.kind.id);
            let record = self.put_new(transaction, &request, &api, record)?;
            automatic::deploy(transaction, &request, &api)?;
            Ok(self.kind.show(&record))
        })
    }

    /// Completes and keeps the record of a new one, where the API may have one more.
    pub(super) fn put_new(
        &self,
        transaction: &mut Transaction<'_>,
        request: &Request,
        api: &Map,
        mut record: Map,
    ) -> Answer<Map> {
        if let Some(quota) = self.quota {
            quota.check(transaction, request, self.kind, &record)?;
        }
        (self.complete)(transaction, request, Changed { api, before: None }, &mut record)?;
        let record = self.kind.put_new(transaction, request, record)?;
        (self.index)(transaction, request, None, Some(&record))?;
        snapshot::note(transaction, &request.place, self.kind, &record, Some(&record))?;
        Ok(record)
    }

    /// The operation that changes one.
    pub(super) fn update(&'static self, request: Request) -> Answer<Change> {
        self.update_if(request, |_, _| Ok(()))
    }

    /// The same where something is still to be said of the record as it was and as it would be.
    pub(super) fn update_if(&'static self, request: Request, check: fn(&Map, &Map) -> Answer<()>) -> Answer<Change> {
        change(move |transaction| {
            let before = self.kind.find(transaction, &request)?;
            let api = API.find(transaction, &request)?;
            let mut record = before.clone();
            merge::update(self.kind, &mut record, &request.input);
            check(&before, &record)?;
            let record = self.put_changed(transaction, &request, &api, &before, record)?;
            if record != before {
                automatic::deploy(transaction, &request, &api)?;
            }
            Ok(self.kind.show(&record))
        })
    }

    /// Completes and keeps a record, where it was changed.
    pub(super) fn put_changed(
        &self,
        transaction: &mut Transaction<'_>,
        request: &Request,
        api: &Map,
        before: &Map,
        mut record: Map,
    ) -> Answer<Map> {
        (self.complete)(transaction, request, Changed { api, before: Some(before) }, &mut record)?;
        if record != *before {
            self.kind.put(transaction, &request.place, &record)?;
            (self.index)(transaction, request, Some(before), Some(&record))?;
            snapshot::note(transaction, &request.place, self.kind, &record, Some(&record))?;
        }
        Ok(record)
    }

    /// The operation that deletes one.
    pub(super) fn delete(&'static self, request: Request) -> Answer<Change> {
        change(move |transaction| {
            let record = self.kind.find(transaction, &request)?;
            (self.refuse)(transaction, &request, &record)?;
            self.remove(transaction, &request, &record)?;
            automatic::deploy(transaction, &request, &record)?;
            Ok(Map::new())
        })
    }

    /// Deletes one and what lies inside of it, whatever needs it.
    pub(super) fn remove(&self, transaction: &mut Transaction<'_>, request: &Request, record: &Map) -> Answer<()> {
        if let Some(inner) = self.inside {
            let inside = self.kind.inside(&request.place, record);
            for it in inner.table.list_all(transaction, &inside)? {
                snapshot::note(transaction, &request.place, inner, &it, None)?;
            }
            inner.table.delete_all(transaction, &inside)?;
        }
        self.kind.remove(transaction, &request.place, record)?;
        (self.index)(transaction, request, Some(record), None)?;
        snapshot::note(transaction, &request.place, self.kind, record, None)
    }
}
