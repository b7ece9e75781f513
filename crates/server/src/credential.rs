//! What a request says about who signed it, for which service and region,
//! before anything of it is verified.
//!
//! This is enough to find the service, and all that is read where every key is
//! accepted; `sigv4` of the wire reads and checks the whole signature.

use std::borrow::Cow;
use std::ops::Range;

use http::header::AUTHORIZATION;
use http::{HeaderMap, Uri};

/// The credential of a signature, as the client wrote it:
/// `AKID/20261121/us-east-1/ivs/aws4_request`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential<'a> {
    text: Cow<'a, str>,
    key_end: usize,
    region: Range<usize>,
    service: Range<usize>,
}

impl Credential<'_> {
    /// `AKIAIOSFODNN7EXAMPLE`.
    pub fn access_key_id(&self) -> &str {
        &self.text[..self.key_end]
    }

    /// `us-east-1`; empty in a signature for several regions.
    pub fn region(&self) -> &str {
        &self.text[self.region.clone()]
    }

    /// The signing name of a service: `ivs`.
    pub fn service(&self) -> &str {
        &self.text[self.service.clone()]
    }
}

/// Why a signature is not of the right form, in AWS's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed(pub String);

/// Reads the credential of a signature in the `Authorization` header or, for a
/// presigned URL, in the query; `None` where there is no AWS signature.
pub fn read<'a>(uri: &'a Uri, headers: &'a HeaderMap) -> Result<Option<Credential<'a>>, Malformed> {
    if let Some(header) = headers.get(AUTHORIZATION) {
        let header = header.to_str().map_err(|_| malformed("Authorization header has unreadable characters."))?;
        let Some((algorithm, parameters)) = header.split_once(' ') else {
            return Ok(None);
        };
        if !algorithm.starts_with("AWS4-") {
            return Ok(None);
        }
        let credential =
            parameters.split(',').find_map(|it| it.trim_ascii().strip_prefix("Credential=")).ok_or_else(|| {
                malformed(&format!("Authorization header requires 'Credential' parameter. Authorization={algorithm}"))
            })?;
        return of_credential(Cow::Borrowed(credential)).map(Some);
    }
    let Some(credential) = uri.query().and_then(|it| query_parameter(it, "X-Amz-Credential")) else {
        return Ok(None);
    };
    let decoded = percent_encoding::percent_decode_str(credential)
        .decode_utf8()
        .map_err(|_| malformed("X-Amz-Credential has unreadable characters."))?;
    of_credential(decoded).map(Some)
}

/// The value of a query parameter, as it came.
pub fn query_parameter<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    query.split('&').find_map(|it| it.split_once('=').filter(|(key, _)| *key == name).map(|(_, value)| value))
}

/// Cuts a credential from its end, since an access key id may have slashes of
/// its own; a signature for several regions leaves the region out.
fn of_credential(text: Cow<'_, str>) -> Result<Credential<'_>, Malformed> {
    let is_date = |it: &str| it.len() == 8 && it.bytes().all(|it| it.is_ascii_digit());
    let is_label = |it: &str| it.len() <= 64 && it.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_.".contains(&it));
    // It becomes a part of ARNs, whose patterns let no more in.
    let is_region = |it: &str| is_label(it) && it.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-');
    let cut = |text: &str| {
        let scope_end = text.strip_suffix("/aws4_request")?.len();
        let (rest, service) = text[..scope_end].rsplit_once('/')?;
        let service = rest.len() + 1..rest.len() + 1 + service.len();
        let (rest, last) = rest.rsplit_once('/')?;
        let (rest, region) = match is_date(last) {
            true => (rest, 0..0),
            false => {
                let region = rest.len() + 1..rest.len() + 1 + last.len();
                let (rest, date) = rest.rsplit_once('/')?;
                (is_date(date).then_some(rest)?, region)
            }
        };
        let fits = !rest.is_empty()
            && !service.is_empty()
            && is_label(&text[service.clone()])
            && is_region(&text[region.clone()]);
        fits.then_some((rest.len(), region, service))
    };
    match cut(&text) {
        Some((key_end, region, service)) => Ok(Credential { text, key_end, region, service }),
        None => Err(wrong_credential(&text)),
    }
}

fn wrong_credential(credential: &str) -> Malformed {
    let shown: String = credential.chars().take(256).collect();
    malformed(&format!(
        "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{shown}'"
    ))
}

fn malformed(message: &str) -> Malformed {
    Malformed(message.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(authorization: Option<&str>, uri: &str, expect: Expect) {
        let headers = authorization.iter().map(|it| (AUTHORIZATION, it.parse().unwrap())).collect();
        let credential = match read(&uri.parse().unwrap(), &headers) {
            Ok(Some(credential)) => {
                format!("{} in `{}` for {}", credential.access_key_id(), credential.region(), credential.service())
            }
            Ok(None) => "none".to_owned(),
            Err(Malformed(message)) => format!("error: {message}"),
        };
        expect.assert_eq(&credential);
    }

    #[test]
    fn credentials_are_found_in_headers_and_queries() {
        check(
            Some(
                "AWS4-HMAC-SHA256 Credential=AKID/20261121/us-east-1/ivs/aws4_request, SignedHeaders=host, Signature=ab",
            ),
            "/",
            expect!["AKID in `us-east-1` for ivs"],
        );
        check(
            Some("AWS4-ECDSA-P256-SHA256 Credential=AKID/20261121/s3/aws4_request,SignedHeaders=host,Signature=ab"),
            "/",
            expect!["AKID in `` for s3"],
        );
        check(
            None,
            "/?Action=X&X-Amz-Credential=AK%2FID%2F20261121%2Fus-east-1%2Fsts%2Faws4_request",
            expect!["AK/ID in `us-east-1` for sts"],
        );
        check(None, "/?a=b", expect!["none"]);
        check(Some("Bearer abc"), "/", expect!["none"]);
    }

    #[test]
    fn what_is_no_credential_is_refused() {
        check(
            Some("AWS4-HMAC-SHA256 SignedHeaders=host, Signature=ab"),
            "/",
            expect!["error: Authorization header requires 'Credential' parameter. Authorization=AWS4-HMAC-SHA256"],
        );
        for credential in [
            "AKID",
            "AKID/20261121/us-east-1/ivs",
            "/20261121/us-east-1/ivs/aws4_request",
            "AKID/2026112/us-east-1/ivs/aws4_request",
            "AKID/20261121/us-east-1//aws4_request",
            "AKID/20261121/us east/ivs/aws4_request",
            "AKID/20261121/us.east_1/ivs/aws4_request",
            "20261121/ivs/aws4_request",
        ] {
            let header = format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=ab");
            let expected = format!(
                "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{credential}'"
            );
            let headers = [(AUTHORIZATION, header.parse().unwrap())].into_iter().collect();
            assert_eq!(read(&Uri::from_static("/"), &headers), Err(Malformed(expected)));
        }
    }
}
