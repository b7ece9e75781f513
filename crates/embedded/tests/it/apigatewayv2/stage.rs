use crate::script::check;
use expect_test::expect;

#[test]
fn a_stage_lives_from_creation_to_deletion() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "HTTP"}
        let api = ApiId
        CreateStage {"ApiId": "$api", "StageName": "dev"}
        wait 5
        UpdateStage {"ApiId": "$api", "StageName": "dev", "Description": "for us", "StageVariables": {"a": "1", "b": "2"}}
        UpdateStage {"ApiId": "$api", "StageName": "dev", "Description": "", "StageVariables": {"a": "", "c": "3"}}
        GetStage {"ApiId": "$api", "StageName": "dev"}
        CreateStage {"ApiId": "$api", "StageName": "dev"}
        CreateStage {"ApiId": "$api", "StageName": "$default", "Tags": {"team": "red"}}
        GetStages {"ApiId": "$api"}
        DeleteStage {"ApiId": "$api", "StageName": "dev"}
        GetStage {"ApiId": "$api", "StageName": "dev"}
        DeleteStage {"ApiId": "$api", "StageName": "dev"}
        GetStage {"ApiId": "nowhere", "StageName": "dev"}
        CreateStage {"ApiId": "nowhere", "StageName": "dev"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "HTTP"}
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            CreateStage {"ApiId": "$api", "StageName": "dev"}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"dev","StageVariables":{},"Tags":{}}
            wait 5
            UpdateStage {"ApiId": "$api", "StageName": "dev", "Description": "for us", "StageVariables": {"a": "1", "b": "2"}}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"Description":"for us","LastUpdatedDate":"2026-11-21T10:00:05Z","RouteSettings":{},"StageName":"dev","StageVariables":{"a":"1","b":"2"},"Tags":{}}
            UpdateStage {"ApiId": "$api", "StageName": "dev", "Description": "", "StageVariables": {"a": "", "c": "3"}}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastUpdatedDate":"2026-11-21T10:00:05Z","RouteSettings":{},"StageName":"dev","StageVariables":{"b":"2","c":"3"},"Tags":{}}
            GetStage {"ApiId": "$api", "StageName": "dev"}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastUpdatedDate":"2026-11-21T10:00:05Z","RouteSettings":{},"StageName":"dev","StageVariables":{"b":"2","c":"3"},"Tags":{}}
            CreateStage {"ApiId": "$api", "StageName": "dev"}
                409 ConflictException: Stage already exists
            CreateStage {"ApiId": "$api", "StageName": "$default", "Tags": {"team": "red"}}
                {"CreatedDate":"2026-11-21T10:00:05Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastUpdatedDate":"2026-11-21T10:00:05Z","RouteSettings":{},"StageName":"$default","StageVariables":{},"Tags":{"team":"red"}}
            GetStages {"ApiId": "$api"}
                {"Items":[{"CreatedDate":"2026-11-21T10:00:05Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastUpdatedDate":"2026-11-21T10:00:05Z","RouteSettings":{},"StageName":"$default","StageVariables":{},"Tags":{"team":"red"}},{"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastUpdatedDate":"2026-11-21T10:00:05Z","RouteSettings":{},"StageName":"dev","StageVariables":{"b":"2","c":"3"},"Tags":{}}]}
            DeleteStage {"ApiId": "$api", "StageName": "dev"}
                {}
            GetStage {"ApiId": "$api", "StageName": "dev"}
                404 NotFoundException: Invalid stage identifier specified
            DeleteStage {"ApiId": "$api", "StageName": "dev"}
                404 NotFoundException: Invalid stage identifier specified
            GetStage {"ApiId": "nowhere", "StageName": "dev"}
                404 NotFoundException: Invalid API identifier specified 123456789012:nowhere
            CreateStage {"ApiId": "nowhere", "StageName": "dev"}
                404 NotFoundException: Invalid API identifier specified 123456789012:nowhere
        "#]],
    );
}
