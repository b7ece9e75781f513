//! Rows of every kind in every format.

use std::sync::Arc;

use callboard_sql::answer;
use callboard_sql::datafusion::arrow::array::{
    ArrayRef, BinaryArray, BooleanArray, Decimal128Array, DictionaryArray, Float64Array, Int32Array, Int64Array,
    ListArray, MapBuilder, NullArray, StringArray, StringBuilder, StringViewArray, StructArray,
    TimestampMillisecondArray, UInt64Array,
};
use callboard_sql::datafusion::arrow::datatypes::{DataType, Field, Fields, Int32Type, Schema, SchemaRef};
use callboard_sql::datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use expect_test::{Expect, expect};

use super::*;

/// Encodes batches as a statement would; only this function calls the API.
fn encoded(format: Format, style: &Style, schema: &SchemaRef, batches: &[RecordBatch]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = encoder(format, style, schema).expect("an encoder");
    for batch in batches {
        encoder.batch(batch, &mut out).expect("rows that can be written");
    }
    encoder.end(&mut out).expect("an end");
    out
}

#[track_caller]
fn check(format: Format, style: Style, columns: &[(Field, ArrayRef)], expect: Expect) {
    let (schema, batch) = batch(columns);
    expect.assert_eq(&String::from_utf8(encoded(format, &style, &schema, &[batch])).expect("text"));
}

fn batch(columns: &[(Field, ArrayRef)]) -> (SchemaRef, RecordBatch) {
    let schema = Arc::new(Schema::new(columns.iter().map(|it| it.0.clone()).collect::<Vec<_>>()));
    let arrays = columns.iter().map(|it| it.1.clone()).collect();
    (schema.clone(), RecordBatch::try_new(schema, arrays).expect("columns of one length"))
}

fn column(name: &str, array: impl callboard_sql::datafusion::arrow::array::Array + 'static) -> (Field, ArrayRef) {
    (Field::new(name, array.data_type().clone(), true), Arc::new(array))
}

fn json_column(name: &str, texts: &[Option<&str>]) -> (Field, ArrayRef) {
    let (field, array) = column(name, StringArray::from(texts.to_vec()));
    (answer::json_column(field), array)
}

