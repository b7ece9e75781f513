//! What the aws face needs from the world: settings, the terminal, an open plane.

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use callboard_cli::configure::Files;
use callboard_cli::host::{Connection, Host, HostError, Session};
use callboard_model::service::Service;
use callboard_plane::{Caller, Scope};
use callboard_remote::credentials::CredentialSource;
use callboard_remote::endpoint::Endpoint;
use callboard_remote::retry::RetryPolicy;
use callboard_remote::transport::{ProxySettings, TlsSettings, Transport, TransportError, TransportOptions};
use callboard_remote::{
    BearerToken, Destination, GLOBAL_REGION, Observer, RemoteOptions, RemotePlane, has_global_endpoint,
};

use crate::credentials::{self, Chain, Profile, ProfileFileNames};
use crate::documentation;
use crate::embedded;
use crate::files::AwsFiles;
use crate::printing;
use crate::session_keys;
use crate::settings::AwsSettings;
use crate::target::{Decision, Target};
use crate::world::World;

/// The binary's side of [`Host`].
pub struct BinaryHost<'a> {
    pub world: &'a World,
    pub files: AwsFiles<'a>,
    /// Whether an interrupt from the keyboard ends the process.
    pub interruptible: Arc<AtomicBool>,
    /// What the embedded plane is opened for.
    pub used: embedded::Use,
}

