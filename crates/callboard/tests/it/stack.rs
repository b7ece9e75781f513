//! `callboard stack` as its users meet it: the seed's manifest, statements, exit codes, kills.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Stdio;

use callboard_testkit::program::{Printed, Program};
use expect_test::expect;

use crate::{callboard, json};

/// The manifest of the page of `aws.ivs.stages`, as it is printed there.
const SEED: &str = "version: 1
name: stack name
description: stack description
providers:
  - aws
globals:
  - name: region
    value: '{{ vars.AWS_REGION }}'
resources:
  - name: stage
    props:
      - name: Name
        value: '{{ Name }}'
      - name: Tags
        value:
          - Key: '{{ Key }}'
            Value: '{{ Value }}'

";

fn write(home: &Path, name: &str, text: &str) {
    let path = home.join(name);
    std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    std::fs::write(path, text).expect("written");
}

fn stack(program: &Program, words: &str) -> Printed {
    program.run(&[&["stack"], &words.split(' ').collect::<Vec<_>>()[..]].concat())
}

/// What a run printed, without the identifiers that are made up.
fn shown(printed: &Printed) -> String {
    let text = format!("{}{}exit code {}\n", printed.stdout, printed.stderr, printed.code);
    let words = text.split_inclusive([' ', '\n', '"']).map(|word| match word.starts_with("arn:aws:ivs:") {
        true => format!("ARN{}", &word[word.len() - 1..]),
        false => word.to_owned(),
    });
    words.collect()
}

