//! What the seed documents show runs as shown.

use crate::{callboard, json};

/// The example of the AWS CLI's page: the command as printed there, its answer member by member.
#[test]
fn the_example_of_the_create_stage_page() {
    let (_home, callboard) = callboard();
    let words = "aws ivs-realtime create-stage --name stage1 --participant-token-configurations userId=alice";
    let answer = json(&callboard, &words.split(' ').collect::<Vec<_>>());
    let members: Vec<&str> = answer.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(members, ["stage", "participantTokens"]);
    let token = &answer["participantTokens"][0];
    assert_eq!(token["userId"], "alice");
    assert!(token["participantId"].as_str().is_some_and(|it| it.len() == 12), "{token}");
    assert_eq!(token["token"].as_str().expect("a token").split('.').count(), 3);
    let stage = &answer["stage"];
    assert_eq!(stage["name"], "stage1");
    assert!(stage["arn"].as_str().expect("an ARN").starts_with("arn:aws:ivs:us-east-1:123456789012:stage/"));
    assert_eq!(stage["tags"], serde_json::json!({}));
}

/// Every option of the page's synopsis is known, and `help` names all of them.
#[test]
fn every_option_of_the_create_stage_page() {
    let (_home, callboard) = callboard();
    let help = callboard.run(&["aws", "ivs-realtime", "create-stage", "help"]);
    assert_eq!(help.code, 0, "{}", help.stderr);
    let options = "--name --participant-token-configurations --tags --cli-input-json --generate-cli-skeleton --debug \
                   --endpoint-url --no-verify-ssl --no-paginate --output --query --profile --region --version --color \
                   --no-sign-request --ca-bundle --cli-read-timeout --cli-connect-timeout";
    for option in options.split_whitespace() {
        assert!(help.stdout.contains(option), "{option} is not in the help");
    }
    for heading in ["NAME", "DESCRIPTION", "SYNOPSIS", "OPTIONS", "GLOBAL OPTIONS", "EXAMPLES", "OUTPUT"] {
        assert!(help.stdout.lines().any(|line| line.trim() == heading), "{heading} is not in the help");
    }
}
