//! One operation's line: `o NAME METHOD URI STATUS <INPUT >OUTPUT !ERRORS ~FLAGS {REST}`.

use super::lines::Tokens;
use super::rest::Rest;
use super::{Operation, Service};

/// Reads the line of an operation.
pub(super) fn parse(service: &'static Service, line: &'static str) -> Operation {
    let mut tokens = Tokens::after_kind(line);
    let mut word = || tokens.next().unwrap_or_default();
    let (name, http_method, http_uri, http_status) = (word(), word(), word(), word());
    let (mut input, mut output, mut errors, mut flags, mut json) = (None, None, Vec::new(), "", "");
    for token in tokens {
        let (sigil, rest) = token.split_at(1);
        match sigil {
            "<" => input = Some(service.shape_of(rest)),
            ">" => output = Some(service.shape_of(rest)),
            "!" => errors = rest.split(',').filter(|it| !it.is_empty()).collect(),
            "~" => flags = rest,
            "{" => json = token,
            _ => panic!("the line of operation {name} of {} has an unknown token `{token}`", service.name),
        }
    }
    let rest = Rest::parse(json);
    for error in rest.value(&["errors"]).and_then(|it| it.as_array()).into_iter().flatten() {
        // The shape is looked up for its name, which lives as long as we need it.
        errors.extend(error["shape"].as_str().and_then(|it| service.shape(it)).map(|it| it.name));
    }
    let wrapper = rest.text(&["output", "resultWrapper"]);
    let no_auth = rest.texts(&["auth"]) == ["smithy.api#noAuth"];
    Operation {
        service,
        name,
        http_method,
        http_uri,
        http_status: http_status.parse().unwrap_or(200),
        input,
        output,
        errors,
        deprecated: flags.contains('D'),
        idempotent: flags.contains('i'),
        read_only: flags.contains('r'),
        unsigned: no_auth || rest.text(&["authtype"]) == Some("none"),
        unsigned_payload: rest.is_true(&["unsignedPayload"]) || rest.text(&["authtype"]) == Some("v4-unsigned-body"),
        host_prefix: rest.text(&["endpoint", "hostPrefix"]),
        input_location_name: rest.text(&["input", "locationName"]),
        input_xml_namespace: rest.text(&["input", "xmlNamespace", "uri"]),
        output_wrapper: wrapper,
        rest: json,
    }
}
