//! Command lines of real operations, down to the input of their calls.

use callboard_model::document::Document;
use callboard_model::naming;
use expect_test::{Expect, expect};

use super::operation::{OperationCommand, Request, decode, settle};
use super::python;
use crate::testing::TestHost;

/// Decodes `service|command|words…` on a host with a few variables; the input as Python prints it, or the error.
#[track_caller]
fn check(line: &str, expect: Expect) {
    expect.assert_eq(&decoded(line, true));
}

fn decoded(line: &str, blobs_are_base64: bool) -> String {
    let mut words = line.split('|').map(str::to_owned);
    let (service, command) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let words: Vec<String> = words.collect();
    let entry = naming::cli_service(&service).expect("the case names a service");
    let name = naming::cli_operation(entry, &command).expect("the case names an operation");
    let operation = entry.service().operation(name).expect("the index and the model agree");
    let host = TestHost::default().with_variable("HOME", env!("CARGO_MANIFEST_DIR"));
    let request = match decode(OperationCommand { operation, parent: &service, name: &command }, &words, true, &host) {
        Err(err) => return format!("error: {err}"),
        Ok(Request::Help) => return "help".to_owned(),
        Ok(Request::Call(request)) => *request,
    };
    let mut input = request.input;
    let mut text = match settle(&mut input, operation, blobs_are_base64) {
        Err(err) => format!("error: {err}"),
        Ok(()) => python::repr(&Document::Map(input)),
    };
    if request.paged_by_hand {
        text.push_str(", paged by hand");
    }
    if request.paging.max_items.is_some() || request.paging.page_size.is_some() {
        text.push_str(&format!(", {:?}", request.paging));
    }
    if let Some(skeleton) = request.skeleton {
        text.push_str(&format!(", skeleton {skeleton:?}"));
    }
    text
}

