use crate::script::check;
use expect_test::expect;

#[test]
fn a_stage_lives_from_creation_to_deletion() {
    check(
        r#"
        full
        CreateStage {"name": "stage1", "tags": {"team": "red"}}
        let stage = stage.arn
        GetStage {"arn": "$stage"}
        UpdateStage {"arn": "$stage", "name": "stage2"}
        GetStage {"arn": "$stage"}
        ListStages
        DeleteStage {"arn": "$stage"}
        GetStage {"arn": "$stage"}
        DeleteStage {"arn": "$stage"}
        UpdateStage {"arn": "$stage", "name": "stage3"}
        ListStages
        "#,
        expect![[r#"
            CreateStage {"name": "stage1", "tags": {"team": "red"}}
                {"stage":{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv8KbNzZ","name":"stage1","tags":{"team":"red"},"autoParticipantRecordingConfiguration":{"storageConfigurationArn":"","mediaTypes":["AUDIO_VIDEO"],"thumbnailConfiguration":{"targetIntervalSeconds":60,"storage":["SEQUENTIAL"],"recordingMode":"DISABLED"},"recordingReconnectWindowSeconds":0,"hlsConfiguration":{"targetSegmentDurationSeconds":6},"recordParticipantReplicas":true},"endpoints":{"events":"wss://global.events.live-video.net","whip":"https://hf0fonwpwxui.global-bm.whip.live-video.net","rtmp":"rtmp://hf0fonwpwxui.global-contribute.live-video.net/app/","rtmps":"rtmps://hf0fonwpwxui.global-contribute.live-video.net:443/app/"}}}
            GetStage {"arn": "$stage"}
                {"stage":{"arn":"$stage","name":"stage1","tags":{"team":"red"},"autoParticipantRecordingConfiguration":{"storageConfigurationArn":"","mediaTypes":["AUDIO_VIDEO"],"thumbnailConfiguration":{"targetIntervalSeconds":60,"storage":["SEQUENTIAL"],"recordingMode":"DISABLED"},"recordingReconnectWindowSeconds":0,"hlsConfiguration":{"targetSegmentDurationSeconds":6},"recordParticipantReplicas":true},"endpoints":{"events":"wss://global.events.live-video.net","whip":"https://hf0fonwpwxui.global-bm.whip.live-video.net","rtmp":"rtmp://hf0fonwpwxui.global-contribute.live-video.net/app/","rtmps":"rtmps://hf0fonwpwxui.global-contribute.live-video.net:443/app/"}}}
            UpdateStage {"arn": "$stage", "name": "stage2"}
                {"stage":{"arn":"$stage","name":"stage2","tags":{"team":"red"},"autoParticipantRecordingConfiguration":{"storageConfigurationArn":"","mediaTypes":["AUDIO_VIDEO"],"thumbnailConfiguration":{"targetIntervalSeconds":60,"storage":["SEQUENTIAL"],"recordingMode":"DISABLED"},"recordingReconnectWindowSeconds":0,"hlsConfiguration":{"targetSegmentDurationSeconds":6},"recordParticipantReplicas":true},"endpoints":{"events":"wss://global.events.live-video.net","whip":"https://hf0fonwpwxui.global-bm.whip.live-video.net","rtmp":"rtmp://hf0fonwpwxui.global-contribute.live-video.net/app/","rtmps":"rtmps://hf0fonwpwxui.global-contribute.live-video.net:443/app/"}}}
            GetStage {"arn": "$stage"}
                {"stage":{"arn":"$stage","name":"stage2","tags":{"team":"red"},"autoParticipantRecordingConfiguration":{"storageConfigurationArn":"","mediaTypes":["AUDIO_VIDEO"],"thumbnailConfiguration":{"targetIntervalSeconds":60,"storage":["SEQUENTIAL"],"recordingMode":"DISABLED"},"recordingReconnectWindowSeconds":0,"hlsConfiguration":{"targetSegmentDurationSeconds":6},"recordParticipantReplicas":true},"endpoints":{"events":"wss://global.events.live-video.net","whip":"https://hf0fonwpwxui.global-bm.whip.live-video.net","rtmp":"rtmp://hf0fonwpwxui.global-contribute.live-video.net/app/","rtmps":"rtmps://hf0fonwpwxui.global-contribute.live-video.net:443/app/"}}}
            ListStages
                {"stages":[{"arn":"$stage","name":"stage2","tags":{"team":"red"}}]}
            DeleteStage {"arn": "$stage"}
                {}
            GetStage {"arn": "$stage"}
                404 ResourceNotFoundException: Request references a resource which does not exist: $stage
            DeleteStage {"arn": "$stage"}
                404 ResourceNotFoundException: Request references a resource which does not exist: $stage
            UpdateStage {"arn": "$stage", "name": "stage3"}
                404 ResourceNotFoundException: Request references a resource which does not exist: $stage
            ListStages
                {"stages":[]}
        "#]],
    );
}

#[test]
fn a_stage_needs_no_name_and_names_need_not_be_unique() {
    check(
        r#"
        CreateStage {}
        let one = stage.arn
        wait 1
        CreateStage {"name": ""}
        let two = stage.arn
        ListStages
        "#,
        expect![[r#"
            CreateStage {}
                {"stage":{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv8KbNzZ","name":"","tags":{},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>}}
            wait 1
            CreateStage {"name": ""}
                {"stage":{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxSBG42zJS","name":"","tags":{},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>}}
            ListStages
                {"stages":[{"arn":"$one","name":"","tags":{}},{"arn":"$two","name":"","tags":{}}]}
        "#]],
    );
}

#[test]
fn input_that_does_not_fit_is_refused() {
    check(
        r#"
        CreateStage {"name": "my stage"}
        CreateStage {"name": "x * 129"}
        CreateStage {"participantTokenConfigurations": [{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}]}
        CreateStage {"participantTokenConfigurations": [{"duration": 20161}]}
        CreateStage {"autoParticipantRecordingConfiguration": {}}
        CreateStage {"autoParticipantRecordingConfiguration": {"storageConfigurationArn": "nowhere"}}
        GetStage {}
        GetStage {"arn": "stage1"}
        GetStage {"arn": ""}
        UpdateStage {"arn": "arn:aws:ivs:us-east-1:123456789012:stage/abcdABCDefgh", "name": "a/b"}
        ListStages {"maxResults": 0}
        ListStages {"nextToken": "?"}
        ListStages {"nextToken": "abcd"}
        "#,
        expect![[r#"
            CreateStage {"name": "my stage"}
                400 ValidationException: 1 validation error detected: Value 'my stage' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]*
            CreateStage {"name": "x * 129"}
                400 ValidationException: 1 validation error detected: Value 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' at 'name' failed to satisfy constraint: Member must have length less than or equal to 128
            CreateStage {"participantTokenConfigurations": [{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}]}
                400 ValidationException: 1 validation error detected: Value '[{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}]' at 'participantTokenConfigurations' failed to satisfy constraint: Member must have length less than or equal to 12
            CreateStage {"participantTokenConfigurations": [{"duration": 20161}]}
                400 ValidationException: 1 validation error detected: Value '20161' at 'participantTokenConfigurations.1.member.duration' failed to satisfy constraint: Member must have value less than or equal to 20160
            CreateStage {"autoParticipantRecordingConfiguration": {}}
                400 ValidationException: 1 validation error detected: Value null at 'autoParticipantRecordingConfiguration.storageConfigurationArn' failed to satisfy constraint: Member must not be null
            CreateStage {"autoParticipantRecordingConfiguration": {"storageConfigurationArn": "nowhere"}}
                400 ValidationException: 1 validation error detected: Value 'nowhere' at 'autoParticipantRecordingConfiguration.storageConfigurationArn' failed to satisfy constraint: Member must satisfy regular expression pattern: ^$|^arn:aws:ivs:[a-z0-9-]+:[0-9]+:storage-configuration/[a-zA-Z0-9-]+$
            GetStage {}
                400 ValidationException: 1 validation error detected: Value null at 'arn' failed to satisfy constraint: Member must not be null
            GetStage {"arn": "stage1"}
                400 ValidationException: 1 validation error detected: Value 'stage1' at 'arn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:aws:ivs:[a-z0-9-]+:[0-9]+:stage/[a-zA-Z0-9-]+
            GetStage {"arn": ""}
                400 ValidationException: 2 validation errors detected: Value '' at 'arn' failed to satisfy constraint: Member must have length greater than or equal to 1; Value '' at 'arn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:aws:ivs:[a-z0-9-]+:[0-9]+:stage/[a-zA-Z0-9-]+
            UpdateStage {"arn": "arn:aws:ivs:us-east-1:123456789012:stage/abcdABCDefgh", "name": "a/b"}
                400 ValidationException: 1 validation error detected: Value 'a/b' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]*
            ListStages {"maxResults": 0}
                400 ValidationException: 1 validation error detected: Value '0' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1
            ListStages {"nextToken": "?"}
                400 ValidationException: 1 validation error detected: Value '?' at 'nextToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9+/=_-]*
            ListStages {"nextToken": "abcd"}
                400 ValidationException: nextToken is not one that this operation returned for the same request
        "#]],
    );
}

#[test]
fn recording_settings_come_back_with_their_defaults() {
    check(
        r#"
        CreateStorageConfiguration {"s3": {"bucketName": "recordings"}}
        let storage = storageConfiguration.arn
        CreateStage {"autoParticipantRecordingConfiguration": {"storageConfigurationArn": "$storage", "mediaTypes": ["AUDIO_ONLY"], "thumbnailConfiguration": {"recordingMode": "INTERVAL"}}}
        let stage = stage.arn
        # without a storage configuration everything else is reset too
        UpdateStage {"arn": "$stage", "autoParticipantRecordingConfiguration": {"storageConfigurationArn": "", "recordingReconnectWindowSeconds": 9}}
        CreateStage {"autoParticipantRecordingConfiguration": {"storageConfigurationArn": "arn:aws:ivs:us-east-1:123456789012:storage-configuration/abcdABCDefgh"}}
        UpdateStage {"arn": "$stage", "autoParticipantRecordingConfiguration": {"storageConfigurationArn": "arn:aws:ivs:us-east-1:123456789012:storage-configuration/abcdABCDefgh"}}
        GetStage {"arn": "$stage"}
        "#,
        expect![[r#"
            CreateStorageConfiguration {"s3": {"bucketName": "recordings"}}
                {"storageConfiguration":{"arn":"arn:aws:ivs:us-east-1:123456789012:storage-configuration/3pJxRv8KbNzZ","name":"","s3":{"bucketName":"recordings"},"tags":{}}}
            CreateStage {"autoParticipantRecordingConfiguration": {"storageConfigurationArn": "$storage", "mediaTypes": ["AUDIO_ONLY"], "thumbnailConfiguration": {"recordingMode": "INTERVAL"}}}
                {"stage":{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv8Hf0fo","name":"","tags":{},"autoParticipantRecordingConfiguration":{"storageConfigurationArn":"$storage","mediaTypes":["AUDIO_ONLY"],"thumbnailConfiguration":{"targetIntervalSeconds":60,"storage":["SEQUENTIAL"],"recordingMode":"INTERVAL"},"recordingReconnectWindowSeconds":0,"hlsConfiguration":{"targetSegmentDurationSeconds":6},"recordParticipantReplicas":true},"endpoints":<endpoints>}}
            # without a storage configuration everything else is reset too
            UpdateStage {"arn": "$stage", "autoParticipantRecordingConfiguration": {"storageConfigurationArn": "", "recordingReconnectWindowSeconds": 9}}
                {"stage":{"arn":"$stage","name":"","tags":{},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>}}
            CreateStage {"autoParticipantRecordingConfiguration": {"storageConfigurationArn": "arn:aws:ivs:us-east-1:123456789012:storage-configuration/abcdABCDefgh"}}
                400 ValidationException: storageConfigurationArn references a resource which does not exist
            UpdateStage {"arn": "$stage", "autoParticipantRecordingConfiguration": {"storageConfigurationArn": "arn:aws:ivs:us-east-1:123456789012:storage-configuration/abcdABCDefgh"}}
                404 ResourceNotFoundException: Request references a resource which does not exist: arn:aws:ivs:us-east-1:123456789012:storage-configuration/abcdABCDefgh
            GetStage {"arn": "$stage"}
                {"stage":{"arn":"$stage","name":"","tags":{},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>}}
        "#]],
    );
}

#[test]
fn deleting_a_stage_forgets_who_was_on_it() {
    check(
        r#"
        CreateStage {"name": "s", "participantTokenConfigurations": [{"userId": "alice"}]}
        let stage = stage.arn
        let alice = participantTokens.0.token
        let alice-id = participantTokens.0.participantId
        join {"token": "$alice"}
        let session = sessionId
        GetStage {"arn": "$stage"}
        DeleteStage {"arn": "$stage"}
        ListStageSessions {"stageArn": "$stage"}
        GetStageSession {"stageArn": "$stage", "sessionId": "$session"}
        ListParticipants {"stageArn": "$stage", "sessionId": "$session"}
        GetParticipant {"stageArn": "$stage", "sessionId": "$session", "participantId": "$alice-id"}
        join {"token": "$alice"}
        leave {"token": "$alice"}
        CreateParticipantToken {"stageArn": "$stage"}
        "#,
        expect![[r#"
            CreateStage {"name": "s", "participantTokenConfigurations": [{"userId": "alice"}]}
                {"stage":{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv8KbNzZ","name":"s","tags":{},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>},"participantTokens":[{"participantId":"3pJxRv842zJS","token":"<token>","userId":"alice","duration":720,"capabilities":["PUBLISH","SUBSCRIBE"],"expirationTime":"2026-11-21T22:00:00Z"}]}
            join {"token": "$alice"}
                {"stageArn":"$stage","sessionId":"st-3pJxRv8ibZexG","participant":{"participantId":"$alice-id","userId":"alice","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":false,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            GetStage {"arn": "$stage"}
                {"stage":{"arn":"$stage","name":"s","activeSessionId":"$session","tags":{},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>}}
            DeleteStage {"arn": "$stage"}
                {}
            ListStageSessions {"stageArn": "$stage"}
                {"stageSessions":[]}
            GetStageSession {"stageArn": "$stage", "sessionId": "$session"}
                404 ResourceNotFoundException: Request references a resource which does not exist: session $session
            ListParticipants {"stageArn": "$stage", "sessionId": "$session"}
                {"participants":[]}
            GetParticipant {"stageArn": "$stage", "sessionId": "$session", "participantId": "$alice-id"}
                404 ResourceNotFoundException: Request references a resource which does not exist: participant $alice-id of session $session
            join {"token": "$alice"}
                404 ResourceNotFoundException: Request references a resource which does not exist: $stage
            leave {"token": "$alice"}
                404 ResourceNotFoundException: Request references a resource which does not exist: $stage
            CreateParticipantToken {"stageArn": "$stage"}
                404 ResourceNotFoundException: Request references a resource which does not exist: $stage
        "#]],
    );
}
