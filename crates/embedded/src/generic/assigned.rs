//! Assigned values: what AWS would put into a property, by the property's name.

use callboard_model::choices::Choices;
use callboard_model::document::Instant;
use callboard_model::pattern::Bounds;
use callboard_model::properties::schemas_at;
use callboard_model::registry;
use callboard_model::sample::{Facets, Sampler, Words};
use callboard_model::types::ResourceType;
use serde_json::{Map, Value};

use super::arn::{self, Owner};
use super::{Context, id, known};

/// What a property is about, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Account,
    Arn,
    Count,
    Host,
    Id,
    Moment,
    Name,
    Region,
    Status,
    Url,
    Version,
    Other,
}

impl Kind {
    /// The kind of a property of this name.
    pub(super) fn of(name: &str) -> Self {
        let lower = name.to_ascii_lowercase();
        let ends = |suffixes: &[&str]| suffixes.iter().any(|it| lower.ends_with(it));
        let is = |names: &[&str]| names.contains(&lower.as_str());
        match () {
            () if is(&["account", "awsaccount", "owner", "ownerid"])
                || ends(&["accountid", "ownerid", "owneraccount"]) =>
            {
                Self::Account
            }
            () if ends(&["arn", "arns"]) => Self::Arn,
            () if ends(&["time", "timestamp", "date"]) || name.ends_with("At") || name.ends_with("On") => Self::Moment,
            () if ends(&["id", "ids", "identifier", "uuid"]) => Self::Id,
            () if ends(&["status", "state", "phase"]) => Self::Status,
            () if ends(&["url", "uri", "urls"]) => Self::Url,
            () if ends(&[
                "endpoint",
                "domain",
                "domainname",
                "dnsname",
                "host",
                "hostname",
                "address",
                "fqdn",
                "cname",
            ]) =>
            {
                Self::Host
            }
            () if ends(&["version", "revision", "versionnumber"]) => Self::Version,
            () if ends(&["name"]) => Self::Name,
            () if ends(&["count"]) => Self::Count,
            () if ends(&["region"]) => Self::Region,
            () => Self::Other,
        }
    }
}

/// Words that say that a resource is there and nothing is going on.
const SETTLED: [&str; 6] = ["ACTIVE", "AVAILABLE", "ENABLED", "COMPLETED", "CREATED", "READY"];

/// Ports by a part of the name of a database engine.
const PORTS: [(&str, i64); 9] = [
    ("postgres", 5432),
    ("aurora", 3306),
    ("mysql", 3306),
    ("mariadb", 3306),
    ("oracle", 1521),
    ("sqlserver", 1433),
    ("docdb", 27017),
    ("neptune", 8182),
    ("redis", 6379),
];

/// Makes the values of one resource.
pub(super) struct Maker<'a> {
    resource_type: &'static ResourceType,
    context: &'a Context<'a>,
    namespace: &'static str,
    leaf: &'static str,
    partition: &'static str,
    dns_suffix: &'static str,
    /// What every id of the resource comes from.
    own: Choices,
    /// What is known of the resource so far.
    properties: Map<String, Value>,
    /// Paths below read-only objects, which such an object is made with.
    below: Vec<&'static str>,
}

impl<'a> Maker<'a> {
    pub(super) fn new(
        resource_type: &'static ResourceType,
        context: &'a Context<'a>,
        properties: &Map<String, Value>,
    ) -> Self {
        let (namespace, leaf) = resource_type.name.rsplit_once("::").unwrap_or(("AWS", resource_type.name));
        let (partition, dns_suffix) = super::partition(context.region);
        Self {
            resource_type,
            context,
            namespace,
            leaf,
            partition,
            dns_suffix,
            own: super::choices(resource_type, context, properties),
            properties: properties.clone(),
            below: resource_type.read_only().filter(|it| it.contains('/')).collect(),
        }
    }

    /// Takes note of what the resource has now.
    pub(super) fn look(&mut self, properties: &Map<String, Value>) {
        self.properties.clone_from(properties);
    }

