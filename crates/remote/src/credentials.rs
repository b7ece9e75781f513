//! Who signs.

use std::fmt;

/// An access key.
#[derive(Clone)]
pub struct Credentials {
    /// Its public part.
    pub access_key_id: String,
    /// Its secret part.
    pub secret_access_key: String,
    /// The token of temporary credentials.
    pub session_token: Option<String>,
}

/// Secrets stay out of logs.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("access_key_id", &self.access_key_id).finish_non_exhaustive()
    }
}

/// Why there are no credentials.
#[derive(Debug, thiserror::Error)]
pub enum CredentialError {
    /// No link of the chain had any.
    #[error("Unable to locate credentials")]
    NotFound,
    /// A link of the chain failed.
    #[error("{0}")]
    Failed(String),
}

/// Where credentials come from; asked before each attempt, so that they can be renewed.
#[async_trait::async_trait]
pub trait CredentialSource: Send + Sync {
    /// Credentials that are valid now.
    async fn credentials(&self) -> Result<Credentials, CredentialError>;
}

/// Credentials that never change.
#[async_trait::async_trait]
impl CredentialSource for Credentials {
    async fn credentials(&self) -> Result<Credentials, CredentialError> {
        Ok(self.clone())
    }
}
