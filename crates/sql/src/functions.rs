//! Functions: SQLite's and StackQL's beside DataFusion's own.

use datafusion::execution::context::SessionContext;

/// Registers all functions and operators.
pub(crate) fn register(engine: &SessionContext) {
    let _ = engine;
}