    /// The value of the property at a path.
    pub(super) fn value(&mut self, path: &str, name: &'static str) -> Option<Value> {
        let root = self.resource_type.schema();
        let schemas = schemas_at(root, path);
        let first = *schemas.first()?;
        let mut of_property = Choices::of([path]);
        let seed = self.own.clone().number() ^ of_property.number();
        let mut words = Assigned { maker: self, at: path, draw: 0 };
        Sampler::new(root, seed, &mut words).value(name, first)
    }

    fn owner(&self) -> Owner<'_> {
        Owner {
            partition: self.partition,
            region: self.context.region,
            account: self.context.account,
            dns_suffix: self.dns_suffix,
        }
    }

    /// The id by which the resource is called in names of hosts: what it has, else one that it could have.
    fn id(&self) -> String {
        let leaf = self.leaf;
        let names = [format!("{leaf}Id"), "Id".to_owned(), format!("{leaf}Name"), "Name".to_owned()];
        let known = names.iter().find_map(|it| self.properties.get(it).and_then(Value::as_str));
        let id = known.map_or_else(|| id::of_shape(0, leaf, &self.own), str::to_owned);
        let fit: String = id.chars().filter(|it| it.is_ascii_alphanumeric() || *it == '-').take(40).collect();
        fit.trim_matches('-').to_owned()
    }

    fn host(&self) -> String {
        let service = self.resource_type.native_operations().and_then(|it| registry::service_entry(it.service));
        let prefix = service.map_or("service", |it| it.endpoint_prefix);
        format!("{}.{prefix}.{}.{}", self.id().to_ascii_lowercase(), self.context.region, self.dns_suffix)
    }

    /// The name that the resource has in another property.
    fn own_name(&self, name: &str) -> Option<String> {
        let is_own = name == "Name" || name.strip_suffix("Name") == Some(self.leaf);
        let other = [format!("{}Name", self.leaf), "Name".to_owned()];
        let known = other.iter().filter(|it| *it != name).find_map(|it| self.properties.get(it));
        known.and_then(Value::as_str).filter(|_| is_own).map(str::to_owned)
    }

    /// Whether a property is a part of what identifies the resource.
    fn is_identifier(&self, name: &str) -> bool {
        self.resource_type.primary_identifier().any(|it| it == name)
    }

    /// Whether a property is an id of the resource's own that the caller could have chosen.
    fn is_chosen(&self, name: &str) -> bool {
        let stem = name.trim_end_matches("Identifier").trim_end_matches("Id");
        stem == self.leaf && !self.resource_type.read_only().any(|it| it == name)
    }

    /// The port that the resource's engine listens on.
    fn port(&self) -> i64 {
        let engine = self.properties.get("Engine").and_then(Value::as_str).unwrap_or_default();
        let known = PORTS.iter().find(|(name, _)| engine.contains(name));
        known.map_or(443, |(_, port)| *port)
    }

    fn is_own_arn(&self, name: &str) -> bool {
        let stem = name.trim_end_matches("Arn").trim_end_matches("ARN");
        stem.is_empty() || stem == "Resource" || stem.eq_ignore_ascii_case(self.leaf)
    }
}

struct Assigned<'m, 'a> {
    maker: &'m Maker<'a>,
    /// The path of the property that is made.
    at: &'m str,
    draw: usize,
}

