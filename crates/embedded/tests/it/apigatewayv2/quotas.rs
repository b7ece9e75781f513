use callboard_embedded::Quotas;
use expect_test::expect;

use crate::script::{Stagehand, options};

/// Runs a script so often, then once more, and shows the last answer.
fn last_answer(quotas: Quotas, script: &str, times: usize) -> String {
    let mut stagehand = Stagehand::new(options().with_quotas(quotas));
    stagehand.run("service apigatewayv2\nCreateApi {\"Name\": \"a\", \"ProtocolType\": \"HTTP\"}\nlet api = ApiId");
    let mut transcript = String::new();
    for number in 0..=times {
        transcript = stagehand.run(&script.replace('#', &number.to_string()));
    }
    transcript.lines().last().expect("an answer").trim().to_owned()
}

#[test]
fn quotas_are_enforced_where_they_are_switched_on() {
    let route = r#"CreateRoute {"ApiId": "$api", "RouteKey": "GET /#"}"#;
    expect!["429 ConflictException: Maximum number of Routes for this API has been reached. Please contact AWS if you need additional Routes."]
        .assert_eq(&last_answer(Quotas::Aws, route, 300));
    assert!(last_answer(Quotas::Off, route, 300).starts_with("{\"ApiKeyRequired\""));

    let stage = r#"CreateStage {"ApiId": "$api", "StageName": "s#"}"#;
    expect!["429 ConflictException: Maximum number of Stages for this API has been reached. Please contact AWS if you need additional Stages."]
        .assert_eq(&last_answer(Quotas::Aws, stage, 10));
    assert!(last_answer(Quotas::Aws, stage, 9).starts_with("{\"CreatedDate\""));
}
