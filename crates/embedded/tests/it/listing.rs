use crate::script::{Stagehand, options};
use callboard_model::document::{Document, Map};

/// Follows the pages of a listing, and gives the `key` of every item.
fn pages(stagehand: &Stagehand, operation: &str, input: &Map, member: &str, key: &str, size: i64) -> Vec<String> {
    let mut items = Vec::new();
    let mut token: Option<String> = None;
    loop {
        let mut input = input.clone().with("maxResults", size);
        if let Some(token) = &token {
            input.insert("nextToken", token.as_str());
        }
        let output = stagehand.call(operation, input).unwrap_or_else(|err| panic!("{operation}: {err}"));
        let page = output.get(member).and_then(Document::as_list).expect("a page");
        assert!(page.len() <= size as usize, "{operation} gave {} items for {size}", page.len());
        items.extend(page.iter().map(|it| it.get(key).and_then(Document::as_str).expect("a key").to_owned()));
        match output.str("nextToken") {
            Some(next) => {
                assert_eq!(page.len(), size as usize, "{operation}: only the last page is short");
                token = Some(next.to_owned());
            }
            None => return items,
        }
    }
}

/// Whatever the size of its pages, a listing yields every item once, in one order.
fn check(stagehand: &Stagehand, operation: &str, input: Map, member: &str, key: &str, count: usize) {
    let all = pages(stagehand, operation, &input, member, key, 50);
    assert_eq!(all.len(), count, "{operation}");
    let mut unique = all.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), count, "{operation}");
    for size in 1..=(count as i64 + 1).min(50) {
        assert_eq!(pages(stagehand, operation, &input, member, key, size), all, "{operation} by {size}");
    }
}

#[test]
fn any_page_size_yields_every_item_once() {
    let mut stagehand = Stagehand::new(options());
    stagehand.run("CreateStage\nlet stage = stage.arn");
    for at in 0..17 {
        stagehand.run(&format!(
            r#"
            wait {}
            CreateStage
            CreateEncoderConfiguration
            let encoder = encoderConfiguration.arn
            CreateStorageConfiguration {{"s3": {{"bucketName": "bucket"}}}}
            CreateIngestConfiguration {{"ingestProtocol": "RTMPS", "stageArn": "$stage"}}
            let key = ingestConfiguration.streamKey
            StartComposition {{"stageArn": "$stage", "destinations": [{{"channel": {{"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/a"}}}}]}}
            CreateParticipantToken {{"stageArn": "$stage", "userId": "u/1"}}
            let token = participantToken.token
            join {{"token": "$token"}}
            let session = sessionId
            publish {{"token": "$token"}}
            {}
            "#,
            at % 3,
            if at % 2 == 0 { "start-ingest {\"streamKey\": \"$key\"}" } else { "leave {\"token\": \"$token\"}" },
        ));
    }
    let variable = |name: &str| stagehand.variable(name);
    let (stage, session) = (variable("stage"), variable("session"));
    let here = Map::new().with("stageArn", stage.as_str());
    let in_session = here.clone().with("sessionId", session.as_str());
    let s = &stagehand;
    check(s, "ListStages", Map::new(), "stages", "arn", 18);
    check(s, "ListEncoderConfigurations", Map::new(), "encoderConfigurations", "arn", 17);
    check(s, "ListStorageConfigurations", Map::new(), "storageConfigurations", "arn", 17);
    check(s, "ListIngestConfigurations", Map::new(), "ingestConfigurations", "arn", 17);
    let by_stage = Map::new().with("filterByStageArn", stage.as_str());
    check(s, "ListIngestConfigurations", by_stage.clone(), "ingestConfigurations", "arn", 17);
    check(s, "ListIngestConfigurations", Map::new().with("filterByState", "ACTIVE"), "ingestConfigurations", "arn", 9);
    check(
        s,
        "ListIngestConfigurations",
        Map::new().with("filterByState", "INACTIVE"),
        "ingestConfigurations",
        "arn",
        8,
    );
    check(s, "ListCompositions", Map::new(), "compositions", "arn", 17);
    check(s, "ListCompositions", by_stage, "compositions", "arn", 17);
    check(s, "ListParticipants", in_session.clone(), "participants", "participantId", 26);
    let filtered = |name: &'static str, value: Document| in_session.clone().with(name, value);
    check(s, "ListParticipants", filtered("filterByUserId", "u/1".into()), "participants", "participantId", 17);
    check(s, "ListParticipants", filtered("filterByPublished", true.into()), "participants", "participantId", 26);
    check(s, "ListParticipants", filtered("filterByState", "CONNECTED".into()), "participants", "participantId", 18);
    check(s, "ListParticipants", filtered("filterByState", "DISCONNECTED".into()), "participants", "participantId", 8);
}

#[test]
fn sessions_and_events_come_newest_first() {
    let mut stagehand = Stagehand::new(options());
    stagehand.run(
        r#"
        CreateStage {"participantTokenConfigurations": [{}]}
        let stage = stage.arn
        let token = participantTokens.0.token
        let id = participantTokens.0.participantId
        "#,
    );
    for _ in 0..7 {
        stagehand.run("wait 10\njoin {\"token\": \"$token\"}\nlet session = sessionId\nleave {\"token\": \"$token\"}");
    }
    let here = Map::new().with("stageArn", stagehand.variable("stage"));
    check(&stagehand, "ListStageSessions", here.clone(), "stageSessions", "sessionId", 7);
    let sessions = pages(&stagehand, "ListStageSessions", &here, "stageSessions", "sessionId", 3);
    assert_eq!(sessions[0], stagehand.variable("session"));
    assert!(sessions.is_sorted_by(|newer, older| newer > older));
    let events = here.with("sessionId", stagehand.variable("session")).with("participantId", stagehand.variable("id"));
    assert_eq!(pages(&stagehand, "ListParticipantEvents", &events, "events", "name", 1), ["LEFT", "JOINED"]);
}

#[test]
fn a_token_leads_on_in_its_own_listing_alone() {
    let mut stagehand = Stagehand::new(options());
    stagehand.run("CreateStage\nwait 1\nCreateStage\nCreateEncoderConfiguration\nwait 1\nCreateEncoderConfiguration");
    let output = stagehand.call("ListStages", Map::new().with("maxResults", 1i64)).expect("a page");
    let token = output.str("nextToken").expect("a token").to_owned();
    let with = |token: &str| Map::new().with("nextToken", token);
    assert!(stagehand.call("ListStages", with(&token)).is_ok());
    assert!(stagehand.call("ListStages", with(&token).with("maxResults", 100i64)).is_ok());
    assert!(stagehand.call("ListEncoderConfigurations", with(&token)).is_err());
    assert!(stagehand.call("ListStages", with(&token[1..])).is_err());
    assert!(stagehand.call("ListIngestConfigurations", with(&token)).is_err());
    // An empty token asks for the first page, as clients that pass on what they have do.
    assert!(stagehand.call("ListStages", with("")).is_ok());
}
