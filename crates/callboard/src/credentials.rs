//! The standard credential chain: environment, profiles, SSO, processes, containers, instances.
//!
//! Keys in the environment are by far the most frequent case and cost nothing
//! to find, so the SDK's chain is set up only without them. A profile that was
//! asked for by name goes before the environment, as in the AWS CLI.

use aws_config::profile::ProfileFileCredentialsProvider;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, error::CredentialsError};
use callboard_remote::credentials::{CredentialError, CredentialSource, Credentials};
use tokio::sync::OnceCell;

use crate::folders::Variables;

/// Credentials of the environment, where both keys are set.
pub fn from_environment(variables: &dyn Variables) -> Option<Credentials> {
    let set = |name: &str| variables.variable(name).filter(|it| !it.is_empty());
    Some(Credentials {
        access_key_id: set("AWS_ACCESS_KEY_ID")?,
        secret_access_key: set("AWS_SECRET_ACCESS_KEY")?,
        session_token: set("AWS_SESSION_TOKEN").or_else(|| set("AWS_SECURITY_TOKEN")),
    })
}

/// The SDK's chain, set up at the first call.
pub struct Chain {
    profile: Option<String>,
    region: Option<String>,
    provider: OnceCell<SharedCredentialsProvider>,
}

impl Chain {
    /// A chain for a profile, where one was asked for.
    pub fn new(profile: Option<String>, region: Option<String>) -> Self {
        Self { profile, region, provider: OnceCell::new() }
    }

    async fn provider(&self) -> &SharedCredentialsProvider {
        self.provider
            .get_or_init(|| async {
                let region = self.region.clone().map(aws_config::Region::new);
                match &self.profile {
                    Some(name) => {
                        let config = aws_config::provider_config::ProviderConfig::without_region().with_region(region);
                        let builder = ProfileFileCredentialsProvider::builder();
                        SharedCredentialsProvider::new(builder.configure(&config).profile_name(name).build())
                    }
                    None => {
                        let builder = aws_config::default_provider::credentials::DefaultCredentialsChain::builder();
                        SharedCredentialsProvider::new(builder.region(region).build().await)
                    }
                }
            })
            .await
    }
}

#[async_trait::async_trait]
impl CredentialSource for Chain {
    async fn credentials(&self) -> Result<Credentials, CredentialError> {
        let found = self.provider().await.provide_credentials().await.map_err(|err| match err {
            CredentialsError::CredentialsNotLoaded(_) => CredentialError::NotFound,
            other => CredentialError::Failed(
                anyhow::Error::from(other).chain().map(|it| it.to_string()).collect::<Vec<_>>().join(": "),
            ),
        })?;
        Ok(Credentials {
            access_key_id: found.access_key_id().to_owned(),
            secret_access_key: found.secret_access_key().to_owned(),
            session_token: found.session_token().map(str::to_owned),
        })
    }
}
