//! Names: what the texts of a stack may use, and what each stands for.

use std::sync::Arc;

use callboard_resource::Properties;
use serde_json::{Value, json};

use super::Board;
use crate::stack::{Inputs, Meaning, Stack};
use crate::template::Names;

/// What is known before anything was looked at.
pub(super) struct FixedNames {
    inputs: Arc<Inputs>,
    globals: Properties,
    stack: String,
    environment: String,
    resource: String,
}

impl FixedNames {
    /// The names of a stack in the texts of one of its resources, with the globals that are known so far.
    pub fn new(stack: &Stack, globals: &Properties, resource: &str) -> Self {
        Self {
            inputs: Arc::clone(&stack.inputs),
            globals: globals.clone(),
            stack: stack.name().to_owned(),
            environment: stack.environment.clone(),
            resource: resource.to_owned(),
        }
    }
}

impl Names for FixedNames {
    fn value(&self, name: &str) -> Option<Value> {
        match name {
            "stack_name" => Some(Value::from(self.stack.as_str())),
            "stack_env" | "environment" => Some(Value::from(self.environment.as_str())),
            "resource_name" => Some(Value::from(self.resource.as_str())),
            _ => self.globals.get(name).cloned().or_else(|| match name {
                "vars" | "env" => Some(json!(self.inputs.variables)),
                _ => self.inputs.variables.get(name).map(|it| Value::from(it.as_str())),
            }),
        }
    }
}

/// The names that the texts of one part may use.
pub struct PartNames {
    stack: Arc<Stack>,
    board: Arc<Board>,
    part: usize,
    /// Its own properties, as far as they were rendered.
    pub own: Properties,
    /// What was captured of it.
    pub this: Properties,
    /// What the last change of it returned.
    pub callback: Properties,
    /// A token that is the same for one run of a part.
    pub token: String,
}

impl PartNames {
    /// The names of a part of which nothing was rendered yet.
    pub fn new(stack: &Arc<Stack>, board: &Arc<Board>, part: usize) -> Self {
        let token = uuid::Uuid::new_v4().to_string();
        Self {
            stack: Arc::clone(stack),
            board: Arc::clone(board),
            part,
            own: Properties::new(),
            this: Properties::new(),
            callback: Properties::new(),
            token,
        }
    }
}

impl Names for PartNames {
    fn value(&self, name: &str) -> Option<Value> {
        if let Some(own) = self.own.get(name) {
            return Some(own.clone());
        }
        let stack = &self.stack;
        match name {
            "callback" => return Some(Value::Object(self.callback.clone())),
            "this" => return Some(Value::Object(self.this.clone())),
            "stack_name" => return Some(Value::from(stack.name())),
            "stack_env" | "environment" => return Some(Value::from(stack.environment.as_str())),
            "resource_name" => return Some(Value::from(stack.parts[self.part].name())),
            "idempotency_token" => return Some(Value::from(self.token.as_str())),
            _ => {}
        }
        match stack.meaning(name, Some(self.part))? {
            Meaning::Export(part, _) => self.board.of(part)?.get(name).cloned(),
            Meaning::Part(part) => self.board.of(part).map(|it| Value::Object((*it).clone())),
            Meaning::Global => stack.globals_of(Some(self.part)).get(name).cloned(),
            Meaning::Variables => Some(json!(stack.inputs.variables)),
            Meaning::Variable => stack.inputs.variables.get(name).map(|it| Value::from(it.as_str())),
            Meaning::Special => None,
        }
    }
}
