//! rest-json and rest-xml, as a server reads and writes them.

use std::borrow::Cow;

use callboard_model::document::{Document, Key, Map};
use callboard_model::service::{Operation, Protocol};
use callboard_model::shape::{Location, Member, Shape, ShapeKind};

use super::{Incoming, malformed};
use crate::headers;
use crate::json::{self, Part};
use crate::message::{ErrorAnswer, Response, header, set};
use crate::text::{self, TextRules};
use crate::timestamps::{Precision, TimestampFormat};
use crate::uri;
use crate::xml;

type Refused = Box<ErrorAnswer>;

/// Names and values of a query string.
type Parameters<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

pub(super) const TEXT: TextRules =
    TextRules { timestamp: TimestampFormat::Iso8601, precision: Precision::Response, strict: true };

pub(super) fn read(
    protocol: Protocol,
    operation: &Operation,
    shape: &'static Shape,
    incoming: &Incoming<'_>,
) -> Result<Map, Refused> {
    let body = match shape.traits.payload.and_then(|it| shape.member(it)) {
        Some(member) => read_payload(protocol, member, incoming.body)?.map(|it| Map::new().with(member.name, it)),
        None => read_body(protocol, shape, incoming.body)?,
    };
    if shape.members().iter().all(|it| it.location == Location::Body) {
        return Ok(body.unwrap_or_default());
    }
    let bound =
        Bound { protocol, shape, labels: labels(operation, incoming)?, query: query(protocol, operation, incoming)? };
    let mut body = body.unwrap_or_default();
    let mut input = Map::with_capacity(shape.members().len().min(16));
    for member in shape.members() {
        let value = match member.location {
            Location::Body | Location::StatusCode => body.remove(member.name),
            Location::Uri => bound.label(member)?,
            Location::Querystring => bound.query_parameter(member)?,
            Location::Header => bound.header(member, incoming)?,
            Location::Headers => {
                Some(headers::read_prefixed(incoming.headers, member)).filter(|it| !it.is_empty()).map(Document::Map)
            }
        };
        if let Some(value) = value {
            input.push(member.name, value);
        }
    }
    Ok(input)
}

/// What the URI of a request says.
struct Bound<'a> {
    protocol: Protocol,
    shape: &'static Shape,
    labels: Vec<(&'static str, Cow<'a, str>)>,
    query: Parameters<'a>,
}

fn labels<'a>(operation: &Operation, incoming: &Incoming<'a>) -> Result<Vec<(&'static str, Cow<'a, str>)>, Refused> {
    let mut labels = Vec::new();
    let mut is_text = true;
    let fits = uri::match_labels(operation.http_uri, incoming.path, |label, raw| match uri::percent_decode(raw) {
        Some(text) => labels.push((label, text)),
        None => is_text = false,
    });
    match (fits, is_text) {
        (true, true) => Ok(labels),
        (false, _) => Err(Box::new(super::unknown_operation(Protocol::RestJson))),
        (true, false) => Err(malformed(Protocol::RestJson, "the path is not UTF-8")),
    }
}

/// The parameters of the query string, less those that are part of the template.
fn query<'a>(protocol: Protocol, operation: &Operation, incoming: &Incoming<'a>) -> Result<Parameters<'a>, Refused> {
    let (_, fixed) = uri::split_template(operation.http_uri);
    let is_fixed = |name: &str| fixed.split('&').any(|it| it.split('=').next() == Some(name));
    let parameters = uri::parameters(incoming.query).collect::<Option<Vec<_>>>();
    let mut parameters = parameters.ok_or_else(|| malformed(protocol, "the query string is not UTF-8"))?;
    parameters.retain(|(name, _)| fixed.is_empty() || !is_fixed(name));
    Ok(parameters)
}

