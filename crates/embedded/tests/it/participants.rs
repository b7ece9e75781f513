use crate::script::check;
use expect_test::expect;

#[test]
fn a_session_starts_with_the_first_and_ends_with_the_last() {
    check(
        r#"
        full
        CreateStage {"participantTokenConfigurations": [{"userId": "alice", "attributes": {"role": "host"}}, {"userId": "bob"}]}
        let stage = stage.arn
        let alice = participantTokens.0.token
        let alice-id = participantTokens.0.participantId
        let bob = participantTokens.1.token
        let bob-id = participantTokens.1.participantId
        # nobody has joined yet
        GetStage {"arn": "$stage"}
        ListStageSessions {"stageArn": "$stage"}
        wait 10
        join {"token": "$alice", "client": {"browserName": "Firefox", "osName": "Linux"}}
        let session = sessionId
        GetStage {"arn": "$stage"}
        ListStages
        publish {"token": "$alice"}
        publish {"token": "$alice"}
        wait 5
        join {"token": "$bob"}
        subscribe {"token": "$bob", "publisherId": "$alice-id"}
        wait 5
        leave {"token": "$alice"}
        GetStageSession {"stageArn": "$stage", "sessionId": "$session"}
        wait 5
        leave {"token": "$bob"}
        GetStageSession {"stageArn": "$stage", "sessionId": "$session"}
        ListParticipantEvents {"stageArn": "$stage", "sessionId": "$session", "participantId": "$alice-id"}
        ListParticipantEvents {"stageArn": "$stage", "sessionId": "$session", "participantId": "$bob-id"}
        GetParticipant {"stageArn": "$stage", "sessionId": "$session", "participantId": "$alice-id"}
        ListParticipants {"stageArn": "$stage", "sessionId": "$session"}
        GetStage {"arn": "$stage"}
        # a second session, newest first
        wait 60
        join {"token": "$bob"}
        let second = sessionId
        ListStageSessions {"stageArn": "$stage"}
        "#,
        expect![[r#"
            CreateStage {"participantTokenConfigurations": [{"userId": "alice", "attributes": {"role": "host"}}, {"userId": "bob"}]}
                {"stage":{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv8KbNzZ","name":"","tags":{},"autoParticipantRecordingConfiguration":{"storageConfigurationArn":"","mediaTypes":["AUDIO_VIDEO"],"thumbnailConfiguration":{"targetIntervalSeconds":60,"storage":["SEQUENTIAL"],"recordingMode":"DISABLED"},"recordingReconnectWindowSeconds":0,"hlsConfiguration":{"targetSegmentDurationSeconds":6},"recordParticipantReplicas":true},"endpoints":{"events":"wss://global.events.live-video.net","whip":"https://hf0fonwpwxui.global-bm.whip.live-video.net","rtmp":"rtmp://hf0fonwpwxui.global-contribute.live-video.net/app/","rtmps":"rtmps://hf0fonwpwxui.global-contribute.live-video.net:443/app/"}},"participantTokens":[{"participantId":"3pJxRv842zJS","token":"<token>","userId":"alice","attributes":{"role":"host"},"duration":720,"capabilities":["PUBLISH","SUBSCRIBE"],"expirationTime":"2026-11-21T22:00:00Z"},{"participantId":"3pJxRv8ibZex","token":"<token>","userId":"bob","duration":720,"capabilities":["PUBLISH","SUBSCRIBE"],"expirationTime":"2026-11-21T22:00:00Z"}]}
            # nobody has joined yet
            GetStage {"arn": "$stage"}
                {"stage":{"arn":"$stage","name":"","tags":{},"autoParticipantRecordingConfiguration":{"storageConfigurationArn":"","mediaTypes":["AUDIO_VIDEO"],"thumbnailConfiguration":{"targetIntervalSeconds":60,"storage":["SEQUENTIAL"],"recordingMode":"DISABLED"},"recordingReconnectWindowSeconds":0,"hlsConfiguration":{"targetSegmentDurationSeconds":6},"recordParticipantReplicas":true},"endpoints":{"events":"wss://global.events.live-video.net","whip":"https://hf0fonwpwxui.global-bm.whip.live-video.net","rtmp":"rtmp://hf0fonwpwxui.global-contribute.live-video.net/app/","rtmps":"rtmps://hf0fonwpwxui.global-contribute.live-video.net:443/app/"}}}
            ListStageSessions {"stageArn": "$stage"}
                {"stageSessions":[]}
            wait 10
            join {"token": "$alice", "client": {"browserName": "Firefox", "osName": "Linux"}}
                {"stageArn":"$stage","sessionId":"st-3pJxUWQ9nQjKU","participant":{"participantId":"$alice-id","userId":"alice","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:10Z","attributes":{"role":"host"},"published":false,"ispName":"","osName":"Linux","osVersion":"","browserName":"Firefox","browserVersion":"","sdkVersion":"","recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            GetStage {"arn": "$stage"}
                {"stage":{"arn":"$stage","name":"","activeSessionId":"$session","tags":{},"autoParticipantRecordingConfiguration":{"storageConfigurationArn":"","mediaTypes":["AUDIO_VIDEO"],"thumbnailConfiguration":{"targetIntervalSeconds":60,"storage":["SEQUENTIAL"],"recordingMode":"DISABLED"},"recordingReconnectWindowSeconds":0,"hlsConfiguration":{"targetSegmentDurationSeconds":6},"recordParticipantReplicas":true},"endpoints":{"events":"wss://global.events.live-video.net","whip":"https://hf0fonwpwxui.global-bm.whip.live-video.net","rtmp":"rtmp://hf0fonwpwxui.global-contribute.live-video.net/app/","rtmps":"rtmps://hf0fonwpwxui.global-contribute.live-video.net:443/app/"}}}
            ListStages
                {"stages":[{"arn":"$stage","name":"","activeSessionId":"$session","tags":{}}]}
            publish {"token": "$alice"}
                {"stageArn":"$stage","sessionId":"$session","participant":{"participantId":"$alice-id","userId":"alice","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:10Z","attributes":{"role":"host"},"published":true,"ispName":"","osName":"Linux","osVersion":"","browserName":"Firefox","browserVersion":"","sdkVersion":"","recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            publish {"token": "$alice"}
                {"stageArn":"$stage","sessionId":"$session","participant":{"participantId":"$alice-id","userId":"alice","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:10Z","attributes":{"role":"host"},"published":true,"ispName":"","osName":"Linux","osVersion":"","browserName":"Firefox","browserVersion":"","sdkVersion":"","recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            wait 5
            join {"token": "$bob"}
                {"stageArn":"$stage","sessionId":"$session","participant":{"participantId":"$bob-id","userId":"bob","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:15Z","attributes":{},"published":false,"ispName":"","osName":"","osVersion":"","browserName":"","browserVersion":"","sdkVersion":"","recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            subscribe {"token": "$bob", "publisherId": "$alice-id"}
                {"stageArn":"$stage","sessionId":"$session","participant":{"participantId":"$bob-id","userId":"bob","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:15Z","attributes":{},"published":false,"ispName":"","osName":"","osVersion":"","browserName":"","browserVersion":"","sdkVersion":"","recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            wait 5
            leave {"token": "$alice"}
                {"stageArn":"$stage","sessionId":"$session","participant":{"participantId":"$alice-id","userId":"alice","state":"DISCONNECTED","firstJoinTime":"2026-11-21T10:00:10Z","attributes":{"role":"host"},"published":true,"ispName":"","osName":"Linux","osVersion":"","browserName":"Firefox","browserVersion":"","sdkVersion":"","recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            GetStageSession {"stageArn": "$stage", "sessionId": "$session"}
                {"stageSession":{"sessionId":"$session","startTime":"2026-11-21T10:00:10.25Z"}}
            wait 5
            leave {"token": "$bob"}
                {"stageArn":"$stage","sessionId":"$session","participant":{"participantId":"$bob-id","userId":"bob","state":"DISCONNECTED","firstJoinTime":"2026-11-21T10:00:15Z","attributes":{},"published":false,"ispName":"","osName":"","osVersion":"","browserName":"","browserVersion":"","sdkVersion":"","recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            GetStageSession {"stageArn": "$stage", "sessionId": "$session"}
                {"stageSession":{"sessionId":"$session","startTime":"2026-11-21T10:00:10.25Z","endTime":"2026-11-21T10:00:25.25Z"}}
            ListParticipantEvents {"stageArn": "$stage", "sessionId": "$session", "participantId": "$alice-id"}
                {"events":[{"name":"LEFT","participantId":"$alice-id","eventTime":"2026-11-21T10:00:20Z"},{"name":"PUBLISH_STOPPED","participantId":"$alice-id","eventTime":"2026-11-21T10:00:20Z"},{"name":"PUBLISH_STARTED","participantId":"$alice-id","eventTime":"2026-11-21T10:00:10Z"},{"name":"JOINED","participantId":"$alice-id","eventTime":"2026-11-21T10:00:10Z"}]}
            ListParticipantEvents {"stageArn": "$stage", "sessionId": "$session", "participantId": "$bob-id"}
                {"events":[{"name":"LEFT","participantId":"$bob-id","eventTime":"2026-11-21T10:00:25Z"},{"name":"SUBSCRIBE_STOPPED","participantId":"$bob-id","eventTime":"2026-11-21T10:00:20Z","remoteParticipantId":"$alice-id"},{"name":"SUBSCRIBE_STARTED","participantId":"$bob-id","eventTime":"2026-11-21T10:00:15Z","remoteParticipantId":"$alice-id"},{"name":"JOINED","participantId":"$bob-id","eventTime":"2026-11-21T10:00:15Z"}]}
            GetParticipant {"stageArn": "$stage", "sessionId": "$session", "participantId": "$alice-id"}
                {"participant":{"participantId":"$alice-id","userId":"alice","state":"DISCONNECTED","firstJoinTime":"2026-11-21T10:00:10Z","attributes":{"role":"host"},"published":true,"ispName":"","osName":"Linux","osVersion":"","browserName":"Firefox","browserVersion":"","sdkVersion":"","recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            ListParticipants {"stageArn": "$stage", "sessionId": "$session"}
                {"participants":[{"participantId":"$alice-id","userId":"alice","state":"DISCONNECTED","firstJoinTime":"2026-11-21T10:00:10Z","published":true,"recordingState":"DISABLED","replicationType":"NONE"},{"participantId":"$bob-id","userId":"bob","state":"DISCONNECTED","firstJoinTime":"2026-11-21T10:00:15Z","published":false,"recordingState":"DISABLED","replicationType":"NONE"}]}
            GetStage {"arn": "$stage"}
                {"stage":{"arn":"$stage","name":"","tags":{},"autoParticipantRecordingConfiguration":{"storageConfigurationArn":"","mediaTypes":["AUDIO_VIDEO"],"thumbnailConfiguration":{"targetIntervalSeconds":60,"storage":["SEQUENTIAL"],"recordingMode":"DISABLED"},"recordingReconnectWindowSeconds":0,"hlsConfiguration":{"targetSegmentDurationSeconds":6},"recordParticipantReplicas":true},"endpoints":{"events":"wss://global.events.live-video.net","whip":"https://hf0fonwpwxui.global-bm.whip.live-video.net","rtmp":"rtmp://hf0fonwpwxui.global-contribute.live-video.net/app/","rtmps":"rtmps://hf0fonwpwxui.global-contribute.live-video.net:443/app/"}}}
            # a second session, newest first
            wait 60
            join {"token": "$bob"}
                {"stageArn":"$stage","sessionId":"st-3pJxo26ssWyWb","participant":{"participantId":"$bob-id","userId":"bob","state":"CONNECTED","firstJoinTime":"2026-11-21T10:01:25Z","attributes":{},"published":false,"ispName":"","osName":"","osVersion":"","browserName":"","browserVersion":"","sdkVersion":"","recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            ListStageSessions {"stageArn": "$stage"}
                {"stageSessions":[{"sessionId":"$second","startTime":"2026-11-21T10:01:25.25Z"},{"sessionId":"$session","startTime":"2026-11-21T10:00:10.25Z","endTime":"2026-11-21T10:00:25.25Z"}]}
        "#]],
    );
}

#[test]
fn capabilities_and_order_are_kept() {
    check(
        r#"
        CreateStage {"participantTokenConfigurations": [{"capabilities": ["SUBSCRIBE"]}, {"capabilities": ["PUBLISH"]}]}
        let stage = stage.arn
        let viewer = participantTokens.0.token
        let viewer-id = participantTokens.0.participantId
        let host = participantTokens.1.token
        let host-id = participantTokens.1.participantId
        publish {"token": "$viewer"}
        leave {"token": "$viewer"}
        join {"token": "$viewer", "client": {"osName": "<script>"}}
        join {"token": "$viewer"}
        let session = sessionId
        publish {"token": "$viewer"}
        subscribe {"token": "$viewer", "publisherId": "$host-id"}
        join {"token": "$host"}
        subscribe {"token": "$host", "publisherId": "$viewer-id"}
        subscribe {"token": "$viewer", "publisherId": "$host-id"}
        publish {"token": "$host"}
        subscribe {"token": "$viewer", "publisherId": "$host-id"}
        unpublish {"token": "$host"}
        unsubscribe {"token": "$viewer", "publisherId": "$host-id"}
        ListParticipantEvents {"stageArn": "$stage", "sessionId": "$session", "participantId": "$viewer-id"}
        ListParticipantEvents {"stageArn": "$stage", "sessionId": "$session", "participantId": "$host-id"}
        # joining again takes the place of the earlier connection
        join {"token": "$host"}
        ListParticipantEvents {"stageArn": "$stage", "sessionId": "$session", "participantId": "$host-id", "maxResults": 2}
        "#,
        expect![[r#"
            CreateStage {"participantTokenConfigurations": [{"capabilities": ["SUBSCRIBE"]}, {"capabilities": ["PUBLISH"]}]}
                {"stage":{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv8KbNzZ","name":"","tags":{},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>},"participantTokens":[{"participantId":"3pJxRv842zJS","token":"<token>","duration":720,"capabilities":["SUBSCRIBE"],"expirationTime":"2026-11-21T22:00:00Z"},{"participantId":"3pJxRv8ibZex","token":"<token>","duration":720,"capabilities":["PUBLISH"],"expirationTime":"2026-11-21T22:00:00Z"}]}
            publish {"token": "$viewer"}
                409 ConflictException: participant $viewer-id has not joined $stage
            leave {"token": "$viewer"}
                409 ConflictException: participant $viewer-id has not joined $stage
            join {"token": "$viewer", "client": {"osName": "<script>"}}
                400 ValidationException: osName may have 128 letters, digits, blanks and -_.,:; at most
            join {"token": "$viewer"}
                {"stageArn":"$stage","sessionId":"st-3pJxRv89nQjKU","participant":{"participantId":"$viewer-id","userId":"","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":false,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            publish {"token": "$viewer"}
                403 AccessDeniedException: the token of participant $viewer-id lacks the capability PUBLISH
            subscribe {"token": "$viewer", "publisherId": "$host-id"}
                404 ResourceNotFoundException: participant $host-id does not publish
            join {"token": "$host"}
                {"stageArn":"$stage","sessionId":"$session","participant":{"participantId":"$host-id","userId":"","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":false,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            subscribe {"token": "$host", "publisherId": "$viewer-id"}
                403 AccessDeniedException: the token of participant $host-id lacks the capability SUBSCRIBE
            subscribe {"token": "$viewer", "publisherId": "$host-id"}
                404 ResourceNotFoundException: participant $host-id does not publish
            publish {"token": "$host"}
                {"stageArn":"$stage","sessionId":"$session","participant":{"participantId":"$host-id","userId":"","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":true,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            subscribe {"token": "$viewer", "publisherId": "$host-id"}
                {"stageArn":"$stage","sessionId":"$session","participant":{"participantId":"$viewer-id","userId":"","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":false,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            unpublish {"token": "$host"}
                {"stageArn":"$stage","sessionId":"$session","participant":{"participantId":"$host-id","userId":"","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":true,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            unsubscribe {"token": "$viewer", "publisherId": "$host-id"}
                {"stageArn":"$stage","sessionId":"$session","participant":{"participantId":"$viewer-id","userId":"","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":false,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            ListParticipantEvents {"stageArn": "$stage", "sessionId": "$session", "participantId": "$viewer-id"}
                {"events":[{"name":"SUBSCRIBE_STOPPED","participantId":"$viewer-id","eventTime":"2026-11-21T10:00:00Z","remoteParticipantId":"$host-id"},{"name":"SUBSCRIBE_STARTED","participantId":"$viewer-id","eventTime":"2026-11-21T10:00:00Z","remoteParticipantId":"$host-id"},{"name":"SUBSCRIBE_ERROR","participantId":"$viewer-id","eventTime":"2026-11-21T10:00:00Z","remoteParticipantId":"$host-id","errorCode":"PUBLISHER_NOT_FOUND"},{"name":"SUBSCRIBE_ERROR","participantId":"$viewer-id","eventTime":"2026-11-21T10:00:00Z","remoteParticipantId":"$host-id","errorCode":"PUBLISHER_NOT_FOUND"},{"name":"PUBLISH_ERROR","participantId":"$viewer-id","eventTime":"2026-11-21T10:00:00Z","errorCode":"INSUFFICIENT_CAPABILITIES"},{"name":"JOINED","participantId":"$viewer-id","eventTime":"2026-11-21T10:00:00Z"}]}
            ListParticipantEvents {"stageArn": "$stage", "sessionId": "$session", "participantId": "$host-id"}
                {"events":[{"name":"PUBLISH_STOPPED","participantId":"$host-id","eventTime":"2026-11-21T10:00:00Z"},{"name":"PUBLISH_STARTED","participantId":"$host-id","eventTime":"2026-11-21T10:00:00Z"},{"name":"SUBSCRIBE_ERROR","participantId":"$host-id","eventTime":"2026-11-21T10:00:00Z","errorCode":"INSUFFICIENT_CAPABILITIES"},{"name":"JOINED","participantId":"$host-id","eventTime":"2026-11-21T10:00:00Z"}]}
            # joining again takes the place of the earlier connection
            join {"token": "$host"}
                {"stageArn":"$stage","sessionId":"$session","participant":{"participantId":"$host-id","userId":"","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":true,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            ListParticipantEvents {"stageArn": "$stage", "sessionId": "$session", "participantId": "$host-id", "maxResults": 2}
                {"events":[{"name":"JOINED","participantId":"$host-id","eventTime":"2026-11-21T10:00:00Z"},{"name":"LEFT","participantId":"$host-id","eventTime":"2026-11-21T10:00:00Z"}],"nextToken":"r5e+QzAwMDAwMDAwMDU"}
        "#]],
    );
}

#[test]
fn listings_of_participants_are_filtered() {
    check(
        r#"
        CreateStage {"participantTokenConfigurations": [{"userId": "a/b"}, {"userId": "carol"}, {"userId": "carol"}]}
        let stage = stage.arn
        let one = participantTokens.0.token
        let one-id = participantTokens.0.participantId
        let two = participantTokens.1.token
        let two-id = participantTokens.1.participantId
        let three = participantTokens.2.token
        let three-id = participantTokens.2.participantId
        join {"token": "$one"}
        let session = sessionId
        join {"token": "$two"}
        publish {"token": "$two"}
        join {"token": "$three"}
        leave {"token": "$three"}
        ListParticipants {"stageArn": "$stage", "sessionId": "$session", "filterByUserId": "a/b"}
        ListParticipants {"stageArn": "$stage", "sessionId": "$session", "filterByUserId": "carol", "maxResults": 1}
        ListParticipants {"stageArn": "$stage", "sessionId": "$session", "filterByPublished": true}
        ListParticipants {"stageArn": "$stage", "sessionId": "$session", "filterByState": "DISCONNECTED"}
        ListParticipants {"stageArn": "$stage", "sessionId": "$session", "filterByRecordingState": "ACTIVE"}
        ListParticipants {"stageArn": "$stage", "sessionId": "$session", "filterByState": "CONNECTED", "filterByPublished": false}
        ListParticipants {"stageArn": "$stage", "sessionId": "$session", "filterByState": "GONE"}
        ListParticipants {"stageArn": "$stage", "sessionId": "st-0000000000000"}
        ListParticipants {"stageArn": "$stage", "sessionId": "today"}
        ListParticipants {"stageArn": "$stage"}
        "#,
        expect![[r#"
            CreateStage {"participantTokenConfigurations": [{"userId": "a/b"}, {"userId": "carol"}, {"userId": "carol"}]}
                {"stage":{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv8KbNzZ","name":"","tags":{},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>},"participantTokens":[{"participantId":"3pJxRv842zJS","token":"<token>","userId":"a/b","duration":720,"capabilities":["PUBLISH","SUBSCRIBE"],"expirationTime":"2026-11-21T22:00:00Z"},{"participantId":"3pJxRv8ibZex","token":"<token>","userId":"carol","duration":720,"capabilities":["PUBLISH","SUBSCRIBE"],"expirationTime":"2026-11-21T22:00:00Z"},{"participantId":"3pJxRv89nQjK","token":"<token>","userId":"carol","duration":720,"capabilities":["PUBLISH","SUBSCRIBE"],"expirationTime":"2026-11-21T22:00:00Z"}]}
            join {"token": "$one"}
                {"stageArn":"$stage","sessionId":"st-3pJxRv8ssWyWb","participant":{"participantId":"$one-id","userId":"a/b","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":false,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            join {"token": "$two"}
                {"stageArn":"$stage","sessionId":"$session","participant":{"participantId":"$two-id","userId":"carol","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":false,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            publish {"token": "$two"}
                {"stageArn":"$stage","sessionId":"$session","participant":{"participantId":"$two-id","userId":"carol","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":true,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            join {"token": "$three"}
                {"stageArn":"$stage","sessionId":"$session","participant":{"participantId":"$three-id","userId":"carol","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":false,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            leave {"token": "$three"}
                {"stageArn":"$stage","sessionId":"$session","participant":{"participantId":"$three-id","userId":"carol","state":"DISCONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":false,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            ListParticipants {"stageArn": "$stage", "sessionId": "$session", "filterByUserId": "a/b"}
                {"participants":[{"participantId":"$one-id","userId":"a/b","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","published":false,"recordingState":"DISABLED","replicationType":"NONE"}]}
            ListParticipants {"stageArn": "$stage", "sessionId": "$session", "filterByUserId": "carol", "maxResults": 1}
                {"participants":[{"participantId":"$three-id","userId":"carol","state":"DISCONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","published":false,"recordingState":"DISABLED","replicationType":"NONE"}],"nextToken":"kor4FDNwSnhSdjg5blFqSw"}
            ListParticipants {"stageArn": "$stage", "sessionId": "$session", "filterByPublished": true}
                {"participants":[{"participantId":"$two-id","userId":"carol","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","published":true,"recordingState":"DISABLED","replicationType":"NONE"}]}
            ListParticipants {"stageArn": "$stage", "sessionId": "$session", "filterByState": "DISCONNECTED"}
                {"participants":[{"participantId":"$three-id","userId":"carol","state":"DISCONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","published":false,"recordingState":"DISABLED","replicationType":"NONE"}]}
            ListParticipants {"stageArn": "$stage", "sessionId": "$session", "filterByRecordingState": "ACTIVE"}
                {"participants":[]}
            ListParticipants {"stageArn": "$stage", "sessionId": "$session", "filterByState": "CONNECTED", "filterByPublished": false}
                400 ValidationException: only one of filterByUserId, filterByPublished, filterByState, filterByRecordingState can be given
            ListParticipants {"stageArn": "$stage", "sessionId": "$session", "filterByState": "GONE"}
                400 ValidationException: 1 validation error detected: Value 'GONE' at 'filterByState' failed to satisfy constraint: Member must satisfy enum value set: [CONNECTED, DISCONNECTED]
            ListParticipants {"stageArn": "$stage", "sessionId": "st-0000000000000"}
                {"participants":[]}
            ListParticipants {"stageArn": "$stage", "sessionId": "today"}
                400 ValidationException: 2 validation errors detected: Value 'today' at 'sessionId' failed to satisfy constraint: Member must have length greater than or equal to 16; Value 'today' at 'sessionId' failed to satisfy constraint: Member must satisfy regular expression pattern: st-[a-zA-Z0-9]+
            ListParticipants {"stageArn": "$stage"}
                400 ValidationException: 1 validation error detected: Value null at 'sessionId' failed to satisfy constraint: Member must not be null
        "#]],
    );
}

#[test]
fn whoever_is_disconnected_does_not_come_back() {
    check(
        r#"
        CreateStage {"participantTokenConfigurations": [{}]}
        let stage = stage.arn
        let token = participantTokens.0.token
        let id = participantTokens.0.participantId
        DisconnectParticipant {"stageArn": "$stage", "participantId": "$id"}
        join {"token": "$token"}
        let session = sessionId
        publish {"token": "$token"}
        DisconnectParticipant {"stageArn": "$stage", "participantId": "$id", "reason": "late"}
        ListParticipantEvents {"stageArn": "$stage", "sessionId": "$session", "participantId": "$id"}
        GetStage {"arn": "$stage"}
        join {"token": "$token"}
        DisconnectParticipant {"stageArn": "$stage", "participantId": "$id"}
        DisconnectParticipant {"stageArn": "$stage", "participantId": "nobody"}
        DisconnectParticipant {"stageArn": "$stage", "participantId": "$id", "reason": "x * 129"}
        DisconnectParticipant {"stageArn": "arn:aws:ivs:us-east-1:123456789012:stage/abc", "participantId": "$id"}
        "#,
        expect![[r#"
            CreateStage {"participantTokenConfigurations": [{}]}
                {"stage":{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv8KbNzZ","name":"","tags":{},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>},"participantTokens":[{"participantId":"3pJxRv842zJS","token":"<token>","duration":720,"capabilities":["PUBLISH","SUBSCRIBE"],"expirationTime":"2026-11-21T22:00:00Z"}]}
            DisconnectParticipant {"stageArn": "$stage", "participantId": "$id"}
                404 ResourceNotFoundException: Request references a resource which does not exist: participant $id
            join {"token": "$token"}
                {"stageArn":"$stage","sessionId":"st-3pJxRv8ibZexG","participant":{"participantId":"$id","userId":"","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":false,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            publish {"token": "$token"}
                {"stageArn":"$stage","sessionId":"$session","participant":{"participantId":"$id","userId":"","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":true,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            DisconnectParticipant {"stageArn": "$stage", "participantId": "$id", "reason": "late"}
                {}
            ListParticipantEvents {"stageArn": "$stage", "sessionId": "$session", "participantId": "$id"}
                {"events":[{"name":"LEFT","participantId":"$id","eventTime":"2026-11-21T10:00:00Z"},{"name":"PUBLISH_STOPPED","participantId":"$id","eventTime":"2026-11-21T10:00:00Z"},{"name":"PUBLISH_STARTED","participantId":"$id","eventTime":"2026-11-21T10:00:00Z"},{"name":"JOINED","participantId":"$id","eventTime":"2026-11-21T10:00:00Z"}]}
            GetStage {"arn": "$stage"}
                {"stage":{"arn":"$stage","name":"","tags":{},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>}}
            join {"token": "$token"}
                403 AccessDeniedException: participant $id was disconnected from $stage, and cannot come back
            DisconnectParticipant {"stageArn": "$stage", "participantId": "$id"}
                {}
            DisconnectParticipant {"stageArn": "$stage", "participantId": "nobody"}
                404 ResourceNotFoundException: Request references a resource which does not exist: participant nobody
            DisconnectParticipant {"stageArn": "$stage", "participantId": "$id", "reason": "x * 129"}
                400 ValidationException: 1 validation error detected: Value 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' at 'reason' failed to satisfy constraint: Member must have length less than or equal to 128
            DisconnectParticipant {"stageArn": "arn:aws:ivs:us-east-1:123456789012:stage/abc", "participantId": "$id"}
                404 ResourceNotFoundException: Request references a resource which does not exist: arn:aws:ivs:us-east-1:123456789012:stage/abc
        "#]],
    );
}

#[test]
fn everybody_leaves_when_their_time_is_over() {
    check(
        r#"
        CreateStage {"participantTokenConfigurations": [{"duration": 1}, {"duration": 2}, {"duration": 20160}]}
        let stage = stage.arn
        let one = participantTokens.0.token
        let one-id = participantTokens.0.participantId
        let two = participantTokens.1.token
        let two-id = participantTokens.1.participantId
        let long = participantTokens.2.token
        join {"token": "$one"}
        let session = sessionId
        join {"token": "$two"}
        publish {"token": "$two"}
        wait 90
        GetParticipant {"stageArn": "$stage", "sessionId": "$session", "participantId": "$one-id"}
        ListParticipants {"stageArn": "$stage", "sessionId": "$session", "filterByState": "CONNECTED"}
        wait 900
        GetStage {"arn": "$stage"}
        ListStages
        ListParticipantEvents {"stageArn": "$stage", "sessionId": "$session", "participantId": "$two-id"}
        GetStageSession {"stageArn": "$stage", "sessionId": "$session"}
        # a day is the longest that anybody stays
        join {"token": "$long"}
        wait 86399
        GetStage {"arn": "$stage"}
        wait 1
        GetStage {"arn": "$stage"}
        join {"token": "$long"}
        "#,
        expect![[r#"
            CreateStage {"participantTokenConfigurations": [{"duration": 1}, {"duration": 2}, {"duration": 20160}]}
                {"stage":{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv8KbNzZ","name":"","tags":{},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>},"participantTokens":[{"participantId":"3pJxRv842zJS","token":"<token>","duration":1,"capabilities":["PUBLISH","SUBSCRIBE"],"expirationTime":"2026-11-21T10:01:00Z"},{"participantId":"3pJxRv8ibZex","token":"<token>","duration":2,"capabilities":["PUBLISH","SUBSCRIBE"],"expirationTime":"2026-11-21T10:02:00Z"},{"participantId":"3pJxRv89nQjK","token":"<token>","duration":20160,"capabilities":["PUBLISH","SUBSCRIBE"],"expirationTime":"2026-12-05T10:00:00Z"}]}
            join {"token": "$one"}
                {"stageArn":"$stage","sessionId":"st-3pJxRv8ssWyWb","participant":{"participantId":"$one-id","userId":"","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":false,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            join {"token": "$two"}
                {"stageArn":"$stage","sessionId":"$session","participant":{"participantId":"$two-id","userId":"","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":false,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            publish {"token": "$two"}
                {"stageArn":"$stage","sessionId":"$session","participant":{"participantId":"$two-id","userId":"","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":true,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            wait 90
            GetParticipant {"stageArn": "$stage", "sessionId": "$session", "participantId": "$one-id"}
                {"participant":{"participantId":"$one-id","userId":"","state":"DISCONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":false,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            ListParticipants {"stageArn": "$stage", "sessionId": "$session", "filterByState": "CONNECTED"}
                {"participants":[{"participantId":"$two-id","userId":"","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","published":true,"recordingState":"DISABLED","replicationType":"NONE"}]}
            wait 900
            GetStage {"arn": "$stage"}
                {"stage":{"arn":"$stage","name":"","tags":{},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>}}
            ListStages
                {"stages":[{"arn":"$stage","name":"","tags":{}}]}
            ListParticipantEvents {"stageArn": "$stage", "sessionId": "$session", "participantId": "$two-id"}
                {"events":[{"name":"LEFT","participantId":"$two-id","eventTime":"2026-11-21T10:02:00Z"},{"name":"PUBLISH_STOPPED","participantId":"$two-id","eventTime":"2026-11-21T10:02:00Z"},{"name":"PUBLISH_STARTED","participantId":"$two-id","eventTime":"2026-11-21T10:00:00Z"},{"name":"JOINED","participantId":"$two-id","eventTime":"2026-11-21T10:00:00Z"}]}
            GetStageSession {"stageArn": "$stage", "sessionId": "$session"}
                {"stageSession":{"sessionId":"$session","startTime":"2026-11-21T10:00:00.25Z","endTime":"2026-11-21T10:02:00Z"}}
            # a day is the longest that anybody stays
            join {"token": "$long"}
                {"stageArn":"$stage","sessionId":"st-3pK1bSsKyYST0","participant":{"participantId":"3pJxRv89nQjK","userId":"","state":"CONNECTED","firstJoinTime":"2026-11-21T10:16:30Z","attributes":{},"published":false,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            wait 86399
            GetStage {"arn": "$stage"}
                {"stage":{"arn":"$stage","name":"","activeSessionId":"st-3pK1bSsKyYST0","tags":{},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>}}
            wait 1
            GetStage {"arn": "$stage"}
                {"stage":{"arn":"$stage","name":"","tags":{},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>}}
            join {"token": "$long"}
                {"stageArn":"$stage","sessionId":"st-3pPs83GXMur9q","participant":{"participantId":"3pJxRv89nQjK","userId":"","state":"CONNECTED","firstJoinTime":"2026-11-22T10:16:30Z","attributes":{},"published":false,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
        "#]],
    );
}

#[test]
fn participants_are_recorded_where_the_stage_says_so() {
    check(
        r#"
        CreateStorageConfiguration {"s3": {"bucketName": "recordings"}}
        let storage = storageConfiguration.arn
        CreateStage {"autoParticipantRecordingConfiguration": {"storageConfigurationArn": "$storage", "recordingReconnectWindowSeconds": 30}, "participantTokenConfigurations": [{}]}
        let stage = stage.arn
        let token = participantTokens.0.token
        let id = participantTokens.0.participantId
        join {"token": "$token"}
        let session = sessionId
        publish {"token": "$token"}
        wait 3
        ListParticipants {"stageArn": "$stage", "sessionId": "$session", "filterByRecordingState": "ACTIVE"}
        ListParticipants {"stageArn": "$stage", "sessionId": "$session", "filterByRecordingState": "STARTING"}
        UpdateStage {"arn": "$stage", "autoParticipantRecordingConfiguration": {"storageConfigurationArn": ""}}
        UpdateStage {"arn": "$stage", "name": "renamed"}
        unpublish {"token": "$token"}
        wait 2
        GetParticipant {"stageArn": "$stage", "sessionId": "$session", "participantId": "$id"}
        # within the window the recording goes on, in the same place
        publish {"token": "$token"}
        DeleteStorageConfiguration {"arn": "$storage"}
        wait 60
        unpublish {"token": "$token"}
        wait 60
        publish {"token": "$token"}
        UpdateStage {"arn": "$stage", "autoParticipantRecordingConfiguration": {"storageConfigurationArn": ""}}
        "#,
        expect![[r#"
            CreateStorageConfiguration {"s3": {"bucketName": "recordings"}}
                {"storageConfiguration":{"arn":"arn:aws:ivs:us-east-1:123456789012:storage-configuration/3pJxRv8KbNzZ","name":"","s3":{"bucketName":"recordings"},"tags":{}}}
            CreateStage {"autoParticipantRecordingConfiguration": {"storageConfigurationArn": "$storage", "recordingReconnectWindowSeconds": 30}, "participantTokenConfigurations": [{}]}
                {"stage":{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv8Hf0fo","name":"","tags":{},"autoParticipantRecordingConfiguration":{"storageConfigurationArn":"$storage","mediaTypes":["AUDIO_VIDEO"],"thumbnailConfiguration":{"targetIntervalSeconds":60,"storage":["SEQUENTIAL"],"recordingMode":"DISABLED"},"recordingReconnectWindowSeconds":30,"hlsConfiguration":{"targetSegmentDurationSeconds":6},"recordParticipantReplicas":true},"endpoints":<endpoints>},"participantTokens":[{"participantId":"3pJxRv8ibZex","token":"<token>","duration":720,"capabilities":["PUBLISH","SUBSCRIBE"],"expirationTime":"2026-11-21T22:00:00Z"}]}
            join {"token": "$token"}
                {"stageArn":"$stage","sessionId":"st-3pJxRv89nQjKU","participant":{"participantId":"$id","userId":"","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":false,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            publish {"token": "$token"}
                {"stageArn":"$stage","sessionId":"$session","participant":{"participantId":"$id","userId":"","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":true,<client>,"recordingS3BucketName":"recordings","recordingS3Prefix":"3pJxRv8Hf0fo/$session/$id/1795255200","recordingState":"STARTING","protocol":"UNKNOWN","replicationType":"NONE"}}
            wait 3
            ListParticipants {"stageArn": "$stage", "sessionId": "$session", "filterByRecordingState": "ACTIVE"}
                {"participants":[{"participantId":"$id","userId":"","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","published":true,"recordingState":"ACTIVE","replicationType":"NONE"}]}
            ListParticipants {"stageArn": "$stage", "sessionId": "$session", "filterByRecordingState": "STARTING"}
                {"participants":[]}
            UpdateStage {"arn": "$stage", "autoParticipantRecordingConfiguration": {"storageConfigurationArn": ""}}
                409 ConflictException: autoParticipantRecordingConfiguration cannot change while a participant is recorded
            UpdateStage {"arn": "$stage", "name": "renamed"}
                {"stage":{"arn":"$stage","name":"renamed","activeSessionId":"$session","tags":{},"autoParticipantRecordingConfiguration":{"storageConfigurationArn":"$storage","mediaTypes":["AUDIO_VIDEO"],"thumbnailConfiguration":{"targetIntervalSeconds":60,"storage":["SEQUENTIAL"],"recordingMode":"DISABLED"},"recordingReconnectWindowSeconds":30,"hlsConfiguration":{"targetSegmentDurationSeconds":6},"recordParticipantReplicas":true},"endpoints":<endpoints>}}
            unpublish {"token": "$token"}
                {"stageArn":"$stage","sessionId":"$session","participant":{"participantId":"$id","userId":"","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":true,<client>,"recordingS3BucketName":"recordings","recordingS3Prefix":"3pJxRv8Hf0fo/$session/$id/1795255200","recordingState":"STOPPING","protocol":"UNKNOWN","replicationType":"NONE"}}
            wait 2
            GetParticipant {"stageArn": "$stage", "sessionId": "$session", "participantId": "$id"}
                {"participant":{"participantId":"$id","userId":"","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":true,<client>,"recordingS3BucketName":"recordings","recordingS3Prefix":"3pJxRv8Hf0fo/$session/$id/1795255200","recordingState":"STOPPED","protocol":"UNKNOWN","replicationType":"NONE"}}
            # within the window the recording goes on, in the same place
            publish {"token": "$token"}
                {"stageArn":"$stage","sessionId":"$session","participant":{"participantId":"$id","userId":"","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":true,<client>,"recordingS3BucketName":"recordings","recordingS3Prefix":"3pJxRv8Hf0fo/$session/$id/1795255200","recordingState":"ACTIVE","protocol":"UNKNOWN","replicationType":"NONE"}}
            DeleteStorageConfiguration {"arn": "$storage"}
                {}
            wait 60
            unpublish {"token": "$token"}
                {"stageArn":"$stage","sessionId":"$session","participant":{"participantId":"$id","userId":"","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":true,<client>,"recordingS3BucketName":"recordings","recordingS3Prefix":"3pJxRv8Hf0fo/$session/$id/1795255200","recordingState":"STOPPING","protocol":"UNKNOWN","replicationType":"NONE"}}
            wait 60
            publish {"token": "$token"}
                {"stageArn":"$stage","sessionId":"$session","participant":{"participantId":"$id","userId":"","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":true,<client>,"recordingS3BucketName":"recordings","recordingS3Prefix":"3pJxRv8Hf0fo/$session/$id/1795255200","recordingState":"FAILED","protocol":"UNKNOWN","replicationType":"NONE"}}
            UpdateStage {"arn": "$stage", "autoParticipantRecordingConfiguration": {"storageConfigurationArn": ""}}
                {"stage":{"arn":"$stage","name":"renamed","activeSessionId":"$session","tags":{},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>}}
        "#]],
    );
}
