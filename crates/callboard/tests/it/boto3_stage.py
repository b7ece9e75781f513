"""A stage's life as boto3 sees it; prints `ok` at the end."""

import boto3
from botocore.exceptions import ClientError

ivs = boto3.client("ivs-realtime")


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return error.response
    raise AssertionError(f"{code} was expected")


created = ivs.create_stage(
    name="boto",
    tags={"team": "video"},
    participantTokenConfigurations=[{"userId": "alice", "capabilities": ["PUBLISH"], "duration": 5}],
)
stage, token = created["stage"], created["participantTokens"][0]
arn = stage["arn"]
assert stage["name"] == "boto" and stage["tags"] == {"team": "video"}, stage
assert token["userId"] == "alice" and token["capabilities"] == ["PUBLISH"] and token["duration"] == 5, token
assert token["expirationTime"].tzinfo is not None

assert ivs.get_stage(arn=arn)["stage"] == stage
assert ivs.update_stage(arn=arn, name="renamed")["stage"]["name"] == "renamed"
ivs.tag_resource(resourceArn=arn, tags={"env": "dev"})
ivs.untag_resource(resourceArn=arn, tagKeys=["team"])
assert ivs.list_tags_for_resource(resourceArn=arn)["tags"] == {"env": "dev"}

for number in range(5):
    ivs.create_stage(name=f"more-{number}")
seen, page = [], ivs.list_stages(maxResults=2)
while True:
    seen += [it["arn"] for it in page["stages"]]
    if "nextToken" not in page:
        break
    page = ivs.list_stages(maxResults=2, nextToken=page["nextToken"])
assert len(seen) == len(set(seen)) == 6, seen

assert ivs.create_participant_token(stageArn=arn)["participantToken"]["duration"] == 720
assert ivs.list_stage_sessions(stageArn=arn)["stageSessions"] == []
pages = ivs.get_paginator("list_public_keys").paginate()
assert [key for page in pages for key in page["publicKeys"]] == []

ivs.delete_stage(arn=arn)
answer = refused("ResourceNotFoundException", ivs.get_stage, arn=arn)
assert answer["ResponseMetadata"]["HTTPStatusCode"] == 404, answer
assert arn in answer["Error"]["Message"], answer
refused("ValidationException", ivs.list_stages, nextToken="not a token")
refused("ValidationException", ivs.create_stage, name="no blanks or ünlauts")

identity = boto3.client("sts").get_caller_identity()
assert identity["Account"] == "123456789012", identity
try:
    boto3.client("ec2").describe_instances()
except ClientError as error:
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 501, error.response
    assert "not available on the embedded plane" in str(error), error
print("ok")
