//! The resource level over the embedded plane: what is planned is done, and what is done is read.

mod faults;
mod life;

use std::sync::Arc;
use std::time::Duration;

use callboard_embedded::{EmbeddedOptions, EmbeddedPlane};
use callboard_model::types::{self, ResourceType};
use callboard_plane::{Caller, Plane, Scope};
use callboard_resource::{Patience, Properties, Resources, ResourcesOptions};
use serde_json::Value;

const REGION: &str = "us-east-1";

fn plane() -> EmbeddedPlane {
    EmbeddedPlane::open(EmbeddedOptions::memory()).expect("a plane in memory")
}

fn client(plane: impl Plane + 'static) -> Resources {
    let scope = Scope::new("123456789012", REGION);
    let options = ResourcesOptions::in_process(&scope, Caller::root(&scope, "test"));
    // No test sleeps: what is to be tried again is tried at once.
    let wait = Duration::from_millis(1);
    let patience =
        Patience { first_wait: wait, longest_wait: wait, first_look: wait, longest_look: wait, ..Patience::default() };
    Resources::with_patience(Arc::new(plane), options, patience)
}

fn of(name: &str) -> &'static ResourceType {
    types::resource_type(name).expect("the type")
}

fn properties(value: Value) -> Properties {
    serde_json::from_value(value).expect("an object")
}
