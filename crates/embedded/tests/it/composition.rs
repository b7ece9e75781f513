use crate::script::{Stagehand, check, options};
use expect_test::{Expect, expect};

const PROPS: &str = r#"
    CreateStage {"participantTokenConfigurations": [{}]}
    let stage = stage.arn
    let token = participantTokens.0.token
    CreateEncoderConfiguration
    let encoder = encoderConfiguration.arn
    CreateStorageConfiguration {"s3": {"bucketName": "recordings"}}
    let storage = storageConfiguration.arn
"#;

/// Runs a script after one that makes a stage, an encoder and a storage configuration.
#[track_caller]
fn check_with_props(script: &str, expect: Expect) {
    let mut stagehand = Stagehand::new(options());
    stagehand.run(PROPS);
    expect.assert_eq(&stagehand.run(script));
}

#[test]
fn a_composition_runs_until_it_is_stopped() {
    check_with_props(
        r#"
        join {"token": "$token"}
        StartComposition {"stageArn": "$stage", "destinations": [{"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/abcABCdefDEg", "encoderConfigurationArn": "$encoder"}}, {"name": "tape", "s3": {"storageConfigurationArn": "$storage", "encoderConfigurationArns": ["$encoder"], "thumbnailConfigurations": [{}]}}], "tags": {"a": "b"}}
        let composition = composition.arn
        wait 2
        GetComposition {"arn": "$composition"}
        DeleteEncoderConfiguration {"arn": "$encoder"}
        DeleteStorageConfiguration {"arn": "$storage"}
        wait 600
        ListCompositions
        StopComposition {"arn": "$composition"}
        ListCompositions
        StopComposition {"arn": "$composition"}
        DeleteEncoderConfiguration {"arn": "$encoder"}
        wait 2
        ListCompositions
        StopComposition {"arn": "$composition"}
        DeleteEncoderConfiguration {"arn": "$encoder"}
        DeleteStorageConfiguration {"arn": "$storage"}
        GetComposition {"arn": "$composition"}
        "#,
        expect![[r#"
            join {"token": "$token"}
                {"stageArn":"$stage","sessionId":"st-3pJxRv8ssWyWb","participant":{"participantId":"3pJxRv842zJS","userId":"","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":false,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            StartComposition {"stageArn": "$stage", "destinations": [{"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/abcABCdefDEg", "encoderConfigurationArn": "$encoder"}}, {"name": "tape", "s3": {"storageConfigurationArn": "$storage", "encoderConfigurationArns": ["$encoder"], "thumbnailConfigurations": [{}]}}], "tags": {"a": "b"}}
                {"composition":{"arn":"arn:aws:ivs:us-east-1:123456789012:composition/3pJxRv8KyYST","stageArn":"$stage","state":"STARTING","layout":{"grid":{"featuredParticipantAttribute":"","omitStoppedVideo":false,"videoAspectRatio":"VIDEO","gridGap":2,"participantOrderAttribute":""}},"destinations":[{"id":"3pJxRv8XMur9","state":"STARTING","configuration":{"name":"","channel":{"channelArn":"arn:aws:ivs:us-east-1:123456789012:channel/abcABCdefDEg","encoderConfigurationArn":"$encoder"}}},{"id":"3pJxRv8mDjlq","state":"STARTING","configuration":{"name":"tape","s3":{"storageConfigurationArn":"$storage","encoderConfigurationArns":["$encoder"],"recordingConfiguration":{"hlsConfiguration":{"targetSegmentDurationSeconds":2},"format":"HLS"},"thumbnailConfigurations":[{"targetIntervalSeconds":60,"storage":["SEQUENTIAL"]}]}},"detail":{"s3":{"recordingPrefix":"3pJxRv8KbNzZ/3pJxRv8KyYST/3pJxRv8mDjlq/composite"}}}],"tags":{"a":"b"},"startTime":"2026-11-21T10:00:00Z"}}
            wait 2
            GetComposition {"arn": "$composition"}
                {"composition":{"arn":"$composition","stageArn":"$stage","state":"ACTIVE","layout":{"grid":{"featuredParticipantAttribute":"","omitStoppedVideo":false,"videoAspectRatio":"VIDEO","gridGap":2,"participantOrderAttribute":""}},"destinations":[{"id":"3pJxRv8XMur9","state":"ACTIVE","startTime":"2026-11-21T10:00:02Z","configuration":{"name":"","channel":{"channelArn":"arn:aws:ivs:us-east-1:123456789012:channel/abcABCdefDEg","encoderConfigurationArn":"$encoder"}}},{"id":"3pJxRv8mDjlq","state":"ACTIVE","startTime":"2026-11-21T10:00:02Z","configuration":{"name":"tape","s3":{"storageConfigurationArn":"$storage","encoderConfigurationArns":["$encoder"],"recordingConfiguration":{"hlsConfiguration":{"targetSegmentDurationSeconds":2},"format":"HLS"},"thumbnailConfigurations":[{"targetIntervalSeconds":60,"storage":["SEQUENTIAL"]}]}},"detail":{"s3":{"recordingPrefix":"3pJxRv8KbNzZ/3pJxRv8KyYST/3pJxRv8mDjlq/composite"}}}],"tags":{"a":"b"},"startTime":"2026-11-21T10:00:00Z"}}
            DeleteEncoderConfiguration {"arn": "$encoder"}
                409 ConflictException: $encoder is used by $composition
            DeleteStorageConfiguration {"arn": "$storage"}
                409 ConflictException: $storage is used by $composition
            wait 600
            ListCompositions
                {"compositions":[{"arn":"$composition","stageArn":"$stage","destinations":[{"id":"3pJxRv8XMur9","state":"ACTIVE","startTime":"2026-11-21T10:00:02Z"},{"id":"3pJxRv8mDjlq","state":"ACTIVE","startTime":"2026-11-21T10:00:02Z"}],"state":"ACTIVE","tags":{"a":"b"},"startTime":"2026-11-21T10:00:00Z"}]}
            StopComposition {"arn": "$composition"}
                {}
            ListCompositions
                {"compositions":[{"arn":"$composition","stageArn":"$stage","destinations":[{"id":"3pJxRv8XMur9","state":"STOPPING","startTime":"2026-11-21T10:00:02Z"},{"id":"3pJxRv8mDjlq","state":"STOPPING","startTime":"2026-11-21T10:00:02Z"}],"state":"STOPPING","tags":{"a":"b"},"startTime":"2026-11-21T10:00:00Z"}]}
            StopComposition {"arn": "$composition"}
                {}
            DeleteEncoderConfiguration {"arn": "$encoder"}
                409 ConflictException: $encoder is used by $composition
            wait 2
            ListCompositions
                {"compositions":[{"arn":"$composition","stageArn":"$stage","destinations":[{"id":"3pJxRv8XMur9","state":"STOPPED","startTime":"2026-11-21T10:00:02Z","endTime":"2026-11-21T10:10:04Z"},{"id":"3pJxRv8mDjlq","state":"STOPPED","startTime":"2026-11-21T10:00:02Z","endTime":"2026-11-21T10:10:04Z"}],"state":"STOPPED","tags":{"a":"b"},"startTime":"2026-11-21T10:00:00Z","endTime":"2026-11-21T10:10:04Z"}]}
            StopComposition {"arn": "$composition"}
                409 ConflictException: $composition has stopped already
            DeleteEncoderConfiguration {"arn": "$encoder"}
                {}
            DeleteStorageConfiguration {"arn": "$storage"}
                {}
            GetComposition {"arn": "$composition"}
                {"composition":{"arn":"$composition","stageArn":"$stage","state":"STOPPED","layout":{"grid":{"featuredParticipantAttribute":"","omitStoppedVideo":false,"videoAspectRatio":"VIDEO","gridGap":2,"participantOrderAttribute":""}},"destinations":[{"id":"3pJxRv8XMur9","state":"STOPPED","startTime":"2026-11-21T10:00:02Z","endTime":"2026-11-21T10:10:04Z","configuration":{"name":"","channel":{"channelArn":"arn:aws:ivs:us-east-1:123456789012:channel/abcABCdefDEg","encoderConfigurationArn":"$encoder"}}},{"id":"3pJxRv8mDjlq","state":"STOPPED","startTime":"2026-11-21T10:00:02Z","endTime":"2026-11-21T10:10:04Z","configuration":{"name":"tape","s3":{"storageConfigurationArn":"$storage","encoderConfigurationArns":["$encoder"],"recordingConfiguration":{"hlsConfiguration":{"targetSegmentDurationSeconds":2},"format":"HLS"},"thumbnailConfigurations":[{"targetIntervalSeconds":60,"storage":["SEQUENTIAL"]}]}},"detail":{"s3":{"recordingPrefix":"3pJxRv8KbNzZ/3pJxRv8KyYST/3pJxRv8mDjlq/composite"}}}],"tags":{"a":"b"},"startTime":"2026-11-21T10:00:00Z","endTime":"2026-11-21T10:10:04Z"}}
        "#]],
    );
}

#[test]
fn a_composition_stops_a_minute_after_its_stage_empties() {
    check_with_props(
        r#"
        # nobody is there when it starts
        StartComposition {"stageArn": "$stage", "destinations": [{"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/a"}}]}
        let composition = composition.arn
        wait 59
        ListCompositions
        join {"token": "$token"}
        wait 3600
        ListCompositions
        leave {"token": "$token"}
        wait 60
        ListCompositions
        wait 2
        # somebody who comes back does not bring it back
        join {"token": "$token"}
        wait 3600
        ListCompositions
        "#,
        expect![[r##"
            # nobody is there when it starts
            StartComposition {"stageArn": "$stage", "destinations": [{"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/a"}}]}
                {"composition":{"arn":"arn:aws:ivs:us-east-1:123456789012:composition/3pJxRv8ssWyW","stageArn":"$stage","state":"STARTING","layout":{"grid":{"featuredParticipantAttribute":"","omitStoppedVideo":false,"videoAspectRatio":"VIDEO","gridGap":2,"participantOrderAttribute":""}},"destinations":[{"id":"3pJxRv8KyYST","state":"STARTING","configuration":{"name":"","channel":{"channelArn":"arn:aws:ivs:us-east-1:123456789012:channel/a"}}}],"tags":{},"startTime":"2026-11-21T10:00:00Z"}}
            wait 59
            ListCompositions
                {"compositions":[{"arn":"$composition","stageArn":"$stage","destinations":[{"id":"3pJxRv8KyYST","state":"ACTIVE","startTime":"2026-11-21T10:00:02Z"}],"state":"ACTIVE","tags":{},"startTime":"2026-11-21T10:00:00Z"}]}
            join {"token": "$token"}
                {"stageArn":"$stage","sessionId":"st-3pJxhGkXMur9q","participant":{"participantId":"3pJxRv842zJS","userId":"","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:59Z","attributes":{},"published":false,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            wait 3600
            ListCompositions
                {"compositions":[{"arn":"$composition","stageArn":"$stage","destinations":[{"id":"3pJxRv8KyYST","state":"ACTIVE","startTime":"2026-11-21T10:00:02Z"}],"state":"ACTIVE","tags":{},"startTime":"2026-11-21T10:00:00Z"}]}
            leave {"token": "$token"}
                {"stageArn":"$stage","sessionId":"st-3pJxhGkXMur9q","participant":{"participantId":"3pJxRv842zJS","userId":"","state":"DISCONNECTED","firstJoinTime":"2026-11-21T10:00:59Z","attributes":{},"published":false,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            wait 60
            ListCompositions
                {"compositions":[{"arn":"$composition","stageArn":"$stage","destinations":[{"id":"3pJxRv8KyYST","state":"STOPPING","startTime":"2026-11-21T10:00:02Z"}],"state":"STOPPING","tags":{},"startTime":"2026-11-21T10:00:00Z"}]}
            wait 2
            # somebody who comes back does not bring it back
            join {"token": "$token"}
                {"stageArn":"$stage","sessionId":"st-3pKD3vGmDjlqe","participant":{"participantId":"3pJxRv842zJS","userId":"","state":"CONNECTED","firstJoinTime":"2026-11-21T11:02:01Z","attributes":{},"published":false,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            wait 3600
            ListCompositions
                {"compositions":[{"arn":"$composition","stageArn":"$stage","destinations":[{"id":"3pJxRv8KyYST","state":"STOPPED","startTime":"2026-11-21T10:00:02Z","endTime":"2026-11-21T11:02:01Z"}],"state":"STOPPED","tags":{},"startTime":"2026-11-21T10:00:00Z","endTime":"2026-11-21T11:02:01Z"}]}
        "##]],
    );
}

#[test]
fn a_composition_has_one_layout() {
    check_with_props(
        r#"
        StartComposition {"stageArn": "$stage", "layout": {"pip": {"pipWidth": 320, "pipPosition": "TOP_LEFT"}}, "destinations": [{"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/a"}}]}
        StartComposition {"stageArn": "$stage", "layout": {"grid": {"videoFillMode": "FILL"}}, "destinations": [{"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/a"}}]}
        StartComposition {"stageArn": "$stage", "layout": {"grid": {}, "pip": {}}, "destinations": [{"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/a"}}]}
        "#,
        expect![[r#"
            StartComposition {"stageArn": "$stage", "layout": {"pip": {"pipWidth": 320, "pipPosition": "TOP_LEFT"}}, "destinations": [{"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/a"}}]}
                {"composition":{"arn":"arn:aws:ivs:us-east-1:123456789012:composition/3pJxRv8ssWyW","stageArn":"$stage","state":"STARTING","layout":{"pip":{"featuredParticipantAttribute":"","omitStoppedVideo":false,"videoFillMode":"COVER","gridGap":0,"pipParticipantAttribute":"","pipBehavior":"STATIC","pipOffset":0,"pipPosition":"TOP_LEFT","pipWidth":320,"participantOrderAttribute":""}},"destinations":[{"id":"3pJxRv8KyYST","state":"STARTING","configuration":{"name":"","channel":{"channelArn":"arn:aws:ivs:us-east-1:123456789012:channel/a"}}}],"tags":{},"startTime":"2026-11-21T10:00:00Z"}}
            StartComposition {"stageArn": "$stage", "layout": {"grid": {"videoFillMode": "FILL"}}, "destinations": [{"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/a"}}]}
                {"composition":{"arn":"arn:aws:ivs:us-east-1:123456789012:composition/3pJxRv8XMur9","stageArn":"$stage","state":"STARTING","layout":{"grid":{"featuredParticipantAttribute":"","omitStoppedVideo":false,"videoAspectRatio":"VIDEO","videoFillMode":"FILL","gridGap":2,"participantOrderAttribute":""}},"destinations":[{"id":"3pJxRv8mDjlq","state":"STARTING","configuration":{"name":"","channel":{"channelArn":"arn:aws:ivs:us-east-1:123456789012:channel/a"}}}],"tags":{},"startTime":"2026-11-21T10:00:00Z"}}
            StartComposition {"stageArn": "$stage", "layout": {"grid": {}, "pip": {}}, "destinations": [{"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/a"}}]}
                400 ValidationException: layout can have one of grid and pip, not both
        "#]],
    );
}

#[test]
fn destinations_must_be_sound() {
    check_with_props(
        r#"
        StartComposition {"stageArn": "$stage"}
        StartComposition {"stageArn": "$stage", "destinations": []}
        StartComposition {"stageArn": "$stage", "destinations": [{}]}
        StartComposition {"stageArn": "$stage", "destinations": [{"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/a"}, "s3": {"storageConfigurationArn": "$storage", "encoderConfigurationArns": ["$encoder"]}}]}
        StartComposition {"stageArn": "$stage", "destinations": [{"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/a"}}, {"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/b"}}]}
        StartComposition {"stageArn": "$stage", "destinations": [{"channel": {"channelArn": "arn:aws:ivs:eu-west-1:123456789012:channel/a"}}]}
        StartComposition {"stageArn": "$stage", "destinations": [{"s3": {"storageConfigurationArn": "$storage", "encoderConfigurationArns": []}}]}
        StartComposition {"stageArn": "$stage", "destinations": [{"s3": {"storageConfigurationArn": "$storage", "encoderConfigurationArns": ["arn:aws:ivs:us-east-1:123456789012:encoder-configuration/a"]}}]}
        StartComposition {"stageArn": "$stage", "destinations": [{"s3": {"storageConfigurationArn": "arn:aws:ivs:us-east-1:123456789012:storage-configuration/a", "encoderConfigurationArns": ["$encoder"]}}]}
        StartComposition {"stageArn": "arn:aws:ivs:us-east-1:123456789012:stage/a", "destinations": [{"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/a"}}]}
        GetComposition {"arn": "arn:aws:ivs:us-east-1:123456789012:composition/a"}
        StopComposition {"arn": "arn:aws:ivs:us-east-1:123456789012:composition/a"}
        ListCompositions
        "#,
        expect![[r#"
            StartComposition {"stageArn": "$stage"}
                400 ValidationException: 1 validation error detected: Value null at 'destinations' failed to satisfy constraint: Member must not be null
            StartComposition {"stageArn": "$stage", "destinations": []}
                400 ValidationException: 1 validation error detected: Value '[]' at 'destinations' failed to satisfy constraint: Member must have length greater than or equal to 1
            StartComposition {"stageArn": "$stage", "destinations": [{}]}
                400 ValidationException: a destination must have either channel or s3
            StartComposition {"stageArn": "$stage", "destinations": [{"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/a"}, "s3": {"storageConfigurationArn": "$storage", "encoderConfigurationArns": ["$encoder"]}}]}
                400 ValidationException: a destination must have either channel or s3
            StartComposition {"stageArn": "$stage", "destinations": [{"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/a"}}, {"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/b"}}]}
                400 ValidationException: destinations can have one channel, not two
            StartComposition {"stageArn": "$stage", "destinations": [{"channel": {"channelArn": "arn:aws:ivs:eu-west-1:123456789012:channel/a"}}]}
                400 ValidationException: channelArn must be of the same account and region as the stage
            StartComposition {"stageArn": "$stage", "destinations": [{"s3": {"storageConfigurationArn": "$storage", "encoderConfigurationArns": []}}]}
                400 ValidationException: 1 validation error detected: Value '[]' at 'destinations.1.member.s3.encoderConfigurationArns' failed to satisfy constraint: Member must have length greater than or equal to 1
            StartComposition {"stageArn": "$stage", "destinations": [{"s3": {"storageConfigurationArn": "$storage", "encoderConfigurationArns": ["arn:aws:ivs:us-east-1:123456789012:encoder-configuration/a"]}}]}
                404 ResourceNotFoundException: Request references a resource which does not exist: arn:aws:ivs:us-east-1:123456789012:encoder-configuration/a
            StartComposition {"stageArn": "$stage", "destinations": [{"s3": {"storageConfigurationArn": "arn:aws:ivs:us-east-1:123456789012:storage-configuration/a", "encoderConfigurationArns": ["$encoder"]}}]}
                404 ResourceNotFoundException: Request references a resource which does not exist: arn:aws:ivs:us-east-1:123456789012:storage-configuration/a
            StartComposition {"stageArn": "arn:aws:ivs:us-east-1:123456789012:stage/a", "destinations": [{"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/a"}}]}
                404 ResourceNotFoundException: Request references a resource which does not exist: arn:aws:ivs:us-east-1:123456789012:stage/a
            GetComposition {"arn": "arn:aws:ivs:us-east-1:123456789012:composition/a"}
                404 ResourceNotFoundException: Request references a resource which does not exist: arn:aws:ivs:us-east-1:123456789012:composition/a
            StopComposition {"arn": "arn:aws:ivs:us-east-1:123456789012:composition/a"}
                404 ResourceNotFoundException: Request references a resource which does not exist: arn:aws:ivs:us-east-1:123456789012:composition/a
            ListCompositions
                {"compositions":[]}
        "#]],
    );
}

