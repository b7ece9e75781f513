//! The statements of the page on `stages`, as they are printed there.

use super::{rows, sql};
use crate::{callboard, json};

const INSERT: &str = "/*+ create */
INSERT INTO aws.ivs.stages (
 Name,
 Tags,
 region
)
SELECT 
'{{ Name }}',
 '{{ Tags }}',
'{{ region }}';";

const SELECT_ALL: &str = "SELECT
region,
arn,
name,
tags,
active_session_id
FROM aws.ivs.stages
WHERE region = 'us-east-1';";

const SELECT_ONE: &str = "SELECT
region,
arn,
name,
tags,
active_session_id
FROM aws.ivs.stages
WHERE region = 'us-east-1' AND data__Identifier = '<Arn>';";

const DELETE: &str = "/*+ delete */
DELETE FROM aws.ivs.stages
WHERE data__Identifier = '<Arn>'
AND region = 'us-east-1';";

#[test]
fn the_page_on_stages_runs_as_it_is_printed() {
    let (_home, callboard) = callboard();
    let values =
        ["--var", "Name=stage1", "--var", r#"Tags=[{"Key":"team","Value":"video"}]"#, "--var", "region=us-east-1"];
    let created = sql(&callboard, &[&[INSERT][..], &values].concat());
    assert_eq!((created.code, created.stdout.as_str(), created.stderr.as_str()), (0, "", "INSERT 0 1\n"));

    let stages: serde_json::Value =
        serde_json::from_str(&rows(&callboard, &["-o", "json", SELECT_ALL])).expect("a JSON array");
    let stage = &stages[0];
    let arn = stage["arn"].as_str().expect("an ARN").to_owned();
    assert!(arn.starts_with("arn:aws:ivs:us-east-1:123456789012:stage/"), "{arn}");
    let expected = serde_json::json!([{
        "region": "us-east-1", "arn": arn, "name": "stage1", "tags": [{"Key": "team", "Value": "video"}],
        "active_session_id": stage["active_session_id"],
    }]);
    assert_eq!(stages, expected);
    let one = rows(&callboard, &["-o", "json", &SELECT_ONE.replace("<Arn>", &arn)]);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&one).expect("JSON"), stages);
    assert_eq!(
        rows(&callboard, &["-o", "json", &SELECT_ONE.replace("<Arn>", &arn.replace("stage/", "stage/x"))]),
        "[]\n"
    );

    // The other doors see the same stage.
    let listed = json(&callboard, &["aws", "ivs-realtime", "list-stages"]);
    assert_eq!(listed["stages"][0]["arn"], arn.as_str());
    assert_eq!(listed["stages"][0]["tags"]["team"], "video");

    let deleted = sql(&callboard, &[&DELETE.replace("<Arn>", &arn)]);
    assert_eq!((deleted.code, deleted.stderr.as_str()), (0, "DELETE 1\n"));
    assert_eq!(json(&callboard, &["aws", "ivs-realtime", "list-stages"])["stages"], serde_json::json!([]));
}
