use expect_test::{Expect, expect};
use minijinja::value::Serde;
use serde_json::json;

use crate::{complaint, environment};

/// Only this function calls the API.
#[track_caller]
fn check(text: &str, expect: Expect) {
    let environment = environment(10_000);
    let names = Serde(json!({
        "tags": [{"Key": "a", "Value": "1"}], "more": [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}],
        "map": {"x": 1}, "doc": "{\"a\": [1]}", "list": "[1, 2]", "name": "o'ne",
    }));
    let shown = environment.render_str(text, minijinja::Value::from(names));
    expect.assert_eq(&shown.unwrap_or_else(|err| format!("error: {}", complaint(&err))));
}

#[test]
fn values_or_json_texts_of_them_are_taken() {
    check("{{ tags | merge_lists(more) }}", expect!["[{'Key': 'a', 'Value': '1'}, {'Key': 'b', 'Value': '2'}]"]);
    check("{{ list | merge_lists('[2, 3]') }}", expect!["[1, 2, 3]"]);
    check("{{ map | merge_objects('{\"y\": 2}') }}", expect!["{'x': 1, 'y': 2}"]);
    check("{{ doc | from_json }}", expect!["{'a': [1]}"]);
    check("{{ name | base64_encode }}", expect!["byduZQ=="]);
    check("{{ tags | to_aws_tag_filters }}", expect!["[{'Key': 'a', 'Values': ['1']}]"]);
    check("{{ map | to_aws_tag_filters }}", expect!["[{'Key': 'x', 'Values': [1]}]"]);
    check(
        "{{ {'a/b': name, 'Doc': doc} | generate_patch_document }}",
        expect![[
            r#"[{'op': 'add', 'path': '/a~1b', 'value': "o'ne"}, {'op': 'add', 'path': '/Doc', 'value': {'a': [1]}}]"#
        ]],
    );
    check("{{ uuid() | length }}", expect!["36"]);
}

#[test]
fn what_they_cannot_take_they_name() {
    check("{{ name | from_json }}", expect!["error: `from_json`: expected value at line 1 column 1"]);
    check("{{ map | merge_lists(tags) }}", expect!["error: `merge_lists`: a list is needed"]);
    check("{{ tags | merge_objects(map) }}", expect!["error: `merge_objects`: an object is needed"]);
    check("{{ 5 | to_aws_tag_filters }}", expect!["error: `to_aws_tag_filters`: a list of tags is needed"]);
    check("{% for i in range(10000) %}{{ i }}{% endfor %}", expect!["error: the template takes too many steps"]);
}
