//! What customised arguments put into the input of a call.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use callboard_model::document::{Document, Map};
use callboard_model::service::Operation;

use crate::decode::{DecodeError, json, python, value};

/// Puts the value of an argument into the input.
pub type Apply = fn(&mut Map, Document) -> Result<(), DecodeError>;

/// Changes the whole input of some operations before it is validated.
type Finish = fn(&mut Map);

/// Changes by operation: service of the model, operation.
const FINISHES: [(&str, &str, Finish); 4] = [
    ("autoscaling", "CreateLaunchConfiguration", encode_user_data),
    ("ec2", "CreateNetworkAclEntry", number_protocol),
    ("ec2", "ReplaceNetworkAclEntry", number_protocol),
    ("ec2", "RunInstances", finish_run_instances),
];

/// Changes an input as the AWS CLI does before it is validated.
pub fn finish_input(operation: &'static Operation, input: &mut Map) {
    let finish = FINISHES.iter().find(|it| it.0 == operation.service.name && it.1 == operation.name);
    if let Some((_, _, finish)) = finish {
        finish(input);
    }
}

/// Refuses values that the AWS CLI looks into.
pub fn check_value(operation: &'static Operation, argument: &str, value: &Document) -> Result<(), DecodeError> {
    const ZIP_FILES: [(&str, &str); 1] = [("lambda", "UpdateFunctionCode")];
    if argument == "zip-file" && ZIP_FILES.contains(&(operation.service.name, operation.name)) {
        check_zip(value)?;
    }
    Ok(())
}

/// The member of a map, made an empty map where it is none.
fn inner<'a>(map: &'a mut Map, key: &'static str) -> &'a mut Map {
    if !matches!(map.get(key), Some(Document::Map(_))) {
        map.insert(key, Map::new());
    }
    match map.get_mut(key) {
        Some(Document::Map(inner)) => inner,
        _ => unreachable!("the member was made a map"),
    }
}

/// The first item of a list of structures, made from `item` where there is none.
fn first<'a>(map: &'a mut Map, key: &'static str, item: fn() -> Map) -> &'a mut Map {
    let is_there =
        matches!(map.get(key), Some(Document::List(items)) if matches!(items.first(), Some(Document::Map(_))));
    if !is_there {
        map.insert(key, vec![Document::Map(item())]);
    }
    match map.get_mut(key) {
        Some(Document::List(items)) => match items.first_mut() {
            Some(Document::Map(first)) => first,
            _ => unreachable!("the first item was made a map"),
        },
        _ => unreachable!("the member was made a list"),
    }
}

fn wrong(message: impl Into<String>) -> DecodeError {
    DecodeError::Parameter(message.into())
}

fn as_text(value: &Document) -> &str {
    value.as_str().unwrap_or_default()
}

/// Whether a value counts as given where Python asks `if value:`.
fn is_given(value: &Document) -> bool {
    match value {
        Document::Null => false,
        Document::String(text) => !text.is_empty(),
        Document::List(items) => !items.is_empty(),
        _ => true,
    }
}

/// Puts bytes into a structure that another argument may fill in too.
pub fn hoisted(input: &mut Map, member: &'static str, of: &'static str, value: Document) -> Result<(), DecodeError> {
    inner(input, member).insert(of, value);
    Ok(())
}

/// As [`hoisted`], for bytes that must be a zip file.
pub fn zip_file(input: &mut Map, member: &'static str, value: Document) -> Result<(), DecodeError> {
    check_zip(&value)?;
    hoisted(input, member, "ZipFile", value)
}

/// A zip file ends with a directory, whose own end is marked.
fn check_zip(value: &Document) -> Result<(), DecodeError> {
    const END_OF_DIRECTORY: &[u8] = b"PK\x05\x06";
    let bytes = match value {
        Document::Blob(bytes) => bytes.as_slice(),
        Document::String(text) => text.as_bytes(),
        _ => &[],
    };
    if bytes.windows(END_OF_DIRECTORY.len()).any(|it| it == END_OF_DIRECTORY) {
        return Ok(());
    }
    Err(wrong(
        "--zip-file must be a zip file with the fileb:// prefix.\nExample usage:  --zip-file fileb://path/to/file.zip",
    ))
}