/// What a listing of stages looks like, with the values that give encoders trouble.
fn stages() -> Vec<(Field, ArrayRef)> {
    vec![
        column("region", StringArray::from(vec!["us-east-1", "eu-west-1", "us-east-1"])),
        column("name", StringArray::from(vec![Some("a, \"b\""), None, Some("")])),
        json_column("tags", &[Some(r#"[{"Key":"k","Value":"v"}]"#), None, Some("[]")]),
        column("n", Int64Array::from(vec![Some(7), None, Some(-12)])),
        column("ok", BooleanArray::from(vec![Some(true), Some(false), None])),
    ]
}

fn strings(name: &str, values: &[&str]) -> (Field, ArrayRef) {
    column(name, StringArray::from(values.to_vec()))
}

fn width(width: usize) -> Style {
    Style { width: Some(width), ..Style::default() }
}

#[test]
fn each_format_of_a_listing() {
    check(
        Format::Table,
        Style::default(),
        &stages(),
        expect![[r#"
            +-----------+--------+---------------------------+------+-------+
            | region    | name   | tags                      | n    | ok    |
            +-----------+--------+---------------------------+------+-------+
            | us-east-1 | a, "b" | [{"Key":"k","Value":"v"}] |    7 | true  |
            | eu-west-1 | null   | null                      | null | false |
            | us-east-1 |        | []                        |  -12 | null  |
            +-----------+--------+---------------------------+------+-------+
        "#]],
    );
    check(
        Format::Json,
        Style::default(),
        &stages(),
        expect![[r#"
        [{"region":"us-east-1","name":"a, \"b\"","tags":[{"Key":"k","Value":"v"}],"n":7,"ok":true},
        {"region":"eu-west-1","name":null,"tags":null,"n":null,"ok":false},
        {"region":"us-east-1","name":"","tags":[],"n":-12,"ok":null}]
    "#]],
    );
    check(
        Format::JsonLines,
        Style::default(),
        &stages(),
        expect![[r#"
        {"region":"us-east-1","name":"a, \"b\"","tags":[{"Key":"k","Value":"v"}],"n":7,"ok":true}
        {"region":"eu-west-1","name":null,"tags":null,"n":null,"ok":false}
        {"region":"us-east-1","name":"","tags":[],"n":-12,"ok":null}
    "#]],
    );
    check(
        Format::Csv,
        Style::default(),
        &stages(),
        expect![[r#"
        region,name,tags,n,ok
        us-east-1,"a, ""b""","[{""Key"":""k"",""Value"":""v""}]",7,true
        eu-west-1,,,,false
        us-east-1,"",[],-12,
    "#]],
    );
    check(
        Format::Text,
        Style::default(),
        &stages(),
        expect![[r#"
        region	name	tags	n	ok
        us-east-1	a, "b"	[{"Key":"k","Value":"v"}]	7	true
        eu-west-1	null	null	null	false
        us-east-1		[]	-12	null
    "#]],
    );
}

#[test]
fn headers_and_delimiters_are_the_users_choice() {
    let style = Style { hide_headers: true, delimiter: Some('|'), ..Style::default() };
    check(
        Format::Csv,
        style.clone(),
        &stages(),
        expect![[r#"
        us-east-1|"a, ""b"""|"[{""Key"":""k"",""Value"":""v""}]"|7|true
        eu-west-1||||false
        us-east-1|""|[]|-12|
    "#]],
    );
    check(
        Format::Text,
        style.clone(),
        &stages(),
        expect![[r#"
        us-east-1|a, "b"|[{"Key":"k","Value":"v"}]|7|true
        eu-west-1|null|null|null|false
        us-east-1||[]|-12|null
    "#]],
    );
    check(
        Format::Table,
        style,
        &stages()[..1],
        expect![[r#"
        +-----------+
        | us-east-1 |
        | eu-west-1 |
        | us-east-1 |
        +-----------+
    "#]],
    );
}

#[test]
fn no_rows_are_an_empty_answer_in_every_format() {
    let (schema, _) = batch(&stages()[..2]);
    let shown = |format| String::from_utf8(encoded(format, &Style::default(), &schema, &[])).expect("text");
    let formats = [Format::Table, Format::Json, Format::JsonLines, Format::Csv, Format::Text];
    expect![[r#"
        Table:
        +--------+------+
        | region | name |
        +--------+------+
        +--------+------+
        Json:
        []
        JsonLines:
        Csv:
        region,name
        Text:
        region	name
    "#]]
    .assert_eq(&formats.map(|it| format!("{it:?}:\n{}", shown(it))).concat());
}

#[test]
fn values_of_every_type_are_json() {
    let list = ListArray::from_iter_primitive::<Int32Type, _, _>(vec![Some(vec![Some(1), None]), None, Some(vec![])]);
    let members: Fields = vec![Field::new("a", DataType::Utf8, true), Field::new("b", DataType::Int32, true)].into();
    let structs = StructArray::new(
        members,
        vec![
            Arc::new(StringArray::from(vec![Some("x"), None, Some("z")])),
            Arc::new(Int32Array::from(vec![Some(1), Some(2), None])),
        ],
        None,
    );
    let mut map = MapBuilder::new(None, StringBuilder::new(), StringBuilder::new());
    for keys in [&["k", "l"][..], &[], &["m"]] {
        for key in keys {
            map.keys().append_value(key);
            map.values().append_value(format!("{key}!"));
        }
        map.append(true).expect("as many values as keys");
    }
    let columns = vec![
        column("list", list),
        column("struct", structs),
        column("map", map.finish()),
        column("float", Float64Array::from(vec![1.5, f64::NAN, 1e300])),
        column("unsigned", UInt64Array::from(vec![u64::MAX, 0, 1])),
        column("decimal", Decimal128Array::from(vec![12345, -1, 0]).with_precision_and_scale(10, 2).expect("a scale")),
        column("time", TimestampMillisecondArray::from(vec![Some(1_700_000_000_123), None, Some(0)])),
        column("bytes", BinaryArray::from(vec![&b"\x00\xff"[..], b"", b"a"])),
        column("view", StringViewArray::from(vec!["a", "a long text that is no longer inlined", ""])),
        column("word", DictionaryArray::<Int32Type>::from_iter(["x", "y", "x"])),
        column("nothing", NullArray::new(3)),
    ];
    check(
        Format::JsonLines,
        Style::default(),
        &columns,
        expect![[r#"
        {"list":[1,null],"struct":{"a":"x","b":1},"map":{"k":"k!","l":"l!"},"float":1.5,"unsigned":18446744073709551615,"decimal":123.45,"time":"2023-11-14T22:13:20.123","bytes":"00ff","view":"a","word":"x","nothing":null}
        {"list":null,"struct":{"a":null,"b":2},"map":{},"float":null,"unsigned":0,"decimal":-0.01,"time":null,"bytes":"","view":"a long text that is no longer inlined","word":"y","nothing":null}
        {"list":[],"struct":{"a":"z","b":null},"map":{"m":"m!"},"float":1e+300,"unsigned":1,"decimal":0.00,"time":"1970-01-01T00:00:00","bytes":"61","view":"","word":"x","nothing":null}
    "#]],
    );
    check(
        Format::Text,
        Style::default(),
        &columns,
        expect![[r#"
        list	struct	map	float	unsigned	decimal	time	bytes	view	word	nothing
        [1,null]	{"a":"x","b":1}	{"k":"k!","l":"l!"}	1.5	18446744073709551615	123.45	2023-11-14T22:13:20.123	00ff	a	x	null
        null	{"a":null,"b":2}	{}	NaN	0	-0.01	null		a long text that is no longer inlined	y	null
        []	{"a":"z","b":null}	{"m":"m!"}	1e300	1	0.00	1970-01-01T00:00:00	61		x	null
    "#]],
    );
}

#[test]
fn json_columns_keep_numbers_and_lines() {
    let big = r#"{"id": 123456789012345678901234567890, "f": 0.10}"#;
    let columns = [
        json_column("json", &[Some(big), Some("[1,\n 2]"), Some("no json"), Some(" \"text\" "), None]),
        strings("plain", &[big, "[1,\n 2]", "no json", "\"", "é\u{1}"]),
    ];
    check(
        Format::JsonLines,
        Style::default(),
        &columns,
        expect![[r#"
        {"json":{"id": 123456789012345678901234567890, "f": 0.10},"plain":"{\"id\": 123456789012345678901234567890, \"f\": 0.10}"}
        {"json":[1,2],"plain":"[1,\n 2]"}
        {"json":"no json","plain":"no json"}
        {"json":"text","plain":"\""}
        {"json":null,"plain":"é\u0001"}
    "#]],
    );
}

#[test]
fn a_name_that_comes_twice_is_numbered_in_json_alone() {
    let columns = [strings("name", &["a"]), strings("name", &["b"]), strings("name_1", &["c"])];
    check(
        Format::Json,
        Style::default(),
        &columns,
        expect![[r#"
        [{"name":"a","name_1":"b","name_1_1":"c"}]
    "#]],
    );
    check(
        Format::Csv,
        Style::default(),
        &columns,
        expect![[r#"
        name,name,name_1
        a,b,c
    "#]],
    );
}

#[test]
fn long_values_go_on_in_further_lines_of_a_terminal() {
    let arn = "arn:aws:ivs:us-east-1:123456789012:stage/abcdefghijkl";
    let columns = [strings("region", &["us-east-1", "us-east-1"]), strings("arn", &[arn, "short"])];
    check(
        Format::Table,
        width(40),
        &columns,
        expect![[r#"
        +-----------+--------------------------+
        | region    | arn                      |
        +-----------+--------------------------+
        | us-east-1 | arn:aws:ivs:us-east-1:12 |
        |           | 3456789012:stage/abcdefg |
        |           | hijkl                    |
        +-----------+--------------------------+
        | us-east-1 | short                    |
        +-----------+--------------------------+
    "#]],
    );
    check(
        Format::Table,
        Style::default(),
        &columns,
        expect![[r#"
        +-----------+-------------------------------------------------------+
        | region    | arn                                                   |
        +-----------+-------------------------------------------------------+
        | us-east-1 | arn:aws:ivs:us-east-1:123456789012:stage/abcdefghijkl |
        | us-east-1 | short                                                 |
        +-----------+-------------------------------------------------------+
    "#]],
    );
}

#[test]
fn rows_that_no_terminal_can_hold_are_shown_value_by_value() {
    let columns: Vec<_> =
        (0..6).map(|number| strings(&format!("property_{number}"), &["a value of some length", "b\nc"])).collect();
    check(
        Format::Table,
        width(60),
        &columns,
        expect![[r#"
        -[ 1 ]------------------------------------------------------
        property_0 | a value of some length
        property_1 | a value of some length
        property_2 | a value of some length
        property_3 | a value of some length
        property_4 | a value of some length
        property_5 | a value of some length
        -[ 2 ]------------------------------------------------------
        property_0 | b
                   | c
        property_1 | b
                   | c
        property_2 | b
                   | c
        property_3 | b
                   | c
        property_4 | b
                   | c
        property_5 | b
                   | c
    "#]],
    );
    check(
        Format::Table,
        Style { expanded: true, ..Style::default() },
        &columns[..2],
        expect![[r#"
        -[ 1 ]----------------------------------
        property_0 | a value of some length
        property_1 | a value of some length
        -[ 2 ]----------------------------------
        property_0 | b
                   | c
        property_1 | b
                   | c
    "#]],
    );
}

#[test]
fn a_later_page_may_be_wider_and_memory_is_bounded_by_a_page() {
    let (schema, first) = batch(&[strings("name", &["a"; 1000])]);
    let (_, second) = batch(&[strings("name", &["a longer name", "b"])]);
    let text = String::from_utf8(encoded(Format::Table, &Style::default(), &schema, &[first, second])).expect("text");
    let lines: Vec<&str> = text.lines().collect();
    expect![[r#"
        +------+
        | name |
        +------+
        | a    |
        | a    |
        +---------------+
        | a longer name |
        | b             |
        +---------------+"#]]
    .assert_eq(&[&lines[..4], &lines[lines.len() - 5..]].concat().join("\n"));
}

#[test]
fn a_pause_prints_what_was_held_back() {
    let (schema, rows) = batch(&[strings("name", &["a"])]);
    let mut out = Vec::new();
    let mut encoder = encoder(Format::Table, &Style::default(), &schema).expect("an encoder");
    encoder.batch(&rows, &mut out).expect("rows");
    assert!(out.is_empty());
    encoder.pause(&mut out).expect("a pause");
    assert!(String::from_utf8_lossy(&out).ends_with("| a    |\n"));
    encoder.end(&mut out).expect("an end");
    assert!(String::from_utf8_lossy(&out).ends_with("| a    |\n+------+\n"));
}

#[test]
fn values_cannot_control_the_terminal() {
    let columns =
        [strings("na\u{1b}[31mme", &["\u{1b}]0;pwned\u{7}", "a\tb\r\nc", "a\rb", "\u{202e}cba", "日本語", "\u{9b}1m"])];
    check(
        Format::Table,
        width(60),
        &columns,
        expect![[r#"
        +---------------------+
        | na\u{1b}[31mme      |
        +---------------------+
        | \u{1b}]0;pwned\u{7} |
        +---------------------+
        | a    b              |
        | c                   |
        +---------------------+
        | a\rb                |
        +---------------------+
        | \u{202e}cba         |
        +---------------------+
        | 日本語              |
        +---------------------+
        | \u{9b}1m            |
        +---------------------+
    "#]],
    );
}

#[test]
fn parquet_is_read_back_as_it_was() {
    let (schema, rows) = batch(&stages());
    let bytes = encoded(Format::Parquet, &Style::default(), &schema, &[rows.clone(), rows.clone()]);
    let mut file = tempfile::tempfile().expect("a temporary file");
    file.write_all(&bytes).expect("a disk with room");
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).expect("a Parquet file").build().expect("a reader");
    let read: Vec<RecordBatch> = reader.collect::<Result<_, _>>().expect("rows");
    assert_eq!(read.iter().map(RecordBatch::num_rows).sum::<usize>(), 6);
    assert_eq!(read[0].slice(0, 3).columns(), rows.columns());
}
