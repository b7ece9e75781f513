//! Models become line text and come back.

use expect_test::{Expect, expect};

use super::Service;
use crate::shape::{Member, ShapeKind};

/// Shapes of a model as lines, then as what is read from them.
#[track_caller]
fn check_shapes(shapes: &str, expect: Expect) {
    let model = format!(r#"{{"metadata": {{"serviceId": "Rubber Duck"}}, "operations": {{}}, "shapes": {shapes}}}"#);
    let model: serde_json::Value = serde_json::from_str(&model).expect("a case is JSON");
    let text = match super::encode::encode(&model, &serde_json::Value::Null, &serde_json::Value::Null) {
        Ok(text) => text,
        Err(error) => return expect.assert_eq(&format!("error: {error}")),
    };
    let mut lines: Vec<String> = text.lines().skip(1).map(str::to_owned).collect();
    let service = Service::from_text("duck", text.leak());
    for shape in service.shape_names().filter_map(|it| service.shape(it)) {
        let members = match &shape.kind {
            ShapeKind::Structure(members) => members.iter().map(member).collect(),
            ShapeKind::List(of) => vec![member(of)],
            ShapeKind::Map(key, value) => vec![member(key), member(value)],
            _ => Vec::new(),
        };
        let values = (&shape.enum_values, shape.min, shape.max, shape.pattern, &shape.required);
        lines.push(format!("{} {} {values:?} {}", shape.type_name(), shape.name, members.join(", ")));
    }
    expect.assert_eq(&lines.join("\n"));
}

fn member(it: &Member) -> String {
    format!(
        "{}{} -> {} {:?} as {}",
        it.name,
        if it.required { "!" } else { "" },
        it.shape_name,
        it.location,
        it.wire_name()
    )
}

/// One operation of a model as a line, then as what is read from it.
#[track_caller]
fn check_operation(operation: &str, expect: Expect) {
    let model = format!(
        r#"{{"metadata": {{"serviceId": "Rubber Duck"}}, "operations": {{"Quack": {operation}}},
            "shapes": {{"In": {{"type": "structure", "members": {{}}}}, "Gone": {{"type": "structure", "members": {{}}}}}}}}"#
    );
    let model: serde_json::Value = serde_json::from_str(&model).expect("a case is JSON");
    let text = match super::encode::encode(&model, &serde_json::Value::Null, &serde_json::Value::Null) {
        Ok(text) => text,
        Err(error) => return expect.assert_eq(&format!("error: {error}")),
    };
    let line = text.lines().nth(1).unwrap_or_default().to_owned();
    let service = Service::from_text("duck", text.leak());
    let it = service.operation("Quack").expect("the operation is there");
    expect.assert_eq(&format!(
        "{line}\n{} {} {} in {:?} out {:?} errors {:?}\nunsigned {} {}, deprecated {}, host {:?}, wrapper {:?}, element {:?}",
        it.http_method,
        it.http_uri,
        it.http_status,
        it.input.map(|it| it.name),
        it.output.map(|it| it.name),
        it.errors,
        it.unsigned,
        it.unsigned_payload,
        it.deprecated,
        it.host_prefix,
        it.output_wrapper,
        it.input_location_name,
    ));
}

