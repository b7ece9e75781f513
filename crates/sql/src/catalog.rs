//! The catalog: every resource type as tables, found by name when they are asked for.

use datafusion::execution::context::SessionContext;

use crate::session::SessionOptions;

/// Registers the catalogs `aws` and `awscc`; no table is looked at.
pub(crate) fn register(engine: &SessionContext, options: &SessionOptions) {
    for (name, catalog) in &options.catalogs {
        engine.register_catalog(name, std::sync::Arc::clone(catalog));
    }
}
