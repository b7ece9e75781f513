//! Tests of templates.

use expect_test::{Expect, expect};
use proptest::prelude::*;
use serde_json::json;

use super::*;

fn data() -> Data {
    let serde_json::Value::Object(values) = json!({
        "Name": "it's",
        "region": "us-east-1",
        "regions": ["us-east-1", "eu-west-1"],
        "none": [],
        "count": 5,
        "negative": -3,
        "enabled": true,
        "nothing": null,
        "Tags": [{"Key": "Team", "Value": "o'ne \"x\""}],
        "nested": {"a": {"b": "deep"}},
        "table": "aws.ivs.stages",
        "evil": "x'; DROP TABLE t; --",
        "back": "a\\",
        "dollar": "a$$b",
    }) else {
        unreachable!("an object");
    };
    Data::of_object(values)
}

#[track_caller]
fn check(text: &str, expect: Expect) {
    let shown = match Template::render(text, &data(), Mode::Sql) {
        Ok(rendered) => rendered,
        Err(error) => {
            format!("{} (at {:?})\nhint: {}", error.message, error.position, error.hint.as_deref().unwrap_or("-"))
        }
    };
    expect.assert_eq(&shown);
}

#[test]
fn stackql_inserts_render_as_shown() {
    check(
        "/*+ create */\nINSERT INTO aws.ivs.stages (\n Name,\n Tags,\n region\n)\nSELECT \n'{{ Name }}',\n '{{ Tags }}',\n'{{ region }}';\n",
        expect![[r#"
            /*+ create */
            INSERT INTO aws.ivs.stages (
             Name,
             Tags,
             region
            )
            SELECT 
            'it''s',
             '[{"Key":"Team","Value":"o''ne \"x\""}]',
            'us-east-1';
        "#]],
    );
    check(
        "UPDATE t SET data__PatchDocument = string('{{ {\n \"Name\": Name,\n \"Tags\": Tags\n} | generate_patch_document }}')",
        expect![[
            r#"UPDATE t SET data__PatchDocument = string('[{"op":"add","path":"/Name","value":"it''s"},{"op":"add","path":"/Tags","value":[{"Key":"Team","Value":"o''ne \"x\""}]}]')"#
        ]],
    );
    check(
        "SELECT '{{ Name | sql_escape }}' IN {{ regions | sql_list }}",
        expect!["SELECT 'it''s' IN ('us-east-1', 'eu-west-1')"],
    );
    check(
        "SELECT '{{ Tags | to_aws_tag_filters }}'",
        expect![[r#"SELECT '[{"Key":"Team","Values":["o''ne \"x\""]}]'"#]],
    );
    check("SELECT '{{ .values.Name }}', {{ .nested.a.b }}, {{ values.count }}", expect!["SELECT 'it''s', 'deep', 5"]);
}

#[test]
fn outside_quotes_values_are_literals() {
    check(
        "SELECT {{ Name }}, {{count}}, 5 -{{ negative }}, {{ enabled }}, {{ nothing }}, {{ Tags }}",
        expect![[r#"SELECT 'it''s', 5, 5 - -3, true, NULL, '[{"Key":"Team","Value":"o''ne \"x\""}]'"#]],
    );
    check(
        "WHERE region IN ({{ regions }}) AND x IN ( {{ none }} ) AND y = ANY(ARRAY[{{ regions }}]) AND z = f({{ regions }})",
        expect![[
            r#"WHERE region IN ('us-east-1', 'eu-west-1') AND x IN ( NULL ) AND y = ANY(ARRAY[ 'us-east-1', 'eu-west-1' ]) AND z = f('["us-east-1","eu-west-1"]')"#
        ]],
    );
    check(
        "EXEC a.b @x={{ Name }}, @y={{count}}@@json={{ Tags }}",
        expect![[r#"EXEC a.b @x= 'it''s', @y= 5 @@json= '[{"Key":"Team","Value":"o''ne \"x\""}]'"#]],
    );
}

#[test]
fn inside_quotes_values_are_escaped() {
    check(
        "SELECT 'a {{ evil }} b', E'{{ back }}', U&'{{ back }}', \"{{ Name }}\", `{{ Name }}`, $$ {{ Name }} $$",
        expect![[r#"SELECT 'a x''; DROP TABLE t; -- b', E'a\\', U&'a\\', "it's", `it's`, $$ it's $$"#]],
    );
    check(
        "SELECT '{{ back }}', '{{ count }}{{ enabled }}', 'it''s {{ region }}'",
        expect![[r#"SELECT 'a\', '5true', 'it''s us-east-1'"#]],
    );
    check(
        "-- {{ evil }}\nSELECT /* {{ evil }} /* {{ evil }} */ */ 1",
        expect![[r#"
        -- 
        SELECT /*  /*  */ */ 1"#]],
    );
}

#[test]
fn inside_json_values_are_json() {
    check(
        r#"SELECT '[{"op": "add", "path": "/Tags", "value": {{ Tags }}, "n": "x{{ Tags }}"}]'"#,
        expect![[
            r#"SELECT '[{"op": "add", "path": "/Tags", "value": [{"Key":"Team","Value":"o''ne \"x\""}], "n": "x[{\"Key\":\"Team\",\"Value\":\"o''ne \\\"x\\\"\"}]"}]'"#
        ]],
    );
    check(
        r#"SELECT '{"Name": "{{ evil }}", "n": {{ count }}, "t": {{ Tags | tojson }}, "s": {{ region }}}'"#,
        expect![[
            r#"SELECT '{"Name": "x''; DROP TABLE t; --", "n": 5, "t": [{"Key": "Team", "Value": "o\u0027ne \"x\""}], "s": "us-east-1"}'"#
        ]],
    );
    check("SELECT '[{{ Name }}]*'", expect!["SELECT '[it''s]*'"]);
}

#[test]
fn raw_is_written_as_it_is() {
    check(
        "SELECT * FROM {{ table | raw }} WHERE x = '{{ Name | raw }}'",
        expect!["SELECT * FROM aws.ivs.stages WHERE x = 'it's'"],
    );
    check("SELECT * FROM {{ table }}", expect!["SELECT * FROM 'aws.ivs.stages'"]);
    check(
        "SELECT * FROM aws.{{ region }}.stages",
        expect![[r#"
        1:19: `{{ region }}` is part of a name or number here, where only a whole value can stand (at Some(19))
        hint: write it raw, if you trust the value: `{{ region | raw }}`"#]],
    );
    check(
        "SELECT * FROM stages_{{ region }}",
        expect![[r#"
        1:22: `{{ region }}` is part of a name or number here, where only a whole value can stand (at Some(22))
        hint: write it raw, if you trust the value: `{{ region | raw }}`"#]],
    );
}

#[test]
fn expressions_loops_and_conditions() {
    check(
        "SELECT {{ missing | default('x') }}, {{ regions | length }}, {{ regions[0] }}, {{ Tags | tojson }}",
        expect![[r#"SELECT 'x', 2, 'us-east-1', '[{"Key": "Team", "Value": "o\u0027ne \"x\""}]'"#]],
    );
    check(
        "SELECT 1{% for r in regions %} UNION ALL SELECT {{ r }}{% endfor %}",
        expect!["SELECT 1 UNION ALL SELECT 'us-east-1' UNION ALL SELECT 'eu-west-1'"],
    );
    check("{% if enabled %}SELECT {{ count }}{% else %}SELECT {{ missing }}{% endif %}", expect!["SELECT 5"]);
    check(
        "SELECT '{% raw %}{{ x }}{% endraw %}', '{{ Name | base64_encode }}'",
        expect!["SELECT '{{ x }}', 'aXQncw=='"],
    );
    check("SELECT '{%', 'no template'", expect!["SELECT '{%', 'no template'"]);
}

#[test]
fn what_is_missing_is_named() {
    check(
        "SELECT 1,\n  '{{ Nam }}'",
        expect![[r#"
        2:4: no value was given for `Nam` (at Some(14))
        hint: did you mean `Name`?"#]],
    );
    check(
        "SELECT {{ nested.a.c }}",
        expect![[r#"
            1:8: no value was given for `nested.a.c` (at Some(8))
            hint: did you mean `nested`?"#]],
    );
    check(
        "SELECT {{ missing | tojson }}",
        expect![[r#"
        1:8: no value was given for `missing` (at Some(8))
        hint: values were given for `Name`, `region`, `regions`, `none`, `count`, `negative`, `enabled`, `nothing`, `Tags`, `nested`, `table`, `evil`, `back`, `dollar`; give more by `--var missing=…`"#]],
    );
    check(
        "SELECT {{ missing.a.b }}",
        expect![[r#"
        1:8: no value was given for `missing.a.b` (at Some(8))
        hint: values were given for `Name`, `region`, `regions`, `none`, `count`, `negative`, `enabled`, `nothing`, `Tags`, `nested`, `table`, `evil`, `back`, `dollar`; give more by `--var missing.a.b=…`"#]],
    );
    check(
        "SELECT {% for x in regions %}{{ y }}{% endfor %}",
        expect![[r#"
        1:30: no value was given for `y` (at Some(30))
        hint: values were given for `Name`, `region`, `regions`, `none`, `count`, `negative`, `enabled`, `nothing`, `Tags`, `nested`, `table`, `evil`, `back`, `dollar`; give more by `--var y=…`"#]],
    );
    check(
        "SELECT '{{ nothing }}'",
        expect![[r#"
        1:9: `{{ nothing }}` is null, which cannot stand inside quotes (at Some(9))
        hint: write it without the quotes around it to get NULL"#]],
    );
    check(
        "SELECT {{ Name",
        expect![[r#"
        1:8: `{{` is not closed by `}}` (at Some(8))
        hint: -"#]],
    );
    check(
        "SELECT {{ }}",
        expect![[r#"
        1:8: there is no name between `{{` and `}}` (at Some(8))
        hint: -"#]],
    );
    check(
        "SELECT {{ Name | nofilter }}",
        expect![[r#"
        1:8: filter nofilter is unknown in `{{ Name | nofilter }}` (at Some(8))
        hint: -"#]],
    );
    check(
        "SELECT $$ {{ dollar }} $$",
        expect![[r#"
        1:11: the value of `{{ dollar }}` has a `$`, which could end this string (at Some(11))
        hint: quote the string by '…' instead"#]],
    );
    check(
        "SELECT {% for x in range(100000) %}{% for y in range(100000) %}{% endfor %}{% endfor %}",
        expect![[r#"
            1:1: the template takes too many steps (at None)
            hint: -"#]],
    );
}

#[test]
fn other_texts_take_values_as_they_are() {
    let rendered = Template::render("a: {{ Name }} {{ Tags }} {{ count }}", &data(), Mode::Plain);
    expect![[r#"a: it's [{"Key":"Team","Value":"o'ne \"x\""}] 5"#]].assert_eq(&rendered.expect("renders"));
}

/// What kinds of tokens a text has, and every token that is no literal.
fn structure(text: &str) -> Vec<String> {
    use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer, Whitespace};
    let dialect = crate::syntax::dialect::CallboardDialect;
    let tokens = Tokenizer::new(&dialect, text).tokenize().expect("tokenizes");
    tokens
        .into_iter()
        .filter(|it| !matches!(it, Token::Whitespace(Whitespace::Space | Whitespace::Newline | Whitespace::Tab)))
        .map(|token| match token {
            Token::SingleQuotedString(_) => "string".to_owned(),
            Token::EscapedStringLiteral(_) => "escaped string".to_owned(),
            Token::DollarQuotedString(_) => "dollar string".to_owned(),
            Token::Word(word) if word.quote_style.is_some() => "name".to_owned(),
            other => other.to_string(),
        })
        .collect()
}

proptest! {
    #[test]
    fn a_value_never_changes_the_tokens(value in r#"[ -~é'"\\$`;*/{}\n-]{0,40}"#) {
        const TEXT: &str = "SELECT {{ x }}, 'a{{ x }}b', E'a{{ x }}', E'{{ x }}\\n', \"n{{ x }}\", `{{ x }}`, -{{ x }}, ({{ x }}) \
                            -- {{ x }}\n, '{\"a\": \"{{ x }}\", \"b\": {{ x }}}' /* {{ x }} */ FROM t WHERE a IN ({{ x }},{{ x }}){{ x }}{{x}}";
        let render = |value: &str| {
            let mut data = Data::new();
            data.set("x", value);
            Template::render(TEXT, &data, Mode::Sql).expect("renders")
        };
        prop_assert_eq!(structure(&render(&value)), structure(&render("plain")));
    }

    #[test]
    fn json_around_a_value_stays_json(value in any::<String>()) {
        let mut data = Data::new();
        data.set("x", value.clone());
        let rendered = Template::render(r#"'{"a": "{{ x }}", "b": {{ x }}}'"#, &data, Mode::Sql).expect("renders");
        let text = rendered[1..rendered.len() - 1].replace("''", "'");
        let parsed: serde_json::Value = serde_json::from_str(&text).expect("is JSON");
        prop_assert_eq!(parsed, json!({"a": value, "b": value}));
    }

    #[test]
    fn any_template_renders_or_is_refused(text in r#"[a-z{}%|'" .\[\]()#$/*-]{0,60}"#) {
        let _ = Template::render(&text, &data(), Mode::Sql);
    }
}
