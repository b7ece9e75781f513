//! The attribute that a pointer of the validator is about: `#/Tags/0/Key` is `tags[0].key`.

use callboard_model::properties::schemas_at;
use serde_json::Value as Json;

use crate::awscc::catalog::Resource;
use crate::awscc::property::{Kind, Order, Property};
use crate::cty::{Path, Value};

/// A place in a configuration.
pub(super) struct Place<'a> {
    /// Where a diagnostic is shown; it ends at a set, and at JSON text.
    pub path: Path,
    /// What is beyond the end of the path: attributes of an item of a set.
    inner: String,
    /// What is beyond the last attribute, in the service's words.
    pub rest: String,
    /// What is configured there.
    pub value: &'a Value,
    /// What can be in it, where it is an object.
    pub properties: &'a [Property],
    /// Whether its order means nothing and an item is in it once.
    pub is_set: bool,
    is_in_set: bool,
    /// Whether what is there is never read back.
    pub is_secret: bool,
    /// Whether nobody can tell what is there: it is among items that are not known.
    pub is_lost: bool,
    /// All that the type's schema says of it.
    pub schemas: Vec<&'static Json>,
}

impl<'a> Place<'a> {
    pub fn of(resource: &'a Resource, config: &'a Value, pointer: &str) -> Self {
        let mut place = Place {
            path: Path::root(),
            inner: String::new(),
            rest: String::new(),
            value: config,
            properties: &resource.properties,
            is_set: false,
            is_in_set: false,
            is_secret: false,
            is_lost: false,
            schemas: Vec::new(),
        };
        let mut kind: Option<&Kind> = None;
        let mut steps: Vec<String> = Vec::new();
        for step in pointer.split('/').skip(1).map(|it| it.replace("~1", "/").replace("~0", "~")) {
            let is_object = kind.is_none() || matches!(kind, Some(Kind::Object(_)));
            let next = match kind {
                _ if !place.rest.is_empty() => None,
                None | Some(Kind::Object(_)) => {
                    place.properties.iter().find(|it| it.property == step).map(|property| {
                        place.is_secret |= property.is_write_only;
                        place.step(
                            |it| it.attribute(property.attribute.as_str()),
                            || format!(".{}", property.attribute),
                        );
                        place.value = place.value.get(&property.attribute);
                        &property.kind
                    })
                }
                Some(Kind::List(of, order)) => step.parse::<usize>().ok().map(|at| {
                    place.is_lost |= place.has_open_items();
                    if *order == Order::Set && !place.is_in_set {
                        place.is_in_set = true;
                        place.inner = "[...]".to_owned();
                    } else {
                        place.step(|it| it.index(at), || format!("[{at}]"));
                    }
                    place.value = place.value.items().and_then(|it| it.get(at)).unwrap_or(&Value::Null);
                    &**of
                }),
                Some(Kind::Map(of)) => {
                    place.step(|it| it.key(step.as_str()), || format!("[{step:?}]"));
                    place.value = place.value.get(&step);
                    Some(&**of)
                }
                Some(_) => None,
            };
            match next {
                Some(next) => kind = Some(next),
                None => place.rest.push_str(&format!("/{step}")),
            }
            place.properties = match kind {
                Some(Kind::Object(properties)) => properties,
                _ => &[],
            };
            place.is_set = matches!(kind, Some(Kind::List(_, Order::Set)));
            steps.push(if is_object { step } else { "*".to_owned() });
        }
        if !steps.is_empty() {
            place.schemas = schemas_at(resource.of.schema(), &steps.join("/"));
        }
        place
    }

    /// One step on: a path ends at a set, whose items have no names.
    fn step(&mut self, path: impl FnOnce(&Path) -> Path, name: impl FnOnce() -> String) {
        match self.is_in_set {
            true => self.inner.push_str(&name()),
            false => self.path = path(&self.path),
        }
    }

    /// Whether it has items that are not known, so that nobody can count them.
    pub fn has_open_items(&self) -> bool {
        self.value.items().is_some_and(|it| it.iter().any(|it| it.is_unknown() || it.is_null()))
    }

    /// The path of an attribute in it.
    pub fn attribute(&self, name: &str) -> Path {
        if self.is_in_set { self.path.clone() } else { self.path.attribute(name) }
    }

    /// How it is called.
    pub fn name(&self) -> String {
        // What is said of a plain item says which one it is by its value.
        let inner = if self.inner == "[...]" { "" } else { &self.inner };
        match self.rest.is_empty() {
            true => format!("{}{inner}", self.path),
            false => format!("{}{inner} ({})", self.path, self.rest.trim_start_matches('/')),
        }
    }

    /// What the schema says by a keyword.
    pub fn says(&self, keyword: &str) -> Option<&'static Json> {
        self.schemas.iter().find_map(|it| it.get(keyword))
    }
}
