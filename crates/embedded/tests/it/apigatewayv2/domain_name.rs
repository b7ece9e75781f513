//! Domain names, their API mappings and their routing rules.

use crate::script::check;
use expect_test::expect;

#[test]
fn a_domain_name_lives_from_creation_to_deletion() {
    check(
        r#"
        service apigatewayv2
        CreateDomainName {"DomainName": "api.example.com", "DomainNameConfigurations": [{"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/a"}], "Tags": {"a": "1"}}
        let arn = DomainNameArn
        CreateDomainName {"DomainName": "api.example.com"}
        UpdateDomainName {"DomainName": "api.example.com", "DomainNameConfigurations": [{"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/b", "IpAddressType": "dualstack"}], "MutualTlsAuthentication": {"TruststoreUri": "s3://bucket/key", "TruststoreVersion": "1"}, "RoutingMode": "ROUTING_RULE_ONLY"}
        UpdateDomainName {"DomainName": "api.example.com", "MutualTlsAuthentication": {"TruststoreUri": ""}}
        TagResource {"ResourceArn": "$arn", "Tags": {"b": "2"}}
        UntagResource {"ResourceArn": "$arn", "TagKeys": ["a"]}
        GetTags {"ResourceArn": "$arn"}
        GetDomainName {"DomainName": "api.example.com"}
        region xx-nowhere-1
        CreateDomainName {"DomainName": "*.example.com"}
        region us-east-1
        GetDomainNames
        DeleteDomainName {"DomainName": "api.example.com"}
        DeleteDomainName {"DomainName": "api.example.com"}
        GetApiMappings {"DomainName": "api.example.com"}
        ListRoutingRules {"DomainName": "api.example.com"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateDomainName {"DomainName": "api.example.com", "DomainNameConfigurations": [{"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/a"}], "Tags": {"a": "1"}}
                {"ApiMappingSelectionExpression":"$request.basepath","DomainName":"api.example.com","DomainNameArn":"arn:aws:apigateway:us-east-1::/domainnames/api.example.com","DomainNameConfigurations":[{"ApiGatewayDomainName":"d-k7nfzcuizd.execute-api.us-east-1.amazonaws.com","CertificateArn":"arn:aws:acm:us-east-1:123456789012:certificate/a","DomainNameStatus":"AVAILABLE","EndpointType":"REGIONAL","HostedZoneId":"Z1UJRXOUMOOFQ8","IpAddressType":"ipv4","SecurityPolicy":"TLS_1_2"}],"RoutingMode":"API_MAPPING_ONLY","Tags":{"a":"1"}}
            CreateDomainName {"DomainName": "api.example.com"}
                400 BadRequestException: The domain name you provided already exists.
            UpdateDomainName {"DomainName": "api.example.com", "DomainNameConfigurations": [{"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/b", "IpAddressType": "dualstack"}], "MutualTlsAuthentication": {"TruststoreUri": "s3://bucket/key", "TruststoreVersion": "1"}, "RoutingMode": "ROUTING_RULE_ONLY"}
                {"ApiMappingSelectionExpression":"$request.basepath","DomainName":"api.example.com","DomainNameArn":"$arn","DomainNameConfigurations":[{"ApiGatewayDomainName":"d-k7nfzcuizd.execute-api.us-east-1.amazonaws.com","CertificateArn":"arn:aws:acm:us-east-1:123456789012:certificate/b","DomainNameStatus":"AVAILABLE","EndpointType":"REGIONAL","HostedZoneId":"Z1UJRXOUMOOFQ8","IpAddressType":"dualstack","SecurityPolicy":"TLS_1_2"}],"MutualTlsAuthentication":{"TruststoreUri":"s3://bucket/key","TruststoreVersion":"1"},"RoutingMode":"ROUTING_RULE_ONLY","Tags":{"a":"1"}}
            UpdateDomainName {"DomainName": "api.example.com", "MutualTlsAuthentication": {"TruststoreUri": ""}}
                {"ApiMappingSelectionExpression":"$request.basepath","DomainName":"api.example.com","DomainNameArn":"$arn","DomainNameConfigurations":[{"ApiGatewayDomainName":"d-k7nfzcuizd.execute-api.us-east-1.amazonaws.com","CertificateArn":"arn:aws:acm:us-east-1:123456789012:certificate/b","DomainNameStatus":"AVAILABLE","EndpointType":"REGIONAL","HostedZoneId":"Z1UJRXOUMOOFQ8","IpAddressType":"dualstack","SecurityPolicy":"TLS_1_2"}],"RoutingMode":"ROUTING_RULE_ONLY","Tags":{"a":"1"}}
            TagResource {"ResourceArn": "$arn", "Tags": {"b": "2"}}
                {}
            UntagResource {"ResourceArn": "$arn", "TagKeys": ["a"]}
                {}
            GetTags {"ResourceArn": "$arn"}
                {"Tags":{"b":"2"}}
            GetDomainName {"DomainName": "api.example.com"}
                {"ApiMappingSelectionExpression":"$request.basepath","DomainName":"api.example.com","DomainNameArn":"$arn","DomainNameConfigurations":[{"ApiGatewayDomainName":"d-k7nfzcuizd.execute-api.us-east-1.amazonaws.com","CertificateArn":"arn:aws:acm:us-east-1:123456789012:certificate/b","DomainNameStatus":"AVAILABLE","EndpointType":"REGIONAL","HostedZoneId":"Z1UJRXOUMOOFQ8","IpAddressType":"dualstack","SecurityPolicy":"TLS_1_2"}],"RoutingMode":"ROUTING_RULE_ONLY","Tags":{"b":"2"}}
            region xx-nowhere-1
            CreateDomainName {"DomainName": "*.example.com"}
                {"ApiMappingSelectionExpression":"$request.basepath","DomainName":"*.example.com","DomainNameArn":"arn:aws:apigateway:xx-nowhere-1::/domainnames/*.example.com","DomainNameConfigurations":[{"ApiGatewayDomainName":"d-n5qv4jm52x.execute-api.xx-nowhere-1.amazonaws.com","DomainNameStatus":"AVAILABLE","EndpointType":"REGIONAL","HostedZoneId":"ZXXNOWHERE1","IpAddressType":"ipv4","SecurityPolicy":"TLS_1_2"}],"RoutingMode":"API_MAPPING_ONLY","Tags":{}}
            region us-east-1
            GetDomainNames
                {"Items":[{"ApiMappingSelectionExpression":"$request.basepath","DomainName":"api.example.com","DomainNameArn":"$arn","DomainNameConfigurations":[{"ApiGatewayDomainName":"d-k7nfzcuizd.execute-api.us-east-1.amazonaws.com","CertificateArn":"arn:aws:acm:us-east-1:123456789012:certificate/b","DomainNameStatus":"AVAILABLE","EndpointType":"REGIONAL","HostedZoneId":"Z1UJRXOUMOOFQ8","IpAddressType":"dualstack","SecurityPolicy":"TLS_1_2"}],"RoutingMode":"ROUTING_RULE_ONLY","Tags":{"b":"2"}}]}
            DeleteDomainName {"DomainName": "api.example.com"}
                {}
            DeleteDomainName {"DomainName": "api.example.com"}
                404 NotFoundException: Invalid domain name identifier specified
            GetApiMappings {"DomainName": "api.example.com"}
                404 NotFoundException: Invalid domain name identifier specified
            ListRoutingRules {"DomainName": "api.example.com"}
                404 NotFoundException: Invalid domain name identifier specified
        "#]],
    );
}

#[test]
fn bad_domain_names_are_refused() {
    check(
        r#"
        service apigatewayv2
        CreateDomainName
        CreateDomainName {"DomainName": "a b"}
        CreateDomainName {"DomainName": "a.example.com", "DomainNameConfigurations": [{"EndpointType": "EDGE"}]}
        CreateDomainName {"DomainName": "a.example.com", "DomainNameConfigurations": [{}, {}]}
        CreateDomainName {"DomainName": "a.example.com", "DomainNameConfigurations": [{"SecurityPolicy": "TLS_9"}]}
        CreateDomainName {"DomainName": "a.example.com", "MutualTlsAuthentication": {"TruststoreUri": "https://a"}}
        CreateDomainName {"DomainName": "x * 513"}
        GetDomainNames {"MaxResults": "none"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateDomainName
                400 BadRequestException: Domain name is required
            CreateDomainName {"DomainName": "a b"}
                400 BadRequestException: Invalid domain name specified: a b
            CreateDomainName {"DomainName": "a.example.com", "DomainNameConfigurations": [{"EndpointType": "EDGE"}]}
                400 BadRequestException: EDGE endpoint type is not supported for APIGatewayV2 domainName
            CreateDomainName {"DomainName": "a.example.com", "DomainNameConfigurations": [{}, {}]}
                400 BadRequestException: Only one DomainNameConfiguration is supported for APIGatewayV2 domainName
            CreateDomainName {"DomainName": "a.example.com", "DomainNameConfigurations": [{"SecurityPolicy": "TLS_9"}]}
                400 BadRequestException: Invalid security policy specified. Must be one of [TLS_1_0, TLS_1_2]
            CreateDomainName {"DomainName": "a.example.com", "MutualTlsAuthentication": {"TruststoreUri": "https://a"}}
                400 BadRequestException: Invalid truststoreUri specified. It must begin with s3://
            CreateDomainName {"DomainName": "x * 513"}
                400 BadRequestException: Invalid domain name specified. It must have between 1 and 512 characters, and has 513
            GetDomainNames {"MaxResults": "none"}
                400 BadRequestException: Invalid maxResults specified: none. It must be a positive integer
        "#]],
    );
}

#[test]
fn a_domain_name_leads_to_stages() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "HTTP"}
        let api = ApiId
        CreateStage {"ApiId": "$api", "StageName": "prod"}
        CreateDomainName {"DomainName": "a.example.com"}
        CreateApiMapping {"DomainName": "b.example.com", "ApiId": "$api", "Stage": "prod"}
        CreateApiMapping {"DomainName": "a.example.com", "ApiId": "$api", "Stage": "prod"}
        let root = ApiMappingId
        CreateApiMapping {"DomainName": "a.example.com", "ApiId": "$api", "Stage": "prod", "ApiMappingKey": "  "}
        CreateApiMapping {"DomainName": "a.example.com", "ApiId": "$api", "Stage": "prod", "ApiMappingKey": "v1/orders"}
        let orders = ApiMappingId
        UpdateApiMapping {"DomainName": "a.example.com", "ApiMappingId": "$orders", "ApiId": "$api", "ApiMappingKey": "v2"}
        UpdateApiMapping {"DomainName": "a.example.com", "ApiMappingId": "$orders", "ApiId": "$api", "ApiMappingKey": ""}
        GetApiMapping {"DomainName": "a.example.com", "ApiMappingId": "$orders"}
        GetApiMappings {"DomainName": "a.example.com", "MaxResults": "1"}
        # What is mapped stays.
        DeleteStage {"ApiId": "$api", "StageName": "prod"}
        DeleteApi {"ApiId": "$api"}
        UpdateDomainName {"DomainName": "a.example.com", "DomainNameConfigurations": [{"SecurityPolicy": "TLS_1_0"}]}
        DeleteApiMapping {"DomainName": "a.example.com", "ApiMappingId": "$root"}
        DeleteApiMapping {"DomainName": "a.example.com", "ApiMappingId": "$root"}
        DeleteStage {"ApiId": "$api", "StageName": "prod"}
        DeleteDomainName {"DomainName": "a.example.com"}
        DeleteApi {"ApiId": "$api"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "HTTP"}
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            CreateStage {"ApiId": "$api", "StageName": "prod"}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"prod","StageVariables":{},"Tags":{}}
            CreateDomainName {"DomainName": "a.example.com"}
                {"ApiMappingSelectionExpression":"$request.basepath","DomainName":"a.example.com","DomainNameArn":"arn:aws:apigateway:us-east-1::/domainnames/a.example.com","DomainNameConfigurations":[{"ApiGatewayDomainName":"d-suoszo4426.execute-api.us-east-1.amazonaws.com","DomainNameStatus":"AVAILABLE","EndpointType":"REGIONAL","HostedZoneId":"Z1UJRXOUMOOFQ8","IpAddressType":"ipv4","SecurityPolicy":"TLS_1_2"}],"RoutingMode":"API_MAPPING_ONLY","Tags":{}}
            CreateApiMapping {"DomainName": "b.example.com", "ApiId": "$api", "Stage": "prod"}
                404 NotFoundException: Invalid domain name identifier specified
            CreateApiMapping {"DomainName": "a.example.com", "ApiId": "$api", "Stage": "prod"}
                {"ApiId":"$api","ApiMappingId":"n5qv4j","ApiMappingKey":"","Stage":"prod"}
            CreateApiMapping {"DomainName": "a.example.com", "ApiId": "$api", "Stage": "prod", "ApiMappingKey": "  "}
                409 ConflictException: ApiMapping key already exists for this domain name
            CreateApiMapping {"DomainName": "a.example.com", "ApiId": "$api", "Stage": "prod", "ApiMappingKey": "v1/orders"}
                {"ApiId":"$api","ApiMappingId":"hqanqa","ApiMappingKey":"v1/orders","Stage":"prod"}
            UpdateApiMapping {"DomainName": "a.example.com", "ApiMappingId": "$orders", "ApiId": "$api", "ApiMappingKey": "v2"}
                {"ApiId":"$api","ApiMappingId":"hqanqa","ApiMappingKey":"v2","Stage":"prod"}
            UpdateApiMapping {"DomainName": "a.example.com", "ApiMappingId": "$orders", "ApiId": "$api", "ApiMappingKey": ""}
                409 ConflictException: ApiMapping key already exists for this domain name
            GetApiMapping {"DomainName": "a.example.com", "ApiMappingId": "$orders"}
                {"ApiId":"$api","ApiMappingId":"hqanqa","ApiMappingKey":"v2","Stage":"prod"}
            GetApiMappings {"DomainName": "a.example.com", "MaxResults": "1"}
                {"Items":[{"ApiId":"$api","ApiMappingId":"hqanqa","ApiMappingKey":"v2","Stage":"prod"}],"NextToken":"wH3dnGhxYW5xYQ"}
            # What is mapped stays.
            DeleteStage {"ApiId": "$api", "StageName": "prod"}
                400 BadRequestException: Deleting stage failed. Please remove all base path mappings related to the stage in your domains.
            DeleteApi {"ApiId": "$api"}
                400 BadRequestException: Deleting API failed. Please remove all base path mappings related to the API in your domains.
            UpdateDomainName {"DomainName": "a.example.com", "DomainNameConfigurations": [{"SecurityPolicy": "TLS_1_0"}]}
                400 BadRequestException: HTTP APIs and mapping keys of several levels need the security policy TLS_1_2
            DeleteApiMapping {"DomainName": "a.example.com", "ApiMappingId": "$root"}
                {}
            DeleteApiMapping {"DomainName": "a.example.com", "ApiMappingId": "$root"}
                404 NotFoundException: Invalid API mapping identifier specified
            DeleteStage {"ApiId": "$api", "StageName": "prod"}
                400 BadRequestException: Deleting stage failed. Please remove all base path mappings related to the stage in your domains.
            DeleteDomainName {"DomainName": "a.example.com"}
                {}
            DeleteApi {"ApiId": "$api"}
                {}
        "#]],
    );
}

