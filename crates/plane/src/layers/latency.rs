//! A plane that is as far away as AWS.

use std::time::Duration;

use async_trait::async_trait;

use crate::{Call, Output, Plane, PlaneError};

/// A plane each of whose calls takes some time more.
pub struct Latency<P> {
    plane: P,
    delay: Duration,
}

impl<P: Plane> Latency<P> {
    /// Delays every call on `plane`; calls at the same time are delayed at the same time.
    pub fn new(plane: P, delay: Duration) -> Self {
        Self { plane, delay }
    }
}

#[async_trait]
impl<P: Plane> Plane for Latency<P> {
    async fn call(&self, call: Call) -> Result<Output, PlaneError> {
        tokio::time::sleep(self.delay).await;
        self.plane.call(call).await
    }

    async fn call_for(&self, call: Call, properties: &[&'static str]) -> Result<Output, PlaneError> {
        tokio::time::sleep(self.delay).await;
        self.plane.call_for(call, properties).await
    }

    fn lists_whole_resources(&self) -> bool {
        self.plane.lists_whole_resources()
    }
}
