//! The seam: every call of every face goes to a control plane through one trait.
//!
//! ```text
//! face ──▶ Call { operation, input, scope, caller } ──▶ dyn Plane ──▶ Output | PlaneError ──▶ face
//! ```
//!
//! # Invariants
//!
//! - Input and output are valid by the model when they cross the seam.
//! - A plane never prints and never reads the environment.
//!
//! # Reading order
//!
//! [`call`] is what crosses, [`error`] why nothing came back, [`extract`] what comes of many resources at once,
//! [`paginate`] and [`waiter`] walk over any plane, [`layers`] are planes around planes.

pub mod call;
pub mod error;
pub mod extract;
pub mod layers;
pub mod paginate;
pub mod waiter;

pub use call::{Call, Caller, Output, Scope};
pub use error::{CallId, PlaneError};
pub use extract::{Extract, Extracted, Wish};

/// A control plane: AWS itself, or something that behaves as AWS does.
#[async_trait::async_trait]
pub trait Plane: Send + Sync {
    /// Carries out one operation.
    async fn call(&self, call: Call) -> Result<Output, PlaneError>;

    /// Lists resources by `ListResources` for somebody with a wish. A plane may answer with an [`Extract`] in place of the
    /// member that holds the resources.
    async fn extract(&self, call: Call, _wish: &Wish) -> Result<Output, PlaneError> {
        self.call(call).await
    }

    /// Whether Cloud Control's `ListResources` answers with whole resources here, so that a property
    /// that is missing is unset. AWS promises the identifiers alone.
    fn lists_whole_resources(&self) -> bool {
        false
    }
}

/// A shared plane is a plane.
#[async_trait::async_trait]
impl<P: Plane + ?Sized> Plane for std::sync::Arc<P> {
    async fn call(&self, call: Call) -> Result<Output, PlaneError> {
        (**self).call(call).await
    }

    async fn extract(&self, call: Call, wish: &Wish) -> Result<Output, PlaneError> {
        (**self).extract(call, wish).await
    }

    fn lists_whole_resources(&self) -> bool {
        (**self).lists_whole_resources()
    }
}

#[cfg(test)]
mod scripted;
