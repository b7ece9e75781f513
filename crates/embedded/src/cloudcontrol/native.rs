//! Native operations, as handlers of resource types carry them out.

use callboard_model::document::Map;
use callboard_model::registry;
use callboard_model::service::Operation;
use callboard_plane::CallId;
use callboard_store::Transaction;

use crate::dispatch::{self, Handler, ServiceTable};
use crate::failure::{Answer, Failure};
use crate::request::Request;

/// Carries out an operation of a service, as its own door would, in a transaction that is going on.
pub(crate) fn call(
    transaction: &mut Transaction<'_>,
    request: &Request,
    service: &ServiceTable,
    name: &str,
    input: Map,
) -> Answer {
    let operation = operation(service, name)?;
    service.hold_against_model(operation, &input)?;
    let call = CallId::from(operation);
    let Some((_, Handler::Write(prepare))) = dispatch::find(call) else { return Err(missing(name)) };
    let native = Request { call, ..request.with_input(input) };
    prepare(native)?(transaction)
}

/// The operation of a service by its name.
pub(super) fn operation(service: &ServiceTable, name: &str) -> Answer<&'static Operation> {
    registry::service(service.name).and_then(|it| it.operation(name)).ok_or_else(|| missing(name))
}

/// A handler needs an operation that is not carried out.
pub(super) fn missing(operation: &str) -> Failure {
    Failure::refused("InternalServerException", format!("{operation} is not carried out on the embedded plane"), 500)
}
