//! TLS with made and given certificates, HTTP/1.1 and HTTP/2.

use std::net::SocketAddr;
use std::sync::Arc;

use callboard_server::{NoKeys, NoLocalRoutes, Server, ServerOptions, Tls};
use expect_test::expect;
use http::{Request, Version};
use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::support::{FakePlane, options};

async fn bind(tls: Tls) -> Server {
    let options = ServerOptions { tls, ..options() };
    Server::bind(options, FakePlane::quiet(), Arc::new(NoKeys), Arc::new(NoLocalRoutes)).await.unwrap()
}

/// Asks for health over TLS, trusting one certificate; returns the version that was spoken.
async fn ask(addr: SocketAddr, trusted: &[u8], name: &str, alpn: &str) -> Result<Version, String> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(trusted.to_vec())).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![alpn.as_bytes().to_vec()];
    let stream = TcpStream::connect(addr).await.unwrap();
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.map_err(|err| err.to_string())?;
    let io = TokioIo::new(stream);
    let request = |uri| Request::get(uri).header("host", "localhost").body(Empty::<Bytes>::new()).unwrap();
    let answer = if alpn == "h2" {
        let (mut sender, connection) = hyper::client::conn::http2::handshake(TokioExecutor::new(), io).await.unwrap();
        tokio::spawn(connection);
        sender.send_request(request("https://localhost/_callboard/health")).await.unwrap()
    } else {
        let (mut sender, connection) = hyper::client::conn::http1::handshake(io).await.unwrap();
        tokio::spawn(connection);
        sender.send_request(request("/_callboard/health")).await.unwrap()
    };
    let version = answer.version();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    assert!(body.starts_with(br#"{"status":"running""#));
    Ok(version)
}

#[tokio::test]
async fn a_made_certificate_is_kept_and_good_for_this_machine_alone() {
    let directory = tempfile::tempdir().unwrap();
    let tls = Tls::Generated { directory: Some(directory.path().to_owned()) };
    let server = bind(tls.clone()).await;
    let (addr, certificate) = (server.local_addr(), server.certificate_der().unwrap().to_vec());
    assert!(server.url().starts_with("https://127.0.0.1:"));
    assert_eq!(server.certificate_file(), Some(&*directory.path().join("cert.pem")));
    let running = tokio::spawn(server.run(std::future::pending()));

    assert_eq!(ask(addr, &certificate, "localhost", "http/1.1").await, Ok(Version::HTTP_11));
    assert_eq!(ask(addr, &certificate, "localhost", "h2").await, Ok(Version::HTTP_2));
    assert_eq!(ask(addr, &certificate, "127.0.0.1", "h2").await, Ok(Version::HTTP_2));
    assert_eq!(ask(addr, &certificate, "::1", "h2").await, Ok(Version::HTTP_2));
    let elsewhere = ask(addr, &certificate, "example.com", "h2").await.unwrap_err();
    assert!(elsewhere.contains("not valid for name"), "{elsewhere}");
    running.abort();

    let again = bind(tls).await;
    assert_eq!(again.certificate_der().unwrap(), certificate);
    let options = ServerOptions {
        tls: Tls::Generated { directory: Some(directory.path().to_owned()) },
        allowed_hosts: vec!["board.test".to_owned()],
        ..options()
    };
    let other_names =
        Server::bind(options, FakePlane::quiet(), Arc::new(NoKeys), Arc::new(NoLocalRoutes)).await.unwrap();
    assert_ne!(other_names.certificate_der().unwrap(), certificate);
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_may_read_the_made_key() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    bind(Tls::Generated { directory: Some(directory.path().join("tls")) }).await;
    let mode = std::fs::metadata(directory.path().join("tls/server.pem")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn given_files_are_used_and_wrong_ones_named() {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name);
    bind(Tls::Generated { directory: Some(directory.path().to_owned()) }).await;
    let files = |certificates: &str, private_key: &str| Tls::Files {
        certificates: path(certificates),
        private_key: path(private_key),
    };
    let server = bind(files("cert.pem", "server.pem")).await;
    assert_eq!(server.certificate_file(), None);
    let (addr, certificate) = (server.local_addr(), server.certificate_der().unwrap().to_vec());
    tokio::spawn(server.run(std::future::pending()));
    assert_eq!(ask(addr, &certificate, "localhost", "http/1.1").await, Ok(Version::HTTP_11));

    let mut refusals = Vec::new();
    for tls in [files("cert.pem", "cert.pem"), files("missing.pem", "server.pem")] {
        let options = ServerOptions { tls, ..options() };
        let refused =
            Server::bind(options, FakePlane::quiet(), Arc::new(NoKeys), Arc::new(NoLocalRoutes)).await.err().unwrap();
        refusals.push(refused.to_string().replace(&directory.path().display().to_string(), "DIR"));
    }
    expect![[r#"
        `DIR/cert.pem` holds no usable private key
        cannot use `DIR/missing.pem` for TLS"#]]
    .assert_eq(&refusals.join("\n"));
}
