//! Which certificates are trusted.

use std::path::PathBuf;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};

/// Certificates to trust.
#[derive(Debug, Clone)]
pub struct TlsSettings {
    /// `false` accepts every certificate (`--no-verify-ssl`).
    pub verify: bool,
    /// A PEM file of roots instead of the built-in ones (`--ca-bundle`).
    pub ca_bundle: Option<PathBuf>,
}

impl Default for TlsSettings {
    fn default() -> Self {
        Self { verify: true, ca_bundle: None }
    }
}

/// Why TLS could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The bundle is not there or not PEM.
    #[error("the CA bundle `{path}` cannot be read: {source}")]
    Bundle {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: rustls::pki_types::pem::Error,
    },
    /// The bundle holds no certificate that can be trusted.
    #[error("the CA bundle `{path}` holds no certificate")]
    EmptyBundle {
        /// The file.
        path: PathBuf,
    },
    /// The provider refuses its own defaults.
    #[error("TLS cannot be set up: {0}")]
    Provider(#[from] rustls::Error),
}

pub(super) fn client_config(settings: &TlsSettings) -> Result<ClientConfig, TlsError> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions()?;
    let mut config = if settings.verify {
        builder.with_root_certificates(roots(settings)?).with_no_client_auth()
    } else {
        let verifier = Arc::new(AcceptEvery(provider));
        builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth()
    };
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

fn roots(settings: &TlsSettings) -> Result<RootCertStore, TlsError> {
    let mut store = RootCertStore::empty();
    let Some(path) = &settings.ca_bundle else {
        store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        return Ok(store);
    };
    let bundle = |source| TlsError::Bundle { path: path.clone(), source };
    let certificates: Vec<_> =
        CertificateDer::pem_file_iter(path).map_err(bundle)?.collect::<Result<_, _>>().map_err(bundle)?;
    // Bundles of companies hold odd certificates that no connection needs.
    store.add_parsable_certificates(certificates);
    if store.is_empty() {
        return Err(TlsError::EmptyBundle { path: path.clone() });
    }
    Ok(store)
}

/// What `--no-verify-ssl` asks for: any certificate, but still a proof that the peer holds its key.
#[derive(Debug)]
struct AcceptEvery(Arc<CryptoProvider>);

impl ServerCertVerifier for AcceptEvery {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls12_signature(
            message,
            certificate,
            signature,
            &self.0.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls13_signature(
            message,
            certificate,
            signature,
            &self.0.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
