use super::*;
use callboard_model::document::Map;
use expect_test::{Expect, expect};

fn document(json: &str) -> Document {
    Document::from(&serde_json::from_str::<serde_json::Value>(json).expect("the case is JSON"))
}

fn written(document: &Document, style: &Style<'_>) -> String {
    let mut out = Vec::new();
    write(document, style, &mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("a table is text")
}

#[track_caller]
fn check(json: &str, expect: Expect) {
    let style = Style { title: "ListThings", ..Style::default() };
    expect.assert_eq(&written(&document(json), &style));
}

#[test]
fn a_map_is_one_row_under_its_names() {
    check(
        r#"{"b": "two", "a": 1, "é": null}"#,
        expect![[r#"
            ----------------------
            |     ListThings     |
            +---+-------+--------+
            | a |   b   |  é    |
            +---+-------+--------+
            |  1|  two  |  None  |
            +---+-------+--------+
        "#]],
    );
}

#[test]
fn one_scalar_is_a_row_of_its_name_and_value() {
    check(
        r#"{"only": "one"}"#,
        expect![[r#"
            -----------------
            |  ListThings   |
            +-------+-------+
            |  only |  one  |
            +-------+-------+
        "#]],
    );
}

#[test]
fn nested_values_are_sections_further_in() {
    check(
        r#"{"NextToken": "t", "Things": [{"n": "a", "tags": {"k": "v"}}, {"n": "b", "tags": {}}]}"#,
        expect![[r#"
            --------------------
            |    ListThings    |
            +------------+-----+
            |  NextToken |  t  |
            +------------+-----+
            ||     Things     ||
            |+----------------+|
            ||        n       ||
            |+----------------+|
            ||  a             ||
            |+----------------+|
            |||     tags     |||
            ||+------+-------+||
            |||  k   |  v    |||
            ||+------+-------+||
            ||     Things     ||
            |+----------------+|
            ||        n       ||
            |+----------------+|
            ||  b             ||
            |+----------------+|
        "#]],
    );
}

#[test]
fn a_row_wider_than_the_terminal_is_turned_on_its_side() {
    let style = Style { title: "T", width: 20, ..Style::default() };
    expect![[r#"
        -------------------------
        |           T           |
        +------------+----------+
        |  long-name |  value1  |
        |  other-one |  value2  |
        +------------+----------+
    "#]]
    .assert_eq(&written(&document(r#"{"long-name": "value1", "other-one": "value2"}"#), &style));
}

#[test]
fn empty_and_scalar_answers() {
    check("{}", expect![""]);
    check("null", expect![""]);
    check(
        r#""x""#,
        expect![[r#"
            ------------
            |ListThings|
            +----------+
        "#]],
    );
}

#[test]
fn lists_that_mix_maps_and_scalars_are_printed() {
    check(
        r#"[{"a": 1}, "x"]"#,
        expect![[r#"
            ------------
            |ListThings|
            +----+-----+
            |    |  a  |
            +----+-----+
            |    |  1  |
            |  x |     |
            +----+-----+
        "#]],
    );
}

#[test]
fn every_piece_of_a_coloured_table_ends_with_a_reset() {
    let style = Style { title: "T", color: true, ..Style::default() };
    let table = written(&document(r#"{"Things": [{"n": "a"}]}"#), &style);
    expect![[r#"
        ----------
        ~[0m~[0m|    T   |~[0m~[0m
        ~[0m~[0m+--------+~[0m~[0m
        ~[0m~[2m~[33m|~[0m~[0m|Things|~[0m~[2m~[33m|~[0m~[0m
        ~[0m~[2m~[33m|~[0m~[0m+------+~[0m~[2m~[33m|~[0m~[0m
        ~[0m~[2m~[33m|~[0m~[0m|   n  |~[0m~[2m~[33m|~[0m~[0m
        ~[0m~[2m~[33m|~[0m~[0m+------+~[0m~[2m~[33m|~[0m~[0m
        ~[0m~[2m~[33m|~[0m~[0m|  ~[1m~[34ma~[0m   |~[0m~[2m~[33m|~[0m~[0m
        ~[0m~[2m~[33m|~[0m~[0m+------+~[0m~[2m~[33m|~[0m~[0m
        ~[0m"#]]
    .assert_eq(&table.replace('\x1b', "~"));
}

#[test]
fn a_streamed_listing_has_the_bytes_of_the_merged_one() {
    let pages = [
        r#"[{"n": "a", "v": 1}, {"n": "b", "w": null}]"#,
        "[]",
        r#"[{"n": "c", "tags": {"k": [1, 2]}, "v": [1]}, {"n": "d"}]"#,
        r#"["x", ["y"]]"#,
    ];
    let rest = Map::new()
        .with("NextToken", "t")
        .with("A", Map::new().with("Arn", "arn").with("Z", Map::new().with("n", 1i64)))
        .with("Zz", vec![Document::from("z")]);
    let style = Style { title: "ListThings", ..Style::default() };
    for path in [&["Items"][..], &["A", "B"], &["A", "B", "C"]] {
        for page_numbers in [&[][..], &[0], &[0, 1, 2], &[2, 2, 3], &[3], &[1]] {
            let pages: Vec<Document> = page_numbers.iter().map(|at: &usize| document(pages[*at])).collect();
            let items: Vec<Document> = pages.iter().flat_map(|it| it.as_list().unwrap().to_vec()).collect();
            let mut merged = rest.clone();
            let mut at = &mut merged;
            for name in &path[..path.len() - 1] {
                if !at.contains_key(name) {
                    at.insert((*name).to_owned(), Map::new());
                }
                at = at.get_mut(name).unwrap().as_map_mut().unwrap();
            }
            at.insert(path[path.len() - 1].to_owned(), items);
            let mut out = Vec::new();
            let mut stream = Stream::new(style, &mut out);
            stream.begin(path);
            for page in pages {
                stream.items(page.as_list().unwrap().to_vec());
            }
            stream.finish(&rest).unwrap();
            let streamed = String::from_utf8(out).unwrap();
            assert_eq!(streamed, written(&Document::Map(merged), &style), "{path:?} {page_numbers:?}");
        }
    }
}
