//! Resource types as SQL names, by StackQL's rule: `AWS::IVS::Stage` is `ivs.stages`.
//!
//! StackQL's rule splits runs of capitals in its own way (`AppSync`'s
//! `GraphQLApi` is `graphql_apis`, `LocationFSxONTAP` is `locationf_sx_ontaps`);
//! existing queries depend on it, so it is followed to the letter. The ordinary
//! snake_case of a name is accepted as well.

use std::borrow::Cow;

use super::cli::snake_name;
use super::relations::table_of_view;
use super::tables::{COLUMN_EXCEPTIONS, COLUMN_KEYWORDS, COLUMN_WORDS};
use crate::types::{self, ResourceType};

/// Which of a type's relations a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// `stages`: a row a resource.
    Resources,
    /// `stages_list_only`: identifiers alone.
    ListOnly,
    /// `stage_tags`: a row a tag.
    Tags,
}

/// What a table's name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// `AWS::IVS::Stage`.
    pub type_name: String,
    /// Which of its relations.
    pub relation: Relation,
}

const LIST_ONLY: &str = "_list_only";
const TAGS: &str = "_tags";

/// The schema of a type: `ivs` for `AWS::IVS::Stage`, and for `AWS::IVS`.
pub fn sql_service(name: &str) -> String {
    name.split("::").nth(1).unwrap_or(name).to_ascii_lowercase()
}

/// The table of a type's resources: `stages` for `AWS::IVS::Stage`.
pub fn sql_table(type_name: &str) -> String {
    plural(&sql_singular(type_name))
}

/// The name of one of a type's relations.
pub fn sql_relation(type_name: &str, relation: Relation) -> String {
    match relation {
        Relation::Resources => sql_table(type_name),
        Relation::ListOnly => sql_table(type_name) + LIST_ONLY,
        Relation::Tags => sql_singular(type_name) + TAGS,
    }
}

/// The singular of a type's table: `stage` for `AWS::IVS::Stage`.
pub fn sql_singular(type_name: &str) -> String {
    let leaf = type_name.rsplit("::").next().unwrap_or(type_name);
    let leaf: Cow<'_, str> =
        if leaf.contains('-') { Cow::Owned(leaf.split('-').map(capitalised).collect()) } else { Cow::Borrowed(leaf) };
    collapse_underscores(&split_small_from_capital(&split_capitals(&leaf)).to_ascii_lowercase())
}

/// The type and relation that a table's name in a schema means; any case, and ordinary snake_case too.
pub fn sql_relation_of(service: &str, table: &str) -> Option<Table> {
    let service = service.to_ascii_lowercase();
    let table = table.to_ascii_lowercase();
    let table = table_of_view(&service, &table).map_or(table, str::to_owned);
    for namespace in types::namespaces().filter(|it| sql_service(it) == service) {
        for leaf in types::names_in(namespace) {
            if let Some(relation) = relation_of_leaf(leaf, &table) {
                return Some(Table { type_name: format!("{namespace}::{leaf}"), relation });
            }
        }
    }
    None
}

/// The column of a property, or of a path of properties.
pub fn sql_column(property: &str) -> String {
    let mut words = Cow::Borrowed(property);
    for (run, word) in COLUMN_WORDS {
        if words.contains(run) {
            words = Cow::Owned(words.replace(run, word));
        }
    }
    let column = split_before_capitals(&words.replace('/', "_")).to_ascii_lowercase();
    if COLUMN_KEYWORDS.contains(&column.as_str()) { format!("_{column}") } else { column }
}

/// The column of a property of a type, exceptions included.
pub fn sql_column_of(type_name: &str, property: &str) -> String {
    let exception = COLUMN_EXCEPTIONS.iter().find(|(of, name, _)| *of == type_name && *name == property);
    exception.map_or_else(|| sql_column(property), |(_, _, column)| (*column).to_owned())
}

