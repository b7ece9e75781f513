use crate::script::check;
use expect_test::expect;

#[test]
fn another_account_is_refused_and_another_region_is_empty() {
    check(
        r#"
        CreateStage {"name": "here"}
        let stage = stage.arn
        region eu-west-1
        ListStages
        GetStage {"arn": "$stage"}
        UpdateStage {"arn": "$stage"}
        DeleteStage {"arn": "$stage"}
        ListStageSessions {"stageArn": "$stage"}
        ListParticipants {"stageArn": "$stage", "sessionId": "st-0000000000000"}
        ListTagsForResource {"resourceArn": "$stage"}
        region us-east-1
        account 210987654321
        ListStages
        GetStage {"arn": "$stage"}
        ListStageSessions {"stageArn": "$stage"}
        TagResource {"resourceArn": "$stage", "tags": {"a": "b"}}
        CreateParticipantToken {"stageArn": "$stage"}
        CreateStage {"name": "there"}
        account 123456789012
        ListStages
        "#,
        expect![[r#"
            CreateStage {"name": "here"}
                {"stage":{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv8KbNzZ","name":"here","tags":{},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>}}
            region eu-west-1
            ListStages
                {"stages":[]}
            GetStage {"arn": "$stage"}
                404 ResourceNotFoundException: Request references a resource which does not exist: $stage
            UpdateStage {"arn": "$stage"}
                404 ResourceNotFoundException: Request references a resource which does not exist: $stage
            DeleteStage {"arn": "$stage"}
                404 ResourceNotFoundException: Request references a resource which does not exist: $stage
            ListStageSessions {"stageArn": "$stage"}
                {"stageSessions":[]}
            ListParticipants {"stageArn": "$stage", "sessionId": "st-0000000000000"}
                {"participants":[]}
            ListTagsForResource {"resourceArn": "$stage"}
                404 ResourceNotFoundException: Request references a resource which does not exist: $stage
            region us-east-1
            account 210987654321
            ListStages
                {"stages":[]}
            GetStage {"arn": "$stage"}
                403 AccessDeniedException: User: arn:aws:iam::210987654321:root is not authorized to perform: ivs:GetStage on resource: $stage
            ListStageSessions {"stageArn": "$stage"}
                403 AccessDeniedException: User: arn:aws:iam::210987654321:root is not authorized to perform: ivs:ListStageSessions on resource: $stage
            TagResource {"resourceArn": "$stage", "tags": {"a": "b"}}
                403 AccessDeniedException: User: arn:aws:iam::210987654321:root is not authorized to perform: ivs:TagResource on resource: $stage
            CreateParticipantToken {"stageArn": "$stage"}
                403 AccessDeniedException: User: arn:aws:iam::210987654321:root is not authorized to perform: ivs:CreateParticipantToken on resource: $stage
            CreateStage {"name": "there"}
                {"stage":{"arn":"arn:aws:ivs:us-east-1:210987654321:stage/3pJxRv842zJS","name":"there","tags":{},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>}}
            account 123456789012
            ListStages
                {"stages":[{"arn":"$stage","name":"here","tags":{}}]}
        "#]],
    );
}

#[test]
fn what_the_plane_does_not_carry_out_is_not_pretended() {
    check(
        r#"
        service s3
        ListBuckets
        service sts
        AssumeRole {"RoleArn": "arn:aws:iam::123456789012:role/r", "RoleSessionName": "s"}
        service ivs
        CreateChannel {}
        "#,
        expect![[r#"
            service s3
            ListBuckets
                501 NotImplemented: s3 ListBuckets is not available on the embedded plane
            service sts
            AssumeRole {"RoleArn": "arn:aws:iam::123456789012:role/r", "RoleSessionName": "s"}
                501 NotImplemented: sts AssumeRole is not available on the embedded plane
            service ivs
            CreateChannel {}
                501 NotImplemented: ivs CreateChannel is not available on the embedded plane
        "#]],
    );
}
