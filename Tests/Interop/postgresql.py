"""Several replicas over one PostgreSQL, behind a client that takes turns, and what becomes of what they have acknowledged.

postgresql.py PROGRAM random KILLS SEED [--state FOLDER]   kills at random; with a folder, rounds that it has are not run again
postgresql.py PROGRAM CASE SEED                            one of postgresql_cases.py

Prints a line for each round. What must hold is what crash.py asks for; a row may come twice where a kill, a stop, a restart or a cut
stands between its arrivals, or shortly behind the first of them.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

from postgresql_cases import CASES, PREPARED, at_random, full
from postgresql_servers import Server
from replicas import Round

ROUND = 20


def run(options, title, disturb):
    with tempfile.TemporaryDirectory() as folder, Round(
            options, title, folder, Server(*options.settings, parent=options.parent)) as trial:
        trial.begin(title, PREPARED.get(disturb, lambda _: None))
        disturb(trial)
        return trial.finish(title)


def on_a_small_disk(options, title):
    """The server's folder is a file system of its own."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=192m,mode=1777", "journal", folder], check=True)
        try:
            options.parent = folder
            options.settings = ["min_wal_size=32MB", "max_wal_size=48MB", "shared_buffers=16MB"]
            return run(options, title, full)
        finally:
            subprocess.run(["umount", folder], check=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("case", choices=["random", *CASES])
    parser.add_argument("numbers", nargs="+")
    parser.add_argument("--state")
    parser.set_defaults(settings=[], parent="/tmp")
    options = parser.parse_args()
    title = f"{options.case} {options.numbers[0]}"
    if options.case == "full":
        sys.exit(not on_a_small_disk(options, title)["holds"])
    if options.case != "random":
        sys.exit(not run(options, title, CASES[options.case])["holds"])
    kills, seed = int(options.numbers[0]), options.numbers[1]
    log = os.path.join(options.state, "replicas.jsonl") if options.state else os.devnull
    done = set()
    if options.state:
        os.makedirs(options.state, exist_ok=True)
        if os.path.exists(log):
            with open(log) as file:
                done = {json.loads(line)["round"] for line in file}
    is_well = True
    for number in range(-(-kills // ROUND)):
        title = f"{seed}.{number}"
        if title in done:
            continue
        line = run(options, title, lambda trial: at_random(trial, min(ROUND, kills - number * ROUND)))
        is_well &= line["holds"]
        with open(log, "a") as file:
            file.write(json.dumps(line) + "\n")
    sys.exit(not is_well)


main()
