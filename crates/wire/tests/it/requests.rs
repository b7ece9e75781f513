//! Requests: where they are routed, what is read from them, and what is refused.

use callboard_model::document::Map;
use callboard_model::registry;
use callboard_model::service::{Protocol, Service};
use callboard_wire::client::{self, RequestOptions};
use callboard_wire::json;
use callboard_wire::route::{self, Routed};
use callboard_wire::server::{self, Incoming};
use expect_test::{Expect, expect};
use http::{HeaderMap, HeaderName, HeaderValue};

/// Routes and reads one request: first line, headers, an empty line, the body.
#[track_caller]
fn check(services: &[&str], request: &str, expect: Expect) {
    let candidates: Vec<&'static Service> = services.iter().map(|it| registry::service(it).unwrap()).collect();
    let (head, body) = request.split_once("\n\n").unwrap_or((request, ""));
    let mut lines = head.lines();
    let (method, target) = lines.next().unwrap().split_once(' ').unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut headers = HeaderMap::new();
    for line in lines {
        let (name, value) = line.split_once(": ").unwrap();
        headers.append(HeaderName::try_from(name).unwrap(), HeaderValue::from_str(value).unwrap());
    }
    let incoming = Incoming { method, path, query, headers: &headers, body: body.as_bytes() };
    let text = match route::route(&candidates, &incoming) {
        None => {
            let protocol = route::protocol_of_unrouted(&candidates, &incoming);
            let error = server::unknown_operation(protocol);
            format!("{} {} in {protocol:?}", error.status, error.code)
        }
        Some(Routed { operation, protocol }) => {
            let place = format!("{} {} in {protocol:?}: ", operation.service.name, operation.name);
            place
                + &match server::read_request(protocol, operation, &incoming) {
                    Err(error) => format!("{} {}: {}", error.status, error.code, error.message),
                    Ok(input) => {
                        let mut text = Vec::new();
                        json::write_any(&input.into(), &mut text);
                        String::from_utf8(text).unwrap()
                    }
                }
        }
    };
    expect.assert_eq(&text);
}

