//! Names that depart from their rules.
//!
//! The AWS CLI's rows are what botocore and the AWS CLI do; most rename an argument that would hide a global one.

/// An argument that is called something else in some commands.
pub(super) struct ArgumentRename {
    /// The service's command.
    pub(super) service: &'static str,
    /// The operation's command, or `*`.
    pub(super) command: &'static str,
    /// The name by rule.
    pub(super) argument: &'static str,
    /// The other name.
    pub(super) renamed: &'static str,
}

const fn row(
    service: &'static str,
    command: &'static str,
    argument: &'static str,
    renamed: &'static str,
) -> ArgumentRename {
    ArgumentRename { service, command, argument, renamed }
}

/// Services whose command is not botocore's name of them.
pub(super) const SERVICE_RENAMES: [(&str, &str); 3] =
    [("s3", "s3api"), ("codedeploy", "deploy"), ("config", "configservice")];

/// Names that botocore spells by a list, sorted.
pub(super) const FIXED_NAMES: &[(&str, &str)] = &[
    ("AssociateWhatsAppBusinessAccount", "associate-whatsapp-business-account"),
    ("CreateCachediSCSIVolume", "create-cached-iscsi-volume"),
    ("CreateOAuth2Token", "create-oauth2-token"),
    ("CreateOAuth2TokenWithIAM", "create-oauth2-token-with-iam"),
    ("CreateStorediSCSIVolume", "create-stored-iscsi-volume"),
    ("CreateWhatsAppDataset", "create-whatsapp-dataset"),
    ("CreateWhatsAppFlow", "create-whatsapp-flow"),
    ("CreateWhatsAppMessageTemplate", "create-whatsapp-message-template"),
    ("CreateWhatsAppMessageTemplateFromLibrary", "create-whatsapp-message-template-from-library"),
    ("CreateWhatsAppMessageTemplateMedia", "create-whatsapp-message-template-media"),
    ("DeleteWhatsAppFlow", "delete-whatsapp-flow"),
    ("DeleteWhatsAppMessageMedia", "delete-whatsapp-message-media"),
    ("DeleteWhatsAppMessageTemplate", "delete-whatsapp-message-template"),
    ("DeprecateWhatsAppFlow", "deprecate-whatsapp-flow"),
    ("DescribeCachediSCSIVolumes", "describe-cached-iscsi-volumes"),
    ("DescribeStorediSCSIVolumes", "describe-stored-iscsi-volumes"),
    ("DisassociateWhatsAppBusinessAccount", "disassociate-whatsapp-business-account"),
    ("ExecutePartiQLBatch", "execute-partiql-batch"),
    ("ExecutePartiQLStatement", "execute-partiql-statement"),
    ("ExecutePartiQLTransaction", "execute-partiql-transaction"),
    ("GetLinkedWhatsAppBusinessAccount", "get-linked-whatsapp-business-account"),
    ("GetLinkedWhatsAppBusinessAccountPhoneNumber", "get-linked-whatsapp-business-account-phone-number"),
    ("GetOTelEnrichment", "get-otel-enrichment"),
    ("GetWhatsAppBusinessPublicKey", "get-whatsapp-business-public-key"),
    ("GetWhatsAppCallPermission", "get-whatsapp-call-permission"),
    ("GetWhatsAppFlow", "get-whatsapp-flow"),
    ("GetWhatsAppFlowPreview", "get-whatsapp-flow-preview"),
    ("GetWhatsAppMessageMedia", "get-whatsapp-message-media"),
    ("GetWhatsAppMessageTemplate", "get-whatsapp-message-template"),
    ("IntrospectOAuth2TokenWithIAM", "introspect-oauth2-token-with-iam"),
    ("ListHITsForQualificationType", "list-hits-for-qualification-type"),
    ("ListLinkedWhatsAppBusinessAccounts", "list-linked-whatsapp-business-accounts"),
    ("ListWhatsAppFlowAssets", "list-whatsapp-flow-assets"),
    ("ListWhatsAppFlows", "list-whatsapp-flows"),
    ("ListWhatsAppMessageTemplates", "list-whatsapp-message-templates"),
    ("ListWhatsAppTemplateLibrary", "list-whatsapp-template-library"),
    ("PostWhatsAppMessageMedia", "post-whatsapp-message-media"),
    ("PublishWhatsAppFlow", "publish-whatsapp-flow"),
    ("PutWhatsAppBusinessAccountEventDestinations", "put-whatsapp-business-account-event-destinations"),
    ("PutWhatsAppBusinessPublicKey", "put-whatsapp-business-public-key"),
    ("RevokeOAuth2TokenWithIAM", "revoke-oauth2-token-with-iam"),
    ("SendWhatsAppCallEvent", "send-whatsapp-call-event"),
    ("SendWhatsAppConversionEvent", "send-whatsapp-conversion-event"),
    ("SendWhatsAppMessage", "send-whatsapp-message"),
    ("StartOTelEnrichment", "start-otel-enrichment"),
    ("StopOTelEnrichment", "stop-otel-enrichment"),
    ("UpdateLinkedWhatsAppBusinessAccountPhoneNumber", "update-linked-whatsapp-business-account-phone-number"),
    ("UpdateOTelEnrichment", "update-otel-enrichment"),
    ("UpdateWhatsAppFlow", "update-whatsapp-flow"),
    ("UpdateWhatsAppFlowAssets", "update-whatsapp-flow-assets"),
    ("UpdateWhatsAppMessageTemplate", "update-whatsapp-message-template"),
];

