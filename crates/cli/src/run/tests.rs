//! Whole command lines on a plane with canned answers.

use expect_test::{Expect, expect};

use super::run;
use crate::testing::TestHost;

/// Runs a line, words parted by `|`; shows stdout, stderr, inputs and the exit code.
#[track_caller]
fn check(host: &TestHost, line: &str, expect: Expect) {
    let words = line.split('|').map(str::to_owned).collect();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = futures_executor(run(words, host, &mut out, &mut err));
    let mut text = String::from_utf8(out).expect("output is text");
    let err = String::from_utf8(err).expect("errors are text");
    if !err.is_empty() {
        text.push_str(&format!("stderr: {}\n", err.trim()));
    }
    for input in host.inputs() {
        text.push_str(&format!("call: {input}\n"));
    }
    text.push_str(&format!("exit {code}\n"));
    expect.assert_eq(&text);
}

/// Nothing in these tests waits for anything, so a future is ready at once.
fn futures_executor<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match future.as_mut().poll(&mut context) {
        std::task::Poll::Ready(output) => output,
        std::task::Poll::Pending => panic!("a canned plane answers at once"),
    }
}

const STAGE: &str = r#"{"stage": {"arn": "arn:s", "name": "stage1"}}"#;
const PAGE_1: &str = r#"{"stages": [{"arn": "a"}, {"arn": "b"}], "nextToken": "t"}"#;
const PAGE_2: &str = r#"{"stages": [{"arn": "c"}]}"#;
const TABLES_1: &str = r#"{"TableNames": ["a", "b"], "LastEvaluatedTableName": "b"}"#;
const TABLES_2: &str = r#"{"TableNames": ["c"]}"#;

