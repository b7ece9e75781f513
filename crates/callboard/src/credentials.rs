//! The credential chain of the AWS CLI: environment, profiles, SSO, processes, containers, instances.
//!
//! Keys in the environment are by far the most frequent case and cost nothing
//! to find, so the SDK's providers are set up only without them. A profile
//! that was asked for by name goes before the environment.
//!
//! What the chain finds is kept until shortly before it expires: a listing of
//! a thousand pages assumes a role once.

use std::time::{Duration, SystemTime};

use aws_config::ecs::EcsCredentialsProvider;
use aws_config::imds::{self, credentials::ImdsCredentialsProvider};
use aws_config::meta::credentials::CredentialsProviderChain;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::profile::credentials::Builder as ProfileBuilder;
use aws_config::provider_config::ProviderConfig;
use aws_config::web_identity_token::WebIdentityTokenCredentialsProvider;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::future::ProvideCredentials as ProvideFuture;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use callboard_cli::host::HostError;
use callboard_remote::credentials::{CredentialError, CredentialSource, Credentials};
use tokio::sync::{Mutex, OnceCell};

use crate::folders::Variables;

/// How long before their end credentials are renewed.
const RENEWED_BEFORE: Duration = Duration::from_secs(5 * 60);

/// Credentials of the environment, where both keys are set.
pub fn from_environment(variables: &dyn Variables) -> Option<Credentials> {
    let set = |name: &str| variables.variable(name).filter(|it| !it.is_empty());
    Some(Credentials {
        access_key_id: set("AWS_ACCESS_KEY_ID")?,
        secret_access_key: set("AWS_SECRET_ACCESS_KEY")?,
        session_token: set("AWS_SESSION_TOKEN").or_else(|| set("AWS_SECURITY_TOKEN")),
    })
}

/// Refuses an environment with the public half of a key alone: somebody meant to use it.
pub fn check_environment(variables: &dyn Variables) -> Result<(), HostError> {
    let is_set = |name: &str| variables.variable(name).is_some_and(|it| !it.is_empty());
    if is_set("AWS_ACCESS_KEY_ID") && !is_set("AWS_SECRET_ACCESS_KEY") {
        let message = "Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY".to_owned();
        return Err(HostError::General { message });
    }
    Ok(())
}

/// The SDK's providers, set up at the first call.
pub struct Chain {
    profile: Profile,
    region: Option<String>,
    provider: OnceCell<SharedCredentialsProvider>,
    kept: Mutex<Option<Kept>>,
}

/// The profile in force.
pub struct Profile {
    /// Its name.
    pub name: String,
    /// Whether the command names it; the environment then has no say.
    pub is_asked_for: bool,
    /// Files to read instead of the usual ones.
    pub files: ProfileFileNames,
}

/// Files that hold profiles; where there are none of a kind, the usual one is read.
#[derive(Default)]
pub struct ProfileFileNames {
    pub config: Vec<String>,
    pub credentials: Vec<String>,
}

struct Kept {
    credentials: Credentials,
    expires: Option<SystemTime>,
}

impl Chain {
    /// A chain for a profile.
    pub fn new(profile: Profile, region: Option<String>) -> Self {
        Self { profile, region, provider: OnceCell::new(), kept: Mutex::new(None) }
    }

    async fn provider(&self) -> &SharedCredentialsProvider {
        let make = async || {
            let region = self.region.clone().map(aws_config::Region::new);
            let config = ProviderConfig::default().with_region(region);
            let profile = ProfileFileCredentialsProvider::builder().configure(&config).profile_name(&self.profile.name);
            let profile = with_files(profile, &self.profile.files);
            let container = EcsCredentialsProvider::builder().configure(&config).build();
            let token = WebIdentityTokenCredentialsProvider::builder().configure(&config).build();
            let chain = match &*self.profile.name {
                _ if self.profile.is_asked_for => CredentialsProviderChain::first_try("Profile", profile.build()),
                "default" => {
                    CredentialsProviderChain::first_try("WebIdentityToken", token).or_else("Profile", profile.build())
                }
                _ => CredentialsProviderChain::first_try("Profile", profile.build()).or_else("WebIdentityToken", token),
            };
            SharedCredentialsProvider::new(
                chain.or_else("Container", container).or_else("Instance", Instance::new(&config)),
            )
        };
        self.provider.get_or_init(make).await
    }
}

#[expect(deprecated, reason = "the new name of these types is in a crate that nothing else here needs")]
fn with_files(profile: ProfileBuilder, names: &ProfileFileNames) -> ProfileBuilder {
    use aws_config::profile::profile_file::{ProfileFileKind, ProfileFiles};
    if names.config.is_empty() && names.credentials.is_empty() {
        return profile;
    }
    let mut files = ProfileFiles::builder()
        .include_default_config_file(names.config.is_empty())
        .include_default_credentials_file(names.credentials.is_empty());
    for name in &names.config {
        files = files.with_file(ProfileFileKind::Config, name);
    }
    for name in &names.credentials {
        files = files.with_file(ProfileFileKind::Credentials, name);
    }
    profile.profile_files(files.build())
}

/// The instance this runs on, if it is one: a machine that is none has no credentials, whatever answers at that address.
#[derive(Debug)]
struct Instance(ImdsCredentialsProvider);

impl Instance {
    fn new(config: &ProviderConfig) -> Self {
        // One attempt of a second, as the AWS CLI makes: nearly nobody is there to answer.
        let client = imds::Client::builder().configure(config).max_attempts(1).build();
        Self(ImdsCredentialsProvider::builder().configure(config).imds_client(client).build())
    }
}

impl ProvideCredentials for Instance {
    fn provide_credentials<'a>(&'a self) -> ProvideFuture<'a>
    where
        Self: 'a,
    {
        ProvideFuture::new(async {
            self.0.provide_credentials().await.map_err(|err| {
                tracing::debug!(error = &err as &dyn std::error::Error, "no credentials of an instance");
                CredentialsError::not_loaded(err)
            })
        })
    }
}

#[async_trait::async_trait]
impl CredentialSource for Chain {
    async fn credentials(&self) -> Result<Credentials, CredentialError> {
        let mut kept = self.kept.lock().await;
        let soon = SystemTime::now() + RENEWED_BEFORE;
        if let Some(kept) = kept.as_ref().filter(|it| it.expires.is_none_or(|it| it > soon)) {
            return Ok(kept.credentials.clone());
        }
        let found = self.provider().await.provide_credentials().await.map_err(|err| match err {
            CredentialsError::CredentialsNotLoaded(_) => CredentialError::NotFound,
            other => CredentialError::Failed(
                anyhow::Error::from(other).chain().map(|it| it.to_string()).collect::<Vec<_>>().join(": "),
            ),
        })?;
        let credentials = Credentials {
            access_key_id: found.access_key_id().to_owned(),
            secret_access_key: found.secret_access_key().to_owned(),
            session_token: found.session_token().map(str::to_owned),
        };
        *kept = Some(Kept { credentials: credentials.clone(), expires: found.expiry() });
        Ok(credentials)
    }
}
