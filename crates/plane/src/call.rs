//! What crosses the seam.

use std::sync::Arc;

use callboard_model::document::Map;
use callboard_model::service::Operation;

use crate::Extract;

/// One operation with its input, who asks, and where.
#[derive(Debug, Clone)]
pub struct Call {
    /// What to do.
    pub operation: &'static Operation,
    /// The members of the input structure, by model name.
    pub input: Map,
    /// Where.
    pub scope: Scope,
    /// Who.
    pub caller: Caller,
}

/// The partition, account and region in which a call is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// `aws`, `aws-cn`, …
    pub partition: Arc<str>,
    /// Twelve digits.
    pub account: Arc<str>,
    /// `us-east-1`.
    pub region: Arc<str>,
}

impl Scope {
    /// A scope in the partition `aws`.
    pub fn new(account: &str, region: &str) -> Self {
        Self { partition: "aws".into(), account: account.into(), region: region.into() }
    }
}

/// Who makes a call, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// `arn:aws:iam::123456789012:root`.
    pub arn: Arc<str>,
    /// The unique id of the caller: the account id for the root of an account.
    pub user_id: Arc<str>,
    /// Access key id of the signature, where there was one.
    pub access_key_id: Option<Arc<str>>,
    /// The face through which the call came: `aws`, `sql`, `http`, …
    pub face: &'static str,
}

impl Caller {
    /// The root of an account, come in through `face`.
    pub fn root(scope: &Scope, face: &'static str) -> Self {
        Self {
            arn: format!("arn:{}:iam::{}:root", scope.partition, scope.account).into(),
            user_id: scope.account.clone(),
            access_key_id: None,
            face,
        }
    }
}

/// What an operation answered.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Output {
    /// The members of the output structure, by model name, in model order.
    pub members: Map,
    /// Resources that were looked at by a wish, where they are in no member.
    pub extract: Option<Extract>,
    /// The request id, where the plane gave one.
    pub request_id: Option<String>,
    /// The HTTP status, where it came over HTTP; 0 where it did not.
    pub http_status: u16,
    /// Requests that it took; 0 where none was sent.
    pub attempts: u32,
    /// Those of them that were refused for their rate.
    pub throttled: u32,
    /// Bytes of the answer's body, where it came over a wire.
    pub bytes: u64,
}

impl From<Map> for Output {
    fn from(members: Map) -> Self {
        Self { members, ..Self::default() }
    }
}
