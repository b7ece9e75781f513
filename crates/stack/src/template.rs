//! Templates: texts with `{{ … }}`, and the values that come of them.
//!
//! A text that is one expression keeps the kind of its value: `{{ 5 }}` is a
//! number, `{{ tags }}` a list. Any other text with expressions is a text.
//! What names stand for is asked from a [`Names`] when they are met, so that a
//! stack of many resources costs no more than the names that are used.

mod filters;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use callboard_template::{complaint, names};
use minijinja::Environment;
use minijinja::value::{Object, Serde, ValueKind};
use serde_json::Value;

pub use callboard_template::names::root;

/// Steps that the expressions of one template may take.
const MOST_STEPS: u64 = 1_000_000;

/// Where templates look names up.
pub trait Names: Send + Sync + 'static {
    /// The value of a name, if it has one.
    fn value(&self, name: &str) -> Option<Value>;
}

/// Renders texts.
pub struct Templates {
    environment: Environment<'static>,
}

impl fmt::Debug for Templates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Templates")
    }
}

impl Default for Templates {
    fn default() -> Self {
        Self::new()
    }
}

impl Templates {
    /// Templates with the filters of stack files.
    pub fn new() -> Self {
        let mut environment = callboard_template::environment(MOST_STEPS);
        filters::add(&mut environment);
        Self { environment }
    }

    /// Whether there is anything to render in a text.
    pub fn is_one(text: &str) -> bool {
        text.contains("{{") || text.contains("{%")
    }

    /// The names that a text takes from outside, with the members that it takes of them: `api.api_id`.
    pub fn names(&self, text: &str) -> Result<BTreeSet<String>, String> {
        if !Self::is_one(text) {
            return Ok(BTreeSet::new());
        }
        let undeclared = match expression(text) {
            Some(expression) => {
                let compiled = self.environment.compile_expression_owned(expression.to_owned());
                compiled.map_err(|error| complaint(&error))?.undeclared_variables(true)
            }
            None => {
                let template = self.environment.template_from_str(text).map_err(|error| complaint(&error))?;
                template.undeclared_variables(true)
            }
        };
        Ok(names::from_outside(&self.environment, undeclared))
    }

    /// Whether a text says itself what is to be done where a name has no value.
    pub fn is_forgiving(text: &str) -> bool {
        names::is_forgiving(text)
    }

    /// What a text stands for.
    pub fn render(&self, text: &str, names: &Arc<dyn Names>) -> Result<Value, String> {
        if !Self::is_one(text) {
            return Ok(Value::from(text));
        }
        let context = minijinja::Value::from_object(Context(Arc::clone(names)));
        let Some(expression) = expression(text) else {
            let rendered = self.environment.render_str(text, context).map_err(|error| complaint(&error))?;
            return Ok(Value::from(rendered));
        };
        let compiled = self.environment.compile_expression(expression).map_err(|error| complaint(&error))?;
        let value = compiled.eval(context).map_err(|error| complaint(&error))?;
        if value.kind() == ValueKind::Undefined {
            return Err(format!("`{expression}` has no value"));
        }
        serde_json::to_value(&value).map_err(|error| error.to_string())
    }
}

/// The expression, where a text is one and nothing else.
fn expression(text: &str) -> Option<&str> {
    let inner = text.trim().strip_prefix("{{")?.strip_suffix("}}")?;
    let inner = inner.strip_prefix('-').unwrap_or(inner);
    let inner = inner.strip_suffix('-').unwrap_or(inner);
    (!inner.contains("{{") && !inner.contains("}}") && !inner.contains("{%")).then(|| inner.trim())
}

/// The names of a template as the engine looks them up.
struct Context(Arc<dyn Names>);

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Context")
    }
}

impl Object for Context {
    fn get_value(self: &Arc<Self>, key: &minijinja::Value) -> Option<minijinja::Value> {
        let value = self.0.value(key.as_str()?)?;
        Some(minijinja::Value::from(Serde(value)))
    }
}

#[cfg(test)]
mod tests;
