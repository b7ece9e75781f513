//! The AWS config and credentials files, for the `configure` commands.

use std::fs;
use std::io::{self, BufRead, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use callboard_cli::configure::{Credentials, File, Files};
use callboard_cli::host::HostError;
use callboard_remote::credentials::{CredentialError, CredentialSource};

use crate::credentials::{self, Chain, Profile, ProfileFileNames};
use crate::folders;
use crate::settings::AwsSettings;

/// The files that the settings come from.
pub struct AwsFiles<'a> {
    pub settings: &'a AwsSettings,
}

impl AwsFiles<'_> {
    fn place(&self, file: File) -> Option<PathBuf> {
        let (config, credentials) = folders::aws_files(self.settings.variables());
        match file {
            File::Config => config,
            File::Credentials => credentials,
        }
    }
}

#[async_trait::async_trait]
impl Files for AwsFiles<'_> {
    fn path(&self, file: File) -> String {
        let name = match file {
            File::Config => ("AWS_CONFIG_FILE", "~/.aws/config"),
            File::Credentials => ("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"),
        };
        self.settings.variable(name.0).unwrap_or_else(|| name.1.to_owned())
    }

    fn read(&self, file: File) -> io::Result<Option<String>> {
        let Some(path) = self.place(file) else { return Ok(None) };
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
            Err(err) if err.kind() == ErrorKind::NotFound => Ok(None),
            Err(err) => Err(named(&path, err)),
        }
    }

    /// Written beside the file and moved over it, so that a reader sees the old text or the new one.
    fn write(&self, file: File, text: &str) -> io::Result<()> {
        let path = self.place(file).ok_or_else(|| io::Error::new(ErrorKind::NotFound, "HOME is not set"))?;
        // A link stays a link: what it points to is replaced.
        let path = fs::canonicalize(&path).unwrap_or(path);
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|err| named(folder, err))?;
        let mode = fs::metadata(&path).map_or(0o600, |it| it.permissions().mode() & 0o7777);
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}", std::process::id()));
        let beside = path.with_file_name(name);
        let written = fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(mode)
            .open(&beside)
            .and_then(|mut it| it.write_all(text.as_bytes()).and_then(|()| it.sync_all()))
            .and_then(|()| fs::rename(&beside, &path));
        written.map_err(|err| {
            let _ = fs::remove_file(&beside);
            named(&path, err)
        })
    }

    fn read_line(&self) -> io::Result<Option<String>> {
        let mut line = String::new();
        match io::stdin().lock().read_line(&mut line)? {
            0 => Ok(None),
            _ => Ok(Some(line.trim_end_matches(['\n', '\r']).to_owned())),
        }
    }

    async fn credentials(&self, profile: Option<&str>) -> Result<Option<Credentials>, HostError> {
        if profile.is_none()
            && let Some(found) = credentials::from_environment(self.settings.variables())
        {
            return Ok(Some(shown(found, "env")));
        }
        let source = match self.settings.get(profile, "aws_access_key_id")? {
            None => "custom-process",
            Some(_) if self.settings.is_in_credentials_file(profile, "aws_access_key_id")? => "shared-credentials-file",
            Some(_) => "config-file",
        };
        let region = self.settings.region(None, profile)?;
        let (name, _) = self.settings.profile_name(profile);
        match Chain::new(Profile { name, is_asked_for: profile.is_some(), files: ProfileFileNames::default() }, region)
            .credentials()
            .await
        {
            Ok(found) => Ok(Some(shown(found, source))),
            Err(CredentialError::NotFound) => Ok(None),
            Err(CredentialError::Failed(message)) => Err(HostError::General { message }),
        }
    }
}

fn shown(found: callboard_remote::credentials::Credentials, source: &str) -> Credentials {
    Credentials {
        access_key: found.access_key_id,
        secret_key: found.secret_access_key,
        token: found.session_token,
        expiration: None,
        source: source.to_owned(),
    }
}

fn named(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