#[test]
fn bad_mappings_are_refused() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "HTTP"}
        let api = ApiId
        CreateStage {"ApiId": "$api", "StageName": "prod"}
        CreateApi {"Name": "w", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
        let socket = ApiId
        CreateStage {"ApiId": "$socket", "StageName": "prod"}
        CreateDomainName {"DomainName": "a.example.com"}
        CreateApiMapping {"DomainName": "a.example.com", "ApiId": "none", "Stage": "prod"}
        CreateApiMapping {"DomainName": "a.example.com", "ApiId": "$api", "Stage": "none"}
        CreateApiMapping {"DomainName": "a.example.com", "ApiId": "$api", "Stage": "prod", "ApiMappingKey": "/"}
        CreateApiMapping {"DomainName": "a.example.com", "ApiId": "$api", "Stage": "prod", "ApiMappingKey": "/a"}
        CreateApiMapping {"DomainName": "a.example.com", "ApiId": "$api", "Stage": "prod", "ApiMappingKey": "a//b"}
        CreateApiMapping {"DomainName": "a.example.com", "ApiId": "$api", "Stage": "prod", "ApiMappingKey": "a~b"}
        CreateApiMapping {"DomainName": "a.example.com", "ApiId": "$api", "Stage": "prod", "ApiMappingKey": "a * 301"}
        CreateApiMapping {"DomainName": "a.example.com", "ApiId": "$api", "Stage": "prod", "ApiMappingKey": "a,b$"}
        CreateApiMapping {"DomainName": "a.example.com", "ApiId": "$socket", "Stage": "prod", "ApiMappingKey": "ws"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "HTTP"}
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            CreateStage {"ApiId": "$api", "StageName": "prod"}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"prod","StageVariables":{},"Tags":{}}
            CreateApi {"Name": "w", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
                {"ApiEndpoint":"wss://2rvpavaysu.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavaysu","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"w","ProtocolType":"WEBSOCKET","RouteSelectionExpression":"$request.body.action","Tags":{}}
            CreateStage {"ApiId": "$socket", "StageName": "prod"}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DataTraceEnabled":false,"DetailedMetricsEnabled":false,"LoggingLevel":"OFF"},"LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"prod","StageVariables":{},"Tags":{}}
            CreateDomainName {"DomainName": "a.example.com"}
                {"ApiMappingSelectionExpression":"$request.basepath","DomainName":"a.example.com","DomainNameArn":"arn:aws:apigateway:us-east-1::/domainnames/a.example.com","DomainNameConfigurations":[{"ApiGatewayDomainName":"d-n5qv4jm52x.execute-api.us-east-1.amazonaws.com","DomainNameStatus":"AVAILABLE","EndpointType":"REGIONAL","HostedZoneId":"Z1UJRXOUMOOFQ8","IpAddressType":"ipv4","SecurityPolicy":"TLS_1_2"}],"RoutingMode":"API_MAPPING_ONLY","Tags":{}}
            CreateApiMapping {"DomainName": "a.example.com", "ApiId": "none", "Stage": "prod"}
                400 BadRequestException: Invalid API identifier specified: none
            CreateApiMapping {"DomainName": "a.example.com", "ApiId": "$api", "Stage": "none"}
                400 BadRequestException: Invalid stage identifier specified
            CreateApiMapping {"DomainName": "a.example.com", "ApiId": "$api", "Stage": "prod", "ApiMappingKey": "/"}
                400 BadRequestException: API mapping key should not end with a '/'.
            CreateApiMapping {"DomainName": "a.example.com", "ApiId": "$api", "Stage": "prod", "ApiMappingKey": "/a"}
                400 BadRequestException: API mapping key should not start with a '/' or have consecutive '/'s.
            CreateApiMapping {"DomainName": "a.example.com", "ApiId": "$api", "Stage": "prod", "ApiMappingKey": "a//b"}
                400 BadRequestException: API mapping key should not start with a '/' or have consecutive '/'s.
            CreateApiMapping {"DomainName": "a.example.com", "ApiId": "$api", "Stage": "prod", "ApiMappingKey": "a~b"}
                400 BadRequestException: An API mapping key may contain only letters, numbers and one of $-_.+!*'(), characters.
            CreateApiMapping {"DomainName": "a.example.com", "ApiId": "$api", "Stage": "prod", "ApiMappingKey": "a * 301"}
                400 BadRequestException: ApiMapping key length must be under 300 characters.
            CreateApiMapping {"DomainName": "a.example.com", "ApiId": "$api", "Stage": "prod", "ApiMappingKey": "a,b$"}
                {"ApiId":"$api","ApiMappingId":"hqanqa","ApiMappingKey":"a,b$","Stage":"prod"}
            CreateApiMapping {"DomainName": "a.example.com", "ApiId": "$socket", "Stage": "prod", "ApiMappingKey": "ws"}
                400 BadRequestException: WebSocket APIs and HTTP APIs cannot be mapped to the same domain name
        "#]],
    );
}

