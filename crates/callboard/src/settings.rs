//! What the AWS config and credentials files say, read once and only when asked.

use std::path::Path;
use std::sync::OnceLock;

use callboard_cli::configure::ini::{ConfigFile, Section};
use callboard_cli::host::HostError;

use crate::credentials;
use crate::folders::{self, Variables};

/// The files and the environment of AWS tools.
pub struct AwsSettings {
    variables: Box<dyn Variables + Send + Sync>,
    config: OnceLock<Result<ConfigFile, String>>,
    credentials: OnceLock<Result<ConfigFile, String>>,
}

impl AwsSettings {
    /// Settings that read nothing yet.
    pub fn new(variables: Box<dyn Variables + Send + Sync>) -> Self {
        Self { variables, config: OnceLock::new(), credentials: OnceLock::new() }
    }

    /// A variable of the environment that is not empty.
    pub fn variable(&self, name: &str) -> Option<String> {
        self.variables.variable(name).filter(|it| !it.is_empty())
    }

    /// The environment.
    pub fn variables(&self) -> &dyn Variables {
        &*self.variables
    }

    /// The profile in force, and whether somebody named it.
    pub fn profile_name(&self, flag: Option<&str>) -> (String, bool) {
        let named = flag
            .map(str::to_owned)
            .or_else(|| self.variable("AWS_PROFILE"))
            .or_else(|| self.variable("AWS_DEFAULT_PROFILE"));
        (named.clone().unwrap_or_else(|| "default".to_owned()), named.is_some())
    }

    /// A setting of the profile in force; keys of the credentials file win.
    pub fn get(&self, profile: Option<&str>, key: &str) -> Result<Option<String>, HostError> {
        let (name, is_named) = self.profile_name(profile);
        let in_credentials = self.credentials_file()?.section(&name);
        let in_config = self.config_file()?.profile(&name);
        if is_named && in_credentials.is_none() && in_config.is_none() {
            return Err(HostError::General { message: format!("The config profile ({name}) could not be found") });
        }
        let value = |section: Option<&Section>| section.and_then(|it| it.get(key)).map(str::to_owned);
        Ok(value(in_credentials).or_else(|| value(in_config)))
    }

    /// Whether a setting of the profile in force stands in the credentials file.
    pub fn is_in_credentials_file(&self, profile: Option<&str>, key: &str) -> Result<bool, HostError> {
        let (name, _) = self.profile_name(profile);
        Ok(self.credentials_file()?.section(&name).is_some_and(|it| it.get(key).is_some()))
    }

    /// The region: the flag, the environment, the profile.
    pub fn region(&self, flag: Option<&str>, profile: Option<&str>) -> Result<Option<String>, HostError> {
        let set = flag
            .map(str::to_owned)
            .or_else(|| self.variable("AWS_REGION"))
            .or_else(|| self.variable("AWS_DEFAULT_REGION"));
        let region = match set {
            Some(region) => Some(region),
            None => self.get(profile, "region")?,
        };
        match region.filter(|it| !it.is_empty()) {
            Some(region) if !is_host_label(&region) => Err(HostError::General {
                message: format!("Provided region_name '{region}' doesn't match a supported format."),
            }),
            region => Ok(region),
        }
    }

    /// The access key that somebody has set, and what set it.
    pub fn access_key_id(&self, profile: Option<&str>) -> Result<Option<(String, String)>, HostError> {
        match credentials::from_environment(self.variables()) {
            Some(keys) if profile.is_none() => Ok(Some((keys.access_key_id, "AWS_ACCESS_KEY_ID".to_owned()))),
            _ => {
                let (name, _) = self.profile_name(profile);
                let id = self.get(profile, "aws_access_key_id")?;
                Ok(id.map(|it| (it, format!("profile `{name}`"))))
            }
        }
    }

    /// The endpoint that the environment or the profile names for a service, and what named it.
    pub fn endpoint_url(&self, profile: Option<&str>, service_id: &str) -> Result<Option<(String, String)>, HostError> {
        let is_true = |text: String| text.eq_ignore_ascii_case("true");
        let ignored = match self.variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") {
            Some(text) => is_true(text),
            None => self.get(profile, "ignore_configured_endpoint_urls")?.is_some_and(is_true),
        };
        if ignored {
            return Ok(None);
        }
        let upper = service_id.to_uppercase().replace(' ', "_");
        for name in [format!("AWS_ENDPOINT_URL_{upper}"), "AWS_ENDPOINT_URL".to_owned()] {
            if let Some(url) = self.variable(&name) {
                return Ok(Some((url, name)));
            }
        }
        if let Some(group) = self.get(profile, "services")? {
            let section = self.config_file()?.services(&group).ok_or_else(|| {
                let (name, _) = self.profile_name(profile);
                HostError::Configuration(format!(
                    "The services section `{group}`, which profile `{name}` names, is not in the config file"
                ))
            })?;
            let key = format!("{}.endpoint_url", service_id.to_lowercase().replace(' ', "_"));
            if let Some(url) = section.get(&key) {
                return Ok(Some((url.to_owned(), format!("[services {group}]"))));
            }
        }
        let (name, _) = self.profile_name(profile);
        Ok(self.get(profile, "endpoint_url")?.map(|url| (url, format!("profile `{name}`"))))
    }

    fn config_file(&self) -> Result<&ConfigFile, HostError> {
        let (config, _) = folders::aws_files(&*self.variables);
        read_once(&self.config, config.as_deref())
    }

    fn credentials_file(&self) -> Result<&ConfigFile, HostError> {
        let (_, credentials) = folders::aws_files(&*self.variables);
        read_once(&self.credentials, credentials.as_deref())
    }
}

