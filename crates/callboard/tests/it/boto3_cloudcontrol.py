"""Cloud Control as boto3 sees it; prints `ok` at the end."""

import json
import time

import boto3
from botocore.exceptions import ClientError, WaiterError

cloudcontrol = boto3.client("cloudcontrol")
ivs = boto3.client("ivs-realtime")
waiter = cloudcontrol.get_waiter("resource_request_success")


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 400, error
        return error.response["Error"]["Message"]
    raise AssertionError(f"{code} was expected")


def create(type_name, **properties):
    event = cloudcontrol.create_resource(TypeName=type_name, DesiredState=json.dumps(properties))["ProgressEvent"]
    assert event["OperationStatus"] == "IN_PROGRESS", event
    # The waiter asks every five seconds, and is content with the first answer.
    began = time.monotonic()
    waiter.wait(RequestToken=event["RequestToken"])
    assert time.monotonic() - began < 4
    event = cloudcontrol.get_resource_request_status(RequestToken=event["RequestToken"])["ProgressEvent"]
    assert event["EventTime"].tzinfo is not None
    return event["Identifier"]


def read(type_name, identifier):
    description = cloudcontrol.get_resource(TypeName=type_name, Identifier=identifier)["ResourceDescription"]
    assert description["Identifier"] == identifier
    return json.loads(description["Properties"])


arn = create("AWS::IVS::Stage", Name="boto", Tags=[{"Key": "team", "Value": "video"}])
assert ivs.get_stage(arn=arn)["stage"]["tags"] == {"team": "video"}
patch = json.dumps([{"op": "replace", "path": "/Name", "value": "renamed"}])
event = cloudcontrol.update_resource(TypeName="AWS::IVS::Stage", Identifier=arn, PatchDocument=patch)["ProgressEvent"]
waiter.wait(RequestToken=event["RequestToken"])
assert ivs.get_stage(arn=arn)["stage"]["name"] == read("AWS::IVS::Stage", arn)["Name"] == "renamed"

for number in range(5):
    assert create("AWS::Logs::LogGroup", LogGroupName=f"group/{number}") == f"group/{number}"
pages = cloudcontrol.get_paginator("list_resources").paginate(
    TypeName="AWS::Logs::LogGroup", PaginationConfig={"PageSize": 2}
)
assert [len(page["ResourceDescriptions"]) for page in pages] == [2, 2, 1]

event = cloudcontrol.create_resource(
    TypeName="AWS::Logs::LogGroup", DesiredState=json.dumps({"LogGroupName": "group/1"})
)["ProgressEvent"]
try:
    waiter.wait(RequestToken=event["RequestToken"])
    raise AssertionError("the waiter should have failed")
except WaiterError:
    pass
failed = cloudcontrol.list_resource_requests(ResourceRequestStatusFilter={"OperationStatuses": ["FAILED"]})
assert [it["ErrorCode"] for it in failed["ResourceRequestStatusSummaries"]] == ["AlreadyExists"], failed

message = refused("ValidationException", cloudcontrol.create_resource, TypeName="AWS::S3::Bucket", DesiredState='{"A":1}')
assert message == "Model validation failed (#: extraneous key [A] is not permitted)", message
refused("TypeNotFoundException", cloudcontrol.list_resources, TypeName="AWS::Does::NotExist")

event = cloudcontrol.delete_resource(TypeName="AWS::IVS::Stage", Identifier=arn)["ProgressEvent"]
waiter.wait(RequestToken=event["RequestToken"])
refused("ResourceNotFoundException", cloudcontrol.get_resource, TypeName="AWS::IVS::Stage", Identifier=arn)
print("ok")