impl BinaryHost<'_> {
    fn settings(&self) -> &AwsSettings {
        &self.world.settings
    }

    /// Where calls of a service go: the options of the command, then callboard's target, then the AWS settings.
    pub fn decide(&self, connection: &Connection, service_id: &str) -> Result<Decision, HostError> {
        if let Some(url) = &connection.endpoint_url {
            return Ok(Decision { target: Target::Url(url.clone()), because: "--endpoint-url".to_owned() });
        }
        let decision = &self.world.decision;
        if !decision.leaves_endpoints_to_aws_settings() {
            return Ok(decision.clone());
        }
        match self.settings().endpoint_url(connection.profile.as_deref(), service_id)? {
            Some((url, because)) => Ok(Decision { target: Target::Url(url), because }),
            None => Ok(decision.clone()),
        }
    }

    /// As whom and where calls are made on the embedded plane, which is opened for that only where a key needs it.
    pub fn embedded_identity(&self, connection: &Connection) -> Result<(Scope, Caller), HostError> {
        let profile = connection.profile.as_deref();
        if profile.is_none() {
            // Half a key may name an account, and the call must not land in another one unnoticed.
            credentials::check_environment(self.settings().variables())?;
        }
        let region = self.settings().region(connection.region.as_deref(), profile)?;
        let access_key_id = self.settings().access_key_id(profile)?.map(|(id, _)| id);
        let id = access_key_id.as_deref();
        let given_out = match id.filter(|it| session_keys::is_temporary(it)) {
            Some(id) => session_keys::find(&*self.world.embedded_plane(self.used)?, id).map_err(|err| general(&err))?,
            None => None,
        };
        let account = given_out.as_ref().map(|it| it.account.as_str()).or(id.filter(|it| embedded::is_account_id(it)));
        let scope = embedded::scope(account, region.as_deref());
        let mut caller = Caller { access_key_id: id.map(Into::into), ..Caller::root(&scope, "aws") };
        if let Some(key) = given_out {
            caller.arn = key.arn.into();
            caller.user_id = key.user_id.into();
        }
        Ok((scope, caller))
    }

    fn embedded(&self, connection: &Connection) -> Result<Session, HostError> {
        let (scope, caller) = self.embedded_identity(connection)?;
        Ok(Session { plane: self.world.embedded_plane(self.used)?, scope, caller })
    }

    fn remote(
        &self,
        connection: &Connection,
        url: Option<&str>,
        service: &'static Service,
    ) -> Result<Session, HostError> {
        let profile = connection.profile.as_deref();
        let region = match self.settings().region(connection.region.as_deref(), profile)? {
            Some(region) => region,
            None if url.is_none() && has_global_endpoint(service.name) => GLOBAL_REGION.to_owned(),
            None => return Err(HostError::NoRegion),
        };
        let destination = match url {
            Some(url) => {
                Destination::Url(Endpoint::parse(url).map_err(|err| HostError::General { message: err.to_string() })?)
            }
            None => Destination::Aws {
                use_fips: self.is_true("AWS_USE_FIPS_ENDPOINT", profile, "use_fips_endpoint")?,
                use_dual_stack: self.is_true("AWS_USE_DUALSTACK_ENDPOINT", profile, "use_dualstack_endpoint")?,
            },
        };
        let transport = Transport::new(self.transport_options(connection)?);
        let credentials: Option<Arc<dyn CredentialSource>> = match connection.sign {
            false => None,
            true => Some(self.credentials(profile, &region)?),
        };
        let without_prefix =
            self.is_true("AWS_DISABLE_HOST_PREFIX_INJECTION", profile, "disable_host_prefix_injection")?;
        let observer: Option<Arc<dyn Observer>> = if connection.debug { Some(Arc::new(StderrObserver)) } else { None };
        let scope = Scope::new(embedded::DEFAULT_ACCOUNT, &region);
        let caller = Caller::root(&scope, "aws");
        let options = RemoteOptions {
            destination,
            credentials,
            bearer_token: self.bearer_token(service),
            retry: RetryPolicy { max_attempts: self.max_attempts(profile)?, ..RetryPolicy::default() },
            user_agent: format!("callboard/{}", env!("CARGO_PKG_VERSION")),
            inject_host_prefix: !without_prefix,
            observer,
        };
        Ok(Session { plane: Arc::new(RemotePlane::new(transport, options)), scope, caller })
    }

    fn credentials(&self, profile: Option<&str>, region: &str) -> Result<Arc<dyn CredentialSource>, HostError> {
        if profile.is_none() {
            credentials::check_environment(self.settings().variables())?;
            if let Some(keys) = credentials::from_environment(self.settings().variables()) {
                return Ok(Arc::new(keys));
            }
        }
        // The profile must be there before the chain is asked, so that its absence has its own message.
        self.settings().get(profile, "region")?;
        let (name, _) = self.settings().profile_name(profile);
        Ok(Arc::new(Chain::new(
            Profile { name, is_asked_for: profile.is_some(), files: ProfileFileNames::default() },
            Some(region.to_owned()),
        )))
    }

    /// The token of a service that takes tokens, as the SDKs name its variable.
    fn bearer_token(&self, service: &'static Service) -> Option<BearerToken> {
        let name = service.metadata.signing_name.to_uppercase().replace(['-', ' '], "_");
        self.settings().variable(&format!("AWS_BEARER_TOKEN_{name}")).map(BearerToken)
    }

    fn transport_options(&self, connection: &Connection) -> Result<TransportOptions, HostError> {
        let profile = connection.profile.as_deref();
        let bundle = match connection.ca_bundle.clone().or_else(|| self.settings().variable("AWS_CA_BUNDLE")) {
            Some(bundle) => Some(bundle),
            None => self.settings().get(profile, "ca_bundle")?,
        };
        // An empty variable in lower case turns the other one off.
        let variables = self.settings().variables();
        let proxy = |lower: &str, upper: &str| {
            variables.variable(lower).or_else(|| variables.variable(upper)).unwrap_or_default()
        };
        Ok(TransportOptions {
            connect_timeout: connection.connect_timeout,
            read_timeout: connection.read_timeout,
            tls: TlsSettings { verify: connection.verify_ssl, ca_bundle: bundle.map(Into::into) },
            proxy: ProxySettings {
                http: proxy("http_proxy", "HTTP_PROXY"),
                https: proxy("https_proxy", "HTTPS_PROXY"),
                no: proxy("no_proxy", "NO_PROXY"),
            },
            ..TransportOptions::default()
        })
    }

    fn max_attempts(&self, profile: Option<&str>) -> Result<u32, HostError> {
        let text = match self.settings().variable("AWS_MAX_ATTEMPTS") {
            Some(text) => Some(text),
            None => self.settings().get(profile, "max_attempts")?,
        };
        let Some(text) = text else { return Ok(RetryPolicy::default().max_attempts) };
        match text.trim().parse() {
            Ok(attempts) if attempts >= 1 => Ok(attempts),
            _ => Err(HostError::General {
                message: format!(
                    "Value provided to \"max_attempts\": {text} must be an integer greater than or equal to 1."
                ),
            }),
        }
    }

    fn is_true(&self, variable: &str, profile: Option<&str>, key: &str) -> Result<bool, HostError> {
        let text = match self.settings().variable(variable) {
            Some(text) => Some(text),
            None => self.settings().get(profile, key)?,
        };
        Ok(text.is_some_and(|it| it.eq_ignore_ascii_case("true")))
    }
}

