//! The functions that conditions and values of rules can call.

use std::net::Ipv4Addr;

use callboard_model::document::{Document, Map};

use super::Partitions;
use crate::uri;

/// A function of the rule language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    IsSet,
    Not,
    GetAttr,
    StringEquals,
    BooleanEquals,
    Substring,
    UriEncode,
    ParseUrl,
    IsValidHostLabel,
    Partition,
    ParseArn,
    IsVirtualHostableS3Bucket,
}

impl Function {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "isSet" => Self::IsSet,
            "not" => Self::Not,
            "getAttr" => Self::GetAttr,
            "stringEquals" => Self::StringEquals,
            "booleanEquals" => Self::BooleanEquals,
            "substring" => Self::Substring,
            "uriEncode" => Self::UriEncode,
            "parseURL" => Self::ParseUrl,
            "isValidHostLabel" => Self::IsValidHostLabel,
            "aws.partition" => Self::Partition,
            "aws.parseArn" => Self::ParseArn,
            "aws.isVirtualHostableS3Bucket" => Self::IsVirtualHostableS3Bucket,
            _ => return None,
        })
    }

    /// The value for these arguments; null where there is none. Missing arguments are null.
    pub(super) fn call(self, arguments: &[Document], partitions: &Partitions) -> Document {
        let argument = |at: usize| arguments.get(at).unwrap_or(&Document::Null);
        let text = |at: usize| argument(at).as_str();
        let flag = |at: usize| argument(at).as_bool().unwrap_or_default();
        match self {
            Self::IsSet => Document::Bool(!argument(0).is_null()),
            Self::Not => Document::Bool(!is_true(argument(0))),
            Self::GetAttr => text(1).map_or(Document::Null, |path| attribute(argument(0), path)),
            Self::StringEquals => Document::Bool(text(0).is_some() && text(0) == text(1)),
            Self::BooleanEquals => {
                Document::Bool(argument(0).as_bool().is_some() && argument(0).as_bool() == argument(1).as_bool())
            }
            Self::Substring => {
                let place = |at: usize| argument(at).as_i64().and_then(|it| usize::try_from(it).ok());
                match (text(0), place(1), place(2)) {
                    (Some(text), Some(start), Some(stop)) => substring(text, start, stop, flag(3)),
                    _ => Document::Null,
                }
            }
            Self::UriEncode => text(0).map_or(Document::Null, |it| Document::String(uri::percent_encode(it))),
            Self::ParseUrl => text(0).and_then(parse_url).map_or(Document::Null, Document::Map),
            Self::IsValidHostLabel => Document::Bool(text(0).is_some_and(|it| is_host_label(it, flag(1)))),
            Self::Partition => partitions.of_region(text(0).unwrap_or_default()).clone(),
            Self::ParseArn => text(0).and_then(parse_arn).map_or(Document::Null, Document::Map),
            Self::IsVirtualHostableS3Bucket => Document::Bool(text(0).is_some_and(|it| is_bucket_host(it, flag(1)))),
        }
    }
}

/// A condition holds unless its value is false or none; `not` takes an empty text for false, too.
pub(super) fn is_true(value: &Document) -> bool {
    match value {
        Document::Null => false,
        Document::Bool(value) => *value,
        Document::String(text) => !text.is_empty(),
        _ => true,
    }
}

/// The value at a path: `resourceId[0]`, `a.b`.
pub(super) fn attribute(value: &Document, path: &str) -> Document {
    let mut place = value;
    for part in path.split('.') {
        let (name, index) = match part.strip_suffix(']').and_then(|it| it.split_once('[')) {
            Some((name, index)) => (name, Some(index)),
            None => (part, None),
        };
        if !name.is_empty() {
            match place.get(name) {
                Some(member) => place = member,
                None => return Document::Null,
            }
        }
        if let Some(index) = index {
            let item = index.parse::<usize>().ok().and_then(|at| place.as_list()?.get(at));
            match item {
                Some(item) => place = item,
                None => return Document::Null,
            }
        }
    }
    place.clone()
}

fn substring(text: &str, start: usize, stop: usize, from_end: bool) -> Document {
    if start >= stop || text.len() < stop || !text.is_ascii() {
        return Document::Null;
    }
    let range = if from_end { text.len() - stop..text.len() - start } else { start..stop };
    Document::from(&text[range])
}

fn parse_url(url: &str) -> Option<Map> {
    let (scheme, rest) = url.split_once("://")?;
    if !matches!(scheme, "http" | "https") || rest.contains(['?', '#']) {
        return None;
    }
    let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let host = match authority.strip_prefix('[') {
        Some(address) => {
            let (address, port) = address.split_once(']')?;
            if !port.is_empty() {
                check_port(port.strip_prefix(':')?)?;
            }
            address.parse::<std::net::Ipv6Addr>().ok()?;
            None
        }
        None => {
            let (host, port) = authority.rsplit_once(':').unwrap_or((authority, ""));
            if !port.is_empty() {
                check_port(port)?;
            }
            Some(host)
        }
    };
    let is_ip = host.is_none_or(|it| it.parse::<Ipv4Addr>().is_ok());
    let normalized = if path.ends_with('/') { path.to_owned() } else { format!("{path}/") };
    Some(
        Map::new()
            .with("scheme", scheme)
            .with("authority", authority)
            .with("path", path)
            .with("normalizedPath", normalized)
            .with("isIp", is_ip),
    )
}

fn check_port(port: &str) -> Option<u16> {
    port.parse().ok()
}

fn is_host_label(text: &str, allow_subdomains: bool) -> bool {
    if allow_subdomains {
        return text.split('.').all(|it| is_host_label(it, false));
    }
    (1..=63).contains(&text.len())
        && text.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

fn is_bucket_host(bucket: &str, allow_subdomains: bool) -> bool {
    bucket.len() >= 3
        && !bucket.bytes().any(|it| it.is_ascii_uppercase())
        && bucket.parse::<Ipv4Addr>().is_err()
        && is_host_label(bucket, allow_subdomains)
}

fn parse_arn(arn: &str) -> Option<Map> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", partition, service, region, account, resource] = parts[..] else { return None };
    if partition.is_empty() || service.is_empty() || resource.is_empty() {
        return None;
    }
    let resource: Vec<Document> = resource.split([':', '/']).map(Document::from).collect();
    Some(
        Map::new()
            .with("partition", partition)
            .with("service", service)
            .with("region", region)
            .with("accountId", account)
            .with("resourceId", resource),
    )
}
