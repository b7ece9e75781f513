//! Rule sets: compiled from JSON, evaluated for parameters.

use callboard_model::document::{Document, Key, Map};
use serde_json::Value;

use super::functions::{Function, attribute, is_true};
use super::{Endpoint, EndpointError, Partitions, RuleSetError};

/// The endpoint rules of a service.
#[derive(Debug)]
pub struct RuleSet {
    parameters: Vec<Parameter>,
    rules: Vec<Rule>,
    /// The names of all parameters and variables; a place among them is a [`Slot`].
    names: Vec<String>,
}

type Slot = usize;

/// A parameter of a rule set.
#[derive(Debug)]
pub struct Parameter {
    /// `Region`.
    pub name: String,
    /// Where its value comes from if not from the operation: `AWS::Region`.
    pub built_in: Option<String>,
    kind: Kind,
    required: bool,
    default: Document,
    slot: Slot,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    String,
    Boolean,
    StringArray,
}

#[derive(Debug)]
struct Rule {
    conditions: Vec<Call>,
    outcome: Outcome,
}

#[derive(Debug)]
enum Outcome {
    Tree(Vec<Rule>),
    Endpoint { url: Expression, headers: Vec<(String, Vec<Expression>)>, properties: Expression },
    Error(Expression),
}

#[derive(Debug)]
struct Call {
    function: Function,
    arguments: Vec<Expression>,
    assign: Option<Slot>,
}

#[derive(Debug)]
enum Expression {
    Literal(Document),
    Variable(Slot),
    Call(Box<Call>),
    /// Text with values in it: `https://{Bucket}.s3.{PartitionResult#dnsSuffix}`.
    Template(Vec<Piece>),
    List(Vec<Expression>),
    Map(Vec<(String, Expression)>),
}

#[derive(Debug)]
enum Piece {
    Text(String),
    Value { slot: Slot, path: Vec<String> },
}

impl RuleSet {
    /// Compiles the rules of botocore's `endpoint-rule-set-1.json`.
    pub fn compile(json: &Value) -> Result<Self, RuleSetError> {
        let mut compiler = Compiler { names: Vec::new() };
        let parameters = json["parameters"].as_object().ok_or_else(|| problem("no parameters"))?;
        let parameters =
            parameters.iter().map(|(name, it)| compiler.parameter(name, it)).collect::<Result<Vec<_>, _>>()?;
        let rules = compiler.rules(&json["rules"])?;
        Ok(Self { parameters, rules, names: compiler.names })
    }

    /// The parameters, in the order of the rule set.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// The endpoint for these parameters, which go by the names of the rule set.
    pub fn resolve(&self, parameters: &Map, partitions: &Partitions) -> Result<Endpoint, EndpointError> {
        let mut values = vec![Document::Null; self.names.len()];
        for parameter in &self.parameters {
            values[parameter.slot] = parameter.value(parameters)?;
        }
        let mut evaluation = Evaluation { values, partitions };
        evaluation.first(&self.rules).unwrap_or(Err(EndpointError::NoRule))
    }
}

impl Parameter {
    fn value(&self, given: &Map) -> Result<Document, EndpointError> {
        let value = given.get(&self.name).filter(|it| !it.is_null());
        let Some(value) = value else {
            return match (&self.default, self.required) {
                (Document::Null, true) => Err(EndpointError::Missing(self.name.clone())),
                (default, _) => Ok(default.clone()),
            };
        };
        let (fits, expected) = match self.kind {
            Kind::String => (matches!(value, Document::String(_)), "string"),
            Kind::Boolean => (matches!(value, Document::Bool(_)), "boolean"),
            Kind::StringArray => (matches!(value, Document::List(_)), "list of strings"),
        };
        if fits { Ok(value.clone()) } else { Err(EndpointError::Type { name: self.name.clone(), expected }) }
    }
}

struct Evaluation<'a> {
    values: Vec<Document>,
    partitions: &'a Partitions,
}

