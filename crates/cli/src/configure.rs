//! The `configure` commands: config and credentials files, read and edited as text.
//!
//! Everything here is a function from text to text; the binary supplies paths
//! and writes files.

pub mod ini;
