"""Checks actions by their schema; then takes every required member away from each, and gives it every other type.

Usage: schema_check.py SCHEMA ACTIONS
"""

import copy
import json
import sys

import jsonschema

with open(sys.argv[1]) as file:
    schema = json.load(file)
with open(sys.argv[2]) as file:
    actions = [json.loads(line) for line in file]
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)

kinds = {kind["const"] for kind in schema["$defs"]["action"]["properties"]["kind"]["oneOf"]}
assert len(schema["examples"]) == len(kinds) == 31
assert {example["data"]["kind"] for example in schema["examples"]} == kinds
for action in actions + schema["examples"]:
    validator.validate(action)

REQUIRED = {
    (): ["specversion", "id", "source", "type", "subject", "datacontenttype", "dataschema", "data"],
    ("data",): ["kind", "object", "event"],
    ("data", "object"): ["type"],
    ("data", "object", "parent"): ["type"],
    ("data", "event"): ["platform", "type"],
    ("data", "result", "score"): ["raw"],
}
OPTIONAL = {
    (): ["time", "partitionkey"],
    ("data",): ["learner", "result", "due", "details"],
    ("data", "learner"): ["id", "name", "email"],
    ("data", "object"): ["id", "name", "slug", "platformType", "parent"],
    ("data", "result"): ["completion", "success", "progress", "score", "response"],
}


def at(value, path):
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def is_refused(action, path, change):
    changed = copy.deepcopy(action)
    change(at(changed, path))
    return not validator.is_valid(changed)


count = 0
for action in actions:
    for table, is_required in ((REQUIRED, True), (OPTIONAL, False)):
        for path, names in table.items():
            parent = at(action, path)
            for name in names if isinstance(parent, dict) else []:
                if is_required:
                    assert is_refused(action, path, lambda node: node.pop(name)), (name, action)
                if name not in parent:
                    continue
                for other in (None, 1.5, "", True, [], {"x": 1}):
                    if isinstance(other, float) and isinstance(parent[name], (int, float)) and parent[name] is not True:
                        continue  # a number for a number
                    if isinstance(other, bool) and isinstance(parent[name], bool):
                        continue
                    if name == "details" and isinstance(other, dict):
                        continue  # open: what the platform sent
                    assert is_refused(action, path, lambda node: node.update({name: other})), (name, other, action)
                    count += 1
            if isinstance(parent, dict) and path:
                assert is_refused(action, path, lambda node: node.update({"unknown": 1})), (path, action)
for change in (
    lambda action: action.update(type="learnhooks.course.published" if "published" not in action["type"] else "learnhooks.x.y"),
    lambda action: action.update(time="2020-13-01T00:00:00Z"),
    lambda action: action.update(extension=""),
    lambda action: action.update(extension=1 << 40),
    lambda action: action.update(Extension="x"),
    lambda action: action["data"].update(result={"score": {"raw": 1, "scaled": 1}}),
    lambda action: action["data"].update(result={"score": {"raw": 1, "min": 0}}),
    lambda action: action["data"].update(result={"progress": 100.5}),
):
    for action in actions:
        assert is_refused(action, (), change), action
        count += 1
validator.validate({**actions[0], "team": "a", "sampled": True, "rank": 7})
assert count > 1000, count
print(count, "changes refused")
