//! What is kept beside a state.

use std::collections::BTreeSet;

/// What is kept beside a state, as JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Private {
    /// Paths of zeros that the service was told; a state shows what is unset as 0, too.
    pub(crate) zeros: Vec<String>,
}

impl Private {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        if self.zeros.is_empty() {
            return Vec::new();
        }
        serde_json::json!({"zeros": self.zeros}).to_string().into_bytes()
    }

    /// What was kept; nothing where another provider kept it.
    pub(crate) fn zeros_of(bytes: &[u8]) -> BTreeSet<String> {
        let kept: serde_json::Value = serde_json::from_slice(bytes).unwrap_or_default();
        let zeros = kept["zeros"].as_array().into_iter().flatten();
        zeros.filter_map(|it| it.as_str().map(str::to_owned)).collect()
    }
}
