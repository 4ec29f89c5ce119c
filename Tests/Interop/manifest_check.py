"""Judges what `learnhooks manifest` prints: as YAML, by the schemas that there are, and by what the program reads.

manifest_check.py compose|kubernetes|systemd|knative|lambda FILE VARIABLE...: no other variables may be set.
"""
import re
import sys

import yaml

kind, path, known = sys.argv[1], sys.argv[2], set(sys.argv[3:])


class Loader(yaml.SafeLoader):
    """Takes CloudFormation's short forms as texts."""


Loader.add_multi_constructor("!", lambda loader, suffix, node: f"!{suffix} {node.value}")
documents = [] if kind == "systemd" else list(yaml.load_all(open(path), Loader))
assert all(documents), documents


def validate(document):
    import kubernetes_validate

    kubernetes_validate.validate(document, "1.31", strict=True)


def check_pod(spec):
    pod = {key: value for key, value in spec.items() if key not in ("containerConcurrency", "timeoutSeconds")}
    # Knative fills in the port of a probe: there is one.
    for container in pod["containers"]:
        port = container["ports"][0]["containerPort"]
        for probe in ("readinessProbe", "livenessProbe"):
            container[probe]["httpGet"].setdefault("port", port)
    validate({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "pod"}, "spec": pod})


def check_container(container):
    """Looks at what is set of a container, and returns how many secrets."""
    context = container["securityContext"]
    assert context["runAsNonRoot"] and context["readOnlyRootFilesystem"] and context["capabilities"]["drop"] == ["ALL"]
    entries = container["env"]
    variables.update(entry["name"] for entry in entries)
    secrets = [entry for entry in entries if entry["name"].endswith("_SECRETS")]
    assert all(set(entry) == {"name", "valueFrom"} for entry in secrets), secrets
    return len(secrets)


variables, secrets = set(), 0
if kind == "knative":
    for document in documents:
        assert {"apiVersion", "kind", "metadata", "spec"} <= set(document), document
        if document["kind"] != "Service":
            continue
        spec = document["spec"]["template"]["spec"]
        container = spec["containers"][0]
        check_pod(spec)
        secrets += check_container(container)
        labels = document["metadata"].get("labels", {})
        is_broker = any(entry["name"] == "FUNCTION_SIGNATURE_TYPE" for entry in container["env"])
        assert (labels.get("networking.knative.dev/visibility") == "cluster-local") == is_broker
    kinds = [document["kind"] for document in documents]
    assert kinds.count("Service") == kinds.count("SinkBinding"), kinds
elif kind == "compose":
    for name, service in documents[0]["services"].items():
        assert service["healthcheck"]["test"][0] == "CMD" and [f"{name}:/var/lib/learnhooks"] == service["volumes"], service
        assert name in documents[0]["volumes"], name
        assert service["read_only"] and service["cap_drop"] == ["ALL"] and service["user"] == "65532:65532"
        # Beside a journal a file says the rest.
        assert ("JOURNAL" in service["environment"]) == (service.get("env_file") == "learnhooks.env"), service
        for name, value in service["environment"].items():
            variables.add(name)
            assert value.startswith("${" + name) or (name, value) == ("JOURNAL", "/var/lib/learnhooks/journal.sqlite"), value
            secrets += name.endswith("_SECRETS")
elif kind == "kubernetes":
    for document in documents:
        validate(document)
    budgets = [document for document in documents if document["kind"] == "PodDisruptionBudget"]
    documents = [document for document in documents if document["kind"] != "PodDisruptionBudget"]
    for service, workload in zip(documents[::2], documents[1::2], strict=True):
        spec = workload["spec"]
        pod = spec["template"]
        container = pod["spec"]["containers"][0]
        # Whom the Service asks is whom the workload makes, and it is asked where it listens.
        assert service["spec"]["selector"] == spec["selector"]["matchLabels"] == pod["metadata"]["labels"], service
        port = container["ports"][0]["containerPort"]
        assert service["spec"]["ports"][0]["targetPort"] == port
        assert all(container[probe]["httpGet"]["port"] == port for probe in ("readinessProbe", "livenessProbe"))
        secrets += check_container(container)
        journal = next((entry for entry in container["env"] if entry["name"] == "JOURNAL"), {})
        keeps = "value" in journal
        if "valueFrom" in journal:
            # A database is shared, and some of the replicas are there at any time.
            assert spec["replicas"] > 1, workload
            assert any(budget["spec"]["selector"] == spec["selector"] for budget in budgets), workload
        assert workload["kind"] == ("StatefulSet" if keeps else "Deployment"), workload
        if keeps:
            claim = spec["volumeClaimTemplates"][0]
            assert spec["replicas"] == 1 and spec["serviceName"] == service["metadata"]["name"]
            assert container["volumeMounts"] == [{"name": claim["metadata"]["name"], "mountPath": "/var/lib/learnhooks"}]
            assert pod["spec"]["securityContext"]["fsGroup"] == container["securityContext"]["runAsUser"]
elif kind == "systemd":
    settings = re.findall(r"^(\w+)=(.*)$", open(path).read(), re.MULTILINE)
    credentials = {value.split(":")[0] for name, value in settings if name == "LoadCredential"}
    for name, value in (value.split("=", 1) for name, value in settings if name == "Environment"):
        if name.endswith("_SECRETS_FILE"):
            assert value.startswith("%d/"), value
            credentials.remove(value[3:])
            secrets += 1
            name = name.removesuffix("_FILE")
        variables.add(name)
    assert not credentials, credentials
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
