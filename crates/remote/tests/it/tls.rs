//! Certificates: accepted by a bundle, refused without one, ignored on demand.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use callboard_remote::transport::{TlsSettings, TransportOptions};
use expect_test::expect;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::server::{RawServer, answer, read_request};
use crate::{line, list_stages, once};

/// The certificate of every server here, and its key.
fn certificate() -> &'static rcgen::CertifiedKey<rcgen::KeyPair> {
    static MADE: OnceLock<rcgen::CertifiedKey<rcgen::KeyPair>> = OnceLock::new();
    MADE.get_or_init(|| {
        let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        rcgen::generate_simple_self_signed(names).expect("a certificate for these names")
    })
}

/// A server over TLS that answers `{}`.
pub fn tls_server() -> RawServer {
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(certificate().signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the provider has its own defaults")
        .with_no_client_auth()
        .with_single_cert(vec![certificate().cert.der().clone()], key)
        .expect("a certificate and its key");
    let config = Arc::new(config);
    RawServer::start(move |_, stream| {
        let connection = ServerConnection::new(config.clone()).expect("a server's side");
        let mut stream = StreamOwned::new(connection, stream);
        while !read_request(&mut stream).is_empty() {
            answer(&mut stream, "{}");
        }
    })
}

fn trusting(ca_bundle: Option<PathBuf>, verify: bool) -> TransportOptions {
    TransportOptions { tls: TlsSettings { verify, ca_bundle }, ..TransportOptions::default() }
}

/// Makes two calls of a TLS server by one of its names.
async fn check(host: &str, options: TransportOptions, expect: expect_test::Expect) {
    let server = tls_server();
    let plane = once(&format!("https://{host}:{}", server.port()), options);
    let first = line(list_stages(&plane).await);
    let second = line(list_stages(&plane).await);
    assert_eq!(first, second);
    expect.assert_eq(&first.replace(&server.port().to_string(), "PORT"));
    if first.starts_with("200") {
        assert_eq!(server.connections(), 1, "the connection is kept");
    }
}

#[tokio::test]
async fn a_bundle_says_whom_to_trust() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let bundle = folder.path().join("ca.pem");
    std::fs::write(&bundle, certificate().cert.pem()).expect("a writable folder");
    check("localhost", trusting(Some(bundle.clone()), true), expect!["200 {}"]).await;
    check("127.0.0.1", trusting(Some(bundle.clone()), true), expect!["200 {}"]).await;
    let other_name = expect!["no answer from https://other.localhost:PORT/ListStages (1 attempts): TLS"];
    check("other.localhost", trusting(Some(bundle), true), other_name).await;
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_refused() {
    let refused = expect!["no answer from https://localhost:PORT/ListStages (1 attempts): TLS"];
    check("localhost", trusting(None, true), refused).await;
}

#[tokio::test]
async fn without_verification_every_certificate_will_do() {
    check("localhost", trusting(None, false), expect!["200 {}"]).await;
}

#[tokio::test]
async fn a_bundle_that_cannot_be_used_matters_to_https_alone() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let empty = folder.path().join("empty.pem");
    std::fs::write(&empty, "no certificate\n").expect("a writable folder");
    for bundle in [folder.path().join("none.pem"), empty] {
        let unusable = expect!["no answer from https://localhost:PORT/ListStages (1 attempts): TLS"];
        check("localhost", trusting(Some(bundle.clone()), true), unusable).await;
        let plain = RawServer::start(|_, mut stream| {
            read_request(&mut stream);
            answer(&mut stream, "{}");
        });
        expect!["200 {}"].assert_eq(&line(list_stages(&once(&plain.url(), trusting(Some(bundle), true))).await));
    }
}

#[tokio::test]
async fn a_server_without_tls_is_no_server_with_tls() {
    let server = RawServer::start(|_, mut stream| {
        use std::io::Write;
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    let outcome = line(list_stages(&once(&server.url().replace("http:", "https:"), trusting(None, false))).await);
    expect!["no answer from https://127.0.0.1:PORT/ListStages (1 attempts): TLS"]
        .assert_eq(&outcome.replace(&server.port().to_string(), "PORT"));
}
