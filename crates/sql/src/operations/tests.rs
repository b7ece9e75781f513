//! Operations in `FROM`.

use std::sync::Arc;

use expect_test::{Expect, expect};

use crate::fake_plane::FakePlane;
use crate::scan::tests::rows_of;

#[track_caller]
fn check(sql: &str, expect: Expect) {
    let plane = FakePlane { page: 2, ..FakePlane::new().with_stages(&[("us-east-1", 3)]) };
    let plane = Arc::new(plane);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let rows = runtime.block_on(rows_of(&plane.session(&["us-east-1"]), sql));
    expect.assert_eq(&format!("{rows}\n--\n{}", plane.take_calls().join("\n")));
}

#[test]
fn items_of_all_pages_are_rows() {
    check(
        "SELECT region, identifier, properties FROM aws.cloudcontrol.list_resources(type_name => 'AWS::IVS::Stage')",
        expect![[r#"
            us-east-1 arn:aws:ivs:us-east-1:123456789012:stage/s1 {"Arn":"arn:aws:ivs:us-east-1:123456789012:stage/s1"}
            us-east-1 arn:aws:ivs:us-east-1:123456789012:stage/s2 {"Arn":"arn:aws:ivs:us-east-1:123456789012:stage/s2"}
            us-east-1 arn:aws:ivs:us-east-1:123456789012:stage/s3 {"Arn":"arn:aws:ivs:us-east-1:123456789012:stage/s3"}
            --
            ListResources us-east-1 AWS::IVS::Stage
            ListResources us-east-1 AWS::IVS::Stage 2"#]],
    );
    check(
        "SELECT count(*) FROM cloudcontrol.list_resources(TypeName => 'AWS::IVS::Stage', region => 'a')",
        expect![[r#"
            0
            --
            ListResources a AWS::IVS::Stage"#]],
    );
    check(
        "SELECT identifier FROM aws.cloudcontrol.list_resources(\"TypeName\" => 'AWS::IVS::Stage') AS r LIMIT 1",
        expect![[r#"
            arn:aws:ivs:us-east-1:123456789012:stage/s1
            --
            ListResources us-east-1 AWS::IVS::Stage"#]],
    );
}

#[test]
fn an_output_without_a_list_is_a_row() {
    let sql = "SELECT r.type_name, r.resource_description ->> 'Identifier' FROM aws.cloudcontrol.get_resource( \
               type_name => 'AWS::IVS::Stage', identifier => 'arn:aws:ivs:us-east-1:123456789012:stage/s' || '1') r";
    check(
        sql,
        expect![[r#"
        arn:aws:ivs:us-east-1:123456789012:stage/s1
        --
        GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s1"#]],
    );
}

#[test]
fn what_cannot_be_called_is_refused_before_any_call() {
    check(
        "SELECT * FROM aws.cloudcontrol.create_resource(type_name => 'a')",
        expect![[r#"
        0A000: cloudcontrol CreateResource may change something, so it is no table; write `EXEC aws.cloudcontrol.create_resource @member = value, …`
        --
    "#]],
    );
    check(
        "SELECT * FROM aws.cloudcontrol.list_resources()",
        expect![[r#"
        23502: cloudcontrol ListResources: 1 validation error detected: Value null at 'TypeName' failed to satisfy constraint: Member must not be null
        --
    "#]],
    );
    check(
        "SELECT * FROM aws.cloudcontrol.list_resources('AWS::IVS::Stage')",
        expect![[r#"
        42601: arguments of `aws.cloudcontrol.list_resources` have names; write `member => value, …`
        --
    "#]],
    );
    check(
        "SELECT * FROM aws.cloudcontrol.list_resources(type_nam => 'a')",
        expect![[r#"
        42703: cloudcontrol ListResources has no member `type_nam`; did you mean `TypeName`?
        --
    "#]],
    );
    check(
        "SELECT * FROM aws.cloudcontrol.list_resource(type_name => 'a')",
        expect![[r#"
        42883: service `cloudcontrol` has no operation `list_resource`; did you mean `list_resources` or `get_resource` or `list_resource_requests`?
        --
    "#]],
    );
    check(
        "SELECT * FROM aws.cloud_contol.list_resources(type_name => 'a')",
        expect![[r#"
        42883: there is no service `cloud_contol`; did you mean `cloudcontrol`?
        --
    "#]],
    );
    check(
        "SELECT * FROM aws.cloudcontrol.list_resources(type_name => 'a', max_results => 'many')",
        expect![[r#"
        42804: `MaxResults` must be an integer
        --
    "#]],
    );
}

#[test]
fn tables_of_stackql_that_are_operations_take_their_input_from_the_predicate() {
    check(
        "SELECT Identifier FROM aws.cloud_control.resources WHERE region = 'us-east-1' AND data__TypeName = 'AWS::IVS::Stage' \
         AND Identifier LIKE '%s2'",
        expect![[r#"
            arn:aws:ivs:us-east-1:123456789012:stage/s2
            --
            ListResources us-east-1 AWS::IVS::Stage
            ListResources us-east-1 AWS::IVS::Stage 2"#]],
    );
    check(
        "WITH one AS (SELECT r.properties FROM awscc.cloud_control.resource r WHERE r.TypeName = 'AWS::IVS::Stage' \
         AND r.Identifier = 'arn:aws:ivs:us-east-1:123456789012:stage/s1') \
         SELECT one.properties, l.identifier FROM one, cloud_control.resources AS l WHERE l.type_name = 'AWS::IVS::Stage' \
         AND l.identifier = one.properties ->> 'Arn'",
        expect![[r#"
            {"Arn":"arn:aws:ivs:us-east-1:123456789012:stage/s1","Name":"stage1","Tags":[{"Key":"number","Value":"1"},{"Key":"all","Value":""}]} arn:aws:ivs:us-east-1:123456789012:stage/s1
            --
            GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s1
            ListResources us-east-1 AWS::IVS::Stage
            ListResources us-east-1 AWS::IVS::Stage 2"#]],
    );
    check(
        "SELECT * FROM aws.cloud_control.resource",
        expect![[r#"
        23502: cloudcontrol GetResource: 2 validation errors detected: Value null at 'TypeName' failed to satisfy constraint: Member must not be null; Value null at 'Identifier' failed to satisfy constraint: Member must not be null
        --
    "#]],
    );
    check(
        "SELECT no FROM aws.tagging.tagged_resources",
        expect![[r#"
            42703: there is no column `no`; there are `region`, `resource_arn`, `tags`, `compliance_details`; a text is written in single quotes: 'no'
            --
        "#]],
    );
}
