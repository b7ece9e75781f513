//! Import: what is there becomes part of a stack, and nothing changes by that but its tags.

use callboard_model::types;
use callboard_resource::Wait;
use callboard_stack::import::import;
use expect_test::expect;
use serde_json::json;

use crate::{Folder, REGION, client, outcomes, plane, verdicts};

#[tokio::test]
async fn a_resource_is_adopted() {
    let resources = client(plane());
    let of = types::resource_type("AWS::Logs::LogGroup").expect("the type");
    let desired = json!({"LogGroupName": "/web", "RetentionInDays": 7, "Tags": [{"Key": "a: b", "Value": "012"}]});
    let desired = serde_json::from_value(desired).expect("an object");
    resources.create(of, REGION, &desired, Wait::UntilDone).await.expect("a log group");
    let folder = Folder::new(
        "version: 1\nname: s\nproviders: [aws]\nresources:\n  - name: room\n    resource: aws.ivs.stages\n\n# after\nexports: []\n",
    );
    let work = folder.work(&resources);
    import(&work, "web", of, REGION, "/web").await.unwrap_or_else(|error| panic!("{error}"));
    let missing = import(&work, "other", of, REGION, "/other").await.expect_err("it is not there");
    assert_eq!(missing.to_string(), "there is no AWS::Logs::LogGroup /other in us-east-1");
    drop(work);
    let text = std::fs::read_to_string(folder.path().join("stackql_manifest.yml")).expect("the manifest");
    expect![[r#"
        version: 1
        name: s
        providers: [aws]
        resources:
          - name: room
            resource: aws.ivs.stages
          - name: web
            resource: aws.logs.log_groups
            props:
              - name: LogGroupName
                value: /web
              - name: LogGroupClass
                value: STANDARD
              - name: RetentionInDays
                value: 7
              - name: Tags
                value:
                  - Key: "a: b"
                    Value: "012"
              - name: BearerTokenAuthenticationEnabled
                value: false
              - name: DeletionProtectionEnabled
                value: false

        # after
        exports: []
    "#]]
    .assert_eq(&text);
    expect![[r#"
        room Create
        web Update"#]]
    .assert_eq(&verdicts(&folder.survey(&resources).await));
    assert!(folder.build(&resources).await.has_succeeded());
    let again = folder.build(&resources).await;
    assert!(!again.has_changed(), "{}", outcomes(&again));
}
