//! SQL: any text is cut into statements or refused.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = callboard_sql::syntax::parse(text);
});
