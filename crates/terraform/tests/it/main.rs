//! The provider as Terraform meets it, without Terraform: a client that plays the host's part.

mod acceptance;
mod awscc;
mod data_sources;
mod death;
mod definitions;
mod every_type;
mod handshake;
mod host;
mod provider_blocks;
mod real;
mod reattach;
mod reference;
mod refusals;
mod replay;
mod served;
mod stage;
mod stop;
mod tiny;
