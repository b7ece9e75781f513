//! Relations that StackQL makes of operations by hand, beside those that its rule gives to resource types.

/// A table whose rows are what an operation answers; the predicate gives its input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OperationRelation {
    /// `tagging`.
    pub schema: &'static str,
    /// `tagged_resources`.
    pub table: &'static str,
    /// The service of the operation.
    pub service: &'static str,
    /// The operation.
    pub operation: &'static str,
    /// The member of its output that holds the rows, or the only one.
    pub rows: &'static str,
}

const fn row(
    schema: &'static str,
    table: &'static str,
    service: &'static str,
    operation: &'static str,
    rows: &'static str,
) -> OperationRelation {
    OperationRelation { schema, table, service, operation, rows }
}

const RELATIONS: &[OperationRelation] = &[
    row("cloud_control", "resource", "cloudcontrol", "GetResource", "ResourceDescription"),
    row("cloud_control", "resources", "cloudcontrol", "ListResources", "ResourceDescriptions"),
    row("cloud_control", "resource_request", "cloudcontrol", "GetResourceRequestStatus", "ProgressEvent"),
    row("cloud_control", "resource_requests", "cloudcontrol", "ListResourceRequests", "ResourceRequestStatusSummaries"),
    row("tagging", "tagged_resources", "resourcegroupstaggingapi", "GetResources", "ResourceTagMappingList"),
    row("tagging", "tag_keys", "resourcegroupstaggingapi", "GetTagKeys", "TagKeys"),
    row("tagging", "tag_values", "resourcegroupstaggingapi", "GetTagValues", "TagValues"),
];

/// Views that StackQL makes by hand: the schema, the view, and the table that has all its columns.
const VIEWS: &[(&str, &str, &str)] =
    &[("ec2", "vw_subnet_route_table_associations", "subnet_route_table_associations")];

/// The operation that a table's name stands for, in any case.
pub fn operation_relation(schema: &str, table: &str) -> Option<&'static OperationRelation> {
    RELATIONS.iter().find(|it| it.schema.eq_ignore_ascii_case(schema) && it.table.eq_ignore_ascii_case(table))
}

/// The table that a view's name stands for.
pub(super) fn table_of_view(schema: &str, view: &str) -> Option<&'static str> {
    VIEWS.iter().find(|(in_schema, name, _)| *in_schema == schema && *name == view).map(|(.., table)| *table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry;

    #[test]
    fn every_relation_is_of_an_operation_that_has_its_rows() {
        for relation in RELATIONS {
            let service = registry::service_entry(relation.service).expect(relation.service).service();
            let operation = service.operation(relation.operation).expect(relation.operation);
            let output = operation.output.expect("an output");
            assert!(output.member(relation.rows).is_some(), "{relation:?}");
            assert_eq!(operation_relation(relation.schema, relation.table), Some(relation));
        }
        for (schema, view, table) in VIEWS {
            assert!(super::super::sql::sql_relation_of(schema, view).is_some(), "{view}");
            assert!(super::super::sql::sql_relation_of(schema, table).is_some(), "{table}");
        }
    }
}
