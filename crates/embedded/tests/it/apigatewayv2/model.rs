use crate::script::check;
use expect_test::expect;

#[test]
fn a_model_lives_from_creation_to_deletion() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "b", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
        let api = ApiId
        CreateModel {"ApiId": "$api", "Name": "pet", "Schema": "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},\"legs\":{\"type\":\"integer\"},\"friends\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}}"}
        let model = ModelId
        GetModelTemplate {"ApiId": "$api", "ModelId": "$model"}
        UpdateModel {"ApiId": "$api", "ModelId": "$model", "ContentType": "text/x-json", "Description": "test", "Schema": "{}"}
        UpdateModel {"ApiId": "$api", "ModelId": "$model", "ContentType": "", "Description": ""}
        GetModelTemplate {"ApiId": "$api", "ModelId": "$model"}
        CreateModel {"ApiId": "$api", "Name": "pet", "Schema": "{}"}
        CreateModel {"ApiId": "$api", "Name": "my-pet", "Schema": "{}"}
        CreateModel {"ApiId": "$api", "Name": "cat", "Schema": "["}
        GetModels {"ApiId": "$api"}
        DeleteModel {"ApiId": "$api", "ModelId": "$model"}
        GetModel {"ApiId": "$api", "ModelId": "$model"}
        CreateApi {"Name": "a", "ProtocolType": "HTTP"}
        let http = ApiId
        CreateModel {"ApiId": "$http", "Name": "pet", "Schema": "{}"}
        "#,
        expect![[r##"
            service apigatewayv2
            CreateApi {"Name": "b", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
                {"ApiEndpoint":"wss://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"b","ProtocolType":"WEBSOCKET","RouteSelectionExpression":"$request.body.action","Tags":{}}
            CreateModel {"ApiId": "$api", "Name": "pet", "Schema": "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},\"legs\":{\"type\":\"integer\"},\"friends\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}}"}
                {"ContentType":"application/json","ModelId":"suoszo","Name":"pet","Schema":"{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},\"legs\":{\"type\":\"integer\"},\"friends\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}}"}
            GetModelTemplate {"ApiId": "$api", "ModelId": "$model"}
                {"Value":"#set($inputRoot = $input.path('$'))\n{\n  \"name\" : \"foo\",\n  \"legs\" : 42,\n  \"friends\" : [\n##Change this loop to go over the array of the input\n#foreach($elem in $inputRoot)\n    \"foo\"#if($foreach.hasNext),#end\n#end\n  ]\n}"}
            UpdateModel {"ApiId": "$api", "ModelId": "$model", "ContentType": "text/x-json", "Description": "test", "Schema": "{}"}
                {"ContentType":"text/x-json","Description":"test","ModelId":"suoszo","Name":"pet","Schema":"{}"}
            UpdateModel {"ApiId": "$api", "ModelId": "$model", "ContentType": "", "Description": ""}
                {"ContentType":"application/json","ModelId":"suoszo","Name":"pet","Schema":"{}"}
            GetModelTemplate {"ApiId": "$api", "ModelId": "$model"}
                {"Value":"#set($inputRoot = $input.path('$'))\n{ }"}
            CreateModel {"ApiId": "$api", "Name": "pet", "Schema": "{}"}
                409 ConflictException: Model name already exists for this API: pet
            CreateModel {"ApiId": "$api", "Name": "my-pet", "Schema": "{}"}
                400 BadRequestException: Model name must be alphanumeric: my-pet
            CreateModel {"ApiId": "$api", "Name": "cat", "Schema": "["}
                400 BadRequestException: Invalid model specified: Validation Result: warnings : [], errors : [Invalid model schema specified]
            GetModels {"ApiId": "$api"}
                {"Items":[{"ContentType":"application/json","ModelId":"suoszo","Name":"pet","Schema":"{}"}]}
            DeleteModel {"ApiId": "$api", "ModelId": "$model"}
                {}
            GetModel {"ApiId": "$api", "ModelId": "$model"}
                404 NotFoundException: Invalid Model identifier specified suoszo
            CreateApi {"Name": "a", "ProtocolType": "HTTP"}
                {"ApiEndpoint":"https://2rvpavayn5.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayn5","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            CreateModel {"ApiId": "$http", "Name": "pet", "Schema": "{}"}
                400 BadRequestException: Currently, Models are not permitted for APIs with a protocol type of HTTP
        "##]],
    );
}

#[test]
fn schemas_of_unknown_types_are_refused() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
        let api = ApiId
        CreateModel {"ApiId": "$api", "Name": "m", "Schema": "{\"type\": \"nothing\"}"}
        CreateModel {"ApiId": "$api", "Name": "m", "Schema": "{\"type\": 1}"}
        CreateModel {"ApiId": "$api", "Name": "m", "Schema": "{\"properties\": {\"a\": {\"type\": \"int\"}}}"}
        CreateModel {"ApiId": "$api", "Name": "m", "Schema": "{\"items\": [{}, 1]}"}
        CreateModel {"ApiId": "$api", "Name": "m", "Schema": "{\"type\": [\"object\", \"null\"], \"items\": {}, \"required\": [\"type\"]}"}
        CreateModel {"ApiId": "$api", "Schema": "{}"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
                {"ApiEndpoint":"wss://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"WEBSOCKET","RouteSelectionExpression":"$request.body.action","Tags":{}}
            CreateModel {"ApiId": "$api", "Name": "m", "Schema": "{\"type\": \"nothing\"}"}
                400 BadRequestException: Invalid model specified: Validation Result: warnings : [], errors : [Invalid model schema specified]
            CreateModel {"ApiId": "$api", "Name": "m", "Schema": "{\"type\": 1}"}
                400 BadRequestException: Invalid model specified: Validation Result: warnings : [], errors : [Invalid model schema specified]
            CreateModel {"ApiId": "$api", "Name": "m", "Schema": "{\"properties\": {\"a\": {\"type\": \"int\"}}}"}
                400 BadRequestException: Invalid model specified: Validation Result: warnings : [], errors : [Invalid model schema specified]
            CreateModel {"ApiId": "$api", "Name": "m", "Schema": "{\"items\": [{}, 1]}"}
                400 BadRequestException: Invalid model specified: Validation Result: warnings : [], errors : [Invalid model schema specified]
            CreateModel {"ApiId": "$api", "Name": "m", "Schema": "{\"type\": [\"object\", \"null\"], \"items\": {}, \"required\": [\"type\"]}"}
                {"ContentType":"application/json","ModelId":"suoszo","Name":"m","Schema":"{\"type\": [\"object\", \"null\"], \"items\": {}, \"required\": [\"type\"]}"}
            CreateModel {"ApiId": "$api", "Schema": "{}"}
                400 BadRequestException: Name is required
        "#]],
    );
}
