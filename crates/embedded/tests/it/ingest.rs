use crate::script::check;
use expect_test::expect;

#[test]
fn an_ingest_configuration_is_attached_and_detached() {
    check(
        r#"
        CreateIngestConfiguration {"name": "ingest1", "ingestProtocol": "RTMPS"}
        let ingest = ingestConfiguration.arn
        CreateStage
        let stage = stage.arn
        UpdateIngestConfiguration {"arn": "$ingest", "stageArn": "$stage"}
        ListIngestConfigurations {"filterByStageArn": "$stage"}
        UpdateIngestConfiguration {"arn": "$ingest", "redundantIngest": true}
        UpdateIngestConfiguration {"arn": "$ingest", "redundantIngest": false, "stageArn": ""}
        ListIngestConfigurations {"filterByStageArn": "$stage"}
        GetIngestConfiguration {"arn": "$ingest"}
        DeleteIngestConfiguration {"arn": "$ingest"}
        GetIngestConfiguration {"arn": "$ingest"}
        DeleteIngestConfiguration {"arn": "$ingest"}
        ListIngestConfigurations
        "#,
        expect![[r#"
            CreateIngestConfiguration {"name": "ingest1", "ingestProtocol": "RTMPS"}
                {"ingestConfiguration":{"name":"ingest1","arn":"arn:aws:ivs:us-east-1:123456789012:ingest-configuration/3pJxRv8KbNzZ","ingestProtocol":"RTMPS","streamKey":"rt_123456789012_us-east-1_3pJxRv8KbNzZ_42zJSLZfITy6WYhLxCuc9hnv5Vj6Qi","stageArn":"","participantId":"3pJxRv8Hf0fo","state":"INACTIVE","userId":"","redundantIngest":false,"tags":{}}}
            CreateStage
                {"stage":{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv89nQjK","name":"","tags":{},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>}}
            UpdateIngestConfiguration {"arn": "$ingest", "stageArn": "$stage"}
                {"ingestConfiguration":{"name":"ingest1","arn":"$ingest","ingestProtocol":"RTMPS","streamKey":"rt_123456789012_us-east-1_3pJxRv8KbNzZ_42zJSLZfITy6WYhLxCuc9hnv5Vj6Qi","stageArn":"$stage","participantId":"3pJxRv8Hf0fo","state":"INACTIVE","userId":"","redundantIngest":false,"tags":{}}}
            ListIngestConfigurations {"filterByStageArn": "$stage"}
                {"ingestConfigurations":[{"name":"ingest1","arn":"$ingest","ingestProtocol":"RTMPS","stageArn":"$stage","participantId":"3pJxRv8Hf0fo","state":"INACTIVE","userId":"","redundantIngest":false}]}
            UpdateIngestConfiguration {"arn": "$ingest", "redundantIngest": true}
                {"ingestConfiguration":{"name":"ingest1","arn":"$ingest","ingestProtocol":"RTMPS","streamKey":"rt_123456789012_us-east-1_3pJxRv8KbNzZ_42zJSLZfITy6WYhLxCuc9hnv5Vj6Qi","stageArn":"$stage","participantId":"3pJxRv8Hf0fo","state":"INACTIVE","userId":"","redundantIngest":true,"redundantIngestCredentials":[{"participantId":"3pJxRv8KyYST","streamKey":"rt_123456789012_us-east-1_3pJxRv8KbNzZ_XMur9qg9D7bKbiTaQz31iwE6GGSWmD"}],"tags":{}}}
            UpdateIngestConfiguration {"arn": "$ingest", "redundantIngest": false, "stageArn": ""}
                {"ingestConfiguration":{"name":"ingest1","arn":"$ingest","ingestProtocol":"RTMPS","streamKey":"rt_123456789012_us-east-1_3pJxRv8KbNzZ_42zJSLZfITy6WYhLxCuc9hnv5Vj6Qi","stageArn":"","participantId":"3pJxRv8Hf0fo","state":"INACTIVE","userId":"","redundantIngest":false,"tags":{}}}
            ListIngestConfigurations {"filterByStageArn": "$stage"}
                {"ingestConfigurations":[]}
            GetIngestConfiguration {"arn": "$ingest"}
                {"ingestConfiguration":{"name":"ingest1","arn":"$ingest","ingestProtocol":"RTMPS","streamKey":"rt_123456789012_us-east-1_3pJxRv8KbNzZ_42zJSLZfITy6WYhLxCuc9hnv5Vj6Qi","stageArn":"","participantId":"3pJxRv8Hf0fo","state":"INACTIVE","userId":"","redundantIngest":false,"tags":{}}}
            DeleteIngestConfiguration {"arn": "$ingest"}
                {}
            GetIngestConfiguration {"arn": "$ingest"}
                404 ResourceNotFoundException: Request references a resource which does not exist: $ingest
            DeleteIngestConfiguration {"arn": "$ingest"}
                404 ResourceNotFoundException: Request references a resource which does not exist: $ingest
            ListIngestConfigurations
                {"ingestConfigurations":[]}
        "#]],
    );
}

#[test]
fn an_ingest_configuration_must_be_sound() {
    check(
        r#"
        CreateIngestConfiguration {}
        CreateIngestConfiguration {"ingestProtocol": "SRT"}
        CreateIngestConfiguration {"ingestProtocol": "RTMP"}
        CreateIngestConfiguration {"ingestProtocol": "RTMP", "insecureIngest": true, "userId": "u", "attributes": {"a": "b"}, "tags": {"t": "v"}}
        let ingest = ingestConfiguration.arn
        CreateIngestConfiguration {"ingestProtocol": "RTMPS", "stageArn": "arn:aws:ivs:us-east-1:123456789012:stage/abc"}
        CreateIngestConfiguration {"ingestProtocol": "RTMPS", "attributes": {"a": "x * 1024"}}
        UpdateIngestConfiguration {"arn": "$ingest", "stageArn": "arn:aws:ivs:us-east-1:123456789012:stage/abc"}
        UpdateIngestConfiguration {"arn": "arn:aws:ivs:us-east-1:123456789012:ingest-configuration/abc"}
        ListIngestConfigurations {"filterByStageArn": "arn:aws:ivs:us-east-1:123456789012:stage/abc", "filterByState": "ACTIVE"}
        ListIngestConfigurations {"filterByState": "BUSY"}
        "#,
        expect![[r#"
            CreateIngestConfiguration {}
                400 ValidationException: 1 validation error detected: Value null at 'ingestProtocol' failed to satisfy constraint: Member must not be null
            CreateIngestConfiguration {"ingestProtocol": "SRT"}
                400 ValidationException: 1 validation error detected: Value 'SRT' at 'ingestProtocol' failed to satisfy constraint: Member must satisfy enum value set: [RTMP, RTMPS]
            CreateIngestConfiguration {"ingestProtocol": "RTMP"}
                400 ValidationException: insecureIngest must be true where ingestProtocol is RTMP
            CreateIngestConfiguration {"ingestProtocol": "RTMP", "insecureIngest": true, "userId": "u", "attributes": {"a": "b"}, "tags": {"t": "v"}}
                {"ingestConfiguration":{"name":"","arn":"arn:aws:ivs:us-east-1:123456789012:ingest-configuration/3pJxRv8KbNzZ","ingestProtocol":"RTMP","streamKey":"rt_123456789012_us-east-1_3pJxRv8KbNzZ_42zJSLZfITy6WYhLxCuc9hnv5Vj6Qi","stageArn":"","participantId":"3pJxRv8Hf0fo","state":"INACTIVE","userId":"u","redundantIngest":false,"attributes":{"a":"b"},"tags":{"t":"v"}}}
            CreateIngestConfiguration {"ingestProtocol": "RTMPS", "stageArn": "arn:aws:ivs:us-east-1:123456789012:stage/abc"}
                400 ValidationException: stageArn references a resource which does not exist
            CreateIngestConfiguration {"ingestProtocol": "RTMPS", "attributes": {"a": "x * 1024"}}
                400 ValidationException: attributes may have 1024 bytes in all, and these have 1025
            UpdateIngestConfiguration {"arn": "$ingest", "stageArn": "arn:aws:ivs:us-east-1:123456789012:stage/abc"}
                404 ResourceNotFoundException: Request references a resource which does not exist: arn:aws:ivs:us-east-1:123456789012:stage/abc
            UpdateIngestConfiguration {"arn": "arn:aws:ivs:us-east-1:123456789012:ingest-configuration/abc"}
                404 ResourceNotFoundException: Request references a resource which does not exist: arn:aws:ivs:us-east-1:123456789012:ingest-configuration/abc
            ListIngestConfigurations {"filterByStageArn": "arn:aws:ivs:us-east-1:123456789012:stage/abc", "filterByState": "ACTIVE"}
                400 ValidationException: only one of filterByStageArn and filterByState can be given
            ListIngestConfigurations {"filterByState": "BUSY"}
                400 ValidationException: 1 validation error detected: Value 'BUSY' at 'filterByState' failed to satisfy constraint: Member must satisfy enum value set: [ACTIVE, INACTIVE]
        "#]],
    );
}

#[test]
fn an_encoder_joins_by_its_stream_key() {
    check(
        r#"
        CreateStage
        let stage = stage.arn
        CreateIngestConfiguration {"ingestProtocol": "RTMPS", "stageArn": "$stage", "userId": "studio", "attributes": {"camera": "2"}}
        let ingest = ingestConfiguration.arn
        let key = ingestConfiguration.streamKey
        let id = ingestConfiguration.participantId
        start-ingest {"streamKey": "$key", "protocol": "RTMP"}
        start-ingest {"streamKey": "$keyx"}
        start-ingest {"streamKey": "rt_1_2_3_4"}
        start-ingest {"streamKey": "key"}
        start-ingest {"streamKey": "$key"}
        let session = sessionId
        start-ingest {"streamKey": "$key"}
        GetIngestConfiguration {"arn": "$ingest"}
        ListIngestConfigurations {"filterByState": "ACTIVE"}
        ListIngestConfigurations {"filterByState": "INACTIVE"}
        UpdateIngestConfiguration {"arn": "$ingest", "stageArn": ""}
        DeleteIngestConfiguration {"arn": "$ingest"}
        ListParticipants {"stageArn": "$stage", "sessionId": "$session"}
        ListParticipantEvents {"stageArn": "$stage", "sessionId": "$session", "participantId": "$id"}
        stop-ingest {"streamKey": "$key"}
        stop-ingest {"streamKey": "$key"}
        ListIngestConfigurations {"filterByState": "ACTIVE"}
        # a stream is cut off after a day
        start-ingest {"streamKey": "$key"}
        wait 86400
        GetIngestConfiguration {"arn": "$ingest"}
        ListIngestConfigurations {"filterByState": "ACTIVE"}
        ListIngestConfigurations {"filterByState": "INACTIVE"}
        # whoever is disconnected has no stage any more
        start-ingest {"streamKey": "$key"}
        DisconnectParticipant {"stageArn": "$stage", "participantId": "$id"}
        GetIngestConfiguration {"arn": "$ingest"}
        start-ingest {"streamKey": "$key"}
        # deletion by force disconnects
        UpdateIngestConfiguration {"arn": "$ingest", "stageArn": "$stage"}
        start-ingest {"streamKey": "$key"}
        DeleteIngestConfiguration {"arn": "$ingest", "force": true}
        GetStage {"arn": "$stage"}
        start-ingest {"streamKey": "$key"}
        "#,
        expect![[r#"
            CreateStage
                {"stage":{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv8KbNzZ","name":"","tags":{},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>}}
            CreateIngestConfiguration {"ingestProtocol": "RTMPS", "stageArn": "$stage", "userId": "studio", "attributes": {"camera": "2"}}
                {"ingestConfiguration":{"name":"","arn":"arn:aws:ivs:us-east-1:123456789012:ingest-configuration/3pJxRv842zJS","ingestProtocol":"RTMPS","streamKey":"rt_123456789012_us-east-1_3pJxRv842zJS_9nQjKUGpSPk0VkdDcrWCiGLrYWEEq2","stageArn":"$stage","participantId":"3pJxRv8ibZex","state":"INACTIVE","userId":"studio","redundantIngest":false,"attributes":{"camera":"2"},"tags":{}}}
            start-ingest {"streamKey": "$key", "protocol": "RTMP"}
                400 ValidationException: $ingest does not allow RTMP; use RTMPS
            start-ingest {"streamKey": "$keyx"}
                403 AccessDeniedException: there is no ingest configuration with this stream key
            start-ingest {"streamKey": "rt_1_2_3_4"}
                403 AccessDeniedException: there is no ingest configuration with this stream key
            start-ingest {"streamKey": "key"}
                403 AccessDeniedException: there is no ingest configuration with this stream key
            start-ingest {"streamKey": "$key"}
                {"stageArn":"$stage","sessionId":"st-3pJxRv8ssWyWb","participant":{"participantId":"$id","userId":"studio","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{"camera":"2"},"published":true,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"RTMPS","replicationType":"NONE","redundantIngest":false,"ingestConfigurationArn":"$ingest"}}
            start-ingest {"streamKey": "$key"}
                409 ConflictException: the stream key of $ingest is in use
            GetIngestConfiguration {"arn": "$ingest"}
                {"ingestConfiguration":{"name":"","arn":"$ingest","ingestProtocol":"RTMPS","streamKey":"$key","stageArn":"$stage","participantId":"$id","state":"ACTIVE","userId":"studio","redundantIngest":false,"attributes":{"camera":"2"},"tags":{}}}
            ListIngestConfigurations {"filterByState": "ACTIVE"}
                {"ingestConfigurations":[{"name":"","arn":"$ingest","ingestProtocol":"RTMPS","stageArn":"$stage","participantId":"$id","state":"ACTIVE","userId":"studio","redundantIngest":false}]}
            ListIngestConfigurations {"filterByState": "INACTIVE"}
                {"ingestConfigurations":[]}
            UpdateIngestConfiguration {"arn": "$ingest", "stageArn": ""}
                409 ConflictException: $ingest is active and cannot be updated
            DeleteIngestConfiguration {"arn": "$ingest"}
                409 ConflictException: $ingest is active; stop the stream or set force to delete it
            ListParticipants {"stageArn": "$stage", "sessionId": "$session"}
                {"participants":[{"participantId":"$id","userId":"studio","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","published":true,"recordingState":"DISABLED","replicationType":"NONE","redundantIngest":false,"ingestConfigurationArn":"$ingest"}]}
            ListParticipantEvents {"stageArn": "$stage", "sessionId": "$session", "participantId": "$id"}
                {"events":[{"name":"PUBLISH_ERROR","participantId":"$id","eventTime":"2026-11-21T10:00:00Z","errorCode":"REUSE_OF_STREAM_KEY"},{"name":"PUBLISH_STARTED","participantId":"$id","eventTime":"2026-11-21T10:00:00Z"},{"name":"JOINED","participantId":"$id","eventTime":"2026-11-21T10:00:00Z"}]}
            stop-ingest {"streamKey": "$key"}
                {"stageArn":"$stage","sessionId":"$session","participant":{"participantId":"$id","userId":"studio","state":"DISCONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{"camera":"2"},"published":true,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"RTMPS","replicationType":"NONE","redundantIngest":false,"ingestConfigurationArn":"$ingest"}}
            stop-ingest {"streamKey": "$key"}
                409 ConflictException: nobody publishes with the stream key of $ingest
            ListIngestConfigurations {"filterByState": "ACTIVE"}
                {"ingestConfigurations":[]}
            # a stream is cut off after a day
            start-ingest {"streamKey": "$key"}
                {"stageArn":"$stage","sessionId":"st-3pJxRv8KyYST0","participant":{"participantId":"$id","userId":"studio","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{"camera":"2"},"published":true,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"RTMPS","replicationType":"NONE","redundantIngest":false,"ingestConfigurationArn":"$ingest"}}
            wait 86400
            GetIngestConfiguration {"arn": "$ingest"}
                {"ingestConfiguration":{"name":"","arn":"$ingest","ingestProtocol":"RTMPS","streamKey":"$key","stageArn":"$stage","participantId":"$id","state":"INACTIVE","userId":"studio","redundantIngest":false,"attributes":{"camera":"2"},"tags":{}}}
            ListIngestConfigurations {"filterByState": "ACTIVE"}
                {"ingestConfigurations":[]}
            ListIngestConfigurations {"filterByState": "INACTIVE"}
                {"ingestConfigurations":[{"name":"","arn":"$ingest","ingestProtocol":"RTMPS","stageArn":"$stage","participantId":"$id","state":"INACTIVE","userId":"studio","redundantIngest":false}]}
            # whoever is disconnected has no stage any more
            start-ingest {"streamKey": "$key"}
                {"stageArn":"$stage","sessionId":"st-3pPnyVWXMur9q","participant":{"participantId":"$id","userId":"studio","state":"CONNECTED","firstJoinTime":"2026-11-22T10:00:00Z","attributes":{"camera":"2"},"published":true,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"RTMPS","replicationType":"NONE","redundantIngest":false,"ingestConfigurationArn":"$ingest"}}
            DisconnectParticipant {"stageArn": "$stage", "participantId": "$id"}
                {}
            GetIngestConfiguration {"arn": "$ingest"}
                {"ingestConfiguration":{"name":"","arn":"$ingest","ingestProtocol":"RTMPS","streamKey":"$key","stageArn":"","participantId":"$id","state":"INACTIVE","userId":"studio","redundantIngest":false,"attributes":{"camera":"2"},"tags":{}}}
            start-ingest {"streamKey": "$key"}
                409 ConflictException: $ingest has no stage
            # deletion by force disconnects
            UpdateIngestConfiguration {"arn": "$ingest", "stageArn": "$stage"}
                {"ingestConfiguration":{"name":"","arn":"$ingest","ingestProtocol":"RTMPS","streamKey":"$key","stageArn":"$stage","participantId":"$id","state":"INACTIVE","userId":"studio","redundantIngest":false,"attributes":{"camera":"2"},"tags":{}}}
            start-ingest {"streamKey": "$key"}
                {"stageArn":"$stage","sessionId":"st-3pPnyVWmDjlqe","participant":{"participantId":"$id","userId":"studio","state":"CONNECTED","firstJoinTime":"2026-11-22T10:00:00Z","attributes":{"camera":"2"},"published":true,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"RTMPS","replicationType":"NONE","redundantIngest":false,"ingestConfigurationArn":"$ingest"}}
            DeleteIngestConfiguration {"arn": "$ingest", "force": true}
                {}
            GetStage {"arn": "$stage"}
                {"stage":{"arn":"$stage","name":"","tags":{},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>}}
            start-ingest {"streamKey": "$key"}
                403 AccessDeniedException: there is no ingest configuration with this stream key
        "#]],
    );
}

#[test]
fn deleting_a_stage_detaches_its_ingest_configurations() {
    check(
        r#"
        CreateStage
        let stage = stage.arn
        CreateIngestConfiguration {"ingestProtocol": "RTMPS", "stageArn": "$stage", "redundantIngest": true}
        let ingest = ingestConfiguration.arn
        let key = ingestConfiguration.streamKey
        let second = ingestConfiguration.redundantIngestCredentials.0.streamKey
        start-ingest {"streamKey": "$key"}
        start-ingest {"streamKey": "$second"}
        stop-ingest {"streamKey": "$key"}
        GetIngestConfiguration {"arn": "$ingest"}
        DeleteStage {"arn": "$stage"}
        GetIngestConfiguration {"arn": "$ingest"}
        "#,
        expect![[r#"
            CreateStage
                {"stage":{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv8KbNzZ","name":"","tags":{},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>}}
            CreateIngestConfiguration {"ingestProtocol": "RTMPS", "stageArn": "$stage", "redundantIngest": true}
                {"ingestConfiguration":{"name":"","arn":"arn:aws:ivs:us-east-1:123456789012:ingest-configuration/3pJxRv842zJS","ingestProtocol":"RTMPS","streamKey":"rt_123456789012_us-east-1_3pJxRv842zJS_9nQjKUGpSPk0VkdDcrWCiGLrYWEEq2","stageArn":"$stage","participantId":"3pJxRv8ibZex","state":"INACTIVE","userId":"","redundantIngest":true,"redundantIngestCredentials":[{"participantId":"3pJxRv8ssWyW","streamKey":"rt_123456789012_us-east-1_3pJxRv842zJS_KyYST0kmKBVbSCjlzVwpVUx0UDn1ab"}],"tags":{}}}
            start-ingest {"streamKey": "$key"}
                {"stageArn":"$stage","sessionId":"st-3pJxRv8XMur9q","participant":{"participantId":"3pJxRv8ibZex","userId":"","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":true,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"RTMPS","replicationType":"NONE","redundantIngest":true,"ingestConfigurationArn":"$ingest"}}
            start-ingest {"streamKey": "$second"}
                {"stageArn":"$stage","sessionId":"st-3pJxRv8XMur9q","participant":{"participantId":"3pJxRv8ssWyW","userId":"","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":true,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"RTMPS","replicationType":"NONE","redundantIngest":true,"ingestConfigurationArn":"$ingest"}}
            stop-ingest {"streamKey": "$key"}
                {"stageArn":"$stage","sessionId":"st-3pJxRv8XMur9q","participant":{"participantId":"3pJxRv8ibZex","userId":"","state":"DISCONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":true,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"RTMPS","replicationType":"NONE","redundantIngest":true,"ingestConfigurationArn":"$ingest"}}
            GetIngestConfiguration {"arn": "$ingest"}
                {"ingestConfiguration":{"name":"","arn":"$ingest","ingestProtocol":"RTMPS","streamKey":"$key","stageArn":"$stage","participantId":"3pJxRv8ibZex","state":"ACTIVE","userId":"","redundantIngest":true,"redundantIngestCredentials":[{"participantId":"3pJxRv8ssWyW","streamKey":"$second"}],"tags":{}}}
            DeleteStage {"arn": "$stage"}
                {}
            GetIngestConfiguration {"arn": "$ingest"}
                {"ingestConfiguration":{"name":"","arn":"$ingest","ingestProtocol":"RTMPS","streamKey":"$key","stageArn":"","participantId":"3pJxRv8ibZex","state":"INACTIVE","userId":"","redundantIngest":true,"redundantIngestCredentials":[{"participantId":"3pJxRv8ssWyW","streamKey":"$second"}],"tags":{}}}
        "#]],
    );
}
