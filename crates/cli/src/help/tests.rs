//! Pages of help over the registry, and over documentation made up here.

use callboard_model::naming::cli as naming;
use callboard_model::registry;
use callboard_model::service::Service;
use expect_test::{Expect, expect};

use super::words::ServiceWords;
use super::{HelpTopic, render};
use crate::decode::arguments::ArgumentTable;
use crate::decode::globals;
use crate::host::{Connection, Host, HostError, Session};

/// A host that has nothing but documentation.
struct Documented(Option<&'static str>);

impl Host for Documented {
    fn variable(&self, _: &str) -> Option<String> {
        None
    }
    fn setting(&self, _: Option<&str>, _: &str) -> Result<Option<String>, HostError> {
        Ok(None)
    }
    fn alias_file(&self) -> Option<(String, String)> {
        None
    }
    fn open(&self, _: &Connection, _: &'static Service) -> Result<Session, HostError> {
        Err(HostError::NoRegion)
    }
    fn stdout_is_terminal(&self) -> bool {
        false
    }
    fn terminal_width(&self) -> Option<usize> {
        None
    }
    fn documentation(&self, _: &str) -> Option<String> {
        self.0.map(str::to_owned)
    }
}

fn operation_page(service: &str, command: &str, documentation: Option<&'static str>) -> String {
    let entry = naming::cli_service(service).expect("a service");
    let operation = naming::cli_operation(entry, command).expect("an operation");
    let operation = entry.service().operation(operation).expect("an operation of the model");
    let arguments = ArgumentTable::of(operation, service, command);
    render(HelpTopic::Operation { operation, command, arguments: &arguments }, &Documented(documentation), 80)
}

/// Shows one section of a page, or what stands between two lines of it.
#[track_caller]
fn check_part(page: &str, from: &str, to: &str, expect: Expect) {
    let begin = page.find(from).unwrap_or_else(|| panic!("no `{from}` in:\n{page}"));
    let end = page[begin + from.len()..].find(to).map_or(page.len(), |it| begin + from.len() + it);
    expect.assert_eq(page[begin..end].trim_end());
}

#[test]
fn an_operation_has_a_synopsis() {
    let page = operation_page("ivs-realtime", "create-stage", None);
    check_part(
        &page,
        "CREATE-STAGE()",
        "          [--debug]",
        expect![[r#"
        CREATE-STAGE()                                                  CREATE-STAGE()



        NAME
               create-stage -

        DESCRIPTION
               Creates a stage, and the participant tokens that are asked for with it.

        SYNOPSIS
                    create-stage
                  [--name <value>]
                  [--participant-token-configurations <value>]
                  [--tags <value>]
                  [--auto-participant-recording-configuration <value>]
                  [--cli-input-json | --cli-input-yaml]
                  [--generate-cli-skeleton <value>]"#]],
    );
}

#[test]
fn options_show_their_types_limits_and_syntax() {
    let page = operation_page("ivs-realtime", "create-stage", None);
    check_part(
        &page,
        "\nOPTIONS",
        "       --auto-participant",
        expect![[r#"

        OPTIONS
               --name (string)
                  A name for people to read. It need not be unique.

                  Constraints:

                  o min: 0

                  o max: 128

                  o pattern: [a-zA-Z0-9-_]*

               --participant-token-configurations (list)
                  The tokens to make along with the stage, one for each participant.

                  Constraints:

                  o min: 0

                  o max: 12

                  (structure)
                      One participant's token.

                      duration -> (integer)
                         Minutes for which the token can be used. Default: 720 (12
                         hours).

                         Constraints:

                         o min: 1

                         o max: 20160

                      userId -> (string)
                         Whom the token is for, in your own words. Everyone on the
                         stage can see it.

                         Constraints:

                         o min: 0

                         o max: 128

                      attributes -> (map)
                         Names and values of your own that go into the token. Everyone
                         on the stage can see them.

                         key -> (string)

                         value -> (string)

                      capabilities -> (list)
                         What its holder may do on the stage. Default: both.

                         Constraints:

                         o min: 0

                         o max: 2

                         (string)

                             Possible values:

                             o PUBLISH

                             o SUBSCRIBE

               Shorthand Syntax:

                  duration=integer,userId=string,attributes={KeyName1=string,KeyName2=string},capabilities=string,string ...

               JSON Syntax:

                  [
                    {
                      "duration": integer,
                      "userId": "string",
                      "attributes": {"string": "string"
                        ...},
                      "capabilities": ["PUBLISH"|"SUBSCRIBE", ...]
                    }
                    ...
                  ]

               --tags (map)
                  Tags: up to 50 keys, each with a value.

                  Constraints:

                  o min: 0

                  o max: 50

                  key -> (string)

                      Constraints:

                      o min: 1

                      o max: 128

                  value -> (string)

                      Constraints:

                      o min: 0

                      o max: 256

               Shorthand Syntax:

                  KeyName1=string,KeyName2=string

               JSON Syntax:

                  {"string": "string"
                    ...}"#]],
    );
}

#[test]
fn examples_and_output_end_the_page() {
    let page = operation_page("ivs-realtime", "create-participant-token", None);
    check_part(
        &page,
        "\nEXAMPLES",
        "\n\n\n\n\n",
        expect![[r#"

        EXAMPLES
               To let another participant onto a stage

                  aws ivs-realtime create-participant-token \
                      --stage-arn arn:aws:ivs:us-east-1:123456789012:stage/Xk3pQ9vT2mWz \
                      --user-id bob --capabilities SUBSCRIBE --attributes team=red

        OUTPUT
               participantToken -> (structure)
                  The token.

                  participantId -> (string)
                      The id of the participant, which the token carries.

                      Constraints:

                      o min: 0

                      o max: 64

                      o pattern: [a-zA-Z0-9-_]*

                  token -> (string)
                      The token itself, as a client passes it on. Treat it as a
                      secret, and its content as nobody's business.

                  userId -> (string)
                      Whom the token is for, in your own words. Everyone on the stage
                      can see it.

                      Constraints:

                      o min: 0

                      o max: 128

                  attributes -> (map)
                      Names and values of your own that go into the token. Everyone on
                      the stage can see them.

                      key -> (string)

                      value -> (string)

                  duration -> (integer)
                      Minutes for which the token can be used. Default: 720 (12
                      hours).

                      Constraints:

                      o min: 1

                      o max: 20160

                  capabilities -> (list)
                      What its holder may do on the stage. Default: both.

                      Constraints:

                      o min: 0

                      o max: 2

                      (string)

                         Possible values:

                         o PUBLISH

                         o SUBSCRIBE

                  expirationTime -> (timestamp)
                      When the token ends.



                                                            CREATE-PARTICIPANT-TOKEN()"#]],
    );
}

#[test]
fn flags_stand_together_and_listings_have_their_options() {
    let page = operation_page("ec2", "describe-instances", None);
    check_part(
        &page,
        "\nSYNOPSIS",
        "          [--debug]",
        expect![[r#"

        SYNOPSIS
                    describe-instances
                  [--instance-ids <value>]
                  [--include-managed-resources | --no-include-managed-resources]
                  [--dry-run | --no-dry-run]
                  [--filters <value>]
                  [--cli-input-json | --cli-input-yaml]
                  [--starting-token <value>]
                  [--page-size <value>]
                  [--max-items <value>]
                  [--generate-cli-skeleton <value>]"#]],
    );
    check_part(
        &page,
        "--starting-token (string)",
        "\nGLOBAL",
        expect![[r#"
        --starting-token (string) Where to begin: the NextToken of an answer
               that --max-items ended, or a token of the service.

               --page-size (integer) How many items the service is asked for in each
               call. More calls are made where there are more; the answer is the same.

               --max-items (integer) How many items are printed at most. Where there
               are more, the answer has a NextToken, from which --starting-token goes
               on.

               --generate-cli-skeleton (string) Prints an input to fill in and makes
               no call: `input` (also where no value is given) as JSON for
               --cli-input-json, `yaml-input` as YAML for --cli-input-yaml. With
               `output`, the parameters are checked and an answer is made up in the
               form of a real one."#]],
    );
}

#[test]
fn what_the_documentation_says_is_merged_in() {
    let page = operation_page(
        "ivs-realtime",
        "delete-stage",
        Some(
            r#"{"operations": {"DeleteStage": {"documentation": "<p>Made up <code>words</code>.</p><ul><li>one</li></ul>"}},
            "shapes": {"DeleteStageRequest": {"members": {"arn": {"documentation": "<p>Which.</p><note><p>Really.</p></note>"}}}}}"#,
        ),
    );
    check_part(
        &page,
        "\nDESCRIPTION",
        "\nSYNOPSIS",
        expect![[r#"

        DESCRIPTION
               Made up words.

               o one"#]],
    );
    check_part(
        &page,
        "\nOPTIONS",
        "       --cli-input-json",
        expect![[r#"

        OPTIONS
               --arn (string) [required]
                  Which.

                  NOTE:
                      Really.

                  Constraints:

                  o min: 1

                  o max: 128

                  o pattern: arn:aws:ivs:[a-z0-9-]+:[0-9]+:stage/[a-zA-Z0-9-]+"#]],
    );
}

#[test]
fn a_waiter_says_what_it_waits_for() {
    let service = registry::service("dynamodb").expect("a service");
    let waiter = service.waiters().iter().find(|it| it.name == "TableExists").expect("a waiter");
    let operation = service.operation(waiter.operation).expect("its operation");
    let arguments = ArgumentTable::of(operation, "wait", "table-exists");
    let topic = HelpTopic::Waiter { waiter, operation, command: "table-exists", arguments: &arguments };
    check_part(
        &render(topic, &Documented(None), 80),
        "\nDESCRIPTION",
        "          [--cli-input",
        expect![[r#"

        DESCRIPTION
               Asks describe-table every 20 seconds, up to 25 times, until
               Table.TableStatus is ACTIVE. Ends with exit code 255 where that does
               not happen.

        SYNOPSIS
                    table-exists
                  --table-name <value>"#]],
    );
    let page = render(HelpTopic::Wait { service }, &Documented(None), 80);
    check_part(
        &page,
        "WAIT()",
        "\n\n\n\n\n",
        expect![[r#"
        WAIT()                                                                  WAIT()



        NAME
               wait -

        DESCRIPTION
               Waits until something is in a certain state. Each command asks the
               service again and again until it is.

        AVAILABLE COMMANDS
               o bulk-operation-completed

               o contributor-insights-enabled

               o export-completed

               o import-completed

               o kinesis-streaming-destination-active

               o table-exists

               o table-not-exists



                                                                                WAIT()"#]],
    );
}

#[test]
fn services_list_their_commands() {
    let entry = registry::service_entry("ivs-realtime").expect("a service");
    let commands = ["create-stage".to_owned(), "wait".to_owned()];
    let topic = HelpTopic::Service { entry, command: "ivs-realtime", commands: &commands };
    check_part(
        &render(topic, &Documented(None), 60),
        "IVS-REALTIME()",
        "\n\n\n\n\n",
        expect![[r#"
        IVS-REALTIME()                              IVS-REALTIME()



        NAME
               ivs-realtime -

        DESCRIPTION
               Live video for groups: participants join a stage
               with a token, publish to it and subscribe to each
               other. A stage can be recorded, composed into one
               picture, or fed by an encoder.

        AVAILABLE COMMANDS
               o create-stage
                 Creates a stage, and the participant tokens that
                 are asked for with it.

               o wait



                                                    IVS-REALTIME()"#]],
    );
}

#[test]
fn the_first_page_has_global_options_and_services() {
    let commands = ["s3api".to_owned(), "sts".to_owned()];
    let page = render(HelpTopic::Top { commands: &commands }, &Documented(None), 80);
    check_part(
        &page,
        "AWS()",
        "       --endpoint-url",
        expect![[r#"
        AWS()                                                                    AWS()



        NAME
               aws -

        DESCRIPTION
               Takes the command lines of the AWS CLI and carries them out on the
               control plane in force: the embedded one, which needs no account and
               keeps what it is given, any AWS-compatible endpoint, or AWS itself.

               Commands are written `aws ...` here. Type `callboard aws ...`, or give
               the program the name `aws`.

        SYNOPSIS
                  aws [options] <command> <subcommand> [parameters]

               `aws <command> help` lists the commands of a service, `aws <command>
               <subcommand> help` says what one of them takes and answers. Parameters
               in square brackets are optional.

        GLOBAL OPTIONS
               --debug (boolean)

               Writes what happens on the way to stderr."#]],
    );
    check_part(
        &page,
        "\nAVAILABLE SERVICES",
        "\n\n\n\n\n",
        expect![[r#"

        AVAILABLE SERVICES
               o s3api

               o sts



                                                                                 AWS()"#]],
    );
}

/// Our words are about things that the model has.
#[test]
fn words_fit_the_models() {
    for name in ServiceWords::services() {
        let service = registry::service(name).expect("a service of the registry");
        let words = ServiceWords::of(name).expect("its words");
        let unknown: Vec<&str> = words
            .keys()
            .filter(|key| match key.split_once('.') {
                None => *key != "*" && service.operation(key).is_none() && service.shape(key).is_none(),
                Some(("*", _)) => false,
                Some((shape, member)) => service.shape(shape).is_none_or(|it| it.member(member).is_none()),
            })
            .collect();
        assert!(unknown.is_empty(), "{name}: {unknown:?}");
        let without: Vec<&str> = service.operation_names().filter(|it| words.get(it).is_none()).collect();
        assert!(without.is_empty(), "{name}: no words for {without:?}");
    }
}

/// The commands of our examples have only options that there are.
#[test]
fn examples_fit_the_options() {
    for name in ServiceWords::services() {
        let service = registry::service(name).expect("a service of the registry");
        let words = ServiceWords::of(name).expect("its words");
        for operation in service.operation_names().filter_map(|it| service.operation(it)) {
            let command = naming::cli_name(operation.name);
            let table = ArgumentTable::of(operation, naming::cli_service_name(name), &command);
            for example in words.examples(operation.name) {
                let text = example.command.join(" ");
                // What is inside `$(...)` is a command of its own.
                let text = text.split("$(").next().unwrap_or_default();
                assert!(text.contains(&format!("aws {name} {command}")), "{text}");
                for option in text.split_whitespace().filter_map(|it| it.strip_prefix("--")) {
                    let is_global = globals::OPTIONS.iter().any(|it| it.name == option);
                    assert!(is_global || table.get(option).is_some_and(|it| !it.hidden), "{command}: --{option}");
                }
            }
        }
    }
}

/// Every page of every service can be made, and names every option.
#[test]
fn every_operation_has_a_page() {
    for entry in registry::services() {
        let service = entry.service();
        for name in service.operation_names().step_by(60) {
            let operation = service.operation(name).expect("an operation");
            let command = naming::cli_name(name);
            let arguments = ArgumentTable::of(operation, naming::cli_service_name(entry.name), &command);
            let topic = HelpTopic::Operation { operation, command: &command, arguments: &arguments };
            let page = render(topic, &Documented(None), 80);
            for argument in arguments.arguments.iter().filter(|it| !it.hidden) {
                assert!(page.contains(&argument.name), "{} {name}: {}", entry.name, argument.name);
            }
        }
    }
}
