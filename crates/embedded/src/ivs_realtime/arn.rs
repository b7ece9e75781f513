//! ARNs: `arn:aws:ivs:{region}:{account}:{kind}/{id}`.

use callboard_model::document::Map;
use callboard_store::{Snapshot, Store, Transaction};

use crate::codec;
use crate::failure::{Answer, Failure};
use crate::record::{Place, Table};
use crate::request::Request;

use super::tables;

/// A kind of resource: the word in its ARN and where its records are.
#[derive(Debug)]
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) table: Table,
}

pub(super) static STAGE: Kind = Kind { name: "stage", table: tables::STAGE };
pub(super) static PUBLIC_KEY: Kind = Kind { name: "public-key", table: tables::PUBLIC_KEY };
pub(super) static COMPOSITION: Kind = Kind { name: "composition", table: tables::COMPOSITION };
pub(super) static ENCODER_CONFIGURATION: Kind =
    Kind { name: "encoder-configuration", table: tables::ENCODER_CONFIGURATION };
pub(super) static STORAGE_CONFIGURATION: Kind =
    Kind { name: "storage-configuration", table: tables::STORAGE_CONFIGURATION };
pub(super) static INGEST_CONFIGURATION: Kind =
    Kind { name: "ingest-configuration", table: tables::INGEST_CONFIGURATION };

/// Every kind whose resources have tags.
pub(super) static KINDS: [&Kind; 6] =
    [&STAGE, &PUBLIC_KEY, &COMPOSITION, &ENCODER_CONFIGURATION, &STORAGE_CONFIGURATION, &INGEST_CONFIGURATION];

/// The length of the ids that we assign.
pub(super) const ID_LENGTH: usize = 12;

/// A resource of some kind in some place, whether it exists or not.
#[derive(Debug, Clone)]
pub(super) struct Resource {
    pub(super) kind: &'static Kind,
    pub(super) place: Place,
    pub(super) id: String,
}

/// The ARN of a resource. Listings of many resources make one for each, so this is a matter of copying.
pub(super) fn arn_of(place: &Place, kind: &Kind, id: &str) -> String {
    let mut arn = String::with_capacity(96);
    for part in ["arn:aws:ivs:", &place.region, ":", &place.account, ":", kind.name, "/", id] {
        arn.push_str(part);
    }
    arn
}

/// The parts of an ARN of this service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Arn<'a> {
    pub(super) region: &'a str,
    pub(super) account: &'a str,
    pub(super) kind: &'a str,
    pub(super) id: &'a str,
}

impl Resource {
    pub(super) fn new(kind: &'static Kind, place: &Place, id: impl Into<String>) -> Self {
        Self { kind, place: place.clone(), id: id.into() }
    }

    pub(super) fn stage(place: &Place, id: impl Into<String>) -> Self {
        Self::new(&STAGE, place, id)
    }

    /// The partition is always `aws`: the model's patterns allow no other.
    pub(super) fn arn(&self) -> String {
        arn_of(&self.place, self.kind, &self.id)
    }

    /// The key of its record.
    pub(super) fn key(&self) -> Vec<u8> {
        self.place.key(&[&self.id])
    }

    /// The key of a record that belongs to it.
    pub(super) fn key_of(&self, parts: &[&str]) -> Vec<u8> {
        self.place.key(&[&[self.id.as_str()], parts].concat())
    }

    /// What the keys of records that belong to it begin with.
    pub(super) fn prefix_of(&self, parts: &[&str]) -> Vec<u8> {
        self.place.prefix(&[&[self.id.as_str()], parts].concat())
    }

    /// Its record, which must exist.
    pub(super) fn record(&self, snapshot: &Snapshot<'_>) -> Answer<Map> {
        self.kind.table.get(snapshot, &self.key())?.ok_or_else(|| self.not_found())
    }

    /// Its record, where nothing else is looked at.
    pub(super) fn record_alone(&self, store: &Store) -> Answer<Map> {
        let table = self.kind.table;
        let bytes = store.get(table.space(), &self.key())?.ok_or_else(|| self.not_found())?;
        codec::decode(&bytes).map_err(|cause| table.damaged(cause))
    }

