"""Judges whether a program can do its work in a unit: by the system calls that it made, as strace wrote them down.

unit_calls.py UNIT TRACE: each call must pass SystemCallFilter, each socket RestrictAddressFamilies.
"""
import re
import subprocess
import sys

unit, trace = (open(path).read() for path in sys.argv[1:])
settings = re.findall(r"^(\w+)=(.*)$", unit, re.MULTILINE)

groups, group = {}, None
listing = subprocess.run(["systemd-analyze", "--no-pager", "syscall-filter"], capture_output=True, text=True, check=True)
for line in listing.stdout.splitlines():
    if line.startswith("@"):
        group = groups.setdefault(line, set())
    elif line.startswith("#"):
        group = None
    elif group is not None and not line.strip().startswith("#"):
        group.add(line.strip())


def calls(name):
    if not name.startswith("@"):
        return {name}
    return set().union(*(calls(member) for member in groups[name] if member))


allowed = calls("@default")
for value in (value for name, value in settings if name == "SystemCallFilter"):
    named = set().union(*(calls(word) for word in value.removeprefix("~").split()))
    allowed = allowed - named if value.startswith("~") else allowed | named
# Threads want to be more or less urgent, which nobody may be who is not root; the trace was made with that refused.
# SQLite gives the files beside a journal its owner where root runs it, and makes no such call under another user
# (robustFchown in its os_unix.c).
made = set(re.findall(r"^\d+ +(\w+)\(", trace, re.MULTILINE)) - {"setpriority", "fchown"}
assert len(made) > 20, made
assert made <= allowed, made - allowed
families = set(re.findall(r"\bsocket\((AF_\w+)", trace))
assert families and families <= set(dict(settings)["RestrictAddressFamilies"].split()), families
assert not re.search(r"\bm(map|protect)\(.*PROT_WRITE\|PROT_EXEC", trace), "memory that can be written and run"
print(len(made), "calls:", *sorted(made), *families)