#[test]
fn an_answer_is_printed_as_json() {
    check(
        &TestHost::default().with_answer(STAGE),
        "--region|eu|ivs-realtime|create-stage|--name|stage1",
        expect![[r#"
            {
                "stage": {
                    "arn": "arn:s",
                    "name": "stage1"
                }
            }
            call: CreateStage {'name': 'stage1'}
            exit 0
        "#]],
    );
}

#[test]
fn the_format_comes_from_option_environment_and_profile_in_this_order() {
    let line = "ivs-realtime|get-stage|--arn|arn:aws:ivs:eu:1:stage/a|--region|eu|--query|stage.[name]";
    let host = || TestHost::default().with_answer(STAGE).with_setting("output", "yaml");
    check(
        &host(),
        line,
        expect![[r#"
        - stage1
        call: GetStage {'arn': 'arn:aws:ivs:eu:1:stage/a'}
        exit 0
    "#]],
    );
    check(
        &host().with_variable("AWS_DEFAULT_OUTPUT", "text"),
        line,
        expect![[r#"
        stage1
        call: GetStage {'arn': 'arn:aws:ivs:eu:1:stage/a'}
        exit 0
    "#]],
    );
    check(
        &host(),
        &format!("{line}|--output|json"),
        expect![[r#"
        [
            "stage1"
        ]
        call: GetStage {'arn': 'arn:aws:ivs:eu:1:stage/a'}
        exit 0
    "#]],
    );
}

#[test]
fn a_listing_is_one_answer_whose_items_come_page_by_page() {
    let host = || TestHost::default().with_answer(TABLES_1).with_answer(TABLES_2);
    check(
        &host(),
        "dynamodb|list-tables|--region|eu",
        expect![[r#"
        {
            "TableNames": [
                "a",
                "b",
                "c"
            ]
        }
        call: ListTables {}
        call: ListTables {'ExclusiveStartTableName': 'b'}
        exit 0
    "#]],
    );
    check(
        &host(),
        "dynamodb|list-tables|--region|eu|--query|length(TableNames)",
        expect![[r#"
        3
        call: ListTables {}
        call: ListTables {'ExclusiveStartTableName': 'b'}
        exit 0
    "#]],
    );
    check(
        &host(),
        "dynamodb|list-tables|--region|eu|--query|length(TableNames)|--output|text",
        expect![[r#"
        2
        1
        call: ListTables {}
        call: ListTables {'ExclusiveStartTableName': 'b'}
        exit 0
    "#]],
    );
    check(
        &host(),
        "dynamodb|list-tables|--region|eu|--max-items|1|--page-size|7",
        expect![[r#"
        {
            "TableNames": [
                "a"
            ],
            "NextToken": "eyJFeGNsdXNpdmVTdGFydFRhYmxlTmFtZSI6IG51bGwsICJib3RvX3RydW5jYXRlX2Ftb3VudCI6IDF9"
        }
        call: ListTables {'Limit': 7}
        exit 0
    "#]],
    );
    check(
        &host(),
        "dynamodb|list-tables|--region|eu|--no-paginate",
        expect![[r#"
        {
            "TableNames": [
                "a",
                "b"
            ],
            "LastEvaluatedTableName": "b"
        }
        call: ListTables {}
        exit 0
    "#]],
    );
}

#[test]
fn an_operation_without_a_paginator_is_one_call() {
    let host = TestHost::default().with_answer(PAGE_1).with_answer(PAGE_2);
    check(
        &host,
        "ivs-realtime|list-participants|--stage-arn|arn:aws:ivs:eu:1:stage/a|--session-id|st-0123456789abc|--region|eu|--output|off",
        expect![[r#"
        call: ListParticipants {'stageArn': 'arn:aws:ivs:eu:1:stage/a', 'sessionId': 'st-0123456789abc'}
        exit 0
    "#]],
    );
}

#[test]
fn a_refusal_goes_to_stderr() {
    check(
        &TestHost::default(),
        "ivs-realtime|get-stage|--arn|arn:aws:ivs:eu:1:stage/a|--region|eu",
        expect![[r#"
            stderr: aws: [ERROR]: An error occurred (ResourceNotFoundException) when calling the GetStage operation: no answer is left
            call: GetStage {'arn': 'arn:aws:ivs:eu:1:stage/a'}
            exit 254
        "#]],
    );
    check(
        &TestHost::default(),
        "ivs-realtime|list-stages",
        expect![[r#"
        stderr: aws: [ERROR]: An error occurred (NoRegion): You must specify a region. You can also configure your region by running "aws configure".
        exit 253
    "#]],
    );
    check(
        &TestHost::default(),
        "s3|cp|a|b",
        expect![[r#"
        stderr: aws: [ERROR]: An error occurred (ParamValidation): `aws s3` is not supported by callboard yet
        exit 252
    "#]],
    );
}

#[test]
fn values_of_options_are_checked_before_any_call() {
    check(
        &TestHost::default(),
        "sts|get-caller-identity|--query|a[",
        expect![[r#"
        stderr: aws: [ERROR]: An error occurred (ParamValidation): Bad value for --query a[: Invalid jmespath expression: Incomplete expression:
        "a["
           ^
        exit 252
    "#]],
    );
    check(
        &TestHost::default(),
        "sts|get-caller-identity|--endpoint-url|localhost",
        expect![[r#"
        stderr: aws: [ERROR]: An error occurred (ParamValidation): Bad value for --endpoint-url "localhost": scheme is missing.  Must be of the form http://<hostname>/ or https://<hostname>/
        exit 252
    "#]],
    );
    check(
        &TestHost::default(),
        "sts|get-caller-identity|--cli-read-timeout|x",
        expect![[r#"
        stderr: aws: [ERROR]: invalid literal for int() with base 10: 'x'
        exit 255
    "#]],
    );
    check(
        &TestHost::default().with_setting("cli_timestamp_format", "zzz"),
        "sts|get-caller-identity",
        expect![[r#"
            stderr: aws: [ERROR]: An error occurred (Configuration): Unknown cli_timestamp_format value: zzz, valid values are "wire" or "iso8601"
            exit 253
        "#]],
    );
}

#[test]
fn aliases_stand_for_words() {
    let aliases = "[toplevel]\nmine = ivs-realtime get-stage --query stage.name\nivs-realtime = ivs-realtime --region eu\nbad = sts --profile p\nloop = pool\npool = loop\n[command ivs-realtime]\nshow = get-stage --output text\n";
    let host = || TestHost::default().with_answer(STAGE).with_aliases(aliases);
    check(
        &host(),
        "mine|--arn|arn:aws:ivs:eu:1:stage/a",
        expect![[r#"
        "stage1"
        call: GetStage {'arn': 'arn:aws:ivs:eu:1:stage/a'}
        exit 0
    "#]],
    );
    check(
        &host(),
        "ivs-realtime|show|--arn|arn:aws:ivs:eu:1:stage/a",
        expect![[r#"
        STAGE	arn:s	stage1
        call: GetStage {'arn': 'arn:aws:ivs:eu:1:stage/a'}
        exit 0
    "#]],
    );
    check(
        &host(),
        "bad|get-caller-identity",
        expect![[r#"
        stderr: aws: [ERROR]: Global parameter "--profile" detected in alias "bad" which is not supported in subcommand aliases.
        exit 255
    "#]],
    );
    check(
        &host(),
        "loop",
        expect![[r#"
        stderr: aws: [ERROR]: alias "loop" stands for itself
        exit 255
    "#]],
    );
}

#[test]
fn a_wait_ends_when_its_state_is_there() {
    let host = TestHost::default().with_answer(r#"{"Table": {"TableStatus": "ACTIVE"}}"#);
    check(
        &host,
        "dynamodb|wait|table-exists|--table-name|t|--region|eu",
        expect![[r#"
        call: DescribeTable {'TableName': 't'}
        exit 0
    "#]],
    );
    check(
        &TestHost::default(),
        "dynamodb|wait",
        expect![[r#"
        stderr: aws: [ERROR]: An error occurred (ParamValidation): usage: aws [options] dynamodb wait <subcommand> [parameters]
        aws: [ERROR]: too few arguments
        exit 252
    "#]],
    );
}

#[test]
fn a_skeleton_is_printed_instead_of_a_call() {
    check(
        &TestHost::default(),
        "dynamodb|list-tables|--generate-cli-skeleton",
        expect![[r#"
        {
            "ExclusiveStartTableName": "",
            "Limit": 0
        }
        exit 0
    "#]],
    );
    check(
        &TestHost::default(),
        "dynamodb|list-tables|--generate-cli-skeleton|output|--query|TableNames",
        expect![[r#"
        [
            "TableName"
        ]
        exit 0
    "#]],
    );
}

#[test]
fn policy_documents_are_shown_as_json() {
    const ROLE: &str =
        r#"{"Role": {"Path": "/", "AssumeRolePolicyDocument": "%7B%22Statement%22%3A%20%5B%22%C3%BC%22%5D%7D"}}"#;
    const ROLES: &str = r#"{"Roles": [{"AssumeRolePolicyDocument": "%7B%7D"}, {"AssumeRolePolicyDocument": "%7B%2"}]}"#;
    check(
        &TestHost::default().with_answer(ROLE),
        "--region|eu|iam|get-role|--role-name|r",
        expect![[r#"
        {
            "Role": {
                "Path": "/",
                "AssumeRolePolicyDocument": {
                    "Statement": [
                        "ü"
                    ]
                }
            }
        }
        call: GetRole {'RoleName': 'r'}
        exit 0
    "#]],
    );
    check(
        &TestHost::default().with_answer(ROLES),
        "--region|eu|iam|list-roles",
        expect![[r#"
        {
            "Roles": [
                {
                    "AssumeRolePolicyDocument": {}
                },
                {
                    "AssumeRolePolicyDocument": "%7B%2"
                }
            ]
        }
        call: ListRoles {}
        exit 0
    "#]],
    );
}
