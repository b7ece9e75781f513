//! Samples: values that schemas accept, and the least a type can be created from.
//!
//! ```text
//! desired_state(type, seed) ──▶ Sampler ──▶ required properties, one branch of each choice,
//!                                           texts by what they are for, else by their pattern
//! ```
//!
//! A value is made from all schemas that apply to it at once (its own, what it
//! refers to, all of `allOf`, one branch of `anyOf` and `oneOf`), then held
//! against them; where it does not fit, the next branch is tried.
//!
//! # Invariants
//!
//! - The same seed gives the same value.
//! - A value that comes out has passed the validator, unless no branch gave one that does.

mod facets;
mod words;

use serde_json::{Map, Number, Value};

use crate::choices::Choices;
use crate::pattern::{self, Bounds};
use crate::properties::schema::names;
use crate::properties::{is_valid, validate_create};
use crate::types::{Action, ResourceType};
pub use facets::Facets;
pub use words::{Plain, Words};

/// How deep samples go; schemas that need more have no small value.
const DEEPEST: usize = 16;

/// How many values are tried where schemas leave a choice.
const MOST_TRIES: usize = 128;

/// The least that a resource of a type can be created from, and that finds it again in a listing.
pub fn desired_state(resource_type: &'static ResourceType, seed: u64) -> Map<String, Value> {
    let mut choices = Choices::of([resource_type.name]);
    let seed = choices.number() ^ seed;
    let mut words = Plain;
    let mut sampler = Sampler::new(resource_type.schema(), seed, &mut words);
    // Parents are needed to list a resource, and so they are given; so are names that the caller may choose.
    let mut wanted: Vec<&'static str> = Vec::new();
    if let Some(list) = resource_type.handler(Action::List) {
        wanted.extend(list.required_input());
        let branches = ["oneOf", "anyOf"].into_iter().filter_map(|it| list.input_schema()?.get(it)?.get(0));
        wanted.extend(branches.flat_map(|it| names(it, "required")));
    }
    let read_only: Vec<&str> = resource_type.read_only().collect();
    let identifier = resource_type.primary_identifier().filter(|it| !read_only.contains(it));
    wanted.extend(identifier.map(|it| it.split('/').next().unwrap_or(it)));
    wanted.retain(|it| resource_type.properties().contains_key(*it) && !read_only.contains(it));
    let is_fit = |state: &Map<String, Value>| validate_create(resource_type, state).is_ok();
    // What is wanted beyond what is required may exclude each other.
    for count in (0..=wanted.len()).rev() {
        let state = sampler.object(&wanted[..count], &read_only);
        if let Some(state) = state.filter(&is_fit) {
            return state;
        }
    }
    sampler.object(&[], &read_only).unwrap_or_default()
}

/// Makes values.
pub struct Sampler<'w> {
    root: &'static Value,
    words: &'w mut dyn Words,
    choices: Choices,
    path: Vec<&'static str>,
    tries: usize,
    /// Which optional property an otherwise empty object gets; none where 0.
    richness: usize,
}

impl<'w> Sampler<'w> {
    /// A sampler for the schema of a type.
    pub fn new(root: &'static Value, seed: u64, words: &'w mut dyn Words) -> Self {
        Self { root, words, choices: Choices::new(seed), path: Vec::new(), tries: 0, richness: 0 }
    }

