//! What clients ask when they connect and browse, in their own words.

use expect_test::{Expect, expect};

use crate::client::Client;
use crate::door::Door;

/// Runs what a client sends; shows the rows, or the error.
#[track_caller]
fn check(client: &mut Client, text: &str, expect: Expect) {
    let shown: Vec<String> = client
        .query(text)
        .lines()
        .filter_map(|it| match it.split_once(' ') {
            Some(("row", values)) => Some(values.to_owned()),
            Some(("error", _)) => Some(it.to_owned()),
            _ => it.starts_with("    ").then(|| it.to_owned()),
        })
        .collect();
    // Numbers of tables and schemas change with the registry.
    let is_number = |it: &str| it.len() > 4 && it.bytes().all(|it| it.is_ascii_digit());
    let shown = shown.join("\n");
    let words = shown.split_inclusive([' ', '\n']).map(|it| match is_number(it.trim_end()) {
        true => it.replace(it.trim_end(), "<number>"),
        false => it.to_owned(),
    });
    expect.assert_eq(&words.collect::<String>());
}

#[test]
fn psql_describes_a_table() {
    let door = Door::new();
    let client = &mut door.client();
    check(
        client,
        "SELECT c.oid, n.nspname, c.relname FROM pg_catalog.pg_class c \
         LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         WHERE c.relname OPERATOR(pg_catalog.~) '^(stages)$' COLLATE pg_catalog.default \
         AND n.nspname OPERATOR(pg_catalog.~) '^(ivs)$' COLLATE pg_catalog.default ORDER BY 2, 3",
        expect!["<number> | ivs | stages"],
    );
    check(
        client,
        "SELECT c.relchecks, c.relkind, c.relhasindex, c.relhasrules, c.relhastriggers, c.relrowsecurity, \
         c.relforcerowsecurity, false AS relhasoids, c.relispartition, pg_catalog.array_to_string(c.reloptions || \
         array(select 'toast.' || x from pg_catalog.unnest(tc.reloptions) x), ', ') , c.reltablespace, \
         CASE WHEN c.reloftype = 0 THEN '' ELSE c.reloftype::pg_catalog.regtype::pg_catalog.text END, \
         c.relpersistence, c.relreplident, am.amname FROM pg_catalog.pg_class c \
         LEFT JOIN pg_catalog.pg_class tc ON (c.reltoastrelid = tc.oid) \
         LEFT JOIN pg_catalog.pg_am am ON (c.relam = am.oid) \
         WHERE c.oid = 'ivs.stages'::regclass",
        expect!["0 | r | f | f | f | f | f | f | f | NULL | 0 |  | p | d | NULL"],
    );
    check(
        client,
        "SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), \
         (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid, true) FROM pg_catalog.pg_attrdef d \
         WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.atthasdef), a.attnotnull, \
         (SELECT c.collname FROM pg_catalog.pg_collation c, pg_catalog.pg_type t \
         WHERE c.oid = a.attcollation AND t.oid = a.atttypid AND a.attcollation <> t.typcollation) AS attcollation, \
         a.attidentity, a.attgenerated FROM pg_catalog.pg_attribute a \
         WHERE a.attrelid = 'ivs.stages'::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
        expect![[r#"
            region | text | NULL | t | NULL |  | 
            arn | text | NULL | f | NULL |  | 
            name | text | NULL | f | NULL |  | 
            auto_participant_recording_configuration | json | NULL | f | NULL |  | 
            tags | json | NULL | f | NULL |  | 
            active_session_id | text | NULL | f | NULL |  | "#]],
    );
}

#[test]
fn psql_looks_for_publications_of_a_table() {
    let door = Door::new();
    let heard = door.client().query(
        "SELECT pubname, NULL, NULL FROM pg_catalog.pg_publication p \
         JOIN pg_catalog.pg_publication_namespace pn ON p.oid = pn.pnpubid \
         JOIN pg_catalog.pg_class pc ON pc.relnamespace = pn.pnnspid \
         WHERE pc.oid ='101027' and pg_catalog.pg_relation_is_publishable('101027') UNION \
         SELECT pubname, pg_get_expr(pr.prqual, c.oid), (CASE WHEN pr.prattrs IS NOT NULL THEN \
         (SELECT string_agg(attname, ', ') FROM pg_catalog.generate_series(0, \
         pg_catalog.array_upper(pr.prattrs::pg_catalog.int2[], 1)) s, pg_catalog.pg_attribute \
         WHERE attrelid = pr.prrelid AND attnum = prattrs[s]) ELSE NULL END) FROM pg_catalog.pg_publication p \
         JOIN pg_catalog.pg_publication_rel pr ON p.oid = pr.prpubid \
         JOIN pg_catalog.pg_class c ON c.oid = pr.prrelid WHERE pr.prrelid = '101027' UNION \
         SELECT pubname, NULL, NULL FROM pg_catalog.pg_publication p \
         WHERE p.puballtables AND pg_catalog.pg_relation_is_publishable('101027') ORDER BY 1",
    );
    expect![[r#"
        columns pubname:25 ?column?:25 ?column?:25
        done SELECT 0
        ready I
    "#]]
    .assert_eq(&heard);
}

#[test]
fn drivers_set_up_a_connection() {
    let door = Door::new();
    let client = &mut door.client();
    let quiet = [
        "SET extra_float_digits = 3",
        "SET application_name = 'PostgreSQL JDBC Driver'",
        "SET application_name TO 'Metabase'",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
        "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED",
        "SET DateStyle = 'ISO'",
        "SET client_min_messages TO warning",
        "SET client_encoding = 'UTF8'",
        "SET standard_conforming_strings = on",
        "SET bytea_output = 'hex'",
        "SET TIME ZONE 'UTC'",
        "SET TimeZone = 'UTC'",
        "SET statement_timeout = 0",
        "SET lock_timeout = 0",
        "SET idle_in_transaction_session_timeout = 0",
        "SET search_path = public",
        "SET intervalstyle = 'postgres'",
        "SET row_security = off",
        "SET search_path TO \"public\", \"$user\"",
        "RESET ALL",
        "DISCARD ALL",
        "CLOSE ALL",
        "UNLISTEN *",
        "DEALLOCATE ALL",
    ];
    for text in quiet {
        let heard = client.query(text);
        assert!(!heard.contains("error"), "{text}: {heard}");
    }
    check(client, "SHOW TRANSACTION ISOLATION LEVEL", expect!["read committed"]);
    check(client, "SHOW transaction_read_only", expect!["off"]);
    check(client, "SHOW standard_conforming_strings", expect!["on"]);
    check(client, "SHOW max_identifier_length", expect!["63"]);
    check(client, "SHOW search_path", expect!["public"]);
    check(client, "SHOW server_version_num", expect!["<number>"]);
    check(client, "SHOW TimeZone", expect!["UTC"]);
    check(client, "select pg_catalog.version()", expect!["PostgreSQL 15.10 (callboard)"]);
    check(client, "select current_schema()", expect!["public"]);
    check(
        client,
        "SELECT current_database(), current_schema(), current_user, session_user",
        expect!["aws | public | callboard | callboard"],
    );
    check(client, "select current_catalog, user", expect!["aws | callboard"]);
    check(client, "SELECT current_setting('server_version_num')::int / 100 AS version", expect!["1500"]);
    check(client, "SELECT set_config('search_path', 'public', false)", expect!["public"]);
    check(client, "SELECT pg_is_in_recovery()", expect!["f"]);
    check(client, "SELECT pg_advisory_unlock_all(); CLOSE ALL; UNLISTEN *; RESET ALL", expect!["NULL"]);
    check(
        client,
        "SELECT name, setting FROM pg_catalog.pg_settings WHERE name = 'max_index_keys'",
        expect!["max_index_keys | 32"],
    );
}

#[test]
fn jdbc_reads_metadata() {
    let door = Door::new();
    let client = &mut door.client();
    // DatabaseMetaData.getSchemas
    check(
        client,
        "SELECT nspname AS TABLE_SCHEM, NULL AS TABLE_CATALOG FROM pg_catalog.pg_namespace \
         WHERE nspname <> 'pg_toast' AND (nspname !~ '^pg_temp_' \
         OR nspname = (pg_catalog.current_schemas(true))[1]) AND (nspname !~ '^pg_toast_temp_' \
         OR nspname = replace((pg_catalog.current_schemas(true))[1], 'pg_temp_', 'pg_toast_temp_')) \
         AND nspname LIKE 'iv%' ORDER BY TABLE_SCHEM",
        expect![[r#"
            ivs | NULL
            ivschat | NULL"#]],
    );
    // DatabaseMetaData.getTables
    check(
        client,
        "SELECT NULL AS TABLE_CAT, n.nspname AS TABLE_SCHEM, c.relname AS TABLE_NAME, \
         CASE n.nspname ~ '^pg_' OR n.nspname = 'information_schema' \
         WHEN true THEN CASE WHEN n.nspname = 'pg_catalog' OR n.nspname = 'information_schema' \
         THEN CASE c.relkind WHEN 'r' THEN 'SYSTEM TABLE' WHEN 'v' THEN 'SYSTEM VIEW' ELSE NULL END ELSE NULL END \
         WHEN false THEN CASE c.relkind WHEN 'r' THEN 'TABLE' WHEN 'p' THEN 'PARTITIONED TABLE' WHEN 'v' THEN 'VIEW' \
         ELSE NULL END ELSE NULL END AS TABLE_TYPE, d.description AS REMARKS, '' as TYPE_CAT, '' as TYPE_SCHEM, \
         '' as TYPE_NAME, '' AS SELF_REFERENCING_COL_NAME, '' AS REF_GENERATION \
         FROM pg_catalog.pg_namespace n, pg_catalog.pg_class c \
         LEFT JOIN pg_catalog.pg_description d ON (c.oid = d.objoid AND d.objsubid = 0 and d.classoid = 'pg_class'::regclass) \
         WHERE c.relnamespace = n.oid AND n.nspname LIKE 'ivs' AND c.relname LIKE 'stage%' \
         AND (false OR ( c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ) ) \
         ORDER BY TABLE_TYPE, TABLE_SCHEM, TABLE_NAME",
        expect!["NULL | ivs | stages | TABLE | AWS::IVS::Stage |  |  |  |  | "],
    );
    // DatabaseMetaData.getColumns
    check(
        client,
        "SELECT * FROM (SELECT current_database() AS current_database, n.nspname,c.relname,a.attname,a.atttypid, \
         a.attnotnull OR (t.typtype = 'd' AND t.typnotnull) AS attnotnull,a.atttypmod,a.attlen,t.typtypmod, \
         row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum) AS attnum, \
         nullif(a.attidentity, '') as attidentity,nullif(a.attgenerated, '') as attgenerated, \
         pg_catalog.pg_get_expr(def.adbin, def.adrelid) AS adsrc,dsc.description,t.typbasetype,t.typtype \
         FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_class c ON (c.relnamespace = n.oid) \
         JOIN pg_catalog.pg_attribute a ON (a.attrelid=c.oid) JOIN pg_catalog.pg_type t ON (a.atttypid = t.oid) \
         LEFT JOIN pg_catalog.pg_attrdef def ON (a.attrelid=def.adrelid AND a.attnum = def.adnum) \
         LEFT JOIN pg_catalog.pg_description dsc ON (c.oid=dsc.objoid AND a.attnum = dsc.objsubid) \
         LEFT JOIN pg_catalog.pg_class dc ON (dc.oid=dsc.classoid AND dc.relname='pg_class') \
         LEFT JOIN pg_catalog.pg_namespace dn ON (dc.relnamespace=dn.oid AND dn.nspname='pg_catalog') \
         WHERE c.relkind in ('r','p','v','f','m') and a.attnum > 0 AND NOT a.attisdropped \
         AND n.nspname LIKE 'ivs' AND c.relname LIKE 'stages') c WHERE true ORDER BY nspname,c.relname,attnum",
        expect![[r#"
            aws | ivs | stages | region | 25 | t | -1 | -1 | -1 | 1 | NULL | NULL | NULL | NULL | 0 | b
            aws | ivs | stages | arn | 25 | f | -1 | -1 | -1 | 2 | NULL | NULL | NULL | NULL | 0 | b
            aws | ivs | stages | name | 25 | f | -1 | -1 | -1 | 3 | NULL | NULL | NULL | NULL | 0 | b
            aws | ivs | stages | auto_participant_recording_configuration | 114 | f | -1 | -1 | -1 | 4 | NULL | NULL | NULL | NULL | 0 | b
            aws | ivs | stages | tags | 114 | f | -1 | -1 | -1 | 5 | NULL | NULL | NULL | NULL | 0 | b
            aws | ivs | stages | active_session_id | 25 | f | -1 | -1 | -1 | 6 | NULL | NULL | NULL | NULL | 0 | b"#]],
    );
    // DatabaseMetaData.getPrimaryKeys
    check(
        client,
        "SELECT result.TABLE_CAT, result.TABLE_SCHEM, result.TABLE_NAME, result.COLUMN_NAME, result.KEY_SEQ, \
         result.PK_NAME FROM (SELECT NULL AS TABLE_CAT, n.nspname AS TABLE_SCHEM, ct.relname AS TABLE_NAME, \
         a.attname AS COLUMN_NAME, (information_schema._pg_expandarray(i.indkey)).n AS KEY_SEQ, ci.relname AS PK_NAME, \
         information_schema._pg_expandarray(i.indkey) AS KEYS, a.attnum AS A_ATTNUM FROM pg_catalog.pg_class ct \
         JOIN pg_catalog.pg_attribute a ON (ct.oid = a.attrelid) \
         JOIN pg_catalog.pg_namespace n ON (ct.relnamespace = n.oid) \
         JOIN pg_catalog.pg_index i ON ( a.attrelid = i.indrelid) \
         JOIN pg_catalog.pg_class ci ON (ci.oid = i.indexrelid) \
         WHERE true AND n.nspname = 'ivs' AND ct.relname = 'stages' AND i.indisprimary ) result \
         where result.A_ATTNUM = (result.KEYS).x ORDER BY result.table_name, result.pk_name, result.key_seq",
        expect![[""]],
    );
}

#[test]
fn tools_browse() {
    let door = Door::new();
    let client = &mut door.client();
    // DBeaver
    check(
        client,
        "SELECT n.oid,n.*,d.description FROM pg_catalog.pg_namespace n \
         LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid=n.oid AND d.objsubid=0 AND d.classoid='pg_namespace'::regclass \
         WHERE n.nspname = 'ivs' ORDER BY nspname",
        expect!["<number> | <number> | ivs | 10 | NULL | NULL"],
    );
    check(
        client,
        "SELECT db.oid,db.* FROM pg_catalog.pg_database db WHERE datallowconn AND datname = 'aws' ORDER BY db.datname",
        expect!["1 | 1 | aws | 10 | 6 | c | f | t | -1 | NULL | NULL | 1663 | C.UTF-8 | C.UTF-8 | NULL | NULL | NULL"],
    );
    check(
        client,
        "SELECT c.oid,c.relname,c.relkind,d.description,pg_catalog.pg_get_expr(c.relpartbound, c.oid) as partition_expr, \
         pg_catalog.pg_get_partkeydef(c.oid) as partition_key FROM pg_catalog.pg_class c \
         LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid=c.oid AND d.objsubid=0 AND d.classoid='pg_class'::regclass \
         WHERE c.relnamespace=(SELECT oid FROM pg_namespace WHERE nspname = 'ivs') AND c.relkind not in ('i','I','c') AND c.relname = 'stages'",
        expect!["<number> | stages | r | AWS::IVS::Stage | NULL | NULL"],
    );
    // Metabase
    check(
        client,
        "SELECT n.nspname AS schema, c.relname AS name, CASE c.relkind WHEN 'r' THEN 'TABLE' WHEN 'v' THEN 'VIEW' END AS type, \
         d.description AS description, NULLIF(stat.n_live_tup, 0) AS estimated_row_count FROM pg_catalog.pg_class AS c \
         INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid \
         LEFT JOIN pg_catalog.pg_description AS d ON c.oid = d.objoid AND d.objsubid = 0 AND d.classoid = 'pg_class'::regclass \
         LEFT JOIN pg_stat_user_tables AS stat ON n.nspname = stat.schemaname AND c.relname = stat.relname \
         WHERE c.relnamespace = n.oid AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' \
         AND c.relkind IN ('r', 'p', 'v', 'f', 'm') AND n.nspname IN ('ivs') AND c.relname LIKE 'st%' ORDER BY type, schema, name",
        expect![[r#"
            ivs | stages | TABLE | AWS::IVS::Stage | NULL
            ivs | storage_configurations | TABLE | AWS::IVS::StorageConfiguration | NULL
            ivs | stream_keys | TABLE | AWS::IVS::StreamKey | NULL"#]],
    );
    check(
        client,
        "SELECT NULL AS role, t.schemaname AS schema, t.objectname AS table, \
         pg_catalog.has_any_column_privilege(current_user, '\"' || t.schemaname || '\".\"' || t.objectname || '\"', 'update') AS update, \
         pg_catalog.has_table_privilege(current_user, '\"' || t.schemaname || '\".\"' || t.objectname || '\"', 'select') AS select \
         FROM (SELECT schemaname, tablename AS objectname FROM pg_catalog.pg_tables \
         UNION SELECT schemaname, viewname AS objectname FROM pg_views) t \
         WHERE t.schemaname = 'ivs' AND t.objectname = 'stages' AND pg_catalog.has_schema_privilege(current_user, t.schemaname, 'usage')",
        expect!["NULL | ivs | stages | t | t"],
    );
    // Grafana
    check(
        client,
        "SELECT quote_ident(table_name) FROM information_schema.tables WHERE quote_ident(table_schema) NOT IN \
         ('information_schema', 'pg_catalog') AND table_type = 'BASE TABLE' AND table_schema = 'ivs' AND table_name LIKE 's%' ORDER BY 1",
        expect![[r#"
            stages
            storage_configurations
            stream_keys"#]],
    );
    check(
        client,
        "SELECT quote_ident(column_name) AS \"column\", data_type AS \"type\" FROM information_schema.columns \
         WHERE table_schema = 'ivs' AND table_name = 'stages'",
        expect![[r#"
            region | text
            arn | text
            name | text
            auto_participant_recording_configuration | json
            tags | json
            active_session_id | text"#]],
    );
    check(
        client,
        "select schema_name from information_schema.schemata where schema_name like 'iv%' order by 1",
        expect![[r#"
            ivs
            ivschat"#]],
    );
    // Npgsql, asyncpg: types
    check(
        client,
        "SELECT t.oid, t.typname, n.nspname, t.typelem, t.typtype FROM pg_catalog.pg_type t \
         JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace WHERE t.typname IN ('text', '_text', 'json', 'bool') ORDER BY 1",
        expect![[r#"
            16 | bool | pg_catalog | 0 | b
            25 | text | pg_catalog | 0 | b
            114 | json | pg_catalog | 0 | b
            1009 | _text | pg_catalog | 25 | b"#]],
    );
    check(
        client,
        "SELECT 'text'::regtype::oid AS a, 'ivs.stages'::regclass::oid > 0 AS b, 25::regtype AS c",
        expect!["25 | t | text"],
    );
    check(client, "SELECT oid FROM pg_type WHERE typname = 'hstore'", expect![[""]]);
    check(client, "SELECT 1 AS x WHERE 'ivs.stages'::regclass IS NOT NULL", expect!["1"]);
    // SQLAlchemy
    check(
        client,
        "SELECT pg_catalog.pg_namespace.nspname FROM pg_catalog.pg_namespace \
         WHERE (pg_catalog.pg_namespace.nspname NOT LIKE 'pg/_'::VARCHAR || '%' ESCAPE '/') \
         AND nspname > 'pf' AND nspname < 'ph' OR nspname = 'ivs' ORDER BY pg_catalog.pg_namespace.nspname",
        expect!["ivs"],
    );
}
