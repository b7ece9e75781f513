//! What the AWS CLI does differently from its models, in one place.

use callboard_model::document::{Document, Map};

use crate::decode::DecodeError;
use crate::decode::arguments::ArgumentTable;
use crate::decode::parser::Takes;

/// An argument that no model has.
pub struct CustomArgument {
    /// Its name without dashes.
    pub name: &'static str,
    /// How many words it takes.
    pub takes: Takes,
    /// The kind of its value in the words of help.
    pub type_name: &'static str,
    /// Puts its value into the input.
    pub apply: fn(&mut Map, Document) -> Result<(), DecodeError>,
}

impl std::fmt::Debug for CustomArgument {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("CustomArgument").field(&self.name).finish()
    }
}

/// Adds, changes and takes out arguments of one command.
pub fn customise_arguments(table: &mut ArgumentTable, service: &str, command: &str) {
    let _ = (table, service, command);
}
