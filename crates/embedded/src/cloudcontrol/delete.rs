//! `DeleteResource`.

use callboard_model::types::Action;

use crate::dispatch::{Change, change};
use crate::failure::Answer;
use crate::members::Members;
use crate::request::Request;

use super::accept::{self, Asked};
use super::{identifier, outcome, provider};

pub(super) fn delete(request: Request) -> Answer<Change> {
    let resource_type = provider::resource_type(&request, Action::Delete)?;
    change(move |transaction| {
        if let Some(event) = accept::repeated(transaction, &request)? {
            return Ok(event);
        }
        let text = request.input.text("Identifier");
        let resolved = identifier::resolve(transaction, &request.place, resource_type, text)?;
        let is_found = resolved.is_some();
        let identifier = resolved.unwrap_or_else(|| text.to_owned());
        let asked =
            Asked { request: &request, resource_type, operation: "DELETE", identifier: Some(identifier.clone()) };
        accept::accept(transaction, asked, |transaction| {
            if !is_found {
                return Err(outcome::not_found(resource_type, &identifier));
            }
            provider::delete(transaction, &request, resource_type, &identifier)?;
            Ok(identifier)
        })
    })
}