#[test]
fn the_same_request_starts_one_composition() {
    check_with_props(
        r#"
        StartComposition {"stageArn": "$stage", "idempotencyToken": "once", "destinations": [{"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/a"}}]}
        let composition = composition.arn
        wait 1
        StartComposition {"stageArn": "$stage", "idempotencyToken": "once", "destinations": [{"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/a"}}]}
        StartComposition {"stageArn": "$stage", "idempotencyToken": "once", "destinations": [{"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/b"}}]}
        ListCompositions
        "#,
        expect![[r#"
            StartComposition {"stageArn": "$stage", "idempotencyToken": "once", "destinations": [{"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/a"}}]}
                {"composition":{"arn":"arn:aws:ivs:us-east-1:123456789012:composition/3pJxRv8ssWyW","stageArn":"$stage","state":"STARTING","layout":{"grid":{"featuredParticipantAttribute":"","omitStoppedVideo":false,"videoAspectRatio":"VIDEO","gridGap":2,"participantOrderAttribute":""}},"destinations":[{"id":"3pJxRv8KyYST","state":"STARTING","configuration":{"name":"","channel":{"channelArn":"arn:aws:ivs:us-east-1:123456789012:channel/a"}}}],"tags":{},"startTime":"2026-11-21T10:00:00Z"}}
            wait 1
            StartComposition {"stageArn": "$stage", "idempotencyToken": "once", "destinations": [{"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/a"}}]}
                {"composition":{"arn":"$composition","stageArn":"$stage","state":"STARTING","layout":{"grid":{"featuredParticipantAttribute":"","omitStoppedVideo":false,"videoAspectRatio":"VIDEO","gridGap":2,"participantOrderAttribute":""}},"destinations":[{"id":"3pJxRv8KyYST","state":"STARTING","configuration":{"name":"","channel":{"channelArn":"arn:aws:ivs:us-east-1:123456789012:channel/a"}}}],"tags":{},"startTime":"2026-11-21T10:00:00Z"}}
            StartComposition {"stageArn": "$stage", "idempotencyToken": "once", "destinations": [{"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/b"}}]}
                409 ConflictException: idempotencyToken was used before with other parameters
            ListCompositions
                {"compositions":[{"arn":"$composition","stageArn":"$stage","destinations":[{"id":"3pJxRv8KyYST","state":"STARTING"}],"state":"STARTING","tags":{},"startTime":"2026-11-21T10:00:00Z"}]}
        "#]],
    );
}