/// `cli-SECONDS-NUMBER`, which is new for every call.
fn unique(prefix: &str) -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    format!("{prefix}-{}-{}", since.as_secs(), since.subsec_nanos() % 1_000_000 + 1)
}

pub fn invalidation_paths(input: &mut Map, value: Document) -> Result<(), DecodeError> {
    let quantity = value.as_list().map_or(0, <[_]>::len) as i64;
    let paths = Map::new().with("Quantity", quantity).with("Items", value);
    input.insert("InvalidationBatch", Map::new().with("CallerReference", unique("cli")).with("Paths", paths));
    Ok(())
}

fn distribution(input: &mut Map) -> &mut Map {
    if !input.contains_key("DistributionConfig") {
        let forwarded = Map::new().with("QueryString", false).with("Cookies", Map::new().with("Forward", "none"));
        let behaviour = Map::new()
            .with("TargetOriginId", "placeholder")
            .with("ForwardedValues", forwarded)
            .with("TrustedSigners", Map::new().with("Enabled", false).with("Quantity", 0_i64))
            .with("ViewerProtocolPolicy", "allow-all")
            .with("MinTTL", 0_i64);
        let config = Map::new()
            .with("CallerReference", unique("cli"))
            .with("Origins", Map::new().with("Quantity", 0_i64).with("Items", Vec::new()))
            .with("DefaultCacheBehavior", behaviour)
            .with("Enabled", true)
            .with("Comment", "");
        input.insert("DistributionConfig", config);
    }
    inner(input, "DistributionConfig")
}

pub fn origin_domain_name(input: &mut Map, value: Document) -> Result<(), DecodeError> {
    let domain = as_text(&value).to_owned();
    let id = unique(&domain);
    let origin = Map::new().with("Id", id.as_str()).with("DomainName", domain.as_str()).with("OriginPath", "");
    let origin = if domain.ends_with(".s3.amazonaws.com") {
        origin.with("S3OriginConfig", Map::new().with("OriginAccessIdentity", ""))
    } else {
        let custom =
            Map::new().with("HTTPPort", 80_i64).with("HTTPSPort", 443_i64).with("OriginProtocolPolicy", "http-only");
        origin.with("CustomOriginConfig", custom)
    };
    let config = distribution(input);
    config.insert("Origins", Map::new().with("Quantity", 1_i64).with("Items", vec![Document::Map(origin)]));
    inner(config, "DefaultCacheBehavior").insert("TargetOriginId", id);
    Ok(())
}

pub fn default_root_object(input: &mut Map, value: Document) -> Result<(), DecodeError> {
    distribution(input).insert("DefaultRootObject", value);
    Ok(())
}

pub fn metric(input: &mut Map, member: &'static str, value: Document) -> Result<(), DecodeError> {
    first(input, "MetricData", Map::new).insert(member, value);
    Ok(())
}

pub fn metric_value(input: &mut Map, value: Document) -> Result<(), DecodeError> {
    metric(input, "Value", decimal(as_text(&value))?)
}

pub fn metric_dimensions(input: &mut Map, value: Document) -> Result<(), DecodeError> {
    let dimensions: Result<Vec<Document>, DecodeError> = pairs(as_text(&value))
        .map(|pair| pair.map(|(name, value)| Document::Map(Map::new().with("Name", name).with("Value", value))))
        .collect();
    metric(input, "Dimensions", Document::List(dimensions?))
}

pub fn metric_statistics(input: &mut Map, value: Document) -> Result<(), DecodeError> {
    let mut statistics = Map::new();
    for pair in pairs(as_text(&value)) {
        let (name, value) = pair?;
        statistics.insert(name.to_owned(), decimal(value)?);
    }
    metric(input, "StatisticValues", Document::Map(statistics))
}

pub fn metric_resolution(input: &mut Map, value: Document) -> Result<(), DecodeError> {
    let seconds = value::to_int(&value).map_err(DecodeError::General)?;
    metric(input, "StorageResolution", Document::Integer(seconds))
}

fn decimal(text: &str) -> Result<Document, DecodeError> {
    let number = python::float(text);
    number.map(Document::Float).ok_or_else(|| DecodeError::General("[<class 'decimal.ConversionSyntax'>]".to_owned()))
}

