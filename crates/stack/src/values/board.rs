//! The board: what each part has published for the texts of those after it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use callboard_model::naming::sql::{property_of_column, sql_column_of};
use callboard_model::types::ResourceType;
use callboard_resource::Properties;
use serde_json::Value;

use crate::stack::Part;
use crate::stack::check::REGION;
use crate::unknown;

/// What parts have published, for the texts of those after them.
#[derive(Debug, Default)]
pub struct Board {
    published: Mutex<BTreeMap<usize, Arc<Properties>>>,
}

impl Board {
    /// Publishes the values of a part.
    pub fn publish(&self, part: usize, values: Properties) {
        self.published.lock().unwrap_or_else(PoisonError::into_inner).insert(part, Arc::new(values));
    }

    /// What a part has published.
    pub fn of(&self, part: usize) -> Option<Arc<Properties>> {
        self.published.lock().unwrap_or_else(PoisonError::into_inner).get(&part).cloned()
    }
}

/// What a part of a known type publishes: every property under its own name and as a column, and its exports.
/// What is not in `properties` is not known.
pub fn published(
    part: &Part,
    of: &'static ResourceType,
    properties: &Properties,
    identifier: Option<&str>,
    region: &str,
) -> Properties {
    let mut values = Properties::new();
    for name in of.properties().keys() {
        let value = properties.get(name).cloned();
        let value =
            value.unwrap_or_else(|| unknown::unknown(&format!("{}.{}", part.name(), sql_column_of(of.name, name))));
        values.insert(sql_column_of(of.name, name), value.clone());
        values.insert(name.clone(), value);
    }
    let identifier = identifier.map_or_else(|| unknown::unknown(&format!("{}.identifier", part.name())), Value::from);
    values.entry("identifier").or_insert(identifier);
    values.entry(REGION).or_insert_with(|| Value::from(region));
    for export in &part.entry.exports {
        let column = property_of_column(of, &export.column).unwrap_or(&export.column);
        if let Some(value) = values.get(column).cloned() {
            values.insert(export.name.name.clone(), value);
        }
    }
    values
}

/// What a part publishes whose values are not known yet.
pub fn unpublished(part: &Part) -> Properties {
    let names = part.entry.exports.iter().map(|it| it.name.name.clone());
    names.map(|name| (name.clone(), unknown::unknown(&format!("{}.{name}", part.name())))).collect()
}