#[test]
fn the_manifest_of_the_seed() {
    let (home, callboard) = callboard();
    write(home.path(), "seed/stackql_manifest.yml", SEED);
    let missing = stack(&callboard, "plan seed dev -e AWS_REGION=eu-west-1");
    expect![[r#"
        error: seed/stackql_manifest.yml:13:16: resource `stage`: there is no value for `Name`
        hint: give it by `-e Name=…`, in an environment file, or as a global
        exit code 1
    "#]]
    .assert_eq(&shown(&missing));
    write(home.path(), ".env", "AWS_REGION=eu-west-1\nName=stage1\nKey=env\n");
    expect![[r#"
        + stage: AWS::IVS::Stage in eu-west-1
            + Name: "stage1"
            + Tags: [{"Key":"env","Value":"dev"},{"Key":"stackql:stack-name","Value":"stack name"},{"Key":"stackql:stack…

        plan: 1 to create
        exit code 2
    "#]].assert_eq(&shown(&stack(&callboard, "plan seed dev -e Value=dev")));
    expect![[r#"
        created    stage: AWS::IVS::Stage ARN
        build: 1 created
        exit code 0
    "#]]
    .assert_eq(&shown(&stack(&callboard, "build seed dev -e Value=dev")));
    expect![[r#"
        unchanged  stage: AWS::IVS::Stage ARN
        build: 1 unchanged
        exit code 0
    "#]]
    .assert_eq(&shown(&stack(&callboard, "build seed dev -e Value=dev")));
    let listed = json(&callboard, &["aws", "ivs-realtime", "list-stages", "--region", "eu-west-1"]);
    assert_eq!(listed["stages"][0]["name"], "stage1");
    assert_eq!(listed["stages"][0]["tags"]["env"], "dev");
    assert_eq!(listed["stages"][0]["tags"]["stackql:stack-name"], "stack name");
    assert_eq!(stack(&callboard, "test seed dev -e Value=dev").code, 0);
    expect![[r#"
        drift     stage: AWS::IVS::Stage ARN in eu-west-1
            - Tags: {"Key":"env","Value":"dev"}
            + Tags: {"Key":"env","Value":"prd"}
        error: the stack is not as its manifest says
        exit code 1
    "#]]
    .assert_eq(&shown(&stack(&callboard, "test seed dev -e Value=prd")));
    expect![[r#"
        deleted    stage: AWS::IVS::Stage ARN
        teardown: 1 deleted
        exit code 0
    "#]]
    .assert_eq(&shown(&stack(&callboard, "teardown seed dev -e Value=dev")));
    expect![[r#"
        teardown: nothing to do
        exit code 0
    "#]]
    .assert_eq(&shown(&stack(&callboard, "teardown seed dev -e Value=dev")));
}

const MANIFEST: &str = "version: 1
name: web
providers: [aws]
globals:
  - {name: region, value: us-east-1}
resources:
  - name: web_logs
    props:
      - name: log_group_name
        values: {dev: {value: /web/dev}, prd: {value: /web/prd}}
      - name: retention
        values: {dev: {value: 7}, prd: {value: 365}}
      - name: tags
        value: [{Key: team, Value: one}]
    exports: [{arn: logs_arn}]
  - name: counted
    type: query
    sql: SELECT count(*) AS groups FROM aws.logs.log_groups WHERE region = '{{ region }}'
    exports: [groups]
  - name: greeting
    type: script
    run: \"printf '{\\\"text\\\": \\\"%s groups\\\"}' {{ groups }}\"
    exports: [text]
  - name: note
    resource: aws.ssm.parameters
    props:
      - {name: Name, value: /web/note}
      - {name: Type, value: String}
      - {name: Value, value: '{{ text }}'}
exports: [logs_arn, text]
";

const STATEMENTS: &str = "/*+ exists */
SELECT count(*) AS count FROM aws.logs.log_groups WHERE region = '{{ region }}' AND log_group_name = '{{ log_group_name }}'

/*+ create */
INSERT INTO aws.logs.log_groups (LogGroupName, RetentionInDays, Tags, region)
SELECT '{{ log_group_name }}', '{{ retention }}', '{{ tags }}', '{{ region }}'

/*+ update */
UPDATE aws.logs.log_groups
SET data__PatchDocument = string('{{ {'RetentionInDays': retention} | generate_patch_document }}')
WHERE region = '{{ region }}' AND data__Identifier = '{{ log_group_name }}'

/*+ statecheck, retries=2, retry_delay=0 */
SELECT count(*) AS count FROM aws.logs.log_groups
WHERE region = '{{ region }}' AND log_group_name = '{{ log_group_name }}' AND retention_in_days = {{ retention }}

/*+ exports */
SELECT arn FROM aws.logs.log_groups WHERE region = '{{ region }}' AND log_group_name = '{{ log_group_name }}'

/*+ delete, postdelete_retries=2, postdelete_retry_delay=0 */
DELETE FROM aws.logs.log_groups WHERE data__Identifier = '{{ log_group_name }}' AND region = '{{ region }}'
";

#[test]
fn statements_of_stackql_deploy_run_unchanged() {
    let (home, callboard) = callboard();
    write(home.path(), "web/stackql_manifest.yml", MANIFEST);
    write(home.path(), "web/resources/web_logs.iql", STATEMENTS);
    expect![[r#"
        + web_logs: AWS::Logs::LogGroup in us-east-1
        > greeting
        + note: AWS::SSM::Parameter in us-east-1
            + Name: "/web/note"
            + Type: "String"
            + Value: (known after apply: greeting.text)
            + Tags.stackql:stack-name: "web"
            + Tags.stackql:stack-env: "dev"
            + Tags.stackql:resource-name: "note"

        plan: 2 to create, 1 to run
        exit code 2
    "#]]
    .assert_eq(&shown(&stack(&callboard, "plan web dev")));
    expect![[r#"
        created    web_logs: AWS::Logs::LogGroup
        read       counted
        ran        greeting
        created    note: AWS::SSM::Parameter /web/note
        build: 2 created, 1 read, 1 ran
        exit code 0
    "#]]
    .assert_eq(&shown(&stack(&callboard, "build web dev --output-file out.json")));
    let exports = std::fs::read_to_string(home.path().join("out.json")).expect("the exports");
    expect![[r#"
        {
          "stack_name": "web",
          "stack_env": "dev",
          "logs_arn": "arn:aws:logs:us-east-1:123456789012:log-group:/web/dev",
          "text": "1 groups"
        }
    "#]]
    .assert_eq(&exports);
    let drift = "aws logs put-retention-policy --log-group-name /web/dev --retention-in-days 30";
    let drifted = callboard.run(&drift.split(' ').collect::<Vec<_>>());
    if drifted.code != 0 {
        let update = "UPDATE aws.logs.log_groups SET retention_in_days = 30 WHERE log_group_name = '/web/dev'";
        assert_eq!(callboard.run(&["sql", update]).code, 0);
    }
    assert_eq!(stack(&callboard, "test web dev").code, 1);
    let built = stack(&callboard, "build web dev");
    assert!(built.stderr.contains("updated    web_logs"), "{}", shown(&built));
    expect![[r#"
        deleted    note: AWS::SSM::Parameter /web/note
        deleted    web_logs: AWS::Logs::LogGroup
        teardown: 2 deleted
        exit code 0
    "#]]
    .assert_eq(&shown(&stack(&callboard, "teardown web dev")));
    expect![[r#"
        teardown: nothing to do
        exit code 0
    "#]]
    .assert_eq(&shown(&stack(&callboard, "teardown web dev")));
}

#[test]
fn init_graph_import_and_schema() {
    let (home, callboard) = callboard();
    expect![[r#"
        wrote shop/stackql_manifest.yml
        next: callboard stack plan shop dev
        exit code 0
    "#]]
    .assert_eq(&shown(&stack(&callboard, "init shop --template http-api")));
    assert_eq!(stack(&callboard, "init shop").code, 1);
    let graph = stack(&callboard, "graph shop dev --output mermaid");
    assert!(graph.stdout.contains("p1 -- \"api.api_id\" --> p2"), "{}", shown(&graph));
    assert_eq!(stack(&callboard, "plan shop dev").code, 2);
    let made =
        callboard.run(&["sql", "INSERT INTO aws.logs.log_groups (LogGroupName, region) VALUES ('/old', 'us-east-1')"]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    let adopted = stack(&callboard, "import shop dev old aws.logs.log_groups /old");
    assert_eq!(adopted.code, 0, "{}", shown(&adopted));
    let built = stack(&callboard, "build shop dev");
    assert_eq!(built.code, 0, "{}", shown(&built));
    assert!(built.stderr.contains("updated    old"), "{}", shown(&built));
    assert_eq!(stack(&callboard, "plan shop dev").code, 0);
    assert!(stack(&callboard, "schema").stdout.starts_with("{\n  \"$schema\""));
    write(home.path(), "bad/stackql_manifest.yml", "version: 1\nname: s\nresorces: []\n");
    expect![[r#"
        error: bad/stackql_manifest.yml:3:1: the manifest has no key `resorces`
        hint: did you mean `resources`?
        exit code 1
    "#]]
    .assert_eq(&shown(&stack(&callboard, "plan bad dev")));
}

#[test]
fn a_build_that_is_killed_goes_on() {
    let (home, callboard) = callboard();
    let mut manifest = "version: 1\nname: many\nproviders: [aws]\nresources:\n".to_owned();
    for number in 0..20 {
        manifest.push_str(&format!(
            "  - {{name: r{number}, resource: aws.ivs.stages, props: [{{name: Name, value: r{number}}}]}}\n"
        ));
    }
    write(home.path(), "many/stackql_manifest.yml", &manifest);
    for lines in [1, 5, 11] {
        let mut command = callboard.command();
        command.args(["stack", "build", "many", "dev", "--parallel", "2"]).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        let stderr = BufReader::new(child.stderr.take().expect("stderr is piped"));
        stderr.lines().map_while(Result::ok).filter(|it| it.starts_with("created")).take(lines).for_each(drop);
        let _ = child.kill();
        let _ = child.wait();
    }
    let built = stack(&callboard, "build many dev");
    assert_eq!(built.code, 0, "{}", shown(&built));
    let listed = json(&callboard, &["aws", "ivs-realtime", "list-stages"]);
    assert_eq!(listed["stages"].as_array().map(Vec::len), Some(20));
    assert_eq!(stack(&callboard, "plan many dev").code, 0);
}

const DISCOVERED: &str = "version: 1
name: net
providers: [awscc::v26.03.00379]
globals:
  - {name: region, value: us-east-1}
  - {name: key, value: '{{ KEY }}', protected: true}
  - name: global_tags
    value:
      - {Key: 'stackql:stack-name', Value: '{{ stack_name }}'}
      - {Key: 'stackql:resource-name', Value: '{{ resource_name }}'}
resources:
  - name: network
    props:
      - {name: cidr, values: {dev: {value: 10.2.0.0/16}}}
      - {name: network_tags, value: [{Key: Name, Value: network}], merge: [global_tags]}
    return_vals: {create: [RequestToken]}
    exports: [vpc_id]
  - name: parameter
    resource: awscc.ssm.parameters
    props:
      - {name: Name, value: /net/key}
      - {name: Type, value: String}
      - {name: Value, value: '{{ key }}'}
      - {name: Description, value: 'of {{ vpc_id }}'}
exports: [vpc_id, key]
";

const DISCOVERY: &str = "/*+ exists */
WITH tagged AS (
  SELECT split_part(ResourceARN, '/', 2) AS vpc_id FROM awscc.tagging.tagged_resources
  WHERE region = '{{ region }}' AND TagFilters = '{{ global_tags | to_aws_tag_filters }}' AND ResourceTypeFilters = '[\"ec2:vpc\"]'
), vpcs AS (SELECT vpc_id FROM awscc.ec2.vpcs_list_only WHERE region = '{{ region }}')
SELECT v.vpc_id FROM vpcs v INNER JOIN tagged t ON v.vpc_id = t.vpc_id;

/*+ create */
INSERT INTO awscc.ec2.vpcs (CidrBlock, Tags, region) SELECT '{{ cidr }}', '{{ network_tags }}', '{{ region }}' RETURNING *;

/*+ callback:create, retries=2, retry_delay=0 */
SELECT OperationStatus = 'SUCCESS' AS success FROM awscc.cloud_control.resource_request
WHERE region = '{{ region }}' AND RequestToken = '{{ callback.RequestToken }}' AND '{{ this.RequestToken }}' <> '{{ key }}'

/*+ statecheck */
SELECT count(*) AS count FROM (
  SELECT AWS_POLICY_EQUAL(tags, '{{ network_tags }}') AS same FROM awscc.ec2.vpcs
  WHERE Identifier = '{{ this.vpc_id }}' AND region = '{{ region }}' AND cidr_block = '{{ cidr }}'
) t WHERE same

/*+ exports */
SELECT '{{ this.vpc_id }}' AS vpc_id

/*+ delete, postdelete_retries=2, postdelete_retry_delay=0 */
DELETE FROM awscc.ec2.vpcs WHERE Identifier = '{{ vpc_id }}' AND region = '{{ region }}'
";

#[test]
fn what_is_found_by_its_tags_and_called_back() {
    let (home, callboard) = callboard();
    write(home.path(), "net/stackql_manifest.yml", DISCOVERED);
    write(home.path(), "net/resources/network.iql", DISCOVERY);
    let built = stack(&callboard, "build net dev -e KEY=hunter2 --show-queries --output-file out.json");
    assert_eq!(built.code, 0, "{}", shown(&built));
    assert!(built.stderr.contains("<> '********'") && !built.stderr.contains("hunter2"), "{}", shown(&built));
    let exports = std::fs::read_to_string(home.path().join("out.json")).expect("the exports");
    assert!(exports.contains("\"key\": \"hunter2\""), "{exports}");
    for command in ["plan", "test"] {
        let looked = stack(&callboard, &format!("{command} net dev -e KEY=hunter2"));
        assert_eq!(looked.code, 0, "{}", shown(&looked));
        assert!(!looked.stdout.contains("hunter2"), "{}", shown(&looked));
    }
    let changed = stack(&callboard, "plan net dev -e KEY=swordfish");
    assert!(changed.stdout.contains("~ Value: (not shown) → (not shown)"), "{}", shown(&changed));
    let gone = stack(&callboard, "teardown net dev -e KEY=hunter2");
    expect![[r#"
        deleted    parameter: AWS::SSM::Parameter /net/key
        deleted    network: AWS::EC2::VPC
        teardown: 2 deleted
        exit code 0
    "#]]
    .assert_eq(&shown(&gone));
}
