"""Brings a payload to a broker's function, in both modes of PyPI's cloudevents, and reads the reply with it.

Usage: cloudevents_client.py URL SAMPLE
"""

import json
import sys
import urllib.error
import urllib.request

from cloudevents.core.bindings.http import HTTPMessage, from_http_event, to_binary_event, to_structured_event
from cloudevents.core.v1.event import CloudEvent
from dateutil.parser import isoparse

url, path = sys.argv[1:]
with open(path) as file:
    payload = json.load(file)
with open(path.removesuffix(".json") + ".actions.jsonl") as file:
    expected = [json.loads(line) for line in file]

attributes = {"id": "1", "source": "/interop", "type": "webhook", "specversion": "1.0", "subject": 'Euro "€" 100%'}
for encode in (to_binary_event, to_structured_event):
    message = encode(CloudEvent({**attributes, "datacontenttype": "application/json"}, payload))
    body = message.body if isinstance(message.body, bytes) else message.body.encode()
    request = urllib.request.Request(url, body, message.headers, method="POST")
    try:
        with urllib.request.urlopen(request) as response:
            status, headers, reply = response.status, dict(response.headers), response.read()
    except urllib.error.HTTPError as error:
        status, headers, reply = error.code, {}, error.read()
    if len(expected) > 1:
        assert status == 422, (status, reply)
    elif not expected:
        assert (status, reply) == (204, b""), (status, reply)
    else:
        assert status == 200, (status, reply)
        event = from_http_event(HTTPMessage(headers=headers, body=reply))
        action = expected[0]
        for name in ("id", "source", "type", "subject", "dataschema", "datacontenttype"):
            assert event.get_attributes()[name] == action[name], name
        assert event.get_extension("partitionkey") == action.get("partitionkey")
        if "time" in action:  # where there is none, the library makes one up
            assert event.get_time() == isoparse(action["time"])
        assert event.get_data() == action["data"]