#[test]
fn rules_come_before_mappings() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "HTTP"}
        let api = ApiId
        CreateStage {"ApiId": "$api", "StageName": "prod"}
        CreateDomainName {"DomainName": "a.example.com", "RoutingMode": "ROUTING_RULE_THEN_API_MAPPING"}
        CreateRoutingRule {"DomainName": "a.example.com", "Priority": 50, "Conditions": [{"MatchBasePaths": {"AnyOf": ["pets"]}}], "Actions": [{"InvokeApi": {"ApiId": "$api", "Stage": "prod"}}]}
        let rule = RoutingRuleId
        CreateRoutingRule {"DomainName": "a.example.com", "Priority": 60, "Conditions": [], "Actions": [{"InvokeApi": {"ApiId": "$api", "Stage": "prod", "StripBasePath": true}}]}
        CreateRoutingRule {"DomainName": "a.example.com", "Priority": 50, "Conditions": [], "Actions": [{"InvokeApi": {"ApiId": "$api", "Stage": "prod"}}]}
        CreateRoutingRule {"DomainName": "a.example.com", "Priority": 1, "Conditions": [], "Actions": []}
        CreateRoutingRule {"DomainName": "a.example.com", "Priority": 1, "Conditions": [{}], "Actions": [{"InvokeApi": {"ApiId": "$api", "Stage": "prod"}}]}
        CreateRoutingRule {"DomainName": "a.example.com", "Priority": 0, "Conditions": [], "Actions": [{"InvokeApi": {"ApiId": "$api", "Stage": "prod"}}]}
        CreateRoutingRule {"DomainName": "a.example.com", "Priority": 1, "Conditions": [], "Actions": [{"InvokeApi": {"ApiId": "$api", "Stage": "none"}}]}
        PutRoutingRule {"DomainName": "a.example.com", "RoutingRuleId": "$rule", "Priority": 50, "Conditions": [{"MatchHeaders": {"AnyOf": [{"Header": "x-kind", "ValueGlob": "dog*"}]}}], "Actions": [{"InvokeApi": {"ApiId": "$api", "Stage": "prod"}}]}
        GetRoutingRule {"DomainName": "a.example.com", "RoutingRuleId": "$rule"}
        ListRoutingRules {"DomainName": "a.example.com", "MaxResults": 1}
        let next = NextToken
        ListRoutingRules {"DomainName": "a.example.com", "MaxResults": 1, "NextToken": "$next"}
        DeleteRoutingRule {"DomainName": "a.example.com", "RoutingRuleId": "$rule"}
        GetRoutingRule {"DomainName": "a.example.com", "RoutingRuleId": "$rule"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "HTTP"}
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            CreateStage {"ApiId": "$api", "StageName": "prod"}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"prod","StageVariables":{},"Tags":{}}
            CreateDomainName {"DomainName": "a.example.com", "RoutingMode": "ROUTING_RULE_THEN_API_MAPPING"}
                {"ApiMappingSelectionExpression":"$request.basepath","DomainName":"a.example.com","DomainNameArn":"arn:aws:apigateway:us-east-1::/domainnames/a.example.com","DomainNameConfigurations":[{"ApiGatewayDomainName":"d-suoszo4426.execute-api.us-east-1.amazonaws.com","DomainNameStatus":"AVAILABLE","EndpointType":"REGIONAL","HostedZoneId":"Z1UJRXOUMOOFQ8","IpAddressType":"ipv4","SecurityPolicy":"TLS_1_2"}],"RoutingMode":"ROUTING_RULE_THEN_API_MAPPING","Tags":{}}
            CreateRoutingRule {"DomainName": "a.example.com", "Priority": 50, "Conditions": [{"MatchBasePaths": {"AnyOf": ["pets"]}}], "Actions": [{"InvokeApi": {"ApiId": "$api", "Stage": "prod"}}]}
                {"Actions":[{"InvokeApi":{"ApiId":"$api","Stage":"prod","StripBasePath":false}}],"Conditions":[{"MatchBasePaths":{"AnyOf":["pets"]}}],"Priority":50,"RoutingRuleArn":"arn:aws:apigateway:us-east-1:123456789012:/domainnames/a.example.com/routingrules/n5qv4j","RoutingRuleId":"n5qv4j"}
            CreateRoutingRule {"DomainName": "a.example.com", "Priority": 60, "Conditions": [], "Actions": [{"InvokeApi": {"ApiId": "$api", "Stage": "prod", "StripBasePath": true}}]}
                {"Actions":[{"InvokeApi":{"ApiId":"$api","Stage":"prod","StripBasePath":true}}],"Conditions":[],"Priority":60,"RoutingRuleArn":"arn:aws:apigateway:us-east-1:123456789012:/domainnames/a.example.com/routingrules/hqanqa","RoutingRuleId":"hqanqa"}
            CreateRoutingRule {"DomainName": "a.example.com", "Priority": 50, "Conditions": [], "Actions": [{"InvokeApi": {"ApiId": "$api", "Stage": "prod"}}]}
                409 ConflictException: A routing rule with priority 50 already exists for this domain name
            CreateRoutingRule {"DomainName": "a.example.com", "Priority": 1, "Conditions": [], "Actions": []}
                400 BadRequestException: A routing rule must have exactly one action
            CreateRoutingRule {"DomainName": "a.example.com", "Priority": 1, "Conditions": [{}], "Actions": [{"InvokeApi": {"ApiId": "$api", "Stage": "prod"}}]}
                400 BadRequestException: A condition must have either MatchHeaders or MatchBasePaths, with at least one value
            CreateRoutingRule {"DomainName": "a.example.com", "Priority": 0, "Conditions": [], "Actions": [{"InvokeApi": {"ApiId": "$api", "Stage": "prod"}}]}
                400 BadRequestException: 1 validation error detected: Value '0' at 'Priority' failed to satisfy constraint: Member must have value greater than or equal to 1
            CreateRoutingRule {"DomainName": "a.example.com", "Priority": 1, "Conditions": [], "Actions": [{"InvokeApi": {"ApiId": "$api", "Stage": "none"}}]}
                400 BadRequestException: Invalid stage identifier specified
            PutRoutingRule {"DomainName": "a.example.com", "RoutingRuleId": "$rule", "Priority": 50, "Conditions": [{"MatchHeaders": {"AnyOf": [{"Header": "x-kind", "ValueGlob": "dog*"}]}}], "Actions": [{"InvokeApi": {"ApiId": "$api", "Stage": "prod"}}]}
                {"Actions":[{"InvokeApi":{"ApiId":"$api","Stage":"prod","StripBasePath":false}}],"Conditions":[{"MatchHeaders":{"AnyOf":[{"Header":"x-kind","ValueGlob":"dog*"}]}}],"Priority":50,"RoutingRuleArn":"arn:aws:apigateway:us-east-1:123456789012:/domainnames/a.example.com/routingrules/n5qv4j","RoutingRuleId":"n5qv4j"}
            GetRoutingRule {"DomainName": "a.example.com", "RoutingRuleId": "$rule"}
                {"Actions":[{"InvokeApi":{"ApiId":"$api","Stage":"prod","StripBasePath":false}}],"Conditions":[{"MatchHeaders":{"AnyOf":[{"Header":"x-kind","ValueGlob":"dog*"}]}}],"Priority":50,"RoutingRuleArn":"arn:aws:apigateway:us-east-1:123456789012:/domainnames/a.example.com/routingrules/n5qv4j","RoutingRuleId":"n5qv4j"}
            ListRoutingRules {"DomainName": "a.example.com", "MaxResults": 1}
                {"NextToken":"qimKkmhxYW5xYQ","RoutingRules":[{"Actions":[{"InvokeApi":{"ApiId":"$api","Stage":"prod","StripBasePath":true}}],"Conditions":[],"Priority":60,"RoutingRuleArn":"arn:aws:apigateway:us-east-1:123456789012:/domainnames/a.example.com/routingrules/hqanqa","RoutingRuleId":"hqanqa"}]}
            ListRoutingRules {"DomainName": "a.example.com", "MaxResults": 1, "NextToken": "$next"}
                {"RoutingRules":[{"Actions":[{"InvokeApi":{"ApiId":"$api","Stage":"prod","StripBasePath":false}}],"Conditions":[{"MatchHeaders":{"AnyOf":[{"Header":"x-kind","ValueGlob":"dog*"}]}}],"Priority":50,"RoutingRuleArn":"arn:aws:apigateway:us-east-1:123456789012:/domainnames/a.example.com/routingrules/n5qv4j","RoutingRuleId":"n5qv4j"}]}
            DeleteRoutingRule {"DomainName": "a.example.com", "RoutingRuleId": "$rule"}
                {}
            GetRoutingRule {"DomainName": "a.example.com", "RoutingRuleId": "$rule"}
                404 NotFoundException: Invalid RoutingRule identifier specified n5qv4j
        "#]],
    );
}