impl Host for BinaryHost<'_> {
    fn variable(&self, name: &str) -> Option<String> {
        self.settings().variables().variable(name)
    }

    fn setting(&self, profile: Option<&str>, key: &str) -> Result<Option<String>, HostError> {
        self.settings().get(profile, key)
    }

    fn alias_file(&self) -> Option<(String, String)> {
        let path = crate::folders::home(self.settings().variables())?.join(".aws/cli/alias");
        let text = std::fs::read_to_string(&path).ok()?;
        Some((path.display().to_string(), text))
    }

    fn open(&self, connection: &Connection, service: &'static Service) -> Result<Session, HostError> {
        connection.endpoint_url.as_deref().map_or(Ok(()), check_scheme)?;
        match self.decide(connection, service.metadata.service_id)?.target {
            Target::Embedded => self.embedded(connection),
            Target::Aws => self.remote(connection, None, service),
            Target::Url(url) => self.remote(connection, Some(&url), service),
        }
    }

    fn files(&self) -> Option<&dyn Files> {
        Some(&self.files)
    }

    fn pager_starts(&self) {
        self.interruptible.store(false, Ordering::Relaxed);
    }

    fn stdout_is_terminal(&self) -> bool {
        std::io::stdout().is_terminal()
    }

    fn terminal_width(&self) -> Option<usize> {
        self.settings().variable("COLUMNS")?.parse().ok()
    }

    fn documentation(&self, service: &str) -> Option<String> {
        documentation::find(service, self.settings().variables())
    }
}

/// The AWS CLI wants to see a scheme before it does anything else; Python takes a host before a port for one.
fn check_scheme(url: &str) -> Result<(), HostError> {
    let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
    let begins_with_letter = scheme.starts_with(|it: char| it.is_ascii_alphabetic());
    if begins_with_letter && scheme.chars().all(|it| it.is_ascii_alphanumeric() || "+-.".contains(it)) {
        return Ok(());
    }
    Err(HostError::Parameter(format!(
        "Bad value for --endpoint-url \"{url}\": scheme is missing.  Must be of the form http://<hostname>/ or https://<hostname>/"
    )))
}

fn general(error: &dyn std::error::Error) -> HostError {
    HostError::General { message: error.to_string() }
}

/// Prints what goes over the wire for `--debug`.
struct StderrObserver;

impl Observer for StderrObserver {
    fn request(&self, method: &str, url: &str, headers: &http::HeaderMap, body_bytes: usize) {
        printing::to_stderr(&format!("DEBUG > {method} {url} ({body_bytes} bytes)"));
        for (name, value) in headers {
            printing::to_stderr(&format!("DEBUG > {name}: {}", String::from_utf8_lossy(value.as_bytes())));
        }
    }

    fn answer(&self, status: u16, headers: &http::HeaderMap, body_bytes: usize, millis: u128) {
        printing::to_stderr(&format!("DEBUG < {status} ({body_bytes} bytes, {millis} ms)"));
        for (name, value) in headers {
            printing::to_stderr(&format!("DEBUG < {name}: {}", String::from_utf8_lossy(value.as_bytes())));
        }
    }

    fn failure(&self, error: &TransportError) {
        printing::to_stderr(&format!("DEBUG < {error}"));
    }
}
