//! Hosts: what a stack needs of the program around it: SQL, and programs of the user's.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use callboard_resource::Properties;

use crate::secrets::Secrets;

/// Runs what a stack does not run itself.
#[async_trait]
pub trait Host: Send + Sync {
    /// Runs statements with values for their templates; the rows of the last one that has rows.
    async fn query(&self, text: &str, values: Properties) -> Result<Vec<Properties>, HostError>;

    /// Runs a command line in a folder; what it wrote to its standard output.
    async fn script(&self, command: &str, folder: &Path) -> Result<String, HostError>;

    /// Tells what it must not show of what it runs.
    fn hide(&self, _secrets: Arc<Secrets>) {}
}

/// Why statements or a program failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct HostError {
    /// What went wrong.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

/// A host that runs nothing, for stacks without statements.
pub struct NoHost;

#[async_trait]
impl Host for NoHost {
    async fn query(&self, _: &str, _: Properties) -> Result<Vec<Properties>, HostError> {
        Err(HostError { message: "no statements are run here".to_owned(), hint: None })
    }

    async fn script(&self, _: &str, _: &Path) -> Result<String, HostError> {
        Err(HostError { message: "no programs are run here".to_owned(), hint: None })
    }
}
