//! What `SHOW` and `DESCRIBE` answer.

use expect_test::{Expect, expect};

use crate::Session;
use crate::testing::{options, run};

#[track_caller]
fn check(text: &str, expect: Expect) {
    expect.assert_eq(&run(&Session::new(options()), text));
}

/// The statement, with tabs in place of a table's frame, for long texts.
#[track_caller]
fn check_plain(text: &str, expect: Expect) {
    let shown = run(&Session::new(options()), text);
    let lines = shown.lines().filter(|it| !it.starts_with("+-")).map(|it| {
        let cells =
            it.trim_matches('|').split('|').map(str::trim_end).map(|cell| cell.strip_prefix(' ').unwrap_or(cell));
        cells.collect::<Vec<_>>().join("\t").trim_end().to_owned() + "\n"
    });
    expect.assert_eq(&lines.collect::<String>());
}

#[test]
fn providers_have_the_version_of_the_registry() {
    check("SHOW PROVIDERS", expect![[""]]);
}

#[test]
fn services_are_those_with_tables() {
    check("SHOW SERVICES IN aws LIKE 'iv%'", expect![[""]]);
    check("SHOW SERVICES IN awscc WHERE name IN ('ec2', 'apigatewayv2', 'events')", expect![[""]]);
}

#[test]
fn extended_services_are_apis_too() {
    check_plain("SHOW EXTENDED SERVICES IN aws LIKE 'ivs%'", expect![[""]]);
    check("SHOW EXTENDED SERVICES WHERE preferred AND title LIKE '%Queue%'", expect![[""]]);
}

#[test]
fn resources_of_a_service() {
    check("SHOW EXTENDED RESOURCES IN aws.ivs", expect![[""]]);
    check("SHOW RESOURCES IN awscc.apigatewayv2 LIKE '%s_t%' ", expect![[""]]);
}

#[test]
fn methods_of_a_stage_are_those_of_the_page() {
    check("SHOW METHODS IN aws.ivs.stages", expect![[""]]);
    check("SHOW METHODS IN awscc.ivs.stages WHERE sqlverb = 'UPDATE'", expect![[""]]);
}

#[test]
fn methods_need_what_the_schema_requires() {
    check("SHOW METHODS IN aws.apigatewayv2.routes", expect![[""]]);
    check("SHOW METHODS IN aws.ivs.stages_list_only; SHOW METHODS IN aws.ivs.stage_tags", expect![[""]]);
    check("SHOW METHODS IN aws.serverless.functions", expect![[""]]);
}

#[test]
fn methods_of_a_service_are_its_operations() {
    check(
        "SHOW EXTENDED METHODS IN aws.ivs_realtime LIKE '%participant_token%'",
        expect![[r#"
        +--------------------------+----------------+---------+------------------------------------------------------+
        | MethodName               | RequiredParams | SQLVerb | description                                          |
        +--------------------------+----------------+---------+------------------------------------------------------+
        | create_participant_token | stageArn       | EXEC    | CreateParticipantToken: POST /CreateParticipantToken |
        +--------------------------+----------------+---------+------------------------------------------------------+
    "#]],
    );
    check(
        "SHOW METHODS IN aws.ivs_realtime WHERE methodname LIKE '%stage'",
        expect![[r#"
        +--------------+----------------+---------+
        | MethodName   | RequiredParams | SQLVerb |
        +--------------+----------------+---------+
        | create_stage |                | EXEC    |
        | delete_stage | arn            | EXEC    |
        | get_stage    | arn            | EXEC    |
        | update_stage | arn            | EXEC    |
        +--------------+----------------+---------+
    "#]],
    );
}

#[test]
fn columns_of_a_stage_are_the_fields_of_the_page() {
    check("DESCRIBE aws.ivs.stages", expect![[""]]);
}

#[test]
fn extended_columns_say_what_the_schema_says() {
    check_plain("DESCRIBE EXTENDED aws.ivs.stages", expect![[""]]);
    check_plain("DESCRIBE EXTENDED aws.apigatewayv2.stages", expect![[""]]);
}

#[test]
fn columns_of_the_other_relations() {
    check("DESCRIBE awscc.ivs.stages_list_only; DESCRIBE aws.ivs.stage_tags", expect![[""]]);
}

#[test]
fn permissions_of_a_stage_are_those_of_the_page() {
    check_plain("SHOW PERMISSIONS FOR aws.ivs.stages", expect![[""]]);
    check("SHOW PERMISSIONS FOR aws.ivs.stages METHOD get_resource", expect![[""]]);
}

#[test]
fn a_method_of_a_type() {
    check_plain("DESCRIBE METHOD aws.ivs.stages.create_resource", expect![[""]]);
    check_plain("DESCRIBE METHOD EXTENDED aws.apigatewayv2.stages.update_resource", expect![[""]]);
    check_plain("DESCRIBE METHOD aws.ivs.stages.delete_resource", expect![[""]]);
}

#[test]
fn a_method_of_an_api() {
    check_plain("DESCRIBE METHOD EXTENDED aws.ivs_realtime.create_participant_token", expect![[""]]);
}

#[test]
fn an_insert_to_fill_in() {
    check_plain("SHOW INSERT INTO aws.ivs.stages", expect![[""]]);
    check_plain("SHOW INSERT /*+ REQUIRED */ INTO awscc.apigatewayv2.stages", expect![[""]]);
}

#[test]
fn what_is_in_force() {
    check("SHOW TARGET; SHOW VERSION; SHOW AUTH; SHOW TRANSACTION ISOLATION LEVEL", expect![[""]]);
    check("SHOW region; SHOW server_version; SHOW TIME ZONE; SHOW datafusion.execution.batch_size", expect![[""]]);
}

#[test]
fn tables_of_a_service() {
    check("SHOW TABLES IN ivschat; SHOW TABLES", expect![[""]]);
    check("SHOW FUNCTIONS LIKE 'to_timestamp%'", expect![[""]]);
}

#[test]
fn a_mistyped_name_is_met_with_a_suggestion() {
    check("SHOW SERVICES IN awz", expect![[""]]);
    check("SHOW RESOURCES IN aws.isv", expect![[""]]);
    check("SHOW RESOURCES IN aws.ivs_realtime", expect![[""]]);
    check("SHOW METHODS IN aws.ivs.stagse", expect![[""]]);
    check("SHOW METHODS IN aws.serverless", expect![[""]]);
    check("SHOW SERVICES WHERE nmae = 'ivs'", expect![[""]]);
    check("DESCRIBE aws.ivs.chanels", expect![[""]]);
    check("DESCRIBE aws.ivs_realtime.list_stages", expect![[""]]);
    check("DESCRIBE stages", expect![[""]]);
    check("DESCRIBE METHOD aws.ivs_realtime.create_stag", expect![[""]]);
    check("SHOW PERMISSIONS FOR aws.ivs.stages METHOD fly", expect![[""]]);
    check("SHOW PERMISSIONS FOR aws.serverless.functions METHOD create", expect![[""]]);
    check("SHOW regoin", expect![[""]]);
}
