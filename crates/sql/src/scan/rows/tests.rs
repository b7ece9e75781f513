//! Texts of properties give the columns that whole resources give.

use callboard_model::naming::sql::Relation;
use callboard_plane::{Extract, Wish};
use datafusion::arrow::datatypes::Schema;
use datafusion::arrow::util::pretty::pretty_format_batches;
use expect_test::expect;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::catalog::table_of;

/// The columns of resources by both ways, and the columns that had values that did not fit.
fn by_both_ways(type_name: &str, relation: Relation, resources: &[(String, Value)]) -> [String; 2] {
    let table = table_of(type_name, relation).expect("a table");
    let projection: Vec<usize> = (0..table.columns.len()).collect();
    let schema = || Arc::new(Schema::new(table.schema().fields().clone()));
    let new = || Arc::new(Layout::new(&table, &projection, schema()));
    let shown = |batcher: &mut Batcher, layout: &Layout| {
        let batch = batcher.finish().expect("a batch");
        format!("{}\n{:?}", pretty_format_batches(&[batch]).expect("a text"), layout.misfits())
    };

    let layout = new();
    let mut batcher = Batcher::new(Arc::clone(&layout), "us-east-1".into());
    for (identifier, properties) in resources {
        batcher.push(&layout.parse(identifier.clone(), &properties.to_string()).expect("JSON"));
    }
    let by_rows = shown(&mut batcher, &layout);

    let layout = new();
    let mut batcher = Batcher::new(Arc::clone(&layout), "us-east-1".into());
    let wish = Wish { properties: layout.listed_properties(), identifiers: true, most: usize::MAX };
    let mut extract = Extract::new(&wish);
    for (identifier, properties) in resources {
        extract.write(identifier);
        extract.end_text();
        for name in wish.properties.iter() {
            extract.write(&properties.get(*name).map(Value::to_string).unwrap_or_default());
            extract.end_text();
        }
        extract.end_resource();
    }
    for resource in extract.resources() {
        batcher.push_extracted(resource).expect("JSON");
    }
    [by_rows, shown(&mut batcher, &layout)]
}

#[test]
fn texts_and_numbers_and_what_is_not_there() {
    let resources = [
        ("arn:1".to_owned(), json!({"Name": "a \"b\"", "Tags": [{"Key": "k", "Value": "v"}]})),
        ("arn:2".to_owned(), json!({"Arn": "arn:2", "Name": null})),
        ("arn:3".to_owned(), json!({"Name": 5, "AutoParticipantRecordingConfiguration": {"MediaTypes": [1.50]}})),
    ];
    let [by_rows, by_texts] = by_both_ways("AWS::IVS::Stage", Relation::ListOnly, &resources);
    assert_eq!(by_rows, by_texts);
    let [by_rows, by_texts] = by_both_ways("AWS::IVS::Stage", Relation::Resources, &resources);
    assert_eq!(by_rows, by_texts);
    let lines = by_texts.lines().filter(|it| it.starts_with('|')).map(|it| it.split('|').map(str::trim));
    let shown: Vec<String> = lines.map(|it| it.filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")).collect();
    expect![[r#"
        region arn name auto_participant_recording_configuration tags active_session_id data__identifier identifier
        us-east-1 arn:1 a "b" [{"Key":"k","Value":"v"}] arn:1 arn:1
        us-east-1 arn:2 arn:2 arn:2
        us-east-1 arn:3 5 {"MediaTypes":[1.5]} arn:3 arn:3"#]]
    .assert_eq(&shown.join("\n"));
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[0-9]{1,3}|true|FALSE|[a-c\"\\\\{}\u{1}é]{0,4}".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("Id|Name|Key|Value", inner, 0..3)
                .prop_map(|it| Value::Object(it.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// A type with texts, numbers, flags and objects, and one that several properties identify.
    #[test]
    fn any_properties_give_the_same_columns(
        of in prop::sample::select(vec!["AWS::Lambda::Function", "AWS::ApiGatewayV2::Stage", "AWS::RDS::DBCluster"]),
        is_list_only in any::<bool>(),
        identifiers in prop::collection::vec("[a-z0-9|]{1,6}", 1..4),
        values in prop::collection::vec(prop::option::weighted(0.8, value()), 1..40),
    ) {
        let table = table_of(of, Relation::Resources).expect("a table");
        // A property that is the whole identifier never says anything else.
        let is_identifier = |name: &&str| table.resource_type.primary_identifier().eq([*name]);
        let names = table.resource_type.properties().keys().map(String::as_str);
        let names: Vec<&str> = names.filter(|it| !is_identifier(it)).collect();
        let resources: Vec<(String, Value)> = identifiers.into_iter().enumerate().map(|(number, identifier)| {
            let values = values.iter().cycle().skip(number);
            let properties = names.iter().zip(values).filter_map(|(name, it)| Some(((*name).to_owned(), it.clone()?)));
            (identifier, Value::Object(properties.collect()))
        }).collect();
        let relation = if is_list_only { Relation::ListOnly } else { Relation::Resources };
        let [by_rows, by_texts] = by_both_ways(of, relation, &resources);
        prop_assert_eq!(by_rows, by_texts);
    }
}
