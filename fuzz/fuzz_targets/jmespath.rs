//! JMESPath expressions: any text parses or is refused, and what parses can be evaluated.
#![no_main]

use callboard_model::document::Document;
use callboard_model::jmespath::Expression;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(expression) = Expression::parse(text) {
        let _ = expression.search(&Document::List(vec![Document::from("a"), Document::Null]));
    }
});
