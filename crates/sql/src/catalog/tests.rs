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
        Err(error) => format!("{}: {error}; {}", error.sqlstate, error.hint.unwrap_or_default()),
    };
    expect.assert_eq(&text);
}

#[test]
fn a_table_is_found_by_each_of_its_names() {
    for path in ["aws.ivs.stages", "awscc.ivs.stages", "ivs.stages", "AWS::IVS::Stage", "aws.IVS.Stages"] {
        let parts: Vec<String> = path.split('.').map(str::to_owned).collect();
        assert_eq!(find(&parts).map(|it| it.qualified_name()), Ok("aws.ivs.stages".to_owned()), "{path}");
    }
    check("aws.ivs.stages", expect![[""]]);
    check("aws.ivs.stages_list_only", expect![[""]]);
    check("aws.ivs.stage_tags", expect![[""]]);
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
    check("aws.ivs.stage", expect![[""]]);
    check("aws.ivz.stages", expect![[""]]);
    check("aws.ivs_realtime.stages", expect![[""]]);
    check("aws.ivs.balconies", expect![[""]]);
    check("stages", expect![[""]]);
    check("AWS::IVS::Stges", expect![[""]]);
    check("google.ivs.stages", expect![[""]]);
    let table = find(&["ivs".to_owned(), "stages".to_owned()]).expect("a table");
    let error = table.column_or_suggest("nmae").expect_err("no such column");
    expect![[""]].assert_eq(&format!("{error}; {}", error.hint.unwrap_or_default()));
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
