//! Data sources: what is read without being managed.

mod read;

use super::field::{Field, block_of, blocks, rules_of, text, text_map, text_set, truth};
use super::tables::CORS;
use crate::cty::Type;
use crate::plan::{Check, Rule, Rules};
use crate::schema::{Attribute, Flags, Nesting, Schema};
pub(super) use read::read;

/// A data source.
pub(super) struct DataSource {
    pub(super) type_name: &'static str,
    noun: &'static str,
    what: What,
    fields: &'static [Field],
    is_regional: bool,
    has_id: bool,
    /// Whether it tells the tags of one resource.
    has_tags: bool,
}

/// What a data source reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Api,
    Apis,
    Export,
    VpcLink,
    CallerIdentity,
    Partition,
    Region,
}

/// Every data source, sorted by name.
pub(super) const ALL: [&DataSource; 7] = [
    &DataSource {
        type_name: "aws_apigatewayv2_api",
        noun: "API Gateway v2 API",
        what: What::Api,
        fields: &[
            text("api_endpoint").computed(),
            text("api_id").required(),
            text("api_key_selection_expression").computed(),
            text("arn").computed().local(),
            blocks("cors_configuration", Nesting::List, &CORS).computed().attribute(),
            text("description").computed(),
            truth("disable_execute_api_endpoint").computed(),
            text("execution_arn").computed().local(),
            text("ip_address_type").computed(),
            text("name").computed(),
            text("protocol_type").computed(),
            text("route_selection_expression").computed(),
            text("version").computed(),
        ],
        is_regional: true,
        has_id: true,
        has_tags: true,
    },
    &DataSource {
        type_name: "aws_apigatewayv2_apis",
        noun: "API Gateway v2 APIs",
        what: What::Apis,
        fields: &[
            text_set("ids").computed(),
            text("name"),
            text("protocol_type").checks(&[Check::OneOf(&["WEBSOCKET", "HTTP"])]),
            text_map("tags"),
        ],
        is_regional: true,
        has_id: true,
        has_tags: false,
    },
    &DataSource {
        type_name: "aws_apigatewayv2_export",
        noun: "API Gateway v2 Export",
        what: What::Export,
        fields: &[
            text("api_id").required(),
            text("body").computed(),
            text("export_version").checks(&[Check::OneOf(&["1.0"])]),
            truth("include_extensions"),
            text("output_type").required().checks(&[Check::OneOf(&["JSON", "YAML"])]),
            text("specification").required().checks(&[Check::OneOf(&["OAS30"])]),
            text("stage_name"),
        ],
        is_regional: true,
        has_id: true,
        has_tags: false,
    },
    &DataSource {
        type_name: "aws_apigatewayv2_vpc_link",
        noun: "API Gateway v2 VPC Link",
        what: What::VpcLink,
        fields: &[
            text("arn").computed().local(),
            text("name").computed(),
            text_set("security_group_ids").computed(),
            text_set("subnet_ids").computed(),
            text("vpc_link_id").required(),
        ],
        is_regional: true,
        has_id: true,
        has_tags: true,
    },
    &DataSource {
        type_name: "aws_caller_identity",
        noun: "STS Caller Identity",
        what: What::CallerIdentity,
        fields: &[text("account_id").computed(), text("arn").computed(), text("user_id").computed()],
        is_regional: false,
        has_id: true,
        has_tags: false,
    },
    &DataSource {
        type_name: "aws_partition",
        noun: "Partition",
        what: What::Partition,
        fields: &[text("dns_suffix").computed(), text("partition").computed(), text("reverse_dns_prefix").computed()],
        is_regional: false,
        has_id: true,
        has_tags: false,
    },
    &DataSource {
        type_name: "aws_region",
        noun: "Region",
        what: What::Region,
        fields: &[
            text("description").computed(),
            text("endpoint").optional_computed().deprecated(),
            text("name").optional_computed().deprecated(),
        ],
        is_regional: true,
        has_id: true,
        has_tags: false,
    },
];

/// The data source of a name.
pub(super) fn find(type_name: &str) -> Option<&'static DataSource> {
    ALL.into_iter().find(|it| it.type_name == type_name)
}

impl DataSource {
    pub(super) fn schema(&self) -> Schema {
        let mut block = block_of(self.fields);
        block.attributes.extend(self.common().into_iter().map(|(name, of, flags)| Attribute::plain(name, of, flags)));
        block.attributes.sort_by(|left, right| left.name.cmp(&right.name));
        Schema { version: 0, block }
    }

    pub(super) fn rules(&self) -> Rules {
        let mut rules = rules_of(self.fields);
        rules.0.extend(self.common().into_iter().map(|(name, _, flags)| Rule::new(name, flags)));
        rules
    }

    fn common(&self) -> Vec<(&'static str, Type, Flags)> {
        let mut attributes = Vec::new();
        if self.has_id {
            attributes.push(("id", Type::String, Flags::OPTIONAL_COMPUTED));
        }
        if self.is_regional {
            attributes.push(("region", Type::String, Flags::OPTIONAL_COMPUTED));
        }
        if self.has_tags {
            attributes.push(("tags", Type::map(Type::String), Flags::OPTIONAL_COMPUTED));
        }
        attributes
    }
}
