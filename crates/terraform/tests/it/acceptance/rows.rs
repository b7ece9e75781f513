//! Rows: files of cases, in the language of configurations.
//!
//! ```text
//! row "Stage_stageVariables" {
//!   use = ["websocket_api"]                  resources that lie around, by their name in `around.hcl`
//!   ignore = ["deployment_id"]               attributes that an import does not find
//!   subject "aws_apigatewayv2_stage" { … }   what every step says of the resource
//!   step { stage_variables = { a = "1" } }   what one step says beside, with `provider` and other `resource` blocks
//!   step "disappears" {}                     before it, somebody deletes the resource
//!   step "differs" {}                        after it, every plan has something to do
//! }
//! ```

use hcl::structure::{Block, Body, Structure};

/// A case.
#[derive(Debug, Clone)]
pub struct Row {
    pub name: String,
    /// The type of what the row is about; its name is `test`.
    pub subject: String,
    pub ignored: Vec<String>,
    pub steps: Vec<Step>,
}

/// A configuration, and what happens before or after it.
#[derive(Debug, Clone)]
pub struct Step {
    pub provider: Body,
    pub resources: Vec<Declared>,
    pub disappears: bool,
    pub differs: bool,
}

/// A resource of a configuration.
#[derive(Debug, Clone)]
pub struct Declared {
    pub type_name: String,
    pub name: String,
    pub body: Body,
}

/// The rows of a file; `around` is the file of what lies around.
pub fn rows(text: &str, around: &str) -> Vec<Row> {
    let around = hcl::parse(around).expect("a file");
    let file = hcl::parse(text).expect("a file");
    file.blocks().map(|block| row(block, &around)).collect()
}

fn row(block: &Block, around: &Body) -> Row {
    let name = label(block, 0);
    let texts = |key: &str| -> Vec<String> {
        let found = block.body().attributes().find(|it| it.key() == key);
        let items = found.map(|it| hcl::from_str::<hcl::Value>(&format!("it = {}", it.expr())).expect("texts"));
        let items = items.and_then(|it| it.as_object()?.get("it")?.as_array().cloned()).unwrap_or_default();
        items.iter().map(|it| it.as_str().expect("a text").to_owned()).collect()
    };
    let mut lying = Vec::new();
    for name in texts("use") {
        let found =
            around.blocks().find(|it| label(it, 0) == name).unwrap_or_else(|| panic!("nothing is called {name}"));
        lying.extend(found.body().blocks().map(declared));
    }
    let subject = block.body().blocks().find(|it| it.identifier() == "subject").expect("a subject");
    let steps = block.body().blocks().filter(|it| it.identifier() == "step").map(|step| {
        let mut resources = lying.clone();
        let mut provider = Body::default();
        let mut said: Vec<Structure> = Vec::new();
        for structure in step.body().iter() {
            match structure {
                Structure::Block(it) if it.identifier() == "resource" => resources.push(declared(it)),
                Structure::Block(it) if it.identifier() == "provider" => provider = it.body().clone(),
                other => said.push(other.clone()),
            }
        }
        let is_said_again = |it: &Structure| match it {
            Structure::Attribute(it) => {
                said.iter().any(|said| said.as_attribute().is_some_and(|said| said.key() == it.key()))
            }
            Structure::Block(_) => false,
        };
        let always = subject.body().iter().filter(|it| !is_said_again(it)).cloned();
        let body: Body = always.chain(said.clone()).collect();
        resources.push(Declared { type_name: label(subject, 0), name: "test".to_owned(), body });
        let kind = step.labels().first().map(|it| it.as_str().to_owned()).unwrap_or_default();
        Step { provider, resources, disappears: kind == "disappears", differs: kind == "differs" }
    });
    Row { name, subject: label(subject, 0), ignored: texts("ignore"), steps: steps.collect() }
}

fn declared(block: &Block) -> Declared {
    Declared { type_name: label(block, 0), name: label(block, 1), body: block.body().clone() }
}

fn label(block: &Block, at: usize) -> String {
    block.labels().get(at).unwrap_or_else(|| panic!("{} has no label", block.identifier())).as_str().to_owned()
}
