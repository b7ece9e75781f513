use expect_test::{Expect, expect};
use serde_json::json;

use super::*;

struct Given(Value);

impl Names for Given {
    fn value(&self, name: &str) -> Option<Value> {
        self.0.get(name).cloned()
    }
}

#[track_caller]
fn check(text: &str, expect: Expect) {
    let names: Arc<dyn Names> = Arc::new(Given(json!({
        "name": "o'ne", "n": 5, "tags": [{"Key": "a", "Value": "1"}], "more": [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}],
        "api": {"api_id": "a1"}, "map": {"x": 1}, "text": "{\"a\": [1]}",
    })));
    let templates = Templates::new();
    let shown = templates.render(text, &names).map_or_else(|err| format!("error: {err}"), |it| it.to_string());
    let names: Vec<String> = templates.names(text).unwrap_or_default().into_iter().collect();
    expect.assert_eq(&format!("{shown}   <- {}", names.join(" ")));
}

#[test]
fn one_expression_keeps_its_kind() {
    check("{{ n }}", expect!["5   <- n"]);
    check("{{ tags }}", expect![[r#"[{"Key":"a","Value":"1"}]   <- tags"#]]);
    check("v{{ n }}-{{ name }}", expect![[r#""v5-o'ne"   <- n name"#]]);
    check("arn:{{ api.api_id }}", expect![[r#""arn:a1"   <- api.api_id"#]]);
    check("plain", expect![[r#""plain"   <- "#]]);
}

#[test]
fn filters_of_stack_files() {
    check(
        "{{ tags | merge_lists(more) }}",
        expect![[r#"[{"Key":"a","Value":"1"},{"Key":"b","Value":"2"}]   <- more tags"#]],
    );
    check("{{ map | merge_objects({'y': 2}) }}", expect![[r#"{"x":1,"y":2}   <- map"#]]);
    check("{{ text | from_json }}", expect![[r#"{"a":[1]}   <- text"#]]);
    check("{{ map | tojson }}", expect![[r#""{\"x\":1}"   <- map"#]]);
    check("{{ name | base64_encode }}", expect![[r#""byduZQ=="   <- name"#]]);
    check("{{ name | sql_escape }}", expect![[r#""o''ne"   <- name"#]]);
    check("{{ ['a', 'b\\'c'] | sql_list }}", expect![[r#""('a','b''c')"   <- "#]]);
    check("{{ tags | to_aws_tag_filters }}", expect![[r#"[{"Key":"a","Values":["1"]}]   <- tags"#]]);
    check(
        "{{ {'Name': name, 'Doc': text} | generate_patch_document }}",
        expect![[
            r#"[{"op":"add","path":"/Name","value":"o'ne"},{"op":"add","path":"/Doc","value":{"a":[1]}}]   <- name text"#
        ]],
    );
}

#[test]
fn what_cannot_be_rendered_says_why() {
    check("{{ missing }}", expect!["error: `missing` has no value   <- missing"]);
    check("{{ missing | default('d') }}", expect![[r#""d"   <- missing"#]]);
    check("{{ 1 + }}", expect!["error: unexpected end of input, expected expression   <- "]);
    check("{{ name | from_json }}", expect!["error: `from_json`: expected value at line 1 column 1   <- name"]);
}
