//! What SQL answers over the embedded plane, in this process and far away.

mod bad_input;
mod broken;
mod corpus;
mod far;
mod fifty_types;
mod over_http;
mod slt;
mod world;
