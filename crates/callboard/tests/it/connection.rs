//! Where calls go and as whom: options, environment, profiles; and what is said when that cannot be.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use callboard_testkit::canned::{CannedAnswer, CannedRequest, CannedServer};
use callboard_testkit::program::{Printed, Program};
use expect_test::{Expect, expect};
use tempfile::TempDir;

use crate::callboard;

const LIST: [&str; 3] = ["aws", "ivs-realtime", "list-stages"];

fn server() -> CannedServer {
    CannedServer::start(|_| CannedAnswer::json(r#"{"stages": []}"#))
}

/// The binary with a region and keys in its environment.
fn with_keys() -> (TempDir, Program) {
    let (home, program) = callboard();
    let program = program.variable("AWS_REGION", "eu-west-1");
    (home, program.variable("AWS_ACCESS_KEY_ID", "AKIDENV").variable("AWS_SECRET_ACCESS_KEY", "secret"))
}

/// Writes a file of the home's `.aws` folder.
fn write(home: &TempDir, name: &str, text: &str) {
    let folder = home.path().join(".aws");
    fs::create_dir_all(&folder).expect("a writable home");
    fs::write(folder.join(name), text).expect("a writable folder");
}

/// Access key, region and service that a request was signed for.
fn signed_for(request: &CannedRequest) -> String {
    let authorization = request.header("authorization").unwrap_or("unsigned");
    let scope = authorization.split_once("Credential=").map_or(authorization, |(_, rest)| rest);
    let parts: Vec<&str> = scope.split(',').next().unwrap_or_default().split('/').collect();
    match parts[..] {
        [key, _, region, service, _] => format!("{key} {region}/{service}"),
        _ => scope.to_owned(),
    }
}

/// Lists stages with more words, and returns who asked the server for them.
#[track_caller]
fn who(program: &Program, server: &CannedServer, words: &[&str]) -> String {
    let printed = program.run(&[&LIST, words].concat());
    assert_eq!(printed.code, 0, "{}", printed.stderr);
    let requests = server.take_requests();
    assert_eq!(requests.len(), 1);
    signed_for(&requests[0])
}

#[track_caller]
fn check_failure(printed: &Printed, code: i32, expect: Expect) {
    assert_eq!((printed.code, printed.stdout.as_str()), (code, ""), "{}", printed.stderr);
    expect.assert_eq(printed.stderr.trim());
}

#[test]
fn keys_come_from_the_environment_the_files_and_a_process() {
    let server = server();
    let url = server.url();
    let (home, program) = callboard();
    let program = program.variable("AWS_ENDPOINT_URL", &url);
    let process = home.path().join("keys");
    let keys = r#"{"Version": 1, "AccessKeyId": "AKIDPROCESS", "SecretAccessKey": "s", "SessionToken": "t"}"#;
    fs::write(&process, format!("#!/bin/sh\necho run >> {}.log\necho '{keys}'\n", process.display())).expect("a file");
    fs::set_permissions(&process, fs::Permissions::from_mode(0o700)).expect("a file of ours");
    write(
        &home,
        "config",
        &format!(
            "[default]\nregion = us-west-2\naws_access_key_id = AKIDCONFIG\naws_secret_access_key = s\n\
             [profile process]\nregion = sa-east-1\ncredential_process = {}\n",
            process.display()
        ),
    );
    expect!["AKIDCONFIG us-west-2/ivs"].assert_eq(&who(&program, &server, &[]));
    write(&home, "credentials", "[default]\naws_access_key_id = AKIDFILE\naws_secret_access_key = s\n");
    expect!["AKIDFILE us-west-2/ivs"].assert_eq(&who(&program, &server, &[]));
    expect!["AKIDFILE eu-west-1/ivs"].assert_eq(&who(&program, &server, &["--region", "eu-west-1"]));
    expect!["AKIDPROCESS sa-east-1/ivs"].assert_eq(&who(&program, &server, &["--profile", "process"]));
    let program = program.variable("AWS_ACCESS_KEY_ID", "AKIDENV").variable("AWS_SECRET_ACCESS_KEY", "s");
    expect!["AKIDENV us-west-2/ivs"].assert_eq(&who(&program, &server, &[]));
    expect!["AKIDPROCESS sa-east-1/ivs"].assert_eq(&who(&program, &server, &["--profile", "process"]));
    expect!["unsigned"].assert_eq(&who(&program, &server, &["--no-sign-request"]));
    // A profile that the environment names does not set keys of the environment aside.
    let program = program.variable("AWS_PROFILE", "process");
    expect!["AKIDENV sa-east-1/ivs"].assert_eq(&who(&program, &server, &[]));
}

#[test]
fn credentials_are_fetched_once_for_all_pages() {
    let pages = AtomicUsize::new(0);
    let server = CannedServer::start(move |_| {
        let token = match pages.fetch_add(1, Ordering::SeqCst) {
            0 => "second",
            1 => "third",
            _ => "",
        };
        CannedAnswer::json(format!(r#"{{"ResourceTagMappingList": [], "PaginationToken": "{token}"}}"#))
    });
    let (home, program) = callboard();
    let log = home.path().join("log");
    let keys =
        r#"{"Version": 1, "AccessKeyId": "AKIDPROCESS", "SecretAccessKey": "s", "Expiration": "2099-01-01T00:00:00Z"}"#;
    write(&home, "keys.json", keys);
    write(
        &home,
        "config",
        &format!(
            "[default]\nregion = us-west-2\ncredential_process = sh -c 'echo run >> {} && cat {}'\n",
            log.display(),
            home.path().join(".aws/keys.json").display()
        ),
    );
    let words = ["aws", "resourcegroupstaggingapi", "get-resources", "--endpoint-url", &server.url()];
    let printed = program.run(&words);
    assert_eq!(printed.code, 0, "{}", printed.stderr);
    assert_eq!(server.take_requests().len(), 3);
    assert_eq!(fs::read_to_string(log).expect("the process ran"), "run\n");
}

/// The answer of STS to an AssumeRole.
const ROLE: &str = "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials>\
    <AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>tok</SessionToken>\
    <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>";

#[test]
fn a_role_is_assumed_at_the_endpoint_of_sts() {
    let sts = CannedServer::start(|_| CannedAnswer {
        headers: vec![("content-type".to_owned(), "text/xml".to_owned())],
        ..CannedAnswer::json(ROLE)
    });
    let server = server();
    let (home, program) = callboard();
    write(
        &home,
        "config",
        "[profile base]\naws_access_key_id = AKIDBASE\naws_secret_access_key = s\n\
         [profile role]\nregion = eu-west-1\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = base\n",
    );
    let program = program.variable("AWS_ENDPOINT_URL_STS", &sts.url());
    let program = program.variable("AWS_ENDPOINT_URL_IVS_REALTIME", &server.url());
    expect!["ASIAROLE eu-west-1/ivs"].assert_eq(&who(&program, &server, &["--profile", "role"]));
    let asked = sts.take_requests();
    expect!["AKIDBASE eu-west-1/sts"].assert_eq(&signed_for(&asked[0]));
    assert!(String::from_utf8_lossy(&asked[0].body).contains("Action=AssumeRole"));
}

/// A machine's metadata service: a token first, then the name of its role, then the role's keys.
fn metadata(request: &CannedRequest) -> CannedAnswer {
    let keys = r#"{"Code": "Success", "Type": "AWS-HMAC", "AccessKeyId": "ASIAMACHINE", "SecretAccessKey": "s",
        "Token": "t", "LastUpdated": "2026-01-01T00:00:00Z", "Expiration": "2099-01-01T00:00:00Z"}"#;
    let ttl = vec![("x-aws-ec2-metadata-token-ttl-seconds".to_owned(), "21600".to_owned())];
    match request.target.as_str() {
        "/latest/api/token" => CannedAnswer { headers: ttl, ..CannedAnswer::json("token") },
        target if target.ends_with("/role") => CannedAnswer::json(keys),
        target if target.ends_with("/security-credentials/") => CannedAnswer::json("role"),
        _ => CannedAnswer { status: 404, ..CannedAnswer::json("") },
    }
}

#[test]
fn a_machine_may_have_a_role_and_whatever_else_answers_has_none() {
    let server = server();
    let machine = CannedServer::start(metadata);
    let (home, program) = callboard();
    write(&home, "config", "[profile empty]\nregion = us-east-1\n");
    let program = program.variable("AWS_EC2_METADATA_DISABLED", "false").variable("AWS_REGION", "eu-west-1");
    let program = program.variable("AWS_ENDPOINT_URL", &server.url());
    let program = program.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT", &machine.url());
    expect!["ASIAMACHINE eu-west-1/ivs"].assert_eq(&who(&program, &server, &[]));
    expect!["ASIAMACHINE eu-west-1/ivs"].assert_eq(&who(&program, &server, &["--profile", "empty"]));
    let other = CannedServer::start(|_| CannedAnswer { status: 403, ..CannedAnswer::json("") });
    let program = program.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT", &other.url());
    assert_eq!(program.run(&LIST).code, 253);
    assert!(server.take_requests().is_empty());
}

#[test]
fn what_is_missing_is_said_in_the_words_of_the_aws_cli() {
    let (home, program) = callboard();
    let aws = |words: &[&str]| program.run(&[&["--target", "aws"], &LIST[..], words].concat());
    check_failure(
        &aws(&[]),
        253,
        expect![[
            r#"aws: [ERROR]: An error occurred (NoRegion): You must specify a region. You can also configure your region by running "aws configure"."#
        ]],
    );
    let url = ["--region", "us-east-1", "--endpoint-url", "http://127.0.0.1:1"];
    check_failure(
        &aws(&url),
        253,
        expect![[
            r#"aws: [ERROR]: An error occurred (NoCredentials): Unable to locate credentials. You can configure credentials by running "aws login"."#
        ]],
    );
    let half = Program::new(env!("CARGO_BIN_EXE_callboard"), home.path()).variable("AWS_ACCESS_KEY_ID", "AKID");
    check_failure(
        &half.run(&[&LIST, &url[..]].concat()),
        255,
        expect!["aws: [ERROR]: Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY"],
    );
    check_failure(
        &aws(&["--profile", "nobody"]),
        255,
        expect!["aws: [ERROR]: The config profile (nobody) could not be found"],
    );
}

#[test]
fn a_profile_without_keys_has_none() {
    let (home, program) = callboard();
    write(&home, "config", "[profile empty]\nregion = us-east-1\n");
    let words = ["--profile", "empty", "--endpoint-url", "http://127.0.0.1:1"];
    check_failure(
        &program.run(&[&LIST[..], &words].concat()),
        253,
        expect![[
            r#"aws: [ERROR]: An error occurred (NoCredentials): Unable to locate credentials. You can configure credentials by running "aws login"."#
        ]],
    );
}

#[test]
fn attempts_follow_environment_and_profile() {
    let failing = CannedServer::start(|_| CannedAnswer { status: 500, ..CannedAnswer::json("{}") });
    let (home, program) = with_keys();
    let program = program.variable("AWS_ENDPOINT_URL", &failing.url());
    write(&home, "config", "[default]\nmax_attempts = 2\n");
    check_failure(
        &program.run(&LIST),
        254,
        expect![
            "aws: [ERROR]: An error occurred (500) when calling the ListStages operation (reached max retries: 1):"
        ],
    );
    assert_eq!(failing.take_requests().len(), 2);
    let program = program.variable("AWS_MAX_ATTEMPTS", "1");
    assert_eq!(program.run(&LIST).code, 254);
    assert_eq!(failing.take_requests().len(), 1);
    check_failure(
        &program.variable("AWS_MAX_ATTEMPTS", "0").run(&LIST),
        255,
        expect![[
            r#"aws: [ERROR]: Value provided to "max_attempts": 0 must be an integer greater than or equal to 1."#
        ]],
    );
}

#[test]
fn the_endpoint_is_named_by_option_environment_and_services_section() {
    let (option, variable, service, section) = (server(), server(), server(), server());
    let all = [("option", &option), ("variable", &variable), ("service", &service), ("section", &section)];
    let asked = || -> Vec<&str> {
        all.iter().filter(|(_, it)| !it.take_requests().is_empty()).map(|(name, _)| *name).collect()
    };
    let (home, program) = with_keys();
    let config =
        format!("[default]\nservices = dev\n[services dev]\nivs_realtime =\n  endpoint_url = {}\n", section.url());
    write(&home, "config", &config);
    let run = |program: &Program, words: &[&str]| {
        let printed = program.run(&[&LIST[..], words].concat());
        assert_eq!(printed.code, 0, "{}", printed.stderr);
        asked().join(" ")
    };
    assert_eq!(run(&program, &[]), "section");
    let program = program.variable("AWS_ENDPOINT_URL", &variable.url());
    assert_eq!(run(&program, &[]), "variable");
    let program = program.variable("AWS_ENDPOINT_URL_IVS_REALTIME", &service.url());
    assert_eq!(run(&program, &[]), "service");
    assert_eq!(run(&program, &["--endpoint-url", &option.url()]), "option");
    let target = |target: &str| [&["--target", target], &LIST[..]].concat().join(" ");
    for (words, expected) in [(target("aws"), "service"), (target(&option.url()), "option"), (target("embedded"), "")] {
        let printed = program.run(&words.split(' ').collect::<Vec<_>>());
        assert_eq!((printed.code, asked().join(" ").as_str()), (0, expected), "{words}: {}", printed.stderr);
    }
    let ignoring = program.variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
    assert_eq!(run(&ignoring, &[]), "", "the embedded plane answers");
}

#[test]
fn called_as_aws_it_talks_to_aws_by_the_settings_of_aws() {
    let server = server();
    let (home, _) = callboard();
    let aws = home.path().join("aws");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_callboard"), &aws).expect("a link in our home");
    let aws = Program::new(aws, home.path()).variable("AWS_ENDPOINT_URL", &server.url());
    let aws = aws.variable("AWS_ACCESS_KEY_ID", "AKIDENV").variable("AWS_SECRET_ACCESS_KEY", "secret");
    let printed = aws.run(&["ivs-realtime", "list-stages", "--region", "eu-west-1"]);
    assert_eq!(printed.code, 0, "{}", printed.stderr);
    expect!["AKIDENV eu-west-1/ivs"].assert_eq(&signed_for(&server.take_requests()[0]));
}

#[test]
fn an_endpoint_that_is_none_is_refused_as_the_aws_cli_does() {
    let (_home, program) = with_keys();
    let run = |url: &str| program.run(&[&LIST[..], &["--endpoint-url", url]].concat());
    let missing = expect![[
        r#"aws: [ERROR]: An error occurred (ParamValidation): Bad value for --endpoint-url "127.0.0.1:80": scheme is missing.  Must be of the form http://<hostname>/ or https://<hostname>/"#
    ]];
    check_failure(&run("127.0.0.1:80"), 252, missing);
    let missing = expect![[
        r#"aws: [ERROR]: An error occurred (ParamValidation): Bad value for --endpoint-url "nonsense": scheme is missing.  Must be of the form http://<hostname>/ or https://<hostname>/"#
    ]];
    check_failure(&run("nonsense"), 252, missing);
    check_failure(&run("localhost:80"), 255, expect!["aws: [ERROR]: Invalid endpoint: localhost:80"]);
    let configured = program.variable("AWS_ENDPOINT_URL", "nonsense");
    check_failure(&configured.run(&LIST), 255, expect!["aws: [ERROR]: Invalid endpoint: nonsense"]);
}

/// A port behind which somebody listens, and says nothing.
fn silent() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port on the loopback");
    let port = listener.local_addr().expect("a bound listener has an address").port();
    (listener, port)
}

#[test]
fn time_limits_end_a_call_in_the_words_of_the_aws_cli() {
    let (_listener, port) = silent();
    let (_home, program) = with_keys();
    let program = program.variable("AWS_MAX_ATTEMPTS", "1");
    let run = |words: &[&str]| {
        let mut printed = program.run(&[&LIST[..], words].concat());
        printed.stderr = printed.stderr.replace(&port.to_string(), "PORT");
        printed
    };
    check_failure(
        &run(&["--endpoint-url", &format!("http://127.0.0.1:{port}"), "--cli-read-timeout", "1"]),
        255,
        expect![[r#"aws: [ERROR]: Read timeout on endpoint URL: "http://127.0.0.1:PORT/ListStages""#]],
    );
    check_failure(
        &run(&["--endpoint-url", &format!("https://127.0.0.1:{port}"), "--cli-connect-timeout", "1"]),
        255,
        expect![[r#"aws: [ERROR]: Connect timeout on endpoint URL: "https://127.0.0.1:PORT/ListStages""#]],
    );
}

#[test]
fn a_connection_that_fails_is_told_in_the_words_of_the_aws_cli() {
    let (_home, program) = with_keys();
    let program = program.variable("AWS_MAX_ATTEMPTS", "1");
    let closed = CannedServer::start(|_| CannedAnswer::json("{}"));
    let url = closed.url();
    drop(closed);
    let run = |program: &Program, url: &str| program.run(&[&LIST[..], &["--endpoint-url", url]].concat());
    let port = url.rsplit(':').next().unwrap_or_default();
    let mut printed = run(&program, &url);
    printed.stderr = printed.stderr.replace(port, "PORT");
    check_failure(
        &printed,
        255,
        expect![[r#"aws: [ERROR]: Could not connect to the endpoint URL: "http://127.0.0.1:PORT/ListStages""#]],
    );
    let proxied = program.variable("HTTP_PROXY", "http://ada:secret@127.0.0.1:1");
    check_failure(
        &run(&proxied, "http://service.invalid"),
        255,
        expect![[r#"aws: [ERROR]: Failed to connect to proxy URL: "http://***:***@127.0.0.1:1""#]],
    );
    let excepted = proxied.variable("no_proxy", "127.0.0.1");
    let printed = run(&excepted, &url);
    assert!(printed.stderr.contains("Could not connect to the endpoint URL"), "{}", printed.stderr);
}

#[test]
fn certificates_are_trusted_by_a_bundle() {
    let (home, program) = with_keys();
    let serve =
        program.start(&["serve", "--listen", "127.0.0.1:0", "--tls", "--log-format", "off"], "https://127.0.0.1:");
    let at = serve.line.find("https://127.0.0.1:").expect("the line names the address");
    let url: String =
        serve.line[at..].chars().take_while(|it| !it.is_whitespace() && !"`\"',;".contains(*it)).collect();
    let run = |program: &Program, words: &[&str]| {
        let program_words = [&LIST[..], &["--endpoint-url", &url], words].concat();
        let printed = program.run(&program_words);
        (printed.code, printed.stderr)
    };
    let program = program.variable("AWS_MAX_ATTEMPTS", "1");
    let (code, message) = run(&program, &[]);
    assert_eq!(code, 255);
    assert!(message.contains(&format!("SSL validation failed for {url}/ListStages")), "{message}");
    assert_eq!(run(&program, &["--no-verify-ssl"]).0, 0);
    let certificate = certificate_of(home.path());
    assert_eq!(
        run(&program, &["--ca-bundle", &certificate]).0,
        0,
        "{:?}",
        run(&program, &["--ca-bundle", &certificate])
    );
    let bundled = program.variable("AWS_CA_BUNDLE", &certificate);
    assert_eq!(run(&bundled, &[]).0, 0);
    let (code, message) = run(&bundled, &["--ca-bundle", "none.pem"]);
    assert_eq!(code, 255);
    assert!(message.contains("the CA bundle `none.pem` cannot be read"), "{message}");
}

/// The certificate that `serve --tls` has made in the data folder.
fn certificate_of(home: &Path) -> String {
    let mut folders = vec![home.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if fs::read_to_string(&path).is_ok_and(|it| it.contains("BEGIN CERTIFICATE")) {
                return path.display().to_string();
            }
        }
    }
    panic!("`serve --tls` keeps its certificate in the data folder");
}

#[test]
fn status_says_where_calls_go_and_why() {
    let (home, program) = callboard();
    let status = |program: &Program, words: &[&str]| {
        let printed = program.run(&[words, &["status"]].concat());
        assert_eq!(printed.code, 0, "{}", printed.stderr);
        printed.stdout.replace(&home.path().display().to_string(), "HOME")
    };
    expect![[r#"
        target     embedded (the default)
        data       HOME/.local/share/callboard (not there yet)
        account    123456789012
        region     us-east-1
    "#]]
    .assert_eq(&status(&program, &[]));
    expect![[r#"
        target     aws (--target)
        region     none: set AWS_REGION or use --region
        key        from the chain of the AWS CLI: roles, SSO, processes, containers, instances
    "#]]
    .assert_eq(&status(&program, &["--target", "aws"]));
    let program = program.variable("AWS_ACCESS_KEY_ID", "210987654321").variable("AWS_SECRET_ACCESS_KEY", "s");
    let program = program.variable("AWS_REGION", "eu-west-1");
    expect![[r#"
        target     embedded (the default)
        data       HOME/.local/share/callboard (not there yet)
        account    210987654321
        region     eu-west-1
    "#]]
    .assert_eq(&status(&program, &[]));
    expect![[r#"
        target     http://127.0.0.1:4566 (--target)
        region     eu-west-1
        key        210987654321 (AWS_ACCESS_KEY_ID)
    "#]]
    .assert_eq(&status(&program, &["--target", "http://127.0.0.1:4566"]));
    let program = program.variable("AWS_ENDPOINT_URL", "http://a").variable("AWS_ENDPOINT_URL_S3", "http://b");
    expect![[r#"
        target     embedded (the default)
                   `callboard aws` goes to http://a (AWS_ENDPOINT_URL)
                   `callboard aws s3api` goes to http://b (AWS_ENDPOINT_URL_S3)
        data       HOME/.local/share/callboard (not there yet)
        account    210987654321
        region     eu-west-1
        key        210987654321 (AWS_ACCESS_KEY_ID)
    "#]]
    .assert_eq(&status(&program, &[]));
    expect![[r#"
        target     embedded (--target)
        data       HOME/.local/share/callboard (not there yet)
        account    210987654321
        region     eu-west-1
    "#]]
    .assert_eq(&status(&program, &["--target", "embedded"]));
    write(&home, "config", "[profile p]\nregion = sa-east-1\naws_access_key_id = AKIDFILE\n");
    let by_profile = Program::new(env!("CARGO_BIN_EXE_callboard"), home.path()).variable("AWS_PROFILE", "p");
    expect![[r#"
        target     aws (CALLBOARD_TARGET)
        profile    p
        region     sa-east-1
        key        AKIDFILE (profile `p`)
    "#]]
    .assert_eq(&status(&by_profile.variable("CALLBOARD_TARGET", "aws"), &[]));
}
