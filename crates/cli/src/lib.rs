//! The AWS CLI door: an `aws` command line becomes a call, an output becomes
//! json, text, table or yaml.
//!
//! ```text
//! words ──decode──▶ Call ──run──▶ Plane ──▶ Output ──encode──▶ stdout
//! ```
//!
//! # Invariants
//!
//! - No service's name appears outside the table of customisations.
//! - The environment, the home directory and planes are reached through [`host::Host`] alone.
//! - Data goes to stdout, everything else to stderr.

pub mod complete;
pub mod configure;
pub mod customizations;
pub mod decode;
pub mod encode;
pub mod help;
pub mod host;
mod run;
#[cfg(test)]
mod testing;

pub use run::run;
