//! Names of services in `endpoints` blocks, and the services that they mean.

use std::sync::LazyLock;

use callboard_model::registry;

/// Names, those of one service joined by `:`; `=` gives the service id where the first name is not one in small letters.
const NAMES: &str = "\
accessanalyzer account acm acmpca amp:prometheus:prometheusservice amplify apigateway apigatewayv2 \
appautoscaling:applicationautoscaling=application_auto_scaling appconfig appfabric appflow \
appintegrations:appintegrationsservice applicationinsights applicationsignals appmesh apprunner appstream appsync \
arcregionswitch arczonalshift athena auditmanager autoscaling autoscalingplans backup batch bcmdataexports bedrock \
bedrockagent bedrockagentcore=bedrock_agentcore_control billing budgets ce:costexplorer=cost_explorer chatbot chime \
chimesdkmediapipelines chimesdkvoice cleanrooms cloud9 cloudcontrol:cloudcontrolapi cloudformation cloudfront \
cloudfrontkeyvaluestore cloudhsmv2:cloudhsm cloudsearch cloudtrail cloudwatch codeartifact codebuild codecatalyst \
codecommit codeconnections codeguruprofiler codegurureviewer codepipeline codestarconnections codestarnotifications \
cognitoidentity cognitoidp:cognitoidentityprovider=cognito_identity_provider comprehend computeoptimizer \
configservice:config connect connectcases controltower costoptimizationhub \
cur:costandusagereportservice=cost_and_usage_report_service customerprofiles databrew:gluedatabrew dataexchange \
datapipeline datasync datazone dax deploy:codedeploy=codedeploy detective devicefarm devopsguru directconnect dlm \
dms:databasemigration:databasemigrationservice=database_migration_service docdb docdbelastic drs \
ds:directoryservice=directory_service dsql dynamodb ec2 ecr ecrpublic ecs efs eks elasticache \
elasticbeanstalk:beanstalk elasticsearch:es:elasticsearchservice=elasticsearch_service elastictranscoder \
elb:elasticloadbalancing=elastic_load_balancing elbv2:elasticloadbalancingv2=elastic_load_balancing_v2 emr \
emrcontainers emrserverless events:eventbridge:cloudwatchevents=eventbridge evidently:cloudwatchevidently evs \
finspace firehose fis fms fsx gamelift glacier globalaccelerator glue grafana:managedgrafana:amg greengrass \
groundstation guardduty healthlake iam identitystore imagebuilder inspector inspector2:inspectorv2 internetmonitor \
invoicing iot ivs ivschat kafka:msk kafkaconnect kendra keyspaces kinesis kinesisanalytics kinesisanalyticsv2 \
kinesisvideo kms lakeformation lambda launchwizard \
lexmodels:lexmodelbuilding:lexmodelbuildingservice:lex=lex_model_building_service lexv2models:lexmodelsv2=lex_models_v2 \
licensemanager lightsail location:locationservice logs:cloudwatchlog:cloudwatchlogs=cloudwatch_logs m2 macie2 \
mediaconnect mediaconvert medialive mediapackage mediapackagev2 mediapackagevod mediastore memorydb mgn mpa mq mwaa \
mwaaserverless neptune neptunegraph networkfirewall networkflowmonitor networkmanager networkmonitor notifications \
notificationscontacts oam:cloudwatchobservabilityaccessmanager observabilityadmin odb opensearch:opensearchservice \
opensearchserverless organizations osis:opensearchingestion outposts paymentcryptography pcaconnectorad pcs pinpoint \
pinpointsmsvoicev2 pipes polly pricing qbusiness qldb quicksight ram rbin:recyclebin rds rdsdata:rdsdataservice \
redshift redshiftdata:redshiftdataapiservice redshiftserverless rekognition resiliencehub resourceexplorer2 \
resourcegroups resourcegroupstaggingapi:resourcegroupstagging rolesanywhere route53 route53domains route53profiles \
route53recoverycontrolconfig route53recoveryreadiness route53resolver rum:cloudwatchrum s3:s3api s3control s3outposts \
s3tables s3vectors sagemaker savingsplans scheduler schemas secretsmanager securityhub securitylake \
serverlessrepo:serverlessapprepo:serverlessapplicationrepository=serverlessapplicationrepository servicecatalog \
servicecatalogappregistry:appregistry servicediscovery servicequotas ses sesv2 sfn:stepfunctions shield signer sns \
sqs ssm ssmcontacts ssmincidents ssmquicksetup ssmsap sso ssoadmin storagegateway sts swf synthetics taxsettings \
timestreaminfluxdb timestreamquery timestreamwrite transcribe:transcribeservice transfer verifiedpermissions \
vpclattice waf wafregional wafv2 wellarchitected workmail workspaces workspacesweb xray";

/// The version of the real provider whose names these are.
pub(super) const NAMES_OF: &str = "6.25.0";

/// Every name, sorted.
pub(super) fn names() -> Vec<&'static str> {
    let mut names: Vec<&str> = groups().flat_map(|(names, _)| names.split(':')).collect();
    names.sort_unstable();
    names
}

/// Names that later versions may have, with botocore's names of the services that they mean: new names have been the
/// service id in small letters, and nothing else, for years.
pub(super) fn later_names() -> &'static [(String, &'static str)] {
    static LATER: LazyLock<Vec<(String, &'static str)>> = LazyLock::new(|| {
        let known: Vec<&str> = names();
        let meant: Vec<&str> = known.iter().filter_map(|it| service(it)).collect();
        let plain = |id: &str| id.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        let new = registry::services().iter().filter(|it| !meant.contains(&it.name));
        let mut later: Vec<_> = new.map(|it| (plain(it.service_id), it.name)).collect();
        later.retain(|(name, _)| {
            known.binary_search(&&**name).is_err() && name.starts_with(|it: char| it.is_ascii_lowercase())
        });
        later.sort();
        // One service has two models.
        later.dedup_by(|one, other| one.0 == other.0);
        later
    });
    &LATER
}

