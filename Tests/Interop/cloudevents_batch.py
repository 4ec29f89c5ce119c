"""Reads a batch of events from standard input with PyPI's cloudevents, and compares it to a sample's actions.

Usage: cloudevents_batch.py SAMPLE
"""

import json
import sys

from cloudevents.core.bindings.http import HTTPMessage, from_http_event

with open(sys.argv[1].removesuffix(".json") + ".actions.jsonl") as file:
    expected = [json.loads(line) for line in file]
events = json.load(sys.stdin)
assert events == expected
for event, action in zip(events, expected):
    body = json.dumps(event).encode()
    read = from_http_event(HTTPMessage(headers={"content-type": "application/cloudevents+json"}, body=body))
    assert read.get_id() == action["id"]
    assert read.get_data() == action["data"]