impl Evaluation<'_> {
    fn first(&mut self, rules: &[Rule]) -> Option<Result<Endpoint, EndpointError>> {
        rules.iter().find_map(|it| self.rule(it))
    }

    fn rule(&mut self, rule: &Rule) -> Option<Result<Endpoint, EndpointError>> {
        let result = if self.conditions_hold(rule) {
            match &rule.outcome {
                Outcome::Tree(rules) => self.first(rules),
                Outcome::Error(message) => Some(Err(EndpointError::Refused(self.text(message)))),
                Outcome::Endpoint { url, headers, properties } => Some(Ok(Endpoint {
                    url: self.text(url),
                    headers: headers
                        .iter()
                        .map(|(name, values)| (name.clone(), values.iter().map(|it| self.text(it)).collect()))
                        .collect(),
                    properties: match self.value(properties) {
                        Document::Map(map) => map,
                        _ => Map::new(),
                    },
                })),
            }
        } else {
            None
        };
        // A variable ends with the rule that assigned it, so that the next rule can use its name again.
        for slot in rule.conditions.iter().filter_map(|it| it.assign) {
            self.values[slot] = Document::Null;
        }
        result
    }

    fn conditions_hold(&mut self, rule: &Rule) -> bool {
        rule.conditions.iter().all(|condition| {
            let value = self.call(condition);
            let holds = !matches!(value, Document::Null | Document::Bool(false));
            if let Some(slot) = condition.assign {
                self.values[slot] = value;
            }
            holds
        })
    }

    fn call(&self, call: &Call) -> Document {
        // The most frequent conditions look at a variable, which need not be copied.
        if let [Expression::Variable(slot)] = call.arguments.as_slice() {
            match call.function {
                Function::IsSet => return Document::Bool(!self.values[*slot].is_null()),
                Function::Not => return Document::Bool(!is_true(&self.values[*slot])),
                _ => {}
            }
        }
        let arguments: Vec<Document> = call.arguments.iter().map(|it| self.value(it)).collect();
        call.function.call(&arguments, self.partitions)
    }

    fn value(&self, expression: &Expression) -> Document {
        match expression {
            Expression::Literal(value) => value.clone(),
            Expression::Variable(slot) => self.values[*slot].clone(),
            Expression::Call(call) => self.call(call),
            Expression::Template(pieces) => {
                let mut text = String::new();
                for piece in pieces {
                    match piece {
                        Piece::Text(literal) => text.push_str(literal),
                        Piece::Value { slot, path } => push(&mut text, &self.values[*slot], path),
                    }
                }
                Document::String(text)
            }
            Expression::List(items) => Document::List(items.iter().map(|it| self.value(it)).collect()),
            Expression::Map(members) => {
                let members = members.iter().map(|(key, it)| (Key::Owned(key.clone()), self.value(it)));
                Document::Map(members.collect())
            }
        }
    }

    fn text(&self, expression: &Expression) -> String {
        match self.value(expression) {
            Document::String(text) => text,
            _ => String::new(),
        }
    }
}

fn push(text: &mut String, value: &Document, path: &[String]) {
    match path {
        [] => match value {
            Document::String(value) => text.push_str(value),
            Document::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
            _ => {}
        },
        [first, rest @ ..] => push(text, &attribute(value, first), rest),
    }
}

struct Compiler {
    names: Vec<String>,
}

impl Compiler {
    fn slot(&mut self, name: &str) -> Slot {
        match self.names.iter().position(|it| it == name) {
            Some(slot) => slot,
            None => {
                self.names.push(name.to_owned());
                self.names.len() - 1
            }
        }
    }

    fn parameter(&mut self, name: &str, json: &Value) -> Result<Parameter, RuleSetError> {
        let kind = match json["type"].as_str().unwrap_or_default().to_ascii_lowercase().as_str() {
            "string" => Kind::String,
            "boolean" => Kind::Boolean,
            "stringarray" => Kind::StringArray,
            other => return Err(problem(&format!("parameter {name} has the unknown type `{other}`"))),
        };
        Ok(Parameter {
            name: name.to_owned(),
            built_in: json["builtIn"].as_str().map(str::to_owned),
            kind,
            required: json["required"].as_bool().unwrap_or_default(),
            default: Document::from(&json["default"]),
            slot: self.slot(name),
        })
    }

    fn rules(&mut self, json: &Value) -> Result<Vec<Rule>, RuleSetError> {
        json.as_array().ok_or_else(|| problem("no rules"))?.iter().map(|it| self.rule(it)).collect()
    }

