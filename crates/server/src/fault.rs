//! What the door itself refuses, in AWS's words.
//!
//! AWS's front ends say the same thing by different codes and statuses,
//! depending on the protocol: a wrong signature is `SignatureDoesNotMatch` and
//! 403 in a query answer, `InvalidSignatureException` and 403 in a REST one,
//! the same and 400 in a JSON one. [`Fault::answer`] is that table.

use callboard_model::service::Protocol;
use callboard_wire::message::ErrorAnswer;
use callboard_wire::server::unknown_operation;

use crate::host_check::Foreign;

/// Why a request does not reach the plane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It has no signature, and needs one.
    NoSignature,
    /// Its signature is not of the right form: what is missing or wrong.
    IncompleteSignature(String),
    /// Nobody has that access key.
    UnknownKey,
    /// The session token does not go with the access key.
    WrongSessionToken,
    /// The signature is not the one that the key gives.
    WrongSignature,
    /// The clock or the lifetime of the signature: AWS's sentence about it.
    Expired(String),
    /// The credential scope does not fit: AWS's sentence about it.
    WrongScope(String),
    /// The body is not the one whose hash was signed.
    WrongBodyHash,
    /// No operation has such a method and path, target or action.
    UnknownOperation,
    /// The body is larger than the limit.
    TooLarge {
        /// In bytes.
        limit: usize,
    },
    /// The body did not arrive in time.
    TooSlow,
    /// The body broke off, or is not in the form that its headers promise.
    BrokenBody,
    /// The host or the origin is not let in.
    Foreign(Foreign),
    /// The method is not for this path.
    MethodNotAllowed,
    /// A panic, or something else that must not happen.
    Internal,
    /// The plane took too long; it may or may not have done what was asked.
    NoAnswerInTime,
}

/// How AWS's front ends differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    /// Query, EC2 and REST-XML: short codes.
    Xml,
    /// JSON and CBOR by target: long codes, 400 for whatever the client did.
    Rpc,
    /// REST-JSON: long codes, 403 and 404.
    Rest,
}

impl Fault {
    /// The answer in the words of a protocol.
    pub fn answer(&self, protocol: Protocol) -> ErrorAnswer {
        let family = match protocol {
            _ if *self == Self::UnknownOperation => return unknown_operation(protocol),
            Protocol::Query | Protocol::Ec2 | Protocol::RestXml => Family::Xml,
            Protocol::Json | Protocol::RpcV2Cbor => Family::Rpc,
            Protocol::RestJson => Family::Rest,
        };
        let (code, status) = self.code_and_status(family);
        ErrorAnswer::new(code, self.message(family), status)
    }

    fn code_and_status(&self, family: Family) -> (&'static str, u16) {
        let pick = |xml: (&'static str, u16), long: &'static str, rest_status: u16| match family {
            Family::Xml => xml,
            Family::Rpc => (long, 400),
            Family::Rest => (long, rest_status),
        };
        match self {
            Self::NoSignature => pick(("MissingAuthenticationToken", 403), "MissingAuthenticationTokenException", 403),
            Self::IncompleteSignature(_) => pick(("IncompleteSignature", 400), "IncompleteSignatureException", 403),
            Self::UnknownKey | Self::WrongSessionToken => {
                pick(("InvalidClientTokenId", 403), "UnrecognizedClientException", 403)
            }
            Self::WrongSignature | Self::Expired(_) | Self::WrongScope(_) => {
                pick(("SignatureDoesNotMatch", 403), "InvalidSignatureException", 403)
            }
            Self::WrongBodyHash => pick(("XAmzContentSHA256Mismatch", 400), "InvalidSignatureException", 403),
            Self::UnknownOperation => ("UnknownOperationException", 404),
            Self::TooLarge { .. } => (pick(("RequestEntityTooLarge", 0), "RequestEntityTooLargeException", 0).0, 413),
            Self::TooSlow => (pick(("RequestTimeout", 0), "RequestTimeoutException", 0).0, 408),
            Self::BrokenBody => pick(("IncompleteBody", 400), "SerializationException", 400),
            Self::Foreign(_) => pick(("AccessDenied", 403), "AccessDeniedException", 403),
            Self::MethodNotAllowed => ("MethodNotAllowed", 405),
            Self::Internal => ("InternalFailure", 500),
            Self::NoAnswerInTime => ("ServiceUnavailable", 503),
        }
    }

    fn message(&self, family: Family) -> String {
        match self {
            Self::NoSignature if family == Family::Rest => "Missing Authentication Token".to_owned(),
            Self::NoSignature => "Request is missing Authentication Token".to_owned(),
            Self::UnknownKey | Self::WrongSessionToken => {
                "The security token included in the request is invalid.".to_owned()
            }
            Self::WrongSignature => "The request signature we calculated does not match the signature you provided. \
                 Check your AWS Secret Access Key and signing method. \
                 Consult the service documentation for details."
                .to_owned(),
            Self::IncompleteSignature(message) | Self::Expired(message) | Self::WrongScope(message) => message.clone(),
            Self::WrongBodyHash => {
                "The provided 'x-amz-content-sha256' header does not match what was computed.".to_owned()
            }
            Self::UnknownOperation => String::new(),
            Self::TooLarge { limit } => format!("Request size exceeded {limit} bytes"),
            Self::TooSlow => "The body of the request did not arrive within the time allowed.".to_owned(),
            Self::BrokenBody => "The body of the request did not arrive whole.".to_owned(),
            Self::Foreign(Foreign::NoHost) => "The request must name exactly one host.".to_owned(),
            Self::Foreign(Foreign::Host(host)) => {
                format!("This server does not answer to the host name {host}. Allow the name when starting it.")
            }
            Self::Foreign(Foreign::Origin(origin)) => {
                format!("This server does not answer web pages of {origin}. Allow the origin when starting it.")
            }
            Self::MethodNotAllowed => "The specified method is not allowed against this resource.".to_owned(),
            Self::Internal => {
                "The request processing has failed because of an unknown error, exception or failure.".to_owned()
            }
            Self::NoAnswerInTime => {
                "The request took too long; it may or may not have taken effect. Read the resource before retrying."
                    .to_owned()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(fault: Fault, expect: Expect) {
        let lines: Vec<String> = [Protocol::Query, Protocol::Json, Protocol::RestJson]
            .iter()
            .map(|protocol| {
                let answer = fault.answer(*protocol);
                format!("{} {}: {}", answer.status, answer.code, answer.message)
            })
            .collect();
        expect.assert_eq(&lines.join("\n"));
    }

    #[test]
    fn each_protocol_has_its_own_words() {
        check(
            Fault::NoSignature,
            expect![[r#"
                403 MissingAuthenticationToken: Request is missing Authentication Token
                400 MissingAuthenticationTokenException: Request is missing Authentication Token
                403 MissingAuthenticationTokenException: Missing Authentication Token"#]],
        );
        check(
            Fault::UnknownKey,
            expect![[r#"
                403 InvalidClientTokenId: The security token included in the request is invalid.
                400 UnrecognizedClientException: The security token included in the request is invalid.
                403 UnrecognizedClientException: The security token included in the request is invalid."#]],
        );
        check(
            Fault::TooLarge { limit: 10 },
            expect![[r#"
                413 RequestEntityTooLarge: Request size exceeded 10 bytes
                413 RequestEntityTooLargeException: Request size exceeded 10 bytes
                413 RequestEntityTooLargeException: Request size exceeded 10 bytes"#]],
        );
    }
}
