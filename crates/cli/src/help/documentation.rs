//! Where the words of a page come from: AWS's documentation, where the host has it, else our own.

use callboard_model::shape::{Member, Shape, ShapeKind};

use super::html::{Block, blocks};
use super::words::{Example, ServiceWords};
use crate::host::Host;

/// What is known to say about one service.
pub(super) struct Documentation {
    /// botocore's `service-2.json`.
    aws: Option<serde_json::Value>,
    own: Option<ServiceWords>,
}

impl Documentation {
    /// The documentation of a service by its botocore name.
    pub fn of(service: &str, host: &dyn Host) -> Self {
        let aws = host.documentation(service).and_then(|text| serde_json::from_str(&text).ok());
        Self { aws, own: ServiceWords::of(service) }
    }

    /// What the service is.
    pub fn service(&self) -> Vec<Block> {
        self.text("/documentation", "*")
    }

    /// What an operation does.
    pub fn operation(&self, name: &str) -> Vec<Block> {
        self.text(&format!("/operations/{name}/documentation"), name)
    }

    /// What an operation does, in one line of our own.
    pub fn own_line(&self, operation: &str) -> Option<&'static str> {
        self.own.as_ref()?.get(operation)
    }

    /// Our own examples of an operation.
    pub fn examples(&self, operation: &str) -> Vec<Example> {
        self.own.as_ref().map(|it| it.examples(operation)).unwrap_or_default()
    }

    /// What a use of a shape means: in its structure, list or map, else the shape itself.
    pub fn member(&self, owner: &Shape, member: &Member) -> Vec<Block> {
        let place = match owner.kind {
            ShapeKind::Structure(_) => format!("members/{}", member.name),
            _ => member.name.to_owned(),
        };
        let in_owner = self.aws_text(&format!("/shapes/{}/{place}/documentation", owner.name));
        let of_shape = || self.aws_text(&format!("/shapes/{}/documentation", member.shape_name));
        if let Some(text) = in_owner.or_else(of_shape) {
            return blocks(text);
        }
        let Some(own) = &self.own else { return Vec::new() };
        let is_named = matches!(owner.kind, ShapeKind::Structure(_));
        let in_owner = is_named.then(|| own.get(&format!("{}.{}", owner.name, member.name))).flatten();
        let anywhere = || is_named.then(|| own.get(&format!("*.{}", member.name))).flatten();
        let text = in_owner.or_else(anywhere).or_else(|| own.get(member.shape_name));
        text.map(Block::paragraph).into_iter().collect()
    }

    fn text(&self, pointer: &str, own_key: &str) -> Vec<Block> {
        match self.aws_text(pointer) {
            Some(text) => blocks(text),
            None => self.own.as_ref().and_then(|it| it.get(own_key)).map(Block::paragraph).into_iter().collect(),
        }
    }

    fn aws_text(&self, pointer: &str) -> Option<&str> {
        self.aws.as_ref()?.pointer(pointer)?.as_str().filter(|it| !it.is_empty())
    }
}
