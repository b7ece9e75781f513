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
        expect![[""]],
    );
    let second = session_with_definitions(file.clone());
    check(
        &second,
        "SELECT sum(square) AS s FROM Numbers n JOIN public.even e ON n.n = e.number; SHOW TABLES; DESCRIBE even;
         SHOW CREATE VIEW even",
        expect![[""]],
    );
    check(&second, "DROP VIEW even; DROP VIEW IF EXISTS even", expect![[""]]);
    check(&first, "SELECT * FROM even", expect![[""]]);
    expect![[""]].assert_eq(&fs::read_to_string(file).expect("a file"));
}

#[test]
fn a_view_is_over_resources() {
    let session = Session::new(options());
    check(
        &session,
        "CREATE VIEW named AS SELECT Name, region FROM aws.ivs.stages WHERE region = 'us-east-1'; DESCRIBE named",
        expect![[""]],
    );
}

#[test]
fn wrong_views_are_refused() {
    let session = Session::new(options());
    check(&session, "CREATE VIEW a AS SELECT 1 AS x; CREATE VIEW a AS SELECT 2", expect![[""]]);
    check(&session, "CREATE OR REPLACE VIEW a AS SELECT * FROM a", expect![[""]]);
    check(&session, "CREATE VIEW b AS SELECT * FROM a; CREATE OR REPLACE VIEW a AS SELECT * FROM b", expect![[""]]);
    check(&session, "CREATE VIEW c AS SELECT y FROM a", expect![[""]]);
    check(&session, "CREATE VIEW aws.ivs.c AS SELECT 1", expect![[""]]);
    check(&session, "DROP TABLE a", expect![[""]]);
    check(&session, "DROP VIEW aa", expect![[""]]);
    check(&session, "CREATE VIEW d (x, y) AS SELECT 1", expect![[""]]);
    check(&session, "WITH a AS (SELECT 7 AS x) SELECT * FROM a", expect![[""]]);
}

#[test]
fn a_materialized_view_has_the_rows_of_its_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("views.sql");
    for session in [Session::new(options()), session_with_definitions(file.clone())] {
        check(
            &session,
            "CREATE TABLE t AS SELECT 1 AS n; CREATE MATERIALIZED VIEW m AS SELECT n, 'x' AS x FROM t;
             INSERT INTO t VALUES (2); SELECT * FROM m; REFRESH MATERIALIZED VIEW m; SELECT * FROM m",
            expect![[""]],
        );
    }
    check(
        &session_with_definitions(file.clone()),
        "SELECT * FROM m; SHOW TABLES; REFRESH MATERIALIZED VIEW t",
        expect![[""]],
    );
    let text = fs::read_to_string(&file).expect("a file");
    let unique = |line: &str| match (line.find(".parquet"), line.find("rows = '")) {
        (Some(end), Some(_)) => format!("{}…{}", &line[..end - 32], &line[end..]),
        _ => line.to_owned(),
    };
    expect![[""]].assert_eq(&text.lines().map(unique).collect::<Vec<_>>().join("\n"));
}

#[test]
fn local_tables_are_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    for session in [Session::new(options()), session_with_definitions(folder.path().join("views.sql"))] {
        check(
            &session,
            "CREATE TABLE people (id BIGINT PRIMARY KEY, name TEXT, tags JSON, born DATE);
             INSERT INTO people (name, id) VALUES ('Ann', 1), ('Bob', 2);
             INSERT INTO people SELECT 3, 'Cy', '{}', '2001-02-03';
             UPDATE people SET name = upper(name), tags = '[]' WHERE id < 3 AND name <> 'Bob';
             DELETE FROM people p WHERE p.born IS NULL AND id = 2;
             SELECT * FROM people ORDER BY id;
             TRUNCATE people; SELECT count(*) AS n FROM people; DROP TABLE people",
            expect![[""]],
        );
    }
    let session = Session::new(options());
    check(&session, "CREATE TABLE t (a INT); INSERT INTO t VALUES ('x')", expect![[""]]);
    check(&session, "INSERT INTO t (b) VALUES (1)", expect![[""]]);
    check(&session, "INSERT INTO t VALUES (1, 2)", expect![[""]]);
    check(&session, "INSERT INTO t VALUES (1) RETURNING a", expect![[""]]);
    check(&session, "CREATE VIEW v AS SELECT 1 AS a; DELETE FROM v", expect![[""]]);
}

#[test]
fn a_temporary_table_is_of_one_session() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("views.sql");
    let (one, other) = (session_with_definitions(file.clone()), session_with_definitions(file));
    check(&one, "CREATE TEMP TABLE t AS SELECT 1 AS n; SELECT * FROM t", expect![[""]]);
    check(&other, "SELECT * FROM t", expect![[""]]);
    check(&one, "DISCARD ALL; SELECT * FROM t", expect![[""]]);
}

