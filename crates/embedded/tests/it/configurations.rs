use crate::script::check;
use expect_test::expect;

#[test]
fn an_encoder_configuration_has_defaults_for_what_is_left_out() {
    check(
        r#"
        CreateEncoderConfiguration {}
        let plain = encoderConfiguration.arn
        wait 1
        CreateEncoderConfiguration {"name": "hd", "video": {"width": 1080, "height": 1920, "framerate": 29.97, "bitrate": 3500000}, "tags": {"a": "b"}}
        let hd = encoderConfiguration.arn
        CreateEncoderConfiguration {"video": {"framerate": 60}}
        GetEncoderConfiguration {"arn": "$hd"}
        ListEncoderConfigurations {"maxResults": 2}
        DeleteEncoderConfiguration {"arn": "$hd"}
        GetEncoderConfiguration {"arn": "$hd"}
        DeleteEncoderConfiguration {"arn": "$hd"}
        "#,
        expect![[r#"
            CreateEncoderConfiguration {}
                {"encoderConfiguration":{"arn":"arn:aws:ivs:us-east-1:123456789012:encoder-configuration/3pJxRv8KbNzZ","name":"","video":{"width":1280,"height":720,"framerate":30.0,"bitrate":2500000},"tags":{}}}
            wait 1
            CreateEncoderConfiguration {"name": "hd", "video": {"width": 1080, "height": 1920, "framerate": 29.97, "bitrate": 3500000}, "tags": {"a": "b"}}
                {"encoderConfiguration":{"arn":"arn:aws:ivs:us-east-1:123456789012:encoder-configuration/3pJxSBGHf0fo","name":"hd","video":{"width":1080,"height":1920,"framerate":29.97,"bitrate":3500000},"tags":{"a":"b"}}}
            CreateEncoderConfiguration {"video": {"framerate": 60}}
                {"encoderConfiguration":{"arn":"arn:aws:ivs:us-east-1:123456789012:encoder-configuration/3pJxSBG42zJS","name":"","video":{"width":1280,"height":720,"framerate":60.0,"bitrate":2500000},"tags":{}}}
            GetEncoderConfiguration {"arn": "$hd"}
                {"encoderConfiguration":{"arn":"$hd","name":"hd","video":{"width":1080,"height":1920,"framerate":29.97,"bitrate":3500000},"tags":{"a":"b"}}}
            ListEncoderConfigurations {"maxResults": 2}
                {"encoderConfigurations":[{"arn":"$plain","name":"","tags":{}},{"arn":"arn:aws:ivs:us-east-1:123456789012:encoder-configuration/3pJxSBG42zJS","name":"","tags":{}}],"nextToken":"JZinbDNwSnhTQkc0MnpKUw"}
            DeleteEncoderConfiguration {"arn": "$hd"}
                {}
            GetEncoderConfiguration {"arn": "$hd"}
                404 ResourceNotFoundException: Request references a resource which does not exist: $hd
            DeleteEncoderConfiguration {"arn": "$hd"}
                404 ResourceNotFoundException: Request references a resource which does not exist: $hd
        "#]],
    );
}

#[test]
fn an_encoder_configuration_must_be_one_that_encoders_can_do() {
    check(
        r#"
        CreateEncoderConfiguration {"video": {"width": 1281}}
        CreateEncoderConfiguration {"video": {"height": 3}}
        CreateEncoderConfiguration {"video": {"width": 1920, "height": 1920}}
        CreateEncoderConfiguration {"video": {"width": 1922}}
        CreateEncoderConfiguration {"video": {"framerate": 60.5, "bitrate": 0}}
        CreateEncoderConfiguration {"name": "ü"}
        GetEncoderConfiguration {"arn": "arn:aws:ivs:us-east-1:123456789012:encoder-configuration/a"}
        ListEncoderConfigurations
        "#,
        expect![[r#"
            CreateEncoderConfiguration {"video": {"width": 1281}}
                400 ValidationException: video width and height must be even numbers, got 1281x720
            CreateEncoderConfiguration {"video": {"height": 3}}
                400 ValidationException: video width and height must be even numbers, got 1280x3
            CreateEncoderConfiguration {"video": {"width": 1920, "height": 1920}}
                400 ValidationException: video may have 2073600 pixels at most, got 1920x1920, which are 3686400
            CreateEncoderConfiguration {"video": {"width": 1922}}
                400 ValidationException: 1 validation error detected: Value '1922' at 'video.width' failed to satisfy constraint: Member must have value less than or equal to 1920
            CreateEncoderConfiguration {"video": {"framerate": 60.5, "bitrate": 0}}
                400 ValidationException: 2 validation errors detected: Value '60.5' at 'video.framerate' failed to satisfy constraint: Member must have value less than or equal to 60; Value '0' at 'video.bitrate' failed to satisfy constraint: Member must have value greater than or equal to 1
            CreateEncoderConfiguration {"name": "ü"}
                400 ValidationException: 1 validation error detected: Value 'ü' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]*
            GetEncoderConfiguration {"arn": "arn:aws:ivs:us-east-1:123456789012:encoder-configuration/a"}
                404 ResourceNotFoundException: Request references a resource which does not exist: arn:aws:ivs:us-east-1:123456789012:encoder-configuration/a
            ListEncoderConfigurations
                {"encoderConfigurations":[]}
        "#]],
    );
}

#[test]
fn a_storage_configuration_names_a_bucket() {
    check(
        r#"
        CreateStorageConfiguration {"name": "test-sc", "s3": {"bucketName": "amzn-s3-demo-bucket"}, "tags": {"a": "b"}}
        let storage = storageConfiguration.arn
        GetStorageConfiguration {"arn": "$storage"}
        ListStorageConfigurations
        CreateStorageConfiguration {"name": "test-sc"}
        CreateStorageConfiguration {"s3": {}}
        CreateStorageConfiguration {"s3": {"bucketName": "Capital"}}
        CreateStorageConfiguration {"s3": {"bucketName": "ab"}}
        DeleteStorageConfiguration {"arn": "$storage"}
        GetStorageConfiguration {"arn": "$storage"}
        DeleteStorageConfiguration {"arn": "$storage"}
        ListStorageConfigurations
        "#,
        expect![[r#"
            CreateStorageConfiguration {"name": "test-sc", "s3": {"bucketName": "amzn-s3-demo-bucket"}, "tags": {"a": "b"}}
                {"storageConfiguration":{"arn":"arn:aws:ivs:us-east-1:123456789012:storage-configuration/3pJxRv8KbNzZ","name":"test-sc","s3":{"bucketName":"amzn-s3-demo-bucket"},"tags":{"a":"b"}}}
            GetStorageConfiguration {"arn": "$storage"}
                {"storageConfiguration":{"arn":"$storage","name":"test-sc","s3":{"bucketName":"amzn-s3-demo-bucket"},"tags":{"a":"b"}}}
            ListStorageConfigurations
                {"storageConfigurations":[{"arn":"$storage","name":"test-sc","s3":{"bucketName":"amzn-s3-demo-bucket"},"tags":{"a":"b"}}]}
            CreateStorageConfiguration {"name": "test-sc"}
                400 ValidationException: 1 validation error detected: Value null at 's3' failed to satisfy constraint: Member must not be null
            CreateStorageConfiguration {"s3": {}}
                400 ValidationException: 1 validation error detected: Value null at 's3.bucketName' failed to satisfy constraint: Member must not be null
            CreateStorageConfiguration {"s3": {"bucketName": "Capital"}}
                400 ValidationException: 1 validation error detected: Value 'Capital' at 's3.bucketName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z0-9-.]+
            CreateStorageConfiguration {"s3": {"bucketName": "ab"}}
                400 ValidationException: 1 validation error detected: Value 'ab' at 's3.bucketName' failed to satisfy constraint: Member must have length greater than or equal to 3
            DeleteStorageConfiguration {"arn": "$storage"}
                {}
            GetStorageConfiguration {"arn": "$storage"}
                404 ResourceNotFoundException: Request references a resource which does not exist: $storage
            DeleteStorageConfiguration {"arn": "$storage"}
                404 ResourceNotFoundException: Request references a resource which does not exist: $storage
            ListStorageConfigurations
                {"storageConfigurations":[]}
        "#]],
    );
}
