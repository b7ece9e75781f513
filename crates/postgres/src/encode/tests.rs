//! Every Arrow type in text and in binary, as a PostgreSQL server writes the same value.

use std::sync::Arc;

use bytes::BytesMut;
use callboard_sql::datafusion::arrow::array::{
    Array, ArrayRef, AsArray as _, BinaryArray, BooleanArray, Date32Array, Decimal128Array, DictionaryArray,
    DurationMillisecondArray, FixedSizeBinaryArray, Float32Array, Float64Array, Int8Array, Int16Array, Int32Array,
    Int64Array, IntervalMonthDayNanoArray, LargeStringArray, ListArray, NullArray, StringArray, StringViewArray,
    StructArray, Time32SecondArray, Time64NanosecondArray, TimestampMicrosecondArray, TimestampNanosecondArray,
    TimestampSecondArray, UInt8Array, UInt16Array, UInt32Array, UInt64Array,
};
use callboard_sql::datafusion::arrow::datatypes::{
    DataType, Field, Fields, Int32Type, Int64Type, IntervalMonthDayNano, Schema, UInt8Type,
};
use callboard_sql::datafusion::arrow::record_batch::RecordBatch;
use expect_test::{Expect, expect};

use super::*;

fn batch_of(array: ArrayRef) -> RecordBatch {
    let field = Field::new("c", array.data_type().clone(), true);
    RecordBatch::try_new(Arc::new(Schema::new(vec![field])), vec![array]).expect("one column")
}

fn value(batch: &RecordBatch, row: usize, format: Format) -> String {
    let columns = columns(&batch.schema(), &Formats(vec![format]));
    let ready = Batch::new(batch, &columns).expect("a known type");
    let mut out = BytesMut::new();
    ready.write_row(row, &mut out).expect("a value that can be written");
    assert_eq!(&out[..2], [0, 1], "one column");
    let length = i32::from_be_bytes(out[2..6].try_into().expect("four bytes"));
    if length < 0 {
        return "NULL".to_owned();
    }
    assert_eq!(out.len() - 6, usize::try_from(length).expect("positive"));
    match format {
        Format::Text => String::from_utf8(out[6..].to_vec()).expect("UTF-8"),
        Format::Binary => out[6..].iter().map(|it| format!("{it:02x}")).collect(),
    }
}

/// Shows the type of a column, and each value in text and in binary.
#[track_caller]
fn check(array: impl Array + 'static, expect: Expect) {
    let array: ArrayRef = Arc::new(array);
    let batch = batch_of(array);
    let data_type = field_type(batch.schema().field(0));
    let rows = (0..batch.num_rows())
        .map(|row| format!("\n{} {}", value(&batch, row, Format::Text), value(&batch, row, Format::Binary)));
    expect.assert_eq(&format!("{data_type}:{}", rows.collect::<String>()));
}

