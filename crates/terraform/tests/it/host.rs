//! A host of plugins: starts a server, reads its line, connects, and calls methods by name.

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use callboard_terraform::proto;
use callboard_terraform::serve::{MAGIC_COOKIE, Mode, PluginEnvironment, Providers, Server};
use hyper_util::rt::TokioIo;
use rcgen::{CertificateParams, KeyPair, PKCS_ECDSA_P521_SHA512};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use tempfile::TempDir;
use tokio::net::UnixStream;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tonic::transport::{Channel, Endpoint, Uri};
use tonic::{Request, Status};
use tonic_prost::ProstCodec;
use tower_service::Service;

/// Key and certificate of a host, as Terraform makes them.
pub struct HostKey {
    pub certificate: String,
    der: CertificateDer<'static>,
    key: PrivateKeyDer<'static>,
}

impl HostKey {
    pub fn new() -> Self {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P521_SHA512).expect("a key");
        let parameters = CertificateParams::new(["localhost".to_owned()]).expect("a name");
        let certificate = parameters.self_signed(&key).expect("a certificate");
        Self {
            certificate: certificate.pem(),
            der: certificate.der().clone(),
            key: PrivateKeyDer::Pkcs8(key.serialize_der().into()),
        }
    }
}

/// What a host says to a plugin, with a folder for its socket.
pub fn environment(folder: &TempDir, key: Option<&HostKey>) -> PluginEnvironment {
    PluginEnvironment {
        magic_cookie: Some(MAGIC_COOKIE.to_owned()),
        protocol_versions: Some("5,6".to_owned()),
        client_certificate: key.map(|it| it.certificate.clone()),
        socket_folder: folder.path().to_owned(),
    }
}

/// A server that runs.
pub struct Started {
    pub announcement: String,
    pub running: JoinHandle<()>,
}

pub fn start(mode: &Mode, providers: &Providers) -> Started {
    let server = Server::bind(mode, providers).expect("a server");
    let announcement = server.announcement().to_owned();
    let running = tokio::spawn(async move { server.run().await.expect("a server that ends in order") });
    Started { announcement, running }
}

/// A connection to a server.
#[derive(Clone)]
pub struct Host {
    channel: Channel,
}

impl Host {
    /// Connects to what a line names, with the key whose certificate the server was told.
    pub async fn connect(line: &str, key: Option<&HostKey>) -> Result<Self, tonic::transport::Error> {
        let fields: Vec<&str> = line.trim_end().split('|').collect();
        assert_eq!(fields[..3], ["1", fields[1], "unix"], "{line}");
        let tls = key.map(|key| client_config(key, fields[5]));
        Self::connect_to(fields[3].into(), tls).await
    }

    /// Connects to a socket.
    pub async fn connect_to(path: PathBuf, tls: Option<ClientConfig>) -> Result<Self, tonic::transport::Error> {
        let connector = Connect { path, tls: tls.map(|it| TlsConnector::from(Arc::new(it))) };
        let channel = Endpoint::from_static("http://localhost").connect_with_connector(connector).await?;
        Ok(Self { channel })
    }

    /// Calls a method by its path.
    pub async fn call<Q, A>(&self, path: &'static str, request: Q) -> Result<A, Status>
    where
        Q: prost::Message + 'static,
        A: prost::Message + Default + 'static,
    {
        let mut grpc = tonic::client::Grpc::new(self.channel.clone()).max_decoding_message_size(usize::MAX);
        grpc.ready().await.map_err(|err| Status::unavailable(err.to_string()))?;
        let codec = ProstCodec::<Q, A>::default();
        let path = http::uri::PathAndQuery::from_static(path);
        Ok(grpc.unary(Request::new(request), path, codec).await?.into_inner())
    }

    /// Ends the server as Terraform does.
    pub async fn shut_down(&self) {
        let answer = self.call::<_, proto::Empty>("/plugin.GRPCController/Shutdown", proto::Empty {}).await;
        answer.expect("an end in order");
    }

    /// What the plugin prints, until it ends.
    pub async fn stdio(&self) -> Result<tonic::Streaming<proto::StdioData>, Status> {
        let mut grpc = tonic::client::Grpc::new(self.channel.clone());
        grpc.ready().await.map_err(|err| Status::unavailable(err.to_string()))?;
        let codec = ProstCodec::<proto::Empty, proto::StdioData>::default();
        let path = http::uri::PathAndQuery::from_static("/plugin.GRPCStdio/StreamStdio");
        Ok(grpc.server_streaming(Request::new(proto::Empty {}), path, codec).await?.into_inner())
    }
}

/// Shows the host's certificate, and takes no other server than the one that was announced.
fn client_config(key: &HostKey, certificate: &str) -> ClientConfig {
    use base64::Engine;
    let der = base64::engine::general_purpose::STANDARD_NO_PAD.decode(certificate).expect("no padding");
    let crypto = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let announced = Arc::new(Announced { certificate: der.into(), crypto: crypto.clone() });
    let config = ClientConfig::builder_with_provider(crypto).with_safe_default_protocol_versions().expect("versions");
    let mut config = config
        .dangerous()
        .with_custom_certificate_verifier(announced)
        .with_client_auth_cert(vec![key.der.clone()], key.key.clone_key())
        .expect("a key that fits");
    config.alpn_protocols = vec![b"h2".to_vec()];
    config
}

/// Takes one certificate, as Go does with one that is its own authority, which webpki refuses.
#[derive(Debug)]
struct Announced {
    certificate: CertificateDer<'static>,
    crypto: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Announced {
    fn verify_server_cert(
        &self,
        shown: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        assert_eq!(*shown, self.certificate, "the certificate that was announced");
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.crypto.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.crypto.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.crypto.signature_verification_algorithms.supported_schemes()
    }
}

/// MessagePack of a value of a type.
pub fn value(
    value: &callboard_terraform::cty::Value,
    of: &callboard_terraform::cty::Type,
) -> Option<proto::DynamicValue> {
    let msgpack = callboard_terraform::cty::encode(value, of).expect("a value of the type");
    Some(proto::DynamicValue { msgpack: msgpack.into(), json: Bytes::new() })
}

#[derive(Clone)]
struct Connect {
    path: PathBuf,
    tls: Option<TlsConnector>,
}

impl Service<Uri> for Connect {
    type Response = TokioIo<Box<dyn Duplex>>;
    type Error = std::io::Error;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<Self::Response, std::io::Error>> + Send>>;

    fn poll_ready(&mut self, _cx: &mut std::task::Context<'_>) -> std::task::Poll<std::io::Result<()>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, _uri: Uri) -> Self::Future {
        let Self { path, tls } = self.clone();
        Box::pin(async move {
            let socket = UnixStream::connect(path).await?;
            let stream: Box<dyn Duplex> = match tls {
                None => Box::new(socket),
                Some(tls) => {
                    let name = ServerName::try_from("localhost").expect("a name");
                    Box::new(tls.connect(name, socket).await?)
                }
            };
            Ok(TokioIo::new(stream))
        })
    }
}

trait Duplex: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send {}

impl<T: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send> Duplex for T {}
