//! Shapes: what a model says about a value (Smithy's words).
//!
//! Shapes live as long as the process, so references are `&'static` and cost
//! nothing to pass on. A [`Member`] names its target; [`Member::shape`] reads
//! the target on first use.

use crate::service::Service;

/// A named type of a service's model.
#[derive(Debug)]
pub struct Shape {
    /// The service whose model this is from.
    pub service: &'static Service,
    /// The shape's name, unique in its service.
    pub name: &'static str,
    /// What values look like.
    pub kind: ShapeKind,
    /// Smallest length or value.
    pub min: Option<f64>,
    /// Largest length or value.
    pub max: Option<f64>,
    /// ECMAScript pattern of a string.
    pub pattern: Option<&'static str>,
    /// The values of an enumeration, in model order; empty where any text goes.
    pub enum_values: Vec<&'static str>,
    /// Names of the members an input must have, in the order of the model's own list.
    pub required: Vec<&'static str>,
    /// Traits of the shape that are rare; see [`ShapeTraits`].
    pub traits: ShapeTraits,
}

/// What the values of a shape look like.
#[derive(Debug)]
pub enum ShapeKind {
    /// Named members.
    Structure(Vec<Member>),
    /// Items of one shape.
    List(Box<Member>),
    /// Keys and values of one shape each.
    Map(Box<Member>, Box<Member>),
    /// Text.
    String,
    /// A one-character text.
    Character,
    /// 32-bit integer.
    Integer,
    /// 64-bit integer.
    Long,
    /// 32-bit number.
    Float,
    /// 64-bit number.
    Double,
    /// Truth value.
    Boolean,
    /// Bytes.
    Blob,
    /// Moment in time.
    Timestamp,
}

/// Traits of a shape as a whole.
#[derive(Debug, Default)]
pub struct ShapeTraits {
    /// A structure with exactly one member set.
    pub union: bool,
    /// A structure that holds any JSON value.
    pub document: bool,
    /// An error that operations answer.
    pub exception: bool,
    /// A server-side error.
    pub fault: bool,
    /// The error's code and status, where the model gives them.
    pub error_code: Option<&'static str>,
    /// The HTTP status of an error.
    pub error_status: Option<u16>,
    /// A list or map without its wrapping element (XML, query).
    pub flattened: bool,
    /// A value that must not be logged.
    pub sensitive: bool,
    /// A blob that is streamed.
    pub streaming: bool,
    /// The structure is an event stream.
    pub event_stream: bool,
    /// The structure is one event of a stream.
    pub event: bool,
    /// Timestamps of this shape are `iso8601`, `rfc822` or `unixTimestamp` whatever the protocol says.
    pub timestamp_format: Option<&'static str>,
    /// The XML of query answers has an element around the structure.
    pub wrapper: bool,
    /// Values may be absent, which is not the same as zero.
    pub boxed: bool,
    /// Not to be used any more.
    pub deprecated: bool,
    /// The member that is the whole HTTP body.
    pub payload: Option<&'static str>,
    /// The name of the shape on the wire (XML root).
    pub location_name: Option<&'static str>,
    /// XML namespace.
    pub xml_namespace: Option<&'static str>,
    /// XML namespace prefix.
    pub xml_prefix: Option<&'static str>,
    /// What has no token of its own on the line, in the model's own words and as JSON text; `""` where nothing.
    pub rest: &'static str,
}

/// A use of a shape: in a structure, a list or a map.
#[derive(Debug)]
pub struct Member {
    /// The service whose model this is from.
    pub service: &'static Service,
    /// The member's name (`member` in a list, `key` and `value` in a map).
    pub name: &'static str,
    /// The name of its shape.
    pub shape_name: &'static str,
    /// Whether an input must have it.
    pub required: bool,
    /// Where it travels.
    pub location: Location,
    /// The name it has on the wire, where that is not its own.
    pub location_name: Option<&'static str>,
    /// Rare traits.
    pub traits: MemberTraits,
}

/// Where a member travels in an HTTP message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Location {
    /// In the body.
    #[default]
    Body,
    /// A label of the URI.
    Uri,
    /// A parameter of the query string.
    Querystring,
    /// A header.
    Header,
    /// All headers that begin with `location_name`.
    Headers,
    /// The status code.
    StatusCode,
}

/// Traits of one use of a shape.
#[derive(Debug, Default)]
pub struct MemberTraits {
    /// A client fills it in where the caller did not.
    pub idempotency_token: bool,
    /// A blob that is streamed.
    pub streaming: bool,
    /// Part of the host name.
    pub host_label: bool,
    /// A JSON value inside a header.
    pub json_value: bool,
    /// Not to be used any more.
    pub deprecated: bool,
    /// The value may be absent, which is not the same as zero.
    pub boxed: bool,
    /// A list or map without its wrapping element.
    pub flattened: bool,
    /// An XML attribute.
    pub xml_attribute: bool,
    /// The header or payload of an event.
    pub event_header: bool,
    /// The payload of an event.
    pub event_payload: bool,
    /// As [`ShapeTraits::timestamp_format`].
    pub timestamp_format: Option<&'static str>,
    /// The name in an EC2 query.
    pub query_name: Option<&'static str>,
    /// XML namespace.
    pub xml_namespace: Option<&'static str>,
    /// XML namespace prefix.
    pub xml_prefix: Option<&'static str>,
    /// The endpoint rule parameter that takes this member's value.
    pub context_param: Option<&'static str>,
    /// What has no token of its own on the line, in the model's own words and as JSON text; `""` where nothing.
    pub rest: &'static str,
}

impl Member {
    /// The shape of the member's values.
    pub fn shape(&self) -> &'static Shape {
        self.service.shape_of(self.shape_name)
    }

    /// The name it has on the wire.
    pub fn wire_name(&self) -> &'static str {
        self.location_name.unwrap_or(self.name)
    }
}

impl Shape {
    /// The members of a structure; empty for every other kind.
    pub fn members(&self) -> &[Member] {
        match &self.kind {
            ShapeKind::Structure(members) => members,
            _ => &[],
        }
    }

    /// The member `name` of a structure.
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members().iter().find(|it| it.name == name)
    }

    /// The kind of value in the words of the AWS CLI's help: `string`, `list`, `structure`, `timestamp`, …
    pub fn type_name(&self) -> &'static str {
        match &self.kind {
            ShapeKind::Structure(_) => "structure",
            ShapeKind::List(_) => "list",
            ShapeKind::Map(..) => "map",
            ShapeKind::String => "string",
            ShapeKind::Character => "character",
            ShapeKind::Integer => "integer",
            ShapeKind::Long => "long",
            ShapeKind::Float => "float",
            ShapeKind::Double => "double",
            ShapeKind::Boolean => "boolean",
            ShapeKind::Blob => "blob",
            ShapeKind::Timestamp => "timestamp",
        }
    }
}