#[test]
fn numbers() {
    check(
        BooleanArray::from(vec![Some(true), Some(false), None]),
        expect![[r#"
        boolean:
        t 01
        f 00
        NULL NULL"#]],
    );
    check(
        Int8Array::from(vec![-1]),
        expect![[r#"
        smallint:
        -1 ffff"#]],
    );
    check(
        UInt8Array::from(vec![255]),
        expect![[r#"
        smallint:
        255 00ff"#]],
    );
    check(
        Int16Array::from(vec![-2]),
        expect![[r#"
        smallint:
        -2 fffe"#]],
    );
    check(
        UInt16Array::from(vec![65_535]),
        expect![[r#"
        integer:
        65535 0000ffff"#]],
    );
    check(
        Int32Array::from(vec![i32::MIN]),
        expect![[r#"
        integer:
        -2147483648 80000000"#]],
    );
    check(
        UInt32Array::from(vec![u32::MAX]),
        expect![[r#"
        bigint:
        4294967295 00000000ffffffff"#]],
    );
    check(
        Int64Array::from(vec![i64::MIN]),
        expect![[r#"
        bigint:
        -9223372036854775808 8000000000000000"#]],
    );
    check(
        UInt64Array::from(vec![u64::MAX, 0]),
        expect![[r#"
        numeric:
        18446744073709551615 000500040000000007341a5802e103bb064f
        0 0000000000000000"#]],
    );
}

#[test]
fn fractions() {
    check(
        Float32Array::from(vec![0.1, 1e10, -0.0]),
        expect![[r#"
        real:
        0.1 3dcccccd
        1e+10 501502f9
        -0 80000000"#]],
    );
    check(
        Float64Array::from(vec![1.0, 0.1, -2.5, 1e15, 123_456_789_012_345.0, 1e-5, 1e300, f64::NAN, f64::NEG_INFINITY]),
        expect![[r#"
            double precision:
            1 3ff0000000000000
            0.1 3fb999999999999a
            -2.5 c004000000000000
            1e+15 430c6bf526340000
            123456789012345 42dc12218377de40
            1e-05 3ee4f8b588e368f1
            1e+300 7e37e43c8800759c
            NaN 7ff8000000000000
            -Infinity fff0000000000000"#]],
    );
    let decimals = Decimal128Array::from(vec![0, 1, -12_345, 100_000_000, 99_990_000]);
    check(
        decimals.with_precision_and_scale(20, 2).expect("fits"),
        expect![[r#"
        numeric:
        0.00 0000000000000002
        0.01 0001ffff000000020064
        -123.45 0002000040000002007b1194
        1000000.00 00010001000000020064
        999900.00 0002000100000002006326ac"#]],
    );
    let whole = Decimal128Array::from(vec![12_340_000]);
    check(
        whole.with_precision_and_scale(20, 0).expect("fits"),
        expect![[r#"
        numeric:
        12340000 000100010000000004d2"#]],
    );
    let small = Decimal128Array::from(vec![1]);
    check(
        small.with_precision_and_scale(20, 9).expect("fits"),
        expect![[r#"
        numeric:
        0.000000001 0001fffd0000000903e8"#]],
    );
}

#[test]
fn texts_and_bytes() {
    check(
        StringArray::from(vec![Some("é\"\\"), Some("a b"), None]),
        expect![[r#"
            text:
            é"\ c3a9225c
            a b 612062
            NULL NULL"#]],
    );
    check(
        LargeStringArray::from(vec!["a"]),
        expect![[r#"
        text:
        a 61"#]],
    );
    check(
        StringViewArray::from(vec!["a text that is longer than twelve bytes"]),
        expect![[r#"
        text:
        a text that is longer than twelve bytes 6120746578742074686174206973206c6f6e676572207468616e207477656c7665206279746573"#]],
    );
    check(
        BinaryArray::from(vec![&b"\x00\xff"[..], b""]),
        expect![[r#"
        bytea:
        \x00ff 00ff
        \x "#]],
    );
    check(
        FixedSizeBinaryArray::try_from_iter([[1_u8, 2]].iter()).expect("two bytes"),
        expect![[r#"
        bytea:
        \x0102 0102"#]],
    );
    check(
        NullArray::new(1),
        expect![[r#"
        text:
        NULL NULL"#]],
    );
    let dictionary: DictionaryArray<UInt8Type> = vec![Some("a"), None, Some("a")].into_iter().collect();
    check(
        dictionary,
        expect![[r#"
        text:
        a 61
        NULL NULL
        a 61"#]],
    );
}

#[test]
fn days_and_moments() {
    check(
        Date32Array::from(vec![0, 10_957, -719_529, 11_016]),
        expect![[r#"
        date:
        1970-01-01 ffffd533
        2000-01-01 00000000
        0002-12-31 BC fff4da8a
        2000-02-29 0000003b"#]],
    );
    check(
        Time32SecondArray::from(vec![86_399]),
        expect![[r#"
        time without time zone:
        23:59:59 000000141dc81dc0"#]],
    );
    check(
        Time64NanosecondArray::from(vec![1_500_000_000]),
        expect![[r#"
        time without time zone:
        00:00:01.5 000000000016e360"#]],
    );
    check(
        TimestampSecondArray::from(vec![0, -1]),
        expect![[r#"
        timestamp without time zone:
        1970-01-01 00:00:00 fffca2fec4c82000
        1969-12-31 23:59:59 fffca2fec4b8ddc0"#]],
    );
    check(
        TimestampMicrosecondArray::from(vec![1_709_208_000_120_000]),
        expect![[r#"
        timestamp without time zone:
        2024-02-29 12:00:00.12 0002b582c479e4c0"#]],
    );
    check(
        TimestampNanosecondArray::from(vec![1_709_208_000_000_000_000]).with_timezone("Europe/Paris"),
        expect![[r#"
            timestamp with time zone:
            2024-02-29 12:00:00+00 0002b582c4781000"#]],
    );
    check(
        IntervalMonthDayNanoArray::from(vec![
            IntervalMonthDayNano::new(14, -3, 3_723_500_000_000),
            IntervalMonthDayNano::new(0, 0, 0),
            IntervalMonthDayNano::new(0, 1, -1_000_000_000),
        ]),
        expect![[r#"
            interval:
            1 year 2 mons -3 days 01:02:03.5 00000000ddf019e0fffffffd0000000e
            00:00:00 00000000000000000000000000000000
            1 day -00:00:01 fffffffffff0bdc00000000100000000"#]],
    );
    check(
        DurationMillisecondArray::from(vec![90_061_001]),
        expect![[r#"
        interval:
        25:01:01.001 00000014f80dd1280000000000000000"#]],
    );
}

#[test]
fn arrays_and_structures() {
    let numbers = ListArray::from_iter_primitive::<Int64Type, _, _>([Some(vec![Some(1), None]), Some(vec![]), None]);
    check(
        numbers,
        expect![[r#"
        bigint[]:
        {1,NULL} 0000000100000001000000140000000200000001000000080000000000000001ffffffff
        {} 000000000000000000000014
        NULL NULL"#]],
    );
    check(
        ListArray::from_iter_primitive::<Int32Type, _, _>([Some(vec![Some(7)])]),
        expect![[r#"
        integer[]:
        {7} 00000001000000000000001700000001000000010000000400000007"#]],
    );
    let mut texts = callboard_sql::datafusion::arrow::array::ListBuilder::new(
        callboard_sql::datafusion::arrow::array::StringBuilder::new(),
    );
    for text in ["a", "b c", "", "null", "{}\"\\", "x,y"] {
        texts.values().append_value(text);
    }
    texts.append(true);
    check(
        texts.finish(),
        expect![[r#"
        text[]:
        {a,"b c","","null","{}\"\\","x,y"} 000000010000000000000019000000060000000100000001610000000362206300000000000000046e756c6c000000047b7d225c00000003782c79"#]],
    );
    let fields = Fields::from(vec![Field::new("a", DataType::Int64, true), Field::new("b", DataType::Utf8, true)]);
    let columns: Vec<ArrayRef> = vec![Arc::new(Int64Array::from(vec![1])), Arc::new(StringArray::from(vec!["x"]))];
    check(
        StructArray::new(fields, columns, None),
        expect![[r#"
        text:
        {a: 1, b: x} 7b613a20312c20623a20787d"#]],
    );
}

#[test]
fn metadata_tells_what_arrow_cannot() {
    let field = |key: &str, value: &str| {
        let metadata = [(key.to_owned(), value.to_owned())].into_iter().collect();
        Field::new("c", DataType::Utf8, true).with_metadata(metadata)
    };
    assert_eq!(field_type(&callboard_sql::answer::json_column(field("a", "b"))), Type::JSON);
    assert_eq!(field_type(&field(PG_TYPE, "26")), Type::OID);
}

#[test]
fn values_are_what_the_client_was_told() {
    let batch = batch_of(Arc::new(Int64Array::from(vec![7])));
    let told = |data_type| vec![Column { name: "c".to_owned(), data_type, format: Format::Binary }];
    for (data_type, wanted) in
        [(Type::INT2, &b"\0\x07"[..]), (Type::TEXT, b"7"), (Type::OID, b"\0\0\0\x07"), (Type::BOOL, b"\x01")]
    {
        let ready = Batch::new(&batch, &told(data_type)).expect("it can be cast");
        let mut out = BytesMut::new();
        ready.write_row(0, &mut out).expect("written");
        assert_eq!(&out[6..], wanted, "{data_type}");
    }
}

#[test]
fn lines_of_copy() {
    let field = |name: &str| Field::new(name, DataType::Utf8, true);
    let columns: Vec<ArrayRef> = vec![
        Arc::new(StringArray::from(vec![Some("a,\"b\""), None, Some("")])),
        Arc::new(StringArray::from(vec![Some("tab\there\\"), Some("two\nlines"), Some("\\N")])),
    ];
    assert_eq!(columns[0].as_string::<i32>().null_count(), 1);
    let batch = RecordBatch::try_new(Arc::new(Schema::new(vec![field("x y"), field("z")])), columns).expect("two");
    let told = super::columns(&batch.schema(), &Formats::default());
    let ready = Batch::new(&batch, &told).expect("texts");
    let lines = |format: CopyFormat| {
        let mut out = BytesMut::new();
        format.header(&told, &mut out);
        (0..batch.num_rows()).for_each(|row| format.line(&ready, row, &mut out).expect("a line"));
        String::from_utf8(out.to_vec()).expect("UTF-8")
    };
    expect![[r#"
        x y	z
        a,"b"	tab\there\\
        \N	two\nlines
        	\\N
    "#]]
    .assert_eq(&lines(CopyFormat::Text { delimiter: b'\t', null: "\\N".to_owned() }));
    let csv =
        |quote_all| CopyFormat::Csv { delimiter: b',', null: String::new(), quote: b'"', escape: b'"', quote_all };
    expect![[r#"
        x y,z
        "a,""b""",tab	here\
        ,"two
        lines"
        "",\N
    "#]]
    .assert_eq(&lines(csv(false)));
    expect![[r#"
        "x y","z"
        "a,""b""","tab	here\"
        ,"two
        lines"
        "","\N"
    "#]]
    .assert_eq(&lines(csv(true)));
}
