"""Kills the function and looks at what became of what it had acknowledged.

crash.py PROGRAM random KILLS SEED [--state FOLDER]   kills at random; with a folder, rounds that it has a log of are not run again
crash.py PROGRAM point NAME SEED                      the function kills itself at a point of its program, once
crash.py PROGRAM clock KILLS SEED                     the clock is a day behind after one kill, and right again after the next
crash.py PROGRAM control KILLS SEED                   the function answers before it commits: ends well where that is seen

Points, the clock and the control need a PROGRAM with the trait `Faults`.

A round is a new journal, two sinks, of which one fails now and then, and as many as fifty kills. Prints a line for each.
"""

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import time

import durable

ROUND = 50
A_KILL = 120


class Round:
    """A new journal with its sinks and its sender."""

    def __init__(self, program, seed, folder, is_well=False, **environment):
        rough = [] if is_well else ["--fail", "4", "--seed", f"{seed}"]
        self.random = random.Random(f"kills {seed}")
        self.sinks = [
            durable.Sink(folder, "single", "cloudevents"), durable.Sink(folder, "batches", "xapi", *rough)]
        self.function = durable.Function(program, folder, self.sinks, **environment)
        self.sender = durable.Sender(self.function, seed)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        durable.end(self.sender, self.function, self.sinks)

    def kill_at_random(self, **environment):
        self.function.start(**environment)
        self.sender.send(A_KILL)
        time.sleep(self.random.uniform(0, 1))
        self.function.kill()

    def has_killed_itself(self):
        """Sends on until it has: how often a point is passed depends on how deliveries fall together."""
        if self.function.process.poll() is None and self.sender.is_idle():
            self.sender.send(A_KILL)
        return self.function.process.poll() is not None

    def drain(self):
        durable.drain(self.sender, self.sinks)

    def account(self):
        self.sender.end()
        self.function.stop()
        account = durable.Account(self.function, self.sender)
        account.is_stored()
        for sink in self.sinks:
            account.is_delivered(sink)
            account.is_repeated_by_kills_alone(sink)
            account.is_in_order(sink)
        return account


def report(title, trial, account):
    resumed = account.resumed()
    figures = {
        "kills": len(trial.function.kills), "sent": len(trial.sender.sent), "acknowledged": len(trial.sender.acknowledged),
        "copies": trial.sender.copies, **account.figures,
        "sends again after, s": [round(time, 3) for time in (statistics.median(resumed), max(resumed))]}
    line = {"round": title, "holds": not account.faults, **figures}
    if account.faults:
        line["faults"] = account.faults
    print(json.dumps(line), flush=True)
    return line


def at_random(options):
    is_well = True
    log = os.path.join(options.state, "rounds.jsonl") if options.state else os.devnull
    done = set()
    if options.state:
        os.makedirs(options.state, exist_ok=True)
        if os.path.exists(log):
            with open(log) as file:
                done = {json.loads(line)["round"] for line in file}
    for number in range(-(-options.kills // ROUND)):
        title = f"{options.seed}.{number}"
        if title in done:
            continue
        with tempfile.TemporaryDirectory() as folder, Round(options.program, title, folder) as trial:
            for _ in range(min(ROUND, options.kills - number * ROUND)):
                trial.kill_at_random()
            trial.function.run()
            trial.drain()
            line = report(title, trial, trial.account())
            is_well &= line["holds"]
            with open(log, "a") as file:
                file.write(json.dumps(line) + "\n")
    return is_well


# What is let go of is a week old, and the tables are made once.
AFTER_A_WEEK, A_DAY = "clock:691200", 86400


def at_point(options):
    with tempfile.TemporaryDirectory() as folder, Round(options.program, options.seed, folder) as trial:
        # Some are not passed often.
        most = {"migrating": 1, "pruning": 1, "divided": 2, "set-aside": 4}.get(options.point, 20)
        times = random.Random(f"{options.point} {options.seed}").randint(1, most)
        fault = f"{options.point}:{times}"
        if options.point == "pruning":
            trial.function.run()
            trial.sender.send(5 * A_KILL)
            durable.wait(trial.sender.is_idle, "everything was acknowledged or given up")
            trial.function.kill()
            fault += "," + AFTER_A_WEEK
        trial.sender.send(5 * A_KILL)
        trial.function.start(LEARNHOOKS_FAULT=fault)
        durable.wait(trial.has_killed_itself, f"it kills itself at the point {fault}")
        trial.function.died()
        assert trial.function.process.returncode == -9, f"it ended with {trial.function.process.returncode}"
        trial.function.run()
        trial.drain()
        return report(fault, trial, trial.account())["holds"]


def clock(options):
    with tempfile.TemporaryDirectory() as folder, Round(options.program, options.seed, folder) as trial:
        for number in range(options.kills):
            trial.kill_at_random(**({"LEARNHOOKS_FAULT": f"clock:{-A_DAY}"} if number % 2 else {}))
        trial.function.run(LEARNHOOKS_FAULT=f"clock:{-A_DAY}")
        trial.drain()
        return report("clock", trial, trial.account())["holds"]


def control(options):
    with tempfile.TemporaryDirectory() as folder:
        with Round(options.program, options.seed, folder, is_well=True, LEARNHOOKS_FAULT="answer-before-commit:20") as trial:
            for _ in range(options.kills):
                trial.kill_at_random()
            trial.function.run()
            durable.wait(trial.sender.is_idle, "everything was acknowledged or given up")
            trial.sender.end()
            trial.function.stop()
            account = durable.Account(trial.function, trial.sender)
            account.is_stored()
            line = report("control", trial, account)
            return line["lost"] > 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    modes = parser.add_subparsers(dest="mode", required=True)
    for name, run in [("random", at_random), ("point", at_point), ("clock", clock), ("control", control)]:
        mode = modes.add_parser(name)
        mode.set_defaults(run=run)
        if name == "point":
            mode.add_argument("point")
        else:
            mode.add_argument("kills", type=int)
        mode.add_argument("seed")
        if name == "random":
            mode.add_argument("--state")
    options = parser.parse_args()
    sys.exit(not options.run(options))


main()
