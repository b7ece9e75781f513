//! What `SHOW` and `DESCRIBE` answer.

use expect_test::{Expect, expect};

use crate::Session;
use crate::testing::{options, run};

#[track_caller]
fn check(text: &str, expect: Expect) {
    expect.assert_eq(&run(&Session::new(options()), text));
}

/// The statement, with tabs in place of a table's frame, for long texts.
#[track_caller]
fn check_plain(text: &str, expect: Expect) {
    let shown = run(&Session::new(options()), text);
    let lines = shown.lines().filter(|it| !it.starts_with("+-")).map(|it| {
        let cells =
            it.trim_matches('|').split('|').map(str::trim_end).map(|cell| cell.strip_prefix(' ').unwrap_or(cell));
        cells.collect::<Vec<_>>().join("\t").trim_end().to_owned() + "\n"
    });
    expect.assert_eq(&lines.collect::<String>());
}

#[test]
fn providers_have_the_version_of_the_registry() {
    check(
        "SHOW PROVIDERS",
        expect![[r#"
        +-------+---------+
        | name  | version |
        +-------+---------+
        | aws   | 1.58.0  |
        | awscc | 1.58.0  |
        +-------+---------+
    "#]],
    );
}

#[test]
fn services_are_those_with_tables() {
    check(
        "SHOW SERVICES IN aws LIKE 'iv%'",
        expect![[r#"
        +-------------+---------+---------------------------------------+
        | id          | name    | title                                 |
        +-------------+---------+---------------------------------------+
        | aws.ivs     | ivs     | Amazon Interactive Video Service      |
        | aws.ivschat | ivschat | Amazon Interactive Video Service Chat |
        +-------------+---------+---------------------------------------+
    "#]],
    );
    check(
        "SHOW SERVICES IN awscc WHERE name IN ('ec2', 'apigatewayv2', 'events')",
        expect![[r#"
        +--------------------+--------------+------------------------------+
        | id                 | name         | title                        |
        +--------------------+--------------+------------------------------+
        | awscc.apigatewayv2 | apigatewayv2 | AmazonApiGatewayV2           |
        | awscc.ec2          | ec2          | Amazon Elastic Compute Cloud |
        | awscc.events       | events       | Amazon EventBridge           |
        +--------------------+--------------+------------------------------+
    "#]],
    );
}

#[test]
fn extended_services_are_apis_too() {
    check_plain(
        "SHOW EXTENDED SERVICES IN aws LIKE 'ivs%'",
        expect![[r#"
        id	name	title	description	version	preferred
        aws.ivs	ivs	Amazon Interactive Video Service	11 resource types, 46 operations	2020-07-14	true
        aws.ivs_realtime	ivs_realtime	Amazon Interactive Video Service RealTime	40 operations	2020-07-14	false
        aws.ivschat	ivschat	Amazon Interactive Video Service Chat	2 resource types, 17 operations	2020-07-14	true
    "#]],
    );
    check(
        "SHOW EXTENDED SERVICES WHERE preferred AND title LIKE '%Queue%'",
        expect![[r#"
        +---------+------+-----------------------------+---------------------------------+------------+-----------+
        | id      | name | title                       | description                     | version    | preferred |
        +---------+------+-----------------------------+---------------------------------+------------+-----------+
        | aws.sqs | sqs  | Amazon Simple Queue Service | 3 resource types, 23 operations | 2012-11-05 | true      |
        +---------+------+-----------------------------+---------------------------------+------------+-----------+
    "#]],
    );
}

#[test]
fn resources_of_a_service() {
    check(
        "SHOW EXTENDED RESOURCES IN aws.ivs",
        expect![[r#"
        +-------------------------------+---------------------------------------+-------------------------------------+
        | name                          | id                                    | description                         |
        +-------------------------------+---------------------------------------+-------------------------------------+
        | ad_configurations             | aws.ivs.ad_configurations             | AWS::IVS::AdConfiguration           |
        | channels                      | aws.ivs.channels                      | AWS::IVS::Channel                   |
        | encoder_configurations        | aws.ivs.encoder_configurations        | AWS::IVS::EncoderConfiguration      |
        | ingest_configurations         | aws.ivs.ingest_configurations         | AWS::IVS::IngestConfiguration       |
        | playback_key_pairs            | aws.ivs.playback_key_pairs            | AWS::IVS::PlaybackKeyPair           |
        | playback_restriction_policies | aws.ivs.playback_restriction_policies | AWS::IVS::PlaybackRestrictionPolicy |
        | public_keys                   | aws.ivs.public_keys                   | AWS::IVS::PublicKey                 |
        | recording_configurations      | aws.ivs.recording_configurations      | AWS::IVS::RecordingConfiguration    |
        | stages                        | aws.ivs.stages                        | AWS::IVS::Stage                     |
        | storage_configurations        | aws.ivs.storage_configurations        | AWS::IVS::StorageConfiguration      |
        | stream_keys                   | aws.ivs.stream_keys                   | AWS::IVS::StreamKey                 |
        +-------------------------------+---------------------------------------+-------------------------------------+
    "#]],
    );
    check(
        "SHOW RESOURCES IN awscc.apigatewayv2 LIKE 'route%'",
        expect![[r#"
        +-----------------+------------------------------------+
        | name            | id                                 |
        +-----------------+------------------------------------+
        | route_responses | awscc.apigatewayv2.route_responses |
        | routes          | awscc.apigatewayv2.routes          |
        +-----------------+------------------------------------+
    "#]],
    );
}

#[test]
fn methods_of_a_stage_are_those_of_the_page() {
    check(
        "SHOW METHODS IN aws.ivs.stages",
        expect![[r#"
        +-----------------+-----------------------------------------------+---------+
        | MethodName      | RequiredParams                                | SQLVerb |
        +-----------------+-----------------------------------------------+---------+
        | create_resource | region                                        | INSERT  |
        | delete_resource | data__Identifier, region                      | DELETE  |
        | update_resource | data__Identifier, data__PatchDocument, region | UPDATE  |
        | list_resources  | region                                        | SELECT  |
        | get_resource    | data__Identifier, region                      | SELECT  |
        +-----------------+-----------------------------------------------+---------+
    "#]],
    );
    check(
        "SHOW METHODS IN awscc.ivs.stages WHERE sqlverb = 'UPDATE'",
        expect![[r#"
        +-----------------+-----------------------------------+---------+
        | MethodName      | RequiredParams                    | SQLVerb |
        +-----------------+-----------------------------------+---------+
        | update_resource | Identifier, PatchDocument, region | UPDATE  |
        +-----------------+-----------------------------------+---------+
    "#]],
    );
}

#[test]
fn methods_need_what_the_schema_requires() {
    check(
        "SHOW METHODS IN aws.apigatewayv2.routes",
        expect![[r#"
        +-----------------+-----------------------------------------------+---------+
        | MethodName      | RequiredParams                                | SQLVerb |
        +-----------------+-----------------------------------------------+---------+
        | create_resource | RouteKey, ApiId, region                       | INSERT  |
        | delete_resource | data__Identifier, region                      | DELETE  |
        | update_resource | data__Identifier, data__PatchDocument, region | UPDATE  |
        | list_resources  | api_id, region                                | SELECT  |
        | get_resource    | data__Identifier, region                      | SELECT  |
        +-----------------+-----------------------------------------------+---------+
    "#]],
    );
    check(
        "SHOW METHODS IN aws.ivs.stages_list_only; SHOW METHODS IN aws.ivs.stage_tags",
        expect![[r#"
        +----------------+----------------+---------+
        | MethodName     | RequiredParams | SQLVerb |
        +----------------+----------------+---------+
        | list_resources | region         | SELECT  |
        +----------------+----------------+---------+
        +----------------+--------------------------+---------+
        | MethodName     | RequiredParams           | SQLVerb |
        +----------------+--------------------------+---------+
        | list_resources | region                   | SELECT  |
        | get_resource   | data__Identifier, region | SELECT  |
        +----------------+--------------------------+---------+
    "#]],
    );
    check(
        "SHOW METHODS IN aws.serverless.functions",
        expect![[r#"
        +------------+----------------+---------+
        | MethodName | RequiredParams | SQLVerb |
        +------------+----------------+---------+
        +------------+----------------+---------+
    "#]],
    );
}

#[test]
fn methods_of_a_service_are_its_operations() {
    check(
        "SHOW EXTENDED METHODS IN aws.ivs_realtime LIKE '%participant_token%'",
        expect![[r#"
        +--------------------------+----------------+---------+------------------------------------------------------+
        | MethodName               | RequiredParams | SQLVerb | description                                          |
        +--------------------------+----------------+---------+------------------------------------------------------+
        | create_participant_token | stageArn       | EXEC    | CreateParticipantToken: POST /CreateParticipantToken |
        +--------------------------+----------------+---------+------------------------------------------------------+
    "#]],
    );
    check(
        "SHOW METHODS IN aws.ivs_realtime WHERE methodname LIKE '%stage'",
        expect![[r#"
        +--------------+----------------+---------+
        | MethodName   | RequiredParams | SQLVerb |
        +--------------+----------------+---------+
        | create_stage |                | EXEC    |
        | delete_stage | arn            | EXEC    |
        | get_stage    | arn            | EXEC    |
        | update_stage | arn            | EXEC    |
        +--------------+----------------+---------+
    "#]],
    );
}

#[test]
fn columns_of_a_stage_are_the_fields_of_the_page() {
    check(
        "DESCRIBE aws.ivs.stages",
        expect![[r#"
        +------------------------------------------+--------+
        | name                                     | type   |
        +------------------------------------------+--------+
        | arn                                      | string |
        | name                                     | string |
        | auto_participant_recording_configuration | object |
        | tags                                     | array  |
        | active_session_id                        | string |
        | region                                   | string |
        +------------------------------------------+--------+
    "#]],
    );
}

#[test]
fn extended_columns_say_what_the_schema_says() {
    check_plain(
        "DESCRIBE EXTENDED aws.ivs.stages",
        expect![[r#"
        name	type	description	property	required	read_only	create_only	write_only	identifier
        arn	string	0 to 128 characters; pattern ^arn:aws[-a-z]*:ivs:[a-z0-9-]+:[0-9]+:stage/[a-zA-Z0-9-]+$	Arn	false	true	false	false	true
        name	string	0 to 128 characters; pattern ^[a-zA-Z0-9-_]*$	Name	false	false	false	false	false
        auto_participant_recording_configuration	object	{StorageConfigurationArn*, MediaTypes, HlsConfiguration, RecordingReconnectWindowSeconds, ThumbnailConfiguration}	AutoParticipantRecordingConfiguration	false	false	false	false	false
        tags	array	[{Key*, Value*}]; at most 50 items; no item twice	Tags	false	false	false	false	false
        active_session_id	string	0 to 128 characters	ActiveSessionId	false	true	false	false	false
        region	string	where it is		false	false	false	false	false
    "#]],
    );
    check_plain(
        "DESCRIBE EXTENDED aws.apigatewayv2.stages",
        expect![[r#"
        name	type	description	property	required	read_only	create_only	write_only	identifier
        client_certificate_id	string		ClientCertificateId	false	false	false	false	false
        deployment_id	string		DeploymentId	false	false	false	false	false
        description	string		Description	false	false	false	false	false
        auto_deploy	boolean		AutoDeploy	false	false	false	false	false
        access_log_settings	object	{Format, DestinationArn}	AccessLogSettings	false	false	false	false	false
        route_settings	object	format json	RouteSettings	false	false	false	false	false
        stage_name	string		StageName	true	false	true	false	true
        stage_variables	object	format json	StageVariables	false	false	false	false	false
        api_id	string		ApiId	true	false	true	false	true
        default_route_settings	object	{LoggingLevel, DataTraceEnabled, ThrottlingBurstLimit, DetailedMetricsEnabled, ThrottlingRateLimit}	DefaultRouteSettings	false	false	false	false	false
        tags	object		Tags	false	false	false	false	false
        region	string	where it is		false	false	false	false	false
    "#]],
    );
}

#[test]
fn columns_of_the_other_relations() {
    check(
        "DESCRIBE awscc.ivs.stages_list_only; DESCRIBE aws.ivs.stage_tags",
        expect![[r#"
        +--------+--------+
        | name   | type   |
        +--------+--------+
        | arn    | string |
        | region | string |
        +--------+--------+
        +------------------------------------------+--------+
        | name                                     | type   |
        +------------------------------------------+--------+
        | arn                                      | string |
        | name                                     | string |
        | auto_participant_recording_configuration | object |
        | active_session_id                        | string |
        | tag_key                                  | string |
        | tag_value                                | string |
        | region                                   | string |
        +------------------------------------------+--------+
    "#]],
    );
}

#[test]
fn permissions_of_a_stage_are_those_of_the_page() {
    check_plain(
        "SHOW PERMISSIONS FOR aws.ivs.stages",
        expect![[r#"
        method	action
        create	ivs:CreateStage
        create	ivs:GetStage
        create	ivs:TagResource
        create	ivs:ListTagsForResource
        read	ivs:GetStage
        read	ivs:ListTagsForResource
        update	ivs:GetStage
        update	ivs:UpdateStage
        update	ivs:TagResource
        update	ivs:UntagResource
        update	ivs:ListTagsForResource
        delete	ivs:DeleteStage
        delete	ivs:UntagResource
        list	ivs:ListStages
        list	ivs:ListTagsForResource
    "#]],
    );
    check(
        "SHOW PERMISSIONS FOR aws.ivs.stages METHOD get_resource",
        expect![[r#"
        +--------+-------------------------+
        | method | action                  |
        +--------+-------------------------+
        | read   | ivs:GetStage            |
        | read   | ivs:ListTagsForResource |
        +--------+-------------------------+
    "#]],
    );
}

#[test]
fn a_method_of_a_type() {
    check_plain(
        "DESCRIBE METHOD aws.ivs.stages.create_resource",
        expect![[r#"
        name	type	param_type	shape
        region	string	input_required	string
        Name	string	input_optional	string
        AutoParticipantRecordingConfiguration	object	input_optional	{StorageConfigurationArn*, MediaTypes, HlsConfiguration, RecordingReconnectWindowSeconds, ThumbnailConfiguration}
        Tags	array	input_optional	[{Key*, Value*}]
        arn	string	output	string
        name	string	output	string
        auto_participant_recording_configuration	object	output	{StorageConfigurationArn*, MediaTypes, HlsConfiguration, RecordingReconnectWindowSeconds, ThumbnailConfiguration}
        tags	array	output	[{Key*, Value*}]
        active_session_id	string	output	string
        region	string	output	string
    "#]],
    );
    check_plain(
        "DESCRIBE METHOD EXTENDED aws.apigatewayv2.stages.update_resource",
        expect![[r#"
            name	type	param_type	shape	description
            data__Identifier	string	input_required	string
            data__PatchDocument	array	input_required	array
            region	string	input_required	string
            ClientCertificateId	string	input_optional	string
            DeploymentId	string	input_optional	string
            Description	string	input_optional	string
            AutoDeploy	boolean	input_optional	boolean
            AccessLogSettings	object	input_optional	{Format, DestinationArn}
            RouteSettings	object	input_optional	object	format json
            StageVariables	object	input_optional	object	format json
            DefaultRouteSettings	object	input_optional	{LoggingLevel, DataTraceEnabled, ThrottlingBurstLimit, DetailedMetricsEnabled, ThrottlingRateLimit}
            Tags	object	input_optional	object
            client_certificate_id	string	output	string
            deployment_id	string	output	string
            description	string	output	string
            auto_deploy	boolean	output	boolean
            access_log_settings	object	output	{Format, DestinationArn}
            route_settings	object	output	object	format json
            stage_name	string	output	string
            stage_variables	object	output	object	format json
            api_id	string	output	string
            default_route_settings	object	output	{LoggingLevel, DataTraceEnabled, ThrottlingBurstLimit, DetailedMetricsEnabled, ThrottlingRateLimit}
            tags	object	output	object
            region	string	output	string	where it is
        "#]],
    );
    check_plain(
        "DESCRIBE METHOD aws.ivs.stages.delete_resource",
        expect![[r#"
        name	type	param_type	shape
        data__Identifier	string	input_required	string
        region	string	input_required	string
        arn	string	output	string
        region	string	output	string
    "#]],
    );
}

#[test]
fn a_method_of_an_api() {
    check_plain(
        "DESCRIBE METHOD EXTENDED aws.ivs_realtime.create_participant_token",
        expect![[r#"
        name	type	param_type	shape	description
        stageArn	string	input_required	string	1 to 128 characters; pattern arn:aws:ivs:[a-z0-9-]+:[0-9]+:stage/[a-zA-Z0-9-]+
        duration	integer	input_optional	integer	1 to 20160
        userId	string	input_optional	string	0 to 128 characters
        attributes	object	input_optional	{string: string}
        capabilities	array	input_optional	[string]	0 to 2 items
        participant_token	object	output	{participantId: string, token: string, userId: string, attributes: {string: string}, duration: integer, capabilities: [string], expirationTime: timestamp}
    "#]],
    );
}

#[test]
fn an_insert_to_fill_in() {
    check_plain(
        "SHOW INSERT INTO aws.ivs.stages",
        expect![[r#"
        insert_statement
        /*+ create */
        INSERT INTO aws.ivs.stages (
         Name,
         AutoParticipantRecordingConfiguration,
         Tags,
         region
        )
        SELECT
         '{{ Name }}',
         '{{ AutoParticipantRecordingConfiguration }}',
         '{{ Tags }}',
         '{{ region }}';
    "#]],
    );
    check_plain(
        "SHOW INSERT /*+ REQUIRED */ INTO awscc.apigatewayv2.stages",
        expect![[r#"
        insert_statement
        /*+ create */
        INSERT INTO awscc.apigatewayv2.stages (
         StageName,
         ApiId,
         region
        )
        SELECT
         '{{ StageName }}',
         '{{ ApiId }}',
         '{{ region }}';
    "#]],
    );
}

#[test]
fn what_is_in_force() {
    check(
        "SHOW TARGET; SHOW VERSION; SHOW AUTH; SHOW TRANSACTION ISOLATION LEVEL",
        expect![[r#"
        +----------+-------------+--------------+----------------------+
        | target   | because     | account      | regions              |
        +----------+-------------+--------------+----------------------+
        | embedded | the default | 123456789012 | us-east-1, eu-west-1 |
        +----------+-------------+--------------+----------------------+
        +---------+
        | version |
        +---------+
        | 1.2.3   |
        +---------+
        +----------+--------------+--------------------------------+--------------+
        | target   | account      | arn                            | user_id      |
        +----------+--------------+--------------------------------+--------------+
        | embedded | 123456789012 | arn:aws:iam::123456789012:root | 123456789012 |
        +----------+--------------+--------------------------------+--------------+
        +-----------------------+
        | transaction_isolation |
        +-----------------------+
        | read committed        |
        +-----------------------+
    "#]],
    );
    check(
        "SHOW region; SHOW server_version; SHOW TIME ZONE; SHOW datafusion.execution.batch_size",
        expect![[r#"
        +----------------------+
        | region               |
        +----------------------+
        | us-east-1, eu-west-1 |
        +----------------------+
        +----------------+
        | server_version |
        +----------------+
        | 15.10          |
        +----------------+
        +----------+
        | timezone |
        +----------+
        | UTC      |
        +----------+
        +---------------------------------+
        | datafusion.execution.batch_size |
        +---------------------------------+
        | 8192                            |
        +---------------------------------+
    "#]],
    );
}

#[test]
fn tables_of_a_service() {
    check(
        "SHOW TABLES IN ivschat; SHOW TABLES",
        expect![[r#"
        +---------------+--------------+----------------------------------+------------+
        | table_catalog | table_schema | table_name                       | table_type |
        +---------------+--------------+----------------------------------+------------+
        | aws           | ivschat      | logging_configurations           | BASE TABLE |
        | aws           | ivschat      | logging_configurations_list_only | VIEW       |
        | aws           | ivschat      | logging_configuration_tags       | VIEW       |
        | aws           | ivschat      | rooms                            | BASE TABLE |
        | aws           | ivschat      | rooms_list_only                  | VIEW       |
        | aws           | ivschat      | room_tags                        | VIEW       |
        +---------------+--------------+----------------------------------+------------+
        +---------------+--------------+------------+------------+
        | table_catalog | table_schema | table_name | table_type |
        +---------------+--------------+------------+------------+
        +---------------+--------------+------------+------------+
    "#]],
    );
    check(
        "SHOW FUNCTIONS LIKE 'to_timestamp%'",
        expect![[r#"
        +----------------------+--------+
        | name                 | kind   |
        +----------------------+--------+
        | to_timestamp         | scalar |
        | to_timestamp_micros  | scalar |
        | to_timestamp_millis  | scalar |
        | to_timestamp_nanos   | scalar |
        | to_timestamp_seconds | scalar |
        +----------------------+--------+
    "#]],
    );
}

#[test]
fn a_mistyped_name_is_met_with_a_suggestion() {
    check(
        "SHOW SERVICES IN awz",
        expect![[r#"
        42P01 there is no provider `awz`
        hint: providers are `aws` and `awscc`
    "#]],
    );
    check(
        "SHOW RESOURCES IN aws.isv",
        expect![[r#"
        42P01 there is no service `isv` in `aws`
        hint: did you mean `aws.ivs`?
    "#]],
    );
    check(
        "SHOW RESOURCES IN aws.ivs_realtime",
        expect![[r#"
        42P01 `aws.ivs_realtime` has operations, not resources
        hint: SHOW METHODS IN aws.ivs_realtime lists its operations
    "#]],
    );
    check(
        "SHOW METHODS IN aws.ivs.stagse",
        expect![[r#"
        42P01 there is no resource `stagse` in `aws.ivs`
        hint: did you mean `aws.ivs.stages`?
    "#]],
    );
    check(
        "SHOW METHODS IN aws.serverless",
        expect![[r#"
        42P01 `aws.serverless` has no operations of its own
        hint: SHOW METHODS IN aws.serverless.<resource> lists what a resource type can do
    "#]],
    );
    check(
        "SHOW SERVICES WHERE nmae = 'ivs'",
        expect![[r#"
        42703 the listing has no column `nmae`
        hint: did you mean `name`?
    "#]],
    );
    check(
        "DESCRIBE aws.ivs.chanels",
        expect![[r#"
        42P01 there is no resource `chanels` in `aws.ivs`
        hint: did you mean `aws.ivs.channels`?
    "#]],
    );
    check(
        "DESCRIBE aws.ivs_realtime.list_stages",
        expect![[r#"
        42P01 there is no resource `list_stages` in `aws.ivs_realtime`
        hint: it is an operation: DESCRIBE METHOD aws.ivs_realtime.list_stages shows what it takes and gives
    "#]],
    );
    check(
        "DESCRIBE stages",
        expect![[r#"
            42P01 there is no view or table `stages`
            hint: did you mean `aws.apigateway.stages` or `aws.apigatewayv2.stages` or `aws.ivs.stages`?
        "#]],
    );
    check(
        "DESCRIBE METHOD aws.ivs_realtime.create_stag",
        expect![[r#"
        42883 there is no method `create_stag` in `aws.ivs_realtime`
        hint: did you mean `aws.ivs_realtime.create_stage`?
    "#]],
    );
    check(
        "SHOW PERMISSIONS FOR aws.ivs.stages METHOD fly",
        expect![[r#"
        42883 there is no method `fly`
        hint: methods are `create`, `read`, `update`, `delete` and `list`
    "#]],
    );
    check(
        "SHOW PERMISSIONS FOR aws.serverless.functions METHOD create",
        expect![[r#"
        42883 `aws.serverless.functions` has no method `create_resource`
        hint: SHOW METHODS IN aws.serverless.functions lists what it has
    "#]],
    );
    check(
        "SHOW regoin",
        expect![[r#"
        42704 there is no setting `regoin`
        hint: did you mean `SHOW region`?
    "#]],
    );
}
