//! VPC links.

use crate::script::check;
use expect_test::expect;

#[test]
fn a_vpc_link_is_there_when_it_is_next_looked_at() {
    check(
        r#"
        service apigatewayv2
        CreateVpcLink {"Name": "l", "SubnetIds": ["subnet-a", "subnet-b"], "SecurityGroupIds": ["sg-a"], "Tags": {"a": "1"}}
        let id = VpcLinkId
        GetVpcLink {"VpcLinkId": "$id"}
        UpdateVpcLink {"VpcLinkId": "$id", "Name": "m"}
        TagResource {"ResourceArn": "arn:aws:apigateway:us-east-1::/vpclinks/$id", "Tags": {"b": "2"}}
        CreateVpcLink {"Name": "n", "SubnetIds": ["subnet-a"]}
        GetVpcLinks {"MaxResults": "1"}
        let next = NextToken
        GetVpcLinks {"MaxResults": "1", "NextToken": "$next"}
        DeleteVpcLink {"VpcLinkId": "$id"}
        DeleteVpcLink {"VpcLinkId": "$id"}
        CreateVpcLink {"Name": "n", "SubnetIds": []}
        CreateVpcLink {"Name": "", "SubnetIds": ["a"]}
        service cloudcontrol
        ListResources {"TypeName": "AWS::ApiGatewayV2::VpcLink"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateVpcLink {"Name": "l", "SubnetIds": ["subnet-a", "subnet-b"], "SecurityGroupIds": ["sg-a"], "Tags": {"a": "1"}}
                {"CreatedDate":"2026-11-21T10:00:00Z","Name":"l","SecurityGroupIds":["sg-a"],"SubnetIds":["subnet-a","subnet-b"],"Tags":{"a":"1"},"VpcLinkId":"2rvpavayk7","VpcLinkStatus":"PENDING","VpcLinkStatusMessage":"VPC link is provisioning ENIs","VpcLinkVersion":"V2"}
            GetVpcLink {"VpcLinkId": "$id"}
                {"CreatedDate":"2026-11-21T10:00:00Z","Name":"l","SecurityGroupIds":["sg-a"],"SubnetIds":["subnet-a","subnet-b"],"Tags":{"a":"1"},"VpcLinkId":"$id","VpcLinkStatus":"AVAILABLE","VpcLinkStatusMessage":"VPC link is ready to route traffic","VpcLinkVersion":"V2"}
            UpdateVpcLink {"VpcLinkId": "$id", "Name": "m"}
                {"CreatedDate":"2026-11-21T10:00:00Z","Name":"m","SecurityGroupIds":["sg-a"],"SubnetIds":["subnet-a","subnet-b"],"Tags":{"a":"1"},"VpcLinkId":"$id","VpcLinkStatus":"AVAILABLE","VpcLinkStatusMessage":"VPC link is ready to route traffic","VpcLinkVersion":"V2"}
            TagResource {"ResourceArn": "arn:aws:apigateway:us-east-1::/vpclinks/$id", "Tags": {"b": "2"}}
                {}
            CreateVpcLink {"Name": "n", "SubnetIds": ["subnet-a"]}
                {"CreatedDate":"2026-11-21T10:00:00Z","Name":"n","SecurityGroupIds":[],"SubnetIds":["subnet-a"],"Tags":{},"VpcLinkId":"2rvpavaysu","VpcLinkStatus":"PENDING","VpcLinkStatusMessage":"VPC link is provisioning ENIs","VpcLinkVersion":"V2"}
            GetVpcLinks {"MaxResults": "1"}
                {"Items":[{"CreatedDate":"2026-11-21T10:00:00Z","Name":"m","SecurityGroupIds":["sg-a"],"SubnetIds":["subnet-a","subnet-b"],"Tags":{"a":"1","b":"2"},"VpcLinkId":"$id","VpcLinkStatus":"AVAILABLE","VpcLinkStatusMessage":"VPC link is ready to route traffic","VpcLinkVersion":"V2"}],"NextToken":"YF9pOzJydnBhdmF5azc"}
            GetVpcLinks {"MaxResults": "1", "NextToken": "$next"}
                {"Items":[{"CreatedDate":"2026-11-21T10:00:00Z","Name":"n","SecurityGroupIds":[],"SubnetIds":["subnet-a"],"Tags":{},"VpcLinkId":"2rvpavaysu","VpcLinkStatus":"AVAILABLE","VpcLinkStatusMessage":"VPC link is ready to route traffic","VpcLinkVersion":"V2"}]}
            DeleteVpcLink {"VpcLinkId": "$id"}
                {}
            DeleteVpcLink {"VpcLinkId": "$id"}
                404 NotFoundException: Invalid VpcLink identifier specified $id
            CreateVpcLink {"Name": "n", "SubnetIds": []}
                400 BadRequestException: At least one subnet must be specified for a VPC link
            CreateVpcLink {"Name": "", "SubnetIds": ["a"]}
                400 BadRequestException: Invalid name specified. It must have between 1 and 128 characters, and has 0
            service cloudcontrol
            ListResources {"TypeName": "AWS::ApiGatewayV2::VpcLink"}
                {"TypeName":"AWS::ApiGatewayV2::VpcLink","ResourceDescriptions":[{"Identifier":"2rvpavaysu","Properties":{"VpcLinkId":"2rvpavaysu","SubnetIds":["subnet-a"],"SecurityGroupIds":[],"Tags":{},"Name":"n"}}]}
        "#]],
    );
}

#[test]
fn a_link_has_a_name() {
    check(
        r#"
        service apigatewayv2
        CreateVpcLink {"SubnetIds": ["subnet-1"]}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateVpcLink {"SubnetIds": ["subnet-1"]}
                400 BadRequestException: Name is required
        "#]],
    );
}

#[test]
fn a_link_that_went_is_no_reason_to_refuse_other_changes() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "HTTP"}
        let api = ApiId
        CreateVpcLink {"Name": "v", "SubnetIds": ["subnet-1"]}
        let link = VpcLinkId
        CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "ConnectionType": "VPC_LINK", "ConnectionId": "$link", "IntegrationUri": "arn:aws:servicediscovery:us-east-1:123456789012:service/srv-1"}
        let integration = IntegrationId
        DeleteVpcLink {"VpcLinkId": "$link"}
        UpdateIntegration {"ApiId": "$api", "IntegrationId": "$integration", "Description": "d"}
        UpdateIntegration {"ApiId": "$api", "IntegrationId": "$integration", "ConnectionId": "other"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "HTTP"}
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            CreateVpcLink {"Name": "v", "SubnetIds": ["subnet-1"]}
                {"CreatedDate":"2026-11-21T10:00:00Z","Name":"v","SecurityGroupIds":[],"SubnetIds":["subnet-1"],"Tags":{},"VpcLinkId":"2rvpavaysu","VpcLinkStatus":"PENDING","VpcLinkStatusMessage":"VPC link is provisioning ENIs","VpcLinkVersion":"V2"}
            CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "ConnectionType": "VPC_LINK", "ConnectionId": "$link", "IntegrationUri": "arn:aws:servicediscovery:us-east-1:123456789012:service/srv-1"}
                {"ConnectionId":"$link","ConnectionType":"VPC_LINK","IntegrationId":"n5qv4jm","IntegrationMethod":"GET","IntegrationType":"HTTP_PROXY","IntegrationUri":"arn:aws:servicediscovery:us-east-1:123456789012:service/srv-1","PayloadFormatVersion":"1.0","TimeoutInMillis":30000}
            DeleteVpcLink {"VpcLinkId": "$link"}
                {}
            UpdateIntegration {"ApiId": "$api", "IntegrationId": "$integration", "Description": "d"}
                {"ConnectionId":"$link","ConnectionType":"VPC_LINK","Description":"d","IntegrationId":"$integration","IntegrationMethod":"GET","IntegrationType":"HTTP_PROXY","IntegrationUri":"arn:aws:servicediscovery:us-east-1:123456789012:service/srv-1","PayloadFormatVersion":"1.0","TimeoutInMillis":30000}
            UpdateIntegration {"ApiId": "$api", "IntegrationId": "$integration", "ConnectionId": "other"}
                404 NotFoundException: Invalid VpcLink identifier specified other
        "#]],
    );
}

