//! Dispatch: from the name of an operation to its domain function.

use callboard_model::document::Map;
use callboard_model::service::Operation;
use callboard_model::shape::Shape;
use callboard_model::validate::{self, Exceptions};
use callboard_plane::CallId;
use callboard_store::{Snapshot, Transaction};

use crate::failure::{Answer, Failure};
use crate::request::Request;
use crate::{apigatewayv2, cloudcontrol, iam, ivs_realtime, logs, resource_groups_tagging, sts};

/// A change that is ready to be made: all that can be done outside a transaction is done.
pub(crate) type Change = Box<dyn FnOnce(&mut Transaction<'_>) -> Answer + Send>;

/// How an operation is carried out.
#[derive(Clone, Copy)]
pub(crate) enum Handler {
    /// Looks at one moment of the records, by what it is handed alone: the store may be locked meanwhile.
    Read(fn(&Request, &Snapshot<'_>) -> Answer),
    /// Looks at one record by itself, for which one moment is as good as another.
    ReadOne(fn(&Request) -> Answer),
    /// Prepares a change, which is then made in one transaction.
    Write(fn(Request) -> Answer<Change>),
}

/// The operations of one service that the plane carries out.
pub(crate) struct ServiceTable {
    /// botocore's name of the service.
    pub(crate) name: &'static str,
    /// Sorted by name.
    pub(crate) operations: &'static [(&'static str, Handler)],
    /// What the model demands and the service does not.
    pub(crate) exceptions: Exceptions,
    /// The code of the error for an input that does not fit.
    pub(crate) validation_code: &'static str,
    /// What is wrong with an input, in the words of the service.
    pub(crate) check: fn(&'static Shape, &Map, Exceptions) -> Result<(), String>,
}

impl ServiceTable {
    /// Refuses an input that does not fit its operation.
    pub(crate) fn hold_against_model(&self, operation: &'static Operation, input: &Map) -> Answer<()> {
        let Some(shape) = operation.input else { return Ok(()) };
        (self.check)(shape, input, self.exceptions)
            .map_err(|message| Failure::refused(self.validation_code, message, 400))
    }
}

/// What is wrong with an input in the words that most services have for it.
pub(crate) fn by_model(shape: &'static Shape, input: &Map, exceptions: Exceptions) -> Result<(), String> {
    validate::validate(shape, input, exceptions).map_err(|violations| violations.to_string())
}

/// The first is meant where a request says nothing of its service.
pub(crate) static SERVICES: [&ServiceTable; 7] = [
    &ivs_realtime::SERVICE,
    &sts::SERVICE,
    &cloudcontrol::SERVICE,
    &apigatewayv2::SERVICE,
    &logs::SERVICE,
    &iam::SERVICE,
    &resource_groups_tagging::SERVICE,
];

/// The service and the handler of a call, where the plane has one.
pub(crate) fn find(call: CallId) -> Option<(&'static ServiceTable, Handler)> {
    let service = SERVICES.iter().find(|it| it.name == call.service)?;
    let at = service.operations.binary_search_by_key(&call.operation, |(name, _)| name).ok()?;
    Some((service, service.operations[at].1))
}

/// A change from the closure that makes it.
pub(crate) fn change(make: impl FnOnce(&mut Transaction<'_>) -> Answer + Send + 'static) -> Answer<Change> {
    Ok(Box::new(make))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted() {
        for service in SERVICES {
            assert!(service.operations.is_sorted_by_key(|(name, _)| name), "{}", service.name);
        }
    }

    #[test]
    fn every_operation_of_a_whole_service_has_a_handler() {
        for (table, at_least) in [(&ivs_realtime::SERVICE, 39), (&cloudcontrol::SERVICE, 8)] {
            let service = callboard_model::registry::service(table.name).expect("in the registry");
            let known: Vec<&str> = service.operation_names().collect();
            let handled: Vec<&str> = table.operations.iter().map(|(name, _)| *name).collect();
            assert!(known.len() >= at_least);
            assert_eq!(handled, known);
        }
    }
}
