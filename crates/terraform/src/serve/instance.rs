//! Which provider answers a connection.
//!
//! A process that Terraform started for itself has one configuration in its life, so one provider answers whatever
//! connects. A process that commands attach to sees a connection for every provider block of every command, each with
//! a configuration of its own, so each connection has its own provider.

use std::sync::Arc;

use super::session::Session;
use crate::provider::Provider;
use crate::schema::ProtocolVersion;

/// Makes a provider that knows no configuration yet.
pub type MakeProvider = Arc<dyn Fn() -> Arc<dyn Provider> + Send + Sync>;

/// What a process serves: at most one provider a version of the protocol.
#[derive(Clone, Default)]
pub struct Providers {
    /// What answers under version 5.
    pub v5: Option<MakeProvider>,
    /// What answers under version 6.
    pub v6: Option<MakeProvider>,
}

/// The providers of one connection.
#[derive(Clone)]
pub(super) struct Provided {
    v5: Option<Arc<Session>>,
    v6: Option<Arc<Session>>,
}

impl Provided {
    pub fn under(&self, protocol: ProtocolVersion) -> Option<&Arc<Session>> {
        match protocol {
            ProtocolVersion::V5 => self.v5.as_ref(),
            ProtocolVersion::V6 => self.v6.as_ref(),
        }
    }
}

/// Gives connections their providers.
pub(super) enum Instances {
    Shared(Provided),
    OneAConnection(Providers),
}

impl Instances {
    pub fn shared(providers: &Providers) -> Self {
        Self::Shared(make(providers))
    }

    pub fn of_connection(&self) -> Provided {
        match self {
            Self::Shared(provided) => provided.clone(),
            Self::OneAConnection(providers) => make(providers),
        }
    }
}

fn make(providers: &Providers) -> Provided {
    let session = |make: &Option<MakeProvider>| make.as_ref().map(|make| Arc::new(Session::new(make())));
    Provided { v5: session(&providers.v5), v6: session(&providers.v6) }
}
