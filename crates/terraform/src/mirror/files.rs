//! The mirror: folders as Terraform's `filesystem_mirror` wants them, with a script that starts this program.

use std::fs;
use std::io;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{MirrorError, Version};
use crate::kind::ProviderKind;
use crate::serve::REGISTRIES;

/// What this program is called in the mirror.
const PROGRAM: &str = "callboard";

/// A mirror in a folder.
#[derive(Debug, Clone)]
pub struct Mirror {
    folder: PathBuf,
    program: PathBuf,
}

impl Mirror {
    /// A mirror in a folder, which need not be there, of a program.
    pub fn new(folder: PathBuf, program: PathBuf) -> Self {
        Self { folder, program }
    }

    /// The folder, which Terraform is told.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Adds a version of a provider for both registries, and points at the program as it is now.
    pub(super) fn add(&self, kind: ProviderKind, version: &Version) -> Result<(), MirrorError> {
        for registry in REGISTRIES {
            let package = self.folder.join(registry).join(kind.source()).join(version.to_string()).join(platform());
            let script = package.join(kind.program());
            fs::create_dir_all(&package).map_err(MirrorError::file(&package))?;
            write_script(&script, &text(kind)).map_err(MirrorError::file(&script))?;
        }
        let link = self.folder.join(PROGRAM);
        if fs::read_link(&link).ok().as_deref() == Some(&self.program) {
            return Ok(());
        }
        // Another process may be starting the program this very moment.
        let new = self.folder.join(format!(".{PROGRAM}-{}", std::process::id()));
        symlink(&self.program, &new).and_then(|()| fs::rename(&new, &link)).map_err(MirrorError::file(&link))
    }
}

fn write_script(path: &Path, text: &str) -> io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|it| it == text) {
        return Ok(());
    }
    // Beside the package, whose every file is in its hash.
    let new = path.with_file_name(format!("../.{}", std::process::id()));
    fs::write(&new, text)?;
    fs::set_permissions(&new, fs::Permissions::from_mode(0o755))?;
    fs::rename(&new, path)
}

/// The script: the program is where the mirror points, which is five folders up from here, or on the search path.
fn text(kind: ProviderKind) -> String {
    format!(
        "#!/bin/sh\nprogram=\"${{0%/*}}/../../../../../{PROGRAM}\"\n[ -x \"$program\" ] || program={PROGRAM}\n\
         exec \"$program\" terraform serve --provider {}\n",
        kind.name()
    )
}

/// The hash by which lock files know the package: a hash of the list of its files and their hashes.
pub(super) fn package_hash(kind: ProviderKind) -> String {
    let file = digest::digest(&digest::SHA256, text(kind).as_bytes());
    let hex: String = file.as_ref().iter().map(|it| format!("{it:02x}")).collect();
    let list = format!("{hex}  {}\n", kind.program());
    format!("h1:{}", STANDARD.encode(digest::digest(&digest::SHA256, list.as_bytes())))
}

/// This machine as Terraform calls it.
fn platform() -> String {
    let system = match std::env::consts::OS {
        "macos" => "darwin",
        other => other,
    };
    let processor = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "x86" => "386",
        other => other,
    };
    format!("{system}_{processor}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn a_package_is_the_same_everywhere() {
        expect![[r##"
            #!/bin/sh
            program="${0%/*}/../../../../../callboard"
            [ -x "$program" ] || program=callboard
            exec "$program" terraform serve --provider aws
        "##]]
        .assert_eq(&text(ProviderKind::Aws));
        expect!["h1:KnMkeU4Q0RKgwvOS3YwvgANMGRxFRmTlTxl9yf82qzk="].assert_eq(&package_hash(ProviderKind::Aws));
        expect!["h1:KrEdaK41lI8GGO2sMwlPiu23qMbSvxpWRmKVsZYEwOM="].assert_eq(&package_hash(ProviderKind::Awscc));
    }
}
