//! Partitions: the separate parts of AWS, and the regions in each.

use callboard_model::document::{Document, Map};
use regress::Regex;
use serde_json::Value;

use super::RuleSetError;

/// All partitions, in AWS's order.
#[derive(Debug)]
pub struct Partitions {
    partitions: Vec<Partition>,
}

#[derive(Debug)]
struct Partition {
    regions: Vec<String>,
    pattern: Regex,
    /// What `aws.partition` answers: `name`, `dnsSuffix`, `supportsFIPS`, …
    outputs: Document,
}

impl Partitions {
    /// Reads botocore's `partitions.json`.
    pub fn from_json(json: &Value) -> Result<Self, RuleSetError> {
        let partitions = json["partitions"].as_array().ok_or_else(|| RuleSetError("no partitions".to_owned()))?;
        let partitions = partitions.iter().map(Partition::from_json).collect::<Result<Vec<_>, _>>()?;
        if partitions.is_empty() {
            return Err(RuleSetError("no partitions".to_owned()));
        }
        Ok(Self { partitions })
    }

    /// What is known of the partition of a region; a region that no partition has or could have is taken to be in `aws`.
    pub(super) fn of_region(&self, region: &str) -> &Document {
        let is_in = |it: &&Partition| it.regions.iter().any(|it| it == region) || it.pattern.find(region).is_some();
        &self.partitions.iter().find(is_in).unwrap_or(&self.partitions[0]).outputs
    }

    /// The name of the partition of a region: `aws`, `aws-cn`, …
    pub fn name_of_region(&self, region: &str) -> &str {
        self.of_region(region).get("name").and_then(Document::as_str).unwrap_or("aws")
    }
}

impl Partition {
    fn from_json(json: &Value) -> Result<Self, RuleSetError> {
        let id = json["id"].as_str().unwrap_or_default();
        let pattern = json["regionRegex"].as_str().unwrap_or_default();
        let pattern = Regex::new(pattern).map_err(|err| RuleSetError(format!("region pattern of {id}: {err}")))?;
        let regions = json["regions"].as_object().map(|it| it.keys().cloned().collect()).unwrap_or_default();
        let mut outputs = match Document::from(&json["outputs"]) {
            Document::Map(map) => map,
            _ => Map::new(),
        };
        outputs.insert("name", id);
        Ok(Self { regions, pattern, outputs: Document::Map(outputs) })
    }
}
