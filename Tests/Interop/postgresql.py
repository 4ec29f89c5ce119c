"""Several replicas over one PostgreSQL, behind a client that takes turns, and what becomes of what they have acknowledged.

postgresql.py PROGRAM random KILLS SEED [--state FOLDER]   kills at random; with a folder, rounds that it has are not run again
postgresql.py PROGRAM CASE SEED                            one of the cases below

Prints a line for each round. What must hold is what crash.py asks for; a row may come twice where a kill, a stop, a restart or a cut
stands between its arrivals, or shortly behind the first of them.
"""

import argparse
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time

import durable
from postgresql_servers import Proxy, Server, Standby

LEASE = 3
ROUND = 20
A_KILL = 120
REPLICAS = 3
# How long after its answer an arrival may still be unsettled: as long as the journal may take to come back.
UNSETTLED = 15


class Replica(durable.Function):
    """One of several functions over one database; each start has a number of its own in the cluster."""

    def __init__(self, cluster, *arguments, **environment):
        super().__init__(*arguments, **environment)
        self.cluster = cluster
        self.journal = cluster.url

    def start(self, **environment):
        # The number that destinations see is that of the length of this list.
        while len(self.starts) < self.cluster.number:
            self.starts.append(0)
        self.cluster.number += 1
        super().start(**environment)

    def signal(self, number):
        self.process.send_signal(number)


class Cluster:
    """Replicas behind a client that takes turns: to whoever asks for its port it gives the next one's."""

    def __init__(self, program, folder, sinks, server, url):
        self.program, self.server, self.url, self.sinks = program, server, url, sinks
        self.number = 0
        self.kills = []
        self.windows = []
        self.turn = 0
        environment = {f"DESTINATION_{sink.name.upper()}_TIMEOUT": "1" for sink in sinks}
        self.replicas = [
            Replica(self, program, folder, sinks, JOURNAL_LEASE=str(LEASE), **environment) for _ in range(REPLICAS)]

    @property
    def port(self):
        self.turn += 1
        return self.replicas[self.turn % REPLICAS].port

    def run(self):
        for replica in self.replicas:
            replica.run()

    def window(self, start, end=None):
        self.windows.append((start, end or time.monotonic()))

    def kill(self, replica):
        now = time.monotonic()
        replica.kill()
        self.kills.append(now)
        # Its leases last on.
        self.window(now, time.monotonic() + LEASE)

    def places(self):
        return {id: int(seq) for id, seq in self.server.query("SELECT encode(id, 'escape'), seq FROM learnhooks.action")}

    def query(self, _):
        return [(id.encode(),) for id, in self.server.query(
            "SELECT encode(id, 'escape') FROM learnhooks.action WHERE kind IS NOT NULL")]

    def end(self):
        for replica in self.replicas:
            if replica.process and replica.process.poll() is None:
                replica.process.send_signal(signal.SIGCONT)
                replica.kill()


class Account(durable.Account):
    def is_repeated_in_windows_alone(self, sink):
        repeats, wrong = 0, []
        for id, requests in sink.arrivals().items():
            taken = [request for request in requests if durable.is_taken(request)]
            for first, again in zip(taken, taken[1:]):
                repeats += 1
                is_excused = first.outcome != "200" or any(
                    first.time <= end + 1 and again.time >= start and first.time >= start - UNSETTLED
                    for start, end in self.function.windows)
                if not is_excused:
                    wrong.append((id, first, again))
        self.figures[f"{sink.name} repeats"] = repeats
        self.claim(not wrong, f"{sink.name}: {len(wrong)} came twice outside of any window: {wrong[:2]}")


class Round:
    def __init__(self, options, seed, folder, server):
        self.random = random.Random(f"replicas {seed}")
        self.folder = folder
        self.server = server
        self.proxy = Proxy(self.server.port)
        rough = ["--fail", "4", "--seed", f"{seed}"]
        self.sinks = [
            durable.Sink(folder, "single", "cloudevents"), durable.Sink(folder, "batches", "xapi", *rough)]
        self.cluster = Cluster(options.program, folder, self.sinks, self.server, self.server.url(self.proxy.port))
        self.sender = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.sender:
            self.sender.is_ended = True
        self.cluster.end()
        for sink in self.sinks:
            sink.end()
        self.server.end()

    def begin(self, seed, prepare):
        prepare(self)
        self.cluster.run()
        self.sender = durable.Sender(self.cluster, seed, connections=9, rate=300)

    def finish(self, title):
        for replica in self.cluster.replicas:
            if replica.process.poll() is not None:
                replica.run()
        durable.drain(self.sender, self.sinks)
        self.sender.end()
        for replica in self.cluster.replicas:
            replica.stop()
        account = Account(self.cluster, self.sender)
        account.is_stored()
        for sink in self.sinks:
            account.is_delivered(sink)
            account.is_repeated_in_windows_alone(sink)
            account.is_in_order(sink)
        line = {
            "round": title, "holds": not account.faults, "kills": len(self.cluster.kills), "sent": len(self.sender.sent),
            "acknowledged": len(self.sender.acknowledged), "copies": self.sender.copies, **account.figures}
        if account.faults:
            line["faults"] = account.faults
        print(json.dumps(line), flush=True)
        return line


