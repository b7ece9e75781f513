//! Roles and policies through Cloud Control.

use crate::script::check;
use expect_test::expect;

#[test]
fn a_role_is_the_same_through_both_doors() {
    check(
        r#"
        service cloudcontrol
        CreateResource {"TypeName": "AWS::IAM::Role", "DesiredState": {"RoleName": "r", "AssumeRolePolicyDocument": {"Version": "2012-10-17"}, "ManagedPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"], "Policies": [{"PolicyName": "p", "PolicyDocument": {"Id": "1"}}, {"PolicyName": "q", "PolicyDocument": "{\"Id\": \"1\"}"}], "Tags": [{"Key": "a", "Value": "1"}]}}
        GetResource {"TypeName": "AWS::IAM::Role", "Identifier": "r"}
        service iam
        GetRole {"RoleName": "r"}
        ListRolePolicies {"RoleName": "r"}
        DetachRolePolicy {"RoleName": "r", "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}
        DeleteRolePolicy {"RoleName": "r", "PolicyName": "p"}
        service cloudcontrol
        region eu-west-1
        GetResource {"TypeName": "AWS::IAM::Role", "Identifier": "r"}
        UpdateResource {"TypeName": "AWS::IAM::Role", "Identifier": "r", "PatchDocument": [{"op": "replace", "path": "/AssumeRolePolicyDocument", "value": {"Id": "new"}}, {"op": "add", "path": "/Description", "value": "d"}, {"op": "replace", "path": "/MaxSessionDuration", "value": 7200}, {"op": "replace", "path": "/Policies", "value": [{"PolicyName": "z", "PolicyDocument": {}}]}, {"op": "add", "path": "/ManagedPolicyArns", "value": ["arn:aws:iam::aws:policy/PowerUserAccess"]}, {"op": "remove", "path": "/Tags"}, {"op": "add", "path": "/PermissionsBoundary", "value": "arn:aws:iam::aws:policy/PowerUserAccess"}]}
        ListResources {"TypeName": "AWS::IAM::Role"}
        CreateResource {"TypeName": "AWS::IAM::RolePolicy", "DesiredState": {"RoleName": "r", "PolicyName": "own", "PolicyDocument": {"Id": "x"}}}
        GetResource {"TypeName": "AWS::IAM::RolePolicy", "Identifier": "own|r"}
        UpdateResource {"TypeName": "AWS::IAM::RolePolicy", "Identifier": "own|r", "PatchDocument": [{"op": "replace", "path": "/PolicyDocument", "value": {"Id": "y"}}]}
        service iam
        GetRolePolicy {"RoleName": "r", "PolicyName": "own"}
        service cloudcontrol
        DeleteResource {"TypeName": "AWS::IAM::Role", "Identifier": "r"}
        GetResource {"TypeName": "AWS::IAM::RolePolicy", "Identifier": "own|r"}
        DeleteResource {"TypeName": "AWS::IAM::Role", "Identifier": "r"}
        let request = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$request"}
        CreateResource {"TypeName": "AWS::IAM::RolePolicy", "DesiredState": {"RoleName": "r", "PolicyName": "own", "PolicyDocument": {"Id": "x"}}}
        let request = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$request"}
        "#,
        expect![[r#"
            service cloudcontrol
            CreateResource {"TypeName": "AWS::IAM::Role", "DesiredState": {"RoleName": "r", "AssumeRolePolicyDocument": {"Version": "2012-10-17"}, "ManagedPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"], "Policies": [{"PolicyName": "p", "PolicyDocument": {"Id": "1"}}, {"PolicyName": "q", "PolicyDocument": "{\"Id\": \"1\"}"}], "Tags": [{"Key": "a", "Value": "1"}]}}
                {"ProgressEvent":{"TypeName":"AWS::IAM::Role","Identifier":"r","RequestToken":"01a1fd8c-69fa-7000-8b29-3e6770eb3a95","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResource {"TypeName": "AWS::IAM::Role", "Identifier": "r"}
                {"TypeName":"AWS::IAM::Role","ResourceDescription":{"Identifier":"r","Properties":{"Arn":"arn:aws:iam::123456789012:role/r","AssumeRolePolicyDocument":{"Version":"2012-10-17"},"ManagedPolicyArns":["arn:aws:iam::aws:policy/ReadOnlyAccess"],"MaxSessionDuration":3600,"Path":"/","Policies":[{"PolicyDocument":{"Id":"1"},"PolicyName":"p"},{"PolicyDocument":{"Id":"1"},"PolicyName":"q"}],"RoleId":"AROAWXUIEXPRHK4HA4W1Y","RoleName":"r","Tags":[{"Key":"a","Value":"1"}]}}}
            service iam
            GetRole {"RoleName": "r"}
                {"Role":{"Path":"/","RoleName":"r","RoleId":"AROAWXUIEXPRHK4HA4W1Y","Arn":"arn:aws:iam::123456789012:role/r","CreateDate":"2026-11-21T10:00:00Z","AssumeRolePolicyDocument":"%7B%22Version%22%3A%222012-10-17%22%7D","MaxSessionDuration":3600,"Tags":[{"Key":"a","Value":"1"}],"RoleLastUsed":{}}}
            ListRolePolicies {"RoleName": "r"}
                {"PolicyNames":["p","q"],"IsTruncated":false}
            DetachRolePolicy {"RoleName": "r", "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}
                {}
            DeleteRolePolicy {"RoleName": "r", "PolicyName": "p"}
                {}
            service cloudcontrol
            region eu-west-1
            GetResource {"TypeName": "AWS::IAM::Role", "Identifier": "r"}
                {"TypeName":"AWS::IAM::Role","ResourceDescription":{"Identifier":"r","Properties":{"Arn":"arn:aws:iam::123456789012:role/r","AssumeRolePolicyDocument":{"Version":"2012-10-17"},"MaxSessionDuration":3600,"Path":"/","Policies":[{"PolicyDocument":{"Id":"1"},"PolicyName":"q"}],"RoleId":"AROAWXUIEXPRHK4HA4W1Y","RoleName":"r","Tags":[{"Key":"a","Value":"1"}]}}}
            UpdateResource {"TypeName": "AWS::IAM::Role", "Identifier": "r", "PatchDocument": [{"op": "replace", "path": "/AssumeRolePolicyDocument", "value": {"Id": "new"}}, {"op": "add", "path": "/Description", "value": "d"}, {"op": "replace", "path": "/MaxSessionDuration", "value": 7200}, {"op": "replace", "path": "/Policies", "value": [{"PolicyName": "z", "PolicyDocument": {}}]}, {"op": "add", "path": "/ManagedPolicyArns", "value": ["arn:aws:iam::aws:policy/PowerUserAccess"]}, {"op": "remove", "path": "/Tags"}, {"op": "add", "path": "/PermissionsBoundary", "value": "arn:aws:iam::aws:policy/PowerUserAccess"}]}
                {"ProgressEvent":{"TypeName":"AWS::IAM::Role","Identifier":"r","RequestToken":"01a1fd8c-69fa-7001-a167-50997ac05e22","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            ListResources {"TypeName": "AWS::IAM::Role"}
                {"TypeName":"AWS::IAM::Role","ResourceDescriptions":[{"Identifier":"r","Properties":{"Arn":"arn:aws:iam::123456789012:role/r","AssumeRolePolicyDocument":{"Id":"new"},"Description":"d","ManagedPolicyArns":["arn:aws:iam::aws:policy/PowerUserAccess"],"MaxSessionDuration":7200,"Path":"/","PermissionsBoundary":"arn:aws:iam::aws:policy/PowerUserAccess","Policies":[{"PolicyDocument":{},"PolicyName":"z"}],"RoleId":"AROAWXUIEXPRHK4HA4W1Y","RoleName":"r"}}]}
            CreateResource {"TypeName": "AWS::IAM::RolePolicy", "DesiredState": {"RoleName": "r", "PolicyName": "own", "PolicyDocument": {"Id": "x"}}}
                {"ProgressEvent":{"TypeName":"AWS::IAM::RolePolicy","Identifier":"own|r","RequestToken":"01a1fd8c-69fa-7002-b064-01a324990fdf","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResource {"TypeName": "AWS::IAM::RolePolicy", "Identifier": "own|r"}
                {"TypeName":"AWS::IAM::RolePolicy","ResourceDescription":{"Identifier":"own|r","Properties":{"PolicyDocument":{"Id":"x"},"PolicyName":"own","RoleName":"r"}}}
            UpdateResource {"TypeName": "AWS::IAM::RolePolicy", "Identifier": "own|r", "PatchDocument": [{"op": "replace", "path": "/PolicyDocument", "value": {"Id": "y"}}]}
                {"ProgressEvent":{"TypeName":"AWS::IAM::RolePolicy","Identifier":"own|r","RequestToken":"01a1fd8c-69fa-7003-a615-5f0b2d9b2fdd","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            service iam
            GetRolePolicy {"RoleName": "r", "PolicyName": "own"}
                {"RoleName":"r","PolicyName":"own","PolicyDocument":"%7B%22Id%22%3A%22y%22%7D"}
            service cloudcontrol
            DeleteResource {"TypeName": "AWS::IAM::Role", "Identifier": "r"}
                {"ProgressEvent":{"TypeName":"AWS::IAM::Role","Identifier":"r","RequestToken":"01a1fd8c-69fa-7004-b885-eb1a6b905c8c","Operation":"DELETE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResource {"TypeName": "AWS::IAM::RolePolicy", "Identifier": "own|r"}
                400 ResourceNotFoundException: AWS::IAM::RolePolicy Handler returned status FAILED: Resource of type 'AWS::IAM::RolePolicy' with identifier 'own|r' was not found. (HandlerErrorCode: NotFound, RequestToken: 01a1fd8c-69fa-7005-afd6-d36c005d2ee1)
            DeleteResource {"TypeName": "AWS::IAM::Role", "Identifier": "r"}
                {"ProgressEvent":{"TypeName":"AWS::IAM::Role","Identifier":"r","RequestToken":"01a1fd8c-69fa-7006-8726-73da0c6a8c53","Operation":"DELETE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::IAM::Role","Identifier":"r","RequestToken":"$request","Operation":"DELETE","OperationStatus":"FAILED","EventTime":"2026-11-21T10:00:00.25Z","StatusMessage":"Resource of type 'AWS::IAM::Role' with identifier 'r' was not found.","ErrorCode":"NotFound"}}
            CreateResource {"TypeName": "AWS::IAM::RolePolicy", "DesiredState": {"RoleName": "r", "PolicyName": "own", "PolicyDocument": {"Id": "x"}}}
                {"ProgressEvent":{"TypeName":"AWS::IAM::RolePolicy","Identifier":"own|r","RequestToken":"01a1fd8c-69fa-7007-9d27-1da917672d58","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::IAM::RolePolicy","Identifier":"own|r","RequestToken":"$request","Operation":"CREATE","OperationStatus":"FAILED","EventTime":"2026-11-21T10:00:00.25Z","StatusMessage":"The role with name r cannot be found.","ErrorCode":"NotFound"}}
        "#]],
    );
}

#[test]
fn a_managed_policy_is_the_same_through_both_doors() {
    check(
        r#"
        service iam
        CreateRole {"RoleName": "R", "AssumeRolePolicyDocument": "{}"}
        CreateRole {"RoleName": "S", "AssumeRolePolicyDocument": "{}"}
        service cloudcontrol
        CreateResource {"TypeName": "AWS::IAM::ManagedPolicy", "DesiredState": {"ManagedPolicyName": "P", "Path": "/x/", "PolicyDocument": {"Id": "1"}, "Roles": ["R"], "Groups": ["g"]}}
        ListResources {"TypeName": "AWS::IAM::ManagedPolicy"}
        service iam
        ListAttachedRolePolicies {"RoleName": "R"}
        let arn = AttachedPolicies.0.PolicyArn
        service cloudcontrol
        UpdateResource {"TypeName": "AWS::IAM::ManagedPolicy", "Identifier": "$arn", "PatchDocument": [{"op": "replace", "path": "/PolicyDocument", "value": {"Id": "2"}}, {"op": "replace", "path": "/Roles", "value": ["S"]}, {"op": "remove", "path": "/Groups"}]}
        UpdateResource {"TypeName": "AWS::IAM::ManagedPolicy", "Identifier": "$arn", "PatchDocument": [{"op": "replace", "path": "/PolicyDocument", "value": {"Id": "3"}}]}
        UpdateResource {"TypeName": "AWS::IAM::ManagedPolicy", "Identifier": "$arn", "PatchDocument": [{"op": "replace", "path": "/PolicyDocument", "value": {"Id": "4"}}]}
        UpdateResource {"TypeName": "AWS::IAM::ManagedPolicy", "Identifier": "$arn", "PatchDocument": [{"op": "replace", "path": "/PolicyDocument", "value": {"Id": "5"}}]}
        UpdateResource {"TypeName": "AWS::IAM::ManagedPolicy", "Identifier": "$arn", "PatchDocument": [{"op": "replace", "path": "/PolicyDocument", "value": {"Id": "6"}}]}
        GetResource {"TypeName": "AWS::IAM::ManagedPolicy", "Identifier": "$arn"}
        service iam
        ListPolicyVersions {"PolicyArn": "$arn"}
        service cloudcontrol
        GetResource {"TypeName": "AWS::IAM::ManagedPolicy", "Identifier": "arn:aws:iam::123456789012:policy/P"}
        DeleteResource {"TypeName": "AWS::IAM::ManagedPolicy", "Identifier": "$arn"}
        ListResources {"TypeName": "AWS::IAM::ManagedPolicy"}
        service iam
        ListAttachedRolePolicies {"RoleName": "S"}
        "#,
        expect![[r#"
            service iam
            CreateRole {"RoleName": "R", "AssumeRolePolicyDocument": "{}"}
                {"Role":{"Path":"/","RoleName":"R","RoleId":"AROAKBNZZMOITDORGDHBS","Arn":"arn:aws:iam::123456789012:role/R","CreateDate":"2026-11-21T10:00:00Z","AssumeRolePolicyDocument":"%7B%7D"}}
            CreateRole {"RoleName": "S", "AssumeRolePolicyDocument": "{}"}
                {"Role":{"Path":"/","RoleName":"S","RoleId":"AROAHF0FONWPWXUIEXPRH","Arn":"arn:aws:iam::123456789012:role/S","CreateDate":"2026-11-21T10:00:00Z","AssumeRolePolicyDocument":"%7B%7D"}}
            service cloudcontrol
            CreateResource {"TypeName": "AWS::IAM::ManagedPolicy", "DesiredState": {"ManagedPolicyName": "P", "Path": "/x/", "PolicyDocument": {"Id": "1"}, "Roles": ["R"], "Groups": ["g"]}}
                {"ProgressEvent":{"TypeName":"AWS::IAM::ManagedPolicy","RequestToken":"01a1fd8c-69fa-7000-ac63-dd28b74ebaf5","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            ListResources {"TypeName": "AWS::IAM::ManagedPolicy"}
                {"TypeName":"AWS::IAM::ManagedPolicy","ResourceDescriptions":[{"Identifier":"arn:aws:iam::123456789012:policy/x/P","Properties":{"Groups":["g"],"ManagedPolicyName":"P","Path":"/x/","PolicyDocument":{"Id":"1"},"Roles":["R"],"PolicyArn":"arn:aws:iam::123456789012:policy/x/P","AttachmentCount":1,"CreateDate":"2026-11-21T10:00:00.25Z","UpdateDate":"2026-11-21T10:00:00.25Z","DefaultVersionId":"v1","IsAttachable":true,"PermissionsBoundaryUsageCount":0,"PolicyId":"ANPAGT7CBM3NMC1DATFBI"}}]}
            service iam
            ListAttachedRolePolicies {"RoleName": "R"}
                {"AttachedPolicies":[{"PolicyName":"P","PolicyArn":"arn:aws:iam::123456789012:policy/x/P"}],"IsTruncated":false}
            service cloudcontrol
            UpdateResource {"TypeName": "AWS::IAM::ManagedPolicy", "Identifier": "$arn", "PatchDocument": [{"op": "replace", "path": "/PolicyDocument", "value": {"Id": "2"}}, {"op": "replace", "path": "/Roles", "value": ["S"]}, {"op": "remove", "path": "/Groups"}]}
                {"ProgressEvent":{"TypeName":"AWS::IAM::ManagedPolicy","Identifier":"$arn","RequestToken":"01a1fd8c-69fa-7001-afd6-d36c005d2ee1","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            UpdateResource {"TypeName": "AWS::IAM::ManagedPolicy", "Identifier": "$arn", "PatchDocument": [{"op": "replace", "path": "/PolicyDocument", "value": {"Id": "3"}}]}
                {"ProgressEvent":{"TypeName":"AWS::IAM::ManagedPolicy","Identifier":"$arn","RequestToken":"01a1fd8c-69fa-7002-8726-73da0c6a8c53","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            UpdateResource {"TypeName": "AWS::IAM::ManagedPolicy", "Identifier": "$arn", "PatchDocument": [{"op": "replace", "path": "/PolicyDocument", "value": {"Id": "4"}}]}
                {"ProgressEvent":{"TypeName":"AWS::IAM::ManagedPolicy","Identifier":"$arn","RequestToken":"01a1fd8c-69fa-7003-b59e-9c4c0eb07e9e","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            UpdateResource {"TypeName": "AWS::IAM::ManagedPolicy", "Identifier": "$arn", "PatchDocument": [{"op": "replace", "path": "/PolicyDocument", "value": {"Id": "5"}}]}
                {"ProgressEvent":{"TypeName":"AWS::IAM::ManagedPolicy","Identifier":"$arn","RequestToken":"01a1fd8c-69fa-7004-b836-b25e7adadfc1","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            UpdateResource {"TypeName": "AWS::IAM::ManagedPolicy", "Identifier": "$arn", "PatchDocument": [{"op": "replace", "path": "/PolicyDocument", "value": {"Id": "6"}}]}
                {"ProgressEvent":{"TypeName":"AWS::IAM::ManagedPolicy","Identifier":"$arn","RequestToken":"01a1fd8c-69fa-7005-afbc-4b009867b0ac","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResource {"TypeName": "AWS::IAM::ManagedPolicy", "Identifier": "$arn"}
                {"TypeName":"AWS::IAM::ManagedPolicy","ResourceDescription":{"Identifier":"$arn","Properties":{"ManagedPolicyName":"P","Path":"/x/","PolicyDocument":{"Id":"6"},"Roles":["S"],"PolicyArn":"$arn","AttachmentCount":1,"CreateDate":"2026-11-21T10:00:00.25Z","UpdateDate":"2026-11-21T10:00:00.25Z","DefaultVersionId":"v6","IsAttachable":true,"PermissionsBoundaryUsageCount":0,"PolicyId":"ANPAGT7CBM3NMC1DATFBI"}}}
            service iam
            ListPolicyVersions {"PolicyArn": "$arn"}
                {"Versions":[{"VersionId":"v6","IsDefaultVersion":true,"CreateDate":"2026-11-21T10:00:00Z"},{"VersionId":"v5","IsDefaultVersion":false,"CreateDate":"2026-11-21T10:00:00Z"},{"VersionId":"v4","IsDefaultVersion":false,"CreateDate":"2026-11-21T10:00:00Z"},{"VersionId":"v3","IsDefaultVersion":false,"CreateDate":"2026-11-21T10:00:00Z"},{"VersionId":"v2","IsDefaultVersion":false,"CreateDate":"2026-11-21T10:00:00Z"}],"IsTruncated":false}
            service cloudcontrol
            GetResource {"TypeName": "AWS::IAM::ManagedPolicy", "Identifier": "arn:aws:iam::123456789012:policy/P"}
                400 ResourceNotFoundException: AWS::IAM::ManagedPolicy Handler returned status FAILED: Resource of type 'AWS::IAM::ManagedPolicy' with identifier 'arn:aws:iam::123456789012:policy/P' was not found. (HandlerErrorCode: NotFound, RequestToken: 01a1fd8c-69fa-7006-8d32-032dc651501b)
            DeleteResource {"TypeName": "AWS::IAM::ManagedPolicy", "Identifier": "$arn"}
                {"ProgressEvent":{"TypeName":"AWS::IAM::ManagedPolicy","Identifier":"$arn","RequestToken":"01a1fd8c-69fa-7007-9d27-1da917672d58","Operation":"DELETE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            ListResources {"TypeName": "AWS::IAM::ManagedPolicy"}
                {"TypeName":"AWS::IAM::ManagedPolicy","ResourceDescriptions":[]}
            service iam
            ListAttachedRolePolicies {"RoleName": "S"}
                {"AttachedPolicies":[],"IsTruncated":false}
        "#]],
    );
}
