//! Tests of texts that are large, deep or nonsense.

use proptest::prelude::*;

use super::*;
use crate::Statement;

/// Threads that run statements have large stacks: frames of the parser are large where nothing is optimised.
const STACK: usize = 16 * 1024 * 1024;

fn on_large_stack(test: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(test).expect("starts");
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

#[track_caller]
fn refused(text: &str) -> String {
    match parse(text) {
        Ok(_) => panic!("was parsed: {}…", text.chars().take(60).collect::<String>()),
        Err(error) => format!("{} {}", error.sqlstate, error.message),
    }
}

#[test]
fn a_statement_of_a_megabyte_is_parsed() {
    let row = "('a value of a row', 12345, '{\"Key\": \"a\"}'), ";
    let insert = format!("INSERT INTO t (a, b, c) VALUES {}(1, 2, 3)", row.repeat(1_000_000 / row.len()));
    assert_eq!(parse(&insert).map(|it| it.len()), Ok(1));
    let list = format!("SELECT * FROM t WHERE a IN ({}'x')", "'us-east-1', ".repeat(80_000));
    assert_eq!(parse(&list).map(|it| it.len()), Ok(1));
    let text = format!("SELECT '{}'", "x".repeat(2_000_000));
    assert_eq!(parse(&text).map(|it| it[0].text.len()), Ok(text.len()));
    let many = "SELECT 1; ".repeat(20_000);
    assert_eq!(parse(&many).map(|it| it.len()), Ok(20_000));
}

#[test]
fn chains_of_some_hundred_are_parsed_and_rewritten() {
    on_large_stack(|| {
        for text in [
            format!("SELECT * FROM aws.ivs.stages WHERE {}Name = 'x'", "Name = 'a' OR ".repeat(1000)),
            format!("SELECT 1{}", " + 1".repeat(50)),
            format!("SELECT 1{}", " UNION ALL SELECT 1".repeat(100)),
            format!("SELECT {}1{}", "(".repeat(20), ")".repeat(20)),
        ] {
            let Statement::Query(mut query) = parse(&text).expect("parses").remove(0).statement else {
                panic!("no query");
            };
            rewrite_alone(&mut query).expect("is rewritten");
        }
    });
}

#[test]
fn what_is_too_deep_is_refused() {
    on_large_stack(|| {
        for text in [
            format!("SELECT {}1{}", "(".repeat(50_000), ")".repeat(50_000)),
            format!("SELECT {}1", "(".repeat(50_000)),
            format!("SELECT {}1", "- ".repeat(50_000)),
            format!("SELECT {}true", "NOT ".repeat(50_000)),
            format!("SELECT 1{}", " + 1".repeat(50_000)),
            format!("SELECT 1{} )", " OR 1".repeat(50_000)),
            format!("SELECT x{}", "::text".repeat(50_000)),
            format!("SELECT x{}", "[1]".repeat(50_000)),
            format!("SELECT x{}", " IS NULL".repeat(50_000)),
            format!("SELECT 1{}", " UNION SELECT 1".repeat(50_000)),
            format!("SELECT * FROM a{}", " JOIN a ON true".repeat(50_000)),
            format!("SELECT {}1{}", "(SELECT ".repeat(500), ")".repeat(500)),
            format!("SELECT {}1{}", "CASE WHEN 1 THEN ".repeat(5_000), " END".repeat(5_000)),
            format!("{}SELECT 1", "EXPLAIN ".repeat(5_000)),
            format!("EXEC a.b @c = {}1", "- ".repeat(50_000)),
            format!("SHOW SERVICES IN aws WHERE {}1", "NOT ".repeat(50_000)),
            format!("CREATE TABLE t (a {}int{})", "ARRAY<".repeat(5_000), ">".repeat(5_000)),
            format!("SELECT a{}", ".b".repeat(50_000)),
            format!("SELECT * FROM {}t{}", "(".repeat(5_000), ")".repeat(5_000)),
            format!("WITH {} SELECT 1", "a AS (WITH ".repeat(5_000)),
        ] {
            let why = refused(&text);
            assert!(why.starts_with("54000") || why.starts_with("42601"), "{why}");
        }
        assert!(refused(&"x".repeat(17 * 1024 * 1024)).starts_with("54000"));
    });
}

#[test]
fn nothing_is_no_statement() {
    for text in ["", "  \n", ";;;", "-- comment\n", "/* comment */ ;", "/*+ create */"] {
        assert_eq!(parse(text).map(|it| it.len()), Ok(0), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_parsed_or_refused(text in any::<String>()) {
        let _ = parse(&text);
    }

    #[test]
    fn any_words_are_parsed_and_rewritten_or_refused(
        words in prop::collection::vec(prop::sample::select(vec![
            "SELECT", "FROM", "WHERE", "aws.ivs.stages", "s", ",", "(", ")", "*", "Name", "\"x y\"", "'text'", "1", "=", "json_each", "AS",
            "EXEC", "@a", "@@json", "SHOW", "SERVICES", "IN", "LIKE", "DESCRIBE", "EXTENDED", "METHOD", "INSERT", "INTO", "VALUES", "UPDATE",
            "SET", "DELETE", "EXPLAIN", "ANALYZE", "WITH", "RECURSIVE", "UNION", "ORDER BY", "GROUP BY", "LIMIT", ";", "/*+ AWAIT */", "--\n",
            "->>", "$1", "REGEXP", "GLOB", "LEFT JOIN", "ON", "LATERAL", "USING", "max", "iif", "CASE", "WHEN", "END", "{{ x }}", "::json", "[",
            "]", "OVER", "NOT", "EXISTS", "COPY", "TO", "STORED", "BEGIN", "`b`", "E'\\n'", "$$x$$", ".", "-",
        ]), 0..24)
    ) {
        on_large_stack(move || {
            for parsed in parse(&words.join(" ")).unwrap_or_default() {
                if let Statement::Query(mut query) = parsed.statement {
                    let _ = rewrite_alone(&mut query);
                }
            }
        });
    }
}