def at_random(trial, kills):
    for _ in range(kills):
        trial.sender.send(A_KILL)
        time.sleep(trial.random.uniform(0, 1.5))
        replica = trial.random.choice(trial.cluster.replicas)
        trial.cluster.kill(replica)
        replica.run()


def points(trial):
    """A replica kills itself at a point of its program, in the middle of a transaction; the program has faults."""
    replica = trial.cluster.replicas[0]

    def kill_itself(fault):
        start = time.monotonic()
        replica.start(LEARNHOOKS_FAULT=fault)

        def has_ended():
            if trial.sender.is_idle():
                trial.sender.send(A_KILL)
            return replica.process.poll() is not None

        durable.wait(has_ended, f"it kills itself at the point {fault}")
        assert replica.process.returncode == -9, f"it ended with {replica.process.returncode}"
        replica.died()
        trial.cluster.kills.append(time.monotonic())
        trial.cluster.window(start, time.monotonic() + LEASE)

    for each in trial.cluster.replicas:
        each.kill()
    trial.server.query("DROP SCHEMA learnhooks CASCADE")
    kill_itself("migrating")
    trial.cluster.run()
    for fault in ("settling:3", "pruning,clock:691200"):
        trial.cluster.kill(replica)
        kill_itself(fault)
        replica.run()


def stop(trial):
    """A replica is stopped for longer than its leases last, and woken: others have its shards by then."""
    for replica in trial.cluster.replicas:
        trial.sender.send(3 * A_KILL)
        time.sleep(0.5)
        start = time.monotonic()
        replica.signal(signal.SIGSTOP)
        time.sleep(3 * LEASE)
        replica.signal(signal.SIGCONT)
        trial.cluster.window(start)
        time.sleep(1)


def lock(trial):
    """A replica is stopped while its append holds the lock that all wait for: the server takes it away."""
    holder = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 2 AND granted"
    caught = 0
    for _ in range(60):
        trial.sender.send(A_KILL)
        replica = trial.random.choice(trial.cluster.replicas)
        time.sleep(trial.random.uniform(0, 0.05))
        start = time.monotonic()
        replica.signal(signal.SIGSTOP)
        # Where it does not hold the lock now, nobody does for long.
        held = [trial.server.query(holder) == [["1"]] for _ in range(3)]
        if all(held):
            caught += 1
            before = len(trial.sender.acknowledged)
            durable.wait(lambda: len(trial.sender.acknowledged) > before, "others go on", patience=60)
        replica.signal(signal.SIGCONT)
        trial.cluster.window(start)
        if caught == 2:
            break
    print(f"stopped with the lock: {caught} times", file=sys.stderr)


def restart(trial):
    """The server fails, and comes back."""
    for _ in range(3):
        trial.sender.send(2 * A_KILL)
        time.sleep(0.5)
        start = time.monotonic()
        trial.server.restart()
        trial.cluster.window(start, time.monotonic() + 5)
        time.sleep(1)


def cut(trial):
    """All connections to the server are cut."""
    for _ in range(6):
        trial.sender.send(A_KILL)
        time.sleep(trial.random.uniform(0.1, 0.8))
        start = time.monotonic()
        trial.proxy.cut()
        trial.cluster.window(start, time.monotonic() + 5)
        time.sleep(0.5)


def silence(trial):
    """Nothing comes through the connections that there are, and nothing says so."""
    trial.sender.send(A_KILL)
    time.sleep(0.3)
    start = time.monotonic()
    trial.proxy.hush()
    before = len(trial.sender.acknowledged)
    trial.sender.send(A_KILL)
    durable.wait(lambda: len(trial.sender.acknowledged) > before + A_KILL / 2, "connections are made anew", patience=120)
    trial.cluster.window(start, time.monotonic() + 5)


def failover(trial):
    """The primary is gone, and a standby that its commits had waited for takes over."""
    standby, sender = trial.server.standby, trial.sender
    sender.send(2 * A_KILL)
    time.sleep(0.5)
    # What the standby does not have is not acknowledged.
    start = time.monotonic()
    standby.signal_receiver(signal.SIGSTOP)
    time.sleep(1)
    before = len(sender.acknowledged)
    time.sleep(3)
    assert len(sender.acknowledged) == before, "acknowledged what the standby did not have"
    standby.signal_receiver(signal.SIGCONT)
    durable.wait(lambda: len(sender.acknowledged) > before, "it goes on once the standby does")
    sender.send(2 * A_KILL)
    time.sleep(0.3)
    trial.server.fail()
    time.sleep(trial.random.uniform(0, 1))
    standby.promote()
    trial.cluster.server = standby
    before = len(sender.acknowledged)
    durable.wait(lambda: len(sender.acknowledged) > before, "the standby is the primary")
    trial.cluster.window(start, time.monotonic() + 5)