#[test]
fn the_types_of_domain_names_go_through_the_same_functions() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "HTTP"}
        let api = ApiId
        CreateStage {"ApiId": "$api", "StageName": "prod"}
        service cloudcontrol
        CreateResource {"TypeName": "AWS::ApiGatewayV2::DomainName", "DesiredState": {"DomainName": "a.example.com", "DomainNameConfigurations": [{"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/a"}], "Tags": {"a": "1"}}}
        GetResource {"TypeName": "AWS::ApiGatewayV2::DomainName", "Identifier": "a.example.com"}
        CreateResource {"TypeName": "AWS::ApiGatewayV2::ApiMapping", "DesiredState": {"DomainName": "a.example.com", "ApiId": "$api", "Stage": "prod", "ApiMappingKey": "v1"}}
        ListResources {"TypeName": "AWS::ApiGatewayV2::ApiMapping"}
        let mapping = ResourceDescriptions.0.Identifier
        UpdateResource {"TypeName": "AWS::ApiGatewayV2::ApiMapping", "Identifier": "$mapping", "PatchDocument": [{"op": "remove", "path": "/ApiMappingKey"}]}
        CreateResource {"TypeName": "AWS::ApiGatewayV2::RoutingRule", "DesiredState": {"DomainNameArn": "arn:aws:apigateway:us-east-1::/domainnames/a.example.com", "Priority": 1, "Conditions": [{"MatchBasePaths": {"AnyOf": ["pets"]}}], "Actions": [{"InvokeApi": {"ApiId": "$api", "Stage": "prod"}}]}}
        ListResources {"TypeName": "AWS::ApiGatewayV2::RoutingRule", "ResourceModel": {"DomainNameArn": "arn:aws:apigateway:us-east-1::/domainnames/b.example.com"}}
        ListResources {"TypeName": "AWS::ApiGatewayV2::RoutingRule", "ResourceModel": {"DomainNameArn": "arn:aws:apigateway:us-east-1::/domainnames/a.example.com"}}
        let rule = ResourceDescriptions.0.Identifier
        UpdateResource {"TypeName": "AWS::ApiGatewayV2::RoutingRule", "Identifier": "$rule", "PatchDocument": [{"op": "replace", "path": "/Priority", "value": 7}]}
        service apigatewayv2
        GetApiMappings {"DomainName": "a.example.com"}
        ListRoutingRules {"DomainName": "a.example.com"}
        service cloudcontrol
        DeleteResource {"TypeName": "AWS::ApiGatewayV2::RoutingRule", "Identifier": "$rule"}
        GetResource {"TypeName": "AWS::ApiGatewayV2::RoutingRule", "Identifier": "$rule"}
        UpdateResource {"TypeName": "AWS::ApiGatewayV2::DomainName", "Identifier": "a.example.com", "PatchDocument": [{"op": "replace", "path": "/Tags", "value": {"b": "2"}}, {"op": "replace", "path": "/RoutingMode", "value": "ROUTING_RULE_ONLY"}]}
        GetResource {"TypeName": "AWS::ApiGatewayV2::DomainName", "Identifier": "a.example.com"}
        DeleteResource {"TypeName": "AWS::ApiGatewayV2::DomainName", "Identifier": "a.example.com"}
        GetResource {"TypeName": "AWS::ApiGatewayV2::ApiMapping", "Identifier": "$mapping"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "HTTP"}
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            CreateStage {"ApiId": "$api", "StageName": "prod"}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"prod","StageVariables":{},"Tags":{}}
            service cloudcontrol
            CreateResource {"TypeName": "AWS::ApiGatewayV2::DomainName", "DesiredState": {"DomainName": "a.example.com", "DomainNameConfigurations": [{"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/a"}], "Tags": {"a": "1"}}}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::DomainName","Identifier":"a.example.com","RequestToken":"01a1fd8c-69fa-7000-9c66-3cf4d73c4c04","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResource {"TypeName": "AWS::ApiGatewayV2::DomainName", "Identifier": "a.example.com"}
                {"TypeName":"AWS::ApiGatewayV2::DomainName","ResourceDescription":{"Identifier":"a.example.com","Properties":{"RegionalHostedZoneId":"Z1UJRXOUMOOFQ8","RegionalDomainName":"d-26x6ks8en5.execute-api.us-east-1.amazonaws.com","DomainNameArn":"arn:aws:apigateway:us-east-1::/domainnames/a.example.com","DomainName":"a.example.com","DomainNameConfigurations":[{"EndpointType":"REGIONAL","SecurityPolicy":"TLS_1_2","CertificateArn":"arn:aws:acm:us-east-1:123456789012:certificate/a","IpAddressType":"ipv4"}],"RoutingMode":"API_MAPPING_ONLY","Tags":{"a":"1"}}}}
            CreateResource {"TypeName": "AWS::ApiGatewayV2::ApiMapping", "DesiredState": {"DomainName": "a.example.com", "ApiId": "$api", "Stage": "prod", "ApiMappingKey": "v1"}}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::ApiMapping","RequestToken":"01a1fd8c-69fa-7001-9a21-1e6a663bd373","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            ListResources {"TypeName": "AWS::ApiGatewayV2::ApiMapping"}
                {"TypeName":"AWS::ApiGatewayV2::ApiMapping","ResourceDescriptions":[{"Identifier":"hqanqa|a.example.com","Properties":{"ApiMappingId":"hqanqa","DomainName":"a.example.com","Stage":"prod","ApiMappingKey":"v1","ApiId":"$api"}}]}
            UpdateResource {"TypeName": "AWS::ApiGatewayV2::ApiMapping", "Identifier": "$mapping", "PatchDocument": [{"op": "remove", "path": "/ApiMappingKey"}]}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::ApiMapping","Identifier":"$mapping","RequestToken":"01a1fd8c-69fa-7002-bebe-023d51d6fc53","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            CreateResource {"TypeName": "AWS::ApiGatewayV2::RoutingRule", "DesiredState": {"DomainNameArn": "arn:aws:apigateway:us-east-1::/domainnames/a.example.com", "Priority": 1, "Conditions": [{"MatchBasePaths": {"AnyOf": ["pets"]}}], "Actions": [{"InvokeApi": {"ApiId": "$api", "Stage": "prod"}}]}}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::RoutingRule","RequestToken":"01a1fd8c-69fa-7003-8eb3-454adf5403eb","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            ListResources {"TypeName": "AWS::ApiGatewayV2::RoutingRule", "ResourceModel": {"DomainNameArn": "arn:aws:apigateway:us-east-1::/domainnames/b.example.com"}}
                {"TypeName":"AWS::ApiGatewayV2::RoutingRule","ResourceDescriptions":[]}
            ListResources {"TypeName": "AWS::ApiGatewayV2::RoutingRule", "ResourceModel": {"DomainNameArn": "arn:aws:apigateway:us-east-1::/domainnames/a.example.com"}}
                {"TypeName":"AWS::ApiGatewayV2::RoutingRule","ResourceDescriptions":[{"Identifier":"arn:aws:apigateway:us-east-1:123456789012:/domainnames/a.example.com/routingrules/cs1j09","Properties":{"RoutingRuleId":"cs1j09","RoutingRuleArn":"arn:aws:apigateway:us-east-1:123456789012:/domainnames/a.example.com/routingrules/cs1j09","DomainNameArn":"arn:aws:apigateway:us-east-1::/domainnames/a.example.com","Priority":1,"Conditions":[{"MatchBasePaths":{"AnyOf":["pets"]}}],"Actions":[{"InvokeApi":{"ApiId":"$api","Stage":"prod","StripBasePath":false}}]}}]}
            UpdateResource {"TypeName": "AWS::ApiGatewayV2::RoutingRule", "Identifier": "$rule", "PatchDocument": [{"op": "replace", "path": "/Priority", "value": 7}]}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::RoutingRule","Identifier":"$rule","RequestToken":"01a1fd8c-69fa-7004-b885-eb1a6b905c8c","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            service apigatewayv2
            GetApiMappings {"DomainName": "a.example.com"}
                {"Items":[{"ApiId":"$api","ApiMappingId":"hqanqa","ApiMappingKey":"","Stage":"prod"}]}
            ListRoutingRules {"DomainName": "a.example.com"}
                {"RoutingRules":[{"Actions":[{"InvokeApi":{"ApiId":"$api","Stage":"prod","StripBasePath":false}}],"Conditions":[{"MatchBasePaths":{"AnyOf":["pets"]}}],"Priority":7,"RoutingRuleArn":"$rule","RoutingRuleId":"cs1j09"}]}
            service cloudcontrol
            DeleteResource {"TypeName": "AWS::ApiGatewayV2::RoutingRule", "Identifier": "$rule"}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::RoutingRule","Identifier":"$rule","RequestToken":"01a1fd8c-69fa-7005-afd6-d36c005d2ee1","Operation":"DELETE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResource {"TypeName": "AWS::ApiGatewayV2::RoutingRule", "Identifier": "$rule"}
                400 ResourceNotFoundException: AWS::ApiGatewayV2::RoutingRule Handler returned status FAILED: Resource of type 'AWS::ApiGatewayV2::RoutingRule' with identifier '$rule' was not found. (HandlerErrorCode: NotFound, RequestToken: 01a1fd8c-69fa-7006-8726-73da0c6a8c53)
            UpdateResource {"TypeName": "AWS::ApiGatewayV2::DomainName", "Identifier": "a.example.com", "PatchDocument": [{"op": "replace", "path": "/Tags", "value": {"b": "2"}}, {"op": "replace", "path": "/RoutingMode", "value": "ROUTING_RULE_ONLY"}]}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::DomainName","Identifier":"a.example.com","RequestToken":"01a1fd8c-69fa-7007-b59e-9c4c0eb07e9e","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResource {"TypeName": "AWS::ApiGatewayV2::DomainName", "Identifier": "a.example.com"}
                {"TypeName":"AWS::ApiGatewayV2::DomainName","ResourceDescription":{"Identifier":"a.example.com","Properties":{"RegionalHostedZoneId":"Z1UJRXOUMOOFQ8","RegionalDomainName":"d-26x6ks8en5.execute-api.us-east-1.amazonaws.com","DomainNameArn":"arn:aws:apigateway:us-east-1::/domainnames/a.example.com","DomainName":"a.example.com","DomainNameConfigurations":[{"EndpointType":"REGIONAL","SecurityPolicy":"TLS_1_2","CertificateArn":"arn:aws:acm:us-east-1:123456789012:certificate/a","IpAddressType":"ipv4"}],"RoutingMode":"ROUTING_RULE_ONLY","Tags":{"b":"2"}}}}
            DeleteResource {"TypeName": "AWS::ApiGatewayV2::DomainName", "Identifier": "a.example.com"}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::DomainName","Identifier":"a.example.com","RequestToken":"01a1fd8c-69fa-7008-b836-b25e7adadfc1","Operation":"DELETE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResource {"TypeName": "AWS::ApiGatewayV2::ApiMapping", "Identifier": "$mapping"}
                400 ResourceNotFoundException: AWS::ApiGatewayV2::ApiMapping Handler returned status FAILED: Resource of type 'AWS::ApiGatewayV2::ApiMapping' with identifier '$mapping' was not found. (HandlerErrorCode: NotFound, RequestToken: 01a1fd8c-69fa-7009-afbc-4b009867b0ac)
        "#]],
    );
}

