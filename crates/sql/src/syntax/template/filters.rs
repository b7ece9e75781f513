//! Filters: those that write values as SQL texts need them, beside what all templates have.

use std::sync::Arc;

use callboard_template::filters::list;
use minijinja::value::{Object, Serde};
use minijinja::{Environment, Error, Value};

/// A value that is written as it is.
#[derive(Debug)]
pub(super) struct Raw(pub(super) String);

impl Object for Raw {
    fn render(self: &Arc<Self>, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Adds the filters.
pub(super) fn add(environment: &mut Environment<'static>) {
    environment.add_filter("raw", |value: &Value| Value::from_object(Raw(value.to_string())));
    // Every value is escaped as its place needs it; twice would be wrong.
    environment.add_filter("sql_escape", |text: &str| text.to_owned());
    // A list is written as `IN` needs it, wherever its values come from.
    environment.add_filter("sql_list", |items: &Value| -> Result<Value, Error> {
        Ok(Value::from(Serde(list("sql_list", items)?)))
    });
}