    /// Changes its record, which need not exist yet.
    pub(super) fn put(&self, transaction: &mut Transaction<'_>, record: &Map) -> Answer<()> {
        self.kind.table.put(transaction, &self.key(), record)
    }

    /// Makes its record, whose id must not be taken.
    pub(super) fn put_new(&self, transaction: &mut Transaction<'_>, record: &Map) -> Answer<()> {
        if self.kind.table.contains(transaction, &self.key())? {
            // One in a thousand million, and clients try again by themselves.
            let message = format!("the id of {} is taken; try again", self.arn());
            return Err(Failure::refused("InternalServerException", message, 500));
        }
        self.put(transaction, record)
    }

    /// Deletes its record, which must exist.
    pub(super) fn delete(&self, transaction: &mut Transaction<'_>) -> Answer<()> {
        match self.kind.table.delete(transaction, &self.key())? {
            true => Ok(()),
            false => Err(self.not_found()),
        }
    }

    pub(super) fn not_found(&self) -> Failure {
        Failure::not_found(&self.arn())
    }
}

impl<'a> Arn<'a> {
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let (region, rest) = text.strip_prefix("arn:aws:ivs:")?.split_once(':')?;
        let (account, rest) = rest.split_once(':')?;
        let (kind, id) = rest.split_once('/')?;
        let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        (is_id && !region.is_empty() && !account.is_empty()).then_some(Self { region, account, kind, id })
    }

    /// Whether this is in the place of a request; another account is refused.
    fn is_here(&self, request: &Request, text: &str) -> Answer<bool> {
        if self.account != &*request.place.account {
            let (caller, operation) = (&request.caller.arn, request.call.operation);
            return Err(Failure::access_denied(format!(
                "User: {caller} is not authorized to perform: ivs:{operation} on resource: {text}"
            )));
        }
        Ok(self.region == &*request.place.region)
    }
}

/// The resource that a required ARN of a request names; nothing where it is in another region.
pub(super) fn located(request: &Request, kind: &'static Kind, text: &str) -> Answer<Option<Resource>> {
    let arn = Arn::parse(text).filter(|arn| arn.kind == kind.name);
    let arn = arn.ok_or_else(|| Failure::validation(format!("{text} is not the ARN of a {}", kind.name)))?;
    Ok(arn.is_here(request, text)?.then(|| Resource::new(kind, &request.place, arn.id)))
}

/// The resource that an ARN of a request names, which must be in the region of the request.
pub(super) fn required(request: &Request, kind: &'static Kind, text: &str) -> Answer<Resource> {
    located(request, kind, text)?.ok_or_else(|| Failure::not_found(text))
}

/// The resource of any kind that an ARN of a request names.
pub(super) fn of_any_kind(request: &Request, text: &str) -> Answer<Resource> {
    let not_an_arn = || Failure::validation(format!("{text} is not the ARN of an IVS resource"));
    let arn = Arn::parse(text).ok_or_else(not_an_arn)?;
    match KINDS.iter().find(|kind| kind.name == arn.kind) {
        Some(kind) if arn.is_here(request, text)? => Ok(Resource::new(kind, &request.place, arn.id)),
        _ => Err(Failure::not_found(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_arns_of_the_service_are_read() {
        let arn = Arn::parse("arn:aws:ivs:us-west-2:123456789012:stage/abcdABCDefgh");
        assert_eq!(arn, Some(Arn { region: "us-west-2", account: "123456789012", kind: "stage", id: "abcdABCDefgh" }));
        for text in [
            "",
            "abc",
            "arn:aws:s3:::bucket",
            "arn:aws:ivs:us-west-2:123456789012:stage",
            "arn:aws:ivs:us-west-2:123456789012:stage/",
            "arn:aws:ivs:us-west-2:123456789012:stage/a/b",
            "arn:aws:ivs::123456789012:stage/a",
            "arn:aws-cn:ivs:cn-north-1:123456789012:stage/a",
        ] {
            assert_eq!(Arn::parse(text), None, "{text}");
        }
    }
}
