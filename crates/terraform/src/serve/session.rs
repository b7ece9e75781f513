//! One provider under one version of the protocol: what it is configured with, and whether it is to stop.

use std::sync::{Arc, PoisonError, RwLock};

use callboard_plane::layers::Interrupt;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::provider::{ConfiguredProvider, GRACE, Provider};
use crate::schema::Schema;

/// A provider, and what it was configured with last.
pub(super) struct Session {
    pub provider: Arc<dyn Provider>,
    configured: RwLock<Option<Arc<dyn ConfiguredProvider>>>,
    interrupt: Interrupt,
}

impl Session {
    pub fn new(provider: Arc<dyn Provider>) -> Self {
        Self { provider, configured: RwLock::new(None), interrupt: Interrupt::default() }
    }

    /// Brings what is under way to an end, and begins no change any more.
    pub fn stop(&self) {
        tracing::info!("Terraform was interrupted: changes under way come to an end");
        self.interrupt.raise();
        self.provider.stop();
    }

    /// Refuses to begin a change that nobody wants any more.
    pub fn begin(&self) -> Result<(), Diagnostic> {
        match self.interrupt.is_raised() {
            true => Err(interrupted("It was not begun; nothing was changed.")),
            false => Ok(()),
        }
    }

    /// What only reads, given up some time after an interrupt.
    pub async fn reading<A>(&self, work: impl Future<Output = Result<A, Diagnostics>>) -> Result<A, Diagnostics> {
        let is_over = async {
            let raised = self.interrupt.raised().await;
            // A little longer than calls have, which can tell more.
            tokio::time::sleep_until(raised + GRACE + GRACE / 4).await;
        };
        tokio::select! {
            answer = work => answer,
            () = is_over => Err(interrupted("There was no answer yet; nothing was changed.").into()),
        }
    }

    pub fn configured(&self) -> Result<Arc<dyn ConfiguredProvider>, Diagnostic> {
        let configured = self.configured.read().unwrap_or_else(PoisonError::into_inner).clone();
        configured.ok_or_else(|| {
            Diagnostic::error("The provider is not configured")
                .with_detail("A resource was asked for before the provider's own configuration had come.")
        })
    }

    pub fn configure(&self, configured: Arc<dyn ConfiguredProvider>) {
        *self.configured.write().unwrap_or_else(PoisonError::into_inner) = Some(configured);
    }

    pub fn resource(&self, type_name: &str) -> Result<Arc<Schema>, Diagnostic> {
        let schema = self.provider.resource_schema(type_name);
        schema.ok_or_else(|| not_covered("resource type", type_name, &self.provider.resource_types()))
    }

    pub fn data_source(&self, type_name: &str) -> Result<Arc<Schema>, Diagnostic> {
        let schema = self.provider.data_source_schema(type_name);
        schema.ok_or_else(|| not_covered("data source", type_name, &self.provider.data_sources()))
    }
}

fn not_covered(kind: &str, type_name: &str, covered: &[String]) -> Diagnostic {
    let detail = match covered.len() {
        0..=50 => format!("There are {}.", covered.join(", ")),
        count => format!("There are {count} others; `terraform providers schema -json` names them."),
    };
    Diagnostic::error(format!("There is no {kind} `{type_name}` in callboard's provider")).with_detail(detail)
}

fn interrupted(detail: &str) -> Diagnostic {
    Diagnostic::error("interrupted").with_detail(detail)
}
