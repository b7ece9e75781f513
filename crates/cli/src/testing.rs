//! A world for tests: variables, settings and a plane with canned answers.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use callboard_model::document::{Document, Map};
use callboard_model::service::Service;
use callboard_plane::{Call, Caller, Output, Plane, PlaneError, Scope};

use crate::decode::{json, python};
use crate::host::{Connection, Host, HostError, Session};

/// A host that knows what a test tells it.
#[derive(Default)]
pub struct TestHost {
    variables: Vec<(String, String)>,
    settings: Vec<(String, String)>,
    aliases: Option<String>,
    plane: Arc<CannedPlane>,
}

/// A plane that answers what it was given, one answer a call, and keeps the inputs.
#[derive(Default)]
pub struct CannedPlane {
    answers: Mutex<VecDeque<Map>>,
    inputs: Mutex<Vec<String>>,
}

impl TestHost {
    /// Adds a variable of the environment.
    pub fn with_variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Adds a setting of the profile.
    pub fn with_setting(mut self, key: &str, value: &str) -> Self {
        self.settings.push((key.to_owned(), value.to_owned()));
        self
    }

    /// Sets the text of the alias file.
    pub fn with_aliases(mut self, text: &str) -> Self {
        self.aliases = Some(text.to_owned());
        self
    }

    /// Adds an answer, as JSON.
    pub fn with_answer(self, answer: &str) -> Self {
        let Ok(Document::Map(answer)) = json::parse(answer) else { panic!("an answer is a JSON object: {answer}") };
        self.plane.answers.lock().expect("no test panics here").push_back(answer);
        self
    }

    /// The inputs of the calls made, as Python prints them.
    pub fn inputs(&self) -> Vec<String> {
        self.plane.inputs.lock().expect("no test panics here").clone()
    }
}

#[async_trait::async_trait]
impl Plane for CannedPlane {
    async fn call(&self, call: Call) -> Result<Output, PlaneError> {
        let input = format!("{} {}", call.operation.name, python::repr(&Document::Map(call.input)));
        self.inputs.lock().expect("no test panics here").push(input);
        match self.answers.lock().expect("no test panics here").pop_front() {
            Some(answer) => Ok(answer.into()),
            None => Err(PlaneError::refused(call.operation, "ResourceNotFoundException", "no answer is left", 404)),
        }
    }
}

impl Host for TestHost {
    fn variable(&self, name: &str) -> Option<String> {
        self.variables.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }

    fn setting(&self, _profile: Option<&str>, key: &str) -> Result<Option<String>, HostError> {
        Ok(self.settings.iter().find(|(known, _)| known == key).map(|(_, value)| value.clone()))
    }

    fn alias_file(&self) -> Option<(String, String)> {
        self.aliases.clone().map(|text| ("alias".to_owned(), text))
    }

    fn open(&self, connection: &Connection, _service: &'static Service) -> Result<Session, HostError> {
        let scope = Scope::new("123456789012", connection.region.as_deref().ok_or(HostError::NoRegion)?);
        let caller = Caller::root(&scope, "aws");
        Ok(Session { plane: self.plane.clone(), scope, caller })
    }

    fn stdout_is_terminal(&self) -> bool {
        false
    }

    fn terminal_width(&self) -> Option<usize> {
        Some(80)
    }

    fn documentation(&self, _service: &str) -> Option<String> {
        None
    }
}
