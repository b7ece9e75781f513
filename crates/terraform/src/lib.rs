//! Serves resource types to Terraform and OpenTofu over the plugin protocol, versions 5 and 6.
//!
//! # Reading order
//!
//! [`cty`] is what values are, [`schema`] what describes them, [`diagnostics`] what the user is told; [`provider`] is
//! the seam between the protocol and the providers. [`serve`] answers Terraform, in the messages of [`proto`].

pub mod aws;
pub mod awscc;
pub mod cty;
pub mod diagnostics;
pub mod kind;
pub mod log;
pub mod mirror;
pub mod plan;
pub mod proto;
pub mod provider;
pub mod schema;
pub mod serve;
pub mod tags;
mod undecided;
