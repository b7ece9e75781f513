//! Views, tables, files, settings.

use std::fs;

use expect_test::{Expect, expect};

use crate::testing::{options, run, session_with_definitions};
use crate::{Session, SessionOptions};

#[track_caller]
fn check(session: &Session, text: &str, expect: Expect) {
    expect.assert_eq(&run(session, text));
}

/// A text in which the folder of a test is called `FOLDER`.
#[track_caller]
fn check_in(folder: &std::path::Path, session: &Session, text: &str, expect: Expect) {
    let folder = folder.to_string_lossy();
    expect.assert_eq(&run(session, &text.replace("FOLDER", &folder)).replace(&*folder, "FOLDER"));
}

/// Answers are the same whether definitions are kept in memory or in a file.
#[track_caller]
fn check_in_memory_and_kept(file: std::path::PathBuf, text: &str, expect: Expect) {
    let in_memory = run(&Session::new(options()), text);
    assert_eq!(in_memory, run(&session_with_definitions(file), text));
    expect.assert_eq(&in_memory);
}

#[test]
fn a_view_is_there_in_the_next_session() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("views.sql");
    let first = session_with_definitions(file.clone());
    check(
        &first,
        "CREATE VIEW numbers AS SELECT n, n * n AS square FROM (VALUES (1), (2), (3)) AS v (n);
         CREATE VIEW even (number) AS SELECT n FROM numbers WHERE n % 2 = 0;
         SELECT * FROM even",
        expect![[r#"
            CREATE VIEW
            CREATE VIEW
            +--------+
            | number |
            +--------+
            | 2      |
            +--------+
        "#]],
    );
    let second = session_with_definitions(file.clone());
    check(
        &second,
        "SELECT sum(square) AS s FROM Numbers n JOIN public.even e ON n.n = e.number; SHOW TABLES; DESCRIBE even;
         SHOW CREATE VIEW even",
        expect![[r#"
            +---+
            | s |
            +---+
            | 4 |
            +---+
            +---------------+--------------+------------+------------+
            | table_catalog | table_schema | table_name | table_type |
            +---------------+--------------+------------+------------+
            | aws           | public       | even       | VIEW       |
            | aws           | public       | numbers    | VIEW       |
            +---------------+--------------+------------+------------+
            +--------+---------+
            | name   | type    |
            +--------+---------+
            | number | integer |
            +--------+---------+
            +---------------------------------------------------------------------+
            | create_statement                                                    |
            +---------------------------------------------------------------------+
            | CREATE VIEW even (number) AS SELECT n FROM numbers WHERE n % 2 = 0; |
            +---------------------------------------------------------------------+
        "#]],
    );
    check(
        &second,
        "DROP VIEW even; DROP VIEW IF EXISTS even",
        expect![[r#"
        DROP VIEW
        DROP VIEW
    "#]],
    );
    check(
        &first,
        "SELECT * FROM even",
        expect![[r#"
            42P01 there is no table `even`
            hint: tables are named as `aws.ivs.stages`; `SHOW SERVICES IN aws` lists schemas
        "#]],
    );
    expect![[r#"
        -- Views and tables of callboard's SQL: CREATE and DROP write this file.
        CREATE VIEW numbers AS SELECT n, n * n AS square FROM (VALUES (1), (2), (3)) AS v (n);
    "#]]
    .assert_eq(&fs::read_to_string(file).expect("a file"));
}

#[test]
fn a_view_is_over_resources() {
    let session = Session::new(options());
    check(
        &session,
        "CREATE VIEW named AS SELECT Name, region FROM aws.ivs.stages WHERE region = 'us-east-1'; DESCRIBE named",
        expect![[r#"
            CREATE VIEW
            +--------+--------+
            | name   | type   |
            +--------+--------+
            | name   | string |
            | region | string |
            +--------+--------+
        "#]],
    );
}

#[test]
fn stages_are_read_through_views_and_joined_with_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = Session::new(options());
    check_in(
        folder.path(),
        &session,
        "INSERT INTO aws.ivs.stages (Name, Tags, region) VALUES
             ('a', '[{\"Key\": \"team\", \"Value\": \"red\"}]', 'us-east-1'), ('b', NULL, 'eu-west-1');
         CREATE VIEW v AS SELECT Name, region, json_extract(e.value, '$.Value') AS team
             FROM aws.ivs.stages, json_each(tags) AS e;
         SELECT * FROM v WHERE region = 'us-east-1';
         COPY (SELECT 'b' AS stage, 'Bea' AS owner) TO 'FOLDER/owners.csv';
         CREATE MATERIALIZED VIEW owned AS
             SELECT s.name, o.owner FROM aws.ivs.stages s LEFT JOIN 'FOLDER/owners.csv' o ON o.stage = s.name;
         DELETE FROM aws.ivs.stages WHERE name = 'a' AND region IN ('us-east-1', 'eu-west-1');
         SELECT * FROM owned ORDER BY name; REFRESH MATERIALIZED VIEW owned; SELECT * FROM owned;
         COPY aws.ivs.stages (name, region) TO 'FOLDER/stages.jsonl'",
        expect![[r#"
            INSERT 0 2
            CREATE VIEW
            +------+-----------+------+
            | name | region    | team |
            +------+-----------+------+
            | a    | us-east-1 | red  |
            +------+-----------+------+
            COPY 1
            SELECT 2
            DELETE 1
            +------+-------+
            | name | owner |
            +------+-------+
            | a    |       |
            | b    | Bea   |
            +------+-------+
            REFRESH MATERIALIZED VIEW
            +------+-------+
            | name | owner |
            +------+-------+
            | b    | Bea   |
            +------+-------+
            COPY 1
        "#]],
    );
    expect![[r#"
        {"name":"b","region":"eu-west-1"}
    "#]]
    .assert_eq(&fs::read_to_string(folder.path().join("stages.jsonl")).expect("a file"));
}

#[test]
fn rows_of_a_file_are_inserted() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("a file");
    write("stages.csv", "stage,place\na,us-east-1\nb,eu-west-1\n");
    write("more.txt", "c;us-east-1\n");
    write("people.json", r#"[{"id": 1, "name": "Ann"}, {"id": 2, "name": null}]"#);
    let session = Session::new(options());
    check_in(
        folder.path(),
        &session,
        "COPY aws.ivs.stages (name, region) FROM 'FOLDER/stages.csv';
         COPY aws.ivs.stages (name, region) FROM 'FOLDER/more.txt' WITH (FORMAT csv, HEADER false, DELIMITER ';');
         SELECT name, region FROM aws.ivs.stages ORDER BY name;
         CREATE TABLE people (id BIGINT, name TEXT); COPY people FROM 'FOLDER/people.json'; SELECT * FROM people;
         COPY (SELECT * FROM people) TO 'FOLDER/people.parquet'; COPY people (id, name) FROM 'FOLDER/people.parquet';
         SELECT count(*) AS n FROM people",
        expect![[r#"
            INSERT 0 2
            INSERT 0 1
            +------+-----------+
            | name | region    |
            +------+-----------+
            | a    | us-east-1 |
            | b    | eu-west-1 |
            | c    | us-east-1 |
            +------+-----------+
            CREATE TABLE
            INSERT 0 2
            +----+------+
            | id | name |
            +----+------+
            | 1  | Ann  |
            | 2  |      |
            +----+------+
            COPY 2
            INSERT 0 2
            +---+
            | n |
            +---+
            | 4 |
            +---+
        "#]],
    );
    check_in(
        folder.path(),
        &session,
        "BEGIN; COPY aws.ivs.stages (name, region) FROM 'FOLDER/stages.csv'; ROLLBACK;
         SELECT count(*) AS n FROM aws.ivs.stages",
        expect![[r#"
            BEGIN
            INSERT 0 2 (queued)
            ROLLBACK
            notice: 2 queued changes given up; nothing was called for it
            +---+
            | n |
            +---+
            | 3 |
            +---+
        "#]],
    );
    for wrong in [
        "COPY aws.ivs.stages FROM 'FOLDER/stages.csv'",
        "COPY aws.ivs.stages (name) FROM 'FOLDER/stages.csv'",
        "COPY aws.ivs.stages (name, place) FROM 'FOLDER/stages.csv'",
        "COPY aws.ivs.stages (name, region) FROM 'FOLDER/missing.csv'",
        "COPY aws.ivs.stages (name, region) FROM STDIN",
        "COPY aws.ivs.stages (name, region) FROM 'FOLDER/stages.csv' (FORMAT xml)",
        "COPY aws.ivs.stages (name, region) FROM 'FOLDER/stages.csv' (QUOTE '|')",
        "COPY (SELECT 1) FROM 'FOLDER/stages.csv'",
    ] {
        let shown = run(&session, &wrong.replace("FOLDER", &folder.path().to_string_lossy()));
        assert!(shown.starts_with(|it: char| it.is_ascii_digit()), "{wrong}: {shown}");
    }
}

#[test]
fn a_change_of_a_local_table_waits_for_no_transaction() {
    let session = Session::new(options());
    check(
        &session,
        "CREATE TABLE t (a INT); BEGIN; INSERT INTO t VALUES (1); ROLLBACK; SELECT * FROM t",
        expect![[r#"
            CREATE TABLE
            BEGIN
            INSERT 0 1
            notice: the change of the local table `t` takes effect at once: a transaction is of resources
            ROLLBACK
            +---+
            | a |
            +---+
            | 1 |
            +---+
        "#]],
    );
    check(
        &session,
        "PREPARE q AS SELECT a + $1 AS b FROM t; BEGIN; EXECUTE nothing; EXECUTE q (1)",
        expect![[r#"
        PREPARE
        BEGIN
        26000 there is no prepared statement `nothing`
    "#]],
    );
}

#[test]
fn wrong_views_are_refused() {
    let session = Session::new(options());
    check(
        &session,
        "CREATE VIEW a AS SELECT 1 AS x; CREATE VIEW a AS SELECT 2",
        expect![[r#"
        CREATE VIEW
        42P07 there is a view `a` already
        hint: CREATE OR REPLACE replaces it, DROP VIEW removes it
    "#]],
    );
    check(
        &session,
        "CREATE OR REPLACE VIEW a AS SELECT * FROM a",
        expect![[r#"
        42P17 the view `a` would be part of itself
    "#]],
    );
    check(
        &session,
        "CREATE VIEW b AS SELECT * FROM a; CREATE OR REPLACE VIEW a AS SELECT * FROM b",
        expect![[r#"
        CREATE VIEW
        42P17 the view `a` would be part of itself
    "#]],
    );
    check(
        &session,
        "CREATE VIEW c AS SELECT y FROM a",
        expect![[r#"
            42703 there is no column `y`
            detail: in the view `c`
            hint: did you mean `x`?
        "#]],
    );
    check(
        &session,
        "CREATE VIEW aws.ivs.c AS SELECT 1",
        expect![[r#"
        42602 `aws.ivs.c` is not a name for a view or table
        hint: views and tables of your own have a name of one word; all else is a resource type's
    "#]],
    );
    check(
        &session,
        "DROP TABLE a",
        expect![[r#"
        42809 `a` is a view
        hint: DROP VIEW a
    "#]],
    );
    check(
        &session,
        "DROP VIEW aa",
        expect![[r#"
        42P01 there is no view or table `aa`
        hint: did you mean `a`?
    "#]],
    );
    check(
        &session,
        "CREATE VIEW d (x, y) AS SELECT 1",
        expect![[r#"
        42P17 `d` names 2 columns, but its query has 1
        detail: in the view `d`
    "#]],
    );
    check(
        &session,
        "WITH a AS (SELECT 7 AS x) SELECT * FROM a",
        expect![[r#"
        +---+
        | x |
        +---+
        | 7 |
        +---+
    "#]],
    );
}

#[test]
fn a_materialized_view_has_the_rows_of_its_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("views.sql");
    check_in_memory_and_kept(
        file.clone(),
        "CREATE TABLE t AS SELECT 1 AS n; CREATE MATERIALIZED VIEW m AS SELECT n, 'x' AS x FROM t;
             INSERT INTO t VALUES (2); SELECT * FROM m; REFRESH MATERIALIZED VIEW m; SELECT * FROM m",
        expect![[r#"
                SELECT 1
                SELECT 1
                INSERT 0 1
                +---+---+
                | n | x |
                +---+---+
                | 1 | x |
                +---+---+
                REFRESH MATERIALIZED VIEW
                +---+---+
                | n | x |
                +---+---+
                | 1 | x |
                | 2 | x |
                +---+---+
            "#]],
    );
    check(
        &session_with_definitions(file.clone()),
        "SELECT * FROM m; SHOW TABLES; REFRESH MATERIALIZED VIEW t",
        expect![[r#"
            +---+---+
            | n | x |
            +---+---+
            | 1 | x |
            | 2 | x |
            +---+---+
            +---------------+--------------+------------+-------------------+
            | table_catalog | table_schema | table_name | table_type        |
            +---------------+--------------+------------+-------------------+
            | aws           | public       | m          | MATERIALIZED VIEW |
            | aws           | public       | t          | BASE TABLE        |
            +---------------+--------------+------------+-------------------+
            42809 `t` is a table
            hint: only a materialized view has rows of an earlier time
        "#]],
    );
    let text = fs::read_to_string(&file).expect("a file");
    let unique = |line: &str| match (line.find(".parquet"), line.find("rows = '")) {
        (Some(end), Some(_)) => format!("{}…{}", &line[..end - 32], &line[end..]),
        _ => line.to_owned(),
    };
    expect![[r#"
        -- Views and tables of callboard's SQL: CREATE and DROP write this file.
        CREATE MATERIALIZED VIEW m WITH (rows = 'm.….parquet') AS SELECT n, 'x' AS x FROM t;
        CREATE TABLE t WITH (rows = 't.….parquet');"#]]
    .assert_eq(&text.lines().map(unique).collect::<Vec<_>>().join("\n"));
}

#[test]
fn local_tables_are_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    check_in_memory_and_kept(
        folder.path().join("views.sql"),
        "CREATE TABLE people (id BIGINT PRIMARY KEY, name TEXT, tags JSON, born DATE);
             INSERT INTO people (name, id) VALUES ('Ann', 1), ('Bob', 2);
             INSERT INTO people SELECT 3, 'Cy', '{}', '2001-02-03';
             UPDATE people SET name = upper(name), tags = '[]' WHERE id < 3 AND name <> 'Bob';
             DELETE FROM people p WHERE p.born IS NULL AND id = 2;
             SELECT * FROM people ORDER BY id;
             TRUNCATE people; SELECT count(*) AS n FROM people; DROP TABLE people",
        expect![[r#"
                CREATE TABLE
                notice: constraints and defaults of local tables are not enforced
                INSERT 0 2
                INSERT 0 1
                UPDATE 1
                DELETE 1
                +----+------+------+------------+
                | id | name | tags | born       |
                +----+------+------+------------+
                | 1  | ANN  | []   |            |
                | 3  | Cy   | {}   | 2001-02-03 |
                +----+------+------+------------+
                TRUNCATE TABLE
                +---+
                | n |
                +---+
                | 0 |
                +---+
                DROP TABLE
            "#]],
    );
    let session = Session::new(options());
    check(
        &session,
        "CREATE TABLE t (a INT); INSERT INTO t VALUES ('x')",
        expect![[r#"
        CREATE TABLE
        22P02 Cast error: Cannot cast string 'x' to value of Int32 type
    "#]],
    );
    check(
        &session,
        "INSERT INTO t (b) VALUES (1)",
        expect![[r#"
        42703 there is no column `b`
        hint: columns are `a`
    "#]],
    );
    check(
        &session,
        "INSERT INTO t VALUES (1, 2)",
        expect![[r#"
        42601 2 values for 1 columns
    "#]],
    );
    check(
        &session,
        "INSERT INTO t VALUES (1) RETURNING a",
        expect![[r#"
        0A000 of a local table, INSERT takes neither ON CONFLICT nor RETURNING
    "#]],
    );
    check(
        &session,
        "CREATE VIEW v AS SELECT 1 AS a; DELETE FROM v",
        expect![[r#"
        CREATE VIEW
        42809 `v` is a view: its rows are its query's
    "#]],
    );
}

#[test]
fn a_temporary_table_is_of_one_session() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("views.sql");
    let (one, other) = (session_with_definitions(file.clone()), session_with_definitions(file));
    check(
        &one,
        "CREATE TEMP TABLE t AS SELECT 1 AS n; SELECT * FROM t",
        expect![[r#"
        SELECT 1
        +---+
        | n |
        +---+
        | 1 |
        +---+
    "#]],
    );
    check(
        &other,
        "SELECT * FROM t",
        expect![[r#"
            42P01 there is no table `t`
            hint: tables are named as `aws.ivs.stages`; `SHOW SERVICES IN aws` lists schemas
        "#]],
    );
    check(
        &one,
        "DISCARD ALL; SELECT * FROM t",
        expect![[r#"
            DISCARD ALL
            42P01 there is no table `t`
            hint: tables are named as `aws.ivs.stages`; `SHOW SERVICES IN aws` lists schemas
        "#]],
    );
}

#[test]
fn json_is_copied_into_json_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.jsonl");
    let query = "SELECT json('{\"a\":1.0}') AS document, json_extract('{\"a\":[1]}', '$.a') AS list, \
                 json_extract('{\"a\":\"1\"}', '$.a') AS text, '[1]' AS plain, json(NULL) AS nothing";
    run(&Session::new(options()), &format!("COPY ({query}) TO '{}'", path.to_string_lossy()));
    expect![[r#"
        {"document":{"a":1.0},"list":[1],"text":"1","plain":"[1]","nothing":null}
    "#]]
    .assert_eq(&fs::read_to_string(path).expect("a file"));
}

#[test]
fn what_is_copied_is_read_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = Session::new(options());
    let copied = ["x.parquet", "x.csv", "x.tsv", "x.json", "x.jsonl"].map(|name| {
        let path = folder.path().join(name);
        let path = path.to_string_lossy();
        let query = "SELECT 1 AS n, 'a,\"b' AS text, NULL::TEXT AS nothing UNION ALL SELECT 2, 'ä', 'x'";
        let text = format!("COPY ({query}) TO '{path}'; SELECT n, x.text, nothing FROM '{path}' ORDER BY n");
        run(&session, &text)
    });
    assert!(copied.iter().all(|it| *it == copied[0]), "{copied:?}");
    expect![[r#"
        COPY 2
        +---+------+---------+
        | n | text | nothing |
        +---+------+---------+
        | 1 | a,"b |         |
        | 2 | ä    | x       |
        +---+------+---------+
    "#]]
    .assert_eq(&copied[0]);
    let text = |name: &str| fs::read_to_string(folder.path().join(name)).expect("a file");
    expect![[r#"
        n,text,nothing
        1,"a,""b",
        2,ä,x
        n	text	nothing
        1	"a,""b"	
        2	ä	x
        [{"n":1,"text":"a,\"b","nothing":null},{"n":2,"text":"ä","nothing":"x"}]
        {"n":1,"text":"a,\"b","nothing":null}
        {"n":2,"text":"ä","nothing":"x"}
    "#]]
    .assert_eq(&format!("{}{}{}\n{}", text("x.csv"), text("x.tsv"), text("x.json"), text("x.jsonl")));
    check_in(
        folder.path(),
        &session,
        "SELECT a.n FROM read_csv('FOLDER/x.csv') a JOIN 'FOLDER/x.parquet' b ON a.n = b.n ORDER BY 1;
         CREATE VIEW v AS SELECT max(n) AS most FROM 'FOLDER/x.json'; SELECT * FROM v;
         SELECT count(*) AS lines FROM read_csv('FOLDER/x.tsv', header => false, delimiter => ';')",
        expect![[r#"
            +---+
            | n |
            +---+
            | 1 |
            | 2 |
            +---+
            CREATE VIEW
            +------+
            | most |
            +------+
            | 2    |
            +------+
            +-------+
            | lines |
            +-------+
            | 3     |
            +-------+
        "#]],
    );
    let mut left: Vec<_> = fs::read_dir(folder.path()).expect("a folder").flatten().map(|it| it.file_name()).collect();
    left.sort();
    expect![[r#"["x.csv", "x.json", "x.jsonl", "x.parquet", "x.tsv"]"#]].assert_eq(&format!("{left:?}"));
}

#[test]
fn a_file_is_not_replaced_unless_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = Session::new(options());
    check_in(
        folder.path(),
        &session,
        "COPY (SELECT 1 AS n) TO 'FOLDER/x.csv'; COPY (SELECT 2 AS n) TO 'FOLDER/x.csv'",
        expect![[r#"
            COPY 1
            58P02 `FOLDER/x.csv` is there already
            hint: write `/*+ OVERWRITE */ COPY …` to replace it
        "#]],
    );
    check_in(
        folder.path(),
        &session,
        "/*+ OVERWRITE */ COPY (SELECT 2 AS n) TO 'FOLDER/x.csv'; SELECT * FROM 'FOLDER/x.csv'",
        expect![[r#"
            COPY 1
            +---+
            | n |
            +---+
            | 2 |
            +---+
        "#]],
    );
    check_in(
        folder.path(),
        &session,
        "COPY (SELECT 1 AS n) TO 'FOLDER/x.xls'",
        expect![[r#"
        0A000 what is in `FOLDER/x.xls` cannot be told from its name
        hint: names end in .parquet, .csv, .tsv, .json, .jsonl or .ndjson; read_csv('…') and COPY … (FORMAT csv) say it otherwise
    "#]],
    );
    check_in(
        folder.path(),
        &session,
        "COPY (SELECT 1 AS n) TO 'FOLDER/x' WITH (FORMAT csv, HEADER false)",
        expect![[r#"
            COPY 1
        "#]],
    );
    check_in(
        folder.path(),
        &session,
        "COPY (SELECT 1 AS n) TO 'FOLDER/no/x.csv'",
        expect![[r#"
            58030 cannot write FOLDER/no/x.csv: No such file or directory (os error 2)
        "#]],
    );
    check_in(
        folder.path(),
        &session,
        "SELECT * FROM 'FOLDER/none.csv'",
        expect![[r#"
        58P01 there is no file `FOLDER/none.csv`
    "#]],
    );
    check_in(
        folder.path(),
        &session,
        "SELECT * FROM 'FOLDER/*.json'",
        expect![[r#"
            58P01 no file matches `FOLDER/*.json`
        "#]],
    );
    let network = Session::new(SessionOptions { files: false, ..options() });
    check_in(
        folder.path(),
        &network,
        "SELECT * FROM 'FOLDER/x.csv'",
        expect![[r#"
        42501 files of the machine where callboard runs are not read or written for this client
        hint: use `callboard sql` on that machine
    "#]],
    );
    check_in(
        folder.path(),
        &network,
        "COPY (SELECT 1 AS n) TO 'FOLDER/y.csv'",
        expect![[r#"
        42501 files of the machine where callboard runs are not read or written for this client
        hint: use `callboard sql` on that machine
    "#]],
    );
}

#[test]
fn settings_are_of_the_session() {
    let session = Session::new(options());
    check(
        &session,
        "SET region = 'eu-central-1'; SHOW region; SET regions = 'us-east-1', 'us-west-2'; SHOW region",
        expect![[r#"
            SET
            +--------------+
            | region       |
            +--------------+
            | eu-central-1 |
            +--------------+
            SET
            +----------------------+
            | region               |
            +----------------------+
            | us-east-1, us-west-2 |
            +----------------------+
        "#]],
    );
    check(
        &session,
        "SET region = 'us-eest-1'",
        expect![[r#"
            SET
            notice: the registry knows no region `us-eest-1`; it is called as it is
        "#]],
    );
    check(
        &session,
        "SET region = 'oregon'",
        expect![[r#"
        22P02 `oregon` is not a region
        hint: SET region = 'us-east-1', 'eu-west-1'; or all
    "#]],
    );
    check(
        &session,
        "RESET region; SHOW region",
        expect![[r#"
        RESET
        +----------------------+
        | region               |
        +----------------------+
        | us-east-1, eu-west-1 |
        +----------------------+
    "#]],
    );
    check(
        &session,
        "SET application_name = 'x'; SHOW application_name; SET client_encodin = 'UTF8'",
        expect![[r#"
        SET
        +------------------+
        | application_name |
        +------------------+
        | x                |
        +------------------+
        42704 there is no setting `client_encodin`
        hint: did you mean `client_encoding`?
    "#]],
    );
    check(
        &session,
        "SET datafusion.execution.batch_size = 100; SHOW datafusion.execution.batch_size",
        expect![[r#"
        SET
        +---------------------------------+
        | datafusion.execution.batch_size |
        +---------------------------------+
        | 100                             |
        +---------------------------------+
    "#]],
    );
}

#[test]
fn prepared_statements_are_bound() {
    let session = Session::new(options());
    check(
        &session,
        "CREATE TABLE t (a BIGINT, b TEXT); PREPARE p AS INSERT INTO t VALUES ($1, $2);
         EXECUTE p (1, 'it''s'); EXECUTE p (1 + 1, NULL); SELECT * FROM t",
        expect![[r#"
            CREATE TABLE
            PREPARE
            INSERT 0 1
            INSERT 0 1
            +---+------+
            | a | b    |
            +---+------+
            | 1 | it's |
            | 2 |      |
            +---+------+
        "#]],
    );
    check(
        &session,
        "EXECUTE p (1)",
        expect![[r#"
        42601 `p` takes 2 values, 1 are given
    "#]],
    );
    check(
        &session,
        "PREPARE p AS SELECT 1",
        expect![[r#"
        42P05 there is a prepared statement `p` already
        hint: DEALLOCATE p
    "#]],
    );
    check(
        &session,
        "DEALLOCATE p; EXECUTE p (1, 'x')",
        expect![[r#"
        DEALLOCATE
        26000 there is no prepared statement `p`
    "#]],
    );
}

#[test]
fn a_read_only_session_keeps_no_definitions() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = Session::new(SessionOptions {
        read_only: true,
        definitions: Some(folder.path().join("views.sql")),
        ..options()
    });
    check(
        &session,
        "CREATE TEMP VIEW v AS SELECT 1 AS n; SELECT * FROM v; CREATE VIEW w AS SELECT 1",
        expect![[r#"
        CREATE VIEW
        +---+
        | n |
        +---+
        | 1 |
        +---+
        25006 CREATE VIEW is refused: the session is read-only
        hint: CREATE TEMP … is possible
    "#]],
    );
}

#[test]
fn definitions_of_many_writers_are_all_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("views.sql");
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let file = file.clone();
            scope.spawn(move || {
                let session = session_with_definitions(file);
                for view in 0..5 {
                    run(&session, &format!("CREATE VIEW v{writer}_{view} AS SELECT {view} AS n"));
                }
            });
        }
    });
    let session = session_with_definitions(file);
    check(
        &session,
        "SELECT sum(n) AS n FROM v3_4; SELECT count(*) AS n FROM information_schema.tables WHERE table_schema = 'public' AND table_catalog = 'aws'",
        expect![[r#"
            +---+
            | n |
            +---+
            | 4 |
            +---+
            +----+
            | n  |
            +----+
            | 20 |
            +----+
        "#]],
    );
}