#[test]
fn rest_requests_are_told_apart_by_method_path_and_query() {
    let ivs = &["ivs", "ivs-realtime"];
    check(
        ivs,
        "POST /CreateStage\n\n{\"name\":\"a\"}",
        expect![[r#"ivs-realtime CreateStage in RestJson: {"name":"a"}"#]],
    );
    check(ivs, "POST /CreateStage", expect!["ivs-realtime CreateStage in RestJson: {}"]);
    check(ivs, "POST /CreateChannel\n\n{}", expect!["ivs CreateChannel in RestJson: {}"]);
    check(
        ivs,
        "DELETE /tags/arn%3Aaws%3Aivs%3Aus-east-1%3A1%3Astage%2Fabc?tagKeys=a&tagKeys=b%20c",
        expect![[
            r#"ivs UntagResource in RestJson: {"resourceArn":"arn:aws:ivs:us-east-1:1:stage/abc","tagKeys":["a","b c"]}"#
        ]],
    );
    check(ivs, "GET /CreateStage", expect!["404 UnknownOperationException in RestJson"]);
    check(ivs, "POST /", expect!["404 UnknownOperationException in RestJson"]);
    let api = &["apigatewayv2"];
    check(
        api,
        "GET /v2/apis/a1/stages/%24default",
        expect![[r#"apigatewayv2 GetStage in RestJson: {"ApiId":"a1","StageName":"$default"}"#]],
    );
    check(
        api,
        "GET /v2/apis/a1/stages?maxResults=5&nextToken=t",
        expect![[r#"apigatewayv2 GetStages in RestJson: {"ApiId":"a1","MaxResults":"5","NextToken":"t"}"#]],
    );
    check(
        &["s3"],
        "GET /bucket/a/b%2Fc?tagging&versionId=v",
        expect![[r#"s3 GetObjectTagging in RestXml: {"Bucket":"bucket","Key":"a/b/c","VersionId":"v"}"#]],
    );
    check(
        &["s3"],
        "GET /bucket/?list-type=2&max-keys=3",
        expect![[r#"s3 ListObjectsV2 in RestXml: {"Bucket":"bucket","MaxKeys":3}"#]],
    );
    check(
        &["s3"],
        "PUT /bucket/key\nx-amz-copy-source: other/key\nx-amz-meta-a: 1",
        expect![[
            r#"s3 CopyObject in RestXml: {"Bucket":"bucket","CopySource":"other/key","Key":"key","Metadata":{"a":"1"}}"#
        ]],
    );
}

#[test]
fn targets_and_actions_name_operations() {
    check(
        &["cloudcontrol"],
        "POST /\nx-amz-target: CloudApiService.GetResource\ncontent-type: application/x-amz-json-1.0\n\n{\"TypeName\":\"AWS::IVS::Stage\"}",
        expect![[r#"cloudcontrol GetResource in Json: {"TypeName":"AWS::IVS::Stage"}"#]],
    );
    check(
        &["cloudcontrol"],
        "POST /\nx-amz-target: CloudApiService.Nothing\n\n{}",
        expect!["400 UnknownOperationException in Json"],
    );
    check(
        &["sts"],
        "POST /\ncontent-type: application/x-www-form-urlencoded\n\nAction=AssumeRole&Version=2011-06-15&RoleArn=a+b&Tags.member.1.Key=k&Tags.member.1.Value=v&DurationSeconds=900",
        expect![[
            r#"sts AssumeRole in Query: {"RoleArn":"a b","DurationSeconds":900,"Tags":[{"Key":"k","Value":"v"}]}"#
        ]],
    );
    check(&["sts"], "GET /?Action=GetCallerIdentity&Version=2011-06-15", expect!["sts GetCallerIdentity in Query: {}"]);
    check(&["sts"], "POST /\n\nAction=Nothing", expect!["400 InvalidAction in Query"]);
    check(
        &["ec2"],
        "POST /\n\nAction=DescribeInstances&Version=2016-11-15&Filter.1.Name=n&Filter.1.Value.1=a&Filter.1.Value.2=b&InstanceId.1=i-1",
        expect![[
            r#"ec2 DescribeInstances in Ec2: {"InstanceIds":["i-1"],"Filters":[{"Name":"n","Values":["a","b"]}]}"#
        ]],
    );
}

#[test]
fn what_cannot_be_read_is_refused_in_the_words_of_the_protocol() {
    let ivs = &["ivs-realtime"];
    check(
        ivs,
        "POST /CreateStage\n\n{\"name\":",
        expect![
            "ivs-realtime CreateStage in RestJson: 400 SerializationException: expected a value at byte 8, found the end"
        ],
    );
    check(
        ivs,
        "POST /CreateStage\n\n{\"name\":5}",
        expect![
            "ivs-realtime CreateStage in RestJson: 400 SerializationException: `name` must be a string, got a number"
        ],
    );
    check(
        ivs,
        "POST /CreateStage\n\nnull",
        expect![
            "ivs-realtime CreateStage in RestJson: 400 SerializationException: the body must be a structure, got null"
        ],
    );
    check(
        ivs,
        "GET /tags/%FF",
        expect!["ivs-realtime ListTagsForResource in RestJson: 400 SerializationException: the path is not UTF-8"],
    );
    check(
        &["s3"],
        "GET /b?max-keys=many",
        expect!["s3 ListObjects in RestXml: 400 MalformedXML: `max-keys` must be an integer of 32 bits"],
    );
    check(
        &["sts"],
        "POST /\n\nAction=AssumeRole&DurationSeconds=long",
        expect![
            "sts AssumeRole in Query: 400 MalformedInput: the value of parameter `DurationSeconds` must be an integer of 32 bits"
        ],
    );
    check(
        &["route53"],
        "POST /2013-04-01/hostedzone\n\n<CreateHostedZoneRequest><Name>x</Nam></CreateHostedZoneRequest>",
        expect![
            "route53 CreateHostedZone in RestXml: 400 MalformedXML: not well-formed XML at byte 32: ill-formed document: expected `</Name>`, but `</Nam>` was found"
        ],
    );
}

#[test]
fn a_request_that_would_go_astray_is_not_made() {
    let operation = registry::service("apigatewayv2").and_then(|it| it.operation("GetStage")).unwrap();
    let input = Map::new().with("ApiId", "a").with("StageName", "");
    let err = client::request(operation, &input, RequestOptions::default()).unwrap_err();
    assert_eq!(err.to_string(), "member `StageName` is part of the path and must not be empty");
    let operation = registry::service("s3").and_then(|it| it.operation("GetObject")).unwrap();
    let input = Map::new().with("Bucket", "b").with("Key", "k").with("IfMatch", "a\nb");
    let err = client::request(operation, &input, RequestOptions::default()).unwrap_err();
    assert_eq!(
        err.to_string(),
        "member `IfMatch`: the value of header `If-Match` has characters that no header can carry"
    );
    let input = Map::new().with("Bucket", "b").with("Key", "/k/");
    let options = RequestOptions { endpoint_takes_labels: true, ..RequestOptions::default() };
    assert_eq!(client::request(operation, &input, options).unwrap().path, "//k/");
}

#[test]
fn answers_are_written_with_status_headers_and_body() {
    let operation = registry::service("apigatewayv2").and_then(|it| it.operation("CreateStage")).unwrap();
    let output = Map::new().with("StageName", "a").with("CreatedDate", "2026-05-06T07:08:09Z");
    let response = server::write_response(Protocol::RestJson, operation, &output, "req-1");
    assert_eq!(response.status, 201);
    assert_eq!(response.headers["content-type"], "application/json");
    assert_eq!(response.headers["x-amzn-requestid"], "req-1");
    expect![[r#"{"stageName":"a","createdDate":"2026-05-06T07:08:09Z"}"#]]
        .assert_eq(std::str::from_utf8(&response.body).unwrap());
    let operation = registry::service("apigatewayv2").and_then(|it| it.operation("DeleteStage")).unwrap();
    let response = server::write_response(Protocol::RestJson, operation, &Map::new(), "req-1");
    assert_eq!((response.status, response.body.len()), (204, 0));
    let operation = registry::service("sts").and_then(|it| it.operation("GetCallerIdentity")).unwrap();
    let response = server::write_response(Protocol::Query, operation, &Map::new().with("Account", "1"), "req-1");
    expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Account>1</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>req-1</RequestId></ResponseMetadata></GetCallerIdentityResponse>"#]]
    .assert_eq(std::str::from_utf8(&response.body).unwrap());
}
