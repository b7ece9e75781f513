//! Kinds of things that the service keeps, each inside of what it belongs to.
//!
//! ```text
//! Api ─┬─ Route ─── RouteResponse
//!      ├─ Integration ─── IntegrationResponse
//!      └─ Stage, Deployment, Authorizer, Model
//! DomainName ─── ApiMapping, RoutingRule
//! VpcLink
//! ```
//!
//! A record holds all that the service shows of a thing, under the names that
//! the model has for it, and the ids of what it lies inside of: what is shown
//! is the members of the model's structure, in its order. A thing that is not
//! there, or whose API is not, is refused here, in AWS's words.

use callboard_model::document::{Document, Map};
use callboard_model::registry;
use callboard_model::shape::{Shape, ShapeKind};
use callboard_store::{Snapshot, Transaction};

use crate::codec;
use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::page::{Listing, Words};
use crate::record::{Place, Table, escaped};
use crate::request::Request;

use super::{SERVICE, refusals, tables};

/// A kind of thing.
#[derive(Debug)]
pub(super) struct Kind {
    /// What the model calls its structure, and messages the thing.
    pub(super) name: &'static str,
    pub(super) table: Table,
    /// What it lies inside of.
    pub(super) parent: Option<&'static Kind>,
    /// The member that names it there.
    pub(super) id: &'static str,
    /// How long the ids are that we assign; nothing where callers name the thing.
    pub(super) id_length: usize,
}

pub(super) static API: Kind = Kind { name: "Api", table: tables::API, parent: None, id: "ApiId", id_length: 10 };
pub(super) static ROUTE: Kind = of_api("Route", tables::ROUTE, "RouteId", 7);
pub(super) static ROUTE_RESPONSE: Kind = Kind {
    name: "RouteResponse",
    table: tables::ROUTE_RESPONSE,
    parent: Some(&ROUTE),
    id: "RouteResponseId",
    id_length: 6,
};
pub(super) static INTEGRATION: Kind = of_api("Integration", tables::INTEGRATION, "IntegrationId", 7);
pub(super) static INTEGRATION_RESPONSE: Kind = Kind {
    name: "IntegrationResponse",
    table: tables::INTEGRATION_RESPONSE,
    parent: Some(&INTEGRATION),
    id: "IntegrationResponseId",
    id_length: 6,
};
pub(super) static STAGE: Kind = of_api("Stage", tables::STAGE, "StageName", 0);
pub(super) static DEPLOYMENT: Kind = of_api("Deployment", tables::DEPLOYMENT, "DeploymentId", 6);
pub(super) static AUTHORIZER: Kind = of_api("Authorizer", tables::AUTHORIZER, "AuthorizerId", 6);
pub(super) static DOMAIN_NAME: Kind =
    Kind { name: "DomainName", table: tables::DOMAIN_NAME, parent: None, id: "DomainName", id_length: 0 };
pub(super) static API_MAPPING: Kind = Kind {
    name: "ApiMapping",
    table: tables::API_MAPPING,
    parent: Some(&DOMAIN_NAME),
    id: "ApiMappingId",
    id_length: 6,
};
pub(super) static ROUTING_RULE: Kind = Kind {
    name: "RoutingRule",
    table: tables::ROUTING_RULE,
    parent: Some(&DOMAIN_NAME),
    id: "RoutingRuleId",
    id_length: 6,
};
pub(super) static VPC_LINK: Kind =
    Kind { name: "VpcLink", table: tables::VPC_LINK, parent: None, id: "VpcLinkId", id_length: 10 };
pub(super) static MODEL: Kind = of_api("Model", tables::MODEL, "ModelId", 6);

const fn of_api(name: &'static str, table: Table, id: &'static str, id_length: usize) -> Kind {
    Kind { name, table, parent: Some(&API), id, id_length }
}

/// How many are on a page where the caller does not say.
const PAGE_SIZE: usize = 100;

/// What the service calls the members of pages.
const WORDS: Words = Words { size: "MaxResults", token: "NextToken", code: "BadRequestException" };

