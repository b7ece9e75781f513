//! Filters: those whose values stay as they are written, beside what all templates have.

use callboard_template::filters::{list, refused};
use minijinja::{Environment, Error, Value};

type Json = serde_json::Value;

/// Adds the filters.
pub(super) fn add(environment: &mut Environment<'static>) {
    // The engine's own writes `<` and `'` as escapes, for web pages.
    environment.add_filter("tojson", |value: &Value| -> Result<String, Error> {
        let json: Json = serde_json::to_value(value).map_err(|it| refused("tojson", it))?;
        Ok(json.to_string())
    });
    environment.add_filter("sql_escape", |text: &str| text.replace('\'', "''"));
    environment.add_filter("sql_list", |items: &Value| -> Result<String, Error> {
        let items = list("sql_list", items)?;
        let quoted = items.iter().map(|it| format!("'{}'", text(it).replace('\'', "''")));
        Ok(format!("({})", quoted.collect::<Vec<_>>().join(",")))
    });
}

fn text(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
