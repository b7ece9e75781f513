//! Cases of completion: a line, with the cursor at its end.

use expect_test::{Expect, expect};

use super::{Shell, complete, lines, script};

/// Completes a line at its end; the last word, perhaps empty, is the one under the cursor.
#[track_caller]
fn check(line: &str, expect: Expect) {
    let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
    let cursor_word = words.pop().unwrap_or_default();
    let found = complete(&words, &cursor_word);
    let values: Vec<&str> = found.iter().map(|it| it.value.as_ref()).collect();
    let shown = match values.len() {
        0..=12 => values.join(" "),
        count => format!("{} … {} ({count})", values[..6].join(" "), values[count - 1]),
    };
    expect.assert_eq(&shown);
}

#[test]
fn services_and_commands_of_the_top_level() {
    check("ivs", expect!["ivs ivs-realtime ivschat"]);
    check("s3", expect!["s3 s3api s3control s3files s3outposts s3tables s3vectors"]);
    check("conf", expect!["configservice configure"]);
    check("--region eu-west-1 --debug dynamodb", expect!["dynamodb dynamodbstreams"]);
    check("nosuch ", expect![[""]]);
}

#[test]
fn operations_of_a_service() {
    check(
        "ivs-realtime create-",
        expect![
            "create-encoder-configuration create-ingest-configuration create-participant-token create-stage create-storage-configuration"
        ],
    );
    check("ivs-realtime --output text get-st", expect!["get-stage get-stage-session get-storage-configuration"]);
    check(
        "sts ",
        expect![
            "assume-role assume-role-with-saml assume-role-with-web-identity assume-root decode-authorization-message get-access-key-info get-caller-identity get-delegated-access-token get-federation-token get-session-token get-web-identity-token help"
        ],
    );
    check("dynamodb wa", expect!["wait"]);
    check("sts wa", expect![[""]]);
}

#[test]
fn waiters_and_their_options() {
    check(
        "dynamodb wait ",
        expect![
            "bulk-operation-completed contributor-insights-enabled export-completed import-completed kinesis-streaming-destination-active table-exists table-not-exists help"
        ],
    );
    check("dynamodb wait table-exists --t", expect!["--table-name"]);
}

#[test]
fn options_that_are_not_there_yet_required_ones_first() {
    check(
        "ivs-realtime create-participant-token ",
        expect![
            "--stage-arn --duration --user-id --attributes --capabilities --cli-input-json --cli-input-yaml --generate-cli-skeleton help"
        ],
    );
    check(
        "ivs-realtime create-participant-token --stage-arn x --user-id y --",
        expect![
            "--duration --attributes --capabilities --cli-input-json --cli-input-yaml --generate-cli-skeleton … --cli-error-format (25)"
        ],
    );
    check("ec2 describe-instances --dry-run --no-d", expect![[""]]);
    check("dynamodb list-tables --m", expect!["--max-items"]);
    check(
        "dynamodb list-tables --page-size=3 --",
        expect![
            "--cli-input-json --cli-input-yaml --starting-token --max-items --generate-cli-skeleton --debug … --cli-error-format (24)"
        ],
    );
}

#[test]
fn values_of_options() {
    check("ivs-realtime create-participant-token --capabilities ", expect!["PUBLISH SUBSCRIBE"]);
    check("ivs-realtime create-participant-token --capabilities PUBLISH S", expect!["SUBSCRIBE"]);
    check("ivs-realtime list-participants --filter-by-state ", expect!["CONNECTED DISCONNECTED"]);
    check("ivs-realtime create-stage --name ", expect![[""]]);
    check("ivs-realtime create-stage --name x --generate-cli-skeleton ", expect!["input output yaml-input"]);
    check("sts --output ", expect!["json text table yaml yaml-stream off"]);
    check("--output=t", expect!["--output=text --output=table"]);
    check("sts --region us-west-", expect!["us-west-1 us-west-2"]);
}

#[test]
fn a_line_has_a_word_and_what_it_means() {
    let words = ["ivs-realtime".to_owned()];
    expect![[r#"
        list-stage-sessions	Lists the sessions of a stage, the latest first.
        list-stages	Lists the stages of the account in this region.
    "#]]
    .assert_eq(&lines(&complete(&words, "list-stage")));
    let words = ["ivs-realtime".to_owned(), "get-stage".to_owned()];
    expect![[r#"
        --arn	The ARN.
    "#]]
    .assert_eq(&lines(&complete(&words, "--a")));
}

/// The script for bash over a stand-in for the program, where there is a bash.
#[test]
fn bash_asks_for_the_words_up_to_the_cursor() {
    let stand_in = r#"
callboard() { printf '%s|' "$@" > "$asked"; printf 'PUBLISH:a\tone\nPUBLISH:b\t\n'; }
asked=$(mktemp)
"#;
    let asks = r#"
COMP_WORDS=(callboard aws x --capabilities PUBLISH:); COMP_CWORD=4
_callboard
echo "callboard $(cat "$asked") -> ${COMPREPLY[*]}"
COMP_WORDS=(aws x ''); COMP_CWORD=2
_callboard
echo "aws $(cat "$asked") -> ${COMPREPLY[*]}"
rm "$asked"
"#;
    let text = [stand_in, script(Shell::Bash), asks].concat();
    let Ok(output) = std::process::Command::new("bash").args(["--norc", "-c", &text]).output() else {
        println!("skipped: no bash here");
        return;
    };
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    expect![[r#"
        callboard __complete|--|aws|x|--capabilities|PUBLISH:| -> a b
        aws __complete|--|aws|x|| -> PUBLISH:a PUBLISH:b
    "#]]
    .assert_eq(&String::from_utf8_lossy(&output.stdout));
}
