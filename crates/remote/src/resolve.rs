//! Which endpoint a call goes to: the one that was named, or what AWS's rules say.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use callboard_model::document::Map;
use callboard_model::endpoints as facts;
use callboard_model::service::Operation;
use callboard_model::shape::Shape;
use callboard_plane::{Call, CallId, PlaneError};
use callboard_wire::endpoints::{AuthScheme, Partitions, RuleSet, parameters};

use crate::endpoint::Endpoint;

/// Where calls go.
#[derive(Debug, Clone)]
pub enum Destination {
    /// To an endpoint that somebody named.
    Url(Endpoint),
    /// To AWS, by the endpoint rules of the service.
    Aws {
        /// FIPS 140 endpoints.
        use_fips: bool,
        /// IPv4 and IPv6 endpoints.
        use_dual_stack: bool,
    },
}

/// The endpoint of one call.
pub(crate) struct Resolved {
    pub(crate) endpoint: Endpoint,
    pub(crate) headers: Vec<(String, Vec<String>)>,
    /// The ways to sign that it accepts, best first; empty where the model knows.
    pub(crate) schemes: Vec<AuthScheme>,
    /// The rules have put what labels say into the host.
    pub(crate) by_rules: bool,
}

/// The region of services that have one endpoint for all regions; calls to it are signed for the region it is in.
pub const GLOBAL_REGION: &str = "aws-global";

/// Whether a service can be called by somebody who names no region.
pub fn has_global_endpoint(service: &'static str) -> bool {
    let resolver = Resolver::new(Destination::Aws { use_fips: false, use_dual_stack: false });
    let (Ok(rules), Ok(partitions)) = (resolver.rules(service), resolver.partitions()) else { return false };
    let parameters = Map::new().with("Region", GLOBAL_REGION).with("UseFIPS", false).with("UseDualStack", false);
    let endpoint = rules.resolve(&parameters, partitions);
    endpoint.is_ok_and(|it| it.auth_schemes().iter().any(|it| it.signing_region.is_some()))
}

/// Whether rules have anything to say about an endpoint that somebody named: they do where the call tells them
/// something, as the calls of S3 tell the bucket, which becomes a part of the endpoint.
fn tells_the_rules_anything(operation: &Operation) -> bool {
    let members = operation.input.map(Shape::members).unwrap_or_default();
    members.iter().any(|it| it.traits.context_param.is_some()) || operation.rest.contains("ontextParams\"")
}

/// Resolves calls; keeps compiled rule sets.
pub(crate) struct Resolver {
    destination: Destination,
    rules: Mutex<HashMap<&'static str, Arc<RuleSet>>>,
    partitions: OnceLock<Result<Partitions, String>>,
}

impl Resolver {
    pub(crate) fn new(destination: Destination) -> Self {
        Self { destination, rules: Mutex::default(), partitions: OnceLock::new() }
    }

    /// The endpoint of a call.
    pub(crate) fn resolve(&self, call: &Call) -> Result<Resolved, PlaneError> {
        let mut settings = Map::new()
            .with("AWS::Region", &*call.scope.region)
            .with("AWS::STS::UseGlobalEndpoint", false)
            .with("AWS::S3::UseGlobalEndpoint", false)
            .with("AWS::S3::UseArnRegion", true);
        match &self.destination {
            Destination::Url(endpoint) if !tells_the_rules_anything(call.operation) => {
                return Ok(Resolved {
                    endpoint: endpoint.clone(),
                    headers: Vec::new(),
                    schemes: Vec::new(),
                    by_rules: false,
                });
            }
            Destination::Url(endpoint) => {
                settings.push("SDK::Endpoint", endpoint.to_string());
                settings.push("AWS::S3::ForcePathStyle", true);
            }
            Destination::Aws { use_fips, use_dual_stack } => {
                settings.push("AWS::UseFIPS", *use_fips);
                settings.push("AWS::UseDualStack", *use_dual_stack);
            }
        }
        let id = CallId::from(call.operation);
        let unavailable = |message: String| PlaneError::Unavailable { call: id, message, hint: None };
        let rules = self.rules(call.operation.service.name).map_err(unavailable)?;
        let partitions = self.partitions().map_err(unavailable)?;
        let parameters = parameters(&rules, call.operation, &call.input, &settings);
        let found = rules.resolve(&parameters, partitions).map_err(|err| unavailable(err.to_string()))?;
        let endpoint = Endpoint::parse(&found.url).map_err(|err| unavailable(err.to_string()))?;
        let schemes = found.auth_schemes();
        Ok(Resolved { endpoint, headers: found.headers, schemes, by_rules: true })
    }

    fn partitions(&self) -> Result<&Partitions, String> {
        let read = || Partitions::from_json(facts::partitions()).map_err(|err| err.to_string());
        self.partitions.get_or_init(read).as_ref().map_err(Clone::clone)
    }

    fn rules(&self, service: &'static str) -> Result<Arc<RuleSet>, String> {
        let mut known = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(rules) = known.get(service) {
            return Ok(rules.clone());
        }
        let facts = facts::rule_set(service).ok_or_else(|| format!("there are no endpoint rules for {service}"))?;
        let rules = Arc::new(RuleSet::compile(facts).map_err(|err| err.to_string())?);
        known.insert(service, rules.clone());
        Ok(rules)
    }
}
