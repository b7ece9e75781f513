use super::*;
use callboard_plane::CallId;
use callboard_plane::error::Refusal;
use expect_test::{Expect, expect};

#[track_caller]
fn check(failure: &Failure, format: &str, expect: Expect) {
    let mut err = Vec::new();
    let format = format.parse().expect("the case names a format");
    let exit = failure.write(format, &Style::default(), &mut err).expect("a vector takes everything");
    expect.assert_eq(&format!("{}exit {}\n", String::from_utf8(err).expect("errors are text"), exit.code()));
}

fn refusal(code: &str, message: &str, members: Map, attempts: u32) -> Failure {
    let call = CallId { service: "dynamodb", operation: "ListTables" };
    let refusal = Refusal { code: code.into(), message: message.into(), members, attempts, ..Refusal::default() };
    Failure::from(&PlaneError::Service { call, refusal: Box::new(refusal) })
}

#[test]
fn a_refusal_names_code_operation_and_retries() {
    check(
        &refusal("ResourceNotFoundException", "no", Map::new(), 1),
        "legacy",
        expect![[r#"

            aws: [ERROR]: An error occurred (ResourceNotFoundException) when calling the ListTables operation (reached max retries: 0): no
            exit 254
        "#]],
    );
    check(
        &refusal("400", "", Map::new(), 0),
        "enhanced",
        expect![[r#"

            aws: [ERROR]: An error occurred (400) when calling the ListTables operation:
            exit 254
        "#]],
    );
}

#[test]
fn enhanced_adds_the_members_of_the_error() {
    let members = Map::new()
        .with("message", "no")
        .with("Type", "User")
        .with("Ids", vec![Document::from("a"), Document::from(1i64)])
        .with("At", Map::new().with("x", true).with("y", Document::Null))
        .with("Reasons", vec![Document::from(Map::new().with("Code", "None"))]);
    check(
        &refusal("Cancelled", "no", members, 3),
        "enhanced",
        expect![[r#"

            aws: [ERROR]: An error occurred (Cancelled) when calling the ListTables operation (reached max retries: 2): no

            Additional error details:
            Type: User
            Ids: [a, 1]
            At: {x: True, y: None}
            Reasons: <complex value>
            Use "--cli-error-format json" or another error format to see the full details.
            exit 254
        "#]],
    );
}

#[test]
fn other_formats_print_the_error_as_a_document() {
    let failure = refusal("ResourceNotFoundException", "no", Map::new().with("message", "no"), 1);
    check(
        &failure,
        "json",
        expect![[r#"
            {
                "Message": "no",
                "Code": "ResourceNotFoundException",
                "message": "no"
            }
            exit 254
        "#]],
    );
    check(
        &failure,
        "yaml",
        expect![[r#"
            Code: ResourceNotFoundException
            Message: no
            message: no
            exit 254
        "#]],
    );
    check(&failure, "text", expect!["ResourceNotFoundException\tno\tno\nexit 254\n"]);
    check(
        &failure,
        "table",
        expect![[r#"
            -----------------------------------------------------
            |                       error                       |
            +----------------------------+----------+-----------+
            |            Code            | Message  |  message  |
            +----------------------------+----------+-----------+
            |  ResourceNotFoundException |  no      |  no       |
            +----------------------------+----------+-----------+
            exit 254
        "#]],
    );
}

#[test]
fn a_command_line_that_cannot_be_read_is_followed_by_the_usage() {
    check(
        &Failure::command_line("the following arguments are required: --name"),
        "enhanced",
        expect![[r#"

            aws: [ERROR]: An error occurred (ParamValidation): the following arguments are required: --name

            usage: aws [options] <command> <subcommand> [<subcommand> ...] [parameters]
            To see help text, you can run:

              aws help
              aws <command> help
              aws <command> <subcommand> help
            exit 252
        "#]],
    );
    check(
        &Failure::unknown_options(&["--foo".to_owned(), "bar".to_owned()]),
        "enhanced",
        expect![[r#"

            usage: aws [options] <command> <subcommand> [<subcommand> ...] [parameters]
            To see help text, you can run:

              aws help
              aws <command> help
              aws <command> <subcommand> help


            aws: [ERROR]: Unknown options: --foo, bar
            exit 252
        "#]],
    );
}

#[test]
fn the_network_and_the_host_have_their_own_words() {
    let call = CallId { service: "sts", operation: "GetCallerIdentity" };
    let error = PlaneError::NoAnswer {
        call,
        endpoint: "http://127.0.0.1:1/".into(),
        attempts: 1,
        source: NetworkError::ConnectTimeout,
    };
    check(
        &Failure::from(&error),
        "json",
        expect![[r#"

            aws: [ERROR]: Connect timeout on endpoint URL: "http://127.0.0.1:1/"
            exit 255
        "#]],
    );
    check(
        &Failure::from(&HostError::NoRegion),
        "legacy",
        expect![[r#"

            aws: [ERROR]: An error occurred (NoRegion): You must specify a region. You can also configure your region by running "aws configure".
            exit 253
        "#]],
    );
}
