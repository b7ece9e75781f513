//! The protocols AWS services speak, and which one a client takes.

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

/// Best first. botocore puts CBOR before all others; we put it behind JSON, which people can read.
const CLIENT_ORDER: [Protocol; 6] =
    [Protocol::Json, Protocol::RestJson, Protocol::RestXml, Protocol::RpcV2Cbor, Protocol::Query, Protocol::Ec2];

impl Protocol {
    /// The protocol by its name in a model.
    pub fn from_name(name: &str) -> Option<Self> {
        CLIENT_ORDER.into_iter().find(|it| it.name() == name)
    }

    /// Its name in a model.
    pub fn name(self) -> &'static str {
        match self {
            Self::RestJson => "rest-json",
            Self::RestXml => "rest-xml",
            Self::Json => "json",
            Self::Query => "query",
            Self::Ec2 => "ec2",
            Self::RpcV2Cbor => "smithy-rpc-v2-cbor",
        }
    }

    /// The protocol that a client takes of those that a service lists.
    pub fn for_client(listed: &[Self]) -> Option<Self> {
        CLIENT_ORDER.into_iter().find(|it| listed.contains(it))
    }
}
