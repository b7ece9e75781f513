//! The rules of names, from the model.

pub use callboard_model::naming::*;
