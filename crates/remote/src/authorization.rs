//! How a service wants to be told who calls: by a signature, by a token, or not at all.

use callboard_plane::{Call, CallId, PlaneError};
use callboard_wire::endpoints::AuthScheme;
use callboard_wire::sigv4::PathEncoding;

/// The way of one call.
#[derive(Debug, PartialEq)]
pub(crate) enum Authorization<'a> {
    /// The operation is open to everybody.
    Nobody,
    /// A Signature Version 4.
    Signature(Scope<'a>),
    /// `authorization: Bearer TOKEN`.
    Token,
}

/// Where and for what a signature holds.
#[derive(Debug, PartialEq)]
pub(crate) struct Scope<'a> {
    pub(crate) region: &'a str,
    pub(crate) service: &'a str,
    pub(crate) path_encoding: PathEncoding,
    pub(crate) content_sha256_header: bool,
}

const TOKEN_HINT: &str = "set AWS_BEARER_TOKEN_ and the service's signing name, as in AWS_BEARER_TOKEN_BEDROCK";

impl<'a> Authorization<'a> {
    /// The way that operation, endpoint and service agree on; `schemes` are the endpoint's, best first.
    pub(crate) fn of(call: &'a Call, schemes: &'a [AuthScheme], has_token: bool) -> Result<Self, PlaneError> {
        let metadata = &call.operation.service.metadata;
        let unavailable =
            |message: String, hint| Err(PlaneError::Unavailable { call: CallId::from(call.operation), message, hint });
        if call.operation.unsigned {
            return Ok(Self::Nobody);
        }
        let takes_tokens = metadata.signature_version == "bearer" || metadata.rest.contains("#httpBearerAuth");
        match metadata.signature_version {
            _ if has_token && takes_tokens => return Ok(Self::Token),
            "bearer" => return unavailable("Unable to locate authorization token".to_owned(), Some(TOKEN_HINT)),
            "v2" => return unavailable("signatures of version 2 are not supported".to_owned(), None),
            _ => {}
        }
        let scheme = schemes.iter().find(|it| it.name == "sigv4");
        if let (None, Some(other)) = (scheme, schemes.first()) {
            let message = format!("the endpoint wants a signature of kind `{}`, which is not supported", other.name);
            return unavailable(message, None);
        }
        let is_s3 = metadata.signature_version.starts_with("s3");
        let as_sent = is_s3 || scheme.is_some_and(|it| it.disable_double_encoding);
        Ok(Self::Signature(Scope {
            region: scheme.and_then(|it| it.signing_region.as_deref()).unwrap_or(&call.scope.region),
            service: scheme.and_then(|it| it.signing_name.as_deref()).unwrap_or(metadata.signing_name),
            path_encoding: if as_sent { PathEncoding::AsSent } else { PathEncoding::Twice },
            content_sha256_header: is_s3,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use callboard_model::document::Map;
    use callboard_model::registry;
    use callboard_plane::Caller;
    use expect_test::{Expect, expect};

    /// `schemes` are `name signing-name signing-region`, `-` for none.
    #[track_caller]
    fn check((service, operation): (&str, &str), schemes: &[&str], has_token: bool, expect: Expect) {
        let operation = registry::service(service).and_then(|it| it.operation(operation)).expect("an operation");
        let scope = callboard_plane::Scope::new("123456789012", "eu-west-1");
        let call = Call { operation, input: Map::new(), caller: Caller::root(&scope, "test"), scope };
        let scheme = |line: &&str| {
            let mut words = line.split(' ').map(|it| Some(it.to_owned()).filter(|it| it != "-"));
            let mut word = || words.next().flatten();
            let (name, signing_name, signing_region) = (word().unwrap_or_default(), word(), word());
            AuthScheme { name, signing_name, signing_region, ..AuthScheme::default() }
        };
        let schemes: Vec<AuthScheme> = schemes.iter().map(scheme).collect();
        expect.assert_eq(&match Authorization::of(&call, &schemes, has_token) {
            Ok(Authorization::Signature(it)) => format!("{}/{} {:?}", it.region, it.service, it.path_encoding),
            Ok(other) => format!("{other:?}"),
            Err(error) => format!("error: {error}"),
        });
    }

    #[test]
    fn a_signature_is_scoped_by_the_endpoint_then_by_the_model() {
        check(("ivs-realtime", "GetStage"), &[], false, expect!["eu-west-1/ivs Twice"]);
        check(("iam", "ListUsers"), &["sigv4 - us-east-1"], false, expect!["us-east-1/iam Twice"]);
        check(("s3", "ListBuckets"), &["sigv4 s3-outposts -"], false, expect!["eu-west-1/s3-outposts AsSent"]);
        let both = ["sigv4a ses -", "sigv4 - us-east-1"];
        check(("sesv2", "GetAccount"), &both, false, expect!["us-east-1/ses Twice"]);
    }

    #[test]
    fn a_kind_of_signature_that_is_not_supported_is_never_replaced_by_another() {
        check(
            ("sesv2", "GetAccount"),
            &["sigv4a ses -"],
            false,
            expect!["error: sesv2 GetAccount: the endpoint wants a signature of kind `sigv4a`, which is not supported"],
        );
        check(
            ("importexport", "ListJobs"),
            &[],
            false,
            expect!["error: importexport ListJobs: signatures of version 2 are not supported"],
        );
    }

    #[test]
    fn tokens_go_where_the_model_takes_them() {
        check(("bedrock", "ListGuardrails"), &[], true, expect!["Token"]);
        check(("bedrock", "ListGuardrails"), &[], false, expect!["eu-west-1/bedrock Twice"]);
        check(("ivs-realtime", "GetStage"), &[], true, expect!["eu-west-1/ivs Twice"]);
        check(
            ("codecatalyst", "GetProject"),
            &[],
            false,
            expect!["error: codecatalyst GetProject: Unable to locate authorization token"],
        );
    }

    #[test]
    fn an_open_operation_is_not_signed() {
        check(("sts", "AssumeRoleWithWebIdentity"), &[], false, expect!["Nobody"]);
    }
}
