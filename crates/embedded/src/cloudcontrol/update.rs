//! `UpdateResource`.
//!
//! The patch is applied to what a read shows, so that write-only properties are
//! not there to be replaced, and the whole of it is then desired.

use callboard_model::types::Action;

use crate::dispatch::{Change, change};
use crate::failure::Answer;
use crate::members::Members;
use crate::request::Request;

use super::accept::{self, Asked};
use super::patch::Patch;
use super::{properties, provider, read};

pub(super) fn update(request: Request) -> Answer<Change> {
    let resource_type = provider::resource_type(&request, Action::Update)?;
    let patch = Patch::parse(request.input.text("PatchDocument"))?;
    change(move |transaction| {
        if let Some(event) = accept::repeated(transaction, &request)? {
            return Ok(event);
        }
        let (identifier, text) = read::existing(transaction, &request, resource_type)?;
        let prior = properties::of_record(&text)?;
        let written = provider::write_only(transaction, &request, resource_type, &identifier)?;
        let desired = patch.apply(resource_type, &prior, &written)?;
        let asked =
            Asked { request: &request, resource_type, operation: "UPDATE", identifier: Some(identifier.clone()) };
        accept::accept(transaction, asked, |transaction| {
            provider::update(transaction, &request, resource_type, &identifier, &prior, desired)?;
            Ok(identifier)
        })
    })
}
