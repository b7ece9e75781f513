//! The access keys of a data folder, for `callboard serve --auth verify`.
//!
//! They are kept in the form of an AWS credentials file, so that a client can
//! be pointed at the file itself (`AWS_SHARED_CREDENTIALS_FILE`). Every
//! section is one key; `aws_account_id` says whose it is.

use std::fs;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use callboard_cli::configure::ini::ConfigFile;

use crate::embedded::DEFAULT_ACCOUNT;

/// An access key that a server accepts.
#[derive(Clone)]
pub struct AccessKey {
    pub id: String,
    pub secret: String,
    pub account: String,
}

/// The file of a data folder.
pub fn file(data_dir: &Path) -> PathBuf {
    data_dir.join("credentials")
}

/// The keys of a data folder; makes the first one where there is none.
pub fn read_or_create(data_dir: &Path) -> anyhow::Result<Vec<AccessKey>> {
    let path = file(data_dir);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(err) if err.kind() == ErrorKind::NotFound => create(&path)?,
        Err(err) => return Err(err).with_context(|| path.display().to_string()),
    };
    let keys = parse(&text).with_context(|| path.display().to_string())?;
    if keys.is_empty() {
        bail!("{}: there is no key in it; remove the file, and a new key is made", path.display());
    }
    Ok(keys)
}

/// A key that is forgotten with the process, for a plane in memory.
pub fn throw_away() -> anyhow::Result<Vec<AccessKey>> {
    parse(&new_text()?)
}

fn parse(text: &str) -> anyhow::Result<Vec<AccessKey>> {
    let file = ConfigFile::parse(text)?;
    file.sections()
        .map(|section| {
            let value = |key: &str| section.get(key).map(str::to_owned);
            let missing = |key: &str| format!("[{}] has no `{key}`", section.header);
            Ok(AccessKey {
                id: value("aws_access_key_id").with_context(|| missing("aws_access_key_id"))?,
                secret: value("aws_secret_access_key").with_context(|| missing("aws_secret_access_key"))?,
                account: value("aws_account_id").unwrap_or_else(|| DEFAULT_ACCOUNT.to_owned()),
            })
        })
        .collect()
}

fn create(path: &Path) -> anyhow::Result<String> {
    let text = new_text()?;
    let made = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    match made {
        Ok(mut file) => {
            file.write_all(text.as_bytes())
                .and_then(|()| file.sync_all())
                .with_context(|| path.display().to_string())?;
            Ok(text)
        }
        // Another process made it first: its key counts.
        Err(err) if err.kind() == ErrorKind::AlreadyExists => Ok(fs::read_to_string(path)?),
        Err(err) => Err(err).with_context(|| path.display().to_string()),
    }
}

fn new_text() -> anyhow::Result<String> {
    const ID: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const SECRET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let id = random_text(ID, 16)?;
    let secret = random_text(SECRET, 40)?;
    Ok(format!(
        "# Keys of callboard serve --auth verify. Each section is a key; clients can read this file as it is.\n\
         [default]\naws_access_key_id = AKIA{id}\naws_secret_access_key = {secret}\naws_account_id = {DEFAULT_ACCOUNT}\n"
    ))
}

/// Text of an alphabet whose length is a power of two, so that every letter is equally likely.
fn random_text(alphabet: &[u8], length: usize) -> anyhow::Result<String> {
    let mut bytes = vec![0u8; length];
    SystemRandom::new().fill(&mut bytes).map_err(|_| anyhow::anyhow!("the system gives no random numbers"))?;
    Ok(bytes.iter().map(|it| alphabet[usize::from(*it) % alphabet.len()] as char).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_kept_private() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let first = read_or_create(folder.path()).expect("a key");
        let again = read_or_create(folder.path()).expect("the same key");
        assert_eq!((&first[0].id, &first[0].secret), (&again[0].id, &again[0].secret));
        assert_eq!((first[0].id.len(), first[0].secret.len()), (20, 40));
        let mode = fs::metadata(file(folder.path())).expect("the file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
