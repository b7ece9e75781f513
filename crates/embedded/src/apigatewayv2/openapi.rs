//! OpenAPI 3.0: APIs from definitions, and definitions of APIs.
//!
//! ```text
//! JSON or YAML ──▶ source.rs ──▶ definition.rs ──▶ import.rs ──▶ the functions of each kind
//!               a JSON value     what is to be made,
//!                                warnings, information
//! API, or one deployment of it ──▶ export.rs ──▶ source.rs ──▶ JSON or YAML
//! ```
//!
//! A definition is read to its end before anything is made of it, and what is
//! made is one transaction: a definition that is refused changes nothing.

mod definition;
mod export;
mod import;
mod source;

pub(super) use export::export;
pub(super) use import::{import, reimport};
