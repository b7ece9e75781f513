//! Roles: what they are, what belongs to them, and what stands in the way of deleting them.

use crate::script::check;
use expect_test::expect;

#[test]
fn a_role_lives_from_creation_to_deletion() {
    check(
        r#"
        service iam
        CreateRole {"RoleName": "Writer", "AssumeRolePolicyDocument": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"apigateway.amazonaws.com\"}, \"Action\": \"sts:AssumeRole\"}]}", "Description": "writes logs", "MaxSessionDuration": 7200, "Tags": [{"Key": "team", "Value": "a"}]}
        CreateRole {"RoleName": "WRITER", "AssumeRolePolicyDocument": "{}"}
        GetRole {"RoleName": "Writer"}
        UpdateRole {"RoleName": "Writer", "MaxSessionDuration": 3600}
        UpdateRoleDescription {"RoleName": "Writer", "Description": ""}
        UpdateAssumeRolePolicy {"RoleName": "Writer", "PolicyDocument": "{}"}
        # One service for a partition, whatever the region.
        region eu-west-1
        GetRole {"RoleName": "writer"}
        ListRoles
        ListInstanceProfilesForRole {"RoleName": "Writer"}
        region cn-north-1
        ListRoles
        region us-east-1
        DeleteRole {"RoleName": "Writer"}
        DeleteRole {"RoleName": "Writer"}
        GetRole {"RoleName": "Writer"}
        "#,
        expect![[r#"
            service iam
            CreateRole {"RoleName": "Writer", "AssumeRolePolicyDocument": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"apigateway.amazonaws.com\"}, \"Action\": \"sts:AssumeRole\"}]}", "Description": "writes logs", "MaxSessionDuration": 7200, "Tags": [{"Key": "team", "Value": "a"}]}
                {"Role":{"Path":"/","RoleName":"Writer","RoleId":"AROAKBNZZMOITDORGDHBS","Arn":"arn:aws:iam::123456789012:role/Writer","CreateDate":"2026-11-21T10:00:00Z","AssumeRolePolicyDocument":"%7B%22Version%22%3A%20%222012-10-17%22%2C%20%22Statement%22%3A%20%5B%7B%22Effect%22%3A%20%22Allow%22%2C%20%22Principal%22%3A%20%7B%22Service%22%3A%20%22apigateway.amazonaws.com%22%7D%2C%20%22Action%22%3A%20%22sts%3AAssumeRole%22%7D%5D%7D","Tags":[{"Key":"team","Value":"a"}]}}
            CreateRole {"RoleName": "WRITER", "AssumeRolePolicyDocument": "{}"}
                409 EntityAlreadyExists: Role with name WRITER already exists.
            GetRole {"RoleName": "Writer"}
                {"Role":{"Path":"/","RoleName":"Writer","RoleId":"AROAKBNZZMOITDORGDHBS","Arn":"arn:aws:iam::123456789012:role/Writer","CreateDate":"2026-11-21T10:00:00Z","AssumeRolePolicyDocument":"%7B%22Version%22%3A%20%222012-10-17%22%2C%20%22Statement%22%3A%20%5B%7B%22Effect%22%3A%20%22Allow%22%2C%20%22Principal%22%3A%20%7B%22Service%22%3A%20%22apigateway.amazonaws.com%22%7D%2C%20%22Action%22%3A%20%22sts%3AAssumeRole%22%7D%5D%7D","Description":"writes logs","MaxSessionDuration":7200,"Tags":[{"Key":"team","Value":"a"}],"RoleLastUsed":{}}}
            UpdateRole {"RoleName": "Writer", "MaxSessionDuration": 3600}
                {}
            UpdateRoleDescription {"RoleName": "Writer", "Description": ""}
                {"Role":{"Path":"/","RoleName":"Writer","RoleId":"AROAKBNZZMOITDORGDHBS","Arn":"arn:aws:iam::123456789012:role/Writer","CreateDate":"2026-11-21T10:00:00Z","AssumeRolePolicyDocument":"%7B%22Version%22%3A%20%222012-10-17%22%2C%20%22Statement%22%3A%20%5B%7B%22Effect%22%3A%20%22Allow%22%2C%20%22Principal%22%3A%20%7B%22Service%22%3A%20%22apigateway.amazonaws.com%22%7D%2C%20%22Action%22%3A%20%22sts%3AAssumeRole%22%7D%5D%7D","MaxSessionDuration":3600,"Tags":[{"Key":"team","Value":"a"}],"RoleLastUsed":{}}}
            UpdateAssumeRolePolicy {"RoleName": "Writer", "PolicyDocument": "{}"}
                {}
            # One service for a partition, whatever the region.
            region eu-west-1
            GetRole {"RoleName": "writer"}
                {"Role":{"Path":"/","RoleName":"Writer","RoleId":"AROAKBNZZMOITDORGDHBS","Arn":"arn:aws:iam::123456789012:role/Writer","CreateDate":"2026-11-21T10:00:00Z","AssumeRolePolicyDocument":"%7B%7D","MaxSessionDuration":3600,"Tags":[{"Key":"team","Value":"a"}],"RoleLastUsed":{}}}
            ListRoles
                {"Roles":[{"Path":"/","RoleName":"Writer","RoleId":"AROAKBNZZMOITDORGDHBS","Arn":"arn:aws:iam::123456789012:role/Writer","CreateDate":"2026-11-21T10:00:00Z","AssumeRolePolicyDocument":"%7B%7D","MaxSessionDuration":3600}],"IsTruncated":false}
            ListInstanceProfilesForRole {"RoleName": "Writer"}
                {"InstanceProfiles":[],"IsTruncated":false}
            region cn-north-1
            ListRoles
                {"Roles":[],"IsTruncated":false}
            region us-east-1
            DeleteRole {"RoleName": "Writer"}
                {}
            DeleteRole {"RoleName": "Writer"}
                404 NoSuchEntity: The role with name Writer cannot be found.
            GetRole {"RoleName": "Writer"}
                404 NoSuchEntity: The role with name Writer cannot be found.
        "#]],
    );
}

#[test]
fn roles_are_listed_page_by_page() {
    check(
        r#"
        service iam
        CreateRole {"RoleName": "b", "AssumeRolePolicyDocument": "{}", "Path": "/x/y/"}
        CreateRole {"RoleName": "A", "AssumeRolePolicyDocument": "{}"}
        CreateRole {"RoleName": "c", "AssumeRolePolicyDocument": "{}", "Path": "/x/"}
        ListRoles {"MaxItems": 2}
        let marker = Marker
        ListRoles {"MaxItems": 2, "Marker": "$marker"}
        ListRoles {"PathPrefix": "/x/", "MaxItems": 1}
        ListRoles {"Marker": "$marker", "PathPrefix": "/x"}
        "#,
        expect![[r#"
            service iam
            CreateRole {"RoleName": "b", "AssumeRolePolicyDocument": "{}", "Path": "/x/y/"}
                {"Role":{"Path":"/x/y/","RoleName":"b","RoleId":"AROAKBNZZMOITDORGDHBS","Arn":"arn:aws:iam::123456789012:role/x/y/b","CreateDate":"2026-11-21T10:00:00Z","AssumeRolePolicyDocument":"%7B%7D"}}
            CreateRole {"RoleName": "A", "AssumeRolePolicyDocument": "{}"}
                {"Role":{"Path":"/","RoleName":"A","RoleId":"AROAHF0FONWPWXUIEXPRH","Arn":"arn:aws:iam::123456789012:role/A","CreateDate":"2026-11-21T10:00:00Z","AssumeRolePolicyDocument":"%7B%7D"}}
            CreateRole {"RoleName": "c", "AssumeRolePolicyDocument": "{}", "Path": "/x/"}
                {"Role":{"Path":"/x/","RoleName":"c","RoleId":"AROA42ZJSLZFITY6WYHLX","Arn":"arn:aws:iam::123456789012:role/x/c","CreateDate":"2026-11-21T10:00:00Z","AssumeRolePolicyDocument":"%7B%7D"}}
            ListRoles {"MaxItems": 2}
                {"Roles":[{"Path":"/","RoleName":"A","RoleId":"AROAHF0FONWPWXUIEXPRH","Arn":"arn:aws:iam::123456789012:role/A","CreateDate":"2026-11-21T10:00:00Z","AssumeRolePolicyDocument":"%7B%7D","MaxSessionDuration":3600},{"Path":"/x/y/","RoleName":"b","RoleId":"AROAKBNZZMOITDORGDHBS","Arn":"arn:aws:iam::123456789012:role/x/y/b","CreateDate":"2026-11-21T10:00:00Z","AssumeRolePolicyDocument":"%7B%7D","MaxSessionDuration":3600}],"IsTruncated":true,"Marker":"KLvgcWI"}
            ListRoles {"MaxItems": 2, "Marker": "$marker"}
                {"Roles":[{"Path":"/x/","RoleName":"c","RoleId":"AROA42ZJSLZFITY6WYHLX","Arn":"arn:aws:iam::123456789012:role/x/c","CreateDate":"2026-11-21T10:00:00Z","AssumeRolePolicyDocument":"%7B%7D","MaxSessionDuration":3600}],"IsTruncated":false}
            ListRoles {"PathPrefix": "/x/", "MaxItems": 1}
                {"Roles":[{"Path":"/x/y/","RoleName":"b","RoleId":"AROAKBNZZMOITDORGDHBS","Arn":"arn:aws:iam::123456789012:role/x/y/b","CreateDate":"2026-11-21T10:00:00Z","AssumeRolePolicyDocument":"%7B%7D","MaxSessionDuration":3600}],"IsTruncated":true,"Marker":"SE8Z1mI"}
            ListRoles {"Marker": "$marker", "PathPrefix": "/x"}
                400 ValidationError: Marker is not one that this operation returned for the same request
        "#]],
    );
}

#[test]
fn a_role_with_policies_cannot_be_deleted() {
    check(
        r#"
        service iam
        CreateRole {"RoleName": "r", "AssumeRolePolicyDocument": "{}"}
        PutRolePolicy {"RoleName": "r", "PolicyName": "Inline", "PolicyDocument": "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"logs:*\", \"Resource\": \"*\"}}"}
        PutRolePolicy {"RoleName": "r", "PolicyName": "other", "PolicyDocument": "{}"}
        ListRolePolicies {"RoleName": "r", "MaxItems": 1}
        let marker = Marker
        ListRolePolicies {"RoleName": "r", "Marker": "$marker"}
        GetRolePolicy {"RoleName": "r", "PolicyName": "Inline"}
        GetRolePolicy {"RoleName": "r", "PolicyName": "none"}
        AttachRolePolicy {"RoleName": "r", "PolicyArn": "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"}
        AttachRolePolicy {"RoleName": "r", "PolicyArn": "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"}
        AttachRolePolicy {"RoleName": "r", "PolicyArn": "arn:aws:iam::123456789012:policy/none"}
        ListAttachedRolePolicies {"RoleName": "r"}
        ListAttachedRolePolicies {"RoleName": "r", "PathPrefix": "/x/"}
        DeleteRole {"RoleName": "r"}
        DetachRolePolicy {"RoleName": "r", "PolicyArn": "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"}
        DetachRolePolicy {"RoleName": "r", "PolicyArn": "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"}
        DeleteRole {"RoleName": "r"}
        DeleteRolePolicy {"RoleName": "r", "PolicyName": "Inline"}
        DeleteRolePolicy {"RoleName": "r", "PolicyName": "Inline"}
        DeleteRolePolicy {"RoleName": "r", "PolicyName": "OTHER"}
        DeleteRole {"RoleName": "r"}
        ListRolePolicies {"RoleName": "r"}
        ListAttachedRolePolicies {"RoleName": "r"}
        "#,
        expect![[r#"
            service iam
            CreateRole {"RoleName": "r", "AssumeRolePolicyDocument": "{}"}
                {"Role":{"Path":"/","RoleName":"r","RoleId":"AROAKBNZZMOITDORGDHBS","Arn":"arn:aws:iam::123456789012:role/r","CreateDate":"2026-11-21T10:00:00Z","AssumeRolePolicyDocument":"%7B%7D"}}
            PutRolePolicy {"RoleName": "r", "PolicyName": "Inline", "PolicyDocument": "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"logs:*\", \"Resource\": \"*\"}}"}
                {}
            PutRolePolicy {"RoleName": "r", "PolicyName": "other", "PolicyDocument": "{}"}
                {}
            ListRolePolicies {"RoleName": "r", "MaxItems": 1}
                {"PolicyNames":["Inline"],"IsTruncated":true,"Marker":"MQ"}
            ListRolePolicies {"RoleName": "r", "Marker": "$marker"}
                {"PolicyNames":["other"],"IsTruncated":false}
            GetRolePolicy {"RoleName": "r", "PolicyName": "Inline"}
                {"RoleName":"r","PolicyName":"Inline","PolicyDocument":"%7B%22Statement%22%3A%20%7B%22Effect%22%3A%20%22Allow%22%2C%20%22Action%22%3A%20%22logs%3A%2A%22%2C%20%22Resource%22%3A%20%22%2A%22%7D%7D"}
            GetRolePolicy {"RoleName": "r", "PolicyName": "none"}
                404 NoSuchEntity: The role policy with name none cannot be found.
            AttachRolePolicy {"RoleName": "r", "PolicyArn": "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"}
                {}
            AttachRolePolicy {"RoleName": "r", "PolicyArn": "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"}
                {}
            AttachRolePolicy {"RoleName": "r", "PolicyArn": "arn:aws:iam::123456789012:policy/none"}
                404 NoSuchEntity: Policy arn:aws:iam::123456789012:policy/none does not exist or is not attachable.
            ListAttachedRolePolicies {"RoleName": "r"}
                {"AttachedPolicies":[{"PolicyName":"AmazonAPIGatewayPushToCloudWatchLogs","PolicyArn":"arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"}],"IsTruncated":false}
            ListAttachedRolePolicies {"RoleName": "r", "PathPrefix": "/x/"}
                {"AttachedPolicies":[],"IsTruncated":false}
            DeleteRole {"RoleName": "r"}
                409 DeleteConflict: Cannot delete entity, must detach all policies first.
            DetachRolePolicy {"RoleName": "r", "PolicyArn": "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"}
                {}
            DetachRolePolicy {"RoleName": "r", "PolicyArn": "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"}
                404 NoSuchEntity: Policy arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs was not found.
            DeleteRole {"RoleName": "r"}
                409 DeleteConflict: Cannot delete entity, must delete policies first.
            DeleteRolePolicy {"RoleName": "r", "PolicyName": "Inline"}
                {}
            DeleteRolePolicy {"RoleName": "r", "PolicyName": "Inline"}
                404 NoSuchEntity: The role policy with name Inline cannot be found.
            DeleteRolePolicy {"RoleName": "r", "PolicyName": "OTHER"}
                {}
            DeleteRole {"RoleName": "r"}
                {}
            ListRolePolicies {"RoleName": "r"}
                404 NoSuchEntity: The role with name r cannot be found.
            ListAttachedRolePolicies {"RoleName": "r"}
                404 NoSuchEntity: The role with name r cannot be found.
        "#]],
    );
}

#[test]
fn tags_of_a_role() {
    check(
        r#"
        service iam
        CreateRole {"RoleName": "r", "AssumeRolePolicyDocument": "{}"}
        TagRole {"RoleName": "r", "Tags": [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": ""}]}
        TagRole {"RoleName": "r", "Tags": [{"Key": "A", "Value": "one"}]}
        ListRoleTags {"RoleName": "r", "MaxItems": 1}
        let marker = Marker
        ListRoleTags {"RoleName": "r", "Marker": "$marker"}
        UntagRole {"RoleName": "r", "TagKeys": ["a", "z"]}
        ListRoleTags {"RoleName": "r"}
        TagRole {"RoleName": "r", "Tags": [{"Key": "x", "Value": "1"}, {"Key": "X", "Value": "2"}]}
        TagRole {"RoleName": "r", "Tags": [{"Key": "aws:x", "Value": "1"}]}
        TagRole {"RoleName": "none", "Tags": []}
        "#,
        expect![[r#"
            service iam
            CreateRole {"RoleName": "r", "AssumeRolePolicyDocument": "{}"}
                {"Role":{"Path":"/","RoleName":"r","RoleId":"AROAKBNZZMOITDORGDHBS","Arn":"arn:aws:iam::123456789012:role/r","CreateDate":"2026-11-21T10:00:00Z","AssumeRolePolicyDocument":"%7B%7D"}}
            TagRole {"RoleName": "r", "Tags": [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": ""}]}
                {}
            TagRole {"RoleName": "r", "Tags": [{"Key": "A", "Value": "one"}]}
                {}
            ListRoleTags {"RoleName": "r", "MaxItems": 1}
                {"Tags":[{"Key":"b","Value":""}],"IsTruncated":true,"Marker":"MQ"}
            ListRoleTags {"RoleName": "r", "Marker": "$marker"}
                {"Tags":[{"Key":"A","Value":"one"}],"IsTruncated":false}
            UntagRole {"RoleName": "r", "TagKeys": ["a", "z"]}
                {}
            ListRoleTags {"RoleName": "r"}
                {"Tags":[{"Key":"b","Value":""}],"IsTruncated":false}
            TagRole {"RoleName": "r", "Tags": [{"Key": "x", "Value": "1"}, {"Key": "X", "Value": "2"}]}
                400 InvalidInput: Duplicate tag keys found. Please note that Tag keys are case insensitive.
            TagRole {"RoleName": "r", "Tags": [{"Key": "aws:x", "Value": "1"}]}
                400 InvalidInput: Tag keys that begin with aws: are reserved for AWS: aws:x
            TagRole {"RoleName": "none", "Tags": []}
                404 NoSuchEntity: The role with name none cannot be found.
        "#]],
    );
}

#[test]
fn a_boundary_is_a_policy_that_exists() {
    check(
        r#"
        service iam
        CreateRole {"RoleName": "r", "AssumeRolePolicyDocument": "{}", "PermissionsBoundary": "arn:aws:iam::123456789012:policy/bound"}
        CreatePolicy {"PolicyName": "bound", "PolicyDocument": "{}"}
        CreateRole {"RoleName": "r", "AssumeRolePolicyDocument": "{}", "PermissionsBoundary": "arn:aws:iam::123456789012:policy/bound"}
        GetPolicy {"PolicyArn": "arn:aws:iam::123456789012:policy/bound"}
        ListEntitiesForPolicy {"PolicyArn": "arn:aws:iam::123456789012:policy/bound", "PolicyUsageFilter": "PermissionsBoundary"}
        DeletePolicy {"PolicyArn": "arn:aws:iam::123456789012:policy/bound"}
        PutRolePermissionsBoundary {"RoleName": "r", "PermissionsBoundary": "arn:aws:iam::aws:policy/PowerUserAccess"}
        DeletePolicy {"PolicyArn": "arn:aws:iam::123456789012:policy/bound"}
        DeleteRolePermissionsBoundary {"RoleName": "r"}
        GetRole {"RoleName": "r"}
        PutRolePermissionsBoundary {"RoleName": "r", "PermissionsBoundary": "arn:aws:s3:::bucket-of-mine"}
        DeleteRole {"RoleName": "r"}
        "#,
        expect![[r#"
            service iam
            CreateRole {"RoleName": "r", "AssumeRolePolicyDocument": "{}", "PermissionsBoundary": "arn:aws:iam::123456789012:policy/bound"}
                404 NoSuchEntity: Scope ARN: arn:aws:iam::123456789012:policy/bound does not exist or is not attachable.
            CreatePolicy {"PolicyName": "bound", "PolicyDocument": "{}"}
                {"Policy":{"PolicyName":"bound","PolicyId":"ANPAHF0FONWPWXUIEXPRH","Arn":"arn:aws:iam::123456789012:policy/bound","Path":"/","DefaultVersionId":"v1","AttachmentCount":0,"PermissionsBoundaryUsageCount":0,"IsAttachable":true,"CreateDate":"2026-11-21T10:00:00Z","UpdateDate":"2026-11-21T10:00:00Z"}}
            CreateRole {"RoleName": "r", "AssumeRolePolicyDocument": "{}", "PermissionsBoundary": "arn:aws:iam::123456789012:policy/bound"}
                {"Role":{"Path":"/","RoleName":"r","RoleId":"AROA42ZJSLZFITY6WYHLX","Arn":"arn:aws:iam::123456789012:role/r","CreateDate":"2026-11-21T10:00:00Z","AssumeRolePolicyDocument":"%7B%7D","PermissionsBoundary":{"PermissionsBoundaryType":"PermissionsBoundaryPolicy","PermissionsBoundaryArn":"arn:aws:iam::123456789012:policy/bound"}}}
            GetPolicy {"PolicyArn": "arn:aws:iam::123456789012:policy/bound"}
                {"Policy":{"PolicyName":"bound","PolicyId":"ANPAHF0FONWPWXUIEXPRH","Arn":"arn:aws:iam::123456789012:policy/bound","Path":"/","DefaultVersionId":"v1","AttachmentCount":0,"PermissionsBoundaryUsageCount":1,"IsAttachable":true,"CreateDate":"2026-11-21T10:00:00Z","UpdateDate":"2026-11-21T10:00:00Z"}}
            ListEntitiesForPolicy {"PolicyArn": "arn:aws:iam::123456789012:policy/bound", "PolicyUsageFilter": "PermissionsBoundary"}
                {"PolicyGroups":[],"PolicyUsers":[],"PolicyRoles":[{"RoleName":"r","RoleId":"AROA42ZJSLZFITY6WYHLX"}],"IsTruncated":false}
            DeletePolicy {"PolicyArn": "arn:aws:iam::123456789012:policy/bound"}
                409 DeleteConflict: Cannot delete a policy attached to entities.
            PutRolePermissionsBoundary {"RoleName": "r", "PermissionsBoundary": "arn:aws:iam::aws:policy/PowerUserAccess"}
                {}
            DeletePolicy {"PolicyArn": "arn:aws:iam::123456789012:policy/bound"}
                {}
            DeleteRolePermissionsBoundary {"RoleName": "r"}
                {}
            GetRole {"RoleName": "r"}
                {"Role":{"Path":"/","RoleName":"r","RoleId":"AROA42ZJSLZFITY6WYHLX","Arn":"arn:aws:iam::123456789012:role/r","CreateDate":"2026-11-21T10:00:00Z","AssumeRolePolicyDocument":"%7B%7D","MaxSessionDuration":3600,"RoleLastUsed":{}}}
            PutRolePermissionsBoundary {"RoleName": "r", "PermissionsBoundary": "arn:aws:s3:::bucket-of-mine"}
                400 InvalidInput: ARN arn:aws:s3:::bucket-of-mine is not valid.
            DeleteRole {"RoleName": "r"}
                {}
        "#]],
    );
}

#[test]
fn bad_input_is_refused() {
    check(
        r#"
        service iam
        CreateRole {"RoleName": "r"}
        CreateRole {"RoleName": "r/s", "AssumeRolePolicyDocument": "{}"}
        CreateRole {"RoleName": "r", "AssumeRolePolicyDocument": "{}", "Path": "x"}
        CreateRole {"RoleName": "r", "AssumeRolePolicyDocument": "{}", "MaxSessionDuration": 60}
        CreateRole {"RoleName": "r", "AssumeRolePolicyDocument": "{"}
        CreateRole {"RoleName": "r", "AssumeRolePolicyDocument": "[]"}
        CreateRole {"RoleName": "r", "AssumeRolePolicyDocument": "{\"Version\": \"2020-01-01\"}"}
        CreateRole {"RoleName": "r", "AssumeRolePolicyDocument": "{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"sts:AssumeRole\", \"Resource\": \"*\", \"Principal\": \"*\"}]}"}
        CreateRole {"RoleName": "r", "AssumeRolePolicyDocument": "{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"sts:AssumeRole\"}]}"}
        CreateRole {"RoleName": "r", "AssumeRolePolicyDocument": "{\"Statement\": [{\"Effect\": \"Maybe\"}]}"}
        CreateRole {"RoleName": "r", "AssumeRolePolicyDocument": "{}"}
        PutRolePolicy {"RoleName": "r", "PolicyName": "p", "PolicyDocument": "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\"}}"}
        PutRolePolicy {"RoleName": "r", "PolicyName": "p", "PolicyDocument": "{\"Statement\": {\"Effect\": \"Allow\", \"Resource\": \"*\"}}"}
        PutRolePolicy {"RoleName": "r", "PolicyName": "p", "PolicyDocument": "nothing"}
        PutRolePolicy {"RoleName": "none", "PolicyName": "p", "PolicyDocument": "{}"}
        AttachRolePolicy {"RoleName": "r", "PolicyArn": "arn:aws:s3:::bucket-of-mine"}
        ListRoles {"Marker": "x"}
        ListRolePolicies {"RoleName": "r", "Marker": "x"}
        CreateUser {"UserName": "u"}
        "#,
        expect![[r#"
            service iam
            CreateRole {"RoleName": "r"}
                400 ValidationError: 1 validation error detected: Value null at 'AssumeRolePolicyDocument' failed to satisfy constraint: Member must not be null
            CreateRole {"RoleName": "r/s", "AssumeRolePolicyDocument": "{}"}
                400 ValidationError: 1 validation error detected: Value 'r/s' at 'RoleName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]+
            CreateRole {"RoleName": "r", "AssumeRolePolicyDocument": "{}", "Path": "x"}
                400 ValidationError: 1 validation error detected: Value 'x' at 'Path' failed to satisfy constraint: Member must satisfy regular expression pattern: (\u002F)|(\u002F[\u0021-\u007E]+\u002F)
            CreateRole {"RoleName": "r", "AssumeRolePolicyDocument": "{}", "MaxSessionDuration": 60}
                400 ValidationError: 1 validation error detected: Value '60' at 'MaxSessionDuration' failed to satisfy constraint: Member must have value greater than or equal to 3600
            CreateRole {"RoleName": "r", "AssumeRolePolicyDocument": "{"}
                400 MalformedPolicyDocument: This policy contains invalid Json
            CreateRole {"RoleName": "r", "AssumeRolePolicyDocument": "[]"}
                400 MalformedPolicyDocument: This policy contains invalid Json
            CreateRole {"RoleName": "r", "AssumeRolePolicyDocument": "{\"Version\": \"2020-01-01\"}"}
                400 MalformedPolicyDocument: Policy document must be version 2012-10-17 or greater.
            CreateRole {"RoleName": "r", "AssumeRolePolicyDocument": "{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"sts:AssumeRole\", \"Resource\": \"*\", \"Principal\": \"*\"}]}"}
                400 MalformedPolicyDocument: Has prohibited field Resource
            CreateRole {"RoleName": "r", "AssumeRolePolicyDocument": "{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"sts:AssumeRole\"}]}"}
                400 MalformedPolicyDocument: Missing required field Principal
            CreateRole {"RoleName": "r", "AssumeRolePolicyDocument": "{\"Statement\": [{\"Effect\": \"Maybe\"}]}"}
                400 MalformedPolicyDocument: Syntax errors in policy.
            CreateRole {"RoleName": "r", "AssumeRolePolicyDocument": "{}"}
                {"Role":{"Path":"/","RoleName":"r","RoleId":"AROAKBNZZMOITDORGDHBS","Arn":"arn:aws:iam::123456789012:role/r","CreateDate":"2026-11-21T10:00:00Z","AssumeRolePolicyDocument":"%7B%7D"}}
            PutRolePolicy {"RoleName": "r", "PolicyName": "p", "PolicyDocument": "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\"}}"}
                400 MalformedPolicyDocument: Policy statement must contain resources.
            PutRolePolicy {"RoleName": "r", "PolicyName": "p", "PolicyDocument": "{\"Statement\": {\"Effect\": \"Allow\", \"Resource\": \"*\"}}"}
                400 MalformedPolicyDocument: Policy statement must contain actions.
            PutRolePolicy {"RoleName": "r", "PolicyName": "p", "PolicyDocument": "nothing"}
                400 MalformedPolicyDocument: Syntax errors in policy.
            PutRolePolicy {"RoleName": "none", "PolicyName": "p", "PolicyDocument": "{}"}
                404 NoSuchEntity: The role with name none cannot be found.
            AttachRolePolicy {"RoleName": "r", "PolicyArn": "arn:aws:s3:::bucket-of-mine"}
                400 InvalidInput: ARN arn:aws:s3:::bucket-of-mine is not valid.
            ListRoles {"Marker": "x"}
                400 ValidationError: Marker is not one that this operation returned for the same request
            ListRolePolicies {"RoleName": "r", "Marker": "x"}
                400 ValidationError: Marker is not one that this operation returned for the same request
            CreateUser {"UserName": "u"}
                501 NotImplemented: iam CreateUser is not available on the embedded plane
        "#]],
    );
}