    /// All properties of a type that must be given, and those wanted besides; `without` are paths to leave out.
    pub fn object(&mut self, wanted: &[&'static str], without: &[&str]) -> Option<Map<String, Value>> {
        self.tries = 0;
        let root = self.root;
        match self.of(&[root], wanted, without)? {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    /// A value of a schema, called by the name of its property.
    pub fn value(&mut self, name: &'static str, schema: &'static Value) -> Option<Value> {
        self.tries = 0;
        self.path.push(name);
        let value = self.of(&[schema], &[], &[]);
        self.path.pop();
        value
    }

    /// A value that fits all of the schemas.
    fn of(&mut self, schemas: &[&'static Value], wanted: &[&'static str], without: &[&str]) -> Option<Value> {
        if self.path.len() > DEEPEST {
            return None;
        }
        let value = self.of_richness(schemas, wanted, without);
        if self.richness > 0 || value.as_ref().is_some_and(|it| self.fits(schemas, it)) {
            return value;
        }
        // Some objects need a property, but do not say which.
        self.richness = 1;
        let richer = self.of_richness(schemas, wanted, without).filter(|it| self.fits(schemas, it));
        self.richness = 0;
        richer.or(value)
    }

    fn fits(&self, schemas: &[&'static Value], value: &Value) -> bool {
        schemas.iter().all(|it| is_valid(self.root, it, value))
    }

    fn of_richness(&mut self, schemas: &[&'static Value], wanted: &[&'static str], without: &[&str]) -> Option<Value> {
        let mut last = None;
        let root = self.root;
        let found = facets::each(root, schemas, &mut |facets| {
            self.tries += 1;
            let value = self.build(facets, wanted, without)?;
            if self.fits(schemas, &value) {
                return Some(Some(value));
            }
            last.get_or_insert(value);
            (self.tries > MOST_TRIES).then_some(None)
        });
        found.flatten().or(last)
    }

    fn build(&mut self, facets: &Facets, wanted: &[&'static str], without: &[&str]) -> Option<Value> {
        if let Some(constant) = facets.first("const") {
            return Some(constant.clone());
        }
        let allowed = facets.allowed_values();
        if let Some(first) = allowed.first() {
            let root = self.root;
            let fits = |it: &&Value| facets.schemas.iter().all(|schema| is_valid(root, schema, it));
            let fitting: Vec<&Value> = allowed.iter().copied().filter(fits).collect();
            return Some(self.words.word(&fitting).cloned().unwrap_or_else(|| (*first).clone()));
        }
        match facets.kind() {
            "object" => self.members(facets, wanted, without),
            "array" => self.items(facets),
            "integer" | "number" if let Some(number) = self.number(facets) => Some(number),
            "integer" => Some(Value::from(facets.number(true) as i64)),
            "number" => Number::from_f64(facets.number(false)).map(|it| match it.as_f64() {
                Some(whole) if whole.fract() == 0.0 => Value::from(whole as i64),
                _ => Value::Number(it),
            }),
            "boolean" => Some(Value::Bool(false)),
            "null" => Some(Value::Null),
            _ => self.text(facets).map(Value::String),
        }
    }

    fn members(&mut self, facets: &Facets, wanted: &[&'static str], without: &[&str]) -> Option<Value> {
        let mut names = facets.required();
        for name in wanted {
            if !names.contains(name) {
                names.push(name);
            }
        }
        for name in self.words.members(&self.path) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let path = self.path.join("/");
        let is_left_out = |name: &str| {
            let path = if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
            without.contains(&path.as_str())
        };
        names.retain(|it| !is_left_out(it));
        let least = facets.most("minProperties");
        if self.richness > 0 && names.is_empty() {
            names.extend(facets.properties().filter(|it| !is_left_out(it)).nth(self.richness - 1));
        }
        for name in facets.properties() {
            if names.len() >= least {
                break;
            }
            if !names.contains(&name) && !is_left_out(name) {
                names.push(name);
            }
        }
        let mut members = Map::new();
        for name in names {
            let schemas = facets.of_property(name);
            self.path.push(name);
            let value = self.of(&schemas, &[], without);
            self.path.pop();
            members.insert(name.to_owned(), value?);
        }
        for (pattern, schema) in facets.pattern_properties() {
            while members.len() < least {
                let bounds = Bounds { wanted: 4, max: 64, ..Bounds::ANY };
                let key = pattern::sample(pattern, bounds, &mut self.choices)?;
                if members.contains_key(&key) {
                    break;
                }
                self.path.push("*");
                let value = self.of(&[schema], &[], without);
                self.path.pop();
                members.insert(key, value?);
            }
        }
        let is_closed = facets.schemas.iter().any(|it| it.get("additionalProperties") == Some(&Value::Bool(false)));
        while !is_closed && members.len() < least {
            members.insert(format!("sample{}", members.len()), Value::from("sample"));
        }
        Some(Value::Object(members))
    }

    fn items(&mut self, facets: &Facets) -> Option<Value> {
        let least = facets.most("minItems").max(self.words.least_items(&self.path));
        let schemas = facets.of_items();
        let mut items: Vec<Value> = Vec::new();
        // Lists of unique items may need several draws for one.
        for draw in 0..least * 8 {
            if items.len() >= least {
                break;
            }
            let of_prefix = facets.of_prefix(items.len());
            let mut all = schemas.clone();
            all.extend(of_prefix);
            self.path.push("*");
            self.words.draw(draw);
            let richness = std::mem::replace(&mut self.richness, draw / 2);
            let item = self.of(&all, &[], &[]);
            self.richness = richness;
            self.path.pop();
            let item = item?;
            if !facets.is_set("uniqueItems") || !items.contains(&item) {
                items.push(item);
            }
        }
        self.words.draw(0);
        Some(Value::Array(items))
    }

    fn number(&mut self, facets: &Facets) -> Option<Value> {
        let number = Value::from(self.words.number(&self.path, &mut self.choices)?);
        facets.schemas.iter().all(|it| is_valid(self.root, it, &number)).then_some(number)
    }

    fn text(&mut self, facets: &Facets) -> Option<String> {
        let (min, max) = (facets.most("minLength"), facets.least("maxLength").unwrap_or(usize::MAX));
        let root = self.root;
        let fits = |text: &str| {
            let value = Value::String(text.to_owned());
            facets.schemas.iter().all(|schema| is_valid(root, schema, &value))
        };
        let words = self.words.texts(&self.path, facets, &mut self.choices);
        if let Some(word) = words.iter().find(|it| fits(it)) {
            return Some(word.clone());
        }
        let wanted = self.words.wanted_length(&self.path);
        let bounds = Bounds { min, max: max.min(16_384), wanted };
        for pattern in facets.patterns() {
            if let Some(text) = pattern::sample_where(pattern, bounds, &mut self.choices, &fits) {
                return Some(text);
            }
        }
        // No pattern: a word cut or stretched to the length.
        let word = words.into_iter().next().unwrap_or_else(|| "sample".to_owned());
        let mut text: String = word.chars().take(max).collect();
        let missing = min.saturating_sub(text.chars().count());
        text.push_str(&self.choices.text("0123456789abcdef", missing));
        Some(text)
    }
}
