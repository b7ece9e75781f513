//! Parts that statements make: anchors in the order in which users of stackql-deploy know them.

use std::path::Path;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use callboard_resource::Properties;
use callboard_stack::build::{OnFailure, build};
use callboard_stack::host::{Host, HostError};
use callboard_stack::report::Silent;
use callboard_stack::survey::survey;
use callboard_stack::teardown::teardown;
use expect_test::expect;
use serde_json::{Value, json};

use crate::{Folder, client, outcomes, plane, verdicts};

/// A host with one thing, which statements make, change and remove: their first word says which.
#[derive(Default)]
struct OneThing {
    state: Mutex<Option<String>>,
    asked: Mutex<Vec<String>>,
}

#[async_trait]
impl Host for OneThing {
    async fn query(&self, text: &str, values: Properties) -> Result<Vec<Properties>, HostError> {
        let values = Value::Object(values);
        self.asked.lock().expect("no panic").push(format!("{text} {values}"));
        let mut state = self.state.lock().expect("no panic");
        let row = |value: Value| Ok(vec![serde_json::from_value(value).expect("a row")]);
        let wanted = values["queue_name"].as_str().unwrap_or_default().to_owned();
        match text.split(' ').next() {
            Some("EXISTS") => row(json!({"count": i32::from(state.is_some())})),
            Some("CHECK") => row(json!({"count": i32::from(state.as_ref() == Some(&wanted))})),
            Some("CREATE" | "UPDATE") => {
                *state = Some(wanted);
                row(json!({"Identifier": "q-1", "RequestToken": "t-1"}))
            }
            Some("DELETE") => {
                *state = None;
                Ok(Vec::new())
            }
            Some("EXPORTS") => match &*state {
                Some(name) => row(json!({"queue_url": format!("https://{name}")})),
                None => Ok(Vec::new()),
            },
            _ => Err(HostError { message: "not understood".to_owned(), hint: None }),
        }
    }

    async fn script(&self, command: &str, _: &Path) -> Result<String, HostError> {
        Ok(json!({"greeting": command}).to_string())
    }
}

const MANIFEST: &str = "
version: 1
name: q
providers: [aws]
resources:
  - name: queue
    return_vals: {create: [{Identifier: id}]}
    props: [{name: queue_name, values: {dev: {value: jobs}}}]
    exports: [queue_url]
  - name: hello
    type: script
    run: greet {{ queue_url }}
    exports: [greeting]
  - name: room
    resource: aws.ivs.stages
    props: [{name: Tags, value: [{Key: q, Value: '{{ greeting }}'}]}]
exports: [queue_url, greeting]
";
const STATEMENTS: &str = "
/*+ exists */
EXISTS {{ queue_name }}
/*+ create */
CREATE {{ queue_name }}
/*+ update */
UPDATE {{ queue_name }} {{ this.id | default('') }}
/*+ statecheck, retries=2 */
CHECK {{ queue_name }}
/*+ exports */
EXPORTS
/*+ delete */
DELETE {{ queue_name }}
";

#[tokio::test]
async fn statements_make_change_and_remove() {
    let resources = client(plane());
    let folder = Folder::new(MANIFEST);
    folder.write("resources/queue.iql", STATEMENTS);
    let host = Arc::new(OneThing::default());
    let run = async || {
        let work = folder.work_with(&resources, host.clone());
        let found = survey(&work).await.unwrap_or_else(|error| panic!("{error}"));
        let built = build(&work, &found, OnFailure::Error, &Silent).await.unwrap_or_else(|error| panic!("{error}"));
        let exports = work.exports().expect("exports");
        format!("{}\n--\n{}\n{}\n", verdicts(&found), outcomes(&built), Value::Object(exports))
    };
    expect![[r#"
        queue Create
        hello Run
        room Create
        --
        hello Ran
        queue Created
        room Created
        {"stack_name":"q","stack_env":"dev","queue_url":"https://jobs","greeting":"greet https://jobs"}
    "#]]
    .assert_eq(&run().await);
    expect![[r#"
        queue NoOp
        hello Run
        room Update
        --
        hello Ran
        queue Unchanged
        room Unchanged
        {"stack_name":"q","stack_env":"dev","queue_url":"https://jobs","greeting":"greet https://jobs"}
    "#]]
    .assert_eq(&run().await);
    folder.edit("value: jobs", "value: more");
    expect![[r#"
        queue Update
        hello Run
        room Update
        --
        hello Ran
        queue Updated
        room Updated
        {"stack_name":"q","stack_env":"dev","queue_url":"https://more","greeting":"greet https://more"}
    "#]]
    .assert_eq(&run().await);
    let work = folder.work_with(&resources, host.clone());
    let found = survey(&work).await.expect("a survey");
    host.asked.lock().expect("no panic").clear();
    let gone = teardown(&work, &found, false, &Silent).await.expect("torn down");
    expect![[r#"
        queue Deleted
        room Deleted"#]]
    .assert_eq(&outcomes(&gone));
    expect![[r#"
        EXISTS {{ queue_name }} {"queue_name":"more"}
        DELETE {{ queue_name }} {"queue_name":"more"}
        EXISTS {{ queue_name }} {"queue_name":"more"}"#]]
    .assert_eq(&host.asked.lock().expect("no panic").join("\n"));
}
