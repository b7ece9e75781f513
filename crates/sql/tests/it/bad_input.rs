//! Texts that nobody would write: too long, too deep, or meant to break out.

use std::time::{Duration, Instant};

use callboard_sql::syntax::template::{Data, Mode, Template};
use expect_test::expect;
use proptest::prelude::*;

use crate::world::{World, block_on, on_a_deep_stack};

/// How each text ends: rows, or the beginning of an error; no text may take long.
fn ends<const N: usize>(texts: [(&'static str, String); N]) -> String {
    on_a_deep_stack(async move { ends_of(&texts).await })
}

async fn ends_of(texts: &[(&str, String)]) -> String {
    let mut out = String::new();
    let mut user = World::new().user();
    for (what, text) in texts {
        let start = Instant::now();
        let told = user.run(text).await;
        let end = match told.answer {
            Ok(answer) => match (&answer.tag, &answer.batches) {
                (Some(tag), _) => tag.clone(),
                (None, batches) => {
                    format!("{} rows", batches.iter().flatten().map(|it| it.num_rows()).sum::<usize>())
                }
            },
            Err(error) => {
                let hint = error.hint.map(|it| format!(" ({it})")).unwrap_or_default();
                let message: String = error.message.chars().take(150).collect();
                format!("{}: {message}{}", error.sqlstate, hint.chars().take(150).collect::<String>())
            }
        };
        eprintln!("{what}: {:?}", start.elapsed());
        assert!(start.elapsed() < Duration::from_secs(60), "{what} took {:?}", start.elapsed());
        let end = end.replace('\0', "\\0");
        out += &format!("{what}: {end}\n");
    }
    out
}

fn nested(open: &str, core: &str, close: &str, times: usize) -> String {
    open.repeat(times) + core + &close.repeat(times)
}

fn joined(times: usize, separator: &str, part: impl Fn(usize) -> String) -> String {
    (0..times).map(part).collect::<Vec<_>>().join(separator)
}

const STAGES: &str = "FROM aws.ivs.stages WHERE region = 'us-east-1'";

#[test]
fn long_statements() {
    let mega = "x".repeat(1_000_000);
    let texts = [
        ("a text of 1 MB", format!("SELECT length('{mega}')")),
        ("a comment of 1 MB", format!("SELECT 1 /* {mega} */ -- {mega}")),
        ("a name of 1 MB", format!("SELECT {mega} {STAGES}")),
        ("a quoted name of 1 MB", format!("SELECT \"{mega}\" {STAGES}")),
        ("a quoted table of 1 MB", format!("SELECT * FROM aws.\"{mega}\".\"{mega}\"")),
        ("a table of 1 MB", format!("SELECT * FROM aws.ivs.{mega}")),
        ("a service of 1 MB", format!("SELECT * FROM aws.{mega}.stages")),
        ("a number of 1 MB", format!("SELECT {}", "9".repeat(1_000_000))),
        ("no statement in 1 MB", mega.clone()),
        ("blanks of 1 MB", format!("SELECT{}1", " ".repeat(1_000_000))),
        ("semicolons of 1 MB", ";".repeat(1_000_000)),
        (
            "20,000 values of IN",
            format!("SELECT name {STAGES} AND name IN ({})", joined(20_000, ",", |it| format!("'s{it}'"))),
        ),
        (
            "20,000 identifiers",
            format!("SELECT name {STAGES} AND identifier IN ({})", joined(20_000, ",", |it| format!("'s{it}'"))),
        ),
        (
            "10,000 regions",
            format!(
                "SELECT name FROM aws.ivs.stages WHERE region IN ({})",
                joined(10_000, ",", |it| format!("'r{it}'"))
            ),
        ),
        ("10,000 columns", format!("SELECT {} {STAGES}", joined(10_000, ", ", |it| format!("name AS c{it}")))),
        (
            "10,000 ORs",
            format!("SELECT name {STAGES} AND ({})", joined(10_000, " OR ", |it| format!("name = 's{it}'"))),
        ),
        ("10,000 additions", format!("SELECT {}", joined(10_000, " + ", |it| it.to_string()))),
        ("10,000 UNIONs", joined(10_000, " UNION ALL ", |it| format!("SELECT {it}"))),
        (
            "1,000 joins",
            format!(
                "SELECT 1 FROM aws.ivs.stages s {}",
                joined(1_000, " ", |it| format!("JOIN aws.ivs.stages t{it} ON s.arn = t{it}.arn"))
            ),
        ),
        (
            "10,000 wrong rows",
            format!(
                "INSERT INTO aws.ivs.stages (Name) VALUES {}",
                joined(10_000, ", ", |it| format!("('no name {it}')"))
            ),
        ),
        (
            "10,000 values in a row",
            format!("INSERT INTO aws.ivs.stages (Name) VALUES ({})", joined(10_000, ", ", |it| it.to_string())),
        ),
        ("10,000 statements", joined(10_000, "; ", |_| "SELECT".to_owned())),
        (
            "JSON of 1 MB",
            format!(
                "INSERT INTO aws.ivs.stages (Tags) VALUES ('[{}]')",
                joined(40_000, ",", |it| format!("{{\"Key\":\"k{it}\",\"Value\":\"\"}}"))
            ),
        ),
        ("a pattern of 100 KB", format!("SELECT 'a' ~ '{}'", "(a|b)*".repeat(16_000))),
        ("a pattern that grows", format!("SELECT '{}!' ~ '^(a+)+$'", "a".repeat(5_000))),
        ("a pattern that multiplies", "SELECT 'a' ~ '((a{1,999}){1,999}){1,999}'".to_owned()),
    ];
    expect![[r#"
        a text of 1 MB: 1 rows
        a comment of 1 MB: 1 rows
        a name of 1 MB: 42622: 1:8: a name of 1000000 letters is too long (a text is written in single quotes)
        a quoted name of 1 MB: 42703: column "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx (a text is written in single quotes: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
        a quoted table of 1 MB: 42622: no table has a name as long as this
        a table of 1 MB: 42622: 1:23: a name of 1000000 letters is too long (a text is written in single quotes)
        a service of 1 MB: 42622: 1:19: a name of 1000000 letters is too long (a text is written in single quotes)
        a number of 1 MB: 1 rows
        no statement in 1 MB: 42622: 1:1: a name of 1000000 letters is too long (a text is written in single quotes)
        blanks of 1 MB: 1 rows
        semicolons of 1 MB: 0 rows
        20,000 values of IN: 0 rows
        20,000 identifiers: 23514: cloudcontrol GetResource was refused: InvalidRequestException: AWS::IVS::Stage Handler returned status FAILED: s0 is not the ARN of a stage (HandlerEr
        10,000 regions: 22023: there is no region `r0` in partition aws (a new region can be named by `--regions`)
        10,000 columns: 54000: one SELECT has more than 1664 columns (use `IN (…)`, VALUES to join with, or WITH to name parts)
        10,000 ORs: 54000: 1:22954: this expression has too many parts (use `IN (…)`, VALUES to join with, or WITH to name parts)
        10,000 additions: 54000: 1:26896: this expression has too many parts (use `IN (…)`, VALUES to join with, or WITH to name parts)
        10,000 UNIONs: 54000: 1:28229: this expression has too many parts (use `IN (…)`, VALUES to join with, or WITH to name parts)
        1,000 joins: 54000: one FROM has more than 60 relations (use `IN (…)`, VALUES to join with, or WITH to name parts)
        10,000 wrong rows: 23514: cloudcontrol CreateResource was refused: ValidationException: Model validation failed (#/Name: failed validation constraint for keyword [pattern]) (0 
        10,000 values in a row: 42601: INSERT names 1 columns and gives 10000 values
        10,000 statements: 42601: expected an expression, found the end
        JSON of 1 MB: 23514: cloudcontrol CreateResource was refused: ValidationException: 1 validation error detected: Value at 'DesiredState' failed to satisfy constraint: Membe
        a pattern of 100 KB: 1 rows
        a pattern that grows: 1 rows
        a pattern that multiplies: 2201B: Compute error: Regular expression did not compile: CompiledTooBig(10485760)
    "#]].assert_eq(&ends(texts));
}

#[test]
fn deep_statements() {
    let texts = [
        ("parentheses", format!("SELECT {}", nested("(", "1", ")", 100_000))),
        ("brackets", format!("SELECT {}", nested("[", "1", "]", 100_000))),
        ("braces", format!("SELECT {}", nested("{a:", "1", "}", 100_000))),
        ("only opened", format!("SELECT {}", "(".repeat(1_000_000))),
        ("only closed", format!("SELECT {}", ")".repeat(1_000_000))),
        ("subqueries", nested("SELECT * FROM (", "SELECT 1", ") t", 5_000)),
        ("scalars", nested("SELECT (", "SELECT 1", ")", 5_000)),
        ("CTEs", nested("WITH a AS (", "SELECT 1", ") SELECT * FROM a", 5_000)),
        ("CASE", format!("SELECT {}", nested("CASE WHEN true THEN ", "1", " END", 50_000))),
        ("NOT", format!("SELECT {}", nested("NOT ", "true", "", 200_000))),
        ("minus", format!("SELECT {}", nested("- ", "1", "", 200_000))),
        ("functions", format!("SELECT {}", nested("upper(", "'a'", ")", 50_000))),
        ("casts", format!("SELECT '1'{}", "::text".repeat(50_000))),
        ("arrows", format!("SELECT '{{}}'{}", "->'a'".repeat(50_000))),
        ("dots", format!("SELECT a{}", ".a".repeat(100_000))),
        ("EXPLAIN", "EXPLAIN ".repeat(10_000) + "SELECT 1"),
        ("comments", nested("/*", "", "*/", 100_000) + "SELECT 1"),
        ("JSON", format!("SELECT json_extract('{}', '$[0]')", nested("[", "", "]", 100_000))),
        (
            "JSON in a property",
            format!("INSERT INTO aws.ivs.stages (Tags) VALUES ('{}')", nested("[", "", "]", 100_000)),
        ),
        ("a path into JSON", format!("SELECT json_extract('[]', '${}')", "[0]".repeat(50_000))),
        ("a pattern", format!("SELECT 'a' ~ '{}'", nested("(", "a", ")", 50_000))),
        ("50 subqueries", nested("SELECT * FROM (", "SELECT 1 AS x", ") t", 50)),
        ("50 functions", format!("SELECT {}", nested("upper(", "'a'", ")", 50))),
        ("300 additions", format!("SELECT {}", joined(300, " + ", |it| it.to_string()))),
        ("300 ORs", format!("SELECT name {STAGES} AND ({})", joined(300, " OR ", |it| format!("name = 's{it}'")))),
    ];
    expect![[r#"
        parentheses: 54000: 1:107: the statement is nested too deeply (use `IN (…)`, VALUES to join with, or WITH to name parts)
        brackets: 54000: 1:107: the statement is nested too deeply (use `IN (…)`, VALUES to join with, or WITH to name parts)
        braces: 54000: 1:305: the statement is nested too deeply (use `IN (…)`, VALUES to join with, or WITH to name parts)
        only opened: 54000: 1:107: the statement is nested too deeply (use `IN (…)`, VALUES to join with, or WITH to name parts)
        only closed: 42601: 1:8: expected an expression, found )
        subqueries: 54000: 1:1500: the statement is nested too deeply (use `IN (…)`, VALUES to join with, or WITH to name parts)
        scalars: 54000: 1:800: the statement is nested too deeply (use `IN (…)`, VALUES to join with, or WITH to name parts)
        CTEs: 54000: 1:1100: the statement is nested too deeply (use `IN (…)`, VALUES to join with, or WITH to name parts)
        CASE: 54000: 1:20003: this expression has too many parts (use `IN (…)`, VALUES to join with, or WITH to name parts)
        NOT: 54000: 1:16004: this expression has too many parts (use `IN (…)`, VALUES to join with, or WITH to name parts)
        minus: 54000: 1:8006: this expression has too many parts (use `IN (…)`, VALUES to join with, or WITH to name parts)
        functions: 54000: 1:607: the statement is nested too deeply (use `IN (…)`, VALUES to join with, or WITH to name parts)
        casts: 54000: 1:12007: this expression has too many parts (use `IN (…)`, VALUES to join with, or WITH to name parts)
        arrows: 54000: 1:20007: this expression has too many parts (use `IN (…)`, VALUES to join with, or WITH to name parts)
        dots: 54000: the statement is nested too deeply (give inner queries names by WITH)
        EXPLAIN: 54000: 1:32001: this expression has too many parts (use `IN (…)`, VALUES to join with, or WITH to name parts)
        comments: 1 rows
        JSON: 22P02: json_extract(): malformed JSON: recursion limit exceeded at line 1 column 128: `[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[…`
        JSON in a property: 22P02: property `Tags` of AWS::IVS::Stage is an array; '[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[… is not JSON: recursion limit exceeded at
        a path into JSON: 1 rows
        a pattern: 2201B: regex parse error:
        50 subqueries: 54000: the statement is nested too deeply (give inner queries names by WITH)
        50 functions: 54000: the statement is nested too deeply (give inner queries names by WITH)
        300 additions: 54000: an expression has more than 60 parts in one chain (use `IN (…)`, VALUES to join with, or WITH to name parts)
        300 ORs: 0 rows
    "#]].assert_eq(&ends(texts));
}

#[test]
fn odd_characters() {
    let texts = [
        ("nothing", String::new()),
        ("NUL", "SELECT 'a\0b'".to_owned()),
        ("NUL outside", "SELECT\x001".to_owned()),
        ("a byte order mark", "\u{feff}SELECT 1".to_owned()),
        ("Windows lines", "SELECT\r\n1\r\n;\r\n".to_owned()),
        ("old Mac lines", "SELECT 1 -- comment\rFROM nothing".to_owned()),
        ("a space that does not break", "SELECT\u{a0}1".to_owned()),
        ("curly quotes", "SELECT ‘a’".to_owned()),
        ("a name in Greek", "SELECT όνομα FROM aws.ivs.stages".to_owned()),
        ("a table in Greek", "SELECT * FROM aws.ivs.σκηνές".to_owned()),
        ("signs beyond", "SELECT '🎭' || '👩\u{200d}👧', length('🎭')".to_owned()),
        ("letters from right to left", "SELECT '\u{202e}abc'".to_owned()),
        ("an identifier with NUL", format!("SELECT name {STAGES} AND identifier = 'a\0'")),
        ("an identifier with bars", format!("SELECT name {STAGES} AND identifier = 'a|b|c'")),
        ("a region with a slash", "SELECT name FROM aws.ivs.stages WHERE region = '../us-east-1'".to_owned()),
        ("an empty region", "SELECT name FROM aws.ivs.stages WHERE region = ''".to_owned()),
        ("an empty identifier", format!("SELECT name {STAGES} AND identifier = ''")),
        ("an identifier of 1 MB", format!("SELECT name {STAGES} AND identifier = '{}'", "x".repeat(1_000_000))),
        ("an empty name", "SELECT \"\" FROM aws.ivs.stages".to_owned()),
        ("a dollar", "SELECT $$a$$, $tag$b$tag$".to_owned()),
        ("escapes", r"SELECT E'a\nb\x', U&'\0061'".to_owned()),
        ("hexadecimal", "SELECT X'zz'".to_owned()),
        ("numbers", "SELECT 1e400, -0, 0x10, 1_000, .5, 5.".to_owned()),
        ("a large number", "SELECT 9223372036854775807 + 1".to_owned()),
        ("a negative limit", format!("SELECT name {STAGES} LIMIT -1")),
        ("a large limit", format!("SELECT name {STAGES} LIMIT 99999999999999999999")),
        ("a limit of all", format!("SELECT name {STAGES} LIMIT ALL OFFSET 9223372036854775807")),
    ];
    expect![[r#"
        nothing: 0 rows
        NUL: 1 rows
        NUL outside: 42601: 1:7: expected an expression, found \0
        a byte order mark: 1 rows
        Windows lines: 1 rows
        old Mac lines: 42P01: there is no table `nothing` (tables are named as `aws.ivs.stages`; `SHOW SERVICES IN aws` lists schemas)
        a space that does not break: 42601: 1:1: expected an SQL statement, found SELECT 1 (did you mean `SELECT`?)
        curly quotes: 42703: there is no column `‘a’` (a text is written in single quotes: 'a')
        a name in Greek: 42703: there is no column `όνομα` (there are `region`, `arn`, `name`, `auto_participant_recording_configuration`, `tags`, `active_session_id`, `identifier`; a text is written in singl
        a table in Greek: 42P01: there is no table `ivs.σκηνές` (`SHOW SERVICES IN aws` lists schemas, `SHOW RESOURCES IN aws.ivs` the tables of one)
        signs beyond: 1 rows
        letters from right to left: 1 rows
        an identifier with NUL: 23514: cloudcontrol GetResource was refused: InvalidRequestException: AWS::IVS::Stage Handler returned status FAILED: a\0 is not the ARN of a stage (HandlerEr
        an identifier with bars: 23514: cloudcontrol GetResource was refused: InvalidRequestException: AWS::IVS::Stage Handler returned status FAILED: a|b|c is not the ARN of a stage (Handle
        a region with a slash: 22023: there is no region `../us-east-1` in partition aws (did you mean `us-east-1`? a new region can be named by `--regions`)
        an empty region: 22023: there is no region `` in partition aws (a new region can be named by `--regions`)
        an empty identifier: 23514: cloudcontrol GetResource was refused: ValidationException: 2 validation errors detected: Value '' at 'Identifier' failed to satisfy constraint: Member
        an identifier of 1 MB: 23514: cloudcontrol GetResource was refused: ValidationException: 1 validation error detected: Value 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
        an empty name: 42703: column "" does not exist (a text is written in single quotes: '')
        a dollar: 1 rows
        escapes: 42601: Unsupported Value 'UnicodeStringLiteral("a")'
        hexadecimal: 42601: Invalid HexStringLiteral 'zz'
        numbers: 1 rows
        a large number: 1 rows
        a negative limit: 42601: LIMIT must be >= 0, '-1' was provided
        a large limit: 42601: Expected LIMIT to be an integer or null, but got Float64
        a limit of all: 0 rows
    "#]].assert_eq(&ends(texts));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever a value is, it comes back as itself, from inside quotes and outside of them.
    #[test]
    fn a_value_of_a_template_is_a_value(value in "\\PC{0,20}|[-'\"\\\\;/*{}%#$|\n\r\t -]{0,20}") {
        let mut data = Data::new();
        data.set("v", value.clone());
        let text = Template::render("SELECT '{{ v }}' AS a, {{ v }} AS b -- {{ v }}\n, 1 AS c", &data, Mode::Sql).expect("it renders");
        let mut user = World::new().user();
        let parsed = user.session.parse(&text).expect("it parses");
        prop_assert_eq!(parsed.len(), 1);
        let batches = user.given(&text);
        let cell = |column: usize| {
            let column = batches[0].column(column);
            callboard_sql::datafusion::arrow::util::display::array_value_to_string(column, 0).expect("a text")
        };
        prop_assert_eq!(batches[0].num_columns(), 3);
        prop_assert_eq!(cell(0), value.clone());
        prop_assert_eq!(cell(1), value);
    }

    /// Words of SQL in any order are answered: with rows, or with an error that has a code of its own.
    #[test]
    fn any_words_are_answered(words in proptest::collection::vec(proptest::sample::select(WORDS.split_whitespace().collect::<Vec<_>>()), 1..14)) {
        let mut user = World::new().user();
        let told = block_on(user.run(&words.join(" ")));
        if let Err(error) = told.answer {
            prop_assert_ne!(error.sqlstate, "XX000", "{}", error);
            prop_assert!(!error.message.contains('\n'), "{}", error);
        }
    }
}

/// Words that make something of each other.
const WORDS: &str = "
    SELECT * name tags region arn FROM aws.ivs.stages aws.ivs.stage_tags s AS WHERE = 'us-east-1' AND OR
    NOT IN ( ) , 1 NULL JOIN LEFT ON UNION ALL ORDER BY GROUP LIMIT WITH RECURSIVE INSERT INTO VALUES
    UPDATE SET DELETE json_each(tags) json_extract(tags,'$') ->> :: text EXISTS CASE WHEN THEN END OVER
    count(*) EXEC @a SHOW DESCRIBE EXPLAIN BEGIN ; COMMIT $1 . aws.ivs_realtime.list_stages() x LATERAL
    USING HAVING DISTINCT BETWEEN IS [ ] {{ }}
";
