//! Tests of rewriting.

use expect_test::{Expect, expect};

use crate::Statement;

/// Rewrites a query and shows it, or the error.
#[track_caller]
fn check(text: &str, expect: Expect) {
    let mut parsed = crate::syntax::parse(text).expect("parses");
    let Statement::Query(mut query) = parsed.remove(0).statement else {
        panic!("no query");
    };
    expect.assert_eq(&match super::rewrite(&mut query) {
        Ok(()) => query.to_string(),
        Err(error) => format!("{} {error}\nhint: {}", error.sqlstate, error.hint.as_deref().unwrap_or_default()),
    });
}

#[test]
fn columns_in_any_spelling_become_the_columns_name() {
    check(
        "SELECT Name, ActiveSessionId, active_session_id, ARN FROM aws.ivs.stages WHERE Region = 'r' AND data__Identifier = 'x'",
        expect![[
            r#"SELECT Name, "active_session_id", active_session_id AS "active_session_id:1", ARN FROM aws.ivs.stages WHERE Region = 'r' AND data__Identifier = 'x'"#
        ]],
    );
    check(
        "SELECT s.Name, S.ActiveSessionId FROM AWS.IVS.Stages s ORDER BY s.ActiveSessionId",
        expect![[r#"SELECT s.Name, S."active_session_id" FROM AWS.IVS.Stages s ORDER BY s."active_session_id""#]],
    );
    check(
        "SELECT stages.ActiveSessionId, ivs.stages.Tags FROM aws.ivs.stages",
        expect![[r#"SELECT stages."active_session_id", ivs.stages.Tags FROM aws.ivs.stages"#]],
    );
    check(
        "SELECT \"ActiveSessionId\", `Name` FROM awscc.ivs.stages GROUP BY ActiveSessionId HAVING count(*) > 1",
        expect![[
            r#"SELECT "active_session_id", "name" FROM awscc.ivs.stages GROUP BY "active_session_id" HAVING count(*) > 1"#
        ]],
    );
    check(
        "SELECT a.Name FROM aws.ivs.stages a JOIN aws.ivs.channels b ON a.Name = b.Name AND b.LatencyMode = 'LOW' JOIN aws.ivs.stages c USING (ActiveSessionId)",
        expect![[
            r#"SELECT a.Name FROM aws.ivs.stages a JOIN aws.ivs.channels b ON a.Name = b.Name AND b."latency_mode" = 'LOW' JOIN aws.ivs.stages c USING("active_session_id")"#
        ]],
    );
}

#[test]
fn subqueries_see_outer_names_and_give_their_own() {
    check(
        "SELECT x.ActiveSessionId, ActiveSessionId FROM (SELECT ActiveSessionId FROM aws.ivs.stages) x",
        expect![[
            r#"SELECT x."active_session_id", "active_session_id" AS "active_session_id:1" FROM (SELECT "active_session_id" FROM aws.ivs.stages) x"#
        ]],
    );
    check(
        "WITH c AS (SELECT Name AS StageName, ActiveSessionId FROM aws.ivs.stages) SELECT StageName, ActiveSessionId FROM c ORDER BY ActiveSessionId",
        expect![[
            r#"WITH c AS (SELECT Name AS StageName, "active_session_id" FROM aws.ivs.stages) SELECT StageName, "active_session_id" FROM c ORDER BY "active_session_id""#
        ]],
    );
    check(
        "SELECT Name FROM aws.ivs.stages s WHERE EXISTS (SELECT 1 FROM aws.ivs.channels WHERE Name = s.ActiveSessionId AND ActiveSessionId = LatencyMode)",
        expect![[
            r#"SELECT Name FROM aws.ivs.stages s WHERE EXISTS (SELECT 1 AS "1" FROM aws.ivs.channels WHERE Name = s."active_session_id" AND "active_session_id" = "latency_mode")"#
        ]],
    );
    check(
        "SELECT (SELECT max(LatencyMode) FROM aws.ivs.channels c WHERE c.Name = ActiveSessionId) AS m FROM aws.ivs.stages",
        expect![[
            r#"SELECT (SELECT max("latency_mode") AS "max(LatencyMode)" FROM aws.ivs.channels c WHERE c.Name = "active_session_id") AS m FROM aws.ivs.stages"#
        ]],
    );
    check(
        "SELECT ActiveSessionId FROM unknown_view, aws.ivs.stages",
        expect![[r#"SELECT "active_session_id" FROM unknown_view, aws.ivs.stages"#]],
    );
    check("SELECT ActiveSessionId FROM unknown_view", expect!["SELECT ActiveSessionId FROM unknown_view"]);
    check(
        "SELECT region AS ActiveSession, count(*) FROM aws.ivs.stages GROUP BY ActiveSession ORDER BY ActiveSession",
        expect![[
            r#"SELECT region AS ActiveSession, count(*) AS "count(*)" FROM aws.ivs.stages GROUP BY ActiveSession ORDER BY ActiveSession"#
        ]],
    );
    check(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT I FROM n",
        expect![[
            r#"WITH RECURSIVE n (i) AS (SELECT 1 AS "1" UNION ALL SELECT i + 1 AS "i + 1" FROM n WHERE i < 5) SELECT I FROM n"#
        ]],
    );
    check(
        "SELECT ActiveSessionId FROM aws.ivs.stages UNION SELECT LatencyMode FROM aws.ivs.channels ORDER BY ActiveSessionId",
        expect![[
            r#"SELECT "active_session_id" FROM aws.ivs.stages UNION SELECT "latency_mode" FROM aws.ivs.channels ORDER BY "active_session_id""#
        ]],
    );
}

#[test]
fn hidden_columns_are_not_in_a_star() {
    check(
        "SELECT * FROM aws.ivs.stages",
        expect![[
            r#"SELECT "region", "arn", "name", "auto_participant_recording_configuration", "tags", "active_session_id" FROM aws.ivs.stages"#
        ]],
    );
    check(
        "SELECT s.*, count(*) FROM aws.ivs.stages s",
        expect![[
            r#"SELECT "s"."region", "s"."arn", "s"."name", "s"."auto_participant_recording_configuration", "s"."tags", "s"."active_session_id", count(*) AS "count(*)" FROM aws.ivs.stages s"#
        ]],
    );
    check(
        "SELECT * FROM aws.ivs.stages s, json_each(s.Tags) e",
        expect![[
            r#"SELECT "s"."region", "s"."arn", "s"."name", "s"."auto_participant_recording_configuration", "s"."tags", "s"."active_session_id", "e"."key", "e"."value", "e"."type", "e"."atom", "e"."id", "e"."parent", "e"."fullkey", "e"."path" FROM aws.ivs.stages s, LATERAL json_each(s.Tags) e"#
        ]],
    );
    check(
        "SELECT * FROM aws.ivs.stages NATURAL JOIN aws.ivs.stages b",
        expect![[
            r#"SELECT * EXCLUDE ("data__identifier", "identifier") FROM aws.ivs.stages NATURAL JOIN aws.ivs.stages b"#
        ]],
    );
    check(
        "SELECT * FROM (SELECT * FROM aws.ivs.stages) x WHERE ActiveSessionId = 'a'",
        expect![[
            r#"SELECT * FROM (SELECT "region", "arn", "name", "auto_participant_recording_configuration", "tags", "active_session_id" FROM aws.ivs.stages) x WHERE "active_session_id" = 'a'"#
        ]],
    );
}

#[test]
fn json_each_beside_a_table_is_lateral() {
    check(
        "SELECT Name, e.value FROM aws.ivs.stages s, json_each(s.Tags, '$') AS e WHERE e.key = 'x'",
        expect!["SELECT Name, e.value FROM aws.ivs.stages s, LATERAL json_each(s.Tags, '$') AS e WHERE e.key = 'x'"],
    );
    check(
        "SELECT json_each.Value FROM aws.ivs.stages, JSON_EACH(Tags)",
        expect!["SELECT json_each.Value FROM aws.ivs.stages, LATERAL JSON_EACH(Tags)"],
    );
    check(
        "SELECT * FROM aws.ivs.stages s LEFT JOIN json_each(s.Tags) e ON true CROSS JOIN json_tree(e.value) t",
        expect![[
            r#"SELECT "s"."region", "s"."arn", "s"."name", "s"."auto_participant_recording_configuration", "s"."tags", "s"."active_session_id", "e"."key", "e"."value", "e"."type", "e"."atom", "e"."id", "e"."parent", "e"."fullkey", "e"."path", "t"."key", "t"."value", "t"."type", "t"."atom", "t"."id", "t"."parent", "t"."fullkey", "t"."path" FROM aws.ivs.stages s LEFT JOIN LATERAL json_each(s.Tags) e ON true CROSS JOIN LATERAL json_tree(e.value) t"#
        ]],
    );
    check("SELECT value FROM json_each('[1]')", expect!["SELECT value FROM json_each('[1]')"]);
}

#[test]
fn idioms_are_spelled_for_datafusion() {
    check(
        "SELECT a REGEXP 'x', NOT a REGEXP 'x', a NOT REGEXP 'x', a == b FROM t LIMIT 5, 10",
        expect![[
            r#"SELECT a ~ 'x' AS "a REGEXP 'x'", NOT a ~ 'x' AS "NOT a REGEXP 'x'", a !~ 'x' AS "a NOT REGEXP 'x'", a = b AS "a = b" FROM t LIMIT 10 OFFSET 5"#
        ]],
    );
    check(
        "SELECT iif(a > 1, 'x', 'y'), ifnull(a, b), max(a, b), max(a), total(a), sum(a), avg(DISTINCT a) FROM t",
        expect![[
            r#"SELECT CASE WHEN a > 1 THEN 'x' ELSE 'y' END AS "iif(a > 1, 'x', 'y')", ifnull(a, b) AS "ifnull(a, b)", greatest(a, b) AS "max(a, b)", max(a) AS "max(a)", coalesce(sum(as_number(a)), 0.0) AS "total(a)", sum(as_number(a)) AS "sum(a)", avg(DISTINCT as_number(a)) AS "avg(DISTINCT a)" FROM t"#
        ]],
    );
    check(
        "SELECT group_concat(a), group_concat(DISTINCT a, '; '), json_group_array(a ORDER BY a), json_group_object(a, b) FROM t",
        expect![[
            r#"SELECT string_agg(CAST(a AS TEXT), ',') AS "group_concat(a)", string_agg(DISTINCT CAST(a AS TEXT), '; ') AS "group_concat(DISTINCT a, '; ')", json_list(array_agg(json_quote(a) ORDER BY a), '[]') AS "json_group_array(a ORDER BY a)", json_list(array_agg(json_member(a, b)), '{}') AS "json_group_object(a, b)" FROM t"#
        ]],
    );
    check(
        "SELECT max(json_extract(a, '$.b')), min(a ->> 'b'), a::json, CAST(a AS jsonb), regexp_replace(a, 'b', 'c') FROM t",
        expect![[
            r#"SELECT json_sort_value(max(json_sort_key(json_extract(a, '$.b')))) AS "max(json_extract(a, '$.b'))", json_sort_value(min(json_sort_key(a ->> 'b'))) AS "min(a ->> 'b')", json(a) AS "a::JSON", json(a) AS "CAST(a AS JSONB)", regexp_replace(a, 'b', 'c', 'g') AS "regexp_replace(a, 'b', 'c')" FROM t"#
        ]],
    );
}

#[test]
fn names_are_as_written() {
    check(
        "SELECT 1, 1, 'x', COUNT(*), lower(Name) FROM aws.ivs.stages",
        expect![[
            r#"SELECT 1 AS "1", 1 AS "1:1", 'x' AS "'x'", COUNT(*) AS "COUNT(*)", lower(Name) AS "lower(Name)" FROM aws.ivs.stages"#
        ]],
    );
}

#[test]
fn double_quotes_hold_text_where_no_column_is_meant() {
    check(
        "SELECT \"it\", 'x' FROM aws.ivs.stages WHERE region = \"us-east-1\"",
        expect![[r#"
        42703 column "it" does not exist
        hint: a text is written in single quotes: 'it'"#]],
    );
    check(
        "SELECT Name FROM aws.ivs.stages WHERE region = \"us-east-1\"",
        expect!["SELECT Name FROM aws.ivs.stages WHERE region = 'us-east-1'"],
    );
    check(
        "SELECT Name FROM aws.ivs.stages WHERE Name = \"nam\"",
        expect![[r#"
        42703 column "nam" does not exist
        hint: did you mean `name`? a text is written in single quotes: 'nam'"#]],
    );
    check("VALUES (\"a\", 'b')", expect!["VALUES ('a', 'b')"]);
    check("SELECT \"a\", \"region\"", expect![[r#"SELECT 'a' AS "'a'", 'region' AS "'region'""#]]);
}

#[test]
fn unknown_columns_of_a_named_table_are_refused() {
    check(
        "SELECT s.Nam FROM aws.ivs.stages s",
        expect![[r#"
        42703 `aws.ivs.stages` has no column `Nam`
        hint: did you mean `name`?"#]],
    );
}

#[test]
fn tables_that_are_operations_take_their_input_from_the_predicate() {
    check(
        "SELECT split_part(ResourceARN, '/', 2) AS vpc_id FROM awscc.tagging.tagged_resources WHERE region = 'us-east-1' \
         AND TagFilters = '[]' AND (ResourceTypeFilters = '[\"ec2:vpc\"]') AND ResourceARN LIKE '%x'",
        expect![[
            r#"SELECT split_part("resource_arn", '/', 2) AS vpc_id FROM awscc.tagging.tagged_resources(region => 'us-east-1', TagFilters => '[]', ResourceTypeFilters => '["ec2:vpc"]') AS tagged_resources WHERE "resource_arn" LIKE '%x'"#
        ]],
    );
    check(
        "SELECT t.key FROM tagging.tag_values t JOIN aws.ec2.vpcs v ON true WHERE t.key = 'team' AND region = 'a'",
        expect!["SELECT t.key FROM tagging.tag_values(Key => 'team') t JOIN aws.ec2.vpcs v ON true WHERE region = 'a'"],
    );
}
