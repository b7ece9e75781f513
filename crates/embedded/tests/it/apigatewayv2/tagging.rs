use crate::script::check;
use expect_test::expect;

#[test]
fn apis_and_stages_have_tags() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "HTTP", "Tags": {"a": "1"}}
        let api = ApiId
        CreateStage {"ApiId": "$api", "StageName": "$default"}
        TagResource {"ResourceArn": "arn:aws:apigateway:us-east-1::/apis/$api", "Tags": {"b": "", "a": "2"}}
        GetTags {"ResourceArn": "arn:aws:apigateway:us-east-1::/apis/$api"}
        UntagResource {"ResourceArn": "arn:aws:apigateway:us-east-1::/apis/$api", "TagKeys": ["a", "c"]}
        GetApi {"ApiId": "$api"}
        TagResource {"ResourceArn": "arn:aws:apigateway:us-east-1::/apis/$api/stages/$default", "Tags": {"team": "red"}}
        GetStage {"ApiId": "$api", "StageName": "$default"}
        GetTags {"ResourceArn": "arn:aws:apigateway:us-east-1::/apis/$api/stages/nowhere"}
        GetTags {"ResourceArn": "arn:aws:apigateway:us-east-1::/apis/nowhere"}
        GetTags {"ResourceArn": "arn:aws:apigateway:eu-west-1::/apis/$api"}
        GetTags {"ResourceArn": "arn:aws:apigateway:us-east-1::/restapis/$api"}
        GetTags {"ResourceArn": "$api"}
        TagResource {"ResourceArn": "arn:aws:apigateway:us-east-1::/apis/$api", "Tags": {"aws:a": "1"}}
        TagResource {"ResourceArn": "arn:aws:apigateway:us-east-1::/apis/$api", "Tags": {"x * 129": "1"}}
        TagResource {"ResourceArn": "arn:aws:apigateway:us-east-1::/apis/$api", "Tags": {"a": "x * 257"}}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "HTTP", "Tags": {"a": "1"}}
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{"a":"1"}}
            CreateStage {"ApiId": "$api", "StageName": "$default"}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"$default","StageVariables":{},"Tags":{}}
            TagResource {"ResourceArn": "arn:aws:apigateway:us-east-1::/apis/$api", "Tags": {"b": "", "a": "2"}}
                {}
            GetTags {"ResourceArn": "arn:aws:apigateway:us-east-1::/apis/$api"}
                {"Tags":{"a":"2","b":""}}
            UntagResource {"ResourceArn": "arn:aws:apigateway:us-east-1::/apis/$api", "TagKeys": ["a", "c"]}
                {}
            GetApi {"ApiId": "$api"}
                {"ApiEndpoint":"https://$api.execute-api.us-east-1.amazonaws.com","ApiId":"$api","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{"b":""}}
            TagResource {"ResourceArn": "arn:aws:apigateway:us-east-1::/apis/$api/stages/$default", "Tags": {"team": "red"}}
                {}
            GetStage {"ApiId": "$api", "StageName": "$default"}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"$default","StageVariables":{},"Tags":{"team":"red"}}
            GetTags {"ResourceArn": "arn:aws:apigateway:us-east-1::/apis/$api/stages/nowhere"}
                404 NotFoundException: Invalid stage identifier specified
            GetTags {"ResourceArn": "arn:aws:apigateway:us-east-1::/apis/nowhere"}
                404 NotFoundException: Invalid API identifier specified 123456789012:nowhere
            GetTags {"ResourceArn": "arn:aws:apigateway:eu-west-1::/apis/$api"}
                404 NotFoundException: Invalid resource ARN specified: arn:aws:apigateway:eu-west-1::/apis/$api is in another region
            GetTags {"ResourceArn": "arn:aws:apigateway:us-east-1::/restapis/$api"}
                400 BadRequestException: Invalid ARN specified in the request: arn:aws:apigateway:us-east-1::/restapis/$api
            GetTags {"ResourceArn": "$api"}
                400 BadRequestException: Invalid ARN specified in the request: $api
            TagResource {"ResourceArn": "arn:aws:apigateway:us-east-1::/apis/$api", "Tags": {"aws:a": "1"}}
                400 BadRequestException: aws: prefixed tag key names are not allowed for external use: aws:a
            TagResource {"ResourceArn": "arn:aws:apigateway:us-east-1::/apis/$api", "Tags": {"x * 129": "1"}}
                400 BadRequestException: Tag keys must have between 1 and 128 characters
            TagResource {"ResourceArn": "arn:aws:apigateway:us-east-1::/apis/$api", "Tags": {"a": "x * 257"}}
                400 BadRequestException: Tag values must have at most 256 characters: a
        "#]],
    );
}
