//! Roles and policies, by the service's own operations and by their resource types.

mod policies;
mod resource_types;
mod roles;
