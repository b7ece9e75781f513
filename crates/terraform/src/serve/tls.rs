//! Encryption between host and provider: each has a certificate of its own making, and knows the other's.
//!
//! The host's certificate comes in the environment, ours goes back in the line of the handshake. Neither chains to
//! anything, so ours is its own authority, and the host's is compared byte for byte; its signature is verified as ever.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose};
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, ServerConfig, SignatureScheme,
    client::danger::HandshakeSignatureValid,
};

use super::ServeError;

/// The name that the host expects in our certificate.
const NAME: &str = "localhost";

/// What the server encrypts with, and its certificate as the host must know it.
pub(super) struct Encryption {
    pub config: Arc<ServerConfig>,
    pub certificate: CertificateDer<'static>,
}

/// Makes a key and a certificate, and takes the host's certificate as the only one to be shown.
pub(super) fn encryption(client_certificate: &str) -> Result<Encryption, ServeError> {
    let expected = CertificateDer::from_pem_slice(client_certificate.as_bytes())
        .map_err(|err| ServeError::ClientCertificate { reason: err.to_string() })?;
    let key = KeyPair::generate().map_err(own_certificate)?;
    let certificate = parameters()?.self_signed(&key).map_err(own_certificate)?.der().clone();
    let crypto = Arc::new(aws_lc_rs::default_provider());
    let verifier = Arc::new(OneClient { expected: expected.into_owned(), crypto: crypto.clone() });
    let mut config = ServerConfig::builder_with_provider(crypto)
        .with_safe_default_protocol_versions()
        .and_then(|it| {
            let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
            it.with_client_cert_verifier(verifier).with_single_cert(vec![certificate.clone()], key)
        })
        .map_err(|err| ServeError::OwnCertificate { reason: err.to_string() })?;
    config.alpn_protocols = vec![b"h2".to_vec()];
    Ok(Encryption { config: Arc::new(config), certificate })
}

fn parameters() -> Result<CertificateParams, ServeError> {
    let mut parameters = CertificateParams::new([NAME.to_owned()]).map_err(own_certificate)?;
    parameters.distinguished_name.push(DnType::CommonName, NAME);
    // The host makes it the root that our certificate must come from.
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyCertSign];
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
    Ok(parameters)
}

fn own_certificate(error: rcgen::Error) -> ServeError {
    ServeError::OwnCertificate { reason: error.to_string() }
}

/// Lets in whoever holds the key of one certificate.
#[derive(Debug)]
struct OneClient {
    expected: CertificateDer<'static>,
    crypto: Arc<CryptoProvider>,
}

impl ClientCertVerifier for OneClient {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        shown: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        match *shown == self.expected {
            true => Ok(ClientCertVerified::assertion()),
            false => Err(CertificateError::UnknownIssuer.into()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.crypto.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.crypto.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.crypto.signature_verification_algorithms.supported_schemes()
    }
}
