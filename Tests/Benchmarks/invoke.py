#!/usr/bin/env python3
"""Measures invoke beside its peers: events a second of a file, memory, and the reader alone beside simdjson.

Usage: Tests/Benchmarks/invoke.py [--events N] [--rounds N]
Needs a release build (swift build -c release), PyPI's orjson, and Debian's jq, nodejs, g++ and libsimdjson-dev. Peers that
are missing are left out. Every round runs all of them, one after the other; printed are the medians of the rates, and of each
round's multiples of orjson's rate.
"""

import argparse
import glob
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from measure import BIN, PEERS, ROOT

LEARNHOOKS = os.path.join(BIN, "learnhooks")


def write_events(path, count):
    """One event type, as a year of it would be: ids that differ, the rest much the same."""
    with open(path, "w") as file:
        for index in range(count):
            file.write(
                '{"id":"%08x-5b2c-4d38-b9a7-7a4b6b0e3f10","type":"COURSE_COMPLETED","data":{"course":{"id":%d,'
                '"name":"Project Management"},"user":{"id":%d,"name":"Alex Doe","email":"alex%d@example.com"}}}\n'
                % (index, 567 + index % 50, 1000 + index % 10_000, index % 10_000))


def write_mixture(path, size):
    """The sample events of all types, one after the other, until the file is as large."""
    samples = [path for path in sorted(glob.glob(os.path.join(ROOT, "events", "*", "*.json"))) if "/deliveries/" not in path]
    lines = []
    for sample in samples:
        with open(sample) as file:
            lines.append(json.dumps(json.load(file), separators=(",", ":"), ensure_ascii=False) + "\n")
    text = "".join(lines).encode()
    count = max(1, size // len(text))
    with open(path, "wb") as file:
        for _ in range(count):
            file.write(text)
    return count * len(lines)


def run(command, path):
    """Seconds from spawn to exit."""
    with open(path, "rb") as events:
        began = time.monotonic()
        subprocess.run(command, stdin=events, stdout=subprocess.DEVNULL, check=True)
        return time.monotonic() - began


def peak_memory(command, path):
    """The most memory that a run held, in MB: what the kernel says of it shortly before its end, for at that it is gone."""
    with open(path, "rb") as events, subprocess.Popen(command, stdin=events, stdout=subprocess.DEVNULL) as process:
        peak = 0
        while process.poll() is None:
            try:
                with open(f"/proc/{process.pid}/status") as status:
                    peak = max([peak] + [int(line.split()[1]) for line in status if line.startswith("VmHWM")])
            except OSError:
                pass
            time.sleep(0.01)
    return peak / 1024


def measure(commands, path, count, rounds, base):
    seconds = {name: [] for name in commands}
    memory = {name: peak_memory(command, path) for name, command in commands.items()}
    for _ in range(rounds):
        for name, command in commands.items():
            seconds[name].append(run(command, path))
    rate = {name: count / statistics.median(took) for name, took in seconds.items()}
    print(f"| program | events a second | of {base} | memory, MB |")
    print("|---|---|---|---|")
    for name in commands:
        # Each round's own: a machine that is slower for a minute is so for neighbours alike.
        ratios = [theirs / own for theirs, own in zip(seconds[base], seconds[name])] if base in rate else []
        ratio = f"{statistics.median(ratios):.2f}" if ratios else ""
        print(f"| {name} | {rate[name]:,.0f} | {ratio} | {memory[name]:.0f} |")
    print()


def measure_readers(paths, folder):
    programs = {"this reader": os.path.join(folder, "reader")}
    sources = glob.glob(os.path.join(ROOT, "Sources", "JSON", "*.swift"))
    main = os.path.join(ROOT, "Tests", "Benchmarks", "Reader", "main.swift")
    subprocess.run(
        ["swiftc", "-O", "-wmo", "-swift-version", "6", "-o", programs["this reader"], main, *sources], check=True)
    simdjson = os.path.join(folder, "simdjson")
    source = os.path.join(PEERS, "read_simdjson.cpp")
    if subprocess.run(["g++", "-O3", "-o", simdjson, source, "-lsimdjson"], capture_output=True).returncode == 0:
        programs["simdjson"] = simdjson
    print("| reader alone | values | MB/s |")
    print("|---|---|---|")
    for kind, path in paths.items():
        for name, program in programs.items():
            lines = [line.split() for line in subprocess.check_output([program, path], text=True).splitlines()]
            print(f"| {name}, {kind} | {int(lines[0][0]):,} | {statistics.median(float(line[1]) for line in lines):,.0f} |")
    print()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        events, mixture = os.path.join(folder, "events.ndjson"), os.path.join(folder, "mixture.ndjson")
        write_events(events, options.events)
        mixed = write_mixture(mixture, os.path.getsize(events) // 2)
        ours = {
            f"learnhooks invoke{part}": [LEARNHOOKS, "invoke", "knolyx"] + arguments
            for part, arguments in {"": [], " --jobs 1": ["--jobs", "1"]}.items()
        }
        commands = dict(ours)
        orjson = [sys.executable, os.path.join(PEERS, "actions_orjson.py")]
        if subprocess.run([sys.executable, "-c", "import orjson"], capture_output=True).returncode == 0:
            with open(events, "rb") as file:
                theirs = subprocess.check_output(orjson, input=b"".join(next(file) for _ in range(1_000)))
            with open(events, "rb") as file:
                own = subprocess.check_output(
                    [LEARNHOOKS, "invoke", "knolyx"], input=b"".join(next(file) for _ in range(1_000)))
            assert theirs == own, "the peer writes something else"
            commands["Python with orjson, the same actions"] = orjson
            commands["Python with orjson, brief"] = orjson + ["--brief"]
        if shutil.which("node"):
            commands["Node, brief"] = ["node", os.path.join(PEERS, "actions_brief.js")]
        if shutil.which("jq"):
            commands["jq, brief"] = ["jq", "-c", "-f", os.path.join(PEERS, "actions_brief.jq")]
        commands["wc -l"] = ["wc", "-l"]
        print(f"{options.events:,} events of one type, {os.path.getsize(events) / 1e6:.0f} MB:\n")
        measure(commands, events, options.events, options.rounds, "Python with orjson, the same actions")
        print(f"{mixed:,} events of all types, {os.path.getsize(mixture) / 1e6:.0f} MB:\n")
        all_types = {name: [part for part in command if part != "knolyx"] for name, command in ours.items()}
        all_types["wc -l"] = ["wc", "-l"]
        measure(all_types, mixture, mixed, options.rounds, "learnhooks invoke --jobs 1")
        measure_readers({"one type": events, "all types": mixture}, folder)


main()
