//! What the config and the credentials file say together.

use super::ini::{ConfigFile, Section};
use super::{File, Session};
use crate::encode::error::Failure;

/// Both files; settings of the credentials file win.
pub(super) struct Profiles {
    pub(super) config: ConfigFile,
    credentials: ConfigFile,
}

impl Profiles {
    pub(super) fn read(session: &Session<'_>) -> Result<Self, Failure> {
        let file = |file: File| {
            let text = session.files.read(file).map_err(|err| session.unreadable(file, &err))?;
            ConfigFile::parse(text.as_deref().unwrap_or_default()).map_err(|err| {
                Failure::general(format!("Unable to parse config file: {} ({err})", session.files.path(file)))
            })
        };
        Ok(Self { config: file(File::Config)?, credentials: file(File::Credentials)? })
    }

    /// Names of all profiles, those of the config file first.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let in_credentials = self.credentials.sections().map(|it| it.header.clone());
        for name in self.config.profiles().map(|(name, _)| name).chain(in_credentials) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    pub(super) fn profile(&self, name: &str) -> Option<Section> {
        let in_credentials = self.credentials.section(name);
        let mut profile = match self.config.profile(name) {
            Some(profile) => profile.clone(),
            None => in_credentials?.clone(),
        };
        if let Some(section) = in_credentials {
            profile.update(section);
        }
        Some(profile)
    }

    /// The settings of the profile in force: a named one must be there, `default` need not.
    pub(super) fn in_force(&self, named: Option<&str>) -> Result<Section, Failure> {
        match (self.profile(named.unwrap_or("default")), named) {
            (Some(profile), _) => Ok(profile),
            (None, None) => Ok(Section::default()),
            (None, Some(name)) => Err(Failure::general(format!("The config profile ({name}) could not be found"))),
        }
    }
}
