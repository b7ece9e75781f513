//! The corpus in this process: a test for each file, so that they run side by side.

use callboard_testkit::{shared, skipped};
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
    copy_from
    cte
    delete
    describe
    errors
    exec
    explain
    information_schema
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

/// Whatever SQL StackQL's page shows is in the file that plays it, to the letter.
#[test]
fn the_whole_page_is_played() {
    let Some(shared) = shared() else {
        skipped("the whole page", "`../shared` is not there");
        return;
    };
    let seeds = std::fs::read_dir(shared.join("seeds")).into_iter().flatten().map(|it| it.expect("a file").path());
    let page = seeds.into_iter().find(|it| it.file_name().is_some_and(|it| it.to_string_lossy().starts_with("000_")));
    let Some(page) = page else {
        skipped("the whole page", "it is not in `../shared/seeds`");
        return;
    };
    let page = std::fs::read_to_string(page).expect("a text");
    let played = std::fs::read_to_string(file("seed_page")).expect("a text");
    let blocks: Vec<&str> =
        page.split("```sql\n").skip(1).map(|it| it.split("```").next().unwrap_or(it).trim_end()).collect();
    assert_eq!(blocks.len(), 5);
    for block in blocks {
        let block = block.replace("<Arn>", "${stage1}");
        assert!(played.contains(&block), "not played:\n{block}");
    }
}

/// Plays one file on an empty plane.
#[track_caller]
fn check(name: &str) {
    let text = std::fs::read_to_string(file(name)).expect("a text");
    let answered = on_a_deep_stack(async move { Player::new(World::new()).play(&text).await });
    expect_file![file(name)].assert_eq(&answered);
}
