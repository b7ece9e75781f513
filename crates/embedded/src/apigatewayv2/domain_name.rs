//! Domain names: where APIs are reached other than by their own endpoints.
//!
//! Certificates and trust stores are not looked for: neither ACM nor S3 is on
//! this plane. A domain name is available as soon as it is made.

use callboard_model::document::{Document, Map};
use callboard_store::Snapshot;

use crate::dispatch::{Change, change};
use crate::failure::Answer;
use crate::generic;
use crate::members::Members;
use crate::record::Place;
use crate::request::Request;

use super::kind::{API_MAPPING, DOMAIN_NAME, ROUTING_RULE};
use super::{api_mapping, arn, merge, refusals, tagging};

/// How long the part of a regional host is that tells it apart.
const HOST_LENGTH: usize = 10;

/// What is set of a configuration where nobody says otherwise.
const DEFAULTS: [(&str, &str); 3] =
    [("EndpointType", "REGIONAL"), ("IpAddressType", "ipv4"), ("SecurityPolicy", "TLS_1_2")];

/// What AWS assigns of a configuration.
const ASSIGNED: [&str; 3] = ["ApiGatewayDomainName", "DomainNameStatus", "HostedZoneId"];

/// Hosted zones of the hosts of regions, as AWS documents them.
const HOSTED_ZONES: [(&str, &str); 16] = [
    ("ap-northeast-1", "Z1YSHQZHG15GKL"),
    ("ap-northeast-2", "Z20JF4UZKIW1U8"),
    ("ap-south-1", "Z3VO1THU9YC4UR"),
    ("ap-southeast-1", "ZL327KTPIQFUL"),
    ("ap-southeast-2", "Z2RPCDW04V8134"),
    ("ca-central-1", "Z19DQILCV0OWEC"),
    ("eu-central-1", "Z1U9ULNL0V5AJ3"),
    ("eu-north-1", "Z3UWIKFBOOGXPP"),
    ("eu-west-1", "ZLY8HYME6SFDD"),
    ("eu-west-2", "ZJ5UAJN8Y3Z2Q"),
    ("eu-west-3", "Z3KY65QIEKYHQQ"),
    ("sa-east-1", "ZCMLWB8V5SYIT"),
    ("us-east-1", "Z1UJRXOUMOOFQ8"),
    ("us-east-2", "ZOJJZC49E0EPZ"),
    ("us-west-1", "Z2MUQ32089INYE"),
    ("us-west-2", "Z2OJLYMUO9EFXC"),
];

pub(super) fn create(request: Request) -> Answer<Change> {
    let name = request.input.text("DomainName");
    if name.is_empty() || name.contains(|it: char| it.is_whitespace() || it == '/') {
        return Err(refusals::bad_request(format!("Invalid domain name specified: {name}")));
    }
    let mut record = merge::new_record(&DOMAIN_NAME, &request.input);
    record.insert("Tags", tagging::of_new(&request.input)?);
    complete(&request, &Map::new(), &mut record)?;
    change(move |transaction| {
        if DOMAIN_NAME.get(transaction, &request.place, &record)?.is_some() {
            return Err(refusals::bad_request("The domain name you provided already exists."));
        }
        let record = DOMAIN_NAME.put_new(transaction, &request, record)?;
        Ok(DOMAIN_NAME.show(&record))
    })
}

pub(super) fn get(request: &Request) -> Answer {
    DOMAIN_NAME.show_one(request)
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    DOMAIN_NAME.page(request, snapshot)
}

pub(super) fn update(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let before = DOMAIN_NAME.find(transaction, &request)?;
        let mut record = before.clone();
        merge::update(&DOMAIN_NAME, &mut record, &request.input);
        update_truststore(&request.input, &before, &mut record);
        complete(&request, &before, &mut record)?;
        api_mapping::check_policy(transaction, &request, &record)?;
        DOMAIN_NAME.put(transaction, &request.place, &record)?;
        Ok(DOMAIN_NAME.show(&record))
    })
}

/// Brings together what an update says of the certificates of callers and what there was.
fn update_truststore(input: &Map, before: &Map, record: &mut Map) {
    let given = input.map("MutualTlsAuthentication");
    match (given.get("TruststoreUri"), given.given("TruststoreVersion")) {
        // An empty place is how clients do without the certificates of callers again.
        (Some(_), _) if given.given("TruststoreUri").is_none() => drop(record.remove("MutualTlsAuthentication")),
        (Some(_), _) => {}
        // A version alone is another one in the same place.
        (None, version) if given.contains_key("TruststoreVersion") => {
            let place = before.map("MutualTlsAuthentication").text("TruststoreUri").to_owned();
            let mut truststore = Map::new().with("TruststoreUri", place);
            if let Some(version) = version {
                truststore.insert("TruststoreVersion", version.clone());
            }
            record.insert("MutualTlsAuthentication", truststore);
        }
        (None, _) => {}
    }
}

