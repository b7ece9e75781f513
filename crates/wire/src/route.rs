//! Routes: which operation a request asks for.
//!
//! A JSON request names it in `X-Amz-Target`, a CBOR request in its path, a
//! query request in the parameter `Action`. For the REST protocols an index of
//! all URI templates, built once a service, is walked segment by segment:
//!
//! ```text
//! /v2/apis/{ApiId}/stages/{StageName}
//!   └ v2 ┐ literals before labels, labels before greedy ones;
//!        └ apis ─ {} ─ stages ─ {} ─ GET: GetStage, DELETE: DeleteStage, PATCH: UpdateStage
//! ```
//!
//! # Invariants
//!
//! - Looking up takes no memory, and time in proportion to the path.
//! - Which operation is found does not depend on the order of the model.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::{PoisonError, RwLock};

use callboard_model::service::{Operation, Protocol, Service};
use callboard_model::shape::{Location, Shape};

use crate::message::header;
use crate::server::Incoming;
use crate::uri::{self, Segment};

/// The operation of a request, and the protocol in which to answer.
#[derive(Debug, Clone, Copy)]
pub struct Routed {
    /// What is asked for.
    pub operation: &'static Operation,
    /// How it is asked.
    pub protocol: Protocol,
}

/// Finds the operation of a request among those of the services that it may be meant for, best first.
pub fn route(candidates: &[&'static Service], incoming: &Incoming<'_>) -> Option<Routed> {
    let speaks = |service: &Service, protocol| service.metadata.protocols.contains(&protocol);
    if let Some(target) = header(incoming.headers, "x-amz-target") {
        let (prefix, name) = target.rsplit_once('.')?;
        let mut named = candidates.iter().filter(|it| it.metadata.target_prefix == Some(prefix));
        let operation = named.find_map(|it| it.operation(name))?;
        return Some(Routed { operation, protocol: Protocol::Json });
    }
    if let Some((prefix, name)) = cbor_target(incoming) {
        let is_named = |it: &&&Service| it.metadata.target_prefix.is_some_and(|it| last_part(it) == last_part(prefix));
        let operation = candidates.iter().filter(is_named).find_map(|it| it.operation(name))?;
        return Some(Routed { operation, protocol: Protocol::RpcV2Cbor });
    }
    for service in candidates {
        let protocol = match service.metadata.protocol {
            protocol @ (Protocol::RestJson | Protocol::RestXml) => protocol,
            _ if speaks(service, Protocol::RestJson) => Protocol::RestJson,
            _ if speaks(service, Protocol::RestXml) => Protocol::RestXml,
            _ => continue,
        };
        if let Some(operation) = Index::of(service).find(incoming) {
            return Some(Routed { operation, protocol });
        }
    }
    let form = std::str::from_utf8(incoming.body).unwrap_or_default();
    let action = form_parameter(incoming.query, "Action").or_else(|| form_parameter(form, "Action"))?;
    let version = form_parameter(incoming.query, "Version").or_else(|| form_parameter(form, "Version"));
    let queried = || candidates.iter().filter(|it| speaks(it, Protocol::Query) || speaks(it, Protocol::Ec2));
    let of_version = queried().filter(|it| version.as_deref().is_none_or(|version| it.metadata.api_version == version));
    let operation = of_version.chain(queried()).find_map(|it| it.operation(&action))?;
    let protocol = if speaks(operation.service, Protocol::Ec2) { Protocol::Ec2 } else { Protocol::Query };
    Some(Routed { operation, protocol })
}

/// The protocol in which to answer a request for which no operation was found.
pub fn protocol_of_unrouted(candidates: &[&'static Service], incoming: &Incoming<'_>) -> Protocol {
    let content_type = header(incoming.headers, "content-type").unwrap_or_default();
    if incoming.headers.contains_key("x-amz-target") || content_type.starts_with("application/x-amz-json") {
        Protocol::Json
    } else if incoming.headers.contains_key("smithy-protocol") {
        Protocol::RpcV2Cbor
    } else {
        candidates.first().map_or(Protocol::RestJson, |it| it.metadata.protocol)
    }
}

fn cbor_target<'a>(incoming: &Incoming<'a>) -> Option<(&'a str, &'a str)> {
    if header(incoming.headers, "smithy-protocol")? != "rpc-v2-cbor" {
        return None;
    }
    incoming.path.strip_prefix("/service/")?.split_once("/operation/")
}

/// The name of a service without the namespace that may stand before it.
fn last_part(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or_default()
}

fn form_parameter(form: &str, name: &str) -> Option<String> {
    let mut values = uri::parameters(form).flatten();
    values.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// The URI templates of a service.
#[derive(Debug, Default)]
pub struct Index {
    root: Node,
}

#[derive(Debug, Default)]
struct Node {
    literals: BTreeMap<&'static str, Node>,
    label: Option<Box<Node>>,
    greedy: Vec<Greedy>,
    ends: Vec<End>,
}

/// What follows a label that takes several segments.
#[derive(Debug)]
struct Greedy {
    suffix: Vec<&'static str>,
    ends: Vec<End>,
}

/// An operation at the end of a path.
#[derive(Debug)]
struct End {
    method: &'static str,
    /// Parameters that the query string must have.
    query: Vec<(&'static str, Option<&'static str>)>,
    /// Required parameters and headers, where they are all that tells operations apart: `x-amz-copy-source`.
    required: Vec<(Location, &'static str)>,
    operation: &'static Operation,
}

impl Index {
    /// The index of a service; built on first use, kept for the life of the process.
    pub fn of(service: &'static Service) -> &'static Self {
        static INDEXES: RwLock<Option<HashMap<usize, &'static Index>>> = RwLock::new(None);
        let address = std::ptr::from_ref(service).addr();
        let known = INDEXES.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(index) = known.as_ref().and_then(|it| it.get(&address)) {
            return index;
        }
        drop(known);
        let mut indexes = INDEXES.write().unwrap_or_else(PoisonError::into_inner);
        let indexes = indexes.get_or_insert_default();
        indexes.entry(address).or_insert_with(|| Box::leak(Box::new(Self::build(service))))
    }

    fn build(service: &'static Service) -> Self {
        let mut index = Self::default();
        for operation in service.operation_names().filter_map(|it| service.operation(it)) {
            index.add(operation);
        }
        index.root.sort();
        index
    }

    fn add(&mut self, operation: &'static Operation) {
        let (path, query) = uri::split_template(operation.http_uri);
        let path = if path.len() > 1 { path.strip_suffix('/').unwrap_or(path) } else { path };
        let query = query.split('&').filter(|it| !it.is_empty()).map(|it| match it.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (it, None),
        });
        let end = End { method: operation.http_method, query: query.collect(), required: Vec::new(), operation };
        let mut node = &mut self.root;
        let mut segments = uri::segments(path);
        while let Some(segment) = segments.next() {
            node = match segment {
                Segment::Literal(literal) => node.literals.entry(literal).or_default(),
                Segment::Label(_) => &mut **node.label.get_or_insert_default(),
                Segment::Greedy(_) => {
                    let suffix: Vec<&'static str> = segments
                        .filter_map(|it| if let Segment::Literal(literal) = it { Some(literal) } else { None })
                        .collect();
                    match node.greedy.iter_mut().find(|it| it.suffix == suffix) {
                        Some(greedy) => greedy.ends.push(end),
                        None => node.greedy.push(Greedy { suffix, ends: vec![end] }),
                    }
                    return;
                }
            };
        }
        node.ends.push(end);
    }

    /// The operation of a request.
    pub fn find(&self, incoming: &Incoming<'_>) -> Option<&'static Operation> {
        let path = incoming.path.strip_prefix('/').unwrap_or(incoming.path);
        let path = if path.len() > 1 { path.strip_suffix('/').unwrap_or(path) } else { path };
        self.root.find(Some(path), incoming)
    }
}

impl Node {
    /// The more a template asks of the query string, the earlier it is tried.
    fn sort(&mut self) {
        let by_query = |ends: &mut Vec<End>| {
            End::tell_apart(ends);
            ends.sort_by_key(|it| (Reverse(it.query.len()), Reverse(it.required.len()), it.operation.deprecated));
        };
        by_query(&mut self.ends);
        self.greedy.sort_by_key(|it| Reverse(it.suffix.len()));
        self.greedy.iter_mut().for_each(|it| by_query(&mut it.ends));
        self.literals.values_mut().for_each(Node::sort);
        if let Some(label) = &mut self.label {
            label.sort();
        }
    }

    fn find(&self, rest: Option<&str>, incoming: &Incoming<'_>) -> Option<&'static Operation> {
        let Some(rest) = rest else {
            return End::choose(self.ends.iter(), incoming);
        };
        let (segment, after) = rest.split_once('/').map_or((rest, None), |(segment, after)| (segment, Some(after)));
        let literal = || self.literals.get(segment).and_then(|it| it.find(after, incoming));
        let label = || self.label.as_ref().filter(|_| !segment.is_empty()).and_then(|it| it.find(after, incoming));
        let greedy = || {
            let fits = |it: &&Greedy| !rest.is_empty() && ends_with(rest, &it.suffix);
            End::choose(self.greedy.iter().filter(fits).flat_map(|it| &it.ends), incoming)
        };
        literal().or_else(label).or_else(greedy)
    }
}

/// Whether a path ends with these segments, and has something before them.
fn ends_with(path: &str, suffix: &[&str]) -> bool {
    let mut rest = path;
    for literal in suffix.iter().rev() {
        match rest.strip_suffix(literal).and_then(|it| it.strip_suffix('/')) {
            Some(before) if !before.is_empty() => rest = before,
            _ => return false,
        }
    }
    true
}

impl End {
    /// The first that fits wholly, else the last that fits but for what it requires. Deprecated ones come after the others.
    fn choose<'e>(ends: impl Iterator<Item = &'e End>, incoming: &Incoming<'_>) -> Option<&'static Operation> {
        let mut second_best = None;
        for end in ends.filter(|it| it.accepts(incoming)) {
            let is_whole = end.required.iter().all(|(location, name)| match location {
                Location::Header => incoming.headers.contains_key(*name),
                _ => has(incoming.query, name, None),
            });
            if is_whole {
                return Some(end.operation);
            }
            second_best = Some(end.operation);
        }
        second_best
    }

    /// Looks up what operations require where the same template leads to several.
    fn tell_apart(ends: &mut [End]) {
        let same = |left: &End, right: &End| left.method == right.method && left.query == right.query;
        for at in 0..ends.len() {
            let is_alone = !ends.iter().enumerate().any(|(other, it)| other != at && same(it, &ends[at]));
            if is_alone {
                continue;
            }
            let members = ends[at].operation.input.map(Shape::members).unwrap_or_default();
            let required = members.iter().filter(|it| it.required);
            ends[at].required = required
                .filter(|it| matches!(it.location, Location::Header | Location::Querystring))
                .map(|it| (it.location, it.wire_name()))
                .collect();
        }
    }

    fn accepts(&self, incoming: &Incoming<'_>) -> bool {
        self.method == incoming.method && self.query.iter().all(|(name, value)| has(incoming.query, name, *value))
    }
}

fn has(query: &str, name: &str, value: Option<&str>) -> bool {
    query.split('&').any(|pair| {
        let (found, found_value) = pair.split_once('=').unwrap_or((pair, ""));
        found == name && value.is_none_or(|it| it == found_value)
    })
}
