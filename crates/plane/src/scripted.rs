//! A plane that reads its answers from a script, for tests.

use std::collections::VecDeque;
use std::sync::Mutex;

use callboard_model::document::{Document, Map};
use callboard_model::jmespath::python;
use callboard_model::service::{Operation, Service};
use serde_json::json;

use crate::{Call, CallId, Caller, Output, Plane, PlaneError, Scope};

/// Answers each call with the next line of its script; the last one again and again.
pub(crate) struct ScriptedPlane {
    answers: Mutex<VecDeque<serde_json::Value>>,
    inputs: Mutex<Vec<String>>,
}

impl ScriptedPlane {
    /// A script of outputs; `{"error": code, "status": 400}` is an error answer.
    pub fn new(script: &str) -> Self {
        let answers: VecDeque<_> = serde_json::from_str(script).expect("a script is a JSON list");
        Self { answers: Mutex::new(answers), inputs: Mutex::default() }
    }

    /// The inputs it was given, in order.
    pub fn inputs(&self) -> String {
        self.inputs.lock().expect("no panic while locked").join("\n")
    }
}

#[async_trait::async_trait]
impl Plane for ScriptedPlane {
    async fn call(&self, call: Call) -> Result<Output, PlaneError> {
        self.inputs.lock().expect("no panic while locked").push(python::json(&Document::Map(call.input)));
        let mut answers = self.answers.lock().expect("no panic while locked");
        let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
        let answer = answer.expect("a script has an answer");
        match answer["error"].as_str() {
            Some("NoAnswer") => Err(PlaneError::Unavailable {
                call: CallId::from(call.operation),
                message: "gone".to_owned(),
                hint: None,
            }),
            Some(code) => Err(PlaneError::refused(call.operation, code, "no such thing", 404)),
            None => Ok(Output {
                attempts: answer["attempts"].as_u64().unwrap_or_default() as u32,
                bytes: answer["bytes"].as_u64().unwrap_or_default(),
                ..Output::from(members(&answer))
            }),
        }
    }
}

/// The operation `ListThings` of a made-up service.
pub(crate) fn list_things() -> &'static Operation {
    let model = json!({
        "metadata": {"apiVersion": "2024-01-01", "endpointPrefix": "things", "protocol": "json", "jsonVersion": "1.1",
            "serviceFullName": "Things", "serviceId": "Things", "signatureVersion": "v4", "targetPrefix": "Things"},
        "operations": {"ListThings": {"name": "ListThings", "http": {"method": "POST", "requestUri": "/"},
            "input": {"shape": "ListThingsRequest"}}},
        "shapes": {
            "ListThingsRequest": {"type": "structure", "members": {
                "MaxResults": {"shape": "Integer"}, "Limit": {"shape": "String"}, "NextToken": {"shape": "String"}}},
            "Integer": {"type": "integer"},
            "String": {"type": "string"},
        },
    });
    let service = Service::from_model("things", &model).expect("a model");
    service.operation("ListThings").expect("the operation")
}

/// A call of [`list_things`].
pub(crate) fn call(input: &str) -> Call {
    let scope = Scope::new("123456789012", "us-east-1");
    let input = members(&serde_json::from_str(input).expect("an input is JSON"));
    Call { operation: list_things(), input, caller: Caller::root(&scope, "test"), scope }
}

fn members(value: &serde_json::Value) -> Map {
    match Document::from(value) {
        Document::Map(members) => members,
        _ => Map::new(),
    }
}
