//! Managed policies and their versions.

use crate::script::check;
use expect_test::expect;

#[test]
fn a_policy_lives_from_creation_to_deletion() {
    check(
        r#"
        service iam
        CreatePolicy {"PolicyName": "P", "Path": "/team/", "PolicyDocument": "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"logs:*\", \"Resource\": \"*\"}}", "Description": "logs", "Tags": [{"Key": "a", "Value": "1"}]}
        let arn = Policy.Arn
        CreatePolicy {"PolicyName": "p", "PolicyDocument": "{}"}
        GetPolicy {"PolicyArn": "$arn"}
        GetPolicyVersion {"PolicyArn": "$arn", "VersionId": "v1"}
        CreateRole {"RoleName": "R", "AssumeRolePolicyDocument": "{}", "Path": "/roles/"}
        AttachRolePolicy {"RoleName": "R", "PolicyArn": "$arn"}
        ListEntitiesForPolicy {"PolicyArn": "$arn"}
        ListEntitiesForPolicy {"PolicyArn": "$arn", "PathPrefix": "/others/"}
        ListEntitiesForPolicy {"PolicyArn": "$arn", "EntityFilter": "User"}
        ListAttachedRolePolicies {"RoleName": "R", "PathPrefix": "/team/"}
        ListPolicies {"OnlyAttached": true}
        ListPolicies {"PolicyUsageFilter": "PermissionsBoundary"}
        ListPolicies {"Scope": "AWS"}
        DeletePolicy {"PolicyArn": "$arn"}
        DetachRolePolicy {"RoleName": "R", "PolicyArn": "$arn"}
        TagPolicy {"PolicyArn": "$arn", "Tags": [{"Key": "b", "Value": "2"}]}
        UntagPolicy {"PolicyArn": "$arn", "TagKeys": ["a"]}
        ListPolicyTags {"PolicyArn": "$arn"}
        DeletePolicy {"PolicyArn": "$arn"}
        DeletePolicy {"PolicyArn": "$arn"}
        GetPolicy {"PolicyArn": "$arn"}
        ListPolicies
        "#,
        expect![[r#"
            service iam
            CreatePolicy {"PolicyName": "P", "Path": "/team/", "PolicyDocument": "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"logs:*\", \"Resource\": \"*\"}}", "Description": "logs", "Tags": [{"Key": "a", "Value": "1"}]}
                {"Policy":{"PolicyName":"P","PolicyId":"ANPAKBNZZMOITDORGDHBS","Arn":"arn:aws:iam::123456789012:policy/team/P","Path":"/team/","DefaultVersionId":"v1","AttachmentCount":0,"PermissionsBoundaryUsageCount":0,"IsAttachable":true,"CreateDate":"2026-11-21T10:00:00Z","UpdateDate":"2026-11-21T10:00:00Z","Tags":[{"Key":"a","Value":"1"}]}}
            CreatePolicy {"PolicyName": "p", "PolicyDocument": "{}"}
                409 EntityAlreadyExists: A policy called p already exists. Duplicate names are not allowed.
            GetPolicy {"PolicyArn": "$arn"}
                {"Policy":{"PolicyName":"P","PolicyId":"ANPAKBNZZMOITDORGDHBS","Arn":"$arn","Path":"/team/","DefaultVersionId":"v1","AttachmentCount":0,"PermissionsBoundaryUsageCount":0,"IsAttachable":true,"Description":"logs","CreateDate":"2026-11-21T10:00:00Z","UpdateDate":"2026-11-21T10:00:00Z","Tags":[{"Key":"a","Value":"1"}]}}
            GetPolicyVersion {"PolicyArn": "$arn", "VersionId": "v1"}
                {"PolicyVersion":{"Document":"%7B%22Statement%22%3A%20%7B%22Effect%22%3A%20%22Allow%22%2C%20%22Action%22%3A%20%22logs%3A%2A%22%2C%20%22Resource%22%3A%20%22%2A%22%7D%7D","VersionId":"v1","IsDefaultVersion":true,"CreateDate":"2026-11-21T10:00:00Z"}}
            CreateRole {"RoleName": "R", "AssumeRolePolicyDocument": "{}", "Path": "/roles/"}
                {"Role":{"Path":"/roles/","RoleName":"R","RoleId":"AROA42ZJSLZFITY6WYHLX","Arn":"arn:aws:iam::123456789012:role/roles/R","CreateDate":"2026-11-21T10:00:00Z","AssumeRolePolicyDocument":"%7B%7D"}}
            AttachRolePolicy {"RoleName": "R", "PolicyArn": "$arn"}
                {}
            ListEntitiesForPolicy {"PolicyArn": "$arn"}
                {"PolicyGroups":[],"PolicyUsers":[],"PolicyRoles":[{"RoleName":"R","RoleId":"AROA42ZJSLZFITY6WYHLX"}],"IsTruncated":false}
            ListEntitiesForPolicy {"PolicyArn": "$arn", "PathPrefix": "/others/"}
                {"PolicyGroups":[],"PolicyUsers":[],"PolicyRoles":[],"IsTruncated":false}
            ListEntitiesForPolicy {"PolicyArn": "$arn", "EntityFilter": "User"}
                {"PolicyGroups":[],"PolicyUsers":[],"PolicyRoles":[],"IsTruncated":false}
            ListAttachedRolePolicies {"RoleName": "R", "PathPrefix": "/team/"}
                {"AttachedPolicies":[{"PolicyName":"P","PolicyArn":"$arn"}],"IsTruncated":false}
            ListPolicies {"OnlyAttached": true}
                {"Policies":[{"PolicyName":"P","PolicyId":"ANPAKBNZZMOITDORGDHBS","Arn":"$arn","Path":"/team/","DefaultVersionId":"v1","AttachmentCount":1,"PermissionsBoundaryUsageCount":0,"IsAttachable":true,"CreateDate":"2026-11-21T10:00:00Z","UpdateDate":"2026-11-21T10:00:00Z"}],"IsTruncated":false}
            ListPolicies {"PolicyUsageFilter": "PermissionsBoundary"}
                {"Policies":[],"IsTruncated":false}
            ListPolicies {"Scope": "AWS"}
                {"Policies":[],"IsTruncated":false}
            DeletePolicy {"PolicyArn": "$arn"}
                409 DeleteConflict: Cannot delete a policy attached to entities.
            DetachRolePolicy {"RoleName": "R", "PolicyArn": "$arn"}
                {}
            TagPolicy {"PolicyArn": "$arn", "Tags": [{"Key": "b", "Value": "2"}]}
                {}
            UntagPolicy {"PolicyArn": "$arn", "TagKeys": ["a"]}
                {}
            ListPolicyTags {"PolicyArn": "$arn"}
                {"Tags":[{"Key":"b","Value":"2"}],"IsTruncated":false}
            DeletePolicy {"PolicyArn": "$arn"}
                {}
            DeletePolicy {"PolicyArn": "$arn"}
                404 NoSuchEntity: Policy $arn was not found.
            GetPolicy {"PolicyArn": "$arn"}
                404 NoSuchEntity: Policy $arn was not found.
            ListPolicies
                {"Policies":[],"IsTruncated":false}
        "#]],
    );
}

#[test]
fn a_policy_has_up_to_five_versions() {
    check(
        r#"
        service iam
        CreatePolicy {"PolicyName": "p", "PolicyDocument": "{}"}
        let arn = Policy.Arn
        CreatePolicyVersion {"PolicyArn": "$arn", "PolicyDocument": "{\"Id\": \"2\"}"}
        wait 60
        CreatePolicyVersion {"PolicyArn": "$arn", "PolicyDocument": "{\"Id\": \"3\"}", "SetAsDefault": true}
        CreatePolicyVersion {"PolicyArn": "$arn", "PolicyDocument": "{\"Id\": \"4\"}"}
        CreatePolicyVersion {"PolicyArn": "$arn", "PolicyDocument": "{\"Id\": \"5\"}"}
        CreatePolicyVersion {"PolicyArn": "$arn", "PolicyDocument": "{\"Id\": \"6\"}"}
        ListPolicyVersions {"PolicyArn": "$arn"}
        DeletePolicyVersion {"PolicyArn": "$arn", "VersionId": "v3"}
        SetDefaultPolicyVersion {"PolicyArn": "$arn", "VersionId": "v2"}
        DeletePolicyVersion {"PolicyArn": "$arn", "VersionId": "v3"}
        CreatePolicyVersion {"PolicyArn": "$arn", "PolicyDocument": "{\"Id\": \"6\"}"}
        GetPolicyVersion {"PolicyArn": "$arn", "VersionId": "v6"}
        GetPolicyVersion {"PolicyArn": "$arn", "VersionId": "v3"}
        GetPolicy {"PolicyArn": "$arn"}
        DeletePolicy {"PolicyArn": "$arn"}
        "#,
        expect![[r#"
            service iam
            CreatePolicy {"PolicyName": "p", "PolicyDocument": "{}"}
                {"Policy":{"PolicyName":"p","PolicyId":"ANPAKBNZZMOITDORGDHBS","Arn":"arn:aws:iam::123456789012:policy/p","Path":"/","DefaultVersionId":"v1","AttachmentCount":0,"PermissionsBoundaryUsageCount":0,"IsAttachable":true,"CreateDate":"2026-11-21T10:00:00Z","UpdateDate":"2026-11-21T10:00:00Z"}}
            CreatePolicyVersion {"PolicyArn": "$arn", "PolicyDocument": "{\"Id\": \"2\"}"}
                {"PolicyVersion":{"VersionId":"v2","IsDefaultVersion":false,"CreateDate":"2026-11-21T10:00:00Z"}}
            wait 60
            CreatePolicyVersion {"PolicyArn": "$arn", "PolicyDocument": "{\"Id\": \"3\"}", "SetAsDefault": true}
                {"PolicyVersion":{"VersionId":"v3","IsDefaultVersion":true,"CreateDate":"2026-11-21T10:01:00Z"}}
            CreatePolicyVersion {"PolicyArn": "$arn", "PolicyDocument": "{\"Id\": \"4\"}"}
                {"PolicyVersion":{"VersionId":"v4","IsDefaultVersion":false,"CreateDate":"2026-11-21T10:01:00Z"}}
            CreatePolicyVersion {"PolicyArn": "$arn", "PolicyDocument": "{\"Id\": \"5\"}"}
                {"PolicyVersion":{"VersionId":"v5","IsDefaultVersion":false,"CreateDate":"2026-11-21T10:01:00Z"}}
            CreatePolicyVersion {"PolicyArn": "$arn", "PolicyDocument": "{\"Id\": \"6\"}"}
                409 LimitExceeded: A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.
            ListPolicyVersions {"PolicyArn": "$arn"}
                {"Versions":[{"VersionId":"v5","IsDefaultVersion":false,"CreateDate":"2026-11-21T10:01:00Z"},{"VersionId":"v4","IsDefaultVersion":false,"CreateDate":"2026-11-21T10:01:00Z"},{"VersionId":"v3","IsDefaultVersion":true,"CreateDate":"2026-11-21T10:01:00Z"},{"VersionId":"v2","IsDefaultVersion":false,"CreateDate":"2026-11-21T10:00:00Z"},{"VersionId":"v1","IsDefaultVersion":false,"CreateDate":"2026-11-21T10:00:00Z"}],"IsTruncated":false}
            DeletePolicyVersion {"PolicyArn": "$arn", "VersionId": "v3"}
                409 DeleteConflict: Cannot delete the default version of a policy.
            SetDefaultPolicyVersion {"PolicyArn": "$arn", "VersionId": "v2"}
                {}
            DeletePolicyVersion {"PolicyArn": "$arn", "VersionId": "v3"}
                {}
            CreatePolicyVersion {"PolicyArn": "$arn", "PolicyDocument": "{\"Id\": \"6\"}"}
                {"PolicyVersion":{"VersionId":"v6","IsDefaultVersion":false,"CreateDate":"2026-11-21T10:01:00Z"}}
            GetPolicyVersion {"PolicyArn": "$arn", "VersionId": "v6"}
                {"PolicyVersion":{"Document":"%7B%22Id%22%3A%20%226%22%7D","VersionId":"v6","IsDefaultVersion":false,"CreateDate":"2026-11-21T10:01:00Z"}}
            GetPolicyVersion {"PolicyArn": "$arn", "VersionId": "v3"}
                404 NoSuchEntity: Policy $arn version v3 does not exist or is not attachable.
            GetPolicy {"PolicyArn": "$arn"}
                {"Policy":{"PolicyName":"p","PolicyId":"ANPAKBNZZMOITDORGDHBS","Arn":"$arn","Path":"/","DefaultVersionId":"v2","AttachmentCount":0,"PermissionsBoundaryUsageCount":0,"IsAttachable":true,"CreateDate":"2026-11-21T10:00:00Z","UpdateDate":"2026-11-21T10:01:00Z"}}
            DeletePolicy {"PolicyArn": "$arn"}
                409 DeleteConflict: This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.
        "#]],
    );
}

#[test]
fn what_is_not_here_is_said() {
    check(
        r#"
        service iam
        GetPolicy {"PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}
        GetPolicy {"PolicyArn": "arn:aws:iam::123456789012:policy/none"}
        GetPolicy {"PolicyArn": "arn:aws:iam::123456789012:role/r"}
        CreatePolicy {"PolicyName": "p", "PolicyDocument": "{"}
        CreatePolicy {"PolicyName": "p", "PolicyDocument": "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\", \"Principal\": \"*\"}}"}
        CreatePolicy {"PolicyName": "p", "PolicyDocument": "{}", "Path": "/x/"}
        # A path is part of the name in an ARN.
        GetPolicy {"PolicyArn": "arn:aws:iam::123456789012:policy/p"}
        GetPolicy {"PolicyArn": "arn:aws:iam::210987654321:policy/x/p"}
        GetPolicyVersion {"PolicyArn": "arn:aws:iam::123456789012:policy/x/p", "VersionId": "1"}
        "#,
        expect![[r#"
            service iam
            GetPolicy {"PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}
                501 NotImplemented: arn:aws:iam::aws:policy/AdministratorAccess is a policy of AWS's own: it can be attached, but its content is not available on the embedded plane
            GetPolicy {"PolicyArn": "arn:aws:iam::123456789012:policy/none"}
                404 NoSuchEntity: Policy arn:aws:iam::123456789012:policy/none was not found.
            GetPolicy {"PolicyArn": "arn:aws:iam::123456789012:role/r"}
                400 InvalidInput: ARN arn:aws:iam::123456789012:role/r is not valid.
            CreatePolicy {"PolicyName": "p", "PolicyDocument": "{"}
                400 MalformedPolicyDocument: Syntax errors in policy.
            CreatePolicy {"PolicyName": "p", "PolicyDocument": "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\", \"Principal\": \"*\"}}"}
                400 MalformedPolicyDocument: Policy document should not specify a principal.
            CreatePolicy {"PolicyName": "p", "PolicyDocument": "{}", "Path": "/x/"}
                {"Policy":{"PolicyName":"p","PolicyId":"ANPAKBNZZMOITDORGDHBS","Arn":"arn:aws:iam::123456789012:policy/x/p","Path":"/x/","DefaultVersionId":"v1","AttachmentCount":0,"PermissionsBoundaryUsageCount":0,"IsAttachable":true,"CreateDate":"2026-11-21T10:00:00Z","UpdateDate":"2026-11-21T10:00:00Z"}}
            # A path is part of the name in an ARN.
            GetPolicy {"PolicyArn": "arn:aws:iam::123456789012:policy/p"}
                404 NoSuchEntity: Policy arn:aws:iam::123456789012:policy/p was not found.
            GetPolicy {"PolicyArn": "arn:aws:iam::210987654321:policy/x/p"}
                404 NoSuchEntity: Policy arn:aws:iam::210987654321:policy/x/p was not found.
            GetPolicyVersion {"PolicyArn": "arn:aws:iam::123456789012:policy/x/p", "VersionId": "1"}
                400 ValidationError: 1 validation error detected: Value '1' at 'VersionId' failed to satisfy constraint: Member must satisfy regular expression pattern: v[1-9][0-9]*(\.[A-Za-z0-9-]*)?
        "#]],
    );
}
