//! Durable, ordered records shared safely between processes.
