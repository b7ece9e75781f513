//! TLS: a certificate from files, or one made here.
//!
//! A made certificate is self-signed and no authority, so that trusting it
//! (`AWS_CA_BUNDLE=…/cert.pem`) trusts this server alone. It is kept in its
//! folder for later starts, until it gets old or its names no longer suffice.
//! `server.pem` holds certificate and key together, so that two servers that
//! start at once never mix theirs; `cert.pem` is the copy for clients.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use callboard_model::document::Instant;
use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::ParsedCertificate;
use tokio_rustls::TlsAcceptor;

use crate::error::ServerError;
use crate::options::Tls;

/// Names every made certificate is for.
const OWN_NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];
/// Browsers and Apple's verifier take no longer lives.
const LIFE_DAYS: u32 = 820;
/// A kept certificate older than this is made anew.
const RENEW_AFTER_DAYS: u32 = 700;
const DAY: Duration = Duration::from_secs(86_400);

/// What TLS connections are accepted with.
#[derive(Clone)]
pub struct TlsSetup {
    /// Makes TLS connections of TCP connections.
    pub acceptor: TlsAcceptor,
    /// The file that clients may trust, where the certificate was made here and kept.
    pub certificate_file: Option<PathBuf>,
    /// The certificate itself.
    pub certificate: CertificateDer<'static>,
}

/// What TLS connections of any protocol are accepted with.
pub struct Certified {
    /// Certificate and key, and no protocol named.
    pub config: ServerConfig,
    /// The file that clients may trust, where the certificate was made here and kept.
    pub certificate_file: Option<PathBuf>,
    certificate: CertificateDer<'static>,
}

/// Makes ready what `tls` asks for; `None` for plain HTTP.
pub fn set_up(tls: &Tls, allowed_hosts: &[String]) -> Result<Option<TlsSetup>, ServerError> {
    let Some(Certified { mut config, certificate_file, certificate }) = certified(tls, allowed_hosts)? else {
        return Ok(None);
    };
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Some(TlsSetup { acceptor: TlsAcceptor::from(Arc::new(config)), certificate_file, certificate }))
}

/// Reads or makes certificate and key, for whatever protocol is spoken behind them; `None` where none is asked for.
pub fn certified(tls: &Tls, allowed_hosts: &[String]) -> Result<Option<Certified>, ServerError> {
    let (chain, key, certificate_file) = match tls {
        Tls::None => return Ok(None),
        Tls::Files { certificates, private_key } => {
            let (chain, key) = read_pair(certificates, private_key)?;
            (chain, key, None)
        }
        Tls::Generated { directory: None } => {
            let (certificate, key) = generate(&names(allowed_hosts))?;
            let key = PrivateKeyDer::try_from(key.serialize_der())
                .map_err(|err| ServerError::Certificate(rustls::Error::General(err.to_owned())))?;
            (vec![certificate.der().clone()], key, None)
        }
        Tls::Generated { directory: Some(directory) } => {
            let (chain, key) = kept_or_generated(directory, &names(allowed_hosts))?;
            (chain, key, Some(directory.join("cert.pem")))
        }
    };
    let certificate = chain[0].clone();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|it| it.with_no_client_auth().with_single_cert(chain, key))
        .map_err(ServerError::Certificate)?;
    Ok(Some(Certified { config, certificate_file, certificate }))
}

type Pair = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

fn read_pair(certificates: &Path, private_key: &Path) -> Result<Pair, ServerError> {
    let read =
        |path: &Path| fs::read(path).map_err(|source| ServerError::CertificateFile { path: path.to_owned(), source });
    let contents = |path: &Path, expected| ServerError::CertificateContents { path: path.to_owned(), expected };
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&read(certificates)?)
        .collect::<Result<_, _>>()
        .map_err(|_| contents(certificates, "certificate"))?;
    if chain.is_empty() {
        return Err(contents(certificates, "certificate"));
    }
    let key = PrivateKeyDer::from_pem_slice(&read(private_key)?).map_err(|_| contents(private_key, "private key"))?;
    Ok((chain, key))
}

fn kept_or_generated(directory: &Path, names: &[String]) -> Result<Pair, ServerError> {
    let kept = directory.join("server.pem");
    if is_fresh(&kept)
        && let Ok(pair) = read_pair(&kept, &kept)
        && is_for(&pair.0[0], names)
    {
        return Ok(pair);
    }
    let (made, key) = generate(names)?;
    write_private(&kept, &format!("{}{}", made.pem(), key.serialize_pem()))?;
    write_private(&directory.join("cert.pem"), &made.pem())?;
    read_pair(&kept, &kept)
}

fn is_fresh(path: &Path) -> bool {
    fs::metadata(path)
        .and_then(|it| it.modified())
        .is_ok_and(|it| it.elapsed().is_ok_and(|age| age < DAY * RENEW_AFTER_DAYS))
}

fn is_for(certificate: &CertificateDer<'_>, names: &[String]) -> bool {
    let Ok(parsed) = ParsedCertificate::try_from(certificate) else {
        return false;
    };
    names.iter().all(|name| {
        let example = name.replace('*', "any");
        ServerName::try_from(example).is_ok_and(|it| rustls::client::verify_server_name(&parsed, &it).is_ok())
    })
}

fn names(allowed_hosts: &[String]) -> Vec<String> {
    let wildcard = |host: &String| match host.strip_prefix('.') {
        Some(parent) => vec![format!("*.{parent}"), parent.to_owned()],
        None => vec![host.clone()],
    };
    OWN_NAMES.iter().map(|it| (*it).to_owned()).chain(allowed_hosts.iter().flat_map(wildcard)).collect()
}

fn generate(names: &[String]) -> Result<(rcgen::Certificate, KeyPair), ServerError> {
    let failed = |source| ServerError::GenerateCertificate { names: names.join(", "), source };
    let mut params = CertificateParams::new(names.to_vec()).map_err(failed)?;
    params.distinguished_name.push(DnType::CommonName, "callboard on this machine");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let now = SystemTime::now();
    let date = |time: SystemTime| {
        let seconds = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let (year, month, day, ..) = Instant { seconds: seconds as i64, nanos: 0 }.civil();
        rcgen::date_time_ymd(year as i32, month as u8, day as u8)
    };
    (params.not_before, params.not_after) = (date(now - DAY), date(now + DAY * LIFE_DAYS));
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(failed)?;
    let certificate = params.self_signed(&key).map_err(failed)?;
    Ok((certificate, key))
}

/// Writes beside the file first, so that a half-written key is never seen; nobody else may read it.
fn write_private(path: &Path, text: &str) -> Result<(), ServerError> {
    let failed = |source: io::Error| ServerError::CertificateFile { path: path.to_owned(), source };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let beside = path.with_extension(format!("pem.{}", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(&beside)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&beside, path))
        .map_err(failed)
}
