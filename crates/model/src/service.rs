//! One service's model, read line by line as it is asked for.

use crate::shape::Shape;

/// One version of one service's API.
#[derive(Debug)]
pub struct Service {
    /// The name of its folder in botocore, which is nearly always the AWS CLI's command: `ivs-realtime`.
    pub name: &'static str,
    /// What its model says about itself.
    pub metadata: Metadata,
}

/// The protocols AWS services speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// JSON bodies, HTTP bindings.
    RestJson,
    /// XML bodies, HTTP bindings.
    RestXml,
    /// JSON 1.0 and 1.1 by target header.
    Json,
    /// Form input, XML output.
    Query,
    /// Query as EC2 speaks it.
    Ec2,
    /// Smithy RPC v2 with CBOR.
    RpcV2Cbor,
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
    /// Everything else the model says, as JSON text; `""` where nothing.
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
    /// The operation `name`.
    pub fn operation(&'static self, name: &str) -> Option<&'static Operation> {
        let _ = name;
        None // registry work in progress
    }

    /// Names of all operations, sorted.
    pub fn operation_names(&'static self) -> impl Iterator<Item = &'static str> {
        std::iter::empty()
    }

    /// The shape `name`, which the model must have.
    ///
    /// # Panics
    ///
    /// Where the model names a shape that it does not have: the pack is checked when it is built.
    pub fn shape_of(&'static self, name: &str) -> &'static Shape {
        panic!("{name}: registry work in progress")
    }

    /// The shape `name`, where the model has it.
    pub fn shape(&'static self, name: &str) -> Option<&'static Shape> {
        let _ = name;
        None
    }

    /// The paginator of an operation.
    pub fn paginator(&'static self, operation: &str) -> Option<&'static Paginator> {
        let _ = operation;
        None
    }

    /// All waiters, sorted by name.
    pub fn waiters(&'static self) -> &'static [Waiter] {
        &[]
    }
}
