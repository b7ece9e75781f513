//! The provider as Terraform meets it, without Terraform: a client that plays the host's part.

mod handshake;
mod host;
mod replay;
mod served;
mod stage;
mod tiny;