#[test]
fn texts_structures_and_lists_become_values() {
    check(
        "ivs-realtime|create-stage|--name|s|--participant-token-configurations|userId=alice,capabilities=PUBLISH,SUBSCRIBE|duration=60",
        expect![
            "{'name': 's', 'participantTokenConfigurations': [{'userId': 'alice', 'capabilities': ['PUBLISH', 'SUBSCRIBE']}, {'duration': 60}]}"
        ],
    );
    check("ivs-realtime|create-stage|--tags|a=b,c=d", expect!["{'tags': {'a': 'b', 'c': 'd'}}"]);
    check(r#"ivs-realtime|create-stage|--tags|{"a": "b"}"#, expect!["{'tags': {'a': 'b'}}"]);
    check(
        "apigatewayv2|create-api|--name|n|--protocol-type|HTTP|--api-version|1",
        expect!["{'Name': 'n', 'ProtocolType': 'HTTP', 'Version': '1'}"],
    );
}

#[test]
fn truth_values_take_no_word() {
    check("ssm|get-parameter|--name|p|--with-decryption", expect!["{'Name': 'p', 'WithDecryption': True}"]);
    check(
        "ssm|get-parameter|--name|p|--with-decryption|--no-with-decryption",
        expect!["{'Name': 'p', 'WithDecryption': False}"],
    );
    check("ssm|get-parameter|--name|p|--with-decryption|true", expect!["error: Unknown options: true"]);
    check(
        "ec2|modify-instance-attribute|--instance-id|i|--ebs-optimized|--no-disable-api-termination",
        expect!["{'InstanceId': 'i', 'EbsOptimized': {'Value': True}, 'DisableApiTermination': {'Value': False}}"],
    );
    check(
        "ec2|modify-instance-attribute|--instance-id|i|--ebs-optimized|--no-ebs-optimized",
        expect![[r#"error: Cannot specify both the "--ebs-optimized" option and the "--no-ebs-optimized" option."#]],
    );
}

#[test]
fn what_is_wrong_is_said_in_the_words_of_the_aws_cli() {
    check("ivs-realtime|get-stage", expect!["error: the following arguments are required: --arn"]);
    check("ivs-realtime|list-stages|--max-results|x", expect!["error: invalid literal for int() with base 10: 'x'"]);
    check(
        "ivs-realtime|create-stage|--tags|a",
        expect![[r#"
            error: Error parsing parameter '--tags': Expected: '=', received: 'EOF' for input:
             a
             ^"#]],
    );
    check(
        r#"dynamodb|put-item|--table-name|t|--item|{"pk":"#,
        expect![[r#"
            error: Error parsing parameter '--item': Invalid JSON: Expecting value: line 1 column 7 (char 6)
            JSON received: {"pk":"#]],
    );
    check(
        r#"dynamodb|put-item|--table-name|t|--item|{"a":{"S":1},"b":{"X":"y"},"c":"z"}"#,
        expect![[r#"
            error: Parameter validation failed:
            Invalid type for parameter Item.a.S, value: 1, type: <class 'int'>, valid types: <class 'str'>
            Unknown parameter in Item.b: "X", must be one of: S, N, B, SS, NS, BS, M, L, NULL, BOOL
            Invalid type for parameter Item.c, value: z, type: <class 'str'>, valid types: <class 'dict'>"#]],
    );
    check(
        "dynamodb|list-tables|--limit|-1",
        expect![[r#"
            error: Parameter validation failed:
            Invalid value for parameter Limit, value: -1, valid min value: 1, paged by hand"#]],
    );
    check("kms|encrypt|--key-id|k|--plaintext|hello!", expect![[r#"error: Invalid base64: "hello!""#]]);
}

#[test]
fn bytes_are_base64_unless_they_are_raw() {
    check("kms|encrypt|--key-id|k|--plaintext|aGk=", expect!["{'KeyId': 'k', 'Plaintext': 'aGk='}"]);
    assert_eq!(decoded("kms|encrypt|--key-id|k|--plaintext|hi", false), "{'KeyId': 'k', 'Plaintext': 'aGk='}");
}

#[test]
fn files_give_text_or_bytes() {
    let cargo_toml =
        decoded("iam|put-role-policy|--role-name|r|--policy-name|p|--policy-document|file://~/Cargo.toml", true);
    assert!(cargo_toml.contains(r"[package]\nname ="), "{cargo_toml}");
    check(
        "iam|put-role-policy|--role-name|r|--policy-name|p|--policy-document|file:///nowhere",
        expect![
            "error: Error parsing parameter '--policy-document': Unable to load paramfile file:///nowhere: [Errno 2] No such file or directory: '/nowhere'"
        ],
    );
}

#[test]
fn structured_input_fills_in_what_the_line_leaves_open() {
    check(r#"dynamodb|describe-table|--cli-input-json|{"TableName":"t"}"#, expect!["{'TableName': 't'}"]);
    check(
        r#"dynamodb|describe-table|--cli-input-json|{"TableName":"t"}|--table-name|u"#,
        expect!["{'TableName': 'u'}"],
    );
    check("dynamodb|describe-table|--cli-input-yaml|TableName: t", expect!["{'TableName': 't'}"]);
    check(
        r#"dynamodb|describe-table|--cli-input-json|["t"]"#,
        expect![
            "error: Error parsing parameter '--cli-input-json': Invalid type: expecting map, received <class 'list'>"
        ],
    );
    check(
        "dynamodb|describe-table|--cli-input-json|{bad",
        expect!["error: Error parsing parameter 'cli-input-json': Invalid JSON received."],
    );
    check(r#"dynamodb|list-tables|--cli-input-json|{"Limit":3}"#, expect!["{'Limit': 3}, paged by hand"]);
    check(
        "dynamodb|describe-table|--generate-cli-skeleton",
        expect![[r#"
            error: Parameter validation failed:
            Missing required parameter in input: "TableName", skeleton Input"#]],
    );
    check(
        "dynamodb|describe-table|--generate-cli-skeleton|output",
        expect!["error: the following arguments are required: --table-name"],
    );
}

#[test]
fn paging_options_stand_in_for_those_of_the_service() {
    check(
        "iam|list-users|--max-items|5",
        expect!["{}, PageOptions { max_items: Some(5), page_size: None, starting_token: None }"],
    );
    check("dynamodb|list-tables|--limit|2", expect!["{'Limit': 2}, paged by hand"]);
    check(
        "dynamodb|list-tables|--limit|2|--page-size|3",
        expect!["error: Cannot specify --no-paginate along with pagination arguments: --page-size"],
    );
    check("elbv2|describe-load-balancers|--page-size|3", expect!["{'PageSize': 3}, paged by hand"]);
}

#[test]
fn customised_arguments_make_up_structures() {
    check(
        "ec2|authorize-security-group-ingress|--group-id|sg-1|--protocol|tcp|--port|22-25|--cidr|0.0.0.0/0",
        expect![
            "{'GroupId': 'sg-1', 'IpPermissions': [{'IpProtocol': 'tcp', 'FromPort': 22, 'ToPort': 25, 'IpRanges': [{'CidrIp': '0.0.0.0/0'}]}]}"
        ],
    );
    check(
        "ec2|run-instances|--image-id|ami-1|--count|1:3|--subnet-id|s|--associate-public-ip-address",
        expect![
            "{'ImageId': 'ami-1', 'MinCount': 1, 'MaxCount': 3, 'NetworkInterfaces': [{'DeviceIndex': 0, 'AssociatePublicIpAddress': True, 'SubnetId': 's'}]}"
        ],
    );
    check(
        "ses|send-email|--from|a@x|--to|b@x|c@x|--subject|s|--text|t",
        expect![
            "{'Source': 'a@x', 'Destination': {'ToAddresses': ['b@x', 'c@x']}, 'Message': {'Subject': {'Data': 's'}, 'Body': {'Text': {'Data': 't'}}}}"
        ],
    );
    check(
        "ses|send-email|--from|a@x|--destination|ToAddresses=b@x|--to|c@x|--text|t",
        expect![[
            r#"error: The key "to" cannot be specified when one of the following keys are also specified: destination"#
        ]],
    );
    check(
        "cloudwatch|put-metric-data|--namespace|n|--metric-name|m|--value|1.5|--dimensions|a=b,c=d",
        expect![
            "{'Namespace': 'n', 'MetricData': [{'MetricName': 'm', 'Value': 1.5, 'Dimensions': [{'Name': 'a', 'Value': 'b'}, {'Name': 'c', 'Value': 'd'}]}]}"
        ],
    );
    check(
        "lambda|update-function-code|--function-name|f|--zip-file|notazip",
        expect![[r#"
            error: --zip-file must be a zip file with the fileb:// prefix.
            Example usage:  --zip-file fileb://path/to/file.zip"#]],
    );
    check(
        "elb|register-instances-with-load-balancer|--load-balancer-name|l|--instances|i-1|i-2",
        expect!["{'LoadBalancerName': 'l', 'Instances': [{'InstanceId': 'i-1'}, {'InstanceId': 'i-2'}]}"],
    );
}

#[test]
fn timestamps_are_read_before_they_are_sent() {
    check(
        "cloudtrail|lookup-events|--start-time|2024-05-06|--end-time|1714979289",
        expect!["{'StartTime': '2024-05-06T00:00:00+00:00', 'EndTime': '2024-05-06T07:08:09+00:00'}"],
    );
    check(
        "cloudtrail|lookup-events|--start-time|soon",
        expect![[r#"
            error: Parameter validation failed:
            Invalid type for parameter StartTime, value: soon, type: <class 'str'>, valid types: <class 'datetime.datetime'>, timestamp-string"#]],
    );
}

#[test]
fn help_counts_only_alone() {
    check("ivs-realtime|create-stage|help", expect!["help"]);
    check("ivs-realtime|create-stage|help|me", expect!["error: Unknown options: me"]);
    check("ivs-realtime|create-stage|hlp", expect!["error: Unknown options: hlp"]);
}

/// The recorded command tree of the AWS CLI, over models a little older than ours.
#[test]
fn every_member_has_the_argument_it_has_in_the_aws_cli() {
    use super::arguments::ArgumentTable;

    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/harness/awscli/cache/v2/tree.json.gz");
    let Ok(file) = std::fs::File::open(path) else {
        println!("skipped: {path} is not there");
        return;
    };
    let tree: serde_json::Value =
        serde_json::from_reader(flate2::read::GzDecoder::new(file)).expect("the tree is JSON");
    let (mut seen, mut wrong) = (0, Vec::new());
    for (service, commands) in tree.as_object().expect("the tree has services") {
        let Some(entry) = naming::cli_service(service) else { continue };
        for (command, facts) in commands["sub"].as_object().into_iter().flatten() {
            let place = format!("{service} {command}");
            let operation = facts["op"].as_str().and_then(|it| entry.service().operation(it));
            let Some(operation) = operation else { continue };
            let table = ArgumentTable::of(operation, service, command);
            for (name, argument) in facts["args"].as_object().into_iter().flatten() {
                let member = argument["m"].as_str().unwrap_or(name);
                let Some(member) = operation.input.and_then(|it| it.member(member)) else { continue };
                seen += 1;
                match table.get(name) {
                    Some(found) if argument["t"] == found.type_name() => {}
                    Some(found) => wrong.push(format!("{place}: --{name} is {}", found.type_name())),
                    None => wrong.push(format!("{place}: --{name} for {} is missing", member.name)),
                }
            }
        }
    }
    assert!(seen > 60_000, "{seen} arguments were compared");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
