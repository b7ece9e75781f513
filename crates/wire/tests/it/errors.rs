//! Errors in every protocol: as they are written, and as they are read.

use callboard_model::document::{Document, Map};
use callboard_model::registry;
use callboard_model::service::{Operation, Protocol};
use callboard_wire::client::{self, AnswerError};
use callboard_wire::{ErrorAnswer, Response, server};
use expect_test::{Expect, expect};
use http::{HeaderMap, HeaderName, HeaderValue};

fn operation(service: &str, name: &str) -> &'static Operation {
    registry::service(service).and_then(|it| it.operation(name)).unwrap()
}

fn show(response: &Response) -> String {
    let mut text = format!("{}\n", response.status);
    for (name, value) in &response.headers {
        text.push_str(&format!("{name}: {}\n", value.to_str().unwrap()));
    }
    text + &String::from_utf8_lossy(&response.body)
}

/// Writes an error and reads it back: code, message and status must come through.
#[track_caller]
fn check_written(service: &str, name: &str, protocol: Protocol, error: ErrorAnswer, expect: Expect) {
    let operation = operation(service, name);
    let response = server::write_error(protocol, operation, &error, "req-1");
    match client::response_in(protocol, operation, response.status, &response.headers, &response.body) {
        Err(AnswerError::Refused(read)) => {
            assert_eq!((read.code, read.status), (error.code, response.status));
            assert!(read.message == error.message || read.members.contains_key("exceptionMessage"));
            assert_eq!(read.request_id.as_deref(), Some("req-1"));
        }
        other => panic!("{other:?}"),
    }
    expect.assert_eq(&show(&response));
}

