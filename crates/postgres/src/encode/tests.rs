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
    check(BooleanArray::from(vec![Some(true), Some(false), None]), expect![[]]);
    check(Int8Array::from(vec![-1]), expect![[]]);
    check(UInt8Array::from(vec![255]), expect![[]]);
    check(Int16Array::from(vec![-2]), expect![[]]);
    check(UInt16Array::from(vec![65_535]), expect![[]]);
    check(Int32Array::from(vec![i32::MIN]), expect![[]]);
    check(UInt32Array::from(vec![u32::MAX]), expect![[]]);
    check(Int64Array::from(vec![i64::MIN]), expect![[]]);
    check(UInt64Array::from(vec![u64::MAX, 0]), expect![[]]);
}

#[test]
fn fractions() {
    check(Float32Array::from(vec![0.1, 1e10, -0.0]), expect![[]]);
    check(
        Float64Array::from(vec![1.0, 0.1, -2.5, 1e15, 123_456_789_012_345.0, 1e-5, 1e300, f64::NAN, f64::NEG_INFINITY]),
        expect![[]],
    );
    let decimals = Decimal128Array::from(vec![0, 1, -12_345, 100_000_000, 99_990_000]);
    check(decimals.with_precision_and_scale(20, 2).expect("fits"), expect![[]]);
    let whole = Decimal128Array::from(vec![12_340_000]);
    check(whole.with_precision_and_scale(20, 0).expect("fits"), expect![[]]);
    let small = Decimal128Array::from(vec![1]);
    check(small.with_precision_and_scale(20, 9).expect("fits"), expect![[]]);
}

#[test]
fn texts_and_bytes() {
    check(StringArray::from(vec![Some("é\"\\"), Some(""), None]), expect![[]]);
    check(LargeStringArray::from(vec!["a"]), expect![[]]);
    check(StringViewArray::from(vec!["a text that is longer than twelve bytes"]), expect![[]]);
    check(BinaryArray::from(vec![&b"\x00\xff"[..], b""]), expect![[]]);
    check(FixedSizeBinaryArray::try_from_iter([[1_u8, 2]].iter()).expect("two bytes"), expect![[]]);
    check(NullArray::new(1), expect![[]]);
    let dictionary: DictionaryArray<UInt8Type> = vec![Some("a"), None, Some("a")].into_iter().collect();
    check(dictionary, expect![[]]);
}

#[test]
fn days_and_moments() {
    check(Date32Array::from(vec![0, 10_957, -719_529, 11_016]), expect![[]]);
    check(Time32SecondArray::from(vec![86_399]), expect![[]]);
    check(Time64NanosecondArray::from(vec![1_500_000_000]), expect![[]]);
    check(TimestampSecondArray::from(vec![0, -1]), expect![[]]);
    check(TimestampMicrosecondArray::from(vec![1_709_208_000_120_000]), expect![[]]);
    check(
        TimestampNanosecondArray::from(vec![1_709_208_000_000_000_000]).with_timezone("Europe/Paris"),
        expect![[]],
    );
    check(
        IntervalMonthDayNanoArray::from(vec![
            IntervalMonthDayNano::new(14, -3, 3_723_500_000_000),
            IntervalMonthDayNano::new(0, 0, 0),
            IntervalMonthDayNano::new(0, 1, -1_000_000_000),
        ]),
        expect![[]],
    );
    check(DurationMillisecondArray::from(vec![90_061_001]), expect![[]]);
}

#[test]
fn arrays_and_structures() {
    let numbers = ListArray::from_iter_primitive::<Int64Type, _, _>([Some(vec![Some(1), None]), Some(vec![]), None]);
    check(numbers, expect![[]]);
    check(ListArray::from_iter_primitive::<Int32Type, _, _>([Some(vec![Some(7)])]), expect![[]]);
    let mut texts = callboard_sql::datafusion::arrow::array::ListBuilder::new(
        callboard_sql::datafusion::arrow::array::StringBuilder::new(),
    );
    for text in ["a", "b c", "", "null", "{}\"\\", "x,y"] {
        texts.values().append_value(text);
    }
    texts.append(true);
    check(texts.finish(), expect![[]]);
    let fields = Fields::from(vec![Field::new("a", DataType::Int64, true), Field::new("b", DataType::Utf8, true)]);
    let columns: Vec<ArrayRef> = vec![Arc::new(Int64Array::from(vec![1])), Arc::new(StringArray::from(vec!["x"]))];
    check(StructArray::new(fields, columns, None), expect![[]]);
}

#[test]
fn metadata_tells_what_arrow_cannot() {
    let field = |key: &str, value: &str| {
        let metadata = [(key.to_owned(), value.to_owned())].into_iter().collect();
        Field::new("c", DataType::Utf8, true).with_metadata(metadata)
    };
    assert_eq!(field_type(&field(callboard_sql::answer::JSON_METADATA, "true")), Type::JSON);
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
    expect![[]].assert_eq(&lines(CopyFormat::Text { delimiter: b'\t', null: "\\N".to_owned() }));
    let csv = |quote_all| CopyFormat::Csv { delimiter: b',', null: String::new(), quote: b'"', escape: b'"', quote_all };
    expect![[]].assert_eq(&lines(csv(false)));
    expect![[]].assert_eq(&lines(csv(true)));
}
