//! rest-json and rest-xml: members in the path, the query string, headers and the body.

use callboard_model::document::{Document, Map};
use callboard_model::service::{Operation, Protocol};
use callboard_model::shape::{Location, Member, Shape, ShapeKind};
use http::HeaderMap;

use super::{AnswerError, RequestOptions, WireError};
use crate::headers;
use crate::json;
use crate::json::Part;
use crate::message::{Request, header, set};
use crate::text::{self, TextRules};
use crate::timestamps::{Precision, TimestampFormat};
use crate::uri::{self, QueryWriter, Segment};
use crate::xml;

const IN_URI: TextRules =
    TextRules { timestamp: TimestampFormat::Iso8601, precision: Precision::Request, strict: false };

/// XML bodies carry ISO 8601, as URIs do.
const IN_XML: TextRules = IN_URI;

pub(super) fn request(
    protocol: Protocol,
    operation: &Operation,
    input: &Map,
    options: RequestOptions,
) -> Result<Request, WireError> {
    let (path_template, fixed_query) = uri::split_template(operation.http_uri);
    let mut request = Request {
        method: operation.http_method,
        path: String::new(),
        query: String::new(),
        headers: HeaderMap::new(),
        body: Vec::new(),
        host_prefix: None,
    };
    let mut query = QueryWriter::default();
    query.push_raw(fixed_query);
    let Some(shape) = operation.input else {
        request.path = path_template.to_owned();
        request.query = query.text;
        return Ok(request);
    };
    request.path = path(path_template, shape, input, options)?;
    for (key, value) in input.iter().filter(|(_, value)| !value.is_null()) {
        let Some(member) = shape.member(key) else { continue };
        match (member.location, value) {
            (Location::Querystring, value) => query_parameters(&mut query, shape, member, value),
            (Location::Header, value) => {
                headers::write(&mut request.headers, member, value, headers::REQUEST)
                    .map_err(|message| WireError::Header { member: member.name, message })?;
            }
            (Location::Headers, Document::Map(values)) => {
                headers::write_prefixed(&mut request.headers, member, values)
                    .map_err(|message| WireError::Header { member: member.name, message })?;
            }
            _ => {}
        }
    }
    request.query = query.text;
    body(protocol, operation, shape, input, &mut request);
    Ok(request)
}

fn path(template: &str, shape: &Shape, input: &Map, options: RequestOptions) -> Result<String, WireError> {
    let mut path = String::with_capacity(template.len() + 32);
    for segment in uri::segments(template) {
        let (label, is_greedy) = match segment {
            Segment::Literal(literal) => {
                path.push('/');
                path.push_str(literal);
                continue;
            }
            Segment::Label(label) => (label, false),
            Segment::Greedy(label) => (label, true),
        };
        let is_label = |it: &&Member| it.location == Location::Uri && it.wire_name() == label;
        let Some(member) = shape.members().iter().find(is_label) else { continue };
        if options.endpoint_takes_labels && path.is_empty() && member.traits.context_param == Some("Bucket") {
            continue;
        }
        let value = input.get(member.name).unwrap_or(&Document::Null);
        let text = text::of_scalar(value, member, member.shape(), IN_URI).unwrap_or_default();
        if text.is_empty() {
            return Err(WireError::EmptyLabel { member: member.name });
        }
        path.push('/');
        uri::percent_encode_into(text.as_bytes(), is_greedy, &mut path);
    }
    if path.is_empty() {
        path.push('/');
    }
    Ok(path)
}

fn query_parameters(query: &mut QueryWriter, shape: &Shape, member: &Member, value: &Document) {
    let target = member.shape();
    match (&target.kind, value) {
        (ShapeKind::List(item), Document::List(items)) => {
            let item_shape = item.shape();
            for text in items.iter().filter_map(|it| text::of_scalar(it, item, item_shape, IN_URI)) {
                query.push(member.wire_name(), &text);
            }
        }
        (ShapeKind::Map(_, item), Document::Map(map)) => {
            let item_shape = item.shape();
            let is_own = |name: &str| {
                let own = |it: &&Member| it.location == Location::Querystring && it.name != member.name;
                shape.members().iter().filter(own).any(|it| it.wire_name() == name)
            };
            for (name, value) in map.iter().filter(|(name, _)| !is_own(name)) {
                match (&item_shape.kind, value) {
                    (ShapeKind::List(inner), Document::List(items)) => {
                        let inner_shape = inner.shape();
                        for text in items.iter().filter_map(|it| text::of_scalar(it, inner, inner_shape, IN_URI)) {
                            query.push(name, &text);
                        }
                    }
                    _ => {
                        if let Some(text) = text::of_scalar(value, item, item_shape, IN_URI) {
                            query.push(name, &text);
                        }
                    }
                }
            }
        }
        _ => {
            if let Some(text) = text::of_scalar(value, member, target, IN_URI) {
                query.push(member.wire_name(), &text);
            }
        }
    }
}

