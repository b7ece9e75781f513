//! Where statements and the values of their templates come from.

use expect_test::expect;

use super::{rows, shown, sql, sql_with_input};
use crate::callboard;

#[test]
fn statements_come_from_words_files_and_standard_input() {
    let (home, callboard) = callboard();
    std::fs::write(home.path().join("a.sql"), "\u{feff}SELECT 'a';\n-- the end").expect("a file");
    std::fs::write(home.path().join("b.iql"), "SELECT 'b'").expect("a file");
    assert_eq!(rows(&callboard, &["-Hotext", "-f", "a.sql", "-i", "b.iql", "SELECT 'c'"]), "a\nb\nc\n");
    assert_eq!(sql_with_input(&callboard, &["-Hotext"], "SELECT 'stdin';").stdout, "stdin\n");
    assert_eq!(sql_with_input(&callboard, &["-Hotext", "-f", "-", "SELECT 2"], "SELECT 1").stdout, "1\n2\n");
    assert_eq!(sql_with_input(&callboard, &["-Hotext", "SELECT 2"], "SELECT 1").stdout, "2\n");
    let empty = sql_with_input(&callboard, &["-Hotext"], " -- nothing\n");
    assert_eq!((empty.code, empty.stdout.as_str(), empty.stderr.as_str()), (0, "", ""));
}

#[test]
fn values_come_from_options_and_data_files() {
    let (home, callboard) = callboard();
    std::fs::write(home.path().join("a.json"), r#"{"name": "json", "n": 1, "list": ["x", "y"]}"#).expect("a file");
    std::fs::write(home.path().join("b.yaml"), "name: yaml\nnested: {key: [1, 2]}\n").expect("a file");
    std::fs::write(home.path().join("c.jsonnet"), "{}").expect("a file");
    std::fs::write(home.path().join("d.json"), "[1]").expect("a file");
    std::fs::write(home.path().join("e.yaml"), "a: [").expect("a file");
    let text = ["-H", "-o", "text", "-d", "|"];
    let select = "SELECT '{{ name }}', '{{ n }}', '{{ nested.key }}', 'x' IN ({{ list }})";
    let data = ["--data", "a.json", "-q", "b.yaml", "--var", "n=2", select];
    expect![[r#"
        yaml|2|[1,2]|true
    "#]]
    .assert_eq(&rows(&callboard, &[&text[..], &data].concat()));
    for wrong in ["c.jsonnet", "d.json", "e.yaml"] {
        let printed = sql(&callboard, &["--iqldata", wrong, "SELECT 1"]);
        assert_eq!(printed.code, 2);
        assert!(printed.stderr.starts_with(&format!("error: {wrong}")), "{}", printed.stderr);
    }
    expect![[r#"
        error: 42601: 1:9: no value was given for `name`
        line 1: SELECT '{{ name }}'
                        ^
        hint: did you mean `nam`?
        exit code 1
    "#]]
    .assert_eq(&shown(&sql(&callboard, &["--var", "nam=a", "SELECT '{{ name }}'"])));
}

#[test]
fn no_value_can_become_a_statement() {
    let (_home, callboard) = callboard();
    let hostile = [
        "'); DROP TABLE x; --",
        "x' OR '1'='1",
        "\\'; --",
        "'",
        "''",
        "*/ 1; /*",
        "a {{ region }} {% if %}",
        "$$",
        "\u{0}",
        "line\nbreak; SELECT 2",
        "'; EXEC aws.ivs_realtime.create_stage @name = 'a'; SELECT '",
    ];
    for value in hostile.into_iter().filter(|it| !it.contains('\0')) {
        let variable = format!("v={value}");
        let printed = rows(&callboard, &["-o", "jsonl", "--var", &variable, "SELECT '{{ v }}' AS v, {{ v }} AS w"]);
        let row: serde_json::Value = serde_json::from_str(&printed).expect("one row");
        assert_eq!(row, serde_json::json!({"v": value, "w": value}));
    }
    assert_eq!(rows(&callboard, &["-H", "-o", "text", "SELECT count(*) FROM aws.ivs.stages"]), "0\n");
}

#[test]
fn a_dry_run_shows_statements_and_their_calls() {
    let (_home, callboard) = callboard();
    let insert =
        "INSERT INTO aws.ivs.stages (name, region) SELECT '{{ name }}', 'us-east-1'; SELECT name FROM aws.ivs.stages";
    let printed = sql(&callboard, &["--dryrun", "--var", "name=it's", insert]);
    assert_eq!(printed.code, 0, "{}", printed.stderr);
    assert!(printed.stdout.starts_with("INSERT INTO aws.ivs.stages (name, region) SELECT 'it''s', 'us-east-1';\n-- "));
    assert!(printed.stdout.lines().all(|it| it.starts_with("-- ") || it.ends_with(';')), "{}", printed.stdout);
    assert_eq!(rows(&callboard, &["-H", "-o", "text", "SELECT count(*) FROM aws.ivs.stages"]), "0\n");
    let wrong = sql(&callboard, &["--dry-run", "SELECT * FROM aws.ivs.stagez"]);
    assert_eq!(wrong.code, 1);
}

#[test]
fn regions_are_those_of_the_options_the_settings_and_the_partition() {
    let (_home, callboard) = callboard();
    for region in ["us-east-1", "eu-west-1", "ap-northeast-1"] {
        let insert = format!("INSERT INTO aws.ivs.stages (name, region) VALUES ('s', '{region}')");
        assert_eq!(sql(&callboard, &[&insert]).stderr, "INSERT 0 1\n");
    }
    let select = "SELECT region FROM aws.ivs.stages ORDER BY region";
    let regions =
        |words: &[&str]| rows(&callboard, &[&["-H", "-o", "text"], words, &[select]].concat()).replace('\n', " ");
    assert_eq!(regions(&[]), "us-east-1 ");
    assert_eq!(regions(&["--region", "eu-west-1"]), "eu-west-1 ");
    assert_eq!(regions(&["--regions", "eu-west-1,us-east-1"]), "eu-west-1 us-east-1 ");
    assert_eq!(regions(&["--regions", "all"]), "ap-northeast-1 eu-west-1 us-east-1 ");
    let wrong = sql(&callboard, &["--regions", "us-east-1,not a region", select]);
    assert_eq!(wrong.code, 1, "{}", wrong.stderr);
    let unset = sql(&callboard, &["--target", "aws", select]);
    expect![[r#"
        error: no region is set: use --region or --regions, or set AWS_REGION
        exit code 1
    "#]]
    .assert_eq(&shown(&unset));
}