/// What leads to the domain name goes with it.
pub(super) fn delete(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let record = DOMAIN_NAME.find(transaction, &request)?;
        for mapping in API_MAPPING.all(transaction, &request.place, &record)? {
            api_mapping::remove(transaction, &request.place, &mapping)?;
        }
        ROUTING_RULE.table.delete_all(transaction, &DOMAIN_NAME.inside(&request.place, &record))?;
        DOMAIN_NAME.remove(transaction, &request.place, &record)?;
        Ok(Map::new())
    })
}

/// The domain name as a resource of CloudFormation.
pub(super) fn view(record: &Map) -> Map {
    let mut view = record.clone();
    if let Some(Document::Map(configuration)) = record.items("DomainNameConfigurations").first() {
        view.push("RegionalDomainName", configuration.text("ApiGatewayDomainName"));
        view.push("RegionalHostedZoneId", configuration.text("HostedZoneId"));
    }
    view
}

/// Sets what every domain name has, and refuses what none can have. What AWS assigned before stays.
fn complete(request: &Request, before: &Map, record: &mut Map) -> Answer<()> {
    let mut prior = before.items("DomainNameConfigurations").first().and_then(Document::as_map).cloned();
    let given = request.input.items("DomainNameConfigurations");
    if let Some(prior) = &mut prior
        && given.is_empty()
        && request.input.contains_key("DomainNameConfigurations")
    {
        prior.retain(|name, _| ASSIGNED.contains(&name));
    }
    if given.len() > 1 {
        return Err(refusals::bad_request("Only one DomainNameConfiguration is supported for APIGatewayV2 domainName"));
    }
    let given = given.first().and_then(Document::as_map).cloned().unwrap_or_default();
    let configuration = configuration(request, prior, given)?;
    record.insert("DomainNameConfigurations", vec![Document::Map(configuration)]);
    for (name, value) in [("ApiMappingSelectionExpression", "$request.basepath"), ("RoutingMode", "API_MAPPING_ONLY")] {
        if record.given(name).is_none() {
            record.insert(name, value);
        }
    }
    let arn = arn::of(&DOMAIN_NAME, &request.place, record).unwrap_or_default();
    record.insert("DomainNameArn", arn);
    let mut truststore = record.map("MutualTlsAuthentication");
    if !truststore.is_empty() {
        truststore.retain(|name, _| matches!(name, "TruststoreUri" | "TruststoreVersion"));
        if !truststore.text("TruststoreUri").starts_with("s3://") {
            return Err(refusals::bad_request("Invalid truststoreUri specified. It must begin with s3://"));
        }
        record.insert("MutualTlsAuthentication", truststore);
    }
    Ok(())
}

fn configuration(request: &Request, prior: Option<Map>, given: Map) -> Answer<Map> {
    if given.text("EndpointType") == "EDGE" {
        return Err(refusals::bad_request("EDGE endpoint type is not supported for APIGatewayV2 domainName"));
    }
    let mut configuration = prior.unwrap_or_else(|| new_configuration(request));
    for name in [
        "CertificateArn",
        "CertificateName",
        "EndpointType",
        "IpAddressType",
        "OwnershipVerificationCertificateArn",
        "SecurityPolicy",
    ] {
        match (given.get(name), given.given(name)) {
            (_, Some(value)) => drop(configuration.insert(name, value.clone())),
            (Some(_), None) => drop(configuration.remove(name)),
            (None, None) => {}
        }
    }
    for (name, value) in DEFAULTS {
        if !configuration.contains_key(name) {
            configuration.insert(name, value);
        }
    }
    Ok(configuration)
}

/// What AWS assigns.
fn new_configuration(request: &Request) -> Map {
    let host = request.shared.identifiers.random_lowercase(HOST_LENGTH);
    let (_, dns_suffix) = generic::partition(&request.place.region);
    Map::new()
        .with("ApiGatewayDomainName", format!("d-{host}.execute-api.{}.{dns_suffix}", request.place.region))
        .with("DomainNameStatus", "AVAILABLE")
        .with("HostedZoneId", hosted_zone(&request.place))
}

/// A region of which no zone is known has one made of its name, which is the same every time.
fn hosted_zone(place: &Place) -> String {
    match HOSTED_ZONES.iter().find(|(region, _)| *region == &*place.region) {
        Some((_, zone)) => (*zone).to_owned(),
        None => format!("Z{}", place.region.replace('-', "").to_ascii_uppercase()),
    }
}
