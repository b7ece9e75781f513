//! Layers: planes around a plane, each for one concern.
//!
//! ```text
//! face ──▶ ReadOnly ──▶ Observed ──▶ … ──▶ the plane itself
//! ```
//!
//! [`ReadOnly`] lets nothing through that may change something, so that no
//! face can forget it. [`Observed`] tells an [`Observer`] of every call;
//! [`Meter`] is the one that counts. [`Latency`] and [`Faults`] make a good
//! plane a slow or a broken one, for tests. [`Interruptible`] ends calls that
//! nobody wants to wait for any more.
//!
//! # Invariants
//!
//! - A layer passes on what the plane beneath says of itself.
//! - A call that a layer refuses does not reach the plane.

mod faults;
mod interruptible;
mod latency;
mod observed;
mod read_only;

pub use faults::{Fault, Faults};
pub use interruptible::{Interrupt, Interruptible};
pub use latency::Latency;
pub use observed::{Figures, Meter, Observed, Observer, Outcome};
pub use read_only::{ReadOnly, may_change};