impl Kind {
    /// The structure that describes one.
    pub(super) fn shape(&self) -> &'static Shape {
        registry::service(SERVICE.name).expect("the service is in the registry").shape_of(self.name)
    }

    /// The key of the one that these members name.
    pub(super) fn key(&self, place: &Place, names: &Map) -> Vec<u8> {
        let mut key = self.siblings(place, names);
        key.extend_from_slice(escaped(names.text(self.id)).as_bytes());
        key
    }

    /// What the keys begin with of all that lie inside of the same.
    pub(super) fn siblings(&self, place: &Place, names: &Map) -> Vec<u8> {
        match self.parent {
            Some(parent) => parent.inside(place, names),
            None => place.prefix(&[]),
        }
    }

    /// What the keys begin with of all that lie inside of the one that these members name.
    pub(super) fn inside(&self, place: &Place, names: &Map) -> Vec<u8> {
        let mut key = self.key(place, names);
        key.push(b'/');
        key
    }

    /// The record of the one that these members name, where there is one.
    pub(super) fn get(&self, snapshot: &Snapshot<'_>, place: &Place, names: &Map) -> Answer<Option<Map>> {
        self.table.get(snapshot, &self.key(place, names))
    }

    /// The record of the one that a request names, which must exist.
    pub(super) fn find(&self, snapshot: &Snapshot<'_>, request: &Request) -> Answer<Map> {
        match self.get(snapshot, &request.place, &request.input)? {
            Some(record) => Ok(record),
            None => Err(self.missing(snapshot, request)?),
        }
    }

    /// The answer of an operation that looks at one, by one read where it exists.
    pub(super) fn show_one(&self, request: &Request) -> Answer {
        let store = &request.shared.store;
        let Some(bytes) = store.get(self.table.space(), &self.key(&request.place, &request.input))? else {
            return Err(store.read(|snapshot| self.missing(snapshot, request))?);
        };
        Ok(self.show(&codec::decode(&bytes).map_err(|cause| self.table.damaged(cause))?))
    }

    /// The answer of an operation that lists all that lie inside of the same.
    pub(super) fn page(&self, request: &Request, snapshot: &Snapshot<'_>) -> Answer {
        refusals::check_page_size(&request.input)?;
        self.require_parent(snapshot, request)?;
        let prefix = self.siblings(&request.place, &request.input);
        let listing = Listing::new(self.table, &prefix).sized(PAGE_SIZE).in_words(WORDS);
        listing.page(request, snapshot, "Items", |_, record| Ok(Some(self.show(&record))))
    }

    /// Refuses a request whose thing would lie inside of one that does not exist.
    pub(super) fn require_parent(&self, snapshot: &Snapshot<'_>, request: &Request) -> Answer<()> {
        match self.parent {
            Some(parent) if !parent.table.contains(snapshot, &parent.key(&request.place, &request.input))? => {
                Err(parent.missing(snapshot, request)?)
            }
            _ => Ok(()),
        }
    }

    /// Every record inside of the same, in the order of keys.
    pub(super) fn all(&self, snapshot: &Snapshot<'_>, place: &Place, names: &Map) -> Answer<Vec<Map>> {
        self.table.list_all(snapshot, &self.siblings(place, names))
    }

    /// Gives a record its id, or the one that the caller chose, and keeps it.
    pub(super) fn put_new(&self, transaction: &mut Transaction<'_>, request: &Request, mut record: Map) -> Answer<Map> {
        if self.id_length > 0 {
            loop {
                record.insert(self.id, self.new_id(request));
                if !self.table.contains(transaction, &self.key(&request.place, &record))? {
                    break;
                }
            }
        }
        self.put(transaction, &request.place, &record)?;
        Ok(record)
    }

    /// Keeps a record under the names in it.
    pub(super) fn put(&self, transaction: &mut Transaction<'_>, place: &Place, record: &Map) -> Answer<()> {
        self.table.put(transaction, &self.key(place, record), record)
    }

    /// Deletes the one that these members name.
    pub(super) fn remove(&self, transaction: &mut Transaction<'_>, place: &Place, names: &Map) -> Answer<bool> {
        self.table.delete(transaction, &self.key(place, names))
    }

    /// What the service shows of a record.
    pub(super) fn show(&self, record: &Map) -> Map {
        in_order(self.shape(), record)
    }

    /// The ids that name one, in a record of it or of something inside of it.
    pub(super) fn names(&self, record: &Map) -> Map {
        let mut names = self.parent.map(|it| it.names(record)).unwrap_or_default();
        names.push(self.id, record.text(self.id));
        names
    }

    /// The refusal of a request that names one that is not there, or whose parent is not.
    fn missing(&self, snapshot: &Snapshot<'_>, request: &Request) -> Answer<Failure> {
        if let Some(parent) = self.parent
            && parent.get(snapshot, &request.place, &request.input)?.is_none()
        {
            return parent.missing(snapshot, request);
        }
        let id = request.input.text(self.id);
        Ok(refusals::not_found(match self.name {
            "Api" => format!("Invalid API identifier specified {}:{id}", request.place.account),
            "Stage" => "Invalid stage identifier specified".to_owned(),
            "DomainName" => "Invalid domain name identifier specified".to_owned(),
            "ApiMapping" => "Invalid API mapping identifier specified".to_owned(),
            name => format!("Invalid {name} identifier specified {id}"),
        }))
    }

    fn new_id(&self, request: &Request) -> String {
        let identifiers = &request.shared.identifiers;
        match self.parent {
            // Those that a whole region has are listed in the order of their making.
            None => identifiers.ordered_lowercase(request.now, self.id_length),
            Some(_) => identifiers.random_lowercase(self.id_length),
        }
    }
}

/// The members of a structure that are there, in its order.
fn in_order(shape: &Shape, members: &Map) -> Map {
    let mut ordered = Map::with_capacity(members.len());
    for member in shape.members() {
        if let Some(value) = members.get(member.name).filter(|it| !it.is_null()) {
            ordered.push(member.name, value_in_order(member.shape(), value));
        }
    }
    ordered
}

fn value_in_order(shape: &Shape, value: &Document) -> Document {
    match (&shape.kind, value) {
        (ShapeKind::Structure(_), Document::Map(members)) => Document::Map(in_order(shape, members)),
        (ShapeKind::List(item), Document::List(items)) => {
            Document::List(items.iter().map(|it| value_in_order(item.shape(), it)).collect())
        }
        (ShapeKind::Map(_, of), Document::Map(entries)) => {
            Document::Map(entries.iter().map(|(name, it)| (name.clone(), value_in_order(of.shape(), it))).collect())
        }
        _ => value.clone(),
    }
}
