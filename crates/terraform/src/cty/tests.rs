use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;

/// Types of up to three levels.
fn types() -> impl Strategy<Value = Type> {
    let leaf = prop_oneof![Just(Type::String), Just(Type::Number), Just(Type::Bool)];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(Type::list),
            inner.clone().prop_map(Type::set),
            inner.clone().prop_map(Type::map),
            prop::collection::btree_map("[a-c]", inner.clone(), 0..4).prop_map(Type::object),
            prop::collection::vec(inner, 0..3).prop_map(Type::Tuple),
        ]
    })
}

/// Values of a type, unknown and null ones among them.
pub(crate) fn values(of: &Type) -> BoxedStrategy<Value> {
    let known = match of {
        Type::String => "[a-z0é]{0,40}".prop_map(Value::from).boxed(),
        Type::Number => prop_oneof![
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(|it| Value::Number(it.into())),
            any::<f64>().prop_filter_map("a number", |it| Number::from_f64(it).map(Value::Number)),
            "[1-9][0-9]{0,60}\\.[0-9]{1,60}".prop_filter_map("a number", |it| Number::parse(&it).map(Value::Number)),
        ]
        .boxed(),
        Type::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
        Type::Dynamic => Just(Value::Dynamic(Box::new((Type::Bool, Value::Bool(true))))).boxed(),
        Type::List(of) => prop::collection::vec(values(of), 0..4).prop_map(Value::List).boxed(),
        Type::Set(of) => prop::collection::vec(values(of), 0..4).prop_map(Value::set).boxed(),
        Type::Map(of) => prop::collection::btree_map("[a-c]", values(of), 0..4).prop_map(Value::Map).boxed(),
        Type::Object(attributes) => {
            let members: Vec<_> = attributes.iter().map(|(name, of)| (Just(name.to_string()), values(of))).collect();
            members.prop_map(Value::object).boxed()
        }
        Type::Tuple(items) => {
            let items: Vec<_> = items.iter().map(values).collect();
            items.prop_map(Value::List).boxed()
        }
    };
    prop_oneof![8 => known, 1 => Just(Value::Null), 1 => Just(Value::Unknown)].boxed()
}

proptest! {
    #[test]
    fn what_is_written_is_read((of, value) in types().prop_flat_map(|of| (values(&of), Just(of)).prop_map(|(v, t)| (t, v)))) {
        let bytes = encode(&value, &of).expect("it conforms");
        prop_assert_eq!(decode(&bytes, &of).expect("it was written"), value.clone());
        prop_assert_eq!(Type::from_json(of.to_json().as_bytes()).expect("it was written"), of.clone());
        if value.is_wholly_known() {
            prop_assert_eq!(from_json(&to_json(&value, &of), &of, Extra::Refuse).expect("it was written"), value);
        }
    }

    #[test]
    fn no_bytes_make_reading_panic(of in types(), bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let _ = decode(&bytes, &of);
    }

    #[test]
    fn a_shorter_message_is_an_error((of, value) in types().prop_flat_map(|of| (values(&of), Just(of)).prop_map(|(v, t)| (t, v)))) {
        let bytes = encode(&value, &of).expect("it conforms");
        prop_assert!(decode(&bytes[..bytes.len() - 1], &of).is_err());
    }
}

/// Reads a message, given in hexadecimal, as a type.
#[track_caller]
fn check(of: &str, hexadecimal: &str, expect: Expect) {
    let of = Type::from_json(of.as_bytes()).expect("a type");
    let bytes: Vec<u8> = hexadecimal.split(' ').map(|it| u8::from_str_radix(it, 16).expect("a byte")).collect();
    expect.assert_eq(&match decode(&bytes, &of) {
        Ok(value) => format!("{value:?}"),
        Err(error) => format!("error: {error}"),
    });
}

#[test]
fn messages_that_terraform_sends() {
    check(r#""string""#, "a2 68 69", expect![[r#"String("hi")"#]]);
    check(r#""string""#, "d4 00 00", expect!["Unknown"]);
    check(r#""string""#, "c7 03 0c 81 01 c2", expect!["Unknown"]);
    check(r#"["set","number"]"#, "93 02 01 02", expect!["Set([Number(Number(Whole(1))), Number(Number(Whole(2)))])"]);
    check(r#""number""#, "a3 30 2e 31", expect!["Number(Number(Fraction(0.1)))"]);
    check(r#"["object",{"a":"bool","b":"string"}]"#, "81 a1 61 c3", expect![[r#"Map({"a": Bool(true), "b": Null})"#]]);
    check(r#""dynamic""#, "92 c4 08 22 73 74 72 69 6e 67 22 a1 78", expect![[r#"Dynamic((String, String("x")))"#]]);
}

#[test]
fn messages_that_do_not_conform() {
    check(r#""bool""#, "a2 68 69", expect!["error: the value: bool is required, got string"]);
    check(
        r#"["object",{"a":["list","bool"]}]"#,
        "81 a1 61 92 c3 01",
        expect!["error: a[1]: bool is required, got number"],
    );
    check(r#"["object",{"a":"bool"}]"#, "81 a1 62 c3", expect!["error: the value: unsupported attribute `b`"]);
    check(r#"["list","bool"]"#, "dd ff ff ff ff", expect!["error: [0]: the message is too short"]);
    check(r#""bool""#, "c3 c3", expect!["error: the value: the message is too long"]);
    check(
        r#""number""#,
        "cb 7f f8 00 00 00 00 00 00",
        expect!["error: the value: the message is a number that is none"],
    );
}

#[test]
fn fractions_go_as_text_so_that_no_bit_is_lost() {
    for (text, bytes) in [("0.1", "\u{a3}0.1"), ("1.50", "\u{a3}1.5"), ("-0.5", "\u{a4}-0.5")] {
        let number = Number::parse(text).expect("a number");
        let written: Vec<u8> = encode(&Value::Number(number), &Type::Number).expect("it conforms");
        assert_eq!(written, bytes.chars().map(|it| it as u8).collect::<Vec<_>>());
    }
    assert_eq!(Number::parse("1.0"), Some(Number::from(1i64)));
    assert_eq!(Number::parse("1e3"), Some(Number::from(1000i64)));
    assert!(Number::parse("NaN").is_none() && Number::parse("").is_none() && Number::parse("1_0").is_none());
    let precise = "0.10000000000000000000000000000000000001";
    assert_eq!(Number::parse(precise).expect("a number").to_string(), precise);
}

#[test]
fn an_older_state_is_read_by_what_is_left_of_it() {
    let of = Type::object([("id", Type::String), ("count", Type::Number)]);
    let state = serde_json::json!({"id": "a", "count": "3", "gone": [1]});
    assert_eq!(
        from_json(&state, &of, Extra::Drop).expect("a state"),
        Value::object([("id", Value::from("a")), ("count", Value::from(3))])
    );
    assert_eq!(
        from_json(&state, &of, Extra::Refuse).expect_err("it has more").to_string(),
        "the value: unsupported attribute `gone`"
    );
}
