use expect_test::expect;

const STAGES: &str = r#"
    CreateStage {"name": "source", "participantTokenConfigurations": [{"userId": "alice", "attributes": {"role": "host", "side": "left"}}]}
    let source = stage.arn
    let alice = participantTokens.0.token
    let alice-id = participantTokens.0.participantId
    wait 1
    CreateStage {"name": "destination", "participantTokenConfigurations": [{"userId": "bob"}]}
    let destination = stage.arn
    let bob = participantTokens.0.token
    let bob-id = participantTokens.0.participantId
    join {"token": "$alice"}
    let source-session = sessionId
"#;

/// Runs a script after one that makes two stages, and shows what comes after.
#[track_caller]
fn check_with_stages(script: &str, expect: expect_test::Expect) {
    let mut stagehand = crate::script::Stagehand::new(crate::script::options());
    stagehand.run(STAGES);
    expect.assert_eq(&stagehand.run(script));
}

#[test]
fn a_participant_appears_on_another_stage() {
    check_with_stages(
        r#"
        StartParticipantReplication {"sourceStageArn": "$source", "destinationStageArn": "$destination", "participantId": "$alice-id"}
        publish {"token": "$alice"}
        StartParticipantReplication {"sourceStageArn": "$source", "destinationStageArn": "$destination", "participantId": "$alice-id", "attributes": {"side": "right"}}
        StartParticipantReplication {"sourceStageArn": "$source", "destinationStageArn": "$destination", "participantId": "$alice-id"}
        ListParticipantReplicas {"sourceStageArn": "$source", "participantId": "$alice-id"}
        let session = replicas.0.destinationSessionId
        GetParticipant {"stageArn": "$destination", "sessionId": "$session", "participantId": "$alice-id"}
        GetParticipant {"stageArn": "$source", "sessionId": "$source-session", "participantId": "$alice-id"}
        join {"token": "$bob"}
        subscribe {"token": "$bob", "publisherId": "$alice-id"}
        wait 5
        StopParticipantReplication {"sourceStageArn": "$source", "destinationStageArn": "$destination", "participantId": "$alice-id"}
        StopParticipantReplication {"sourceStageArn": "$source", "destinationStageArn": "$destination", "participantId": "$alice-id"}
        ListParticipantReplicas {"sourceStageArn": "$source", "participantId": "$alice-id"}
        ListParticipantEvents {"stageArn": "$source", "sessionId": "$source-session", "participantId": "$alice-id"}
        ListParticipantEvents {"stageArn": "$destination", "sessionId": "$session", "participantId": "$alice-id"}
        ListParticipantEvents {"stageArn": "$destination", "sessionId": "$session", "participantId": "$bob-id"}
        ListParticipants {"stageArn": "$destination", "sessionId": "$session"}
        ListParticipants {"stageArn": "$source", "sessionId": "$source-session"}
        "#,
        expect![[r#"
            StartParticipantReplication {"sourceStageArn": "$source", "destinationStageArn": "$destination", "participantId": "$alice-id"}
                404 ResourceNotFoundException: Request references a resource which does not exist: participant $alice-id that publishes to $source
            publish {"token": "$alice"}
                {"stageArn":"$source","sessionId":"$source-session","participant":{"participantId":"$alice-id","userId":"alice","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:01Z","attributes":{"role":"host","side":"left"},"published":true,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            StartParticipantReplication {"sourceStageArn": "$source", "destinationStageArn": "$destination", "participantId": "$alice-id", "attributes": {"side": "right"}}
                {}
            StartParticipantReplication {"sourceStageArn": "$source", "destinationStageArn": "$destination", "participantId": "$alice-id"}
                409 ConflictException: participant $alice-id is on $destination already
            ListParticipantReplicas {"sourceStageArn": "$source", "participantId": "$alice-id"}
                {"replicas":[{"sourceStageArn":"$source","participantId":"$alice-id","sourceSessionId":"$source-session","destinationStageArn":"$destination","destinationSessionId":"st-3pJxSBGmDjlqe","replicationState":"ACTIVE"}]}
            GetParticipant {"stageArn": "$destination", "sessionId": "$session", "participantId": "$alice-id"}
                {"participant":{"participantId":"$alice-id","userId":"alice","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:01Z","attributes":{"role":"host","side":"right"},"published":true,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"REPLICA","replicationState":"ACTIVE","sourceStageArn":"$source","sourceSessionId":"$source-session"}}
            GetParticipant {"stageArn": "$source", "sessionId": "$source-session", "participantId": "$alice-id"}
                {"participant":{"participantId":"$alice-id","userId":"alice","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:01Z","attributes":{"role":"host","side":"left"},"published":true,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"SOURCE","replicationState":"ACTIVE","sourceStageArn":"","sourceSessionId":""}}
            join {"token": "$bob"}
                {"stageArn":"$destination","sessionId":"$session","participant":{"participantId":"$bob-id","userId":"bob","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:01Z","attributes":{},"published":false,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            subscribe {"token": "$bob", "publisherId": "$alice-id"}
                {"stageArn":"$destination","sessionId":"$session","participant":{"participantId":"$bob-id","userId":"bob","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:01Z","attributes":{},"published":false,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            wait 5
            StopParticipantReplication {"sourceStageArn": "$source", "destinationStageArn": "$destination", "participantId": "$alice-id"}
                {}
            StopParticipantReplication {"sourceStageArn": "$source", "destinationStageArn": "$destination", "participantId": "$alice-id"}
                404 ResourceNotFoundException: Request references a resource which does not exist: replica of participant $alice-id of $source on $destination
            ListParticipantReplicas {"sourceStageArn": "$source", "participantId": "$alice-id"}
                {"replicas":[{"sourceStageArn":"$source","participantId":"$alice-id","sourceSessionId":"$source-session","destinationStageArn":"$destination","destinationSessionId":"$session","replicationState":"STOPPED"}]}
            ListParticipantEvents {"stageArn": "$source", "sessionId": "$source-session", "participantId": "$alice-id"}
                {"events":[{"name":"REPLICATION_STOPPED","participantId":"$alice-id","eventTime":"2026-11-21T10:00:06Z","destinationStageArn":"$destination","destinationSessionId":"$session"},{"name":"REPLICATION_STARTED","participantId":"$alice-id","eventTime":"2026-11-21T10:00:01Z","destinationStageArn":"$destination","destinationSessionId":"$session"},{"name":"PUBLISH_STARTED","participantId":"$alice-id","eventTime":"2026-11-21T10:00:01Z"},{"name":"JOINED","participantId":"$alice-id","eventTime":"2026-11-21T10:00:01Z"}]}
            ListParticipantEvents {"stageArn": "$destination", "sessionId": "$session", "participantId": "$alice-id"}
                {"events":[{"name":"LEFT","participantId":"$alice-id","eventTime":"2026-11-21T10:00:06Z","replica":true},{"name":"PUBLISH_STOPPED","participantId":"$alice-id","eventTime":"2026-11-21T10:00:06Z","replica":true},{"name":"PUBLISH_STARTED","participantId":"$alice-id","eventTime":"2026-11-21T10:00:01Z","replica":true},{"name":"JOINED","participantId":"$alice-id","eventTime":"2026-11-21T10:00:01Z","replica":true}]}
            ListParticipantEvents {"stageArn": "$destination", "sessionId": "$session", "participantId": "$bob-id"}
                {"events":[{"name":"SUBSCRIBE_STOPPED","participantId":"$bob-id","eventTime":"2026-11-21T10:00:06Z","remoteParticipantId":"$alice-id","replica":true},{"name":"SUBSCRIBE_STARTED","participantId":"$bob-id","eventTime":"2026-11-21T10:00:01Z","remoteParticipantId":"$alice-id","replica":true},{"name":"JOINED","participantId":"$bob-id","eventTime":"2026-11-21T10:00:01Z"}]}
            ListParticipants {"stageArn": "$destination", "sessionId": "$session"}
                {"participants":[{"participantId":"$alice-id","userId":"alice","state":"DISCONNECTED","firstJoinTime":"2026-11-21T10:00:01Z","published":true,"recordingState":"DISABLED","replicationType":"REPLICA","replicationState":"STOPPED","sourceStageArn":"$source","sourceSessionId":"$source-session"},{"participantId":"$bob-id","userId":"bob","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:01Z","published":false,"recordingState":"DISABLED","replicationType":"NONE"}]}
            ListParticipants {"stageArn": "$source", "sessionId": "$source-session"}
                {"participants":[{"participantId":"$alice-id","userId":"alice","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:01Z","published":true,"recordingState":"DISABLED","replicationType":"SOURCE","replicationState":"STOPPED","sourceStageArn":"","sourceSessionId":""}]}
        "#]],
    );
}

#[test]
fn replication_needs_two_stages_and_somebody_who_publishes() {
    check_with_stages(
        r#"
        StartParticipantReplication {"sourceStageArn": "$source", "destinationStageArn": "$source", "participantId": "$alice-id"}
        StartParticipantReplication {"sourceStageArn": "$source", "destinationStageArn": "arn:aws:ivs:us-east-1:123456789012:stage/abc", "participantId": "$alice-id"}
        StartParticipantReplication {"sourceStageArn": "$source", "destinationStageArn": "$destination", "participantId": "nobody"}
        StartParticipantReplication {"sourceStageArn": "$source", "destinationStageArn": "$destination", "participantId": "$alice-id", "reconnectWindowSeconds": 301}
        StartParticipantReplication {"sourceStageArn": "$source", "destinationStageArn": "$destination", "participantId": "$alice-id", "attributes": {"a": "x * 1024"}}
        StartParticipantReplication {"sourceStageArn": "$source"}
        StopParticipantReplication {"sourceStageArn": "$source", "destinationStageArn": "$destination", "participantId": "$alice-id"}
        ListParticipantReplicas {"sourceStageArn": "$source", "participantId": "nobody"}
        ListParticipantReplicas {"sourceStageArn": "$source", "participantId": "nobody", "maxResults": 51}
        "#,
        expect![[r#"
            StartParticipantReplication {"sourceStageArn": "$source", "destinationStageArn": "$source", "participantId": "$alice-id"}
                400 ValidationException: sourceStageArn and destinationStageArn must be different
            StartParticipantReplication {"sourceStageArn": "$source", "destinationStageArn": "arn:aws:ivs:us-east-1:123456789012:stage/abc", "participantId": "$alice-id"}
                404 ResourceNotFoundException: Request references a resource which does not exist: arn:aws:ivs:us-east-1:123456789012:stage/abc
            StartParticipantReplication {"sourceStageArn": "$source", "destinationStageArn": "$destination", "participantId": "nobody"}
                404 ResourceNotFoundException: Request references a resource which does not exist: participant nobody that publishes to $source
            StartParticipantReplication {"sourceStageArn": "$source", "destinationStageArn": "$destination", "participantId": "$alice-id", "reconnectWindowSeconds": 301}
                400 ValidationException: 1 validation error detected: Value '301' at 'reconnectWindowSeconds' failed to satisfy constraint: Member must have value less than or equal to 300
            StartParticipantReplication {"sourceStageArn": "$source", "destinationStageArn": "$destination", "participantId": "$alice-id", "attributes": {"a": "x * 1024"}}
                400 ValidationException: attributes may have 1024 bytes in all, and these have 1025
            StartParticipantReplication {"sourceStageArn": "$source"}
                400 ValidationException: 2 validation errors detected: Value null at 'destinationStageArn' failed to satisfy constraint: Member must not be null; Value null at 'participantId' failed to satisfy constraint: Member must not be null
            StopParticipantReplication {"sourceStageArn": "$source", "destinationStageArn": "$destination", "participantId": "$alice-id"}
                404 ResourceNotFoundException: Request references a resource which does not exist: replica of participant $alice-id of $source on $destination
            ListParticipantReplicas {"sourceStageArn": "$source", "participantId": "nobody"}
                {"replicas":[]}
            ListParticipantReplicas {"sourceStageArn": "$source", "participantId": "nobody", "maxResults": 51}
                400 ValidationException: 1 validation error detected: Value '51' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 50
        "#]],
    );
}

#[test]
fn a_replica_leaves_with_its_source() {
    check_with_stages(
        r#"
        publish {"token": "$alice"}
        StartParticipantReplication {"sourceStageArn": "$source", "destinationStageArn": "$destination", "participantId": "$alice-id"}
        wait 5
        leave {"token": "$alice"}
        ListParticipantReplicas {"sourceStageArn": "$source", "participantId": "$alice-id"}
        ListStageSessions {"stageArn": "$destination"}
        GetStage {"arn": "$destination"}
        "#,
        expect![[r#"
            publish {"token": "$alice"}
                {"stageArn":"$source","sessionId":"$source-session","participant":{"participantId":"$alice-id","userId":"alice","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:01Z","attributes":{"role":"host","side":"left"},"published":true,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            StartParticipantReplication {"sourceStageArn": "$source", "destinationStageArn": "$destination", "participantId": "$alice-id"}
                {}
            wait 5
            leave {"token": "$alice"}
                {"stageArn":"$source","sessionId":"$source-session","participant":{"participantId":"$alice-id","userId":"alice","state":"DISCONNECTED","firstJoinTime":"2026-11-21T10:00:01Z","attributes":{"role":"host","side":"left"},"published":true,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"SOURCE","replicationState":"STOPPED","sourceStageArn":"","sourceSessionId":""}}
            ListParticipantReplicas {"sourceStageArn": "$source", "participantId": "$alice-id"}
                {"replicas":[{"sourceStageArn":"$source","participantId":"$alice-id","sourceSessionId":"$source-session","destinationStageArn":"$destination","destinationSessionId":"st-3pJxSBGmDjlqe","replicationState":"STOPPED"}]}
            ListStageSessions {"stageArn": "$destination"}
                {"stageSessions":[{"sessionId":"st-3pJxSBGmDjlqe","startTime":"2026-11-21T10:00:01.25Z","endTime":"2026-11-21T10:00:06.25Z"}]}
            GetStage {"arn": "$destination"}
                {"stage":{"arn":"$destination","name":"destination","tags":{},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>}}
        "#]],
    );
}

#[test]
fn a_replica_waits_for_its_source_to_come_back() {
    check_with_stages(
        r#"
        publish {"token": "$alice"}
        StartParticipantReplication {"sourceStageArn": "$source", "destinationStageArn": "$destination", "participantId": "$alice-id", "reconnectWindowSeconds": 30}
        wait 5
        leave {"token": "$alice"}
        wait 20
        ListParticipantReplicas {"sourceStageArn": "$source", "participantId": "$alice-id"}
        join {"token": "$alice"}
        publish {"token": "$alice"}
        wait 60
        ListParticipantReplicas {"sourceStageArn": "$source", "participantId": "$alice-id"}
        unpublish {"token": "$alice"}
        wait 30
        ListParticipantReplicas {"sourceStageArn": "$source", "participantId": "$alice-id"}
        ListStageSessions {"stageArn": "$destination"}
        "#,
        expect![[r#"
            publish {"token": "$alice"}
                {"stageArn":"$source","sessionId":"$source-session","participant":{"participantId":"$alice-id","userId":"alice","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:01Z","attributes":{"role":"host","side":"left"},"published":true,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            StartParticipantReplication {"sourceStageArn": "$source", "destinationStageArn": "$destination", "participantId": "$alice-id", "reconnectWindowSeconds": 30}
                {}
            wait 5
            leave {"token": "$alice"}
                {"stageArn":"$source","sessionId":"$source-session","participant":{"participantId":"$alice-id","userId":"alice","state":"DISCONNECTED","firstJoinTime":"2026-11-21T10:00:01Z","attributes":{"role":"host","side":"left"},"published":true,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"SOURCE","replicationState":"ACTIVE","sourceStageArn":"","sourceSessionId":""}}
            wait 20
            ListParticipantReplicas {"sourceStageArn": "$source", "participantId": "$alice-id"}
                {"replicas":[{"sourceStageArn":"$source","participantId":"$alice-id","sourceSessionId":"$source-session","destinationStageArn":"$destination","destinationSessionId":"st-3pJxSBGmDjlqe","replicationState":"ACTIVE"}]}
            join {"token": "$alice"}
                {"stageArn":"$source","sessionId":"st-3pJxYgUhwnx4M","participant":{"participantId":"$alice-id","userId":"alice","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:26Z","attributes":{"role":"host","side":"left"},"published":false,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"SOURCE","replicationState":"ACTIVE","sourceStageArn":"","sourceSessionId":""}}
            publish {"token": "$alice"}
                {"stageArn":"$source","sessionId":"st-3pJxYgUhwnx4M","participant":{"participantId":"$alice-id","userId":"alice","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:26Z","attributes":{"role":"host","side":"left"},"published":true,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"SOURCE","replicationState":"ACTIVE","sourceStageArn":"","sourceSessionId":""}}
            wait 60
            ListParticipantReplicas {"sourceStageArn": "$source", "participantId": "$alice-id"}
                {"replicas":[{"sourceStageArn":"$source","participantId":"$alice-id","sourceSessionId":"st-3pJxYgUhwnx4M","destinationStageArn":"$destination","destinationSessionId":"st-3pJxSBGmDjlqe","replicationState":"ACTIVE"}]}
            unpublish {"token": "$alice"}
                {"stageArn":"$source","sessionId":"st-3pJxYgUhwnx4M","participant":{"participantId":"$alice-id","userId":"alice","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:26Z","attributes":{"role":"host","side":"left"},"published":true,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"SOURCE","replicationState":"ACTIVE","sourceStageArn":"","sourceSessionId":""}}
            wait 30
            ListParticipantReplicas {"sourceStageArn": "$source", "participantId": "$alice-id"}
                {"replicas":[{"sourceStageArn":"$source","participantId":"$alice-id","sourceSessionId":"st-3pJxYgUhwnx4M","destinationStageArn":"$destination","destinationSessionId":"st-3pJxSBGmDjlqe","replicationState":"STOPPED"}]}
            ListStageSessions {"stageArn": "$destination"}
                {"stageSessions":[{"sessionId":"st-3pJxSBGmDjlqe","startTime":"2026-11-21T10:00:01.25Z","endTime":"2026-11-21T10:01:56.25Z"}]}
        "#]],
    );
}

#[test]
fn a_replica_ends_with_its_stage() {
    check_with_stages(
        r#"
        publish {"token": "$alice"}
        StartParticipantReplication {"sourceStageArn": "$source", "destinationStageArn": "$destination", "participantId": "$alice-id"}
        DeleteStage {"arn": "$destination"}
        ListParticipantReplicas {"sourceStageArn": "$source", "participantId": "$alice-id"}
        "#,
        expect![[r#"
            publish {"token": "$alice"}
                {"stageArn":"$source","sessionId":"$source-session","participant":{"participantId":"$alice-id","userId":"alice","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:01Z","attributes":{"role":"host","side":"left"},"published":true,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            StartParticipantReplication {"sourceStageArn": "$source", "destinationStageArn": "$destination", "participantId": "$alice-id"}
                {}
            DeleteStage {"arn": "$destination"}
                {}
            ListParticipantReplicas {"sourceStageArn": "$source", "participantId": "$alice-id"}
                {"replicas":[{"sourceStageArn":"$source","participantId":"$alice-id","sourceSessionId":"$source-session","destinationStageArn":"$destination","destinationSessionId":"st-3pJxSBGmDjlqe","replicationState":"STOPPED"}]}
        "#]],
    );
    check_with_stages(
        r#"
        publish {"token": "$alice"}
        StartParticipantReplication {"sourceStageArn": "$source", "destinationStageArn": "$destination", "participantId": "$alice-id"}
        DeleteStage {"arn": "$source"}
        ListStageSessions {"stageArn": "$destination"}
        "#,
        expect![[r#"
            publish {"token": "$alice"}
                {"stageArn":"$source","sessionId":"$source-session","participant":{"participantId":"$alice-id","userId":"alice","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:01Z","attributes":{"role":"host","side":"left"},"published":true,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            StartParticipantReplication {"sourceStageArn": "$source", "destinationStageArn": "$destination", "participantId": "$alice-id"}
                {}
            DeleteStage {"arn": "$source"}
                {}
            ListStageSessions {"stageArn": "$destination"}
                {"stageSessions":[{"sessionId":"st-3pJxSBGmDjlqe","startTime":"2026-11-21T10:00:01.25Z","endTime":"2026-11-21T10:00:01.25Z"}]}
        "#]],
    );
}
