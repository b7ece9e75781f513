use crate::script::check;
use expect_test::expect;

#[test]
fn a_deployment_lives_from_creation_to_deletion() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "HTTP"}
        let api = ApiId
        CreateDeployment {"ApiId": "$api"}
        CreateRoute {"ApiId": "$api", "RouteKey": "GET /"}
        CreateDeployment {"ApiId": "$api", "StageName": "dev"}
        CreateStage {"ApiId": "$api", "StageName": "dev"}
        CreateDeployment {"ApiId": "$api", "StageName": "dev", "Description": "first"}
        let first = DeploymentId
        GetStage {"ApiId": "$api", "StageName": "dev"}
        UpdateDeployment {"ApiId": "$api", "DeploymentId": "$first", "Description": "the first"}
        DeleteDeployment {"ApiId": "$api", "DeploymentId": "$first"}
        CreateDeployment {"ApiId": "$api"}
        let second = DeploymentId
        UpdateStage {"ApiId": "$api", "StageName": "dev", "DeploymentId": "$second"}
        UpdateStage {"ApiId": "$api", "StageName": "dev", "DeploymentId": "abcdef"}
        DeleteDeployment {"ApiId": "$api", "DeploymentId": "$first"}
        GetDeployments {"ApiId": "$api"}
        GetDeployment {"ApiId": "$api", "DeploymentId": "$first"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "HTTP"}
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            CreateDeployment {"ApiId": "$api"}
                400 BadRequestException: Unable to deploy API because no routes exist in this API
            CreateRoute {"ApiId": "$api", "RouteKey": "GET /"}
                {"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"suoszo4","RouteKey":"GET /"}
            CreateDeployment {"ApiId": "$api", "StageName": "dev"}
                404 NotFoundException: Invalid stage identifier specified
            CreateStage {"ApiId": "$api", "StageName": "dev"}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"dev","StageVariables":{},"Tags":{}}
            CreateDeployment {"ApiId": "$api", "StageName": "dev", "Description": "first"}
                {"AutoDeployed":false,"CreatedDate":"2026-11-21T10:00:00Z","DeploymentId":"n5qv4j","DeploymentStatus":"DEPLOYED","Description":"first"}
            GetStage {"ApiId": "$api", "StageName": "dev"}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"DeploymentId":"n5qv4j","LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"dev","StageVariables":{},"Tags":{}}
            UpdateDeployment {"ApiId": "$api", "DeploymentId": "$first", "Description": "the first"}
                {"AutoDeployed":false,"CreatedDate":"2026-11-21T10:00:00Z","DeploymentId":"n5qv4j","DeploymentStatus":"DEPLOYED","Description":"the first"}
            DeleteDeployment {"ApiId": "$api", "DeploymentId": "$first"}
                400 BadRequestException: Active stages pointing to this deployment must be moved or deleted
            CreateDeployment {"ApiId": "$api"}
                {"AutoDeployed":false,"CreatedDate":"2026-11-21T10:00:00Z","DeploymentId":"hqanqa","DeploymentStatus":"DEPLOYED"}
            UpdateStage {"ApiId": "$api", "StageName": "dev", "DeploymentId": "$second"}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"DeploymentId":"hqanqa","LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"dev","StageVariables":{},"Tags":{}}
            UpdateStage {"ApiId": "$api", "StageName": "dev", "DeploymentId": "abcdef"}
                404 NotFoundException: Invalid Deployment identifier specified abcdef
            DeleteDeployment {"ApiId": "$api", "DeploymentId": "$first"}
                {}
            GetDeployments {"ApiId": "$api"}
                {"Items":[{"AutoDeployed":false,"CreatedDate":"2026-11-21T10:00:00Z","DeploymentId":"hqanqa","DeploymentStatus":"DEPLOYED"}]}
            GetDeployment {"ApiId": "$api", "DeploymentId": "$first"}
                404 NotFoundException: Invalid Deployment identifier specified n5qv4j
        "#]],
    );
}

