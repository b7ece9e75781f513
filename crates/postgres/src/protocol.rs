//! The messages of PostgreSQL's protocol, version 3.0: what clients send, and what they are sent.
//!
//! Written here and not taken from a crate, since every byte comes from somebody who may mean harm: a message is cut out
//! by its length first, and then read by [`read`], which cannot panic.

pub(crate) mod read;
pub(crate) mod write;

pub(crate) use read::{Message, Target, Unreadable};
pub(crate) use write::{Outgoing, Status};

/// Whether a value is text or in the binary format of its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Binary,
}

/// The formats that a client asks for: none is text for all, one is for all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Formats(pub(crate) Vec<Format>);

impl Formats {
    pub(crate) fn at(&self, at: usize) -> Format {
        match &self.0[..] {
            [only] => *only,
            all => all.get(at).copied().unwrap_or(Format::Text),
        }
    }

    /// Whether there are as many as there are values.
    pub(crate) fn fit(&self, values: usize) -> bool {
        self.0.len() <= 1 || self.0.len() == values
    }
}
