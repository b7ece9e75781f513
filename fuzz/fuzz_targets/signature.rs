//! Signatures: any header or query is a claim, none, or refused; a claim is checked without a panic.
#![no_main]

use callboard_model::document::Instant;
use callboard_wire::sigv4::{Claim, Expected, KeyCache, PathEncoding};
use http::{HeaderMap, HeaderValue};

libfuzzer_sys::fuzz_target!(|input: (&str, &str, &str, &[u8])| {
    let (authorization, date, query, body) = input;
    let mut headers = HeaderMap::new();
    headers.insert("host", HeaderValue::from_static("localhost"));
    for (name, value) in [("authorization", authorization), ("x-amz-date", date)] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    if let Ok(Some(claim)) = Claim::of(&headers, query) {
        let now = Instant { seconds: 1_800_000_000, nanos: 0 };
        let expected = Expected { secret_access_key: "secret", now, path_encoding: PathEncoding::Twice };
        let _ = claim.verify(&KeyCache::default(), &expected, ("GET", date, query), &headers, body);
    }
});
