"""Judges what `learnhooks manifest` prints: as YAML, by the schemas that there are, and by what the program reads.

manifest_check.py knative|lambda|compose FILE VARIABLE...: no other variables may be set.
"""
import sys

import yaml

kind, path, known = sys.argv[1], sys.argv[2], set(sys.argv[3:])


class Loader(yaml.SafeLoader):
    """Takes CloudFormation's short forms as texts."""


Loader.add_multi_constructor("!", lambda loader, suffix, node: f"!{suffix} {node.value}")
documents = list(yaml.load_all(open(path), Loader))
assert all(documents), documents


def check_pod(spec):
    import kubernetes_validate

    pod = {key: value for key, value in spec.items() if key not in ("containerConcurrency", "timeoutSeconds")}
    # Knative fills in the port of a probe: there is one.
    for container in pod["containers"]:
        port = container["ports"][0]["containerPort"]
        for probe in ("readinessProbe", "livenessProbe"):
            container[probe]["httpGet"].setdefault("port", port)
    kubernetes_validate.validate(
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "pod"}, "spec": pod}, "1.31", strict=True)


variables, secrets = set(), 0
if kind == "knative":
    for document in documents:
        assert {"apiVersion", "kind", "metadata", "spec"} <= set(document), document
        if document["kind"] != "Service":
            continue
        spec = document["spec"]["template"]["spec"]
        container = spec["containers"][0]
        check_pod(spec)
        context = container["securityContext"]
        assert context["runAsNonRoot"] and context["readOnlyRootFilesystem"] and context["capabilities"]["drop"] == ["ALL"]
        for entry in container.get("env") or []:
            variables.add(entry["name"])
            if entry["name"].endswith("_SECRETS"):
                assert set(entry) == {"name", "valueFrom"}, entry
                secrets += 1
        labels = document["metadata"].get("labels", {})
        is_broker = any(entry["name"] == "FUNCTION_SIGNATURE_TYPE" for entry in container.get("env") or [])
        assert (labels.get("networking.knative.dev/visibility") == "cluster-local") == is_broker
    kinds = [document["kind"] for document in documents]
    assert kinds.count("Service") == kinds.count("SinkBinding"), kinds
elif kind == "compose":
    for name, service in documents[0]["services"].items():
        assert service["healthcheck"]["test"][0] == "CMD" and [f"{name}:/var/lib/learnhooks"] == service["volumes"], service
        assert name in documents[0]["volumes"], name
        assert service["read_only"] and service["cap_drop"] == ["ALL"] and service["user"] == "65532:65532"
        for name, value in service["environment"].items():
            variables.add(name)
            assert value.startswith("${" + name), value
            secrets += name.endswith("_SECRETS")
else:
    for resource in documents[0]["Resources"].values():
        for name, value in resource["Properties"]["Environment"]["Variables"].items():
            variables.add(name)
            if name.endswith("_SECRETS"):
                assert value.startswith("{{resolve:secretsmanager:"), value
                secrets += 1
        assert resource["Properties"]["ImageUri"]
assert variables <= known, variables - known
print(kind, "documents:", len(documents), "secrets:", secrets)