/// A region becomes part of host names and ARNs, so it must be a label of a host name.
fn is_host_label(text: &str) -> bool {
    let fits = text.len() <= 63 && text.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-');
    fits && !text.starts_with('-') && !text.ends_with('-') && !text.bytes().all(|it| it.is_ascii_digit())
}

fn read_once<'a>(
    place: &'a OnceLock<Result<ConfigFile, String>>,
    path: Option<&Path>,
) -> Result<&'a ConfigFile, HostError> {
    let read = place.get_or_init(|| {
        let Some(path) = path else { return Ok(ConfigFile::default()) };
        match std::fs::read(path) {
            Ok(bytes) => ConfigFile::parse(&String::from_utf8_lossy(&bytes))
                .map_err(|err| format!("Unable to parse config file: {} ({})", path.display(), err)),
            Err(err) if err.kind() == std::io::ErrorKind::NotFound => Ok(ConfigFile::default()),
            Err(err) => Err(format!("Unable to read config file: {} ({err})", path.display())),
        }
    });
    read.as_ref().map_err(|message| HostError::General { message: message.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Given(Vec<(&'static str, String)>);

    impl Variables for Given {
        fn variable(&self, name: &str) -> Option<String> {
            self.0.iter().find(|(key, _)| *key == name).map(|(_, value)| value.clone())
        }
    }

    fn settings(config: &str, more: &[(&'static str, &str)]) -> (tempfile::TempDir, AwsSettings) {
        let home = tempfile::tempdir().expect("a temporary folder");
        let file = home.path().join("config");
        std::fs::write(&file, config).expect("a writable folder");
        let mut variables = vec![("AWS_CONFIG_FILE", file.display().to_string())];
        variables.push(("AWS_SHARED_CREDENTIALS_FILE", home.path().join("none").display().to_string()));
        variables.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
        (home, AwsSettings::new(Box::new(Given(variables))))
    }

    const CONFIG: &str = "[default]\nregion = eu-west-1\nservices = dev\n[services dev]\nivs_realtime =\n  endpoint_url = http://a\n[profile p]\nendpoint_url = http://b\n";

    #[test]
    fn the_region_follows_flag_environment_and_profile() {
        let (_home, with) = settings(CONFIG, &[("AWS_DEFAULT_REGION", "us-west-2")]);
        assert_eq!(with.region(Some("sa-east-1"), None).unwrap().as_deref(), Some("sa-east-1"));
        assert_eq!(with.region(None, None).unwrap().as_deref(), Some("us-west-2"));
        let (_home, without) = settings(CONFIG, &[]);
        assert_eq!(without.region(None, None).unwrap().as_deref(), Some("eu-west-1"));
        assert_eq!(without.region(None, Some("p")).unwrap(), None);
    }

    #[test]
    fn a_service_endpoint_wins_over_a_general_one_and_the_environment_over_files() {
        let url = |settings: &AwsSettings, profile, id| settings.endpoint_url(profile, id).unwrap().map(|it| it.0);
        let (_home, files) = settings(CONFIG, &[]);
        assert_eq!(url(&files, None, "IVS RealTime").as_deref(), Some("http://a"));
        assert_eq!(url(&files, None, "STS"), None);
        assert_eq!(url(&files, Some("p"), "STS").as_deref(), Some("http://b"));
        let (_home, both) = settings(CONFIG, &[("AWS_ENDPOINT_URL", "http://c"), ("AWS_ENDPOINT_URL_STS", "http://d")]);
        assert_eq!(url(&both, None, "STS").as_deref(), Some("http://d"));
        assert_eq!(url(&both, None, "IVS RealTime").as_deref(), Some("http://c"));
        let off = [("AWS_ENDPOINT_URL", "http://c"), ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")];
        let (_home, off) = settings(CONFIG, &off);
        assert_eq!(url(&off, None, "STS"), None);
    }

    #[test]
    fn a_profile_that_was_named_must_be_there() {
        let (_home, settings) = settings(CONFIG, &[]);
        let error = settings.get(Some("q"), "region").unwrap_err();
        assert_eq!(error.to_string(), "The config profile (q) could not be found");
    }
}
