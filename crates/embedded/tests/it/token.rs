use crate::script::{Stagehand, check, options};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use callboard_model::document::{Document, Map};
use expect_test::expect;
use serde_json::{Value, json};

#[test]
fn tokens_are_given_out_with_a_stage_and_after() {
    check(
        r#"
        CreateStage {"participantTokenConfigurations": [{"userId": "alice", "capabilities": ["SUBSCRIBE"], "duration": 1}, {}]}
        let stage = stage.arn
        CreateParticipantToken {"stageArn": "$stage", "userId": "bob", "attributes": {"role": "host"}}
        CreateParticipantToken {"stageArn": "$stage", "capabilities": []}
        CreateParticipantToken {"stageArn": "$stage", "duration": 0}
        CreateParticipantToken {"stageArn": "$stage", "capabilities": ["FLY"]}
        CreateParticipantToken {"stageArn": "$stage", "attributes": {"a": "x * 1024"}}
        CreateParticipantToken {"stageArn": "arn:aws:ivs:us-east-1:123456789012:stage/abcdABCDefgh"}
        CreateParticipantToken {}
        CreateStage {"participantTokenConfigurations": [{"attributes": {"a": "x * 1024"}}]}
        ListStages
        "#,
        expect![[r#"
            CreateStage {"participantTokenConfigurations": [{"userId": "alice", "capabilities": ["SUBSCRIBE"], "duration": 1}, {}]}
                {"stage":{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv8KbNzZ","name":"","tags":{},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>},"participantTokens":[{"participantId":"3pJxRv842zJS","token":"<token>","userId":"alice","duration":1,"capabilities":["SUBSCRIBE"],"expirationTime":"2026-11-21T10:01:00Z"},{"participantId":"3pJxRv8ibZex","token":"<token>","duration":720,"capabilities":["PUBLISH","SUBSCRIBE"],"expirationTime":"2026-11-21T22:00:00Z"}]}
            CreateParticipantToken {"stageArn": "$stage", "userId": "bob", "attributes": {"role": "host"}}
                {"participantToken":{"participantId":"3pJxRv89nQjK","token":"<token>","userId":"bob","attributes":{"role":"host"},"duration":720,"capabilities":["PUBLISH","SUBSCRIBE"],"expirationTime":"2026-11-21T22:00:00Z"}}
            CreateParticipantToken {"stageArn": "$stage", "capabilities": []}
                {"participantToken":{"participantId":"3pJxRv8ssWyW","token":"<token>","duration":720,"capabilities":[],"expirationTime":"2026-11-21T22:00:00Z"}}
            CreateParticipantToken {"stageArn": "$stage", "duration": 0}
                400 ValidationException: 1 validation error detected: Value '0' at 'duration' failed to satisfy constraint: Member must have value greater than or equal to 1
            CreateParticipantToken {"stageArn": "$stage", "capabilities": ["FLY"]}
                400 ValidationException: 1 validation error detected: Value '[FLY]' at 'capabilities' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [PUBLISH, SUBSCRIBE]]
            CreateParticipantToken {"stageArn": "$stage", "attributes": {"a": "x * 1024"}}
                400 ValidationException: attributes may have 1024 bytes in all, and these have 1025
            CreateParticipantToken {"stageArn": "arn:aws:ivs:us-east-1:123456789012:stage/abcdABCDefgh"}
                404 ResourceNotFoundException: Request references a resource which does not exist: arn:aws:ivs:us-east-1:123456789012:stage/abcdABCDefgh
            CreateParticipantToken {}
                400 ValidationException: 1 validation error detected: Value null at 'stageArn' failed to satisfy constraint: Member must not be null
            CreateStage {"participantTokenConfigurations": [{"attributes": {"a": "x * 1024"}}]}
                400 ValidationException: attributes may have 1024 bytes in all, and these have 1025
            ListStages
                {"stages":[{"arn":"$stage","name":"","tags":{}}]}
        "#]],
    );
}

#[test]
fn a_token_carries_the_claims_that_clients_read() {
    let stagehand = Stagehand::new(options());
    let tokens = vec![Document::from(
        Map::new().with("userId", "alice").with("attributes", Map::new().with("role", "host")).with("duration", 60i64),
    )];
    let output =
        stagehand.call("CreateStage", Map::new().with("participantTokenConfigurations", tokens)).expect("a stage");
    let token = output.get("participantTokens").and_then(Document::as_list).expect("tokens")[0].clone();
    let token = token.get("token").and_then(Document::as_str).expect("a token").to_owned();
    let parts: Vec<Vec<u8>> = token.split('.').map(|it| URL_SAFE_NO_PAD.decode(it).expect("base64")).collect();
    let header: Value = serde_json::from_slice(&parts[0]).expect("JSON");
    assert_eq!((header["alg"].as_str(), header["typ"].as_str()), (Some("ES384"), Some("JWT")));
    assert_eq!(parts[2].len(), 96);
    let claims: Value = serde_json::from_slice(&parts[1]).expect("JSON");
    expect![[r#"
        {
          "iat": 1795255200,
          "exp": 1795258800,
          "jti": "3pJxRv842zJS",
          "resource": "arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv8KbNzZ",
          "topic": "3pJxRv8KbNzZ",
          "whip_url": "https://hf0fonwpwxui.global-bm.whip.live-video.net",
          "events_url": "wss://global.events.live-video.net",
          "capabilities": {
            "allow_publish": true,
            "allow_subscribe": true
          },
          "user_id": "alice",
          "attributes": {
            "role": "host"
          },
          "version": "1.0"
        }"#]]
    .assert_eq(&serde_json::to_string_pretty(&claims).expect("JSON"));
}

#[test]
fn tokens_that_are_not_in_force_are_refused_at_the_door() {
    check(
        r#"
        CreateStage {"participantTokenConfigurations": [{"duration": 1}, {}, {}]}
        let stage = stage.arn
        let brief = participantTokens.0.token
        let revoked = participantTokens.1.token
        let revoked-id = participantTokens.1.participantId
        let good = participantTokens.2.token
        wait 60
        join {"token": "$brief"}
        RevokeConnectionToken {"tokenId": "$revoked-id"}
        join {"token": "$revoked"}
        join {"token": "nonsense"}
        join {"token": "a.b.c"}
        join {"token": "$goodx"}
        join {"token": "eyJhbGciOiJub25lIn0.e30."}
        join {"token": "$good"}
        RevokeConnectionToken {}
        RevokeConnectionToken {"tokenId": "not a token"}
        "#,
        expect![[r#"
            CreateStage {"participantTokenConfigurations": [{"duration": 1}, {}, {}]}
                {"stage":{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv8KbNzZ","name":"","tags":{},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>},"participantTokens":[{"participantId":"3pJxRv842zJS","token":"<token>","duration":1,"capabilities":["PUBLISH","SUBSCRIBE"],"expirationTime":"2026-11-21T10:01:00Z"},{"participantId":"3pJxRv8ibZex","token":"<token>","duration":720,"capabilities":["PUBLISH","SUBSCRIBE"],"expirationTime":"2026-11-21T22:00:00Z"},{"participantId":"3pJxRv89nQjK","token":"<token>","duration":720,"capabilities":["PUBLISH","SUBSCRIBE"],"expirationTime":"2026-11-21T22:00:00Z"}]}
            wait 60
            join {"token": "$brief"}
                403 AccessDeniedException: the participant token expired at 2026-11-21T10:01:00Z
            RevokeConnectionToken {"tokenId": "$revoked-id"}
                {}
            join {"token": "$revoked"}
                403 AccessDeniedException: the token of participant $revoked-id was revoked
            join {"token": "nonsense"}
                400 ValidationException: the participant token is not a JWT signed by ES384
            join {"token": "a.b.c"}
                400 ValidationException: the participant token is not a JWT signed by ES384
            join {"token": "$goodx"}
                400 ValidationException: the participant token is not a JWT signed by ES384
            join {"token": "eyJhbGciOiJub25lIn0.e30."}
                400 ValidationException: the participant token is not a JWT signed by ES384
            join {"token": "$good"}
                {"stageArn":"$stage","sessionId":"st-3pJxhWsssWyWb","participant":{"participantId":"3pJxRv89nQjK","userId":"","state":"CONNECTED","firstJoinTime":"2026-11-21T10:01:00Z","attributes":{},"published":false,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            RevokeConnectionToken {}
                400 ValidationException: 1 validation error detected: Value null at 'tokenId' failed to satisfy constraint: Member must not be null
            RevokeConnectionToken {"tokenId": "not a token"}
                400 ValidationException: 1 validation error detected: Value 'not a token' at 'tokenId' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+
        "#]],
    );
}

#[test]
fn revoking_a_token_disconnects_its_participant() {
    check(
        r#"
        CreateStage {"participantTokenConfigurations": [{}]}
        let stage = stage.arn
        let token = participantTokens.0.token
        let id = participantTokens.0.participantId
        join {"token": "$token"}
        let session = sessionId
        RevokeConnectionToken {"tokenId": "$id"}
        ListParticipants {"stageArn": "$stage", "sessionId": "$session"}
        ListStageSessions {"stageArn": "$stage"}
        join {"token": "$token"}
        "#,
        expect![[r#"
            CreateStage {"participantTokenConfigurations": [{}]}
                {"stage":{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv8KbNzZ","name":"","tags":{},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>},"participantTokens":[{"participantId":"3pJxRv842zJS","token":"<token>","duration":720,"capabilities":["PUBLISH","SUBSCRIBE"],"expirationTime":"2026-11-21T22:00:00Z"}]}
            join {"token": "$token"}
                {"stageArn":"$stage","sessionId":"st-3pJxRv8ibZexG","participant":{"participantId":"$id","userId":"","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":false,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            RevokeConnectionToken {"tokenId": "$id"}
                {}
            ListParticipants {"stageArn": "$stage", "sessionId": "$session"}
                {"participants":[{"participantId":"$id","userId":"","state":"DISCONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","published":false,"recordingState":"DISABLED","replicationType":"NONE"}]}
            ListStageSessions {"stageArn": "$stage"}
                {"stageSessions":[{"sessionId":"$session","startTime":"2026-11-21T10:00:00.25Z","endTime":"2026-11-21T10:00:00.25Z"}]}
            join {"token": "$token"}
                403 AccessDeniedException: the token of participant $id was revoked
        "#]],
    );
}

/// A key pair as its holder has it.
struct Holder {
    pair: EcdsaKeyPair,
}

impl Holder {
    fn new() -> Self {
        let pkcs8 =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, &SystemRandom::new()).expect("a key");
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, pkcs8.as_ref()).expect("a key");
        Self { pair }
    }

    fn pem(&self) -> String {
        let spki = b"\x30\x76\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x22\x03\x62\x00";
        let body = STANDARD.encode([spki, self.pair.public_key().as_ref()].concat());
        let lines: Vec<&str> = body.as_bytes().chunks(64).map(|it| std::str::from_utf8(it).expect("ASCII")).collect();
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", lines.join("\n"))
    }

    fn sign(&self, key_id: &str, claims: &Value) -> String {
        let header = json!({"alg": "ES384", "typ": "JWT", "kid": key_id});
        let signed =
            format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(claims.to_string()));
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes()).expect("a signature");
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref()))
    }
}

/// Joins with a token that the holder of an imported key signed; `change` spoils its claims or its key.
#[track_caller]
fn check_self_signed(change: impl FnOnce(&mut Value, &mut String), expect: expect_test::Expect) {
    let holder = Holder::new();
    let mut stagehand = Stagehand::new(options());
    let stage = stagehand.call("CreateStage", Map::new()).expect("a stage");
    let stage = stage.get("stage").and_then(|it| it.get("arn")).and_then(Document::as_str).expect("an ARN").to_owned();
    let key = stagehand.call("ImportPublicKey", Map::new().with("publicKeyMaterial", holder.pem())).expect("a key");
    let mut key =
        key.get("publicKey").and_then(|it| it.get("arn")).and_then(Document::as_str).expect("an ARN").to_owned();
    let now = 1_795_255_200;
    let mut claims = json!({
        "iat": now, "exp": now + 3600, "jti": "selfsigned_1", "resource": stage, "topic": stage.rsplit('/').next(),
        "whip_url": "https://x", "events_url": "wss://x", "user_id": "carol", "attributes": {"seat": "4"},
        "capabilities": {"allow_publish": true, "allow_subscribe": false}, "version": "1.0",
    });
    change(&mut claims, &mut key);
    let token = holder.sign(&key, &claims);
    let script = format!("join {{\"token\": \"{token}\"}}");
    let transcript = stagehand.run(&script);
    expect.assert_eq(transcript.split_once('\n').expect("an answer").1.trim());
}

#[test]
fn a_token_of_the_holder_of_an_imported_key_is_accepted() {
    check_self_signed(
        |_, _| {},
        expect![[
            r#"{"stageArn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv8KbNzZ","sessionId":"st-3pJxRv8ibZexG","participant":{"participantId":"selfsigned_1","userId":"carol","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{"seat":"4"},"published":false,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}"#
        ]],
    );
}

#[test]
fn a_token_of_the_holder_of_an_imported_key_must_be_sound() {
    check_self_signed(
        |claims, _| claims["exp"] = json!(1_795_255_200),
        expect!["403 AccessDeniedException: the participant token expired at 2026-11-21T10:00:00Z"],
    );
    check_self_signed(
        |claims, _| claims["resource"] = json!("arn:aws:s3:::x"),
        expect!["400 ValidationException: the participant token is for `arn:aws:s3:::x`, which is not a stage"],
    );
    check_self_signed(
        |claims, _| claims["resource"] = json!("arn:aws:ivs:eu-west-1:123456789012:stage/abc"),
        expect![
            "403 AccessDeniedException: the participant token is signed by `arn:aws:ivs:us-east-1:123456789012:public-key/3pJxRv842zJS`, which is no key of its stage's region"
        ],
    );
    check_self_signed(
        |claims, _| claims["topic"] = json!("another"),
        expect!["400 ValidationException: the participant token has the topic `another` of another stage"],
    );
    check_self_signed(
        |claims, _| claims["jti"] = json!("a/b"),
        expect!["400 ValidationException: the participant token has no usable participant id (`jti`)"],
    );
    check_self_signed(
        |claims, _| claims["jti"] = Value::Null,
        expect!["400 ValidationException: the participant token has no usable participant id (`jti`)"],
    );
    check_self_signed(
        |claims, _| claims["exp"] = Value::Null,
        expect!["400 ValidationException: the participant token has no expiry (`exp`)"],
    );
    check_self_signed(
        |claims, _| claims["attributes"] = json!({"a": "x".repeat(2000)}),
        expect!["400 ValidationException: attributes may have 1024 bytes in all, and these have 2001"],
    );
    check_self_signed(
        |claims, _| claims["user_id"] = json!("x".repeat(200)),
        expect!["400 ValidationException: the user id of the participant token is longer than 128"],
    );
    check_self_signed(
        |_, key| *key = "arn:aws:ivs:us-east-1:123456789012:public-key/another".to_owned(),
        expect![
            "403 AccessDeniedException: the participant token is signed by `arn:aws:ivs:us-east-1:123456789012:public-key/another`, which is no key of its stage's region"
        ],
    );
    check_self_signed(
        |_, key| *key = String::new(),
        expect![
            "403 AccessDeniedException: the participant token is signed by ``, which is no key of its stage's region"
        ],
    );
}

#[test]
fn a_token_is_useless_once_its_key_is_deleted() {
    let holder = Holder::new();
    let other = Holder::new();
    let mut stagehand = Stagehand::new(options());
    let transcript = stagehand.run(&format!(
        "CreateStage\nlet stage = stage.arn\nImportPublicKey {}\nlet key = publicKey.arn",
        json!({"publicKeyMaterial": holder.pem()})
    ));
    let value = |name: &str| {
        let output = transcript
            .lines()
            .find_map(|it| it.trim().strip_prefix(&format!("{{\"{name}\":{{\"arn\":\"")))
            .expect("an answer");
        output.split('"').next().expect("an ARN").to_owned()
    };
    let (stage, key) = (value("stage"), value("publicKey"));
    let claims = json!({"exp": 1_795_259_999, "jti": "p1", "resource": stage});
    let (token, forged) = (holder.sign(&key, &claims), other.sign(&key, &claims));
    let transcript = stagehand.run(&format!(
        "join {{\"token\": \"{token}\"}}\njoin {{\"token\": \"{forged}\"}}\nDeletePublicKey {{\"arn\": \"$key\"}}\njoin {{\"token\": \"{token}\"}}"
    ));
    let answers: Vec<&str> =
        transcript.lines().filter(|it| it.starts_with(' ')).map(|it| &it.trim()[..60.min(it.trim().len())]).collect();
    expect![[r#"
        {"stageArn":"$stage","sessionId":"st-3pJxRv8ibZexG","partici
        403 AccessDeniedException: the signature of the participant 
        {}
        403 AccessDeniedException: the participant token is signed b"#]]
    .assert_eq(&answers.join("\n"));
}
