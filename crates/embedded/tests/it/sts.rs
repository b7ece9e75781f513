use crate::script::{check, options};
use callboard_embedded::EmbeddedPlane;
use expect_test::expect;

#[test]
fn callers_are_who_they_are() {
    check(
        r#"
        service sts
        GetCallerIdentity
        account 210987654321
        GetCallerIdentity
        "#,
        expect![[r#"
            service sts
            GetCallerIdentity
                {"UserId":"123456789012","Account":"123456789012","Arn":"arn:aws:iam::123456789012:root"}
            account 210987654321
            GetCallerIdentity
                {"UserId":"210987654321","Account":"210987654321","Arn":"arn:aws:iam::210987654321:root"}
        "#]],
    );
}

#[test]
fn temporary_credentials_stand_for_their_caller_while_they_last() {
    let options = options();
    let (plane, clock) = (EmbeddedPlane::open(options.clone()).expect("a plane"), options.clock.clone());
    let operation = callboard_model::registry::service("sts").and_then(|it| it.operation("GetSessionToken"));
    let scope = callboard_plane::Scope::new("123456789012", "us-east-1");
    let caller = callboard_plane::Caller::root(&scope, "test");
    let input = callboard_model::document::Map::new().with("DurationSeconds", 900i64);
    let call = callboard_plane::Call { operation: operation.expect("an operation"), input, scope, caller };
    let output = crate::script::block_on(callboard_plane::Plane::call(&plane, call)).expect("credentials");
    let output = crate::script::json_of(&callboard_model::document::Document::Map(output.members));
    let credentials = &output["Credentials"];
    let key_id = credentials["AccessKeyId"].as_str().expect("a key id");
    assert!(key_id.starts_with("ASIA") && key_id.len() == 20, "{key_id}");
    assert_eq!(credentials["Expiration"], "2026-11-21T10:15:00Z");

    let found = plane.session_credentials(key_id).expect("a plane").expect("credentials");
    assert_eq!(found.account, "123456789012");
    assert_eq!(found.secret_access_key, credentials["SecretAccessKey"].as_str().expect("a secret"));
    assert!(!format!("{found:?}").contains(&found.secret_access_key));
    clock.advance_seconds(900);
    assert_eq!(plane.session_credentials(key_id).expect("a plane"), None);
    assert_eq!(plane.session_credentials("AKIAXXXXXXXXXXXXXXXX").expect("a plane"), None);
}

#[test]
fn session_tokens_last_as_long_as_is_asked_within_limits() {
    check(
        r#"
        service sts
        GetSessionToken {"DurationSeconds": 899}
        GetAccessKeyInfo {"AccessKeyId": "AKIAXXXXXXXXXXXXXXXX"}
        GetAccessKeyInfo {"AccessKeyId": "short"}
        "#,
        expect![[r#"
            service sts
            GetSessionToken {"DurationSeconds": 899}
                400 ValidationError: 1 validation error detected: Value '899' at 'DurationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900
            GetAccessKeyInfo {"AccessKeyId": "AKIAXXXXXXXXXXXXXXXX"}
                400 ValidationError: the access key AKIAXXXXXXXXXXXXXXXX was not given out by this plane
            GetAccessKeyInfo {"AccessKeyId": "short"}
                400 ValidationError: 1 validation error detected: Value 'short' at 'AccessKeyId' failed to satisfy constraint: Member must have length greater than or equal to 16
        "#]],
    );
}
