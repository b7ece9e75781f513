//! The JSON schema of manifests, for editors. The reader's own tables of keys are held against it by a test.

/// The text of the schema.
pub const TEXT: &str = include_str!("schema/manifest.schema.json");

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::manifest::keys;

    #[test]
    fn the_schema_has_the_keys_that_the_reader_takes() {
        let schema: Value = serde_json::from_str(super::TEXT).expect("JSON");
        let keys_at = |pointer: &str| -> Vec<String> {
            let properties = schema.pointer(pointer).and_then(Value::as_object);
            let mut keys: Vec<String> = properties.unwrap_or_else(|| panic!("{pointer}")).keys().cloned().collect();
            keys.sort();
            keys
        };
        for (pointer, keys) in [
            ("/properties", keys::MANIFEST),
            ("/definitions/global/properties", keys::GLOBAL),
            ("/definitions/resource/properties", keys::RESOURCE),
            ("/definitions/prop/properties", keys::PROP),
            ("/definitions/resource/properties/return_vals/properties", keys::RETURN_VALUES),
        ] {
            let mut keys: Vec<String> = keys.iter().map(|it| (*it).to_owned()).collect();
            keys.sort();
            assert_eq!(keys_at(pointer), keys, "{pointer}");
        }
        assert_eq!(schema.pointer("/definitions/resource/properties/type/enum"), Some(&serde_json::json!(keys::KINDS)));
    }
}