#[test]
fn compositions_are_listed_by_stage_and_by_encoder() {
    check_with_props(
        r#"
        StartComposition {"stageArn": "$stage", "destinations": [{"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/a", "encoderConfigurationArn": "$encoder"}}]}
        let with = composition.arn
        wait 1
        StartComposition {"stageArn": "$stage", "destinations": [{"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/a"}}]}
        let without = composition.arn
        ListCompositions {"filterByStageArn": "$stage"}
        ListCompositions {"filterByEncoderConfigurationArn": "$encoder"}
        ListCompositions {"filterByStageArn": "$stage", "filterByEncoderConfigurationArn": "$encoder"}
        ListCompositions {"filterByStageArn": "arn:aws:ivs:us-east-1:123456789012:stage/a"}
        ListCompositions {"maxResults": 101}
        "#,
        expect![[r#"
            StartComposition {"stageArn": "$stage", "destinations": [{"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/a", "encoderConfigurationArn": "$encoder"}}]}
                {"composition":{"arn":"arn:aws:ivs:us-east-1:123456789012:composition/3pJxRv8ssWyW","stageArn":"$stage","state":"STARTING","layout":{"grid":{"featuredParticipantAttribute":"","omitStoppedVideo":false,"videoAspectRatio":"VIDEO","gridGap":2,"participantOrderAttribute":""}},"destinations":[{"id":"3pJxRv8KyYST","state":"STARTING","configuration":{"name":"","channel":{"channelArn":"arn:aws:ivs:us-east-1:123456789012:channel/a","encoderConfigurationArn":"$encoder"}}}],"tags":{},"startTime":"2026-11-21T10:00:00Z"}}
            wait 1
            StartComposition {"stageArn": "$stage", "destinations": [{"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/a"}}]}
                {"composition":{"arn":"arn:aws:ivs:us-east-1:123456789012:composition/3pJxSBGXMur9","stageArn":"$stage","state":"STARTING","layout":{"grid":{"featuredParticipantAttribute":"","omitStoppedVideo":false,"videoAspectRatio":"VIDEO","gridGap":2,"participantOrderAttribute":""}},"destinations":[{"id":"3pJxSBGmDjlq","state":"STARTING","configuration":{"name":"","channel":{"channelArn":"arn:aws:ivs:us-east-1:123456789012:channel/a"}}}],"tags":{},"startTime":"2026-11-21T10:00:01Z"}}
            ListCompositions {"filterByStageArn": "$stage"}
                {"compositions":[{"arn":"$with","stageArn":"$stage","destinations":[{"id":"3pJxRv8KyYST","state":"STARTING"}],"state":"STARTING","tags":{},"startTime":"2026-11-21T10:00:00Z"},{"arn":"$without","stageArn":"$stage","destinations":[{"id":"3pJxSBGmDjlq","state":"STARTING"}],"state":"STARTING","tags":{},"startTime":"2026-11-21T10:00:01Z"}]}
            ListCompositions {"filterByEncoderConfigurationArn": "$encoder"}
                {"compositions":[{"arn":"$with","stageArn":"$stage","destinations":[{"id":"3pJxRv8KyYST","state":"STARTING"}],"state":"STARTING","tags":{},"startTime":"2026-11-21T10:00:00Z"}]}
            ListCompositions {"filterByStageArn": "$stage", "filterByEncoderConfigurationArn": "$encoder"}
                {"compositions":[{"arn":"$with","stageArn":"$stage","destinations":[{"id":"3pJxRv8KyYST","state":"STARTING"}],"state":"STARTING","tags":{},"startTime":"2026-11-21T10:00:00Z"}]}
            ListCompositions {"filterByStageArn": "arn:aws:ivs:us-east-1:123456789012:stage/a"}
                {"compositions":[]}
            ListCompositions {"maxResults": 101}
                400 ValidationException: 1 validation error detected: Value '101' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100
        "#]],
    );
}

