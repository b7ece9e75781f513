use crate::script::check;
use expect_test::expect;

#[test]
fn a_stage_is_the_same_through_both_doors() {
    check(
        r#"
        service cloudcontrol
        CreateResource {"TypeName": "AWS::IVS::Stage", "DesiredState": {"Name": "s1", "Tags": [{"Key": "team", "Value": "red"}]}}
        let request = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$request"}
        let stage = ProgressEvent.Identifier
        service ivs-realtime
        GetStage {"arn": "$stage"}
        UpdateStage {"arn": "$stage", "name": "s2"}
        CreateStage {"name": "native"}
        let native = stage.arn
        service cloudcontrol
        ListResources {"TypeName": "AWS::IVS::Stage"}
        ListResources {"TypeName": "AWS::IVS::Stage", "ResourceModel": {"Name": "native"}}
        GetResource {"TypeName": "AWS::IVS::Stage", "Identifier": {"Arn": "$native"}}
        DeleteResource {"TypeName": "AWS::IVS::Stage", "Identifier": "$native"}
        let deletion = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$deletion"}
        service ivs-realtime
        GetStage {"arn": "$native"}
        DeleteStage {"arn": "$stage"}
        service cloudcontrol
        GetResource {"TypeName": "AWS::IVS::Stage", "Identifier": "$stage"}
        GetResourceRequestStatus {"RequestToken": "$request"}
        DeleteResource {"TypeName": "AWS::IVS::Stage", "Identifier": "$stage"}
        let deletion = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$deletion"}
        GetResource {"TypeName": "AWS::IVS::Stage", "Identifier": "stage1"}
        "#,
        expect![[r#"
            service cloudcontrol
            CreateResource {"TypeName": "AWS::IVS::Stage", "DesiredState": {"Name": "s1", "Tags": [{"Key": "team", "Value": "red"}]}}
                {"ProgressEvent":{"TypeName":"AWS::IVS::Stage","RequestToken":"01a1fd8c-69fa-7000-94df-177b2330ae12","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::IVS::Stage","Identifier":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv8TDoRg","RequestToken":"$request","Operation":"CREATE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T10:00:00.25Z","ResourceModel":{"Arn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv8TDoRg","Name":"s1","AutoParticipantRecordingConfiguration":{"StorageConfigurationArn":"","MediaTypes":["AUDIO_VIDEO"],"HlsConfiguration":{"ParticipantRecordingHlsConfiguration":{"TargetSegmentDurationSeconds":6}},"RecordingReconnectWindowSeconds":0,"ThumbnailConfiguration":{"ParticipantThumbnailConfiguration":{"RecordingMode":"DISABLED","Storage":["SEQUENTIAL"],"TargetIntervalSeconds":60}}},"Tags":[{"Key":"team","Value":"red"}]}}}
            service ivs-realtime
            GetStage {"arn": "$stage"}
                {"stage":{"arn":"$stage","name":"s1","tags":{"team":"red"},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>}}
            UpdateStage {"arn": "$stage", "name": "s2"}
                {"stage":{"arn":"$stage","name":"s2","tags":{"team":"red"},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>}}
            CreateStage {"name": "native"}
                {"stage":{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv8ZfITy","name":"native","tags":{},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>}}
            service cloudcontrol
            ListResources {"TypeName": "AWS::IVS::Stage"}
                {"TypeName":"AWS::IVS::Stage","ResourceDescriptions":[{"Identifier":"$stage","Properties":{"Arn":"$stage","Name":"s2","AutoParticipantRecordingConfiguration":{"StorageConfigurationArn":"","MediaTypes":["AUDIO_VIDEO"],"HlsConfiguration":{"ParticipantRecordingHlsConfiguration":{"TargetSegmentDurationSeconds":6}},"RecordingReconnectWindowSeconds":0,"ThumbnailConfiguration":{"ParticipantThumbnailConfiguration":{"RecordingMode":"DISABLED","Storage":["SEQUENTIAL"],"TargetIntervalSeconds":60}}},"Tags":[{"Key":"team","Value":"red"}]}},{"Identifier":"$native","Properties":{"Arn":"$native","Name":"native","AutoParticipantRecordingConfiguration":{"StorageConfigurationArn":"","MediaTypes":["AUDIO_VIDEO"],"HlsConfiguration":{"ParticipantRecordingHlsConfiguration":{"TargetSegmentDurationSeconds":6}},"RecordingReconnectWindowSeconds":0,"ThumbnailConfiguration":{"ParticipantThumbnailConfiguration":{"RecordingMode":"DISABLED","Storage":["SEQUENTIAL"],"TargetIntervalSeconds":60}}},"Tags":[]}}]}
            ListResources {"TypeName": "AWS::IVS::Stage", "ResourceModel": {"Name": "native"}}
                {"TypeName":"AWS::IVS::Stage","ResourceDescriptions":[{"Identifier":"$native","Properties":{"Arn":"$native","Name":"native","AutoParticipantRecordingConfiguration":{"StorageConfigurationArn":"","MediaTypes":["AUDIO_VIDEO"],"HlsConfiguration":{"ParticipantRecordingHlsConfiguration":{"TargetSegmentDurationSeconds":6}},"RecordingReconnectWindowSeconds":0,"ThumbnailConfiguration":{"ParticipantThumbnailConfiguration":{"RecordingMode":"DISABLED","Storage":["SEQUENTIAL"],"TargetIntervalSeconds":60}}},"Tags":[]}}]}
            GetResource {"TypeName": "AWS::IVS::Stage", "Identifier": {"Arn": "$native"}}
                {"TypeName":"AWS::IVS::Stage","ResourceDescription":{"Identifier":"$native","Properties":{"Arn":"$native","Name":"native","AutoParticipantRecordingConfiguration":{"StorageConfigurationArn":"","MediaTypes":["AUDIO_VIDEO"],"HlsConfiguration":{"ParticipantRecordingHlsConfiguration":{"TargetSegmentDurationSeconds":6}},"RecordingReconnectWindowSeconds":0,"ThumbnailConfiguration":{"ParticipantThumbnailConfiguration":{"RecordingMode":"DISABLED","Storage":["SEQUENTIAL"],"TargetIntervalSeconds":60}}},"Tags":[]}}}
            DeleteResource {"TypeName": "AWS::IVS::Stage", "Identifier": "$native"}
                {"ProgressEvent":{"TypeName":"AWS::IVS::Stage","Identifier":"$native","RequestToken":"01a1fd8c-69fa-7001-afd6-d36c005d2ee1","Operation":"DELETE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$deletion"}
                {"ProgressEvent":{"TypeName":"AWS::IVS::Stage","Identifier":"$native","RequestToken":"$deletion","Operation":"DELETE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            service ivs-realtime
            GetStage {"arn": "$native"}
                404 ResourceNotFoundException: Request references a resource which does not exist: $native
            DeleteStage {"arn": "$stage"}
                {}
            service cloudcontrol
            GetResource {"TypeName": "AWS::IVS::Stage", "Identifier": "$stage"}
                400 ResourceNotFoundException: AWS::IVS::Stage Handler returned status FAILED: Resource of type 'AWS::IVS::Stage' with identifier '$stage' was not found. (HandlerErrorCode: NotFound, RequestToken: 01a1fd8c-69fa-7002-8726-73da0c6a8c53)
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::IVS::Stage","Identifier":"$stage","RequestToken":"$request","Operation":"CREATE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            DeleteResource {"TypeName": "AWS::IVS::Stage", "Identifier": "$stage"}
                {"ProgressEvent":{"TypeName":"AWS::IVS::Stage","Identifier":"$stage","RequestToken":"01a1fd8c-69fa-7003-b59e-9c4c0eb07e9e","Operation":"DELETE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$deletion"}
                {"ProgressEvent":{"TypeName":"AWS::IVS::Stage","Identifier":"$stage","RequestToken":"$deletion","Operation":"DELETE","OperationStatus":"FAILED","EventTime":"2026-11-21T10:00:00.25Z","StatusMessage":"Request references a resource which does not exist: $stage","ErrorCode":"NotFound"}}
            GetResource {"TypeName": "AWS::IVS::Stage", "Identifier": "stage1"}
                400 InvalidRequestException: AWS::IVS::Stage Handler returned status FAILED: stage1 is not the ARN of a stage (HandlerErrorCode: InvalidRequest, RequestToken: 01a1fd8c-69fa-7004-b836-b25e7adadfc1)
        "#]],
    );
}

#[test]
fn an_update_sends_what_has_changed() {
    check(
        r#"
        CreateStorageConfiguration {"s3": {"bucketName": "recordings"}}
        let storage = storageConfiguration.arn
        CreateStage {"name": "s1", "tags": {"keep": "1", "change": "2", "drop": "3"}}
        let stage = stage.arn
        service cloudcontrol
        UpdateResource {"TypeName": "AWS::IVS::Stage", "Identifier": "$stage", "PatchDocument": [{"op": "replace", "path": "/Tags", "value": [{"Key": "change", "Value": "4"}, {"Key": "keep", "Value": "1"}, {"Key": "new", "Value": "5"}]}, {"op": "add", "path": "/AutoParticipantRecordingConfiguration", "value": {"StorageConfigurationArn": "$storage", "MediaTypes": ["AUDIO_ONLY"], "HlsConfiguration": {"ParticipantRecordingHlsConfiguration": {"TargetSegmentDurationSeconds": 4}}, "ThumbnailConfiguration": {"ParticipantThumbnailConfiguration": {"RecordingMode": "INTERVAL"}}}}]}
        GetResource {"TypeName": "AWS::IVS::Stage", "Identifier": "$stage"}
        service ivs-realtime
        GetStage {"arn": "$stage"}
        service cloudcontrol
        # What is removed is unset.
        UpdateResource {"TypeName": "AWS::IVS::Stage", "Identifier": "$stage", "PatchDocument": [{"op": "remove", "path": "/Tags"}, {"op": "remove", "path": "/Name"}, {"op": "remove", "path": "/AutoParticipantRecordingConfiguration"}]}
        GetResource {"TypeName": "AWS::IVS::Stage", "Identifier": "$stage"}
        # What a service refuses fails the request, and changes nothing.
        UpdateResource {"TypeName": "AWS::IVS::Stage", "Identifier": "$stage", "PatchDocument": [{"op": "replace", "path": "/Name", "value": "s3"}, {"op": "add", "path": "/Tags", "value": [{"Key": "aws:x", "Value": "1"}]}]}
        let request = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$request"}
        GetResource {"TypeName": "AWS::IVS::Stage", "Identifier": "$stage"}
        "#,
        expect![[r#"
            CreateStorageConfiguration {"s3": {"bucketName": "recordings"}}
                {"storageConfiguration":{"arn":"arn:aws:ivs:us-east-1:123456789012:storage-configuration/3pJxRv8KbNzZ","name":"","s3":{"bucketName":"recordings"},"tags":{}}}
            CreateStage {"name": "s1", "tags": {"keep": "1", "change": "2", "drop": "3"}}
                {"stage":{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv8Hf0fo","name":"s1","tags":{"keep":"1","change":"2","drop":"3"},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>}}
            service cloudcontrol
            UpdateResource {"TypeName": "AWS::IVS::Stage", "Identifier": "$stage", "PatchDocument": [{"op": "replace", "path": "/Tags", "value": [{"Key": "change", "Value": "4"}, {"Key": "keep", "Value": "1"}, {"Key": "new", "Value": "5"}]}, {"op": "add", "path": "/AutoParticipantRecordingConfiguration", "value": {"StorageConfigurationArn": "$storage", "MediaTypes": ["AUDIO_ONLY"], "HlsConfiguration": {"ParticipantRecordingHlsConfiguration": {"TargetSegmentDurationSeconds": 4}}, "ThumbnailConfiguration": {"ParticipantThumbnailConfiguration": {"RecordingMode": "INTERVAL"}}}}]}
                {"ProgressEvent":{"TypeName":"AWS::IVS::Stage","Identifier":"$stage","RequestToken":"01a1fd8c-69fa-7000-ac63-dd28b74ebaf5","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResource {"TypeName": "AWS::IVS::Stage", "Identifier": "$stage"}
                {"TypeName":"AWS::IVS::Stage","ResourceDescription":{"Identifier":"$stage","Properties":{"Arn":"$stage","Name":"s1","AutoParticipantRecordingConfiguration":{"StorageConfigurationArn":"$storage","MediaTypes":["AUDIO_ONLY"],"HlsConfiguration":{"ParticipantRecordingHlsConfiguration":{"TargetSegmentDurationSeconds":4}},"RecordingReconnectWindowSeconds":0,"ThumbnailConfiguration":{"ParticipantThumbnailConfiguration":{"RecordingMode":"INTERVAL","Storage":["SEQUENTIAL"],"TargetIntervalSeconds":60}}},"Tags":[{"Key":"keep","Value":"1"},{"Key":"change","Value":"4"},{"Key":"new","Value":"5"}]}}}
            service ivs-realtime
            GetStage {"arn": "$stage"}
                {"stage":{"arn":"$stage","name":"s1","tags":{"keep":"1","change":"4","new":"5"},"autoParticipantRecordingConfiguration":{"storageConfigurationArn":"$storage","mediaTypes":["AUDIO_ONLY"],"thumbnailConfiguration":{"targetIntervalSeconds":60,"storage":["SEQUENTIAL"],"recordingMode":"INTERVAL"},"recordingReconnectWindowSeconds":0,"hlsConfiguration":{"targetSegmentDurationSeconds":4},"recordParticipantReplicas":true},"endpoints":<endpoints>}}
            service cloudcontrol
            # What is removed is unset.
            UpdateResource {"TypeName": "AWS::IVS::Stage", "Identifier": "$stage", "PatchDocument": [{"op": "remove", "path": "/Tags"}, {"op": "remove", "path": "/Name"}, {"op": "remove", "path": "/AutoParticipantRecordingConfiguration"}]}
                {"ProgressEvent":{"TypeName":"AWS::IVS::Stage","Identifier":"$stage","RequestToken":"01a1fd8c-69fa-7001-8eb3-454adf5403eb","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResource {"TypeName": "AWS::IVS::Stage", "Identifier": "$stage"}
                {"TypeName":"AWS::IVS::Stage","ResourceDescription":{"Identifier":"$stage","Properties":{"Arn":"$stage","Name":"","AutoParticipantRecordingConfiguration":{"StorageConfigurationArn":"","MediaTypes":["AUDIO_VIDEO"],"HlsConfiguration":{"ParticipantRecordingHlsConfiguration":{"TargetSegmentDurationSeconds":6}},"RecordingReconnectWindowSeconds":0,"ThumbnailConfiguration":{"ParticipantThumbnailConfiguration":{"RecordingMode":"DISABLED","Storage":["SEQUENTIAL"],"TargetIntervalSeconds":60}}},"Tags":[]}}}
            # What a service refuses fails the request, and changes nothing.
            UpdateResource {"TypeName": "AWS::IVS::Stage", "Identifier": "$stage", "PatchDocument": [{"op": "replace", "path": "/Name", "value": "s3"}, {"op": "add", "path": "/Tags", "value": [{"Key": "aws:x", "Value": "1"}]}]}
                {"ProgressEvent":{"TypeName":"AWS::IVS::Stage","Identifier":"$stage","RequestToken":"01a1fd8c-69fa-7002-b064-01a324990fdf","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::IVS::Stage","Identifier":"$stage","RequestToken":"$request","Operation":"UPDATE","OperationStatus":"FAILED","EventTime":"2026-11-21T10:00:00.25Z","StatusMessage":"aws: prefixed tag key names are not allowed for external use: aws:x","ErrorCode":"InvalidRequest"}}
            GetResource {"TypeName": "AWS::IVS::Stage", "Identifier": "$stage"}
                {"TypeName":"AWS::IVS::Stage","ResourceDescription":{"Identifier":"$stage","Properties":{"Arn":"$stage","Name":"","AutoParticipantRecordingConfiguration":{"StorageConfigurationArn":"","MediaTypes":["AUDIO_VIDEO"],"HlsConfiguration":{"ParticipantRecordingHlsConfiguration":{"TargetSegmentDurationSeconds":6}},"RecordingReconnectWindowSeconds":0,"ThumbnailConfiguration":{"ParticipantThumbnailConfiguration":{"RecordingMode":"DISABLED","Storage":["SEQUENTIAL"],"TargetIntervalSeconds":60}}},"Tags":[]}}}
        "#]],
    );
}

#[test]
fn configurations_of_recordings_and_compositions() {
    check(
        r#"
        service cloudcontrol
        CreateResource {"TypeName": "AWS::IVS::StorageConfiguration", "DesiredState": {"S3": {"BucketName": "recordings"}}}
        CreateResource {"TypeName": "AWS::IVS::EncoderConfiguration", "DesiredState": {"Name": "hd", "Video": {"Height": 1080, "Width": 1920, "Framerate": 29.97}}}
        CreateResource {"TypeName": "AWS::IVS::EncoderConfiguration", "DesiredState": {"Video": {"Height": 721}}}
        let odd = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$odd"}
        ListResources {"TypeName": "AWS::IVS::StorageConfiguration"}
        ListResources {"TypeName": "AWS::IVS::EncoderConfiguration"}
        let encoder = ResourceDescriptions.0.Identifier
        UpdateResource {"TypeName": "AWS::IVS::EncoderConfiguration", "Identifier": "$encoder", "PatchDocument": [{"op": "replace", "path": "/Video/Height", "value": 720}]}
        UpdateResource {"TypeName": "AWS::IVS::EncoderConfiguration", "Identifier": "$encoder", "PatchDocument": [{"op": "add", "path": "/Tags/-", "value": {"Key": "a", "Value": "b"}}]}
        service ivs-realtime
        GetEncoderConfiguration {"arn": "$encoder"}
        "#,
        expect![[r#"
            service cloudcontrol
            CreateResource {"TypeName": "AWS::IVS::StorageConfiguration", "DesiredState": {"S3": {"BucketName": "recordings"}}}
                {"ProgressEvent":{"TypeName":"AWS::IVS::StorageConfiguration","RequestToken":"01a1fd8c-69fa-7000-94df-177b2330ae12","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            CreateResource {"TypeName": "AWS::IVS::EncoderConfiguration", "DesiredState": {"Name": "hd", "Video": {"Height": 1080, "Width": 1920, "Framerate": 29.97}}}
                {"ProgressEvent":{"TypeName":"AWS::IVS::EncoderConfiguration","RequestToken":"01a1fd8c-69fa-7001-9a21-1e6a663bd373","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            CreateResource {"TypeName": "AWS::IVS::EncoderConfiguration", "DesiredState": {"Video": {"Height": 721}}}
                {"ProgressEvent":{"TypeName":"AWS::IVS::EncoderConfiguration","RequestToken":"01a1fd8c-69fa-7002-a953-798876a2c369","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$odd"}
                {"ProgressEvent":{"TypeName":"AWS::IVS::EncoderConfiguration","RequestToken":"$odd","Operation":"CREATE","OperationStatus":"FAILED","EventTime":"2026-11-21T10:00:00.25Z","StatusMessage":"video width and height must be even numbers, got 1280x721","ErrorCode":"InvalidRequest"}}
            ListResources {"TypeName": "AWS::IVS::StorageConfiguration"}
                {"TypeName":"AWS::IVS::StorageConfiguration","ResourceDescriptions":[{"Identifier":"arn:aws:ivs:us-east-1:123456789012:storage-configuration/3pJxRv8TDoRg","Properties":{"Arn":"arn:aws:ivs:us-east-1:123456789012:storage-configuration/3pJxRv8TDoRg","Name":"","S3":{"BucketName":"recordings"},"Tags":[]}}]}
            ListResources {"TypeName": "AWS::IVS::EncoderConfiguration"}
                {"TypeName":"AWS::IVS::EncoderConfiguration","ResourceDescriptions":[{"Identifier":"arn:aws:ivs:us-east-1:123456789012:encoder-configuration/3pJxRv8Hk4HA","Properties":{"Arn":"arn:aws:ivs:us-east-1:123456789012:encoder-configuration/3pJxRv8Hk4HA","Video":{"Bitrate":2500000,"Framerate":29.97,"Height":1080,"Width":1920},"Name":"hd","Tags":[]}}]}
            UpdateResource {"TypeName": "AWS::IVS::EncoderConfiguration", "Identifier": "$encoder", "PatchDocument": [{"op": "replace", "path": "/Video/Height", "value": 720}]}
                400 NotUpdatableException: Invalid patch update: createOnlyProperties [/properties/Video, /properties/Video/Height] cannot be updated
            UpdateResource {"TypeName": "AWS::IVS::EncoderConfiguration", "Identifier": "$encoder", "PatchDocument": [{"op": "add", "path": "/Tags/-", "value": {"Key": "a", "Value": "b"}}]}
                {"ProgressEvent":{"TypeName":"AWS::IVS::EncoderConfiguration","Identifier":"$encoder","RequestToken":"01a1fd8c-69fa-7003-a615-5f0b2d9b2fdd","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            service ivs-realtime
            GetEncoderConfiguration {"arn": "$encoder"}
                {"encoderConfiguration":{"arn":"$encoder","name":"hd","video":{"width":1920,"height":1080,"framerate":29.97,"bitrate":2500000},"tags":{"a":"b"}}}
        "#]],
    );
}

#[test]
fn public_keys() {
    check(
        r#"
        service cloudcontrol
        CreateResource {"TypeName": "AWS::IVS::PublicKey", "DesiredState": {"PublicKeyMaterial": "-----BEGIN PUBLIC KEY-----\nMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEqofKIr6LBTeOscce8yCtdG4dO2KLp5uYWfdB4IJUKjhVAvJdv1UpbDpUXjhydgq3NhfeSpYmLG9dnpi/kpLcKfj0Hb0omhR86doxE7XwuMAKYLHOHX6BnXpDHXyQ6g5f\n-----END PUBLIC KEY-----\n"}}
        let first = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$first"}
        CreateResource {"TypeName": "AWS::IVS::PublicKey", "DesiredState": {"Name": "again", "PublicKeyMaterial": "-----BEGIN PUBLIC KEY-----\nMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEqofKIr6LBTeOscce8yCtdG4dO2KLp5uYWfdB4IJUKjhVAvJdv1UpbDpUXjhydgq3NhfeSpYmLG9dnpi/kpLcKfj0Hb0omhR86doxE7XwuMAKYLHOHX6BnXpDHXyQ6g5f\n-----END PUBLIC KEY-----\n"}}
        let second = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$second"}
        CreateResource {"TypeName": "AWS::IVS::PublicKey", "DesiredState": {}}
        let third = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$third"}
        "#,
        expect![[r#"
            service cloudcontrol
            CreateResource {"TypeName": "AWS::IVS::PublicKey", "DesiredState": {"PublicKeyMaterial": "-----BEGIN PUBLIC KEY-----\nMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEqofKIr6LBTeOscce8yCtdG4dO2KLp5uYWfdB4IJUKjhVAvJdv1UpbDpUXjhydgq3NhfeSpYmLG9dnpi/kpLcKfj0Hb0omhR86doxE7XwuMAKYLHOHX6BnXpDHXyQ6g5f\n-----END PUBLIC KEY-----\n"}}
                {"ProgressEvent":{"TypeName":"AWS::IVS::PublicKey","RequestToken":"01a1fd8c-69fa-7000-94df-177b2330ae12","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$first"}
                {"ProgressEvent":{"TypeName":"AWS::IVS::PublicKey","Identifier":"arn:aws:ivs:us-east-1:123456789012:public-key/3pJxRv8TDoRg","RequestToken":"$first","Operation":"CREATE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T10:00:00.25Z","ResourceModel":{"Name":"","PublicKeyMaterial":"-----BEGIN PUBLIC KEY-----\nMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEqofKIr6LBTeOscce8yCtdG4dO2KLp5uYWfdB4IJUKjhVAvJdv1UpbDpUXjhydgq3NhfeSpYmLG9dnpi/kpLcKfj0Hb0omhR86doxE7XwuMAKYLHOHX6BnXpDHXyQ6g5f\n-----END PUBLIC KEY-----\n","Fingerprint":"89:5b:3c:15:0f:c9:0e:af:f0:2d:a3:e6:1e:0c:f5:45","Arn":"arn:aws:ivs:us-east-1:123456789012:public-key/3pJxRv8TDoRg","Tags":[]}}}
            CreateResource {"TypeName": "AWS::IVS::PublicKey", "DesiredState": {"Name": "again", "PublicKeyMaterial": "-----BEGIN PUBLIC KEY-----\nMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEqofKIr6LBTeOscce8yCtdG4dO2KLp5uYWfdB4IJUKjhVAvJdv1UpbDpUXjhydgq3NhfeSpYmLG9dnpi/kpLcKfj0Hb0omhR86doxE7XwuMAKYLHOHX6BnXpDHXyQ6g5f\n-----END PUBLIC KEY-----\n"}}
                {"ProgressEvent":{"TypeName":"AWS::IVS::PublicKey","RequestToken":"01a1fd8c-69fa-7001-9a21-1e6a663bd373","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$second"}
                {"ProgressEvent":{"TypeName":"AWS::IVS::PublicKey","RequestToken":"$second","Operation":"CREATE","OperationStatus":"FAILED","EventTime":"2026-11-21T10:00:00.25Z","StatusMessage":"a public key with the same material has been imported already","ErrorCode":"ResourceConflict"}}
            CreateResource {"TypeName": "AWS::IVS::PublicKey", "DesiredState": {}}
                {"ProgressEvent":{"TypeName":"AWS::IVS::PublicKey","RequestToken":"01a1fd8c-69fa-7002-a953-798876a2c369","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$third"}
                {"ProgressEvent":{"TypeName":"AWS::IVS::PublicKey","RequestToken":"$third","Operation":"CREATE","OperationStatus":"FAILED","EventTime":"2026-11-21T10:00:00.25Z","StatusMessage":"1 validation error detected: Value null at 'publicKeyMaterial' failed to satisfy constraint: Member must not be null","ErrorCode":"InvalidRequest"}}
        "#]],
    );
}

/// The key is shown to whoever reads the resource, as on AWS; the native list shows none.
#[test]
fn ingest_configurations_and_their_stream_keys() {
    check(
        r#"
        CreateStage
        let stage = stage.arn
        service cloudcontrol
        CreateResource {"TypeName": "AWS::IVS::IngestConfiguration", "DesiredState": {"Name": "i1", "StageArn": "$stage", "UserId": "u1"}}
        let first = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$first"}
        let ingest = ProgressEvent.Identifier
        UpdateResource {"TypeName": "AWS::IVS::IngestConfiguration", "Identifier": "$ingest", "PatchDocument": [{"op": "remove", "path": "/StageArn"}]}
        UpdateResource {"TypeName": "AWS::IVS::IngestConfiguration", "Identifier": "$ingest", "PatchDocument": [{"op": "add", "path": "/InsecureIngest", "value": true}]}
        UpdateResource {"TypeName": "AWS::IVS::IngestConfiguration", "Identifier": "$ingest", "PatchDocument": [{"op": "add", "path": "/InsecureIngest", "value": false}]}
        UpdateResource {"TypeName": "AWS::IVS::IngestConfiguration", "Identifier": "$ingest", "PatchDocument": [{"op": "replace", "path": "/StreamKey", "value": "mine"}]}
        GetResource {"TypeName": "AWS::IVS::IngestConfiguration", "Identifier": "$ingest"}
        CreateResource {"TypeName": "AWS::IVS::IngestConfiguration", "DesiredState": {"IngestProtocol": "RTMP"}}
        let insecure = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$insecure"}
        CreateResource {"TypeName": "AWS::IVS::IngestConfiguration", "DesiredState": {"IngestProtocol": "RTMP", "InsecureIngest": true}}
        ListResources {"TypeName": "AWS::IVS::IngestConfiguration"}
        ListResourceRequests {"ResourceRequestStatusFilter": {"OperationStatuses": ["FAILED"]}}
        service ivs-realtime
        ListIngestConfigurations
        "#,
        expect![[r#"
            CreateStage
                {"stage":{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv8KbNzZ","name":"","tags":{},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>}}
            service cloudcontrol
            CreateResource {"TypeName": "AWS::IVS::IngestConfiguration", "DesiredState": {"Name": "i1", "StageArn": "$stage", "UserId": "u1"}}
                {"ProgressEvent":{"TypeName":"AWS::IVS::IngestConfiguration","RequestToken":"01a1fd8c-69fa-7000-bebe-023d51d6fc53","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$first"}
                {"ProgressEvent":{"TypeName":"AWS::IVS::IngestConfiguration","Identifier":"arn:aws:ivs:us-east-1:123456789012:ingest-configuration/3pJxRv8ZfITy","RequestToken":"$first","Operation":"CREATE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T10:00:00.25Z","ResourceModel":{"Arn":"arn:aws:ivs:us-east-1:123456789012:ingest-configuration/3pJxRv8ZfITy","Name":"i1","StageArn":"$stage","ParticipantId":"3pJxRv8Gt7Cb","IngestProtocol":"RTMPS","State":"INACTIVE","StreamKey":"rt_123456789012_us-east-1_3pJxRv8ZfITy_pSPk0VkdDcrWCiGLrYWEEq2YssWyWb","UserId":"u1","Tags":[]}}}
            UpdateResource {"TypeName": "AWS::IVS::IngestConfiguration", "Identifier": "$ingest", "PatchDocument": [{"op": "remove", "path": "/StageArn"}]}
                {"ProgressEvent":{"TypeName":"AWS::IVS::IngestConfiguration","Identifier":"$ingest","RequestToken":"01a1fd8c-69fa-7001-afbc-4b009867b0ac","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            UpdateResource {"TypeName": "AWS::IVS::IngestConfiguration", "Identifier": "$ingest", "PatchDocument": [{"op": "add", "path": "/InsecureIngest", "value": true}]}
                400 NotUpdatableException: Invalid patch update: createOnlyProperties [/properties/InsecureIngest] cannot be updated
            UpdateResource {"TypeName": "AWS::IVS::IngestConfiguration", "Identifier": "$ingest", "PatchDocument": [{"op": "add", "path": "/InsecureIngest", "value": false}]}
                {"ProgressEvent":{"TypeName":"AWS::IVS::IngestConfiguration","Identifier":"$ingest","RequestToken":"01a1fd8c-69fa-7002-8d32-032dc651501b","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            UpdateResource {"TypeName": "AWS::IVS::IngestConfiguration", "Identifier": "$ingest", "PatchDocument": [{"op": "replace", "path": "/StreamKey", "value": "mine"}]}
                400 ValidationException: Invalid patch update: readOnlyProperties [/properties/StreamKey] cannot be updated
            GetResource {"TypeName": "AWS::IVS::IngestConfiguration", "Identifier": "$ingest"}
                {"TypeName":"AWS::IVS::IngestConfiguration","ResourceDescription":{"Identifier":"$ingest","Properties":{"Arn":"$ingest","Name":"i1","ParticipantId":"3pJxRv8Gt7Cb","IngestProtocol":"RTMPS","State":"INACTIVE","StreamKey":"rt_123456789012_us-east-1_3pJxRv8ZfITy_pSPk0VkdDcrWCiGLrYWEEq2YssWyWb","UserId":"u1","Tags":[]}}}
            CreateResource {"TypeName": "AWS::IVS::IngestConfiguration", "DesiredState": {"IngestProtocol": "RTMP"}}
                {"ProgressEvent":{"TypeName":"AWS::IVS::IngestConfiguration","RequestToken":"01a1fd8c-69fa-7003-9d27-1da917672d58","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$insecure"}
                {"ProgressEvent":{"TypeName":"AWS::IVS::IngestConfiguration","RequestToken":"$insecure","Operation":"CREATE","OperationStatus":"FAILED","EventTime":"2026-11-21T10:00:00.25Z","StatusMessage":"insecureIngest must be true where ingestProtocol is RTMP","ErrorCode":"InvalidRequest"}}
            CreateResource {"TypeName": "AWS::IVS::IngestConfiguration", "DesiredState": {"IngestProtocol": "RTMP", "InsecureIngest": true}}
                {"ProgressEvent":{"TypeName":"AWS::IVS::IngestConfiguration","RequestToken":"01a1fd8c-69fa-7004-bf90-b8601c5b7c6c","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            ListResources {"TypeName": "AWS::IVS::IngestConfiguration"}
                {"TypeName":"AWS::IVS::IngestConfiguration","ResourceDescriptions":[{"Identifier":"$ingest","Properties":{"Arn":"$ingest","Name":"i1","ParticipantId":"3pJxRv8Gt7Cb","IngestProtocol":"RTMPS","State":"INACTIVE","StreamKey":"rt_123456789012_us-east-1_3pJxRv8ZfITy_pSPk0VkdDcrWCiGLrYWEEq2YssWyWb","UserId":"u1","Tags":[]}},{"Identifier":"arn:aws:ivs:us-east-1:123456789012:ingest-configuration/3pJxRv8mKBVb","Properties":{"Arn":"arn:aws:ivs:us-east-1:123456789012:ingest-configuration/3pJxRv8mKBVb","Name":"","ParticipantId":"3pJxRv89D7bK","IngestProtocol":"RTMP","State":"INACTIVE","StreamKey":"rt_123456789012_us-east-1_3pJxRv8mKBVb_EPrWHOaOQaokBPA1IK5szwIhwnx4MN","UserId":"","Tags":[]}}]}
            ListResourceRequests {"ResourceRequestStatusFilter": {"OperationStatuses": ["FAILED"]}}
                {"ResourceRequestStatusSummaries":[{"TypeName":"AWS::IVS::IngestConfiguration","RequestToken":"$insecure","Operation":"CREATE","OperationStatus":"FAILED","EventTime":"2026-11-21T10:00:00.25Z","StatusMessage":"insecureIngest must be true where ingestProtocol is RTMP","ErrorCode":"InvalidRequest"}]}
            service ivs-realtime
            ListIngestConfigurations
                {"ingestConfigurations":[{"name":"i1","arn":"$ingest","ingestProtocol":"RTMPS","stageArn":"","participantId":"3pJxRv8Gt7Cb","state":"INACTIVE","userId":"u1","redundantIngest":false},{"name":"","arn":"arn:aws:ivs:us-east-1:123456789012:ingest-configuration/3pJxRv8mKBVb","ingestProtocol":"RTMP","stageArn":"","participantId":"3pJxRv89D7bK","state":"INACTIVE","userId":"","redundantIngest":false}]}
        "#]],
    );
}