impl Bound<'_> {
    fn scalar(&self, text: &str, member: &Member, shape: &Shape) -> Result<Document, Refused> {
        text::to_scalar(text, member, shape, TEXT).map_err(|expected| self.wrong(member, expected))
    }

    fn wrong(&self, member: &Member, expected: &str) -> Refused {
        malformed(self.protocol, format!("`{}` must be {expected}", member.wire_name()))
    }

    fn label(&self, member: &Member) -> Result<Option<Document>, Refused> {
        let found = self.labels.iter().find(|(label, _)| *label == member.wire_name());
        found.map(|(_, text)| self.scalar(text, member, member.shape())).transpose()
    }

    fn query_parameter(&self, member: &Member) -> Result<Option<Document>, Refused> {
        let target = member.shape();
        let name = member.wire_name();
        let mut own = self.query.iter().filter(|(key, _)| key == name).map(|(_, value)| value);
        match &target.kind {
            ShapeKind::List(item) => {
                let item_shape = item.shape();
                let items = own.map(|it| self.scalar(it, item, item_shape)).collect::<Result<Vec<_>, _>>()?;
                Ok(Some(items).filter(|it| !it.is_empty()).map(Document::List))
            }
            ShapeKind::Map(_, item) => {
                let item_shape = item.shape();
                let is_bound = |key: &str| {
                    let bound = |it: &&Member| it.location == Location::Querystring && it.name != member.name;
                    self.shape.members().iter().filter(bound).any(|it| it.wire_name() == key)
                };
                let mut map = Map::new();
                for (key, text) in self.query.iter().filter(|(key, _)| !is_bound(key)) {
                    let key = Key::Owned(key.clone().into_owned());
                    let ShapeKind::List(inner) = &item_shape.kind else {
                        map.insert(key, self.scalar(text, item, item_shape)?);
                        continue;
                    };
                    let value = self.scalar(text, inner, inner.shape())?;
                    match map.get_mut(&key) {
                        Some(Document::List(items)) => items.push(value),
                        _ => {
                            map.insert(key, vec![value]);
                        }
                    }
                }
                Ok(Some(map).filter(|it| !it.is_empty()).map(Document::Map))
            }
            _ => own.next().map(|it| self.scalar(it, member, target)).transpose(),
        }
    }

    fn header(&self, member: &Member, incoming: &Incoming<'_>) -> Result<Option<Document>, Refused> {
        let name = member.wire_name().to_ascii_lowercase();
        let text = if matches!(member.shape().kind, ShapeKind::List(_)) {
            let all = incoming.headers.get_all(&name);
            let all: Vec<&str> = all.iter().filter_map(|it| std::str::from_utf8(it.as_bytes()).ok()).collect();
            if all.is_empty() { None } else { Some(Cow::Owned(all.join(","))) }
        } else {
            header(incoming.headers, &name).map(Cow::Borrowed)
        };
        let value = text.map(|it| headers::read(member, &it, headers::STRICT)).transpose();
        value.map_err(|expected| self.wrong(member, expected))
    }
}

fn read_payload(protocol: Protocol, member: &'static Member, body: &[u8]) -> Result<Option<Document>, Refused> {
    if body.is_empty() {
        return Ok(None);
    }
    let target = member.shape();
    if target.traits.union && body.trim_ascii() == b"{}" {
        // What clients send for a union that was not given.
        return Ok(None);
    }
    match &target.kind {
        ShapeKind::Blob => Ok(Some(Document::Blob(body.to_vec()))),
        ShapeKind::String => match std::str::from_utf8(body) {
            Ok(text) => Ok(Some(Document::from(text))),
            Err(_) => Err(malformed(protocol, "the body is not UTF-8")),
        },
        _ if protocol == Protocol::RestJson => {
            let options = json::ReadOptions { strict: true, ..json::ReadOptions::default() };
            json::read_with(body, target, options).map(Some).map_err(|err| malformed(protocol, err.to_string()))
        }
        _ => {
            let root = xml::Element::parse(body).map_err(|err| malformed(protocol, err.to_string()))?;
            xml::value(&[&root], member, TEXT).map(Some).map_err(|err| malformed(protocol, err.to_string()))
        }
    }
}

