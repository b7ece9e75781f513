//! The embedded plane: a durable AWS-compatible control plane in-process.