/// `a=b,c=d`.
fn pairs(text: &str) -> impl Iterator<Item = Result<(&str, &str), DecodeError>> {
    text.split(',').map(|pair| {
        let split = pair.split_once('=').filter(|(_, value)| !value.contains('='));
        split.ok_or_else(|| wrong(format!("expected name=value,name=value, got {}", python::repr_text(pair))))
    })
}

pub fn revision_in_s3(input: &mut Map, value: Document) -> Result<(), DecodeError> {
    let location = location(value, "--s3-location", &["bucket", "key", "bundleType"])?;
    input.insert("revision", Map::new().with("revisionType", "S3").with("s3Location", location));
    Ok(())
}

pub fn revision_on_github(input: &mut Map, value: Document) -> Result<(), DecodeError> {
    let location = location(value, "--github-location", &["repository", "commitId"])?;
    input.insert("revision", Map::new().with("revisionType", "GitHub").with("gitHubLocation", location));
    Ok(())
}

/// A location as JSON or as `bucket=b,key=k`.
fn location(value: Document, option: &str, required: &[&str]) -> Result<Map, DecodeError> {
    let text = as_text(&value);
    let map = if text.trim_start().starts_with('{') {
        match json::parse(text) {
            Ok(Document::Map(map)) => map,
            Ok(_) => Map::new(),
            Err(err) => {
                return Err(DecodeError::parameter(option, format!("Invalid JSON: {err}\nJSON received: {text}")));
            }
        }
    } else {
        let mut map = Map::new();
        for pair in pairs(text) {
            let (key, value) = pair?;
            map.insert(key.to_owned(), value);
        }
        map
    };
    match required.iter().all(|key| map.contains_key(key)) {
        true => Ok(map),
        false => Err(wrong(format!("{option} must specify {}.", required.join(", ")))),
    }
}

fn permission(input: &mut Map) -> &mut Map {
    first(input, "IpPermissions", Map::new)
}

pub fn permission_protocol(input: &mut Map, value: Document) -> Result<(), DecodeError> {
    if !is_given(&value) {
        return Ok(());
    }
    let protocol = match (python::int(as_text(&value)), as_text(&value)) {
        (Some(-1..=255), _) | (None, "tcp" | "udp" | "icmp") => value,
        (None, "all") => Document::from("-1"),
        _ => {
            return Err(wrong("protocol parameter should be one of: tcp|udp|icmp|all or any valid protocol number."));
        }
    };
    permission(input).insert("IpProtocol", protocol);
    Ok(())
}

pub fn permission_port(input: &mut Map, value: Document) -> Result<(), DecodeError> {
    let text = as_text(&value);
    let (from, to) = match text {
        "" => return Ok(()),
        "-1" | "all" => ("-1", "-1"),
        range => range.split_once('-').unwrap_or((range, range)),
    };
    let (Some(from), Some(to)) = (python::int(from), python::int(to)) else {
        return Err(wrong("port parameter should be of the form <from[-to]> (e.g. 22 or 22-25)"));
    };
    let permission = permission(input);
    permission.insert("FromPort", Document::Integer(from));
    permission.insert("ToPort", Document::Integer(to));
    Ok(())
}

pub fn permission_cidr(input: &mut Map, value: Document) -> Result<(), DecodeError> {
    if is_given(&value) {
        permission(input).insert("IpRanges", vec![Document::Map(Map::new().with("CidrIp", value))]);
    }
    Ok(())
}

pub fn permission_group(input: &mut Map, value: Document) -> Result<(), DecodeError> {
    if is_given(&value) {
        let member = if as_text(&value).starts_with("sg-") { "GroupId" } else { "GroupName" };
        first(permission(input), "UserIdGroupPairs", Map::new).insert(member, value);
    }
    Ok(())
}

pub fn permission_owner(input: &mut Map, value: Document) -> Result<(), DecodeError> {
    if is_given(&value) {
        first(permission(input), "UserIdGroupPairs", Map::new).insert("UserId", value);
    }
    Ok(())
}

pub fn instance_count(input: &mut Map, value: Document) -> Result<(), DecodeError> {
    let text = as_text(&value);
    let (least, most) = text.split_once(':').unwrap_or((text, text));
    let (Some(least), Some(most)) = (python::int(least), python::int(most)) else {
        return Err(wrong("count parameter should be of form min[:max] (e.g. 1 or 1:10)"));
    };
    input.insert("MinCount", Document::Integer(least));
    input.insert("MaxCount", Document::Integer(most));
    Ok(())
}