fn body(protocol: Protocol, operation: &Operation, shape: &'static Shape, input: &Map, request: &mut Request) {
    let payload = shape.traits.payload.and_then(|it| shape.member(it));
    let Some(member) = payload else {
        let in_body: Vec<&Member> = shape.members().iter().filter(|it| it.location == Location::Body).collect();
        let given = in_body.iter().any(|it| input.get(it.name).is_some_and(|it| !it.is_null()));
        match protocol {
            Protocol::RestXml if given => {
                let name = operation.input_location_name.or(shape.traits.location_name).unwrap_or(shape.name);
                let mut namespace = xml::Namespace::of_shape(shape);
                namespace.uri = operation.input_xml_namespace.or(namespace.uri);
                let mut writer = xml::Writer::new(IN_XML, false);
                writer.structure(name, namespace, input, shape, Part::RequestBody);
                request.body = writer.out.into_bytes();
            }
            Protocol::RestJson if !in_body.is_empty() => {
                let options = json::WriteOptions { as_request: true, part: Part::RequestBody };
                json::write_members(input, shape, options, &mut request.body);
            }
            _ => {}
        }
        if !request.body.is_empty() && protocol == Protocol::RestJson {
            default_content_type(request);
        }
        return;
    };
    let target = member.shape();
    let value = input.get(member.name).filter(|it| !it.is_null());
    match (&target.kind, value) {
        (ShapeKind::Blob | ShapeKind::String, value) => {
            request.body = match value {
                Some(Document::Blob(bytes)) => bytes.clone(),
                Some(Document::String(text)) => text.clone().into_bytes(),
                _ => Vec::new(),
            };
            return;
        }
        (_, None) if protocol == Protocol::RestJson => request.body.extend_from_slice(b"{}"),
        (_, None) => {}
        (_, Some(value)) if protocol == Protocol::RestJson => {
            let options = json::WriteOptions { as_request: true, part: Part::Whole };
            json::write_with(value, target, options, &mut request.body);
        }
        (_, Some(value)) => {
            let name = member.location_name.or(target.traits.location_name).unwrap_or(target.name);
            let mut writer = xml::Writer::new(IN_XML, false);
            writer.value(name, member, target, value);
            request.body = writer.out.into_bytes();
        }
    }
    if protocol == Protocol::RestJson && !request.body.is_empty() {
        default_content_type(request);
    }
}

fn default_content_type(request: &mut Request) {
    if !request.headers.contains_key("content-type") {
        set(&mut request.headers, "content-type", "application/json");
    }
}

/// The members of an output or of an error, first those of the headers.
pub(super) fn response(
    protocol: Protocol,
    shape: Option<&'static Shape>,
    status: u16,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Map, AnswerError> {
    let Some(shape) = shape else { return Ok(Map::new()) };
    let mut output = Map::new();
    for member in shape.members() {
        match member.location {
            Location::StatusCode => output.push(member.name, i64::from(status)),
            Location::Headers => output.push(member.name, headers::read_prefixed(headers, member)),
            Location::Header => {
                if let Some(text) = joined_header(headers, member) {
                    let value = headers::read(member, &text, headers::RESPONSE)
                        .map_err(|expected| AnswerError::Header { name: member.wire_name(), expected })?;
                    output.push(member.name, value);
                }
            }
            Location::Body | Location::Uri | Location::Querystring => {}
        }
    }
    match shape.traits.payload.and_then(|it| shape.member(it)) {
        Some(member) => output.push(member.name, payload(protocol, member, body)?),
        None => {
            for (key, value) in body_members(protocol, shape, body)? {
                output.insert(key, value);
            }
        }
    }
    Ok(output)
}

/// The text of a header; a list may be spread over several of the same name.
fn joined_header(headers: &HeaderMap, member: &Member) -> Option<String> {
    let name = member.wire_name().to_ascii_lowercase();
    if matches!(member.shape().kind, ShapeKind::List(_)) {
        let all: Vec<&str> =
            headers.get_all(&name).iter().filter_map(|it| std::str::from_utf8(it.as_bytes()).ok()).collect();
        return if all.is_empty() { None } else { Some(all.join(",")) };
    }
    header(headers, &name).map(str::to_owned)
}

fn payload(protocol: Protocol, member: &'static Member, body: &[u8]) -> Result<Document, AnswerError> {
    let target = member.shape();
    match &target.kind {
        ShapeKind::Blob => Ok(Document::Blob(body.to_vec())),
        ShapeKind::String => Ok(Document::String(String::from_utf8_lossy(body).into_owned())),
        _ if body.is_empty() => Ok(Document::Map(Map::new())),
        _ if protocol == Protocol::RestJson => Ok(json::read(body, target)?),
        _ => Ok(xml::value(&[&xml::Element::parse(body)?], member, IN_XML)?),
    }
}

/// The member that the root itself is: `<LocationConstraint>EU</LocationConstraint>`.
fn only_text(root: &xml::Element<'_>, shape: &'static Shape) -> Option<&'static Member> {
    let [member] = shape.members() else { return None };
    let is_it = member.wire_name() == root.name && root.children.is_empty() && !root.text.trim().is_empty();
    is_it.then_some(member)
}

fn body_members(protocol: Protocol, shape: &'static Shape, body: &[u8]) -> Result<Map, AnswerError> {
    if body.is_empty() || !shape.members().iter().any(|it| Part::AnswerBody.has(it.location)) {
        return Ok(Map::new());
    }
    if protocol == Protocol::RestXml {
        let root = xml::Element::parse(body)?;
        if let Some(member) = only_text(&root, shape) {
            return Ok(Map::new().with(member.name, xml::value(&[&root], member, IN_XML)?));
        }
        return Ok(xml::members(&root, shape, Part::AnswerBody, IN_XML)?);
    }
    let options = json::ReadOptions { part: Part::AnswerBody, ..json::ReadOptions::default() };
    match json::read_with(body, shape, options)? {
        Document::Map(map) => Ok(map),
        _ => Ok(Map::new()),
    }
}
