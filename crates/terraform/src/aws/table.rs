//! Tables: what a resource type is made of, and by which operations it lives.

use callboard_model::registry;
use callboard_model::shape::Shape;

use super::field::Field;
use super::hooks::Hooks;

/// A resource type.
pub(crate) struct ResourceTable {
    /// `aws_apigatewayv2_stage`.
    pub(crate) type_name: &'static str,
    /// In messages: `API Gateway v2 Stage`.
    pub(crate) noun: &'static str,
    /// botocore's name of the service.
    pub(crate) service: &'static str,
    pub(crate) operations: Operations,
    /// The shape of what a read gives, where it is not the operation's output.
    pub(crate) shape: Option<&'static str>,
    pub(crate) fields: &'static [Field],
    /// Attributes that name a resource together with its id: its parents.
    pub(crate) parents: &'static [&'static str],
    /// The member that is the id.
    pub(crate) id_member: &'static str,
    /// The attribute that holds the id; `id` for all but those of the framework.
    pub(crate) id_attribute: &'static str,
    /// Attributes whose values an import id is made of, in order.
    pub(crate) import: &'static [&'static str],
    /// The form of an import id in messages: `api-id/stage-name`.
    pub(crate) import_form: &'static str,
    /// The attribute by which messages name a resource that is being made.
    pub(crate) label: &'static str,
    pub(crate) tags: TagForm,
    /// Whether it is in a region.
    pub(crate) is_regional: bool,
    pub(crate) hooks: &'static dyn Hooks,
}

/// The operations of a resource type; empty where hooks do it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Operations {
    pub(crate) create: &'static str,
    pub(crate) read: &'static str,
    pub(crate) update: &'static str,
    pub(crate) delete: &'static str,
}

/// How the API holds tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TagForm {
    /// Not at all.
    None,
    /// A map, changed by the resource's ARN.
    MapByArn,
    /// Something else, which hooks know.
    ByHooks,
}

impl ResourceTable {
    pub(crate) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|it| it.name == name)
    }

    /// The shape of what a read gives.
    pub(crate) fn read_shape(&self) -> Option<&'static Shape> {
        let service = registry::service(self.service)?;
        match self.shape {
            Some(name) => service.shape(name),
            None => service.operation(self.operations.read)?.output,
        }
    }

    pub(crate) fn is_tagged(&self) -> bool {
        self.tags != TagForm::None
    }
}
