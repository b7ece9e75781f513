//! What is known of resource types beside their schemas: where they are, how
//! their ARNs look, which API operations are behind them.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::Action;
use crate::registry::index;

/// The API service behind a resource type.
#[derive(Debug, Clone, Copy)]
pub struct NativeOperations {
    /// botocore's name of the service.
    pub service: &'static str,
    /// How the service was found: `perm` through the permissions of the handlers, `name` through names, `pin` by hand.
    pub evidence: &'static str,
    operations: [&'static str; 5],
}

impl NativeOperations {
    /// The operation that does an action. Where a type takes several, this is the first that fits.
    pub fn operation(&self, action: Action) -> Option<&'static str> {
        let name = self.operations[action as usize];
        (!name.is_empty()).then_some(name)
    }
}

/// All regions of which it is known what types are there.
pub fn regions() -> impl Iterator<Item = &'static str> {
    regions_text().lines().next().and_then(|line| line.strip_prefix("#\t")).unwrap_or_default().split_terminator(',')
}

/// Handlers as an older revision of the registry had them, which published pages show: a JSON object a line.
pub fn seed_handlers() -> &'static str {
    static TEXT: OnceLock<&'static str> = OnceLock::new();
    TEXT.get_or_init(|| index::SEED_HANDLERS.read())
}

pub(super) fn regions_of(type_name: &str) -> Vec<&'static str> {
    static ROWS: OnceLock<Rows> = OnceLock::new();
    let bits = ROWS
        .get_or_init(|| rows(regions_text()))
        .get(type_name)
        .and_then(|bits| u64::from_str_radix(bits, 16).ok())
        .unwrap_or_default();
    regions().enumerate().filter(|(number, _)| bits >> number & 1 == 1).map(|(_, region)| region).collect()
}

pub(super) fn arn_format_of(type_name: &str) -> Option<&'static str> {
    static ROWS: OnceLock<Rows> = OnceLock::new();
    ROWS.get_or_init(|| rows(index::ARN_FORMATS.read())).get(type_name)?.split('\t').next()
}

/// The API service and operations behind a type, by its name alone.
pub fn native_operations_of(type_name: &str) -> Option<NativeOperations> {
    static ROWS: OnceLock<Rows> = OnceLock::new();
    let mut columns = ROWS.get_or_init(|| rows(index::TYPE_MAP.read())).get(type_name)?.split('\t');
    let (service, evidence) = (columns.next()?, columns.next()?);
    if service.is_empty() {
        return None;
    }
    Some(NativeOperations { service, evidence, operations: [(); 5].map(|()| columns.next().unwrap_or_default()) })
}

fn regions_text() -> &'static str {
    static TEXT: OnceLock<&'static str> = OnceLock::new();
    TEXT.get_or_init(|| index::REGIONS.read())
}

/// Namespaces of services that have one endpoint a partition, and with it one set of resources.
const GLOBAL: [&str; 14] = [
    "Account",
    "Billing",
    "BillingConductor",
    "Budgets",
    "CE",
    "CloudFront",
    "GlobalAccelerator",
    "IAM",
    "NetworkManager",
    "Organizations",
    "Route53",
    "Route53RecoveryControl",
    "Route53RecoveryReadiness",
    "Shield",
];

pub(super) fn is_global(type_name: &str) -> bool {
    let namespace = type_name.strip_prefix("AWS::").and_then(|it| it.split_once("::"));
    namespace.is_some_and(|(namespace, _)| GLOBAL.contains(&namespace))
}

/// Lines of a table without the type's name, by that name.
type Rows = HashMap<&'static str, &'static str>;

fn rows(table: &'static str) -> Rows {
    let mut rows = Rows::new();
    for (name, row) in table.lines().filter_map(|line| line.split_once('\t')) {
        rows.entry(name).or_insert(row);
    }
    rows
}