fn read_body(protocol: Protocol, shape: &'static Shape, body: &[u8]) -> Result<Option<Map>, Refused> {
    if body.is_empty() || !shape.members().iter().any(|it| it.location == Location::Body) {
        return Ok(None);
    }
    if protocol == Protocol::RestXml {
        let root = xml::Element::parse(body).map_err(|err| malformed(protocol, err.to_string()))?;
        let members = xml::members(&root, shape, Part::RequestBody, TEXT);
        return members.map(Some).map_err(|err| malformed(protocol, err.to_string()));
    }
    let options = json::ReadOptions { strict: true, part: Part::RequestBody, ..json::ReadOptions::default() };
    match json::read_with(body, shape, options) {
        Ok(Document::Map(map)) => Ok(Some(map)),
        Ok(_) => Err(malformed(protocol, "the body must be a structure, got null")),
        Err(err) => Err(malformed(protocol, err.to_string())),
    }
}

pub(super) fn write(protocol: Protocol, operation: &Operation, output: &Map, response: &mut Response) {
    let Some(shape) = operation.output else { return };
    if let Some(status) = write_headers(shape, output, response) {
        response.status = status;
    }
    match shape.traits.payload.and_then(|it| shape.member(it)) {
        Some(member) => write_payload(protocol, member, output, response),
        None if response.status == 204 || response.status == 304 || operation.http_method == "HEAD" => {}
        None => write_body(protocol, shape, output, response),
    }
}

/// Writes the members that travel in headers; gives the status, where a member says it.
pub(super) fn write_headers(shape: &Shape, members: &Map, response: &mut Response) -> Option<u16> {
    let mut status = None;
    for (key, value) in members.iter().filter(|(_, value)| !value.is_null()) {
        let Some(member) = shape.member(key) else { continue };
        // A value that no header can carry is left out: an answer is better than none.
        match (member.location, value) {
            (Location::Header, value) => {
                let _ = headers::write(&mut response.headers, member, value, headers::RESPONSE);
            }
            (Location::Headers, Document::Map(values)) => {
                let _ = headers::write_prefixed(&mut response.headers, member, values);
            }
            (Location::StatusCode, value) => status = value.as_i64().and_then(|it| u16::try_from(it).ok()),
            _ => {}
        }
    }
    status
}

fn write_payload(protocol: Protocol, member: &'static Member, output: &Map, response: &mut Response) {
    let target = member.shape();
    let value = output.get(member.name).filter(|it| !it.is_null());
    let content_type = match (&target.kind, value) {
        (ShapeKind::Blob | ShapeKind::String, Some(Document::Blob(bytes))) => {
            response.body.extend_from_slice(bytes);
            "application/octet-stream"
        }
        (ShapeKind::Blob | ShapeKind::String, Some(Document::String(text))) => {
            response.body.extend_from_slice(text.as_bytes());
            "text/plain"
        }
        (_, None) => return,
        (_, Some(value)) if protocol == Protocol::RestJson => {
            json::write(value, target, &mut response.body);
            "application/json"
        }
        (_, Some(value)) => {
            let name = member.location_name.or(target.traits.location_name).unwrap_or(target.name);
            let mut writer = xml::Writer::new(TEXT, true);
            writer.declaration();
            writer.value(name, member, target, value);
            response.body = writer.out.into_bytes();
            "application/xml"
        }
    };
    if !response.headers.contains_key("content-type") {
        set(&mut response.headers, "content-type", content_type);
    }
}

fn write_body(protocol: Protocol, shape: &'static Shape, output: &Map, response: &mut Response) {
    let has_body = shape.members().iter().any(|it| Part::AnswerBody.has(it.location));
    if protocol == Protocol::RestJson {
        let options = json::WriteOptions { as_request: false, part: Part::AnswerBody };
        json::write_members(output, shape, options, &mut response.body);
        if !response.headers.contains_key("content-type") {
            set(&mut response.headers, "content-type", "application/json");
        }
    } else if has_body {
        let name = shape.traits.location_name.unwrap_or(shape.name);
        let mut namespace = xml::Namespace::of_shape(shape);
        namespace.uri = namespace.uri.or(shape.service.metadata.xml_namespace);
        let mut writer = xml::Writer::new(TEXT, true);
        writer.declaration();
        writer.structure(name, namespace, output, shape, Part::AnswerBody);
        response.body = writer.out.into_bytes();
        set(&mut response.headers, "content-type", "application/xml");
    }
}
