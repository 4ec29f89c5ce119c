"""A function goes on on a copy of its journal in a database, and on a copy of that in a file: nothing comes twice.

journal_move.py PROGRAM SEED

Prints a line of what it found, as postgresql.py does.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time

import durable
from postgresql_servers import Server


def copy(program, place, next_place, moment):
    """Copies a journal, after somebody who was killed at it: who has left nothing, or all."""
    command = [program, "journal", "copy", place, next_place]
    first = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    time.sleep(moment)
    first.kill()
    first.wait()
    done = subprocess.run(command, capture_output=True, text=True)
    print(done.stdout or done.stderr, end="", file=sys.stderr)
    assert done.returncode == 0 or "expected an empty journal" in done.stderr, done.stderr


def move(program, seed):
    chance = random.Random(f"move {seed}")
    with tempfile.TemporaryDirectory() as folder:
        server = Server()
        sinks = [
            durable.Sink(folder, "single", "cloudevents"),
            durable.Sink(folder, "batches", "xapi", "--fail", "4", "--seed", f"{seed}")]
        function = durable.Function(program, folder, sinks)
        sender = durable.Sender(function, seed)
        places = [function.journal, server.url(), os.path.join(folder, "again.sqlite")]
        try:
            for place, next_place in zip(places, [*places[1:], None]):
                function.journal = place
                function.run()
                before = len(sender.acknowledged)
                sender.send(600)
                durable.wait(lambda: len(sender.acknowledged) >= before + 120, "some are acknowledged")
                if next_place is None:
                    durable.drain(sender, sinks)
                    sender.end()
                function.stop()
                if next_place is not None:
                    copy(program, place, next_place, chance.uniform(0, 0.3))
            account = durable.Account(function, sender)
            account.is_stored()
            for sink in sinks:
                account.is_delivered(sink)
                account.is_in_order(sink)
                taken = [id for id, requests in sink.arrivals().items() if sum(r.outcome == "200" for r in requests) > 1]
                account.claim(not taken, f"{sink.name}: {len(taken)} came twice: {taken[:3]}")
            line = {
                "round": f"move {seed}", "holds": not account.faults, "sent": len(sender.sent),
                "acknowledged": len(sender.acknowledged), **account.figures}
            if account.faults:
                line["faults"] = account.faults
            print(json.dumps(line), flush=True)
            return line["holds"]
        finally:
            durable.end(sender, function, sinks)
            server.end()


sys.exit(not move(*sys.argv[1:]))
