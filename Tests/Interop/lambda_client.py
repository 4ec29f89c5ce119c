"""boto3 calls Lambda's emulator, behind which awslambdaric runs lambda_handler.py: one check a line, named by argument."""
import base64
import json
import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

port, check = sys.argv[1], sys.argv[2]
client = boto3.client(
    "lambda", endpoint_url=f"http://127.0.0.1:{port}", region_name="us-east-1", aws_access_key_id="a",
    aws_secret_access_key="b", config=Config(retries={"max_attempts": 0}, read_timeout=300))


def invoke(event, **more):
    answer = client.invoke(FunctionName=more.pop("name", "anything"), Payload=json.dumps(event), **more)
    return answer, json.loads(answer["Payload"].read() or "null")


def fails(code, **arguments):
    try:
        client.invoke(FunctionName="f", **arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error.response
        return
    raise AssertionError("not refused")


def result():
    answer, payload = invoke({"a": ["é", 1]})
    assert payload == {"event": {"a": ["é", 1]}}, payload
    assert answer["StatusCode"] == 200 and answer["ExecutedVersion"] == "$LATEST"
    assert "FunctionError" not in answer
    assert client.invoke(FunctionName="f")["StatusCode"] == 200


def exception():
    for message in ['a "quote"\nand \x01 \\', "😀 é", ""]:
        answer, payload = invoke({"do": "raise", "message": message})
        assert answer["FunctionError"] == "Unhandled" and answer["StatusCode"] == 200
        assert payload["errorType"] == "OutOfLuck" and payload["errorMessage"] == message, payload
        assert payload["stackTrace"]


def context():
    given = base64.b64encode(json.dumps({"custom": {"k": "v"}, "client": {"app_title": "é"}}).encode()).decode()
    before = int(time.time() * 1000)
    answer, payload = invoke({"do": "context"}, ClientContext=given, name="mine")
    assert payload["id"] == answer["ResponseMetadata"]["RequestId"], (payload, answer)
    assert payload["arn"] == "arn:aws:lambda:us-east-1:012345678912:function:mine"
    assert payload["client"]["custom"] == {"k": "v"}, payload
    assert payload["memory"] == "128" and payload["version"] == "$LATEST"
    assert 0 < payload["remaining"] <= 3000, payload
    assert payload["trace"].startswith("Root=1-"), payload
    _, other = invoke({"do": "context"})
    assert other["client"] is None and other["trace"] != payload["trace"]


def deadline():
    start = time.time()
    answer, payload = invoke({"do": "sleep", "seconds": 600})
    assert time.time() - start > 2.9
    assert answer["FunctionError"] == "Unhandled" and payload["errorType"] == "Sandbox.Timedout", payload
    assert invoke({"ok": 1})[1] == {"event": {"ok": 1}}


def exit_status():
    answer, payload = invoke({"do": "exit", "status": 42})
    assert answer["FunctionError"] == "Unhandled" and payload["errorType"] == "Runtime.ExitError"
    assert payload["errorMessage"].endswith("Error: Runtime exited with error: exit status 42"), payload
    assert invoke({"ok": 1})[1] == {"event": {"ok": 1}}


def types():
    assert invoke({"a": 1}, InvocationType="RequestResponse")[0]["StatusCode"] == 200
    answer, payload = invoke({"a": 1}, InvocationType="Event")
    assert answer["StatusCode"] == 202 and payload is None
    answer, payload = invoke({"a": 1}, InvocationType="DryRun")
    assert answer["StatusCode"] == 204 and payload is None


def refusals():
    fails("InvalidRequestContentException", Payload=b"no json")
    fails("RequestTooLargeException", Payload=b'"' + b"a" * (6 << 20) + b"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
          b"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"")
    fails("RequestTooLargeException", InvocationType="Event", Payload=b'"' + b"a" * (1 << 20) + b'"')


def tail():
    answer, _ = invoke({"a": 1}, LogType="Tail")
    log = base64.b64decode(answer["LogResult"]).decode()
    lines = log.splitlines()
    assert lines[0].startswith("START RequestId: ") and "seen" in lines and lines[-1].startswith("REPORT "), log
    assert "LogResult" not in invoke({"a": 1})[0]


def init_error():
    answer, payload = invoke({})
    assert answer["FunctionError"] == "Unhandled", answer
    assert payload["errorType"] == "Runtime.HandlerNotFound", payload


def invoke_files():
    """Writes the result of each file's event into a folder, under the file's path with - for /."""
    for path in sys.argv[4:]:
        answer = client.invoke(FunctionName="f", Payload=open(path, "rb").read())
        assert "FunctionError" not in answer, path
        with open(f"{sys.argv[3]}/{path.replace('/', '-')}", "wb") as file:
            file.write(answer["Payload"].read())


globals()[check]()
