use super::*;
use expect_test::{Expect, expect};

fn check(line: &str, expect: Expect) {
    let outputs: &[&str] = &["json", "text", "table"];
    let mut grammar = Grammar::default();
    let names =
        ["--region", "--no-verify-ssl", "--no-paginate", "--output", "--limit", "--ids", "--on", "command", "help"];
    grammar.add("--region", Takes::One, Accepts::Text, false);
    grammar.add("--no-verify-ssl", Takes::Flag(false), Accepts::Text, false);
    grammar.add("--no-paginate", Takes::Flag(false), Accepts::Text, false);
    grammar.add("--output", Takes::One, Accepts::OneOf(&outputs), false);
    grammar.add("--limit", Takes::One, Accepts::Integer, false);
    grammar.add("--ids", Takes::Any, Accepts::Text, false);
    let on = grammar.add("--on", Takes::OneOrNone, Accepts::Text, false);
    grammar.add("command", Takes::One, Accepts::Text, true);
    grammar.add("help", Takes::OneOrNone, Accepts::Text, false);
    assert_eq!(names[on], "--on");
    let words: Vec<String> = line.split('|').filter(|it| !it.is_empty()).map(str::to_owned).collect();
    let text = match parse(&grammar, &words) {
        Ok(parsed) => {
            let mut lines: Vec<String> = (names.iter().zip(parsed.values))
                .filter_map(|(name, value)| value.map(|it| format!("{name} {it:?}")))
                .collect();
            if !parsed.extras.is_empty() {
                lines.push(format!("extras {:?}", parsed.extras));
            }
            lines.join("\n")
        }
        Err(err) => format!("error: {err}"),
    };
    expect.assert_eq(&text);
}

#[test]
fn options_stand_anywhere_and_by_prefix() {
    check(
        "--reg|eu|list|--out=text",
        expect![[r#"
        --region Word("eu")
        --output Word("text")
        command Word("list")"#]],
    );
    check("list|--no|x", expect!["error: ambiguous option: --no could match --no-verify-ssl, --no-paginate"]);
    check(
        "list|--region|a|--region|b",
        expect![[r#"
        --region Word("b")
        command Word("list")"#]],
    );
}

#[test]
fn values_may_look_like_numbers_but_not_like_options() {
    check(
        "list|--limit|-1",
        expect![[r#"
        --limit Word("-1")
        command Word("list")"#]],
    );
    check("list|--region|-x", expect!["error: argument --region: expected one argument"]);
    check(
        "list|--region=-x",
        expect![[r#"
        --region Word("-x")
        command Word("list")"#]],
    );
    check(
        "list|--region|-a b",
        expect![[r#"
        --region Word("-a b")
        command Word("list")"#]],
    );
    check("list|--limit|x", expect!["error: argument --limit: invalid int value: 'x'"]);
}

#[test]
fn lists_take_what_follows_and_flags_take_nothing() {
    check(
        "list|--ids|a|b|--on|--ids",
        expect![[r#"
        --ids Words([])
        --on Bare
        command Word("list")"#]],
    );
    check("list|--no-paginate=1", expect!["error: argument --no-paginate: ignored explicit argument '1'"]);
    check(
        "list|--output|jsn",
        expect![[r#"
        error: argument --output: Found invalid choice 'jsn'

        Maybe you meant:

          * json"#]],
    );
}

#[test]
fn what_nobody_wants_comes_back_in_order() {
    check(
        "list|a|b|--foo|bar|--on|x|y",
        expect![[r#"
        --on Word("x")
        command Word("list")
        help Word("a")
        extras ["b", "--foo", "bar", "y"]"#]],
    );
    check("", expect!["error: the following arguments are required: command"]);
}

#[test]
fn a_double_dash_makes_arguments_of_what_follows() {
    check(
        "list|--region|t|--|--limit|eu",
        expect![[r#"
        --region Word("t")
        command Word("list")
        extras ["--", "--limit", "eu"]"#]],
    );
}
