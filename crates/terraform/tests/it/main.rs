//! The provider as Terraform meets it, without Terraform: a client that plays the host's part.

mod awscc;
mod better;
mod definitions;
mod gateway;
mod handshake;
mod host;
mod real;
mod reference;
mod replay;
mod served;
mod stage;
mod stop;
mod tiny;
