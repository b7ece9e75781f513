//! Definitions: texts that are one document, whether it is written as JSON or as YAML.

use serde_json::Value as Json;

/// The document of a text, or what is wrong with the text.
pub(super) fn read(text: &str) -> Result<Json, String> {
    // YAML that begins so is JSON that went wrong, or should be.
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text).map_err(|error| format!("an invalid JSON: {error}"));
    }
    let read = callboard_yaml::parse(text).and_then(|it| it.map_or(Ok(Json::Null), |it| it.to_json()));
    read.map_err(|mistake| format!("an invalid YAML: {mistake}"))
}

/// What is wrong with the text of a definition in the attribute `name`.
pub(super) fn complaint(name: &str, text: &str) -> Option<String> {
    match read(text) {
        Ok(Json::Object(_) | Json::Null) => None,
        Ok(_) => Some(format!("{name:?} must be a definition as JSON or YAML, got {:?}", beginning(text))),
        Err(what) => Some(format!("{name:?} contains {what}")),
    }
}

fn beginning(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default();
    if line.chars().count() <= 60 { line.to_owned() } else { line.chars().take(57).chain("...".chars()).collect() }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    const JSON: &str =
        r#"{"openapi": "3.0.1", "info": {"title": "a", "version": "1.0"}, "paths": {"/": [1, 1.5, true, null]}}"#;

    #[test]
    fn json_and_yaml_of_one_document_are_one() {
        let flow = JSON.replace("{\"openapi\"", "--- \n{\"openapi\"");
        for same in [
            "openapi: 3.0.1\ninfo: {title: a, version: '1.0'}\npaths:\n  /: [1, 1.5, true, ~]\n",
            "# said\n---\npaths:\n  \"/\":\n  - 1\n  - 1.50\n  - True\n  -\ninfo: {version: !!str 1.0, title: a}\nopenapi: 3.0.1\n...\n",
            &flow,
            &format!("\n {JSON} \n"),
        ] {
            assert_eq!(read(same), read(JSON), "{same}");
        }
        assert_ne!(read("version: 1.0"), read(r#"{"version": "1.0"}"#));
        assert_eq!(read("a: &x {b: 1}\nc: *x"), read(r#"{"a": {"b": 1}, "c": {"b": 1}}"#));
    }

    #[test]
    fn what_is_no_definition_is_said() {
        let deep = "[".repeat(200);
        let mut complaints = Vec::new();
        for text in [
            "",
            " ",
            "# only words",
            JSON,
            "{\"a\": ",
            "{\"a\": 1,}",
            "a: [",
            "a: 1\na: 2",
            "openapi.yaml",
            "a: b: c",
            "*x",
            &deep,
        ] {
            complaints.push(complaint("body", text).unwrap_or_else(|| "-".to_owned()));
        }
        expect![[r#"
            -
            -
            -
            -
            "body" contains an invalid JSON: EOF while parsing a value at line 1 column 6
            "body" contains an invalid JSON: trailing comma at line 1 column 9
            "body" contains an invalid YAML: line 2, column 1: while parsing a node, did not find expected node content
            "body" contains an invalid YAML: line 2, column 1: key `a` is twice in its map
            "body" must be a definition as JSON or YAML, got "openapi.yaml"
            "body" contains an invalid YAML: line 1, column 5: mapping values are not allowed in this context
            "body" contains an invalid YAML: line 1, column 1: while parsing node, found unknown anchor
            "body" contains an invalid YAML: line 1, column 102: more than 100 values within each other"#]]
        .assert_eq(&complaints.join("\n"));
    }
}
