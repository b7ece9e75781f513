//! Serves resource types to Terraform and OpenTofu over the plugin protocol, versions 5 and 6.
//!
//! # Reading order
//!
//! [`cty`] is what values are, [`schema`] what describes them, [`diagnostics`] what the user is told; [`provider`] is
//! the seam between the protocol and the providers.

pub mod cty;
pub mod diagnostics;
pub mod provider;
pub mod schema;
