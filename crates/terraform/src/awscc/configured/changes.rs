//! Changes: a resource is made, or becomes what was planned.

use callboard_resource::{Action, Identifier, PlanOptions, Properties, ResourceError, Wait, WriteOnly, plan_whole};

use super::{Configured, Readable};
use crate::awscc::catalog::Resource as CatalogResource;
use crate::awscc::convert::{documents, to_changed_properties, to_properties};
use crate::cty::Value;
use crate::diagnostics::Diagnostic;

impl Configured {
    pub(super) async fn create(
        &self,
        resource: &CatalogResource,
        planned: &Value,
    ) -> Result<Value, (ResourceError, Option<Value>)> {
        let desired = to_properties(&resource.properties, planned);
        let made = self.resources.create(resource.of, &self.region, &desired, Wait::UntilDone).await;
        let made = made.map_err(|error| {
            // A create that failed may leave something, and then it says what.
            let left = error.identifier().filter(|id| is_ours(&error, id, &desired));
            let left = left.map(|id| self.state(resource, id, &desired, planned));
            (error, left)
        })?;
        let Some(identifier) = made.identifier else {
            let error = ResourceError::InvalidAnswer {
                type_name: resource.of.name,
                message: "it names no resource that was made".to_owned(),
            };
            return Err((error, None));
        };
        let id = identifier.as_str();
        if let Some(there) = made.properties {
            return Ok(self.state(resource, id, &there, planned));
        }
        match self.read_state(resource, id, planned).await {
            Ok(Some(state)) => Ok(state),
            Ok(None) => Ok(self.state(resource, id, &desired, planned)),
            Err(error) => Err((error, Some(self.state(resource, id, &desired, planned)))),
        }
    }

    pub(super) async fn update(
        &self,
        resource: &CatalogResource,
        prior: &Value,
        planned: &Value,
    ) -> Result<Value, Diagnostic> {
        let failed = |error: ResourceError| self.failed("updating", resource, &error);
        let id = prior.get("id").as_str().unwrap_or_default();
        let identifier = Identifier::new(id);
        let there = match self.there(resource, &identifier).await.map_err(failed)? {
            Readable::Read(there) => there.unwrap_or_default(),
            Readable::Never => to_properties(&resource.properties, prior),
        };
        let desired = to_changed_properties(&resource.properties, planned, prior);
        let options = PlanOptions { write_only: WriteOnly::Write };
        let action = plan_whole(resource.of, Some(&there), Some(&desired), options, &documents(&resource.properties));
        let action = action.map_err(|error| {
            Diagnostic::error(format!("updating {}: {error}", resource.of.name))
                .with_detail(error.hint().unwrap_or_default())
        })?;
        match action {
            Action::Update { patch } => {
                let updated = self.resources.update(resource.of, &self.region, &identifier, &patch, Wait::UntilDone);
                updated.await.map_err(failed)?;
            }
            Action::Replace { because } => {
                let paths = because.join(", ");
                return Err(Diagnostic::error(format!(
                    "updating {}: {paths} cannot be changed in place",
                    resource.of.name
                ))
                .with_detail("It is not what it was when the plan was made. Run `terraform plan` again."));
            }
            Action::Create | Action::Delete | Action::NoOp => {}
        }
        let state = self.read_state(resource, id, planned).await.map_err(failed)?;
        Ok(state.unwrap_or_else(|| self.state(resource, id, &to_properties(&resource.properties, planned), planned)))
    }
}

/// Whether a create that did not end well has made the resource that it names. While nobody knows how it ended, a name
/// that the user gave may be that of something else, which was there before; one that the service has made is not.
fn is_ours(error: &ResourceError, identifier: &str, desired: &Properties) -> bool {
    match error {
        ResourceError::Failed { code, .. } => code != "AlreadyExists",
        _ => !desired.values().filter_map(|it| it.as_str()).any(|given| identifier.ends_with(given)),
    }
}
