//! One service's model, read line by line as it is asked for.
//!
//! ```text
//! line text ── lines ──▶ where each line begins ── operation, shape, paging ──▶ one line, parsed when it is asked for
//!     ▲
//!  encode ◀── botocore's JSON
//! ```
//!
//! # Invariants
//!
//! - A line is parsed at most once; what came of it lives as long as the process.
//! - Order is a fact: members, enum values and required names are in the model's order.
//!
//! # Reading order
//!
//! [`encode`] describes the line text and writes it, `lines.rs` finds lines,
//! `shape_line.rs`, `operation_line.rs` and `paging.rs` read one each.

pub mod encode;
mod lines;
mod metadata;
mod operation_line;
mod paging;
mod protocol;
mod rest;
mod shape_line;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::OnceLock;

use crate::shape::Shape;
use lines::{Lines, Slot};
pub use protocol::Protocol;

/// One version of one service's API.
pub struct Service {
    /// The name of its folder in botocore, which is nearly always the AWS CLI's command: `ivs-realtime`.
    pub name: &'static str,
    /// What its model says about itself.
    pub metadata: Metadata,
    operations: Box<[Slot<Operation>]>,
    paginators: Box<[Slot<Paginator>]>,
    waiter_lines: Box<[&'static str]>,
    waiters: OnceLock<Vec<Waiter>>,
    shapes: Box<[Slot<Shape>]>,
    extras: Box<[&'static str]>,
}

impl fmt::Debug for Service {
    /// The name alone: shapes point back to their service, and a model is long.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Service").field(&self.name).finish()
    }
}

/// What a model says about its service.
#[derive(Debug)]
pub struct Metadata {
    /// `2020-07-14`.
    pub api_version: &'static str,
    /// `ivs`: the first label of the host and the signing name where none is given.
    pub endpoint_prefix: &'static str,
    /// The name in the credential scope.
    pub signing_name: &'static str,
    /// `IVS RealTime`: where endpoint settings of the environment get their name.
    pub service_id: &'static str,
    /// `Amazon Interactive Video Service RealTime`.
    pub full_name: &'static str,
    /// `v4`, `s3v4`, `v2`, `bearer`, …
    pub signature_version: &'static str,
    /// The protocol a client uses.
    pub protocol: Protocol,
    /// Every protocol a server must accept.
    pub protocols: Vec<Protocol>,
    /// `1.0`, `1.1` for [`Protocol::Json`].
    pub json_version: Option<&'static str>,
    /// `AmazonSSM` in `X-Amz-Target: AmazonSSM.DescribeParameters`.
    pub target_prefix: Option<&'static str>,
    /// XML namespace of requests and answers.
    pub xml_namespace: Option<&'static str>,
    /// Error codes of the query protocol go along in `x-amzn-query-error`.
    pub query_compatible: bool,
    /// The metadata as JSON text.
    pub rest: &'static str,
}

/// One operation of a service.
#[derive(Debug)]
pub struct Operation {
    /// Its service.
    pub service: &'static Service,
    /// `CreateStage`.
    pub name: &'static str,
    /// `POST`.
    pub http_method: &'static str,
    /// `/tags/{resourceArn}`.
    pub http_uri: &'static str,
    /// The status of success.
    pub http_status: u16,
    /// Input structure, where there is one.
    pub input: Option<&'static Shape>,
    /// Output structure, where there is one.
    pub output: Option<&'static Shape>,
    /// Names of the errors it declares.
    pub errors: Vec<&'static str>,
    /// Not to be used any more.
    pub deprecated: bool,
    /// May be sent again without a second effect, as the model says.
    pub idempotent: bool,
    /// Changes nothing, as the model says (where it says so at all).
    pub read_only: bool,
    /// Needs no signature.
    pub unsigned: bool,
    /// The body is not part of the signature.
    pub unsigned_payload: bool,
    /// Put before the host, with labels: `{AccountId}.`.
    pub host_prefix: Option<&'static str>,
    /// Name of the element around the input (rest-xml).
    pub input_location_name: Option<&'static str>,
    /// XML namespace of that element.
    pub input_xml_namespace: Option<&'static str>,
    /// Name of the element around the result (query): `CreateRoleResult`.
    pub output_wrapper: Option<&'static str>,
    /// What has no token of its own on the operation's line, in the model's own words and as JSON text; `""` where
    /// nothing: `endpoint`, `auth`, `httpChecksum`, `staticContextParams`, `input` (without its shape), …
    pub rest: &'static str,
}

/// How a listing goes on (botocore's paginators).
#[derive(Debug)]
pub struct Paginator {
    /// JMESPath of the tokens in the output.
    pub output_token: Vec<&'static str>,
    /// Input members that take them.
    pub input_token: Vec<&'static str>,
    /// Input member of the page size.
    pub limit_key: Option<&'static str>,
    /// JMESPath of a truth value that says there is more.
    pub more_results: Option<&'static str>,
    /// JMESPath of the lists, numbers or texts that are joined.
    pub result_key: Vec<&'static str>,
    /// JMESPath of what is taken from the first page.
    pub non_aggregate_keys: Vec<&'static str>,
}

/// How to wait for a state (botocore's waiters).
#[derive(Debug)]
pub struct Waiter {
    /// `StageActive`.
    pub name: &'static str,
    /// The operation that is polled.
    pub operation: &'static str,
    /// Seconds between polls.
    pub delay: u64,
    /// Polls before giving up.
    pub max_attempts: u64,
    /// What ends the wait, in order.
    pub acceptors: Vec<Acceptor>,
}

/// One condition of a waiter.
#[derive(Debug)]
pub struct Acceptor {
    /// `success`, `failure` or `retry`.
    pub state: &'static str,
    /// `path`, `pathAll`, `pathAny`, `status` or `error`.
    pub matcher: &'static str,
    /// JMESPath over the output.
    pub argument: Option<&'static str>,
    /// What it must be equal to.
    pub expected: serde_json::Value,
}

impl Service {
    /// A service from its model's line text; only the metadata is parsed at once.
    ///
    /// # Panics
    ///
    /// Where the text has no metadata line. Other lines panic when they are asked for and turn out to be malformed;
    /// those of the pack are all read by a test.
    pub fn from_text(name: &'static str, text: &'static str) -> &'static Self {
        let Lines { metadata, extras, operations, paginators, waiters, shapes } = Lines::of(text);
        Box::leak(Box::new(Self {
            name,
            metadata: metadata::parse(metadata),
            operations,
            paginators,
            waiter_lines: waiters,
            waiters: OnceLock::new(),
            shapes,
            extras,
        }))
    }

