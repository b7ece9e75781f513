//! Regions: whether a statement names one that there is.

use callboard_model::endpoints;
use callboard_model::naming::nearest_names;

use crate::SqlError;
use crate::context::StatementContext;

/// `invalid_parameter_value`
const INVALID_PARAMETER_VALUE: &str = "22023";

/// Refuses a region that neither the partition nor the session knows: a slip of the pen would make resources where
/// nobody looks for them, and find nothing where there is much.
pub(crate) fn refuse_unknown(context: &StatementContext, region: &str) -> Result<(), SqlError> {
    if context.regions.iter().any(|it| it == region) {
        return Ok(());
    }
    let partition: &str = &context.resources.options().partition;
    let known = endpoints::partitions()["partitions"].as_array().into_iter().flatten();
    let known = known.filter(|it| it["id"] == partition).filter_map(|it| it["regions"].as_object());
    let names: Vec<&String> = known.flat_map(|it| it.keys()).collect();
    if names.is_empty() || names.iter().any(|it| *it == region) {
        return Ok(());
    }
    let error =
        SqlError::new(INVALID_PARAMETER_VALUE, format!("there is no region `{region}` in partition {partition}"));
    Err(match nearest_names(region, names.into_iter().cloned()).first() {
        Some(near) => error.with_hint(format!("did you mean `{near}`? a new region can be named by `--regions`")),
        None => error.with_hint("a new region can be named by `--regions`"),
    })
}
