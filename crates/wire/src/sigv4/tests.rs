use std::path::{Path, PathBuf};
use std::process::Command;

use callboard_model::document::Instant;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

use super::*;

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

struct Parsed {
    method: String,
    path: String,
    query: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

fn parse(text: &str) -> Parsed {
    let (head, body) = text.split_once("\n\n").unwrap_or((text.trim_end_matches('\n'), ""));
    let mut lines = head.lines();
    let first = lines.next().unwrap_or_default();
    let (method, rest) = first.split_once(' ').unwrap_or_default();
    let target = rest.rsplit_once(' ').map_or(rest, |it| it.0);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in lines {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
            continue;
        }
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        fields.push((name.to_lowercase(), value.trim().to_owned()));
    }
    let mut headers = HeaderMap::new();
    for (name, value) in fields {
        let value = HeaderValue::from_bytes(value.as_bytes()).expect("a header value");
        headers.append(HeaderName::try_from(name).expect("a header name"), value);
    }
    Parsed { method: method.into(), path: path.into(), query: query.into(), headers, body: body.into() }
}

fn unpacked(archive: &str, into: &str) -> Option<PathBuf> {
    let archive = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors").join(archive);
    if !archive.is_file() {
        eprintln!("skipped: {}: not here", archive.display());
        return None;
    }
    let folder = tempfile::Builder::new().prefix(into).tempdir().expect("a temporary folder").keep();
    let status = Command::new("tar").arg("xzf").arg(&archive).arg("-C").arg(&folder).status().expect("tar");
    assert!(status.success());
    Some(folder)
}

fn read(folder: &Path, name: &str) -> Option<String> {
    std::fs::read_to_string(folder.join(name)).ok()
}

/// Signs each request of the suite both ways and checks what it signed.
#[test]
fn the_signing_suite_of_aws() {
    let Some(folder) = unpacked("sigv4/aws-signing-test-suite.tar.gz", "sigv4-suite") else { return };
    let keys = KeyCache::default();
    let mut checked = 0;
    for entry in std::fs::read_dir(folder.join("aws-signing-test-suite/v4")).expect("the suite").flatten() {
        let case = entry.path();
        let (Some(request), Some(context)) = (read(&case, "request.txt"), read(&case, "context.json")) else {
            continue;
        };
        let context: Value = serde_json::from_str(&context).expect("JSON");
        let name = entry.file_name().to_string_lossy().into_owned();
        let text = |pointer: &str| context.pointer(pointer).and_then(Value::as_str);
        let now = Instant::parse(text("/timestamp").expect("a timestamp")).expect("a timestamp");
        // A token that is left out of the signature is added after signing: not our way.
        let token = text("/credentials/token").filter(|_| context["omit_session_token"] != true);
        let credentials = Credentials { access_key_id: "AKIDEXAMPLE", secret_access_key: SECRET, session_token: token };
        let path_encoding = if context["normalize"] == true { PathEncoding::Once } else { PathEncoding::AsSent };
        let sign_body = context["sign_body"] == true;
        let scope = Scope { region: "us-east-1", service: "service", path_encoding, content_sha256_header: sign_body };
        let Parsed { method, path, query, mut headers, body } = parse(&request);
        let payload = Payload::Bytes(if sign_body { &body } else { b"" });
        let place = (method.as_str(), path.as_str(), query.as_str());
        let host = headers["host"].to_str().expect("a host").to_owned();
        if headers.len() == 1 && body.is_empty() {
            let query = presign(&keys, credentials, scope, now, place, &host, payload, 3600);
            let wanted = read(&case, "query-signature.txt").expect("a signature");
            assert!(query.ends_with(wanted.trim()), "{name}: {query}, not {wanted}");
            checked += 1;
        }
        sign(&keys, credentials, scope, now, place, &mut headers, payload);
        let wanted = read(&case, "header-signature.txt").expect("a signature");
        let authorization = headers["authorization"].to_str().expect("text").to_owned();
        assert!(authorization.ends_with(wanted.trim()), "{name}: {authorization}, not {wanted}");
        let claim = Claim::of(&headers, &query).expect("a claim").expect("it is signed");
        let expected = Expected { secret_access_key: SECRET, now, path_encoding };
        let body = if sign_body { &body[..] } else { b"" };
        assert_eq!(claim.verify(&keys, &expected, place, &headers, body), Ok(()), "{name}");
        checked += 1;
    }
    assert!(checked >= 60, "{checked} signatures were checked");
}