#[test]
fn members_keep_their_order_and_their_places_on_the_wire() {
    check_shapes(
        r#"{"In": {"type": "structure", "required": ["b"], "members": {
            "b": {"shape": "S", "location": "uri", "locationName": "b"},
            "a": {"shape": "S", "location": "header", "locationName": "X-A=1"},
            "c": {"shape": "S", "idempotencyToken": true, "contextParam": {"name": "The C"}},
            "d": {"shape": "S", "locationName": "{odd} name"}}},
          "S": {"type": "string"}}"#,
        expect![[r#"
            { In b!:S@u= a:S@h=X-A=1 c:S~i{"contextParam":{"name":"The\u0020C"}} d:S{"locationName":"{odd}\u0020name"}
            s S
            structure In ([], None, None, None, ["b"]) b! -> S Uri as b, a -> S Header as X-A=1, c -> S Body as c, d -> S Body as {odd} name
            string S ([], None, None, None, []) "#]],
    );
}

#[test]
fn required_names_keep_their_own_order() {
    check_shapes(
        r#"{"In": {"type": "structure", "required": ["b", "a"], "members": {"a": {"shape": "In"}, "b": {"shape": "In"}}}}"#,
        expect![[r#"
            { In a!:In b!:In {"required":["b","a"]}
            structure In ([], None, None, None, ["b", "a"]) a! -> In Body as a, b! -> In Body as b"#]],
    );
}

#[test]
fn values_and_patterns_may_have_any_character() {
    check_shapes(
        r#"{"A": {"type": "string", "enum": ["two words", "50%", "a|b", "", "line\nbreak", "é"]},
            "B": {"type": "string", "min": 1, "max": 64, "pattern": "[ -~|{}/]+ \\d ~x|y {z}"},
            "C": {"type": "string", "pattern": "two\nlines"},
            "D": {"type": "double", "min": -90.5, "max": 1e300},
            "E": {"type": "long", "max": 9223372036854775807}}"#,
        expect![[r#"
            s A |two%20words|50%25|a%7Cb||line%0Abreak|é
            s B 1..64 /[ -~|{}/]+ \d ~x|y {z}
            s C {"pattern":"two\nlines"}
            d D -90.5..1e+300
            l E ..9223372036854775807
            string A (["two words", "50%", "a|b", "", "line\nbreak", "é"], None, None, None, []) 
            string B ([], Some(1.0), Some(64.0), Some("[ -~|{}/]+ \\d ~x|y {z}"), []) 
            string C ([], None, None, Some("two\nlines"), []) 
            double D ([], Some(-90.5), Some(1e300), None, []) 
            long E ([], None, Some(9.223372036854776e18), None, []) "#]],
    );
}

#[test]
fn lists_and_maps_name_what_they_hold() {
    check_shapes(
        r#"{"L": {"type": "list", "member": {"shape": "S", "locationName": "item"}, "flattened": true, "max": 3},
            "M": {"type": "map", "key": {"shape": "S"}, "value": {"shape": "L", "locationName": "v"}, "min": 0},
            "S": {"type": "string", "sensitive": true}}"#,
        expect![[r#"
            [ L ~F ..3 S=item
            m M 0.. S L=v
            s S ~S
            list L ([], None, Some(3.0), None, []) member -> S Body as item
            map M ([], Some(0.0), None, None, []) key -> S Body as key, value -> L Body as v
            string S ([], None, None, None, []) "#]],
    );
}

#[test]
fn names_that_a_line_cannot_hold_are_refused() {
    check_shapes(
        r#"{"In": {"type": "structure", "members": {"a b": {"shape": "In"}}}}"#,
        expect!["error: shape In: the line text has no way to write the name `a b`"],
    );
    check_shapes(r#"{"In": {"type": "blurb"}}"#, expect!["error: shape In: unknown shape type `blurb`"]);
    check_shapes(r#"{"In": {"type": "list"}}"#, expect!["error: shape In: a list or map has `member`"]);
}

#[test]
fn an_operation_and_its_errors() {
    check_operation(
        r#"{"name": "Quack", "http": {"method": "POST", "requestUri": "/quack/{Id+}?a"},
            "input": {"shape": "In", "locationName": "QuackRequest", "xmlNamespace": {"uri": "http://duck/"}},
            "output": {"shape": "In", "resultWrapper": "QuackResult"}, "errors": [{"shape": "Gone"}],
            "authtype": "none", "deprecated": true, "endpoint": {"hostPrefix": "{Id}."}}"#,
        expect![[r#"
            o Quack POST /quack/{Id+}?a - <In >In !Gone ~D {"authtype":"none","endpoint":{"hostPrefix":"{Id}."},"input":{"locationName":"QuackRequest","xmlNamespace":{"uri":"http://duck/"}},"output":{"resultWrapper":"QuackResult"}}
            POST /quack/{Id+}?a 200 in Some("In") out Some("In") errors ["Gone"]
            unsigned true false, deprecated true, host Some("{Id}."), wrapper Some("QuackResult"), element Some("QuackRequest")"#]],
    );
}

#[test]
fn errors_with_more_than_a_name() {
    check_operation(
        r#"{"name": "Quack", "http": {"method": "GET", "requestUri": "/", "responseCode": 202}, "errors": [
            {"shape": "Gone", "error": {"code": "Gone", "httpStatusCode": 410}}], "unsignedPayload": true}"#,
        expect![[r#"
            o Quack GET / 202 {"errors":[{"shape":"Gone","error":{"code":"Gone","httpStatusCode":410}}],"unsignedPayload":true}
            GET / 202 in None out None errors ["Gone"]
            unsigned false true, deprecated false, host None, wrapper None, element None"#]],
    );
}

#[test]
fn what_an_operation_cannot_do_without() {
    check_operation(r#"{"name": "Quack"}"#, expect!["error: operation Quack: an operation has `http`"]);
    check_operation(
        r#"{"name": "Quack", "http": {"method": "GET", "requestUri": "/a b"}}"#,
        expect![[r#"error: operation Quack: http `requestUri` is "/a b""#]],
    );
}
