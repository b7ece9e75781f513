//! Which endpoint a call goes to: the one that was named, or what AWS's rules say.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use callboard_model::document::{Document, Map};
use callboard_model::endpoints as facts;
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
    pub(crate) scheme: Option<AuthScheme>,
    /// The rules have put what labels say into the host.
    pub(crate) by_rules: bool,
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
        let (use_fips, use_dual_stack) = match &self.destination {
            Destination::Url(endpoint) => {
                return Ok(Resolved { endpoint: endpoint.clone(), headers: Vec::new(), scheme: None, by_rules: false });
            }
            Destination::Aws { use_fips, use_dual_stack } => (*use_fips, *use_dual_stack),
        };
        let id = CallId::from(call.operation);
        let unavailable = |message: String| PlaneError::Unavailable { call: id, message, hint: None };
        let rules = self.rules(call.operation.service.name).map_err(unavailable)?;
        let partitions =
            self.partitions.get_or_init(|| Partitions::from_json(facts::partitions()).map_err(|err| err.to_string()));
        let partitions = partitions.as_ref().map_err(|err| unavailable(err.clone()))?;
        let settings = Map::new()
            .with("AWS::Region", &*call.scope.region)
            .with("AWS::UseFIPS", use_fips)
            .with("AWS::UseDualStack", use_dual_stack)
            .with("AWS::STS::UseGlobalEndpoint", false)
            .with("AWS::S3::UseGlobalEndpoint", Document::Bool(false));
        let parameters = parameters(&rules, call.operation, &call.input, &settings);
        let found = rules.resolve(&parameters, partitions).map_err(|err| unavailable(err.to_string()))?;
        let endpoint = Endpoint::parse(&found.url).map_err(|err| unavailable(err.to_string()))?;
        let scheme = found.auth_schemes().into_iter().find(|it| it.name.starts_with("sigv4") && it.name != "sigv4a");
        Ok(Resolved { endpoint, headers: found.headers, scheme, by_rules: true })
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