#[test]
fn a_version_of_a_trust_store_is_changed_by_itself() {
    check(
        r#"
        service apigatewayv2
        CreateDomainName {"DomainName": "a.example.com", "MutualTlsAuthentication": {"TruststoreUri": "s3://b/k", "TruststoreVersion": "1"}}
        UpdateDomainName {"DomainName": "a.example.com", "MutualTlsAuthentication": {"TruststoreVersion": "2"}}
        UpdateDomainName {"DomainName": "a.example.com", "MutualTlsAuthentication": {"TruststoreVersion": ""}}
        UpdateDomainName {"DomainName": "a.example.com", "MutualTlsAuthentication": {"TruststoreUri": ""}}
        UpdateDomainName {"DomainName": "a.example.com", "MutualTlsAuthentication": {"TruststoreVersion": "2"}}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateDomainName {"DomainName": "a.example.com", "MutualTlsAuthentication": {"TruststoreUri": "s3://b/k", "TruststoreVersion": "1"}}
                {"ApiMappingSelectionExpression":"$request.basepath","DomainName":"a.example.com","DomainNameArn":"arn:aws:apigateway:us-east-1::/domainnames/a.example.com","DomainNameConfigurations":[{"ApiGatewayDomainName":"d-k7nfzcuizd.execute-api.us-east-1.amazonaws.com","DomainNameStatus":"AVAILABLE","EndpointType":"REGIONAL","HostedZoneId":"Z1UJRXOUMOOFQ8","IpAddressType":"ipv4","SecurityPolicy":"TLS_1_2"}],"MutualTlsAuthentication":{"TruststoreUri":"s3://b/k","TruststoreVersion":"1"},"RoutingMode":"API_MAPPING_ONLY","Tags":{}}
            UpdateDomainName {"DomainName": "a.example.com", "MutualTlsAuthentication": {"TruststoreVersion": "2"}}
                {"ApiMappingSelectionExpression":"$request.basepath","DomainName":"a.example.com","DomainNameArn":"arn:aws:apigateway:us-east-1::/domainnames/a.example.com","DomainNameConfigurations":[{"ApiGatewayDomainName":"d-k7nfzcuizd.execute-api.us-east-1.amazonaws.com","DomainNameStatus":"AVAILABLE","EndpointType":"REGIONAL","HostedZoneId":"Z1UJRXOUMOOFQ8","IpAddressType":"ipv4","SecurityPolicy":"TLS_1_2"}],"MutualTlsAuthentication":{"TruststoreUri":"s3://b/k","TruststoreVersion":"2"},"RoutingMode":"API_MAPPING_ONLY","Tags":{}}
            UpdateDomainName {"DomainName": "a.example.com", "MutualTlsAuthentication": {"TruststoreVersion": ""}}
                {"ApiMappingSelectionExpression":"$request.basepath","DomainName":"a.example.com","DomainNameArn":"arn:aws:apigateway:us-east-1::/domainnames/a.example.com","DomainNameConfigurations":[{"ApiGatewayDomainName":"d-k7nfzcuizd.execute-api.us-east-1.amazonaws.com","DomainNameStatus":"AVAILABLE","EndpointType":"REGIONAL","HostedZoneId":"Z1UJRXOUMOOFQ8","IpAddressType":"ipv4","SecurityPolicy":"TLS_1_2"}],"MutualTlsAuthentication":{"TruststoreUri":"s3://b/k"},"RoutingMode":"API_MAPPING_ONLY","Tags":{}}
            UpdateDomainName {"DomainName": "a.example.com", "MutualTlsAuthentication": {"TruststoreUri": ""}}
                {"ApiMappingSelectionExpression":"$request.basepath","DomainName":"a.example.com","DomainNameArn":"arn:aws:apigateway:us-east-1::/domainnames/a.example.com","DomainNameConfigurations":[{"ApiGatewayDomainName":"d-k7nfzcuizd.execute-api.us-east-1.amazonaws.com","DomainNameStatus":"AVAILABLE","EndpointType":"REGIONAL","HostedZoneId":"Z1UJRXOUMOOFQ8","IpAddressType":"ipv4","SecurityPolicy":"TLS_1_2"}],"RoutingMode":"API_MAPPING_ONLY","Tags":{}}
            UpdateDomainName {"DomainName": "a.example.com", "MutualTlsAuthentication": {"TruststoreVersion": "2"}}
                400 BadRequestException: Invalid truststoreUri specified. It must begin with s3://
        "#]],
    );
}