#[test]
fn rest_json_names_the_message_as_the_model_does() {
    check_written(
        "ivs-realtime",
        "GetStage",
        Protocol::RestJson,
        ErrorAnswer::new("ResourceNotFoundException", "no such stage", 0),
        expect![[r#"
            404
            x-amzn-errortype: ResourceNotFoundException
            content-type: application/json
            x-amzn-requestid: req-1
            {"exceptionMessage":"no such stage","message":"no such stage"}"#]],
    );
    let mut error = ErrorAnswer::new("NotFoundException", "no such API", 0);
    error.members.insert("ResourceType", "api");
    check_written(
        "apigatewayv2",
        "GetApi",
        Protocol::RestJson,
        error,
        expect![[r#"
            404
            x-amzn-errortype: NotFoundException
            content-type: application/json
            x-amzn-requestid: req-1
            {"resourceType":"api","message":"no such API"}"#]],
    );
    check_written(
        "ivs-realtime",
        "GetStage",
        Protocol::RestJson,
        ErrorAnswer::new("InvalidSignatureException", "no", 403),
        expect![[r#"
            403
            x-amzn-errortype: InvalidSignatureException
            content-type: application/json
            x-amzn-requestid: req-1
            {"message":"no"}"#]],
    );
}

#[test]
fn json_names_the_error_in_the_body() {
    check_written(
        "cloudcontrol",
        "GetResource",
        Protocol::Json,
        ErrorAnswer::new("ResourceNotFoundException", "gone", 0),
        expect![[r#"
            400
            content-type: application/x-amz-json-1.0
            x-amzn-requestid: req-1
            {"__type":"ResourceNotFoundException","Message":"gone"}"#]],
    );
}

#[test]
fn services_that_were_query_services_name_the_old_code_too() {
    let response = server::write_error(
        Protocol::Json,
        operation("sqs", "GetQueueUrl"),
        &ErrorAnswer::new("QueueDoesNotExist", "no queue", 0),
        "req-1",
    );
    expect![[r#"
        400
        content-type: application/x-amz-json-1.0
        x-amzn-query-error: QueueDoesNotExist;Sender
        x-amzn-requestid: req-1
        {"__type":"QueueDoesNotExist","message":"no queue"}"#]]
    .assert_eq(&show(&response));
    let read = client::response(operation("sqs", "GetQueueUrl"), 400, &response.headers, &response.body);
    let Err(AnswerError::Refused(error)) = read else { panic!("it is an error") };
    assert_eq!(error.code, "QueueDoesNotExist");
    assert_eq!(error.query_error_code.as_deref(), Some("QueueDoesNotExist"));
    assert_eq!(error.fault.as_deref(), Some("Sender"));
}

#[test]
fn xml_errors_have_three_forms() {
    check_written(
        "sts",
        "GetCallerIdentity",
        Protocol::Query,
        ErrorAnswer::new("AccessDenied", "a < b", 403),
        expect![[r#"
            403
            content-type: text/xml
            x-amzn-requestid: req-1
            <?xml version="1.0" encoding="UTF-8"?>
            <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>a &lt; b</Message></Error><RequestId>req-1</RequestId></ErrorResponse>"#]],
    );
    check_written(
        "ec2",
        "DescribeInstances",
        Protocol::Ec2,
        ErrorAnswer::new("InvalidInstanceID.NotFound", "no", 400),
        expect![[r#"
            400
            content-type: text/xml
            x-amzn-requestid: req-1
            <?xml version="1.0" encoding="UTF-8"?>
            <Response><Errors><Error><Code>InvalidInstanceID.NotFound</Code><Message>no</Message></Error></Errors><RequestID>req-1</RequestID></Response>"#]],
    );
    check_written(
        "s3",
        "GetObject",
        Protocol::RestXml,
        ErrorAnswer::new("NoSuchKey", "The specified key does not exist.", 404),
        expect![[r#"
            404
            content-type: text/xml
            x-amz-request-id: req-1
            <?xml version="1.0" encoding="UTF-8"?>
            <Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><RequestId>req-1</RequestId></Error>"#]],
    );
}

#[test]
fn cbor_errors_come_through() {
    let operation = operation("cloudwatch", "DescribeAlarms");
    let error = ErrorAnswer::new("InvalidNextToken", "bad token", 400);
    let response = server::write_error(Protocol::RpcV2Cbor, operation, &error, "req-1");
    let read = client::response_in(Protocol::RpcV2Cbor, operation, 400, &response.headers, &response.body);
    let Err(AnswerError::Refused(read)) = read else { panic!("it is an error") };
    assert_eq!((read.code.as_str(), read.message.as_str()), ("InvalidNextToken", "bad token"));
}

/// Reads an answer that no code of ours wrote.
#[track_caller]
fn check_read(service: &str, name: &str, status: u16, headers: &[(&str, &str)], body: &str, expect: Expect) {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.insert(HeaderName::try_from(*name).unwrap(), HeaderValue::from_str(value).unwrap());
    }
    let Err(AnswerError::Refused(error)) = client::response(operation(service, name), status, &map, body.as_bytes())
    else {
        panic!("it is an error")
    };
    let members: Map = error.members;
    expect.assert_eq(&format!("{}: {} {:?}", error.code, error.message, Document::Map(members)));
}

#[test]
fn codes_are_found_wherever_services_put_them() {
    check_read(
        "ivs-realtime",
        "GetStage",
        404,
        &[("x-amzn-errortype", "ResourceNotFoundException:http://internal.amazon.com/x/")],
        r#"{"exceptionMessage":"Not Found"}"#,
        expect![[
            r#"ResourceNotFoundException:  Map(Map { entries: [("xAmznErrorType", String("ResourceNotFoundException:http://internal.amazon.com/x/")), ("exceptionMessage", String("Not Found"))] })"#
        ]],
    );
    check_read(
        "ivs-realtime",
        "GetStage",
        400,
        &[],
        r#"{"code":"aws#Denied","message":null}"#,
        expect!["Denied: None Map(Map { entries: [] })"],
    );
    check_read(
        "dynamodb",
        "GetItem",
        400,
        &[],
        r#"{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"no table"}"#,
        expect![[r#"ResourceNotFoundException: no table Map(Map { entries: [("message", String("no table"))] })"#]],
    );
}

#[test]
fn answers_of_proxies_are_errors_by_their_status() {
    check_read(
        "dynamodb",
        "GetItem",
        503,
        &[],
        "<html>busy</html>",
        expect!["503: Service Unavailable Map(Map { entries: [] })"],
    );
    check_read(
        "sts",
        "GetCallerIdentity",
        500,
        &[],
        "",
        expect!["500: Internal Server Error Map(Map { entries: [] })"],
    );
    check_read("dynamodb", "GetItem", 400, &[], "", expect!["400:  Map(Map { entries: [] })"]);
    check_read("dynamodb", "GetItem", 400, &[], "not json", expect!["400: not json Map(Map { entries: [] })"]);
    check_read("s3", "GetObject", 404, &[], "", expect!["404: Not Found Map(Map { entries: [] })"]);
    let operation = operation("sts", "GetCallerIdentity");
    let result = client::response(operation, 404, &HeaderMap::new(), b"not xml");
    assert!(matches!(result, Err(AnswerError::Xml(_))), "{result:?}");
}