#[test]
fn what_is_copied_is_read_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = Session::new(options());
    for name in ["x.parquet", "x.csv", "x.tsv", "x.json", "x.jsonl"] {
        check_in(
            folder.path(),
            &session,
            &format!(
                "COPY (SELECT 1 AS n, 'a,\"b' AS text, NULL::TEXT AS nothing UNION ALL SELECT 2, 'ä', 'x') TO 'FOLDER/{name}';
                 SELECT n, x.text, nothing FROM 'FOLDER/{name}' ORDER BY n"
            ),
            expect![[""]],
        );
    }
    let text = |name: &str| fs::read_to_string(folder.path().join(name)).expect("a file");
    expect![[""]].assert_eq(&format!("{}{}{}\n{}", text("x.csv"), text("x.tsv"), text("x.json"), text("x.jsonl")));
    check_in(
        folder.path(),
        &session,
        "SELECT a.n FROM read_csv('FOLDER/x.csv') a JOIN 'FOLDER/x.parquet' b ON a.n = b.n ORDER BY 1;
         CREATE VIEW v AS SELECT max(n) AS most FROM 'FOLDER/x.json'; SELECT * FROM v;
         SELECT count(*) AS lines FROM read_csv('FOLDER/x.tsv', header => false, delimiter => ';')",
        expect![[""]],
    );
    let mut left: Vec<_> = fs::read_dir(folder.path()).expect("a folder").flatten().map(|it| it.file_name()).collect();
    left.sort();
    expect![[""]].assert_eq(&format!("{left:?}"));
}

#[test]
fn a_file_is_not_replaced_unless_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = Session::new(options());
    check_in(
        folder.path(),
        &session,
        "COPY (SELECT 1 AS n) TO 'FOLDER/x.csv'; COPY (SELECT 2 AS n) TO 'FOLDER/x.csv'",
        expect![[""]],
    );
    check_in(
        folder.path(),
        &session,
        "/*+ OVERWRITE */ COPY (SELECT 2 AS n) TO 'FOLDER/x.csv'; SELECT * FROM 'FOLDER/x.csv'",
        expect![[""]],
    );
    check_in(folder.path(), &session, "COPY (SELECT 1 AS n) TO 'FOLDER/x.xls'", expect![[""]]);
    check_in(
        folder.path(),
        &session,
        "COPY (SELECT 1 AS n) TO 'FOLDER/x' WITH (FORMAT csv, HEADER false)",
        expect![[""]],
    );
    check_in(folder.path(), &session, "COPY (SELECT 1 AS n) TO 'FOLDER/no/x.csv'", expect![[""]]);
    check_in(folder.path(), &session, "SELECT * FROM 'FOLDER/none.csv'", expect![[""]]);
    check_in(folder.path(), &session, "SELECT * FROM 'FOLDER/*.json'", expect![[""]]);
    let network = Session::new(SessionOptions { files: false, ..options() });
    check_in(folder.path(), &network, "SELECT * FROM 'FOLDER/x.csv'", expect![[""]]);
    check_in(folder.path(), &network, "COPY (SELECT 1 AS n) TO 'FOLDER/y.csv'", expect![[""]]);
}

#[test]
fn settings_are_of_the_session() {
    let session = Session::new(options());
    check(
        &session,
        "SET region = 'eu-central-1'; SHOW region; SET regions = 'us-east-1', 'us-west-2'; SHOW region",
        expect![[""]],
    );
    check(&session, "SET region = 'us-eest-1'", expect![[""]]);
    check(&session, "SET region = 'oregon'", expect![[""]]);
    check(&session, "RESET region; SHOW region", expect![[""]]);
    check(&session, "SET application_name = 'x'; SHOW application_name; SET client_encodin = 'UTF8'", expect![[""]]);
    check(&session, "SET datafusion.execution.batch_size = 100; SHOW datafusion.execution.batch_size", expect![[""]]);
}

#[test]
fn prepared_statements_are_bound() {
    let session = Session::new(options());
    check(
        &session,
        "CREATE TABLE t (a BIGINT, b TEXT); PREPARE p AS INSERT INTO t VALUES ($1, $2);
         EXECUTE p (1, 'it''s'); EXECUTE p (1 + 1, NULL); SELECT * FROM t",
        expect![[""]],
    );
    check(&session, "EXECUTE p (1)", expect![[""]]);
    check(&session, "PREPARE p AS SELECT 1", expect![[""]]);
    check(&session, "DEALLOCATE p; EXECUTE p (1, 'x')", expect![[""]]);
}

#[test]
fn a_read_only_session_keeps_no_definitions() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = Session::new(SessionOptions {
        read_only: true,
        definitions: Some(folder.path().join("views.sql")),
        ..options()
    });
    check(&session, "CREATE TEMP VIEW v AS SELECT 1 AS n; SELECT * FROM v; CREATE VIEW w AS SELECT 1", expect![[""]]);
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
        expect![[""]],
    );
}
