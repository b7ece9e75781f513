//! Endpoints: where a call goes, by the rules that AWS publishes for each service.
//!
//! ```text
//! rule set (JSON) ── compile ──▶ RuleSet ┐
//! operation + input + settings ─▶ Map ───┴──▶ resolve ──▶ Endpoint { url, headers, properties } | EndpointError
//! ```
//!
//! A rule set is a tree. Rules are tried in order; the first endpoint or error
//! whose conditions hold is the result. A condition may assign its value to a
//! variable that the conditions after it and the rules beneath it can use.
//!
//! # Invariants
//!
//! - The same parameters give the same endpoint: no clock, no environment, no network.
//! - A rule set that names an unknown function is refused when it is compiled, never half evaluated.
//!
//! # Reading order
//!
//! `rules.rs` compiles and evaluates, `functions.rs` holds the twelve
//! functions, `partitions.rs` tells which partition a region is in,
//! `parameters.rs` gathers the parameters of a call.

mod functions;
mod parameters;
mod partitions;
mod rules;

use callboard_model::document::{Document, Map};

pub use parameters::parameters;
pub use partitions::Partitions;
pub use rules::RuleSet;

/// Where a call goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Endpoint {
    /// With scheme, host and sometimes a path.
    pub url: String,
    /// Headers to send along.
    pub headers: Vec<(String, Vec<String>)>,
    /// What else the rule says: `authSchemes`.
    pub properties: Map,
}

/// One way to sign that an endpoint accepts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuthScheme {
    /// `sigv4`, `sigv4a`, `sigv4-s3express`, `bearer`, `none`.
    pub name: String,
    /// The name in the credential scope, where the endpoint has one of its own.
    pub signing_name: Option<String>,
    /// The region in the credential scope, where it is not that of the call.
    pub signing_region: Option<String>,
    /// The regions of a sigv4a signature.
    pub signing_region_set: Vec<String>,
    /// The path is signed as it is sent.
    pub disable_double_encoding: bool,
}

impl Endpoint {
    /// The ways to sign that the endpoint accepts, best first; empty where the rules leave it to the model.
    pub fn auth_schemes(&self) -> Vec<AuthScheme> {
        let schemes = self.properties.get("authSchemes").and_then(Document::as_list).unwrap_or_default();
        let text = |scheme: &Document, key: &str| scheme.get(key).and_then(Document::as_str).map(str::to_owned);
        let scheme = |it: &Document| AuthScheme {
            name: text(it, "name").unwrap_or_default(),
            signing_name: text(it, "signingName"),
            signing_region: text(it, "signingRegion"),
            signing_region_set: it
                .get("signingRegionSet")
                .and_then(Document::as_list)
                .unwrap_or_default()
                .iter()
                .filter_map(|it| it.as_str().map(str::to_owned))
                .collect(),
            disable_double_encoding: it.get("disableDoubleEncoding").and_then(Document::as_bool).unwrap_or_default(),
        };
        schemes.iter().map(scheme).collect()
    }
}

/// Why there is no endpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// The rules refuse these parameters, in AWS's words.
    #[error("{0}")]
    Refused(String),

    /// A parameter that the rules need was not given.
    #[error("cannot find a value for the required parameter {0}")]
    Missing(String),

    /// A parameter is not of its type.
    #[error("parameter {name} must be a {expected}")]
    Type {
        /// The parameter.
        name: String,
        /// Its type.
        expected: &'static str,
    },

    /// No rule holds.
    #[error("no endpoint found for these parameters")]
    NoRule,
}

/// Why a rule set cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("endpoint rule set: {0}")]
pub struct RuleSetError(pub(crate) String);

#[cfg(test)]
mod tests;
