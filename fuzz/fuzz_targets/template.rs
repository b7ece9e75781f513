//! Templates: whatever a value is, it stays inside the string, the name or the literal that it stands in.
#![no_main]

use callboard_sql::syntax::parse;
use callboard_sql::syntax::template::{Data, Mode, Template};

const TEXT: &str = "SELECT {{ x }}, 'a{{ x }}', E'{{ x }}', \"n{{ x }}\", -{{ x }} -- {{ x }}\n, '{\"a\": \"{{ x }}\"}' /* {{ x }} */";

libfuzzer_sys::fuzz_target!(|input: (&str, &str)| {
    let (template, value) = input;
    let mut data = Data::new();
    data.set("x", value);
    let _ = Template::render(template, &data, Mode::Sql);
    let rendered = Template::render(TEXT, &data, Mode::Sql).expect("every text can stand there");
    // The tokenizer is given a value with placeholders and NUL bytes, too; only the number of statements counts here.
    if let Ok(statements) = parse(&rendered) {
        assert_eq!(statements.len(), 1, "{rendered}");
    }
});