/// botocore's name of the service that a name of an `endpoints` block means.
pub(super) fn service(name: &str) -> Option<&'static str> {
    let (names, id) = groups().find(|(names, _)| names.split(':').any(|it| it == name))?;
    let id = if id.is_empty() { names.split(':').next()? } else { id };
    registry::service_by_id(id).map(|it| it.name)
}

/// The service of an environment variable `AWS_ENDPOINT_URL_<ID>`.
pub(super) fn service_of_variable(id: &str) -> Option<&'static str> {
    registry::service_by_id(id).map(|it| it.name)
}

fn groups() -> impl Iterator<Item = (&'static str, &'static str)> {
    NAMES.split_whitespace().map(|group| group.split_once('=').unwrap_or((group, "")))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn names_mean_services() {
        let pairs = ["apigatewayv2", "logs", "cloudwatchlogs", "sts", "iam", "ivs", "ivschat", "es", "ce", "config"];
        let text: Vec<String> = pairs.iter().map(|it| format!("{it}={}", service(it).unwrap_or("?"))).collect();
        expect!["apigatewayv2=apigatewayv2 logs=logs cloudwatchlogs=logs sts=sts iam=iam ivs=ivs ivschat=ivschat es=es ce=ce config=config"]
            .assert_eq(&text.join(" "));
    }

    #[test]
    fn services_that_came_later_have_names_too() {
        let later = later_names();
        let text: Vec<&str> = later.iter().map(|(name, _)| name.as_str()).collect();
        assert!(
            text.is_sorted_by(|one, other| one < other) && text.iter().all(|it| service(it).is_none()),
            "no name is there twice"
        );
        expect!["accountaccess accountaccessruntime agentregistry agentregistrycontrol aiops amplifybackend amplifyuibuilder apigatewaymanagementapi appconfigdata applicationcostprofiler applicationdiscoveryservice artifact b2bi backupgateway backupsearch bcmdashboards bcmpricingcalculator bcmrecommendedactions bedrockagentruntime bedrockdataautomation bedrockdataautomationruntime bedrockruntime billingconductor braket chimesdkidentity chimesdkmeetings chimesdkmessaging cleanroomsml clouddirectory cloudsearchdomain cloudtraildata cloudwatchomni codegurusecurity cognitosync comprehendmedical computeoptimizerautomation connectcampaigns connectcampaignsv2 connectcontactlens connecthealth connectparticipant connectscheduling continuum controlcatalog deadline devopsagent directoryservicedata dynamodbstreams ebs ec2instanceconnect eksauth elementalinference endusermessaging entityresolution eventbridgev2 forecast forecastquery frauddetector freetier gameliftstreams geomaps geoplaces georoutes greengrassv2 health iamtoolbox importexport inspectorscan interconnect iotdataplane iotdeviceadvisor iotfleetwise iotjobsdataplane iotmanagedintegrations iotsecuretunneling iotsitewise iotthingsgraph iottwinmaker iotwireless ivsrealtime kendraranking keyspacesstreams kinesisvideoarchivedmedia kinesisvideomedia kinesisvideosignaling kinesisvideowebrtcstorage lambdacore lambdamicrovms lambdaweb lexruntimeservice lexruntimev2 licensemanagerlinuxsubscriptions licensemanagerusersubscriptions lookoutequipment machinelearning mailmanager managedblockchain managedblockchainquery marketplaceagreement marketplacecatalog marketplacecommerceanalytics marketplacedeployment marketplacediscovery marketplaceentitlementservice marketplacemetering marketplacereporting mediastoredata mediatailor medicalimaging migrationhub migrationhubconfig migrationhuborchestrator migrationhubrefactorspaces migrationhubstrategy mturk neptunedata networksecuritymanager novaact omics opensearchmemory partnercentralaccount partnercentralbenefits partnercentralchannel partnercentralrevenuemeasurement partnercentralselling paymentcryptographydata pcaconnectorscep personalize personalizeevents personalizeruntime pi pinpointemail pinpointsmsvoice pricingplanmanager proton qapps qconnect repostspace resiliencehubv2 route53globalresolver route53recoverycluster rtbfabric s3files sagemakera2iruntime sagemakeredge sagemakerfeaturestoreruntime sagemakergeospatial sagemakerinferencerouterruntime sagemakerjobruntime sagemakermetrics sagemakerruntime sagemakertrainingsessionruntime securityagent securityir signerdata signin simpledb simpledbv2 snowball snowdevicemanagement socialmessaging ssmguiconnect ssooidc supplychain support supportapp supportauthz sustainability textract translate trustedadvisor uxc voiceid wickr wisdom workdocs workmailmessageflow workspacesinstances workspacesthinclient"].assert_eq(&text.join(" "));
    }

    /// Retired services have no model any more; their names are still accepted.
    #[test]
    fn names_without_a_service() {
        let unknown: Vec<&str> = names().into_iter().filter(|it| service(it).is_none()).collect();
        expect!["cloudwatchevidently elastictranscoder evidently finspace qldb"].assert_eq(&unknown.join(" "));
        expect!["309"].assert_eq(&names().len().to_string());
    }
}
