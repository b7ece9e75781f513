//! Parts of an answer that go to files.

use std::fs::OpenOptions;
use std::io::{self, Write};

use callboard_model::document::{Document, Map};
use callboard_model::jmespath::Expression;
use callboard_model::service::Operation;

use crate::decode::base64;

/// The values of arguments that are kept for after the call, by argument.
pub type Kept = Vec<(&'static str, String)>;

/// What an argument saves: service of the model, operation, argument, where it is in the answer.
const SAVED: [(&str, &str, &str, &str); 4] = [
    ("iot", "CreateCertificateFromCsr", "certificate-pem-outfile", "certificatePem"),
    ("iot", "CreateKeysAndCertificate", "certificate-pem-outfile", "certificatePem"),
    ("iot", "CreateKeysAndCertificate", "public-key-outfile", "keyPair.PublicKey"),
    ("iot", "CreateKeysAndCertificate", "private-key-outfile", "keyPair.PrivateKey"),
];

/// Refuses, before the call, files that cannot be written after it.
pub fn check_outfiles(kept: &Kept) -> Result<(), String> {
    for (_, path) in kept.iter().filter(|(name, _)| name.ends_with("outfile")) {
        let folder = match std::path::Path::new(path).parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => std::path::Path::new("."),
        };
        let writable = folder.metadata().is_ok_and(|it| it.is_dir() && !it.permissions().readonly());
        if !writable {
            return Err(format!("Unable to write to file: {path}"));
        }
    }
    Ok(())
}

/// Writes what the arguments of a command save, and takes out of the answer what only the files shall have.
pub fn after_call(operation: &'static Operation, kept: &Kept, answer: &mut Map) -> io::Result<()> {
    let (service, name) = (operation.service.name, operation.name);
    for (_, _, argument, query) in SAVED.iter().filter(|it| it.0 == service && it.1 == name) {
        let Some((_, path)) = kept.iter().find(|(kept, _)| kept == argument) else { continue };
        let found = Expression::parse(query).ok().and_then(|it| {
            let found = it.search_members(answer).ok()?;
            found.as_str().map(str::to_owned)
        });
        write_private(path, found.unwrap_or_default().as_bytes())?;
    }
    if (service, name) == ("iam", "CreateVirtualMFADevice") {
        save_bootstrap(kept, answer)?;
    }
    Ok(())
}

/// Saves the secret of a new device and keeps it from the screen.
fn save_bootstrap(kept: &Kept, answer: &mut Map) -> io::Result<()> {
    let value = |name: &str| kept.iter().find(|(kept, _)| *kept == name).map(|(_, value)| value.as_str());
    let (Some(path), Some(method)) = (value("outfile"), value("bootstrap-method")) else { return Ok(()) };
    let Some(Document::Map(device)) = answer.get_mut("VirtualMFADevice") else { return Ok(()) };
    let bytes = match device.get(method) {
        Some(Document::Blob(bytes)) => bytes.clone(),
        Some(Document::String(text)) => base64::decode(text).unwrap_or_default(),
        _ => return Ok(()),
    };
    write_private(path, &bytes)?;
    for secret in ["QRCodePNG", "Base32StringSeed"] {
        device.remove(secret);
    }
    Ok(())
}

/// Writes a file that only its owner may read.
fn write_private(path: &str, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    file.write_all(bytes)
}