#[test]
fn a_link_that_routes_use_stays() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "HTTP"}
        let api = ApiId
        CreateVpcLink {"Name": "v", "SubnetIds": ["subnet-1"]}
        let link = VpcLinkId
        CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "ConnectionType": "VPC_LINK", "ConnectionId": "$link", "IntegrationUri": "arn:aws:servicediscovery:us-east-1:123456789012:service/srv-1"}
        let integration = IntegrationId
        CreateRoute {"ApiId": "$api", "RouteKey": "GET /a", "Target": "integrations/$integration"}
        let route = RouteId
        CreateRoute {"ApiId": "$api", "RouteKey": "$default", "Target": "integrations/$integration"}
        let default = RouteId
        DeleteVpcLink {"VpcLinkId": "$link"}
        DeleteRoute {"ApiId": "$api", "RouteId": "$route"}
        DeleteVpcLink {"VpcLinkId": "$link"}
        UpdateIntegration {"ApiId": "$api", "IntegrationId": "$integration", "ConnectionType": "INTERNET", "ConnectionId": "", "IntegrationUri": "https://a.b"}
        DeleteVpcLink {"VpcLinkId": "$link"}
        # What goes with its API uses nothing any longer.
        CreateVpcLink {"Name": "w", "SubnetIds": ["subnet-1"]}
        let other = VpcLinkId
        UpdateIntegration {"ApiId": "$api", "IntegrationId": "$integration", "ConnectionType": "VPC_LINK", "ConnectionId": "$other", "IntegrationUri": "arn:aws:servicediscovery:us-east-1:123456789012:service/srv-1"}
        DeleteVpcLink {"VpcLinkId": "$other"}
        DeleteApi {"ApiId": "$api"}
        DeleteVpcLink {"VpcLinkId": "$other"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "HTTP"}
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            CreateVpcLink {"Name": "v", "SubnetIds": ["subnet-1"]}
                {"CreatedDate":"2026-11-21T10:00:00Z","Name":"v","SecurityGroupIds":[],"SubnetIds":["subnet-1"],"Tags":{},"VpcLinkId":"2rvpavaysu","VpcLinkStatus":"PENDING","VpcLinkStatusMessage":"VPC link is provisioning ENIs","VpcLinkVersion":"V2"}
            CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "ConnectionType": "VPC_LINK", "ConnectionId": "$link", "IntegrationUri": "arn:aws:servicediscovery:us-east-1:123456789012:service/srv-1"}
                {"ConnectionId":"$link","ConnectionType":"VPC_LINK","IntegrationId":"n5qv4jm","IntegrationMethod":"GET","IntegrationType":"HTTP_PROXY","IntegrationUri":"arn:aws:servicediscovery:us-east-1:123456789012:service/srv-1","PayloadFormatVersion":"1.0","TimeoutInMillis":30000}
            CreateRoute {"ApiId": "$api", "RouteKey": "GET /a", "Target": "integrations/$integration"}
                {"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"hqanqa2","RouteKey":"GET /a","Target":"integrations/$integration"}
            CreateRoute {"ApiId": "$api", "RouteKey": "$default", "Target": "integrations/$integration"}
                {"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"a2p9ybp","RouteKey":"$default","Target":"integrations/$integration"}
            DeleteVpcLink {"VpcLinkId": "$link"}
                400 BadRequestException: Cannot delete vpc link. Vpc link '$link', is referenced in [ANY:$default, GET:$route] in format of [Method:Resource].
            DeleteRoute {"ApiId": "$api", "RouteId": "$route"}
                {}
            DeleteVpcLink {"VpcLinkId": "$link"}
                400 BadRequestException: Cannot delete vpc link. Vpc link '$link', is referenced in [ANY:$default] in format of [Method:Resource].
            UpdateIntegration {"ApiId": "$api", "IntegrationId": "$integration", "ConnectionType": "INTERNET", "ConnectionId": "", "IntegrationUri": "https://a.b"}
                {"ConnectionType":"INTERNET","IntegrationId":"$integration","IntegrationMethod":"GET","IntegrationType":"HTTP_PROXY","IntegrationUri":"https://a.b","PayloadFormatVersion":"1.0","TimeoutInMillis":30000}
            DeleteVpcLink {"VpcLinkId": "$link"}
                {}
            # What goes with its API uses nothing any longer.
            CreateVpcLink {"Name": "w", "SubnetIds": ["subnet-1"]}
                {"CreatedDate":"2026-11-21T10:00:00Z","Name":"w","SecurityGroupIds":[],"SubnetIds":["subnet-1"],"Tags":{},"VpcLinkId":"2rvpavayxb","VpcLinkStatus":"PENDING","VpcLinkStatusMessage":"VPC link is provisioning ENIs","VpcLinkVersion":"V2"}
            UpdateIntegration {"ApiId": "$api", "IntegrationId": "$integration", "ConnectionType": "VPC_LINK", "ConnectionId": "$other", "IntegrationUri": "arn:aws:servicediscovery:us-east-1:123456789012:service/srv-1"}
                {"ConnectionId":"$other","ConnectionType":"VPC_LINK","IntegrationId":"$integration","IntegrationMethod":"GET","IntegrationType":"HTTP_PROXY","IntegrationUri":"arn:aws:servicediscovery:us-east-1:123456789012:service/srv-1","PayloadFormatVersion":"1.0","TimeoutInMillis":30000}
            DeleteVpcLink {"VpcLinkId": "$other"}
                400 BadRequestException: Cannot delete vpc link. Vpc link '$other', is referenced in [ANY:$default] in format of [Method:Resource].
            DeleteApi {"ApiId": "$api"}
                {}
            DeleteVpcLink {"VpcLinkId": "$other"}
                {}
        "#]],
    );
}
