//! Sessions: one configured provider block, and calls in its name.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use callboard_model::document::Map;
use callboard_model::endpoints;
use callboard_model::registry;
use callboard_model::service::Operation;
use callboard_plane::layers::{Interrupt, Interruptible};
use callboard_plane::{Call, PlaneError, Scope};

use crate::cty::Path;
use crate::diagnostics::Diagnostic;
use crate::provider::{Connected, GRACE};
use crate::tags::TagPolicy;

/// One configured provider block.
pub(crate) struct Session {
    pub(crate) connected: Connected,
    pub(crate) tags: TagPolicy,
    /// Ends what is waited for.
    pub(crate) interrupt: Interrupt,
    /// Protocols of APIs by region and id: they never change.
    protocols: Mutex<HashMap<(String, String), String>>,
}

/// Why something was not done.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A call was refused, or got no answer.
    Plane(Box<PlaneError>),
    /// Said in our own words, in one line.
    Said(String),
}

impl Session {
    pub(crate) fn new(mut connected: Connected, tags: TagPolicy, interrupt: Interrupt) -> Self {
        connected.plane = Arc::new(Interruptible::new(connected.plane, interrupt.clone(), GRACE));
        Self { connected, tags, interrupt, protocols: Mutex::default() }
    }

    /// The region of calls that name none.
    pub(crate) fn region(&self) -> &str {
        &self.connected.scope.region
    }

    pub(crate) fn account(&self) -> &str {
        &self.connected.scope.account
    }

    /// The partition of a region and the suffix of its hosts.
    pub(crate) fn partition(&self, region: &str) -> (String, String) {
        let partitions = endpoints::partitions()["partitions"].as_array().map(Vec::as_slice).unwrap_or_default();
        let found = partitions.iter().find(|it| it["regions"].get(region).is_some());
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        match found {
            Some(it) => (text(&it["id"]), text(&it["outputs"]["dnsSuffix"])),
            None => (self.connected.scope.partition.to_string(), "amazonaws.com".to_owned()),
        }
    }

    /// Makes a call.
    pub(crate) async fn call(
        &self,
        service: &'static str,
        operation: &'static str,
        region: &str,
        input: Map,
    ) -> Result<Map, Failure> {
        let operation = self::operation(service, operation)?;
        let scope = Scope { region: Arc::from(region), ..self.connected.scope.clone() };
        let call = Call { operation, input, scope, caller: self.connected.caller.clone() };
        Ok(self.connected.plane.call(call).await?.members)
    }

    pub(crate) fn known_protocol(&self, region: &str, api: &str) -> Option<String> {
        let protocols = self.protocols.lock().unwrap_or_else(PoisonError::into_inner);
        protocols.get(&(region.to_owned(), api.to_owned())).cloned()
    }

    pub(crate) fn learn_protocol(&self, region: &str, api: &str, protocol: &str) {
        let mut protocols = self.protocols.lock().unwrap_or_else(PoisonError::into_inner);
        protocols.insert((region.to_owned(), api.to_owned()), protocol.to_owned());
    }
}

/// An operation that the tables name.
pub(crate) fn operation(service: &'static str, name: &'static str) -> Result<&'static Operation, Failure> {
    let found = registry::service(service).and_then(|it| it.operation(name));
    found.ok_or_else(|| Failure::Said(format!("{service} has no operation {name}")))
}

impl Failure {
    /// Whether the thing is not there.
    pub(crate) fn is_not_found(&self) -> bool {
        match self {
            Self::Plane(error) => match &**error {
                PlaneError::Service { refusal, .. } => {
                    matches!(&*refusal.code, "NotFoundException" | "ResourceNotFoundException")
                        || refusal.code.starts_with("NoSuchEntity")
                }
                _ => false,
            },
            Self::Said(_) => false,
        }
    }

    /// The error as Terraform shows it: `creating API Gateway v2 Stage (dev): …`.
    pub(crate) fn diagnostic(&self, doing: &str) -> Diagnostic {
        let hint = match self {
            Self::Plane(error) => error.hint().unwrap_or_default(),
            Self::Said(_) => "",
        };
        Diagnostic::error(format!("{doing}: {self}")).with_detail(hint).at(Path::root())
    }
}

impl From<PlaneError> for Failure {
    fn from(error: PlaneError) -> Self {
        Self::Plane(Box::new(error))
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Plane(error) => match &**error {
                PlaneError::Service { call, refusal } => {
                    write!(f, "operation error {}: {}, ", call.service, call.operation)?;
                    if refusal.http_status > 0 {
                        write!(f, "StatusCode: {}, ", refusal.http_status)?;
                    }
                    write!(f, "{}: {}", refusal.code, refusal.message)
                }
                error => {
                    write!(f, "{error}")?;
                    let mut cause = std::error::Error::source(error);
                    while let Some(it) = cause {
                        write!(f, ": {it}")?;
                        cause = it.source();
                    }
                    Ok(())
                }
            },
            Self::Said(message) => f.write_str(message),
        }
    }
}