#[test]
fn what_is_gone_of_a_configuration_is_unset() {
    check(
        r#"
        service apigatewayv2
        CreateDomainName {"DomainName": "a.example.com", "DomainNameConfigurations": [{"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1", "OwnershipVerificationCertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/2", "SecurityPolicy": "TLS_1_0", "IpAddressType": "dualstack"}]}
        # What is left out stays.
        UpdateDomainName {"DomainName": "a.example.com", "DomainNameConfigurations": [{"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/3"}]}
        service cloudcontrol
        UpdateResource {"TypeName": "AWS::ApiGatewayV2::DomainName", "Identifier": "a.example.com", "PatchDocument": [{"op": "remove", "path": "/DomainNameConfigurations/0/OwnershipVerificationCertificateArn"}, {"op": "remove", "path": "/DomainNameConfigurations/0/IpAddressType"}]}
        GetResource {"TypeName": "AWS::ApiGatewayV2::DomainName", "Identifier": "a.example.com"}
        service apigatewayv2
        UpdateDomainName {"DomainName": "a.example.com", "DomainNameConfigurations": [{"SecurityPolicy": ""}]}
        UpdateDomainName {"DomainName": "a.example.com", "RoutingMode": "ROUTING_RULE_ONLY"}
        UpdateDomainName {"DomainName": "a.example.com", "MutualTlsAuthentication": {"TruststoreUri": "s3://b/k", "TruststoreVersion": "1"}}
        service cloudcontrol
        UpdateResource {"TypeName": "AWS::ApiGatewayV2::DomainName", "Identifier": "a.example.com", "PatchDocument": [{"op": "remove", "path": "/DomainNameConfigurations"}, {"op": "remove", "path": "/MutualTlsAuthentication/TruststoreUri"}]}
        GetResource {"TypeName": "AWS::ApiGatewayV2::DomainName", "Identifier": "a.example.com"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateDomainName {"DomainName": "a.example.com", "DomainNameConfigurations": [{"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1", "OwnershipVerificationCertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/2", "SecurityPolicy": "TLS_1_0", "IpAddressType": "dualstack"}]}
                {"ApiMappingSelectionExpression":"$request.basepath","DomainName":"a.example.com","DomainNameArn":"arn:aws:apigateway:us-east-1::/domainnames/a.example.com","DomainNameConfigurations":[{"ApiGatewayDomainName":"d-k7nfzcuizd.execute-api.us-east-1.amazonaws.com","CertificateArn":"arn:aws:acm:us-east-1:123456789012:certificate/1","DomainNameStatus":"AVAILABLE","EndpointType":"REGIONAL","HostedZoneId":"Z1UJRXOUMOOFQ8","IpAddressType":"dualstack","SecurityPolicy":"TLS_1_0","OwnershipVerificationCertificateArn":"arn:aws:acm:us-east-1:123456789012:certificate/2"}],"RoutingMode":"API_MAPPING_ONLY","Tags":{}}
            # What is left out stays.
            UpdateDomainName {"DomainName": "a.example.com", "DomainNameConfigurations": [{"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/3"}]}
                {"ApiMappingSelectionExpression":"$request.basepath","DomainName":"a.example.com","DomainNameArn":"arn:aws:apigateway:us-east-1::/domainnames/a.example.com","DomainNameConfigurations":[{"ApiGatewayDomainName":"d-k7nfzcuizd.execute-api.us-east-1.amazonaws.com","CertificateArn":"arn:aws:acm:us-east-1:123456789012:certificate/3","DomainNameStatus":"AVAILABLE","EndpointType":"REGIONAL","HostedZoneId":"Z1UJRXOUMOOFQ8","IpAddressType":"dualstack","SecurityPolicy":"TLS_1_0","OwnershipVerificationCertificateArn":"arn:aws:acm:us-east-1:123456789012:certificate/2"}],"RoutingMode":"API_MAPPING_ONLY","Tags":{}}
            service cloudcontrol
            UpdateResource {"TypeName": "AWS::ApiGatewayV2::DomainName", "Identifier": "a.example.com", "PatchDocument": [{"op": "remove", "path": "/DomainNameConfigurations/0/OwnershipVerificationCertificateArn"}, {"op": "remove", "path": "/DomainNameConfigurations/0/IpAddressType"}]}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::DomainName","Identifier":"a.example.com","RequestToken":"01a1fd8c-69fa-7000-9c66-3cf4d73c4c04","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResource {"TypeName": "AWS::ApiGatewayV2::DomainName", "Identifier": "a.example.com"}
                {"TypeName":"AWS::ApiGatewayV2::DomainName","ResourceDescription":{"Identifier":"a.example.com","Properties":{"RegionalHostedZoneId":"Z1UJRXOUMOOFQ8","RegionalDomainName":"d-k7nfzcuizd.execute-api.us-east-1.amazonaws.com","DomainNameArn":"arn:aws:apigateway:us-east-1::/domainnames/a.example.com","DomainName":"a.example.com","DomainNameConfigurations":[{"EndpointType":"REGIONAL","SecurityPolicy":"TLS_1_0","CertificateArn":"arn:aws:acm:us-east-1:123456789012:certificate/3","IpAddressType":"ipv4"}],"RoutingMode":"API_MAPPING_ONLY","Tags":{}}}}
            service apigatewayv2
            UpdateDomainName {"DomainName": "a.example.com", "DomainNameConfigurations": [{"SecurityPolicy": ""}]}
                400 BadRequestException: Invalid security policy specified. Must be one of [TLS_1_0, TLS_1_2]
            UpdateDomainName {"DomainName": "a.example.com", "RoutingMode": "ROUTING_RULE_ONLY"}
                {"ApiMappingSelectionExpression":"$request.basepath","DomainName":"a.example.com","DomainNameArn":"arn:aws:apigateway:us-east-1::/domainnames/a.example.com","DomainNameConfigurations":[{"ApiGatewayDomainName":"d-k7nfzcuizd.execute-api.us-east-1.amazonaws.com","CertificateArn":"arn:aws:acm:us-east-1:123456789012:certificate/3","DomainNameStatus":"AVAILABLE","EndpointType":"REGIONAL","HostedZoneId":"Z1UJRXOUMOOFQ8","IpAddressType":"ipv4","SecurityPolicy":"TLS_1_0"}],"RoutingMode":"ROUTING_RULE_ONLY","Tags":{}}
            UpdateDomainName {"DomainName": "a.example.com", "MutualTlsAuthentication": {"TruststoreUri": "s3://b/k", "TruststoreVersion": "1"}}
                {"ApiMappingSelectionExpression":"$request.basepath","DomainName":"a.example.com","DomainNameArn":"arn:aws:apigateway:us-east-1::/domainnames/a.example.com","DomainNameConfigurations":[{"ApiGatewayDomainName":"d-k7nfzcuizd.execute-api.us-east-1.amazonaws.com","CertificateArn":"arn:aws:acm:us-east-1:123456789012:certificate/3","DomainNameStatus":"AVAILABLE","EndpointType":"REGIONAL","HostedZoneId":"Z1UJRXOUMOOFQ8","IpAddressType":"ipv4","SecurityPolicy":"TLS_1_0"}],"MutualTlsAuthentication":{"TruststoreUri":"s3://b/k","TruststoreVersion":"1"},"RoutingMode":"ROUTING_RULE_ONLY","Tags":{}}
            service cloudcontrol
            UpdateResource {"TypeName": "AWS::ApiGatewayV2::DomainName", "Identifier": "a.example.com", "PatchDocument": [{"op": "remove", "path": "/DomainNameConfigurations"}, {"op": "remove", "path": "/MutualTlsAuthentication/TruststoreUri"}]}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::DomainName","Identifier":"a.example.com","RequestToken":"01a1fd8c-69fa-7001-822a-b1ba804098e6","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResource {"TypeName": "AWS::ApiGatewayV2::DomainName", "Identifier": "a.example.com"}
                {"TypeName":"AWS::ApiGatewayV2::DomainName","ResourceDescription":{"Identifier":"a.example.com","Properties":{"RegionalHostedZoneId":"Z1UJRXOUMOOFQ8","RegionalDomainName":"d-k7nfzcuizd.execute-api.us-east-1.amazonaws.com","DomainNameArn":"arn:aws:apigateway:us-east-1::/domainnames/a.example.com","DomainName":"a.example.com","DomainNameConfigurations":[{"EndpointType":"REGIONAL","SecurityPolicy":"TLS_1_2","IpAddressType":"ipv4"}],"RoutingMode":"ROUTING_RULE_ONLY","Tags":{}}}}
        "#]],
    );
}
