//! Real clients against `callboard sql serve`: psql, psycopg and SQLAlchemy.

use std::path::Path;
use std::process::{Command, Output};

use callboard_testkit::program::{Program, Running};
use callboard_testkit::{clients, skipped};
use expect_test::{Expect, expect};

use crate::callboard;

/// Starts `sql serve` on a free port; returns it and the port.
fn serve(program: &Program, more: &[&str]) -> (Running, String) {
    let words = [&["sql", "serve", "--listen", "127.0.0.1:0"], more].concat();
    let running = program.start(&words, "listening on postgresql://");
    let port = running.line.rsplit_once(':').map(|(_, rest)| rest.trim_end_matches("/aws").to_owned());
    (running, port.expect("a port"))
}

/// A client with the variables that `sql serve` says to export.
fn client(program: &Path, home: &Path, port: &str) -> Command {
    let mut command = Command::new(program);
    command
        .env("HOME", home)
        .envs([("PGHOST", "127.0.0.1"), ("PGPORT", port), ("PGUSER", "callboard"), ("PGDATABASE", "aws")])
        .env_remove("PGPASSWORD")
        .current_dir(home);
    command
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn psql_browses_changes_and_copies() {
    let Some(psql) = clients::psql() else {
        return skipped("psql against callboard sql serve", "`psql` is not installed");
    };
    let (home, callboard) = callboard();
    let (_server, port) = serve(&callboard, &[]);
    let check = |input: &str, expect: Expect| {
        let file = home.path().join("input.sql");
        std::fs::write(&file, input).expect("a file");
        let mut command = client(&psql, home.path(), &port);
        command.args(["-X", "-q", "-P", "footer=off", "-v", "VERBOSITY=verbose", "-v", "SHOW_CONTEXT=never"]);
        let said = said(&command.arg("-f").arg(&file).output().expect("psql can be started"));
        expect.assert_eq(&said.replace(&format!("{}:", file.display()), "line "));
    };
    check(
        "\\d ivs.stages\n\\d+ logs.log_streams\n\\dt ivs.st*\n\\dn ivs*\n\\d nothing",
        expect![[r#"
                                            Table "ivs.stages"
                              Column                  | Type | Collation | Nullable | Default 
            ------------------------------------------+------+-----------+----------+---------
             region                                   | text |           | not null | 
             arn                                      | text |           |          | 
             name                                     | text |           |          | 
             auto_participant_recording_configuration | json |           |          | 
             tags                                     | json |           |          | 
             active_session_id                        | text |           |          | 

                                                       Table "logs.log_streams"
                 Column      | Type | Collation | Nullable | Default | Storage  | Compression | Stats target | Description 
            -----------------+------+-----------+----------+---------+----------+-------------+--------------+-------------
             region          | text |           | not null |         | extended |             |              | 
             log_stream_name | text |           |          |         | extended |             |              | 
             log_group_name  | text |           |          |         | extended |             |              | 

                              List of relations
             Schema |          Name          | Type  |   Owner   
            --------+------------------------+-------+-----------
             ivs    | stages                 | table | callboard
             ivs    | storage_configurations | table | callboard
             ivs    | stream_keys            | table | callboard

               List of schemas
              Name   |   Owner   
            ---------+-----------
             ivs     | callboard
             ivschat | callboard

        "#]],
    );
    check(
        "INSERT INTO ivs.stages (name, tags) VALUES ('a', '[{\"Key\":\"k\",\"Value\":\"v\"}]'), ('b', NULL);\n\
         SELECT name, tags, tags::text AS text FROM ivs.stages ORDER BY name \\gdesc\n\
         SELECT name, tags FROM ivs.stages ORDER BY name;\n\
         COPY (SELECT name, tags FROM ivs.stages ORDER BY 1) TO STDOUT;\n\
         \\copy (SELECT name FROM ivs.stages ORDER BY 1) TO 'copied.csv' CSV HEADER\n\
         \\set FETCH_COUNT 2\n\
         SELECT x FROM generate_series(1, 5) AS t (x);\n\
         \\unset FETCH_COUNT\n\
         BEGIN; DELETE FROM ivs.stages WHERE name = 'b'; SELECT nope; SELECT 1; ROLLBACK;\n\
         SELECT count(*) FROM ivs.stages;\n\
         SELECT * FROM ivs.stage;",
        expect![[r#"
             Column | Type 
            --------+------
             name   | text
             tags   | json
             text   | text

             name |           tags            
            ------+---------------------------
             a    | [{"Key":"k","Value":"v"}]
             b    | []

            a	[{"Key":"k","Value":"v"}]
            b	[]
             x 
            ---
             1
             2
             3
             4
             5

             count 
            -------
                 2

            psql:line 9: ERROR:  42703: there is no column `nope`
            HINT:  a text is written in single quotes: 'nope'
            psql:line 9: ERROR:  25P02: the transaction has failed: statements are ignored until it ends
            HINT:  ROLLBACK ends it
            psql:line 9: NOTICE:  00000: 1 queued change given up; nothing was called for it
            psql:line 11: ERROR:  42P01: there is no table `ivs.stage`
            HINT:  did you mean `aws.ivs.stages`?
        "#]],
    );
    assert_eq!(std::fs::read_to_string(home.path().join("copied.csv")).expect("a copy"), "name\na\nb\n");
}

#[test]
fn psql_needs_the_password_and_encrypts() {
    let Some(psql) = clients::psql() else {
        return skipped("psql against callboard sql serve with a password", "`psql` is not installed");
    };
    let (home, callboard) = callboard();
    std::fs::write(home.path().join("password"), "s3cret\n").expect("a file");
    let (_server, port) = serve(&callboard, &["--tls", "--password-file", "password"]);
    let ask = |password: &str| {
        let mut command = client(&psql, home.path(), &port);
        command.env("PGPASSWORD", password).env("PGSSLMODE", "require").args(["-X", "-A", "-t", "-w"]);
        let output = command.args(["-c", "SELECT 'in'"]).output().expect("psql can be started");
        (output.status.code(), said(&output))
    };
    assert_eq!(ask("s3cret"), (Some(0), "in\n".to_owned()), "psql lets no connection be without TLS");
    let (code, wrong) = ask("wrong");
    assert_eq!(code, Some(2));
    assert!(wrong.contains("FATAL:  password authentication failed for user \"callboard\""), "{wrong}");
}

#[test]
fn psycopg_runs_its_statements() {
    run_with_python("psycopg", "psycopg_session.py");
}

#[test]
fn sqlalchemy_reflects_and_runs_its_statements() {
    run_with_python("sqlalchemy, psycopg", "sqlalchemy_session.py");
}

fn run_with_python(modules: &str, script: &str) {
    let Some(python) = clients::python_with(modules) else {
        return skipped(&format!("{script} against callboard sql serve"), "Python has no such modules");
    };
    let (home, callboard) = callboard();
    let (_server, port) = serve(&callboard, &[]);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it").join(script);
    let output = client(&python, home.path(), &port).arg(script).output().expect("Python can be started");
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "ok");
}
