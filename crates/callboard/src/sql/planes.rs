//! One plane for all services: calls go where the settings of their service say, and nothing is opened before.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use callboard_cli::host::{Connection, Host as _, HostError};
use callboard_plane::{Call, Output, Plane, PlaneError, Wish};

use super::connect::host;
use crate::world::World;

/// The planes of the services that were called so far.
pub struct ServicePlanes {
    world: Arc<World>,
    connection: Connection,
    is_embedded: bool,
    open: Mutex<HashMap<&'static str, Arc<dyn Plane>>>,
}

impl ServicePlanes {
    /// Planes by the options of a command and the settings of `world`.
    pub fn new(world: Arc<World>, connection: Connection, is_embedded: bool) -> Self {
        Self { world, connection, is_embedded, open: Mutex::default() }
    }

    fn plane(&self, call: &Call) -> Result<Arc<dyn Plane>, HostError> {
        let service = call.operation.service;
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(plane) = open.get(service.name) {
            return Ok(plane.clone());
        }
        let connection = Connection { region: Some(call.scope.region.to_string()), ..self.connection.clone() };
        let plane = host(&self.world).open(&connection, service)?.plane;
        open.insert(service.name, plane.clone());
        Ok(plane)
    }
}

#[async_trait::async_trait]
impl Plane for ServicePlanes {
    async fn call(&self, call: Call) -> Result<Output, PlaneError> {
        let plane = self.plane(&call).map_err(|err| not_open(&call, err))?;
        plane.call(call).await
    }

    async fn extract(&self, call: Call, wish: &Wish) -> Result<Output, PlaneError> {
        let plane = self.plane(&call).map_err(|err| not_open(&call, err))?;
        plane.extract(call, wish).await
    }

    fn lists_whole_resources(&self) -> bool {
        self.is_embedded
    }
}

fn not_open(call: &Call, error: HostError) -> PlaneError {
    match error {
        HostError::NoCredentials => PlaneError::NoCredentials { call: call.operation.into() },
        error => PlaneError::Unavailable { call: call.operation.into(), message: error.to_string(), hint: None },
    }
}
