use crate::script::{Stagehand, options};

#[test]
fn pages_give_every_route_once_and_no_other_api_s() {
    let mut stagehand = Stagehand::new(options());
    stagehand.run("service apigatewayv2");
    for name in ["one", "other"] {
        stagehand.run(&format!("CreateApi {{\"Name\": \"{name}\", \"ProtocolType\": \"HTTP\"}}\nlet {name} = ApiId"));
    }
    for number in 0..123 {
        let api = if number % 3 == 0 { "other" } else { "one" };
        stagehand.run(&format!("CreateRoute {{\"ApiId\": \"${api}\", \"RouteKey\": \"GET /{number}\"}}"));
    }
    for size in [1, 7, 82, 83, 500] {
        let mut keys = Vec::new();
        let mut next = String::new();
        loop {
            let page = stagehand.run(&format!("GetRoutes {{\"ApiId\": \"$one\", \"MaxResults\": \"{size}\"{next}}}"));
            let answer = page.lines().last().expect("an answer").trim();
            let answer: serde_json::Value = serde_json::from_str(answer).expect("JSON");
            let items = answer["Items"].as_array().expect("items");
            assert!(items.len() <= size);
            keys.extend(items.iter().map(|it| it["RouteKey"].as_str().expect("a key").to_owned()));
            match answer["NextToken"].as_str() {
                Some(token) => next = format!(", \"NextToken\": \"{token}\""),
                None => break,
            }
        }
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), 82, "pages of {size}");
    }
}

#[test]
fn deleting_an_api_deletes_all_that_lies_inside_of_it() {
    let mut stagehand = Stagehand::new(options());
    stagehand.run(
        r#"
        service apigatewayv2
        CreateApi {"Name": "b", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
        let api = ApiId
        CreateIntegration {"ApiId": "$api", "IntegrationType": "MOCK"}
        let integration = IntegrationId
        CreateIntegrationResponse {"ApiId": "$api", "IntegrationId": "$integration", "IntegrationResponseKey": "$default"}
        CreateRoute {"ApiId": "$api", "RouteKey": "a", "Target": "integrations/$integration"}
        let route = RouteId
        CreateRouteResponse {"ApiId": "$api", "RouteId": "$route", "RouteResponseKey": "$default"}
        CreateModel {"ApiId": "$api", "Name": "m", "Schema": "{}"}
        CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "REQUEST", "Name": "f", "AuthorizerUri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations", "IdentitySource": []}
        CreateStage {"ApiId": "$api", "StageName": "dev", "AutoDeploy": true}
        "#,
    );
    assert!(stagehand.records("apigatewayv2.deployed") > 0);
    stagehand.run("DeleteApi {\"ApiId\": \"$api\"}");
    for table in [
        "apigatewayv2.api",
        "apigatewayv2.authorizer",
        "apigatewayv2.deployed",
        "apigatewayv2.deployment",
        "apigatewayv2.integration",
        "apigatewayv2.integration-response",
        "apigatewayv2.model",
        "apigatewayv2.route",
        "apigatewayv2.route-key",
        "apigatewayv2.route-response",
        "apigatewayv2.stage",
        "apigatewayv2.version",
    ] {
        assert_eq!(stagehand.records(table), 0, "{table}");
    }
}