/// The older suite: each request as it was signed is let in.
#[test]
fn the_classic_suite() {
    let Some(folder) = unpacked("botocore-1.43.11/aws4_testsuite.tar.gz", "sigv4-classic") else { return };
    let keys = KeyCache::default();
    let now = Instant::parse("2015-08-30T12:36:00Z").expect("a timestamp");
    let (mut checked, mut folders) = (0, vec![folder]);
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(&folder).expect("a folder").flatten().map(|it| it.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "sreq") {
                // Its signature is the halves of its token exchanged, not one that any key makes.
                if path.ends_with("get-vanilla-with-session-token.sreq") {
                    continue;
                }
                let text = std::fs::read_to_string(&path).expect("text");
                let Parsed { method, path: target, query, headers, body } = parse(&text);
                let claim = Claim::of(&headers, &query).expect("a claim").expect("it is signed");
                let expected = Expected { secret_access_key: SECRET, now, path_encoding: PathEncoding::Once };
                let outcome = claim.verify(&keys, &expected, (&method, &target, &query), &headers, &body);
                // A token added after signing is an unsigned header to us, as it is to AWS.
                let added_after = text.contains("X-Amz-Security-Token") && !text.contains("x-amz-security-token;");
                if !(added_after && matches!(outcome, Err(ClaimError::Incomplete(_)))) {
                    assert_eq!(outcome, Ok(()), "{}", path.display());
                }
                checked += 1;
            }
        }
    }
    assert!(checked >= 25, "{checked} requests were checked");
}

fn signed(at: &str) -> (KeyCache, HeaderMap) {
    let keys = KeyCache::default();
    let credentials = Credentials { access_key_id: "AKID", secret_access_key: "secret", session_token: None };
    let scope =
        Scope { region: "us-east-1", service: "ivs", path_encoding: PathEncoding::Twice, content_sha256_header: false };
    let mut headers = HeaderMap::new();
    headers.insert("host", HeaderValue::from_static("localhost"));
    let now = Instant::parse(at).expect("a timestamp");
    sign(&keys, credentials, scope, now, ("POST", "/GetStage", ""), &mut headers, Payload::Bytes(b"{}"));
    (keys, headers)
}

#[track_caller]
fn check(change: impl FnOnce(&mut HeaderMap), now: &str, body: &[u8], secret: &str, wanted: Result<(), &str>) {
    let (keys, mut headers) = signed("2026-05-06T07:08:09Z");
    change(&mut headers);
    let outcome = Claim::of(&headers, "").and_then(|claim| {
        let now = Instant::parse(now).expect("a timestamp");
        let expected = Expected { secret_access_key: secret, now, path_encoding: PathEncoding::Twice };
        claim.expect("it is signed").verify(&keys, &expected, ("POST", "/GetStage", ""), &headers, body)
    });
    assert_eq!(outcome.as_ref().copied().map_err(ClaimError::code), wanted, "{outcome:?}");
}

#[test]
fn a_changed_request_is_not_let_in() {
    let now = "2026-05-06T07:10:00Z";
    check(|_| {}, now, b"{}", "secret", Ok(()));
    check(|_| {}, now, b"{ }", "secret", Err("SignatureDoesNotMatch"));
    check(|_| {}, now, b"{}", "other", Err("SignatureDoesNotMatch"));
    check(
        |it| drop(it.insert("host", HeaderValue::from_static("evil"))),
        now,
        b"{}",
        "secret",
        Err("SignatureDoesNotMatch"),
    );
    check(
        |it| drop(it.insert("x-amz-target", HeaderValue::from_static("A.B"))),
        now,
        b"{}",
        "secret",
        Err("IncompleteSignature"),
    );
    check(|it| drop(it.remove("x-amz-date")), now, b"{}", "secret", Err("IncompleteSignature"));
}

#[test]
fn a_clock_that_is_off_by_more_than_a_quarter_of_an_hour_is_not_let_in() {
    check(|_| {}, "2026-05-06T07:23:09Z", b"{}", "secret", Ok(()));
    check(|_| {}, "2026-05-06T07:23:10Z", b"{}", "secret", Err("SignatureDoesNotMatch"));
    check(|_| {}, "2026-05-06T06:53:08Z", b"{}", "secret", Err("SignatureDoesNotMatch"));
}

#[test]
fn a_signed_url_holds_as_long_as_it_says() {
    let keys = KeyCache::default();
    let credentials = Credentials { access_key_id: "AKID", secret_access_key: "secret", session_token: Some("t+/=") };
    let scope =
        Scope { region: "us-east-1", service: "sts", path_encoding: PathEncoding::Twice, content_sha256_header: false };
    let now = Instant::parse("2026-05-06T07:08:09Z").expect("a timestamp");
    let place = ("GET", "/", "Action=GetCallerIdentity");
    let query = presign(&keys, credentials, scope, now, place, "localhost:4566", Payload::Bytes(b""), 60);
    let mut headers = HeaderMap::new();
    headers.insert("host", HeaderValue::from_static("localhost:4566"));
    let outcome = |seconds: i64, query: &str| {
        let now = Instant { seconds: now.seconds + seconds, nanos: 0 };
        let expected = Expected { secret_access_key: "secret", now, path_encoding: PathEncoding::Twice };
        let claim = Claim::of(&headers, query)?.expect("it is signed");
        assert_eq!(claim.session_token.as_deref(), Some("t+/="));
        claim.verify(&keys, &expected, ("GET", "/", query), &headers, b"")
    };
    assert_eq!(outcome(60, &query), Ok(()));
    assert!(matches!(outcome(61, &query), Err(ClaimError::Expired(_))));
    assert_eq!(outcome(1, &query.replace("Expires=60", "Expires=90")), Err(ClaimError::Mismatch));
    assert!(matches!(outcome(1, &query.replace("Expires=60", "Expires=x")), Err(ClaimError::Incomplete(_))));
}