#[test]
fn compositions_of_a_deleted_stage_stop() {
    check_with_props(
        r#"
        join {"token": "$token"}
        StartComposition {"stageArn": "$stage", "destinations": [{"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/a", "encoderConfigurationArn": "$encoder"}}]}
        let composition = composition.arn
        wait 10
        DeleteStage {"arn": "$stage"}
        wait 2
        GetComposition {"arn": "$composition"}
        DeleteEncoderConfiguration {"arn": "$encoder"}
        "#,
        expect![[r#"
            join {"token": "$token"}
                {"stageArn":"$stage","sessionId":"st-3pJxRv8ssWyWb","participant":{"participantId":"3pJxRv842zJS","userId":"","state":"CONNECTED","firstJoinTime":"2026-11-21T10:00:00Z","attributes":{},"published":false,<client>,"recordingS3BucketName":"","recordingS3Prefix":"","recordingState":"DISABLED","protocol":"UNKNOWN","replicationType":"NONE"}}
            StartComposition {"stageArn": "$stage", "destinations": [{"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/a", "encoderConfigurationArn": "$encoder"}}]}
                {"composition":{"arn":"arn:aws:ivs:us-east-1:123456789012:composition/3pJxRv8KyYST","stageArn":"$stage","state":"STARTING","layout":{"grid":{"featuredParticipantAttribute":"","omitStoppedVideo":false,"videoAspectRatio":"VIDEO","gridGap":2,"participantOrderAttribute":""}},"destinations":[{"id":"3pJxRv8XMur9","state":"STARTING","configuration":{"name":"","channel":{"channelArn":"arn:aws:ivs:us-east-1:123456789012:channel/a","encoderConfigurationArn":"$encoder"}}}],"tags":{},"startTime":"2026-11-21T10:00:00Z"}}
            wait 10
            DeleteStage {"arn": "$stage"}
                {}
            wait 2
            GetComposition {"arn": "$composition"}
                {"composition":{"arn":"$composition","stageArn":"$stage","state":"STOPPED","layout":{"grid":{"featuredParticipantAttribute":"","omitStoppedVideo":false,"videoAspectRatio":"VIDEO","gridGap":2,"participantOrderAttribute":""}},"destinations":[{"id":"3pJxRv8XMur9","state":"STOPPED","startTime":"2026-11-21T10:00:02Z","endTime":"2026-11-21T10:00:12Z","configuration":{"name":"","channel":{"channelArn":"arn:aws:ivs:us-east-1:123456789012:channel/a","encoderConfigurationArn":"$encoder"}}}],"tags":{},"startTime":"2026-11-21T10:00:00Z","endTime":"2026-11-21T10:00:12Z"}}
            DeleteEncoderConfiguration {"arn": "$encoder"}
                {}
        "#]],
    );
    check(
        "ListCompositions",
        expect![[r#"
        ListCompositions
            {"compositions":[]}
    "#]],
    );
}
