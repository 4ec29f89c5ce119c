"""Runs an image as an engine would: its root alone, its user without any capability, its environment, entry point and command.

in_image.py ROOT CONFIG [--proc] [--read-only] [NAME=VALUE]...

With --proc there is /proc, as every engine mounts it; without it there is nothing but the image's files.
"""
import ctypes
import json
import os
import sys

root, config = sys.argv[1], json.load(open(sys.argv[2]))["config"]
options = [word for word in sys.argv[3:] if word.startswith("--")]
environment = dict(pair.split("=", 1) for pair in config.get("Env", []) + sys.argv[3:] if not pair.startswith("--"))

libc = ctypes.CDLL(None, use_errno=True)
MS_RDONLY, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 32, 4096, 16384, 1 << 18


def mount(source, target, kind, flags):
    if libc.mount(source.encode(), target.encode(), kind.encode(), flags, None) != 0:
        raise OSError(ctypes.get_errno(), f"mount {target}")


if libc.unshare(0x20000) != 0:  # CLONE_NEWNS: mounts of its own
    raise OSError(ctypes.get_errno(), "unshare")
mount("none", "/", "", MS_REC | MS_PRIVATE)
mount(root, root, "", MS_BIND)
if "--proc" in options:
    os.makedirs(f"{root}/proc", exist_ok=True)
    mount("proc", f"{root}/proc", "proc", 0)
if "--read-only" in options:
    mount(root, root, "", MS_BIND | MS_REMOUNT | MS_RDONLY)
os.chroot(root)
os.chdir(config.get("WorkingDir") or "/")
for capability in range(64):
    libc.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP
user, group = map(int, config["User"].split(":"))
os.setgroups([])
os.setgid(group)
os.setuid(user)
libc.prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS
command = config["Entrypoint"] + (config.get("Cmd") or [])
os.execve(command[0], command, environment)
