//! Templates: what the `{{ … }}` of every face have in common.
//!
//! SQL texts and stack manifests are filled by the same engine (minijinja) with
//! the same filters. What a value becomes in a text is the face's own: SQL
//! writes it as its place needs it, a manifest keeps its kind.
//!
//! # Invariants
//!
//! - A template depends on its names alone: it reads no file and no environment. `uuid()` is the one thing by chance.
//! - A filter that a face writes in its own way (`sql_list`, `sql_escape`) is not here.
//!
//! # Reading order
//!
//! [`environment`] is the engine as it is set up, [`filters`] what expressions can do beyond the engine's own, [`names`]
//! what they take from outside.

mod environment;
pub mod filters;
pub mod names;

pub use environment::{complaint, environment};