def with_standby(trial):
    standby = Standby(trial.server)
    ports = f"127.0.0.1:{trial.server.port},127.0.0.1:{standby.port}"
    for replica in trial.cluster.replicas:
        replica.journal = f"postgresql://learnhooks@{ports}/postgres?target_session_attrs=read-write"


def full(trial):
    """The disk is full: first the tables cannot grow, then the server's own log, and the server ends."""
    balloon = os.path.join(os.path.dirname(trial.server.folder), "balloon")
    sender = trial.sender

    def is_stuck():
        before = len(sender.acknowledged)
        time.sleep(2)
        return not sender.is_idle() and len(sender.acknowledged) == before

    for is_for_server in (False, True):
        sender.send(A_KILL)
        time.sleep(0.5)
        start = time.monotonic()
        with open(balloon, "wb") as file:
            try:
                while True:
                    file.write(bytes(1 << 16))
                    file.flush()
            except OSError:
                pass
        sender.send(4 * A_KILL)
        durable.wait(is_stuck, "nothing can be stored")
        try:
            while is_for_server:
                trial.server.query("SELECT pg_logical_emit_message(false, 'x', repeat('x', 4000000)); SELECT pg_switch_wal()")
        except AssertionError:
            pass
        os.remove(balloon)
        if is_for_server:
            trial.server.restart()
        before = len(sender.acknowledged)
        durable.wait(lambda: len(sender.acknowledged) > before, "there is room again")
        trial.cluster.window(start, time.monotonic() + 5)


def held(trial):
    """A transaction that is left open keeps the server from clearing away what is dead."""
    with trial.server.hold("SELECT count(*) FROM learnhooks.meta") as session:
        for _ in range(5):
            trial.sender.send(3 * A_KILL)
            time.sleep(2)
        session.stdin.close()


def granted(trial):
    """Replicas run as the role that the documentation grants what it needs; one of them receives alone."""
    at_random(trial, 3)
    roles = trial.server.query(
        "SELECT DISTINCT usename FROM pg_stat_activity WHERE application_name = 'learnhooks' AND datname = 'learnhooks_own'")
    assert roles == [["learnhooks_run"]], roles


def with_grants(trial):
    """The schema is made by who owns the database, and the rest is done by who may do what the documentation says."""
    with open(os.path.join(durable.FOLDER, "../../Sources/LearnHooks/LearnHooks.docc/PostgreSQL.md")) as file:
        grants = next(block for block in re.findall(r"```sql\n(.*?)```", file.read(), re.S) if "GRANT" in block)
    server = trial.server
    server.query("CREATE ROLE learnhooks_owner LOGIN CREATEROLE")
    server.query("CREATE DATABASE learnhooks_own OWNER learnhooks_owner")
    server.database = "learnhooks_own"
    subprocess.run(
        [trial.cluster.program, "journal"], check=True, stdout=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], "JOURNAL": server.url(user="learnhooks_owner")})
    server.query(grants, user="learnhooks_owner")
    for replica in trial.cluster.replicas:
        replica.journal = server.url(user="learnhooks_run")
    trial.cluster.replicas[0].environment["DISPATCH"] = "no"


def move(options, seed):
    """A function goes on on a copy of its journal in a database, and on a copy of that in a file: nothing comes twice."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server()
        sinks = [
            durable.Sink(folder, "single", "cloudevents"),
            durable.Sink(folder, "batches", "xapi", "--fail", "4", "--seed", f"{seed}")]
        function = durable.Function(options.program, folder, sinks)
        sender = durable.Sender(function, seed)
        places = [function.journal, server.url(), os.path.join(folder, "again.sqlite")]
        try:
            for place, next_place in zip(places, [*places[1:], None]):
                function.journal = place
                function.run()
                before = len(sender.acknowledged)
                sender.send(5 * A_KILL)
                durable.wait(lambda: len(sender.acknowledged) >= before + A_KILL, "some are acknowledged")
                if next_place is None:
                    durable.drain(sender, sinks)
                    sender.end()
                function.stop()
                if next_place is not None:
                    subprocess.run(
                        [options.program, "journal", "copy", place, next_place], check=True, stdout=sys.stderr)
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
            sender.is_ended = True
            if function.process.poll() is None:
                function.kill()
            for sink in sinks:
                sink.end()
            server.end()


PREPARED = {failover: with_standby, granted: with_grants}
CASES = {
    case.__name__: case for case in (points, stop, lock, restart, cut, silence, failover, full, held, granted)}


def run(options, title, disturb):
    with tempfile.TemporaryDirectory() as folder, Round(options, title, folder, Server(*options.settings, parent=options.parent)) as trial:
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
    parser.add_argument("case", choices=["random", "move", *CASES])
    parser.add_argument("numbers", nargs="+")
    parser.add_argument("--state")
    parser.set_defaults(settings=[], parent="/tmp")
    options = parser.parse_args()
    title = f"{options.case} {options.numbers[0]}"
    if options.case == "move":
        sys.exit(not move(options, options.numbers[0]))
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
