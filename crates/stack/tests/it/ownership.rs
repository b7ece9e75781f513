//! Whose a resource is, on a plane that lists identifiers alone, as AWS does.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use callboard_model::types;
use callboard_plane::{Call, Output, Plane, PlaneError};
use callboard_resource::Wait;
use serde_json::json;

use crate::{Folder, REGION, client, plane, verdicts};

/// A plane that promises identifiers alone, and counts what is asked of it.
struct Far {
    plane: Arc<dyn Plane>,
    calls: Arc<Mutex<Vec<&'static str>>>,
    /// Whether it knows the tagging API.
    knows_tags: bool,
}

#[async_trait]
impl Plane for Far {
    async fn call(&self, call: Call) -> Result<Output, PlaneError> {
        self.calls.lock().expect("no panic").push(call.operation.name);
        if call.operation.name == "GetResources" && !self.knows_tags {
            return self.plane.call(Call { input: Default::default(), operation: unavailable(), ..call }).await;
        }
        self.plane.call(call).await
    }
}

/// An operation that is not available.
fn unavailable() -> &'static callboard_model::service::Operation {
    let service = callboard_model::registry::service_entry("ec2").expect("the service").service();
    service.operation("DescribeHosts").expect("the operation")
}

#[tokio::test]
async fn a_stack_without_its_record_is_found_without_reading_all_there_is() {
    for knows_tags in [true, false] {
        let plane: Arc<dyn Plane> = Arc::new(plane());
        let near = client(Arc::clone(&plane));
        let of = types::resource_type("AWS::IVS::Stage").expect("the type");
        for number in 0..40 {
            let desired = serde_json::from_value(json!({"Name": format!("other{number}")})).expect("an object");
            near.create(of, REGION, &desired, Wait::UntilDone).await.expect("a stage");
        }
        let folder = Folder::new(
            "version: 1\nname: s\nproviders: [aws]\nresources:\n  - {name: room, resource: aws.ivs.stages, props: [{name: Name, value: r}]}\n",
        );
        assert!(folder.build(&near).await.has_succeeded());
        std::fs::remove_file(folder.path().join("record.jsonl")).expect("removed");
        let calls = Arc::new(Mutex::new(Vec::new()));
        let far = client(Far { plane, calls: Arc::clone(&calls), knows_tags });
        let found = folder.survey(&far).await;
        assert_eq!(verdicts(&found), "room NoOp");
        let reads = calls.lock().expect("no panic").iter().filter(|it| **it == "GetResource").count();
        assert_eq!(reads, if knows_tags { 1 } else { 41 }, "{:?}", calls.lock().expect("no panic"));
    }
}