    /// A service from a model in botocore's JSON (`metadata`, `operations`, `shapes`), as test vectors carry it.
    ///
    /// # Errors
    ///
    /// Where the model is not formed as botocore's are.
    pub fn from_model(name: &str, model: &serde_json::Value) -> Result<&'static Self, encode::EncodeError> {
        let text = encode::encode(model, &serde_json::Value::Null, &serde_json::Value::Null)?;
        Ok(Self::from_text(name.to_owned().leak(), text.leak()))
    }

    /// The operation `name`.
    pub fn operation(&'static self, name: &str) -> Option<&'static Operation> {
        let slot = lines::find(&self.operations, name)?;
        Some(slot.get_or_parse(|line| operation_line::parse(self, line)))
    }

    /// Names of all operations, sorted.
    pub fn operation_names(&'static self) -> impl Iterator<Item = &'static str> {
        self.operations.iter().map(Slot::name)
    }

    /// The shape `name`, which the model must have.
    ///
    /// # Panics
    ///
    /// Where the model names a shape that it does not have: the pack is checked when it is built.
    pub fn shape_of(&'static self, name: &str) -> &'static Shape {
        match self.shape(name) {
            Some(shape) => shape,
            None => panic!("the model of {} names a shape `{name}` that it does not have", self.name),
        }
    }

    /// The shape `name`, where the model has it.
    pub fn shape(&'static self, name: &str) -> Option<&'static Shape> {
        let slot = lines::find(&self.shapes, name)?;
        Some(slot.get_or_parse(|line| shape_line::parse(self, line)))
    }

    /// Names of all shapes, sorted.
    pub fn shape_names(&'static self) -> impl Iterator<Item = &'static str> {
        self.shapes.iter().map(Slot::name)
    }

    /// The paginator of an operation.
    pub fn paginator(&'static self, operation: &str) -> Option<&'static Paginator> {
        let slot = lines::find(&self.paginators, operation)?;
        Some(slot.get_or_parse(paging::paginator))
    }

    /// Names of the operations that have a paginator, sorted.
    pub fn paginator_names(&'static self) -> impl Iterator<Item = &'static str> {
        self.paginators.iter().map(Slot::name)
    }

    /// All waiters, sorted by name.
    pub fn waiters(&'static self) -> &'static [Waiter] {
        self.waiters.get_or_init(|| self.waiter_lines.iter().map(|line| paging::waiter(line)).collect())
    }

    /// What the model says at its top besides metadata, operations and shapes, as JSON text: `clientContextParams`.
    pub fn extra(&'static self, key: &str) -> Option<&'static str> {
        self.extras.iter().find_map(|line| line.strip_prefix(key)?.strip_prefix(' '))
    }
}
