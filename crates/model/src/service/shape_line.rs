//! One shape's line: `KIND NAME ~FLAGS MIN..MAX MEMBERS |ENUM {REST} /PATTERN`.

use super::Service;
use super::lines::Tokens;
use super::rest::Rest;
use crate::shape::{Location, Member, MemberTraits, Shape, ShapeKind, ShapeTraits};

/// Reads the line of a shape.
pub(super) fn parse(service: &'static Service, line: &'static str) -> Shape {
    let mut tokens = Tokens::after_kind(line);
    let name = tokens.next().unwrap_or_default();
    let letter = line.as_bytes()[0];
    let (mut flags, mut range, mut json, mut pattern) = ("", "", "", None);
    let mut enum_values = Vec::new();
    let mut members = Vec::new();
    loop {
        if let Some(rest) = tokens.rest().strip_prefix('/') {
            pattern = Some(rest);
            break;
        }
        let Some(token) = tokens.next() else { break };
        match token.as_bytes()[0] {
            b'~' => flags = &token[1..],
            b'|' => enum_values = token[1..].split('|').map(unescape).collect(),
            b'{' => json = token,
            _ if letter == b'{' => members.push(structure_member(service, token)),
            b'0'..=b'9' | b'-' | b'.' => range = token,
            _ => members.push(reference(service, if members.is_empty() { "member" } else { "value" }, token)),
        }
    }
    let kind = match letter {
        b'[' => match members.pop() {
            Some(member) => ShapeKind::List(Box::new(member)),
            None => panic!("the list {name} of {} has no member", service.name),
        },
        b'm' => match (members.pop(), members.pop()) {
            (Some(value), Some(key)) => ShapeKind::Map(Box::new(Member { name: "key", ..key }), Box::new(value)),
            _ => panic!("the map {name} of {} has no key and value", service.name),
        },
        b'{' => ShapeKind::Structure(members),
        b's' => ShapeKind::String,
        b'c' => ShapeKind::Character,
        b'i' => ShapeKind::Integer,
        b'l' => ShapeKind::Long,
        b'f' => ShapeKind::Float,
        b'd' => ShapeKind::Double,
        b'b' => ShapeKind::Boolean,
        b'B' => ShapeKind::Blob,
        b't' => ShapeKind::Timestamp,
        _ => panic!("the shape {name} of {} has an unknown kind", service.name),
    };
    let (min, max) = range.split_once("..").unwrap_or_default();
    let rest = Rest::parse(json);
    let required = match (&kind, rest.value(&["required"])) {
        (_, Some(_)) => rest.texts(&["required"]),
        (ShapeKind::Structure(members), None) => members.iter().filter(|it| it.required).map(|it| it.name).collect(),
        _ => Vec::new(),
    };
    let bound =
        |text: &str, key: &str| text.parse().ok().or_else(|| rest.value(&[key]).and_then(serde_json::Value::as_f64));
    Shape {
        service,
        name,
        kind,
        min: bound(min, "min"),
        max: bound(max, "max"),
        pattern: pattern.or_else(|| rest.text(&["pattern"])),
        enum_values,
        required,
        traits: traits(flags, &rest, json),
    }
}

fn traits(flags: &str, rest: &Rest, json: &'static str) -> ShapeTraits {
    let status = rest.value(&["error", "httpStatusCode"]).and_then(serde_json::Value::as_u64);
    ShapeTraits {
        union: flags.contains('u'),
        document: flags.contains('d'),
        exception: flags.contains('e'),
        fault: flags.contains('f') || rest.is_true(&["error", "fault"]),
        error_code: rest.text(&["error", "code"]),
        error_status: status.and_then(|it| it.try_into().ok()),
        flattened: flags.contains('F'),
        sensitive: flags.contains('S'),
        streaming: flags.contains('s'),
        event_stream: flags.contains('E'),
        event: flags.contains('v'),
        wrapper: flags.contains('w'),
        boxed: flags.contains('b'),
        deprecated: flags.contains('D'),
        timestamp_format: rest.text(&["timestampFormat"]),
        payload: rest.text(&["payload"]),
        location_name: rest.text(&["locationName"]),
        xml_namespace: rest.text(&["xmlNamespace", "uri"]),
        xml_prefix: rest.text(&["xmlNamespace", "prefix"]),
        rest: json,
    }
}

/// `name!:Shape~flags@location=locationName{rest}`.
fn structure_member(service: &'static Service, token: &'static str) -> Member {
    let Some((name, target)) = token.split_once(':') else {
        panic!("a structure of {} has an unknown token `{token}`", service.name);
    };
    let required = name.ends_with('!');
    let name = name.strip_suffix('!').unwrap_or(name);
    Member { required, ..reference(service, name, target) }
}

/// `Shape~flags@location=locationName{rest}`.
fn reference(service: &'static Service, name: &'static str, token: &'static str) -> Member {
    let bytes = token.as_bytes();
    let until = |from: usize, stops: &[u8]| {
        bytes[from..].iter().position(|byte| stops.contains(byte)).map_or(bytes.len(), |at| from + at)
    };
    let mut at = until(0, b"~@={");
    let shape_name = &token[..at];
    let mut flags = "";
    if bytes.get(at) == Some(&b'~') {
        let end = until(at, b"@={");
        flags = &token[at + 1..end];
        at = end;
    }
    let mut location = Location::Body;
    if bytes.get(at) == Some(&b'@') {
        location = match bytes.get(at + 1) {
            Some(b'u') => Location::Uri,
            Some(b'q') => Location::Querystring,
            Some(b'h') => Location::Header,
            Some(b'H') => Location::Headers,
            Some(b's') => Location::StatusCode,
            _ => panic!("a member of {} has an unknown location: `{token}`", service.name),
        };
        at += 2;
    }
    let mut location_name = None;
    if bytes.get(at) == Some(&b'=') {
        let end = until(at, b"{");
        location_name = Some(if end == at + 1 { name } else { &token[at + 1..end] });
        at = end;
    }
    let json = &token[at..];
    let rest = Rest::parse(json);
    Member {
        service,
        name,
        shape_name,
        required: false,
        location,
        location_name: location_name.or_else(|| rest.text(&["locationName"])),
        traits: MemberTraits {
            idempotency_token: flags.contains('i'),
            streaming: flags.contains('s'),
            host_label: flags.contains('l'),
            json_value: flags.contains('j'),
            deprecated: flags.contains('D'),
            boxed: flags.contains('b'),
            flattened: flags.contains('F'),
            xml_attribute: flags.contains('a'),
            event_header: flags.contains('h'),
            event_payload: flags.contains('p'),
            timestamp_format: rest.text(&["timestampFormat"]),
            query_name: rest.text(&["queryName"]),
            xml_namespace: rest.text(&["xmlNamespace", "uri"]),
            xml_prefix: rest.text(&["xmlNamespace", "prefix"]),
            context_param: rest.text(&["contextParam", "name"]),
            rest: json,
        },
    }
}

/// An enum value with `%XX` for the characters that would end it.
fn unescape(value: &'static str) -> &'static str {
    if !value.contains('%') {
        return value;
    }
    let mut parts = value.split('%');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_at(2);
        text.push(u8::from_str_radix(code, 16).map_or('%', char::from));
        text.push_str(rest);
    }
    text.leak()
}
