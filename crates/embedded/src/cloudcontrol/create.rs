//! `CreateResource`.

use callboard_model::properties::validate_create;
use callboard_model::types::Action;

use crate::dispatch::{Change, change};
use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::request::Request;

use super::accept::{self, Asked};
use super::{identifier, properties, provider};

pub(super) fn create(request: Request) -> Answer<Change> {
    let resource_type = provider::resource_type(&request, Action::Create)?;
    let desired = properties::parse("DesiredState", request.input.text("DesiredState"))?;
    validate_create(resource_type, &desired).map_err(|violations| Failure::validation(violations.to_string()))?;
    let identifier = identifier::of(resource_type, &desired);
    let properties = provider::complete(&request, resource_type, desired);
    change(move |transaction| {
        if let Some(event) = accept::repeated(transaction, &request)? {
            return Ok(event);
        }
        let asked = Asked { request: &request, resource_type, operation: "CREATE", identifier };
        accept::accept(transaction, asked, |transaction| {
            provider::create(transaction, &request, resource_type, properties)
        })
    })
}