fn interface(input: &mut Map) -> &mut Map {
    first(input, "NetworkInterfaces", || Map::new().with("DeviceIndex", 0_i64))
}

pub fn secondary_addresses(input: &mut Map, value: Document) -> Result<(), DecodeError> {
    let Document::List(addresses) = value else { return Ok(()) };
    if addresses.is_empty() {
        return Ok(());
    }
    let addresses: Vec<Document> = (addresses.into_iter())
        .map(|it| Document::Map(Map::new().with("PrivateIpAddress", it).with("Primary", false)))
        .collect();
    let interface = interface(input);
    if !interface.contains_key("PrivateIpAddresses") {
        interface.insert("PrivateIpAddresses", addresses);
    }
    Ok(())
}

pub fn secondary_address_count(input: &mut Map, value: Document) -> Result<(), DecodeError> {
    let count = value::to_int(&value).map_err(DecodeError::General)?;
    if count != 0 {
        interface(input).insert("SecondaryPrivateIpAddressCount", Document::Integer(count));
    }
    Ok(())
}

pub fn public_address(input: &mut Map, value: Document) -> Result<(), DecodeError> {
    interface(input).insert("AssociatePublicIpAddress", value);
    Ok(())
}

pub fn destination(input: &mut Map, member: &'static str, value: Document) -> Result<(), DecodeError> {
    if is_given(&value) {
        inner(input, "Destination").insert(member, value);
    }
    Ok(())
}

fn message(input: &mut Map) -> &mut Map {
    if !input.contains_key("Message") {
        input.insert("Message", Map::new().with("Subject", Map::new()).with("Body", Map::new()));
    }
    inner(input, "Message")
}

pub fn subject(input: &mut Map, value: Document) -> Result<(), DecodeError> {
    if is_given(&value) {
        message(input).insert("Subject", Map::new().with("Data", value));
    }
    Ok(())
}

pub fn body(input: &mut Map, kind: &'static str, value: Document) -> Result<(), DecodeError> {
    if is_given(&value) {
        inner(message(input), "Body").insert(kind, Map::new().with("Data", value));
    }
    Ok(())
}

/// Protocol names become the numbers that the operation takes.
fn number_protocol(input: &mut Map) {
    let number = match input.str("Protocol") {
        Some("tcp") => "6",
        Some("udp") => "17",
        Some("icmp") => "1",
        Some("all") => "-1",
        _ => return,
    };
    input.insert("Protocol", number);
}

fn encode_user_data(input: &mut Map) {
    let encoded = match input.get("UserData") {
        Some(Document::String(text)) => BASE64_STANDARD.encode(text),
        Some(Document::Blob(bytes)) => BASE64_STANDARD.encode(bytes),
        _ => return,
    };
    input.insert("UserData", encoded);
}

/// One instance by default; what belongs to the first network interface moves into it.
fn finish_run_instances(input: &mut Map) {
    const MOVED: [(&str, &str); 5] = [
        ("SubnetId", "SubnetId"),
        ("SecurityGroupIds", "Groups"),
        ("Ipv6AddressCount", "Ipv6AddressCount"),
        ("Ipv6Addresses", "Ipv6Addresses"),
        ("EnablePrimaryIpv6", "PrimaryIpv6"),
    ];
    encode_user_data(input);
    for count in ["MaxCount", "MinCount"] {
        if !input.contains_key(count) {
            input.insert(count, 1_i64);
        }
    }
    let has_own_settings = matches!(
        input.get("NetworkInterfaces"),
        Some(Document::List(items)) if items.first().is_some_and(|it| {
            ["PrivateIpAddresses", "SecondaryPrivateIpAddressCount", "AssociatePublicIpAddress"]
                .iter()
                .any(|key| it.get(key).is_some())
        })
    );
    if !has_own_settings {
        return;
    }
    for (from, to) in MOVED {
        if let Some(value) = input.remove(from) {
            interface(input).insert(to, value);
        }
    }
    if let Some(address) = input.remove("PrivateIpAddress") {
        let address = Map::new().with("PrivateIpAddress", address).with("Primary", true);
        interface(input).insert("PrivateIpAddresses", vec![Document::Map(address)]);
    }
}