/// The property that a column of a type's table means: StackQL's name, with or without the underscore of a keyword,
/// the ordinary snake_case, or the property's own name.
pub fn property_of_column(resource_type: &'static ResourceType, column: &str) -> Option<&'static str> {
    let names = || resource_type.properties().keys().map(String::as_str);
    if let Some(exact) = names().find(|name| *name == column) {
        return Some(exact);
    }
    let column = column.to_ascii_lowercase();
    names()
        .find(|name| sql_column_of(resource_type.name, name) == column)
        .or_else(|| names().find(|name| sql_column(name).strip_prefix('_') == Some(&column)))
        .or_else(|| names().find(|name| snake_name(name) == column))
}

fn relation_of_leaf(leaf: &str, table: &str) -> Option<Relation> {
    // Most names differ in their first letter: that is cheaper than to make them.
    let first = |text: &str| text.bytes().next().map(|byte| byte.to_ascii_lowercase());
    if first(leaf) != first(table) {
        return None;
    }
    for singular in [sql_singular(leaf), snake_name(&leaf.replace('-', "")).to_ascii_lowercase()] {
        let plural = plural(&singular);
        // awscc says `schemas` since 2026 where all say `schemata` before.
        if table == plural || singular == "schema" && table == "schemas" {
            return Some(Relation::Resources);
        }
        if table.strip_suffix(LIST_ONLY) == Some(&plural) {
            return Some(Relation::ListOnly);
        }
        if table.strip_suffix(TAGS) == Some(&singular) {
            return Some(Relation::Tags);
        }
    }
    None
}

/// Runs of two or more capitals before a small letter: `VPCEndpoint` as `vpc_endpoint`. What is written is small, so
/// there is no border before it any more.
fn split_capitals(name: &str) -> String {
    let bytes = name.as_bytes();
    let mut split = String::with_capacity(name.len() + 4);
    let mut at = 0;
    while at < bytes.len() {
        let capitals = bytes[at..].iter().take_while(|byte| byte.is_ascii_uppercase()).count();
        if capitals >= 2 && bytes.get(at + capitals).is_some_and(u8::is_ascii_lowercase) {
            let last = at + capitals - 1;
            split.push_str(&name[at..last].to_ascii_lowercase());
            split.push('_');
            split.push_str(&name[last..last + 2].to_ascii_lowercase());
            at = last + 2;
        } else {
            let end = at + capitals.max(1);
            split.push_str(&name[at..end]);
            at = end;
        }
    }
    split
}

fn split_small_from_capital(name: &str) -> String {
    let mut split = String::with_capacity(name.len() + 4);
    for character in name.chars() {
        if character.is_ascii_uppercase() && split.ends_with(|it: char| it.is_ascii_lowercase()) {
            split.push('_');
        }
        split.push(character);
    }
    split
}

/// An underscore between each pair of a word character and a capital; pairs do not overlap.
fn split_before_capitals(name: &str) -> String {
    let mut split = String::with_capacity(name.len() + 4);
    let mut before_may_pair = false;
    for character in name.chars() {
        if before_may_pair && character.is_ascii_uppercase() {
            split.push('_');
            before_may_pair = false;
        } else {
            before_may_pair = character.is_ascii_alphanumeric() || character == '_';
        }
        split.push(character);
    }
    split
}

fn collapse_underscores(name: &str) -> String {
    let mut collapsed = String::with_capacity(name.len());
    for character in name.chars() {
        if character != '_' || !collapsed.ends_with('_') {
            collapsed.push(character);
        }
    }
    collapsed
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

/// The plural of a singular in snake_case, by its last word.
fn plural(singular: &str) -> String {
    if singular == "schema" {
        return "schemata".to_owned();
    }
    let last = singular.rsplit('_').next().unwrap_or(singular);
    let stem = |suffix: &str| singular.strip_suffix(suffix).unwrap_or(singular);
    if last == "metadata" {
        return singular.to_owned();
    }
    if last.ends_with("analysis") {
        return format!("{}analyses", stem("analysis"));
    }
    if last == "index" {
        return format!("{}indices", stem("index"));
    }
    if ["ss", "us", "ias", "x", "ch", "sh"].iter().any(|ending| last.ends_with(ending)) {
        return format!("{singular}es");
    }
    if last.ends_with('s') {
        return singular.to_owned();
    }
    let before_y = last.strip_suffix('y').and_then(|it| it.bytes().next_back());
    if before_y.is_some_and(|byte| !b"aeiou".contains(&byte)) {
        return format!("{}ies", stem("y"));
    }
    format!("{singular}s")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_named_as_stackql_names_them() {
        for (leaf, table) in [
            ("Stage", "stages"),
            ("VPCEndpoint", "vpc_endpoints"),
            ("DBInstance", "db_instances"),
            ("DBProxy", "db_proxies"),
            ("IPSet", "ip_sets"),
            ("WebACL", "web_acls"),
            ("IPAMPoolCidr", "ipam_pool_cidrs"),
            ("DHCPOptions", "dhcp_options"),
            ("CloudFrontOriginAccessIdentity", "cloud_front_origin_access_identities"),
            ("Analysis", "analyses"),
            ("Index", "indices"),
            ("Alias", "aliases"),
            ("Gateway", "gateways"),
            ("SchedulingPolicy", "scheduling_policies"),
            ("CapacityProvider", "capacity_providers"),
            ("EventBus", "event_buses"),
            ("UserSettings", "user_settings"),
            ("LocationEFS", "location_efs"),
            ("Schema", "schemata"),
            ("GraphQLApi", "graphql_apis"),
            ("GraphQLSchema", "graphql_schemas"),
            ("UserPoolUICustomizationAttachment", "user_poolui_customization_attachments"),
            ("LocationFSxONTAP", "locationf_sx_ontaps"),
            ("LocationFSxOpenZFS", "locationf_sx_open_zfs"),
            ("LocationFSxWindows", "locationf_sx_windows"),
            ("LocationFSxLustre", "locationf_sx_lustres"),
            ("EC2Fleet", "ec2fleets"),
            ("LocalGatewayRouteTableVPCAssociation", "local_gateway_route_tablevpc_associations"),
            ("S3AccessPointAttachment", "s3access_point_attachments"),
            ("VirtualMFADevice", "virtualmfa_devices"),
            ("CustomDBEngineVersion", "customdb_engine_versions"),
            ("ResolverDNSSECConfig", "resolverdnssec_configs"),
            ("InfluxDBInstance", "influxdb_instances"),
            ("WebACLAssociation", "webacl_associations"),
            ("OAuth2CredentialProvider", "o_auth2credential_providers"),
            ("S3TableIntegration", "s3table_integrations"),
        ] {
            assert_eq!(sql_table(leaf), table, "{leaf}");
        }
    }

    #[test]
    fn columns_are_named_as_stackql_names_them() {
        for (property, column) in [
            ("ActiveSessionId", "active_session_id"),
            ("AutoParticipantRecordingConfiguration", "auto_participant_recording_configuration"),
            ("ARN", "arn"),
            ("DBInstanceIdentifier", "db_instance_identifier"),
            ("IPv6CidrBlock", "ipv6_cidr_block"),
            ("Ipv4IpamPoolId", "ipv4_ipam_pool_id"),
            ("KMSKeyId", "kms_key_id"),
            ("DNSName", "dns_name"),
            ("SSEAlgorithm", "sse_algorithm"),
            ("OAuthScopes", "oauth_scopes"),
            ("EnableDNSSupport", "enable_dns_support"),
            ("Values", "_values"),
            ("URLs", "urls"),
            ("AIAgentArn", "a_iagent_arn"),
            ("EIP", "e_ip"),
            ("VPNGatewayId", "v_pn_gateway_id"),
            ("MaxACU", "max_ac_u"),
            ("ClientIdsForOIDC", "client_ids_for_oid_c"),
            ("EC2InstanceType", "e_c2_instance_type"),
            ("CSS", "c_ss"),
        ] {
            assert_eq!(sql_column(property), column, "{property}");
        }
        assert_eq!(sql_column_of("AWS::ResourceGroups::TagSyncTask", "Group"), "group_id");
    }

    #[test]
    fn a_table_is_found_by_each_of_its_names() {
        let found = |service: &str, table: &str| {
            sql_relation_of(service, table).map(|it| format!("{} {:?}", it.type_name, it.relation)).unwrap_or_default()
        };
        assert_eq!(found("ivs", "stages"), "AWS::IVS::Stage Resources");
        assert_eq!(found("IVS", "Stages"), "AWS::IVS::Stage Resources");
        assert_eq!(found("ivs", "stages_list_only"), "AWS::IVS::Stage ListOnly");
        assert_eq!(found("ivs", "stage_tags"), "AWS::IVS::Stage Tags");
        assert_eq!(found("apigatewayv2", "stages"), "AWS::ApiGatewayV2::Stage Resources");
        assert_eq!(found("appsync", "graphql_apis"), "AWS::AppSync::GraphQLApi Resources");
        assert_eq!(found("appsync", "graph_ql_apis"), "AWS::AppSync::GraphQLApi Resources");
        assert_eq!(found("eventschemas", "schemas"), "AWS::EventSchemas::Schema Resources");
        assert_eq!(found("ivs", "balconies"), "");
    }
}
