//! Names and columns of the catalog.

use expect_test::{Expect, expect};

use super::*;

#[track_caller]
fn check(path: &str, expect: Expect) {
    let parts: Vec<String> = path.split('.').map(str::to_owned).collect();
    let text = match find(&parts) {
        Ok(table) => {
            let column = |it: &Column| {
                let json = if it.json { " json" } else { "" };
                let hidden = if it.hidden { " hidden" } else { "" };
                format!("  {} {:?} {}{json}{hidden}", it.name, it.kind, it.data_type)
            };
            let columns: Vec<_> = table.columns.iter().map(column).collect();
            format!(
                "{} {:?} {}\n{}",
                table.resource_type.name,
                table.relation,
                table.qualified_name(),
                columns.join("\n")
            )
        }
        Err(error) => format!("{}: {error}; {}", error.sqlstate, error.hint.clone().unwrap_or_default()),
    };
    expect.assert_eq(&text);
}

#[test]
fn a_table_is_found_by_each_of_its_names() {
    for path in ["aws.ivs.stages", "awscc.ivs.stages", "ivs.stages", "AWS::IVS::Stage", "aws.IVS.Stages"] {
        let parts: Vec<String> = path.split('.').map(str::to_owned).collect();
        assert_eq!(find(&parts).map(|it| it.qualified_name()), Ok("aws.ivs.stages".to_owned()), "{path}");
    }
    check(
        "aws.ivs.stages",
        expect![[r#"
        AWS::IVS::Stage Resources aws.ivs.stages
          region Region Utf8
          arn Property Utf8
          name Property Utf8
          auto_participant_recording_configuration Property Utf8 json
          tags Property Utf8 json
          active_session_id Property Utf8
          data__identifier Identifier Utf8 hidden
          identifier Identifier Utf8 hidden"#]],
    );
    check(
        "aws.ivs.stages_list_only",
        expect![[r#"
        AWS::IVS::Stage ListOnly aws.ivs.stages_list_only
          region Region Utf8
          arn Property Utf8
          data__identifier Identifier Utf8 hidden
          identifier Identifier Utf8 hidden"#]],
    );
    check(
        "aws.ivs.stage_tags",
        expect![[r#"
        AWS::IVS::Stage Tags aws.ivs.stage_tags
          region Region Utf8
          arn Property Utf8
          name Property Utf8
          auto_participant_recording_configuration Property Utf8 json
          active_session_id Property Utf8
          tag_key TagKey Utf8
          tag_value TagValue Utf8
          data__identifier Identifier Utf8 hidden
          identifier Identifier Utf8 hidden"#]],
    );
}

#[test]
fn a_column_is_found_by_each_of_its_spellings() {
    let table = find(&["ivs".to_owned(), "stages".to_owned()]).expect("a table");
    for spelling in ["auto_participant_recording_configuration", "AutoParticipantRecordingConfiguration"] {
        let column = table.column(spelling).expect(spelling);
        assert_eq!(column.property, Some("AutoParticipantRecordingConfiguration"));
    }
    for spelling in ["Identifier", "data__Identifier", "identifier"] {
        assert_eq!(table.column(spelling).expect(spelling).kind, ColumnKind::Identifier);
    }
}

#[test]
fn a_name_that_means_nothing_is_answered_with_near_ones() {
    check("aws.ivs.stage", expect!["42P01: there is no table `ivs.stage`; did you mean `aws.ivs.stages`?"]);
    check(
        "aws.ivz.stages",
        expect![
            "42P01: there is no schema `ivz`; did you mean `aws.ivs.stages` or `aws.apigateway.stages` or `aws.apigatewayv2.stages`?"
        ],
    );
    check(
        "aws.ivs_realtime.stages",
        expect![
            "42P01: there is no schema `ivs_realtime`; did you mean `aws.ivs.stages` or `aws.apigateway.stages` or `aws.apigatewayv2.stages`?"
        ],
    );
    check(
        "aws.ivs.balconies",
        expect![
            "42P01: there is no table `ivs.balconies`; `SHOW SERVICES IN aws` lists schemas, `SHOW RESOURCES IN aws.ivs` the tables of one"
        ],
    );
    check(
        "stages",
        expect![
            "42P01: there is no table `stages`; did you mean `aws.apigateway.stages` or `aws.apigatewayv2.stages` or `aws.ivs.stages`?"
        ],
    );
    check(
        "AWS::IVS::Stges",
        expect!["42P01: there is no resource type `AWS::IVS::Stges`; did you mean `AWS::IVS::Stage`?"],
    );
    check("google.ivs.stages", expect!["42P01: there is no table `google.ivs.stages`; did you mean `aws.ivs.stages`?"]);
    let table = find(&["ivs".to_owned(), "stages".to_owned()]).expect("a table");
    let error = table.column_or_suggest("nmae").expect_err("no such column");
    expect!["`aws.ivs.stages` has no column `nmae`; did you mean `name`?"]
        .assert_eq(&format!("{error}; {}", error.hint.clone().unwrap_or_default()));
}

#[test]
fn every_type_has_columns_of_different_names() {
    for name in types::names() {
        for relation in [Relation::Resources, Relation::ListOnly, Relation::Tags] {
            let Some(table) = table_of(&name, relation) else { continue };
            let mut names: Vec<_> = table.columns.iter().map(|it| it.name.as_str()).collect();
            names.sort_unstable();
            let all = names.len();
            names.dedup();
            assert_eq!(names.len(), all, "{name} {relation:?}");
            for column in &table.columns {
                assert_eq!(table.column(&column.name), Some(column), "{name}");
            }
        }
    }
}
