//! Parsing: what a text of YAML says, for the readers of manifests.

use callboard_yaml as yaml;
use serde_json::Value;

use super::{Member, Mistake, Node, Place, Shape};

/// Reads a text of one document.
pub fn parse(file: &str, text: &str) -> Result<Node, Mistake> {
    let mistake = |mistake: yaml::Mistake| {
        let hint = mistake.message.contains("tab").then(|| "YAML is indented with spaces".to_owned());
        Mistake::new(file, mistake.place, mistake.message).with_hint(hint)
    };
    match yaml::parse(text).map_err(mistake)? {
        Some(node) => node_of(node).map_err(mistake),
        None => Ok(Node { place: Place { line: 1, column: 1 }, shape: Shape::Scalar(Value::Null) }),
    }
}

fn node_of(node: yaml::Node) -> Result<Node, yaml::Mistake> {
    let place = node.place;
    let shape = match node.shape {
        yaml::Shape::Scalar { .. } => Shape::Scalar(node.to_json()?),
        yaml::Shape::List(items) => Shape::List(items.into_iter().map(node_of).collect::<Result<_, _>>()?),
        yaml::Shape::Map(members) => Shape::Map(members.into_iter().map(member_of).collect::<Result<_, _>>()?),
    };
    Ok(Node { place, shape })
}

fn member_of(member: yaml::Member) -> Result<Member, yaml::Mistake> {
    let (place, name) = (member.key.place, member.key.text().to_owned());
    Ok(Member { name, place, node: node_of(member.value)? })
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Expect) {
        let shown = parse("a.yml", text).map_or_else(|err| format!("error: {err}"), |it| it.to_json().to_string());
        expect.assert_eq(&shown);
    }

    #[test]
    fn scalars_are_what_they_look_like() {
        check(
            "[a, 1, -2, 1.5, true, null, ~, '1', 012345678901, 2024-01-01, 10.0.0.0/16, 1.2.3, 12345678901234567890, yes]",
            expect![[
                r#"["a",1,-2,1.5,true,null,null,"1","012345678901","2024-01-01","10.0.0.0/16","1.2.3","12345678901234567890","yes"]"#
            ]],
        );
        check("a: !!str 12\nb: |\n  x\n  y\n", expect![[r#"{"a":"12","b":"x\ny\n"}"#]]);
        check("", expect!["null"]);
    }

    #[test]
    fn aliases_and_merges() {
        check(
            "b: &b {x: 1, y: 2}\nm: {<<: *b, y: 3}\ns: *b",
            expect![[r#"{"b":{"x":1,"y":2},"m":{"y":3,"x":1},"s":{"x":1,"y":2}}"#]],
        );
    }

    #[test]
    fn each_mistake_says_where_it_is() {
        check("a: 1\na: 2", expect!["error: a.yml:2:1: key `a` is twice in its map"]);
        check("a: [b", expect!["error: a.yml:2:1: while parsing a flow sequence, expected ',' or ']'"]);
        check("- <<: 1", expect!["error: a.yml:1:3: only maps can be merged"]);
        check("a: !x 1", expect!["error: a.yml:1:4: tag `!x` is not known"]);
        check("? [a]\n: b", expect!["error: a.yml:1:3: a key must be a scalar"]);
    }
}