impl Assigned<'_, '_> {
    /// The documented value of the property, where there is one.
    fn template(&self, path: &[&'static str]) -> Option<String> {
        let mut at = self.at.to_owned();
        for step in &path[1..] {
            at.push('/');
            at.push_str(step);
        }
        let maker = self.maker;
        let template = known::template(maker.resource_type.name, &at)?;
        Some(arn::of_template(template, maker.resource_type, maker.owner(), &maker.properties, &maker.own))
    }

    /// Texts for names that are of no kind.
    fn other(&self, name: &str, choices: &mut Choices) -> Vec<String> {
        let maker = self.maker;
        let lower = name.to_ascii_lowercase();
        let ends = |suffix: &str| lower.ends_with(suffix);
        match () {
            () if ends("availabilityzone") => vec![format!("{}a", maker.context.region)],
            () if ends("port") => vec![maker.port().to_string()],
            () if ends("progress") => vec!["100".to_owned(), "100%".to_owned()],
            () if ends("createdby") || ends("updatedby") || ends("modifiedby") || ends("creator") => {
                vec![format!("arn:{}:iam::{}:root", maker.partition, maker.context.account)]
            }
            () if ends("fingerprint") => {
                let pairs: Vec<String> = (0..16).map(|_| choices.text("0123456789abcdef", 2)).collect();
                vec![pairs.join(":")]
            }
            () if ends("etag") || ends("hash") => vec![choices.text("0123456789abcdef", 32)],
            () if ends("ip") => hosts("IpAddress", maker, choices),
            () => {
                id::of_service(maker.namespace, "", name, choices).into_iter().filter(|it| it.contains('-')).collect()
            }
        }
    }
}

impl Words for Assigned<'_, '_> {
    fn texts(&mut self, path: &[&'static str], facets: &Facets, choices: &mut Choices) -> Vec<String> {
        let maker = self.maker;
        let name = path.iter().rev().find(|it| **it != "*").copied().unwrap_or_default();
        let format = facets.first("format").and_then(Value::as_str);
        let is_top = path.len() == 1 && !self.at.contains('/');
        let kind = Kind::of(name);
        let mut texts = Vec::new();
        if let Some(template) = self.template(path) {
            texts.push(template);
        }
        if format == Some("date-time") {
            texts.push(moment(maker.context.now));
        }
        match kind {
            Kind::Account => texts.push(maker.context.account.to_owned()),
            Kind::Arn => {
                if is_top && maker.is_own_arn(name) {
                    texts.extend(arn::of_itself(maker.resource_type, maker.owner(), &maker.properties, &maker.own));
                }
                let target = maker.properties.get(&format!("Target{name}")).and_then(Value::as_str);
                texts.extend(target.filter(|it| it.starts_with("arn:")).map(str::to_owned));
                let size = |keyword: &str| facets.first(keyword).and_then(Value::as_u64).map(|it| it as usize);
                let (min, max) = (size("minLength").unwrap_or(0), size("maxLength").unwrap_or(2048));
                let bounds = Bounds { min, max, wanted: min.max(40) };
                let of_pattern =
                    facets.patterns().find_map(|it| arn::of_pattern(it, bounds, maker.owner(), &maker.own));
                // Some patterns allow more than ARNs.
                let (arns, others): (Vec<_>, Vec<_>) = of_pattern.into_iter().partition(|it| it.starts_with("arn:"));
                texts.extend(arns);
                texts.extend(arn::of_another(format, name, maker.resource_type, maker.owner(), choices));
                texts.extend(others);
            }
            Kind::Id => {
                if is_top && maker.is_chosen(name) {
                    texts.extend(id::generated_names(maker.leaf, &maker.own));
                }
                let has_pattern = facets.patterns().next().is_some();
                // Ids of one resource come from the same numbers, so that its ARN can hold them.
                let mut of_name = Choices::of([name]);
                let seed = maker.own.clone().number() ^ if is_top { 0 } else { of_name.number() ^ choices.number() };
                let mut own = Choices::new(seed);
                texts.extend(id::of_service(maker.namespace, maker.leaf, name, &mut own));
                if !has_pattern {
                    texts.push(id::uuid(&mut own));
                }
                texts.push(id::of_shape(0, name, &own));
            }
            Kind::Moment => texts.push(moment(maker.context.now)),
            Kind::Status => texts.extend(SETTLED.iter().flat_map(|it| [(*it).to_owned(), it.to_ascii_lowercase()])),
            Kind::Url => texts.push(format!("https://{}", maker.host())),
            Kind::Host => texts.extend(hosts(name, maker, choices)),
            // Versions that identify something must differ.
            Kind::Version if is_top && maker.is_identifier(name) => {
                texts.extend([1_000_000, 10_000, 1_000].map(|most| (1 + choices.below(most)).to_string()));
            }
            Kind::Version => texts.extend(["1".to_owned(), "1.0".to_owned(), "1.0.0".to_owned(), "$LATEST".to_owned()]),
            Kind::Name => {
                texts.extend(maker.own_name(name));
                texts.extend(id::generated_names(maker.leaf, &maker.own));
            }
            Kind::Region => texts.push(maker.context.region.to_owned()),
            Kind::Count => texts.push("0".to_owned()),
            Kind::Other => texts.extend(self.other(name, choices)),
        }
        if name.to_ascii_lowercase().contains("cidr") {
            let given = maker.properties.iter().filter(|(other, _)| other.to_ascii_lowercase().contains("cidr"));
            texts.extend(given.filter_map(|(_, value)| value.as_str()).map(str::to_owned));
            texts.extend(["10.0.0.0/16".to_owned(), "2001:db8::/56".to_owned()]);
        }
        if self.draw > 0 {
            for text in &mut texts {
                text.push_str(&self.draw.to_string());
            }
        }
        if texts.is_empty() {
            texts.push(maker.id());
        }
        texts
    }

    fn word<'v>(&mut self, allowed: &[&'v Value]) -> Option<&'v Value> {
        let settled = SETTLED.iter().find_map(|word| {
            let is_word = |it: &&&Value| it.as_str().is_some_and(|it| it.eq_ignore_ascii_case(word));
            allowed.iter().find(is_word).copied()
        });
        settled.or_else(|| allowed.get(self.draw % allowed.len().max(1)).copied())
    }

    fn number(&mut self, path: &[&'static str], choices: &mut Choices) -> Option<i64> {
        let name = path.iter().rev().find(|it| **it != "*").copied().unwrap_or_default();
        let maker = self.maker;
        Some(match Kind::of(name) {
            Kind::Moment => maker.context.now.epoch_millis().div_euclid(1000),
            // A number that identifies a resource must differ from those of others.
            _ if path.len() == 1 && maker.is_identifier(name) => 1 + choices.below(1_000_000_000) as i64,
            Kind::Version => 1,
            _ if name.ends_with("Port") => maker.port(),
            _ => 0,
        })
    }

    fn wanted_length(&self, path: &[&'static str]) -> usize {
        match Kind::of(path.last().copied().unwrap_or_default()) {
            Kind::Id | Kind::Arn | Kind::Name => 12,
            _ => 8,
        }
    }

    fn members(&mut self, path: &[&'static str]) -> Vec<&'static str> {
        let path = path.join("/") + "/";
        self.maker.below.iter().filter_map(|it| it.strip_prefix(&path)).filter(|it| !it.contains('/')).collect()
    }

    fn draw(&mut self, number: usize) {
        self.draw = number;
    }
}

/// A moment as most services show one.
fn moment(now: Instant) -> String {
    let millis = now.epoch_millis().div_euclid(1000) * 1000;
    Instant::from_epoch_millis(millis).to_string()
}

fn hosts(name: &str, maker: &Maker<'_>, choices: &mut Choices) -> Vec<String> {
    let lower = name.to_ascii_lowercase();
    let (a, b, c) = (choices.below(256), choices.below(256), choices.below(254) + 1);
    match () {
        () if lower.contains("ipv6") => vec![format!("2001:db8::{a:x}:{b:x}")],
        () if lower.ends_with("ipaddress") || lower.ends_with("ip") => vec![format!("10.{a}.{b}.{c}")],
        () if lower.ends_with("emailaddress") => vec![format!("{}@example.com", maker.id())],
        () => vec![maker.host(), format!("https://{}", maker.host())],
    }
}