/// Commands of older releases of the AWS CLI, which did not have all of [`FIXED_NAMES`].
pub(super) const OLD_OPERATION_NAMES: &[(&str, &str)] = &[
    ("get-o-tel-enrichment", "get-otel-enrichment"),
    ("start-o-tel-enrichment", "start-otel-enrichment"),
    ("stop-o-tel-enrichment", "stop-otel-enrichment"),
];

/// Arguments that are called something else.
#[rustfmt::skip]
pub(super) const ARGUMENT_RENAMES: &[ArgumentRename] = &[
    row("apigateway", "create-rest-api", "version", "api-version"),
    row("apigatewayv2", "create-api", "version", "api-version"),
    row("apigatewayv2", "update-api", "version", "api-version"),
    row("clouddirectory", "publish-schema", "version", "schema-version"),
    row("cloudsearchdomain", "search", "query", "search-query"),
    row("cloudsearchdomain", "suggest", "query", "suggest-query"),
    row("codepipeline", "create-custom-action-type", "version", "action-version"),
    row("codepipeline", "delete-custom-action-type", "version", "action-version"),
    row("codepipeline", "get-action-type", "version", "action-version"),
    row("codepipeline", "get-pipeline", "version", "pipeline-version"),
    row("controltower", "create-landing-zone", "version", "landing-zone-version"),
    row("controltower", "update-landing-zone", "version", "landing-zone-version"),
    row("datapipeline", "*", "query", "objects-query"),
    row("datapipeline", "get-pipeline-definition", "version", "pipeline-version"),
    row("ec2", "*", "no-disable-api-termination", "enable-api-termination"),
    row("ec2", "*", "no-egress", "ingress"),
    row("ec2", "create-image", "no-no-reboot", "reboot"),
    row("ecs", "*", "no-enable-execute-command", "disable-execute-command"),
    row("ecs", "execute-command", "no-interactive", "non-interactive"),
    row("eks", "create-cluster", "version", "kubernetes-version"),
    row("eks", "create-nodegroup", "version", "kubernetes-version"),
    row("eks", "update-cluster-version", "version", "kubernetes-version"),
    row("eks", "update-nodegroup-version", "version", "kubernetes-version"),
    row("emr", "*", "job-flow-id", "cluster-id"),
    row("emr", "*", "job-flow-ids", "cluster-ids"),
    row("gamelift", "create-build", "version", "build-version"),
    row("gamelift", "create-script", "version", "script-version"),
    row("gamelift", "update-build", "version", "build-version"),
    row("gamelift", "update-script", "version", "script-version"),
    row("glue", "get-unfiltered-partition-metadata", "region", "resource-region"),
    row("glue", "get-unfiltered-partitions-metadata", "region", "resource-region"),
    row("glue", "get-unfiltered-table-metadata", "region", "resource-region"),
    row("iotwireless", "*", "lo-ra-wan", "lorawan"),
    row("kinesisanalytics", "add-application-output", "output", "application-output"),
    row("kinesisanalyticsv2", "add-application-output", "output", "application-output"),
    row("lex-models", "delete-bot-version", "version", "bot-version"),
    row("lex-models", "delete-intent-version", "version", "intent-version"),
    row("lex-models", "delete-slot-type-version", "version", "slot-type-version"),
    row("lex-models", "get-export", "version", "resource-version"),
    row("lex-models", "get-intent", "version", "intent-version"),
    row("lex-models", "get-slot-type", "version", "slot-type-version"),
    row("license-manager", "delete-grant", "version", "grant-version"),
    row("license-manager", "get-grant", "version", "grant-version"),
    row("license-manager", "get-license", "version", "license-version"),
    row("mturk", "list-qualification-types", "query", "types-query"),
    row("pinpoint", "delete-email-template", "version", "template-version"),
    row("pinpoint", "delete-in-app-template", "version", "template-version"),
    row("pinpoint", "delete-push-template", "version", "template-version"),
    row("pinpoint", "delete-sms-template", "version", "template-version"),
    row("pinpoint", "delete-voice-template", "version", "template-version"),
    row("pinpoint", "get-campaign-version", "version", "campaign-version"),
    row("pinpoint", "get-email-template", "version", "template-version"),
    row("pinpoint", "get-in-app-template", "version", "template-version"),
    row("pinpoint", "get-push-template", "version", "template-version"),
    row("pinpoint", "get-segment-version", "version", "segment-version"),
    row("pinpoint", "get-sms-template", "version", "template-version"),
    row("pinpoint", "get-voice-template", "version", "template-version"),
    row("pinpoint", "update-email-template", "version", "template-version"),
    row("pinpoint", "update-in-app-template", "version", "template-version"),
    row("pinpoint", "update-push-template", "version", "template-version"),
    row("pinpoint", "update-sms-template", "version", "template-version"),
    row("pinpoint", "update-voice-template", "version", "template-version"),
    row("rekognition", "create-stream-processor", "output", "stream-processor-output"),
    row("route53", "delete-traffic-policy", "version", "traffic-policy-version"),
    row("route53", "get-traffic-policy", "version", "traffic-policy-version"),
    row("route53", "update-traffic-policy-comment", "version", "traffic-policy-version"),
    row("route53domains", "view-billing", "end", "end-time"),
    row("route53domains", "view-billing", "start", "start-time"),
    row("sagemaker", "delete-image-version", "version", "version-number"),
    row("sagemaker", "describe-image-version", "version", "version-number"),
    row("sagemaker", "list-aliases", "version", "version-number"),
    row("sagemaker", "update-image-version", "version", "version-number"),
    row("sns", "subscribe", "endpoint", "notification-endpoint"),
    row("stepfunctions", "send-task-success", "output", "task-output"),
    row("swf", "register-activity-type", "version", "activity-version"),
    row("swf", "register-workflow-type", "version", "workflow-version"),
    row("workdocs", "create-notification-subscription", "endpoint", "notification-endpoint"),
    row("workdocs", "describe-users", "query", "user-query"),
];

