use crate::script::check;
use expect_test::expect;

#[test]
fn every_kind_of_resource_has_tags() {
    check(
        r#"
        CreateStage {"tags": {"a": "1", "nothing": null}}
        let stage = stage.arn
        TagResource {"resourceArn": "$stage", "tags": {"b": "2", "a": "one"}}
        ListTagsForResource {"resourceArn": "$stage"}
        GetStage {"arn": "$stage"}
        UntagResource {"resourceArn": "$stage", "tagKeys": ["a", "c"]}
        ListTagsForResource {"resourceArn": "$stage"}
        CreateEncoderConfiguration
        let encoder = encoderConfiguration.arn
        TagResource {"resourceArn": "$encoder", "tags": {"kind": "encoder"}}
        ListTagsForResource {"resourceArn": "$encoder"}
        CreateStorageConfiguration {"s3": {"bucketName": "bucket"}}
        let storage = storageConfiguration.arn
        TagResource {"resourceArn": "$storage", "tags": {"kind": ""}}
        ListTagsForResource {"resourceArn": "$storage"}
        CreateIngestConfiguration {"ingestProtocol": "RTMPS"}
        let ingest = ingestConfiguration.arn
        TagResource {"resourceArn": "$ingest", "tags": {"kind": "ingest"}}
        ListTagsForResource {"resourceArn": "$ingest"}
        StartComposition {"stageArn": "$stage", "destinations": [{"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/a"}}]}
        let composition = composition.arn
        TagResource {"resourceArn": "$composition", "tags": {"kind": "composition"}}
        ListTagsForResource {"resourceArn": "$composition"}
        "#,
        expect![[r#"
            CreateStage {"tags": {"a": "1", "nothing": null}}
                {"stage":{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv8KbNzZ","name":"","tags":{"a":"1"},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>}}
            TagResource {"resourceArn": "$stage", "tags": {"b": "2", "a": "one"}}
                {}
            ListTagsForResource {"resourceArn": "$stage"}
                {"tags":{"a":"one","b":"2"}}
            GetStage {"arn": "$stage"}
                {"stage":{"arn":"$stage","name":"","tags":{"a":"one","b":"2"},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>}}
            UntagResource {"resourceArn": "$stage", "tagKeys": ["a", "c"]}
                {}
            ListTagsForResource {"resourceArn": "$stage"}
                {"tags":{"b":"2"}}
            CreateEncoderConfiguration
                {"encoderConfiguration":{"arn":"arn:aws:ivs:us-east-1:123456789012:encoder-configuration/3pJxRv842zJS","name":"","video":{"width":1280,"height":720,"framerate":30.0,"bitrate":2500000},"tags":{}}}
            TagResource {"resourceArn": "$encoder", "tags": {"kind": "encoder"}}
                {}
            ListTagsForResource {"resourceArn": "$encoder"}
                {"tags":{"kind":"encoder"}}
            CreateStorageConfiguration {"s3": {"bucketName": "bucket"}}
                {"storageConfiguration":{"arn":"arn:aws:ivs:us-east-1:123456789012:storage-configuration/3pJxRv8ibZex","name":"","s3":{"bucketName":"bucket"},"tags":{}}}
            TagResource {"resourceArn": "$storage", "tags": {"kind": ""}}
                {}
            ListTagsForResource {"resourceArn": "$storage"}
                {"tags":{"kind":""}}
            CreateIngestConfiguration {"ingestProtocol": "RTMPS"}
                {"ingestConfiguration":{"name":"","arn":"arn:aws:ivs:us-east-1:123456789012:ingest-configuration/3pJxRv89nQjK","ingestProtocol":"RTMPS","streamKey":"rt_123456789012_us-east-1_3pJxRv89nQjK_KyYST0kmKBVbSCjlzVwpVUx0UDn1ab","stageArn":"","participantId":"3pJxRv8ssWyW","state":"INACTIVE","userId":"","redundantIngest":false,"tags":{}}}
            TagResource {"resourceArn": "$ingest", "tags": {"kind": "ingest"}}
                {}
            ListTagsForResource {"resourceArn": "$ingest"}
                {"tags":{"kind":"ingest"}}
            StartComposition {"stageArn": "$stage", "destinations": [{"channel": {"channelArn": "arn:aws:ivs:us-east-1:123456789012:channel/a"}}]}
                {"composition":{"arn":"arn:aws:ivs:us-east-1:123456789012:composition/3pJxRv8XMur9","stageArn":"$stage","state":"STARTING","layout":{"grid":{"featuredParticipantAttribute":"","omitStoppedVideo":false,"videoAspectRatio":"VIDEO","gridGap":2,"participantOrderAttribute":""}},"destinations":[{"id":"3pJxRv8mDjlq","state":"STARTING","configuration":{"name":"","channel":{"channelArn":"arn:aws:ivs:us-east-1:123456789012:channel/a"}}}],"tags":{},"startTime":"2026-11-21T10:00:00Z"}}
            TagResource {"resourceArn": "$composition", "tags": {"kind": "composition"}}
                {}
            ListTagsForResource {"resourceArn": "$composition"}
                {"tags":{"kind":"composition"}}
        "#]],
    );
}

#[test]
fn the_rules_of_tags_are_kept() {
    let fifty: Vec<String> = (0..50).map(|at| format!("\"k{at}\": \"\"")).collect();
    let script = r#"
        CreateStage {"tags": {"aws:x": "1"}}
        CreateStage {"tags": {"": "1"}}
        CreateStage {"tags": {"x * 129": "1"}}
        CreateStage {"tags": {"k": "x * 257"}}
        CreateStage {"tags": {FIFTY}}
        let stage = stage.arn
        TagResource {"resourceArn": "$stage", "tags": {"one-more": ""}}
        TagResource {"resourceArn": "$stage", "tags": {"k0": "changed"}}
        CreateStage {"tags": {FIFTY, "one-more": ""}}
        TagResource {"resourceArn": "$stage", "tags": {"AWS:x": "1"}}
        UntagResource {"resourceArn": "$stage", "tagKeys": ["aws:x"]}
        TagResource {"resourceArn": "$stage"}
        TagResource {"resourceArn": "arn:aws:ivs:us-east-1:123456789012:stage/gone", "tags": {"a": "b"}}
        UntagResource {"resourceArn": "arn:aws:ivs:us-east-1:123456789012:stage/gone", "tagKeys": ["a"]}
        ListTagsForResource {"resourceArn": "arn:aws:ivs:us-east-1:123456789012:stage/gone"}
        ListTagsForResource {"resourceArn": "arn:aws:ivs:us-east-1:123456789012:channel/abc"}
        ListTagsForResource {"resourceArn": "arn:aws:s3:::bucket"}
        ListTagsForResource {}
        "#;
    // The long lines are of no interest.
    let transcript =
        crate::script::Stagehand::new(crate::script::options()).run(&script.replace("FIFTY", &fifty.join(", ")));
    let short: Vec<String> = transcript.lines().map(|it| it.chars().take(160).collect()).collect();
    expect![[r#"
        CreateStage {"tags": {"aws:x": "1"}}
            400 ValidationException: aws: prefixed tag key names are not allowed for external use: aws:x
        CreateStage {"tags": {"": "1"}}
            400 ValidationException: 1 validation error detected: Value '{=1}' at 'tags' failed to satisfy constraint: Map keys must satisfy constraint: [Member must ha
        CreateStage {"tags": {"x * 129": "1"}}
            400 ValidationException: 1 validation error detected: Value '{xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
        CreateStage {"tags": {"k": "x * 257"}}
            400 ValidationException: 1 validation error detected: Value '{k=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
        CreateStage {"tags": {"k0": "", "k1": "", "k2": "", "k3": "", "k4": "", "k5": "", "k6": "", "k7": "", "k8": "", "k9": "", "k10": "", "k11": "", "k12": "", "k13"
            {"stage":{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv8Hf0fo","name":"","tags":{"k0":"","k1":"","k2":"","k3":"","k4":"","k5":"","k6":"","k7":"","k
        TagResource {"resourceArn": "$stage", "tags": {"one-more": ""}}
            400 ValidationException: a resource can have 50 tags, and this one would have 51
        TagResource {"resourceArn": "$stage", "tags": {"k0": "changed"}}
            {}
        CreateStage {"tags": {"k0": "", "k1": "", "k2": "", "k3": "", "k4": "", "k5": "", "k6": "", "k7": "", "k8": "", "k9": "", "k10": "", "k11": "", "k12": "", "k13"
            400 ValidationException: 1 validation error detected: Value '{k0=, k1=, k2=, k3=, k4=, k5=, k6=, k7=, k8=, k9=, k10=, k11=, k12=, k13=, k14=, k15=, k16=, k1
        TagResource {"resourceArn": "$stage", "tags": {"AWS:x": "1"}}
            400 ValidationException: aws: prefixed tag key names are not allowed for external use: AWS:x
        UntagResource {"resourceArn": "$stage", "tagKeys": ["aws:x"]}
            400 ValidationException: aws: prefixed tag key names are not allowed for external use: aws:x
        TagResource {"resourceArn": "$stage"}
            400 ValidationException: 1 validation error detected: Value null at 'tags' failed to satisfy constraint: Member must not be null
        TagResource {"resourceArn": "arn:aws:ivs:us-east-1:123456789012:stage/gone", "tags": {"a": "b"}}
            404 ResourceNotFoundException: Request references a resource which does not exist: arn:aws:ivs:us-east-1:123456789012:stage/gone
        UntagResource {"resourceArn": "arn:aws:ivs:us-east-1:123456789012:stage/gone", "tagKeys": ["a"]}
            404 ResourceNotFoundException: Request references a resource which does not exist: arn:aws:ivs:us-east-1:123456789012:stage/gone
        ListTagsForResource {"resourceArn": "arn:aws:ivs:us-east-1:123456789012:stage/gone"}
            404 ResourceNotFoundException: Request references a resource which does not exist: arn:aws:ivs:us-east-1:123456789012:stage/gone
        ListTagsForResource {"resourceArn": "arn:aws:ivs:us-east-1:123456789012:channel/abc"}
            404 ResourceNotFoundException: Request references a resource which does not exist: arn:aws:ivs:us-east-1:123456789012:channel/abc
        ListTagsForResource {"resourceArn": "arn:aws:s3:::bucket"}
            400 ValidationException: arn:aws:s3:::bucket is not the ARN of an IVS resource
        ListTagsForResource {}
            400 ValidationException: 1 validation error detected: Value null at 'resourceArn' failed to satisfy constraint: Member must not be null"#]].assert_eq(&short.join("\n"));
}