    fn rule(&mut self, json: &Value) -> Result<Rule, RuleSetError> {
        let conditions = json["conditions"].as_array().map(Vec::as_slice).unwrap_or_default();
        let conditions = conditions.iter().map(|it| self.call(it)).collect::<Result<Vec<_>, _>>()?;
        let outcome = match json["type"].as_str() {
            Some("tree") => Outcome::Tree(self.rules(&json["rules"])?),
            Some("error") => Outcome::Error(self.expression(&json["error"])?),
            Some("endpoint") => {
                let endpoint = &json["endpoint"];
                let mut headers = Vec::new();
                for (name, values) in endpoint["headers"].as_object().into_iter().flatten() {
                    let values = values.as_array().map(Vec::as_slice).unwrap_or_default();
                    let values = values.iter().map(|it| self.expression(it)).collect::<Result<Vec<_>, _>>()?;
                    headers.push((name.clone(), values));
                }
                let properties = self.properties(&endpoint["properties"])?;
                Outcome::Endpoint { url: self.expression(&endpoint["url"])?, headers, properties }
            }
            other => return Err(problem(&format!("unknown type of rule `{}`", other.unwrap_or_default()))),
        };
        Ok(Rule { conditions, outcome })
    }

    fn call(&mut self, json: &Value) -> Result<Call, RuleSetError> {
        let name = json["fn"].as_str().unwrap_or_default();
        let function = Function::named(name).ok_or_else(|| problem(&format!("unknown function `{name}`")))?;
        let arguments = json["argv"].as_array().map(Vec::as_slice).unwrap_or_default();
        let arguments = arguments.iter().map(|it| self.expression(it)).collect::<Result<Vec<_>, _>>()?;
        Ok(Call { function, arguments, assign: json["assign"].as_str().map(|it| self.slot(it)) })
    }

    fn expression(&mut self, json: &Value) -> Result<Expression, RuleSetError> {
        match json {
            Value::Object(members) if members.contains_key("fn") => Ok(Expression::Call(Box::new(self.call(json)?))),
            Value::Object(members) if members.contains_key("ref") => {
                Ok(Expression::Variable(self.slot(members["ref"].as_str().unwrap_or_default())))
            }
            Value::String(text) => self.template(text),
            other => Ok(Expression::Literal(Document::from(other))),
        }
    }

    /// Templates may stand anywhere in properties.
    fn properties(&mut self, json: &Value) -> Result<Expression, RuleSetError> {
        match json {
            Value::Object(members) => {
                let members = members.iter().map(|(key, it)| Ok((key.clone(), self.properties(it)?)));
                members.collect::<Result<Vec<_>, _>>().map(Expression::Map)
            }
            Value::Array(items) => {
                items.iter().map(|it| self.properties(it)).collect::<Result<Vec<_>, _>>().map(Expression::List)
            }
            Value::String(text) => self.template(text),
            other => Ok(Expression::Literal(Document::from(other))),
        }
    }

    fn template(&mut self, text: &str) -> Result<Expression, RuleSetError> {
        if !text.contains(['{', '}']) {
            return Ok(Expression::Literal(Document::from(text)));
        }
        let mut pieces = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            literal.push_str(&rest[..at]);
            let brace = &rest[at..=at];
            rest = &rest[at + 1..];
            if let Some(after) = rest.strip_prefix(brace) {
                literal.push_str(brace);
                rest = after;
                continue;
            }
            let reference = if brace == "{" { rest.split_once('}') } else { None };
            let (reference, after) = reference.ok_or_else(|| problem(&format!("unpaired brace in `{text}`")))?;
            rest = after;
            let mut parts = reference.split('#');
            let slot = self.slot(parts.next().unwrap_or_default());
            pieces.push(Piece::Text(std::mem::take(&mut literal)));
            pieces.push(Piece::Value { slot, path: parts.map(str::to_owned).collect() });
        }
        literal.push_str(rest);
        pieces.push(Piece::Text(literal));
        Ok(Expression::Template(pieces))
    }
}

fn problem(text: &str) -> RuleSetError {
    RuleSetError(text.to_owned())
}