/// Names of arguments that are accepted but not shown.
pub(super) const HIDDEN_ALIASES: &[ArgumentRename] = &[
    row("elasticache", "create-replication-group", "preferred-cache-cluster-azs", "preferred-cache-cluster-a-zs"),
    row("mgn", "*", "replication-configuration-template-ids", "replication-configuration-template-i-ds"),
    row("mgn", "*", "replication-servers-security-groups-ids", "replication-servers-security-groups-i-ds"),
    row("mgn", "*", "source-server-ids", "source-server-i-ds"),
];

/// Runs of letters that StackQL's columns treat as one word, in the order in which they are replaced.
pub(super) const COLUMN_WORDS: &[(&str, &str)] = &[
    ("DB", "Db"),
    ("ARN", "Arn"),
    ("WAN", "Wan"),
    ("URL", "Url"),
    ("VPCDHCP", "VpcDhcp"),
    ("EC2Fleet", "Ec2_Fleet"),
    ("VPC", "Vpc"),
    ("DHCP", "Dhcp"),
    ("DNS", "Dns"),
    ("IP", "Ip"),
    ("IAM", "Iam"),
    ("IPAM", "Ipam"),
    ("TLS", "Tls"),
    ("SSM", "Ssm"),
    ("CNAME", "Cname"),
    ("SQ", "Sq"),
    ("ML", "Ml"),
    ("SKU", "Sku"),
    ("KMS", "Kms"),
    ("OK", "Ok"),
    ("CA", "Ca"),
    ("ID", "Id"),
    ("TTL", "Ttl"),
    ("URI", "Uri"),
    ("LB", "Lb"),
    ("SNS", "Sns"),
    ("AWS", "Aws"),
    ("ACL", "Acl"),
    ("AZ", "Az"),
    ("API", "Api"),
    ("MSK", "Msk"),
    ("ECS", "Ecs"),
    ("EBS", "Ebs"),
    ("CWE", "Cwe"),
    ("SSE", "Sse"),
    ("HPO", "Hpo"),
    ("LF", "Lf"),
    ("WAL", "Wal"),
    ("MFA", "Mfa"),
    ("OAuth", "Oauth"),
];

/// Columns that StackQL writes with an underscore before them, as they are words of SQL.
pub(super) const COLUMN_KEYWORDS: [&str; 7] = ["values", "schema", "database", "format", "update", "force", "match"];

/// Columns that StackQL names by hand: type, property, column.
pub(super) const COLUMN_EXCEPTIONS: [(&str, &str, &str); 1] =
    [("AWS::ResourceGroups::TagSyncTask", "Group", "group_id")];

/// Words that awscc takes as one before it splits a name.
pub(super) const TERRAFORM_WORDS: [(&str, &str); 6] = [
    ("CloudFormation", "Cloudformation"),
    ("CloudFront", "Cloudfront"),
    ("CloudWatch", "Cloudwatch"),
    ("FSx", "Fsx"),
    ("OTel", "Otel"),
    ("CNAMEs", "Cnames"),
];
