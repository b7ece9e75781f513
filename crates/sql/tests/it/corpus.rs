//! The corpus in this process: a test for each file, so that they run side by side.

use expect_test::expect_file;

use crate::slt::{Player, file, files};
use crate::world::{World, on_a_deep_stack};

macro_rules! corpus {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                check(stringify!($name));
            }
        )*

        #[test]
        fn every_file_is_played() {
            assert_eq!(files(), [$(file(stringify!($name))),*]);
        }
    };
}

corpus! {
    aggregates
    children
    cte
    delete
    describe
    errors
    exec
    explain
    insert
    joins
    json
    replace
    seed_page
    select
    sets
    show
    stackql_change
    stackql_metadata
    stackql_query
    stackql_session
    table_functions
    tags
    transactions
    update
    views
    window
}

/// Plays one file on an empty plane.
#[track_caller]
fn check(name: &str) {
    let text = std::fs::read_to_string(file(name)).expect("a text");
    let answered = on_a_deep_stack(async move { Player::new(World::new()).play(&text).await });
    expect_file![file(name)].assert_eq(&answered);
}
