//! A plane that is as far away as AWS.

use std::time::Duration;

use async_trait::async_trait;

use crate::{Call, Output, Plane, PlaneError, Wish};

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

    async fn extract(&self, call: Call, wish: &Wish) -> Result<Output, PlaneError> {
        tokio::time::sleep(self.delay).await;
        self.plane.extract(call, wish).await
    }

    fn lists_whole_resources(&self) -> bool {
        self.plane.lists_whole_resources()
    }
}
