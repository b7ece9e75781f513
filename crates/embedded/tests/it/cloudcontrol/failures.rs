use crate::script::check;
use expect_test::expect;

#[test]
fn what_is_wrong_with_the_request_is_an_error() {
    check(
        r#"
        service cloudcontrol
        # The type comes first, whatever else is wrong.
        CreateResource {"TypeName": "AWS::Does::NotExist", "DesiredState": "nonsense"}
        GetResource {"TypeName": "AWS::Does::NotExist", "Identifier": "x"}
        UpdateResource {"TypeName": "AWS::Does::NotExist", "Identifier": "x", "PatchDocument": "nonsense"}
        DeleteResource {"TypeName": "AWS::Does::NotExist", "Identifier": "x"}
        ListResources {"TypeName": "AWS::Does::NotExist"}
        CreateResource {"TypeName": "aws", "DesiredState": "{}"}
        # Types without a handler.
        CreateResource {"TypeName": "AWS::Serverless::Function", "DesiredState": "{}"}
        ListResources {"TypeName": "AWS::Serverless::Function"}
        UpdateResource {"TypeName": "AWS::CloudFormation::ModuleVersion", "Identifier": "x", "PatchDocument": "[]"}
        # Desired states.
        CreateResource {"TypeName": "AWS::S3::Bucket", "DesiredState": "{\"BucketName\": "}
        CreateResource {"TypeName": "AWS::S3::Bucket", "DesiredState": "[]"}
        CreateResource {"TypeName": "AWS::S3::Bucket", "DesiredState": "null"}
        CreateResource {"TypeName": "AWS::S3::Bucket", "DesiredState": {"BucketSomething": 1}}
        CreateResource {"TypeName": "AWS::S3::Bucket", "DesiredState": {"BucketName": true}}
        CreateResource {"TypeName": "AWS::S3::Bucket", "DesiredState": {"Arn": "arn:aws:s3:::mine"}}
        CreateResource {"TypeName": "AWS::ECR::Repository", "DesiredState": "x * 262145"}
        # Resources that are not there.
        GetResource {"TypeName": "AWS::S3::Bucket", "Identifier": "nothing"}
        UpdateResource {"TypeName": "AWS::S3::Bucket", "Identifier": "nothing", "PatchDocument": "[]"}
        GetResource {"TypeName": "AWS::ApiGatewayV2::Route", "Identifier": "only-one-part"}
        DeleteResource {"TypeName": "AWS::ApiGatewayV2::Route", "Identifier": "a|b|c"}
        GetResource {"TypeName": "AWS::ApiGatewayV2::Route", "Identifier": {"ApiId": "a"}}
        # Nothing of all this was accepted.
        ListResourceRequests
        ListResources {"TypeName": "AWS::S3::Bucket", "MaxResults": 101}
        ListResources {"TypeName": "AWS::S3::Bucket", "NextToken": "nonsense"}
        "#,
        expect![[r#"
            service cloudcontrol
            # The type comes first, whatever else is wrong.
            CreateResource {"TypeName": "AWS::Does::NotExist", "DesiredState": "nonsense"}
                400 TypeNotFoundException: The type 'AWS::Does::NotExist' cannot be found.
            GetResource {"TypeName": "AWS::Does::NotExist", "Identifier": "x"}
                400 TypeNotFoundException: The type 'AWS::Does::NotExist' cannot be found.
            UpdateResource {"TypeName": "AWS::Does::NotExist", "Identifier": "x", "PatchDocument": "nonsense"}
                400 TypeNotFoundException: The type 'AWS::Does::NotExist' cannot be found.
            DeleteResource {"TypeName": "AWS::Does::NotExist", "Identifier": "x"}
                400 TypeNotFoundException: The type 'AWS::Does::NotExist' cannot be found.
            ListResources {"TypeName": "AWS::Does::NotExist"}
                400 TypeNotFoundException: The type 'AWS::Does::NotExist' cannot be found.
            CreateResource {"TypeName": "aws", "DesiredState": "{}"}
                400 ValidationException: 2 validation errors detected: Value 'aws' at 'TypeName' failed to satisfy constraint: Member must have length greater than or equal to 10; Value 'aws' at 'TypeName' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}
            # Types without a handler.
            CreateResource {"TypeName": "AWS::Serverless::Function", "DesiredState": "{}"}
                400 UnsupportedActionException: Resource type AWS::Serverless::Function does not support CREATE action
            ListResources {"TypeName": "AWS::Serverless::Function"}
                400 UnsupportedActionException: Resource type AWS::Serverless::Function does not support LIST action
            UpdateResource {"TypeName": "AWS::CloudFormation::ModuleVersion", "Identifier": "x", "PatchDocument": "[]"}
                400 UnsupportedActionException: Resource type AWS::CloudFormation::ModuleVersion does not support UPDATE action
            # Desired states.
            CreateResource {"TypeName": "AWS::S3::Bucket", "DesiredState": "{\"BucketName\": "}
                400 ValidationException: DesiredState is not valid JSON: EOF while parsing a value at line 1 column 15
            CreateResource {"TypeName": "AWS::S3::Bucket", "DesiredState": "[]"}
                400 ValidationException: Model validation failed (#: expected type: JSONObject, found: JSONArray)
            CreateResource {"TypeName": "AWS::S3::Bucket", "DesiredState": "null"}
                400 ValidationException: Model validation failed (#: expected type: JSONObject, found: Null)
            CreateResource {"TypeName": "AWS::S3::Bucket", "DesiredState": {"BucketSomething": 1}}
                400 ValidationException: Model validation failed (#: extraneous key [BucketSomething] is not permitted)
            CreateResource {"TypeName": "AWS::S3::Bucket", "DesiredState": {"BucketName": true}}
                400 ValidationException: Model validation failed (#/BucketName: expected type: String, found: Boolean)
            CreateResource {"TypeName": "AWS::S3::Bucket", "DesiredState": {"Arn": "arn:aws:s3:::mine"}}
                400 ValidationException: Encountered unsupported property Arn
            CreateResource {"TypeName": "AWS::ECR::Repository", "DesiredState": "x * 262145"}
                400 ValidationException: 1 validation error detected: Value at 'DesiredState' failed to satisfy constraint: Member must have length less than or equal to 262144
            # Resources that are not there.
            GetResource {"TypeName": "AWS::S3::Bucket", "Identifier": "nothing"}
                400 ResourceNotFoundException: AWS::S3::Bucket Handler returned status FAILED: Bucket not found (HandlerErrorCode: NotFound, RequestToken: 01a1fd8c-69fa-7000-94df-177b2330ae12)
            UpdateResource {"TypeName": "AWS::S3::Bucket", "Identifier": "nothing", "PatchDocument": "[]"}
                400 ResourceNotFoundException: AWS::S3::Bucket Handler returned status FAILED: Bucket not found (HandlerErrorCode: NotFound, RequestToken: 01a1fd8c-69fa-7001-970d-3259e4e1cb63)
            GetResource {"TypeName": "AWS::ApiGatewayV2::Route", "Identifier": "only-one-part"}
                400 ValidationException: Identifier only-one-part is not valid for identifier [/properties/ApiId, /properties/RouteId]
            DeleteResource {"TypeName": "AWS::ApiGatewayV2::Route", "Identifier": "a|b|c"}
                400 ValidationException: Identifier a|b|c is not valid for identifier [/properties/ApiId, /properties/RouteId]
            GetResource {"TypeName": "AWS::ApiGatewayV2::Route", "Identifier": {"ApiId": "a"}}
                400 ValidationException: Identifier {"ApiId":"a"} is not valid for identifier [/properties/ApiId, /properties/RouteId]
            # Nothing of all this was accepted.
            ListResourceRequests
                {"ResourceRequestStatusSummaries":[]}
            ListResources {"TypeName": "AWS::S3::Bucket", "MaxResults": 101}
                400 ValidationException: 1 validation error detected: Value '101' at 'MaxResults' failed to satisfy constraint: Member must have value less than or equal to 100
            ListResources {"TypeName": "AWS::S3::Bucket", "NextToken": "nonsense"}
                400 ValidationException: NextToken is not one that this operation returned for the same request
        "#]],
    );
}

#[test]
fn what_a_handler_refuses_fails_the_request() {
    check(
        r#"
        service cloudcontrol
        CreateResource {"TypeName": "AWS::Kinesis::Stream", "DesiredState": {"Name": "s1", "ShardCount": 1}}
        CreateResource {"TypeName": "AWS::Kinesis::Stream", "DesiredState": {"Name": "s1", "ShardCount": 2}}
        let second = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$second"}
        DeleteResource {"TypeName": "AWS::Kinesis::Stream", "Identifier": "s2"}
        let third = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$third"}
        ListResourceRequests {"ResourceRequestStatusFilter": {"OperationStatuses": ["FAILED"], "Operations": ["CREATE", "UPDATE"]}}
        "#,
        expect![[r#"
            service cloudcontrol
            CreateResource {"TypeName": "AWS::Kinesis::Stream", "DesiredState": {"Name": "s1", "ShardCount": 1}}
                {"ProgressEvent":{"TypeName":"AWS::Kinesis::Stream","Identifier":"s1","RequestToken":"01a1fd8c-69fa-7000-8b29-3e6770eb3a95","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            CreateResource {"TypeName": "AWS::Kinesis::Stream", "DesiredState": {"Name": "s1", "ShardCount": 2}}
                {"ProgressEvent":{"TypeName":"AWS::Kinesis::Stream","Identifier":"s1","RequestToken":"01a1fd8c-69fa-7001-a167-50997ac05e22","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$second"}
                {"ProgressEvent":{"TypeName":"AWS::Kinesis::Stream","Identifier":"s1","RequestToken":"$second","Operation":"CREATE","OperationStatus":"FAILED","EventTime":"2026-11-21T10:00:00.25Z","StatusMessage":"Resource of type 'AWS::Kinesis::Stream' with identifier 's1' already exists.","ErrorCode":"AlreadyExists"}}
            DeleteResource {"TypeName": "AWS::Kinesis::Stream", "Identifier": "s2"}
                {"ProgressEvent":{"TypeName":"AWS::Kinesis::Stream","Identifier":"s2","RequestToken":"01a1fd8c-69fa-7002-a953-798876a2c369","Operation":"DELETE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$third"}
                {"ProgressEvent":{"TypeName":"AWS::Kinesis::Stream","Identifier":"s2","RequestToken":"$third","Operation":"DELETE","OperationStatus":"FAILED","EventTime":"2026-11-21T10:00:00.25Z","StatusMessage":"Resource of type 'AWS::Kinesis::Stream' with identifier 's2' was not found.","ErrorCode":"NotFound"}}
            ListResourceRequests {"ResourceRequestStatusFilter": {"OperationStatuses": ["FAILED"], "Operations": ["CREATE", "UPDATE"]}}
                {"ResourceRequestStatusSummaries":[{"TypeName":"AWS::Kinesis::Stream","Identifier":"s1","RequestToken":"$second","Operation":"CREATE","OperationStatus":"FAILED","EventTime":"2026-11-21T10:00:00.25Z","StatusMessage":"Resource of type 'AWS::Kinesis::Stream' with identifier 's1' already exists.","ErrorCode":"AlreadyExists"}]}
        "#]],
    );
}
