//! A plane that reads its answers from a script, for tests.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use callboard_model::document::{Document, Map};
use callboard_model::jmespath::python;
use callboard_model::types::{self, ResourceType};
use callboard_plane::error::NetworkError;
use callboard_plane::{Call, Caller, Output, Plane, PlaneError, Scope};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::{Identifier, Properties, Resources, ResourcesOptions};

/// Answers each call with the next item of its script; the last one again and again.
///
/// `{"error": code, "message": …}` is a refusal, `{"error": "NoAnswer"}` a lost answer.
pub(crate) struct ScriptedPlane {
    answers: Mutex<VecDeque<Value>>,
    calls: Mutex<Vec<String>>,
    start: Instant,
    whole: bool,
}

impl ScriptedPlane {
    pub(crate) fn new(script: Value) -> Arc<Self> {
        Self::with(script, false)
    }

    /// A plane whose listings hold whole resources.
    pub(crate) fn whole(script: Value) -> Arc<Self> {
        Self::with(script, true)
    }

    fn with(script: Value, whole: bool) -> Arc<Self> {
        let Value::Array(answers) = script else { panic!("a script is a JSON list") };
        Arc::new(Self { answers: Mutex::new(answers.into()), calls: Mutex::default(), start: Instant::now(), whole })
    }

    /// The calls that were made, a line each. Client tokens are numbered by when they were first seen.
    pub(crate) fn calls(&self) -> String {
        let mut text = self.calls.lock().expect("no panic while locked").join("\n");
        let mut number = 0;
        for name in ["\"ClientToken\": \"", "\"clientToken\": \""] {
            while let Some(at) = text.find(name) {
                number += 1;
                let start = at + name.len();
                let token = text[start..start + 36].to_owned();
                text = text.replace(&format!("{name}{token}\""), &format!("ClientToken {number}"));
            }
        }
        text
    }
}

#[async_trait::async_trait]
impl Plane for ScriptedPlane {
    async fn call(&self, call: Call) -> Result<Output, PlaneError> {
        let seconds = self.start.elapsed().as_secs_f64();
        let mut input = call.input.clone();
        input.remove("TypeName");
        let line = format!(
            "{seconds:.1} s {} {} {}",
            call.scope.region,
            call.operation.name,
            python::json(&Document::Map(input))
        );
        self.calls.lock().expect("no panic while locked").push(line);
        let mut answers = self.answers.lock().expect("no panic while locked");
        let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
        let answer = answer.expect("a script has an answer");
        match answer["error"].as_str() {
            Some("NoAnswer") => Err(PlaneError::NoAnswer {
                call: call.operation.into(),
                endpoint: "https://example.com/".to_owned(),
                attempts: 3,
                source: NetworkError::ReadTimeout,
            }),
            Some(code) => {
                let message = answer["message"].as_str().unwrap_or("no");
                Err(PlaneError::refused(call.operation, code, message, 400))
            }
            None => Ok(Output::from(members(&answer))),
        }
    }

    fn lists_whole_resources(&self) -> bool {
        self.whole
    }
}

/// A client of a plane in the account 123456789012.
pub(crate) fn client(plane: Arc<dyn Plane>) -> Resources {
    Resources::new(plane, options())
}

pub(crate) fn options() -> ResourcesOptions {
    let scope = Scope::new("123456789012", "us-east-1");
    ResourcesOptions {
        partition: Arc::clone(&scope.partition),
        account: Arc::clone(&scope.account),
        caller: Caller::root(&scope, "test"),
        parallel_calls: 4,
        change_timeout: Duration::from_secs(60),
    }
}

pub(crate) fn stage() -> &'static ResourceType {
    types::resource_type("AWS::IVS::Stage").expect("the type")
}

pub(crate) fn identifier(text: &str) -> Identifier {
    Identifier::new(text)
}

pub(crate) fn properties(value: Value) -> Properties {
    match value {
        Value::Object(properties) => properties,
        other => panic!("properties are an object, not {other}"),
    }
}

/// A progress event.
pub(crate) fn event(status: &str, more: Value) -> Value {
    let mut event = json!({"TypeName": "AWS::IVS::Stage", "RequestToken": "t-1", "OperationStatus": status});
    for (name, value) in properties(more) {
        event[name] = value;
    }
    json!({"ProgressEvent": event})
}

fn members(value: &Value) -> Map {
    match Document::from(value) {
        Document::Map(members) => members,
        _ => Map::new(),
    }
}
