use crate::script::{Stagehand, options};
use callboard_embedded::Quotas;
use expect_test::expect;

/// Runs a script so often, then once more, and shows the last answer.
fn last_answer(quotas: Quotas, props: &str, script: &str, times: usize) -> String {
    let mut stagehand = Stagehand::new(options().with_quotas(quotas));
    stagehand.run(props);
    for _ in 0..times {
        stagehand.run(script);
    }
    let transcript = stagehand.run(script);
    transcript.lines().last().expect("an answer").trim().chars().take(120).collect()
}

#[test]
fn quotas_are_enforced_where_they_are_switched_on() {
    let stage = "CreateStage";
    expect![
        "402 ServiceQuotaExceededException: Request would cause a service quota to be exceeded: 100 stages per Region"
    ]
    .assert_eq(&last_answer(Quotas::Aws, "", stage, 100));
    assert!(last_answer(Quotas::Aws, "", stage, 99).starts_with("{\"stage\""));
    assert!(last_answer(Quotas::Off, "", stage, 101).starts_with("{\"stage\""));

    let encoder = "CreateEncoderConfiguration";
    expect!["402 ServiceQuotaExceededException: Request would cause a service quota to be exceeded: 20 encoder configurations per Reg"].assert_eq(&last_answer(Quotas::Aws, "", encoder, 20));
    assert!(last_answer(Quotas::Off, "", encoder, 20).starts_with("{\"encoderConfiguration\""));

    let props = "CreateStage\nlet stage = stage.arn";
    let composition = r#"StartComposition {"stageArn": "$stage", "destinations": [{"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/a"}}]}"#;
    expect!["402 ServiceQuotaExceededException: Request would cause a service quota to be exceeded: 5 compositions at the same time"].assert_eq(&last_answer(Quotas::Aws, props, composition, 5));
    // Each has stopped by itself before the next begins.
    assert!(last_answer(Quotas::Aws, props, &format!("wait 100\n{composition}"), 7).starts_with("{\"composition\""));
}

#[test]
fn the_thirteenth_publisher_is_refused_and_that_is_noted() {
    let props = "CreateStage\nlet stage = stage.arn";
    let one_more = r#"
        CreateParticipantToken {"stageArn": "$stage"}
        let token = participantToken.token
        let id = participantToken.participantId
        join {"token": "$token"}
        let session = sessionId
        publish {"token": "$token"}
    "#;
    let events = format!(
        "{one_more}\nListParticipantEvents {{\"stageArn\": \"$stage\", \"sessionId\": \"$session\", \"participantId\": \"$id\"}}"
    );
    expect![
        "402 ServiceQuotaExceededException: Request would cause a service quota to be exceeded: 12 publishers per stage"
    ]
    .assert_eq(&last_answer(Quotas::Aws, props, one_more, 12));
    expect![[r#"{"events":[{"name":"PUBLISH_ERROR","participantId":"$id","eventTime":"2026-11-21T10:00:00Z","errorCode":"QUOTA_EXCEEDED""#]].assert_eq(&last_answer(Quotas::Aws, props, &events, 12));
}

#[test]
fn quotas_count_one_region_and_account() {
    let full: String = (0..20).map(|_| "CreateEncoderConfiguration\n").collect();
    let elsewhere = "region eu-west-1\nCreateEncoderConfiguration";
    assert!(last_answer(Quotas::Aws, &full, elsewhere, 0).starts_with("{\"encoderConfiguration\""));
    let someone = "account 210987654321\nCreateEncoderConfiguration";
    assert!(last_answer(Quotas::Aws, &full, someone, 0).starts_with("{\"encoderConfiguration\""));
}