#[test]
fn a_stage_may_deploy_every_change_by_itself() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "HTTP"}
        let api = ApiId
        CreateStage {"ApiId": "$api", "StageName": "dev", "AutoDeploy": true, "DeploymentId": "abcdef"}
        CreateStage {"ApiId": "$api", "StageName": "dev", "AutoDeploy": true}
        wait 5
        CreateRoute {"ApiId": "$api", "RouteKey": "GET /"}
        let route = RouteId
        GetStage {"ApiId": "$api", "StageName": "dev"}
        let first = DeploymentId
        CreateStage {"ApiId": "$api", "StageName": "other"}
        UpdateStage {"ApiId": "$api", "StageName": "dev", "DeploymentId": "$first"}
        CreateDeployment {"ApiId": "$api", "StageName": "dev"}
        # What is no change of the API makes no deployment.
        UpdateApi {"ApiId": "$api", "Name": "a"}
        UpdateRoute {"ApiId": "$api", "RouteId": "$route", "RouteKey": "GET /"}
        GetDeployments {"ApiId": "$api"}
        UpdateApi {"ApiId": "$api", "CorsConfiguration": {"AllowOrigins": ["*"]}}
        DeleteRoute {"ApiId": "$api", "RouteId": "$route"}
        GetStages {"ApiId": "$api"}
        GetDeployments {"ApiId": "$api"}
        UpdateStage {"ApiId": "$api", "StageName": "dev", "AutoDeploy": false}
        CreateRoute {"ApiId": "$api", "RouteKey": "GET /a"}
        UpdateStage {"ApiId": "$api", "StageName": "dev", "AutoDeploy": true}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "HTTP"}
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            CreateStage {"ApiId": "$api", "StageName": "dev", "AutoDeploy": true, "DeploymentId": "abcdef"}
                400 BadRequestException: DeploymentId can't be set while AutoDeploy is enabled for the stage
            CreateStage {"ApiId": "$api", "StageName": "dev", "AutoDeploy": true}
                {"AutoDeploy":true,"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastDeploymentStatusMessage":"Deployment attempt failed: Unable to deploy API because no routes exist in this API","LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"dev","StageVariables":{},"Tags":{}}
            wait 5
            CreateRoute {"ApiId": "$api", "RouteKey": "GET /"}
                {"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"suoszo4","RouteKey":"GET /"}
            GetStage {"ApiId": "$api", "StageName": "dev"}
                {"AutoDeploy":true,"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"DeploymentId":"n5qv4j","LastDeploymentStatusMessage":"Successfully deployed stage with deployment ID 'n5qv4j'","LastUpdatedDate":"2026-11-21T10:00:05Z","RouteSettings":{},"StageName":"dev","StageVariables":{},"Tags":{}}
            CreateStage {"ApiId": "$api", "StageName": "other"}
                {"CreatedDate":"2026-11-21T10:00:05Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastUpdatedDate":"2026-11-21T10:00:05Z","RouteSettings":{},"StageName":"other","StageVariables":{},"Tags":{}}
            UpdateStage {"ApiId": "$api", "StageName": "dev", "DeploymentId": "$first"}
                400 BadRequestException: DeploymentId can't be set while AutoDeploy is enabled for the stage
            CreateDeployment {"ApiId": "$api", "StageName": "dev"}
                400 BadRequestException: DeploymentId can't be set while AutoDeploy is enabled for the stage
            # What is no change of the API makes no deployment.
            UpdateApi {"ApiId": "$api", "Name": "a"}
                {"ApiEndpoint":"https://$api.execute-api.us-east-1.amazonaws.com","ApiId":"$api","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            UpdateRoute {"ApiId": "$api", "RouteId": "$route", "RouteKey": "GET /"}
                {"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"$route","RouteKey":"GET /"}
            GetDeployments {"ApiId": "$api"}
                {"Items":[{"AutoDeployed":true,"CreatedDate":"2026-11-21T10:00:05Z","DeploymentId":"n5qv4j","DeploymentStatus":"DEPLOYED","Description":"Automatic deployment triggered by changes to the Api configuration"}]}
            UpdateApi {"ApiId": "$api", "CorsConfiguration": {"AllowOrigins": ["*"]}}
                {"ApiEndpoint":"https://$api.execute-api.us-east-1.amazonaws.com","ApiId":"$api","ApiKeySelectionExpression":"$request.header.x-api-key","CorsConfiguration":{"AllowOrigins":["*"]},"CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            DeleteRoute {"ApiId": "$api", "RouteId": "$route"}
                {}
            GetStages {"ApiId": "$api"}
                {"Items":[{"AutoDeploy":true,"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"DeploymentId":"hqanqa","LastDeploymentStatusMessage":"Deployment attempt failed: Unable to deploy API because no routes exist in this API","LastUpdatedDate":"2026-11-21T10:00:05Z","RouteSettings":{},"StageName":"dev","StageVariables":{},"Tags":{}},{"CreatedDate":"2026-11-21T10:00:05Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastUpdatedDate":"2026-11-21T10:00:05Z","RouteSettings":{},"StageName":"other","StageVariables":{},"Tags":{}}]}
            GetDeployments {"ApiId": "$api"}
                {"Items":[{"AutoDeployed":true,"CreatedDate":"2026-11-21T10:00:05Z","DeploymentId":"hqanqa","DeploymentStatus":"DEPLOYED","Description":"Automatic deployment triggered by changes to the Api configuration"},{"AutoDeployed":true,"CreatedDate":"2026-11-21T10:00:05Z","DeploymentId":"n5qv4j","DeploymentStatus":"DEPLOYED","Description":"Automatic deployment triggered by changes to the Api configuration"}]}
            UpdateStage {"ApiId": "$api", "StageName": "dev", "AutoDeploy": false}
                {"AutoDeploy":false,"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"DeploymentId":"hqanqa","LastDeploymentStatusMessage":"Deployment attempt failed: Unable to deploy API because no routes exist in this API","LastUpdatedDate":"2026-11-21T10:00:05Z","RouteSettings":{},"StageName":"dev","StageVariables":{},"Tags":{}}
            CreateRoute {"ApiId": "$api", "RouteKey": "GET /a"}
                {"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"a2p9ybp","RouteKey":"GET /a"}
            UpdateStage {"ApiId": "$api", "StageName": "dev", "AutoDeploy": true}
                {"AutoDeploy":true,"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"DeploymentId":"xbdsai","LastDeploymentStatusMessage":"Successfully deployed stage with deployment ID 'xbdsai'","LastUpdatedDate":"2026-11-21T10:00:05Z","RouteSettings":{},"StageName":"dev","StageVariables":{},"Tags":{}}
        "#]],
    );
}
